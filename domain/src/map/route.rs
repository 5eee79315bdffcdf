//! A short way through places, as the crow flies: the nearest next, and then whatever is shorter the other way round.

use crate::grid::{Point, metres_between};

/// Metres by which a way has to be shorter to be worth changing; sums of fractions are never exact.
const WORTHWHILE: f64 = 0.01;

/// The order in which to visit places, as their indices.
pub fn order_of_visits(from: Point, places: &[Point]) -> Vec<usize> {
    let mut order = nearest_first(from, places);
    while shorten(from, places, &mut order) {}
    order
}

/// Metres of each step of a way: from where one is to the first place, from there to the second, and so on.
pub fn steps(from: Point, way: impl IntoIterator<Item = Point>) -> Vec<f64> {
    let step = |at: &mut Point, next: Point| {
        let metres = metres_between(*at, next);
        *at = next;
        Some(metres)
    };
    way.into_iter().scan(from, step).collect()
}

fn nearest_first(from: Point, places: &[Point]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..places.len()).collect();
    let mut order = Vec::with_capacity(places.len());
    let mut at = from;
    let distance = |at: Point, place: usize| metres_between(at, places[place]);
    while let Some(n) = (0..left.len()).min_by(|a, b| distance(at, left[*a]).total_cmp(&distance(at, left[*b]))) {
        let next = left.remove(n);
        at = places[next];
        order.push(next);
    }
    order
}

/// Walks each stretch of the way backwards where that is shorter. Whether anything was.
fn shorten(from: Point, places: &[Point], order: &mut [usize]) -> bool {
    let mut is_shorter = false;
    for first in 0..order.len() {
        for last in first + 1..order.len() {
            let before = first.checked_sub(1).map_or(from, |n| places[order[n]]);
            let (one, other) = (places[order[first]], places[order[last]]);
            // The way ends at its last place, wherever that is.
            let after = order.get(last + 1).map(|n| places[*n]);
            let onwards = |end: Point| after.map_or(0.0, |after| metres_between(end, after));
            let now = metres_between(before, one) + onwards(other);
            let turned = metres_between(before, other) + onwards(one);
            if turned + WORTHWHILE < now {
                order[first..=last].reverse();
                is_shorter = true;
            }
        }
    }
    is_shorter
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn length(from: Point, places: &[Point], order: &[usize]) -> f64 {
        steps(from, order.iter().map(|n| places[*n])).iter().sum()
    }

    #[test]
    fn the_nearest_comes_first_and_nothing_is_passed_by() {
        let from = [122.48, 37.16];
        let places = [[122.483, 37.16], [122.481, 37.16], [122.484, 37.16], [122.482, 37.16]];
        assert_eq!(order_of_visits(from, &places), [1, 3, 0, 2]);
        assert_eq!(order_of_visits(from, &[]), Vec::<usize>::new());
        let metres = steps(from, [[122.48, 37.161], [122.48, 37.163]]);
        assert!((metres[0] - 111.2).abs() < 0.1 && (metres[1] - 222.4).abs() < 0.1, "{metres:?}");
    }

    #[test]
    fn a_way_that_the_nearest_next_makes_long_is_untangled() {
        // A place a little to the west, two a little further to the east: whoever goes east first walks less in all.
        let from = [122.480, 37.160];
        let places = [[122.478, 37.160], [122.4825, 37.160], [122.4835, 37.160], [122.4732, 37.160]];
        let order = order_of_visits(from, &places);
        assert_eq!(order, [2, 1, 0, 3]);
        assert!(length(from, &places, &order) < length(from, &places, &nearest_first(from, &places)));
    }

    fn place() -> impl Strategy<Value = Point> {
        [122.40..122.56_f64, 37.10..37.22_f64]
    }

    proptest! {
        #[test]
        fn every_place_is_visited_once_and_the_way_is_no_longer_than_the_nearest_next(
            from in place(),
            places in prop::collection::vec(place(), 0..25),
        ) {
            let order = order_of_visits(from, &places);
            let mut visited = order.clone();
            visited.sort_unstable();
            prop_assert_eq!(visited, (0..places.len()).collect::<Vec<_>>());
            let first = length(from, &places, &nearest_first(from, &places));
            prop_assert!(length(from, &places, &order) <= first + WORTHWHILE);
        }
    }
}
