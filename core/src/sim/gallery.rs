//! Ready worlds with names: small ones that show one thing each, and a campus that shows most.
//!
//! ```
//! use netwarden::sim::gallery;
//!
//! let ring = gallery::ring()?;
//! let blocked = ring.truth().links.iter().filter(|link| link.state == netwarden::sim::TruthState::Blocked).count();
//! assert_eq!(blocked, 1);
//! # Ok::<(), netwarden::Error>(())
//! ```

use super::world::{Device, Vendor, World, WorldBuilder};
use crate::error::{Error, Result};

/// A world's name and what makes it.
type Entry = (&'static str, fn() -> Result<World>);

const WORLDS: [Entry; 6] = [
    ("two-switches", two_switches),
    ("ring", ring),
    ("lag-pair", lag_pair),
    ("unmanaged-hub", unmanaged_hub),
    ("router-on-a-stick", router_on_a_stick),
    ("campus", campus),
];

const TEN_GIGABIT: u64 = 10_000_000_000;

/// The names that [`by_name`] knows.
pub fn names() -> impl Iterator<Item = &'static str> {
    WORLDS.iter().map(|(name, _)| *name)
}

/// The world of that name.
///
/// # Errors
/// [`Error::Invalid`] for an unknown name; the message lists those that are known.
pub fn by_name(name: &str) -> Result<World> {
    let wanted = name.replace('_', "-");
    let found = WORLDS.iter().find(|(known, _)| *known == wanted);
    let unknown =
        || Error::invalid("simulated network", name, format!("one of {}", names().collect::<Vec<_>>().join(", ")));
    found.ok_or_else(unknown)?.1()
}

/// Two switches with a cable between them, and an end system on each: one with an agent, one without.
pub fn two_switches() -> Result<World> {
    World::builder("two-switches")
        .network("10.20.1.0/24")
        .device(Device::switch("s1").ports(8).alias("p1", "to s2"))
        .device(Device::switch("s2").ports(8))
        .device(Device::host("server"))
        .device(Device::host("pc").silent())
        .cable("s1", "p1", "s2", "p1")
        .cable("s1", "p2", "server", "eth0")
        .cable("s2", "p2", "pc", "eth0")
        .build()
}

/// Four switches in a ring, each with an end system. `s1` is the root, so the cable farthest from it,
/// between `s3` and `s4`, is blocked at `s4`.
pub fn ring() -> Result<World> {
    let mut world = World::builder("ring").network("10.20.2.0/24");
    for number in 1..=4 {
        let switch = Device::switch(&format!("s{number}")).ports(8);
        world = world.device(if number == 1 { switch.bridge_priority(4096) } else { switch });
    }
    for number in 1..=4 {
        let (switch, next, host) = (format!("s{number}"), format!("s{}", number % 4 + 1), format!("pc{number}"));
        world = world
            .device(Device::host(&host).silent())
            .cable(&switch, "p1", &next, "p2")
            .cable(&switch, "p3", &host, "eth0");
    }
    world.build()
}

/// Two switches joined by an aggregate of two cables.
pub fn lag_pair() -> Result<World> {
    World::builder("lag-pair")
        .network("10.20.3.0/24")
        .device(Device::switch("s1").vendor(Vendor::Cisco).ports(8).lag("Po1", &["Gi1/0/1", "Gi1/0/2"]))
        .device(Device::switch("s2").ports(8).lag("lag1", &["p1", "p2"]))
        .device(Device::host("pc1"))
        .device(Device::host("pc2").silent())
        .device(Device::host("pc3").silent())
        .cable("s1", "Gi1/0/1", "s2", "p1")
        .cable("s1", "Gi1/0/2", "s2", "p2")
        .cable("s1", "Gi1/0/3", "pc1", "eth0")
        .cable("s2", "p3", "pc2", "eth0")
        .cable("s2", "p4", "pc3", "eth0")
        .build()
}

/// Three switches and an end system on one hub, which nobody can ask and which lets LLDP through.
pub fn unmanaged_hub() -> Result<World> {
    let mut world = World::builder("unmanaged-hub").network("10.20.4.0/24").device(Device::hub("hub", 5));
    for number in 1..=3 {
        let (switch, host) = (format!("s{number}"), format!("pc{number}"));
        world = world
            .device(Device::switch(&switch).ports(8))
            .device(Device::host(&host).silent())
            .cable(&switch, "p1", "hub", &number.to_string())
            .cable(&switch, "p2", &host, "eth0");
    }
    world.device(Device::host("pc4").silent()).cable("hub", "4", "pc4", "eth0").build()
}

