use super::*;
use crate::io::{Query, RecordedSession, SessionFuture};
use crate::wire::{Answer, ErrorStatus, Response};

const OWN: IfIndex = IfIndex(7);

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn integer(root: &[u32], index: &[u32], value: u32) -> VarBind {
    VarBind::new(Oid::new(root).child(index), Value::Integer(value.try_into().unwrap()))
}

/// A row of inetCidrRouteTable as Net-SNMP writes it: the policy is 0.0.
fn inet(prefix: &str, length: u32, next_hop: &str, interface: u32) -> VarBind {
    let index = [typed(ip(prefix)), vec![length, 2, 0, 0], typed(ip(next_hop))].concat();
    integer(&INET_CIDR_ROUTE_IF_INDEX, &index, interface)
}

fn cidr(prefix: &str, mask: &str, next_hop: &str, interface: u32) -> VarBind {
    let index = [arcs(ip(prefix)), arcs(ip(mask)), vec![0], arcs(ip(next_hop))].concat();
    integer(&IP_CIDR_ROUTE_IF_INDEX, &index, interface)
}

fn old(prefix: &str, mask: &str, next_hop: &str, interface: u32) -> [VarBind; 3] {
    let cell = |column: u32, value| VarBind::new(Oid::new(&IP_ROUTE).child(&[column]).child(&arcs(ip(prefix))), value);
    let address = |text: &str| Value::IpAddress(text.parse().unwrap());
    let interface = Value::Integer(interface.try_into().unwrap());
    [cell(IF_INDEX, interface), cell(NEXT_HOP, address(next_hop)), cell(MASK, address(mask))]
}

/// An agent with these variables, and some before and behind them.
fn agent(mut variables: Vec<VarBind>) -> RecordedSession {
    for arcs in [&[1, 3, 6, 1, 2, 1, 1, 3, 0][..], &[1, 3, 6, 1, 2, 1, 4, 1, 0], &[1, 3, 6, 1, 2, 1, 11, 1, 0]] {
        variables.push(VarBind::new(Oid::new(arcs), Value::Integer(1)));
    }
    RecordedSession::new("router", variables)
}

/// The same agent as one of SNMPv1: a question with a name that it has not, or after which it has none, is refused.
#[derive(Debug)]
struct InV1(RecordedSession);

impl Session for InV1 {
    fn target(&self) -> String {
        self.0.target()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(async {
            let answer = self.0.exchange(query).await?;
            let missing = answer.response.varbinds.iter().position(|it| it.value.is_exception());
            let Some(missing) = missing else { return Ok(answer) };
            let index = u32::try_from(missing + 1).unwrap();
            Ok(Answer::from(Response { status: ErrorStatus::NoSuchName, index, ..answer.response }))
        })
    }
}

/// What is found in v2c, which v1 must find as well.
async fn found(variables: Vec<VarBind>, to: &str) -> Option<(u32, Option<IpAddr>)> {
    let agent = agent(variables);
    let route = find(&agent, ip(to)).await.unwrap();
    assert_eq!(find(&InV1(agent), ip(to)).await.unwrap(), route, "{to} in v1");
    route.map(|(interface, gateway)| (interface.0, gateway))
}

#[tokio::test]
async fn the_longest_prefix_of_inet_cidr_route_table_counts() {
    let routes = vec![
        inet("0.0.0.0", 0, "10.0.0.1", 1),
        inet("10.1.0.0", 16, "0.0.0.0", 2),
        inet("10.1.2.0", 24, "10.1.0.9", 3),
        inet("10.1.2.3", 32, "10.1.0.8", 4),
        inet("10.1.3.0", 24, "10.1.0.7", 5),
        inet("::", 0, "2001:db8::1", 6),
        inet("2001:db8:5::", 48, "::", OWN.0),
    ];
    for (to, expected) in [
        ("10.1.2.3", (4, Some("10.1.0.8"))),
        ("10.1.2.4", (3, Some("10.1.0.9"))),
        ("10.1.9.9", (2, None)),
        ("192.0.2.1", (1, Some("10.0.0.1"))),
        ("2001:db8:5::9", (OWN.0, None)),
        ("2001:db8:6::9", (6, Some("2001:db8::1"))),
    ] {
        let (interface, gateway) = expected;
        assert_eq!(found(routes.clone(), to).await, Some((interface, gateway.map(ip))), "{to}");
    }
}

