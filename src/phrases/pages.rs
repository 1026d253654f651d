//! Pages about the site: help, accessibility, privacy, open data, contact, site map.

phrases! {
    /// Static pages.
    Pages {
        help_title: "使用帮助", "Help";
    }
}
