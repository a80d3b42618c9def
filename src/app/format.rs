//! Figures as English, Chinese, Hindi and Japanese write them alike, which are
//! the page's languages (compare `Intl.NumberFormat`), and text as HTML has it.

/// A share in `0.0..=1.0` in whole per cent; what would round to nothing is
/// `<1%`.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 0.5 => "<1%".to_owned(),
        share => format!("{share:.0}%"),
    }
}

/// A count below 100,000 with a comma between thousands. From there on Hindi
/// groups otherwise, and no count of the page is as large.
pub fn grouped(count: u32) -> String {
    match (count / 1_000, count % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

/// Text as HTML has it, also within the quotes of an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_told_from_nothing() {
        let shares = [0.0, 0.004, 0.006, 0.5, 1.0].map(percent);
        assert_eq!(shares, ["0%", "<1%", "1%", "50%", "100%"]);
    }

    #[test]
    fn long_counts_are_grouped() {
        assert_eq!([7, 2_151, 10_042].map(grouped), ["7", "2,151", "10,042"]);
    }
}
