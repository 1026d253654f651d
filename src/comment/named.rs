//! Places that a citizen's words name: "第八条也一样" said on 第五条. They are proposed, never taken without being asked.

use super::new::Place;
use crate::law::label::article_of;
use crate::regulation::texts::Text;

/// Places proposed at most.
const MOST: usize = 5;

/// The places of a draft that some words name, other than `here`, in the order of the words, each once.
pub fn places(text: &Text, words: &str, here: Option<&str>) -> Vec<Place> {
    let mut named: Vec<Place> = Vec::new();
    for eid in text.references(words, here).into_iter().flat_map(|found| found.eids) {
        let new = here != Some(&*eid) && named.len() < MOST && !named.iter().any(|place| place.eid.as_deref() == Some(&*eid));
        if new {
            named.extend(Place::find(text, &eid));
        }
    }
    named
}

/// Those that lie in another article than `here`.
pub fn elsewhere(text: &Text, words: &str, here: Option<&str>) -> Vec<Place> {
    let article = here.and_then(article_of);
    let mut named = places(text, words, here);
    named.retain(|place| place.eid.as_deref().and_then(article_of) != article);
    named
}
