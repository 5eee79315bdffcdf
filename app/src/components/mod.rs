//! Parts that know no server: they take plain data and draw it. Looks stand in `style/40-*.css`, one file each.

pub mod confirm;
pub mod due;
pub mod empty;
pub mod field;
pub mod file_button;
pub mod icon;
pub mod item_state;
pub mod labelled;
pub mod light;
pub mod notice;
pub mod photo;
pub mod photo_picker;
pub mod photos_left_out;
pub mod reach;
pub mod skeleton;
pub mod status;
pub mod when;
pub mod words;

pub use confirm::Confirm;
pub use due::{Due, due_text};
pub use empty::EmptyState;
pub use field::Field;
pub use file_button::FileButton;
pub use icon::{Glyph, Icon};
pub use item_state::{ItemState, Standing};
pub use labelled::Labelled;
pub use light::LightMark;
pub use notice::{Notice, Tone};
pub use photo::{LocalPhoto, PhotoLink, PhotoStrip, PhotoThumb};
pub use photo_picker::PhotoPicker;
pub use photos_left_out::PhotosLeftOut;
pub use reach::Reach;
pub use skeleton::Skeleton;
pub use status::StatusBadge;
pub use when::{When, when_text};
