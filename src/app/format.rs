//! Numbers in the notation that English, Chinese, Hindi and Japanese, the
//! languages of the page, share (compare `Intl.NumberFormat`), and text for
//! HTML.

/// A share in `0.0..=1.0` as a whole percentage; a positive share that would
/// round to 0 is `<1%`.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 0.5 => "<1%".to_owned(),
        share => format!("{share:.0}%"),
    }
}

/// A count below 100,000 with a comma between thousands. From there on Hindi
/// groups differently, and no count of the page is that large.
pub fn grouped(count: u32) -> String {
    match (count / 1_000, count % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

/// Escapes text for HTML, including quoted attributes.
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
