//! `netwarden.Drawing` and `netwarden.Load`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use netwarden::export::{self, Fold, Theme};
use netwarden::topology::Positions;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::convert::Kept;
use crate::error::raise;
use crate::inventory::Site;
use crate::plot::Plot;
use crate::poll::PollBatch;
use crate::series::Columns;
use crate::topology::Topology;

/// The traffic of ports, for the colours of a drawing.
#[pyclass(frozen, eq, module = "netwarden")]
pub(crate) struct Load {
    core: export::Load,
    ports: Kept,
}

impl From<export::Load> for Load {
    fn from(core: export::Load) -> Self {
        Self { core, ports: Kept::default() }
    }
}

impl PartialEq for Load {
    fn eq(&self, other: &Self) -> bool {
        self.core == other.core
    }
}

#[pymethods]
impl Load {
    #[new]
    fn new() -> Self {
        export::Load::default().into()
    }

    #[staticmethod]
    fn between(py: Python<'_>, earlier: &Site, later: &Site) -> Self {
        py.detach(|| export::Load::of_rates(&later.core().rates_since(earlier.core()))).into()
    }

    #[staticmethod]
    fn of_poll(py: Python<'_>, earlier: &PollBatch, later: &PollBatch) -> Self {
        let (earlier, later) = (earlier.core(), later.core());
        py.detach(|| export::Load::of_poll(later, &later.rates(earlier))).into()
    }

    fn with_port(&self, device: &str, port: &str, in_bps: f64, out_bps: f64) -> Self {
        self.core.clone().with(device, port, in_bps, out_bps).into()
    }

    #[getter]
    fn ports<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.ports.show(py, &self.core.ports)
    }

    fn __repr__(&self) -> String {
        format!("<Load of {} ports>", self.core.ports.len())
    }
}

/// Charts of ports and devices, for an interactive page.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Charts {
    core: Mutex<export::Charts>,
}

impl Charts {
    fn locked<T>(&self, work: impl FnOnce(&mut export::Charts) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[pymethods]
impl Charts {
    #[new]
    #[pyo3(signature = (*, steps = 288, most_octets = 16_000_000, utc_offset_minutes = 0))]
    fn new(steps: usize, most_octets: u64, utc_offset_minutes: i32) -> Self {
        let core = export::Charts::new().steps(steps).most_octets(most_octets).utc_offset(utc_offset_minutes);
        Self { core: Mutex::new(core) }
    }

    fn traffic(&self, py: Python<'_>, device: &str, port: &str, inward: &Columns, outward: &Columns) {
        let (inward, outward) = (inward.core(), outward.core());
        py.detach(|| self.locked(|core| core.traffic(device, port, &inward, &outward)));
    }

    fn port(&self, py: Python<'_>, device: &str, port: &str, plot: &Plot) {
        py.detach(|| self.locked(|core| core.port(device, port, &plot.core())));
    }

    fn device(&self, py: Python<'_>, device: &str, plot: &Plot) {
        py.detach(|| self.locked(|core| core.device(device, &plot.core())));
    }

    #[getter]
    fn octets(&self) -> u64 {
        self.locked(|core| core.octets())
    }

    #[getter]
    fn left_out(&self) -> usize {
        self.locked(|core| core.left_out())
    }

    fn __len__(&self) -> usize {
        self.locked(|core| core.len())
    }

    fn __repr__(&self) -> String {
        self.locked(|core| {
            format!("<Charts {} of {} kB, {} left out>", core.len(), core.octets() / 1000, core.left_out())
        })
    }
}

/// The site of each device, or a site whose devices say it.
#[derive(FromPyObject)]
enum Sites<'py> {
    Told(PyRef<'py, Site>),
    Given(BTreeMap<String, String>),
}

/// What is drawn, and how.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Drawing {
    topology: Arc<netwarden::topology::Topology>,
    title: Option<String>,
    theme: Theme,
    fold: Option<Fold>,
    positions: Positions,
    sites: Option<BTreeMap<String, String>>,
    load: Option<export::Load>,
    charts: Option<export::Charts>,
    fonts: Vec<Vec<u8>>,
}

impl Drawing {
    fn core(&self) -> export::Drawing<'_> {
        let mut core = export::Drawing::of(&self.topology).theme(self.theme).pinned(self.positions.clone());
        if let Some(sites) = &self.sites {
            core = core.sites(sites.clone());
        }
        if let Some(fold) = self.fold {
            core = core.fold(fold);
        }
        if let Some(title) = &self.title {
            core = core.title(title);
        }
        if let Some(load) = &self.load {
            core = core.load(load.clone());
        }
        if let Some(charts) = &self.charts {
            core = core.charts(charts);
        }
        self.fonts.iter().fold(core, |core, font| core.font(font.clone()))
    }
}

#[pymethods]
impl Drawing {
    #[new]
    #[pyo3(signature = (
        topology, *, title = None, theme = "auto", fold = None, positions = None, sites = None, load = None,
        charts = None, fonts = Vec::new()
    ))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        topology: &Topology,
        title: Option<String>,
        theme: &str,
        fold: Option<&str>,
        positions: Option<BTreeMap<String, [f64; 2]>>,
        sites: Option<Sites<'_>>,
        load: Option<&Load>,
        charts: Option<&Charts>,
        fonts: Vec<Vec<u8>>,
    ) -> PyResult<Self> {
        let sites = match sites {
            Some(Sites::Told(site)) => Some(site.core().locations()),
            Some(Sites::Given(sites)) => Some(sites),
            None => None,
        };
        let read = || Ok((theme.parse()?, fold.map(str::parse).transpose()?));
        let (theme, fold) = read().map_err(|error: netwarden::Error| raise(&error))?;
        Ok(Self {
            topology: topology.core(),
            title,
            theme,
            fold,
            positions: Positions(positions.unwrap_or_default().into_iter().map(|(id, [x, y])| (id, (x, y))).collect()),
            sites,
            load: load.map(|load| load.core.clone()),
            charts: charts.map(|charts| charts.locked(|core| core.clone())),
            fonts,
        })
    }

    fn to_svg(&self, py: Python<'_>) -> String {
        py.detach(|| self.core().to_svg())
    }

    fn to_html(&self, py: Python<'_>) -> String {
        py.detach(|| self.core().to_html())
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
        match &self.title {
            Some(title) => format!("<Drawing {title:?} of {} nodes>", self.topology.nodes.len()),
            None => format!("<Drawing of {} nodes>", self.topology.nodes.len()),
        }
    }
}
