use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use super::machine::Schedule;
use super::{Cadence, Limits, Occasion, RunId, Start};
use crate::value::{Moment, Timestamp};

const MINUTE: Duration = Duration::from_secs(60);

/// The schedule and its clock, in seconds.
struct Story {
    schedule: Schedule,
    now: Moment,
    running: BTreeMap<String, RunId>,
}

impl Story {
    fn new(concurrency: usize, per_host: usize) -> Self {
        let now = Moment::from_secs(1_000);
        let schedule = Schedule::new(Limits { concurrency, per_host }, 0, now, Timestamp::from_millis(0));
        Self { schedule, now, running: BTreeMap::new() }
    }

    fn add(&mut self, name: &str, host: &str, every: Duration) {
        assert!(self.schedule.insert(name, host, every, self.now));
    }

    /// Goes to the moment at which the next check is due.
    fn go_to_next(&mut self) -> Moment {
        self.now = self.schedule.next_due().unwrap();
        self.now
    }

    fn pass(&mut self, span: Duration) {
        self.now = self.now + span;
    }

    fn starts(&mut self) -> Vec<Start> {
        let starts: Vec<Start> = std::iter::from_fn(|| self.schedule.next_start(self.now)).collect();
        for start in &starts {
            assert!(self.running.insert(start.name.to_string(), start.run).is_none(), "{start:?} runs twice");
        }
        starts
    }

    fn names(&mut self) -> Vec<String> {
        self.starts().into_iter().map(|start| start.name.to_string()).collect()
    }

    fn end(&mut self, name: &str) -> bool {
        let run = self.running.remove(name).unwrap();
        self.schedule.finish(run, self.now)
    }
}

#[test]
fn a_check_runs_once_each_interval_at_its_own_moment() {
    let mut story = Story::new(10, 10);
    story.add("web", "h", MINUTE);
    let first = story.go_to_next();
    for cycle in 0..5 {
        assert_eq!(story.go_to_next(), first + MINUTE * cycle);
        let starts = story.starts();
        assert_eq!((starts.len(), starts[0].occasion, starts[0].due), (1, Occasion::Cycle, story.now));
        story.pass(Duration::from_secs(7));
        assert!(story.starts().is_empty() && story.end("web"));
    }
    let counts = story.schedule.statistics(story.now);
    assert_eq!((counts.started, counts.done, counts.cycles, counts.skipped), (5, 5, 5, 0));
}

#[test]
fn an_attempt_that_runs_too_long_skips_whole_cycles_which_are_told() {
    // (how long it runs, cycles skipped, when it is due again after the start)
    let cases = [(59, 0, 60), (60, 0, 60), (61, 1, 120), (120, 1, 120), (121, 2, 180), (3_601, 60, 3_660)];
    for (runs, skipped, due) in cases {
        let mut story = Story::new(10, 10);
        story.add("web", "h", MINUTE);
        let first = story.go_to_next();
        story.starts();
        story.pass(Duration::from_secs(runs));
        assert!(story.end("web"));
        if runs % 60 != 0 || runs > 60 {
            story.now = story.now.max(first + Duration::from_secs(due));
        }
        let starts = story.starts();
        assert_eq!(starts.len(), 1, "{runs}");
        assert_eq!((starts[0].skipped, starts[0].due), (skipped, first + Duration::from_secs(due)), "{runs}");
        assert_eq!(story.schedule.statistics(story.now).skipped, skipped);
    }
}

#[test]
fn the_limit_of_all_and_the_limit_of_a_host_hold() {
    let mut story = Story::new(3, 2);
    for number in 0..4 {
        story.add(&format!("a{number}"), "a", MINUTE);
        story.add(&format!("b{number}"), "b", MINUTE);
    }
    story.pass(MINUTE);
    let names = story.names();
    assert_eq!(names.len(), 3);
    assert!(names.iter().filter(|name| name.starts_with('a')).count() <= 2);
    assert_eq!(story.schedule.statistics(story.now).waiting, 5);
    let mut ran: BTreeSet<String> = names.iter().cloned().collect();
    while let Some(name) = story.running.keys().next().cloned() {
        story.end(&name);
        ran.extend(story.names());
    }
    assert_eq!(ran.len(), 8);
}

