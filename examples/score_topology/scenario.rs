//! What is scored: plans with names.

use netwarden::sim::Conversations;
use netwarden::sim::netgen::{Plan, Shape, Sources};

/// A plan with a name and a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) plan: Plan,
}

fn scenario(name: impl Into<String>, about: impl Into<String>, plan: Plan) -> Scenario {
    Scenario { name: name.into(), about: about.into(), plan }
}

/// Forwarding tables alone, in a tree of 80 switches that grew.
fn tree() -> Plan {
    Plan::new(Shape::RandomTree).sources(Sources::FORWARDING_TABLES)
}

/// The cases of the target table.
pub(crate) fn targets() -> Vec<Scenario> {
    let mut all: Vec<Scenario> = [0, 30, 50, 70, 80]
        .map(|missing| {
            let about = format!("managed out of band, {missing} % of the rows missing");
            scenario(format!("out-of-band-{missing}"), about, tree().rows_missing(f64::from(missing) / 100.0))
        })
        .into();
    all.push(scenario(
        "in-band-70-silent-30",
        "managed in band, 70 % of the rows missing, 30 % of the switches do not answer",
        tree().in_band(true).management_rows(0.2).rows_missing(0.7).silent_switches(0.3),
    ));
    all.push(scenario(
        "management-30-missing-50-wrong-2",
        "30 % of the rows of switches' own addresses, 50 % of the others missing, 2 % of the rows wrong",
        tree().management_rows(0.3).rows_missing(0.5).wrong_rows(0.02),
    ));
    all
}

/// The shapes with traffic, of 40 switches, each with all sources, without neighbor protocols, and with forwarding tables alone.
pub(crate) fn shapes() -> Vec<Scenario> {
    let plan = |shape| Plan::new(shape).switches(40).in_band(true).traffic(Conversations::default());
    let quiet = Conversations { with_gateway: 1.0, broadcast_every_s: 7200.0, ..Conversations::default() };
    let roaming = Conversations { roaming: 0.02, ..Conversations::default() };
    let office = plan(Shape::Campus)
        .traffic(roaming)
        .vlans(4)
        .lags(0.3)
        .mixed_makers(true)
        .phones(0.2)
        .access_points(0.3)
        .hubs(0.3)
        .hypervisors(0.1)
        .virtual_router(true);
    let shapes = [
        ("tree", "a regular tree", plan(Shape::Tree)),
        ("random-tree", "a tree that grew", plan(Shape::RandomTree)),
        ("quiet-tree", "the same where all talk to the gateway alone", plan(Shape::RandomTree).traffic(quiet)),
        ("ring", "a ring of 16 switches", plan(Shape::Ring).switches(16)),
        ("campus", "a campus without VLANs", plan(Shape::Campus)),
        (
            "stacks",
            "a campus, half of its switches stacks, half of the cables aggregates",
            plan(Shape::Campus).stacks(0.5).lags(0.5),
        ),
        (
            "office",
            "a campus of six makers with VLANs, aggregates, telephones, hubs, hypervisors, access points, VRRP and roaming",
            office.clone(),
        ),
        (
            "silent-office",
            "the same where 20 % of the switches do not answer and 20 % do not speak LLDP",
            office.silent_switches(0.2).without_lldp(0.2),
        ),
        (
            "trees-per-vlan",
            "leaves and spines, four VLANs with trees of their own",
            plan(Shape::LeafSpine).vlans(4).trees_per_vlan(true),
        ),
        ("leaf-spine", "leaves and spines, one tree", plan(Shape::LeafSpine).lags(0.2)),
        (
            "mlag",
            "a campus whose cores are one to those below (MLAG), some other cables aggregates",
            plan(Shape::Campus).mlag(true).lags(0.3),
        ),
        (
            "protocols",
            "a campus in which 80 % of the switches have LLDP-V2, FDP, EDP or MNDP tables in place of LLDP-MIB",
            plan(Shape::Campus).other_protocols(0.8),
        ),
        (
            "routed",
            "a campus with VLANs, a fifth of its switches routers that speak OSPF, IS-IS or BGP",
            plan(Shape::Campus).vlans(4).routing(0.2),
        ),
    ];
    let sources = [
        ("", "all sources", Sources::ALL),
        ("-no-neighbors", "without LLDP and CDP", Sources::WITHOUT_NEIGHBORS),
        ("-fdb", "forwarding tables alone", Sources::FORWARDING_TABLES),
    ];
    let mut all = Vec::new();
    for (name, about, plan) in shapes {
        for (suffix, with, sources) in sources {
            all.push(scenario(format!("{name}{suffix}"), format!("{about}; {with}"), plan.clone().sources(sources)));
        }
    }
    all
}

/// Large networks, to see what they cost.
pub(crate) fn sizes() -> Vec<Scenario> {
    let at = |switches: u32| {
        let plan = Plan::new(Shape::RandomTree).in_band(true).traffic(Conversations::default()).switches(switches);
        let about =
            format!("a tree of {switches} switches that grew, a VLAN for every 25 that stand together; all sources");
        scenario(format!("{switches}-switches"), about, plan.switches_per_vlan(25))
    };
    [100, 500, 1000, 2000].map(at).into()
}

/// All scenarios that have a name of their own.
pub(crate) fn all() -> Vec<Scenario> {
    [targets(), shapes(), sizes()].concat()
}

/// The names of the sweeps.
pub(crate) const SWEEPS: [&str; 6] = [
    "missing-out-of-band",
    "missing-in-band",
    "silent-out-of-band",
    "silent-in-band",
    "wrong-out-of-band",
    "wrong-in-band",
];

/// The scenarios of a sweep: one thing varies, the rest is a tree of 40 switches that grew, half of its rows missing.
pub(crate) fn sweep(name: &str) -> Option<Vec<Scenario>> {
    let (what, band) = name.split_once('-')?;
    let base = match band {
        "out-of-band" => tree().switches(40).rows_missing(0.5),
        "in-band" => tree().switches(40).in_band(true).management_rows(0.2).rows_missing(0.5),
        _ => return None,
    };
    type Vary = fn(Plan, f64) -> Plan;
    let (percents, vary): (&[u32], Vary) = match what {
        "missing" => (&[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95], Plan::rows_missing),
        "silent" => (&[0, 10, 20, 30, 40], Plan::silent_switches),
        "wrong" => (&[0, 1, 2, 3, 4, 5], Plan::wrong_rows),
        _ => return None,
    };
    let at = |&percent: &u32| {
        let plan = vary(base.clone(), f64::from(percent) / 100.0);
        scenario(format!("{name} {percent} %"), format!("{what}: {percent} %"), plan)
    };
    Some(percents.iter().map(at).collect())
}
