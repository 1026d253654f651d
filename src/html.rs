//! What every page has: language, view, account, phrases, form token; and how it is sent.
//!
//! Language and view are cookies set by `?lang=`, `?view=` and `?contrast=` on any address (see [`crate::serve`]). Traditional Chinese is
//! made from the finished Simplified page, leaving out what carries `translate="no"` and what people type: the citizen's words and the
//! inside of form fields stay as they are.

use std::borrow::Borrow;
use std::sync::{Arc, LazyLock, OnceLock};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{Datelike, NaiveDateTime, Timelike};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use crate::account::{Account, Role, Viewer};
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::id;
use crate::phrases::{EN, Phrases, ZH};

/// The reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese, the source.
    Hans,
    /// Traditional Chinese, converted.
    Hant,
    /// English chrome; laws and comments stay Chinese.
    En,
}

impl Lang {
    /// As in `<html lang>` and the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hans => "zh-Hans",
            Self::Hant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// Reads the cookie or `?lang=`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "zh-Hans" | "zh" | "zh-CN" => Some(Self::Hans),
            "zh-Hant" | "zh-TW" | "zh-HK" => Some(Self::Hant),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// How the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// The language.
    pub lang: Lang,
    /// 长者版.
    pub elder: bool,
    /// High contrast.
    pub contrast: bool,
}

impl View {
    /// From the request's cookies.
    pub fn of(req: &HttpRequest) -> Self {
        let is = |name: &str, value: &str| req.cookie(name).is_some_and(|c| c.value() == value);
        Self {
            lang: req.cookie("lang").and_then(|c| Lang::parse(c.value())).unwrap_or(Lang::Hans),
            elder: is("view", "elder"),
            contrast: is("contrast", "more"),
        }
    }
}

/// The cookie value a visitor without one gets, made when a form of the page first needs it.
#[derive(Clone, Default)]
struct NewVisit(Arc<OnceLock<String>>);

/// What the token in forms belongs to.
#[derive(Clone)]
enum Visit {
    /// The cookie was sent.
    Known(String),
    /// It was not.
    New(NewVisit),
}

/// The cookie that ties forms to a browser.
pub const VISIT: &str = "visit";

/// What every page's template has as `page`.
#[derive(Clone)]
pub struct Page {
    /// The program.
    pub app: web::Data<App>,
    /// Phrases in the reader's language.
    pub t: &'static Phrases,
    /// Language, elder view, contrast.
    pub view: View,
    /// Who is signed in.
    pub account: Option<Arc<Account>>,
    /// Sub-path of the site, empty or `/lflxd`: every link begins with it.
    pub base: Arc<str>,
    /// Path of this page below the base, for marking the menu and for language links.
    pub path: String,
    /// The query string without `?`.
    pub query: String,
    visit: Visit,
    session: String,
    token: Arc<OnceLock<String>>,
    /// The moment the request came.
    pub now: NaiveDateTime,
}

impl FromRequest for Page {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::of(req).ok_or_else(|| Error::Internal("no App".to_owned())))
    }
}

impl Page {
    /// The page context of a request.
    pub fn of(req: &HttpRequest) -> Option<Self> {
        let app = req.app_data::<web::Data<App>>()?.clone();
        let view = View::of(req);
        let account = req.extensions().get::<Arc<Account>>().cloned();
        let visit = visit(req, &app);
        let session = req.cookie(app.session_cookie()).map(|c| c.value().to_owned()).unwrap_or_default();
        let session = if account.is_some() { session } else { String::new() };
        let base: Arc<str> = app.base.as_str().into();
        let path = req.path().strip_prefix(&*base).unwrap_or(req.path()).to_owned();
        Some(Self {
            t: match view.lang {
                Lang::En => &EN,
                Lang::Hans | Lang::Hant => &ZH,
            },
            view,
            account,
            visit,
            session,
            token: Arc::default(),
            base,
            path,
            query: req.query_string().to_owned(),
            now: app.clock.now(),
            app,
        })
    }

    /// Who asks, for queries.
    pub fn viewer(&self) -> Viewer {
        Viewer::of(self.account.as_deref())
    }

    /// The signed-in account; the guard of the route has made sure there is one.
    pub fn staff(&self) -> Result<Arc<Account>, Error> {
        self.account.clone().ok_or(Error::SignIn)
    }

