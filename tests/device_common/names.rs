//! What must hold for any name of an object, whoever writes it.

use netwarden::mib::Names;
use netwarden::value::{Oid, Value};

/// Text as a name never panics, and is understood in one way; any object identifier has a name that leads back to it.
pub(crate) fn names_are_sound(octets: &[u8]) {
    let names = Names::standard();
    if let Ok(found) = names.lookup(&String::from_utf8_lossy(octets)) {
        leads_back(names, &found);
    }
    // The object of a known name, and an index as the octets say.
    let arcs: Vec<u32> = octets.iter().map(|octet| u32::from(*octet)).collect();
    let columns = [
        &[1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2][..],
        &[1, 3, 6, 1, 2, 1, 4, 34, 1, 3],
        &[1, 3, 6, 1, 2, 1, 4, 35, 1, 4],
        &[1, 0, 8802, 1, 1, 2, 1, 3, 8, 1, 5],
        &[1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 9],
        &[1, 3, 6, 1, 2, 1, 31, 1, 2, 1, 3],
        &[1, 3],
    ];
    for column in columns {
        leads_back(names, &Oid::new(column).child(&arcs));
    }
}

fn leads_back(names: &Names, object: &Oid) {
    if let Some(name) = names.name_of(object) {
        assert_eq!(names.lookup(&name).ok().as_ref(), Some(object), "{name}");
    }
    let values = [Value::Integer(1), Value::OctetString(vec![0xff, 0x41]), Value::ObjectId(object.clone())];
    assert!(values.iter().all(|value| !names.show(object, value).is_empty()));
    if let Some(info) = names.describe(object) {
        assert!(!info.name.is_empty());
    }
}
