//! The review pages.

phrases! {
    /// The review pages.
    Review {
        title: "工作台", "Workbench";
    }
}
