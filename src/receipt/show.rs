//! The receipt: `GET /receipts/{code}` (short form `/t/{code}`), `POST …/withdraw`, `POST …/rating`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde_json::json;

use super::query::{self, Receipt};
use crate::comment::{self, State};
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{FormState, Posted, clean};
use crate::html::{self, Page, filters};
use crate::id::ReceiptCode;
use crate::law::diff::{self, Edit};
use crate::serve;

/// One step of the timeline.
pub struct Step {
    /// What happens in it.
    pub title: String,
    /// When it happened; `None` for what is still to come.
    pub at: Option<NaiveDateTime>,
    /// More about it.
    pub text: String,
    /// Whether it has happened.
    pub done: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "receipt/show.html")]
struct Show {
    page: Page,
    receipt: Receipt,
    qr: String,
    form: FormState,
    sure: bool,
}

impl Show {
    fn place(&self) -> String {
        comment::new::label(&self.page, self.receipt.comment.provision_eid.as_deref())
    }

    fn wording(&self) -> Vec<Edit> {
        let comment = &self.receipt.comment;
        comment.wording.as_deref().map(|wording| diff::words(&comment.quote, wording)).unwrap_or_default()
    }

    /// How the place reads now, beside how it read when the comment was made.
    fn outcome_edits(&self, final_wording: &str) -> Vec<Edit> {
        diff::words(&self.receipt.comment.quote, final_wording)
    }

    fn ratings(&self) -> Vec<(&'static str, &'static str)> {
        let c = &self.page.t.citizen;
        vec![("5", c.rating_5), ("4", c.rating_4), ("3", c.rating_3), ("2", c.rating_2), ("1", c.rating_1)]
    }

    fn rated(&self) -> &'static str {
        let score = self.receipt.rating.unwrap_or_default().to_string();
        self.ratings().into_iter().find(|(value, _)| *value == score).map(|(_, label)| label).unwrap_or_default()
    }

    /// 已提交 → 已登记 → 已整理 → 已报送 → 结果, with what is still to come.
    fn steps(&self) -> Vec<Step> {
        let (c, comment) = (&self.page.t.citizen, &self.receipt.comment);
        let step = |title: &str, at: Option<NaiveDateTime>, text: String, done: bool| Step { title: title.to_owned(), at, text, done };
        let first = |kind: EventKind| self.receipt.events.iter().find(|e| e.kind == kind.as_str()).map(|e| e.at);
        let mut steps = vec![step(c.step_received, Some(comment.received_at), comment.channel.label(self.page.t).to_owned(), true)];
        if comment.state == State::Withdrawn {
            steps.push(step(c.receipt_withdrawn, first(EventKind::CommentWithdrawn), String::new(), true));
            return steps;
        }
        let point = self.receipt.point.clone().filter(|_| comment.registered_at.is_some()).unwrap_or_default();
        let by = if point.is_empty() { String::new() } else { c.step_registered_by.replace("{point}", &point) };
        steps.push(step(c.step_registered, comment.registered_at, by, comment.registered_at.is_some()));
        if comment.state == State::OutOfScope {
            let reason = comment.closing_reason.clone().unwrap_or_default();
            steps.push(step(c.step_out_of_scope, first(EventKind::CommentOutOfScope), reason, true));
            return steps;
        }
        let grouped: Vec<String> = self
            .receipt
            .paths
            .iter()
            .map(|p| c.step_curated_text.replace("{title}", &p.suggestion.title).replace("{n}", &p.suggestion.comment_count.to_string()))
            .collect();
        steps.push(step(c.step_curated, first(EventKind::CommentMerged), grouped.join("\n"), !grouped.is_empty()));
        let sent = comment.state.is_decided() || matches!(comment.state, State::Submitted | State::UnderStudy);
        steps.push(step(c.step_submitted, self.receipt.submitted_at.filter(|_| sent), String::new(), sent));
        let studied = comment.state.is_decided() || comment.state == State::UnderStudy;
        steps.push(step(c.step_study, self.receipt.study_at.filter(|_| studied), String::new(), studied));
        let outcome = if comment.state.is_decided() { comment.state.label(self.page.t) } else { "" };
        let released = self.receipt.paths.iter().filter_map(|p| p.decision.as_ref()).find_map(|d| d.released_at);
        steps.push(step(&c.step_decided.replace("{outcome}", outcome), released, String::new(), comment.state.is_decided()));
        steps
    }
}

