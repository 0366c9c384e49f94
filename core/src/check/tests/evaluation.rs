use crate::check::*;

fn good_tls(days: i64) -> TlsFacts {
    TlsFacts { version: Some("TLSv1.3".into()), days_left: Some(days), ..TlsFacts::default() }
}

fn page() -> HttpObservation {
    HttpObservation {
        attempt: Attempt {
            timing: Timing {
                resolve_ms: Some(3.04),
                connect_ms: Some(11.2),
                tls_ms: Some(24.3),
                send_ms: Some(0.1),
                first_byte_ms: Some(41.4),
                transfer_ms: Some(4.0),
                total_ms: 84.2,
            },
            tls: Some(good_tls(61)),
            ..Attempt::default()
        },
        url: "https://example.org/".into(),
        status: Some(200),
        headers: vec![Header { name: "content-type".into(), value: "text/html; charset=utf-8".into() }],
        body: "<h1>Welcome</h1>".into(),
        bytes: 16,
        ..HttpObservation::default()
    }
}

fn judge(check: impl Into<CheckSpec>, seen: Observation) -> CheckResult {
    evaluate(&check.into(), &seen)
}

fn web(check: HttpCheck, seen: HttpObservation) -> (Status, Option<&'static str>) {
    let result = judge(check, Observation::Http(seen));
    (result.status, result.cause.as_ref().map(Cause::code))
}

fn example() -> HttpCheck {
    https("example.org/")
}

const GOOD: (Status, Option<&str>) = (Status::Ok, None);

#[test]
fn a_good_page_reads_as_a_sentence() {
    let result = judge(example().keyword("Welcome"), Observation::Http(page()));
    assert_eq!(
        result.to_string(),
        "OK example.org 200 in 84 ms (dns 3, connect 11, tls 24, first byte 41), certificate 61 days"
    );
    assert_eq!(
        result.plugin_output(),
        "OK example.org 200 in 84 ms (dns 3, connect 11, tls 24, first byte 41), certificate 61 days | \
         certificate_days=61 time=84.2ms;;;0 resolve=3.04ms;;;0 connect=11.2ms;;;0 tls=24.3ms;;;0 send=0.1ms;;;0 \
         first_byte=41.4ms;;;0 transfer=4ms;;;0 size=16B;;;0"
    );
}

#[test]
fn the_status_must_be_one_of_those_expected() {
    let answered = |status| HttpObservation { status: Some(status), ..page() };
    for status in [200, 204, 299] {
        assert_eq!(web(example(), answered(status)), GOOD);
    }
    for status in [199, 300, 404, 500] {
        assert_eq!(web(example(), answered(status)), (Status::Critical, Some("status-code")));
    }
    assert_eq!(web(example().status(404), answered(404)), GOOD);
    assert_eq!(web(example().status(404), answered(200)), (Status::Critical, Some("status-code")));
    assert_eq!(judge(example(), Observation::Http(answered(503))).to_string(), "CRITICAL example.org answered 503");
}

#[test]
fn keywords_must_be_there_or_not() {
    assert_eq!(web(example().keyword("Welcome"), page()), GOOD);
    assert_eq!(web(example().keyword("welcome"), page()), (Status::Critical, Some("keyword-missing")));
    assert_eq!(web(example().keyword_absent("Error"), page()), GOOD);
    assert_eq!(web(example().keyword_absent("Welcome"), page()), (Status::Critical, Some("keyword-present")));
}

#[test]
fn an_absence_in_a_part_of_a_body_proves_nothing() {
    let cut = || HttpObservation { truncated: true, ..page() };
    assert_eq!(web(example().keyword("Welcome"), cut()), GOOD);
    assert_eq!(web(example().keyword("Goodbye"), cut()), (Status::Unknown, Some("answer-too-long")));
    assert_eq!(web(example().keyword_absent("Error"), cut()), (Status::Unknown, Some("answer-too-long")));
    assert_eq!(web(example().keyword_absent("Welcome"), cut()), (Status::Critical, Some("keyword-present")));
    assert_eq!(web(example(), cut()), GOOD);

    let mut packed = page();
    packed.headers.push(Header { name: "Content-Encoding".into(), value: "gzip".into() });
    assert_eq!(web(example().keyword("Goodbye"), packed.clone()), (Status::Unknown, Some("encoded")));
    assert_eq!(web(example().keyword_absent("Error"), packed.clone()), (Status::Unknown, Some("encoded")));
    assert_eq!(web(example(), packed), GOOD);
}

#[test]
fn headers_must_be_there_and_contain_what_is_expected() {
    assert_eq!(web(example().expect_header("Content-Type", "text/html"), page()), GOOD);
    assert_eq!(
        web(example().expect_header("Content-Type", "json"), page()),
        (Status::Critical, Some("header-mismatch"))
    );
    assert_eq!(web(example().expect_header("X-Version", "1"), page()), (Status::Critical, Some("header-mismatch")));
    let mut check = example();
    check.expect_headers.push(HeaderMatch { name: "x-version".into(), contains: None });
    assert_eq!(judge(check, Observation::Http(page())).to_string(), "CRITICAL example.org lacks the header x-version");
}

