use netwarden::inventory::DeviceKind;

use crate::networks::{self, Builder};

#[test]
fn ten_devices() {
    insta::assert_snapshot!(networks::ten().to_dot());
}

/// Reads DOT as Graphviz's scanner does: only quoted strings, plain words, numbers and the punctuation that we use.
/// Returns the number of statements, or where the text is not DOT.
pub(crate) fn statements(text: &str) -> Result<usize, String> {
    let mut chars = text.char_indices().peekable();
    let (mut depth, mut ends) = (0i32, 0);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => loop {
                match chars.next() {
                    None => return Err(format!("the string from {at} does not end")),
                    Some((_, '\\')) => drop(chars.next()),
                    Some((_, '"')) => break,
                    Some((_, '\0')) => return Err("NUL".into()),
                    Some(_) => {}
                }
            },
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ';' => ends += 1,
            '-' | '=' | ',' | '_' | ' ' | '\n' => {}
            word if word.is_ascii_alphanumeric() => {}
            other => return Err(format!("{other:?} at {at} outside a string")),
        }
    }
    if depth == 0 { Ok(ends) } else { Err("brackets do not match".into()) }
}

#[test]
fn every_name_stays_within_its_quotes() {
    let names =
        ["a\"]; evil [x=\"", "ends in \\", "\\N\\G", "&lt;b&gt;", "<table>", "line\nbreak", "nul\0", "\u{202e}rtl", ""];
    for name in names {
        let mut net = Builder::default();
        net.device(name, DeviceKind::Bridge).device("other", DeviceKind::Bridge);
        net.link((name, name), ("other", "p1"));
        net.segment(name, &[(name, "p2")]);
        assert_eq!(statements(&net.build().to_dot()), Ok(3 + 2 + 1 + 1 + 1), "{name:?}");
    }
}

#[test]
fn an_entity_in_a_name_is_shown_not_read() {
    let mut net = Builder::default();
    let text = net.device("&lt;b&gt;", DeviceKind::Bridge).build().to_dot();
    assert!(text.contains("label=\"&amp;lt;b&amp;gt;\""), "{text}");
}
