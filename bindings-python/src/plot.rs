//! `netwarden.Plot`: charts of series.

use std::sync::Arc;

use netwarden::export;
use netwarden::series;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error::raise;
use crate::series::Columns;

/// How a curve is drawn.
#[derive(Clone, Copy)]
enum Style {
    Line,
    Area,
}

#[derive(Clone)]
struct Curve {
    name: String,
    style: Style,
    columns: Arc<series::Columns>,
}

/// A chart of series over time.
#[pyclass(frozen, module = "netwarden")]
#[derive(Clone)]
pub(crate) struct Plot {
    title: String,
    curves: Vec<Curve>,
    size: (u32, u32),
    percentile: Option<f64>,
    band: bool,
    mirrored: bool,
    utc_offset_minutes: i32,
    theme: export::Theme,
}

impl Plot {
    fn with(&self, name: String, style: Style, columns: &Columns) -> Self {
        let mut plot = self.clone();
        plot.curves.push(Curve { name, style, columns: columns.core() });
        plot
    }

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
        self.curves.iter().fold(core, |core, curve| match curve.style {
            Style::Line => core.line(&curve.name, &curve.columns),
            Style::Area => core.area(&curve.name, &curve.columns),
        })
    }
}

#[pymethods]
impl Plot {
    #[new]
    #[pyo3(signature = (
        title = "", *, width = 800, height = 300, percentile = None, band = false, mirrored = false,
        utc_offset_minutes = 0, theme = "auto"
    ))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        title: &str,
        width: u32,
        height: u32,
        percentile: Option<f64>,
        band: bool,
        mirrored: bool,
        utc_offset_minutes: i32,
        theme: &str,
    ) -> PyResult<Self> {
        let theme = theme.parse().map_err(|error: netwarden::Error| raise(&error))?;
        let (title, size) = (title.to_owned(), (width, height));
        Ok(Self { title, curves: Vec::new(), size, percentile, band, mirrored, utc_offset_minutes, theme })
    }

    fn line(&self, name: String, columns: &Columns) -> Self {
        self.with(name, Style::Line, columns)
    }

    fn area(&self, name: String, columns: &Columns) -> Self {
        self.with(name, Style::Area, columns)
    }

    fn to_svg(&self, py: Python<'_>) -> String {
        py.detach(|| self.core().to_svg())
    }

    #[pyo3(signature = (*, scale = 1.0))]
    fn to_png<'py>(&self, py: Python<'py>, scale: f32) -> PyResult<Bound<'py, PyBytes>> {
        let picture = py.detach(|| self.core().to_png(scale)).map_err(|error| raise(&error))?;
        Ok(PyBytes::new(py, &picture))
    }

    /// How a notebook shows it.
    fn _repr_svg_(&self, py: Python<'_>) -> String {
        self.to_svg(py)
    }

    fn __repr__(&self) -> String {
        format!("<Plot {:?} of {} curves>", self.title, self.curves.len())
    }
}
