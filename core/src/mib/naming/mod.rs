//! Names for numbers: `IF-MIB::ifHCInOctets.3` and back. Numbers do without; names are for people.

mod index;
mod known;
#[cfg(feature = "mibs")]
mod load;
mod lookup;
mod show;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Syntax, TableKind, catalog};
use crate::value::Oid;

use index::IndexObject;
pub(super) use index::{Encoded, IndexEncoding};
#[cfg(all(feature = "mibs", feature = "io"))]
pub(crate) use load::{LARGEST_MIB_FILE, MOST_MIB_FILES};
#[cfg(feature = "mibs")]
pub use load::{MibFault, MibFile, MibReport, MibStrictness};

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// A place in the tree with a name.
    Node,
    /// A scalar: its one instance is `.0`.
    Scalar,
    /// A conceptual table.
    Table,
    /// A conceptual row.
    Row,
    /// A column: its instances are `.` and the row's index.
    Column,
    /// A notification.
    Notification,
}

/// What a MIB says of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    module: String,
    name: String,
    kind: ObjectKind,
    /// The names of its numbers.
    labels: Vec<(i64, String)>,
    /// `DISPLAY-HINT` (RFC 2579 §3.1); empty where there is none.
    hint: String,
    /// Of a row and of its columns.
    index: Vec<IndexObject>,
}

/// An object by its name or its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInfo {
    /// The name with its module, such as `IF-MIB::ifHCInOctets`.
    pub name: String,
    /// The object identifier, without an instance.
    pub oid: Oid,
    /// What it is.
    pub kind: ObjectKind,
    /// The names of its numbers, such as up of 1.
    pub labels: Vec<NamedNumber>,
    /// How its values are shown (`DISPLAY-HINT`, RFC 2579 §3.1), where a module says so.
    pub display_hint: Option<String>,
    /// The names of the objects that its rows are told apart by.
    pub index: Vec<String>,
}

/// A number with a name (RFC 2578 §7.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedNumber {
    /// The number.
    pub number: i64,
    /// Its name.
    pub name: String,
}

/// Names of objects and of their values: those of the tables that this library reads and of what is near them, and what
/// the user's own MIB files add.
///
/// ```
/// use netwarden::mib::Names;
/// use netwarden::value::{Oid, Value};
///
/// let names = Names::standard();
/// let octets = names.lookup("ifHCInOctets.3")?;
/// assert_eq!(octets.to_string(), "1.3.6.1.2.1.31.1.1.1.6.3");
/// assert_eq!(names.name_of(&octets).as_deref(), Some("IF-MIB::ifHCInOctets.3"));
///
/// let learned = names.lookup("dot1dTpFdbPort.00:1e:58:a3:2f:cd")?;
/// assert_eq!(names.name_of(&learned).as_deref(), Some("BRIDGE-MIB::dot1dTpFdbPort.00:1e:58:a3:2f:cd"));
///
/// let status = names.lookup("IF-MIB::ifOperStatus.3")?;
/// assert_eq!(names.show(&status, &Value::Integer(7)), "lowerLayerDown(7)");
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Names {
    objects: BTreeMap<Oid, Object>,
    /// Every object of a name, by the order in which the modules came.
    by_name: BTreeMap<String, Vec<Oid>>,
}

impl Names {
    /// What is compiled in. Without the feature `names` that is nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::standard().clone()
    }

    /// What is compiled in, once for the whole program.
    #[must_use]
    pub fn standard() -> &'static Self {
        static STANDARD: LazyLock<Names> = LazyLock::new(|| {
            let mut names = Names::default();
            if cfg!(feature = "names") {
                names.add_catalog();
                known::add(&mut names);
            }
            names
        });
        &STANDARD
    }

    /// How many objects have a name.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether nothing has a name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The modules, by name.
    #[must_use]
    pub fn modules(&self) -> Vec<String> {
        let mut modules: Vec<String> = self.objects.values().map(|object| object.module.clone()).collect();
        modules.sort_unstable();
        modules.dedup();
        modules
    }

    /// What is known of an object: the one with that number, or the one that the number is an instance of.
    #[must_use]
    pub fn describe(&self, name: &Oid) -> Option<ObjectInfo> {
        let (oid, object) = self.nearest(name)?;
        Some(ObjectInfo {
            name: format!("{}::{}", object.module, object.name),
            oid: oid.clone(),
            kind: object.kind,
            labels: object
                .labels
                .iter()
                .map(|(number, name)| NamedNumber { number: *number, name: name.clone() })
                .collect(),
            display_hint: (!object.hint.is_empty()).then(|| object.hint.clone()),
            index: object.index.iter().map(|each| each.name.clone()).collect(),
        })
    }

    /// The object with the longest number that `name` begins with.
    fn nearest(&self, name: &Oid) -> Option<(&Oid, &Object)> {
        // Of all that are not after it the last is below it, or beside what is below it.
        let mut end = name.clone();
        loop {
            let (found, object) = self.objects.range::<Oid, _>(..=&end).next_back()?;
            if name.starts_with(found) {
                return Some((found, object));
            }
            let common = name.iter().zip(found.iter()).take_while(|(a, b)| a == b).count();
            if common == 0 {
                return None;
            }
            end = Oid::new(name.get(..common)?);
        }
    }

    /// Adds an object. Of two for one number the later counts.
    fn add(&mut self, oid: Oid, object: Object) {
        let places = self.by_name.entry(object.name.clone()).or_default();
        if !places.contains(&oid) {
            places.push(oid.clone());
        }
        if let Some(before) = self.objects.insert(oid.clone(), object) {
            let renamed = self.objects.get(&oid).is_some_and(|now| now.name != before.name);
            if let Some(places) = self.by_name.get_mut(&before.name).filter(|_| renamed) {
                places.retain(|place| *place != oid);
            }
        }
    }

    /// The tables that this library reads.
    fn add_catalog(&mut self) {
        for each in catalog() {
            let object = |name: &str, kind, index: &[IndexObject]| Object {
                module: each.module.to_owned(),
                name: name.to_owned(),
                kind,
                labels: known::labels(name),
                hint: String::new(),
                index: index.to_vec(),
            };
            let entry = Oid::new(each.table.entry);
            let index: Vec<IndexObject> = each.index.iter().flat_map(|(name, kind)| kind.objects(name)).collect();
            let column_kind = match each.table.kind {
                TableKind::Scalars => {
                    self.add(entry.clone(), object(each.table.name, ObjectKind::Node, &[]));
                    ObjectKind::Scalar
                }
                TableKind::Rows => {
                    let stem = each.table.name.strip_suffix("Table").unwrap_or(each.table.name);
                    if let Some((_, table)) = entry.split_last() {
                        self.add(Oid::new(table), object(each.table.name, ObjectKind::Table, &[]));
                    }
                    self.add(entry.clone(), object(&format!("{stem}Entry"), ObjectKind::Row, &index));
                    ObjectKind::Column
                }
            };
            for column in each.table.columns {
                let mut made = object(column.name, column_kind, &index);
                if matches!(column.syntax, Syntax::MacAddress) {
                    made.hint = "1x:".to_owned();
                }
                self.add(entry.child(&[column.id]), made);
            }
        }
    }
}

#[cfg(test)]
mod tests;
