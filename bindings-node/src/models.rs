//! `Models` and `Collectors`. Models cross as JSON.

use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::topology::Model;

use crate::convert::Js;
use crate::data::{ModelFault, Ownership};
use crate::error::raise;
use crate::inventory::Site;
use crate::topology::Topology;

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
        let read = serde_json::from_str::<Model>(&text);
        self.core.put(read.map_err(|error| raise(env, &Error::invalid("model", &text, error.to_string())))?);
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
    pub fn apply(&self, env: &Env, names: Vec<String>, topology: &Topology) -> Result<Applied> {
        let applied = self.core.apply(&names, &topology.core()).map_err(|error| raise(env, &error))?;
        let netwarden::topology::Applied { topology, faults } = applied;
        Ok(Applied { topology: Some(topology.into()), faults })
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

/// What several collectors see.
#[napi]
pub struct Collectors {
    core: netwarden::topology::Collectors,
}

#[napi]
impl Collectors {
    #[napi(factory)]
    pub fn none() -> Self {
        Self { core: netwarden::topology::Collectors::new() }
    }

    #[napi]
    pub fn set(&mut self, collector: String, site: &Site) -> Vec<String> {
        self.core.set(&collector, site.core().clone()).js()
    }

    #[napi]
    pub fn remove(&mut self, collector: String) -> Vec<String> {
        self.core.remove(&collector).js()
    }

    #[napi]
    pub fn names(&self) -> Vec<String> {
        self.core.names().map(str::to_owned).collect()
    }

    #[napi]
    pub fn merged(&self) -> Merged {
        let netwarden::topology::Merged { site, owners } = self.core.merged();
        Merged { site: Some(site.into()), owners }
    }
}
