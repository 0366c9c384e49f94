//! The colours of the drawings, light and dark, and the style sheet that uses them.

/// Name, colour on a light ground, colour on a dark ground. Texts have a contrast of 4.5 to 1 or more.
const COLOURS: [(&str, &str, &str); 21] = [
    ("ground", "#f6f8fa", "#0e141b"),
    ("card", "#ffffff", "#18212b"),
    ("card-edge", "#b9c4cf", "#3a4957"),
    ("text", "#17222d", "#e7edf3"),
    ("dim", "#5a6875", "#93a3b2"),
    ("wire", "#46535f", "#a3b1be"),
    ("blocked", "#c62828", "#ff6b63"),
    ("layer-3", "#6446b8", "#b39df2"),
    ("bridge", "#0b7a5c", "#4fd1a8"),
    ("bridge-ground", "#d9f3ea", "#12372d"),
    ("router", "#1f57c3", "#7fb0ff"),
    ("router-ground", "#dce7fd", "#16294d"),
    ("radio", "#a15c00", "#f3b25a"),
    ("radio-ground", "#fdecd2", "#3b2a10"),
    ("host", "#4a5866", "#b4c2cf"),
    ("host-ground", "#e9eef2", "#26323e"),
    ("cloud", "#66727e", "#9fb0bf"),
    ("cloud-ground", "#eef1f4", "#1c2732"),
    ("mark", "#b3125f", "#ff7db4"),
    ("mark-ground", "#ffe3f0", "#4a1530"),
    ("line", "#dde3e9", "#273340"),
];

const MAP: &str = include_str!("svg/map.css");

/// The style sheet of a drawing that stands alone. Every colour is spelled out, because many programs that draw SVG do
/// not know CSS variables.
pub(super) fn standalone() -> String {
    let light = spelled(|(_, light, _)| light);
    let dark = spelled(|(_, _, dark)| dark);
    format!("{light}\n@media (prefers-color-scheme: dark) {{\n{dark}}}\n")
}

/// The style sheet of a page: variables, which follow the system until `data-theme` on the root says otherwise.
pub(super) fn page() -> String {
    let list = |pick: fn(&(&'static str, &'static str, &'static str)) -> &'static str| -> String {
        COLOURS.iter().map(|colour| format!("--{}:{};", colour.0, pick(colour))).collect()
    };
    let (light, dark) = (list(|colour| colour.1), list(|colour| colour.2));
    format!(
        ":root{{color-scheme:light;{light}}}\n\
         @media (prefers-color-scheme: dark){{:root{{color-scheme:dark;{dark}}}}}\n\
         :root[data-theme=light]{{color-scheme:light;{light}}}\n\
         :root[data-theme=dark]{{color-scheme:dark;{dark}}}\n{MAP}"
    )
}

fn spelled(pick: fn((&'static str, &'static str, &'static str)) -> &'static str) -> String {
    COLOURS.iter().fold(MAP.to_owned(), |css, colour| css.replace(&format!("var(--{})", colour.0), pick(*colour)))
}
