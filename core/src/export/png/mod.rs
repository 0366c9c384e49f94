//! PNG: the SVG of a drawing or a chart, as pixels. Its font is in this crate, so that a picture is the same everywhere.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::{Drawing, Plot, Theme, svg};
use crate::error::{Error, Result};
use crate::topology::Topology;

/// Roboto, Copyright 2015 Google Inc., Apache-2.0; cut to Latin, Greek and Cyrillic. `LICENSE` is beside the files.
const FONTS: [&[u8]; 2] = [include_bytes!("Roboto-Regular.ttf"), include_bytes!("Roboto-Bold.ttf")];
const FAMILY: &str = "Roboto";
/// Most pixels of a side, and of a picture: 4 bytes each.
const LONGEST_SIDE: f64 = 32_000.0;
const MOST_PIXELS: f64 = 100_000_000.0;

impl Drawing<'_> {
    /// A font for characters that the built-in one lacks, which has Latin, Greek and Cyrillic: the bytes of a TTF or
    /// OTF file. Several calls add up.
    #[must_use]
    pub fn font(mut self, file: Vec<u8>) -> Self {
        self.fonts.push(Arc::new(file));
        self
    }

    /// The drawing as a PNG file: what [`Self::to_svg`] shows, `scale` pixels to one of the drawing. 1 is for screens,
    /// 2 for dense screens and print. [`Theme::Auto`] is light here.
    ///
    /// # Errors
    /// [`Error::Invalid`] where `scale` is no number above 0, or the picture would have a side of more than 32,000
    /// pixels or more than 100 million pixels in all; the message says which scale would do.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>> {
        let laid = self.lay_out();
        let text = self.scene(&laid.folding).document(&laid.layout, &svg::style(grounded(self.theme)));
        pixels(&text, scale, &self.fonts)
    }
}

impl Plot<'_> {
    /// The chart as a PNG file: what [`Self::to_svg`] shows, `scale` pixels to one of the chart. 1 is for screens, 2 for
    /// dense screens and print. [`Theme::Auto`] is light here. The font has Latin, Greek and Cyrillic.
    ///
    /// # Errors
    /// [`Error::Invalid`] where `scale` is no number above 0, or the picture would have a side of more than 32,000
    /// pixels or more than 100 million pixels in all; the message says which scale would do.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>> {
        pixels(&self.clone().theme(grounded(self.theme)).to_svg(), scale, &[])
    }
}

/// A picture has one ground.
fn grounded(theme: Theme) -> Theme {
    if theme == Theme::Dark { Theme::Dark } else { Theme::Light }
}

/// An SVG document as a PNG file.
fn pixels(text: &str, scale: f32, fonts: &[Arc<Vec<u8>>]) -> Result<Vec<u8>> {
    let wrong = |expected: String| Error::invalid("scale", scale.to_string(), expected);
    if !scale.is_finite() || scale <= 0.0 {
        return Err(wrong("a number above 0, such as 1 or 2".into()));
    }
    let tree = Tree::from_str(text, &options(fonts)).map_err(|error| unreadable(&error.to_string()))?;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let most = (LONGEST_SIDE / width.max(height)).min((MOST_PIXELS / (width * height)).sqrt());
    if f64::from(scale) > most {
        return Err(wrong(format!("at most {:.2} for this drawing of {width:.0} by {height:.0}", floor_2(most))));
    }
    let side = |length: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0 and at most 32,000")]
        let pixels = (length * f64::from(scale)).ceil() as u32;
        pixels.max(1)
    };
    let mut picture = Pixmap::new(side(width), side(height)).ok_or_else(|| unreadable("the picture has no pixels"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|error| unreadable(&error.to_string()))
}

fn options(fonts: &[Arc<Vec<u8>>]) -> Options<'static> {
    let mut options = Options { font_family: FAMILY.into(), ..Options::default() };
    let known = options.fontdb_mut();
    for file in FONTS {
        known.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    for file in fonts {
        known.load_font_source(fontdb::Source::Binary(file.clone()));
    }
    known.set_sans_serif_family(FAMILY);
    options
}

impl Topology {
    /// The topology as a PNG file: see [`Drawing::to_png`].
    ///
    /// # Errors
    /// As there.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>> {
        Drawing::of(self).to_png(scale)
    }
}

/// Two decimals, never more than `value`.
fn floor_2(value: f64) -> f64 {
    (value * 100.0).floor() / 100.0
}

fn unreadable(reason: &str) -> Error {
    Error::Malformed { origin: "drawing".into(), offset: "its SVG".into(), reason: reason.into() }
}

#[cfg(test)]
mod tests;
