use proptest::prelude::*;

use super::{Recording, RecordingEnd, RecordingFormat, read_folder};
use crate::inventory::Site;
use crate::value::{Oid, TimeTicks, Value, VarBind, VlanId};

fn walk(text: &str) -> Recording {
    Recording::parse(text.as_bytes(), RecordingFormat::Walk)
}

fn only(text: &str) -> Value {
    let recording = walk(&format!(".1.3.6.1 = {text}\n"));
    assert_eq!(recording.faults, [], "{text}");
    assert_eq!(recording.end, RecordingEnd::Complete, "{text}");
    assert_eq!(recording.varbinds.len(), 1, "{text}");
    assert_eq!(recording.varbinds[0].name, Oid::new(&[1, 3, 6, 1]), "{text}");
    recording.varbinds[0].value.clone()
}

fn octets(bytes: impl AsRef<[u8]>) -> Value {
    Value::OctetString(bytes.as_ref().to_vec())
}

#[test]
fn every_type_of_snmpwalk() {
    let mac = octets([0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]);
    let cases = [
        ("INTEGER: 26", Value::Integer(26)),
        ("INTEGER: -1", Value::Integer(-1)),
        ("INTEGER: up(1)", Value::Integer(1)),
        ("INTEGER: notPresent(-6)", Value::Integer(-6)),
        ("INTEGER: 60 seconds", Value::Integer(60)),
        ("INTEGER: 0.30", Value::Integer(30)),
        ("Gauge32: 4294967295", Value::Gauge32(u32::MAX)),
        ("Gauge32: 100 packets", Value::Gauge32(100)),
        ("Counter32: 7", Value::Counter32(7)),
        ("Counter64: 18446744073709551615", Value::Counter64(u64::MAX)),
        ("Timeticks: (46239) 0:07:42.39", Value::TimeTicks(TimeTicks(46239))),
        ("Timeticks: (33806000) 3 days, 21:54:20.00", Value::TimeTicks(TimeTicks(33_806_000))),
        ("Timeticks: 123", Value::TimeTicks(TimeTicks(123))),
        ("OID: .1.3.6.1.4.1.9.1.1", Value::ObjectId(Oid::new(&[1, 3, 6, 1, 4, 1, 9, 1, 1]))),
        ("OID: iso.3.6", Value::ObjectId(Oid::new(&[1, 3, 6]))),
        ("OID: .0.0", Value::ObjectId(Oid::new(&[0, 0]))),
        ("OID: ccitt.0", Value::ObjectId(Oid::new(&[0, 0]))),
        ("IpAddress: 10.0.0.1", Value::IpAddress([10, 0, 0, 1].into())),
        ("Network Address: 0A:04:44:C8", Value::IpAddress([10, 4, 68, 200].into())),
        ("BITS: 80 0 ", octets([0x80])),
        ("BITS: 00 20 10 ", octets([0, 0x20])),
        ("BITS: C0 ping(0) trace(1) ", octets([0xc0])),
        ("BITS: ", octets([])),
        ("Opaque: Float: 0.5", Value::Opaque(vec![0x9f, 0x78, 4, 0x3f, 0, 0, 0])),
        ("Opaque: 9F 78", Value::Opaque(vec![0x9f, 0x78])),
        ("NULL", Value::Null),
        ("\"\"", octets("")),
        ("STRING: \"\"", octets("")),
        ("STRING: ", octets("")),
        ("STRING: \"core1\"", octets("core1")),
        ("STRING: \"a \\\"b\\\" \\\\c\"", octets("a \"b\" \\c")),
        ("STRING: \"the \"red\" one\"", octets("the \"red\" one")),
        ("STRING: \"two\nlines\"", octets("two\nlines")),
        ("STRING: \"the mark\nstands alone\n\"", octets("the mark\nstands alone\n")),
        ("STRING: RouterOS RB411AR", octets("RouterOS RB411AR")),
        ("STRING: Cisco IOS\nCompiled by a team", octets("Cisco IOS\nCompiled by a team")),
        ("STRING: 0:1e:58:a3:2f:cd", mac.clone()),
        ("STRING: \"0:1e:58:a3:2f:cd\"", octets("0:1e:58:a3:2f:cd")),
        ("STRING: 12:30:59", octets("12:30:59")),
        ("Hex-STRING: 00 1E 58 A3 2F CD ", mac.clone()),
        ("Hex-STRING: 0:1e:58:a3:2f:cd", mac.clone()),
        ("Hex-STRING: 00 1E 58 \nA3 2F CD", mac.clone()),
        ("Hex-STRING: 00 1E 58 A3 2F CD  [..X./.]", mac),
        ("Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 5", Value::Integer(5)),
    ];
    for (text, value) in cases {
        assert_eq!(only(text), value, "{text}");
    }
}

