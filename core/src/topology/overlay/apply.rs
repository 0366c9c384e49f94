use std::collections::{BTreeSet, HashMap};

use super::{Applied, Model, ModelDevice, ModelEnd, ModelFault, ModelLink};
use crate::topology::graph::{End, Layer, Link, LinkState, Node, Port, Reason, Strength, Topology};
use crate::topology::hash::link_id;

impl Model {
    /// Lays the model over a topology.
    ///
    /// Devices that are there get the name, kind, addresses and ports given; others are added, not polled. A cable that
    /// is there gets this model as a reason; one that is not is added as confirmed, and where an inferred one ends at
    /// the same port each contradicts the other. Then what is hidden goes, with all that hangs on it.
    #[must_use]
    pub fn apply(&self, topology: &Topology) -> Applied {
        let mut work = Work { model: self, topology: topology.clone(), faults: Vec::new(), by_name: HashMap::new() };
        self.devices.iter().for_each(|device| work.device(device));
        work.find_names();
        for (at, link) in self.links.iter().enumerate() {
            work.link(at, link);
        }
        work.look_up();
        work.hide();
        let Work { mut topology, faults, .. } = work;
        topology.nodes.sort_by(|x, y| x.id.cmp(&y.id));
        topology.links.sort_by(|x, y| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id)));
        topology.segments.sort_by(|x, y| (&x.members, &x.id).cmp(&(&y.members, &y.id)));
        Applied { topology, faults }
    }
}

struct Work<'m> {
    model: &'m Model,
    topology: Topology,
    faults: Vec<ModelFault>,
    /// Positions of nodes by id and by name; ids come first.
    by_name: HashMap<String, usize>,
}

