use super::keys::LocalizedKeys;
use super::privacy::KeyExtension;
use super::user::UsmUser;

/// The keys of a user for one engine, in one way of extending them or in both until one proves right.
#[derive(Clone)]
pub(super) struct Keyring {
    engine_id: Vec<u8>,
    keys: Option<LocalizedKeys>,
    /// The keys extended the other way, made when they are tried: that can cost milliseconds.
    other: Option<LocalizedKeys>,
    choice: Choice,
    /// Which of the two the engine reported that it cannot decrypt with.
    refused: [bool; 2],
}

/// Which keys a message has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Which {
    #[default]
    First,
    Other,
}

#[derive(Clone, Copy)]
enum Choice {
    Settled(Which),
    /// Not known yet; these are next.
    Next(Which),
}

impl Keyring {
    pub(super) fn new(user: &UsmUser, engine_id: &[u8]) -> Self {
        let first = Which::First;
        let choice = if user.is_extended_either_way() { Choice::Next(first) } else { Choice::Settled(first) };
        let keys = user.localize(engine_id);
        Self { engine_id: engine_id.to_vec(), keys, other: None, choice, refused: [false; 2] }
    }

    pub(super) fn engine_id(&self) -> &[u8] {
        &self.engine_id
    }

    /// Which keys the next message has: until one pair proves right, they take turns.
    pub(super) fn take_turn(&mut self, user: &UsmUser) -> Which {
        match self.choice {
            Choice::Settled(which) => which,
            Choice::Next(which) => {
                if which == Which::Other && self.other.is_none() {
                    self.other = user.localize_with(&self.engine_id, KeyExtension::Reeder);
                }
                self.choice = Choice::Next(which.turned());
                which
            }
        }
    }

    pub(super) fn keys(&self, which: Which) -> Option<&LocalizedKeys> {
        match which {
            Which::First => self.keys.as_ref(),
            Which::Other => self.other.as_ref(),
        }
    }

    /// The engine answered to these.
    pub(super) fn settle(&mut self, which: Which) {
        self.choice = Choice::Settled(which);
    }

    /// The engine cannot decrypt with these; whether there are others to try.
    pub(super) fn refuse(&mut self, which: Which) -> bool {
        if let Some(refused) = self.refused.get_mut(which as usize) {
            *refused = true;
        }
        match self.choice {
            Choice::Settled(_) => false,
            Choice::Next(_) => {
                self.choice = Choice::Next(which.turned());
                self.refused != [true; 2]
            }
        }
    }
}

impl Which {
    fn turned(self) -> Self {
        match self {
            Self::First => Self::Other,
            Self::Other => Self::First,
        }
    }
}
