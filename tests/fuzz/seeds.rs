//! Writes the inputs that fuzzing starts from into `tests/fuzz/seeds`, with the library's own encoders: messages of every
//! kind and with every type of value, conversations of SNMPv3, agents as scripts, recordings.
//! `cargo run --manifest-path tests/fuzz/Cargo.toml --example seeds`

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use netwarden::inventory::tables;
use netwarden::mib::Syntax;
use netwarden::value::{Moment, TimeTicks, Value, VarBind, oid};
use netwarden::wire::usm::{AuthProtocol, Authority, EngineClock, PrivacyProtocol, UsmUser};
use netwarden::wire::{
    BulkRequest, CommunityString, ErrorStatus, Message, Pdu, Request, Response, TrapV1, Version, encode,
};

const UPTIME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 3, 0];
const TRAP_OID: [u32; 11] = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0];
const IF_INDEX: [u32; 10] = [1, 3, 6, 1, 2, 1, 2, 2, 1, 1];

fn main() -> std::io::Result<()> {
    for (name, message) in messages() {
        let octets = encode(&message).expect("a message that can be written");
        for target in ["decode", "view", "trap"] {
            keep(target, name, &octets)?;
        }
    }
    for (name, octets) in v3() {
        keep("v3", name, &octets)?;
        keep("trap", &format!("v3-{name}"), &octets)?;
    }
    for (name, script) in agents() {
        keep("walk", name, &script)?;
        keep("poll", name, &script)?;
    }
    for (name, recording) in RECORDINGS {
        keep("recording", name, recording.as_bytes())?;
    }
    for (name, script) in devices() {
        keep("device", name, &script)?;
        keep("topology", name, &script)?;
    }
    for (name, script) in sealed() {
        keep("sealed", name, &script)?;
    }
    for (name, text) in NAMES {
        keep("names", name, text.as_bytes())?;
    }
    Ok(())
}

fn keep(target: &str, name: &str, octets: &[u8]) -> std::io::Result<()> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&dir)?;
    fs::write(dir.join(name), octets)
}

fn every_value() -> Vec<VarBind> {
    let values = [
        Value::Integer(-129),
        Value::OctetString(b"eth0".to_vec()),
        Value::Null,
        Value::ObjectId(oid(&[1, 3, 6, 1, 4, 1, 9, 1, 516])),
        Value::IpAddress([10, 0, 0, 1].into()),
        Value::Counter32(u32::MAX),
        Value::Gauge32(0x8000_0000),
        Value::TimeTicks(TimeTicks(360_000)),
        Value::Opaque(vec![0x9f, 0x78, 4, 0x3f, 0, 0, 0]),
        Value::Counter64(u64::MAX),
        Value::NoSuchObject,
        Value::NoSuchInstance,
        Value::EndOfMibView,
    ];
    (1..).zip(values).map(|(row, value)| VarBind { name: oid(&IF_INDEX).child(&[row]), value }).collect()
}

fn nulls() -> Vec<VarBind> {
    vec![VarBind::new(oid(&UPTIME), Value::Null), VarBind::new(oid(&IF_INDEX), Value::Null)]
}

fn link_down() -> Vec<VarBind> {
    vec![
        VarBind::new(oid(&UPTIME), Value::TimeTicks(TimeTicks(4711))),
        VarBind::new(oid(&TRAP_OID), Value::ObjectId(oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, 3]))),
        VarBind::new(oid(&IF_INDEX).child(&[3]), Value::Integer(3)),
        VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 3]), Value::Integer(1)),
        VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 8, 3]), Value::Integer(2)),
    ]
}

fn response(id: i32, varbinds: Vec<VarBind>) -> Pdu {
    Pdu::Response(Response { id, status: ErrorStatus::NoError, index: 0, varbinds })
}

