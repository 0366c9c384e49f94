//! Scores the inference on generated networks of which the truth is known:
//! `cargo run --release --example score_topology -- --scenario NAME --seed N`. It exits with 0 where all could be
//! scored, with 2 where the arguments are wrong.

#![allow(clippy::print_stderr)]

mod baselines;
mod chance;
#[path = "../common.rs"]
mod common;
mod memory;
mod print;
mod run;
mod scenario;
mod table;

use std::ops::RangeInclusive;
use std::process::ExitCode;

use netwarden::{Error, Result};

use run::Outcome;
use scenario::{SWEEPS, Scenario};

const HELP: &str = "\
Scores the inference on generated networks of which the truth is known.

usage: score_topology --scenario NAME[,NAME…] | --sweep NAME | --table | --list  [options]

  --scenario NAME   one or several of those that --list names; `all` for all of them
  --sweep NAME      one thing varies; --list names them
  --seed N          the seed of the network (1000)
  --seeds N..M      all seeds from N to M, both included: mean and standard deviation
  --switches N      other than the scenario's number of switches
  --hosts N         other than its number of end systems on each switch
  --quick           the library's own score only: no other rules, no other order
  --json            JSON instead of text
  --table           the page docs/accuracy.md, with seeds 4000 to 4004 unless --seeds says otherwise: some ten minutes
  --list            the names
  --help            this text

Progress goes to standard error. Seeds 1000 to 1999 are for tuning, 3000 to 3999 for trying; what is published is
measured with seeds 4000 to 4004, which nobody looks at before.

examples:
  score_topology --scenario office --seeds 1000..1004
  score_topology --scenario out-of-band-50,out-of-band-80 --seed 7 --quick --json
  score_topology --table > docs/accuracy.md
";

struct Arguments {
    scenarios: Vec<Scenario>,
    seeds: RangeInclusive<u64>,
    quick: bool,
    json: bool,
}

fn main() -> ExitCode {
    let done = match arguments() {
        Ok(Wanted::Text(text)) => common::print(&text).map_err(Into::into),
        Ok(Wanted::Page { seeds, json }) => page(seeds, json),
        Ok(Wanted::Scores(arguments)) => score(&arguments),
        Err(error) => {
            eprintln!("score_topology: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("score_topology: {error}");
            ExitCode::FAILURE
        }
    }
}

enum Wanted {
    Text(String),
    Page { seeds: RangeInclusive<u64>, json: bool },
    Scores(Arguments),
}

fn arguments() -> Result<Wanted> {
    let mut wanted = Arguments { scenarios: Vec::new(), seeds: 1000..=1000, quick: false, json: false };
    let (mut switches, mut hosts, mut table, mut published) = (None, None, false, 4000..=4004);
    let mut words = common::Words::of_this_program();
    while let Some((name, joined)) = words.take() {
        let mut value = || words.value(&name, joined.clone());
        match name.as_str() {
            "--help" | "-h" => return Ok(Wanted::Text(HELP.to_owned())),
            "--table" => table = true,
            "--list" => return Ok(Wanted::Text(list())),
            "--scenario" => wanted.scenarios.extend(named(&value()?)?),
            "--sweep" => wanted.scenarios.extend(sweep(&value()?)?),
            "--seed" => {
                let seed = number(&name, &value()?)?;
                wanted.seeds = seed..=seed;
                published = wanted.seeds.clone();
            }
            "--seeds" => {
                wanted.seeds = seeds(&value()?)?;
                published = wanted.seeds.clone();
            }
            "--switches" => switches = Some(number(&name, &value()?)?),
            "--hosts" => hosts = Some(number(&name, &value()?)?),
            "--quick" => wanted.quick = true,
            "--json" => wanted.json = true,
            _ => return Err(Error::invalid("argument", name, "one of those that --help lists")),
        }
    }
    if table {
        return Ok(Wanted::Page { seeds: published, json: wanted.json });
    }
    for scenario in &mut wanted.scenarios {
        if let Some(count) = switches {
            scenario.plan = scenario.plan.clone().switches(count);
        }
        if let Some(count) = hosts {
            scenario.plan = scenario.plan.clone().hosts_per_switch(count);
        }
    }
    if wanted.scenarios.is_empty() {
        return Err(Error::invalid("argument", "", "--scenario NAME, --sweep NAME, --table or --list is expected"));
    }
    Ok(Wanted::Scores(wanted))
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::invalid("argument", format!("{name} {text}"), "a whole number is expected"))
}

fn seeds(text: &str) -> Result<RangeInclusive<u64>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let seeds = number("--seeds", first)?..=number("--seeds", last.trim_start_matches('='))?;
    if seeds.is_empty() { Err(Error::invalid("seeds", text, "first..last, such as 1000..1004")) } else { Ok(seeds) }
}

fn named(names: &str) -> Result<Vec<Scenario>> {
    let all = scenario::all();
    if names == "all" {
        return Ok(all);
    }
    let find = |name: &str| {
        let found = all.iter().find(|scenario| scenario.name == name.trim()).cloned();
        let known = || all.iter().map(|scenario| scenario.name.as_str()).collect::<Vec<_>>().join(", ");
        found.ok_or_else(|| Error::invalid("scenario", name, format!("one of {}", known())))
    };
    names.split(',').map(find).collect()
}

fn sweep(name: &str) -> Result<Vec<Scenario>> {
    scenario::sweep(name).ok_or_else(|| Error::invalid("sweep", name, format!("one of {}", SWEEPS.join(", "))))
}

fn list() -> String {
    let lines = scenario::all().into_iter().map(|it| format!("{:<36}{}\n", it.name, it.about));
    lines.collect::<String>() + "\nsweeps: " + &SWEEPS.join(", ") + "\n"
}

fn page(seeds: RangeInclusive<u64>, json: bool) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let measured = table::measure(seeds, &|progress| eprintln!("{progress}"))?;
    Ok(common::print(&if json { measured.json().to_string() + "\n" } else { measured.page() })?)
}

fn score(arguments: &Arguments) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    for (at, scenario) in arguments.scenarios.iter().enumerate() {
        let extent = run::Extent { others: !arguments.quick, order: !arguments.quick };
        let mut outcomes: Vec<Outcome> = Vec::new();
        for seed in arguments.seeds.clone() {
            if !arguments.quick {
                eprintln!("{} of {}: {}, seed {seed}", at + 1, arguments.scenarios.len(), scenario.name);
            }
            outcomes.push(run::run(scenario, seed, extent)?);
        }
        if arguments.json {
            all.push(print::json(scenario, &outcomes));
        } else {
            let between = if at == 0 { "" } else { "\n" };
            common::print(&format!("{between}{}", print::text(scenario, &outcomes)))?;
        }
    }
    if arguments.json {
        common::print(&(serde_json::Value::Array(all).to_string() + "\n"))?;
    }
    Ok(())
}
