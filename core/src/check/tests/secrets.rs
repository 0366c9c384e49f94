use crate::check::{self, CheckSpec, Proxy, ProxyKind, Secret};

const SPEC: &str = r#"{"type": "smtp", "target": "mail.example.org:25", "user": "anna", "password": "hunter2"}"#;

#[test]
fn a_secret_is_read_and_never_written() {
    let spec = CheckSpec::from_json(SPEC).unwrap();
    assert_eq!(spec, check::smtp("mail.example.org:25").login("anna", "hunter2").into());
    let written = serde_json::to_string(&spec).unwrap();
    for text in [&written, &format!("{spec:?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
    let error = CheckSpec::from_json(&written).unwrap_err().to_string();
    assert!(error.contains("give it again"), "{error}");
    let named = SPEC.replace(r#""hunter2""#, r#"{"secret": "mail"}"#);
    let named = CheckSpec::from_json(&named).unwrap();
    assert_eq!(named, CheckSpec::from_json(&serde_json::to_string(&named).unwrap()).unwrap());
}

#[test]
fn no_error_repeats_a_secret() {
    for wrong in [
        SPEC.replace("\"user\": \"anna\", ", ""),
        SPEC.replace("\"target\"", "\"traget\""),
        SPEC.replace("\"hunter2\"", "\"hunter2\\u0000\""),
        SPEC.replace("\"hunter2\"", "[\"hunter2\"]"),
        SPEC.replace("mail.example.org:25", "mail.example.org:99999"),
    ] {
        let error = CheckSpec::from_json(&wrong).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_field_that_no_such_check_has_is_named_at_every_depth() {
    let error = |text: &str| CheckSpec::from_json(text).unwrap_err().to_string();
    let outer = error(r#"{"type": "smtp", "target": "h", "tiemout_ms": 5}"#);
    assert!(outer.contains("unknown field `tiemout_ms`") && outer.contains("timeout_ms"), "{outer}");
    let inner = error(r#"{"type": "tcp", "target": "h:1", "time": {"warnign": "1"}}"#);
    assert!(inner.contains("warnign"), "{inner}");
    let kind = error(r#"{"type": "gopher", "target": "h:1"}"#);
    assert!(kind.contains("gopher") && kind.contains("smtp"), "{kind}");
}

#[test]
fn logins_and_proxies_are_whole_or_an_error() {
    let message = |spec: check::SmtpCheck| spec.spec().unwrap_err().to_string();
    let mut half = check::smtp("h");
    half.user = Some("anna".into());
    assert!(message(half).contains("a password is expected beside the user"));
    assert!(message(check::smtp("h").sender("a b@example.org")).contains("sender"));
    assert!(message(check::smtp("h").recipient("a@example.org\r\nDATA")).contains("recipient"));
    assert!(message(check::smtp("h").proxy(Proxy::new(ProxyKind::Socks5, "proxy"))).contains("proxy"));
    let mut told = Proxy::protocol();
    told.address = Some("proxy:1".into());
    assert!(message(check::smtp("h").proxy(told)).contains("leave the address out"));
    assert!(message(check::smtp("h").login("anna", Secret::named(""))).contains("login"));
    assert!(check::smtp("2001:db8::1").spec().is_ok() && check::smtp("[2001:db8::1]:587").spec().is_ok());
}

#[cfg(feature = "schema")]
#[test]
fn the_schema_knows_every_kind_and_hides_nothing_of_it() {
    let schema = CheckSpec::schema();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schema/checks.schema.json");
    let pretty = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("NETWARDEN_WRITE_SCHEMA").is_some() {
        std::fs::write(file, &pretty).unwrap();
    }
    let said = "docs/schema/checks.schema.json is of other specs: NETWARDEN_WRITE_SCHEMA=1 cargo test -p netwarden --lib the_schema";
    assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), pretty, "{said}");
    let text = schema.to_string();
    for word in ["\"icmp\"", "\"smtp\"", "timeout_ms", "expires_warning_days", "starttls"] {
        assert!(text.contains(word), "{word}");
    }
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("checks.json", schema).unwrap();
    let index = compiler.compile("checks.json", &mut schemas).unwrap();
    let fits = |text: &str| schemas.validate(&serde_json::from_str(text).unwrap(), index).is_ok();
    assert!(fits(SPEC));
    assert!(fits(r#"{"type": "tcp", "target": "h:1", "time": {"warning": "@10:20", "critical": "~:5.5"}}"#));
    assert!(!fits(r#"{"type": "tcp", "target": "h:1", "time": {"warning": "ten"}}"#));
    assert!(!fits(r#"{"type": "tcp", "target": 5}"#));
    assert!(!fits(r#"{"type": "gopher", "target": "h:1"}"#));
}
