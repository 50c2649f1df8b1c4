//! Bench `import`: a file of 100,000 companies and one of as many contacts, brought, checked and stored as the desk does it, each
//! row through every rule; then both exported as `.xlsx`. Each database has a process of its own, whose peak memory is told.
//!
//! There is no peer: programs that import customers in bulk either write rows past their own rules, or are services that cannot
//! be run here.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use serde_json::{Value as Json, json};
use sqlx::Connection as _;
use tower::ServiceExt as _;
use truckroll_server::{http, imports};
use truckroll_tests::bench::shop::{PASSWORD, Shop};
use truckroll_tests::bench::{Report, peak_mb, quick};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, files, url] = arguments.as_slice() {
        println!("{}", measure(Path::new(files), Some(url.as_str()).filter(|url| !url.is_empty())).await?);
        return Ok(());
    }
    let rows = if quick() { 5_000 } else { 100_000 };
    let files = tempfile::tempdir()?;
    write(files.path(), rows)?;
    let server = std::env::var("TRUCKROLL_TEST_POSTGRES").context("run it with `cargo xtask bench`")?;
    let name = format!("bench{:016x}", rand::random::<u64>());
    let mut connection = sqlx::PgConnection::connect(&server).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await?;
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    let mut report = Report::default();
    for (engine, url) in [("sqlite", String::new()), ("postgres", format!("{base}/{name}"))] {
        let measured = apart(files.path(), &url)?;
        let value = |metric: &str| measured[metric].as_f64().context("a number");
        for metric in ["companies", "contacts", "check", "export"] {
            report.higher(&format!("{engine} {metric} rows per second"), "1/s", value(metric)?, None);
        }
        report.lower(&format!("{engine} reading the file ms"), "ms", value("read")?, None);
        report.lower(&format!("{engine} peak memory MB"), "MB", value("peak")?, None);
    }
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut connection).await?;
    report.write()
}

/// Runs one database in a process of its own.
fn apart(files: &Path, url: &str) -> anyhow::Result<Json> {
    let mut child = Command::new(std::env::current_exe()?);
    let output = child.arg(files).arg(url).stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    anyhow::ensure!(output.status.success(), "the measuring process: {}", output.status);
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(serde_json::from_str(text.lines().last().context("it said nothing")?)?)
}

/// The two files. Names, numbers and addresses differ in every row.
fn write(folder: &Path, rows: usize) -> anyhow::Result<()> {
    let cities = ["上海", "北京", "广州", "Shenzhen", "Hangzhou"];
    let mut companies = "公司名称,电话,邮箱,省份,城市,详细地址,服务截止,备注\n".to_owned();
    let mut contacts = "公司,姓名,手机,邮箱,职务\n".to_owned();
    for n in 0..rows {
        let city = cities[n % cities.len()];
        companies.push_str(&format!(
            "客户 {n:06} {city} Plaza,021-5{:03} {:04},office{n}@example.cn,{city},{city},南京路 {} 号,2027-{:02}-{:02},row {n}\n",
            n / 10_000,
            n % 10_000,
            n % 999 + 1,
            n % 12 + 1,
            n % 28 + 1
        ));
        contacts.push_str(&format!(
            "客户 {n:06} {city} Plaza,Person {n},+86 138 {:04} {:04},p{n}@example.cn,Manager\n",
            n / 10_000,
            n % 10_000
        ));
    }
    std::fs::write(folder.join("companies.csv"), companies)?;
    std::fs::write(folder.join("contacts.csv"), contacts)?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "thousands fit")]
async fn measure(files: &Path, url: Option<&str>) -> anyhow::Result<Json> {
    let folder = tempfile::tempdir()?;
    let shop = Shop::open(folder.path(), url).await?;
    let router = http::router(shop.app.clone());
    let send = async |method: Method, path: &str, token: &str, body: Body| -> anyhow::Result<Vec<u8>> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {token}"))
            .body(body)?;
        let response = router.clone().oneshot(request).await?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await?;
        anyhow::ensure!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        Ok(bytes.to_vec())
    };
    let json = |bytes: Vec<u8>| serde_json::from_slice::<Json>(&bytes);
    let body = json!({"account": shop.dispatcher.account, "password": PASSWORD});
    let session = json(send(Method::POST, "/sessions", "", Body::from(body.to_string())).await?)?;
    let token = session["token"].as_str().context("a token")?.to_owned();
    let mut told = json!({});
    for (noun, file) in [("company", "companies"), ("contact", "contacts")] {
        let bytes = std::fs::read(files.join(format!("{file}.csv")))?;
        let begun = Instant::now();
        let path = format!("/imports?noun={noun}&name={file}.csv");
        let now = json(send(Method::POST, &path, &token, Body::from(bytes)).await?)?;
        told["read"] = json!(begun.elapsed().as_secs_f64() * 1e3);
        let id = now["id"].as_str().context("an id")?.to_owned();
        for dry in [true, false] {
            let body = json!({"dry": dry, "mapping": now["mapping"]});
            let begun = Instant::now();
            send(Method::POST, &format!("/imports/{id}/start"), &token, Body::from(body.to_string())).await?;
            imports::work(&shop.app).await?;
            let took = begun.elapsed().as_secs_f64();
            let done = json(send(Method::GET, &format!("/imports/{id}"), &token, Body::empty()).await?)?;
            let rows = now["rows"].as_i64().context("rows")? - 1;
            anyhow::ensure!(done["result"]["created"] == json!(rows), "all rows are taken: {done}");
            told[if dry { "check" } else { file }] = json!(rows as f64 / took);
        }
    }
    let begun = Instant::now();
    let mut rows = 0.0;
    for (list, count) in [("companies", "/companies?limit=1"), ("contacts", "/contacts?limit=1")] {
        let bytes = send(Method::GET, &format!("/{list}/export?format=xlsx"), &token, Body::empty()).await?;
        anyhow::ensure!(bytes.len() > 10_000, "a table");
        rows += json(send(Method::GET, count, &token, Body::empty()).await?)?["total"].as_f64().context("a total")?;
    }
    told["export"] = json!(rows / begun.elapsed().as_secs_f64());
    told["peak"] = json!(peak_mb());
    shop.close().await;
    Ok(told)
}
