//! Amounts of CPU and memory.

use std::ops::{Add, AddAssign, Mul};

use hagen_kube::{Quantity, Text};

/// An amount of CPU and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Amount {
    /// Thousandths of a core.
    pub cpu: u64,
    /// Bytes.
    pub memory: u64,
}

impl Amount {
    /// How many times `one` fits in.
    pub fn times(self, one: Self) -> u32 {
        let times = |room: u64, one: u64| room.checked_div(one).map_or(u32::MAX, saturated);
        times(self.cpu, one.cpu).min(times(self.memory, one.memory))
    }

    /// What is left after `other` is taken away; `None` when it does not fit.
    pub fn without(self, other: Self) -> Option<Self> {
        Some(Self { cpu: self.cpu.checked_sub(other.cpu)?, memory: self.memory.checked_sub(other.memory)? })
    }

    /// The larger of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { cpu: self.cpu.max(other.cpu), memory: self.memory.max(other.memory) }
    }
}

fn saturated(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { cpu: self.cpu + other.cpu, memory: self.memory + other.memory }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<u32> for Amount {
    type Output = Self;

    fn mul(self, times: u32) -> Self {
        Self { cpu: self.cpu * u64::from(times), memory: self.memory * u64::from(times) }
    }
}

/// Thousandths of a core of a quantity; zero when it is none.
pub fn cpu(text: &str) -> u64 {
    Quantity::parse(text).map_or(0, |quantity| u64::try_from(quantity.milli()).unwrap_or(u64::MAX))
}

/// Bytes of a quantity; zero when it is none.
pub fn memory(text: &str) -> u64 {
    Quantity::parse(text).map_or(0, |quantity| u64::try_from(quantity.units()).unwrap_or(u64::MAX))
}
