//! 采纳与统计: how many comments came, from where, and what became of them. The numbers are kept by a follower ([`follower`]) and
//! added up by [`query`]; [`page`] shows them with charts ([`chart`]), tables and CSV of the same figures.

pub mod follower;
pub mod query;
