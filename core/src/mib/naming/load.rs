//! The user's own MIB files, read by `mib-rs` and taken over into our table of names.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use mib_rs::raw::NodeId;
use mib_rs::source::{CandidateId, Source, SourceCandidate};
use mib_rs::types::{BaseType, DiagCode, IndexEncoding as Encoding, Kind, Severity};
use mib_rs::{DiagnosticConfig, Loader, Mib, Node, SourceOrigin, SourceRange};
use serde::{Deserialize, Serialize};

use super::index::{IndexForm, IndexObject, Shown};
use super::{Names, Object, ObjectKind};
use crate::error::{Error, Result};
use crate::value::Oid;

/// Octets of one file: the largest modules of makers have about four million.
pub(crate) const LARGEST_MIB_FILE: usize = 16 << 20;
/// Files at once.
pub(crate) const MOST_MIB_FILES: usize = 20_000;
/// Faults that are kept.
const MOST_FAULTS: usize = 1_000;

/// A MIB file's text. It may have several modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MibFile {
    /// What to call it in messages: its path.
    pub name: String,
    /// Its octets, mostly ASCII.
    pub text: Vec<u8>,
}

/// What to do where a module is faulty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MibStrictness {
    /// All or nothing: the first fault that leaves an object without its name or type is an error.
    #[default]
    Strict,
    /// What can be understood is taken; the faults are in the [`MibReport`].
    Lenient,
}

/// What [`Names::load`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MibReport {
    /// The modules whose names are known now, by name.
    pub modules: Vec<String>,
    /// How many objects they have.
    pub objects: u32,
    /// What is wrong with them; at most 1,000.
    pub faults: Vec<MibFault>,
}

/// Something that is wrong with a MIB file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MibFault {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// The module.
    pub module: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// The module that is imported from and that none of the files has.
    pub missing_module: Option<String>,
}

impl MibFault {
    fn error(&self) -> Error {
        let offset = format!("line {}", self.line);
        Error::Malformed { origin: self.file.clone(), offset, reason: self.reason.clone() }
    }
}

impl Names {
    /// Adds the names of MIB files (SMIv1 and SMIv2). Their order does not matter; of two modules of one name the first
    /// counts. The modules that define the language itself (SNMPv2-SMI, SNMPv2-TC, …) are built in; all others that are
    /// imported from must be among the files.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the file and the line: where a module that is imported from is missing, it is named.
    /// With [`MibStrictness::Lenient`] only where no object is understood at all. [`Error::Limit`] above 20,000 files or
    /// 16 MiB in one. Nothing is added then.
    pub fn load(&mut self, files: &[MibFile], strictness: MibStrictness) -> Result<MibReport> {
        limits(files)?;
        let mut report = MibReport::default();
        let shelf = Shelf::of(files, &mut report);
        let wanted: Vec<String> = shelf.modules.keys().cloned().collect();
        if let (true, Some(fault)) = (wanted.is_empty(), report.faults.first()) {
            return Err(fault.error());
        }
        if wanted.is_empty() {
            return Err(Error::invalid("list of MIB files", "", "at least one is expected"));
        }
        let mut quiet = DiagnosticConfig::verbose();
        quiet.fail_at = Severity::Fatal;
        let loaded = Loader::new().source(Box::new(shelf)).modules(wanted.clone()).diagnostic_config(quiet).load();
        let mib = loaded.map_err(|error| failed(files, &error.to_string()))?;
        collect_faults(&mib, &mut report);
        if let (MibStrictness::Strict, Some(fault)) = (strictness, report.faults.first()) {
            return Err(fault.error());
        }
        let ours: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        let misnumbered = misnumbered(&mib);
        let mut found = Vec::new();
        for node in mib.nodes().filter(|node| !misnumbered.contains(&node.id())) {
            let Some(module) = node.module().filter(|module| ours.contains(module.name())) else { continue };
            if let Some(object) = object(module.name(), node) {
                found.push((Oid::new(node.oid().as_ref()), object));
            }
        }
        if let (true, Some(fault)) = (found.is_empty(), report.faults.first()) {
            return Err(fault.error());
        }
        report.objects = u32::try_from(found.len()).unwrap_or(u32::MAX);
        report.modules = wanted;
        for (oid, object) in found {
            self.add(oid, object);
        }
        Ok(report)
    }
}

