//! What silent devices said before stays until somebody refutes it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::topology::diff::Compared;
use crate::topology::graph::{Link, LinkState, Segment, Topology};

/// `latest`, with what is not there or weaker only because devices did not answer, or not wholly.
pub(super) fn with_unrefuted<'t>(
    reported: &Topology,
    latest: &'t Topology,
    known: &BTreeSet<String>,
    removed: &BTreeSet<String>,
) -> Cow<'t, Topology> {
    let compared = Compared::of(reported, latest, removed);
    let (weaker, links, media) = (compared.weaker_links(), compared.unseen_links(), compared.unseen_media());
    let silent = reported.nodes.iter().enumerate().any(|(at, it)| known.contains(&it.id) && compared.is_gone(at));
    if weaker.is_empty() && links.is_empty() && media.is_empty() && !silent {
        return Cow::Borrowed(latest);
    }
    let mut seen = latest.clone();
    for (before, after) in weaker {
        let (Some(was), Some(now)) = (reported.links.get(before), seen.links.get_mut(after)) else { continue };
        now.strength = now.strength.max(was.strength);
        now.confidence = now.confidence.max(was.confidence);
        now.because.extend(was.because.iter().filter(|reason| !latest_has(latest, after, reason)).cloned());
        if now.state == LinkState::Unknown {
            now.state = was.state;
        }
        now.vlans.extend(was.vlans.iter().filter(|vlan| !latest_carries(latest, after, **vlan)).copied());
        now.vlans.sort_unstable();
        now.lag = now.lag.take().or_else(|| was.lag.clone());
    }
    for at in links {
        let Some(link) = reported.links.get(at) else { continue };
        let mut link = link.clone();
        link.a.node = compared.now(&link.a).to_owned();
        link.b.node = compared.now(&link.b).to_owned();
        seen.links.push(link);
    }
    for at in media {
        let Some(segment) = reported.segments.get(at) else { continue };
        let mut segment = segment.clone();
        segment.members.iter_mut().for_each(|end| end.node = compared.now(end).to_owned());
        seen.segments.push(segment);
    }
    let there: HashSet<&str> = latest.nodes.iter().map(|node| node.id.as_str()).collect();
    let needed: HashSet<String> = needed(&seen);
    for (at, node) in reported.nodes.iter().enumerate() {
        let held = needed.contains(&node.id) || (known.contains(&node.id) && compared.is_gone(at));
        if held && !there.contains(node.id.as_str()) {
            let mut node = node.clone();
            node.polled = false;
            node.coverage.clear();
            seen.nodes.push(node);
        }
    }
    seen.nodes.sort_by(|x, y| x.id.cmp(&y.id));
    seen.links.sort_by(|x: &Link, y| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id)));
    seen.segments.sort_by(|x: &Segment, y| (&x.members, &x.id).cmp(&(&y.members, &y.id)));
    Cow::Owned(seen)
}

fn needed(topology: &Topology) -> HashSet<String> {
    let of_links = topology.links.iter().flat_map(|link| [&link.a, &link.b]);
    let ends = of_links.chain(topology.segments.iter().flat_map(|segment| &segment.members));
    ends.map(|end| end.node.clone()).collect()
}

fn latest_has(latest: &Topology, at: usize, reason: &crate::topology::graph::Reason) -> bool {
    latest.links.get(at).is_some_and(|link| link.because.contains(reason))
}

fn latest_carries(latest: &Topology, at: usize, vlan: crate::value::VlanId) -> bool {
    latest.links.get(at).is_some_and(|link| link.vlans.contains(&vlan))
}
