//! Ports.

use hagen_core::component::Protocol;
use hagen_core::section::{Section, Within};

/// The number of a port.
pub type PortNumber = Within<1, 65535>;

/// A port that an application listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
#[section(shorthand = PortNumber)]
pub struct PortSpec {
    /// The number.
    #[section(example = "9000")]
    pub number: PortNumber,
    /// The transport protocol.
    #[section(default)]
    pub protocol: Transport,
}

/// A transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Transport {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

impl From<PortNumber> for PortSpec {
    fn from(number: PortNumber) -> Self {
        Self { number, protocol: Transport::Tcp }
    }
}

impl From<Transport> for Protocol {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::Tcp => Self::Tcp,
            Transport::Udp => Self::Udp,
        }
    }
}
