//! Every native test but the browser's.

mod tidy;
