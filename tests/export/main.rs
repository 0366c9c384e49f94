//! Exports through the public interface: contracts, escaping, and reading back.

#![allow(clippy::unwrap_used)]

mod crossings;
mod csv;
mod dot;
mod graphml;
mod html;
mod json;
mod mermaid;
mod model;
mod names;
mod networks;
mod schema;
#[path = "../sim_common/mod.rs"]
mod sim_common;
mod svg;
