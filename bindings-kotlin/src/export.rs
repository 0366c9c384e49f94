//! `Drawing` and `Load`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use netwarden::export::{self, Fold, PortLoad, Theme};
use netwarden::topology::{Positions, Topology};

use crate::error::NativeException;
use crate::inventory::NativeSite;
use crate::poll::NativeBatch;
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
