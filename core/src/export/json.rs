//! JSON: the whole of a topology or of a site, written and read back. `docs/topology-json.md` is the contract.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::words;
use crate::error::{Error, Result};
use crate::inventory::Site;
use crate::topology::{
    Alternative, Ambiguous, Collectors, End, Link, Model, Models, Node, Segment, Subnet, Topology, Tracker, Unused,
};

/// The version of the documents that this crate writes, and the newest that it reads.
const SCHEMA: u32 = 1;
const GENERATOR: &str = concat!("netwarden ", env!("CARGO_PKG_VERSION"));

#[derive(Serialize)]
struct TopologyDocument<'a> {
    schema: u32,
    generator: &'a str,
    strategy: &'a str,
    nodes: &'a [Node],
    links: &'a [Link],
    segments: &'a [Segment],
    subnets: &'a [Subnet],
    ambiguous: &'a [Ambiguous],
    unused: &'a [Unused],
}

#[derive(Serialize)]
struct SiteDocument<'a> {
    schema: u32,
    generator: &'a str,
    #[serde(flatten)]
    site: &'a Site,
}

#[derive(Serialize)]
struct ModelsDocument<'a> {
    schema: u32,
    generator: &'a str,
    models: &'a [Model],
}

#[derive(Serialize)]
struct TrackerDocument<'a> {
    schema: u32,
    generator: &'a str,
    #[serde(flatten)]
    tracker: &'a Tracker,
}

#[derive(Serialize)]
struct CollectorsDocument<'a> {
    schema: u32,
    generator: &'a str,
    #[serde(flatten)]
    collectors: &'a Collectors,
}

#[derive(Deserialize)]
struct Head {
    schema: Option<u32>,
}

impl Topology {
    /// The topology as one line of JSON, by the schema in `docs/topology-json.md`. The order of fields is fixed and
    /// equal topologies give equal bytes.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a confidence is not a number from 0 to 1, which JSON could not carry or a reader would
    /// refuse. What [`Topology`]'s own makers return never is.
    pub fn to_json(&self) -> Result<String> {
        check_confidences(self)?;
        serde_json::to_string(&self.document()).map_err(unwritable)
    }

    /// As [`Self::to_json`], indented for people.
    ///
    /// # Errors
    /// As [`Self::to_json`].
    pub fn to_json_pretty(&self) -> Result<String> {
        check_confidences(self)?;
        serde_json::to_string_pretty(&self.document()).map_err(unwritable)
    }

    /// Reads what [`Self::to_json`] wrote. Fields that this version does not know are ignored.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the place and what is wrong there: not JSON, a missing field, a newer `schema`, a
    /// confidence outside 0 to 1, two nodes of one id, or an end at a node that is not there.
    pub fn from_json(text: &str) -> Result<Self> {
        check_head("topology JSON", text)?;
        let topology: Self = serde_json::from_str(text).map_err(|error| unreadable("topology JSON", &error))?;
        check_confidences(&topology).map_err(as_malformed)?;
        check_references(&topology)?;
        Ok(topology)
    }

    /// The JSON for a `<script>` element: nothing in it can end the element or open a comment. A confidence that JSON
    /// cannot carry becomes the nearest that it can.
    pub(super) fn to_script_json(&self) -> String {
        let mut shown = self.clone();
        for link in &mut shown.links {
            link.confidence = words::confidence(link.confidence);
            for alternative in &mut link.alternatives {
                alternative.confidence = words::confidence(alternative.confidence);
            }
        }
        for segment in &mut shown.segments {
            segment.confidence = words::confidence(segment.confidence);
        }
        script(&shown.document())
    }

    fn document(&self) -> TopologyDocument<'_> {
        TopologyDocument {
            schema: SCHEMA,
            generator: GENERATOR,
            strategy: &self.strategy,
            nodes: &self.nodes,
            links: &self.links,
            segments: &self.segments,
            subnets: &self.subnets,
            ambiguous: &self.ambiguous,
            unused: &self.unused,
        }
    }
}

impl Site {
    /// The site as one line of JSON: `schema`, `generator`, and the fields of [`Site`] by their names.
    ///
    /// # Errors
    /// None today: every site can be written. The signature is that of [`Topology::to_json`].
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(&SiteDocument { schema: SCHEMA, generator: GENERATOR, site: self }).map_err(unwritable)
    }

    /// Reads what [`Self::to_json`] wrote. Fields that this version does not know are ignored.
    ///
    /// # Errors
    /// [`Error::Malformed`] with line and column: not JSON, a missing field, or a newer `schema`.
    pub fn from_json(text: &str) -> Result<Self> {
        check_head("site JSON", text)?;
        serde_json::from_str(text).map_err(|error| unreadable("site JSON", &error))
    }
}

