//! The checks that the schema names and code carries out: mostly the spelling of text.

use hagen_yaml::{Map, Value};

use super::checker::Checker;
use super::finding::Problem;
use super::format::Check;
use super::metadata::{DNS_LABEL, DNS_NAME, PATH_SEGMENT, SERVICE_NAME};
use super::path::Path;
use super::{names, quantity, syntax};

/// The most that all annotations of an object may hold together.
const ANNOTATIONS_LIMIT: usize = 256 * 1024;
/// The most that a ConfigMap or a Secret may hold.
const CONFIG_LIMIT: usize = 1024 * 1024;

impl Checker<'_> {
    /// Carries out a named check.
    pub(super) fn named(&mut self, check: Check, value: &Value, path: &Path<'_>) {
        match value {
            // The server takes empty text for absent; where it must be there, the schema says so.
            Value::String(text) if !text.is_empty() => self.text(check, text, path),
            Value::Int(number) => self.number(check, *number, path),
            Value::Map(map) => self.mapping(check, value, map, path),
            _ => {}
        }
    }

    fn text(&mut self, check: Check, text: &str, path: &Path<'_>) {
        if let Some((is_good, expected)) = spelling(check) {
            if !is_good(text) {
                self.syntax(text, expected, path);
            }
            return;
        }
        if check == Check::Amount
            && text.starts_with('-')
            && quantity::parse(text).is_some_and(|amount| amount < 0.0)
        {
            self.report(path, || {
                let message = format!("`{text}` is out of range: it has to be at least 0");
                (Problem::OutOfRange { least: Some(0.0), most: None }, message)
            });
        }
    }

    fn number(&mut self, check: Check, number: i64, path: &Path<'_>) {
        let (least, most) = match check {
            Check::PortOrName => (1, 65535),
            Check::CountOrPercent => (0, i64::from(i32::MAX)),
            Check::Amount => (0, i64::MAX),
            _ => return,
        };
        if (least..=most).contains(&number) {
            return;
        }
        self.report(path, || {
            #[expect(clippy::cast_precision_loss, reason = "bounds are small, or as good as infinite")]
            let bounds = Problem::OutOfRange { least: Some(least as f64), most: Some(most as f64) };
            (bounds, format!("{number} is out of range: it has to be from {least} to {most}"))
        });
    }

    fn mapping(&mut self, check: Check, value: &Value, map: &Map, path: &Path<'_>) {
        match check {
            Check::Labels => self.labels(map, path),
            Check::Annotations => self.annotations(map, path),
            Check::ConfigData => self.config_data(map, path),
            Check::Resources => self.resources(map, path),
            _ => self.semantics(check, value, path),
        }
    }

    fn labels(&mut self, map: &Map, path: &Path<'_>) {
        for (key, value) in map {
            self.label_key(key, &path.key(key));
            if let Some(text) = value.as_str().filter(|text| !names::is_label_value(text)) {
                self.syntax(text, LABEL_VALUE, &path.key(key));
            }
        }
    }

    /// Checks the key of a label, an annotation or a selector.
    pub(super) fn label_key(&mut self, key: &str, path: &Path<'_>) {
        if !names::is_label_key(key) {
            self.syntax(key, LABEL_KEY, path);
        }
    }

    fn annotations(&mut self, map: &Map, path: &Path<'_>) {
        let mut size = 0;
        for (key, value) in map {
            size += key.len() + value.as_str().map_or(0, str::len);
            // Of annotations, only the keys have a form, and capitals are taken for small letters there.
            if !names::is_label_key(key) && !names::is_label_key(&key.to_ascii_lowercase()) {
                self.syntax(key, LABEL_KEY, &path.key(key));
            }
        }
        self.limit(size, ANNOTATIONS_LIMIT, "all annotations together", path);
    }

    fn config_data(&mut self, map: &Map, path: &Path<'_>) {
        let mut size = 0;
        for (key, value) in map {
            size += value.as_str().map_or(0, str::len);
            if !names::is_config_key(key) {
                self.syntax(key, CONFIG_KEY, &path.key(key));
            }
        }
        self.limit(size, CONFIG_LIMIT, "all entries together", path);
    }

    fn limit(&mut self, size: usize, most: usize, what: &str, path: &Path<'_>) {
        if size <= most {
            return;
        }
        self.report(path, || {
            #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
            let bounds = Problem::OutOfRange { least: None, most: Some(most as f64) };
            (bounds, format!("{what} have {size} bytes, at most {most} are allowed"))
        });
    }

    fn resources(&mut self, map: &Map, path: &Path<'_>) {
        for (name, amount) in map {
            self.label_key(name, &path.key(name));
            self.named(Check::Amount, amount, &path.key(name));
        }
    }
}

