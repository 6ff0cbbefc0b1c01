//! Traffic to what is outside the cluster.

use std::borrow::Cow;

use hagen_core::section::{Checker, Field, Node, Reader, Section, Shape, TextInfo, Value, Within, nearest};
use hagen_kube::{Cidr, Host, Invalid, Text};
use hagen_yaml::NodeKind;

use super::{PortNumber, Transport};
use crate::codes;

/// Something outside the cluster that an application reaches.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Destination, check = check)]
pub struct Egress {
    /// `internet`, a host, or a network. Network policies know addresses and no names: for a host they open its ports
    /// to the whole internet.
    #[section(example = "api.example.com", also = "host hosts cidr ipBlock domain destination")]
    pub to: Destination,
    /// The ports.
    #[section(default = https(), also = "port")]
    pub ports: Vec<PortNumber>,
    /// The transport protocol.
    #[section(default)]
    pub protocol: Transport,
}

impl From<Destination> for Egress {
    fn from(to: Destination) -> Self {
        Self { to, ports: https(), protocol: Transport::Tcp }
    }
}

fn https() -> Vec<PortNumber> {
    vec![Within::new(443)]
}

/// Where traffic outside the cluster goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Anywhere that is not a private network.
    Internet,
    /// A host of the internet.
    Host(Host),
    /// Addresses.
    Network(Cidr),
}

const INFO: TextInfo =
    TextInfo { what: "`internet`, a host or a network", pattern: None, example: "api.example.com" };

impl Destination {
    fn parse(text: &str) -> Result<Self, Invalid> {
        if text == "internet" {
            Ok(Self::Internet)
        } else if text.contains('/') && !text.contains("://") {
            Cidr::parse(text).map(Self::Network)
        } else {
            let host = Host::parse(text)?;
            // What has no domain is no host of the internet.
            match nearest(text, ["internet"]).filter(|_| !text.contains('.')) {
                Some(word) => {
                    Err(Invalid::new("is no host with a domain").help(format!("did you mean `{word}`?")))
                }
                None => Self::of_host(host),
            }
        }
    }

    /// A host that is an address is a network of one.
    fn of_host(host: Host) -> Result<Self, Invalid> {
        if host.is_ip() {
            Cidr::parse(&format!("{host}/32")).map(Self::Network)
        } else {
            Ok(Self::Host(host))
        }
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Internet => "internet".into(),
            Self::Host(host) => host.as_str().into(),
            Self::Network(network) => network.as_str().into(),
        }
    }
}

impl Field for Destination {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let NodeKind::String(text) = &node.kind else {
            cx.expected(node, INFO.what);
            return None;
        };
        Self::parse(text)
            .map_err(|invalid| {
                let message = format!("`{}` {}", text.escape_debug(), invalid.why);
                cx.report(&hagen_core::codes::BAD_TEXT, node, message).help = invalid.help;
            })
            .ok()
    }

    fn write(&self) -> Value {
        Value::from(self.text().into_owned())
    }

    fn shape() -> Shape {
        Shape::Text(&INFO)
    }
}

fn check(egress: &Egress, checker: &mut Checker<'_, '_>) {
    if let Destination::Network(network) = &egress.to
        && network.as_str().ends_with("/0")
    {
        let message =
            format!("`{network}` is everything, the cloud's metadata service and the cluster's own pods too");
        checker.report(&codes::EGRESS, "to", message).help =
            Some("`internet` is all that is no private network".into());
    }
    if egress.ports.is_empty() {
        checker.report(&codes::EGRESS, "ports", "no port is open").help =
            Some("name the ports, or leave `ports` out for 443".into());
    }
}
