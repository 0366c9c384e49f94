//! `Models` and `Collectors`. Models cross as JSON.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Env, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use netwarden::Error;
use netwarden::topology::{Collectors as Core, Model};

use crate::convert::Js;
use crate::data::{ModelFault, Ownership};
use crate::error::{off_thread, raise};
use crate::inventory::Site;
use crate::topology::Topology;

pub(crate) fn read_model(text: &str) -> netwarden::Result<Model> {
    serde_json::from_str(text).map_err(|error| Error::invalid("model", text, error.to_string()))
}

/// A topology with models laid over it, on its way.
#[napi]
pub struct Applied {
    topology: Option<Topology>,
    faults: Vec<netwarden::topology::ModelFault>,
}

#[napi]
impl Applied {
    /// It is taken out: at the second call there is none.
    #[napi]
    pub fn topology(&mut self) -> Option<Topology> {
        self.topology.take()
    }

    #[napi]
    pub fn faults(&self) -> Vec<ModelFault> {
        self.faults.clone().js()
    }
}

/// Several models side by side.
#[napi]
pub struct Models {
    core: netwarden::topology::Models,
}

#[napi]
impl Models {
    #[napi(factory)]
    pub fn none() -> Self {
        Self { core: netwarden::topology::Models::new() }
    }

    #[napi(factory)]
    pub fn from_json(env: &Env, text: String) -> Result<Self> {
        netwarden::topology::Models::from_json(&text).map(|core| Self { core }).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        self.core.to_json().map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn names(&self) -> Vec<String> {
        self.core.models.iter().map(|model| model.name.clone()).collect()
    }

    #[napi]
    pub fn get(&self, name: String) -> Option<String> {
        self.core.get(&name).and_then(|model| serde_json::to_string(model).ok())
    }

    #[napi]
    pub fn put(&mut self, env: &Env, text: String) -> Result<()> {
        self.core.put(read_model(&text).map_err(|error| raise(env, &error))?);
        Ok(())
    }

    #[napi]
    pub fn remove(&mut self, name: String) -> bool {
        self.core.remove(&name)
    }

    #[napi]
    pub fn check(&self, env: &Env) -> Result<()> {
        self.core.check().map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn apply<'env>(
        &self,
        env: &'env Env,
        names: Vec<String>,
        topology: &Topology,
    ) -> Result<PromiseRaw<'env, Applied>> {
        let (models, topology) = (self.core.clone(), topology.core());
        let show = |applied| {
            let netwarden::topology::Applied { topology, faults } = applied;
            Applied { topology: Some(topology.into()), faults }
        };
        off_thread(env, move || models.apply(&names, &topology), show)
    }
}

/// The views of several collectors as one, on its way.
#[napi]
pub struct Merged {
    site: Option<Site>,
    owners: Vec<netwarden::topology::Ownership>,
}

#[napi]
impl Merged {
    /// It is taken out: at the second call there is none.
    #[napi]
    pub fn site(&mut self) -> Option<Site> {
        self.site.take()
    }

    #[napi]
    pub fn owners(&self) -> Vec<Ownership> {
        self.owners.clone().js()
    }
}

/// What several collectors see. The facade makes its calls one after the other.
#[napi]
pub struct Collectors {
    core: Arc<Mutex<Core>>,
}

impl From<Core> for Collectors {
    fn from(core: Core) -> Self {
        Self { core: Arc::new(Mutex::new(core)) }
    }
}

impl Collectors {
    /// `work` on what they see, beside the event loop; nobody panics while holding it.
    fn with<'env, T, V>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&mut Core) -> netwarden::Result<T> + Send + 'static,
        show: impl FnOnce(T) -> V + 'static,
    ) -> Result<PromiseRaw<'env, V>>
    where
        T: Send + 'static,
        V: ToNapiValue,
    {
        let core = Arc::clone(&self.core);
        off_thread(env, move || work(&mut core.lock().unwrap_or_else(PoisonError::into_inner)), show)
    }
}

#[napi]
impl Collectors {
    #[napi(factory)]
    pub fn none() -> Self {
        Core::new().into()
    }

    #[napi]
    pub fn from_json(env: &Env, text: String) -> Result<PromiseRaw<'_, Self>> {
        off_thread(env, move || Core::from_json(&text), Self::from)
    }

    #[napi]
    pub fn to_json<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.with(env, |core| core.to_json(), |text| text)
    }

    #[napi]
    pub fn set<'env>(&self, env: &'env Env, collector: String, site: &Site) -> Result<PromiseRaw<'env, Vec<String>>> {
        let site = site.shared();
        self.with(env, move |core| Ok(core.set(&collector, (*site).clone())), Js::js)
    }

    #[napi]
    pub fn remove<'env>(&self, env: &'env Env, collector: String) -> Result<PromiseRaw<'env, Vec<String>>> {
        self.with(env, move |core| Ok(core.remove(&collector)), Js::js)
    }

    #[napi]
    pub fn names<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Vec<String>>> {
        self.with(env, |core| Ok(core.names().map(str::to_owned).collect()), |names| names)
    }

    #[napi]
    pub fn merged<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Merged>> {
        let show = |merged| {
            let netwarden::topology::Merged { site, owners } = merged;
            Merged { site: Some(site.into()), owners }
        };
        self.with(env, |core| Ok(core.merged()), show)
    }
}
