//! SVG: a drawing that needs nothing else, for light and dark grounds.

mod cards;
mod icons;
mod legend;
mod wires;

use super::fold::Folding;
use super::layout::{self, Layout};
use super::load::{Flows, Speeds};
use super::{palette, words, xml};
use crate::topology::Topology;

/// Longest text of a tooltip in characters; names may be 64 kB long.
const LONGEST_TITLE: usize = 400;
/// Height of the title above a drawing.
const TITLE: f64 = 44.0;

/// What is drawn.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) topology: &'a Topology,
    pub(super) folding: &'a Folding,
    pub(super) flows: Option<Flows<'a>>,
    pub(super) speeds: Speeds<'a>,
    pub(super) title: Option<&'a str>,
}

impl Scene<'_> {
    /// A whole SVG document with its own style sheet, title and legend.
    pub(super) fn document(&self, layout: &Layout, style: &str) -> String {
        let above = if self.title.is_some() { TITLE } else { 0.0 };
        let legend = legend::draw(self, layout.width);
        let (left, top) = (number(layout.left), number(layout.top - above));
        // Whole numbers, so that every program makes the same number of pixels of it.
        let (width, height) = (layout.width.ceil(), (layout.height + above + legend.height).ceil());
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.open(
            &format!(" width=\"{width}\" height=\"{height}\" viewBox=\"{left} {top} {width} {height}\""),
            &mut out,
        );
        push(&mut out, format_args!("<style>\n{style}</style>\n"));
        symbols(&mut out);
        push(
            &mut out,
            format_args!("<rect class=\"ground\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n"),
        );
        if let Some(title) = self.title {
            let (x, y) = (number(layout.left + 32.0), number(layout.top - 10.0));
            push(&mut out, format_args!("<text class=\"title\" x=\"{x}\" y=\"{y}\">{}</text>\n", text(title, 120)));
        }
        self.view(layout, &mut out);
        let (x, y) = (number(layout.left + 32.0), number(layout.top + layout.height));
        push(
            &mut out,
            format_args!("<g class=\"legend\" transform=\"translate({x} {y})\">{}</g>\n</svg>\n", legend.text),
        );
        out
    }

    /// The `<svg>` element of a page, which has the style sheet and the legend.
    pub(super) fn element(&self, layout: &Layout, out: &mut String) {
        let (left, top) = (number(layout.left), number(layout.top));
        let (width, height) = (number(layout.width), number(layout.height));
        self.open(&format!(" viewBox=\"{left} {top} {width} {height}\""), out);
        symbols(out);
        self.view(layout, out);
        out.push_str("</svg>");
    }

    fn open(&self, attributes: &str, out: &mut String) {
        let label = format!(
            "Network map: {} devices, {} links, {} segments",
            self.topology.nodes.len(),
            self.topology.links.len(),
            self.topology.segments.len()
        );
        push(
            out,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" role=\"img\" aria-label=\"{label}\"{attributes}>\n<title>{label}</title>\n"
            ),
        );
    }

    fn view(&self, layout: &Layout, out: &mut String) {
        out.push_str("<g class=\"view\">\n");
        self.frame(layout, out);
        out.push_str("</g>\n");
    }

    /// The wires and cards of the whole drawing or of the inside of a group.
    pub(super) fn frame(&self, layout: &Layout, out: &mut String) {
        out.push_str("<g class=\"wires\">\n");
        for path in &layout.paths {
            self.wire(layout, path, out);
        }
        out.push_str("</g>\n<g class=\"cards\">\n");
        for card in &layout.cards {
            self.card(card, out);
        }
        out.push_str("</g>\n");
    }
}

fn symbols(out: &mut String) {
    out.push_str("<defs>");
    for (name, path) in icons::GLYPHS {
        push(out, format_args!("<symbol id=\"i-{name}\" viewBox=\"0 0 24 24\"><path d=\"{path}\"/></symbol>"));
    }
    out.push_str("</defs>\n");
}

pub(super) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = std::fmt::Write::write_fmt(out, text);
}

/// A length with one decimal at most.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".into() } else { short.to_owned() }
}

/// `text` as XML: on one line, without characters that turn the direction, cut after `most` characters.
pub(super) fn text(text: &str, most: usize) -> String {
    let mut cut: String = words::one_line(text).chars().filter(|c| !layout::turns(*c)).take(most).collect();
    if text.chars().nth(most).is_some() {
        cut.push('…');
    }
    xml::escape(&cut)
}

fn title(sentence: &str) -> String {
    format!("<title>{}</title>", text(sentence, LONGEST_TITLE))
}

/// The style sheet of a drawing that stands alone.
pub(super) fn style(theme: super::Theme) -> String {
    palette::standalone(theme)
}
