//! What the camera wrote into the file: when, where and which way up. Drawing the picture anew loses it.

use std::io::Cursor;

use domain::{Place, PlaceSource};
use exif::{Exif, In, Reader, Tag, Value};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};

/// Minutes of the offset where the camera wrote none.
const CHINA_MINUTES: i32 = 8 * 60;

/// What the camera wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// When the picture was taken.
    pub(super) taken_at: Option<Timestamp>,
    /// Where.
    pub(super) place: Option<Place>,
    /// Whether width and height change places when it is shown upright.
    pub(super) turned: bool,
}

/// Reads what there is; nothing is fine.
pub(super) fn read(bytes: &[u8]) -> Facts {
    let read = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| ()));
    let Ok(exif) = read else { return Facts::default() };
    let taken_at = taken_at(&exif);
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    Facts { taken_at, place: place(&exif, taken_at), turned: matches!(orientation, Some(5..=8)) }
}

fn taken_at(exif: &Exif) -> Option<Timestamp> {
    let mut written = exif::DateTime::from_ascii(ascii(exif, Tag::DateTimeOriginal)?).ok()?;
    if let Some(offset) = ascii(exif, Tag::OffsetTimeOriginal) {
        // An offset that can't be read is like none.
        let _ = written.parse_offset(offset);
    }
    let at = civil::DateTime::new(
        i16::try_from(written.year).ok()?,
        i8::try_from(written.month).ok()?,
        i8::try_from(written.day).ok()?,
        i8::try_from(written.hour).ok()?,
        i8::try_from(written.minute).ok()?,
        i8::try_from(written.second).ok()?,
        0,
    )
    .ok()?;
    let minutes = written.offset.map_or(CHINA_MINUTES, i32::from);
    let offset = Offset::from_seconds(minutes * 60).ok()?;
    TimeZone::fixed(offset).to_timestamp(at).ok()
}

fn place(exif: &Exif, fixed_at: Option<Timestamp>) -> Option<Place> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    // Phones without a fix write zeros.
    let is_fix = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat, lon) != (0.0, 0.0);
    let accuracy_m = rationals(exif, Tag::GPSHPositioningError).and_then(|values| values.first().copied());
    let accuracy_m = accuracy_m.filter(|metres| (0.0..=1_000_000.0).contains(metres));
    is_fix.then_some(Place { lat, lon, accuracy_m, fixed_at, source: PlaceSource::Gps })
}

fn degrees(exif: &Exif, tag: Tag, reference: Tag, negative: u8) -> Option<f64> {
    let values = rationals(exif, tag)?;
    let [degrees, minutes, seconds] = values.get(..3)?.try_into().ok()?;
    let degrees: f64 = degrees + minutes / 60.0 + seconds / 3600.0;
    let sign = if ascii(exif, reference)?.first() == Some(&negative) { -1.0 } else { 1.0 };
    degrees.is_finite().then_some(sign * degrees)
}

fn rationals(exif: &Exif, tag: Tag) -> Option<Vec<f64>> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(values) => Some(values.iter().map(exif::Rational::to_f64).collect()),
        _ => None,
    }
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first().map(Vec::as_slice),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use exif::experimental::Writer;
    use exif::{Field, Rational};

    use super::*;

    /// A JPEG that has these fields and no picture.
    fn jpeg(fields: &[(Tag, Value)]) -> Vec<u8> {
        let fields: Vec<Field> =
            fields.iter().map(|(tag, value)| Field { tag: *tag, ifd_num: In::PRIMARY, value: value.clone() }).collect();
        let mut writer = Writer::new();
        for field in &fields {
            writer.push_field(field);
        }
        let mut tiff = Cursor::new(Vec::new());
        writer.write(&mut tiff, false).unwrap();
        let tiff = tiff.into_inner();
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1];
        jpeg.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        jpeg.extend(b"Exif\0\0");
        jpeg.extend(tiff);
        jpeg.extend([0xff, 0xd9]);
        jpeg
    }

    fn dms(degrees: u32, minutes: u32, hundredths: u32) -> Value {
        let over = |num, denom| Rational { num, denom };
        Value::Rational(vec![over(degrees, 1), over(minutes, 1), over(hundredths, 100)])
    }

    fn text(text: &str) -> Value {
        Value::Ascii(vec![text.as_bytes().to_vec()])
    }

    #[test]
    fn time_position_and_orientation_of_a_phone_are_read() {
        let facts = read(&jpeg(&[
            (Tag::Orientation, Value::Short(vec![6])),
            (Tag::DateTimeOriginal, text("2026:11:23 08:15:30")),
            (Tag::GPSLatitudeRef, text("N")),
            (Tag::GPSLatitude, dms(37, 9, 5400)),
            (Tag::GPSLongitudeRef, text("E")),
            (Tag::GPSLongitude, dms(122, 29, 1200)),
        ]));
        assert!(facts.turned);
        assert_eq!(facts.taken_at, Some("2026-11-23T08:15:30+08:00".parse().unwrap()));
        let place = facts.place.unwrap();
        assert!((place.lat - 37.165).abs() < 1e-9 && (place.lon - 122.486_666_666).abs() < 1e-6);
    }

    #[test]
    fn an_offset_that_the_camera_wrote_counts() {
        let facts = read(&jpeg(&[
            (Tag::DateTimeOriginal, text("2026:11:23 08:15:30")),
            (Tag::OffsetTimeOriginal, text("+09:00")),
        ]));
        assert_eq!(facts.taken_at, Some("2026-11-23T08:15:30+09:00".parse().unwrap()));
    }

    #[test]
    fn zeros_and_rubbish_are_no_position() {
        let facts = read(&jpeg(&[
            (Tag::DateTimeOriginal, text("0000:00:00 00:00:00")),
            (Tag::GPSLatitudeRef, text("N")),
            (Tag::GPSLatitude, dms(0, 0, 0)),
            (Tag::GPSLongitudeRef, text("E")),
            (Tag::GPSLongitude, dms(0, 0, 0)),
        ]));
        assert_eq!(facts, Facts::default());
        assert_eq!(read(b"no picture"), Facts::default());
    }
}
