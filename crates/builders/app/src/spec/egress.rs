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

const WITHIN_THE_POD: &str = "is the pod itself, which needs no way out";

const INFO: TextInfo =
    TextInfo { what: "`internet`, a host or a network", pattern: None, example: "api.example.com" };

impl Destination {
    fn parse(text: &str) -> Result<Self, Invalid> {
        if text == "internet" {
            Ok(Self::Internet)
        } else if text.contains('/') && !text.contains("://") {
            Self::of_network(Cidr::parse(text)?)
        } else {
            Self::of_host(Host::parse(text)?)
        }
    }

    fn of_network(network: Cidr) -> Result<Self, Invalid> {
        let (address, length) = network.as_str().split_once('/').unwrap_or_default();
        if length == "0" {
            let why = "is everything, the cloud's metadata service and the cluster's own pods too";
            return Err(Invalid::new(why).help("`internet` is all that is no private network"));
        }
        if address.starts_with("127.") || address == "::1" {
            return Err(Invalid::new(WITHIN_THE_POD));
        }
        Ok(Self::Network(network))
    }

    /// A host that is an address is a network of one. What has no domain is no host of the internet.
    fn of_host(host: Host) -> Result<Self, Invalid> {
        let name = host.as_str();
        if is_itself(name) && !name.starts_with("169.254.") {
            return Err(Invalid::new(WITHIN_THE_POD));
        }
        if host.is_ip() {
            return Cidr::parse(&format!("{name}/32")).map(Self::Network);
        }
        let help = "what is in the cluster is reached by `uses: [apps/…]`, other servers by their network: `10.20.0.0/16`";
        if !name.contains('.') {
            return Err(Invalid::new("is no host with a domain").help(match nearest(name, ["internet"]) {
                Some(word) => format!("did you mean `{word}`?"),
                None => help.to_owned(),
            }));
        }
        if matches!(name.rsplit('.').next(), Some("svc")) || name.ends_with(".cluster.local") {
            return Err(Invalid::new("is in the cluster, and this opens the internet alone").help(help));
        }
        Ok(Self::Host(host))
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
    if egress.ports.is_empty() {
        checker.report(&codes::EGRESS, "ports", "no port is open").help =
            Some("name the ports, or leave `ports` out for 443".into());
    }
}
