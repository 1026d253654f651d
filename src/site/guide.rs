//! Pages of text about the site: `/help`, `/about`, `/accessibility`, `/privacy`, `/open-data`, `/contact`. Their words are in
//! [`crate::phrases::pages`] and must say what the program really does: change them together.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::comment::contact::CONSENT;
use crate::error::Error;
use crate::html::{Page, filters};
use crate::pages::{self, About};

#[derive(Template)]
#[template(path = "site/help.html")]
struct Help {
    page: Page,
}

#[derive(Template)]
#[template(path = "site/about.html")]
struct AboutSite {
    page: Page,
}

#[derive(Template)]
#[template(path = "site/accessibility.html")]
struct Accessibility {
    page: Page,
}

#[derive(Template)]
#[template(path = "site/privacy.html")]
struct Privacy {
    page: Page,
    version: &'static str,
}

#[derive(Template)]
#[template(path = "site/open_data.html")]
struct OpenData {
    page: Page,
}

impl OpenData {
    /// Address and content of what programs can fetch.
    fn rows(&self) -> [(&'static str, &'static str); 7] {
        let p = &self.page.t.pages;
        [
            ("/openapi.json", p.data_openapi),
            ("/api/v1/stats", p.data_stats),
            ("/api/v1/regulations", p.data_regulations),
            ("/api/v1/search?q=停车", p.data_search),
            ("/stats.csv", p.data_csv),
            ("/meetings.ics", p.data_ics),
            ("/sitemap.xml", p.data_sitemap),
        ]
    }
}

#[derive(Template)]
#[template(path = "site/contact.html")]
struct Contact {
    page: Page,
}

fn answer(req: &HttpRequest, page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    pages::answer(req, page, About::Site, pages::begin(page, About::Site), template)
}

/// `GET /help`
pub async fn help(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let shown = Help { page };
    answer(&req, &shown.page, &shown)
}

/// `GET /about`
pub async fn about(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let shown = AboutSite { page };
    answer(&req, &shown.page, &shown)
}

/// `GET /accessibility`
pub async fn accessibility(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let shown = Accessibility { page };
    answer(&req, &shown.page, &shown)
}

/// `GET /privacy`
pub async fn privacy(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let shown = Privacy { page, version: CONSENT };
    answer(&req, &shown.page, &shown)
}

/// `GET /open-data`
pub async fn open_data(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let shown = OpenData { page };
    answer(&req, &shown.page, &shown)
}

/// `GET /contact`
pub async fn contact(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let shown = Contact { page };
    answer(&req, &shown.page, &shown)
}
