//! Bench `nearest`: the 20 nearest engineers who are on shift and have a skill, among 10,000, 100,000 and 1,000,000 positions.
//!
//! Positions lie in 200 cities, as engineers do; 8 % pass the filter. Every answer of the first 200 questions is compared with a
//! full scan. The peer is PostGIS on the same positions: a GiST index over `geography`, ordered by `<->`.

use std::time::Instant;

use anyhow::Context as _;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{Connection as _, PgConnection, Row as _};
use truckroll_domain::Place;
use truckroll_domain::dispatch::nearest::Nearest;
use truckroll_tests::bench::{Report, percentile, quick};

const CITIES: usize = 200;
const K: usize = 20;
/// Answers that are compared with a full scan.
const COMPARED: usize = 200;

struct Engineers {
    places: Vec<Place>,
    on_shift: Vec<bool>,
    skilled: Vec<bool>,
}

fn near(city: Place, dice: &mut StdRng) -> Place {
    // the sum of three throws lies around the middle
    let mut swing = || (0..3).map(|_| dice.random_range(-0.1..0.1)).sum::<f64>();
    Place::new((city.lat + swing()).clamp(-90.0, 90.0), (city.lon + swing() + 540.0).rem_euclid(360.0) - 180.0)
}

impl Engineers {
    fn new(count: usize, cities: &[Place], dice: &mut StdRng) -> Self {
        Self {
            places: (0..count).map(|_| near(cities[dice.random_range(0..cities.len())], dice)).collect(),
            on_shift: (0..count).map(|_| dice.random_bool(0.4)).collect(),
            skilled: (0..count).map(|_| dice.random_bool(0.2)).collect(),
        }
    }

    fn fits(&self, index: usize) -> bool {
        self.on_shift[index] && self.skilled[index]
    }

    fn scan(&self, from: &Place) -> Vec<f64> {
        let fitting = (0..self.places.len()).filter(|i| self.fits(*i));
        let mut distances: Vec<f64> = fitting.map(|i| self.places[i].distance_m(from)).collect();
        distances.sort_by(f64::total_cmp);
        distances.truncate(K);
        distances
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let sizes: &[(usize, &str)] = if quick() {
        &[(10_000, "10k"), (100_000, "100k")]
    } else {
        &[(10_000, "10k"), (100_000, "100k"), (1_000_000, "1M")]
    };
    let mut dice = StdRng::seed_from_u64(11);
    let cities: Vec<Place> =
        (0..CITIES).map(|_| Place::new(dice.random_range(-45.0..60.0), dice.random_range(-180.0..180.0))).collect();
    let url = std::env::var("TRUCKROLL_TEST_POSTGRES").context("run it with `cargo xtask bench`")?;
    let mut peer = PostGis::open(&url).await?;
    let mut report = Report::default();
    for (count, name) in sizes {
        let mut engineers = Engineers::new(*count, &cities, &mut dice);
        let questions: Vec<Place> = (0..2_000).map(|_| near(cities[dice.random_range(0..CITIES)], &mut dice)).collect();
        let mut nearest = Nearest::new(&engineers.places);
        let ours = ask(&nearest, &engineers, &questions)?;
        peer.fill(&engineers).await?;
        let theirs = peer.ask(&questions[..300.min(questions.len())]).await?;
        for (part, word) in [(0.5, "p50"), (0.99, "p99")] {
            let peer = ("PostGIS", percentile(&theirs, part));
            report.lower(&format!("{name} {word} us"), "us", percentile(&ours, part), Some(peer));
        }
        if *count == sizes.last().context("there is a size")?.0 {
            let moved = moves(&mut nearest, &mut engineers, &cities, &mut dice);
            let peer = peer.moves(&engineers, 100_000.min(*count)).await?;
            report.higher("moves per second", "1/s", moved, Some(("PostGIS", peer)));
            ask(&nearest, &engineers, &questions[..COMPARED]).context("after moving")?;
        }
    }
    report.write()
}

/// Microseconds of each question; the first answers are compared with a full scan.
fn ask(nearest: &Nearest, engineers: &Engineers, questions: &[Place]) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::with_capacity(questions.len());
    for (n, from) in questions.iter().enumerate() {
        let begun = Instant::now();
        let found = nearest.find(from, K, |index| engineers.fits(index));
        times.push(begun.elapsed().as_secs_f64() * 1e6);
        if n < COMPARED {
            let scanned = engineers.scan(from);
            anyhow::ensure!(found.len() == scanned.len(), "question {n} has {} answers", found.len());
            for ((index, metres), exact) in found.iter().zip(&scanned) {
                anyhow::ensure!(engineers.fits(*index), "question {n}: {index} does not fit");
                anyhow::ensure!((metres - exact).abs() < 0.5, "question {n}: {metres} m, but a scan finds {exact} m");
            }
        }
    }
    Ok(times)
}