    /// The signed-in clerk's contact point.
    pub fn contact_point(&self) -> Result<i64, Error> {
        let point = self.account.as_ref().and_then(|a| a.contact_point.as_ref()).map(|(id, _)| *id);
        point.ok_or(Error::Forbidden { needed: Role::Clerk.as_str() })
    }

    /// Whether the signed-in account has this role, by its stored name; for menus.
    pub fn is(&self, role: &str) -> bool {
        self.account.as_ref().is_some_and(|a| a.role.as_str() == role)
    }

    /// Token for forms (hidden field `csrf`). A page that has one gives the visitor a cookie.
    pub fn csrf(&self) -> &str {
        self.token.get_or_init(|| {
            let visit = match &self.visit {
                Visit::Known(visit) => visit,
                Visit::New(NewVisit(visit)) => visit.get_or_init(id::token),
            };
            self.app.keys.form_token(visit, &self.session)
        })
    }

    /// Whether a form token has been written into this page: then it is for one visitor only.
    pub fn has_token(&self) -> bool {
        self.token.get().is_some()
    }

    /// A fresh key for a form (hidden field `form_key`).
    pub fn form_key(&self) -> String {
        id::token()
    }

    /// Name of the site, from the configuration or the phrases.
    pub fn site_name(&self) -> &str {
        self.app.config.site_name.as_deref().unwrap_or(self.t.site.name)
    }

    /// This address with one display setting changed.
    pub fn switched(&self, name: &str, value: &str) -> String {
        let kept = self
            .query
            .split('&')
            .filter(|pair| !pair.is_empty() && !["lang", "view", "contrast"].iter().any(|k| pair.split('=').next() == Some(k)));
        let mut query: Vec<String> = kept.map(str::to_owned).collect();
        query.push(format!("{name}={value}"));
        format!("{}{}?{}", self.base, self.path, query.join("&"))
    }

    /// `aria-current` for the menu: whether this page lies under `prefix`.
    pub fn under(&self, prefix: &str) -> bool {
        // Pages that stand for themselves in the menu, with others of the menu below them.
        if matches!(prefix, "/" | "/desk" | "/review") {
            self.path == prefix
        } else {
            self.path == prefix || self.path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'))
        }
    }

    /// A date as people read it.
    pub fn date(&self, utc: &NaiveDateTime) -> String {
        let day = clock::local(*utc);
        match self.view.lang {
            Lang::En => day.format("%-d %B %Y").to_string(),
            Lang::Hans | Lang::Hant => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        }
    }

    /// Date and time as people read it.
    pub fn moment(&self, utc: &NaiveDateTime) -> String {
        let at = clock::local(*utc);
        format!("{} {:02}:{:02}", self.date(utc), at.hour(), at.minute())
    }

    /// Date and time for `datetime` attributes and programs.
    pub fn machine(&self, utc: &NaiveDateTime) -> String {
        clock::rfc3339(*utc)
    }

    /// A number with thousands separated.
    pub fn num(&self, n: impl Borrow<i64>) -> String {
        thousands(*n.borrow())
    }
}

/// 21921 → `21,921`.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The visitor's cookie value, or room for one. The same for all of one request.
fn visit(req: &HttpRequest, app: &App) -> Visit {
    let sent = req.cookie(app.visit_cookie()).filter(|c| id::is_token(c.value()));
    if let Some(sent) = sent {
        return Visit::Known(sent.value().to_owned());
    }
    Visit::New(req.extensions_mut().get_or_insert_with(NewVisit::default).clone())
}

/// The cookie value given to this visitor during this request, if a form needed a new one.
pub fn new_visit(req: &HttpRequest) -> Option<String> {
    req.extensions().get::<NewVisit>().and_then(|new| new.0.get().cloned())
}

/// Renders a page with the given status. Personal by default: `Cache-Control: no-store`.
pub fn page(page: &Page, status: StatusCode, template: &impl Template) -> Result<HttpResponse, Error> {
    Ok(finished(status, localised(page.view.lang, template.render()?)))
}

/// A finished page for one visitor.
pub fn finished(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html)
}

/// Renders a page with status 200.
pub fn ok(context: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    page(context, StatusCode::OK, template)
}

/// 303 to a path below the base.
pub fn see_other(page: &Page, path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("{}{path}", page.base)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The page in the reader's script.
pub fn localised(lang: Lang, html: String) -> String {
    if lang == Lang::Hant { to_traditional(&html) } else { html }
}

static TRADITIONAL: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::S2t).ok());

