//! Who asks: sessions by bearer token or cookie, passwords, and the brake on guessing.

mod passwords;
mod session;
mod throttle;

pub use passwords::{Passwords, readable_password};
pub use session::{
    SESSION_DAYS, SignedIn, clear_cookie, cookie, hash_token, new_token, refuse_cross_site, session_cookie,
};
pub use throttle::Throttle;
