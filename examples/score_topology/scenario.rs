//! What is scored: plans with names.

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

/// The shapes, each with all sources, without neighbor protocols, and with forwarding tables alone.
pub(crate) fn shapes() -> Vec<Scenario> {
    let shapes = [
        ("tree", Shape::Tree),
        ("random-tree", Shape::RandomTree),
        ("ring", Shape::Ring),
        ("campus", Shape::Campus),
        ("leaf-spine", Shape::LeafSpine),
    ];
    let sources = [
        ("", "all sources", Sources::ALL),
        ("-no-neighbors", "without LLDP and CDP", Sources::WITHOUT_NEIGHBORS),
        ("-fdb", "forwarding tables alone", Sources::FORWARDING_TABLES),
    ];
    let mut all = Vec::new();
    for (name, shape) in shapes {
        for (suffix, about, sources) in sources {
            let plan = Plan::new(shape).in_band(true).management_rows(0.2).rows_missing(0.5).sources(sources);
            all.push(scenario(format!("{name}{suffix}"), format!("{name}, {about}, half of the rows missing"), plan));
        }
    }
    all
}

/// All scenarios that have a name of their own.
pub(crate) fn all() -> Vec<Scenario> {
    [targets(), shapes()].concat()
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

/// The scenarios of a sweep: one thing varies, the rest is a tree that grew, half of its rows missing.
pub(crate) fn sweep(name: &str) -> Option<Vec<Scenario>> {
    let (what, band) = name.split_once('-')?;
    let base = match band {
        "out-of-band" => tree().rows_missing(0.5),
        "in-band" => tree().in_band(true).management_rows(0.2).rows_missing(0.5),
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
