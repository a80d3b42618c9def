//! Figures as every language of the page reads them.

/// A share in `0.0..=1.0` in whole per cent; what would round to nothing is
/// `< 1 %`.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 0.5 => "< 1 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

/// A count with a narrow gap between thousands, from five digits on.
pub fn grouped(count: u32) -> String {
    if count < 10_000 {
        return count.to_string();
    }
    format!("{}\u{202f}{:03}", count / 1_000, count % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_told_from_nothing() {
        let shares = [0.0, 0.004, 0.006, 0.5, 1.0].map(percent);
        assert_eq!(shares, ["0 %", "< 1 %", "1 %", "50 %", "100 %"]);
    }

    #[test]
    fn long_counts_are_grouped() {
        assert_eq!([7, 9_999, 10_042].map(grouped), ["7", "9999", "10\u{202f}042"]);
    }
}
