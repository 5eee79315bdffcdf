//! GeoJSON: what a file says of each grid, and what is wrong with how it says it.

use domain::grid::{Fault, FaultKind, MAX_GRIDS, MAX_POINTS, MAX_RINGS, Point, Polygon, Ring, Shape};
use domain::{Body, Code};
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use store::StoredGrid;

use crate::problem::{Failure, Result};

/// Longest code and longest texts, in characters, and most grid workers of one grid.
const LONGEST_CODE: usize = 40;
const LONGEST_NAME: usize = 60;
const LONGEST_TEXT: usize = 100;
const MOST_WORKERS: usize = 50;
const MOST_HOUSEHOLDS: u64 = 1_000_000;
/// Degrees within which China lies: west and east, south and north.
const LONGITUDES: [f64; 2] = [73.0, 136.0];
const LATITUDES: [f64; 2] = [3.0, 54.0];
/// Places after the point that are kept: a tenth of a metre.
const PLACES: f64 = 1e6;

/// What a feature says, as far as it reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// Which it is, from 1.
    pub feature: usize,
    /// Its properties, where they read.
    pub properties: Option<Properties>,
    /// Its ground, where it reads.
    pub shape: Option<Shape>,
    /// What does not.
    pub faults: Vec<Fault>,
}

/// The properties of a feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    pub code: String,
    pub name: String,
    /// Code or name.
    pub township: String,
    pub party_organisation: Option<String>,
    pub households: Option<u32>,
    /// Usernames.
    pub workers: Vec<String>,
}

#[derive(Deserialize)]
struct Collection<'a> {
    r#type: String,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    r#type: String,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
    #[serde(default)]
    properties: Value,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    r#type: String,
    #[serde(borrow)]
    coordinates: &'a RawValue,
}

/// Longitude, latitude, and perhaps a height that nobody asks for.
struct Position(Point);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Position;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("longitude and latitude")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> std::result::Result<Position, A::Error> {
                let mut next = || numbers.next_element::<f64>();
                let (Some(lon), Some(lat)) = (next()?, next()?) else {
                    return Err(serde::de::Error::invalid_length(1, &self));
                };
                while numbers.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position([lon, lat]))
            }
        }
        from.deserialize_seq(Numbers)
    }
}

/// Reads a file, each feature by itself.
pub fn read(text: &[u8]) -> Result<Vec<Read>> {
    let not_a_collection = || Failure::with_detail(Code::Malformed, "GeoJSON: FeatureCollection");
    let collection: Collection<'_> = serde_json::from_slice(text).map_err(|_| not_a_collection())?;
    // A file of nothing would take all grids away.
    if collection.r#type != "FeatureCollection" || collection.features.is_empty() {
        return Err(not_a_collection());
    }
    let mut read: Vec<_> =
        (1..).zip(collection.features.iter().take(MAX_GRIDS)).map(|(n, it)| feature(n, it)).collect();
    if collection.features.len() > MAX_GRIDS {
        let feature = MAX_GRIDS + 1;
        let fault = Fault { feature, code: None, fault: FaultKind::TooManyGrids };
        read.push(Read { feature, faults: vec![fault], ..Read::default() });
    }
    Ok(read)
}

fn feature(number: usize, raw: &RawValue) -> Read {
    let feature = serde_json::from_str::<Feature<'_>>(raw.get()).ok().filter(|feature| feature.r#type == "Feature");
    let Some(feature) = feature else {
        let fault = Fault { feature: number, code: None, fault: FaultKind::NotAFeature };
        return Read { feature: number, faults: vec![fault], ..Read::default() };
    };
    let properties = properties(&feature.properties);
    let shape = shape(feature.geometry);
    let code = feature.properties.get("code").and_then(Value::as_str);
    let fault = |fault: &FaultKind| Fault {
        feature: number,
        code: code.filter(|code| is_code(code)).map(str::to_owned),
        fault: fault.clone(),
    };
    let faults = [properties.as_ref().err(), shape.as_ref().err()].into_iter().flatten().map(fault).collect();
    Read { feature: number, properties: properties.ok(), shape: shape.ok(), faults }
}

fn is_code(code: &str) -> bool {
    let is_one = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    (1..=LONGEST_CODE).contains(&code.len()) && code.chars().all(is_one)
}

fn properties(value: &Value) -> std::result::Result<Properties, FaultKind> {
    let missing = |field: &str| value.get(field).is_none_or(Value::is_null);
    let fault = |field: String| if missing(&field) { FaultKind::Missing(field) } else { FaultKind::Unfit(field) };
    let read = || {
        let body = Body::new(value)?;
        Ok(Properties {
            code: body.text("code", LONGEST_CODE)?,
            name: body.text("name", LONGEST_NAME)?,
            township: body.text("township", LONGEST_TEXT)?,
            party_organisation: body.optional_text("party_organisation", LONGEST_TEXT)?,
            households: body
                .optional("households", |body, key| body.integer(key, 0..=MOST_HOUSEHOLDS))?
                .map(|count| count as u32),
            workers: body.texts("workers", MOST_WORKERS)?.into_iter().map(str::to_owned).collect(),
        })
    };
    let properties: Properties = read().map_err(|invalid: domain::body::Invalid| match invalid.field.as_str() {
        "" => FaultKind::Missing("properties".to_owned()),
        _ => fault(invalid.field),
    })?;
    if is_code(&properties.code) { Ok(properties) } else { Err(FaultKind::Unfit("code".to_owned())) }
}

