use super::graph::Topology;
use super::infer::infer;
use super::options::Options;
use crate::inventory::Site;

impl Site {
    /// The network that these devices describe, by all evidence.
    #[must_use]
    pub fn topology(&self) -> Topology {
        self.topology_with(&Options::default())
    }

    /// The network that these devices describe, with other options than the default ones.
    #[must_use]
    pub fn topology_with(&self, options: &Options) -> Topology {
        infer(&self.devices, options)
    }
}