const LABEL_KEY: &str =
    "a label key: at most 63 letters, digits and inner `-`, `_`, `.`, and before a `/` a DNS name";
const LABEL_VALUE: &str = "a label value: at most 63 letters, digits and inner `-`, `_`, `.`";
const CONFIG_KEY: &str = "a key of a ConfigMap or Secret: letters, digits, `-`, `_` and `.`";

/// A way to tell good text, and what good text is.
type Spelling = (fn(&str) -> bool, &'static str);

fn spelling(check: Check) -> Option<Spelling> {
    Some(match check {
        Check::DnsLabel => (names::is_dns_label, DNS_LABEL),
        Check::DnsName => (names::is_dns_name, DNS_NAME),
        Check::ServiceName => (names::is_service_name, SERVICE_NAME),
        Check::WildcardName => (names::is_wildcard_name, "a host name, whose first label may be `*`"),
        Check::LabelKey => (names::is_label_key, LABEL_KEY),
        Check::LabelValue => (names::is_label_value, LABEL_VALUE),
        Check::PortName | Check::PortOrName => (names::is_port_name, PORT_NAME),
        Check::CountOrPercent => (is_percent, "a number without quotes, or a percentage like `25%`"),
        Check::EnvName => (names::is_env_name, "the name of an environment variable: printable, without `=`"),
        Check::ConfigKey => (names::is_config_key, CONFIG_KEY),
        Check::InnerPath => (names::is_inner_path, "a path within the volume: not from `/` and without `..`"),
        Check::MountPath => (|path| !path.contains(':'), "a path in a container: it has no `:`"),
        Check::Schedule => (syntax::is_schedule, "a schedule of five fields like `*/10 3 * * *`"),
        Check::Ip => (syntax::is_ip, "an IP address"),
        Check::Cidr => (syntax::is_cidr, "an address range like `10.0.0.0/8`"),
        Check::Image => (names::is_image, "the name of an image like `registry.example.com/shop:1.4.2`"),
        Check::HttpPath => (|path| path.starts_with('/'), "a path: it begins with `/`"),
        Check::FieldPath => {
            (is_field_path, "a field of the pod that containers can read, like `status.podIP`")
        }
        Check::HostPath => (|path| path.split('/').all(|segment| segment != ".."), "a path without `..`"),
        Check::ServiceAddress => (|text| text == "None" || syntax::is_ip(text), "an IP address or `None`"),
        Check::TimeZone => (is_time_zone, "a time zone like `Europe/Berlin`"),
        Check::PathSegment => (names::is_path_segment, PATH_SEGMENT),
        _ => return None,
    })
}

const PORT_NAME: &str = "the name of a port: at most 15 lower case letters, digits and single inner `-`, with a letter among them";

fn is_percent(text: &str) -> bool {
    text.strip_suffix('%')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What the downward API offers to the environment and to files.
fn is_field_path(path: &str) -> bool {
    const FIELDS: [&str; 11] = [
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "metadata.labels",
        "metadata.annotations",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    ];
    let of_metadata = |list: &str| {
        let subscript = path.strip_prefix("metadata.")?.strip_prefix(list)?;
        subscript.strip_prefix("['")?.strip_suffix("']")
    };
    FIELDS.contains(&path)
        || of_metadata("labels").is_some_and(names::is_label_key)
        || of_metadata("annotations").is_some_and(|key| names::is_label_key(&key.to_ascii_lowercase()))
}

/// The spelling of a time zone: which ones there are is up to the cluster.
fn is_time_zone(zone: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    !zone.eq_ignore_ascii_case("local")
        && zone
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('-') && part.bytes().all(is_letter))
}
