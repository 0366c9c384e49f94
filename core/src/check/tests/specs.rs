use std::time::Duration;

use crate::check::{self, CheckSpec, HttpMethod};

fn message(spec: impl Into<CheckSpec>) -> String {
    spec.into().validate().unwrap_err().to_string()
}

#[test]
fn one_line_makes_a_right_spec() {
    assert!(check::icmp("192.0.2.1").count(5).spec().is_ok());
    assert!(check::tcp("mail.example.org:25").expect("220 ").spec().is_ok());
    assert!(check::tls("[2001:db8::1]:443").expires_after(14).spec().is_ok());
    assert!(check::http("http://192.0.2.1:8080/status?x=1").spec().is_ok());
    assert!(check::https("example.org").keyword("Welcome").expires_after(14).spec().is_ok());
    assert!(check::https("bücher.example/").spec().is_ok());
}

#[test]
fn a_wrong_field_is_named_and_what_would_be_right() {
    let name = |field: &str| format!("is not a valid {field}: ");
    for (message, field) in [
        (message(check::icmp("")), "host"),
        (message(check::icmp("a b")), "host"),
        (message(check::icmp("h").count(0)), "count"),
        (message(check::icmp("h").count(1001)), "count"),
        (message(check::icmp("h").interval(Duration::ZERO)), "interval_ms"),
        (message(check::icmp("h").timeout(Duration::from_secs(601))), "timeout_ms"),
        (message(check::icmp("h").payload(15)), "payload_bytes"),
        (message(check::tcp("host")), "target"),
        (message(check::tcp("host:0")), "target"),
        (message(check::tcp("host:65536")), "target"),
        (message(check::tcp("host:+5")), "target"),
        (message(check::tcp("2001:db8::1:25")), "target"),
        (message(check::tcp("[192.0.2.1]:25")), "target"),
        (message(check::tcp(":25")), "target"),
        (message(check::tcp("h:1").timeout(Duration::ZERO)), "timeout_ms"),
        (message(check::tcp("h:1").max_bytes(0)), "max_bytes"),
        (message(check::tcp("h:1").expect("")), "expect"),
        (message(check::tcp("h:1").expires_after(3)), "expires_after"),
        (message(check::tls("h:1").server_name("a/b")), "server_name"),
        (message(check::tls("h:1").expires_after(3).expires_critical(4)), "expires_critical_days"),
        (message(check::http("example.org")), "url"),
        (message(check::http("ftp://example.org")), "url"),
        (message(check::http("https://example.org:0/")), "url"),
        (message(check::http("https://h").max_redirects(21)), "max_redirects"),
        (message(check::http("https://h").statuses(Vec::new())), "statuses"),
        (message(check::http("https://h").status(99)), "HTTP status range"),
        (message(check::http("https://h").keyword("")), "keyword"),
        (message(check::http("https://h").keyword_absent("")), "keyword_absent"),
        (message(check::http("https://h").keyword("x").method(HttpMethod::Head)), "method"),
        (message(check::http("https://h").header("a b", "c")), "headers"),
        (message(check::http("https://h").header("a", "b\r\nc: d")), "headers"),
        (message(check::http("https://h").header("Host ", "c")), "headers"),
        (message(check::http("https://h").header("Content-Length", "5")), "headers"),
        (message(check::http("https://h").expect_header("", "c")), "expect_headers"),
        (message(check::http("https://h").expect_header("a", "")), "expect_headers"),
        (message(check::http("http://h").max_redirects(0).expires_after(3)), "expires_after"),
    ] {
        assert!(message.contains(&name(field)), "{field}: {message}");
    }
}

#[test]
fn secrets_are_refused_and_not_repeated() {
    let in_url = message(check::http("https://user:hunter2@example.org/"));
    assert!(in_url.contains("https://…@example.org") && !in_url.contains("hunter2"), "{in_url}");
    let in_header = message(check::https("example.org").header("Authorization", "Bearer hunter2"));
    assert!(in_header.contains("holds no secrets") && !in_header.contains("hunter2"), "{in_header}");
}

#[test]
fn specs_are_short_in_json() {
    let spec: CheckSpec = serde_json::from_str(
        r#"{"type":"http","url":"https://example.org/","keyword":"Welcome","statuses":["200","300-399"],"time":{"warning":"500","critical":"2000"}}"#,
    )
    .unwrap();
    spec.validate().unwrap();
    let again: CheckSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
    assert_eq!(again, spec);
    let CheckSpec::Http(http) = spec else { panic!() };
    assert_eq!((http.max_redirects, http.connection.timeout_ms, http.max_bytes), (5, 10_000, 1_048_576));
}

#[test]
fn a_password_in_an_unreadable_url_is_not_repeated() {
    let said = message(check::http("https://user:hunter2@example.org:99999/"));
    assert!(said.contains("example.org:99999") && !said.contains("hunter2"), "{said}");
}

#[test]
fn unknown_fields_are_refused() {
    for json in [
        r#"{"type":"http","url":"https://h","keywrod":"x"}"#,
        r#"{"type":"tcp","target":"h:1","port":5}"#,
        r#"{"type":"icmp","host":"h","size":5}"#,
        r#"{"type":"icmp","host":"h","rtt":{"warn":"5"}}"#,
        r#"{"type":"dns","host":"h"}"#,
    ] {
        assert!(serde_json::from_str::<CheckSpec>(json).is_err(), "{json}");
    }
}

#[test]
fn a_target_reads_as_people_write_it() {
    let target = |spec: CheckSpec| spec.target();
    assert_eq!(target(check::https("example.org/a/b?c").into()), "example.org");
    assert_eq!(target(check::http("http://example.org:8080").into()), "example.org:8080");
    assert_eq!(target(check::https("[2001:db8::1]/").into()), "[2001:db8::1]");
    assert_eq!(target(check::tls("example.org:443").into()), "example.org:443");
}
