//! A sketch of the grids: plain shapes, no map beneath them.

use domain::UnitCode;
use domain::grid::{Point, Shape};
use leptos::prelude::*;

use super::listed::Listed;
use crate::text::{grids, use_words};

/// Units across the drawing.
const WIDTH: f64 = 1000.0;
/// Around it, so that no line is cut.
const MARGIN: f64 = 4.0;

/// From degrees to the drawing's units.
#[derive(Clone, Copy)]
struct Sheet {
    north_west: Point,
    scale: Point,
    height: f64,
}

impl Sheet {
    /// The sheet on which these shapes fill the width.
    fn around<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Option<Self> {
        let corners: Vec<Point> = shapes.filter_map(Shape::bounds).flatten().collect();
        let span = |axis: usize| {
            let degrees = || corners.iter().map(|corner| corner[axis]);
            (degrees().fold(f64::INFINITY, f64::min), degrees().fold(f64::NEG_INFINITY, f64::max))
        };
        let ((west, east), (south, north)) = (span(0), span(1));
        if !(east > west && north > south) {
            return None;
        }
        // A degree of longitude is shorter the further north it is.
        let narrower = f64::midpoint(south, north).to_radians().cos();
        let across = WIDTH / (east - west);
        let scale = [across, across / narrower];
        Some(Self { north_west: [west, north], scale, height: (north - south) * scale[1] })
    }

    fn view_box(self) -> String {
        format!("{} {} {} {:.1}", -MARGIN, -MARGIN, WIDTH + 2.0 * MARGIN, self.height + 2.0 * MARGIN)
    }

    /// A shape as the path that fills it.
    fn path(self, shape: &Shape) -> String {
        let point = |at: &Point| {
            let x = (at[0] - self.north_west[0]) * self.scale[0];
            let y = (self.north_west[1] - at[1]) * self.scale[1];
            format!("{x:.1} {y:.1}")
        };
        let rings = shape.0.iter().flatten().map(|ring| {
            let open = ring.split_last().map_or(ring.as_slice(), |(_, open)| open);
            format!("M{}Z", open.iter().map(point).collect::<Vec<_>>().join("L"))
        });
        rings.collect()
    }
}

/// The grids, with those of one township marked.
#[component]
pub fn Drawing(
    /// What to draw.
    listed: Vec<Listed>,
    /// The township that is looked at.
    #[prop(into)]
    chosen: Signal<Option<UnitCode>>,
) -> impl IntoView {
    let t = use_words();
    let sheet = Sheet::around(listed.iter().map(|grid| &grid.shape));
    sheet.map(|sheet| {
        let draw = |grid: Listed| {
            let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(&grid.township)).then_some("");
            view! { <path class="grids__shape" data-chosen=is_chosen d=sheet.path(&grid.shape) /> }
        };
        view! {
            <svg class="grids__drawing" viewBox=sheet.view_box() role="img" aria-label=t.say(grids::MAP)>
                {listed.into_iter().map(draw).collect_view()}
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn north_is_above_and_a_kilometre_is_as_long_either_way() {
        let square = Shape(vec![vec![vec![[122.0, 60.0], [122.2, 60.0], [122.2, 60.1], [122.0, 60.1], [122.0, 60.0]]]]);
        let sheet = Sheet::around([&square].into_iter()).unwrap();
        // At 60° N two degrees of longitude are as long as one of latitude, nearly.
        assert!((sheet.height - WIDTH).abs() < 3.0, "{}", sheet.height);
        let bottom = format!("{:.1}", sheet.height);
        let path = sheet.path(&square);
        assert_eq!(path, format!("M0.0 {bottom}L1000.0 {bottom}L1000.0 0.0L0.0 0.0Z"));
    }

    #[test]
    fn nothing_has_no_drawing() {
        assert!(Sheet::around([].into_iter()).is_none());
        assert!(Sheet::around([&Shape::default()].into_iter()).is_none());
    }
}
