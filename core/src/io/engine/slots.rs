/// Requests under way, each in a slot whose generation tells it from those before.
#[derive(Debug)]
pub(super) struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u16>,
    key: u32,
    /// What all generations have in common.
    kind: u16,
}

#[derive(Debug)]
struct Slot<T> {
    generation: u16,
    content: Option<T>,
}

/// Where a request is. It stays distinct for 16,384 uses of the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    slot: u16,
    generation: u16,
}

/// What a request id leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A request that is under way.
    Here(Place),
    /// One that was, before the slot was freed.
    Past,
    /// None of ours.
    Never,
}

const GENERATIONS: u16 = 0x7fff;
/// The bit of a generation that tells the places of polls from those of other requests.
const OF_POLLS: u16 = 0x4000;

impl Place {
    /// Whether it is one of a poll.
    pub(super) fn is_of_polls(self) -> bool {
        self.generation & OF_POLLS != 0
    }
}

impl<T> Slots<T> {
    /// `key` makes the request ids hard to guess.
    pub(super) fn new(key: u32) -> Self {
        Self { slots: Vec::new(), free: Vec::new(), key: key & 0x7fff_ffff, kind: 0 }
    }

    /// The same for polls: no id of theirs is one of the others with the same key.
    pub(super) fn of_polls(key: u32) -> Self {
        Self { kind: OF_POLLS, ..Self::new(key) }
    }

    /// Whether an id is of one of these, as opposed to those of the other kind.
    pub(super) fn owns(&self, id: i32) -> bool {
        let Ok(id) = u32::try_from(id) else { return false };
        (id ^ self.key) >> 16 & u32::from(OF_POLLS) == u32::from(self.kind)
    }

    /// A free place; `None` where 65,536 are taken.
    pub(super) fn reserve(&mut self) -> Option<Place> {
        if let Some(slot) = self.free.pop() {
            let generation = self.slots.get(usize::from(slot))?.generation;
            return Some(Place { slot, generation });
        }
        let slot = u16::try_from(self.slots.len()).ok()?;
        self.slots.push(Slot { generation: self.kind, content: None });
        Some(Place { slot, generation: self.kind })
    }

    pub(super) fn put(&mut self, place: Place, content: T) {
        if let Some(slot) = self.slot(place) {
            slot.content = Some(content);
        }
    }

    /// Frees a place, whether it was put to use or not.
    pub(super) fn free(&mut self, place: Place) -> Option<T> {
        let kind = self.kind;
        let slot = self.slot(place)?;
        slot.generation = slot.generation.wrapping_add(1) & !OF_POLLS & GENERATIONS | kind;
        let content = slot.content.take();
        self.free.push(place.slot);
        content
    }

    pub(super) fn at(&mut self, place: Place) -> Option<&mut T> {
        self.slot(place)?.content.as_mut()
    }

    /// Whether none is taken.
    pub(super) fn are_free(&self) -> bool {
        self.free.len() == self.slots.len()
    }

    fn slot(&mut self, place: Place) -> Option<&mut Slot<T>> {
        self.slots.get_mut(usize::from(place.slot)).filter(|slot| slot.generation == place.generation)
    }

    /// The request id of that place: never negative, as some agents get negative ones wrong.
    pub(super) fn id(&self, place: Place) -> i32 {
        let plain = u32::from(place.generation & GENERATIONS) << 16 | u32::from(place.slot);
        i32::try_from(plain ^ self.key).unwrap_or_default()
    }

    /// What message ids of that place have in their lower half ([`MessageIds`](crate::wire::usm::MessageIds)); the
    /// upper half is new in each datagram.
    pub(super) fn tag(&self, place: Place) -> u16 {
        u16::try_from(self.key & 0xffff).unwrap_or_default() ^ place.slot
    }

    /// Where the message id of an SNMPv3 datagram leads to, as far as its tag says: whoever is there knows its ids.
    pub(super) fn find_tagged(&self, id: i32) -> Found {
        let Ok(id) = u32::try_from(id) else { return Found::Never };
        let slot = u16::try_from((id ^ self.key) & 0xffff).unwrap_or_default();
        match self.slots.get(usize::from(slot)) {
            Some(Slot { generation, content: Some(_) }) => Found::Here(Place { slot, generation: *generation }),
            Some(_) => Found::Past,
            None => Found::Never,
        }
    }

