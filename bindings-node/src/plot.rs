//! Charts of series.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use netwarden::export::{self, Theme};
use netwarden::series;

use crate::error::{off_thread, raise};
use crate::series::Columns;

/// What is chosen about a chart.
#[napi(object, object_to_js = false)]
pub struct PlotOptions {
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub percentile: Option<f64>,
    pub band: Option<bool>,
    pub mirrored: Option<bool>,
    pub utc_offset_minutes: Option<i32>,
    pub theme: Option<String>,
}

/// A chart of series over time.
#[napi]
pub struct Plot {
    parts: Parts,
}

#[derive(Clone)]
pub(crate) struct Parts {
    title: String,
    curves: Vec<Curve>,
    size: (u32, u32),
    percentile: Option<f64>,
    band: bool,
    mirrored: bool,
    utc_offset_minutes: i32,
    theme: Theme,
}

#[derive(Clone)]
struct Curve {
    name: String,
    is_area: bool,
    columns: Arc<series::Columns>,
}

impl Parts {
    pub(crate) fn core(&self) -> export::Plot<'_> {
        let mut core = export::Plot::new(&self.title)
            .size(self.size.0, self.size.1)
            .band(self.band)
            .mirrored(self.mirrored)
            .utc_offset(self.utc_offset_minutes)
            .theme(self.theme);
        if let Some(percent) = self.percentile {
            core = core.percentile(percent);
        }
        self.curves.iter().fold(core, |core, curve| {
            if curve.is_area { core.area(&curve.name, &curve.columns) } else { core.line(&curve.name, &curve.columns) }
        })
    }
}

impl Plot {
    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }
}

#[napi]
impl Plot {
    #[napi(factory)]
    pub fn of(env: &Env, title: String, options: PlotOptions) -> Result<Self> {
        let PlotOptions { width, height, percentile, band, mirrored, utc_offset_minutes, theme } = options;
        let theme = theme.map(|word| word.parse()).transpose().map_err(|error: netwarden::Error| raise(env, &error))?;
        let parts = Parts {
            title,
            curves: Vec::new(),
            size: (width.unwrap_or(800), height.unwrap_or(300)),
            percentile,
            band: band.unwrap_or(false),
            mirrored: mirrored.unwrap_or(false),
            utc_offset_minutes: utc_offset_minutes.unwrap_or(0),
            theme: theme.unwrap_or_default(),
        };
        Ok(Self { parts })
    }

    #[napi]
    pub fn with(&self, name: String, is_area: bool, columns: &Columns) -> Self {
        let mut parts = self.parts.clone();
        parts.curves.push(Curve { name, is_area, columns: columns.core() });
        Self { parts }
    }

    #[napi]
    pub fn to_svg<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        let parts = self.parts.clone();
        off_thread(env, move || Ok(parts.core().to_svg()), |text| text)
    }

    #[napi]
    pub fn to_png<'env>(&self, env: &'env Env, scale: f64) -> Result<PromiseRaw<'env, Uint8Array>> {
        let parts = self.parts.clone();
        #[allow(clippy::cast_possible_truncation)] // a scale has few digits
        off_thread(env, move || parts.core().to_png(scale as f32), Uint8Array::from)
    }
}
