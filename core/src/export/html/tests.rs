use base64::Engine as _;
use sha2::{Digest, Sha256};

use super::*;

#[test]
fn the_policy_names_the_hash_of_the_script() {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT));
    assert_eq!(SCRIPT_HASH, format!("sha256-{hash}"), "the script has changed: put the right hash into SCRIPT_HASH");
}

#[test]
fn the_script_cannot_end_its_element() {
    assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
}

#[test]
fn a_part_that_looks_like_a_mark_is_not_filled() {
    assert_eq!(fill("[@A@][@B@]", &[("@A@", "@B@"), ("@B@", "x")]), "[@B@][x]");
}
