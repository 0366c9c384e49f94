use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::check::validate::{bounded, filled};
use crate::check::verdict::Verdict;
use crate::check::{Cause, Header, Perfdata, ThresholdRange, Thresholds};
use crate::error::{Error, Result};

/// Bytes of a pattern or a path at most.
const MAX_PATTERN: usize = 4096;
const MAX_PATH: usize = 512;
/// Bytes that a compiled pattern may take.
const MAX_COMPILED: usize = 1 << 20;
/// Descendant segments of a path at most: each multiplies the work by the depth of what the target sends.
const MAX_DESCENTS: usize = 2;

/// What is expected of the body of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct BodyRules {
    /// Text that the body must contain.
    pub keyword: Option<String>,
    /// Text that the body must not contain.
    pub keyword_absent: Option<String>,
    /// A regular expression that must match somewhere in the body. It takes linear time, and has no look-around and no
    /// back-references.
    pub body_matches: Option<String>,
    /// A regular expression that must not match.
    pub body_not_matches: Option<String>,
    /// What a body in JSON must say.
    pub json: Vec<JsonMatch>,
    /// Judges the bytes of the body. None by default.
    pub size: Thresholds,
}

/// What a body in JSON must say at a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JsonMatch {
    /// Where, as a JSONPath (RFC 9535): `$.status`, `$.items[0].id`. Something must be there; where it leads to several
    /// places, each must be right.
    pub path: String,
    /// What must be there: a text as it is, else as JSON writes it: `up`, `3`, `true`, `null`.
    #[serde(default)]
    pub equals: Option<String>,
    /// A warning where the number there is where this range does not want it.
    #[serde(default)]
    pub warning: Option<ThresholdRange>,
    /// Critical where the number there is where this range does not want it.
    #[serde(default)]
    pub critical: Option<ThresholdRange>,
}

/// What came, for a judgement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodySeen<'a> {
    pub(crate) body: &'a str,
    pub(crate) headers: &'a [Header],
    pub(crate) bytes: u64,
    pub(crate) truncated: bool,
    pub(crate) decoded: bool,
    pub(crate) limit: u64,
}

impl BodyRules {
    /// Whether a body is needed.
    pub(crate) fn search(&self) -> bool {
        let texts = [&self.keyword, &self.keyword_absent, &self.body_matches, &self.body_not_matches];
        texts.iter().any(|text| text.is_some()) || !self.json.is_empty()
    }

    pub(crate) fn validate(&self) -> Result<()> {
        filled("keyword", self.keyword.as_deref())?;
        filled("keyword_absent", self.keyword_absent.as_deref())?;
        for (field, text) in [("body_matches", &self.body_matches), ("body_not_matches", &self.body_not_matches)] {
            if let Some(text) = text {
                pattern(field, text)?;
            }
        }
        if self.json.len() > 100 {
            return Err(Error::invalid("json", format!("{} entries", self.json.len()), "at most 100 are expected"));
        }
        for wanted in &self.json {
            path("json", &wanted.path)?;
            if wanted.equals.is_some() && (wanted.warning.is_some() || wanted.critical.is_some()) {
                return Err(Error::invalid(
                    "json",
                    &wanted.path,
                    "either equals or thresholds of a number are expected",
                ));
            }
        }
        Ok(())
    }

    /// Judges the body; `whole` where the answer ended well.
    pub(crate) fn judge(&self, seen: BodySeen<'_>, whole: bool, verdict: &mut Verdict) {
        #[allow(clippy::cast_precision_loss)] // the limit of a body is far below 2^53
        let size = seen.bytes as f64;
        if self.size == Thresholds::default() || !whole {
            verdict.measured(Perfdata::new("size", size, "B"));
        } else if seen.truncated {
            verdict.measured(Perfdata::new("size", size, "B"));
            verdict.fail(Cause::AnswerTooLong { limit: seen.limit });
        } else {
            verdict.judged("size", size, "B", &self.size);
        }
        if !whole {
            return;
        }
        // What came in a coding that cannot be read is not the text, and that a text was not found says something only of a body
        // that was read whole.
        let partial = || match encoding(seen.headers).filter(|_| !seen.decoded) {
            Some(encoding) => Some(Cause::Encoded { encoding }),
            None => seen.truncated.then_some(Cause::AnswerTooLong { limit: seen.limit }),
        };
        let missing =
            |keyword: &str| partial().unwrap_or_else(|| Cause::KeywordMissing { keyword: keyword.to_string() });
        let present = |keyword: &str| Cause::KeywordPresent { keyword: keyword.to_string() };
        if let Some(keyword) = &self.keyword {
            let found = seen.body.contains(keyword.as_str());
            verdict.assert(format!("body contains {keyword:?}"), (!found).then(|| missing(keyword)));
        }
        if let Some(keyword) = &self.keyword_absent {
            let found = seen.body.contains(keyword.as_str());
            verdict.assert(format!("body lacks {keyword:?}"), if found { Some(present(keyword)) } else { partial() });
        }
        if let Some((text, pattern)) = compiled(self.body_matches.as_ref()) {
            let found = pattern.is_match(seen.body);
            verdict.assert(format!("body matches /{text}/"), (!found).then(|| missing(text)));
        }
        if let Some((text, pattern)) = compiled(self.body_not_matches.as_ref()) {
            let found = pattern.is_match(seen.body);
            verdict
                .assert(format!("body does not match /{text}/"), if found { Some(present(text)) } else { partial() });
        }
        if !self.json.is_empty() {
            self.judge_json(seen, partial(), verdict);
        }
    }

