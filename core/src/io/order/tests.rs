use std::sync::Mutex;

use super::*;
use crate::io::{Community, Query, SessionFuture, SimulatedSession};
use crate::sim::{Agent, Device, Quirks, Vendor, World};
use crate::value::{IfIndex, Moment};
use crate::wire::Answer;

/// A manager, a switch between, and the switch that gets the orders; the cable between the switches is an aggregate.
fn world() -> World {
    World::builder("orders")
        .write_community("private")
        .device(Device::switch("s1").ports(6).lag("lag1", &["p5", "p6"]))
        .device(Device::switch("s2").vendor(Vendor::Cisco).ports(6).lag("Po1", &["Gi1/0/5", "Gi1/0/6"]))
        .device(Device::host("nms"))
        .device(Device::host("pc"))
        .cable("nms", "eth0", "s1", "p1")
        .cable("s1", "p5", "s2", "Gi1/0/5")
        .cable("s1", "p6", "s2", "Gi1/0/6")
        .cable("pc", "eth0", "s2", "Gi1/0/1")
        .build()
        .unwrap()
}

/// The address that a device has in the world, not on this machine.
fn address(world: &World, device: &str) -> IpAddr {
    let [_, b, c, d] = world.address(device).unwrap().octets();
    IpAddr::from([10, b, c, d])
}

fn session(agent: Agent) -> SimulatedSession {
    SimulatedSession::new(agent, &Community::new("private"))
}

/// As the manager is placed: it reaches the device as the world has it.
fn options(world: &World, device: &str) -> OrderOptions {
    OrderOptions::new().reached_at(address(world, device)).reached_from(address(world, "nms"))
}

#[tokio::test(start_paused = true)]
async fn a_port_is_taken_down_and_brought_up_and_the_report_says_so() {
    let world = world();
    let session = session(world.agent("s1").unwrap());
    let options = options(&world, "s1").wait_oper(true);
    let report = set_if_admin_status(&session, "p5", AdminStatus::Down, options).await.unwrap();
    assert_eq!((report.outcome, report.forced, report.if_index), (OrderOutcome::Done, false, IfIndex(5)));
    assert_eq!(
        report.to_string(),
        "s1: p5 (ifIndex 5) taken down; it was up (in operation: up), it is down (in operation: down)"
    );
    assert!(report.path.unwrap().port(IfIndex(1)).unwrap().because.contains("was learned there"));
    let again = set_if_admin_status(&session, IfIndex(5), AdminStatus::Down, options).await.unwrap();
    assert_eq!((again.outcome, again.after), (OrderOutcome::Unchanged, None));
    assert_eq!(again.to_string(), "s1: p5 (ifIndex 5) was down already; in operation: down");
    let up = set_if_admin_status(&session, "p5".to_owned(), AdminStatus::Up, options).await.unwrap();
    assert_eq!((up.outcome, up.after.unwrap().oper, up.path), (OrderOutcome::Done, IfStatus::Up, None));
}

#[tokio::test(start_paused = true)]
async fn the_port_towards_the_manager_is_not_taken_down_unless_forced() {
    let world = world();
    let session = session(world.agent("s1").unwrap());
    let careful = options(&world, "s1");
    let error = set_if_admin_status(&session, "p1", AdminStatus::Down, careful).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("s1: taking p1 (ifIndex 1) down is not ordered, the device is reached through it: "),
        "{text}"
    );
    assert!(text.ends_with(", on the way to whoever asks, was learned there; force it if that is meant"), "{text}");
    assert_eq!(error.code(), "protected");
    let before = port::status(&session, IfIndex(1)).await.unwrap();
    assert_eq!(before.admin, IfStatus::Up, "nothing was set");
    let report = set_if_admin_status(&session, "p1", AdminStatus::Down, careful.force(true)).await.unwrap();
    assert_eq!((report.outcome, report.forced), (OrderOutcome::Done, true));
}

#[tokio::test(start_paused = true)]
async fn every_member_of_the_aggregate_towards_the_manager_counts() {
    let world = world();
    let session = session(world.agent("s2").unwrap());
    for port in ["Gi1/0/5", "Gi1/0/6", "Po1", "Vl1"] {
        let options = options(&world, "s2");
        let error = set_if_admin_status(&session, port, AdminStatus::Down, options).await.unwrap_err();
        assert_eq!(error.code(), "protected", "{port}: {error}");
    }
    let report = set_if_admin_status(&session, "Gi1/0/1", AdminStatus::Down, options(&world, "s2")).await.unwrap();
    assert_eq!((report.outcome, report.forced, report.path.unwrap().unknown), (OrderOutcome::Done, false, None));
}

#[tokio::test(start_paused = true)]
async fn where_it_cannot_be_told_nothing_is_taken_down_but_brought_up() {
    let world = world();
    let session = session(world.agent("s1").unwrap());
    let error = set_if_admin_status(&session, "p2", AdminStatus::Down, OrderOptions::new()).await.unwrap_err();
    let expected = "s1: taking p2 (ifIndex 2) down is not ordered, it cannot be told through which port the device is \
                    reached: nobody said at which address it is reached; force it if that is meant";
    assert_eq!(error.to_string(), expected);
    let elsewhere = OrderOptions::new().reached_at("192.0.2.1".parse().unwrap());
    let error = set_if_admin_status(&session, "p2", AdminStatus::Down, elsewhere).await.unwrap_err().to_string();
    assert!(error.contains("192.0.2.1, at which it is asked, is not among the addresses that it lists"), "{error}");
    set_if_admin_status(&session, "p2", AdminStatus::Down, OrderOptions::new().force(true)).await.unwrap();
    let report = set_if_admin_status(&session, "p2", AdminStatus::Up, OrderOptions::new()).await.unwrap();
    assert_eq!(report.outcome, OrderOutcome::Done);
}