#[test]
fn other_ways_to_write_a_name_and_the_sign() {
    for line in
        [".1.3.6.1 =INTEGER: 2\n", "1.3.6.1 = INTEGER: 2\r\n", "iso.3.6.1 = INTEGER: 2\n", ".1.3.6.1  =  INTEGER: 2\n"]
    {
        let recording = walk(line);
        assert_eq!(recording.varbinds, [VarBind::new(Oid::new(&[1, 3, 6, 1]), Value::Integer(2))], "{line}");
    }
}

#[test]
fn exceptions_are_no_variables() {
    let recording = walk(concat!(
        ".1.3.1 = No Such Object available on this agent at this OID\n",
        ".1.3.2 = No Such Instance currently exists at this OID\n",
        ".1.3.3 = INTEGER: 1\n",
        ".1.3.3 = No more variables left in this MIB View (It is past the end of the MIB tree)",
    ));
    assert_eq!(recording.varbinds, [VarBind::new(Oid::new(&[1, 3, 3]), Value::Integer(1))]);
    assert_eq!((recording.faults, recording.end), (vec![], RecordingEnd::Complete));
}

#[test]
fn faults_keep_their_lines_and_the_rest_stands() {
    let recording = walk(concat!(
        "# a comment\n",
        ".1.1 = INTEGER: 1\n",
        "what is this\n",
        "\n",
        ".1.2 = Gauge32: 4294967296\n",
        ".1.3 = PURPLE: 3\n",
        ".1.4 = STRING: \"lost its mark\n",
        ".1.4294967296 = INTEGER: 1\n",
        ".1.5 = INTEGER: 5\n",
    ));
    let names: Vec<String> = recording.varbinds.iter().map(|varbind| varbind.name.to_string()).collect();
    assert_eq!(names, ["1.1", "1.4", "1.5"]);
    assert_eq!(recording.varbinds[1].value, octets("lost its mark"));
    let faults: Vec<String> = recording.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "line 3: `.OID = TYPE: value` is expected, not `what is this`",
            "line 5: `4294967296` is not a value of type Gauge32 at 1.2",
            "line 6: `PURPLE` is not a type at 1.3",
            "line 7: the closing quotation mark is missing",
            "line 8: `.1.4294967296 = INTEGER: 1` is not an object identifier",
        ]
    );
    assert_eq!(recording.end, RecordingEnd::Complete);
}

