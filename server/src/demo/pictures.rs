//! Drawn placeholders in place of photos: simple shapes that tell what is broken, and the same mended.

use std::io::Cursor;

use bytes::Bytes;
use domain::photo::MediaType;
use domain::{Photo, PhotoHash};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use sha2::{Digest as _, Sha256};

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Manhole,
    Lamp,
    Rubbish,
    Road,
    Water,
    Street,
    Green,
}

impl Subject {
    const ALL: [Self; 7] =
        [Self::Manhole, Self::Lamp, Self::Rubbish, Self::Road, Self::Water, Self::Street, Self::Green];
}

/// Before or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Broken,
    Mended,
}

/// One drawn photo.
pub(super) struct Picture {
    subject: Subject,
    state: State,
    pub(super) jpeg: Bytes,
    /// As a command names it.
    pub(super) photo: Photo,
}

/// All drawn photos.
pub(super) struct Album(Vec<Picture>);

impl Album {
    /// Draws them. The same bytes each time.
    pub(super) fn draw() -> anyhow::Result<Self> {
        let both = Subject::ALL.into_iter().flat_map(|subject| [(subject, State::Broken), (subject, State::Mended)]);
        both.map(|(subject, state)| Picture::draw(subject, state)).collect::<anyhow::Result<_>>().map(Self)
    }

    pub(super) fn pictures(&self) -> &[Picture] {
        &self.0
    }

    /// The photo of this subject and state.
    pub(super) fn photo(&self, subject: Subject, state: State) -> Option<Photo> {
        let found = self.0.iter().find(|picture| picture.subject == subject && picture.state == state);
        found.map(|picture| picture.photo.clone())
    }
}

impl Picture {
    fn draw(subject: Subject, state: State) -> anyhow::Result<Self> {
        let mut canvas = Canvas::new();
        canvas.show(subject, state);
        let mut jpeg = Cursor::new(Vec::new());
        canvas.0.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))?;
        let jpeg = Bytes::from(jpeg.into_inner());
        let photo = Photo {
            sha256: PhotoHash::from_digest(&Sha256::digest(&jpeg)),
            bytes: jpeg.len() as u64,
            media_type: MediaType::Jpeg,
            width: WIDTH,
            height: HEIGHT,
            taken_at: None,
            place: None,
            look: None,
        };
        Ok(Self { subject, state, jpeg, photo })
    }
}

const WIDTH: u32 = 960;
const HEIGHT: u32 = 720;
const QUALITY: u8 = 80;
/// Where the ground begins, in pixels from the top.
const HORIZON: f32 = 300.0;

type Colour = [u8; 3];
/// The upper left and the lower right corner of an area, in pixels.
type Corners = ((f32, f32), (f32, f32));

const SKY: Colour = [186, 205, 219];
const ASPHALT: Colour = [112, 116, 120];
const DARK: Colour = [34, 36, 40];
const IRON: Colour = [74, 72, 70];
const CONCRETE: Colour = [168, 166, 160];
const YELLOW: Colour = [232, 190, 60];
const ORANGE: Colour = [222, 104, 40];
const GREEN: Colour = [74, 120, 62];
const BROWN: Colour = [104, 74, 50];
const BLUE: Colour = [96, 130, 152];
const WHITE: Colour = [238, 238, 234];

struct Canvas(RgbImage);

impl Canvas {
    fn new() -> Self {
        let mut canvas = Self(RgbImage::from_pixel(WIDTH, HEIGHT, Rgb(SKY)));
        canvas.rectangle(0.0, HORIZON, 960.0, 420.0, ASPHALT);
        canvas.rectangle(0.0, HORIZON, 960.0, 26.0, CONCRETE);
        canvas
    }

    /// Colours what is inside, looking only between these corners.
    fn fill(&mut self, corners: Corners, colour: Colour, inside: impl Fn(f32, f32) -> bool) {
        let ((left, top), (right, bottom)) = corners;
        for y in top.max(0.0) as u32..(bottom.ceil() as u32).min(HEIGHT) {
            for x in left.max(0.0) as u32..(right.ceil() as u32).min(WIDTH) {
                if inside(x as f32, y as f32) {
                    // A grain that depends on the place alone, so that surfaces look like surfaces.
                    let grain = ((x * 7 + y * 13) ^ (x * y / 5)) % 9;
                    self.0.put_pixel(x, y, Rgb(colour.map(|part| part.saturating_sub(grain as u8))));
                }
            }
        }
    }

    fn rectangle(&mut self, left: f32, top: f32, width: f32, height: f32, colour: Colour) {
        self.fill(((left, top), (left + width, top + height)), colour, |_, _| true);
    }

    fn ellipse(&mut self, x: f32, y: f32, across: f32, down: f32, colour: Colour) {
        let corners = ((x - across, y - down), (x + across, y + down));
        self.fill(corners, colour, |px, py| ((px - x) / across).powi(2) + ((py - y) / down).powi(2) <= 1.0);
    }

