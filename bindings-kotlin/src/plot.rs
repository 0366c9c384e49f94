//! Charts of series.

use std::sync::Arc;

use netwarden::export::{Plot, Theme};
use netwarden::series::Columns;

use crate::error::NativeException;
use crate::series::NativeColumns;

/// What is chosen about a chart.
#[derive(Clone, uniffi::Record)]
pub struct NativePlotOptions {
    pub title: String,
    pub width: u32,
    pub height: u32,
    pub percentile: Option<f64>,
    pub band: bool,
    pub mirrored: bool,
    pub utc_offset_minutes: i32,
    pub theme: Theme,
}

#[derive(Clone)]
struct Curve {
    name: String,
    is_area: bool,
    columns: Arc<Columns>,
}

/// A chart of series; `io.netwarden.Plot` wraps it.
#[derive(uniffi::Object)]
pub struct NativePlot {
    options: NativePlotOptions,
    curves: Vec<Curve>,
}

impl NativePlot {
    pub(crate) fn core(&self) -> Plot<'_> {
        let NativePlotOptions { title, width, height, percentile, band, mirrored, utc_offset_minutes, theme } =
            &self.options;
        let mut core = Plot::new(title)
            .size(*width, *height)
            .band(*band)
            .mirrored(*mirrored)
            .utc_offset(*utc_offset_minutes)
            .theme(*theme);
        if let Some(percent) = percentile {
            core = core.percentile(*percent);
        }
        self.curves.iter().fold(core, |core, curve| {
            if curve.is_area { core.area(&curve.name, &curve.columns) } else { core.line(&curve.name, &curve.columns) }
        })
    }
}

#[uniffi::export]
impl NativePlot {
    #[uniffi::constructor]
    pub fn new(options: NativePlotOptions) -> Arc<Self> {
        Arc::new(Self { options, curves: Vec::new() })
    }

    pub fn with(&self, name: String, is_area: bool, columns: Arc<NativeColumns>) -> Arc<Self> {
        let mut curves = self.curves.clone();
        curves.push(Curve { name, is_area, columns: columns.core() });
        Arc::new(Self { options: self.options.clone(), curves })
    }

    pub fn to_svg(&self) -> String {
        self.core().to_svg()
    }

    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>, NativeException> {
        Ok(png(&self.core(), scale)?)
    }
}

#[cfg(feature = "png")]
fn png(plot: &Plot<'_>, scale: f32) -> netwarden::Result<Vec<u8>> {
    plot.to_png(scale)
}

/// A library that is to be small is built without.
#[cfg(not(feature = "png"))]
fn png(_plot: &Plot<'_>, _scale: f32) -> netwarden::Result<Vec<u8>> {
    Err(netwarden::Error::invalid("format", "PNG", "a library that was built with the feature png"))
}
