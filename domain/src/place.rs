//! Where something is, in WGS-84.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::body::{Body, Invalid};
use crate::grid::Point;

/// How a position came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceSource {
    /// The device's own fix.
    Gps,
    /// A pin set by hand.
    Map,
    /// No statement about its origin.
    None,
}

/// A position in degrees, with its accuracy in metres where the device stated one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Latitude, −90 to 90.
    pub lat: f64,
    /// Longitude, −180 to 180.
    pub lon: f64,
    /// Radius in metres within which the device believes to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// When the fix was made, by the device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_at: Option<Timestamp>,
    /// How it came about.
    pub source: PlaceSource,
}

impl Place {
    /// Longitude and latitude.
    pub fn point(&self) -> Point {
        [self.lon, self.lat]
    }

    /// Reads a place out of a command's body.
    pub fn parse(body: &Body<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            lat: body.number("lat", -90.0..=90.0)?,
            lon: body.number("lon", -180.0..=180.0)?,
            accuracy_m: body.optional("accuracy_m", |b, k| b.number(k, 0.0..=1_000_000.0))?,
            fixed_at: body.optional("fixed_at", Body::time)?,
            source: body.choice("source")?,
        })
    }
}
