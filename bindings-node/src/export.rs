//! `Drawing` and `Load`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use netwarden::Error;
use netwarden::export::{self, Fold, Theme};
use netwarden::topology::Positions;

use crate::convert::Js;
use crate::data::PortLoad;
use crate::error::{off_thread, raise};
use crate::inventory::Site;
use crate::plot::Plot;
use crate::poll::PollBatch;
use crate::series::{Columns, whole};
use crate::topology::Topology;

/// The traffic of ports.
#[napi]
pub struct Load {
    core: export::Load,
}

#[napi]
impl Load {
    #[napi(factory)]
    pub fn none() -> Self {
        Self { core: export::Load::default() }
    }

    #[napi]
    pub fn between<'env>(env: &'env Env, earlier: &Site, later: &Site) -> Result<PromiseRaw<'env, Self>> {
        let (earlier, later) = (earlier.shared(), later.shared());
        let work = move || Ok(export::Load::of_rates(&later.rates_since(&earlier)));
        off_thread(env, work, |core| Self { core })
    }

    #[napi]
    pub fn of_poll<'env>(env: &'env Env, earlier: &PollBatch, later: &PollBatch) -> Result<PromiseRaw<'env, Self>> {
        let (earlier, later) = (earlier.shared(), later.shared());
        let work = move || Ok(export::Load::of_poll(&later, &later.rates(&earlier)));
        off_thread(env, work, |core| Self { core })
    }

    #[napi]
    pub fn with_port(&self, device: String, port: String, in_bps: f64, out_bps: f64) -> Self {
        Self { core: self.core.clone().with(device, port, in_bps, out_bps) }
    }

    #[napi]
    pub fn ports(&self) -> Vec<PortLoad> {
        self.core.ports.clone().js()
    }
}

/// Charts of ports and devices.
#[napi]
pub struct Charts {
    core: export::Charts,
}

/// What is chosen about charts.
#[napi(object, object_to_js = false)]
pub struct ChartsOptions {
    pub steps: Option<u32>,
    pub most_octets: Option<f64>,
    pub utc_offset_minutes: Option<i32>,
}

#[napi]
impl Charts {
    #[napi(factory)]
    pub fn of(options: ChartsOptions) -> Self {
        let mut core = export::Charts::new().utc_offset(options.utc_offset_minutes.unwrap_or(0));
        if let Some(steps) = options.steps {
            core = core.steps(steps as usize);
        }
        if let Some(octets) = options.most_octets {
            core = core.most_octets(whole(octets));
        }
        Self { core }
    }

    #[napi]
    pub fn traffic(&mut self, device: String, port: String, inward: &Columns, outward: &Columns) {
        self.core.traffic(&device, &port, &inward.core(), &outward.core());
    }

    #[napi]
    pub fn port(&mut self, device: String, port: String, plot: &Plot) {
        self.core.port(&device, &port, &plot.parts().core());
    }

    #[napi]
    pub fn device(&mut self, device: String, plot: &Plot) {
        self.core.device(&device, &plot.parts().core());
    }

    #[napi]
    pub fn size(&self) -> f64 {
        self.core.len().js()
    }

    #[napi]
    pub fn octets(&self) -> f64 {
        self.core.octets().js()
    }

    #[napi]
    pub fn left_out(&self) -> f64 {
        self.core.left_out().js()
    }
}

/// What can be chosen about a drawing.
#[napi(object, object_to_js = false)]
pub struct DrawingOptions {
    pub title: Option<String>,
    pub theme: Option<String>,
    pub fold: Option<String>,
    /// As JSON.
    pub positions: Option<String>,
    pub sites: Option<HashMap<String, String>>,
    pub fonts: Option<Vec<Uint8Array>>,
}

/// What is drawn, and how.
#[napi]
pub struct Drawing {
    parts: Arc<Parts>,
}

struct Parts {
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

impl Parts {
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

#[napi]
impl Drawing {
    #[napi(factory)]
    pub fn of(
        env: &Env,
        topology: &Topology,
        options: DrawingOptions,
        sites_of: Option<&Site>,
        load: Option<&Load>,
        charts: Option<&Charts>,
    ) -> Result<Self> {
        let read = || {
            let DrawingOptions { title, theme, fold, positions, sites, fonts } = options;
            let positions = positions.map(|text| {
                let wrong = |error: serde_json::Error| Error::invalid("positions", &text, error.to_string());
                serde_json::from_str::<Positions>(&text).map_err(wrong)
            });
            let told = sites_of.map(|site| site.core().locations());
            Ok(Parts {
                topology: topology.core(),
                title,
                theme: theme.map(|word| word.parse()).transpose()?.unwrap_or_default(),
                fold: fold.map(|word| word.parse()).transpose()?,
                positions: positions.transpose()?.unwrap_or_default(),
                sites: sites.map(|sites| sites.into_iter().collect()).or(told),
                load: load.map(|load| load.core.clone()),
                charts: charts.map(|charts| charts.core.clone()),
                fonts: fonts.unwrap_or_default().iter().map(|font| font.to_vec()).collect(),
            })
        };
        read().map(|parts| Self { parts: Arc::new(parts) }).map_err(|error: Error| raise(env, &error))
    }

    #[napi]
    pub fn to_svg<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        let parts = Arc::clone(&self.parts);
        off_thread(env, move || Ok(parts.core().to_svg()), |text| text)
    }

    #[napi]
    pub fn to_html<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        let parts = Arc::clone(&self.parts);
        off_thread(env, move || Ok(parts.core().to_html()), |text| text)
    }

    #[napi]
    pub fn to_png<'env>(&self, env: &'env Env, scale: f64) -> Result<PromiseRaw<'env, Uint8Array>> {
        let parts = Arc::clone(&self.parts);
        #[allow(clippy::cast_possible_truncation)] // a scale has few digits
        off_thread(env, move || parts.core().to_png(scale as f32), Uint8Array::from)
    }
}
