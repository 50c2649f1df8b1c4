//! Who is where: companies around a point, on the map and in a list beside it, with the straight way to each. The point is a
//! click on the map, the place of a company, or where an engineer is; the address keeps it.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::{AgentId, Place};
use truckroll_protocol::api::{AgentItem, CustomerQuery, NearCompany, Nearby};
use truckroll_ui::prelude::*;

use super::{PATH, path_of};
use crate::api;
use crate::desk::dispatch::map_base;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// The radii that can be chosen, kilometres.
const RADII: [i64; 8] = [1, 2, 5, 10, 25, 50, 100, 200];
/// The one at the start.
const START_KM: i64 = 5;
/// The pin of the point itself.
const HERE: &str = "here";
/// Companies that are offered as a point.
const OFFERED: usize = 8;

/// The point of an address: `31.230000,121.470000`.
fn point(query: &Query) -> Option<Place> {
    let (lat, lon) = query.get("at").split_once(',')?;
    Some(Place::new(lat.parse().ok()?, lon.parse().ok()?)).filter(Place::is_valid)
}

fn radius_km(query: &Query) -> i64 {
    query.get("km").parse().ok().filter(|km| RADII.contains(km)).unwrap_or(START_KM)
}

/// The same address with another point, and what it is called.
fn around(query: &Query, place: Place, name: &str) -> String {
    let at = format!("{:.6},{:.6}", place.lat, place.lon);
    format!("{PATH}{}", query.with("at", &at).with("of", name).suffix())
}

/// The pane.
#[component]
pub fn NearbyPane(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let read = use_live(
        || vec!["companies".to_owned()],
        move || {
            let (place, km) = (point(&query.read()), radius_km(&query.read()));
            async move {
                match place {
                    Some(place) => api::nearby(place.lat, place.lon, km * 1_000).await,
                    None => Ok(Nearby::default()),
                }
            }
        },
    );
    let base = session.me().map(|me| map_base(&me.map)).unwrap_or_default();
    let (here, km, name) = (point(&query.read()), radius_km(&query.read()), query.read().get("of").to_owned());
    let radii: Vec<Choice> =
        RADII.iter().map(|km| Choice::new(km.to_string(), tr!("nearby-km", value = *km))).collect();
    rsx! {
        div { class: "dk-near",
            div { class: "dk-near-choice",
                SelectField {
                    label: tr("nearby-radius"),
                    value: km.to_string(),
                    options: radii,
                    on_change: move |km: String| go.instead(format!("{PATH}{}", query.peek().with("km", &km).suffix())),
                }
                FromEngineer { query }
                FromCompany { query }
            }
            Stale { read }
            Around {
                found: read.value(),
                here,
                name,
                base,
                on_pick: move |place: Place| go.instead(around(&query.peek(), place, "")),
            }
            if read.value().is_none() {
                Waiting { read, rows: 6 }
            }
        }
    }
}

/// Takes the place of an engineer as the point.
#[component]
fn FromEngineer(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let read = use_live(|| vec!["agents".to_owned()], api::agents);
    let there: Vec<AgentItem> = read
        .value()
        .unwrap_or_default()
        .into_iter()
        .filter(|item| item.agent.is_engineer() && item.position.is_some())
        .collect();
    let options: Vec<Choice> =
        there.iter().map(|item| Choice::new(item.agent.id.to_string(), item.agent.name.clone())).collect();
    let named = query.read().get("of").to_owned();
    let chosen = there.iter().find(|item| item.agent.name == named).map(|item| item.agent.id.to_string());
    rsx! {
        SelectField {
            label: tr("nearby-engineer"),
            value: chosen.unwrap_or_default(),
            none_label: tr("cust-none"),
            options,
            on_change: move |id: String| {
                let id = id.parse::<AgentId>().ok();
                let item = there.iter().find(|item| Some(item.agent.id) == id);
                if let Some((item, position)) = item.and_then(|item| Some((item, item.position?))) {
                    go.instead(around(&query.peek(), position.place, &item.agent.name));
                }
            },
        }
    }
}