#[test]
fn what_waits_longest_has_its_turn_first_and_a_full_host_keeps_nobody_else_waiting() {
    let mut story = Story::new(2, 1);
    story.add("slow1", "slow", MINUTE);
    story.add("slow2", "slow", MINUTE);
    story.add("slow3", "slow", MINUTE);
    story.add("other", "fast", MINUTE);
    for name in ["slow1", "slow2", "slow3", "other"] {
        assert!(story.schedule.run_now(name, story.now));
        story.pass(Duration::from_millis(1));
    }
    assert_eq!(story.names(), ["slow1", "other"]);
    story.end("other");
    assert!(story.names().is_empty());
    story.end("slow1");
    assert_eq!(story.names(), ["slow2"]);
    // The one that was let in is gone: the next one gets its turn.
    story.end("slow2");
    story.schedule.remove("slow3", story.now);
    assert!(story.names().is_empty());
}

#[test]
fn one_that_is_removed_while_it_holds_the_turn_of_its_host_passes_it_on() {
    let mut story = Story::new(9, 1);
    for name in ["a", "b", "c"] {
        story.add(name, "h", MINUTE);
        story.schedule.run_now(name, story.now);
        story.pass(Duration::from_millis(1));
    }
    assert_eq!(story.names(), ["a"]);
    story.end("a");
    assert_eq!(story.schedule.remove("b", story.now), Some(None));
    assert_eq!(story.names(), ["c"]);
}

#[test]
fn what_is_on_demand_comes_first_within_the_limits_and_moves_no_cycle() {
    let mut story = Story::new(1, 1);
    story.add("a", "a", MINUTE);
    story.add("b", "b", MINUTE);
    story.add("c", "c", Duration::from_secs(86_400));
    story.pass(MINUTE);
    let running = story.names();
    assert_eq!(running.len(), 1);
    assert!(story.schedule.run_now("c", story.now) && !story.schedule.run_now("nobody", story.now));
    assert!(story.names().is_empty(), "the limit holds");
    story.end(&running[0]);
    let starts = story.starts();
    assert_eq!((&*starts[0].name, starts[0].occasion, starts.len()), ("c", Occasion::Demand, 1));
    story.end("c");
    story.names();
    assert_eq!(story.schedule.statistics(story.now).skipped, 0);
}

#[test]
fn a_check_that_runs_is_run_once_more_on_demand() {
    let mut story = Story::new(9, 9);
    story.add("a", "h", MINUTE);
    story.go_to_next();
    story.names();
    story.pass(Duration::from_secs(1));
    story.schedule.run_now("a", story.now);
    story.schedule.run_now("a", story.now);
    assert!(story.names().is_empty(), "never twice at once");
    story.end("a");
    let starts = story.starts();
    assert_eq!((starts.len(), starts[0].occasion, starts[0].due), (1, Occasion::Demand, story.now));
    story.end("a");
    assert!(story.names().is_empty(), "asked for twice while it ran is once more");
}

#[test]
fn a_retry_comes_before_the_next_cycle_and_a_cycle_before_a_late_retry() {
    let mut story = Story::new(9, 9);
    story.add("a", "h", MINUTE);
    let first = story.go_to_next();
    story.names();
    story.end("a");
    story.schedule.retry_in("a", Duration::from_secs(10), story.now);
    assert_eq!(story.go_to_next(), first + Duration::from_secs(10));
    assert_eq!(story.starts()[0].occasion, Occasion::Retry);
    story.end("a");
    assert_eq!(story.go_to_next(), first + MINUTE);
    story.names();
    story.schedule.retry_in("a", Duration::from_secs(90), story.now);
    story.end("a");
    assert_eq!(story.go_to_next(), first + MINUTE * 2);
    assert_eq!(story.starts()[0].occasion, Occasion::Cycle);
    story.end("a");
    assert_eq!(story.go_to_next(), first + MINUTE * 3, "the cycle was that retry too");
}

#[test]
fn one_that_is_removed_while_it_runs_is_dropped_and_keeps_its_place_until_it_ends() {
    let mut story = Story::new(1, 1);
    story.add("a", "h", MINUTE);
    story.add("b", "h", MINUTE);
    story.pass(MINUTE);
    let first = story.names().remove(0);
    let other = if first == "a" { "b" } else { "a" };
    let run = story.running[&first];
    assert_eq!(story.schedule.remove(&first, story.now), Some(Some(run)));
    assert_eq!(story.schedule.remove(&first, story.now), None);
    assert!(story.names().is_empty());
    assert!(!story.end(&first), "its result is nothing to anybody");
    assert_eq!(story.names(), [other]);
    assert_eq!(story.schedule.statistics(story.now).dropped, 1);
}

