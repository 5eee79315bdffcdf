//! Parts that know no server.