#[tokio::test(start_paused = true)]
async fn a_port_without_a_cable_is_on_and_does_not_operate() {
    let world = world();
    let session = session(world.agent("s1").unwrap());
    let options = options(&world, "s1").wait_oper(true);
    set_if_admin_status(&session, "p3", AdminStatus::Down, options).await.unwrap();
    let report = set_if_admin_status(&session, "p3", AdminStatus::Up, options).await.unwrap();
    assert_eq!(report.outcome, OrderOutcome::Done);
    assert_eq!(report.remark.as_deref(), Some("its operation did not follow within 5000 ms"));
    assert!(report.took_ms <= 5_000, "{}", report.took_ms);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_port_says_which_there_are() {
    let world = world();
    let session = session(world.agent("s1").unwrap());
    for (port, expected) in [
        (PortRef::from("p9"), "\"p9\" is not a valid port: s1 has p1, p2, p3, p4, p5, p6, lag1, "),
        (PortRef::from(IfIndex(77)), "\"ifIndex 77\" is not a valid port: s1 shows no ifAdminStatus of it"),
    ] {
        let error = set_if_admin_status(&session, port, AdminStatus::Down, options(&world, "s1")).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    let reader = SimulatedSession::new(world.agent("s1").unwrap(), &Community::new("public"));
    let error = set_if_admin_status(&reader, "p3", AdminStatus::Down, options(&world, "s1")).await.unwrap_err();
    let expected = "s1 refuses: noAccess at variable 1, IF-MIB::ifAdminStatus.3: these credentials may not do that";
    assert_eq!(error.to_string(), expected);
}

/// Loses what is said about SETs, or obeys only in words.
#[derive(Debug)]
struct Odd {
    agent: SimulatedSession,
    kind: Kind,
    deaf: Mutex<bool>,
}

#[derive(Debug, PartialEq)]
enum Kind {
    /// Does it and says nothing.
    Mute,
    /// Says that it did it.
    Liar,
    /// Does it, and is never heard of again.
    Cut,
    /// Is never heard of again, and the order never arrived.
    Gone,
}

impl Session for Odd {
    fn target(&self) -> String {
        self.agent.target()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        let silence = || Error::TimedOut { target: self.target(), after_ms: 7000, attempts: 3, hint: "" };
        Box::pin(async move {
            if *self.deaf.lock().unwrap() {
                return Err(silence());
            }
            let Query::Set(values) = &query else { return self.agent.exchange(query).await };
            let names = Query::Get(values.iter().map(|it| it.name.clone()).collect());
            match self.kind {
                Kind::Liar => self.agent.exchange(names).await,
                Kind::Mute => {
                    self.agent.exchange(query).await?;
                    Err(silence())
                }
                Kind::Cut => {
                    let answer = self.agent.exchange(query).await;
                    *self.deaf.lock().unwrap() = true;
                    answer
                }
                Kind::Gone => {
                    *self.deaf.lock().unwrap() = true;
                    Err(silence())
                }
            }
        })
    }
}

async fn order(kind: Kind) -> Result<OrderReport> {
    let world = world();
    let agent = session(world.agent("s1").unwrap());
    let odd = Odd { agent, kind, deaf: Mutex::new(false) };
    set_if_admin_status(&odd, "p3", AdminStatus::Down, options(&world, "s1")).await
}

#[tokio::test(start_paused = true)]
async fn an_order_that_nobody_confirms_is_looked_after() {
    let report = order(Kind::Mute).await.unwrap();
    assert_eq!((report.outcome, report.after.unwrap().admin), (OrderOutcome::Done, IfStatus::Down));
    let report = order(Kind::Liar).await.unwrap();
    assert_eq!((report.outcome, report.after.unwrap().admin), (OrderOutcome::Unverified, IfStatus::Up));
    assert_eq!(report.remark.as_deref(), Some("the agent took the order, but the port is not so after 5000 ms"));
    let report = order(Kind::Cut).await.unwrap();
    assert_eq!((report.outcome, report.after), (OrderOutcome::Unverified, None));
    let remark = report.remark.unwrap();
    assert_eq!(remark, "it is not known how it is now: s1 did not answer within 7000 ms (3 attempts)");
    let error = order(Kind::Gone).await.unwrap_err();
    assert_eq!(error.code(), "unconfirmed", "{error}");
}

#[tokio::test(start_paused = true)]
async fn old_agents_take_orders_too() {
    let world = world();
    for quirks in [Quirks::new().v1_only(), Quirks::new().bulk_deaf()] {
        let agent = world.agent("s1").unwrap().with_quirks(quirks);
        let community = Community::new("private").version(match agent.clone().respond(&probe(), Moment::START) {
            Some(_) => crate::wire::Version::V2c,
            None => crate::wire::Version::V1,
        });
        let session = SimulatedSession::new(agent, &community);
        let error = set_if_admin_status(&session, "p1", AdminStatus::Down, options(&world, "s1")).await.unwrap_err();
        assert_eq!(error.code(), "protected", "{error}");
        let report = set_if_admin_status(&session, "p3", AdminStatus::Down, options(&world, "s1")).await.unwrap();
        assert_eq!((report.outcome, report.path.unwrap().unknown), (OrderOutcome::Done, None));
    }
}

fn probe() -> crate::wire::Message {
    let name = crate::value::Oid::new(&[1, 3, 6, 1, 2, 1, 1, 3, 0]);
    crate::wire::Message {
        version: crate::wire::Version::V2c,
        community: crate::wire::CommunityString::new("private"),
        pdu: Query::Get(vec![name]).into_pdu(1),
    }
}
