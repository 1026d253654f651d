//! A fictional city, the same for every run of one day: 25 contact points, 107 regulations, 21,921 comments (times the scale) of which
//! 2,590 were adopted, and work waiting for every role. Names, places and telephone numbers are invented; nobody real speaks.
//!
//! Pure halves: [`plan`] (how many of what, when), [`bills`], [`voices`], [`answers`], [`city`] (texts). [`load`] writes it down, regulation by regulation (`town`, `curation`).

pub mod answers;
pub mod bills;
pub mod city;
mod clauses;
mod curation;
pub mod dice;
mod layout;
pub mod load;
mod pattern;
pub mod plan;
mod skeletons;
pub mod themes;
mod town;
pub mod voices;