#[test]
fn a_cut_at_any_byte_is_never_taken_for_the_whole() {
    let text = concat!(
        ".1.3.6.1.2.1.1.1.0 = STRING: \"a\nb\"\n",
        ".1.3.6.1.2.1.1.3.0 = Timeticks: (46239) 0:07:42.39\n",
        ".1.3.6.1.2.1.17.1.1.0 = Hex-STRING: 00 1E 58 A3 2F CD \n",
        ".1.3.6.1.2.1.2.1.0 = INTEGER: 26\n",
        ".1.3.6.1.2.1.4.20.1.1 = IpAddress: 10.0.0.1\n",
    );
    let starts: Vec<usize> = text.match_indices("\n.1").map(|(at, _)| at + 1).collect();
    let closed_by = ["b\"", "(46239)"].map(|end| text.find(end).unwrap() + end.len());
    for cut in 1..text.len() {
        let end_of_the_line = text[cut..].find('\n').unwrap() + cut;
        let whole = starts.contains(&cut)
            || closed_by
                .iter()
                .any(|closed| (*closed..=end_of_the_line).contains(&cut) && !text[*closed..cut].contains('\n'));
        let end = walk(&text[..cut]).end;
        assert_eq!(end == RecordingEnd::Complete, whole, "{end:?} {}", &text[..cut]);
    }
}

#[test]
fn octets_as_long_as_those_before_are_whole() {
    let text = ".1.1.1 = Hex-STRING: 00 11 22 \n.1.1.2 = Hex-STRING: 00 11 22 ";
    assert_eq!(walk(text).end, RecordingEnd::Complete);
    assert_eq!(walk(&text[..text.len() - 3]).end, RecordingEnd::Open { line: 2 });
}

