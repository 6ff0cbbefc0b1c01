//! Where backups go, and when.

use hagen_core::section::{Checker, Section};
use hagen_kube::{Cidr, Cron, Duration, SecretRef, Url};

use super::retired;
use crate::codes;

/// Continuous archiving of the write-ahead log and base backups.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(retired = retired::BACKUP, check = check_backup)]
pub struct Backup {
    /// Where to.
    pub to: Destination,
    /// When a base backup is taken. Between two of them the log alone restores any moment.
    #[section(default = Cron::known("0 3 * * *"))]
    pub schedule: Cron,
    /// How far back a moment can be restored.
    #[section(default = Duration::days(30))]
    pub keep: Duration,
}

/// Where backups go.
#[derive(Debug, Clone, PartialEq, Section)]
pub enum Destination {
    /// A bucket of an S3 service.
    S3(S3),
}

/// A bucket of an S3 service.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_s3)]
pub struct S3 {
    /// The bucket. It has to exist.
    #[section(example = "shop-backups")]
    pub bucket: String,
    /// The folder in it. Absent: `<cluster>/<environment>`, so that a bucket can serve several.
    pub path: Option<String>,
    /// The address of the service. Absent: Amazon's.
    pub endpoint: Option<Url>,
    /// The region.
    pub region: Option<String>,
    /// The secret that holds the access key's id.
    #[section(example = "backups/access-key-id")]
    pub access_key_id: SecretRef,
    /// The secret that holds the access key itself.
    #[section(example = "backups/secret-access-key")]
    pub secret_access_key: SecretRef,
    /// The networks that the service has its addresses in, for the network policy. Absent: the public internet, or
    /// the namespace of an endpoint within the cluster.
    pub networks: Vec<Cidr>,
}

fn check_backup(backup: &Backup, checker: &mut Checker<'_, '_>) {
    if backup.keep.as_seconds() < 86_400 {
        checker.report(&codes::BACKUP, "keep", format!("`{}` is less than a day", backup.keep)).help =
            Some("backups are kept for whole days".into());
    }
}

fn check_s3(s3: &S3, checker: &mut Checker<'_, '_>) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if !(3..=63).contains(&s3.bucket.len()) || !s3.bucket.chars().all(fits) {
        checker.report(
            &codes::BACKUP,
            "bucket",
            format!("`{}` is not a name of a bucket", s3.bucket.escape_debug()),
        );
    }
    let path = s3.path.as_deref().unwrap_or("backups");
    if path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        checker
            .report(&codes::BACKUP, "path", format!("`{}` is not a folder of a bucket", path.escape_debug()))
            .help = Some("folder names with `/` between them".into());
    }
    if let Some(endpoint) = &s3.endpoint {
        if !["http://", "https://"].iter().any(|scheme| endpoint.as_str().starts_with(scheme)) {
            checker.report(&codes::BACKUP, "endpoint", format!("`{endpoint}` is neither `https` nor `http`"));
        } else if endpoint.as_str().starts_with("http://") && s3.namespace().is_none() {
            checker
                .report(&codes::PLAIN_HTTP, "endpoint", format!("backups travel unencrypted to `{endpoint}`"))
                .help = Some("use `https`".into());
        }
    }
}

impl S3 {
    /// The host and port of the service.
    pub fn authority(&self) -> (String, u16) {
        let Some(endpoint) = &self.endpoint else { return ("s3.amazonaws.com".into(), 443) };
        let (scheme, rest) = endpoint.as_str().split_once("://").unwrap_or(("https", endpoint.as_str()));
        let authority = rest.split('/').next().unwrap_or(rest);
        let default = if scheme == "http" { 80 } else { 443 };
        match authority.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                (host.trim_matches(['[', ']']).to_owned(), port.parse().unwrap_or(default))
            }
            _ => (authority.trim_matches(['[', ']']).to_owned(), default),
        }
    }

    /// The namespace of a service within the cluster: `seaweedfs-s3.storage.svc` is in `storage`.
    pub fn namespace(&self) -> Option<String> {
        let (host, _) = self.authority();
        let mut parts = host.split('.');
        let (_, namespace, svc) = (parts.next()?, parts.next()?, parts.next()?);
        (svc == "svc").then(|| namespace.to_owned())
    }
}
