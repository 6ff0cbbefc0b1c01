//! Traffic to what is outside the cluster.

use std::borrow::Cow;

use hagen_core::section::{
    Checker, Distinct, Field, Node, Reader, Section, Shape, TextInfo, Value, Within, nearest,
};
use hagen_kube::{Cidr, Host, Invalid, Text, is_itself};
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
    pub ports: Distinct<PortNumber>,
    /// The transport protocol.
    #[section(default)]
    pub protocol: Transport,
}

impl From<Destination> for Egress {
    fn from(to: Destination) -> Self {
        Self { to, ports: https(), protocol: Transport::Tcp }
    }
}

fn https() -> Distinct<PortNumber> {
    Distinct::from(vec![Within::new(443)])
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
    elsewhere(&egress.to, checker);
    if egress.ports.is_empty() {
        checker.report(&codes::EGRESS, "ports", "no port is open").help =
            Some("name the ports, or leave `ports` out for 443".into());
    }
}

/// What is within the pod, or within the cluster, is not reached by what opens the way out of it.
fn elsewhere(to: &Destination, checker: &mut Checker<'_, '_>) {
    let (name, is_own) = match to {
        Destination::Internet => return,
        Destination::Host(host) => (host.as_str(), is_itself(host.as_str())),
        Destination::Network(network) => {
            let address = network.as_str().split('/').next().unwrap_or_default();
            (network.as_str(), address.starts_with("127.") || address == "::1")
        }
    };
    let is_inside = [".svc", ".svc.cluster.local", ".cluster.local"].iter().any(|end| name.ends_with(end));
    if is_own {
        let message = format!("`{name}` is each pod itself, which needs no way out");
        checker.report(&codes::EGRESS, "to", message).help = Some("take it out".into());
    } else if is_inside || !name.contains(['.', '/']) {
        let message = format!("`{name}` is no host of the internet, and this opens nothing else");
        checker.report(&codes::EGRESS, "to", message).help = Some(
            "what is in the cluster is reached by `uses: [apps/…]`, other servers by their network: `10.20.0.0/16`".into(),
        );
    }
}
