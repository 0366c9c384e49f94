//! Networks made to order, to judge inference by: any number of switches in a shape, end systems, what the agents tell
//! and what they leave out, and how much of the forwarding tables is missing or wrong. The same [`Plan`] gives the same
//! network, to the byte.
//!
//! What comes out is a [`World`] like any other: its agents answer SNMP, and [`World::truth`] knows what is true.
//!
//! ```
//! use netwarden::sim::netgen::{Plan, Shape, Sources};
//!
//! let plan = Plan::new(Shape::RandomTree)
//!     .switches(20)
//!     .hosts_per_switch(5)
//!     .sources(Sources::FORWARDING_TABLES)
//!     .rows_missing(0.5)
//!     .seed(7);
//! let world = plan.world()?;
//!
//! let truth = world.truth();
//! assert_eq!((truth.devices.len(), truth.hosts.len()), (120, 100));
//! assert_eq!(truth.media.iter().filter(|medium| medium.ports.len() == 2).count(), 19); // a tree
//! assert_eq!(world.agents().count(), 20);
//! # Ok::<(), netwarden::Error>(())
//! ```

mod draft;
mod shape;
mod surroundings;

use serde::{Deserialize, Serialize};

use super::world::{Conversations, Drops, Learning, Setting, World};
use crate::error::{Error, Result};

use draft::Draft;

/// VLANs with a subnet of their own.
const MOST_SUBNETS: u16 = 200;

/// A network to be made. The default of every setting stands with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    shape: Shape,
    switches: u32,
    hosts_per_switch: u32,
    seed: u64,
    sources: Sources,
    in_band: bool,
    management_rows: f64,
    rows_missing: f64,
    wrong_rows: f64,
    silent_switches: f64,
    traffic: Option<Conversations>,
    vlans: u16,
    switches_per_vlan: u32,
    trees_per_vlan: bool,
    mixed_makers: bool,
    without_lldp: f64,
    other_protocols: f64,
    lags: f64,
    mlag: bool,
    stacks: f64,
    hubs: f64,
    phones: f64,
    access_points: f64,
    hypervisors: f64,
    virtual_router: bool,
    routing: f64,
}

/// How the switches are cabled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A regular tree: every switch has four below it.
    Tree,
    /// A tree that grew: each switch is plugged into one of the last six with a probability of 0.4, else into any of
    /// those before it; no switch has more than twelve below it.
    #[default]
    RandomTree,
    /// One ring; spanning tree opens it at the switch farthest from the first.
    Ring,
    /// Two cores, pairs of distribution switches, and eight access switches to each pair, all of them plugged in
    /// twice. End systems are at access switches.
    Campus,
    /// Two to eight spines, and leaves plugged into each of them. End systems are at leaves.
    LeafSpine,
}

/// Which tables the agents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sources {
    /// LLDP-MIB and LLDP-V2-MIB.
    pub lldp: bool,
    /// CISCO-CDP-MIB, and the tables of FDP, EDP and MNDP.
    pub cdp: bool,
    /// `dot1dStp` of BRIDGE-MIB.
    pub stp: bool,
    /// `dot1dTpFdbTable` and `dot1qTpFdbTable`.
    pub fdb: bool,
    /// `ipNetToMediaTable` and `ipNetToPhysicalTable`.
    pub arp: bool,
    /// IEEE8023-LAG-MIB and `ifStackTable`.
    pub lag: bool,
}

impl Sources {
    /// All of them.
    pub const ALL: Self = Self { lldp: true, cdp: true, stp: true, fdb: true, arp: true, lag: true };
    /// All but LLDP and CDP.
    pub const WITHOUT_NEIGHBORS: Self = Self { lldp: false, cdp: false, ..Self::ALL };
    /// Forwarding tables alone.
    pub const FORWARDING_TABLES: Self = Self { lldp: false, cdp: false, stp: false, fdb: true, arp: false, lag: false };

