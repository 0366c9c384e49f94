//! `World`: a simulated network in memory, its truth, and how right conclusions about it are.

use std::sync::Arc;

use netwarden::Error;
use netwarden::accuracy::{Judge, Score, Tally, visit};
use netwarden::sim::{Blueprint, PortTraffic, Truth, TruthEnd, World, gallery, netgen};
use netwarden::value::{Moment, VarBind};

use crate::credential::NativeUsmUser;
use crate::error::NativeException;
use crate::inventory::NativeSite;
use crate::options::Plan;
use crate::sim::{NativeSimulatedNetwork, serve};
use crate::topology::NativeTopology;

/// A network in memory; `io.netwarden.World` wraps it.
#[derive(uniffi::Object)]
pub struct NativeWorld {
    core: World,
}

impl NativeWorld {
    pub(crate) fn core(&self) -> &World {
        &self.core
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeWorld {
    #[uniffi::constructor]
    pub fn generate(plan: Plan) -> Result<Arc<Self>, NativeException> {
        let wrong = |error: serde_json::Error| Error::invalid("plan", "what was given", error.to_string());
        let plan: netgen::Plan = serde_json::to_value(plan).and_then(serde_json::from_value).map_err(wrong)?;
        Ok(Arc::new(Self { core: plan.world()? }))
    }

    #[uniffi::constructor]
    pub fn build(blueprint: Blueprint) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: blueprint.world()? }))
    }

    #[uniffi::constructor]
    pub fn named(name: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: gallery::by_name(name)? }))
    }

    pub fn name(&self) -> String {
        self.core.name().to_owned()
    }

    pub fn range(&self) -> String {
        self.core.range().to_string()
    }

    pub fn network(&self) -> String {
        self.core.network().to_string()
    }

    pub fn address(&self, device: &str) -> Option<String> {
        self.core.address(device).map(|address| address.to_string())
    }

    pub fn other_end(&self, device: &str, port: &str) -> Result<Option<TruthEnd>, NativeException> {
        let far = self.core.other_end(device, port)?;
        Ok(far.map(|(device, port)| TruthEnd { device: device.to_owned(), port: port.to_owned() }))
    }

    pub fn device_names(&self) -> Vec<String> {
        self.core.device_names().map(str::to_owned).collect()
    }

    pub fn truth(&self) -> Truth {
        self.core.truth()
    }

    pub fn site(&self, at_ms: u64) -> Arc<NativeSite> {
        Arc::new(visit(&self.core, Moment::from_millis(at_ms)).into())
    }

    pub fn recording(
        &self,
        device: &str,
        vlan: Option<u16>,
        at_ms: u64,
    ) -> Result<Option<Vec<VarBind>>, NativeException> {
        Ok(self.core.agent(device)?.recording(vlan, Moment::from_millis(at_ms)))
    }

    pub fn traffic(&self, device: &str, port: &str, at_ms: u64) -> Result<PortTraffic, NativeException> {
        Ok(self.core.traffic(device, port, Moment::from_millis(at_ms))?)
    }

    pub fn score(&self, site: &NativeSite, topology: &NativeTopology) -> Score {
        Judge::new(&self.core, &site.core().devices).score(topology.core())
    }

    /// The two ports of each pair stand in turn.
    pub fn score_pairs(&self, site: &NativeSite, ports: Vec<TruthEnd>) -> Tally {
        let mut ports = ports.into_iter().map(|TruthEnd { device, port }| (device, port));
        let pair = move || ports.next().zip(ports.next()).map(|(a, b)| if a <= b { (a, b) } else { (b, a) });
        let claimed = std::iter::from_fn(pair).collect();
        Judge::new(&self.core, &site.core().devices).pairs(&claimed)
    }

    pub async fn start(
        &self,
        port: u16,
        users: Vec<Arc<NativeUsmUser>>,
        write_community: Option<String>,
    ) -> Result<Arc<NativeSimulatedNetwork>, NativeException> {
        Ok(serve(self.core.clone(), port, users, write_community).await?)
    }
}

/// The share of those claimed that are right.
#[uniffi::export]
pub fn native_precision(tally: Tally) -> Option<f64> {
    tally.precision()
}

/// The share of those that there are that was found.
#[uniffi::export]
pub fn native_recall(tally: Tally) -> Option<f64> {
    tally.recall()
}

/// The harmonic mean of both.
#[uniffi::export]
pub fn native_f1(tally: Tally) -> Option<f64> {
    tally.f1()
}

/// By how much confidence and share of right ones differ.
#[uniffi::export]
pub fn native_calibration_error(score: Score) -> Option<f64> {
    score.calibration_error()
}
