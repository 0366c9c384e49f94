//! What the lines and colours of a drawing mean, for a drawing that stands alone: only what occurs in it.

use super::super::layout;
use super::super::load::CLASSES;
use super::cards::is_hidden;
use super::{Scene, number, push};
use crate::topology::{Layer, LinkState, Strength};

const SIZE: f64 = 10.5;
const LINE: f64 = 22.0;
const SAMPLE: f64 = 26.0;
const BETWEEN: f64 = 20.0;

/// The legend, from its own top left corner.
#[derive(Default)]
pub(super) struct Legend {
    pub(super) text: String,
    pub(super) height: f64,
    x: f64,
    wide: f64,
}

/// The legend of what `scene` draws, in lines no wider than the drawing.
pub(super) fn draw(scene: &Scene<'_>, width: f64) -> Legend {
    let links = &scene.topology.links;
    let mut legend = Legend { wide: (width - 64.0).max(240.0), ..Legend::default() };
    for (strength, text) in [
        (Strength::Confirmed, "both ends say so"),
        (Strength::Claimed, "one end says so"),
        (Strength::Inferred, "inferred"),
        (Strength::Guessed, "guessed"),
    ] {
        if links.iter().any(|link| link.strength == strength) {
            legend.line(&format!("link {strength}"), text);
        }
    }
    if links.iter().any(|link| link.state == LinkState::Blocked) {
        legend.line("link blocked", "blocked, redundant");
    }
    if links.iter().any(|link| link.lag.is_some()) {
        legend.line("link lag", "an aggregate");
    }
    if links.iter().any(|link| link.layer == Layer::L3) {
        legend.line("link l3", "layer 3");
    }
    if scene.topology.nodes.iter().any(is_hidden) {
        legend.glyph("hidden", "must be there, answers nobody");
    }
    if !scene.folding.groups.is_empty() {
        legend.glyph("group", "a group of devices: its tooltip names it; the HTML page opens it");
    }
    if scene.flows.is_some() {
        legend.next_line();
        for (class, text) in CLASSES.iter().enumerate() {
            legend.colour(&format!("u{class}"), text);
        }
        legend.colour("unknown", "no rate; each half shows what the nearer end sends");
    }
    if legend.x > 0.0 || legend.height > 0.0 {
        legend.height += LINE + 14.0;
    }
    legend
}

impl Legend {
    fn line(&mut self, classes: &str, text: &str) {
        let (x, y) = self.place(text);
        let sample = format!("<g class=\"{classes}\"><path class=\"line\" d=\"M{x} {y}h{SAMPLE}\"/></g>");
        self.text.push_str(&sample);
    }

    /// A small card.
    fn glyph(&mut self, class: &str, text: &str) {
        let (x, y) = self.place(text);
        let up = |by: f64| y.parse::<f64>().map_or_else(|_| y.clone(), |y| number(y - by));
        let right = |by: f64| x.parse::<f64>().map_or_else(|_| x.clone(), |x| number(x + by));
        if class == "group" {
            let (x, y) = (right(6.0), up(2.5));
            push(
                &mut self.text,
                format_args!("<rect class=\"behind\" x=\"{x}\" y=\"{y}\" width=\"18\" height=\"9\" rx=\"3\"/>"),
            );
        }
        let (x, y) = (right(3.0), up(5.5));
        push(
            &mut self.text,
            format_args!(
                "<g class=\"sample {class}\"><rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"18\" height=\"9\" rx=\"3\"/></g>"
            ),
        );
    }

    fn colour(&mut self, class: &str, text: &str) {
        let (x, y) = self.place(text);
        push(&mut self.text, format_args!("<path class=\"load {class}\" d=\"M{x} {y}h{SAMPLE}\"/>"));
    }

    /// Writes `text` and returns where its sample begins.
    fn place(&mut self, text: &str) -> (String, String) {
        let width = SAMPLE + 7.0 + layout::width(text, SIZE);
        if self.x > 0.0 && self.x + width > self.wide {
            self.next_line();
        }
        let (x, y) = (self.x, self.height + LINE / 2.0);
        let (after, baseline) = (number(x + SAMPLE + 7.0), number(y + 3.5));
        push(&mut self.text, format_args!("<text x=\"{after}\" y=\"{baseline}\">{text}</text>"));
        self.x += width + BETWEEN;
        (number(x), number(y))
    }

    fn next_line(&mut self) {
        if self.x > 0.0 {
            self.x = 0.0;
            self.height += LINE;
        }
    }
}
