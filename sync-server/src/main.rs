//! The program `truckroll`: `serve` runs the server, `simulate` plays the demo organisation's day against one, `licence`
//! sets what an organisation may use, `invite` prints the code that opens another one.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;
use tracing_subscriber::EnvFilter;
use truckroll_server::app::Clock;
use truckroll_server::config::{Action, Cli};
use truckroll_server::notify::Reach;
use truckroll_server::{
    App, Config, attachments, audit, calendars, customers, daily, demo, http, imports, licence, news, notify, payments,
    positions, reports, rules, setup, simulate, sla, sync,
};

/// Requests that still run when the server is told to stop get this long.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match Cli::parse().action {
        Action::Serve(config) => serve(config).await,
        Action::Simulate(settings) => simulate::run(settings).await,
        Action::Licence(asked) => licence::command(asked).await,
        Action::Invite(asked) => setup::invite(&asked).await,
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("failed to listen on {}", config.listen))?;
    let wants_demo = config.demo;
    let app = App::open(config, Clock::system()).await.context("failed to open the data folder or database")?;
    println!("Truckroll listens on http://{}", listener.local_addr()?);
    if wants_demo {
        demo::seed(&app).await.context("failed to make the demo organisation")?;
    }
    if let Some(code) = setup::code(&app).await.context("failed to prepare the set-up")? {
        let code = setup::in_two(&code);
        println!("There is no organisation yet. Open the address above and enter the set-up code {code}");
    }
    news::start(&app).await.context("failed to hear the other nodes")?;
    notify::start(&app, Reach::PublicOnly).context("failed to start notices")?;
    positions::start(&app);
    attachments::start(&app);
    sync::start(&app);
    audit::start(&app);
    calendars::start(&app);
    daily::start(&app);
    imports::start(&app);
    licence::start(&app);
    reports::start(&app);
    sla::start(&app);
    customers::start(&app);
    customers::person::start(&app);
    rules::start(&app).context("failed to start rules")?;
    payments::start(&app);
    tokio::spawn(http::metrics::keep_up());
    let service = http::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_stop().await;
        tracing::info!("stopping");
        // the receiver is gone only when the server has ended already
        let _ = stop.send(());
    });
    tokio::select! {
        ended = server.into_future() => ended.context("failed to serve")?,
        () = async { if stopped.await.is_ok() { tokio::time::sleep(LAST_ANSWERS).await } } => {
            tracing::warn!("stopped with requests unanswered");
        }
    }
    Ok(())
}

/// Ctrl-C or SIGTERM.
async fn told_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C is not heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(error) => {
                tracing::warn!(%error, "SIGTERM is not heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