/// Takes the place of a company as the point.
#[component]
fn FromCompany(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let mut words = use_signal(String::new);
    let found = use_live(Vec::new, move || {
        let asked = CustomerQuery { q: words.read().trim().to_owned(), limit: Some(50), ..CustomerQuery::default() };
        async move {
            if asked.q.is_empty() {
                return api::Answer::Ok(Vec::new());
            }
            let page = api::query_companies(&asked, 1).await?;
            let with_place = page.rows.into_iter().map(|found| found.row).filter(|row| row.lat.is_some());
            Ok(with_place.take(OFFERED).collect::<Vec<_>>())
        }
    });
    let looked_for = !words.read().trim().is_empty();
    rsx! {
        div { class: "dk-near-find",
            TextField {
                label: tr("nearby-company"),
                kind: TextKind::Search,
                value: words(),
                max_length: 200,
                on_input: move |text| words.set(text),
            }
            if looked_for {
                div { class: "dk-picker",
                    match found.value() {
                        None => rsx! { Waiting { read: found, rows: 3 } },
                        Some(all) if all.is_empty() => rsx! { p { class: "dk-quiet dk-picker-none", {tr("nearby-company-none")} } },
                        Some(all) => rsx! {
                            for row in all {
                                ListRow {
                                    key: "{row.id}",
                                    title: row.name.clone(),
                                    subtitle: row.address.clone(),
                                    on_open: move |()| {
                                        if let Some((lat, lon)) = row.lat.zip(row.lon) {
                                            words.set(String::new());
                                            go.instead(around(&query.peek(), Place::new(lat, lon), &row.name));
                                        }
                                    },
                                }
                            }
                        },
                    }
                }
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most 200,000 metres")]
fn metres(near: &NearCompany) -> f64 {
    near.distance_m as f64
}

fn pins(companies: &[NearCompany], here: Option<(Place, String)>, format: &Format) -> Vec<MapPin> {
    let mut pins: Vec<MapPin> = companies
        .iter()
        .filter_map(|near| {
            let (lat, lon) = near.row.lat.zip(near.row.lon)?;
            let label = format!("{}, {}", near.row.name, format.distance(metres(near)));
            Some(MapPin::new(near.row.id.clone(), lon, lat, label))
        })
        .collect();
    if let Some((here, label)) = here {
        let mut pin = MapPin::new(HERE, here.lon, here.lat, label);
        (pin.shape, pin.tone, pin.single) = (PinShape::Dot, Tone::OnTheWay, true);
        pins.push(pin);
    }
    pins
}

/// Map and list.
#[component]
pub fn Around(
    /// What was found; `None` until it has come.
    found: Option<Nearby>,
    here: Option<Place>,
    /// What the point is called; empty for a click.
    name: String,
    base: MapBase,
    on_pick: EventHandler<Place>,
) -> Element {
    let format = use_format();
    let go = use_go();
    let mut hovered = use_signal(|| None::<String>);
    let found = found.unwrap_or_default();
    let called = if name.is_empty() { tr("nearby-point") } else { name };
    let fit_key =
        here.map(|here| format!("{:.4} {:.4} {}", here.lat, here.lon, found.companies.len())).unwrap_or_default();
    let listed = found.companies.len();
    let more = usize::try_from(found.total).unwrap_or_default() > listed;
    rsx! {
        div { class: "dk-near-panes",
            div { class: "dk-near-map",
                Map {
                    pins: pins(&found.companies, here.map(|here| (here, called.clone())), &format),
                    label: tr("nearby-map"),
                    selected: hovered(),
                    fit_key,
                    base,
                    on_select: move |pin: String| {
                        if pin != HERE {
                            go.to(path_of(Noun::Company, &pin));
                        }
                    },
                    on_pick: move |(lon, lat)| on_pick.call(Place::new(lat, lon)),
                }
            }
            section { class: "dk-near-list", aria_label: tr("nearby-list"),
                if here.is_none() {
                    Empty { icon: Icon::MapPin, title: tr("nearby-start"), text: tr("nearby-start-text") }
                } else {
                    p { class: "dk-quiet", role: "status",
                        if more {
                            {tr!("nearby-first", count = listed, total = found.total, name = called)}
                        } else {
                            {tr!("nearby-count", count = listed, name = called)}
                        }
                    }
                    if listed == 0 {
                        Empty { icon: Icon::Map, title: tr("nearby-nobody"), text: tr("nearby-nobody-text") }
                    }
                    ol { class: "dk-plain-list dk-near-lines",
                        for near in found.companies {
                            li {
                                key: "{near.row.id}",
                                onmouseenter: {
                                    let id = near.row.id.clone();
                                    move |_| hovered.set(Some(id.clone()))
                                },
                                onmouseleave: move |_| hovered.set(None),
                                div { class: "dk-two-lines",
                                    NameLink { href: path_of(Noun::Company, &near.row.id), name: near.row.name.clone() }
                                    span { class: "dk-quiet", "{near.row.address}" }
                                }
                                span { class: "tr-figures", {format.distance(metres(&near))} }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::companies::CompanyRow;

    use super::*;
    use crate::sample;

    fn render(found: Nearby, here: Option<Place>) -> String {
        sample::render(Locale::En, move || {
            rsx! { Around { found: found.clone(), here, name: "Hua Plaza", base: MapBase::None, on_pick: |_| () } }
        })
    }

    #[test]
    fn companies_stand_beside_the_map_with_the_way_to_them() {
        let row = CompanyRow {
            id: "bo".into(),
            name: "Bo Garden".into(),
            lat: Some(31.23),
            lon: Some(121.47),
            ..CompanyRow::default()
        };
        let found = Nearby { companies: vec![NearCompany { row, distance_m: 1_240 }], total: 7 };
        let html = render(found, Some(Place::new(31.24, 121.47)));
        assert!(html.contains("/desk/customers/companies/bo") && html.contains("1.2"), "{html}");
        assert!(html.contains("of 7") && html.contains("Hua Plaza"), "{html}");
    }

    #[test]
    fn before_a_point_is_chosen_it_says_how_and_where_nobody_is_it_says_so() {
        let html = render(Nearby::default(), None);
        assert!(html.contains("Choose a point") && !html.contains("role=\"status\""), "{html}");
        let html = render(Nearby::default(), Some(Place::new(1.0, 1.0)));
        assert!(html.contains("No company"), "{html}");
    }

    #[test]
    fn the_address_keeps_the_point_and_the_radius() {
        let query = Query::from("tab=nearby&at=31.240000,121.470000&km=25");
        assert_eq!((point(&query), radius_km(&query)), (Some(Place::new(31.24, 121.47)), 25));
        for wrong in ["at=91,0", "at=x,1", "at=1", ""] {
            assert_eq!(point(&Query::from(wrong)), None, "{wrong}");
        }
        assert_eq!(radius_km(&Query::from("km=7000")), START_KM);
    }
}
