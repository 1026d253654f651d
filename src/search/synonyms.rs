//! The administrator's list of words that mean the same (`GET`, `POST /admin/synonyms`), beside the one that comes with the program. It is
//! applied when a query is read, so it counts from the next search on and nothing is indexed anew.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde_json::json;

use super::analysis::fold;
use super::query;
use super::variant::Synonyms;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{self, FormState, Posted, clean};
use crate::html::{self, Page, filters};
use crate::id;

/// Groups at most.
const MOST: usize = 1_000;
/// Words of a group at most.
const WORDS: usize = 20;
/// Characters of a word at most.
const CHARS: usize = 40;

/// The page.
#[derive(Template)]
#[template(path = "search/synonyms.html")]
struct Show {
    page: Page,
    form: FormState,
    /// Which list the form was made from.
    seen: String,
    /// The program's own groups, as lines.
    built_in: Vec<String>,
    /// Somebody else's list, when it was changed meanwhile.
    theirs: Option<String>,
}

fn version(groups: &[String]) -> String {
    id::hex(&id::sha256(&[groups.join("\n").as_bytes()]))
}

fn answer(page: Page, status: StatusCode, form: FormState, seen: String, theirs: Option<String>) -> Result<HttpResponse, Error> {
    let built_in = Synonyms::built_in().groups().iter().map(|group| group.join(" = ")).collect();
    let shown = Show { page, form, seen, built_in, theirs };
    html::page(&shown.page, status, &shown)
}

/// `GET /admin/synonyms`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    let groups = page.app.db.read(query::own_synonyms).await?;
    let mut form = FormState::default();
    form.fields.0.push(("words".to_owned(), groups.join("\n")));
    answer(page, StatusCode::OK, form, version(&groups), None)
}

/// The groups of a list; what is wrong with it is told with the number of the line.
fn groups(form: &mut FormState, page: &Page) -> Vec<String> {
    let s = &page.t.search;
    let mut groups = Vec::new();
    let mut wrong = Vec::new();
    for (at, line) in clean(form.value("words")).lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut words: Vec<&str> = line.split(['=', '＝']).map(str::trim).filter(|word| !word.is_empty()).collect();
        let mut known = Vec::new();
        words.retain(|word| {
            let folded = fold(word);
            let fresh = !known.contains(&folded);
            known.push(folded);
            fresh
        });
        if line.trim_start().starts_with('#')
            || !(2..=WORDS).contains(&words.len())
            || words.iter().any(|word| word.chars().count() > CHARS)
        {
            wrong.push((at + 1).to_string());
        }
        groups.push(words.join(" = "));
    }
    if !wrong.is_empty() {
        wrong.truncate(20);
        form.wrong("words", s.e_synonyms.replace("{lines}", &wrong.join("、")).replace("{n}", &WORDS.to_string()));
    } else if groups.len() > MOST {
        form.wrong("words", s.e_synonyms_many.replace("{n}", &MOST.to_string()));
    }
    groups
}

/// `POST /admin/synonyms`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (key, now, account) = (posted.key(), page.now, page.staff()?.id);
    let mut form = FormState::new(posted.fields);
    let groups = groups(&mut form, &page);
    let seen = form.fields.get("seen").to_owned();
    if !form.is_good() {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form, seen, None);
    }
    let changed = page.app.db.write(move |conn| {
        form::once(conn, &key, now, |conn| {
            if version(&query::own_synonyms(conn)?) != seen {
                return Err(Error::Conflict);
            }
            query::set_synonyms(conn, &groups)?;
            let data = json!({ "groups": groups.len() });
            event::append(conn, now, Actor::Account(account), EventKind::SynonymsChanged, Subject::Account(account), None, &data)?;
            Ok("/admin/synonyms".to_owned())
        })
    });
    match changed.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            let theirs = page.app.db.read(query::own_synonyms).await?;
            answer(page, StatusCode::CONFLICT, form, version(&theirs), Some(theirs.join("\n")))
        }
        Err(error) => Err(error),
    }
}
