//! Resource quantities.

use super::{Invalid, text};

/// An amount of a resource in Kubernetes' notation: `250m`, `1.5`, `256Mi`, `10Gi`. hagen takes whole and decimal
/// numbers with the suffixes `m`, `k`, `M`, `G`, `T`, `P`, `E` and `Ki` … `Ei`; exponents are refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(String);
text!(
    Quantity,
    "a quantity such as `250m`, `256Mi` or `10Gi`",
    "256Mi",
    "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$"
);

const SUFFIXES: [(&str, u128); 14] = [
    ("", 1000),
    ("m", 1),
    ("k", 1_000_000),
    ("M", 1_000_000_000),
    ("G", 1_000_000_000_000),
    ("T", 1_000_000_000_000_000),
    ("P", 1_000_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000_000),
    ("Ki", 1000 << 10),
    ("Mi", 1000 << 20),
    ("Gi", 1000 << 30),
    ("Ti", 1000 << 40),
    ("Pi", 1000 << 50),
    ("Ei", 1000 << 60),
];

impl Quantity {
    fn check(text: &str) -> Result<(), Invalid> {
        milli(text).map(|_| ())
    }

    /// The amount in thousandths: of a core, of a byte. Fractions of a thousandth round up, as in Kubernetes.
    pub fn milli(&self) -> u128 {
        milli(&self.0).expect("a quantity is checked when it is made")
    }

    /// The amount in whole units, rounded up: bytes of memory, whole cores.
    pub fn units(&self) -> u128 {
        self.milli().div_ceil(1000)
    }

    /// An amount of bytes in the largest binary unit that states it exactly.
    pub fn bytes(mut amount: u64) -> Self {
        let mut unit = 0;
        while unit < 6 && amount != 0 && amount.is_multiple_of(1024) {
            amount /= 1024;
            unit += 1;
        }
        Self(format!("{amount}{}", ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][unit]))
    }

    /// An amount of CPU in thousandths of a core.
    pub fn millicores(amount: u64) -> Self {
        Self(if amount.is_multiple_of(1000) { format!("{}", amount / 1000) } else { format!("{amount}m") })
    }
}

impl From<Quantity> for k8s_openapi::apimachinery::pkg::api::resource::Quantity {
    fn from(quantity: Quantity) -> Self {
        Self(quantity.0)
    }
}

impl From<&Quantity> for k8s_openapi::apimachinery::pkg::api::resource::Quantity {
    fn from(quantity: &Quantity) -> Self {
        Self(quantity.0.clone())
    }
}

fn milli(text: &str) -> Result<u128, Invalid> {
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (number, suffix) = text.split_at(digits);
    let scale = SUFFIXES.iter().find(|(name, _)| *name == suffix).map(|(_, scale)| *scale);
    let scale = scale.ok_or_else(|| bad_suffix(number, suffix))?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(Invalid::new("is not a number with a unit"));
    }
    if whole.len() > 15 || fraction.len() > 9 {
        return Err(Invalid::new("has too many digits"));
    }
    let parse =
        |digits: &str| digits.parse::<u128>().map_err(|_| Invalid::new("is not a number with a unit"));
    let part = (parse(fraction)? * scale).div_ceil(10u128.pow(u32::try_from(fraction.len()).unwrap_or(9)));
    let amount = parse(whole)? * scale + part;
    if amount.div_ceil(1000) > i64::MAX as u128 {
        return Err(Invalid::new("is larger than Kubernetes can count"));
    }
    Ok(amount)
}

fn bad_suffix(number: &str, suffix: &str) -> Invalid {
    let meant = match suffix.to_ascii_lowercase().as_str() {
        "kb" | "kib" | "ki" => "Ki",
        "mb" | "mib" | "mi" => "Mi",
        "gb" | "gib" | "gi" | "g" => "Gi",
        "tb" | "tib" | "ti" | "t" => "Ti",
        _ if number.is_empty() => return Invalid::new("does not start with a digit"),
        _ => {
            return Invalid::new(format!("has the unknown unit `{suffix}`"))
                .help("units are m, k, M, G, Ki, Mi, Gi …");
        }
    };
    Invalid::new(format!("has the unknown unit `{suffix}`"))
        .help(format!("`{number}{meant}` is the Kubernetes notation"))
}

#[cfg(test)]
mod tests {
    use super::Quantity;
    use crate::text::Text;

    #[test]
    fn reads_what_kubernetes_reads() {
        for (text, milli) in [
            ("250m", 250),
            ("1.5", 1500),
            ("2", 2000),
            ("1Ki", 1_024_000),
            ("1.5Gi", 1_610_612_736_000),
            ("0", 0),
        ] {
            assert_eq!(Quantity::parse(text).unwrap().milli(), milli, "{text}");
        }
    }

    #[test]
    fn refuses_what_kubernetes_refuses() {
        for text in ["256MB", "1.5.2", "1e400", "", "Mi", "-1", "1 Gi", ".", "1.", "9999999999999999999E"] {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
        assert_eq!(Quantity::parse("256MB").unwrap_err().help.unwrap(), "`256Mi` is the Kubernetes notation");
    }

    #[test]
    fn writes_round_amounts() {
        assert_eq!(Quantity::bytes(10 << 30).as_str(), "10Gi");
        assert_eq!(Quantity::bytes(1536 << 20).as_str(), "1536Mi");
        assert_eq!(Quantity::millicores(2000).as_str(), "2");
    }
}