/// The receipt's address as a picture; `None` only if the address were longer than any QR code.
pub fn qr(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M).ok()?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(180, 180).quiet_zone(true).build();
    // Without the XML declaration, so that it can stand inside a page.
    Some(svg.split_once("?>").map_or(svg.clone(), |(_, rest)| rest.to_owned()))
}

fn answer(page: Page, status: StatusCode, receipt: Receipt, form: FormState, sure: bool) -> Result<HttpResponse, Error> {
    let qr = qr(&format!("{}/t/{}", page.app.config.public_url(), receipt.comment.receipt_code)).unwrap_or_default();
    let shown = Show { page, receipt, qr, form, sure };
    let mut response = html::page(&shown.page, status, &shown)?;
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    headers.insert(header::HeaderName::from_static("x-robots-tag"), header::HeaderValue::from_static("noindex"));
    Ok(response)
}

/// The receipt of a code as somebody typed it.
pub async fn load(page: &Page, code: &str) -> Result<Receipt, Error> {
    let code = ReceiptCode::parse(code).ok_or(Error::NotFound)?;
    page.app.db.read(move |conn| query::by_code(conn, code.as_str())).await?.ok_or(Error::NotFound)
}

/// Counts a look-up that found nothing, so that codes cannot be tried out.
pub fn guessed(req: &HttpRequest, page: &Page, error: Error) -> Error {
    if matches!(error, Error::NotFound)
        && !serve::is_kiosk(req)
        && let Err(wait) = page.app.limits.track.check(&serve::address(req))
    {
        return Error::TooMany { wait };
    }
    error
}

/// `GET /receipts/{code}`
pub async fn get(
    req: HttpRequest,
    page: Page,
    path: web::Path<String>,
    crate::form::Query(fields): crate::form::Query,
) -> Result<HttpResponse, Error> {
    let receipt = load(&page, &path).await.map_err(|e| guessed(&req, &page, e))?;
    answer(page, StatusCode::OK, receipt, FormState::default(), fields.get("withdraw") == "1")
}

/// `GET /t/{code}`: what the QR code holds.
pub async fn short(page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let code = ReceiptCode::parse(&path).ok_or(Error::NotFound)?;
    Ok(html::see_other(&page, &format!("/receipts/{code}")))
}

/// `POST /receipts/{code}/withdraw`
pub async fn withdraw(page: Page, path: web::Path<String>, _: Posted) -> Result<HttpResponse, Error> {
    let receipt = load(&page, &path).await?;
    let (code, now) = (receipt.comment.receipt_code.clone(), page.now);
    if receipt.comment.state != State::Withdrawn {
        let id = receipt.comment.id;
        let done = page
            .app
            .db
            .write(move |conn| {
                let seen = comment::query::by_id(conn, id)?.ok_or(Error::NotFound)?;
                comment::change::withdraw(conn, &seen, now)
            })
            .await;
        match done {
            Ok(()) => {}
            Err(Error::Conflict) => {
                let mut form = FormState::default();
                form.wrong("withdraw", page.t.citizen.receipt_not_withdrawable);
                return answer(page, StatusCode::CONFLICT, receipt, form, false);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(html::see_other(&page, &format!("/receipts/{code}")))
}

/// `POST /receipts/{code}/rating`
pub async fn rate(page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let receipt = load(&page, &path).await?;
    let mut form = FormState::new(posted.fields);
    let score = form.fields.int("score").and_then(|s| i32::try_from(s).ok()).filter(|s| (1..=5).contains(s));
    let Some(score) = score.filter(|_| receipt.comment.state.is_decided() || receipt.comment.state == State::OutOfScope) else {
        form.wrong("score", page.t.citizen.e_rating);
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, receipt, form, false);
    };
    let reason = Some(clean(form.value("reason")).chars().take(500).collect::<String>()).filter(|r| !r.is_empty());
    let (id, regulation, code, now) = (receipt.comment.id, receipt.comment.regulation_id, receipt.comment.receipt_code, page.now);
    page.app
        .db
        .write(move |conn| {
            if query::rate(conn, id, score, reason.as_deref(), now)? {
                event::append(
                    conn,
                    now,
                    Actor::Citizen,
                    EventKind::Rated,
                    Subject::Comment(id),
                    Some(regulation),
                    &json!({ "score": score }),
                )?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(html::see_other(&page, &format!("/receipts/{code}")))
}
