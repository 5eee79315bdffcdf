//! `public/pkg/map.js`, which draws: it is told a scene, and tells what somebody does.

use domain::grid::{Point, Shape};
use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::{Area, Mark, Spot, Standing};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = openMap)]
    fn open_map(element: &HtmlElement, options: &str, tell: &Function) -> Result<Promise, JsValue>;

    type Sheet;
    #[wasm_bindgen(method)]
    fn show(this: &Sheet, told: &str);
    #[wasm_bindgen(method)]
    fn zoom(this: &Sheet, by: i32);
    #[wasm_bindgen(method)]
    fn close(this: &Sheet);
}

/// How a map begins.
#[derive(Serialize)]
pub(super) struct Options {
    pub(super) label: &'static str,
    pub(super) look: Option<Area>,
    pub(super) is_pin: bool,
}

/// What stands on a map, in the coordinates of its tiles. What is none stays as it was.
#[derive(Default, Serialize)]
pub(super) struct Scene {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tiles: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) grids: Option<Vec<Shape>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) borders: Option<Vec<[Point; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) names: Option<Vec<Label>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points: Option<Vec<Spot>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) marked: Option<Vec<Mark>>,
    /// Lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) way: Option<[Vec<Point>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) heat: Option<bool>,
    /// What to show now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) look: Option<Area>,
}

/// What something is called: `kind` is `township` or `grid`.
#[derive(Serialize)]
pub(super) struct Label {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) at: Point,
}

/// A map that is open; closes with its owner.
pub(super) struct Drawn {
    sheet: Sheet,
    // Called until it is closed.
    _tell: Closure<dyn FnMut(String, String)>,
}

impl Drawn {
    /// Draws into an element; or what stands there instead.
    pub(super) async fn open(
        element: &HtmlElement,
        options: &Options,
        tell: impl FnMut(String, String) + 'static,
    ) -> Result<Self, Standing> {
        let tell = Closure::<dyn FnMut(String, String)>::new(tell);
        let options = serde_json::to_string(options).map_err(|_| Standing::NotHere)?;
        let why = |error: JsValue| {
            if error == JsValue::from_str("no_webgl") { Standing::CannotDraw } else { Standing::NotHere }
        };
        let opened = open_map(element, &options, tell.as_ref().unchecked_ref()).map_err(why)?;
        let sheet = JsFuture::from(opened).await.map_err(why)?.unchecked_into();
        Ok(Self { sheet, _tell: tell })
    }

    pub(super) fn show(&self, scene: &Scene) {
        if let Ok(told) = serde_json::to_string(scene) {
            self.sheet.show(&told);
        }
    }

    pub(super) fn zoom(&self, by: i32) {
        self.sheet.zoom(by);
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.sheet.close();
    }
}
