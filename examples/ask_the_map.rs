//! Asks a map: who is downstream of a switch, why two devices are not cabled, what if a cable is cut, what changed since
//! yesterday. The network is a simulated campus.
#![allow(clippy::print_stdout)]

use netwarden::accuracy::visit;
use netwarden::inventory::DeviceSnapshot;
use netwarden::sim::gallery;
use netwarden::topology::{LiveTopology, Options, Supposition, diff, infer};
use netwarden::value::Moment;

fn main() -> netwarden::Result<()> {
    let devices = visit(&gallery::campus()?, Moment::START).devices;
    let yesterday = infer(&devices, &Options::new());

    let down: Vec<String> = yesterday.dependents_of("files", "access1")?.iter().map(ToString::to_string).collect();
    println!("downstream of access1: {}", down.join(", "));
    for point in yesterday.single_points_of_failure().iter().take(3) {
        println!("{point}");
    }
    println!("{}", yesterday.why_not("access1", "access2")?);
    match yesterday.path("staff1", "files", None) {
        Ok(path) => println!("{path}"),
        Err(reason) => println!("no way: {reason}"),
    }

    let cable = yesterday.link_between("access1", "dist1").map(|link| link.id.clone()).unwrap_or_default();
    println!("{}", yesterday.what_if(&[Supposition::LinkGone { link: cable }], Some("files"))?);
    let off = yesterday.what_if(&[Supposition::DeviceGone { device: "access1".into() }], Some("files"))?;
    println!("without access1, {} devices and {} hosts are lost", off.devices, off.hosts);

    // Today ap2 does not answer. What it said is not refuted by that.
    let answering: Vec<DeviceSnapshot> = devices.iter().filter(|device| device.name != "ap2").cloned().collect();
    for change in diff(&yesterday, &infer(&answering, &Options::new())) {
        println!("since yesterday: {change}");
    }

    // Device by device, without inferring the whole network anew. Here it was taken away.
    let mut live = LiveTopology::new(Options::new());
    live.update(devices.iter().cloned(), []);
    if let Some(ap2) = devices.iter().find(|device| device.name == "ap2") {
        for change in live.remove(&ap2.id).iter().take(3) {
            println!("without ap2: {change}");
        }
    }
    Ok(())
}
