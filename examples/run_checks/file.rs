//! A file of checks: `{"checks": [{"name": "shop", "type": "http", "url": "…"}]}`, or the same in TOML.

use netwarden::check::CheckSpec;
use netwarden::{Error, Result};
use serde_json::Value;

pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) spec: CheckSpec,
}

pub(crate) fn read(path: &str) -> Result<Vec<Check>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(format!("reading {path}"), error))?;
    parse(path, &text)
}

/// Reads JSON where it begins with a brace, else TOML.
pub(crate) fn parse(path: &str, text: &str) -> Result<Vec<Check>> {
    let wrong = |reason: String| Error::invalid("file of checks", path, reason);
    let file: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?
    } else {
        toml::from_str(text).map_err(|error| wrong(error.message().to_string()))?
    };
    let listed = file["checks"].as_array().ok_or_else(|| wrong("a list called \"checks\" is expected".to_string()))?;
    let check = |given: &Value| {
        let mut given = given.clone();
        let name = given.as_object_mut().and_then(|check| check.remove("name"));
        let spec = CheckSpec::from_json(&given.to_string())?;
        let name = name.and_then(|name| name.as_str().map(str::to_string)).unwrap_or_else(|| spec.target());
        Ok(Check { name, spec })
    };
    listed.iter().map(check).collect()
}
