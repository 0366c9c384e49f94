//! What happens to a counter from poll to poll, as a product lives through it.

use super::*;

/// A reading, and the rate that it brings.
type Told = (Any, Result<f64, &'static str>);

struct Story {
    name: &'static str,
    limit: MaxRate,
    told: Vec<Told>,
    /// What all numbers of the story add up to.
    counted: u64,
}

/// Ticks of the agent's clock at a second of the story.
fn up(secs: u64) -> u32 {
    UP + u32::try_from(secs).unwrap() * 100
}

fn run(value: CounterValue, secs: u64) -> Any {
    at(value, secs, up(secs))
}

fn stories() -> Vec<Story> {
    let first = Err("first-sample");
    vec![
        Story {
            name: "polls are missed: the next rate is over the longer time",
            limit: GBIT,
            told: vec![(run(c64(0), 0), first), (run(c64(60), 60), Ok(1.0)), (run(c64(660), 360), Ok(2.0))],
            counted: 660,
        },
        Story {
            name: "an agent that makes 64 bits of 32 takes a port that was made again for a wrap",
            limit: GBIT,
            told: vec![
                (run(c64(200_000_000), 0), first),
                (run(c64(201_000_000), 10), Ok(100_000.0)),
                (run(c64((1 << 32) + 1_000_000), 20), Err("too-fast")),
                (run(c64((1 << 32) + 2_000_000), 30), Ok(100_000.0)),
                // A wrap that the port can have had, and a rate far above a speed that is nominal.
                (run(c64((1 << 32) + 4_294_000_000), 80), Ok(85_840_000.0)),
                (run(c64((1 << 33) + 1_000_000_000), 90), Ok(100_096_729.6)),
                (run(c64(100 << 32), 100), Ok(41_990_679_500.8)),
            ],
            counted: 425_201_762_304,
        },
        Story {
            name: "a duplicate changes nothing",
            limit: GBIT,
            told: vec![
                (run(c64(0), 0), first),
                (run(c64(60), 60), Ok(1.0)),
                (run(c64(60), 60), Err("same-instant")),
                (run(c64(180), 120), Ok(2.0)),
            ],
            counted: 180,
        },
        Story {
            name: "an answer out of order changes nothing",
            limit: GBIT,
            told: vec![
                (run(c64(0), 0), first),
                (run(c64(120), 120), Ok(1.0)),
                (run(c64(60), 60), Err("out-of-order")),
                (at(c64(60), 125, up(60)), Err("out-of-order")),
                (run(c64(240), 180), Ok(2.0)),
            ],
            counted: 240,
        },
        Story {
            name: "the local clock steps an hour ahead and back again",
            limit: GBIT,
            told: vec![
                (at(c64(0), 10_000, up(0)), first),
                (at(c64(600), 13_660, up(60)), Ok(10.0)),
                (at(c64(1_200), 10_120, up(120)), Ok(10.0)),
            ],
            counted: 1_200,
        },
        Story {
            name: "a reboot costs one interval",
            limit: MBIT_100,
            told: vec![
                (run(c32(4_294_000_000), 0), first),
                (at(c32(500), 60, 2_000), Err("restarted")),
                (at(c32(1_100), 120, 8_000), Ok(10.0)),
            ],
            counted: 600,
        },
        Story {
            name: "an agent that refreshes its counters every 3 s, asked every second",
            limit: GBIT,
            told: vec![
                (run(c64(0), 0), first),
                (run(c64(0), 1), Ok(0.0)),
                (run(c64(0), 2), Ok(0.0)),
                (run(c64(300_000_000), 3), Ok(300_000_000.0)),
                (run(c64(300_000_000), 4), Ok(0.0)),
                (run(c64(300_000_000), 5), Ok(0.0)),
                (run(c64(600_000_000), 6), Ok(300_000_000.0)),
            ],
            counted: 600_000_000,
        },
        Story {
            name: "the same with 32 bits at 100 Mb/s, asked every 5 s: over the wrap, too",
            limit: MBIT_100,
            told: vec![
                (run(c32(TOP - 37_499_999), 0), first),
                (run(c32(0), 5), Ok(7_500_000.0)),
                (run(c32(75_000_000), 10), Ok(15_000_000.0)),
                (run(c32(150_000_000), 15), Ok(15_000_000.0)),
            ],
            counted: 37_500_000 + 150_000_000,
        },
        Story {
            name: "a whole answer from a cache, its uptime too, is no new one",
            limit: GBIT,
            told: vec![
                (at(c64(0), 0, UP), first),
                (at(c64(0), 1, UP), Err("same-instant")),
                (at(c64(3_000), 3, UP + 300), Ok(1_000.0)),
            ],
            counted: 3_000,
        },
        Story {
            name: "a counter that is stuck counts nothing, then goes on",
            limit: GBIT,
            told: vec![
                (run(c64(7), 0), first),
                (run(c64(7), 60), Ok(0.0)),
                (run(c64(7), 120), Ok(0.0)),
                (run(c64(607), 180), Ok(10.0)),
            ],
            counted: 600,
        },
        Story {
            name: "the type changes, and changes back",
            limit: GBIT,
            told: vec![
                (run(c32(100), 0), first),
                (run(c64(4_294_967_500), 10), Err("width-changed")),
                (run(c64(4_294_967_510), 20), Ok(1.0)),
                (run(c32(300), 30), Err("width-changed")),
            ],
            counted: 10,
        },
        Story {
            name: "many wraps: ambiguous until it is asked often enough",
            limit: GBIT,
            told: vec![
                (run(c32(0), 0), first),
                (run(c32(5), 300), Err("ambiguous")),
                (run(c32(1_000_000_005), 310), Ok(100_000_000.0)),
            ],
            counted: 1_000_000_000,
        },
    ]
}

/// The scalar rules and the columns tell every story alike, and no story counts more than there was.
#[test]
fn every_story_is_told_by_samples_and_by_columns() {
    for story in stories() {
        let mut bank = CounterBank::new(1, story.limit);
        let (mut last, mut counted) = (None, 0);
        for (number, (sample, expected)) in story.told.iter().enumerate() {
            let told = rate_between(last.as_ref(), Some(sample), story.limit);
            let plain = told.map(|rate| rate.per_second).map_err(Gap::code);
            assert_eq!(plain, *expected, "{}, reading {number}", story.name);
            assert_eq!(
                told.map(|rate| rate.per_second),
                replay(&mut bank, [sample]).of(0).unwrap(),
                "{}, column {number}",
                story.name
            );
            counted += told.map_or(0, |rate| rate.count);
            if !matches!(told, Err(Gap::OutOfOrder | Gap::SameInstant)) {
                last = Some(*sample);
            }
        }
        assert_eq!(counted, story.counted, "{}", story.name);
    }
}

#[test]
fn a_speed_that_changes_is_a_gap_of_the_utilisation_alone() {
    let at_speed =
        |secs, octets, speed_bps| InterfaceSample { speed_bps: Some(speed_bps), ..port(secs, c64(octets), c64(0)) };
    let polls = [
        at_speed(0, 0, 1_000_000_000),
        at_speed(60, 750_000_000, 1_000_000_000),
        at_speed(120, 825_000_000, 100_000_000),
        at_speed(180, 900_000_000, 100_000_000),
    ];
    let told: Vec<_> = polls.windows(2).map(|two| interface_rate(&two[0], &two[1])).collect();
    let changed = Gap::SpeedChanged { from_bps: 1_000_000_000, to_bps: 100_000_000 };
    assert_eq!(told.iter().map(|rate| rate.in_utilisation).collect::<Vec<_>>(), [Ok(0.1), Err(changed), Ok(0.1)]);
    assert_eq!(told.iter().map(|rate| rate.in_bps).collect::<Vec<_>>(), [Ok(1e8), Ok(1e7), Ok(1e7)]);
}

/// A wrap is judged by the faster of both speeds: at the slower one it would have been too fast.
#[test]
fn a_wrap_across_a_change_of_speed_is_judged_by_the_faster_one() {
    let mut earlier = port(0, c32(TOP - 999_999_999), c32(0));
    let later = port(10, c32(0), c32(0));
    assert_eq!(interface_rate(&earlier, &later).in_bps, Ok(800_000_000.0));
    earlier.speed_bps = Some(100_000_000);
    assert_eq!(interface_rate(&earlier, &later).in_bps, Ok(800_000_000.0));
}
