//! A draft as a file: `GET /regulations/{r}/drafts/{n}.docx` in the layout of 公文, `GET /regulations/{r}/drafts/{n}.akn.xml` for
//! programs. Both hold the text as it was published; reading the Word document again gives the same articles.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDateTime;

use super::query::{self, Stage};
use super::texts::{self, Text};
use crate::clock;
use crate::db::Conn;
use crate::docx::{Document, Font, MEDIA_TYPE, Paper, Paragraph, Run, Style};
use crate::error::Error;
use crate::html::Page;
use crate::law::{Kind, Law, Provision, akn, parse};
use crate::pages;

/// The law of a draft: the provisions as they were published; title, 题注, preamble and attachments around them as they came.
pub fn law(stage: &Stage, text: &Text, source: &str) -> Law {
    let mut law = parse::parse(source);
    let node = |row: &query::Provision| {
        let printed = law.find(&row.eid);
        Provision {
            eid: row.eid.clone(),
            kind: row.kind.parse().unwrap_or(Kind::Paragraph),
            number: row.number.clone(),
            heading: row.heading.clone(),
            brackets: printed.map(|p| p.brackets.clone()).unwrap_or_default(),
            text: row.text.clone(),
            line: printed.map(|p| p.line).unwrap_or_default(),
            children: Vec::new(),
        }
    };
    let provisions = texts::tree(&text.provisions, node, |parent, child| parent.children.push(child));
    law.provisions = provisions;
    law.title.clone_from(&stage.draft.title);
    law
}

/// A law in the layout of 公文: title, 题注, then headings centred, numbers of articles in 黑体, the text in 仿宋.
pub fn document(law: &Law) -> Document {
    let mut out = Document::new(&law.title, Paper::Portrait);
    out.add(Paragraph::of(Style::Title, &law.title));
    for line in &law.issued {
        out.add(Paragraph::of(Style::Subtitle, line));
    }
    out.add(Paragraph::new(Style::Body));
    for line in law.preamble.lines() {
        out.add(Paragraph::of(Style::Body, line));
    }
    for node in &law.provisions {
        provision(&mut out, node);
    }
    for line in law.attachments() {
        out.add(Paragraph::of(Style::Body, line));
    }
    out
}

