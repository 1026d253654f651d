//! The search pages.

phrases! {
    /// The search pages.
    Search {
        title: "搜索", "Search";
    }
}
