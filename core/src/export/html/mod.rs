//! HTML: one file with the drawing, the data and a small program; it needs no network and no server.

use serde::Serialize;

use super::load::CLASSES;
use super::{Drawing, Theme, json, layout, palette, words, xml};
use crate::topology::{Positions, Topology};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(
    "\"use strict\";\nconst data = JSON.parse(document.getElementById(\"data\").textContent);\n",
    "const drawing = JSON.parse(document.getElementById(\"drawing\").textContent);\n",
    include_str!("map.js"),
    include_str!("ticks.js"),
    include_str!("charts.js"),
    include_str!("panel.js"),
    include_str!("groups.js"),
    include_str!("app.js"),
);
/// The hash of [`SCRIPT`] for the page's content security policy: no other script runs. A test keeps it right and
/// says what it should be.
const SCRIPT_HASH: &str = "sha256-IiilGsmTD8UO2yM30LOsuS/dE9XgG8zUqkLFtDiZGlI=";

/// What the page's program knows of the drawing beside the topology.
#[derive(Serialize)]
struct Drawn<'a> {
    /// For every node, segment and group by its number: the group that it is in, or the card that it is a row of.
    home: Vec<Option<usize>>,
    /// How many end systems are rows.
    hosts: usize,
    classes: [&'static str; 8],
    groups: Vec<DrawnGroup<'a>>,
    /// For every link, where there is traffic.
    flows: Option<Vec<DrawnFlow>>,
    pinned: &'a Positions,
}

/// Class and words of what a link's first end sends, and of what its second end does.
type DrawnFlow = (Option<usize>, String, Option<usize>, String);

#[derive(Serialize)]
struct DrawnGroup<'a> {
    vertex: usize,
    id: &'a str,
    name: &'a str,
    counts: &'a str,
    states: &'a str,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Drawing<'_> {
    /// The drawing as one interactive page: see [`Topology::to_html`]. Groups open where they are clicked.
    #[must_use]
    pub fn to_html(&self) -> String {
        let laid = self.lay_out();
        let scene = self.scene(&laid.folding);
        let mut drawing = String::new();
        scene.element(&laid.layout, &mut drawing);
        let (mut frames, mut groups) = (String::new(), Vec::new());
        for (vertex, group) in laid.folding.all() {
            let inside = layout::lay_out(self.topology, &laid.graph, &laid.folding, Some(vertex), &self.positions);
            frames.push_str(&format!("<template id=\"frame-{vertex}\"><svg>"));
            scene.frame(&inside, &mut frames);
            frames.push_str("</svg></template>\n");
            groups.push(DrawnGroup {
                vertex,
                id: &group.id,
                name: &group.name,
                counts: &group.counts,
                states: &group.states,
                left: inside.left,
                top: inside.top,
                width: inside.width,
                height: inside.height,
            });
        }
        let flow = |link| {
            let (there, back) = scene.flows.as_ref()?.of(&scene.speeds, link);
            Some((there.class(), there.say(), back.class(), back.say()))
        };
        let flows = scene.flows.as_ref().map(|_| self.topology.links.iter().filter_map(flow).collect());
        let mut home = laid.folding.home.clone();
        let mut hosts = 0;
        for (card, rows) in laid.graph.rows.iter().enumerate() {
            hosts += rows.len();
            for (row, _) in rows {
                home[*row] = Some(card);
            }
        }
        let drawn = Drawn { home, hosts, classes: CLASSES, groups, flows, pinned: &self.positions };
        let theme = match self.theme {
            Theme::Auto => "",
            Theme::Light => " data-theme=\"light\"",
            Theme::Dark => " data-theme=\"dark\"",
        };
        let title = xml::escape(&words::one_line(self.title.as_deref().unwrap_or("Network map")));
        let style = format!("{}{STYLE}", palette::page());
        let data = self.topology.to_script_json();
        let mut drawn = json::script(&drawn);
        if let Some(charts) = self.charts {
            // A key more at the end of the object.
            drawn.pop();
            drawn.push_str(&format!(",\"plots\":{}}}", charts.script()));
        }
        let parts = [
            ("@THEME@", theme),
            ("@SCRIPT-HASH@", SCRIPT_HASH),
            ("@TITLE@", title.as_str()),
            ("@STYLE@", style.as_str()),
            ("@TITLE@", title.as_str()),
            ("@SVG@", drawing.as_str()),
            ("@FRAMES@", frames.as_str()),
            ("@DATA@", data.as_str()),
            ("@DRAWING@", drawn.as_str()),
            ("@SCRIPT@", SCRIPT),
        ];
        fill(PAGE, &parts)
    }
}

impl Topology {
    /// The topology as one interactive page that works from a file, without any network: pan, zoom, drag, search by
    /// name, address or MAC, reasons of every link, filters, groups that open and close, and tables. Devices that a
    /// person moved stay there in that browser, by the device's id, also in a newer page of the same name, and can be
    /// saved as [`Positions`]. [`Drawing`] has the choices; this is all of them at their defaults.
    ///
    /// The page's content security policy lets only its own script run and nothing be loaded. Confidences that are not
    /// a number from 0 to 1 are shown as 0 or 1.
    #[must_use]
    pub fn to_html(&self) -> String {
        Drawing::of(self).to_html()
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
