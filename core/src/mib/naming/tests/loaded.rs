//! Modules written for these tests.

use super::*;
use crate::mib::{MibFile, MibStrictness};

const TYPES: &str = r#"ACME-TC DEFINITIONS ::= BEGIN
IMPORTS
    MODULE-IDENTITY, enterprises FROM SNMPv2-SMI
    TEXTUAL-CONVENTION FROM SNMPv2-TC;

acmeTypes MODULE-IDENTITY
    LAST-UPDATED "202601010000Z"
    ORGANIZATION "Acme"
    CONTACT-INFO "none"
    DESCRIPTION "Types, with DEFINITIONS in a text -- and dashes."
    REVISION "202601010000Z"
    DESCRIPTION "First."
    ::= { enterprises 99999 1 }

AcmeMode ::= TEXTUAL-CONVENTION
    STATUS current
    DESCRIPTION "How it runs."
    SYNTAX INTEGER { idle(1), running(2), onFire(3) }

AcmeTenths ::= TEXTUAL-CONVENTION
    DISPLAY-HINT "d-1"
    STATUS current
    DESCRIPTION "Tenths of a degree."
    SYNTAX Integer32

AcmeKey ::= TEXTUAL-CONVENTION
    DISPLAY-HINT "1x-"
    STATUS current
    DESCRIPTION "A key."
    SYNTAX OCTET STRING (SIZE (4))
END
"#;

const MODULE: &str = r#"ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Integer32, IpAddress, enterprises
        FROM SNMPv2-SMI
    DisplayString, MacAddress
        FROM SNMPv2-TC
    AcmeMode, AcmeTenths, AcmeKey
        FROM ACME-TC;

acme MODULE-IDENTITY
    LAST-UPDATED "202601010000Z"
    ORGANIZATION "Acme"
    CONTACT-INFO "none"
    DESCRIPTION "Machines."
    REVISION "202601010000Z"
    DESCRIPTION "First."
    ::= { enterprises 99999 2 }

acmeEvents OBJECT IDENTIFIER ::= { acme 0 }

acmeBurns NOTIFICATION-TYPE
    OBJECTS { acmeMode }
    STATUS current
    DESCRIPTION "It burns."
    ::= { acmeEvents 7 }

acmeMode OBJECT-TYPE
    SYNTAX AcmeMode
    MAX-ACCESS read-write
    STATUS current
    DESCRIPTION "How it runs."
    ::= { acme 1 }

acmeHeat OBJECT-TYPE
    SYNTAX AcmeTenths
    MAX-ACCESS read-only
    STATUS current
    DESCRIPTION "How hot it is."
    ::= { acme 2 }

acmeTable OBJECT-TYPE
    SYNTAX SEQUENCE OF AcmeEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Tenants."
    ::= { acme 3 }

acmeEntry OBJECT-TYPE
    SYNTAX AcmeEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "A tenant."
    INDEX { acmeTenant, acmeKind, acmeMac, acmeAddress, IMPLIED acmeName }
    ::= { acmeTable 1 }

AcmeEntry ::= SEQUENCE {
    acmeTenant DisplayString,
    acmeKind AcmeMode,
    acmeMac MacAddress,
    acmeAddress IpAddress,
    acmeName DisplayString,
    acmeSecret AcmeKey
}

acmeTenant OBJECT-TYPE
    SYNTAX DisplayString (SIZE (0..32))
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Who."
    ::= { acmeEntry 1 }

acmeKind OBJECT-TYPE
    SYNTAX AcmeMode
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "What."
    ::= { acmeEntry 2 }

acmeMac OBJECT-TYPE
    SYNTAX MacAddress
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Where, in layer 2."
    ::= { acmeEntry 3 }

acmeAddress OBJECT-TYPE
    SYNTAX IpAddress
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Where, in layer 3."
    ::= { acmeEntry 4 }

acmeName OBJECT-TYPE
    SYNTAX DisplayString (SIZE (1..32))
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Which."
    ::= { acmeEntry 5 }

acmeSecret OBJECT-TYPE
    SYNTAX AcmeKey
    MAX-ACCESS read-only
    STATUS current
    DESCRIPTION "A key."
    ::= { acmeEntry 6 }
END
"#;

fn file(name: &str, text: &str) -> MibFile {
    MibFile { name: name.to_owned(), text: text.as_bytes().to_vec() }
}