impl Work<'_> {
    fn fault(&mut self, place: String, reason: String) {
        self.faults.push(ModelFault { model: self.model.name.clone(), place, reason });
    }

    fn device(&mut self, device: &ModelDevice) {
        let known = self.topology.node(&device.id).map(|node| node.id.clone());
        let at = known.and_then(|id| self.topology.nodes.iter().position(|node| node.id == id));
        let at = at.unwrap_or_else(|| {
            let id = device.id.trim().to_owned();
            // In order, so that the next is found as fast.
            let at = self.topology.nodes.partition_point(|node| node.id < id);
            self.topology.nodes.insert(at, new_node(id));
            at
        });
        let Some(node) = self.topology.nodes.get_mut(at) else { return };
        if let Some(kind) = device.kind {
            node.kind = kind;
        }
        if device.description.is_some() {
            node.description.clone_from(&device.description);
        }
        node.addresses.extend(&device.addresses);
        node.addresses.sort_unstable();
        node.addresses.dedup();
        device.ports.iter().for_each(|port| add_port(node, port));
        if let Some(name) = device.name.as_ref().filter(|name| **name != node.name) {
            node.name.clone_from(name);
            let (id, name) = (node.id.clone(), name.clone());
            let links = self.topology.links.iter_mut().flat_map(|link| [&mut link.a, &mut link.b]);
            let members = self.topology.segments.iter_mut().flat_map(|segment| &mut segment.members);
            links.chain(members).filter(|end| end.node == id).for_each(|end| end.device.clone_from(&name));
        }
    }

    fn find_names(&mut self) {
        for (at, node) in self.topology.nodes.iter().enumerate() {
            self.by_name.entry(node.name.clone()).or_insert(at);
        }
        for (at, node) in self.topology.nodes.iter().enumerate() {
            self.by_name.insert(node.id.clone(), at);
        }
    }

    fn end(&mut self, end: &ModelEnd, place: String) -> Option<End> {
        let Some(at) = self.by_name.get(end.device.trim()).copied() else {
            self.fault(place, format!("there is no device \"{}\"", end.device));
            return None;
        };
        let node = self.topology.nodes.get_mut(at)?;
        if let Some(port) = &end.port {
            add_port(node, port);
        }
        let port = end.port.as_ref().and_then(|name| node.ports.iter().find(|port| port.name == name.trim()));
        Some(End {
            node: node.id.clone(),
            device: node.name.clone(),
            port: port.map(|port| port.name.clone()),
            if_index: port.and_then(|port| port.if_index),
        })
    }

    fn link(&mut self, at: usize, link: &ModelLink) {
        let a = self.end(&link.a, format!("links[{at}].a"));
        let b = self.end(&link.b, format!("links[{at}].b"));
        let (Some(a), Some(b)) = (a, b) else { return };
        if a.node == b.node {
            return self.fault(format!("links[{at}]"), format!("both ends are {}", a.device));
        }
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        let says = says(&self.model.name, &a.to_string(), &b.to_string(), link.note.as_deref());
        let cables = || self.topology.links.iter().filter(|known| known.layer == Layer::L2);
        let same = |known: &&Link| fits(&known.a, &a) && fits(&known.b, &b);
        if let Some(id) = cables().find(same).map(|known| known.id.clone()) {
            for known in self.topology.links.iter_mut().filter(|known| known.id == id) {
                known.because.push(says.clone());
                known.because.sort();
                known.because.dedup();
                known.strength = Strength::Confirmed;
                known.confidence = 1.0;
            }
            return;
        }
        let mut contradicting = Vec::new();
        for known in self.topology.links.iter_mut().filter(|known| known.layer == Layer::L2) {
            let shares = [&known.a, &known.b].into_iter().any(|end| end.port.is_some() && (*end == a || *end == b));
            if shares {
                known.contradicting.push(says.clone());
                known.contradicting.sort();
                contradicting.extend(known.because.iter().cloned());
            }
        }
        contradicting.sort();
        contradicting.dedup();
        self.topology.links.push(Link {
            id: link_id(&a, &b, Layer::L2),
            layer: Layer::L2,
            state: LinkState::Unknown,
            strength: Strength::Confirmed,
            confidence: 1.0,
            vlans: Vec::new(),
            lag: link.lag.clone(),
            adjacencies: Vec::new(),
            subnet: None,
            carried_by: Vec::new(),
            because: vec![says],
            contradicting,
            alternatives: Vec::new(),
            a,
            b,
        });
    }

    /// Tells what racks and notes name and is not there.
    fn look_up(&mut self) {
        let model = self.model;
        for (at, rack) in model.racks.iter().enumerate() {
            for (place, device) in rack.places.iter().enumerate() {
                if !self.by_name.contains_key(device.device.trim()) {
                    let reason = format!("there is no device \"{}\"", device.device);
                    self.fault(format!("racks[{at}].places[{place}].device"), reason);
                }
            }
        }
        for (at, note) in model.notes.iter().enumerate() {
            if let Some(about) = note.about.as_ref().filter(|about| !self.is_there(about)) {
                let reason = format!("there is no device, link or segment \"{about}\"");
                self.fault(format!("notes[{at}].about"), reason);
            }
        }
    }

    fn is_there(&self, name: &str) -> bool {
        let name = name.trim();
        self.by_name.contains_key(name)
            || self.topology.links.iter().any(|link| link.id == name)
            || self.topology.segments.iter().any(|segment| segment.id == name)
    }

    fn hide(&mut self) {
        let (mut nodes, mut others) = (BTreeSet::new(), BTreeSet::new());
        let model = self.model;
        for (at, name) in model.hidden.iter().enumerate() {
            let node = self.by_name.get(name.trim()).and_then(|at| self.topology.nodes.get(*at));
            match node {
                Some(node) => {
                    nodes.insert(node.id.clone());
                }
                None if self.is_there(name) => {
                    others.insert(name.trim().to_owned());
                }
                None => self.fault(format!("hidden[{at}]"), format!("there is no device, link or segment \"{name}\"")),
            }
        }
        if nodes.is_empty() && others.is_empty() {
            return;
        }
        let Topology { nodes: all, links, segments, subnets, .. } = &mut self.topology;
        all.retain(|node| !nodes.contains(&node.id));
        links.retain(|link| {
            !nodes.contains(&link.a.node) && !nodes.contains(&link.b.node) && !others.contains(&link.id)
        });
        subnets.iter_mut().for_each(|subnet| subnet.members.retain(|member| !nodes.contains(&member.end.node)));
        segments.iter_mut().for_each(|segment| segment.members.retain(|end| !nodes.contains(&end.node)));
        segments.retain(|segment| segment.members.len() > 1 && !others.contains(&segment.id));
    }
}

/// What people know as a reason.
pub(in crate::topology) fn says(model: &str, a: &str, b: &str, note: Option<&str>) -> Reason {
    let note = note.map(|note| format!(": {note}")).unwrap_or_default();
    Reason {
        source: "manual".to_owned(),
        device: format!("model:{model}"),
        row: String::new(),
        text: format!("people say that {a} is cabled to {b}{note}"),
    }
}

/// Whether a known end is the one that is meant: a port that is not named may be any.
fn fits(known: &End, meant: &End) -> bool {
    known.node == meant.node && (meant.port.is_none() || known.port == meant.port)
}

fn new_node(id: String) -> Node {
    Node {
        name: id.clone(),
        id,
        kind: crate::inventory::DeviceKind::Unknown,
        polled: false,
        sys_name: None,
        description: None,
        vendor: None,
        addresses: Vec::new(),
        macs: Vec::new(),
        ports: Vec::new(),
        coverage: Vec::new(),
    }
}

fn add_port(node: &mut Node, name: &str) {
    let name = name.trim();
    if node.ports.iter().all(|port| port.name != name) {
        let (name, if_index) = (name.to_owned(), None);
        node.ports.push(Port { name, if_index, alias: None, mac: None, speed_bps: None, up: None });
    }
}
