#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::check::{self, CheckSpec, InputType};
use crate::io::probe::{ProbeOptions, run_with};

/// A door that does as its input says.
struct Door;

impl Check for Door {
    fn about(&self) -> About {
        let fields = [
            InputField::new("does", InputType::Choice, "What it does")
                .options(["open", "panic", "hang", "fail", "key"]),
            InputField::new("minutes", InputType::Integer, "Minutes").required(),
            InputField::new("key", InputType::Secret, "Key"),
        ];
        About::new("Door").description("Whether it stands open").fields(fields).unwrap()
    }

    fn attempt(&self, ask: Ask) -> Work<Answer> {
        let does = ask.text("does").unwrap_or("open").to_string();
        Box::pin(async move {
            match does.as_str() {
                "panic" => panic!("on purpose"),
                "hang" => std::future::pending().await,
                "fail" => Err("no door".to_string()),
                "key" => Ok(Answer::new(Status::Ok, format!("{} letters", ask.secret("key").unwrap().len()))),
                _ => {
                    let minutes = ask.number("minutes").unwrap();
                    let mut answer = Answer::new(Status::Warning, format!("{} open since {minutes} min", ask.target));
                    answer.perfdata = Perfdata::parse_all("open=180s;60").unwrap();
                    answer.facts = vec![Fact { name: "door".into(), value: "front".into() }];
                    Ok(answer)
                }
            }
        })
    }
}

fn options() -> (Registry, ProbeOptions) {
    let registry = Registry::new();
    registry.add_check("door", Door).unwrap();
    let options = ProbeOptions::new().registry(registry.clone()).secret("house", "hunter2");
    (registry, options)
}

fn door(does: &str) -> CheckSpec {
    check::custom("door").target("house").input("minutes", 3.0).input("does", does).spec().unwrap()
}

fn said(result: &CheckResult) -> String {
    result.to_string()
}

#[tokio::test]
async fn what_a_check_answers_is_a_result() {
    let (_, options) = options();
    let result = run_with(&door("open"), &options).await.unwrap();
    assert_eq!(said(&result), "WARNING house says that it is not well: house open since 3 min");
    assert_eq!(result.facts.first().unwrap().value, "front");
    assert!(result.perfdata.iter().any(|value| value.to_string().starts_with("open=180s;60")), "{:?}", result.perfdata);
}

#[tokio::test]
async fn what_panics_fails_or_hangs_is_unknown_and_hurts_nobody_else() {
    let (_, options) = options();
    let hanging = check::custom("door").input("minutes", 3.0).input("does", "hang").timeout(Duration::from_millis(50));
    let hanging = hanging.spec().unwrap();
    for (spec, reason) in [(door("panic"), "panicked"), (door("fail"), "no door"), (hanging, "longer than 50 ms")] {
        let result = run_with(&spec, &options).await.unwrap();
        assert_eq!(result.status, Status::Unknown);
        assert!(said(&result).contains(reason), "{result}");
    }
    assert_eq!(run_with(&door("open"), &options).await.unwrap().status, Status::Warning);
}