    pub(super) fn find(&self, id: i32) -> Found {
        let Ok(id) = u32::try_from(id) else { return Found::Never };
        let plain = id ^ self.key;
        let [high, low] = [plain >> 16, plain & 0xffff].map(|half| u16::try_from(half).unwrap_or_default());
        let place = Place { slot: low, generation: high };
        match self.slots.get(usize::from(low)) {
            Some(slot) if slot.generation == high && slot.content.is_some() => Found::Here(place),
            // A slot's past is told as far back as 64 uses, so that noise is not taken for it.
            Some(slot) if (1..=64).contains(&(slot.generation.wrapping_sub(high) & GENERATIONS)) => Found::Past,
            _ => Found::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Slots};

    #[test]
    fn an_id_leads_to_its_place_and_only_while_it_is_taken() {
        for key in [0, 1, 0xffff_ffff, 0x5a5a_1234] {
            let mut slots = Slots::new(key);
            let first = slots.reserve().unwrap();
            slots.put(first, 'a');
            let second = slots.reserve().unwrap();
            slots.put(second, 'b');
            let id = slots.id(first);
            assert!(id >= 0 && id != slots.id(second));
            assert_eq!(slots.find(id), Found::Here(first));
            assert_eq!(slots.free(first), Some('a'));
            assert_eq!(slots.find(id), Found::Past);
            let third = slots.reserve().unwrap();
            slots.put(third, 'c');
            assert_ne!(slots.id(third), id);
            assert_eq!(slots.at(first), None);
            assert_eq!(slots.at(third), Some(&mut 'c'));
            assert_eq!(slots.find(id), Found::Past);
            assert_eq!(slots.find(-1), Found::Never);
            assert_eq!(slots.find(id ^ 0x7000), Found::Never);
        }
    }

    #[test]
    fn the_tag_of_a_message_id_leads_to_the_place_whatever_is_above_it() {
        let mut slots = Slots::new(0x1234_5678);
        let (first, second) = (slots.reserve().unwrap(), slots.reserve().unwrap());
        slots.put(first, 'a');
        let id = |place, high: i32| high << 16 | i32::from(slots.tag(place));
        assert_eq!(slots.find_tagged(id(first, 0)), Found::Here(first));
        assert_eq!(slots.find_tagged(id(first, 0x7fff)), Found::Here(first));
        assert_eq!(slots.find_tagged(id(second, 5)), Found::Past, "nobody is there");
        assert_eq!(slots.find_tagged(id(first, 5) ^ 0x4000), Found::Never);
    }

    #[test]
    fn polls_and_others_share_no_id() {
        let (mut polls, mut others) = (Slots::of_polls(0x6a5b_1234), Slots::new(0x6a5b_1234));
        for _ in 0..40_000 {
            let (poll, other) = (polls.reserve().unwrap(), others.reserve().unwrap());
            polls.put(poll, ());
            others.put(other, ());
            let (poll_id, other_id) = (polls.id(poll), others.id(other));
            assert!(polls.owns(poll_id) && !others.owns(poll_id) && others.owns(other_id) && !polls.owns(other_id));
            assert!(poll.is_of_polls() && !other.is_of_polls());
            assert_eq!((polls.find(poll_id), others.find(other_id)), (Found::Here(poll), Found::Here(other)));
            assert_eq!(others.find(poll_id), Found::Never);
            polls.free(poll);
            others.free(other);
        }
    }

    #[test]
    fn generations_come_round() {
        let mut slots = Slots::new(7);
        for _ in 0..40_000 {
            let place = slots.reserve().unwrap();
            slots.put(place, ());
            assert_eq!(slots.find(slots.id(place)), Found::Here(place));
            slots.free(place);
        }
    }

    #[test]
    fn there_is_an_end_to_them() {
        let mut slots = Slots::<()>::new(7);
        assert_eq!((0..70_000).map_while(|_| slots.reserve()).count(), 65_536);
    }
}