#[test]
fn one_that_is_disabled_runs_only_on_demand_and_its_cycles_do_not_count() {
    let mut story = Story::new(9, 9);
    story.add("a", "h", MINUTE);
    story.schedule.disable("a", story.now);
    assert_eq!(story.schedule.next_due(), None);
    story.pass(MINUTE * 10);
    assert!(story.names().is_empty());
    story.schedule.run_now("a", story.now);
    assert_eq!(story.names(), ["a"]);
    story.end("a");
    story.schedule.enable("a", story.now);
    let starts = story.go_to_next();
    assert!(starts <= story.now && story.starts()[0].skipped == 0);
    assert_eq!(story.schedule.statistics(story.now).skipped, 0);
}

#[test]
fn after_a_leap_of_the_clock_each_check_runs_once_and_the_lost_cycles_are_counted() {
    let mut story = Story::new(1_000, 1_000);
    for number in 0..50 {
        story.add(&number.to_string(), "h", MINUTE);
    }
    story.pass(MINUTE * 100);
    let starts = story.starts();
    assert_eq!(starts.len(), 50);
    assert!(starts.iter().all(|start| start.skipped == 99 && story.now - start.due < MINUTE));
    // Back again: as if no time had passed.
    story.now = Moment::from_secs(1_000);
    assert!(story.end("7") && story.names().is_empty());
    assert!(story.schedule.next_due().unwrap() > Moment::from_secs(1_000) + MINUTE * 100);
}

#[test]
fn moments_are_those_of_the_wall_clock_whenever_the_program_starts() {
    let due = |moment: u64, wall_ms: i64, seed: u64, name: &str| {
        let now = Moment::from_millis(moment);
        let mut schedule = Schedule::new(Limits::default(), seed, now, Timestamp::from_millis(wall_ms));
        assert!(schedule.insert(name, "h", MINUTE, now));
        let wait = schedule.next_due().unwrap() - now;
        assert!(wait <= MINUTE);
        (wall_ms.rem_euclid(60_000) as u128 * 1_000_000 + wait.as_nanos()) % MINUTE.as_nanos()
    };
    let place = due(0, 1_700_000_000_000, 0, "web");
    for (moment, wall) in [(99_999_999, 1_700_000_000_000), (5, 1_700_000_012_345), (0, 0), (7, -12_345)] {
        assert_eq!(due(moment, wall, 0, "web"), place);
    }
    assert_ne!(due(0, 0, 1, "web"), place, "another prober");
    assert_ne!(due(0, 0, 0, "wec"), place, "another check");
}

#[test]
fn ten_thousand_names_are_spread_over_the_interval() {
    let mut story = Story::new(1, 1);
    for number in 0..10_000 {
        story.add(&format!("host-{number:05}/ping"), "h", MINUTE);
    }
    let mut seconds = [0; 61];
    let from = story.now;
    for name in 0..10_000 {
        let due = story.schedule.entry_due(&format!("host-{name:05}/ping"));
        seconds[usize::try_from((due - from).as_secs()).unwrap()] += 1;
    }
    assert!(seconds[..60].iter().all(|count| (100..250).contains(count)), "{seconds:?}");
}