fn messages() -> Vec<(&'static str, Message)> {
    let request = |varbinds| Request { id: 7, varbinds };
    let trap = |generic, specific| {
        Pdu::TrapV1(TrapV1 {
            enterprise: oid(&[1, 3, 6, 1, 4, 1, 9]),
            agent: [10, 0, 0, 1].into(),
            generic,
            specific,
            uptime: TimeTicks(4711),
            varbinds: vec![VarBind::new(oid(&IF_INDEX).child(&[3]), Value::Integer(3))],
        })
    };
    let refusal = Response { id: 7, status: ErrorStatus::from_number(2), index: 1, varbinds: nulls() };
    let pdus = [
        ("get", Version::V2c, Pdu::Get(request(nulls()))),
        ("get-next-v1", Version::V1, Pdu::GetNext(request(nulls()))),
        (
            "get-bulk",
            Version::V2c,
            Pdu::GetBulk(BulkRequest { id: 7, non_repeaters: 1, max_repetitions: 30, varbinds: nulls() }),
        ),
        ("set", Version::V2c, Pdu::Set(request(every_value()[..2].to_vec()))),
        ("response", Version::V2c, response(7, every_value())),
        ("response-v1", Version::V1, Pdu::Response(refusal)),
        ("inform", Version::V2c, Pdu::Inform(request(link_down()))),
        ("trap", Version::V2c, Pdu::Trap(request(link_down()))),
        ("trap-v1", Version::V1, trap(2, 0)),
        ("trap-v1-of-an-enterprise", Version::V1, trap(6, 4)),
        (
            "report",
            Version::V2c,
            Pdu::Report(Response { id: 7, status: ErrorStatus::NoError, index: 0, varbinds: Vec::new() }),
        ),
    ];
    let message = |(name, version, pdu)| (name, Message { version, community: CommunityString::new("public"), pdu });
    pdus.into_iter().map(message).collect()
}

/// What engines say to the sessions and receivers of the invariants: engine id 80 00 00 00 01, boots 1, time 9.
fn v3() -> Vec<(&'static str, Vec<u8>)> {
    let now = Moment::START;
    let clock = EngineClock { boots: 1, time: 9, received: now };
    let open = UsmUser::new("admin").expect("a name");
    let signed = UsmUser::new("private").expect("a name");
    let signed = signed.authentication(AuthProtocol::Sha1, "maplesyrup").expect("long enough");
    let both = UsmUser::new("both").expect("a name");
    let both = both.authentication(AuthProtocol::Sha1, "maplesyrup").expect("long enough");
    let both = both.privacy(PrivacyProtocol::Aes128, "maplesyrup").expect("long enough");
    let engine = [0x80, 0, 0, 0, 1];
    let mut agent = [open, signed, both]
        .map(Arc::new)
        .into_iter()
        .fold(Authority::new(engine, clock, 7).expect("an engine id"), |authority, user| authority.user(user));
    let mut session = netwarden::wire::usm::UsmSession::new(Arc::new(UsmUser::new("admin").expect("a name")), 7);
    let get = Pdu::Get(Request { id: 1, varbinds: nulls() });
    let probe = session.seal(&get, b"", 1, now).expect("a request").datagram;
    let report = agent.open(&probe, now).expect_err("a discovery").report.expect("the engine id");
    session.open(&report, now).expect("discovered");
    let request = session.seal(&get, b"", 2, now).expect("a request").datagram;
    let incoming = agent.open(&request, now).expect("a request");
    let answer = agent.respond(&incoming, &response(1, every_value()), now).expect("an answer");
    let trap = Pdu::Trap(Request { id: 1, varbinds: link_down() });
    let mut trap_of = |user: &[u8]| agent.trap(user, b"", &trap, 2, now).expect("a trap");
    let traps = [trap_of(b"admin"), trap_of(b"private"), trap_of(b"both")];
    let [open, signed, both] = traps;
    vec![
        ("probe", probe),
        ("report", report),
        ("request", request),
        ("answer", answer),
        ("trap", open),
        ("trap-signed", signed),
        ("trap-encrypted", both),
    ]
}

/// Agents as scripts for `walk_ends` and `poll_ends`: rows that follow, ends, refusals, silence.
fn agents() -> Vec<(&'static str, Vec<u8>)> {
    let answer = |rows: u8| {
        let rows = [200, rows].into_iter().chain([0x27, 0].repeat(usize::from(rows)));
        rows.chain([0, 3, 200]).collect::<Vec<u8>>()
    };
    let refusal = vec![20, 0, 0, 0, 200];
    let end = vec![200, 2, 0x00, 0x08, 0, 1, 200];
    vec![
        ("columns", [vec![0x03], answer(20).repeat(6)].concat()),
        ("rows", [vec![0x43], answer(20).repeat(6)].concat()),
        ("rows-of-v1", [vec![0xc3], refusal.repeat(9), answer(8).repeat(3)].concat()),
        ("limits", [vec![0x32], answer(9).repeat(4), end].concat()),
        ("one-at-a-time", [vec![0x84], answer(4).repeat(30)].concat()),
        ("silent", [vec![0x01, 0, 0, 0], answer(3).repeat(3), refusal.repeat(4), answer(8)].concat()),
    ]
}

