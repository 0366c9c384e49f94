//! Writes one page, one drawing and one JSON file for each network of a small gallery: every simulated one as it is
//! inferred, and some made by hand for their size, shape or names.
//!
//! `cargo run --example export_gallery -- FOLDER`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_possible_truncation)]

#[path = "../tests/export/networks.rs"]
mod networks;
#[path = "../tests/sim_common/mod.rs"]
mod sim_common;

use netwarden::export::Drawing;
use netwarden::sim::gallery;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if env::args().any(|word| word == "--help") {
        println!("cargo run --example export_gallery -- FOLDER");
        return Ok(());
    }
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: export_gallery FOLDER")?);
    fs::create_dir_all(&folder)?;
    let mut all = Vec::new();
    for name in gallery::names() {
        all.push((name, sim_common::site(&gallery::by_name(name)?).topology()));
    }
    all.extend([
        ("routed", sim_common::site(&networks::routed()).topology()),
        ("netgen-office", sim_common::site(&networks::office()).topology()),
        ("netgen-silent", sim_common::site(&networks::silent()).topology()),
        ("ten", networks::ten()),
        ("campus-40", networks::campus(2, 3, 4)),
        ("campus-200", networks::campus(4, 5, 8)),
        ("campus-1000", networks::campus(8, 6, 19)),
        ("tree-1000", networks::tree(10, 8, 11)),
        ("ring-60", networks::ring(60)),
        ("fabric", networks::fabric(4, 12)),
        ("fabric-6x12", networks::fabric(6, 12)),
        ("hostile", networks::hostile()),
        ("campus-10000", networks::campus(26, 20, 18)),
        ("switches-10000", networks::tree(99, 100, 0)),
        ("ring-1000", networks::ring(1000)),
    ]);
    for (name, topology) in &all {
        fs::write(folder.join(format!("{name}.json")), topology.to_json()?)?;
        fs::write(folder.join(format!("{name}.svg")), topology.to_svg())?;
        fs::write(folder.join(format!("{name}.html")), topology.to_html())?;
        #[cfg(feature = "png")]
        fs::write(folder.join(format!("{name}.png")), topology.to_png(1.0)?)?;
        println!("{name}: {} devices, {} links", topology.nodes.len(), topology.links.len());
    }
    for (name, topology) in [
        ("ten", networks::ten()),
        ("campus-40", networks::campus(2, 3, 4)),
        ("campus-1000", networks::campus(8, 6, 19)),
    ] {
        let drawing = Drawing::of(&topology).load(networks::load(&topology)).title(format!("Traffic of {name}"));
        fs::write(folder.join(format!("{name}-load.json")), topology.to_json()?)?;
        fs::write(folder.join(format!("{name}-load.svg")), drawing.to_svg())?;
        #[cfg(feature = "png")]
        fs::write(folder.join(format!("{name}-load.png")), drawing.to_png(1.0)?)?;
        fs::write(folder.join(format!("{name}-load.html")), drawing.to_html())?;
    }
    let topology = networks::ten();
    let charts = networks::charts(&topology);
    let drawing = Drawing::of(&topology).charts(&charts).title("Charts of ten");
    fs::write(folder.join("ten-charts.json"), topology.to_json()?)?;
    fs::write(folder.join("ten-charts.html"), drawing.to_html())?;
    Ok(())
}
