//! Name servers: Debian's `bind9` and `bind9-utils`, and `knot`. Zones are signed with keys that the test makes.

use std::fs;

use netwarden::check::{self, DnsCheck, DnsTransport, DnssecRule};
use netwarden::io::probe::ProbeOptions;

use super::authority::{Authority, Flaw};
use super::server::{Server, Setup, free_port, run};
use super::{fact, result, verdict};

/// A zone's text with this serial number.
fn zone(name: &str, serial: u32, more: &str) -> String {
    format!(
        "$TTL 300\n$ORIGIN {name}.\n@ IN SOA ns1 hostmaster {serial} 3600 600 86400 60\n@ IN NS ns1\nns1 IN A 127.0.0.1\n\
         www IN A 192.0.2.1\n@ IN MX 10 mail\nmail IN A 192.0.2.2\n@ IN TXT \"v=spf1 -all\"\n*.wild IN A 192.0.2.7\n{more}"
    )
}

/// Signs the zone in `file`, and tells the key to trust.
fn sign(setup: &Setup, name: &str, file: &str, times: &[&str]) -> String {
    let folder = setup.path("");
    let make = |more: &[&str]| {
        let mut arguments = vec!["-q", "-K", &folder, "-a", "ECDSAP256SHA256"];
        arguments.extend_from_slice(more);
        arguments.push(name);
        run("dnssec-keygen", &arguments).trim().to_string()
    };
    let (entry, zone_key) = (make(&["-f", "KSK"]), make(&[]));
    let keys: String =
        [&entry, &zone_key].iter().map(|key| fs::read_to_string(setup.path(&format!("{key}.key"))).unwrap()).collect();
    let path = setup.path(file);
    fs::write(&path, fs::read_to_string(&path).unwrap() + "\n" + &keys).unwrap();
    let mut arguments = vec!["-K", &folder, "-P", "-o", name, "-d", &folder];
    arguments.extend_from_slice(times);
    let (entry_path, zone_path) = (setup.path(&entry), setup.path(&zone_key));
    arguments.extend(["-k", &entry_path, &path, &zone_path]);
    run("dnssec-signzone", &arguments);
    let public = fs::read_to_string(setup.path(&format!("{entry}.key"))).unwrap();
    public.lines().find(|line| !line.starts_with(';')).unwrap().to_string()
}

/// BIND with these zones, each in a file.
fn bind(setup: Setup, zones: &[(&str, &str)], more: &str, listen: &str) -> Server {
    let folder = setup.path("");
    let zones: String =
        zones.iter().map(|(name, file)| format!("zone \"{name}\" {{ type primary; file \"{file}\"; }};\n")).collect();
    let text = format!(
        "{more}\noptions {{ directory \"{folder}\"; listen-on port {} {{ 127.0.0.1; }}; {listen} listen-on-v6 {{ none; }};\n\
         recursion no; pid-file none; session-keyfile \"{folder}/session.key\"; dnssec-validation no;\n\
         allow-query {{ any; }}; }};\ncontrols {{ }};\n{zones}",
        setup.port
    );
    let file = setup.write("named.conf", &text);
    // It listens before it has read its zones.
    let log = setup.path("log");
    let is_ready = || fs::read_to_string(&log).unwrap_or_default().contains("all zones loaded");
    setup.start_until("named", &["-g", "-c", &file], is_ready)
}

fn ask(server: &Server, name: &str) -> DnsCheck {
    check::dns(name).server(server.target())
}

#[tokio::test]
async fn bind_answers_over_every_transport() {
    let (setup, authority) = (Setup::new(), Authority::new());
    setup.write(
        "zone",
        &zone("example.test", 7, &(0..100).map(|at| format!("long IN A 198.51.100.{at}\n")).collect::<String>()),
    );
    let identity = authority.identity(&setup, Flaw::None);
    let tls_port = free_port();
    let tls = format!("tls own {{ cert-file \"{}\"; key-file \"{}\"; }};", identity.chain, identity.key);
    let listen = format!("listen-on port {tls_port} tls own {{ 127.0.0.1; }};");
    let server = bind(setup, &[("example.test", "zone")], &tls, &listen);
    let options = ProbeOptions::new();
    for check in [
        ask(&server, "www.example.test").expect("192.0.2.1").flag("aa"),
        ask(&server, "www.example.test").expect("192.0.2.1").transport(DnsTransport::Tcp),
        ask(&server, "example.test").record("MX").expect("10 mail.example.test"),
        ask(&server, "example.test").record("TXT").expect("v=spf1 -all"),
        ask(&server, "gone.example.test").rcode("NXDOMAIN"),
        ask(&server, "example.org").rcode("REFUSED"),
    ] {
        let good = result(check, &options).await;
        assert_eq!(verdict(&good), "ok", "{good}");
    }
    let long = result(ask(&server, "long.example.test"), &options).await;
    assert_eq!(verdict(&long), "ok", "{long}");
    assert!(long.summary.contains("100 records") && long.summary.ends_with("truncated"), "{long}");

    let private =
        || check::dns("www.example.test").transport(DnsTransport::Tls).server(format!("localhost:{tls_port}"));
    let good = result(private().expect("192.0.2.1"), &authority.trusted()).await;
    assert_eq!(verdict(&good), "ok", "{good}");
    assert!(good.tls.is_some_and(|facts| facts.verdict.is_none()));
    assert_eq!(verdict(&result(private(), &Authority::new().trusted()).await), "critical tls");

    assert_eq!(verdict(&result(ask(&server, "gone.example.test"), &options).await), "critical name-not-found");
    assert_eq!(verdict(&result(ask(&server, "example.org"), &options).await), "critical service-failed");
    let other = result(ask(&server, "www.example.test").expect("192.0.2.9"), &options).await;
    assert_eq!(verdict(&other), "critical unexpected-answer", "{other}");
    let named = check::tcp(format!("ns1.example.test:{}", server.port)).name_server(server.target());
    assert_eq!(verdict(&result(named, &options).await), "ok");
    let check = ask(&server, "www.example.test");
    server.stop();
    assert_eq!(verdict(&result(check, &options).await), "critical refused");
}

