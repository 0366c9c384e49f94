use super::*;
use crate::counter::CounterWidth;
use crate::inventory::{IfStatus, InterfaceCounters, SystemInfo};
use crate::value::{MacAddr, TimeTicks, Timestamp};

fn device(uptime: u32, interfaces: Vec<Interface>) -> DeviceSnapshot {
    DeviceSnapshot {
        name: "core1".into(),
        system: SystemInfo { uptime: Some(TimeTicks(uptime)), ..SystemInfo::default() },
        interfaces,
        ..DeviceSnapshot::new(DeviceId("10.0.0.1".into()))
    }
}

fn port(index: u32, name: &str, octets: u64) -> Interface {
    Interface {
        index: IfIndex(index),
        name: name.into(),
        description: None,
        alias: None,
        if_type: Some(6),
        mac: None,
        speed_bps: Some(100_000_000),
        mtu: None,
        admin: IfStatus::Up,
        oper: IfStatus::Up,
        last_change: None,
        counters: InterfaceCounters {
            in_octets_32: Some((octets & 0xffff_ffff).try_into().unwrap()),
            out_octets_32: Some(7),
            in_octets_64: Some(octets),
            out_octets_64: Some(7),
            ..InterfaceCounters::default()
        },
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const UP: u32 = 9_000_000;

fn between(earlier: Vec<Interface>, later: Vec<Interface>) -> Vec<PortRate> {
    rates(&device(UP, earlier), &device(UP + 6_000, later), MINUTE)
}

#[test]
fn ports_are_followed_by_name_when_the_device_re_indexes() {
    let found = between(
        vec![port(1, "eth0", 0), port(2, "eth1", 1_000_000)],
        vec![port(1, "eth1", 1_000_060), port(2, "eth0", 600)],
    );
    let [eth1, eth0] = found.as_slice() else { panic!("{found:?}") };
    let others = Err(Gap::Discontinuity { cause: Cause::Replaced });
    assert_eq!((eth1.name.as_str(), eth1.index_before, eth1.rate.in_bps), ("eth1", Some(IfIndex(2)), others));
    assert_eq!((eth0.name.as_str(), eth0.index_before, eth0.rate.in_bps), ("eth0", Some(IfIndex(1)), others));
}

#[test]
fn namesakes_that_change_roles_are_not_taken_for_each_other() {
    // The one that is up has the plain name: first the second interface, then the first.
    let found = between(
        vec![port(1, "port (1)", 0), port(2, "port", 1_000)],
        vec![port(1, "port", 600), port(2, "port (2)", 1_060)],
    );
    let bps: Vec<_> = found.iter().map(|port| (port.index.0, port.index_before, port.rate.in_bps)).collect();
    assert_eq!(bps, [(1, None, Ok(80.0)), (2, None, Ok(8.0))]);
}

#[test]
fn ports_of_one_name_are_followed_by_index_too() {
    let found = between(
        vec![port(1, "port", 0), port(2, "port", 1_000)],
        vec![port(2, "port", 1_060), port(1, "port", 600), port(3, "port", 5)],
    );
    let bps: Vec<_> = found.iter().map(|port| (port.index.0, port.rate.in_bps)).collect();
    assert_eq!(bps, [(2, Ok(8.0)), (1, Ok(80.0)), (3, Err(Gap::FirstSample))]);
}

#[test]
fn new_ports_have_a_first_sample_and_gone_ports_are_missed() {
    let found = between(vec![port(9, "old", 0)], vec![port(4, "new", 0)]);
    let gaps: Vec<_> = found.iter().map(|port| (port.name.as_str(), port.rate.in_bps)).collect();
    assert_eq!(gaps, [("new", Err(Gap::FirstSample)), ("old", Err(Gap::Missed))]);
}

#[test]
fn another_port_under_a_bare_number_is_a_replacement() {
    let with_mac = |last, octets| Interface { mac: Some(MacAddr([0, 0, 0, 0, 0, last])), ..port(3, "3", octets) };
    let found = between(vec![with_mac(1, 0)], vec![with_mac(2, 600)]);
    assert_eq!(found[0].rate.in_bps, Err(Gap::Discontinuity { cause: Cause::Replaced }));
    let same = between(vec![with_mac(1, 0)], vec![with_mac(1, 600)]);
    assert_eq!(same[0].rate.in_bps, Ok(80.0));
    // A named port keeps its name when its hardware changes; its counters tell the rest.
    let named = |last, octets| Interface { name: "eth3".into(), ..with_mac(last, octets) };
    assert_eq!(between(vec![named(1, 0)], vec![named(2, 600)])[0].rate.in_bps, Ok(80.0));
}

#[test]
fn wide_counters_are_preferred_and_narrow_ones_are_said() {
    let top = u64::from(u32::MAX);
    let found = between(vec![port(1, "a", top)], vec![port(1, "a", top + 60)]);
    assert_eq!((found[0].rate.in_bps, found[0].rate.width), (Ok(8.0), CounterWidth::Bits64));

    let mut narrow = port(1, "a", top + 60);
    (narrow.counters.in_octets_64, narrow.counters.out_octets_64) = (None, None);
    let found = between(vec![port(1, "a", top)], vec![narrow]);
    assert_eq!((found[0].rate.in_bps, found[0].rate.width), (Ok(8.0), CounterWidth::Bits32));
}

#[test]
fn a_restart_is_a_gap_in_every_port() {
    let found = rates(&device(UP, vec![port(1, "a", 500)]), &device(1_400, vec![port(1, "a", 900)]), MINUTE);
    assert_eq!(found[0].rate.in_bps.unwrap_err().to_string(), "restarted 14 s ago");
}

#[test]
fn a_site_has_the_rates_of_the_devices_that_both_visits_have() {
    let visit = |id: &str, uptime, octets, at| DeviceSnapshot {
        id: DeviceId(id.into()),
        polled_at: Timestamp::from_millis(at),
        ..device(uptime, vec![port(1, "eth0", octets)])
    };
    let site = |devices| Site { devices, ..Site::default() };
    let earlier = site(vec![visit("a", UP, 0, 1_000), visit("gone", UP, 0, 1_000)]);
    let later = site(vec![visit("a", UP + 6_000, 750_000, 61_000), visit("new", UP, 0, 61_000)]);
    let found = later.rates_since(&earlier);
    assert_eq!(found.iter().map(|rates| rates.device.0.as_str()).collect::<Vec<_>>(), ["a"]);
    let rate = &found[0].ports[0].rate;
    assert_eq!((rate.in_bps, rate.drift_ms), (Ok(100_000.0), Some(0)));

    // The same from recordings, of which nobody knows when they were made: the agent's clock alone.
    let undated = |octets, uptime| site(vec![visit("a", uptime, octets, 0)]);
    let found = undated(750_000, UP + 6_000).rates_since(&undated(0, UP));
    assert_eq!(found[0].ports[0].rate.in_bps, Ok(100_000.0));
}