#[tokio::test]
async fn a_gateway_of_one_link_only_is_read_without_its_zone() {
    let next_hop = [vec![4, 20], arcs(ip("fe80::1")), vec![0, 0, 0, 3]].concat();
    let index = [typed(ip("::")), vec![0, 0], next_hop].concat();
    let routes = vec![integer(&INET_CIDR_ROUTE_IF_INDEX, &index, 3)];
    assert_eq!(found(routes, "2001:db8::9").await, Some((3, Some(ip("fe80::1")))));
}

#[tokio::test]
async fn a_route_without_an_interface_says_nothing() {
    let routes = vec![inet("0.0.0.0", 0, "10.0.0.1", 1), inet("10.1.0.0", 16, "10.9.9.9", 0)];
    assert_eq!(found(routes.clone(), "10.1.2.3").await, None, "not the default route");
    assert_eq!(found(routes, "10.2.0.1").await, Some((1, Some(ip("10.0.0.1")))));
    let routes = vec![cidr("10.1.0.0", "255.255.0.0", "10.9.9.9", 0)];
    assert_eq!(found(routes, "10.1.2.3").await, None);
}

#[tokio::test]
async fn ip_cidr_route_table_serves_where_the_newer_one_is_missing() {
    let routes = vec![
        cidr("0.0.0.0", "0.0.0.0", "10.0.0.1", 1),
        cidr("10.1.0.0", "255.255.0.0", "0.0.0.0", 2),
        cidr("10.1.2.0", "255.255.255.0", "10.1.0.9", 3),
    ];
    assert_eq!(found(routes.clone(), "10.1.2.9").await, Some((3, Some(ip("10.1.0.9")))));
    assert_eq!(found(routes.clone(), "10.1.3.9").await, Some((2, None)));
    assert_eq!(found(routes.clone(), "11.0.0.1").await, Some((1, Some(ip("10.0.0.1")))));
    assert_eq!(found(routes, "2001:db8::1").await, None, "it knows IPv4 only");
}

#[tokio::test]
async fn ip_route_table_is_asked_last() {
    let routes = [old("0.0.0.0", "0.0.0.0", "10.0.0.1", 1), old("10.1.0.0", "255.255.0.0", "10.1.0.5", 2)].concat();
    assert_eq!(found(routes.clone(), "10.1.3.9").await, Some((2, Some(ip("10.1.0.5")))));
    assert_eq!(found(routes.clone(), "11.0.0.1").await, Some((1, Some(ip("10.0.0.1")))));
    // The network 10.0.0.0 is there with a longer mask than its own class: it does not hold 10.1.3.9.
    let routes = [old("10.0.0.0", "255.255.255.0", "0.0.0.0", 3), old("0.0.0.0", "0.0.0.0", "10.0.0.1", 1)].concat();
    assert_eq!(found(routes.clone(), "10.1.3.9").await, Some((1, Some(ip("10.0.0.1")))));
    assert_eq!(found(routes.clone(), "10.0.0.77").await, Some((3, None)));
}

#[tokio::test]
async fn nothing_matches_nothing() {
    let routes = vec![inet("10.1.0.0", 16, "0.0.0.0", 2), inet("2001:db8::", 32, "::", 3)];
    assert_eq!(found(routes.clone(), "10.2.0.1").await, None);
    assert_eq!(found(routes, "2001:db9::1").await, None);
    assert_eq!(found(Vec::new(), "10.2.0.1").await, None);
}

/// Routes are asked for, not read: a full table costs no more datagrams than a short one.
#[tokio::test]
async fn a_long_table_costs_as_little_as_a_short_one() {
    #[derive(Debug)]
    struct Counting(RecordedSession, std::sync::atomic::AtomicUsize);
    impl Session for Counting {
        fn target(&self) -> String {
            self.0.target()
        }

        fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
            self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            self.0.exchange(query)
        }
    }
    let mut routes = vec![inet("0.0.0.0", 0, "10.0.0.1", 1)];
    routes.extend(
        (0..20_000_u32).map(|at| inet(&Ipv4Addr::from_bits(0x0b00_0000 + (at << 8)).to_string(), 24, "10.0.0.2", 2)),
    );
    let session = Counting(agent(routes), 0.into());
    assert_eq!(find(&session, ip("11.0.77.1")).await.unwrap(), Some((IfIndex(2), Some(ip("10.0.0.2")))));
    assert!(session.1.into_inner() <= 4);
}
