//! Where something found is read in full; that depends on who reads.

use super::page::Row;
use crate::account::Viewer;
use crate::comment::query::Comment;
use crate::html::Page;
use crate::regulation::texts::Head;
use crate::suggestion::query::Suggestion;

/// The address of what was found, with the base path.
pub fn of(page: &Page, row: &Row) -> String {
    match row {
        Row::Comment(comment, head) => comment_link(page, comment, head),
        Row::Suggestion(suggestion, head) => suggestion_link(page, suggestion, head),
        Row::Article(article, head) => format!("{}/articles/{}", draft(page, head), article.eid),
    }
}

fn draft(page: &Page, head: &Head) -> String {
    format!("{}/regulations/{}/drafts/{}", page.base, head.slug, head.number)
}

/// On the desk by its clerk, else on the public page of its article.
fn comment_link(page: &Page, comment: &Comment, head: &Head) -> String {
    if let Viewer::Clerk { contact_point, .. } = page.viewer()
        && comment.contact_point_id.is_none_or(|own| own == contact_point)
    {
        return format!("{}/desk/comments/{}", page.base, comment.id);
    }
    match comment.provision_eid.as_deref().and_then(|eid| eid.split("__").next()) {
        Some(article) => format!("{}/articles/{article}", draft(page, head)),
        None => format!("{}/comments", draft(page, head)),
    }
}

/// By its clerk, by legislators and reviewers, by the public in the results.
fn suggestion_link(page: &Page, suggestion: &Suggestion, head: &Head) -> String {
    let base = &page.base;
    match page.viewer() {
        Viewer::Clerk { contact_point, .. } if contact_point == suggestion.contact_point_id => {
            format!("{base}/desk/suggestions/{}", suggestion.id)
        }
        Viewer::Legislator | Viewer::Reviewer => format!("{base}/review/suggestions/{}", suggestion.id),
        _ => format!("{base}/regulations/{}/results?draft={}", head.slug, head.number),
    }
}
