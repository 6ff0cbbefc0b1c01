//! What the API server checks of services, network policies, ingresses and endpoints.

use std::net::IpAddr;

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::path::Path;
use super::semantics::{elements, integer, text};

impl Checker<'_> {
    /// A service has ports, and what belongs to its type.
    pub(super) fn service(&mut self, spec: &Value, path: &Path<'_>) {
        let kind = text(spec, "type").unwrap_or("ClusterIP");
        let is_headless = text(spec, "clusterIP") == Some("None");
        let ports = elements(spec, "ports");
        if ports.is_empty() && !is_headless && kind != "ExternalName" {
            self.missing("ports", path);
        }
        if kind == "ExternalName" && text(spec, "externalName").is_none() {
            self.missing("externalName", path);
        }
        if kind == "LoadBalancer" && is_headless {
            self.contradiction(&path.key("clusterIP"), || "a load balancer has a cluster address".to_owned());
        }
        let is_outside =
            matches!(kind, "NodePort" | "LoadBalancer") || !elements(spec, "externalIPs").is_empty();
        if let Some(policy) = text(spec, "externalTrafficPolicy").filter(|_| !is_outside) {
            let at = path.key("externalTrafficPolicy");
            self.contradiction(&at, || {
                format!("a service of type `{kind}` has no `{policy}` policy for outside")
            });
        }
        if spec.get("sessionAffinityConfig").is_some() && text(spec, "sessionAffinity") != Some("ClientIP") {
            let at = path.key("sessionAffinityConfig");
            self.contradiction(&at, || "it takes `sessionAffinity: ClientIP`".to_owned());
        }
        let at = path.key("ports");
        for (position, port) in ports.iter().enumerate() {
            let at = at.index(position);
            self.service_port(port, &ports[..position], ports.len(), &at);
            if kind == "ClusterIP" && integer(port, "nodePort").is_some_and(|port| port != 0) {
                self.contradiction(&at.key("nodePort"), || {
                    "a service of type `ClusterIP` has no node port".to_owned()
                });
            }
        }
    }

    fn service_port(&mut self, port: &Value, earlier: &[Value], count: usize, path: &Path<'_>) {
        match text(port, "name") {
            None if count > 1 => self.missing("name", path),
            Some(name) => {
                if let Some(first) = earlier.iter().position(|one| text(one, "name") == Some(name)) {
                    self.report(&path.key("name"), || {
                        let message = format!("`name: {name}` is there twice: the first is element {first}");
                        (Problem::DuplicateKey { key: format!("name: {name}"), first }, message)
                    });
                }
            }
            None => {}
        }
    }

    /// A range of ports begins with a number and does not end before it.
    pub(super) fn policy_port(&mut self, port: &Value, path: &Path<'_>) {
        let Some(end) = integer(port, "endPort") else { return };
        match integer(port, "port") {
            None => {
                self.contradiction(&path.key("endPort"), || {
                    "a range begins with a number in `port`".to_owned()
                });
            }
            Some(first) if end < first => {
                self.contradiction(&path.key("endPort"), || format!("{end} is less than `port`, {first}"));
            }
            Some(_) => {}
        }
    }

    /// Exceptions lie within the range that they are taken from.
    pub(super) fn ip_block(&mut self, block: &Value, path: &Path<'_>) {
        let Some((cidr, range)) = text(block, "cidr").and_then(|cidr| Some((cidr, Range::parse(cidr)?)))
        else {
            return;
        };
        let at = path.key("except");
        for (position, except) in elements(block, "except").iter().enumerate() {
            let Some(except) = except.as_str() else { continue };
            if except.is_empty() {
                self.syntax(except, "an address range like `10.0.0.0/8`", &at.index(position));
            }
            if Range::parse(except).is_some_and(|inner| !range.strictly_contains(&inner)) {
                self.contradiction(&at.index(position), || format!("`{except}` is no part of `{cidr}`"));
            }
        }
    }

    /// A path that is compared with those of requests is absolute and plain.
    pub(super) fn ingress_path(&mut self, entry: &Value, path: &Path<'_>) {
        if !matches!(text(entry, "pathType"), Some("Exact" | "Prefix")) {
            return;
        }
        let Some(route) = text(entry, "path") else { return self.missing("path", path) };
        let odd = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|part| route.contains(part));
        let odd = odd.or_else(|| ["/..", "/."].into_iter().find(|part| route.ends_with(part)));
        if let Some(odd) = odd {
            self.contradiction(&path.key("path"), || format!("`{route}` must not have `{odd}`"));
        }
    }

    /// Addresses are of the type that the slice says.
    pub(super) fn endpoint_slice(&mut self, slice: &Value, path: &Path<'_>) {
        let (is_good, expected): (fn(&str) -> bool, _) = match text(slice, "addressType") {
            Some("IPv4") => (|text| matches!(text.parse(), Ok(IpAddr::V4(_))), "an IPv4 address"),
            Some("IPv6") => (|text| matches!(text.parse(), Ok(IpAddr::V6(_))), "an IPv6 address"),
            Some("FQDN") => (super::names::is_dns_name, "a host name"),
            _ => return,
        };
        let path = path.key("endpoints");
        for (position, endpoint) in elements(slice, "endpoints").iter().enumerate() {
            let at = path.index(position);
            let at = at.key("addresses");
            for (position, address) in elements(endpoint, "addresses").iter().enumerate() {
                if let Some(address) = address.as_str().filter(|address| !is_good(address)) {
                    self.syntax(address, expected, &at.index(position));
                }
            }
        }
    }
}

/// The addresses that begin with the same bits.
struct Range {
    address: u128,
    length: u8,
    is_v6: bool,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let length = length.parse().ok()?;
        let (address, is_v6) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, false),
            IpAddr::V6(address) => (address.to_bits(), true),
        };
        (length <= if is_v6 { 128 } else { 32 }).then_some(Self { address, length, is_v6 })
    }

    fn strictly_contains(&self, inner: &Self) -> bool {
        let differing = (self.address ^ inner.address).leading_zeros();
        self.is_v6 == inner.is_v6 && inner.length > self.length && differing >= u32::from(self.length)
    }
}
