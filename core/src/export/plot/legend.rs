//! The figures below a chart.

use super::clock::length;
use super::curve::{Curve, Style};
use crate::export::svg::{number, push, text};

/// Height of a row.
pub(super) const ROW: f64 = 18.0;
/// Room that a name has at least.
const NAME: f64 = 90.0;
/// Between two columns.
const BETWEEN: f64 = 18.0;
/// The mark in the curve's colour.
const MARK: f64 = 20.0;

/// How high it is.
pub(super) fn height(curves: usize, left_out: usize) -> f64 {
    let rows = curves + usize::from(left_out > 0);
    if rows == 0 { 0.0 } else { ROW * (rows + 1) as f64 }
}

/// Draws it below `top`, between `left` and `right`. Where the figures have no room, the leftmost are left out.
pub(super) fn draw(
    curves: &[Curve],
    left_out: usize,
    percentile: Option<&str>,
    (left, right, top): (f64, f64, f64),
    out: &mut String,
) {
    let mut x = right;
    for column in columns(curves, percentile).iter().rev() {
        let widest = column.iter().map(|cell| length(cell)).fold(0.0, f64::max);
        if x - widest - BETWEEN < left + MARK + NAME {
            break;
        }
        for (row, cell) in column.iter().enumerate() {
            let class = if row == 0 { "dim" } else { "value" };
            let (x, y) = (number(x), number(top + ROW * row as f64 + 12.0));
            let cell = text(cell, 40);
            push(out, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{cell}</text>\n"));
        }
        x -= widest + BETWEEN;
    }
    let mut room = 1;
    while length("n") * f64::from(room + 1) <= x - left - MARK {
        room += 1;
    }
    let room = usize::try_from(room).unwrap_or(1);
    for (index, curve) in curves.iter().enumerate() {
        let y = top + ROW * (index + 1) as f64 + 12.0;
        let (colour, mark) = (index % super::draw::COLOURS, number(y - 4.0));
        if curve.style == Style::Area {
            let (x, y) = (number(left), number(y - 9.0));
            push(
                out,
                format_args!("<rect class=\"area f{colour}\" x=\"{x}\" y=\"{y}\" width=\"14\" height=\"10\"/>\n"),
            );
        }
        let (from, to) = (number(left), number(left + 14.0));
        push(out, format_args!("<path class=\"line s{colour}\" d=\"M{from} {mark}H{to}\"/>\n"));
        let name = shortened(&curve.name, room);
        push(out, format_args!("<text x=\"{}\" y=\"{}\">{name}", number(left + MARK), number(y)));
        push(out, format_args!("<title>{}</title></text>\n", text(&curve.name, 400)));
    }
    if left_out > 0 {
        let y = top + ROW * (curves.len() + 1) as f64 + 12.0;
        let (x, y) = (number(left + MARK), number(y));
        push(out, format_args!("<text class=\"dim\" x=\"{x}\" y=\"{y}\">{left_out} more are not drawn</text>\n"));
    }
}

/// A text in so much room, the ellipsis included.
pub(super) fn shortened(name: &str, room: usize) -> String {
    let is_long = name.chars().nth(room).is_some();
    text(name, if is_long { room.saturating_sub(1) } else { room })
}

/// Each with its head.
fn columns(curves: &[Curve], percentile: Option<&str>) -> Vec<Vec<String>> {
    let column = |head: &str, pick: fn(&Curve) -> Option<f64>| {
        let cells = curves.iter().map(|curve| pick(curve).map_or_else(|| "–".into(), |value| curve.unit.text(value)));
        std::iter::once(head.to_owned()).chain(cells).collect()
    };
    let mut columns = vec![
        column("current", |curve| curve.figures.last),
        column("average", |curve| curve.figures.average),
        column("max", |curve| curve.figures.max),
    ];
    if let Some(percentile) = percentile {
        columns.push(column(percentile, |curve| curve.figures.percentile));
    }
    columns
}
