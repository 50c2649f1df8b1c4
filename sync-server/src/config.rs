//! What the server is started with: flags and environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::http::Network;

/// The command line.
#[derive(Parser, Debug)]
#[command(
    name = "truckroll",
    version,
    about = "Field service and customer service, in one binary with one data folder"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What the program can do.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// Run the server.
    Serve(Config),
    /// Play a working day of the demo organisation against a running server, as its engineers' phones would.
    Simulate(Simulate),
    /// Show or set what an organisation may use: seats, seats of each module, the last day, the white label. A running server takes it over
    /// within seconds.
    Licence(SetLicence),
    /// Print a code that opens another organisation on this server, beside those that are there.
    Invite(Place),
}

/// Settings of `serve`.
#[derive(clap::Args, Debug, Clone)]
pub struct Config {
    /// Folder that holds everything: database, files, keys.
    #[arg(long, env = "TRUCKROLL_DATA", default_value = "data")]
    pub data: PathBuf,
    /// Address to listen on.
    #[arg(long, env = "TRUCKROLL_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// PostgreSQL address; without it, SQLite in the data folder.
    #[arg(long, env = "DATABASE_URL")]
    pub database_url: Option<String>,
    /// Make the demo organisation when the database is empty.
    #[arg(long, env = "TRUCKROLL_DEMO")]
    pub demo: bool,
    /// Hours east of UTC by which the demo organisation lives, Shanghai's by default; another value makes it day there
    /// when it is night.
    #[arg(long, env = "TRUCKROLL_DEMO_HOURS_EAST", default_value_t = 8, allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-12..=14))]
    pub demo_hours_east: i32,
    /// Folder with the built web apps.
    #[arg(long, env = "TRUCKROLL_ASSETS")]
    pub assets: Option<PathBuf>,
    /// Address under which people reach this server, for links in QR codes and messages.
    #[arg(long, env = "TRUCKROLL_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Address or network (`10.0.0.0/8`) of a reverse proxy whose `X-Forwarded-For` or `Forwarded` counts; several
    /// with commas or by repeating. Without it every limit by address takes the proxy for the client.
    #[arg(long = "trusted-proxy", env = "TRUCKROLL_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// Let identity providers have any address, also `http` and private ones: for a provider inside one's own network.
    #[arg(long, env = "TRUCKROLL_OIDC_ANY_ADDRESS")]
    pub oidc_any_address: bool,
    /// Let external targets of rules have any address, also `http` and private ones: for receivers inside one's own network.
    #[arg(long, env = "TRUCKROLL_TARGETS_ANY_ADDRESS")]
    pub targets_any_address: bool,
    /// Keep short messages that have no provider in a log that administrators read, instead of refusing them: for
    /// development.
    #[arg(long, env = "TRUCKROLL_SMS_LOG")]
    pub sms_log: bool,
    /// SMTP server for e-mail, `smtp://user:password@host:port` or `smtps://…`.
    #[arg(long, env = "TRUCKROLL_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of e-mail.
    #[arg(long, env = "TRUCKROLL_MAIL_FROM", default_value = "truckroll@localhost")]
    pub mail_from: String,
}

/// Settings of `simulate`.
#[derive(clap::Args, Debug, Clone)]
pub struct Simulate {
    /// Server to play against.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub server: String,
    /// Minutes of the day that pass in one real second.
    #[arg(long, default_value_t = 2.0)]
    pub speed: f64,
    /// Stop after this many real seconds; 0 plays the day to its end.
    #[arg(long, default_value_t = 0)]
    pub seconds: u64,
}

/// Where what is stored is found by a command beside a running server.
#[derive(clap::Args, Debug, Clone)]
pub struct Place {
    /// Folder that holds everything: database, files, keys.
    #[arg(long, env = "TRUCKROLL_DATA", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL address; without it, SQLite in the data folder.
    #[arg(long, env = "DATABASE_URL")]
    pub database_url: Option<String>,
}

/// Settings of `licence`; what is not said stays as it is.
#[derive(clap::Args, Debug, Clone)]
pub struct SetLicence {
    /// Where.
    #[command(flatten)]
    pub place: Place,
    /// Name or vendor id of the organisation; not needed where there is one.
    #[arg(long)]
    pub organisation: Option<String>,
    /// What it is called on the page of the organisation's administrators.
    #[arg(long)]
    pub edition: Option<String>,
    /// Most agents who are not disabled, or `none`.
    #[arg(long)]
    pub seats: Option<String>,
    /// Most agents with the licence for a module, as in `chat=5` or `chat=none`; may be repeated.
    #[arg(long = "module")]
    pub modules: Vec<String>,
    /// The last day, as in `2027-01-31`, or `never`.
    #[arg(long)]
    pub until: Option<String>,
    /// Whether the organisation may appear to its customers under a name, a colour and an address of its own.
    #[arg(long)]
    pub white_label: Option<Switch>,
}

/// On or off.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl SetLicence {
    /// Whether anything is to be set.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.edition.is_some()
            || self.seats.is_some()
            || !self.modules.is_empty()
            || self.until.is_some()
            || self.white_label.is_some()
    }
}

impl Config {
    /// Settings for a server in `data` on a free port of the loopback address, for tests.
    #[must_use]
    pub fn in_folder(data: PathBuf) -> Self {
        Self {
            data,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            database_url: None,
            demo: false,
            demo_hours_east: 8,
            assets: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            oidc_any_address: false,
            targets_any_address: false,
            sms_log: false,
            smtp_url: None,
            mail_from: "truckroll@localhost".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(arguments: &[&str]) -> Result<Vec<Network>, clap::Error> {
        let cli = Cli::try_parse_from(["truckroll", "serve"].iter().chain(arguments))?;
        match cli.action {
            Action::Serve(config) => Ok(config.trusted_proxies),
            Action::Simulate(_) | Action::Licence(_) | Action::Invite(_) => Ok(Vec::new()),
        }
    }

    #[test]
    fn proxies_are_named_by_commas_or_repeating_and_nobody_is_trusted_without() {
        let networks = |texts: &[&str]| texts.iter().map(|t| t.parse().unwrap()).collect::<Vec<Network>>();
        assert_eq!(proxies(&[]).unwrap(), Vec::new());
        let three = ["--trusted-proxy", "10.0.0.0/8,127.0.0.1", "--trusted-proxy", "fd00::/8"];
        assert_eq!(proxies(&three).unwrap(), networks(&["10.0.0.0/8", "127.0.0.1", "fd00::/8"]));
        assert!(proxies(&["--trusted-proxy", "the proxy"]).is_err());
    }
}
