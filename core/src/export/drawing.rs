//! A drawing with all that can be chosen about it.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::charts::Charts;
use super::fold::{Fold, Folding};
use super::layout::{self, Graph, Layout};
use super::load::{Flows, Load, Speeds};
use super::svg::{self, Scene};
use crate::error::{Error, Result};
use crate::inventory::Site;
use crate::topology::{Positions, Topology};

/// The ground of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the program that shows it prefers; light in a picture of pixels.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl FromStr for Theme {
    type Err = Error;

    /// Reads a word: `auto`, `light`, `dark`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Self::Auto),
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            _ => Err(Error::invalid("theme", text, "one of auto, light, dark")),
        }
    }
}

/// A drawing of a topology: what is folded, coloured and pinned, and in which format.
///
/// ```
/// use netwarden::export::{Drawing, Fold, Theme};
/// use netwarden::topology::{Positions, Topology};
///
/// let topology = Topology::default();
/// let svg = Drawing::of(&topology)
///     .title("Head office")
///     .fold(Fold::ByRole)
///     .pinned(Positions::new().with("core1", 400.0, 40.0))
///     .theme(Theme::Dark)
///     .to_svg();
/// assert!(svg.contains("Head office"));
/// ```
#[derive(Clone, Debug)]
pub struct Drawing<'a> {
    pub(super) topology: &'a Topology,
    pub(super) load: Option<Load>,
    pub(super) charts: Option<&'a Charts>,
    pub(super) positions: Positions,
    pub(super) fold: Fold,
    pub(super) sites: BTreeMap<String, String>,
    pub(super) theme: Theme,
    pub(super) title: Option<String>,
    #[cfg(feature = "png")]
    pub(super) fonts: Vec<std::sync::Arc<Vec<u8>>>,
}

/// Everything of a drawing but its format.
pub(super) struct Laid {
    pub(super) graph: Graph,
    pub(super) folding: Folding,
    pub(super) layout: Layout,
}

impl<'a> Drawing<'a> {
    /// A drawing of `topology` as it is: folded as [`Fold::Auto`] says, without traffic and without a title.
    #[must_use]
    pub fn of(topology: &'a Topology) -> Self {
        Self {
            topology,
            load: None,
            charts: None,
            positions: Positions::new(),
            fold: Fold::Auto,
            sites: BTreeMap::new(),
            theme: Theme::Auto,
            title: None,
            #[cfg(feature = "png")]
            fonts: Vec::new(),
        }
    }

    /// Colours links by what they carry: of each half, what the nearer device sends. A link that no rate was given for,
    /// or whose rate has a gap, is marked as unknown.
    #[must_use]
    pub fn load(mut self, load: Load) -> Self {
        self.load = Some(load);
        self
    }

    /// Charts that the interactive page shows where a link, a port or a device is clicked.
    #[must_use]
    pub fn charts(mut self, charts: &'a Charts) -> Self {
        self.charts = Some(charts);
        self
    }

    /// Puts cards where people have put them; all others are laid out around those. In a group that is open, places are
    /// relative to its inside.
    #[must_use]
    pub fn pinned(mut self, positions: Positions) -> Self {
        self.positions = positions;
        self
    }

    /// How devices are put together into groups.
    #[must_use]
    pub fn fold(mut self, fold: Fold) -> Self {
        self.fold = fold;
        self
    }

    /// The site of each device, by the id of its node, and groups by them ([`Fold::BySite`]).
    #[must_use]
    pub fn sites(mut self, sites: BTreeMap<String, String>) -> Self {
        self.sites = sites;
        self.fold = Fold::BySite;
        self
    }

    /// As [`Self::sites`], by what the devices of `site` say as their location (`sysLocation`).
    #[must_use]
    pub fn sites_of(self, site: &Site) -> Self {
        self.sites(site.locations())
    }

    /// The ground, light or dark.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// A title above the drawing, and of the page.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The drawing in SVG: see [`Topology::to_svg`]. Groups are closed.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let laid = self.lay_out();
        self.scene(&laid.folding).document(&laid.layout, &svg::style(self.theme))
    }

    pub(super) fn lay_out(&self) -> Laid {
        let graph = Graph::of(self.topology);
        let folding = Folding::new(self.topology, &graph, self.fold, &self.sites);
        let layout = layout::lay_out(self.topology, &graph, &folding, None, &self.positions);
        Laid { graph, folding, layout }
    }

    pub(super) fn scene<'b>(&'b self, folding: &'b Folding) -> Scene<'b> {
        Scene {
            topology: self.topology,
            folding,
            flows: self.load.as_ref().map(Flows::new),
            speeds: Speeds::new(self.topology),
            title: self.title.as_deref(),
        }
    }
}

impl Topology {
    /// The topology as a drawing in SVG that stands alone: no script, no font, no other file. [`Drawing`] has the
    /// choices; this is all of them at their defaults.
    ///
    /// Devices are cards on layers around the core; end systems are rows on the card of the switch that they hang on,
    /// each with its port; shared segments are clouds; above about sixty cards, what hangs together is one card of a
    /// group. A confirmed link is solid, a one-sided one dashed, an inferred one dotted; opacity is confidence; an
    /// aggregate is one thick wire with a ring around it, and fast links are thick; a blocked link is red, dashed and
    /// crossed; links of layer 3 are thin and violet. What must be there and was never heard of has a dotted card.
    /// Every link has a `<title>` with one sentence about it. The colours follow `prefers-color-scheme`.
    #[must_use]
    pub fn to_svg(&self) -> String {
        Drawing::of(self).to_svg()
    }
}
