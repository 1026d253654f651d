//! Photos: judged by their content, bounded in bytes and pixels, made anew as JPEG so that position data and anything hidden in the
//! file is gone. They are shown to staff and to the citizen, never to the public.

use std::io::Cursor;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::account::Role;
use crate::comment::query;
use crate::db::Conn;
use crate::error::Error;
use crate::html::Page;
use crate::id::ReceiptCode;
use crate::schema::photos;

/// Longest side of a stored photo, in pixels.
const SIDE: u32 = 1_600;
/// Most pixels on one side of an upload.
const MOST_SIDE: u32 = 12_000;

/// A photo ready to be stored.
#[derive(Clone, Debug)]
pub struct Photo {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// JPEG without metadata.
    pub bytes: Vec<u8>,
}

/// Makes an uploaded JPEG, PNG or WebP anew; `None` if it is none of them or too large. Slow: call it off the async threads.
pub fn renew(upload: &[u8]) -> Option<Photo> {
    let mut reader = ImageReader::new(Cursor::new(upload)).with_guessed_format().ok()?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(256 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    // Phones turn pictures by a note in the metadata; with the note gone the pixels themselves must be turned.
    let orientation = decoder.orientation().ok();
    let mut picture = image::DynamicImage::from_decoder(decoder).ok()?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.resize(SIDE, SIDE, image::imageops::FilterType::Triangle);
    }
    let rgb = picture.into_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 82).encode_image(&rgb).ok()?;
    Some(Photo { width: rgb.width(), height: rgb.height(), bytes })
}

/// Keeps a photo with a form not yet sent.
pub fn insert_pending(conn: &mut Conn, token: &str, position: i32, photo: &Photo, at: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(photos::table)
        .values((
            photos::pending_token.eq(token),
            photos::position.eq(position),
            photos::width.eq(i32::try_from(photo.width).unwrap_or(i32::MAX)),
            photos::height.eq(i32::try_from(photo.height).unwrap_or(i32::MAX)),
            photos::bytes.eq(&photo.bytes),
            photos::created_at.eq(at),
        ))
        .execute(conn)
        .map(|_| ())
}

/// How many photos a form not yet sent has.
pub fn count_pending(conn: &mut Conn, token: &str) -> QueryResult<i64> {
    photos::table.filter(photos::pending_token.eq(token)).count().get_result(conn)
}

/// Gives the photos of a form to the comment it became.
pub fn attach(conn: &mut Conn, token: &str, comment_id: i64) -> QueryResult<()> {
    diesel::update(photos::table.filter(photos::pending_token.eq(token))).set(photos::comment_id.eq(comment_id)).execute(conn).map(|_| ())
}

/// Positions and pixels of a comment's photos.
pub fn of_comment(conn: &mut Conn, comment_id: i64) -> QueryResult<Vec<(i32, i32, i32)>> {
    photos::table
        .filter(photos::comment_id.eq(comment_id))
        .order(photos::position)
        .select((photos::position, photos::width, photos::height))
        .load(conn)
}

/// Row ids of all photos.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<i64>> {
    photos::table.order(photos::id).select(photos::id).load(conn)
}

/// Whether a stored photo is still the picture it says it is.
pub fn is_whole(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    let (bytes, width, height): (Vec<u8>, i32, i32) =
        photos::table.find(id).select((photos::bytes, photos::width, photos::height)).first(conn)?;
    let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg);
    Ok(picture.is_ok_and(|p| i32::try_from(p.width()) == Ok(width) && i32::try_from(p.height()) == Ok(height)))
}

fn bytes(conn: &mut Conn, comment_id: i64, position: i32) -> QueryResult<Option<Vec<u8>>> {
    photos::table.filter(photos::comment_id.eq(comment_id).and(photos::position.eq(position))).select(photos::bytes).first(conn).optional()
}

fn answer(bytes: Option<Vec<u8>>) -> Result<HttpResponse, Error> {
    let bytes = bytes.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/jpeg"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"photo.jpg\""))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(bytes))
}

/// `GET /receipts/{code}/photos/{position}`: the citizen looks at the own photo.
pub async fn for_citizen(page: Page, path: web::Path<(String, i32)>) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    let code = ReceiptCode::parse(&code).ok_or(Error::NotFound)?;
    let found = page.app.db.read(move |conn| {
        let comment = query::by_receipt(conn, code.as_str())?.ok_or(Error::NotFound)?;
        bytes(conn, comment.id, position).map_err(Error::from)
    });
    answer(found.await?)
}

/// `GET /desk/comments/{id}/photos/{position}`: the clerk looks at what came with a comment.
pub async fn for_clerk(page: Page, path: web::Path<(i64, i32)>) -> Result<HttpResponse, Error> {
    let (id, position) = path.into_inner();
    let account = page.staff()?;
    if account.role != Role::Clerk {
        return Err(Error::NotFound);
    }
    let found = page.app.db.read(move |conn| {
        let comment = crate::comment::change::for_clerk(conn, &account, id, None)?;
        bytes(conn, comment.id, position).map_err(Error::from)
    });
    answer(found.await?)
}