/// Sites of two devices as scripts for `device_is_sound`: every column of some tables, each with the type that the MIB
/// gives it, one row per table.
fn devices() -> Vec<(&'static str, Vec<u8>)> {
    const ADDRESS: &[u8] = &[1, 4, 10, 0, 0, 1];
    const MAC: &[u8] = &[0, 0x1e, 0x58, 0xa3, 0x2f, 1];
    let groups: [(&str, &[(&str, &[u8])]); 8] = [
        ("system-and-interfaces", &[("system", &[]), ("ifTable", &[1]), ("ifXTable", &[1]), ("ifStackTable", &[2, 1])]),
        (
            "lldp",
            &[
                ("lldpLocalSystemData", &[]),
                ("lldpLocPortTable", &[1]),
                ("lldpRemTable", &[0, 1, 1]),
                ("lldpRemManAddrTable", &[0, 1, 1, 1, 4, 10, 0, 0, 2]),
                ("lldpXdot1RemTable", &[0, 1, 1]),
                ("lldpXMedRemInventoryTable", &[0, 1, 1]),
            ],
        ),
        (
            "neighbors-of-makers",
            &[
                ("lldpV2RemTable", &[0, 1, 1, 1]),
                ("tmnxLldpRemTable", &[0, 1, 1, 1]),
                ("lldpNeighborInfoTable", &[1, 1]),
                ("cdpCacheTable", &[1, 1]),
                ("snFdpCacheTable", &[1, 1]),
                ("extremeEdpTable", &[1, 0, 0, 0, 0x1e, 0x58, 0xa3, 0x2f, 2]),
                ("s5EnMsTopNmmTable", &[1, 1, 10, 0, 0, 2, 1]),
                ("mtxrNeighborTable", &[1]),
            ],
        ),
        (
            "addresses",
            &[("ipAddrTable", &[10, 0, 0, 1]), ("ipAddressTable", ADDRESS), ("ipNetToMediaTable", &[1, 10, 0, 0, 2])],
        ),
        (
            "bridge",
            &[
                ("dot1dBase", &[]),
                ("dot1dBasePortTable", &[1]),
                ("dot1dStp", &[]),
                ("dot1dStpPortTable", &[1]),
                ("dot1qPortVlanTable", &[1]),
                ("dot1qVlanStaticTable", &[10]),
            ],
        ),
        (
            "instances",
            &[
                ("ieee8021MstpTable", &[1, 7]),
                ("ieee8021MstpPortTable", &[1, 7, 1]),
                ("hwMstpPortTable", &[7, 1]),
                ("hh3cdot1sPortTable", &[7, 1]),
                ("stpxSpanningTreeObjects", &[]),
                ("stpxRSTPPortRoleTable", &[7, 1]),
            ],
        ),
        (
            "fdb",
            &[
                ("dot1qTpFdbTable", &[10, 0, 0x1e, 0x58, 0xa3, 0x2f, 1]),
                ("dot1dTpFdbTable", MAC),
                ("dot3adAggPortTable", &[1]),
            ],
        ),
        (
            "routing",
            &[
                ("ipAddrTable", &[10, 0, 0, 1]),
                ("ospfGeneralGroup", &[]),
                ("ospfIfTable", &[10, 0, 0, 1, 0]),
                ("ospfNbrTable", &[10, 0, 0, 2, 0]),
                ("bgp", &[]),
                ("bgpPeerTable", &[10, 0, 0, 2]),
                ("vrrpOperTable", &[1, 1]),
            ],
        ),
    ];
    let site = |rows: &[(&str, &[u8])]| [device(rows, 1), vec![0xff], device(rows, 2)].concat();
    groups.into_iter().map(|(name, rows)| (name, site(rows))).collect()
}

/// A device that has these rows; its number is in its addresses.
fn device(rows: &[(&str, &[u8])], number: u8) -> Vec<u8> {
    let mut script = vec![0];
    for (name, index) in rows {
        let choice = tables().iter().position(|it| it.table.name == *name).expect("a table that is asked for");
        for (place, column) in tables()[choice].table.columns.iter().enumerate() {
            script.extend([choice as u8, place as u8, index.len() as u8]);
            script.extend(*index);
            let mac = [0, 0x1e, 0x58, 0xa3, 0x2f, number];
            script.push(0);
            match column.syntax {
                Syntax::Integer => script.push(4),
                Syntax::Counter32 | Syntax::Gauge32 | Syntax::TimeTicks => script.extend([0, 0, 0, 4]),
                Syntax::Counter64 => script.extend([0, 0, 0, 0, 0, 0, 0, 4]),
                Syntax::IpAddress => script.extend([10, 0, 0, number]),
                Syntax::ObjectId => script.extend([2, 0, 0, 0, 6, 0, 0, 0, 1]),
                Syntax::BridgeId => script.extend([&[8, 0x80, 0][..], &mac].concat()),
                Syntax::DisplayString => script.extend(b"\x03eth"),
                _ => script.extend([&[6][..], &mac].concat()),
            }
        }
    }
    script
}

