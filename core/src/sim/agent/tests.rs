#[cfg(feature = "v3")]
mod secure;

use super::*;
use crate::sim::{Device, Vendor, gallery};
use crate::value::MacAddr;
use crate::wire::CommunityString;

const SYS_UP_TIME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 3, 0];
const SYS_NAME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 5, 0];
const IF_HC_IN: [u32; 11] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6];
const IF_IN: [u32; 10] = [1, 3, 6, 1, 2, 1, 2, 2, 1, 10];

fn oid(arcs: &[u32]) -> Oid {
    Oid::new(arcs)
}

fn names(oids: &[Oid]) -> Vec<VarBind> {
    oids.iter().map(|name| VarBind::new(name.clone(), Value::Null)).collect()
}

fn ask(agent: &Agent, version: Version, community: &str, pdu: Pdu, now: Moment) -> Option<Response> {
    let message = Message { version, community: CommunityString::new(community), pdu };
    match agent.respond(&message, now)?.pdu {
        Pdu::Response(response) => Some(response),
        _ => None,
    }
}

fn get(oids: &[Oid]) -> Pdu {
    Pdu::Get(Request { id: 1, varbinds: names(oids) })
}

fn get_next(oids: &[Oid]) -> Pdu {
    Pdu::GetNext(Request { id: 1, varbinds: names(oids) })
}

fn v2c(agent: &Agent, pdu: Pdu) -> Response {
    ask(agent, Version::V2c, "public", pdu, Moment::START).unwrap()
}

/// Everything an agent shows, by GETNEXT.
fn walk(agent: &Agent, version: Version, community: &str, now: Moment) -> Vec<VarBind> {
    let (mut all, mut from) = (Vec::new(), oid(&[1]));
    while let Some(response) = ask(agent, version, community, get_next(std::slice::from_ref(&from)), now) {
        let Some(next) = response.varbinds.into_iter().next() else { break };
        if response.status != ErrorStatus::NoError || next.value == Value::EndOfMibView {
            break;
        }
        assert!(next.name > from, "{} after {from}", next.name);
        from.clone_from(&next.name);
        all.push(next);
    }
    all
}

fn s1() -> Agent {
    gallery::two_switches().unwrap().agent("s1").unwrap()
}

