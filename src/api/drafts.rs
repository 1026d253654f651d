//! `GET /api/v1/regulations/{r}/drafts/{n}`: a draft with its text as a tree.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::regulations::Period;
use super::{Answer, Problem};
use crate::clock::rfc3339;
use crate::error::Error;
use crate::html::Page;
use crate::regulation::{DraftKind, query, texts};

/// A draft with its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    /// Slug of its regulation.
    pub regulation: String,
    /// 1, 2, 3 … in order of publication.
    pub number: i32,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// As printed.
    pub title: String,
    /// The explanatory note; paragraphs are separated by line ends.
    pub explanation: String,
    /// Since when it is public.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// The consultation on it, if there is one.
    pub consultation: Option<Period>,
    /// The text. It never changes.
    pub provisions: Vec<Provision>,
}

/// One node of the text.
#[derive(Debug, Serialize, ToSchema)]
pub struct Provision {
    /// Stable identifier inside the draft.
    #[schema(example = "art_5__para_2")]
    pub eid: String,
    /// `part`, `subpart`, `chapter`, `section`, `article`, `paragraph`, `item` or `subitem`.
    #[schema(example = "article")]
    pub kind: String,
    /// As printed; empty for a paragraph.
    #[schema(example = "第五条")]
    pub number: String,
    /// Title of a chapter or caption of an article.
    pub heading: String,
    /// Its own words.
    pub text: String,
    /// Its identifier in the draft before, for articles.
    pub former_eid: Option<String>,
    /// What it means in everyday words, for articles.
    pub plain_note: Option<String>,
    /// What lies inside it.
    #[schema(no_recursion)]
    pub children: Vec<Provision>,
}

impl Provision {
    fn of(row: &query::Provision) -> Self {
        let query::Provision { eid, kind, number, heading, text, former_eid, plain_note, .. } = row.clone();
        Self { eid, kind, number, heading, text, former_eid, plain_note, children: Vec::new() }
    }
}

/// A draft with its text.
///
/// One draft with its provision tree.
#[utoipa::path(
    get, path = "/api/v1/regulations/{r}/drafts/{n}", operation_id = "draft", tag = "caiyan",
    params(
        ("r" = String, Path, description = "The regulation's slug", example = "2026-07"),
        ("n" = i32, Path, description = "The draft's number", example = 1),
    ),
    responses(
        (status = 200, description = "The draft", body = Answer<Draft>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, page: Page, path: web::Path<(String, i32)>) -> Result<HttpResponse, Error> {
    let ((slug, number), app) = (path.into_inner(), page.app.clone());
    let (stage, text) = page
        .app
        .db
        .read(move |conn| {
            let stage = query::stages_of(conn, &slug)?.into_iter().find(|s| s.draft.number == number).ok_or(Error::NotFound)?;
            let text = app.texts.of(conn, stage.draft.id)?;
            Ok::<_, Error>((stage, text))
        })
        .await?;
    let html = super::url(&page, &format!("/regulations/{}/drafts/{number}", stage.regulation.slug));
    let data = Draft {
        regulation: stage.regulation.slug,
        number,
        kind: stage.draft.kind,
        title: stage.draft.title,
        explanation: stage.draft.explanation,
        published_at: rfc3339(stage.draft.published_at),
        consultation: stage.consultation.as_ref().map(|c| Period::of(&page, c)),
        provisions: texts::tree(&text.provisions, Provision::of, |parent, child| parent.children.push(child)),
    };
    super::one(&req, &page, data, Some(html))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(depth: i32, eid: &str) -> query::Provision {
        let text = String::new();
        query::Provision {
            depth,
            eid: eid.to_owned(),
            article_eid: None,
            kind: text.clone(),
            number: text.clone(),
            heading: text.clone(),
            text,
            former_eid: None,
            plain_note: None,
        }
    }

    fn shape(nodes: &[Provision]) -> String {
        nodes
            .iter()
            .map(|n| if n.children.is_empty() { n.eid.clone() } else { format!("{}({})", n.eid, shape(&n.children)) })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_tree_is_as_deep_as_its_rows() {
        let rows = [row(0, "a"), row(1, "b"), row(2, "c"), row(2, "d"), row(1, "e"), row(0, "f"), row(2, "g")];
        assert_eq!(shape(&texts::tree(&rows, Provision::of, |parent, child| parent.children.push(child))), "a(b(c d) e) f(g)");
        assert!(texts::tree(&[], Provision::of, |parent, child| parent.children.push(child)).is_empty());
    }
}
