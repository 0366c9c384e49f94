//! Draws a day of a port as SVG, and a map whose links show their traffic where they are clicked.
//!
//! `cargo run --example plot_a_series -- FOLDER`; without a folder nothing is written.

#![allow(clippy::print_stdout)]

use std::fs;
use std::path::PathBuf;

use netwarden::accuracy::visit;
use netwarden::counter::Gap;
use netwarden::export::{Charts, Drawing, Plot};
use netwarden::series::{Columns, SeriesGap};
use netwarden::sim::gallery;
use netwarden::value::{Moment, Timestamp};

/// 2026-11-23T00:00:00Z, a Monday.
const MIDNIGHT: i64 = 1_795_392_000_000;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(MIDNIGHT + minute * 60_000)
}

/// The octets of each minute of a day: little at night, much at work.
fn traffic(peak_mbit: f64, phase: f64) -> netwarden::Result<Columns> {
    let octets = (0..1440_i32).map(|minute| {
        let work = (-((f64::from(minute) - 780.0 - phase) / 260.0).powi(2)).exp();
        let chatter = 0.75 + 0.25 * (f64::from(minute * minute % 97) / 97.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some millions
        let octets = (peak_mbit * 7_500_000.0 * (0.04 + work * chatter)) as u64;
        octets
    });
    let day = Columns::counted("octets", at(0), 60_000, &octets.collect::<Vec<_>>(), None)?;
    Ok(day.with_gap(SeriesGap { from: at(190), to: at(205), reason: Gap::Missed }))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let (inward, outward) = (traffic(840.0, 0.0)?, traffic(310.0, 90.0)?);
    let plot = Plot::new("core1 Gi1/0/1").area("in", &inward).area("out", &outward).mirrored(true).percentile(95.0);
    let svg = plot.utc_offset(60).to_svg();
    let percentile = inward.scaled(8.0, "bit/s").percentile(95.0, Default::default());
    println!(
        "a chart of {} kB; 95 % of the time at most {:.0} Mbit/s in",
        svg.len() / 1000,
        percentile.unwrap_or_default() / 1e6
    );

    let topology = visit(&gallery::campus()?, Moment::START).topology();
    let mut charts = Charts::new().utc_offset(60);
    for (number, link) in (0_i32..).zip(&topology.links) {
        let (there, back) =
            (traffic(f64::from(number % 9 * 90 + 20), 0.0)?, traffic(f64::from(number % 5 * 40 + 5), 60.0)?);
        for (end, inward, outward) in [(&link.a, &there, &back), (&link.b, &back, &there)] {
            if let Some(port) = &end.port {
                charts.traffic(&end.node, port, inward, outward);
            }
        }
    }
    let page = Drawing::of(&topology).title("Campus").charts(&charts).to_html();
    println!(
        "{} charts make the page {} kB longer, {} left out",
        charts.len(),
        charts.octets() / 1000,
        charts.left_out()
    );
    if let Some(folder) = folder {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("port.svg"), svg)?;
        fs::write(folder.join("campus.html"), page)?;
    }
    Ok(())
}
