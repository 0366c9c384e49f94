//! Several domains as one topology.

use std::collections::{BTreeMap, HashMap};

use super::graph::{End, Topology};
use super::options::Options;

/// The union of domains, in the order of their least devices. What is unique in a domain becomes unique in the whole.
pub(super) fn union(parts: Vec<Topology>, options: &Options) -> Topology {
    let mut whole = Topology { strategy: options.strategy.name().to_owned(), ..Topology::default() };
    for part in parts {
        whole.nodes.extend(part.nodes);
        whole.links.extend(part.links);
        whole.segments.extend(part.segments);
        whole.unused.extend(part.unused);
    }
    name_apart(&mut whole);
    whole.nodes.sort_by(|x, y| x.id.cmp(&y.id));
    whole.links.sort_by(|x, y| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id)));
    whole.segments.sort_by(|x, y| (&x.members, &x.id).cmp(&(&y.members, &y.id)));
    // Stable: within one device, source and reason the order is that of the domain.
    whole.unused.sort_by(|x, y| {
        (&x.reason.device, &x.reason.source, &x.why).cmp(&(&y.reason.device, &y.reason.source, &y.why))
    });
    whole
}

/// Gives nodes of different domains that have one name the name and the id.
fn name_apart(whole: &mut Topology) {
    let mut times: HashMap<&str, u32> = HashMap::with_capacity(whole.nodes.len());
    whole.nodes.iter().for_each(|node| *times.entry(&node.name).or_default() += 1);
    let repeated = whole.nodes.iter().filter(|node| node.name != node.id && times.get(node.name.as_str()) > Some(&1));
    let renamed: BTreeMap<String, (String, String)> =
        repeated.map(|node| (node.id.clone(), (node.name.clone(), format!("{} ({})", node.name, node.id)))).collect();
    if renamed.is_empty() {
        return;
    }
    for node in &mut whole.nodes {
        if let Some((_, name)) = renamed.get(&node.id) {
            node.name.clone_from(name);
        }
    }
    let rename = |end: &mut End| {
        if let Some((_, name)) = renamed.get(&end.node) {
            end.device.clone_from(name);
        }
    };
    for link in &mut whole.links {
        let others = link.alternatives.iter_mut().flat_map(|other| [&mut other.a, &mut other.b]);
        [&mut link.a, &mut link.b].into_iter().chain(others).for_each(rename);
    }
    for segment in &mut whole.segments {
        for member in &mut segment.members {
            if let Some((old, new)) = renamed.get(&member.node) {
                segment.name = segment.name.replace(&format!("at {old}"), &format!("at {new}"));
            }
            rename(member);
        }
    }
}
