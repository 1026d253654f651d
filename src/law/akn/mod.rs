//! [`Law`] ⇄ Akoma Ntoso 3.0, the OASIS standard for legal documents in XML.
//!
//! Promises: what [`export`] writes validates against the strict schema; the provisions keep their eIds; every
//! provision's words are there; [`read()`] gives the same tree back. 项 become `point`, 目 points inside points.
//! Attachments follow the body as conclusions; contents lists and notes are left out.

mod read;

pub use read::read;

use super::numerals::{arabic, is_numeral, parse as number};
use super::{Kind, Law, Provision};

/// The namespace of Akoma Ntoso 3.0.
const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// What the text itself does not say: how to name and date it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// ISO code of the jurisdiction, lower case, e.g. `cn-sh` or `cn`.
    pub country: String,
    /// ASCII name of the regulation in URIs, e.g. its slug.
    pub name: String,
    /// Date of the first version, which names the work through all its versions: `YYYY-MM-DD`.
    pub first: String,
    /// Date of this version, `YYYY-MM-DD`.
    pub date: String,
    /// Name of the issuing body.
    pub author: String,
}

impl Meta {
    /// A name, the first and the latest date in the 题注; 0001-01-01 stands for a date nobody knows.
    pub fn of(law: &Law, name: &str) -> Meta {
        let dates = || law.issued.iter().flat_map(|line| dates(line));
        let unknown = || "0001-01-01".to_owned();
        Meta {
            country: "cn".into(),
            name: name.into(),
            first: dates().min().unwrap_or_else(unknown),
            date: dates().max().unwrap_or_else(unknown),
            author: "issuing body".into(),
        }
    }
}

/// The law as an Akoma Ntoso document: a `bill` where the title says draft, else an `act`.
pub fn export(law: &Law, meta: &Meta) -> String {
    let draft = ["草案", "稿"].iter().any(|word| law.title.contains(word));
    let kind = if draft { "bill" } else { "act" };
    let mut out = Writer::default();
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // How a caption's brackets are printed has no place of its own in the standard; attributes of other namespaces have.
    let ours = if law.articles().any(|a| !a.brackets.is_empty()) { " xmlns:caiyan=\"urn:x-caiyan\"" } else { "" };
    out.raw(&format!("<akomaNtoso xmlns=\"{NAMESPACE}\"{ours}>\n"));
    out.raw(&format!("<{kind} name=\"{kind}\" contains=\"originalVersion\">\n"));
    out.meta(kind, meta);
    out.preface(law);
    out.raw("<body eId=\"body\">\n");
    for node in &law.provisions {
        out.provision(node);
    }
    if law.provisions.is_empty() {
        out.raw("<paragraph eId=\"para_1\">");
        out.content("para_1", "");
        out.raw("</paragraph>\n");
    }
    out.raw("</body>\n");
    out.conclusions(law);
    out.raw(&format!("</{kind}>\n</akomaNtoso>\n"));
    out.xml
}

#[derive(Default)]
struct Writer {
    xml: String,
}

impl Writer {
    fn raw(&mut self, xml: &str) {
        self.xml.push_str(xml);
    }

    fn text(&mut self, words: &str) {
        self.xml.push_str(&escaped(words));
    }

    /// `<tag eId="eid">words</tag>`
    fn leaf(&mut self, tag: &str, eid: &str, words: &str) {
        self.raw(&format!("<{tag} eId=\"{eid}\">"));
        self.text(words);
        self.raw(&format!("</{tag}>"));
    }

    /// One `p` for each line.
    fn lines(&mut self, eid: &str, words: &str) {
        for (index, line) in words.split('\n').enumerate() {
            self.leaf("p", &format!("{eid}__p_{}", index + 1), line);
        }
    }

    fn content(&mut self, eid: &str, words: &str) {
        let eid = format!("{eid}__content_1");
        self.raw(&format!("<content eId=\"{eid}\">"));
        self.lines(&eid, words);
        self.raw("</content>");
    }

