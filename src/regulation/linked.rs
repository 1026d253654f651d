//! What search engines and other programs read about a draft: schema.org `Legislation` as JSON-LD, terms derived from ELI.

use serde_json::{Value, json};

use super::DraftKind;
use super::query::Stage;
use super::texts::Text;
use crate::clock;
use crate::html::Page;

/// The description of a draft. Inside a `script` element only `<` could end the data, so it is written as an escape, which JSON allows.
pub(super) fn data(page: &Page, stage: &Stage, text: &Text) -> String {
    let (regulation, draft) = (&stage.regulation, &stage.draft);
    let address = format!("{}/regulations/{}/drafts/{}", page.app.config.public_url(), regulation.slug, draft.number);
    let published = clock::local_date(draft.published_at).to_string();
    let article = |p: &super::query::Provision| {
        json!({
            "@type": "Legislation",
            "@id": format!("{address}#{}", p.eid),
            "legislationIdentifier": p.eid,
            "name": format!("{} {}", p.number, p.heading).trim_end(),
        })
    };
    let mut found = json!({
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": address,
        "url": address,
        "name": draft.title,
        "about": regulation.subject,
        "inLanguage": "zh-Hans",
        "legislationIdentifier": format!("{}/{}", regulation.slug, draft.number),
        "legislationType": kind(&regulation.title),
        "legislationDate": published,
        "legislationDateVersion": published,
        "legislationResponsible": { "@type": "GovernmentOrganization", "name": regulation.organiser },
        "encoding": [
            { "@type": "MediaObject", "contentUrl": format!("{address}.akn.xml"), "encodingFormat": "application/akn+xml" },
            { "@type": "MediaObject", "contentUrl": format!("{address}.docx"), "encodingFormat": crate::docx::MEDIA_TYPE },
        ],
        "hasPart": text.articles().map(article).collect::<Vec<Value>>(),
    });
    // Whether an enacted regulation is in force already stands in its own words, not in a field of ours.
    if let Some(found) = found.as_object_mut().filter(|_| draft.kind != DraftKind::Enacted) {
        found.insert("legislationLegalForce".to_owned(), json!("https://schema.org/NotInForce"));
    }
    found.to_string().replace('<', "\\u003c")
}

/// 条例, 规定 or 办法, as the title ends; 地方性法规 where it ends otherwise.
fn kind(title: &str) -> &'static str {
    ["条例", "规定", "办法", "决定"].into_iter().find(|word| title.ends_with(word)).unwrap_or("地方性法规")
}