/// Converts text to Traditional Chinese with OpenCC's phrase tables.
pub fn traditional(text: &str) -> String {
    TRADITIONAL.as_ref().map_or_else(|| text.to_owned(), |converter| converter.convert(text))
}

/// Attributes that people read.
const READ_ATTRIBUTES: [&str; 8] = ["aria-label", "title", "placeholder", "alt", "content", "data-l", "data-left", "aria-description"];
/// Elements without an end tag; they never open a stretch that is left alone.
const VOID: [&str; 8] = ["input", "br", "meta", "link", "img", "hr", "path", "wbr"];

/// Converts a finished page, tag by tag. Left alone: `textarea`, `script`, `translate="no"`, and attributes that are not read by people.
fn to_traditional(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    // Depth inside an element left alone, counted in elements of any name; 0 means text is converted.
    let mut alone: usize = 0;
    let mut rest = html;
    while let Some((text, from_tag)) = rest.split_once('<') {
        out.push_str(&if alone > 0 { text.to_owned() } else { traditional(text) });
        let end = tag_end(from_tag);
        let (tag, after) = from_tag.split_at_checked(end).unwrap_or((from_tag, ""));
        out.push('<');
        let name: &str = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let void = VOID.contains(&name) || tag.ends_with('/') || tag.starts_with('!');
        if alone > 0 {
            out.push_str(tag);
            if tag.starts_with('/') {
                alone -= 1;
            } else if !void {
                alone += 1;
            }
        } else {
            out.push_str(&convert_attributes(tag));
            let leaves_alone = matches!(name, "textarea" | "script" | "style") || tag.contains("translate=\"no\"");
            if leaves_alone && !void && !tag.starts_with('/') {
                alone = 1;
            }
        }
        rest = after;
    }
    out.push_str(&if alone > 0 { rest.to_owned() } else { traditional(rest) });
    out.replacen("<html lang=\"zh-Hans\"", "<html lang=\"zh-Hant\"", 1)
}

/// Length of a tag up to and including `>`, not fooled by `>` inside quotes.
fn tag_end(from_tag: &str) -> usize {
    let mut quoted = false;
    for (i, c) in from_tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return i,
            _ => {}
        }
    }
    from_tag.len()
}

/// Converts the values of attributes that people read.
fn convert_attributes(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    for (i, part) in tag.split('"').enumerate() {
        if i > 0 {
            out.push('"');
        }
        let inside = i % 2 == 1;
        let read = READ_ATTRIBUTES
            .iter()
            .any(|name| out.trim_end_matches('"').strip_suffix('=').is_some_and(|before| before.ends_with(&format!(" {name}"))));
        out.push_str(&if inside && read { traditional(part) } else { part.to_owned() });
    }
    out
}

/// Template filters.
#[expect(missing_docs, reason = "the attribute makes a struct and methods of its own")]
pub mod filters {
    use std::fmt::Display;

    /// Fills a place: `{{ phrase|with("n", count) }}`.
    #[askama::filter_fn]
    pub fn with<P: Display, V: Display>(phrase: P, _: &dyn askama::Values, name: &str, value: V) -> askama::Result<String> {
        Ok(phrase.to_string().replace(&format!("{{{name}}}"), &value.to_string()))
    }

    /// A telephone number as `tel:` links want it: `{{ phone|tel }}`.
    #[askama::filter_fn]
    pub fn tel<P: Display>(phone: P, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(phone.to_string().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_pages_leave_the_citizens_words_alone() {
        let page = "<html lang=\"zh-Hans\"><p title=\"意见\" class=\"意见\">征求意见<b translate=\"no\">这里<i>电动车</i>发生</b>发生</p><textarea>国家</textarea><input value=\"国家\">国家";
        let hant = to_traditional(page);
        assert_eq!(
            hant,
            "<html lang=\"zh-Hant\"><p title=\"意見\" class=\"意见\">徵求意見<b translate=\"no\">这里<i>电动车</i>发生</b>發生</p><textarea>国家</textarea><input value=\"国家\">國家"
        );
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([thousands(0), thousands(999), thousands(21_921), thousands(-1_000_000)], ["0", "999", "21,921", "-1,000,000"]);
    }
}
