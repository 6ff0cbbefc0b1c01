//! How availabilities combine.

/// Of `n` that are there independently with the probability `a`, at least `k` are.
pub fn at_least(k: u32, n: u32, a: f64) -> f64 {
    (k..=n).map(|up| choose(n, up) * power(a, up) * power(1.0 - a, n - up)).sum()
}

/// At least one of `n`.
pub fn parallel(n: u32, a: f64) -> f64 {
    1.0 - power(1.0 - a, n)
}

/// All of them, one after the other.
pub fn serial(all: impl IntoIterator<Item = f64>) -> f64 {
    all.into_iter().product()
}

/// The seconds of a month that an availability in percent leaves.
pub fn budget(percent: f64) -> f64 {
    (1.0 - percent / 100.0) * SECONDS_A_MONTH
}

/// A twelfth of a year.
pub const SECONDS_A_MONTH: f64 = 365.25 * 86_400.0 / 12.0;

fn power(base: f64, exponent: u32) -> f64 {
    base.powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}

fn choose(n: u32, k: u32) -> f64 {
    (0..k).map(|at| f64::from(n - at) / f64::from(k - at)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-9, "{one} is not {other}");
    }

    #[test]
    fn three_zones_at_three_nines() {
        is_near(parallel(3, 0.999), 0.999_999_999);
        is_near(at_least(1, 3, 0.999), 0.999_999_999);
        is_near(at_least(2, 3, 0.999), 0.999_997_002);
    }

    #[test]
    fn two_that_must_both_be_there_are_worse_than_one() {
        is_near(at_least(2, 2, 0.99), 0.9801);
        is_near(serial([0.99, 0.99]), 0.9801);
        is_near(at_least(0, 2, 0.5), 1.0);
    }

    #[test]
    fn the_budget_of_a_month() {
        assert!((budget(99.95) / 60.0 - 21.915).abs() < 0.001, "{}", budget(99.95) / 60.0);
    }
}
