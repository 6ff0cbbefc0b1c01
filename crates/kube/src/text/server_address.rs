//! Where a machine is reached.

use std::net::IpAddr;

use super::{Cidr, Host, Invalid, Text, text};

/// The address of a machine: one DNS name, or an IP address of either version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerAddress(String);
text!(ServerAddress, "the address of a machine: a DNS name or an IP address", "10.0.0.11");

impl ServerAddress {
    fn check(text: &str) -> Result<(), Invalid> {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return Err(Invalid::new("has brackets").help(format!("write `{inner}`, in quotes")));
        }
        if text.parse::<IpAddr>().is_ok() {
            return Ok(());
        }
        if text.starts_with("*.") {
            return Err(Invalid::new("stands for many names, and is that of no machine"));
        }
        if text.contains('/') && text.parse::<Cidr>().is_ok() {
            return Err(Invalid::new("is a network, not a machine").help("write the address of each machine"));
        }
        Host::parse(text).map(|_| ())
    }

    /// The IP address, where it is one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.0.parse().ok()
    }

    /// One text for all ways to write the same address.
    pub fn canonical(&self) -> String {
        self.ip().map_or_else(|| self.0.clone(), |address| address.to_string())
    }

    /// With a port, as addresses of the web have it: `10.0.0.11:9100`, `[fd00::11]:9100`.
    pub fn with_port(&self, port: u16) -> String {
        match self.ip() {
            Some(IpAddr::V6(address)) => format!("[{address}]:{port}"),
            _ => format!("{}:{port}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ServerAddress;
    use crate::text::Text;

    #[test]
    fn names_and_addresses_of_both_versions() {
        for (text, target) in [
            ("db-1.example.internal", "db-1.example.internal:9100"),
            ("10.0.0.11", "10.0.0.11:9100"),
            ("fd00::11", "[fd00::11]:9100"),
            ("FD00:0:0::11", "[fd00::11]:9100"),
        ] {
            assert_eq!(ServerAddress::parse(text).unwrap().with_port(9100), target);
        }
    }

    #[test]
    fn what_is_no_machine() {
        let help = |text| ServerAddress::parse(text).unwrap_err().help.unwrap_or_default();
        assert_eq!(help("[fd00::11]"), "write `fd00::11`, in quotes");
        assert_eq!(help("10.0.0.0/24"), "write the address of each machine");
        for text in ["*.example.com", "10.0.0.256", "10.0.0", "http://10.0.0.1", "10.0.0.1:9100", "fd00::g"] {
            assert!(ServerAddress::parse(text).is_err(), "{text}");
        }
    }
}