#[test]
fn what_stops_within_a_value_is_truncated() {
    let cases = [
        (".1.3.6.1.2.1.1", 1),
        (".1.1 = INTEGER: 1\n.1.2 = INTEG", 2),
        (".1.1 = INTEGER: 1\n.1.2 = INTEGER:", 2),
        (".1.1 = STRING: \"abc\ndef", 1),
        (".1.1 = STRING: \"abc\n", 1),
        (".1.1 = Hex-STRING: 00 1", 1),
        (".1.1 = Hex-STRING: 00 11\n00 1", 1),
        (".1.1 = IpAddress: 10.0.", 1),
        (".1.1 = Timeticks: (12", 1),
        (".1.1 = INTEGER: 1\nTimeout: No Response from 10.0.0.1\n", 2),
        (".1.1 = STRING: a\nTimeout: No Response from 10.0.0.1\n", 2),
    ];
    for (text, at) in cases {
        match walk(text).end {
            RecordingEnd::Truncated { line, .. } => assert_eq!(line, at, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!(walk(".1.1 = INTEGER: 1").end, RecordingEnd::Open { line: 1 });
}

#[test]
fn snmprec_tags() {
    let text = concat!(
        "1.3.1|2|-5\n",
        "1.3.2|4|two words | a bar\n",
        "1.3.3|4x|001e58a32fcd\n",
        "1.3.4|5|\n",
        "1.3.5|6|1.3.6.1.4.1.9\n",
        "1.3.6|64|10.0.0.1\n",
        "1.3.7|64x|0a000001\n",
        "1.3.8|65|4294967295\n",
        "1.3.9|66|6\n",
        "1.3.10|67|7\r\n",
        "1.3.11|68x|9f78\n",
        "1.3.12|70|18446744073709551615\n",
        "1.3.13|4e|a\\x41\\n\n",
        "1.3.14|2:numeric|rate=1\n",
        "1.3.15|4x|0\n",
        "1.3.16|65|4294967296\n",
        "1.3.17|2\n",
    );
    let recording = Recording::parse(text.as_bytes(), RecordingFormat::of(text.as_bytes()));
    let values: Vec<Value> = recording.varbinds.into_iter().map(|varbind| varbind.value).collect();
    assert_eq!(
        values,
        [
            Value::Integer(-5),
            octets("two words | a bar"),
            octets([0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]),
            Value::Null,
            Value::ObjectId(Oid::new(&[1, 3, 6, 1, 4, 1, 9])),
            Value::IpAddress([10, 0, 0, 1].into()),
            Value::IpAddress([10, 0, 0, 1].into()),
            Value::Counter32(u32::MAX),
            Value::Gauge32(6),
            Value::TimeTicks(TimeTicks(7)),
            Value::Opaque(vec![0x9f, 0x78]),
            Value::Counter64(u64::MAX),
            octets("aA\n"),
        ]
    );
    let lines: Vec<u64> = recording.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [14, 15, 16, 17]);
    assert!(recording.faults[0].reason.contains("module `numeric`"), "{}", recording.faults[0]);
    let cut = Recording::parse(b"1.3.1|2|1\n1.3.2|4", RecordingFormat::SnmpRec);
    assert!(matches!(cut.end, RecordingEnd::Truncated { line: 2, .. }));
}

#[test]
fn marks_of_byte_order_and_utf_16() {
    let text = ".1.1 = INTEGER: 1\r\n.1.2 = INTEGER: 2\r\n";
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    for bytes in [wide, marked] {
        assert_eq!(Recording::parse(&bytes, RecordingFormat::of(&bytes)).varbinds, walk(text).varbinds);
    }
}

#[test]
fn bytes_that_are_not_utf_8_stay() {
    let recording = Recording::parse(b".1.1 = STRING: \"Z\xfcrich\"\n", RecordingFormat::Walk);
    assert_eq!(recording.varbinds[0].value, octets(b"Z\xfcrich"));
}

#[test]
fn a_folder_is_a_network() {
    let dir = tempfile::tempdir().unwrap();
    let line = ".1.3.6.1.2.1.1.7.0 = INTEGER: 2\n";
    for name in ["R1.snmpwalk.txt", "east_10.20.30.40.txt", "10.0.0.7", "sw.properties", "sw@10.txt", "sw.vlan20.txt"] {
        std::fs::write(dir.path().join(name), line).unwrap();
    }
    std::fs::write(dir.path().join("p.snmprec"), "1.3.6.1.2.1.1.7.0|2|2\n").unwrap();
    std::fs::write(dir.path().join("README.txt"), "not a recording").unwrap();
    std::fs::write(dir.path().join("truth.json"), "{}").unwrap();
    std::fs::write(dir.path().join("garbage.txt"), [0_u8; 64]).unwrap();
    std::fs::write(dir.path().join("empty.walk"), "").unwrap();
    std::fs::write(dir.path().join("cut.txt"), format!("{line}.1.3.6.1.2.1.1.8.0 = INTEGER: 1")).unwrap();
    std::fs::create_dir(dir.path().join("stack")).unwrap();
    for name in ["one.txt", "two.txt", "fdb@30.txt"] {
        std::fs::write(dir.path().join("stack").join(name), line).unwrap();
    }

    let (devices, failures) = read_folder(dir.path()).unwrap();

    let found: Vec<_> =
        devices.iter().map(|device| (&*device.name, device.varbinds.len(), device.vlans.len())).collect();
    assert_eq!(
        found,
        [
            ("10.0.0.7", 1, 0),
            ("R1", 1, 0),
            ("cut", 1, 0),
            ("east_10.20.30.40", 1, 0),
            ("p", 1, 0),
            ("stack", 2, 1),
            ("sw", 1, 2),
        ]
    );
    assert_eq!(devices[3].address, Some([10, 20, 30, 40].into()));
    assert_eq!(devices[6].vlans.keys().collect::<Vec<_>>(), [&VlanId(10), &VlanId(20)]);
    assert_eq!(devices[2].truncated.len(), 1);
    assert_eq!(devices.iter().filter(|device| !device.truncated.is_empty()).count(), 1);
    let failed: Vec<_> = failures.iter().map(|failure| (&*failure.target, &*failure.code)).collect();
    assert_eq!(failed, [("empty.walk", "malformed"), ("garbage.txt", "malformed")]);
    assert!(failures[0].reason.ends_with("is malformed at line 1: the file is empty"), "{}", failures[0].reason);
}

#[test]
fn a_site_is_made_of_recordings() {
    let dir = tempfile::tempdir().unwrap();
    let system = ".1.3.6.1.2.1.1.1.0 = STRING: \"a switch\"\n.1.3.6.1.2.1.1.5.0 = STRING: \"other-name\"\n";
    let ports = ".1.3.6.1.2.1.2.2.1.2.1 = STRING: \"port1\"\n.1.3.6.1.2.1.2.2.1.2.2 = STRING: \"port2\"\n";
    std::fs::write(dir.path().join("sw1.txt"), format!("{system}{ports}")).unwrap();
    std::fs::write(dir.path().join("sw2.txt"), format!("{system}{ports}.1.3.6.1.2.1.2.2.1.3.1 = INTEG")).unwrap();
    std::fs::write(dir.path().join("sw3.txt"), "").unwrap();

    let site = Site::from_recordings(dir.path()).unwrap();

    let found: Vec<_> = site.devices.iter().map(|it| (&*it.id.0, &*it.name, it.interfaces.len())).collect();
    assert_eq!(found, [("sw1", "sw1", 2), ("sw2", "sw2", 2)]);
    assert_eq!(site.devices[0].system.name.as_deref(), Some("other-name"));
    let complete =
        |device: usize| site.devices[device].coverage.iter().find(|it| it.table == "ifTable").unwrap().complete;
    assert_eq!((complete(0), complete(1)), (true, false));
    assert_eq!(site.devices[1].faults.len(), 1);
    assert_eq!(site.devices[1].faults[0].index, "sw2.txt line 5");
    let failed: Vec<_> = site.failures.iter().map(|it| &*it.target).collect();
    assert_eq!((failed, site.asked), (vec!["sw3.txt", "sw2.txt"], 3));
}

#[test]
fn where_no_file_has_a_last_line_end_its_absence_means_nothing() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), ".1.1 = INTEGER: 1").unwrap();
    let (devices, failures) = read_folder(dir.path()).unwrap();
    assert_eq!((devices[0].varbinds.len(), devices[0].truncated.len(), failures.len()), (1, 0, 0));
}