fn provision(out: &mut Document, node: &Provision) {
    if node.kind.is_division() {
        let words = [node.number.as_str(), node.heading.as_str()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("　");
        out.add(Paragraph::of(Style::Chapter, words));
        node.children.iter().for_each(|child| provision(out, child));
        return;
    }
    let mut paragraph = Paragraph::new(Style::Body);
    if node.kind == Kind::Article {
        let mut brackets = node.brackets.chars();
        let (open, close) = (brackets.next().unwrap_or('（'), brackets.next().unwrap_or('）'));
        let caption = if node.heading.is_empty() { String::new() } else { format!("{open}{}{close}", node.heading) };
        paragraph = paragraph.run(Run::new(&node.number).font(Font::Hei)).run(Run::new(format!("{caption}　")));
        // The first paragraph stands on the article's own line.
        if let Some((first, others)) =
            node.children.split_first().filter(|(first, _)| first.kind == Kind::Paragraph && !first.text.is_empty())
        {
            out.add(paragraph.run(Run::new(&first.text)));
            first.children.iter().for_each(|child| provision(out, child));
            others.iter().for_each(|child| provision(out, child));
            return;
        }
    } else {
        paragraph = paragraph.run(Run::new(&node.number));
    }
    if node.kind == Kind::Article || !node.number.is_empty() || !node.text.is_empty() {
        out.add(paragraph.run(Run::new(&node.text)));
    }
    node.children.iter().for_each(|child| provision(out, child));
}

/// A draft, its law, and when the first draft of its regulation was published.
fn load(conn: &mut Conn, page: &Page, slug: &str, number: i32) -> Result<(Stage, Law, NaiveDateTime), Error> {
    let stages = query::stages_of(conn, slug)?;
    let first = stages.iter().map(|s| s.draft.published_at).min().ok_or(Error::NotFound)?;
    let stage = stages.into_iter().find(|s| s.draft.number == number).ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let source = query::source_of(conn, stage.draft.id)?;
    let law = law(&stage, &text, &source);
    Ok((stage, law, first))
}

/// Sends a file under a name of its own.
pub fn send(req: &HttpRequest, media_type: &'static str, name: &str, bytes: Vec<u8>) -> Result<HttpResponse, Error> {
    let mut response = pages::data(req, media_type, bytes.into());
    let value = format!("attachment; filename=\"{name}\"");
    let value = header::HeaderValue::from_str(&value).map_err(|e| Error::Internal(e.to_string()))?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    Ok(response)
}

/// `GET /regulations/{r}/drafts/{n}.docx`
pub async fn docx(req: HttpRequest, page: Page, path: web::Path<(String, i32)>) -> Result<HttpResponse, Error> {
    let ((slug, number), context) = (path.into_inner(), page.clone());
    if let Some(moved) = super::plain_path(&req, number) {
        return Ok(moved);
    }
    let (stage, law, _) = page.app.db.read(move |conn| load(conn, &context, &slug, number)).await?;
    let bytes = document(&law).bytes().map_err(|e| Error::Internal(e.to_string()))?;
    send(&req, MEDIA_TYPE, &format!("{}-{number}.docx", stage.regulation.slug), bytes)
}

/// `GET /regulations/{r}/drafts/{n}.akn.xml`
pub async fn akn(req: HttpRequest, page: Page, path: web::Path<(String, i32)>) -> Result<HttpResponse, Error> {
    let ((slug, number), context) = (path.into_inner(), page.clone());
    if let Some(moved) = super::plain_path(&req, number) {
        return Ok(moved);
    }
    let (stage, law, first) = page.app.db.read(move |conn| load(conn, &context, &slug, number)).await?;
    let day = |at| clock::local_date(at).to_string();
    let meta = akn::Meta {
        country: "cn".to_owned(),
        name: stage.regulation.slug.clone(),
        first: day(first),
        date: day(stage.draft.published_at),
        author: stage.regulation.organiser.clone(),
    };
    let xml = akn::export(&law, &meta);
    send(&req, "application/akn+xml", &format!("{}-{number}.akn.xml", stage.regulation.slug), xml.into_bytes())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::law::docx;

    fn bare(nodes: &[Provision]) -> Vec<Provision> {
        nodes.iter().map(|node| Provision { line: 0, children: bare(&node.children), ..node.clone() }).collect()
    }

    /// The law read again from its Word document.
    fn again(law: &Law) -> Law {
        parse::parse(&docx::text(&document(law).bytes().unwrap()).unwrap())
    }

    #[test]
    fn every_kind_of_provision_is_read_again_from_the_document() {
        let law = parse::parse(
            "某市夜市条例（草案）\n（2021年3月5日通过）\n第一章　总则\n第一节　目的\n第一条【目的】为了便民 & 利民。\n第二条　如下：\n（一）供电，包括：\n\
             1．装表；\n2．巡查；\n（二）清扫。\n另起一款。\n第三条\n（一）甲；\n（二）乙。\n附则\n第三条之一　施行。\n附件：收费表\n",
        );
        let read = again(&law);
        assert_eq!((&read.title, &read.issued, bare(&read.provisions)), (&law.title, &law.issued, bare(&law.provisions)));
        assert_eq!(read.attachments(), law.attachments());
    }

    #[test]
    fn real_laws_are_read_again_from_the_document() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/laws");
        let Ok(files) = std::fs::read_dir(&folder) else {
            println!("{} is missing; nothing was read", folder.display());
            return;
        };
        for file in files.flatten() {
            let law = parse::parse(&std::fs::read_to_string(file.path()).unwrap());
            let read = again(&law);
            let differs = law.walk().zip(read.walk()).find(|(a, b)| (&a.eid, &a.text) != (&b.eid, &b.text));
            assert!(bare(&read.provisions) == bare(&law.provisions), "{}: {differs:?}", file.path().display());
        }
    }
}
