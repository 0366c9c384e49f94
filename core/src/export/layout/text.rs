//! How wide a text is and how it is cut. There are no fonts here: widths are estimates for common sans-serif fonts,
//! a little on the wide side.

/// Longest visible text in characters before any width is measured: names may be 64 kB long.
const MOST_CHARS: usize = 80;

/// The estimated width of `text` at a font size of `size` pixels.
pub(in crate::export) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(glyph).sum::<f64>() * size
}

fn glyph(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.34,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.96,
        'A'..='Z' => 0.7,
        ' '..='~' => 0.62,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'.. => 1.05,
        _ => 0.65,
    }
}

/// `text` as it is shown: on one line, without characters that turn the direction of what follows, and cut with `…`
/// where it is wider than `most` pixels at a font size of `size`.
pub(in crate::export) fn fit(text: &str, size: f64, most: f64) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let mut shown = String::new();
    let mut used = 0.0;
    let ellipsis = glyph('…') * size;
    let mut safe = 0;
    for (count, c) in text.trim().chars().filter(|c| !turns(*c)).enumerate() {
        let c = if c.is_control() { ' ' } else { c };
        used += glyph(c) * size;
        if used > most || count == MOST_CHARS {
            shown.truncate(safe);
            shown.push('…');
            return shown;
        }
        shown.push(c);
        if used + ellipsis <= most {
            safe = shown.len();
        }
    }
    shown
}

/// Bidirectional controls (Unicode UAX #9): they would let a name rewrite what a reader sees.
pub(in crate::export) fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A port's name as engineers write it: `GigabitEthernet1/0/1` is `Gi1/0/1`.
pub(in crate::export) fn short_port(name: &str) -> String {
    const LONG: [(&str, &str); 12] = [
        ("HundredGigabitEthernet", "Hu"),
        ("FortyGigabitEthernet", "Fo"),
        ("TwentyFiveGigE", "Twe"),
        ("TenGigabitEthernet", "Te"),
        ("GigabitEthernet", "Gi"),
        ("FastEthernet", "Fa"),
        ("HundredGigE", "Hu"),
        ("Port-channel", "Po"),
        ("Bridge-Aggregation", "BAGG"),
        ("Ethernet", "Eth"),
        ("Serial", "Se"),
        ("Management", "Ma"),
    ];
    for (long, short) in LONG {
        if let Some(rest) = name.strip_prefix(long) {
            if rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
                return format!("{short}{}", rest.trim_start());
            }
        }
    }
    name.to_owned()
}