fn loaded() -> Names {
    let mut names = Names::new();
    let files = [file("acme.txt", MODULE), file("acme-tc.txt", TYPES)];
    let report = names.load(&files, MibStrictness::Strict).unwrap();
    assert_eq!((report.modules, report.faults), (vec!["ACME-MIB".to_owned(), "ACME-TC".to_owned()], vec![]));
    assert!(report.objects >= 14, "{}", report.objects);
    names
}

#[test]
fn a_users_modules_give_names_to_numbers_and_values() {
    let names = loaded();
    let acme = "1.3.6.1.4.1.99999.2";
    let row = "4.67.111.114.101.2.0.30.88.163.47.205.10.0.0.1.120.121";
    for (name, number) in [
        ("ACME-MIB::acmeMode.0".to_owned(), format!("{acme}.1.0")),
        ("ACME-MIB::acmeBurns".to_owned(), format!("{acme}.0.7")),
        ("ACME-TC::acmeTypes".to_owned(), "1.3.6.1.4.1.99999.1".to_owned()),
        (
            "ACME-MIB::acmeSecret.\"Core\".running.00:1e:58:a3:2f:cd.10.0.0.1.\"xy\"".to_owned(),
            format!("{acme}.3.1.6.{row}"),
        ),
        ("IF-MIB::ifIndex.7".to_owned(), "1.3.6.1.2.1.2.2.1.1.7".to_owned()),
    ] {
        assert_eq!(names.name_of(&oid(&number)).unwrap(), name);
        assert_eq!(names.lookup(&name).unwrap(), oid(&number), "{name}");
    }
    assert_eq!(names.lookup(&format!("acmeSecret.{row}")).unwrap(), oid(&format!("{acme}.3.1.6.{row}")));
    for (name, value, shown) in [
        ("acmeMode.0", Value::Integer(3), "onFire(3)"),
        ("acmeHeat.0", Value::Integer(215), "21.5"),
        ("acmeHeat.0", Value::Integer(-5), "-0.5"),
        ("acmeSecret.1", Value::OctetString(vec![1, 0xab, 0, 0xff]), "01-ab-00-ff"),
    ] {
        assert_eq!(names.show(&names.lookup(name).unwrap(), &value).to_lowercase(), shown.to_lowercase(), "{name}");
    }
    let info = names.describe(&names.lookup("acmeSecret").unwrap()).unwrap();
    assert_eq!(info.index, ["acmeTenant", "acmeKind", "acmeMac", "acmeAddress", "acmeName"]);
    assert_eq!(info.display_hint.as_deref(), Some("1x-"));
}

#[test]
fn a_missing_module_is_named_with_the_file_and_the_line() {
    let mut names = Names::new();
    let before = names.len();
    let error = names.load(&[file("mibs/acme.txt", MODULE)], MibStrictness::Strict).unwrap_err();
    assert_eq!(
        error.to_string(),
        "mibs/acme.txt is malformed at line 7: it imports from ACME-TC, which none of the files has"
    );
    assert_eq!(names.len(), before, "nothing was added");
    let report = names.load(&[file("mibs/acme.txt", MODULE)], MibStrictness::Lenient).unwrap();
    let fault = &report.faults[0];
    assert_eq!(
        (fault.file.as_str(), fault.line, fault.missing_module.as_deref()),
        ("mibs/acme.txt", 7, Some("ACME-TC"))
    );
    assert_eq!(
        report.faults.iter().filter(|fault| fault.missing_module.is_some()).count(),
        1,
        "once, not for each symbol"
    );
    assert_eq!(names.name_of(&oid("1.3.6.1.4.1.99999.2.1.0")).as_deref(), Some("ACME-MIB::acmeMode.0"));
    assert_eq!(names.show(&oid("1.3.6.1.4.1.99999.2.1.0"), &Value::Integer(3)), "3", "its type is not known");
}

#[test]
fn a_syntax_error_has_its_file_and_line() {
    let broken = MODULE.replace("SYNTAX AcmeTenths", "SYNTAX");
    let line = 1 + broken.lines().position(|line| line.trim_end().ends_with("SYNTAX")).unwrap();
    let mut names = Names::new();
    let files = [file("acme.txt", &broken), file("tc.txt", TYPES)];
    let error = names.load(&files, MibStrictness::Strict).unwrap_err();
    let said = error.to_string();
    let at = |line: usize| format!("acme.txt is malformed at line {line}: ");
    assert!(said.starts_with(&at(line)) || said.starts_with(&at(line + 1)), "{said}");
    let report = names.load(&files, MibStrictness::Lenient).unwrap();
    assert!(!report.faults.is_empty() && names.lookup("acmeMode.0").is_ok());
}

