//! The log service.

use std::io;
use std::net::Ipv4Addr;
use std::process::ExitCode;

use mesh_logging::config::Config;
use mesh_logging::service::router;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    match Config::from_environment().and_then(|config| serve(config).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(config: Config) -> io::Result<()> {
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, config.port)).await?;
        println!("listening on {}", listener.local_addr()?);
        let mut stop = signal(SignalKind::terminate())?;
        // Requests that are under way are answered before it ends.
        let stopped = async move {
            stop.recv().await;
        };
        axum::serve(listener, router(config)?).with_graceful_shutdown(stopped).await
    })
}