fn limits(files: &[MibFile]) -> Result<()> {
    if files.len() > MOST_MIB_FILES {
        return Err(Error::Limit {
            what: format!("{} MIB files", files.len()),
            limit: format!("{MOST_MIB_FILES} files"),
        });
    }
    match files.iter().find(|file| file.text.len() > LARGEST_MIB_FILE) {
        Some(file) => Err(Error::Limit { what: format!("MIB file {}", file.name), limit: "16 MiB".to_owned() }),
        None => Ok(()),
    }
}

fn failed(files: &[MibFile], reason: &str) -> Error {
    let origin = files.first().map_or_else(|| "MIB files".to_owned(), |file| file.name.clone());
    Error::Malformed { origin, offset: "line 1".to_owned(), reason: reason.to_owned() }
}

/// What leaves an object without its name or type; matters of style do not count.
fn collect_faults(mib: &Mib, report: &mut MibReport) {
    let all = mib.diagnostic_report();
    let mut faults = Vec::new();
    for entry in all.iter() {
        let diagnostic = entry.diagnostic();
        if diagnostic.severity > Severity::Error {
            continue;
        }
        let Ok(Some((document, range))) = entry.range() else { continue };
        if document.label().starts_with("embedded:") {
            continue;
        }
        let line = document.line_column(range.start()).map_or(0, |(line, _)| u32::try_from(line).unwrap_or(u32::MAX));
        let missing_module = (diagnostic.code == DiagCode::ImportModuleNotFound)
            .then(|| imported_from(mib, diagnostic.module.as_deref(), range))
            .flatten();
        let reason = match &missing_module {
            Some(missing) => format!("it imports from {missing}, which none of the files has"),
            None => diagnostic.message.clone(),
        };
        let (file, module) = (document.label().to_owned(), diagnostic.module.clone());
        faults.push(MibFault { file, line, module, reason, missing_module });
    }
    // What is missing explains the rest.
    faults.sort_by(|a, b| {
        (a.missing_module.is_none(), &a.file, a.line).cmp(&(b.missing_module.is_none(), &b.file, b.line))
    });
    faults.dedup_by(|a, b| a.missing_module.is_some() && (&a.file, &a.missing_module) == (&b.file, &b.missing_module));
    report.faults.extend(faults);
    report.faults.truncate(MOST_FAULTS);
}

/// The module that the symbol at `range` is imported from.
fn imported_from(mib: &Mib, module: Option<&str>, range: SourceRange) -> Option<String> {
    let importing = mib.user_modules().find(|it| Some(it.name()) == module)?;
    let from = importing.imports().iter().find(|import| import.symbols.iter().any(|symbol| symbol.range == range))?;
    Some(from.module.clone())
}

/// Places of which a number is too large for one, and all that is below them: `mib-rs` goes on with 0 there.
fn misnumbered(mib: &Mib) -> BTreeSet<NodeId> {
    let all = mib.diagnostic_report();
    let entries = all.iter().filter(|entry| entry.diagnostic().code == DiagCode::InvalidU32);
    let too_large: Vec<SourceRange> = entries.filter_map(|entry| Some(entry.range().ok()??.1)).collect();
    if too_large.is_empty() {
        return BTreeSet::new();
    }
    let has_one = |node: &Node<'_>| {
        node.range().is_some_and(|definition| {
            let within = |number: &SourceRange| definition.byte_range().contains(&number.byte_range().start);
            too_large.iter().any(|number| number.source() == definition.source() && within(number))
        })
    };
    // A definition may name places on its way to its own: `{ enterprises acme(4294967296) 1 }`.
    let on_the_way = |node: &Node<'_>| !node.oid().is_empty() && node.range().is_none() && node.arc() == 0;
    let mut spoiled = BTreeSet::new();
    for node in mib.nodes().filter(has_one) {
        let parents = std::iter::successors(node.parent(), |parent| parent.parent());
        let first = parents.take_while(on_the_way).last().unwrap_or(node);
        spoiled.extend(first.subtree().map(|below| below.id()));
    }
    spoiled
}