#[test]
fn a_folder_that_is_not_there_or_holds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(read_folder(&dir.path().join("absent")).unwrap_err().code(), "io");
    assert_eq!(read_folder(dir.path()).unwrap_err().code(), "invalid");
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [RecordingFormat::Walk, RecordingFormat::SnmpRec] {
            let _ = Recording::parse(&bytes, format);
        }
        let _ = RecordingFormat::of(&bytes);
    }

    #[test]
    fn nothing_panics_on_what_is_nearly_a_walk(
        lines in prop::collection::vec(
            r#"\.?[0-9]{1,3}(\.[0-9]{1,11}){0,4} ?=? ?(STRING|Hex-STRING|BITS|INTEGER|Timeticks|OID|Opaque|Wrong Type \()?:? ?["(]?[0-9A-F\\": a\n)]{0,20}"?"#,
            0..8,
        ),
    ) {
        let text = lines.join("\n");
        let recording = walk(&text);
        prop_assert!(recording.faults.len() <= text.lines().count());
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_and_does_not_block() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), ".1.3.6.1.2.1.1.5.0 = STRING: \"a\"\n").unwrap();
    std::fs::create_dir(dir.path().join("b")).unwrap();
    for pipe in ["pipe", "b/pipe"] {
        assert!(std::process::Command::new("mkfifo").arg(dir.path().join(pipe)).status().unwrap().success());
    }
    let (devices, failures) = read_folder(dir.path()).unwrap();
    assert_eq!(devices.len(), 1);
    assert_eq!(failures.len(), 2);
    for failure in failures {
        assert_eq!((&*failure.target, &*failure.code), ("pipe", "invalid"));
        assert!(failure.reason.ends_with("a regular file is expected"), "{}", failure.reason);
    }
    assert_eq!(Recording::read(&dir.path().join("pipe")).unwrap_err().code(), "invalid");
}