    /// The subtrees that an agent leaves out.
    fn hidden(self) -> Vec<&'static [u32]> {
        const LLDP: &[&[u32]] = &[&[1, 0, 8802, 1, 1, 2], &[1, 3, 111, 2, 802, 1, 1, 13]];
        const FDP: &[u32] = &[1, 3, 6, 1, 4, 1, 1991, 1, 1, 3, 20];
        const EDP: &[u32] = &[1, 3, 6, 1, 4, 1, 1916, 1, 13];
        const MNDP: &[u32] = &[1, 3, 6, 1, 4, 1, 14988, 1, 1, 11];
        const CDP: &[&[u32]] = &[&[1, 3, 6, 1, 4, 1, 9, 9, 23], FDP, EDP, MNDP];
        const STP: &[&[u32]] = &[&[1, 3, 6, 1, 2, 1, 17, 2]];
        const FDB: &[&[u32]] = &[&[1, 3, 6, 1, 2, 1, 17, 4, 3], &[1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2]];
        const ARP: &[&[u32]] = &[&[1, 3, 6, 1, 2, 1, 4, 22], &[1, 3, 6, 1, 2, 1, 4, 35]];
        const LAG: &[&[u32]] = &[&[1, 2, 840, 10006, 300, 43], &[1, 3, 6, 1, 2, 1, 31, 1, 2]];
        let all =
            [(self.lldp, LLDP), (self.cdp, CDP), (self.stp, STP), (self.fdb, FDB), (self.arp, ARP), (self.lag, LAG)];
        all.into_iter().filter(|(shown, _)| !shown).flat_map(|(_, roots)| roots.iter().copied()).collect()
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::ALL
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::new(Shape::default())
    }
}

