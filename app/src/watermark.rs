//! What stands on a photo, written into its pixels.

use domain::Place;
use domain::time::{local, seconds_between};
use jiff::Timestamp;

/// After so long somebody may be somewhere else.
pub const ELSEWHERE_SECONDS: i64 = 120;

/// What is known when a photo is put in. What of it is true of the photo, the photo says.
#[derive(Clone, Debug, PartialEq)]
pub struct Watermark {
    /// The ticket it is about.
    pub ticket: Option<String>,
    /// Now, by the server's clock as far as it is known.
    pub now: Timestamp,
    /// Where the device is now.
    pub place: Option<Place>,
    /// Where that is, in words.
    pub address: Option<String>,
    /// Who puts it in.
    pub name: Option<String>,
}

impl Watermark {
    /// Its lines on a photo that was taken at `taken_at`, while the same clock says `now`, at `place` if the camera
    /// knew. Now and here are said only of a photo that has just been taken.
    pub fn lines(&self, taken_at: Timestamp, now: Timestamp, place: Option<&Place>) -> Vec<String> {
        let is_fresh = seconds_between(taken_at, now).abs() <= ELSEWHERE_SECONDS;
        // A phone's clock may be off, the server's is not.
        let at = if is_fresh { self.now } else { taken_at };
        let here = self.place.as_ref().filter(|_| is_fresh);
        let lines = [
            self.ticket.clone(),
            Some(local(at).strftime("%Y-%m-%d %H:%M").to_string()),
            here.or(place).map(coordinates),
            self.address.clone().filter(|_| is_fresh),
            self.name.clone(),
        ];
        lines.into_iter().flatten().filter(|line| !line.is_empty()).collect()
    }
}

fn coordinates(place: &Place) -> String {
    match place.accuracy_m {
        Some(metres) => format!("{:.5}, {:.5} ±{}m", place.lat, place.lon, metres.ceil()),
        None => format!("{:.5}, {:.5}", place.lat, place.lon),
    }
}

#[cfg(test)]
mod tests {
    use domain::PlaceSource;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn place(lat: f64, accuracy_m: Option<f64>) -> Place {
        Place { lat, lon: 122.4, accuracy_m, fixed_at: None, source: PlaceSource::Gps }
    }

    fn watermark() -> Watermark {
        Watermark {
            ticket: None,
            now: at("2026-11-23T09:30:00+08:00"),
            place: Some(place(37.1, Some(7.2))),
            address: Some("青山路".into()),
            name: Some("某镇 王网格".into()),
        }
    }

    #[test]
    fn a_photo_just_taken_is_from_now_and_here_by_the_server_s_clock() {
        // The phone's clock is a day behind.
        let (taken_at, now) = (at("2026-11-22T09:29:30+08:00"), at("2026-11-22T09:30:00+08:00"));
        let lines = ["2026-11-23 09:30", "37.10000, 122.40000 ±8m", "青山路", "某镇 王网格"];
        assert_eq!(watermark().lines(taken_at, now, Some(&place(37.1001, None))), lines);
    }

    #[test]
    fn yesterday_s_photo_is_from_yesterday_and_there() {
        let (taken_at, now) = (at("2026-11-22T17:05:00+08:00"), at("2026-11-23T09:30:00+08:00"));
        let there = place(36.9, None);
        let lines = ["2026-11-22 17:05", "36.90000, 122.40000", "某镇 王网格"];
        assert_eq!(watermark().lines(taken_at, now, Some(&there)), lines);
        assert_eq!(watermark().lines(taken_at, now, None), ["2026-11-22 17:05", "某镇 王网格"]);
    }
}
