//! Style sheet, script and icon: inside the program, named by their content, sent compressed, kept by browsers for a year.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::error::Error;
use crate::{id, pages};

struct Asset {
    name: String,
    media_type: &'static str,
    plain: &'static [u8],
    gzip: Vec<u8>,
}

fn asset(stem: &str, extension: &str, media_type: &'static str, plain: &'static [u8]) -> Asset {
    let digest = id::hex(id::sha256(&[plain]).get(..6).unwrap_or_default());
    Asset { name: format!("{stem}.{digest}.{extension}"), media_type, plain, gzip: pages::gzip(plain).unwrap_or_default() }
}

static CSS: LazyLock<Asset> =
    LazyLock::new(|| asset("app", "css", "text/css; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/app.css"))));
static JS: LazyLock<Asset> = LazyLock::new(|| asset("app", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/js/app.js")));
static ICON: LazyLock<Asset> = LazyLock::new(|| asset("icon", "svg", "image/svg+xml", include_bytes!("../assets/icons/icon.svg")));

/// Name of the style sheet below `/assets/`.
pub fn css() -> &'static str {
    &CSS.name
}

/// Name of the script below `/assets/`.
pub fn js() -> &'static str {
    &JS.name
}

/// Name of the icon below `/assets/`.
pub fn icon() -> &'static str {
    &ICON.name
}

/// `GET /assets/{name}`
pub async fn get(req: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Error> {
    let asset = [&CSS, &JS, &ICON].into_iter().find(|asset| asset.name == *name).ok_or(Error::NotFound)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.media_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    let takes_gzip = req.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("gzip"));
    Ok(if takes_gzip && !asset.gzip.is_empty() {
        response.insert_header((header::CONTENT_ENCODING, "gzip")).body(asset.gzip.as_slice())
    } else {
        response.body(asset.plain)
    })
}

/// `GET /favicon.ico`: browsers ask for it whatever the page says.
pub async fn favicon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, ICON.media_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(ICON.plain)
}
