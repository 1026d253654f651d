//! The desk pages.

phrases! {
    /// The desk pages.
    Desk {
        title: "收件箱", "Inbox";
    }
}
