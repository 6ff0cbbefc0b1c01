//! Hosts, networks and paths.

use std::net::IpAddr;

use super::{Invalid, text};

/// A DNS name such as `shop.example.com`; a leading `*.` stands for every name below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host(String);
text!(
    Host,
    "a DNS name",
    "shop.example.com",
    "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
);

impl Host {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.parse::<std::net::Ipv6Addr>().is_ok() {
            return Err(Invalid::new("is an address of IPv6, which cannot stand here")
                .help("write a DNS name that leads to it"));
        }
        if text.contains("://") || text.contains('/') {
            let host = text
                .split_once("://")
                .map_or(text, |(_, rest)| rest)
                .split(['/', ':'])
                .next()
                .unwrap_or_default();
            let invalid = Invalid::new("is an address, not a name");
            return Err(if Self::check(host).is_ok() {
                invalid.help(format!("write the host alone: `{host}`"))
            } else {
                invalid.help("write the host alone, without scheme and path")
            });
        }
        if text.contains(':') {
            return Err(Invalid::new("holds a port").help("write the host alone"));
        }
        let name = text.strip_prefix("*.").unwrap_or(text);
        let fits = |part: &str| {
            !part.is_empty()
                && part.len() <= 63
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if name.len() > 253 || !name.split('.').all(fits) {
            let invalid = Invalid::new("is not a lower-case DNS name");
            let meant = text.trim_end_matches('.').to_ascii_lowercase().replace('_', "-");
            return Err(match meant.as_str() {
                meant if meant != text && Self::check(meant).is_ok() => {
                    invalid.help(format!("`{meant}` is one"))
                }
                _ if !text.is_ascii() => invalid.help("write the form that begins with `xn--`"),
                _ => invalid,
            });
        }
        // No top-level domain is a number, so this was to be an address.
        let last = name.rsplit('.').next().unwrap_or_default();
        if last.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<IpAddr>().is_err() {
            return Err(Invalid::new("ends like an address and is none")
                .help("addresses are four numbers up to 255: `10.0.0.11`"));
        }
        Ok(())
    }

    /// Whether this is an IP address rather than a name.
    pub fn is_ip(&self) -> bool {
        self.0.parse::<IpAddr>().is_ok()
    }
}

/// Whether a host leads back to whoever asks: no server of others is reached by it.
pub fn is_itself(host: &str) -> bool {
    let is_own = |address: IpAddr| {
        address.is_loopback()
            || address.is_unspecified()
            || match address {
                IpAddr::V4(address) => address.is_link_local(),
                IpAddr::V6(address) => address.is_unicast_link_local(),
            }
    };
    host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(is_own)
}

/// A network in CIDR notation, with no bit set beyond its prefix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(String);
text!(Cidr, "a network such as `10.0.0.0/8`", "10.0.0.0/8");

impl Cidr {
    fn check(text: &str) -> Result<(), Invalid> {
        let parsed = text.split_once('/').and_then(|(address, length)| {
            Some((
                address.parse::<IpAddr>().ok()?,
                length.parse::<u32>().ok().filter(|_| !length.starts_with('+'))?,
            ))
        });
        let Some((address, length)) = parsed else {
            let invalid = Invalid::new("is not an address and a prefix length");
            return Err(match text.parse::<IpAddr>() {
                Ok(IpAddr::V4(_)) => invalid.help(format!("`{text}/32` is this one address")),
                Ok(IpAddr::V6(_)) => invalid.help(format!("`{text}/128` is this one address")),
                Err(_) => invalid,
            });
        };
        let (bits, width) = match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        if length > width {
            return Err(Invalid::new(format!("has a prefix longer than {width} bits")));
        }
        let host = if length == 0 { u128::MAX } else { (1u128 << (width - length)) - 1 };
        let host = if width == 32 { host & u128::from(u32::MAX) } else { host };
        if bits & host != 0 {
            return Err(Invalid::new("has bits set beyond its prefix")
                .help(format!("`{}` is the network", network(address, bits & !host, length))));
        }
        Ok(())
    }

    /// Whether an address is in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        let Some((network, length)) = self.0.split_once('/') else { return false };
        let length: u32 = length.parse().unwrap_or(0);
        let same = |one: u128, other: u128, width: u32| {
            let shift = width - length.min(width);
            shift >= 128 || one >> shift == other >> shift
        };
        match (network.parse(), address) {
            (Ok(IpAddr::V4(network)), IpAddr::V4(address)) => {
                same(network.to_bits().into(), address.to_bits().into(), 32)
            }
            (Ok(IpAddr::V6(network)), IpAddr::V6(address)) => same(network.to_bits(), address.to_bits(), 128),
            _ => false,
        }
    }

    /// The network that holds one address alone. `None` for what is no address.
    pub fn of_address(address: &str) -> Option<Self> {
        let length = match address.parse().ok()? {
            IpAddr::V4(_) => 32,
            IpAddr::V6(_) => 128,
        };
        Some(Self(format!("{address}/{length}")))
    }
}

