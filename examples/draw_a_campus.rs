//! Makes a campus to order, infers who is cabled to whom, says how right that is, and draws it with its load. Offline.
//!
//! `cargo run --example draw_a_campus --features png -- [FOLDER]`: where the drawings go; without it only their sizes are told.

#![allow(clippy::print_stdout)]

use std::path::Path;

use netwarden::Result;
use netwarden::accuracy::{Judge, visit};
use netwarden::export::{Drawing, Load, Theme};
use netwarden::inventory::DeviceKind;
use netwarden::sim::netgen::{Plan, Shape};
use netwarden::sim::{Conversations, TruthState};
use netwarden::topology::{Model, ModelDevice, ModelEnd, ModelLink, Models, Positions};
use netwarden::value::Moment;

fn main() -> Result<()> {
    if std::env::args().any(|word| word == "--help") {
        println!(
            "cargo run --example draw_a_campus --features png -- [FOLDER]\n\nWithout a folder only the sizes of the drawings are told."
        );
        return Ok(());
    }
    let plan = Plan::new(Shape::Campus).switches(14).hosts_per_switch(3).in_band(true).lags(0.3).seed(7);
    let world = plan.traffic(Conversations::default()).world()?;
    let (earlier, later) = (visit(&world, Moment::START), visit(&world, Moment::from_secs(60))); // a minute apart
    let topology = later.topology();

    let truth = world.truth();
    let blocked = truth.links.iter().filter(|link| link.state == TruthState::Blocked).count();
    println!("{} devices, {} cables, {blocked} of them blocked", truth.devices.len(), truth.links.len());
    let score = Judge::new(&world, &later.devices).score(&topology);
    for (what, tally) in [("links", score.links), ("hosts", score.hosts), ("aggregates", score.lag)] {
        let percent = |share: Option<f64>| (share.unwrap_or_default() * 100.0).round();
        let (right, found) = (percent(tally.precision()), percent(tally.recall()));
        let claimed = tally.claimed.round();
        println!("{what}: {claimed} claimed, {right}% of them right, {found}% of what there is found");
    }

    // A patch panel, which no device tells of; and where people want the first device.
    let first = topology.nodes.iter().find(|node| node.polled).map(|node| node.id.clone()).unwrap_or_default();
    let panel = || ModelDevice { id: "panel-1".into(), kind: Some(DeviceKind::Repeater), ..ModelDevice::default() };
    let end = |device: &str, port: Option<&str>| ModelEnd { device: device.into(), port: port.map(Into::into) };
    let cable = ModelLink { a: end("panel-1", Some("1")), b: end(&first, None), ..ModelLink::default() };
    let mut models = Models::new();
    models.put(Model { devices: vec![panel()], links: vec![cable], ..Model::new("as built") });
    let applied = models.apply(&["as built"], &topology)?;

    let drawing = Drawing::of(&applied.topology)
        .title("Campus, a minute's load")
        .theme(Theme::Light)
        .load(Load::of_rates(&later.rates_since(&earlier)))
        .pinned(Positions::new().with(first, 40.0, 40.0));
    #[cfg_attr(not(feature = "png"), allow(unused_mut))]
    let mut files =
        vec![("campus.svg", drawing.to_svg().into_bytes()), ("campus.html", drawing.to_html().into_bytes())];
    #[cfg(feature = "png")]
    files.push(("campus.png", drawing.to_png(2.0)?));
    for (name, content) in &files {
        if let Some(folder) = std::env::args().nth(1) {
            let write = std::fs::write(Path::new(&folder).join(name), content);
            write.map_err(|error| netwarden::Error::io(format!("writing {name}"), error))?;
        }
        println!("{name}: {} octets", content.len());
    }
    Ok(())
}