fn shape(raw: Option<&RawValue>) -> std::result::Result<Shape, FaultKind> {
    let raw = raw.ok_or(FaultKind::NotAPolygon)?;
    let geometry: Geometry<'_> = serde_json::from_str(raw.get()).map_err(|_| FaultKind::NotAPolygon)?;
    let coordinates = geometry.coordinates.get();
    let polygons: Vec<Vec<Vec<Position>>> = match geometry.r#type.as_str() {
        "Polygon" => serde_json::from_str(coordinates).map(|polygon| vec![polygon]),
        "MultiPolygon" => serde_json::from_str(coordinates),
        _ => return Err(FaultKind::NotAPolygon),
    }
    .map_err(|_| FaultKind::NotAPolygon)?;
    if polygons.is_empty() || polygons.iter().any(Vec::is_empty) {
        return Err(FaultKind::NotAPolygon);
    }
    if polygons.iter().flatten().count() > MAX_RINGS || polygons.iter().flatten().flatten().count() > MAX_POINTS {
        return Err(FaultKind::TooManyPoints);
    }
    let polygon = |rings: Vec<Vec<Position>>| rings.into_iter().map(ring).collect();
    let shape = Shape(polygons.into_iter().map(polygon).collect::<std::result::Result<Vec<Polygon>, _>>()?);
    if shape.points().all(is_in_china) {
        Ok(shape)
    } else if shape.points().all(|[lat, lon]| is_in_china([lon, lat])) {
        Err(FaultKind::Swapped)
    } else {
        Err(FaultKind::OutOfBounds)
    }
}

fn ring(positions: Vec<Position>) -> std::result::Result<Ring, FaultKind> {
    let is_closed = positions
        .first()
        .zip(positions.last())
        .is_none_or(|(first, last)| first.0.map(f64::to_bits) == last.0.map(f64::to_bits));
    let mut ring: Ring =
        positions.iter().map(|Position(at)| at.map(|degrees| (degrees * PLACES).round() / PLACES)).collect();
    ring.dedup();
    if !is_closed {
        Err(FaultKind::NotClosed)
    } else if ring.len() < 4 {
        Err(FaultKind::TooFewPoints)
    } else {
        Ok(ring)
    }
}

fn is_in_china([lon, lat]: Point) -> bool {
    let within = |[low, high]: [f64; 2], degrees: f64| (low..=high).contains(&degrees);
    within(LONGITUDES, lon) && within(LATITUDES, lat)
}

