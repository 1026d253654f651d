//! `caiyan serve`

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use actix_web::web;
use anyhow::Context;

use super::Outcome;
use crate::app::{self, App};
use crate::clock::Clock;
use crate::config::Config;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: caiyan serve --data-dir /var/lib/caiyan --listen 127.0.0.1:8080")]
pub struct Arguments {
    /// Folder of database, index and key [env: CAIYAN_DATA_DIR] [default: ./data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Address to listen on [env: CAIYAN_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Arguments {
    /// Serves until SIGTERM or SIGINT; then everything acknowledged is already on the disk.
    pub fn run(self, mut config: Config) -> anyhow::Result<Outcome> {
        config.data_dir = self.data_dir.unwrap_or(config.data_dir);
        config.listen = self.listen.unwrap_or(config.listen);
        super::start_log(&config.log);
        let listener = listen(config.listen)?;
        run(App::open(config, Clock::System).map_err(super::told)?, listener)
    }
}

/// Takes the port first, so that a wrong address is known before anything else happens.
pub fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}; choose another address with --listen"))
}

/// Serves `app` on `listener` until told to stop.
pub fn run(app: App, listener: TcpListener) -> anyhow::Result<Outcome> {
    let address = listener.local_addr()?;
    // A closed standard error is no reason not to serve.
    let _ = writeln!(std::io::stderr(), "caiyan serves http://{address}{}/", app.base);
    let app = web::Data::new(app);
    let served = app.clone();
    actix_web::rt::System::new().block_on(async move { app::server(served, listener)?.await })?;
    if let Ok(app) = std::sync::Arc::try_unwrap(app.into_inner()) {
        app.close();
    }
    Ok(Outcome::Done)
}
