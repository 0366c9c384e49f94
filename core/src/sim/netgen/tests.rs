use super::*;
use crate::sim::{Truth, TruthMedium};

fn small(shape: Shape) -> Plan {
    Plan::new(shape).switches(12).hosts_per_switch(3)
}

const SHAPES: [Shape; 5] = [Shape::Tree, Shape::RandomTree, Shape::Ring, Shape::Campus, Shape::LeafSpine];

#[test]
fn the_same_plan_gives_the_same_network_and_another_seed_another() {
    let say = |plan: &Plan| {
        let world = plan.world().unwrap();
        let answers: Vec<_> =
            world.agents().map(|agent| agent.recording(None, crate::value::Moment::START).unwrap()).collect();
        (serde_json::to_string(&world.truth()).unwrap(), answers)
    };
    for shape in SHAPES {
        let plan = small(shape).rows_missing(0.3).silent_switches(0.2);
        assert_eq!(say(&plan), say(&plan.clone()), "{shape:?}");
        assert_ne!(say(&plan), say(&plan.seed(2)), "{shape:?}");
    }
}

#[test]
fn a_share_that_is_none_is_told() {
    let error = Plan::new(Shape::Tree).rows_missing(1.5).world().unwrap_err().to_string();
    assert!(error.contains("rows missing") && error.contains("0 to 1"), "{error}");
    assert!(Plan::new(Shape::Tree).switches(0).world().is_err());
    assert!(Plan::new(Shape::Tree).switches(1_000_000).world().is_err());
}

fn pairs(media: &[TruthMedium]) -> usize {
    media.iter().map(|medium| medium.ports.len() * (medium.ports.len() - 1) / 2).sum()
}

#[test]
fn every_shape_has_the_cables_that_it_should_have_and_forwards_along_a_tree() {
    let expected = [11, 11, 12, 1 + 4 + 2 * 8, 2 * 10];
    for (shape, cables) in SHAPES.into_iter().zip(expected) {
        let truth = small(shape).world().unwrap().truth();
        assert_eq!(pairs(&truth.media), cables, "{shape:?}");
        assert_eq!(pairs(&truth.forwarding_media), 11, "{shape:?}");
    }
}

#[test]
fn what_is_between_devices_that_answer_is_one_medium() {
    let chain = Plan::new(Shape::Ring).switches(2).hosts_per_switch(2);
    let truth = |silent| -> Truth { chain.clone().silent_switches(silent).world().unwrap().truth() };
    let open = truth(0.0);
    assert_eq!(open.media.iter().filter(|medium| medium.ports.len() == 2).count(), 1);
    let closed = truth(1.0);
    let [medium] = closed.media.iter().filter(|medium| !medium.through.is_empty()).collect::<Vec<_>>()[..] else {
        panic!("{:?}", closed.media)
    };
    assert_eq!((medium.ports.len(), medium.through.len(), medium.hosts.len()), (1, 1, 2));
}