fn number(agent: &Agent, name: &Oid, now: Moment) -> u64 {
    match ask(agent, Version::V2c, "public", get(std::slice::from_ref(name)), now).unwrap().varbinds[0].value {
        Value::Counter64(number) => number,
        Value::Counter32(number) | Value::Gauge32(number) => number.into(),
        Value::TimeTicks(ticks) => ticks.0.into(),
        ref other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn get_tells_objects_from_instances_rfc_3416_4_2_1() {
    let response =
        v2c(&s1(), get(&[oid(&SYS_NAME), IF_HC_IN.iter().copied().chain([999]).collect(), oid(&[1, 3, 9, 9])]));
    let values: Vec<Value> = response.varbinds.into_iter().map(|varbind| varbind.value).collect();
    assert_eq!(values, [Value::OctetString(b"s1".to_vec()), Value::NoSuchInstance, Value::NoSuchObject]);
    assert_eq!(response.status, ErrorStatus::NoError);
}

#[test]
fn v1_get_fails_as_a_whole_and_names_the_variable_rfc_1157_4_1_2() {
    let wanted = [oid(&SYS_NAME), oid(&[1, 3, 9, 9])];
    let response = ask(&s1(), Version::V1, "public", get(&wanted), Moment::START).unwrap();
    assert_eq!((response.status, response.index), (ErrorStatus::NoSuchName, 2));
    assert_eq!(response.varbinds, names(&wanted));
}

#[test]
fn v1_never_sees_counter64_rfc_3584_4_2_2_1() {
    let rows = walk(&s1(), Version::V1, "public", Moment::START);
    assert!(rows.iter().all(|row| !matches!(row.value, Value::Counter64(_))));
    let whole = walk(&s1(), Version::V2c, "public", Moment::START);
    assert!(whole.iter().any(|row| matches!(row.value, Value::Counter64(_))));
    assert!(rows.len() > 300 && whole.len() > rows.len());
}

#[test]
fn get_next_ends_with_end_of_mib_view_rfc_3416_4_2_2() {
    let last = oid(&[2]);
    let response = v2c(&s1(), get_next(std::slice::from_ref(&last)));
    assert_eq!(response.varbinds, [VarBind::new(last.clone(), Value::EndOfMibView)]);
    let response = ask(&s1(), Version::V1, "public", get_next(&[last]), Moment::START).unwrap();
    assert_eq!((response.status, response.index), (ErrorStatus::NoSuchName, 1));
}

#[test]
fn bulk_is_non_repeaters_then_rows_side_by_side_rfc_3416_4_2_3() {
    let columns = [oid(&SYS_UP_TIME[..8]), oid(&IF_IN), oid(&IF_HC_IN)];
    let bulk = |non_repeaters, max_repetitions| {
        let varbinds = names(&columns);
        v2c(&s1(), Pdu::GetBulk(BulkRequest { id: 1, non_repeaters, max_repetitions, varbinds })).varbinds
    };
    let got: Vec<Oid> = bulk(1, 2).into_iter().map(|varbind| varbind.name).collect();
    let at = |column: &[u32], row| oid(column).child(&[row]);
    assert_eq!(got, [oid(&SYS_UP_TIME), at(&IF_IN, 1), at(&IF_HC_IN, 1), at(&IF_IN, 2), at(&IF_HC_IN, 2)]);
    assert_eq!(bulk(1, 0).len(), 1);
    assert_eq!(bulk(9, 5).len(), 3);
}

#[test]
fn bulk_gives_as_much_as_fits_and_get_says_too_big() {
    let agent = s1();
    let varbinds = names(&[oid(&[1, 3])]);
    let pdu = Pdu::GetBulk(BulkRequest { id: 1, non_repeaters: 0, max_repetitions: u32::MAX >> 1, varbinds });
    let message = Message { version: Version::V2c, community: CommunityString::new("public"), pdu };
    let bytes = agent.answer(&wire::encode(&message).unwrap(), Moment::START).unwrap();
    assert!((1300..=1472).contains(&bytes.len()), "{}", bytes.len());

    let many = vec![oid(&[1, 3, 6, 1, 2, 1, 1, 1, 0]); 60];
    let response = v2c(&agent, get(&many));
    assert_eq!((response.status, response.index, response.varbinds.len()), (ErrorStatus::TooBig, 0, 0));
}

#[test]
fn a_wrong_community_and_v1_bulk_get_no_answer() {
    let agent = s1();
    for community in ["private", "publi", "public2", "public@x", "public@10", ""] {
        assert_eq!(ask(&agent, Version::V2c, community, get(&[oid(&SYS_NAME)]), Moment::START), None, "{community}");
    }
    let bulk = Pdu::GetBulk(BulkRequest { id: 1, non_repeaters: 0, max_repetitions: 1, varbinds: names(&[oid(&[1])]) });
    assert_eq!(ask(&agent, Version::V1, "public", bulk, Moment::START), None);
    assert_eq!(agent.answer(b"hello", Moment::START), None);
}

#[test]
fn nothing_can_be_set_by_those_who_may_only_read() {
    let set = || Pdu::Set(Request { id: 1, varbinds: vec![VarBind::new(oid(&SYS_NAME), Value::OctetString(vec![]))] });
    assert_eq!(v2c(&s1(), set()).status, ErrorStatus::NoAccess);
    assert_eq!(ask(&s1(), Version::V1, "public", set(), Moment::START).unwrap().status, ErrorStatus::NoSuchName);
}

#[test]
fn cisco_shows_one_vlan_per_community() {
    let world = gallery::router_on_a_stick().unwrap();
    let agent = world.agent("s1").unwrap();
    let fdb = oid(&[1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2]);
    let addresses = |community: &str| -> Vec<MacAddr> {
        let rows = walk(&agent, Version::V2c, community, Moment::START);
        rows.iter().filter_map(|row| MacAddr::from_index(row.name.suffix_of(&fdb)?)).collect()
    };
    let truth = world.truth();
    let mac = |name: &str| truth.hosts.iter().find(|host| host.name == name).unwrap().mac;
    for (community, there, not_there) in [("public@10", "office2", "workshop2"), ("public@20", "workshop2", "office2")]
    {
        let seen = addresses(community);
        assert!(seen.contains(&mac(there)) && !seen.contains(&mac(not_there)), "{community}: {seen:?}");
    }
    assert_eq!(addresses("public"), addresses("public@1"));
}

#[test]
fn counters_of_both_widths_agree_and_move_with_the_true_traffic() {
    let world = gallery::two_switches().unwrap();
    let agent = world.agent("s1").unwrap();
    let (early, late) = (Moment::from_secs(100), Moment::from_secs(130));
    let (wide, narrow) = (oid(&IF_HC_IN).child(&[1]), oid(&IF_IN).child(&[1]));
    let moved = number(&agent, &wide, late) - number(&agent, &wide, early);
    let truth = |moment| world.traffic("s1", "p1", moment).unwrap().in_octets;
    assert!(moved > 0);
    assert!(moved.abs_diff(truth(late) - truth(early)) <= 1);
    for moment in [early, late] {
        assert_eq!(number(&agent, &wide, moment) & 0xffff_ffff, number(&agent, &narrow, moment));
    }
    assert_eq!(number(&agent, &oid(&SYS_UP_TIME), late) - number(&agent, &oid(&SYS_UP_TIME), early), 3000);
}

#[test]
fn a_restart_resets_uptime_and_counters_and_takes_its_time() {
    let quirks = Quirks::new().restart_at(Moment::from_secs(60)).restart_takes(Duration::from_secs(5));
    let agent = s1().with_quirks(quirks);
    let at = |secs| ask(&agent, Version::V2c, "public", get(&[oid(&SYS_NAME)]), Moment::from_secs(secs));
    assert!(at(59).is_some() && at(60).is_none() && at(64).is_none() && at(65).is_some());
    assert_eq!(number(&agent, &oid(&SYS_UP_TIME), Moment::from_secs(66)), 100);
    let octets = oid(&IF_HC_IN).child(&[1]);
    assert!(number(&agent, &octets, Moment::from_secs(59)) > number(&agent, &octets, Moment::from_secs(66)));
    assert_eq!(number(&agent, &octets, Moment::from_secs(65)), 0);
}

#[test]
fn a_replaced_port_tells_by_its_discontinuity_time() {
    let agent = s1().with_quirks(Quirks::new().replace_port("p1", Moment::from_secs(60)));
    let time = oid(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 19]);
    let at = |port, secs| number(&agent, &time.child(&[port]), Moment::from_secs(secs));
    assert_eq!(at(1, 59), 0);
    assert_eq!(at(1, 90), number(&agent, &oid(&SYS_UP_TIME), Moment::from_secs(60)));
    assert_eq!(at(2, 90), 0);
    assert_eq!(number(&agent, &oid(&IF_HC_IN).child(&[1]), Moment::from_secs(60)), 0);
}

#[test]
fn quirks_of_old_and_broken_agents() {
    let narrow = s1().with_quirks(Quirks::new().without_counter64());
    let rows = walk(&narrow, Version::V2c, "public", Moment::START);
    assert!(rows.iter().all(|row| !matches!(row.value, Value::Counter64(_))));

    let root = oid(&[1, 3, 6, 1, 2, 1, 17]);
    let endless = s1().with_quirks(Quirks::new().endless_below(root.clone()));
    let mut from = root.clone();
    for _ in 0..1000 {
        let next = v2c(&endless, get_next(&[from.clone()])).varbinds.remove(0).name;
        assert!(next > from && next.starts_with(&root));
        from = next;
    }
    let stuck = s1().with_quirks(Quirks::new().stands_still_below(root.clone()));
    let first = v2c(&stuck, get_next(&[root])).varbinds.remove(0).name;
    assert_eq!(v2c(&stuck, get_next(std::slice::from_ref(&first))).varbinds.remove(0).name, first);

    let deaf = s1().with_quirks(Quirks::new().bulk_deaf());
    let bulk = Pdu::GetBulk(BulkRequest { id: 1, non_repeaters: 0, max_repetitions: 1, varbinds: names(&[oid(&[1])]) });
    assert_eq!(ask(&deaf, Version::V2c, "public", bulk, Moment::START), None);
    let old = s1().with_quirks(Quirks::new().v1_only());
    assert_eq!(ask(&old, Version::V2c, "public", get(&[oid(&SYS_NAME)]), Moment::START), None);
    assert!(ask(&old, Version::V1, "public", get(&[oid(&SYS_NAME)]), Moment::START).is_some());
}

#[test]
fn every_agent_of_the_gallery_can_be_walked_in_order_and_answers_the_same_twice() {
    for name in gallery::names() {
        let (one, two) = (gallery::by_name(name).unwrap(), gallery::by_name(name).unwrap());
        for (agent, again) in one.agents().zip(two.agents()) {
            let rows = walk(&agent, Version::V2c, "public", Moment::from_secs(5));
            assert!(rows.len() > 50, "{name} {}: {}", agent.name(), rows.len());
            assert_eq!(rows, walk(&again, Version::V2c, "public", Moment::from_secs(5)), "{name} {}", agent.name());
        }
    }
}

/// The values of a column under a community, by index.
fn column(agent: &Agent, community: &str, column: &[u32], now: Moment) -> Vec<(Vec<u32>, Value)> {
    let rows = walk(agent, Version::V2c, community, now).into_iter();
    rows.filter_map(|row| Some((row.name.suffix_of(column)?.to_vec(), row.value.clone()))).collect()
}

#[test]
fn lldp_passes_a_hub_so_that_one_port_hears_several() {
    let world = gallery::unmanaged_hub().unwrap();
    let sys_name = [1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 9];
    let heard = column(&world.agent("s1").unwrap(), "public", &sys_name, Moment::START);
    let ports: Vec<u32> = heard.iter().map(|(index, _)| index[1]).collect();
    let mut names: Vec<Value> = heard.into_iter().map(|(_, name)| name).collect();
    names.sort_by_key(|name| format!("{name:?}"));
    assert_eq!((ports, names), (vec![1, 1], ["s2", "s3"].map(|name| Value::OctetString(name.into())).to_vec()));
}

#[test]
fn cdp_is_heard_only_between_cisco_devices() {
    let world = gallery::campus().unwrap();
    let device_id = [1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1, 6];
    let neighbors = |device: &str| -> Vec<Value> {
        let heard = column(&world.agent(device).unwrap(), "public", &device_id, Moment::START);
        heard.into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(neighbors("border"), [Value::OctetString(b"core1".to_vec())]);
    assert_eq!(neighbors("core2"), vec![Value::OctetString(b"core1".to_vec()); 2]);
    assert_eq!(neighbors("access1"), []);
}

#[test]
fn rows_that_only_broadcasts_refresh_come_and_go() {
    // Three switches in a row; the stations of the first two talk with each other, so the third hears broadcasts only.
    let mut world = World::builder("row").broadcast_every(Duration::from_secs(1000));
    for number in 1..=3 {
        world = world.device(Device::switch(&format!("s{number}")).ports(3).out_of_band());
    }
    let world = world
        .device(Device::host("a").silent())
        .device(Device::host("b").silent())
        .cable("s1", "p1", "s2", "p1")
        .cable("s2", "p2", "s3", "p1")
        .cable("s1", "p3", "a", "eth0")
        .cable("s2", "p3", "b", "eth0")
        .build()
        .unwrap();
    let fdb = [1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 3];
    let learned = |device: &str, secs| -> usize {
        let rows = column(&world.agent(device).unwrap(), "public", &fdb, Moment::from_secs(secs));
        rows.iter().filter(|(_, status)| *status == Value::Integer(3)).count()
    };
    let third: Vec<usize> = (0..10).map(|step| learned("s3", step * 100)).collect();
    assert!((0..10).all(|step| learned("s1", step * 100) == 2));
    assert_eq!(third.iter().sum::<usize>(), 6, "each of two stations is known for 300 of 1000 s: {third:?}");
}

#[test]
fn with_a_tree_for_each_vlan_the_root_bears_its_number() {
    let switch = |name: &str| Device::switch(name).vendor(Vendor::Cisco).ports(2);
    let world = World::builder("pvst")
        .spanning_tree_per_vlan()
        .device(switch("s1").trunk("Gi1/0/1", &[10]).bridge_priority(4096))
        .device(switch("s2").trunk("Gi1/0/1", &[10]))
        .cable("s1", "Gi1/0/1", "s2", "Gi1/0/1")
        .build()
        .unwrap();
    let agent = world.agent("s2").unwrap();
    let root = [1, 3, 6, 1, 2, 1, 17, 2, 5];
    for (community, priority) in [("public", 4097_u16), ("public@1", 4097), ("public@10", 4106)] {
        let rows = column(&agent, community, &root, Moment::START);
        let Value::OctetString(id) = &rows[0].1 else { panic!("{rows:?}") };
        assert_eq!(id[..2], priority.to_be_bytes(), "{community}");
    }
}

#[test]
fn members_of_an_aggregate_name_it_and_their_partner() {
    let world = gallery::lag_pair().unwrap();
    let attached = [1, 2, 840, 10006, 300, 43, 1, 2, 1, 1, 13];
    let rows = column(&world.agent("s2").unwrap(), "public", &attached, Moment::START);
    assert_eq!(rows, [(vec![1], Value::Integer(1001)), (vec![2], Value::Integer(1001))]);
    let partner = [1, 2, 840, 10006, 300, 43, 1, 2, 1, 1, 9];
    let rows = column(&world.agent("s2").unwrap(), "public", &partner, Moment::START);
    let base = [1, 3, 6, 1, 2, 1, 17, 1, 1];
    let far = column(&world.agent("s1").unwrap(), "public", &base, Moment::START);
    assert!(rows.iter().all(|(_, system)| *system == far[0].1));
}

mod notify;
mod orders;