#[tokio::test]
async fn a_secret_reaches_the_check_and_nobody_else() {
    let (_, options) = options();
    let with_key = |name: &str| {
        let key = InputValue::Secret { secret: name.into() };
        check::custom("door").input("minutes", 3.0).input("does", "key").input("key", key).spec().unwrap()
    };
    assert_eq!(said(&run_with(&with_key("house"), &options).await.unwrap()), "OK door says: 7 letters");
    let missing = run_with(&with_key("garage"), &options).await.unwrap();
    assert_eq!(missing.cause.unwrap().code(), "secret-missing");
    let as_text = check::custom("door").input("minutes", 3.0).input("key", "hunter2").spec().unwrap();
    let refused = run_with(&as_text, &options).await.unwrap_err().to_string();
    assert!(refused.contains("key") && !refused.contains("hunter2"), "{refused}");
    let ask = Ask {
        target: "x".into(),
        timeout: Duration::from_secs(1),
        input: [("key".to_string(), InputValue::Secret { secret: "house".into() })].into(),
        secrets: [("key".to_string(), Zeroizing::new("hunter2".to_string()))].into(),
    };
    assert!(!format!("{ask:?}").contains("hunter2"));
    assert_eq!(ask.to_json().as_str(), r#"{"input":{"key":"hunter2"},"target":"x","timeout_ms":1000}"#);
}

#[tokio::test]
async fn an_input_that_does_not_fit_is_an_error_that_names_it() {
    let (_, options) = options();
    for (spec, named) in [
        (check::custom("door"), "minutes"),
        (check::custom("door").input("minutes", 1.5), "whole number"),
        (check::custom("door").input("minutes", "three"), "whole number"),
        (check::custom("door").input("minutes", "3").input("does", "sing"), "open, panic"),
        (check::custom("door").input("minutes", 3.0).input("hours", 3.0), "does, minutes, key"),
    ] {
        let said = run_with(&spec.spec().unwrap(), &options).await.unwrap_err().to_string();
        assert!(said.contains(named), "{said}");
    }
}

#[tokio::test]
async fn checks_come_go_and_rest_by_their_names() {
    let (registry, options) = options();
    assert!(registry.add_check("door", Door).unwrap_err().to_string().contains("taken"));
    assert!(registry.add_check("", Door).is_err());
    assert!(registry.enable_check("door", false));
    assert!(said(&run_with(&door("open"), &options).await.unwrap()).contains("disabled"));
    assert_eq!(
        registry.checks().iter().map(|it| (it.name.as_str(), it.enabled)).collect::<Vec<_>>(),
        [("door", false)]
    );
    assert!(registry.enable_check("door", true) && registry.remove_check("door") && !registry.remove_check("door"));
    let gone = run_with(&door("open"), &options).await.unwrap();
    assert!(said(&gone).contains("no check is registered as \"door\"; there are: none"), "{gone}");
    assert!(!registry.enable_check("door", true));
}

#[test]
fn a_form_is_its_five_fields_and_a_schema() {
    let (registry, _) = options();
    let schema = registry.check_schema("door").unwrap();
    assert_eq!(schema["required"], serde_json::json!(["minutes"]));
    assert_eq!(schema["properties"]["does"]["enum"][0], "open");
    let five = r#"[{"id":"door","type":"choice","title":"Door","description":"Which","options":["front"]}]"#;
    let form: InputForm = serde_json::from_str(five).unwrap();
    assert_eq!(serde_json::to_string(&form).unwrap(), five);
    for wrong in [
        r#"[{"id":"a"},{"id":"a"}]"#,
        r#"[{"id":""}]"#,
        r#"[{"id":"a","type":"choice"}]"#,
        r#"[{"id":"a","type":"text","options":["b"]}]"#,
        r#"[{"id":"a","type":"colour"}]"#,
    ] {
        assert!(serde_json::from_str::<InputForm>(wrong).is_err(), "{wrong}");
    }
}

#[derive(Default)]
struct Mailbox(Arc<Mutex<Vec<String>>>);

impl Notifier for Mailbox {
    fn about(&self) -> About {
        About::new("Mailbox").fields([InputField::new("to", InputType::Text, "To").required()]).unwrap()
    }

    fn notify(&self, ask: Ask, notice: Notice) -> Work<()> {
        let kept = Arc::clone(&self.0);
        Box::pin(async move {
            if ask.text("to") == Some("nobody") {
                return Err("nobody is there".to_string());
            }
            kept.lock().unwrap().push(notice.title);
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_notice_is_delivered_or_the_reason_told() {
    let registry = Registry::new();
    let mailbox = Mailbox::default();
    let kept = Arc::clone(&mailbox.0);
    registry.add_notifier("mailbox", mailbox).unwrap();
    let notice = || Notice { title: "CRITICAL shop".into(), ..Notice::default() };
    let tell = async |to: &str| {
        let input = [("to".to_string(), to.into())].into();
        registry.notify("mailbox", &input, &BTreeMap::new(), notice(), Duration::from_secs(1)).await.unwrap()
    };
    assert_eq!(tell("anna").await.failure, None);
    assert_eq!(tell("nobody").await.failure.unwrap(), "nobody is there");
    registry.enable_notifier("mailbox", false);
    assert!(tell("anna").await.failure.unwrap().contains("disabled"));
    assert_eq!(*kept.lock().unwrap(), ["CRITICAL shop"]);
    let unknown = registry.notify("pigeon", &Inputs::new(), &BTreeMap::new(), notice(), Duration::from_secs(1)).await;
    assert!(unknown.unwrap_err().to_string().contains("mailbox"));
}

#[test]
fn answers_of_other_languages_are_read_and_bounded() {
    let answer = Answer::from_json(r#"{"status":"critical","summary":"x","perfdata":"a=1s;2;3 b=4"}"#).unwrap();
    assert_eq!((answer.status, answer.perfdata.len()), (Status::Critical, 2));
    for wrong in ["", "[]", r#"{"status":"fine"}"#, r#"{"perfdata":"a=x"}"#] {
        assert!(Answer::from_json(wrong).is_err(), "{wrong}");
    }
}
