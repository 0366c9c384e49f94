use super::*;
use crate::counter::CounterWidth;

fn rate(out: Result<f64, Gap>, part: Result<f64, Gap>) -> InterfaceRate {
    InterfaceRate { out_bps: out, out_utilisation: part, ..InterfaceRate::gap(Gap::Missed) }
}

#[test]
fn numbers_have_three_digits_and_a_unit() {
    for (bps, text) in [
        (0.0, "0 b/s"),
        (999.0, "999 b/s"),
        (1000.0, "1 kb/s"),
        (1_234_567.0, "1.23 Mb/s"),
        (81_200_000.0, "81.2 Mb/s"),
        (812e6, "812 Mb/s"),
        (9.5e9, "9.5 Gb/s"),
        (2e12, "2 Tb/s"),
    ] {
        assert_eq!(bits(bps), text);
    }
    for (part, text) in [(0.0, "0 %"), (0.004, "0.4 %"), (0.0999, "10 %"), (0.813, "81 %"), (1.02, "102 %")] {
        assert_eq!(percent(part), text);
    }
}

#[test]
fn classes_have_their_bounds() {
    let class = |part| Flow { bps: None, utilisation: Some(part) }.class();
    for (part, number) in [(0.0, 0), (0.0099, 0), (0.01, 1), (0.1, 2), (0.5, 4), (0.849, 6), (0.85, 7), (5.0, 7)] {
        assert_eq!(class(part), Some(number), "{part}");
    }
    assert_eq!(Flow::UNKNOWN.class(), None);
}

#[test]
fn the_sender_is_believed_first_and_then_the_receiver() {
    let sender = rate(Ok(5e8), Ok(0.5));
    let receiver = InterfaceRate { in_bps: Ok(4e8), in_utilisation: Ok(0.4), ..InterfaceRate::gap(Gap::Missed) };
    let silent = InterfaceRate::gap(Gap::FirstSample);
    assert_eq!(direction(Some(&sender), Some(&receiver), None).utilisation, Some(0.5));
    assert_eq!(direction(Some(&silent), Some(&receiver), None).utilisation, Some(0.4));
    assert_eq!(direction(None, Some(&receiver), None).utilisation, Some(0.4));
    let gap = direction(Some(&silent), None, Some(1_000_000_000));
    assert_eq!((gap.class(), gap.say().as_str()), (None, "no rate: first sample"));
    assert_eq!(direction(None, None, None), Flow::UNKNOWN);
}

#[test]
fn without_the_agents_utilisation_the_ports_speed_serves() {
    let bare = rate(Ok(5e8), Err(Gap::NoCounter));
    assert_eq!(direction(Some(&bare), None, Some(1_000_000_000)).utilisation, Some(0.5));
    let flow = direction(Some(&bare), None, None);
    assert_eq!((flow.class(), flow.say().as_str()), (None, "500 Mb/s, of an unknown speed"));
}

#[test]
fn rates_that_are_no_numbers_are_unknown() {
    for value in [f64::NAN, f64::INFINITY, -1.0] {
        let flow = direction(Some(&rate(Ok(value), Ok(value))), None, Some(1));
        assert_eq!(flow.class(), None, "{value}");
    }
    assert_eq!(InterfaceRate::gap(Gap::Missed).width, CounterWidth::None);
}

#[test]
fn what_something_else_measured_counts_by_the_speed_of_the_link() {
    let load = Load::default().with("a", "p1", 1e6, 5e8);
    let rate = load.ports.first().map(|port| &port.rate);
    assert_eq!(direction(rate, None, Some(1_000_000_000)).utilisation, Some(0.5));
    assert_eq!(direction(None, rate, None).bps, Some(Ok(1e6)));
}
