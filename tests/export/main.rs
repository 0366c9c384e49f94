//! Exports through the public interface: contracts, escaping, and reading back.

#![allow(clippy::unwrap_used)]

mod dot;
mod html;
mod json;
mod networks;
mod svg;
