//! Charts of series as SVG.

mod axis;
mod clock;
mod curve;
mod draw;
mod gaps;
mod legend;
mod packed;
mod unit;

use self::curve::Style;
pub(super) use self::packed::PackedPlot;
use super::Theme;
use crate::series::Columns;

/// Most curves that are drawn.
const MOST_CURVES: usize = 14;

/// A chart of series over time: lines and areas, their gaps, and their figures.
///
/// Series of `octets/s` are drawn in bit/s. All curves share one axis, which has 0 on it. A time without values is hatched,
/// with the reason as its tooltip, and no line crosses it. There are about as many points as pixels; where steps share a
/// pixel, the least and the greatest of them are drawn, so that no spike is lost. The legend has of each curve the last
/// value, the average, the greatest value of the series' finest steps, and the percentile where one is asked for. The
/// same series give the same bytes.
///
/// ```
/// use netwarden::export::Plot;
/// use netwarden::series::{Columns, SeriesKind, Slot};
/// use netwarden::value::Timestamp;
///
/// let mut inward = Columns::new(SeriesKind::Counter, "octets", Timestamp::from_millis(0), 60_000);
/// inward.push(Slot::counted(750_000_000, 60_000, 60_000));
/// let outward = inward.clone();
/// let svg = Plot::new("core1 Gi1/0/1").area("in", &inward).line("out", &outward).percentile(95.0).to_svg();
/// assert!(svg.contains(">Mbit/s</text>") && svg.contains(">100 Mbit/s</text>"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Plot<'a> {
    title: String,
    curves: Vec<Source<'a>>,
    width: u32,
    height: u32,
    percent: Option<f64>,
    has_band: bool,
    is_mirrored: bool,
    offset_minutes: i32,
    pub(super) theme: Theme,
}

/// A curve as it was given.
#[derive(Clone, Debug)]
struct Source<'a> {
    name: String,
    style: Style,
    columns: &'a Columns,
}

impl<'a> Plot<'a> {
    /// A chart of nothing yet, 800 by 300 px, in UTC, for light and dark grounds.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            curves: Vec::new(),
            width: 800,
            height: 300,
            percent: None,
            has_band: false,
            is_mirrored: false,
            offset_minutes: 0,
            theme: Theme::Auto,
        }
    }

    /// One line more. Of more than 14 curves the first 14 are drawn, and the legend says how many are not.
    pub fn line(self, name: impl Into<String>, columns: &'a Columns) -> Self {
        self.with(name.into(), Style::Line, columns)
    }

    /// One line more, filled down to 0.
    pub fn area(self, name: impl Into<String>, columns: &'a Columns) -> Self {
        self.with(name.into(), Style::Area, columns)
    }

    /// Draws every second curve downward, the first upward: in above, out below. For values that are never below 0.
    pub const fn mirrored(mut self, is_mirrored: bool) -> Self {
        self.is_mirrored = is_mirrored;
        self
    }

    /// The size in px, 320 to 8192 by 160 to 8192. A chart whose legend does not fit becomes higher.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.width = width.clamp(320, 8192);
        self.height = height.clamp(160, 8192);
        self
    }

    /// A dashed line at a percentile of each curve, from 0 to 100, by [nearest
    /// rank](crate::series::PercentileMethod::NearestRank); no line for other numbers.
    pub fn percentile(mut self, percent: f64) -> Self {
        self.percent = Some(percent).filter(|percent| (0.0..=100.0).contains(percent));
        self
    }

    /// Fills what is between the least and the greatest value of each step's finest steps.
    pub const fn band(mut self, has_band: bool) -> Self {
        self.has_band = has_band;
        self
    }

    /// Minutes east of UTC that the clock of the axis is, such as 60; at most 18 hours either way.
    pub fn utc_offset(mut self, minutes: i32) -> Self {
        self.offset_minutes = minutes.clamp(-18 * 60, 18 * 60);
        self
    }

    /// The ground that it is drawn for.
    pub const fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// A whole SVG document, which needs nothing else and has no script.
    #[must_use]
    pub fn to_svg(&self) -> String {
        draw::document(self)
    }

    fn with(mut self, name: String, style: Style, columns: &'a Columns) -> Self {
        self.curves.push(Source { name, style, columns });
        self
    }
}

#[cfg(test)]
mod tests;