/// A router with one cable, over which it routes between two VLANs on two switches.
pub fn router_on_a_stick() -> Result<World> {
    let vlans = [10, 20];
    World::builder("router-on-a-stick")
        .network("10.20.5.0/24")
        .vlan(1, "management", "10.20.5.0/26")
        .vlan(10, "office", "10.20.5.64/26")
        .vlan(20, "workshop", "10.20.5.128/26")
        .device(
            Device::router("r1").vendor(Vendor::Cisco).port("Gi0/0", 1_000_000_000).routes_on("Gi0/0", &[1, 10, 20]),
        )
        .device(
            Device::switch("s1")
                .vendor(Vendor::Cisco)
                .ports(8)
                .trunk("Gi1/0/1", &vlans)
                .trunk("Gi1/0/2", &vlans)
                .access("Gi1/0/3", 10)
                .access("Gi1/0/4", 20),
        )
        .device(Device::switch("s2").vendor(Vendor::Hp).ports(8).trunk("1", &vlans).access("2", 10).access("3", 20))
        .device(Device::host("office1"))
        .device(Device::host("office2").silent())
        .device(Device::host("workshop1").silent())
        .device(Device::host("workshop2").silent())
        .cable("r1", "Gi0/0", "s1", "Gi1/0/1")
        .cable("s1", "Gi1/0/2", "s2", "1")
        .cable("s1", "Gi1/0/3", "office1", "eth0")
        .cable("s1", "Gi1/0/4", "workshop1", "eth0")
        .cable("s2", "2", "office2", "eth0")
        .cable("s2", "3", "workshop2", "eth0")
        .flow("office1", "workshop2", 3_000_000)
        .build()
}

/// A campus of 41 devices: two routing cores joined by an aggregate, a border router, two distribution
/// and six access switches of five makers with redundant uplinks, of which eight are blocked; access
/// points, printers, a telephone, a hub and an unmanaged switch; servers, and end systems of which most
/// have no agent.
pub fn campus() -> Result<World> {
    let world = World::builder("campus")
        .network("10.20.0.0/24")
        .vlan(1, "management", "10.20.0.0/26")
        .vlan(10, "staff", "10.20.0.64/26")
        .vlan(20, "lab", "10.20.0.128/26")
        .vlan(30, "guests", "10.20.0.192/27")
        .vlan(40, "servers", "10.20.0.224/27");
    let world = campus_core(world);
    let world = campus_access(world);
    campus_edge(world)
        .flow("files", "staff1", 42_000_000)
        .flow("staff1", "files", 6_000_000)
        .flow("lab1", "web", 18_000_000)
        .flow("web", "files", 95_000_000)
        .build()
}

const CAMPUS_VLANS: [u16; 4] = [10, 20, 30, 40];

/// Cores, border and distribution.
fn campus_core(world: WorldBuilder) -> WorldBuilder {
    let core = |name: &str, vlans: &[u16]| {
        let ports = ["Te1/1/1", "Te1/1/2", "Te1/1/3", "Te1/1/4"];
        let core = Device::switch(name).vendor(Vendor::Cisco).ports(24).location("main building, cellar");
        let core = ports.iter().fold(core, |core, port| core.port(port, TEN_GIGABIT));
        core.lag("Po1", &["Te1/1/1", "Te1/1/2"])
            .trunk("Po1", &CAMPUS_VLANS)
            .trunk("Te1/1/3", &CAMPUS_VLANS)
            .trunk("Te1/1/4", &CAMPUS_VLANS)
            .access("Gi1/0/1", 40)
            .access("Gi1/0/2", 40)
            .routes(vlans)
    };
    let distribution = |name: &str| {
        let switch = Device::switch(name).vendor(Vendor::Juniper).ports(24).location("main building, first floor");
        let switch = switch.port("xe-0/1/0", TEN_GIGABIT).port("xe-0/1/1", TEN_GIGABIT).bridge_priority(16_384);
        let uplinks = switch.trunk("xe-0/1/0", &CAMPUS_VLANS).trunk("xe-0/1/1", &CAMPUS_VLANS);
        (0..6).fold(uplinks, |switch, number| switch.trunk(&format!("ge-0/0/{number}"), &CAMPUS_VLANS))
    };
    world
        .device(core("core1", &[10, 20, 30]).bridge_priority(4096).alias("Po1", "core2"))
        .device(core("core2", &[40]).bridge_priority(8192).alias("Po1", "core1"))
        .device(
            Device::router("border").vendor(Vendor::Cisco).port("Gi0/0", 1_000_000_000).port("Gi0/1", 1_000_000_000),
        )
        .device(distribution("dist1"))
        .device(distribution("dist2"))
        .cable("core1", "Te1/1/1", "core2", "Te1/1/1")
        .cable("core1", "Te1/1/2", "core2", "Te1/1/2")
        .cable("core1", "Te1/1/3", "dist1", "xe-0/1/0")
        .cable("core1", "Te1/1/4", "dist2", "xe-0/1/0")
        .cable("core2", "Te1/1/3", "dist1", "xe-0/1/1")
        .cable("core2", "Te1/1/4", "dist2", "xe-0/1/1")
        .cable("border", "Gi0/0", "core1", "Gi1/0/24")
}

