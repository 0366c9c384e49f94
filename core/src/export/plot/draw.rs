//! A chart as SVG.

use super::axis::ValueAxis;
use super::clock::{self, length};
use super::curve::{self, Curve, Figures, Frame, Piece, Style, since};
use super::gaps;
use super::legend::{self, shortened};
use super::unit::{Unit, ordinal};
use super::{MOST_CURVES, Plot};
use crate::export::palette;
use crate::export::svg::{number, push, text};
use crate::value::Timestamp;

/// How many colours curves have; the style sheet has as many.
pub(super) const COLOURS: usize = 7;

const CSS: &str = include_str!("plot.css");
/// Around everything.
const EDGE: f64 = 20.0;
/// Least height of the chart itself.
const LEAST: f64 = 60.0;
const PATTERN: &str = "<defs><pattern id=\"plot-gap\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
    patternTransform=\"rotate(45)\"><rect class=\"gap-ground\" width=\"6\" height=\"6\"/>\
    <path class=\"hatch\" d=\"M0 0V6\"/></pattern></defs>\n";

pub(super) fn document(plot: &Plot<'_>) -> String {
    let drawn = plot.curves.len().min(MOST_CURVES);
    let left_out = plot.curves.len() - drawn;
    let columns: Vec<_> = plot.curves.iter().take(drawn).map(|source| source.columns).collect();
    let filled = || columns.iter().filter(|columns| !columns.is_empty());
    let origin = filled().map(|columns| columns.start).min();
    let end = filled().map(|columns| columns.end()).max();
    let (start, end) = (origin.unwrap_or(Timestamp::from_millis(0)), end.unwrap_or(Timestamp::from_millis(0)));
    let span = since(start, end).max(1.0);

    let pixels = usize::try_from(plot.width).unwrap_or(usize::MAX);
    let curves: Vec<Curve> = plot
        .curves
        .iter()
        .take(drawn)
        .enumerate()
        .map(|(index, source)| {
            let unit = Unit::of(&source.columns.unit);
            Curve {
                name: source.name.clone(),
                style: source.style,
                is_below: plot.is_mirrored && index % 2 == 1,
                runs: curve::runs(source.columns, start, unit.factor, pixels),
                figures: Figures::of(source.columns, unit.factor, plot.percent),
                unit,
            }
        })
        .collect();

    let top = if plot.title.is_empty() { 30.0 } else { 54.0 };
    let below = 26.0 + legend::height(drawn, left_out) + EDGE;
    let chart = (f64::from(plot.height) - top - below).max(LEAST);
    let (width, height) = (f64::from(plot.width), (top + chart + below).ceil());
    let axis = values(plot, &curves, chart);
    let widest = axis.ticks.iter().map(|(_, label)| length(label)).fold(20.0, f64::max);
    let left = EDGE + widest + 8.0;
    let frame = Frame { left, top, width: width - left - EDGE, height: chart, span, low: axis.low, high: axis.high };

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let label = text(if plot.title.is_empty() { "Chart" } else { &plot.title }, 400);
    push(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" aria-label=\"{label}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<title>{label}</title>\n<style>\n{}</style>\n{PATTERN}<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
            palette::spelled_out(CSS, plot.theme)
        ),
    );
    if !plot.title.is_empty() {
        let room = plot.title.chars().count().min(pixels / 9);
        push(
            &mut out,
            format_args!("<text class=\"title\" x=\"{EDGE}\" y=\"26\">{}</text>\n", shortened(&plot.title, room)),
        );
    }
    let y = number(top - 10.0);
    push(&mut out, format_args!("<text class=\"dim\" x=\"{EDGE}\" y=\"{y}\">{}</text>\n", text(&axis.unit, 40)));
    if origin.is_some() {
        let range = clock::range(start, end, plot.offset_minutes);
        let x = number(frame.right());
        push(
            &mut out,
            format_args!("<text class=\"dim range\" x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{range}</text>\n"),
        );
    }
    grid(&frame, &axis, &mut out);
    if origin.is_some() {
        time_axis(plot, &frame, start, end, &mut out);
    }
    let names: Vec<&str> = curves.iter().map(|curve| curve.name.as_str()).collect();
    for hole in gaps::holes(&columns, start, span, span / frame.width) {
        let (from, to) = (frame.x(hole.from), frame.x(hole.to));
        // The thinnest are still to be seen.
        let wide = (to - from).max(2.0);
        let x = number(from.min(frame.right() - wide));
        let (y, wide, high) = (number(frame.top), number(wide), number(frame.height));
        let reason = text(&hole.reason(&names), 400);
        push(
            &mut out,
            format_args!(
                "<rect class=\"gap\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\"><title>{reason}</title></rect>\n"
            ),
        );
    }
    for (index, curve) in curves.iter().enumerate() {
        draw_curve(plot, curve, index % COLOURS, &frame, &mut out);
    }
    let zero = number(frame.y(0.0));
    push(&mut out, format_args!("<path class=\"zero\" d=\"M{} {zero}H{}\"/>\n", number(left), number(frame.right())));
    percentiles(plot, &curves, &frame, &mut out);
    if curves.iter().all(|curve| curve.runs.is_empty()) {
        let (x, y) = (number(left + frame.width / 2.0), number(top + chart / 2.0));
        push(
            &mut out,
            format_args!("<text class=\"mark\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">no values</text>\n"),
        );
    }
    let head = plot.percent.map(ordinal);
    legend::draw(&curves, left_out, head.as_deref(), (EDGE, frame.right(), frame.bottom() + 26.0), &mut out);
    out.push_str("</svg>\n");
    out
}