/// The file that these grids are; read again, it is the same grids.
pub fn write(grids: &[StoredGrid]) -> Value {
    let feature = |stored: &StoredGrid| {
        let StoredGrid { grid, party_organisation, households, workers } = stored;
        json!({
            "type": "Feature",
            "properties": {
                "code": grid.code, "name": grid.name, "township": grid.township,
                "party_organisation": party_organisation, "households": households,
                "workers": workers.iter().map(|worker| &worker.username).collect::<Vec<_>>(),
            },
            "geometry": {"type": "MultiPolygon", "coordinates": grid.shape},
        })
    };
    json!({"type": "FeatureCollection", "features": grids.iter().map(feature).collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(features: &[Value]) -> Vec<u8> {
        json!({"type": "FeatureCollection", "name": "grids", "features": features}).to_string().into_bytes()
    }

    fn feature(properties: Value, geometry: Value) -> Value {
        json!({"type": "Feature", "id": 7, "properties": properties, "geometry": geometry})
    }

    fn polygon(ring: Value) -> Value {
        json!({"type": "Polygon", "coordinates": [ring]})
    }

    fn square() -> Value {
        polygon(json!([[122.5, 37.0], [122.6, 37.0], [122.6, 37.1], [122.5, 37.1], [122.5, 37.0]]))
    }

    fn fault_of(properties: Value, geometry: Value) -> Option<FaultKind> {
        let mut read = read(&file(&[feature(properties, geometry)])).unwrap();
        read.remove(0).faults.into_iter().next().map(|fault| fault.fault)
    }

    fn plain() -> Value {
        json!({"code": "G1", "name": "第1网格", "township": "T01"})
    }

    #[test]
    fn a_feature_reads_with_what_gis_programs_add() {
        let properties = json!({
            "code": "T07-03", "name": " 第3网格 ", "township": "崖头街道", "party_organisation": "", "households": 312.0,
            "workers": ["grid07"], "fid": 3, "OBJECTID": null,
        });
        let geometry = polygon(json!([
            [122.500_000_04, 37.0, 12.5],
            [122.6, 37.0, 12.5],
            [122.6, 37.000_000_1, 12.5],
            [122.6, 37.1, 12.5],
            [122.500_000_04, 37.0, 12.5],
        ]));
        let read = read(&file(&[feature(properties, geometry)])).unwrap().remove(0);
        let expected = Properties {
            code: "T07-03".into(),
            name: "第3网格".into(),
            township: "崖头街道".into(),
            party_organisation: None,
            households: Some(312),
            workers: vec!["grid07".into()],
        };
        assert_eq!((read.properties, read.faults), (Some(expected), vec![]));
        // To a tenth of a metre, and no point twice.
        let ring = vec![[122.5, 37.0], [122.6, 37.0], [122.6, 37.1], [122.5, 37.0]];
        assert_eq!(read.shape, Some(Shape(vec![vec![ring]])));
    }

    #[test]
    fn what_is_wrong_with_a_shape_is_named() {
        let points = |n: usize| (0..n).map(|n| json!([122.5, 30.0 + n as f64 / 1000.0])).collect::<Vec<_>>();
        let rings = vec![json!([[122.5, 37.0], [122.6, 37.0], [122.6, 37.1], [122.5, 37.0]]); MAX_RINGS + 1];
        for (geometry, expected) in [
            (square(), None),
            (Value::Null, Some(FaultKind::NotAPolygon)),
            (json!({"type": "Point", "coordinates": [122.5, 37.0]}), Some(FaultKind::NotAPolygon)),
            (json!({"type": "Polygon", "coordinates": []}), Some(FaultKind::NotAPolygon)),
            (json!({"type": "MultiPolygon", "coordinates": [[]]}), Some(FaultKind::NotAPolygon)),
            (json!({"type": "Polygon"}), Some(FaultKind::NotAPolygon)),
            (polygon(json!([[122.5], [122.6, 37.0]])), Some(FaultKind::NotAPolygon)),
            (polygon(json!([["122.5", "37.0"]])), Some(FaultKind::NotAPolygon)),
            (polygon(json!([])), Some(FaultKind::TooFewPoints)),
            (polygon(json!([[122.5, 37.0], [122.6, 37.0], [122.6, 37.1], [122.5, 37.1]])), Some(FaultKind::NotClosed)),
            (polygon(json!([[122.5, 37.0], [122.6, 37.0], [122.5, 37.0]])), Some(FaultKind::TooFewPoints)),
            (polygon(json!([[37.0, 122.5], [37.0, 122.6], [37.1, 122.6], [37.0, 122.5]])), Some(FaultKind::Swapped)),
            (polygon(json!([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])), Some(FaultKind::OutOfBounds)),
            (
                // Metres of a projection.
                polygon(json!([
                    [13_636_000.0, 4_439_000.0],
                    [13_637_000.0, 4_439_000.0],
                    [13_637_000.0, 4_440_000.0],
                    [13_636_000.0, 4_439_000.0]
                ])),
                Some(FaultKind::OutOfBounds),
            ),
            (polygon(json!(points(MAX_POINTS + 1))), Some(FaultKind::TooManyPoints)),
            (json!({"type": "Polygon", "coordinates": rings}), Some(FaultKind::TooManyPoints)),
        ] {
            assert_eq!(fault_of(plain(), geometry.clone()), expected, "{geometry}");
        }
    }

    #[test]
    fn what_is_wrong_with_properties_is_named() {
        let with = |field: &str, value: Value| {
            let mut properties = plain();
            properties[field] = value;
            properties
        };
        let missing = |field: &str| Some(FaultKind::Missing(field.to_owned()));
        let unfit = |field: &str| Some(FaultKind::Unfit(field.to_owned()));
        for (properties, expected) in [
            (Value::Null, missing("properties")),
            (with("code", Value::Null), missing("code")),
            (with("code", json!("T07 3")), unfit("code")),
            (with("code", json!("网格")), unfit("code")),
            (with("code", json!(7)), unfit("code")),
            (with("name", json!("")), unfit("name")),
            (with("township", Value::Null), missing("township")),
            (with("party_organisation", json!(7)), unfit("party_organisation")),
            (with("households", json!(-1)), unfit("households")),
            (with("workers", json!("grid07")), unfit("workers")),
        ] {
            assert_eq!(fault_of(properties.clone(), square()), expected, "{properties}");
        }
    }

    #[test]
    fn only_a_collection_of_features_is_read_and_what_is_none_of_them_is_named() {
        for text in ["", "[]", "{}", r#"{"type":"Feature"}"#, r#"{"type":"FeatureCollection","features":[]}"#] {
            assert_eq!(read(text.as_bytes()).unwrap_err().code(), Code::Malformed, "{text}");
        }
        let read = read(&file(&[feature(plain(), square()), json!(7)])).unwrap();
        assert_eq!(read[1].faults, [Fault { feature: 2, code: None, fault: FaultKind::NotAFeature }]);
    }
}
