//! `Drawing` and `Load`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use netwarden::export::{self, Fold, PortLoad, Theme};
use netwarden::topology::{Positions, Topology};

use crate::error::NativeException;
use crate::inventory::NativeSite;
use crate::plot::NativePlot;
use crate::poll::NativeBatch;
use crate::series::NativeColumns;
use crate::topology::NativeTopology;

/// The traffic of ports; `io.netwarden.Load` wraps it.
#[derive(uniffi::Object)]
pub struct NativeLoad {
    core: export::Load,
}

#[uniffi::export]
impl NativeLoad {
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { core: export::Load::default() })
    }

    #[uniffi::constructor]
    pub fn between(earlier: &NativeSite, later: &NativeSite) -> Arc<Self> {
        Arc::new(Self { core: export::Load::of_rates(&later.core().rates_since(earlier.core())) })
    }

    #[uniffi::constructor]
    pub fn of_poll(earlier: &NativeBatch, later: &NativeBatch) -> Arc<Self> {
        let (earlier, later) = (earlier.core(), later.core());
        Arc::new(Self { core: export::Load::of_poll(later, &later.rates(earlier)) })
    }

    pub fn with_port(&self, device: String, port: String, in_bps: f64, out_bps: f64) -> Arc<Self> {
        Arc::new(Self { core: self.core.clone().with(device, port, in_bps, out_bps) })
    }

    pub fn ports(&self) -> Vec<PortLoad> {
        self.core.ports.clone()
    }
}

/// Charts of ports and devices; `io.netwarden.Charts` wraps it.
#[derive(uniffi::Object)]
pub struct NativeCharts {
    core: Mutex<export::Charts>,
}

impl NativeCharts {
    fn locked<T>(&self, work: impl FnOnce(&mut export::Charts) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[uniffi::export]
impl NativeCharts {
    #[uniffi::constructor]
    pub fn new(steps: u32, most_octets: u64, utc_offset_minutes: i32) -> Arc<Self> {
        let steps = usize::try_from(steps).unwrap_or(usize::MAX);
        let core = export::Charts::new().steps(steps).most_octets(most_octets).utc_offset(utc_offset_minutes);
        Arc::new(Self { core: Mutex::new(core) })
    }

    pub fn traffic(&self, device: String, port: String, inward: Arc<NativeColumns>, outward: Arc<NativeColumns>) {
        self.locked(|core| core.traffic(&device, &port, &inward.core(), &outward.core()));
    }

    pub fn port(&self, device: String, port: String, plot: Arc<NativePlot>) {
        self.locked(|core| core.port(&device, &port, &plot.core()));
    }

    pub fn device(&self, device: String, plot: Arc<NativePlot>) {
        self.locked(|core| core.device(&device, &plot.core()));
    }

    pub fn size(&self) -> u32 {
        u32::try_from(self.locked(|core| core.len())).unwrap_or(u32::MAX)
    }

    pub fn octets(&self) -> u64 {
        self.locked(|core| core.octets())
    }

    pub fn left_out(&self) -> u32 {
        u32::try_from(self.locked(|core| core.left_out())).unwrap_or(u32::MAX)
    }
}

/// What is drawn, and how; `io.netwarden.Drawing` wraps it.
#[derive(uniffi::Object)]
pub struct NativeDrawing {
    topology: Arc<Topology>,
    title: Option<String>,
    theme: Theme,
    fold: Option<Fold>,
    positions: Positions,
    sites: Option<BTreeMap<String, String>>,
    load: Option<export::Load>,
    charts: Option<export::Charts>,
    #[cfg_attr(not(feature = "png"), allow(dead_code, reason = "pictures alone have fonts of their own"))]
    fonts: Vec<Vec<u8>>,
}

impl NativeDrawing {
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
        #[cfg(feature = "png")]
        for font in &self.fonts {
            core = core.font(font.clone());
        }
        core
    }
}

#[uniffi::export]
impl NativeDrawing {
    #[uniffi::constructor]
    #[allow(clippy::too_many_arguments)] // named in Kotlin
    pub fn new(
        topology: &NativeTopology,
        title: Option<String>,
        theme: Theme,
        fold: Option<Fold>,
        positions: Positions,
        sites: Option<HashMap<String, String>>,
        sites_of: Option<Arc<NativeSite>>,
        load: Option<Arc<NativeLoad>>,
        charts: Option<Arc<NativeCharts>>,
        fonts: Vec<Vec<u8>>,
    ) -> Arc<Self> {
        let told = sites_of.map(|site| site.core().locations());
        Arc::new(Self {
            topology: topology.shared(),
            title,
            theme,
            fold,
            positions,
            sites: sites.map(|sites| sites.into_iter().collect()).or(told),
            load: load.map(|load| load.core.clone()),
            charts: charts.map(|charts| charts.locked(|core| core.clone())),
            fonts,
        })
    }

    pub fn to_svg(&self) -> String {
        self.core().to_svg()
    }

    pub fn to_html(&self) -> String {
        self.core().to_html()
    }

    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>, NativeException> {
        Ok(png(&self.core(), scale)?)
    }
}

#[cfg(feature = "png")]
pub(crate) fn png(drawing: &export::Drawing<'_>, scale: f32) -> netwarden::Result<Vec<u8>> {
    drawing.to_png(scale)
}

/// A library that is to be small is built without.
#[cfg(not(feature = "png"))]
pub(crate) fn png(_drawing: &export::Drawing<'_>, _scale: f32) -> netwarden::Result<Vec<u8>> {
    Err(netwarden::Error::invalid("format", "PNG", "a library that was built with the feature png"))
}