/// Scripts for `sealed`: the choice of user and time, and a scoped PDU to be sealed.
fn sealed() -> Vec<(&'static str, Vec<u8>)> {
    let scoped = |pdu: Pdu| -> Vec<u8> {
        // A message of v2c holds the PDU as a scoped one does: behind version and community.
        let message = Message { version: Version::V2c, community: CommunityString::new(""), pdu };
        let octets = encode(&message).expect("a message that can be written");
        let pdu = octets.iter().position(|octet| *octet >= 0xa0).map_or(&[][..], |at| &octets[at..]);
        let content = [&[4, 5, 0x80, 0, 0, 0, 1, 4, 0][..], pdu].concat();
        let length = content.len();
        let head =
            if length < 128 { vec![0x30, length as u8] } else { vec![0x30, 0x82, (length >> 8) as u8, length as u8] };
        [head, content].concat()
    };
    let cause = VarBind::new(oid(&[1, 3, 6, 1, 6, 3, 15, 1, 1, 2, 0]), Value::Counter32(1));
    let report = Response { id: 1, status: ErrorStatus::NoError, index: 0, varbinds: vec![cause] };
    let case = |choice: u8, pdu| [vec![choice, 9], scoped(pdu)].concat();
    vec![
        ("answer-signed", case(0, response(1, every_value()))),
        ("answer-encrypted", case(1, response(1, every_value()))),
        ("report", case(0, Pdu::Report(report))),
        ("trap", case(4, Pdu::Trap(Request { id: 1, varbinds: link_down() }))),
        ("inform-encrypted", case(5, Pdu::Inform(Request { id: 1, varbinds: link_down() }))),
        ("cipher-text", vec![3, 9, 1, 2, 3, 4, 5, 6, 7, 8]),
    ]
}

const NAMES: [(&str, &str); 5] = [
    ("scalar", "SNMPv2-MIB::sysUpTime.0"),
    ("mac", "dot1dTpFdbPort.00:1e:58:a3:2f:cd"),
    ("address", "ipAddressIfIndex.ipv4.\"10.0.0.1\""),
    ("text", "lldpLocManAddrIfId.1.\"a b\""),
    ("numbers", ".1.3.6.1.2.1.31.1.1.1.6.10"),
];

const RECORDINGS: [(&str, &str); 2] = [
    (
        "snmpwalk",
        ".1.3.6.1.2.1.1.1.0 = STRING: \"two\nlines\"\n\
         .1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.9.1.516\n\
         .1.3.6.1.2.1.1.3.0 = Timeticks: (33806000) 3 days, 21:54:20.00\n\
         .1.3.6.1.2.1.2.2.1.2.1 = \"\"\n\
         .1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 00 1E 58 A3 2F CD \n\
         .1.3.6.1.2.1.2.2.1.8.1 = INTEGER: up(1)\n\
         .1.3.6.1.2.1.2.2.1.10.1 = Counter32: 4294967295\r\n\
         .1.3.6.1.2.1.4.20.1.1.10.0.0.1 = IpAddress: 10.0.0.1\n\
         .1.3.6.1.2.1.31.1.1.1.6.1 = Counter64: 18446744073709551615\n\
         .1.3.6.1.2.1.2.2.1.5.1 = Gauge32: 100 packets\n\
         .1.3.6.1.4.1.2021.10.1.6.1 = Opaque: Float: 0.5\n\
         .1.3.6.1.2.1.99 = BITS: C0 ping(0) trace(1) \n\
         .1.3.6.1.2.1.100 = No Such Object available on this agent at this OID\n\
         End of MIB\n",
    ),
    (
        "snmprec",
        "1.3.6.1.2.1.1.1.0|4|core1\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.516\n1.3.6.1.2.1.1.3.0|67|360000\n\
         1.3.6.1.2.1.2.2.1.6.1|4x|001e58a32fcd\n1.3.6.1.2.1.2.2.1.8.1|2|1\n1.3.6.1.2.1.2.2.1.10.1|65|4294967295\n\
         1.3.6.1.2.1.4.20.1.1.10.0.0.1|64|10.0.0.1\n1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615\n\
         1.3.6.1.2.1.2.2.1.5.1|66|100\n1.3.6.1.2.1.99|5|\n",
    ),
];
