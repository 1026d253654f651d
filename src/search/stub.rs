//! Temporary.
/// Temporary.
pub mod engine {
    use crate::{db::Db, error::Error, event::Event, follow::Follower};
    /// Temporary.
    pub struct Engine;
    impl Engine {
        /// Temporary.
        pub fn open(_: &std::path::Path) -> Result<Self, Error> { Ok(Self) }
        /// Temporary.
        pub fn rebuilding(&self) -> Option<String> { None }
        /// Temporary.
        pub fn follower(&self) -> impl Follower + use<> { F }
    }
    struct F;
    impl Follower for F {
        fn name(&self) -> &'static str { "search" }
        fn position(&mut self, _: &Db) -> Result<i64, Error> { Ok(0) }
        fn follow(&mut self, _: &Db, _: &[Event]) -> Result<(), Error> { Ok(()) }
    }
}
