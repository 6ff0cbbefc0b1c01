//! The routes of the log service.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::config::Config;
use crate::log_file::LogFile;
use crate::metrics::{MEDIA_TYPE, Metrics};

/// The header that names the replica which answered.
pub const REPLICA: &str = "x-replica";

/// How many bytes a message may have, with the JSON around it.
const LARGEST_BODY: usize = 64 << 10;

struct Service {
    config: Config,
    file: LogFile,
    metrics: Metrics,
}

#[derive(Deserialize)]
struct Message {
    message: String,
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    time: Timestamp,
    replica: &'a str,
    message: &'a str,
}

/// The service with its routes.
pub fn router(config: Config) -> io::Result<Router> {
    let file = LogFile::open(config.file.clone(), config.limit)?;
    let service = Arc::new(Service { config, file, metrics: Metrics::default() });
    Ok(Router::new()
        .route("/", get(welcome))
        .route("/status", get(|| async { Json(json!({ "status": "ok" })) }))
        .route("/log", post(log))
        .route("/logs", get(logs))
        .route("/metrics", get(metrics))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(service.clone(), observe))
        .with_state(service))
}

async fn welcome(State(service): State<Arc<Service>>) -> String {
    service.config.welcome.clone()
}

async fn log(State(service): State<Arc<Service>>, body: Bytes) -> Response {
    service.metrics.calls.inc();
    let (status, answer) = match service.take(&body) {
        Ok(()) => (StatusCode::OK, json!({ "status": "logged" })),
        Err((status, error)) => (status, json!({ "error": error })),
    };
    let counter = if status == StatusCode::OK { &service.metrics.written } else { &service.metrics.failed };
    counter.inc();
    (status, Json(answer)).into_response()
}

impl Service {
    /// Writes a message to the file, and to standard output for whoever collects the logs of the node.
    fn take(&self, body: &[u8]) -> Result<(), (StatusCode, String)> {
        let Message { message } = serde_json::from_slice(body).map_err(|error| {
            (StatusCode::BAD_REQUEST, format!("expected {{\"message\": \"…\"}}: {error}"))
        })?;
        let line = Line { time: Timestamp::now(), replica: &self.config.replica, message: &message };
        let line = serde_json::to_string(&line).expect("texts and a time are JSON");
        self.file.append(&line).map_err(|error| {
            println!("{}", json!({ "level": "error", "error": error.to_string() }));
            (StatusCode::INTERNAL_SERVER_ERROR, "the message could not be written".to_owned())
        })?;
        println!("{line}");
        Ok(())
    }
}

/// The log of this replica. Who has it already says so by its tag, and gets it again only when it has grown.
async fn logs(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let Ok(content) = service.file.read() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let replica = &service.config.replica;
    let tag = format!("\"{replica}-{}\"", content.len());
    let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let named = [(ETAG.as_str(), tag.clone()), (REPLICA, replica.clone())];
    if known.split(',').any(|known| known.trim() == tag) {
        return (StatusCode::NOT_MODIFIED, named).into_response();
    }
    (named, [(CONTENT_TYPE, "text/plain; charset=utf-8")], content).into_response()
}

async fn metrics(State(service): State<Arc<Service>>) -> Response {
    ([(CONTENT_TYPE, MEDIA_TYPE)], service.metrics.text()).into_response()
}

async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "unknown".to_owned());
    let method = if route == "unknown" { "any".to_owned() } else { request.method().to_string() };
    let start = Instant::now();
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), start.elapsed().as_secs_f64());
    service.metrics.observe(&method, &route, status, seconds);
    if service.config.is_verbose {
        println!("{}", json!({ "level": "debug", "method": method, "route": route, "status": status }));
    }
    response
}
