//! An average that few cannot sway.

/// Fifths that are left out at either end.
const FIFTH: usize = 5;

/// The 20 % trimmed mean: with the values in order, the fifth at either end, rounded down, is left out and the rest
/// averaged (R. R. Wilcox, "Trimmed Means", Encyclopedia of Statistics in Behavioral Science 4, 2005, pp. 2066–2067). To
/// these values belong `weight` times `prior`, which is what a Bayesian average does: few raters are drawn towards what is
/// known without them.
///
/// It never falls where one more value comes that is at least as high as all others: either the values that count move up
/// by one place, or one more is left out below. None where there is nothing to average.
pub(super) fn trimmed(values: impl IntoIterator<Item = f64>, prior: f64, weight: usize) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().chain(std::iter::repeat_n(prior, weight)).collect();
    values.sort_by(f64::total_cmp);
    let out = values.len() / FIFTH;
    let kept = values.get(out..values.len() - out)?;
    (!kept.is_empty()).then(|| kept.iter().sum::<f64>() / kept.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn average(values: &[f64]) -> i64 {
        trimmed(values.iter().copied(), 80.0, 4).unwrap().round() as i64
    }

    #[test]
    fn one_angry_rater_among_three_does_not_decide() {
        assert_eq!(average(&[100.0, 100.0, 100.0]), 88);
        assert_eq!(average(&[0.0, 100.0, 100.0]), 84);
        assert_eq!(average(&[0.0, 0.0, 0.0]), 48);
        assert_eq!((average(&[]), average(&[0.0]), average(&[100.0])), (80, 80, 80));
        assert_eq!(trimmed([], 80.0, 0), None);
    }

    #[test]
    fn many_raters_weigh_more_than_what_was_thought_before() {
        assert_eq!((average(&[100.0; 30]), average(&[20.0; 60])), (100, 20));
    }
}
