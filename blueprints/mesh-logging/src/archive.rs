//! Takes the logs of all replicas to a bucket.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use rusty_s3::{Bucket, Credentials, S3Action as _, UrlStyle};
use ureq::Agent;

use crate::config::{required, variable};
use crate::service::REPLICA;

/// How often the service is asked. Its address leads to any of the replicas, each time to one with few requests: that
/// one of three is never met has a chance of one in two million.
const ASKED: usize = 36;

/// The largest log of a replica.
const LARGEST: u64 = 256 << 20;

/// Where logs come from, and where they go.
#[derive(Debug)]
pub struct Archive {
    service: String,
    bucket: Bucket,
    credentials: Credentials,
    agent: Agent,
}

impl Archive {
    /// Reads the environment: `LOG_URL`, and what a bucket is reached by.
    pub fn from_environment() -> Result<Self, String> {
        let endpoint = required("AWS_ENDPOINT_URL")?;
        let endpoint =
            endpoint.parse().map_err(|error| format!("AWS_ENDPOINT_URL is `{endpoint}`: {error}"))?;
        let region: String = variable("AWS_REGION", "us-east-1")?;
        let bucket = Bucket::new(endpoint, UrlStyle::Path, required("BUCKET_NAME")?, region)
            .map_err(|error| format!("the bucket has no address: {error}"))?;
        let limits = Agent::config_builder().timeout_global(Some(Duration::from_mins(1)));
        Ok(Self {
            service: required("LOG_URL")?,
            bucket,
            credentials: Credentials::new(required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?),
            // A connection that is kept leads to the same replica again.
            agent: limits.max_idle_connections(0).http_status_as_error(false).build().new_agent(),
        })
    }

    /// Archives the logs, and says where they are.
    pub fn run(&self, now: Timestamp) -> Result<String, String> {
        let logs = self.logs()?;
        let archive =
            packed(&logs, now).map_err(|error| format!("the archive could not be packed: {error}"))?;
        let key = format!("app-logs-{}.tar.gz", now.strftime("%Y%m%dT%H%M%SZ"));
        let url = self.bucket.put_object(Some(&self.credentials), &key).sign(Duration::from_mins(5));
        let answer = self.agent.put(url.as_str()).send(&archive);
        match answer {
            Ok(answer) if answer.status().is_success() => {
                Ok(format!("{} bytes of {} replicas are in {key}", archive.len(), logs.len()))
            }
            Ok(answer) => Err(format!("the bucket answered {} to {key}", answer.status())),
            Err(error) => Err(format!("the bucket does not answer: {error}")),
        }
    }

    /// The logs of all replicas that are met, by their names.
    fn logs(&self) -> Result<BTreeMap<String, Vec<u8>>, String> {
        let mut logs = BTreeMap::new();
        let mut tags: BTreeMap<String, String> = BTreeMap::new();
        for _ in 0..ASKED {
            let known: Vec<&str> = tags.values().map(String::as_str).collect();
            let request =
                self.agent.get(format!("{}/logs", self.service)).header("if-none-match", known.join(", "));
            let mut answer =
                request.call().map_err(|error| format!("the log service does not answer: {error}"))?;
            let header =
                |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            match (answer.status().as_u16(), header(REPLICA), header("etag")) {
                (304, ..) => {}
                (200, Some(replica), Some(tag)) => {
                    let log = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
                    let log = log.map_err(|error| format!("the log of {replica} broke off: {error}"))?;
                    tags.insert(replica.clone(), tag);
                    logs.insert(replica, log);
                }
                (status, ..) => return Err(format!("the log service answered {status}")),
            }
        }
        Ok(logs)
    }
}

/// A folder of logs as `tar -cz` would have it.
pub fn packed(logs: &BTreeMap<String, Vec<u8>>, now: Timestamp) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (replica, log) in logs {
        let mut header = tar::Header::new_gnu();
        header.set_size(log.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(u64::try_from(now.as_second()).unwrap_or_default());
        archive.append_data(&mut header, format!("app/logs/{replica}/app.log"), log.as_slice())?;
    }
    archive.into_inner()?.finish()
}
