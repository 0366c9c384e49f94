//! Draws a day of a port as SVG, and a map whose links show their traffic where they are clicked.
//!
//! `cargo run --example plot_a_series -- FOLDER`; without a folder nothing is written.
#![allow(clippy::print_stdout)]

use netwarden::accuracy::visit;
use netwarden::counter::Gap;
use netwarden::export::{Charts, Drawing, Plot};
use netwarden::series::{Columns, SeriesGap};
use netwarden::sim::gallery;
use netwarden::value::{Moment, Timestamp};

/// A minute of 2026-11-23, a Monday.
fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(1_795_392_000_000 + minute * 60_000)
}

/// The octets of each minute of a day: little at night, much at work.
fn traffic(peak_mbit: f64, phase: f64) -> netwarden::Result<Columns> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some millions
    let octets = |minute: i32| {
        let work = (-((f64::from(minute) - 780.0 - phase) / 260.0).powi(2)).exp();
        let chatter = 0.75 + 0.25 * (f64::from(minute * minute % 97) / 97.0);
        (peak_mbit * 7_500_000.0 * (0.04 + work * chatter)) as u64
    };
    let day = Columns::counted("octets", at(0), 60_000, &(0..1440).map(octets).collect::<Vec<_>>(), None)?;
    Ok(day.with_gap(SeriesGap { from: at(190), to: at(205), reason: Gap::Missed }))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (inward, outward) = (traffic(840.0, 0.0)?, traffic(310.0, 90.0)?);
    let plot = Plot::new("core1 Gi1/0/1").area("in", &inward).area("out", &outward).mirrored(true).percentile(95.0);
    let svg = plot.utc_offset(60).to_svg();
    let most = inward.scaled(8.0, "bit/s").percentile(95.0, Default::default()).unwrap_or_default() / 1e6;
    println!("a chart of {} kB; 95 % of the time at most {most:.0} Mbit/s in", svg.len() / 1000);

    let topology = visit(&gallery::campus()?, Moment::START).topology();
    let mut charts = Charts::new().utc_offset(60);
    for (number, link) in (0_i32..).zip(&topology.links) {
        let there = traffic(f64::from(number % 9 * 90 + 20), 0.0)?;
        let back = traffic(f64::from(number % 5 * 40 + 5), 60.0)?;
        for (end, inward, outward) in [(&link.a, &there, &back), (&link.b, &back, &there)] {
            if let Some(port) = &end.port {
                charts.traffic(&end.node, port, inward, outward);
            }
        }
    }
    let page = Drawing::of(&topology).title("Campus").charts(&charts).to_html();
    let (count, octets) = (charts.len(), charts.octets() / 1000);
    println!("{count} charts make the page {octets} kB longer, {} left out", charts.left_out());
    if let Some(folder) = std::env::args().nth(1).map(std::path::PathBuf::from) {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("port.svg"), svg)?;
        std::fs::write(folder.join("campus.html"), page)?;
    }
    Ok(())
}
