//! `Models` and `Collectors`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use netwarden::topology::{Applied, Collectors, Merged, Model, ModelFault, Models, Ownership};

use crate::error::NativeException;
use crate::inventory::NativeSite;
use crate::topology::NativeTopology;

/// A topology with models laid over it, on its way: records of uniffi do not hold handles.
#[derive(uniffi::Object)]
pub struct NativeApplied {
    topology: Arc<NativeTopology>,
    faults: Vec<ModelFault>,
}

impl From<Applied> for NativeApplied {
    fn from(core: Applied) -> Self {
        let Applied { topology, faults } = core;
        Self { topology: Arc::new(topology.into()), faults }
    }
}

#[uniffi::export]
impl NativeApplied {
    pub fn topology(&self) -> Arc<NativeTopology> {
        Arc::clone(&self.topology)
    }

    pub fn faults(&self) -> Vec<ModelFault> {
        self.faults.clone()
    }
}

/// Several models side by side; `io.netwarden.Models` wraps it.
#[derive(uniffi::Object)]
pub struct NativeModels {
    core: Mutex<Models>,
}

impl NativeModels {
    fn open(&self) -> MutexGuard<'_, Models> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[uniffi::export]
impl NativeModels {
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { core: Mutex::default() })
    }

    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: Mutex::new(Models::from_json(text)?) }))
    }

    pub fn to_json(&self) -> Result<String, NativeException> {
        Ok(self.open().to_json()?)
    }

    pub fn names(&self) -> Vec<String> {
        self.open().models.iter().map(|model| model.name.clone()).collect()
    }

    pub fn get(&self, name: &str) -> Option<Model> {
        self.open().get(name).cloned()
    }

    pub fn put(&self, model: Model) {
        self.open().put(model);
    }

    pub fn remove(&self, name: &str) -> bool {
        self.open().remove(name)
    }

    pub fn check(&self) -> Result<(), NativeException> {
        Ok(self.open().check()?)
    }

    pub fn apply(&self, names: Vec<String>, topology: &NativeTopology) -> Result<Arc<NativeApplied>, NativeException> {
        let models = self.open().clone();
        Ok(Arc::new(models.apply(&names, topology.core())?.into()))
    }
}

/// The views of several collectors as one, on its way.
#[derive(uniffi::Object)]
pub struct NativeMerged {
    site: Arc<NativeSite>,
    owners: Vec<Ownership>,
}

#[uniffi::export]
impl NativeMerged {
    pub fn site(&self) -> Arc<NativeSite> {
        Arc::clone(&self.site)
    }

    pub fn owners(&self) -> Vec<Ownership> {
        self.owners.clone()
    }
}

/// What several collectors see; `io.netwarden.Collectors` wraps it.
#[derive(uniffi::Object)]
pub struct NativeCollectors {
    core: Mutex<Collectors>,
}

impl NativeCollectors {
    fn open(&self) -> MutexGuard<'_, Collectors> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[uniffi::export]
impl NativeCollectors {
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { core: Mutex::default() })
    }

    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: Mutex::new(Collectors::from_json(text)?) }))
    }

    pub fn to_json(&self) -> Result<String, NativeException> {
        Ok(self.open().to_json()?)
    }

    pub fn set(&self, collector: &str, site: &NativeSite) -> Vec<String> {
        texts(self.open().set(collector, site.core().clone()))
    }

    pub fn remove(&self, collector: &str) -> Vec<String> {
        texts(self.open().remove(collector))
    }

    pub fn names(&self) -> Vec<String> {
        self.open().names().map(str::to_owned).collect()
    }

    pub fn merged(&self) -> Arc<NativeMerged> {
        let Merged { site, owners } = self.open().merged();
        Arc::new(NativeMerged { site: Arc::new(site.into()), owners })
    }
}

fn texts(ids: Vec<netwarden::value::DeviceId>) -> Vec<String> {
    ids.into_iter().map(|id| id.0).collect()
}