/// Six access switches, each with an uplink to both distribution switches.
fn campus_access(mut world: WorldBuilder) -> WorldBuilder {
    let makers = [Vendor::Cisco, Vendor::Hp, Vendor::Example, Vendor::Mikrotik, Vendor::Netgear, Vendor::Hp];
    for (position, vendor) in (0_u32..).zip(makers) {
        let name = format!("access{}", position + 1);
        let port = |number| vendor.port_name(number);
        let mut switch = Device::switch(&name).vendor(vendor).ports(24).location("halls");
        switch = switch.trunk(&port(23), &CAMPUS_VLANS).trunk(&port(24), &CAMPUS_VLANS);
        switch = switch.alias(&port(23), "uplink dist1").alias(&port(24), "uplink dist2");
        // Ports 1 to 6 for staff, 7 to 12 for the lab, 13 and up for what the network itself owns.
        switch = (1..=6).fold(switch, |switch, number| switch.access(&port(number), 10));
        switch = (7..=12).fold(switch, |switch, number| switch.access(&port(number), 20));
        switch = switch.trunk(&port(13), &[30]);
        let downlink = format!("ge-0/0/{position}");
        world = world.device(switch).cable(&name, &port(23), "dist1", &downlink).cable(
            &name,
            &port(24),
            "dist2",
            &downlink,
        );
    }
    world
}

/// End systems and what stands between them and the switches.
fn campus_edge(mut world: WorldBuilder) -> WorldBuilder {
    world = world
        .device(Device::host("files").with_lldp().location("main building, cellar"))
        .device(Device::host("web").with_lldp())
        .device(Device::host("mail").with_lldp())
        .cable("files", "eth0", "core1", "Gi1/0/1")
        .cable("web", "eth0", "core2", "Gi1/0/1")
        .cable("mail", "eth0", "core2", "Gi1/0/2");
    let staff =
        [("access1", "Gi1/0/1"), ("access1", "Gi1/0/2"), ("access2", "1"), ("access3", "p1"), ("access4", "ether1")];
    for (number, (switch, port)) in (1..).zip(staff) {
        let name = format!("staff{number}");
        let host = Device::host(&name);
        let host = if number == 1 { host } else { host.silent() };
        world = world.device(host).cable(&name, "eth0", switch, port);
    }
    let lab = [("access2", "7"), ("access3", "p7"), ("access3", "p8"), ("access4", "ether7"), ("access6", "7")];
    for (number, (switch, port)) in (1..).zip(lab) {
        let name = format!("lab{number}");
        world = world.device(Device::host(&name).silent()).cable(&name, "eth0", switch, port);
    }
    for (number, switch, port, radio) in [(1, "access1", "Gi1/0/13", "ap1"), (2, "access3", "p13", "ap2")] {
        world = world
            .device(Device::access_point(radio).trunk("eth0", &[30]).access("wlan0", 30).location("halls"))
            .cable(radio, "eth0", switch, port);
        for letter in ["a", "b"] {
            let guest = format!("guest{number}{letter}");
            world = world.device(Device::host(&guest).silent()).cable(&guest, "eth0", radio, "wlan0");
        }
    }
    world
        .device(Device::printer("printer1").location("hall 1"))
        .device(Device::printer("printer2").location("hall 4"))
        .cable("printer1", "eth0", "access1", "Gi1/0/6")
        .cable("printer2", "eth0", "access4", "ether6")
        .device(Device::phone("phone1"))
        .device(Device::host("desk1").silent())
        .cable("phone1", "net", "access2", "14")
        .cable("phone1", "pc", "desk1", "eth0")
        .device(Device::hub("hub1", 4))
        .device(Device::host("bench1").silent())
        .device(Device::host("bench2").silent())
        .cable("hub1", "1", "access5", "g7")
        .cable("hub1", "2", "bench1", "eth0")
        .cable("hub1", "3", "bench2", "eth0")
        .device(Device::unmanaged_switch("desk-switch", 5))
        .device(Device::host("desk2"))
        .device(Device::host("desk3").silent())
        .device(Device::host("desk4").silent())
        .cable("desk-switch", "1", "access6", "1")
        .cable("desk-switch", "2", "desk2", "eth0")
        .cable("desk-switch", "3", "desk3", "eth0")
        .cable("desk-switch", "4", "desk4", "eth0")
}
