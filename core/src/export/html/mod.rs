//! HTML: one file with the drawing, the data and a small program; it needs no network and no server.

use super::{layout, palette, svg};
use crate::topology::Topology;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(
    "\"use strict\";\nconst data = JSON.parse(document.getElementById(\"data\").textContent);\n",
    include_str!("map.js"),
    include_str!("panel.js"),
    include_str!("app.js"),
);
/// The hash of [`SCRIPT`] for the page's content security policy: no other script runs. A test keeps it right and
/// says what it should be.
const SCRIPT_HASH: &str = "sha256-yxMhYELkj0iRvUBKVkeEE6NNTGF74tKPTfe6JOKtGr4=";

impl Topology {
    /// The topology as one interactive page that works from a file, without any network: pan, zoom, drag, search by
    /// name, address or MAC, reasons of every link, filters, and tables. Devices that a person moved stay there in
    /// that browser, by the device's id, also in a newer page of the same name.
    ///
    /// The page's content security policy lets only its own script run and nothing be loaded. Confidences that are not
    /// a number from 0 to 1 are shown as 0 or 1.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut drawing = String::new();
        svg::draw(self, &layout::lay_out(self), None, &mut drawing);
        let style = format!("{}{STYLE}", palette::page());
        let data = self.to_script_json();
        let parts = [
            ("@SCRIPT-HASH@", SCRIPT_HASH),
            ("@STYLE@", style.as_str()),
            ("@SVG@", drawing.as_str()),
            ("@DATA@", data.as_str()),
            ("@SCRIPT@", SCRIPT),
        ];
        fill(PAGE, &parts)
    }
}

/// `page` with each mark replaced, once and in order: what was put in is never looked at again.
fn fill(page: &str, parts: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(page.len() + parts.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut rest = page;
    for (mark, text) in parts {
        if let Some((before, after)) = rest.split_once(mark) {
            out.push_str(before);
            out.push_str(text);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
