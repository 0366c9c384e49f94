//! The Rust of the pages runs: every block of these pages stands here, word for word and line by line, and is carried out.
//! `bindings-*/` do the same for their languages.

#![cfg(feature = "png")]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, clippy::expect_used)]
#![allow(unused_variables)] // what a page makes is for the reader

use std::fs;
use std::path::{Path, PathBuf};

const PAGES: [&str; 6] =
    ["README.md", "docs/questions.md", "docs/drawing.md", "docs/plots.md", "docs/simulation.md", "docs/runner.md"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The blocks of a page that are of this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let opening = format!("```{language}\n");
    text.split(&opening).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

/// Without indentation, which is another one here.
fn plain(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_block_of_the_pages_stands_here() {
    let here = plain(include_str!("pages.rs"));
    for page in PAGES {
        let blocks = blocks(page, "rust");
        assert!(!blocks.is_empty(), "{page} has no Rust");
        for block in blocks {
            assert!(here.contains(&plain(&block)), "this is in {page}, and is not in tests/pages.rs:\n{block}");
        }
    }
}

mod readme {
    use netwarden::prelude::*;

    #[tokio::main]
    async fn main() -> netwarden::Result<()> {
        let network = SimulatedNetwork::start(sim::gallery::ring()?, SimulationOptions::new()).await?;
        let engine = Engine::new().await?; // one per process: sockets, timers and limits are inside
        let site = Discovery::of(network.range()) // or "10.0.0.0/24"
            .port(network.port())
            .credential(Community::new("public"))
            .on_progress(|progress| eprintln!("{progress}")) // asking 37 of 254, 12 found, about 3 s left
            .run(&engine)
            .await?;
        let topology = site.topology();
        for link in &topology.links {
            println!("{link}");
        }
        println!("{}", topology.explain_between("s2", "s3").expect("a cable of the ring"));
        Ok(())
    }

    #[test]
    fn it_runs() {
        main().unwrap();
    }

    #[test]
    fn it_prints_what_the_page_says() {
        let topology = netwarden::accuracy::visit(&sim::gallery::ring().unwrap(), Moment::START).topology();
        let links = topology.links.iter().map(ToString::to_string);
        let why = topology.explain_between("s2", "s3").unwrap().to_string();
        let printed = links.chain([why]).collect::<Vec<_>>().join("\n");
        assert_eq!(super::blocks("README.md", "text"), [printed]);
    }
}

#[test]
fn questions() -> netwarden::Result<()> {
    use netwarden::accuracy::visit;
    use netwarden::io::wall_clock;
    use netwarden::prelude::*;
    use netwarden::sim::gallery;
    use netwarden::topology::{LiveTopology, Options, Supposition, Tracker, TrackerOptions};

    let site = visit(&gallery::campus()?, Moment::START); // or what a discovery brought
    let topology = site.topology();
    if let Some(why) = topology.explain_between("core1", "dist1") {
        println!("{why}");
    }

    println!("{}", topology.why_not("access1", "access2")?);
    match topology.path("staff1", "files", Some(VlanId(10))) {
        Ok(path) => println!("{path}"),
        Err(reason) => println!("{reason}"), // no such device, no link, no link in the VLAN, or spanning tree blocks it
    }

    let down = ["access1"]; // what does not answer just now
    let held_back = topology.upstream_of("files", "printer1")?.iter().any(|each| down.contains(&each.name.as_str()));
    let downstream = topology.dependents_of("files", "dist1")?;
    assert!(held_back && downstream.is_empty(), "{downstream:?}");

    let supposed = [Supposition::PortDown { device: "dist1".into(), port: "ge-0/0/0".into() }];
    println!("{}", topology.what_if(&supposed, Some("files"))?);

    let mut tracker = Tracker::new(TrackerOptions::new().observations(3));
    for change in tracker.observe(&topology, wall_clock()) {
        println!("{change}");
    }
    let stored = tracker.to_json()?;

    let mut live = LiveTopology::new(Options::new());
    live.update(site.devices.clone(), []);
    let gone = live.remove(&site.devices[0].id);
    let back = live.replace(site.devices[0].clone());
    let whole = live.current(); // shared: kept, and changed where updates changed something
    assert!(!gone.is_empty() && !back.is_empty());
    assert_eq!(*whole, topology);
    Ok(())
}

#[test]
fn plots() -> netwarden::Result<()> {
    use netwarden::accuracy::visit;
    use netwarden::export::{Charts, Drawing, Plot};
    use netwarden::series::Columns;
    use netwarden::sim::gallery;
    use netwarden::value::{Moment, Timestamp};

    let start = Timestamp::from_millis(1_795_392_000_000); // 2026-11-23T00:00:00Z
    let octets: Vec<u64> = (0..1440).map(|minute| 300_000_000 + 2_000_000 * 720_u64.abs_diff(minute)).collect();
    let inward = Columns::counted("octets", start, 60_000, &octets, None)?;
    let outward = inward.clone().scaled(0.4, "octets/s");
    let plot = Plot::new("core1 Gi1/0/1")
        .area("in", &inward)
        .area("out", &outward)
        .mirrored(true)
        .percentile(95.0)
        .utc_offset(60);
    let (svg, picture) = (plot.to_svg(), plot.to_png(2.0)?);

    let topology = visit(&gallery::campus()?, Moment::START).topology();
    let link = &topology.links[0];
    let mut charts = Charts::new().utc_offset(60);
    charts.traffic(&link.a.node, link.a.port.as_deref().unwrap_or_default(), &inward, &outward);
    let page = Drawing::of(&topology).charts(&charts).to_html();
    assert!(svg.contains("Mbit/s") && picture.starts_with(b"\x89PNG") && page.contains("\"plots\":{\"charts\":[["));
    Ok(())
}

#[test]
fn drawing() -> netwarden::Result<()> {
    use netwarden::accuracy::visit;
    use netwarden::export::{Drawing, Fold, Load, Theme};
    use netwarden::sim::gallery;
    use netwarden::topology::Positions;
    use netwarden::value::Moment;

    let world = gallery::campus()?;
    let (earlier, later) = (visit(&world, Moment::START), visit(&world, Moment::from_secs(60)));
    let topology = later.topology();
    let load = Load::of_rates(&later.rates_since(&earlier));
    let drawing = Drawing::of(&topology)
        .title("Head office")
        .theme(Theme::Dark)
        .fold(Fold::ByRole)
        .pinned(Positions::new().with("127.20.0.1", 400.0, 40.0))
        .load(load);
    let (svg, page, picture) = (drawing.to_svg(), drawing.to_html(), drawing.to_png(2.0)?);
    assert!(svg.contains("Head office") && page.contains("Head office") && picture.starts_with(b"\x89PNG"));
    Ok(())
}

#[test]
fn simulation() -> netwarden::Result<()> {
    use netwarden::accuracy::{self, Judge};
    use netwarden::sim::netgen::{Plan, Shape};
    use netwarden::topology::{Model, ModelDevice, ModelEnd, ModelLink, Models};
    use netwarden::value::Moment;

    let world = Plan::new(Shape::Campus).switches(40).hosts_per_switch(5).rows_missing(0.3).seed(7).world()?;
    let site = accuracy::visit(&world, Moment::START);
    let topology = site.topology();
    let score = Judge::new(&world, &site.devices).score(&topology);
    println!("{} of the links are right", score.links.precision().unwrap_or_default());

    let mut models = Models::new();
    models.put(Model {
        devices: vec![ModelDevice { id: "panel-1".into(), ..ModelDevice::default() }],
        links: vec![ModelLink {
            a: ModelEnd { device: "panel-1".into(), port: Some("1".into()) },
            b: ModelEnd { device: "sw002".into(), port: Some("p1".into()) },
            note: Some("patch list".into()),
            ..ModelLink::default()
        }],
        ..Model::new("as built")
    });
    let applied = models.apply(&["as built"], &topology)?;
    assert!(applied.faults.is_empty(), "{:?}", applied.faults);
    Ok(())
}

mod runner {
    use std::time::Duration;

    use netwarden::check::{self, Status};
    use netwarden::io::probe::{SweepOptions, sweep};
    use netwarden::io::{Runner, RunnerOptions};

    /// As on the page, without an end.
    async fn watch() -> netwarden::Result<()> {
        let runner = Runner::start(RunnerOptions::new().concurrency(256).per_host(4))?;
        runner.add("shop", check::https("shop.example.org").keyword("Basket"), Duration::from_secs(60))?;
        runner.add("mail", check::tcp("mail.example.org:25").expect("220 "), Duration::from_secs(300))?;
        runner.run_now("mail");
        while let Some(ran) = runner.next().await {
            println!("{}: {}", ran.name, ran.result);
            if ran.result.status != Status::Ok {
                runner.retry_in(&ran.name, Duration::from_secs(15)); // do not wait for the interval to be sure
            }
        }
        Ok(())
    }

    async fn who_is_there() -> netwarden::Result<()> {
        let mut sweep = sweep(["127.0.0.0/24".parse()?], SweepOptions::new().requests(3).rate(1_000))?;
        while let Some(batch) = sweep.next_batch(1_000).await {
            for one in batch.iter().filter(|one| one.is_up()) {
                println!("{} after {:.1} ms, {:.0} % lost", one.address, one.rtt_ms, one.loss() * 100.0);
            }
            println!("{}", sweep.progress()); // sweeping 120 of 254, 118 found, about 1 s left
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_sweep_ends() {
        if let Err(error) = who_is_there().await {
            assert!(error.to_string().contains("ping_group_range"), "{error}");
        }
    }

    #[tokio::test]
    async fn it_begins_and_waits() {
        // Nothing is asked: the names are examples, and the page's attempt is given up before it looks them up.
        let ended = tokio::time::timeout(Duration::ZERO, watch()).await;
        assert!(ended.is_err(), "{ended:?}");
    }
}
