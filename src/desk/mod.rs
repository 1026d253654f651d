//! The clerk's desk.