#[test]
fn a_certificate_counts_by_its_verdict_and_its_days() {
    let with = |days, verdict| {
        let tls = TlsFacts { verdict, ..good_tls(days) };
        HttpObservation { attempt: Attempt { tls: Some(tls), ..page().attempt }, ..page() }
    };
    let check = || example().expires_after(14).expires_critical(3);
    assert_eq!(web(check(), with(14, None)), GOOD);
    assert_eq!(web(check(), with(13, None)), (Status::Warning, Some("certificate-expires")));
    assert_eq!(web(check(), with(3, None)), (Status::Warning, Some("certificate-expires")));
    assert_eq!(web(check(), with(2, None)), (Status::Critical, Some("certificate-expires")));
    assert_eq!(web(example(), with(0, None)), GOOD);
    assert_eq!(web(check(), with(-1, Some(TlsCause::Expired))), (Status::Critical, Some("tls")));
    assert_eq!(web(example().ignore_certificate(true), with(-1, Some(TlsCause::Expired))), GOOD);
}

#[test]
fn a_distrusted_server_is_asked_nothing_and_that_is_said_once() {
    let tls = TlsFacts { verdict: Some(TlsCause::SelfSigned), ..good_tls(300) };
    let attempt = Attempt { tls: Some(tls), ..Attempt::default() };
    let seen = HttpObservation { attempt: attempt.clone(), ..HttpObservation::default() };
    let result = judge(example().keyword("x"), Observation::Http(seen));
    assert_eq!(result.to_string(), "CRITICAL example.org has a certificate that is signed by itself");
    assert_eq!(result.problems.len(), 1);
    let seen = TcpObservation { attempt, ..TcpObservation::default() };
    let result = judge(tls_port().expect("220"), Observation::Tcp(seen));
    assert_eq!((result.problems.len(), result.status), (1, Status::Critical));
}

fn tls_port() -> TcpCheck {
    tls("example.org:465")
}

#[test]
fn time_is_judged_where_the_attempt_ended_well() {
    let slow = || example().time(Thresholds::parse("80", "100").unwrap());
    assert_eq!(web(slow(), page()), (Status::Warning, Some("too-slow")));
    let mut seen = page();
    seen.attempt.timing.total_ms = 100.5;
    assert_eq!(web(slow(), seen.clone()), (Status::Critical, Some("too-slow")));
    seen.attempt.failure = Some(Cause::TimedOut { phase: Phase::Transfer, after_ms: 10_000 });
    assert_eq!(web(slow(), seen), (Status::Critical, Some("timed-out")));
}

#[test]
fn all_problems_are_found_and_the_worst_leads() {
    let mut seen = page();
    seen.status = Some(500);
    seen.truncated = true;
    let check = example().keyword("Goodbye").expires_after(90).time(Thresholds::parse("50", "1000").unwrap());
    let result = judge(check, Observation::Http(seen));
    let found: Vec<_> = result.problems.iter().map(|problem| (problem.status, problem.cause.code())).collect();
    assert_eq!(
        found,
        [
            (Status::Critical, "status-code"),
            (Status::Unknown, "answer-too-long"),
            (Status::Warning, "certificate-expires"),
            (Status::Warning, "too-slow"),
        ]
    );
    assert_eq!(result.cause, Some(Cause::StatusCode { status: 500 }));
}

#[test]
fn failures_that_say_nothing_of_the_target_are_unknown() {
    let text = String::new;
    let address = "127.0.0.1".parse().unwrap();
    for (cause, status) in [
        (Cause::NameNotFound { reason: text() }, Status::Critical),
        (Cause::ResolverFailed { reason: text() }, Status::Unknown),
        (Cause::NoAddress { family: text() }, Status::Critical),
        (Cause::AddressDenied { address, reason: text() }, Status::Unknown),
        (Cause::Refused, Status::Critical),
        (Cause::TimedOut { phase: Phase::Connect, after_ms: 1 }, Status::Critical),
        (Cause::Unreachable { reason: text() }, Status::Critical),
        (Cause::Closed { phase: Phase::FirstByte }, Status::Critical),
        (Cause::Protocol { reason: text() }, Status::Critical),
        (Cause::TooManyRedirects { limit: 5 }, Status::Critical),
        (Cause::BadRedirect { location: text(), reason: text() }, Status::Critical),
        (Cause::PermissionMissing { remedy: text() }, Status::Unknown),
        (Cause::Local { reason: text() }, Status::Unknown),
    ] {
        let attempt = Attempt { failure: Some(cause.clone()), ..Attempt::default() };
        let seen = [
            (
                CheckSpec::from(example()),
                Observation::Http(HttpObservation { attempt: attempt.clone(), ..Default::default() }),
            ),
            (
                tcp("h:1").expect("x").into(),
                Observation::Tcp(TcpObservation { attempt: attempt.clone(), ..Default::default() }),
            ),
            (icmp("h").into(), Observation::Icmp(IcmpObservation { attempt, ..Default::default() })),
        ];
        for (spec, observation) in seen {
            let result = evaluate(&spec, &observation);
            assert_eq!((result.status, result.cause, result.problems.len()), (status, Some(cause.clone()), 1));
        }
    }
}