fn network(address: IpAddr, bits: u128, length: u32) -> String {
    match address {
        IpAddr::V4(_) => {
            format!("{}/{length}", std::net::Ipv4Addr::from_bits(u32::try_from(bits).unwrap_or(0)))
        }
        IpAddr::V6(_) => format!("{}/{length}", std::net::Ipv6Addr::from_bits(bits)),
    }
}

/// The path of an HTTP request, from the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpPath(String);
text!(HttpPath, "an HTTP path from the root", "/health", "^/[^\\s?#]*$");

impl HttpPath {
    fn check(text: &str) -> Result<(), Invalid> {
        if !text.starts_with('/') {
            return Err(not_from_the_root(text));
        }
        if text.contains("//") || text.contains("/../") || text.ends_with("/..") {
            return Err(Invalid::new("has an empty or `..` part"));
        }
        match text.chars().find(|&c| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#')) {
            None => Ok(()),
            Some(odd) => Err(Invalid::new(format!("holds `{}`", odd.escape_debug()))),
        }
    }
}

/// What to write instead of a text that does not begin with `/`.
fn not_from_the_root(text: &str) -> Invalid {
    let invalid = Invalid::new("does not start with `/`");
    if let Some((_, rest)) = text.split_once("://") {
        let path = rest.find('/').map_or("/", |at| &rest[at..]);
        return invalid.help(format!("write the path alone: `{path}`"));
    }
    if text.starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}']) {
        return invalid.help("these quotes are a part of the text: use `\"` or none");
    }
    invalid.help(format!("`/{}` does", text.trim_start_matches('.').trim_start_matches('/')))
}

/// What an HTTP request asks for: a path from the root, with its query where there is one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpTarget(String);
text!(HttpTarget, "an HTTP path from the root", "/health", "^/[^\\s#]*$");

impl HttpTarget {
    fn check(text: &str) -> Result<(), Invalid> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        HttpPath::check(path)?;
        match query.chars().find(|&c| c.is_whitespace() || c.is_control() || c == '#') {
            None => Ok(()),
            Some(odd) => Err(Invalid::new(format!("holds `{}`", odd.escape_debug()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cidr, Host, HttpPath, HttpTarget, is_itself};
    use crate::text::Text;

    #[test]
    fn networks() {
        for text in ["10.0.0.0/8", "0.0.0.0/0", "::/0", "fe80::/10", "10.1.2.3/32", "::1/128"] {
            assert!(Cidr::parse(text).is_ok(), "{text}");
        }
        for text in ["10.0.0.1/8", "::/129", "10.0.0.0", "10.0.0.0/33", "x/8", "1.2.3/8"] {
            assert!(Cidr::parse(text).is_err(), "{text}");
        }
        for (network, address, is_in) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "192.0.2.1", true),
            ("10.1.2.3/32", "10.1.2.3", true),
            ("10.1.2.3/32", "10.1.2.4", false),
            ("fd00::/8", "fd12::1", true),
            ("::/0", "fd12::1", true),
            ("::/0", "10.0.0.1", false),
        ] {
            assert_eq!(Cidr::known(network).contains(address.parse().unwrap()), is_in, "{network} {address}");
        }
        assert_eq!(Cidr::parse("10.0.0.1/8").unwrap_err().help.unwrap(), "`10.0.0.0/8` is the network");
    }

    #[test]
    fn what_leads_back() {
        for host in ["localhost", "db.localhost", "127.0.0.1", "::1", "0.0.0.0", "169.254.1.1", "fe80::1"] {
            assert!(is_itself(host), "{host}");
        }
        for host in ["db.example.com", "10.0.0.1", "fd00::1", "localhost.example.com"] {
            assert!(!is_itself(host), "{host}");
        }
    }

    #[test]
    fn hosts_and_paths() {
        assert!(Host::parse("*.example.com").is_ok());
        for text in ["https://x.y", "a_b.c", "A.b", "x.y:80", "", "-a.b", "a..b", "10.0.0.256", "10.0.5"] {
            assert!(Host::parse(text).is_err(), "{text}");
        }
        for text in ["health", "/a b", "/a?b", "//x", "/a/../b"] {
            assert!(HttpPath::parse(text).is_err(), "{text}");
        }
        assert!(HttpTarget::parse("/health?standbyok=true").is_ok());
        for text in ["health?x", "/a b?c", "/a?b c", "/a#b"] {
            assert!(HttpTarget::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_meant() {
        let host = |text| Host::parse(text).unwrap_err().help.unwrap_or_default();
        assert_eq!(host("https://shop.example.com:443/x"), "write the host alone: `shop.example.com`");
        assert_eq!(host("My_Shop.example.com."), "`my-shop.example.com` is one");
        assert_eq!(host("bücher.example.com"), "write the form that begins with `xn--`");
        assert_eq!(Host::parse("fd00::1").unwrap_err().why, "is an address of IPv6, which cannot stand here");
        let path = |text| HttpPath::parse(text).unwrap_err().help.unwrap_or_default();
        assert_eq!(path("http://localhost:8080/up"), "write the path alone: `/up`");
        assert_eq!(path("./up"), "`/up` does");
        assert!(path("“/up”").contains("quotes"));
    }
}