/// The axis that all that is drawn has room on.
fn values(plot: &Plot<'_>, curves: &[Curve], height: f64) -> ValueAxis {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for curve in curves {
        let pieces = curve.runs.iter().flatten().flat_map(|piece| {
            let second = piece.second.unwrap_or(piece.first);
            let (least, most) = if plot.has_band { (piece.least, piece.most) } else { (second, second) };
            [piece.first, second, least, most]
        });
        for value in pieces.chain(curve.figures.percentile) {
            let value = if curve.is_below { -value } else { value };
            (low, high) = (low.min(value), high.max(value));
        }
    }
    // The axis has a unit where all curves have the same.
    let first = curves.first().map(|curve| curve.unit.clone());
    let is_one = curves.iter().all(|curve| Some(&curve.unit) == first.as_ref());
    let unit = first.filter(|_| is_one).unwrap_or_else(|| Unit::of(""));
    let mut steps = 2;
    while f64::from(steps + 1) * 28.0 <= height && steps < 10 {
        steps += 1;
    }
    ValueAxis::new(low, high, steps, &unit, plot.is_mirrored)
}

fn grid(frame: &Frame, axis: &ValueAxis, out: &mut String) {
    for (value, label) in &axis.ticks {
        let y = frame.y(*value);
        let (from, to, line) = (number(frame.left), number(frame.right()), number(y));
        push(out, format_args!("<path class=\"grid\" d=\"M{from} {line}H{to}\"/>\n"));
        let (x, y) = (number(frame.left - 8.0), number(y + 3.6));
        push(out, format_args!("<text class=\"dim value\" x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{label}</text>\n"));
    }
}

fn time_axis(plot: &Plot<'_>, frame: &Frame, start: Timestamp, end: Timestamp, out: &mut String) {
    for tick in clock::ticks(start, end, plot.offset_minutes, frame.width) {
        let x = number(frame.x(tick.at));
        let (top, bottom) = (number(frame.top), number(frame.bottom() + 4.0));
        push(out, format_args!("<path class=\"grid\" d=\"M{x} {top}V{bottom}\"/>\n"));
        if frame.has_room(&tick, length(&tick.label), EDGE) {
            let y = number(frame.bottom() + 17.0);
            let label = &tick.label;
            push(
                out,
                format_args!("<text class=\"dim time\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>\n"),
            );
        }
    }
}

fn draw_curve(plot: &Plot<'_>, curve: &Curve, colour: usize, frame: &Frame, out: &mut String) {
    let y = |value: f64| number(frame.y(if curve.is_below { -value } else { value }));
    let x = |time: f64| number(frame.x(time));
    let middle = |piece: &Piece| x(f64::midpoint(piece.from, piece.to));
    let (mut lines, mut areas, mut bands) = (String::new(), String::new(), String::new());
    for run in &curve.runs {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let mut line = format!("M{} {}", x(first.from), y(first.first));
        for piece in run {
            push(&mut line, format_args!("L{} {}", middle(piece), y(piece.first)));
            if let Some(second) = piece.second {
                push(&mut line, format_args!("V{}", y(second)));
            }
        }
        push(&mut line, format_args!("H{}", x(last.to)));
        if curve.style == Style::Area {
            push(&mut areas, format_args!("{line}V{}H{}Z", y(0.0), x(first.from)));
        }
        lines.push_str(&line);
        if plot.has_band {
            push(&mut bands, format_args!("M{} {}", x(first.from), y(first.most)));
            run.iter().for_each(|piece| push(&mut bands, format_args!("L{} {}", middle(piece), y(piece.most))));
            push(&mut bands, format_args!("H{}V{}", x(last.to), y(last.least)));
            run.iter().rev().for_each(|piece| push(&mut bands, format_args!("L{} {}", middle(piece), y(piece.least))));
            push(&mut bands, format_args!("H{}Z", x(first.from)));
        }
    }
    for (class, path) in [("band", bands), ("area", areas)] {
        if !path.is_empty() {
            push(out, format_args!("<path class=\"{class} f{colour}\" d=\"{path}\"/>\n"));
        }
    }
    if !lines.is_empty() {
        push(out, format_args!("<path class=\"line s{colour}\" d=\"{lines}\"/>\n"));
    }
}

/// The lines of the percentiles; a value that would stand on another is in the legend alone.
fn percentiles(plot: &Plot<'_>, curves: &[Curve], frame: &Frame, out: &mut String) {
    let Some(percent) = plot.percent else { return };
    let mut taken: Vec<f64> = Vec::new();
    for (index, curve) in curves.iter().enumerate() {
        let Some(value) = curve.figures.percentile else { continue };
        let y = frame.y(if curve.is_below { -value } else { value });
        let (colour, line) = (index % COLOURS, number(y));
        let (from, right) = (number(frame.left), number(frame.right()));
        let words = format!("{} {}", ordinal(percent), curve.unit.text(value));
        let title = text(&format!("{}: {words}", curve.name), 400);
        push(
            out,
            format_args!(
                "<path class=\"percentile s{colour}\" d=\"M{from} {line}H{right}\"><title>{title}</title></path>\n"
            ),
        );
        if taken.iter().all(|other| (other - y).abs() >= 14.0) {
            taken.push(y);
            let y = number(if y - 14.0 < frame.top { y + 13.0 } else { y - 4.0 });
            let (x, words) = (number(frame.right() - 4.0), text(&words, 80));
            push(out, format_args!("<text class=\"mark\" x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{words}</text>\n"));
        }
    }
}
