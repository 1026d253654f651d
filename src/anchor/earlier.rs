//! 对以前稿次本条的意见、建议: published comments and suggestions of earlier drafts by the article of a later draft at which they stand now.

use std::collections::HashMap;

use diesel::QueryResult;

use super::query::{self, Which};
use super::{Carrier, Said, Standing};
use crate::account::Viewer;
use crate::comment;
use crate::comment::query::Comment;
use crate::db::Conn;
use crate::html::Page;
use crate::regulation::DraftKind;
use crate::regulation::query::Stage;
use crate::suggestion;
use crate::suggestion::query::Suggestion;

/// Comments of one place shown in full; the rest stand on the page of that place.
const SHOWN: i64 = 5;

/// A place of an earlier draft with comments that stand at an article now.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Row id of the earlier draft.
    pub draft_id: i64,
    /// Its number, for links.
    pub number: i32,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// The place there.
    pub eid: String,
    /// The article at which they stand now.
    pub article: String,
    /// How many comments.
    pub n: i64,
    /// Its words then, line by line.
    pub lines: Vec<String>,
    /// The newest comments; read with [`Origin::read`].
    pub comments: Vec<Comment>,
    which: Which,
}

impl Origin {
    /// The article the place lay in.
    pub fn old_article(&self) -> &str {
        self.eid.split("__").next().unwrap_or_default()
    }

    /// 草案第一稿第三条第二款
    pub fn label(&self, page: &Page) -> String {
        format!("{} {}", self.kind.label(page.t), comment::new::label(page, Some(&self.eid)))
    }

    /// Reads the newest comments.
    pub fn read(&mut self, conn: &mut Conn) -> QueryResult<()> {
        self.comments = query::published_at(conn, self.draft_id, &self.eid, &self.which, SHOWN)?;
        Ok(())
    }

    /// Whether there are more comments than shown.
    pub fn has_more(&self) -> bool {
        self.n > SHOWN
    }
}

/// The places of earlier drafts whose published comments stand at articles of `stage` now, the newest draft first, in the order of the text.
pub fn origins(conn: &mut Conn, page: &Page, stages: &[Stage], stage: &Stage) -> QueryResult<Vec<Origin>> {
    let upto: Vec<Stage> = stages.iter().filter(|s| s.draft.number <= stage.draft.number).cloned().collect();
    let ids: Vec<i64> = upto.iter().map(|s| s.draft.id).filter(|id| *id != stage.draft.id).collect();
    let counts = if ids.is_empty() { Vec::new() } else { query::published_places(conn, &ids)? };
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let mut carrier = Carrier::load(conn, &page.app.texts, &upto)?;
    let chosen: Vec<i64> = carrier.chosen().filter_map(|said| if let Said::Comment(id) = said { Some(id) } else { None }).collect();
    let chosen = comment::query::by_ids(conn, &Viewer::Public, &chosen)?;
    let mut found = Vec::new();
    for (draft_id, eid, n) in counts {
        let carried = carrier.place(draft_id, Some(&eid)).article().map(str::to_owned);
        let mut ids: Vec<i64> = Vec::new();
        let mut elsewhere: HashMap<String, Vec<i64>> = HashMap::new();
        for one in chosen.iter().filter(|c| c.draft_id == draft_id && c.provision_eid.as_deref() == Some(&eid)) {
            let standing = carrier.standing(Said::Comment(one.id), draft_id, Some(&eid));
            if standing.article() != carried.as_deref() {
                ids.push(one.id);
                if let Standing::At(..) = standing {
                    elsewhere.entry(standing.article().unwrap_or_default().to_owned()).or_default().push(one.id);
                }
            }
        }
        let rest = n - i64::try_from(ids.len()).unwrap_or_default();
        let mut groups: Vec<(String, i64, Which)> =
            carried.into_iter().map(|article| (article, rest, Which::Except(ids.clone()))).collect();
        groups
            .extend(elsewhere.into_iter().map(|(article, ids)| (article, i64::try_from(ids.len()).unwrap_or_default(), Which::Only(ids))));
        let Some((from, text)) = carrier.draft(draft_id) else { continue };
        let place = text.provisions.iter().position(|p| p.eid == eid);
        for (article, n, which) in groups.into_iter().filter(|(_, n, _)| *n > 0) {
            let lines = text.words(&eid).lines().map(str::to_owned).collect();
            let (number, kind, eid) = (from.draft.number, from.draft.kind, eid.clone());
            found.push((place, Origin { draft_id, number, kind, eid, article, n, lines, comments: Vec::new(), which }));
        }
    }
    found.sort_by(|(a, one), (b, other)| (other.number, *a, &one.article).cmp(&(one.number, *b, &other.article)));
    Ok(found.into_iter().map(|(_, origin)| origin).collect())
}

/// A suggestion on an earlier draft that stands at an article now.
#[derive(Clone, Debug)]
pub struct Curated {
    /// The suggestion; its place is the one of its own draft.
    pub suggestion: Suggestion,
    /// Number of that draft, for links.
    pub number: i32,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// The article at which it stands now.
    pub article: String,
}

impl Curated {
    /// The article its place lay in.
    pub fn old_article(&self) -> &str {
        self.suggestion.provision_eid.as_deref().and_then(|eid| eid.split("__").next()).unwrap_or_default()
    }

    /// 草案第一稿第三条第二款
    pub fn label(&self, page: &Page) -> String {
        format!("{} {}", self.kind.label(page.t), comment::new::label(page, self.suggestion.provision_eid.as_deref()))
    }
}

/// The suggestions on earlier drafts that the public may read and that stand at articles of `stage` now, the newest draft first.
pub fn curated(conn: &mut Conn, page: &Page, stages: &[Stage], stage: &Stage) -> QueryResult<Vec<Curated>> {
    let upto: Vec<Stage> = stages.iter().filter(|s| s.draft.number <= stage.draft.number).cloned().collect();
    let ids: Vec<i64> = upto.iter().map(|s| s.draft.id).filter(|id| *id != stage.draft.id).collect();
    let suggestions = if ids.is_empty() { Vec::new() } else { suggestion::query::of_drafts(conn, &Viewer::Public, &ids)? };
    if suggestions.is_empty() {
        return Ok(Vec::new());
    }
    let mut carrier = Carrier::load(conn, &page.app.texts, &upto)?;
    let mut found = Vec::new();
    for suggestion in suggestions {
        let standing = carrier.standing(Said::Suggestion(suggestion.id), suggestion.draft_id, suggestion.provision_eid.as_deref());
        let from = upto.iter().find(|s| s.draft.id == suggestion.draft_id).map(|s| &s.draft);
        let (Some(article), Some(from)) = (standing.article().map(str::to_owned), from) else { continue };
        found.push(Curated { suggestion, number: from.number, kind: from.kind, article });
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.number));
    Ok(found)
}