impl Tracker {
    /// What the tracker knows as one line of JSON, to go on from later: `schema`, `generator`, and what is of use to
    /// this library alone.
    ///
    /// # Errors
    /// As [`Topology::to_json`], of the topology that was reported.
    pub fn to_json(&self) -> Result<String> {
        self.topology().map_or(Ok(()), check_confidences)?;
        let document = TrackerDocument { schema: SCHEMA, generator: GENERATOR, tracker: self };
        serde_json::to_string(&document).map_err(unwritable)
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::Malformed`] with line and column: not JSON, a missing field, or a newer `schema`; and as
    /// [`Topology::from_json`], of the topology that was reported.
    pub fn from_json(text: &str) -> Result<Self> {
        check_head("tracker JSON", text)?;
        let tracker: Self = serde_json::from_str(text).map_err(|error| unreadable("tracker JSON", &error))?;
        if let Some(topology) = tracker.topology() {
            check_confidences(topology).map_err(as_malformed)?;
            check_references(topology)?;
        }
        Ok(tracker)
    }
}

impl Collectors {
    /// What each collector sees as one line of JSON, to go on from later: `schema`, `generator`, and by the name of the
    /// collector its site, in `views`.
    ///
    /// # Errors
    /// None today, as of [`Site::to_json`].
    pub fn to_json(&self) -> Result<String> {
        let document = CollectorsDocument { schema: SCHEMA, generator: GENERATOR, collectors: self };
        serde_json::to_string(&document).map_err(unwritable)
    }

    /// Reads what [`Self::to_json`] wrote. Fields that this version does not know are ignored.
    ///
    /// # Errors
    /// [`Error::Malformed`] with line and column: not JSON, a missing field, or a newer `schema`.
    pub fn from_json(text: &str) -> Result<Self> {
        check_head("collectors JSON", text)?;
        serde_json::from_str(text).map_err(|error| unreadable("collectors JSON", &error))
    }
}

/// `document`, whose keys are fixed, as JSON for a `<script>` element.
pub(super) fn script(document: &impl Serialize) -> String {
    let text = serde_json::to_string(document).unwrap_or_else(|_| String::from("{}"));
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

impl Models {
    /// The models as JSON for people to read and edit, by the schema in `docs/schema/model.schema.json`.
    ///
    /// # Errors
    /// [`Error::Invalid`] as [`Self::check`]: what is written can be read.
    pub fn to_json(&self) -> Result<String> {
        self.check()?;
        let document = ModelsDocument { schema: SCHEMA, generator: GENERATOR, models: &self.models };
        serde_json::to_string_pretty(&document).map_err(unwritable)
    }

    /// Reads what [`Self::to_json`] or a person wrote. Fields that this version does not know are ignored, those that
    /// are not there are empty; a model has a `name`.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the place and what is wrong there: not JSON, a missing field, a newer `schema`, or what
    /// [`Self::check`] refuses.
    pub fn from_json(text: &str) -> Result<Self> {
        check_head("model JSON", text)?;
        let models: Self = serde_json::from_str(text).map_err(|error| unreadable("model JSON", &error))?;
        models.check().map_err(|error| match error {
            Error::Invalid { argument, given, expected } => {
                malformed("model JSON", argument, format!("\"{given}\" is wrong, {expected} is right"))
            }
            other => other,
        })?;
        Ok(models)
    }
}

fn check_head(origin: &str, text: &str) -> Result<()> {
    let head: Head = serde_json::from_str(text).map_err(|error| unreadable(origin, &error))?;
    match head.schema {
        Some(SCHEMA) => Ok(()),
        Some(other) => {
            Err(malformed(origin, "schema", format!("version {other} is not known; this release reads {SCHEMA}")))
        }
        None => Err(malformed(origin, "schema", format!("it is missing; {SCHEMA} is expected"))),
    }
}

fn check_confidences(topology: &Topology) -> Result<()> {
    for (at, link) in topology.links.iter().enumerate() {
        check_confidence(link.confidence, || format!("links[{at}].confidence"))?;
        for (place, Alternative { confidence, .. }) in link.alternatives.iter().enumerate() {
            check_confidence(*confidence, || format!("links[{at}].alternatives[{place}].confidence"))?;
        }
    }
    for (at, segment) in topology.segments.iter().enumerate() {
        check_confidence(segment.confidence, || format!("segments[{at}].confidence"))?;
    }
    Ok(())
}

fn check_confidence(value: f64, place: impl Fn() -> String) -> Result<()> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(place(), value.to_string(), "a confidence is a number from 0 to 1"))
}

fn check_references(topology: &Topology) -> Result<()> {
    let mut ids = BTreeSet::new();
    for (at, node) in topology.nodes.iter().enumerate() {
        if !ids.insert(node.id.as_str()) {
            return Err(wrong(format!("nodes[{at}].id"), format!("\"{}\" is the id of an earlier node too", node.id)));
        }
    }
    let check = |end: &End, place: String| {
        if ids.contains(end.node.as_str()) {
            return Ok(());
        }
        Err(wrong(format!("{place}.node"), format!("no node has the id \"{}\"", end.node)))
    };
    for (at, link) in topology.links.iter().enumerate() {
        check(&link.a, format!("links[{at}].a"))?;
        check(&link.b, format!("links[{at}].b"))?;
    }
    for (at, segment) in topology.segments.iter().enumerate() {
        for (place, member) in segment.members.iter().enumerate() {
            check(member, format!("segments[{at}].members[{place}]"))?;
        }
    }
    for (at, subnet) in topology.subnets.iter().enumerate() {
        for (place, member) in subnet.members.iter().enumerate() {
            check(&member.end, format!("subnets[{at}].members[{place}].end"))?;
        }
    }
    Ok(())
}

fn malformed(origin: &str, offset: impl Into<String>, reason: impl Into<String>) -> Error {
    Error::Malformed { origin: origin.into(), offset: offset.into(), reason: reason.into() }
}

fn wrong(offset: String, reason: String) -> Error {
    malformed("topology JSON", offset, reason)
}

fn as_malformed(error: Error) -> Error {
    match error {
        Error::Invalid { argument, given, expected } => wrong(argument, format!("{given} is wrong: {expected}")),
        other => other,
    }
}

fn unreadable(origin: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let place = format!("line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&format!(" at {place}")).unwrap_or(&text);
    malformed(origin, place, reason)
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::Invalid { argument: "topology".into(), given: error.to_string(), expected: "what JSON can carry".into() }
}
