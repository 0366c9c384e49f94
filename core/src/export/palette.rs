//! The colours of the drawings, light and dark, and the style sheet that uses them.

use super::Theme;

/// Name, colour on a light ground, colour on a dark ground. Texts have a contrast of 4.5 to 1 or more.
const COLOURS: [(&str, &str, &str); 30] = [
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
    // Utilisation: lightness alone tells the classes apart, so every kind of sight does; the fuller, the further from
    // the ground.
    ("load-0", "#f6e3a1", "#33285c"),
    ("load-1", "#f5cf62", "#4d2a80"),
    ("load-2", "#f6b040", "#75308f"),
    ("load-3", "#ef8c33", "#a33a86"),
    ("load-4", "#de6232", "#cf4c6c"),
    ("load-5", "#bb3a45", "#ef7350"),
    ("load-6", "#861f5a", "#fbab4a"),
    ("load-7", "#470b4f", "#fbf0a0"),
    ("no-load", "#9aa7b3", "#64737f"),
];

const MAP: &str = include_str!("svg/map.css");

/// The style sheet of a drawing that stands alone.
pub(super) fn standalone(theme: Theme) -> String {
    spelled_out(MAP, theme)
}

/// A style sheet for a theme. Every colour is spelled out, because many programs that draw SVG do not know CSS variables.
pub(super) fn spelled_out(css: &str, theme: Theme) -> String {
    let light = || spelled(css, |(_, light, _)| light);
    let dark = || spelled(css, |(_, _, dark)| dark);
    match theme {
        Theme::Light => light(),
        Theme::Dark => dark(),
        Theme::Auto => format!("{}\n@media (prefers-color-scheme: dark) {{\n{}}}\n", light(), dark()),
    }
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
         :root[data-theme=dark]{{color-scheme:dark;{dark}}}\n\
         @media print{{:root:root{{color-scheme:light;{light}}}}}\n{MAP}"
    )
}

fn spelled(css: &str, pick: fn((&'static str, &'static str, &'static str)) -> &'static str) -> String {
    COLOURS.iter().fold(css.to_owned(), |css, colour| css.replace(&format!("var(--{})", colour.0), pick(*colour)))
}