    fn meta(&mut self, kind: &str, meta: &Meta) {
        let country = escaped(&meta.country);
        let (first, date) = (escaped(&meta.first), escaped(&meta.date));
        let work = format!("/akn/{country}/{kind}/{first}/{}", escaped(&meta.name));
        let expression = format!("{work}/zho@{date}");
        self.raw("<meta>\n<identification source=\"#site\">\n");
        for (level, uri, dated, end, author, last) in [
            ("Work", &work, &first, "", "author", format!("<FRBRcountry value=\"{country}\"/>")),
            ("Expression", &expression, &date, "", "author", "<FRBRlanguage language=\"zho\"/>".into()),
            ("Manifestation", &expression, &date, ".xml", "site", "<FRBRformat value=\"application/akn+xml\"/>".into()),
        ] {
            self.raw(&format!(
                "<FRBR{level}><FRBRthis value=\"{uri}/!main{end}\"/><FRBRuri value=\"{uri}{end}\"/>\
                 <FRBRdate date=\"{dated}\" name=\"version\"/><FRBRauthor href=\"#{author}\"/>{last}</FRBR{level}>\n"
            ));
        }
        self.raw("</identification>\n<references source=\"#site\">\n");
        for (eid, name) in [("author", meta.author.as_str()), ("site", "caiyan")] {
            self.raw(&format!(
                "<TLCOrganization eId=\"{eid}\" href=\"/ontology/organization/{country}.{eid}\" showAs=\"{}\"/>\n",
                escaped(name)
            ));
        }
        self.raw("</references>\n</meta>\n");
    }

    fn preface(&mut self, law: &Law) {
        self.raw("<preface eId=\"preface\"><longTitle eId=\"preface__longtitle_1\"><p eId=\"preface__longtitle_1__p_1\">");
        self.leaf("docTitle", "preface__longtitle_1__p_1__doctitle_1", &law.title);
        self.raw("</p></longTitle>");
        if !law.issued.is_empty() {
            self.lines("preface", &law.issued.join("\n"));
        }
        self.raw("</preface>\n");
        if !law.preamble.is_empty() {
            self.raw("<preamble eId=\"preamble\">");
            self.lines("preamble", &law.preamble);
            self.raw("</preamble>\n");
        }
    }

    fn conclusions(&mut self, law: &Law) {
        let lines = law.attachments();
        if !lines.is_empty() {
            self.raw("<conclusions eId=\"conclusions\">");
            self.lines("conclusions", &lines.join("\n"));
            self.raw("</conclusions>\n");
        }
    }

    fn provision(&mut self, node: &Provision) {
        let tag = match node.kind {
            Kind::Item | Kind::Subitem => "point",
            kind => kind.as_str(),
        };
        let eid = &node.eid;
        self.raw(&format!("<{tag} eId=\"{eid}\">"));
        if !node.number.is_empty() {
            self.leaf("num", &format!("{eid}__num_1"), &node.number);
        }
        if !node.heading.is_empty() {
            let printed =
                if node.brackets.is_empty() { String::new() } else { format!(" caiyan:brackets=\"{}\"", escaped(&node.brackets)) };
            self.raw(&format!("<heading eId=\"{eid}__heading_1\"{printed}>{}</heading>", escaped(&node.heading)));
        }
        let listed = node.children.iter().any(|c| matches!(c.kind, Kind::Item | Kind::Subitem));
        if node.children.is_empty() {
            self.content(eid, &node.text);
        } else if listed && !node.kind.is_division() {
            self.list(node);
        } else {
            for child in &node.children {
                self.provision(child);
            }
        }
        self.raw(&format!("</{tag}>\n"));
    }

    fn list(&mut self, node: &Provision) {
        let eid = format!("{}__list_1", node.eid);
        self.raw(&format!("<list eId=\"{eid}\">"));
        if !node.text.is_empty() {
            self.raw(&format!("<intro eId=\"{eid}__intro_1\">"));
            self.lines(&format!("{eid}__intro_1"), &node.text);
            self.raw("</intro>");
        }
        for child in &node.children {
            self.provision(child);
        }
        self.raw("</list>");
    }
}

/// Words made safe between tags and in attributes, without the characters XML 1.0 does not know. Word documents are written with it too.
pub fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}

/// The dates of a line: 2020年6月1日, 二〇二〇年六月一日 or 2020-06-01.
fn dates(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    let take = |at: usize| -> (usize, Option<u32>) {
        let text: String = chars.iter().skip(at).take_while(|c| is_numeral(**c)).collect();
        (at + text.chars().count(), number(&text))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (after_year, year) = take(at);
        let separator = |at: usize, word: char| {
            let c = chars.get(at).copied();
            c == Some(word) || c == Some('-') && chars.get(at.wrapping_sub(1)).copied().and_then(arabic).is_some()
        };
        if let Some(year) = year.filter(|y| (1900..2200).contains(y))
            && separator(after_year, '年')
            && let (after_month, Some(month)) = take(after_year + 1)
            && (1..=12).contains(&month)
            && separator(after_month, '月')
            && let (_, Some(day)) = take(after_month + 1)
            && (1..=31).contains(&day)
        {
            found.push(format!("{year:04}-{month:02}-{day:02}"));
        }
        at = after_year.max(at + 1);
    }
    found
}

#[cfg(test)]
mod tests;
