//! Addresses.

use super::{Invalid, text};

/// An absolute `https`, `http`, `ssh` or `oci` address without user or password.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(String);
text!(Url, "an address with scheme and host", "https://git.example.com/platform/deploy.git");

impl Url {
    fn check(text: &str) -> Result<(), Invalid> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return if text.starts_with("git@") && text.contains(':') {
                Ok(())
            } else {
                Err(Invalid::new("has no scheme").help(format!("`https://{text}` has one")))
            };
        };
        if !matches!(scheme, "https" | "http" | "ssh" | "oci" | "s3") {
            return Err(Invalid::new(format!("has the scheme `{scheme}`")).help("https, http, ssh or oci"));
        }
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Invalid::new("has no host, or holds a blank"));
        }
        let is_odd = |c: &char| matches!(c, '<' | '>' | '{' | '}' | '|' | '\\' | '^' | '"' | '`');
        if let Some(odd) = text.chars().find(is_odd) {
            return Err(Invalid::new(format!("holds `{}`, which no address does", odd.escape_debug()))
                .help("fill in what stands there for something else"));
        }
        let authority = host.rsplit('@').next().unwrap_or_default();
        if host.split_once('@').is_some_and(|(user, _)| user.contains(':') || scheme != "ssh") {
            return Err(Invalid::new("holds a user or a password")
                .help("credentials belong into a secret")
                .secret());
        }
        check_authority(authority, scheme)
    }

    /// The scheme. An address without one, such as `git@git.example.com:shop.git`, is one of SSH.
    pub fn scheme(&self) -> &str {
        self.0.split_once("://").map_or("ssh", |(scheme, _)| scheme)
    }

    /// Host and port as they are written, without a user.
    pub fn authority(&self) -> &str {
        self.parts().0
    }

    /// What stands behind host and port, from its `/`, with the query where there is one. Empty: nothing.
    pub fn path(&self) -> &str {
        self.parts().1
    }

    /// The host, without user and port.
    pub fn host(&self) -> &str {
        match self.authority().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => self.authority().split(':').next().unwrap_or_default(),
        }
    }

    /// The port: the one written, else the scheme's own.
    pub fn port(&self) -> u16 {
        let written = self.authority().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        written.unwrap_or(match self.scheme() {
            "http" => 80,
            "ssh" => 22,
            _ => 443,
        })
    }

    fn parts(&self) -> (&str, &str) {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        (authority.rsplit('@').next().unwrap_or_default(), path)
    }
}

/// Host and port of an address. Buckets are named as hosts are, and more freely.
fn check_authority(authority: &str, scheme: &str) -> Result<(), Invalid> {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return Err(Invalid::new("has brackets around what is no address of IPv6"));
            }
            (None, rest.strip_prefix(':'))
        }
        None if authority.parse::<std::net::Ipv6Addr>().is_ok() => {
            return Err(Invalid::new("has an address of IPv6 without brackets")
                .help(format!("`{scheme}://[{authority}]` has them")));
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (Some(host), Some(port)),
            None => (Some(authority), None),
        },
    };
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Err(Invalid::new("has a port that is none").help("ports go from 1 to 65535"));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    match host.and_then(|host| host.chars().find(|&c| !fits(c))) {
        Some(odd) => Err(Invalid::new(format!("has `{}` in its host", odd.escape_debug()))),
        None if host == Some("") => Err(Invalid::new("has no host")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Url;
    use crate::text::Text;

    #[test]
    fn addresses() {
        assert_eq!(Url::known("https://git.example.com:8443/x.git").port(), 8443);
        assert_eq!(Url::known("ssh://git@git.example.com/x.git").host(), "git.example.com");
        assert_eq!(Url::known("https://[fd00::1]:8200/v1").host(), "fd00::1");
        assert_eq!(Url::known("https://[fd00::1]/v1").port(), 443);
        let endpoint = Url::known("http://s3.example.com:9000/shop/eu?x");
        assert_eq!((endpoint.scheme(), endpoint.authority()), ("http", "s3.example.com:9000"));
        assert_eq!((endpoint.path(), endpoint.port()), ("/shop/eu?x", 9000));
        assert_eq!(Url::known("https://s3.example.com").path(), "");
        assert_eq!(Url::known("git@git.example.com:x.git").scheme(), "ssh");
        for text in [
            "javascript:alert(1)",
            "file:///etc",
            "https://user:pass@host/x",
            "git.example.com/x",
            "https://git.example.com:99999/x",
            "https://git.example.com:/x",
            "https://fd00::1/x",
            "https://:443",
            "https://{{host}}/x",
            "https://git.example.com/<group>/x.git",
            "https://git.example.com/${GROUP}/x.git",
        ] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }
}