/// A million moves of a few hundred metres; one in a hundred engineers turns up in another city.
#[expect(clippy::cast_precision_loss, reason = "a million fits")]
fn moves(nearest: &mut Nearest, engineers: &mut Engineers, cities: &[Place], dice: &mut StdRng) -> f64 {
    let count = engineers.places.len();
    let steps: Vec<(usize, Place)> = (0..count)
        .map(|_| {
            let index = dice.random_range(0..count);
            let place = engineers.places[index];
            let moved = if dice.random_bool(0.01) {
                near(cities[dice.random_range(0..cities.len())], dice)
            } else {
                Place::new(
                    (place.lat + dice.random_range(-0.002..0.002)).clamp(-90.0, 90.0),
                    (place.lon + dice.random_range(-0.002..0.002)).clamp(-180.0, 180.0),
                )
            };
            engineers.places[index] = moved;
            (index, moved)
        })
        .collect();
    let begun = Instant::now();
    for (index, place) in &steps {
        nearest.set(*index, place);
    }
    steps.len() as f64 / begun.elapsed().as_secs_f64()
}

/// The peer.
struct PostGis(PgConnection);

impl PostGis {
    async fn open(url: &str) -> anyhow::Result<Self> {
        let mut connection = PgConnection::connect(url).await?;
        sqlx::query("create extension if not exists postgis").execute(&mut connection).await.context("PostGIS")?;
        sqlx::query("set max_parallel_workers_per_gather = 0").execute(&mut connection).await?;
        Ok(Self(connection))
    }

    async fn fill(&mut self, engineers: &Engineers) -> anyhow::Result<()> {
        for sql in [
            "drop table if exists bench_positions",
            "create table bench_positions (id bigint primary key, place geography(point), on_shift bool, skilled bool)",
        ] {
            sqlx::query(sql).execute(&mut self.0).await?;
        }
        for from in (0..engineers.places.len()).step_by(50_000) {
            let to = (from + 50_000).min(engineers.places.len());
            let ids: Vec<i64> = (from..to).map(|i| i64::try_from(i).unwrap_or(0)).collect();
            sqlx::query(
                "insert into bench_positions select id, st_makepoint(lon, lat)::geography, on_shift, skilled \
                 from unnest($1::bigint[], $2::float8[], $3::float8[], $4::bool[], $5::bool[]) \
                 as t(id, lat, lon, on_shift, skilled)",
            )
            .bind(ids)
            .bind(engineers.places[from..to].iter().map(|p| p.lat).collect::<Vec<f64>>())
            .bind(engineers.places[from..to].iter().map(|p| p.lon).collect::<Vec<f64>>())
            .bind(engineers.on_shift[from..to].to_vec())
            .bind(engineers.skilled[from..to].to_vec())
            .execute(&mut self.0)
            .await?;
        }
        for sql in ["create index on bench_positions using gist (place)", "vacuum analyze bench_positions"] {
            sqlx::query(sql).execute(&mut self.0).await?;
        }
        Ok(())
    }

    async fn ask(&mut self, questions: &[Place]) -> anyhow::Result<Vec<f64>> {
        let mut times = Vec::with_capacity(questions.len());
        for from in questions {
            let begun = Instant::now();
            let rows = sqlx::query(
                "select id from bench_positions where on_shift and skilled \
                 order by place <-> st_makepoint($1, $2)::geography limit 20",
            )
            .bind(from.lon)
            .bind(from.lat)
            .fetch_all(&mut self.0)
            .await?;
            times.push(begun.elapsed().as_secs_f64() * 1e6);
            anyhow::ensure!(rows.len() == K && rows[0].try_get::<i64, _>(0).is_ok(), "PostGIS found {}", rows.len());
        }
        Ok(times)
    }

    /// Moves of the first `count` positions in one statement, its quickest way.
    #[expect(clippy::cast_precision_loss, reason = "a million fits")]
    async fn moves(&mut self, engineers: &Engineers, count: usize) -> anyhow::Result<f64> {
        let begun = Instant::now();
        sqlx::query(
            "update bench_positions p set place = st_makepoint(t.lon, t.lat)::geography \
             from unnest($1::bigint[], $2::float8[], $3::float8[]) as t(id, lat, lon) where p.id = t.id",
        )
        .bind((0..count).map(|i| i64::try_from(i).unwrap_or(0)).collect::<Vec<i64>>())
        .bind(engineers.places[..count].iter().map(|p| p.lat + 0.0001).collect::<Vec<f64>>())
        .bind(engineers.places[..count].iter().map(|p| p.lon).collect::<Vec<f64>>())
        .execute(&mut self.0)
        .await?;
        Ok(count as f64 / begun.elapsed().as_secs_f64())
    }
}
