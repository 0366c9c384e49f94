use super::built::net;
use crate::topology::{Topology, Tracker, TrackerOptions};
use crate::value::Timestamp;

/// A tracker that is shown one topology a minute.
struct Story {
    tracker: Tracker,
    minute: i64,
}

fn story(options: TrackerOptions, first: &str) -> Story {
    let mut story = Story { tracker: Tracker::new(options), minute: 0 };
    assert_eq!(story.sees(first), [""; 0], "the first is what changes are told against");
    story
}

impl Story {
    fn sees(&mut self, site: &str) -> Vec<String> {
        self.shows(&net(site))
    }

    fn shows(&mut self, topology: &Topology) -> Vec<String> {
        self.minute += 1;
        // Stored and read back between any two.
        self.tracker = serde_json::from_str(&serde_json::to_string(&self.tracker).unwrap()).unwrap();
        let changes = self.tracker.observe(topology, Timestamp::from_millis(self.minute * 60_000));
        changes.iter().map(ToString::to_string).collect()
    }
}

const SITE: &str = "sw1 p1 -- sw2 p1\nsw1 p2 -- sw3 p1\nsw3 p7 -- pc1";
const WITHOUT: &str = "sw1 p1 -- sw2 p1\nsw1 p2 -- sw3 p1\npc1";

#[test]
fn a_change_is_told_once_it_lasted() {
    let mut story = story(TrackerOptions::new().observations(3), SITE);
    assert_eq!(story.sees(WITHOUT), [""; 0]);
    assert_eq!(story.sees(WITHOUT), [""; 0]);
    assert_eq!(story.tracker.pending().len(), 1);
    assert_eq!(story.sees(WITHOUT), ["pc1 ── sw3 p7 is gone"]);
    assert_eq!(story.sees(WITHOUT), [""; 0], "and only once");
    assert!(story.tracker.pending().is_empty());
    assert_eq!(story.tracker.topology().unwrap().links.len(), 2);
}

#[test]
fn a_change_that_does_not_last_is_not_told() {
    let mut story = story(TrackerOptions::new(), SITE);
    assert_eq!(story.sees(WITHOUT), [""; 0]);
    assert_eq!(story.sees(SITE), [""; 0]);
    assert_eq!(story.sees(WITHOUT), [""; 0]);
    assert_eq!(story.sees(WITHOUT), ["pc1 ── sw3 p7 is gone"]);
}

#[test]
fn time_counts_where_it_is_given() {
    let mut story = story(TrackerOptions::new().observations(100).hold_ms(120_000), SITE);
    assert_eq!(story.sees(WITHOUT), [""; 0]);
    assert_eq!(story.sees(WITHOUT), [""; 0]);
    assert_eq!(story.sees(WITHOUT), ["pc1 ── sw3 p7 is gone"]);
}

#[test]
fn what_moves_is_told_as_one_change() {
    let moved = "sw1 p1 -- sw2 p1\nsw1 p2 -- sw3 p1\nsw2 p9 -- pc1";
    let mut story = story(TrackerOptions::new(), SITE);
    assert_eq!(story.sees(moved), [""; 0]);
    assert_eq!(story.sees(moved), ["pc1 moved from sw3 p7 to sw2 p9"]);
}

#[test]
fn what_comes_and_goes_is_flapping_until_it_is_steady() {
    let mut story = story(TrackerOptions::new().flapping(4, 600_000), SITE);
    let (mut told, mut at) = (Vec::new(), Vec::new());
    for minute in 0..30 {
        let out = story.sees(if minute < 6 && minute % 2 == 0 { WITHOUT } else { SITE });
        if !out.is_empty() {
            at.push(minute);
        }
        told.extend(out);
    }
    assert_eq!(told, ["pc1 ── sw3 p7 comes and goes: 4 changes within 600 s", "pc1 ── sw3 p7 is steady again"]);
    assert_eq!(at, [3, 15]);
    // It ends in another state than it was reported in: that is told then.
    let mut ends_gone = self::story(TrackerOptions::new().flapping(4, 600_000), SITE);
    let told: Vec<String> =
        (0..30).flat_map(|minute| ends_gone.sees(if minute % 2 == 0 || minute > 5 { WITHOUT } else { SITE })).collect();
    assert_eq!(told[1..], ["pc1 ── sw3 p7 is gone", "pc1 ── sw3 p7 is steady again"]);
}

#[test]
fn a_device_that_does_not_answer_keeps_its_links_until_it_answers_or_is_taken_away() {
    let silent = "sw1 p1 -- sw2 p1\npc9";
    let mut story = story(TrackerOptions::new(), SITE);
    assert_eq!(story.sees(silent), [""; 0]);
    let told = story.sees(silent);
    assert_eq!(told, ["pc9 is new", "sw3 does not answer any more"]);
    assert_eq!(story.sees(silent), [""; 0]);
    assert_eq!(story.tracker.topology().unwrap().links.len(), 3, "its cable and that of its host are there still");
    let mut back = story.tracker.clone();
    back.observe(&net(SITE), Timestamp::from_millis(600_000));
    let back: Vec<String> =
        back.observe(&net(SITE), Timestamp::from_millis(660_000)).iter().map(ToString::to_string).collect();
    assert_eq!(back, ["pc9 is gone", "sw3 answers now"]);

    story.tracker.remove("sw3");
    assert_eq!(story.sees(silent), ["sw3 is gone", "pc1 ── sw3 p7 is gone", "sw1 p2 ── sw3 p1 is gone"]);
    assert_eq!(story.sees(silent), ["pc1 is gone"], "the host is gone as anything is: once that lasted");
}
