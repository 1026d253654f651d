//! 采纳与统计: how many comments came, from where, and what became of them. The numbers are kept by a follower ([`follower`]), loaded by
//! [`query`] and counted by [`figures`]; [`page`] shows them with charts ([`chart`]), tables, CSV and JSON of the same figures.

pub mod chart;
pub mod figures;
pub mod follower;
pub mod page;
pub mod query;