#[tokio::test]
async fn signatures_of_bind_are_judged() {
    let setup = Setup::new();
    let delegation = "plain IN NS ns1\n";
    setup.write("good", &zone("good.test", 7, delegation));
    setup.write("plain", &zone("plain.good.test", 7, ""));
    setup.write("late", &zone("late.test", 7, ""));
    setup.write("changed", &zone("changed.test", 7, ""));
    let good = sign(&setup, "good.test", "good", &[]);
    let nsec3 = {
        setup.write("hashed", &zone("hashed.test", 7, delegation));
        sign(&setup, "hashed.test", "hashed", &["-3", "-", "-H", "0"])
    };
    let late = sign(&setup, "late.test", "late", &["-s", "20200101000000", "-e", "20200201000000"]);
    let changed = sign(&setup, "changed.test", "changed", &[]);
    let text = fs::read_to_string(setup.path("changed.signed")).unwrap();
    assert!(text.contains("192.0.2.1"));
    setup.write("changed.signed", &text.replace("192.0.2.1", "192.0.2.66"));
    let zones = [
        ("good.test", "good.signed"),
        ("hashed.test", "hashed.signed"),
        ("plain.good.test", "plain"),
        ("late.test", "late.signed"),
        ("changed.test", "changed.signed"),
    ];
    let server = bind(setup, &zones, "", "");
    let ask = |name: &str, key: &str| ask(&server, name).recursion(false).trust_anchor(key).dnssec(DnssecRule::Secure);
    let options = ProbeOptions::new();
    for (check, expected) in [
        (ask("www.good.test", &good).expect("192.0.2.1"), "ok"),
        (ask("gone.good.test", &good).rcode("NXDOMAIN"), "ok"),
        (ask("a.wild.good.test", &good).expect("192.0.2.7"), "ok"),
        (ask("www.hashed.test", &nsec3), "ok"),
        (ask("gone.hashed.test", &nsec3).rcode("NXDOMAIN"), "ok"),
        (ask("www.plain.good.test", &good), "critical dnssec-insecure"),
        (ask("www.plain.good.test", &good).dnssec(DnssecRule::NotBogus), "ok"),
        (ask("www.late.test", &late), "critical dnssec-bogus"),
        (ask("www.changed.test", &changed), "critical dnssec-bogus"),
        // The key of another zone.
        (ask("www.good.test", &late.replace("late.test", "good.test")), "critical dnssec-bogus"),
    ] {
        let name = check.name.clone();
        let came = result(check, &options).await;
        assert_eq!(verdict(&came), expected, "{name}: {came}");
    }
    let expired = result(ask("www.late.test", &late), &options).await;
    assert!(expired.summary.contains("the signature expired"), "{expired}");
    let secure = result(ask("www.good.test", &good), &options).await;
    assert_eq!(fact(&secure, "dnssec"), "secure");
    assert!(secure.summary.ends_with(", secure"), "{secure}");
}

/// Knot with the zone `example.test` of this serial number, which it signs itself.
fn knot(serial: u32) -> Server {
    let setup = Setup::new();
    setup.write("zone", &zone("example.test", serial, ""));
    let (folder, port) = (setup.path(""), setup.port);
    let text = format!(
        "server:\n    listen: 127.0.0.1@{port}\n    rundir: {folder}\ndatabase:\n    storage: {folder}\n\
         log:\n  - target: stderr\n    any: info\nzone:\n  - domain: example.test\n    storage: {folder}\n    file: zone\n    \
         dnssec-signing: on\n    serial-policy: increment\n    zonefile-sync: -1\n    journal-content: none\n"
    );
    let file = setup.write("knot.conf", &text);
    setup.start("knotd", &["-c", &file])
}

#[tokio::test]
async fn knot_and_bind_have_the_same_serial_number_or_not() {
    let options = ProbeOptions::new();
    let signed = knot(7);
    let key =
        run("keymgr", &["-c", &signed.folder.path().join("knot.conf").display().to_string(), "example.test", "dnskey"]);
    let key = key.lines().find(|line| line.contains(" 257 ")).unwrap().to_string();
    let secure = ask(&signed, "www.example.test").trust_anchor(key).dnssec(DnssecRule::Secure);
    let secure = result(secure, &options).await;
    assert_eq!(verdict(&secure), "ok", "{secure}");
    // Knot raises the serial number when it signs.
    let soa = result(ask(&signed, "example.test").record("SOA"), &options).await;
    let serial: u32 = fact(&soa, "SOA").split(' ').nth(2).unwrap().parse().unwrap();
    for (at, expected) in [(serial, "ok"), (serial + 1, "critical serials-differ")] {
        let setup = Setup::new();
        setup.write("zone", &zone("example.test", at, ""));
        let other = bind(setup, &[("example.test", "zone")], "", "");
        let check = ask(&signed, "example.test").server(other.target()).same_serial(true);
        let came = result(check, &options).await;
        assert_eq!(verdict(&came), expected, "{came}");
        assert_eq!(came.parts.len(), 4, "{:?}", came.parts);
    }
}
