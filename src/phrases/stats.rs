//! The stats pages.

phrases! {
    /// The stats pages.
    Stats {
        title: "采纳与统计", "Results";
    }
}