#[test]
fn files_that_are_no_modules_are_told() {
    let mut names = Names::new();
    let said =
        |names: &mut Names, files: &[MibFile]| names.load(files, MibStrictness::Lenient).unwrap_err().to_string();
    let expected = "notes.txt is malformed at line 1: it has no MIB module: NAME DEFINITIONS ::= BEGIN is expected";
    assert_eq!(said(&mut names, &[file("notes.txt", "buy milk -- X DEFINITIONS ::= BEGIN\n")]), expected);
    assert!(said(&mut names, &[]).contains("at least one is expected"));
    let report = names.load(&[file("notes.txt", ""), file("tc.txt", TYPES)], MibStrictness::Lenient).unwrap();
    assert_eq!((report.faults.len(), report.modules.len()), (1, 1));
    assert_eq!(
        names.load(&[file("big", &" ".repeat((16 << 20) + 1))], MibStrictness::Lenient).unwrap_err().code(),
        "limit"
    );
}

#[test]
fn two_modules_in_one_file_and_two_of_one_name() {
    let mut names = Names::new();
    let other = TYPES.replace("99999 1", "99999 9");
    let files = [file("all.txt", &format!("{TYPES}\n{MODULE}")), file("again.txt", &other)];
    let report = names.load(&files, MibStrictness::Strict).unwrap();
    assert_eq!(report.modules, ["ACME-MIB", "ACME-TC"]);
    assert_eq!(names.lookup("acmeTypes").unwrap(), oid("1.3.6.1.4.1.99999.1"), "the first counts");
}

#[test]
fn a_number_that_is_too_large_for_a_name_gives_none() {
    for place in ["{ 99999999999999999999 }", "{ enterprises 4294967296 1 }", "{ enterprises x(4294967296) 1 }"] {
        let text = TYPES.replace("{ enterprises 99999 1 }", place);
        let files = [file("tc.txt", &text)];
        let mut names = Names::new();
        let error = names.load(&files, MibStrictness::Strict).unwrap_err().to_string();
        assert!(error.contains("tc.txt is malformed at line 13"), "{error}");
        assert_eq!(names.load(&files, MibStrictness::Lenient).unwrap_err().to_string(), error, "nothing else is there");
        let report = names.load(&[file("tc.txt", &text), file("acme.txt", MODULE)], MibStrictness::Lenient).unwrap();
        assert_eq!(names.lookup("acmeMode.0").unwrap(), oid("1.3.6.1.4.1.99999.2.1.0"));
        assert!(names.lookup("acmeTypes").is_err() && !report.faults.is_empty(), "{place}");
    }
}

mod hostile {
    use super::*;
    use proptest::prelude::*;

    /// A sound module with pieces cut out, doubled and replaced.
    fn mangled() -> impl Strategy<Value = Vec<u8>> {
        let edit =
            (any::<proptest::sample::Index>(), 0_usize..60, proptest::collection::vec(any::<u8>(), 0..12), 0_u8..4);
        proptest::collection::vec(edit, 1..8).prop_map(|edits| {
            let mut text = format!("{TYPES}\n{MODULE}").into_bytes();
            for (at, length, bytes, kind) in edits {
                let at = at.index(text.len());
                let end = (at + length).min(text.len());
                match kind {
                    0 => drop(text.drain(at..end)),
                    1 => drop(text.splice(at..end, bytes)),
                    2 => {
                        let piece: Vec<u8> = text[at..end].to_vec();
                        text.splice(at..at, piece);
                    }
                    _ => {
                        let words: [&[u8]; 8] = [
                            b"::=",
                            b"{",
                            b"\"",
                            b"--",
                            b" END ",
                            b"SEQUENCE OF",
                            b"(SIZE (0..",
                            b"{ acme 99999999999999999999 }",
                        ];
                        text.splice(at..at, words[length % words.len()].iter().copied());
                    }
                }
                if text.is_empty() {
                    text.push(b' ');
                }
            }
            text
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn no_file_makes_it_panic(text in mangled()) {
            let mut names = Names::default();
            let given = [MibFile { name: "fuzzed".to_owned(), text }];
            if let Ok(report) = names.load(&given, MibStrictness::Lenient) {
                prop_assert!((report.objects > 0 || report.faults.is_empty()) && report.faults.len() <= 1_000);
                let known: Vec<Oid> = names.objects.keys().cloned().collect();
                for oid in known {
                    let name = names.name_of(&oid.child(&[3, 1, 2, 3]));
                    prop_assert!(name.is_some());
                }
            }
            let _ = names.load(&given, MibStrictness::Strict);
        }
    }
}
