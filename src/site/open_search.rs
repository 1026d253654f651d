//! `GET /opensearch.xml`: lets a browser search this site from its address bar (OpenSearch 1.1).

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;

use crate::error::Error;
use crate::html::Page;

/// The description.
#[derive(Template)]
#[template(path = "site/opensearch.xml")]
struct Description {
    page: Page,
    url: String,
}

impl Description {
    /// At most 16 characters, as the format wants.
    fn short_name(&self) -> String {
        self.page.site_name().chars().take(16).collect()
    }
}

/// `GET /opensearch.xml`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    let url = page.app.config.public_url();
    let xml = Description { page, url }.render()?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")).body(xml))
}