fn object(module: &str, node: Node<'_>) -> Option<Object> {
    let name = node.name();
    if name.is_empty() || !(2..=Oid::MAX_ARCS).contains(&node.oid().len()) {
        return None; // no object has a name such as `1`
    }
    let kind = match node.kind() {
        Kind::Scalar => ObjectKind::Scalar,
        Kind::Table => ObjectKind::Table,
        Kind::Row => ObjectKind::Row,
        Kind::Column => ObjectKind::Column,
        Kind::Notification => ObjectKind::Notification,
        _ => ObjectKind::Node,
    };
    let object = node.object();
    let labels = object.map(|it| labelled(it.effective_enums())).unwrap_or_default();
    let hint = object.map(|it| it.effective_display_hint().to_owned()).unwrap_or_default();
    let index = match (kind, object) {
        (ObjectKind::Row | ObjectKind::Column, Some(object)) => object.effective_indexes().map(index).collect(),
        _ => Vec::new(),
    };
    Some(Object { module: module.to_owned(), name: name.to_owned(), kind, labels, hint, index })
}

fn labelled(values: &[mib_rs::mib::NamedValue]) -> Vec<(i64, String)> {
    values.iter().map(|it| (it.value, it.label.clone())).collect()
}

fn index(part: mib_rs::Index<'_>) -> IndexObject {
    let hint = part.object().map_or("", |object| object.effective_display_hint());
    let base = part.ty().map(|ty| ty.effective_base());
    let shown = match hint {
        "1x:" => Shown::Mac,
        hint if hint.ends_with('a') || hint.ends_with('t') => Shown::Text,
        _ if part.ty().is_some_and(|ty| ty.name().starts_with("InetAddress")) => Shown::Address,
        _ => Shown::Arcs,
    };
    let octets = |fixed, implied| IndexForm::Octets { fixed, implied, shown };
    let form = match part.encoding() {
        Encoding::IpAddress => IndexForm::IpAddress,
        Encoding::FixedString => octets(Some(part.fixed_size().0), false),
        Encoding::LengthPrefixed if base == Some(BaseType::ObjectIdentifier) => IndexForm::ObjectId { implied: false },
        Encoding::Implied if base == Some(BaseType::ObjectIdentifier) => IndexForm::ObjectId { implied: true },
        Encoding::LengthPrefixed => octets(None, false),
        Encoding::Implied => octets(None, true),
        Encoding::Integer | Encoding::Unknown => IndexForm::Number,
    };
    let labels = part.object().map(|object| labelled(object.effective_enums())).unwrap_or_default();
    IndexObject { name: part.name().to_owned(), form, labels }
}

/// The files, by the modules that are in them.
struct Shelf {
    modules: BTreeMap<String, (String, Arc<[u8]>)>,
}

impl Shelf {
    fn of(files: &[MibFile], report: &mut MibReport) -> Self {
        let mut modules = BTreeMap::new();
        for file in files {
            let text: Arc<[u8]> = Arc::from(file.text.as_slice());
            let names = modules_in(&file.text);
            if names.is_empty() && report.faults.len() < MOST_FAULTS {
                report.faults.push(MibFault {
                    file: file.name.clone(),
                    line: 1,
                    module: None,
                    reason: "it has no MIB module: NAME DEFINITIONS ::= BEGIN is expected".to_owned(),
                    missing_module: None,
                });
            }
            for name in names {
                modules.entry(name).or_insert_with(|| (file.name.clone(), Arc::clone(&text)));
            }
        }
        Self { modules }
    }
}

impl Source for Shelf {
    fn find(&self, name: &str) -> io::Result<Option<SourceCandidate>> {
        Ok(self.modules.get(name).map(|(file, text)| {
            SourceCandidate::new(
                CandidateId::new(file.as_str()),
                SourceOrigin::memory(file.as_str()),
                file.as_str(),
                Arc::clone(text),
            )
        }))
    }

    fn list_modules(&self) -> io::Result<Vec<String>> {
        Ok(self.modules.keys().cloned().collect())
    }
}

/// The names before `DEFINITIONS`, outside comments and texts.
fn modules_in(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let mut names = Vec::new();
    let mut last = "";
    let mut rest = text.as_ref();
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric() || c == '"' || c == '-') {
        rest = rest.get(start..).unwrap_or_default();
        let skipped = if let Some(inside) = rest.strip_prefix('"') {
            inside.find('"').map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("--") {
            rest.find(['\n', '\r']).unwrap_or(rest.len())
        } else {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
            let word = rest.get(..end).unwrap_or_default();
            let word = word.split("--").next().unwrap_or_default();
            if word == "DEFINITIONS" && last.starts_with(|c: char| c.is_ascii_uppercase()) {
                names.push(last.to_owned());
            }
            last = word;
            word.len().max(1)
        };
        rest = rest.get(skipped..).unwrap_or_default();
    }
    names
}
