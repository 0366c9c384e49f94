//! Joint inference over forwarding tables: the tree of bridges that explains most of what all of them saw, and how
//! probable each of its adjacencies is. Integers only; what they stand for is known outside.
//!
//! A tree is made of bridges and *regions*: the ports that face one another with no known bridge between them. Two
//! ports in a region are a cable; more are a medium with a hidden node, or an order that the tables do not tell.
//! Every address is somewhere in the tree; a row is right if its port leads there. A tree's likelihood is the product
//! over addresses of the sum over places of what the wrong rows cost. Bridges are put into the tree one by one, the
//! most telling first, each taken out and put back where it fits best until nothing moves; then they are put back
//! at random in proportion to the likelihood (Gibbs sampling), and the share of the time that two ports face each
//! other is the probability of their link.

mod fabric;
mod laminar;
mod masses;
mod positions;
mod search;
mod seen;
mod trails;
mod tree;

pub(super) use fabric::Fabric;
pub(super) use search::{Findings, NO_ROWS, solve};

/// A port of a bridge: positions in the fabric.
pub(super) type At = (u32, u16);

/// Two ports that face each other, the lesser first.
pub(super) type Pair = (At, At);

fn pair(a: At, b: At) -> Pair {
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests;
