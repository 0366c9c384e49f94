//! Questions to a `Topology`.

use std::sync::Arc;

use netwarden::evidence::Source;
use netwarden::inventory::DeviceSnapshot;
use netwarden::topology::{
    Change, Contradiction, Dependency, Diff, Element, LagLoss, Model, NoPath, Part, Path, SinglePoint, Strategy,
    Supposition, VlanLoss, WhatIf, WhyNot, infer,
};
use netwarden::value::VlanId;

use super::{NativeTopology, options};
use crate::error::NativeException;

/// A way, or why there is none.
#[derive(uniffi::Enum)]
pub enum PathOutcome {
    /// The way.
    Found { path: Path },
    /// Why there is none.
    Missing { reason: NoPath },
}

#[uniffi::export]
impl NativeTopology {
    #[uniffi::constructor]
    pub fn infer(devices: Vec<DeviceSnapshot>, strategy: Strategy, hide: Vec<Source>, cables: Vec<Model>) -> Arc<Self> {
        Arc::new(infer(&devices, &options(strategy, hide, &cables)).into())
    }

    pub fn why_not(&self, a: &str, b: &str) -> Result<WhyNot, NativeException> {
        Ok(self.core().why_not(a, b)?)
    }

    pub fn path(&self, a: &str, b: &str, vlan: Option<u16>) -> PathOutcome {
        match self.core().path(a, b, vlan.map(VlanId)) {
            Ok(path) => PathOutcome::Found { path },
            Err(reason) => PathOutcome::Missing { reason },
        }
    }

    pub fn contradictions(&self) -> Vec<Contradiction> {
        self.core().contradictions()
    }

    pub fn single_points_of_failure(&self) -> Vec<SinglePoint> {
        self.core().single_points_of_failure()
    }

    pub fn upstream_of(&self, station: &str, device: &str) -> Result<Vec<Element>, NativeException> {
        Ok(self.core().upstream_of(station, device)?)
    }

    pub fn dependents_of(&self, station: &str, device: &str) -> Result<Vec<Element>, NativeException> {
        Ok(self.core().dependents_of(station, device)?)
    }

    pub fn dependencies(&self, station: &str) -> Result<Vec<Dependency>, NativeException> {
        Ok(self.core().dependencies(station)?)
    }

    pub fn what_if(&self, supposed: Vec<Supposition>, station: Option<String>) -> Result<WhatIf, NativeException> {
        Ok(self.core().what_if(&supposed, station.as_deref())?)
    }

    pub fn diff(&self, after: &Self, removed: Vec<String>) -> Vec<Change> {
        Diff::new().removed(removed).between(self.core(), after.core())
    }
}

macro_rules! texts {
    ($($name:ident: $type:ident,)*) => {
        $(
            #[uniffi::export]
            pub fn $name(it: $type) -> String {
                it.to_string()
            }
        )*
    };
}

texts! {
    native_why_not_text: WhyNot,
    native_path_text: Path,
    native_single_point_text: SinglePoint,
    native_supposition_text: Supposition,
    native_what_if_text: WhatIf,
    native_part_text: Part,
    native_lag_loss_text: LagLoss,
    native_vlan_loss_text: VlanLoss,
    native_change_text: Change,
}