#[test]
fn cadence_counts_cycles() {
    let cadence = Cadence::new(Moment::from_secs(100), Duration::from_secs(10));
    for (at, first, begun) in [(0, 0, 0), (99, 0, 0), (100, 0, 1), (101, 1, 1), (110, 1, 2), (125, 3, 3)] {
        assert_eq!((cadence.first_from(Moment::from_secs(at)), cadence.begun(Moment::from_secs(at))), (first, begun));
    }
    assert_eq!(cadence.at(3), Moment::from_secs(130));
    assert_eq!(Cadence::new(Moment::START, Duration::ZERO).first_from(Moment::from_nanos(9)), 9);
}

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, u8, u64),
    Remove(u8),
    RunNow(u8),
    Retry(u8, u64),
    Enable(u8),
    Disable(u8),
    Pass(u64),
    Back(u64),
    Finish(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let check = 0..8_u8;
    prop_oneof![
        3 => (check.clone(), 0..3_u8, 1..90_u64).prop_map(|(check, host, every)| Step::Insert(check, host, every)),
        1 => check.clone().prop_map(Step::Remove),
        2 => check.clone().prop_map(Step::RunNow),
        2 => (check.clone(), 0..120_u64).prop_map(|(check, wait)| Step::Retry(check, wait)),
        1 => check.clone().prop_map(Step::Enable),
        1 => check.prop_map(Step::Disable),
        8 => (0..40_u64).prop_map(Step::Pass),
        1 => (0..400_u64).prop_map(Step::Pass),
        1 => (0..40_u64).prop_map(Step::Back),
        8 => any::<u8>().prop_map(Step::Finish),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn limits_hold_and_each_due_cycle_is_run_or_skipped(
        steps in prop::collection::vec(step(), 1..200), concurrency in 1..5_usize, per_host in 1..4_usize,
    ) {
        let mut now = Moment::from_secs(50);
        let limits = Limits { concurrency, per_host };
        let mut schedule = Schedule::new(limits, 3, now, Timestamp::from_millis(77));
        // Runs under way: the check as it was added, its host, whether it was removed.
        let mut running: BTreeMap<RunId, (u8, u8, bool)> = BTreeMap::new();
        let mut hosts: BTreeMap<u8, u8> = BTreeMap::new();
        // Of those that were never disabled: their cycles, and how many of them were run or told as skipped.
        let mut cycles: BTreeMap<u8, (Cadence, u64)> = BTreeMap::new();
        let mut latest = now;
        for step in steps {
            match step {
                Step::Insert(check, host, every) => {
                    let is_new = schedule.insert(&check.to_string(), &host.to_string(), Duration::from_secs(every), now);
                    prop_assert_eq!(is_new, !hosts.contains_key(&check));
                    hosts.entry(check).or_insert(host);
                    if is_new {
                        let first = schedule.entry_due(&check.to_string());
                        cycles.insert(check, (Cadence::new(first, Duration::from_secs(every)), 0));
                    }
                }
                Step::Remove(check) => {
                    cycles.remove(&check);
                    let removed = schedule.remove(&check.to_string(), now);
                    prop_assert_eq!(removed.is_some(), hosts.remove(&check).is_some());
                    let expected = running.iter_mut().find(|(_, (name, _, gone))| *name == check && !*gone);
                    prop_assert_eq!(removed.flatten(), expected.as_ref().map(|(run, _)| **run));
                    if let Some((_, run)) = expected {
                        run.2 = true;
                    }
                }
                Step::RunNow(check) => {
                    prop_assert_eq!(schedule.run_now(&check.to_string(), now), hosts.contains_key(&check));
                }
                Step::Retry(check, wait) => {
                    schedule.retry_in(&check.to_string(), Duration::from_secs(wait), now);
                }
                Step::Enable(check) => {
                    schedule.enable(&check.to_string(), now);
                }
                Step::Disable(check) => {
                    schedule.disable(&check.to_string(), now);
                    cycles.remove(&check);
                }
                Step::Pass(seconds) => now = now + Duration::from_secs(seconds),
                Step::Back(seconds) => now = Moment::from_secs((now.as_nanos() / 1_000_000_000).saturating_sub(seconds)),
                Step::Finish(which) => {
                    let run = running.keys().nth(usize::from(which) % running.len().max(1)).copied();
                    if let Some(run) = run {
                        let (_, _, gone) = running.remove(&run).unwrap();
                        prop_assert_eq!(schedule.finish(run, now), !gone);
                        prop_assert!(!schedule.finish(run, now), "once only");
                    }
                }
            }
            latest = latest.max(now);
            loop {
                let before = schedule.statistics(now).cycles;
                let Some(start) = schedule.next_start(now) else { break };
                let check: u8 = start.name.parse().unwrap();
                let of_cycle = schedule.statistics(now).cycles - before;
                if let Some((cadence, settled)) = cycles.get_mut(&check) {
                    *settled += start.skipped + of_cycle;
                    prop_assert_eq!(*settled, cadence.begun(latest), "{:?}", &start);
                }
                prop_assert!(of_cycle == 1 || start.occasion != Occasion::Cycle);
                prop_assert!(running.values().all(|(name, _, gone)| *name != check || *gone), "{} twice", check);
                running.insert(start.run, (check, hosts[&check], false));
            }
            let counts = schedule.statistics(now);
            prop_assert!(running.len() <= concurrency);
            for host in 0..3 {
                let of_host = running.values().filter(|(_, its, _)| *its == host).count();
                prop_assert!(of_host <= per_host);
            }
            // Whoever is due waits for a limit, not for nothing.
            if counts.waiting > 0 && running.len() < concurrency {
                prop_assert!((0..3).any(|host| running.values().filter(|run| run.1 == host).count() == per_host));
            }
            prop_assert_eq!((counts.checks, counts.running), (hosts.len(), running.len()));
            prop_assert_eq!(counts.started, counts.done + running.len() as u64);
        }
    }
}
