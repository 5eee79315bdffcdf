//! The border around several grids: the edges that only one of them has.

use std::collections::BTreeMap;

use super::{Point, Shape};

/// The edges that no two of these shapes share. Grids that are neighbours share theirs point by point; where a file drew
/// them otherwise, the edge between them stays.
pub fn outline<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Vec<[Point; 2]> {
    let mut edges: BTreeMap<[[u64; 2]; 2], (usize, [Point; 2])> = BTreeMap::new();
    for (from, to) in shapes.flat_map(Shape::edges) {
        // The same, whichever way it is walked along.
        let mut ends = [from.map(f64::to_bits), to.map(f64::to_bits)];
        ends.sort_unstable();
        edges.entry(ends).or_insert((0, [from, to])).0 += 1;
    }
    edges.into_values().filter(|(times, _)| *times == 1).map(|(_, edge)| edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64) -> Shape {
        let east = west + 1.0;
        Shape(vec![vec![vec![[west, 0.0], [east, 0.0], [east, 1.0], [west, 1.0], [west, 0.0]]]])
    }

    #[test]
    fn the_edge_between_two_neighbours_is_no_border() {
        let (one, other) = (square(0.0), square(1.0));
        let border = outline([&one, &other].into_iter());
        assert_eq!(border.len(), 6);
        assert!(!border.iter().any(|[from, to]| from[0].to_bits() == to[0].to_bits() && (from[0] - 1.0).abs() < 0.1));
        assert_eq!(outline([&one].into_iter()).len(), 4);
        assert!(outline([].into_iter()).is_empty());
    }
}