#[test]
fn nothing_seen_is_unknown_not_a_pass() {
    let unknown = (Status::Unknown, Some("not-evaluated"));
    assert_eq!(web(example(), HttpObservation::default()), unknown);
    let result = judge(icmp("h"), Observation::Icmp(IcmpObservation::default()));
    assert_eq!((result.status, result.cause.as_ref().map(Cause::code)), unknown);
    let result = judge(icmp("h"), Observation::Http(page()));
    assert_eq!((result.status, result.cause.as_ref().map(Cause::code)), unknown);
    let expiring = HttpObservation {
        attempt: Attempt { tls: Some(good_tls(5)), ..Attempt::default() },
        ..HttpObservation::default()
    };
    assert_eq!(web(example().expires_after(14), expiring), unknown);
}

#[test]
fn a_greeting_is_searched() {
    let greeted = |received: &str, truncated| {
        Observation::Tcp(TcpObservation { received: received.into(), truncated, ..TcpObservation::default() })
    };
    let check = || tcp("mail.example.org:25").expect("220 ");
    assert_eq!(judge(check(), greeted("220 mail ESMTP", false)).status, Status::Ok);
    let wrong = judge(check(), greeted("554 no", false));
    assert_eq!(wrong.to_string(), "CRITICAL mail.example.org:25 lacks the text \"220 \"");
    assert_eq!(judge(check(), greeted("554", true)).cause, Some(Cause::AnswerTooLong { limit: 65_536 }));
    assert_eq!(judge(tcp("h:1"), greeted("", false)).to_string(), "OK h:1 connected in 0 ms");
}

fn echo(sent: u32, rtts_ms: &[f64]) -> Observation {
    let received = u32::try_from(rtts_ms.len()).unwrap();
    Observation::Icmp(IcmpObservation { sent, received, rtts_ms: rtts_ms.to_vec(), ..IcmpObservation::default() })
}

#[test]
fn lost_packets_are_judged_in_percent() {
    let status = |received: usize| judge(icmp("h"), echo(5, &vec![1.0; received])).status;
    assert_eq!(
        [5, 4, 3, 2, 1, 0].map(status),
        [Status::Ok, Status::Ok, Status::Warning, Status::Warning, Status::Critical, Status::Critical]
    );
    let lenient = icmp("h").loss(Thresholds::default());
    assert_eq!(judge(lenient, echo(5, &[])).to_string(), "CRITICAL h lost 100 % of the packets");
}

#[test]
fn a_plugin_prints_no_bar_without_values() {
    let attempt = Attempt { failure: Some(Cause::Refused), ..Attempt::default() };
    let result = judge(icmp("h"), Observation::Icmp(IcmpObservation { attempt, ..IcmpObservation::default() }));
    assert_eq!(result.plugin_output(), "CRITICAL h refused the connection");
    let barred = judge(tcp("h:1").expect("a|b"), Observation::Tcp(TcpObservation::default()));
    assert_eq!(barred.plugin_output(), "CRITICAL h:1 lacks the text \"a/b\" | time=0ms;;;0");
}

#[test]
fn round_trips_have_least_mean_greatest_and_deviation() {
    let result = judge(icmp("h"), echo(4, &[1.0, 2.0, 3.0, 6.0]));
    assert_eq!(result.to_string(), "OK h answered 4 of 4 in 3 ms (min 1, max 6)");
    assert_eq!(
        result.plugin_output().split_once(" | ").unwrap().1,
        "rtt=3ms;;;0 rtt_min=1ms;;;0 rtt_max=6ms;;;0 rtt_mdev=1.871ms;;;0 loss=0%;20;60;0;100"
    );
    let slow = icmp("h").rtt(Thresholds::parse("2", "10").unwrap());
    assert_eq!(judge(slow, echo(4, &[1.0, 2.0, 3.0, 6.0])).to_string(), "WARNING h took 3 ms");
}

#[test]
fn results_survive_json() {
    let result = judge(example().keyword("Goodbye").expires_after(90), Observation::Http(page()));
    let json = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<CheckResult>(&json).unwrap(), result);
    assert!(
        json.starts_with(r#"{"status":"critical","cause":{"code":"keyword-missing","keyword":"Goodbye"},"#),
        "{json}"
    );
}

#[test]
fn observations_survive_json() {
    for seen in [Observation::Http(page()), echo(2, &[1.0]), Observation::Tcp(TcpObservation::default())] {
        let json = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<Observation>(&json).unwrap(), seen);
    }
}