impl Plan {
    /// A network of 80 switches with ten end systems each, managed out of band, whose agents tell all there is to tell.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self {
            shape,
            switches: 80,
            hosts_per_switch: 10,
            seed: 1,
            sources: Sources::ALL,
            in_band: false,
            management_rows: 0.0,
            rows_missing: 0.0,
            wrong_rows: 0.0,
            silent_switches: 0.0,
            traffic: None,
            vlans: 0,
            switches_per_vlan: 0,
            trees_per_vlan: false,
            mixed_makers: false,
            without_lldp: 0.0,
            other_protocols: 0.0,
            lags: 0.0,
            mlag: false,
            stacks: 0.0,
            hubs: 0.0,
            phones: 0.0,
            access_points: 0.0,
            hypervisors: 0.0,
            virtual_router: false,
            routing: 0.0,
        }
    }

    /// How many switches; the default is 80.
    #[must_use]
    pub fn switches(mut self, count: u32) -> Self {
        self.switches = count;
        self
    }

    /// How many end systems on each switch that has any; the default is 10.
    #[must_use]
    pub fn hosts_per_switch(mut self, count: u32) -> Self {
        self.hosts_per_switch = count;
        self
    }

    /// Decides everything that is left to chance; the default is 1.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Which tables the agents have; the default is all.
    #[must_use]
    pub fn sources(mut self, sources: Sources) -> Self {
        self.sources = sources;
        self
    }

    /// Whether the switches are managed over the network that they make: the collector sits at the first switch, the
    /// root of a tree. Then each switch's own address is known to the switches between it and the collector, and all
    /// know that of the first. The default is a network apart, so that no switch knows another's address.
    #[must_use]
    pub fn in_band(mut self, in_band: bool) -> Self {
        self.in_band = in_band;
        self
    }

    /// The share, 0 to 1, of the other rows of switches' own addresses that are there all the same; the default is 0.
    #[must_use]
    pub fn management_rows(mut self, share: f64) -> Self {
        self.management_rows = share;
        self
    }

    /// The share, 0 to 1, of the rows of end systems that are missing, each independently, on the switch that it is
    /// plugged into as on any other; the default is 0. It goes without [`Self::traffic`].
    #[must_use]
    pub fn rows_missing(mut self, share: f64) -> Self {
        self.rows_missing = share;
        self
    }

    /// The share, 0 to 1, of rows that name a random port towards another switch; the default is 0.
    #[must_use]
    pub fn wrong_rows(mut self, share: f64) -> Self {
        self.wrong_rows = share;
        self
    }

    /// The share, 0 to 1, of the switches that do not answer SNMP, the first one apart; the default is 0.
    #[must_use]
    pub fn silent_switches(mut self, share: f64) -> Self {
        self.silent_switches = share;
        self
    }

    /// Lets traffic decide which rows there are: see [`Conversations`]. A router is plugged into the first switch, the gateway
    /// of all VLANs; managed in band, the collector is an end system there. The default is that every row is there
    /// but for those that are [missing](Self::rows_missing).
    #[must_use]
    pub fn traffic(mut self, traffic: Conversations) -> Self {
        self.traffic = Some(traffic);
        self
    }

    /// How many VLANs the end systems are in, by lot, besides VLAN 1, in which the switches are managed: at most 400.
    /// The default is 0: all are in VLAN 1.
    #[must_use]
    pub fn vlans(mut self, count: u16) -> Self {
        self.vlans = count;
        self
    }

    /// Gives the end systems of that many switches, which stand together, a VLAN of their own, as large networks do; cables
    /// between switches carry the VLANs that are needed behind them. It takes a tree, and goes without [`Self::vlans`].
    /// The default is 0: VLANs are everywhere.
    #[must_use]
    pub fn switches_per_vlan(mut self, count: u32) -> Self {
        self.switches_per_vlan = count;
        self
    }

    /// Whether every VLAN has a spanning tree of its own; the second switch is then the root of every other one.
    #[must_use]
    pub fn trees_per_vlan(mut self, each: bool) -> Self {
        self.trees_per_vlan = each;
        self
    }

    /// Whether switches are of six makers, by lot, with the habits of each in names, numbers and tables. The default is
    /// one that reads the standards plainly.
    #[must_use]
    pub fn mixed_makers(mut self, mixed: bool) -> Self {
        self.mixed_makers = mixed;
        self
    }

    /// The share, 0 to 1, of switches that do not speak LLDP, the first one apart; the default is 0.
    #[must_use]
    pub fn without_lldp(mut self, share: f64) -> Self {
        self.without_lldp = share;
        self
    }

    /// The share, 0 to 1, of switches whose agents have no LLDP-MIB but, by lot, LLDP-V2-MIB or the table of a maker's own
    /// protocol: FDP, EDP or MNDP. FDP and EDP are heard by their like alone. The default is 0.
    #[must_use]
    pub fn other_protocols(mut self, share: f64) -> Self {
        self.other_protocols = share;
        self
    }

    /// The share, 0 to 1, of cables between switches that are aggregates of two; the default is 0.
    #[must_use]
    pub fn lags(mut self, share: f64) -> Self {
        self.lags = share;
        self
    }

    /// Whether the first two switches, the cores of a campus or two of the spines, are one to those plugged into both
    /// (multi-chassis link aggregation): each of these has an aggregate with one member to either. It takes
    /// [`Shape::Campus`] or [`Shape::LeafSpine`].
    #[must_use]
    pub fn mlag(mut self, paired: bool) -> Self {
        self.mlag = paired;
        self
    }

    /// The share, 0 to 1, of switches that route between VLANs, each of which has a subnet of its own then, and speak
    /// OSPF, IS-IS, or OSPF and BGP with each other; the default is 0.
    #[must_use]
    pub fn routing(mut self, share: f64) -> Self {
        self.routing = share;
        self
    }

    /// The share, 0 to 1, of switches that are a stack of two units; the default is 0.
    #[must_use]
    pub fn stacks(mut self, share: f64) -> Self {
        self.stacks = share;
        self
    }

    /// The share, 0 to 1, of access switches with a hub or an unmanaged switch and three end systems on it; the default
    /// is 0.
    #[must_use]
    pub fn hubs(mut self, share: f64) -> Self {
        self.hubs = share;
        self
    }

    /// The share, 0 to 1, of end systems that are plugged into a telephone; the default is 0.
    #[must_use]
    pub fn phones(mut self, share: f64) -> Self {
        self.phones = share;
        self
    }

    /// The share, 0 to 1, of access switches with an access point and five stations on it; the default is 0.
    #[must_use]
    pub fn access_points(mut self, share: f64) -> Self {
        self.access_points = share;
        self
    }

    /// The share, 0 to 1, of access switches with a hypervisor and eight virtual machines; the default is 0.
    #[must_use]
    pub fn hypervisors(mut self, share: f64) -> Self {
        self.hypervisors = share;
        self
    }

    /// Whether the gateway is two routers with one address (VRRP); it takes [`Self::traffic`].
    #[must_use]
    pub fn virtual_router(mut self, shared: bool) -> Self {
        self.virtual_router = shared;
        self
    }

    /// The VLANs of end systems: 10, 20 and so on.
    fn user_vlans(&self) -> impl Iterator<Item = u16> + use<> {
        (1..=self.vlans).map(|number| number * 10)
    }

    /// What is set on a port between switches that carries these VLANs besides VLAN 1.
    fn trunk(vlans: &[u16]) -> Option<Setting> {
        (!vlans.is_empty()).then(|| Setting::Trunk(vlans.to_vec()))
    }

    /// The VLAN of the next end system; `None` where all are in VLAN 1.
    fn any_vlan(&self, random: &mut fastrand::Rng) -> Option<u16> {
        (self.vlans > 0).then(|| random.u16(1..=self.vlans) * 10)
    }

    /// Makes the network.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a share outside 0 to 1 or a network without switches; [`Error::Limit`] beyond a million
    /// devices.
    pub fn world(&self) -> Result<World> {
        self.check()?;
        let mut random = fastrand::Rng::with_seed(self.seed);
        let mut draft = Draft::default();
        let (first, vlans) = shape::cable(self, &mut draft, &mut random);
        let services = surroundings::services(self, &mut draft, first, &vlans, &mut random);
        let named = draft.finish(self, first, &mut random);
        let learning = match &self.traffic {
            Some(traffic) => {
                let collector = services.collector.map(|at| named.name(at)).or_else(|| traffic.collector.clone());
                Learning::Traffic(Conversations { collector, ..traffic.clone() })
            }
            None => Learning::Drops(Drops {
                missing: self.rows_missing,
                management: self.management_rows,
                collector: self.in_band.then(|| named.name(first)),
            }),
        };
        let mut builder = World::builder("netgen").network("10.0.0.0/8").learning(learning);
        builder = builder.wrong_rows(self.wrong_rows).seed(self.seed);
        if self.trees_per_vlan {
            builder = builder.spanning_tree_per_vlan();
        }
        if self.virtual_router {
            let routers: Vec<String> = services.routers.iter().map(|&at| named.name(at)).collect();
            builder = builder.virtual_router(1, &routers.iter().map(String::as_str).collect::<Vec<_>>());
        }
        if self.routing > 0.0 {
            let vlans = std::iter::once(1).chain(self.user_vlans());
            builder = vlans.zip(0..).fold(builder, |builder, (vlan, number): (u16, u16)| {
                builder.vlan(vlan, &format!("VLAN{vlan:04}"), &format!("10.{number}.0.0/16"))
            });
        }
        let merge = |builder: super::WorldBuilder, [a, x, b, y]: &[String; 4]| builder.mlag(a, x, b, y);
        builder = named.mlags.iter().fold(builder, merge);
        let plug = |builder: super::WorldBuilder, [a, x, b, y]: &[String; 4]| builder.cable(a, x, b, y);
        named.cables.iter().fold(builder.devices(named.devices), plug).build()
    }

    fn check(&self) -> Result<()> {
        let shares = [
            ("management rows", self.management_rows),
            ("rows missing", self.rows_missing),
            ("wrong rows", self.wrong_rows),
            ("silent switches", self.silent_switches),
            ("switches without LLDP", self.without_lldp),
            ("switches with other protocols", self.other_protocols),
            ("aggregates", self.lags),
            ("switches that route", self.routing),
            ("stacks", self.stacks),
            ("hubs", self.hubs),
            ("telephones", self.phones),
            ("access points", self.access_points),
            ("hypervisors", self.hypervisors),
        ];
        for (what, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                return Err(Error::invalid(what, share.to_string(), "a share from 0 to 1"));
            }
        }
        if self.switches == 0 {
            return Err(Error::invalid("switches", "0", "at least one"));
        }
        if self.vlans > 400 {
            return Err(Error::invalid("VLANs", self.vlans.to_string(), "400 at most"));
        }
        let is_tree = matches!(self.shape, Shape::Tree | Shape::RandomTree);
        if self.switches_per_vlan > 0 && (self.vlans > 0 || !is_tree || self.switches / self.switches_per_vlan > 4000) {
            let expected = "a tree without VLANs that are everywhere, and 4000 parts of it at most";
            return Err(Error::invalid("switches of a VLAN", self.switches_per_vlan.to_string(), expected));
        }
        if self.traffic.is_some() && (self.rows_missing > 0.0 || self.management_rows > 0.0) {
            let expected = "0 where traffic decides which rows there are";
            return Err(Error::invalid("rows missing", self.rows_missing.to_string(), expected));
        }
        if self.virtual_router && self.traffic.is_none() {
            return Err(Error::invalid("virtual router", "true", "a plan with traffic, which has routers"));
        }
        if self.mlag && (self.switches < 3 || !matches!(self.shape, Shape::Campus | Shape::LeafSpine)) {
            return Err(Error::invalid("MLAG", "true", "a campus or leaves and spines, of three switches or more"));
        }
        if self.routing > 0.0 && (self.vlans > MOST_SUBNETS || self.switches_per_vlan > 0) {
            let expected = "200 VLANs at most that are everywhere, where switches route";
            return Err(Error::invalid("VLANs", self.vlans.to_string(), expected));
        }
        let devices = u64::from(self.switches) * (1 + u64::from(self.hosts_per_switch));
        if devices > 1_000_000 {
            return Err(Error::Limit { what: "the devices of a plan".to_owned(), limit: "1,000,000".to_owned() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
