use std::net::SocketAddr;
use std::time::Duration;

use super::servers::{page, web};
use crate::check::{self, Cause, SoapCheck, SoapVersion, Status};
use crate::io::probe::run;

const OLD: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const NEW: &str = "http://www.w3.org/2003/05/soap-envelope";

fn envelope(namespace: &str, body: &str) -> String {
    format!("<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"{namespace}\"><e:Body>{body}</e:Body></e:Envelope>")
}

fn call(address: SocketAddr) -> SoapCheck {
    let check = check::soap(format!("http://{address}/prices")).timeout(Duration::from_millis(800));
    check.body("<p:Get xmlns:p=\"urn:p\"/>").action("urn:get")
}

async fn cause(check: SoapCheck) -> Option<Cause> {
    let result = run(&check.into()).await.unwrap();
    assert_eq!(result.status == Status::Ok, result.cause.is_none(), "{result}");
    result.cause
}

const ANSWER: &str = "<r:GetResponse xmlns:r=\"urn:p\"><r:Price><b>34</b>.5</r:Price></r:GetResponse>";

#[tokio::test]
async fn a_call_is_answered_and_its_element_is_judged() {
    let (address, asked) = web(|_| page("200 OK", "", &envelope(OLD, ANSWER))).await;
    assert_eq!(cause(call(address).element("GetResponse/Price").expect("34.5")).await, None);
    let head = asked.heads().remove(0).to_ascii_lowercase();
    assert!(head.starts_with("post /prices ") && head.contains("soapaction: \"urn:get\"\r\n"), "{head}");
    assert!(head.contains("content-type: text/xml; charset=utf-8\r\n"), "{head}");
    let missing = Cause::KeywordMissing { keyword: "35".to_string() };
    assert_eq!(cause(call(address).element("GetResponse/Price").expect("35")).await, Some(missing));
    let found = "GetResponse".to_string();
    let other = Cause::UnexpectedAnswer { expected: "the element GetResponse/Cost".to_string(), found };
    assert_eq!(cause(call(address).element("GetResponse/Cost")).await, Some(other));
    let (address, asked) = web(|_| page("200 OK", "", &envelope(NEW, ANSWER))).await;
    assert_eq!(cause(call(address).version(SoapVersion::Soap12).expect("34")).await, None);
    assert!(asked.heads()[0].contains("application/soap+xml; charset=utf-8; action=\"urn:get\"\r\n"));
    assert_eq!(cause(call(address)).await.unwrap().code(), "protocol", "the envelope of another version");
}

#[tokio::test]
async fn faults_say_what_they_say() {
    let fault = "<e:Fault><faultcode>e:Server</faultcode><faultstring>no database</faultstring></e:Fault>";
    let (address, _) = web(move |_| page("500 Oops", "", &envelope(OLD, fault))).await;
    let failed = |reason: &str| Some(Cause::ServiceFailed { reason: reason.to_string() });
    assert_eq!(cause(call(address)).await, failed("e:Server: no database"));
    let fault =
        "<e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text>who?</e:Text></e:Reason></e:Fault>";
    let (address, _) = web(move |_| page("400 Bad", "", &envelope(NEW, fault))).await;
    assert_eq!(cause(call(address).version(SoapVersion::Soap12)).await, failed("e:Sender: who?"));
}

#[tokio::test]
async fn what_is_no_answer_is_told() {
    for (status, body, code) in [
        ("200 OK", "<html>".to_string(), "protocol"),
        ("200 OK", "<html/>".to_string(), "protocol"),
        ("200 OK", String::new(), "protocol"),
        ("200 OK", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>".to_string(), "protocol"),
        ("200 OK", "<a>".repeat(100_000), "protocol"),
        ("500 Oops", "down".to_string(), "status-code"),
        ("404 Not Found", envelope(OLD, ANSWER), "status-code"),
        ("302 Found", String::new(), "status-code"),
        ("200 OK", envelope(OLD, &" ".repeat(2 << 20)), "answer-too-long"),
    ] {
        let shown = format!("{status} {}", body.chars().take(40).collect::<String>());
        let (address, _) = web(move |_| page(status, "Location: /x\r\n", &body)).await;
        assert_eq!(cause(call(address)).await.map(|cause| cause.code()), Some(code), "{shown}");
    }
}

#[test]
fn wrong_specs_are_named() {
    let named = |check: SoapCheck, field: &str| {
        let message = check.spec().unwrap_err().to_string();
        assert!(message.contains(&format!("is not a valid {field}: ")), "{field}: {message}");
    };
    named(check::soap("h"), "url");
    named(check::soap("http://h").body("<a>"), "body");
    named(check::soap("http://h").action("a\"b"), "action");
    named(check::soap("http://h").element("a//b"), "element");
    named(check::soap("http://h").expect(""), "expect");
}