    fn judge_json(&self, seen: BodySeen<'_>, partial: Option<Cause>, verdict: &mut Verdict) {
        let document = match partial {
            Some(cause) => Err(cause),
            None => json(seen.body),
        };
        let document = match document {
            Ok(document) => document,
            Err(cause) => {
                for wanted in &self.json {
                    verdict.assert(wanted.what(), Some(cause.clone()));
                }
                return;
            }
        };
        for wanted in &self.json {
            wanted.judge(&document, verdict);
        }
    }
}

impl JsonMatch {
    fn what(&self) -> String {
        match &self.equals {
            Some(text) => format!("{} is {text:?}", self.path),
            None if self.warning.is_some() || self.critical.is_some() => format!("{} is within its range", self.path),
            None => format!("{} is there", self.path),
        }
    }

    fn judge(&self, document: &Value, verdict: &mut Verdict) {
        let Ok(path) = JsonPath::parse(&self.path) else {
            let reason = format!("{} is no JSONPath", self.path);
            return verdict.assert(self.what(), Some(Cause::NotEvaluated { reason }));
        };
        let found = path.query(document).all();
        let expected = |what: String| format!("{what} at {}", self.path);
        let Some(first) = found.first() else {
            let cause =
                Cause::UnexpectedAnswer { expected: expected("something".to_string()), found: "nothing".to_string() };
            return verdict.assert(self.what(), Some(cause));
        };
        if let Some(text) = &self.equals {
            let other = found.iter().find(|value| plain(value) != *text && !is_same(value, text));
            let cause = other.map(|value| Cause::UnexpectedAnswer {
                expected: expected(format!("{text:?}")),
                found: plain(value).chars().take(120).collect(),
            });
            return verdict.assert(self.what(), cause);
        }
        if self.warning.is_none() && self.critical.is_none() {
            return verdict.assert(self.what(), None);
        }
        if let Some(other) = found.iter().find(|value| value.as_f64().is_none()) {
            let found = plain(other).chars().take(120).collect();
            let cause = Cause::UnexpectedAnswer { expected: expected("a number".to_string()), found };
            return verdict.assert(self.what(), Some(cause));
        }
        let thresholds = Thresholds { warning: self.warning, critical: self.critical };
        let rank = |value: f64| thresholds.judge(value).severity();
        let numbers = found.iter().filter_map(|value| value.as_f64());
        let first = first.as_f64().unwrap_or_default();
        let worst = numbers.fold(first, |worst, value| if rank(value) > rank(worst) { value } else { worst });
        let status = thresholds.judge(worst);
        verdict.assert_status(self.what(), status);
        verdict.judged(&self.path, worst, "", &thresholds);
    }
}

/// A value as people write it: a text as it is, the rest as JSON.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// Whether `text` is `value`, as JSON: `3.0` is `3`.
fn is_same(value: &Value, text: &str) -> bool {
    match (value.as_f64(), text.parse::<f64>()) {
        (Some(number), Ok(given)) => number.to_bits() == given.to_bits(),
        (None, _) if !value.is_string() => serde_json::from_str::<Value>(text).is_ok_and(|given| given == *value),
        _ => false,
    }
}

/// A body in JSON.
pub(crate) fn json(body: &str) -> Result<Value, Cause> {
    serde_json::from_str(body.trim_start_matches('\u{feff}'))
        .map_err(|error| Cause::Protocol { reason: format!("its body is not JSON ({error})") })
}

fn compiled(text: Option<&String>) -> Option<(&str, Regex)> {
    // `validate` has looked that it can be compiled.
    text.and_then(|text| Some((text.as_str(), pattern("pattern", text).ok()?)))
}

/// A regular expression, compiled.
pub(crate) fn pattern(field: &str, text: &str) -> Result<Regex> {
    if text.is_empty() || text.len() > MAX_PATTERN {
        let shown: String = text.chars().take(60).collect();
        return Err(Error::invalid(field, shown, format!("a pattern of 1 to {MAX_PATTERN} bytes is expected")));
    }
    RegexBuilder::new(text).size_limit(MAX_COMPILED).build().map_err(|error| {
        let reason = error.to_string();
        // The last line says what is wrong, those above draw where.
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
        Error::invalid(field, text, format!("a regular expression is expected ({reason})"))
    })
}

/// A JSONPath, parsed.
pub(crate) fn path(field: &str, text: &str) -> Result<JsonPath> {
    bounded(field, text, MAX_PATH)?;
    if text.matches("..").count() > MAX_DESCENTS {
        return Err(Error::invalid(
            field,
            text,
            format!("at most {MAX_DESCENTS} descendant segments (..) are expected"),
        ));
    }
    JsonPath::parse(text).map_err(|error| {
        Error::invalid(field, text, format!("a JSONPath such as $.status is expected ({})", error.message()))
    })
}

/// The coding of a body, where it has one.
pub(crate) fn encoding(headers: &[Header]) -> Option<String> {
    let of_body = |header: &&Header| header.name.eq_ignore_ascii_case("content-encoding");
    let encoding = headers.iter().filter(of_body).find(|header| !header.value.eq_ignore_ascii_case("identity"));
    encoding.map(|header| header.value.clone())
}