    /// A bar of this thickness from one point to another.
    fn bar(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let least = (from.0.min(to.0) - thick, from.1.min(to.1) - thick);
        let most = (from.0.max(to.0) + thick, from.1.max(to.1) + thick);
        self.fill((least, most), colour, |x, y| {
            let along = ((x - from.0) * dx + (y - from.1) * dy) / length;
            let beside = ((x - from.0) * dy - (y - from.1) * dx) / length;
            (0.0..=length).contains(&along) && beside.abs() <= thick / 2.0
        });
    }

    fn cone(&mut self, x: f32, y: f32) {
        let corners = ((x - 42.0, y - 120.0), (x + 42.0, y));
        self.fill(corners, ORANGE, |px, py| (px - x).abs() <= (py - y + 126.0) / 3.0);
        self.rectangle(x - 54.0, y, 108.0, 14.0, ORANGE);
        self.rectangle(x - 24.0, y - 60.0, 48.0, 18.0, WHITE);
    }

    fn show(&mut self, subject: Subject, state: State) {
        let broken = state == State::Broken;
        match subject {
            Subject::Manhole => {
                self.ellipse(460.0, 540.0, 210.0, 104.0, CONCRETE);
                self.ellipse(460.0, 540.0, 180.0, 86.0, if broken { DARK } else { IRON });
                if broken {
                    self.fill(((280.0, 454.0), (640.0, 626.0)), IRON, |x, y| {
                        ((x - 460.0) / 180.0).powi(2) + ((y - 540.0) / 86.0).powi(2) <= 1.0 && x + y * 0.8 < 850.0
                    });
                    self.cone(760.0, 600.0);
                } else {
                    for offset in [-110.0, -40.0, 30.0, 100.0] {
                        self.rectangle(460.0 + offset, 500.0, 16.0, 80.0, CONCRETE);
                    }
                }
            }
            Subject::Lamp => {
                self.rectangle(0.0, 0.0, 960.0, HORIZON, if broken { [44, 50, 66] } else { [70, 78, 98] });
                let top = if broken { (360.0, 120.0) } else { (470.0, 90.0) };
                self.bar((480.0, 620.0), top, 20.0, IRON);
                self.bar(top, (top.0 + 150.0, top.1 + 20.0), 14.0, IRON);
                if !broken {
                    self.ellipse(620.0, 130.0, 90.0, 60.0, [250, 226, 150]);
                }
                self.ellipse(top.0 + 150.0, top.1 + 30.0, 44.0, 20.0, if broken { DARK } else { YELLOW });
            }
            Subject::Rubbish => {
                self.rectangle(600.0, 360.0, 150.0, 220.0, GREEN);
                self.rectangle(585.0, 340.0, 180.0, 26.0, DARK);
                if broken {
                    for (x, y, size, colour) in [
                        (300.0, 560.0, 96.0, WHITE),
                        (420.0, 590.0, 84.0, BROWN),
                        (520.0, 560.0, 70.0, BLUE),
                        (380.0, 510.0, 66.0, YELLOW),
                        (240.0, 610.0, 60.0, DARK),
                    ] {
                        self.ellipse(x, y, size, size * 0.7, colour);
                    }
                }
            }
            Subject::Road => {
                for x in [80.0, 380.0, 680.0] {
                    self.rectangle(x, 640.0, 180.0, 18.0, WHITE);
                }
                if broken {
                    self.ellipse(440.0, 500.0, 220.0, 76.0, [84, 78, 70]);
                    self.ellipse(450.0, 508.0, 170.0, 54.0, [58, 52, 46]);
                    self.cone(760.0, 560.0);
                } else {
                    self.rectangle(240.0, 430.0, 420.0, 140.0, [86, 88, 92]);
                }
            }
            Subject::Water => {
                if broken {
                    self.ellipse(480.0, 560.0, 400.0, 110.0, BLUE);
                    self.ellipse(430.0, 540.0, 200.0, 40.0, [132, 160, 178]);
                }
                self.rectangle(400.0, 372.0, 160.0, 40.0, DARK);
                for x in [412.0, 444.0, 476.0, 508.0, 540.0] {
                    self.rectangle(x, 372.0, 8.0, 40.0, IRON);
                }
            }
            Subject::Street => {
                self.rectangle(60.0, 80.0, 380.0, 230.0, [196, 178, 150]);
                self.rectangle(120.0, 150.0, 110.0, 160.0, BROWN);
                self.rectangle(270.0, 150.0, 120.0, 90.0, BLUE);
                if broken {
                    self.bar((500.0, 330.0), (900.0, 330.0), 60.0, ORANGE);
                    self.rectangle(540.0, 470.0, 320.0, 110.0, BROWN);
                    for x in [580.0, 660.0, 740.0, 820.0] {
                        self.ellipse(x, 455.0, 36.0, 34.0, YELLOW);
                    }
                }
            }
            Subject::Green => {
                self.bar((480.0, 620.0), (480.0, 300.0), 46.0, BROWN);
                self.ellipse(480.0, 210.0, 240.0, 160.0, GREEN);
                if broken {
                    self.bar((560.0, 260.0), (820.0, 520.0), 26.0, BROWN);
                    self.ellipse(810.0, 540.0, 110.0, 60.0, [122, 116, 62]);
                }
            }
        }
    }
}
