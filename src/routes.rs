//! The only route table: path, who may use it, what answers. `docs/ACCESS.md` is the same table for people; a test walks it for every role.

use actix_web::dev::{Handler, HttpServiceFactory};
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, Responder, Route, web};

use crate::account::{Account, Role};
use crate::phrases::Phrases;
use crate::serve::Access::{self, Anyone, Roles, Staff};
use crate::{account, api, assets, comment, contact_point, desk, meeting, receipt, regulation, review, search, serve, site, statistics};

/// One path.
pub struct Entry {
    /// Below the base path, in actix's notation.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    get: Option<(Route, Route)>,
    post: Option<Route>,
}

impl Entry {
    /// What answers GET, and HEAD with the same headers.
    fn get<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.get = Some((web::get().to(handler.clone()), web::head().to(handler)));
        self
    }

    /// What answers POST.
    fn post<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.post = Some(web::post().to(handler));
        self
    }

    /// The methods it answers, HEAD left out.
    pub fn methods(&self) -> Vec<&'static str> {
        [self.get.as_ref().map(|_| "GET"), self.post.as_ref().map(|_| "POST")].into_iter().flatten().collect()
    }
}

fn at(path: &'static str, access: Access) -> Entry {
    Entry { path, access, get: None, post: None }
}

const CLERK: Access = Roles(&[Role::Clerk]);
const READERS: Access = Roles(&[Role::Legislator, Role::Reviewer]);
const REVIEWER: Access = Roles(&[Role::Reviewer]);
const ADMIN: Access = Roles(&[Role::Admin]);

/// Every route of the site.
pub fn table() -> Vec<Entry> {
    let mut table = citizen();
    table.extend(results());
    table.extend(places());
    table.extend(search_pages());
    table.extend(figures());
    table.extend(program());
    table.extend(machine());
    table.extend(staff());
    table.extend(desk_pages());
    table.extend(review_pages());
    table.extend(admin_pages());
    table
}

fn citizen() -> Vec<Entry> {
    vec![
        at("/", Anyone).get(site::home::get),
        at("/regulations", Anyone).get(regulation::list::get),
        at("/regulations/{r}", Anyone).get(regulation::draft::latest),
        // Before the page itself, whose pattern would take the suffix for a part of the number.
        at("/regulations/{r}/drafts/{n}.docx", Anyone).get(regulation::document::docx),
        at("/regulations/{r}/drafts/{n}.akn.xml", Anyone).get(regulation::document::akn),
        at("/regulations/{r}/drafts/{n}", Anyone).get(regulation::draft::get),
        at("/regulations/{r}/comparison", Anyone).get(regulation::comparison::show::get),
        at("/regulations/{r}/comparison.docx", Anyone).get(regulation::comparison::document::get),
        at("/regulations/{r}/drafts/{n}/articles/{eid}", Anyone).get(regulation::article::get),
        at("/regulations/{r}/drafts/{n}/comments", Anyone).get(comment::list::get),
        at("/regulations/{r}/comments/new", Anyone).get(comment::new::get),
        at("/regulations/{r}/comments/check", Anyone).post(comment::new::post),
        at("/pending/{token}", Anyone).get(comment::check::get).post(comment::check::post),
        at("/receipts/{code}", Anyone).get(receipt::show::get),
        at("/receipts/{code}/withdraw", Anyone).post(receipt::show::withdraw),
        at("/receipts/{code}/rating", Anyone).post(receipt::show::rate),
        at("/receipts/{code}/photos/{position}", Anyone).get(comment::photo::for_citizen),
        at("/t/{code}", Anyone).get(receipt::show::short),
        at("/track", Anyone).get(receipt::track::get).post(receipt::track::post),
    ]
}

/// What became of comments: results of a draft, trace of an article.
fn results() -> Vec<Entry> {
    vec![
        at("/regulations/{r}/results", Anyone).get(regulation::results::get),
        at("/regulations/{r}/results.csv", Anyone).get(regulation::results::csv),
        at("/regulations/{r}/articles/{eid}/trace", Anyone).get(regulation::trace::get),
    ]
}

/// Contact points, meetings, pages about the site.
fn places() -> Vec<Entry> {
    vec![
        at("/contact-points", Anyone).get(contact_point::list::get),
        at("/contact-points/{p}", Anyone).get(contact_point::show::get),
        at("/contact-points/{p}/poster/{r}", Anyone).get(contact_point::poster::get),
        at("/paper/{r}", Anyone).get(contact_point::paper::get),
        at("/meetings", Anyone).get(meeting::list::get),
        at("/meetings.ics", Anyone).get(meeting::calendar::all),
        // Before the page itself, whose pattern would take the suffix for a part of the slug.
        at("/meetings/{slug}.ics", Anyone).get(meeting::calendar::get),
        at("/meetings/{slug}", Anyone).get(meeting::show::get),
        at("/help", Anyone).get(site::guide::help),
        at("/about", Anyone).get(site::guide::about),
        at("/accessibility", Anyone).get(site::guide::accessibility),
        at("/privacy", Anyone).get(site::guide::privacy),
        at("/open-data", Anyone).get(site::guide::open_data),
        at("/contact", Anyone).get(site::guide::contact),
        at("/sitemap", Anyone).get(site::sitemap::get),
        at("/sitemap.xml", Anyone).get(site::sitemap::xml),
        at("/opensearch.xml", Anyone).get(site::open_search::get),
    ]
}

/// Search for everybody.
fn search_pages() -> Vec<Entry> {
    vec![
        at("/search.atom", Anyone).get(search::feed::get),
        at("/search.csv", Anyone).get(search::export::csv),
        at("/search.xlsx", Anyone).get(search::export::xlsx),
        at("/search.jsonl", Anyone).get(search::export::jsonl),
        at("/search", Anyone).get(search::page::get),
        at("/search/completion", Anyone).get(search::completion::get),
        at("/review/search.csv", READERS).get(search::export::csv),
        at("/review/search.xlsx", READERS).get(search::export::xlsx),
        at("/review/search.jsonl", READERS).get(search::export::jsonl),
        at("/review/search", READERS).get(search::page::for_staff),
        at("/searches/{token}.atom", Anyone).get(search::feed::of_saved),
        at("/account/searches", Staff).get(search::saved::get).post(search::saved::post),
        at("/account/searches/{id}/seen", Staff).post(search::saved::seen),
        at("/account/searches/{id}/remove", Staff).post(search::saved::remove),
    ]
}

/// Statistics.
fn figures() -> Vec<Entry> {
    vec![
        at("/stats", Anyone).get(statistics::page::get),
        at("/stats.csv", Anyone).get(statistics::page::csv),
        at("/stats.json", Anyone).get(statistics::page::json),
    ]
}

/// The API and its description.
fn program() -> Vec<Entry> {
    vec![
        at("/api", Anyone).get(api::document::get),
        at("/openapi.json", Anyone).get(api::document::json),
        at("/api/v1/stats", Anyone).get(api::stats::get),
        at("/api/v1/regulations", Anyone).get(api::regulations::list),
        at("/api/v1/regulations/{r}", Anyone).get(api::regulations::get),
        at("/api/v1/regulations/{r}/drafts/{n}", Anyone).get(api::drafts::get),
        at("/api/v1/regulations/{r}/drafts/{n}/comments", Anyone).post(api::comments::post),
        at("/api/v1/regulations/{r}/suggestions", Anyone).get(api::suggestions::list),
        at("/api/v1/search", Anyone).get(api::search::get),
        at("/api/v1/receipts/{code}", Anyone).get(api::receipts::get),
    ]
}

fn machine() -> Vec<Entry> {
    vec![
        at("/healthz", Anyone).get(site::health::live),
        at("/readyz", Anyone).get(site::health::ready),
        at("/robots.txt", Anyone).get(site::health::robots),
        at("/.well-known/security.txt", Anyone).get(site::health::security),
        at("/assets/{name}", Anyone).get(assets::get),
        at("/favicon.ico", Anyone).get(assets::favicon),
    ]
}

fn staff() -> Vec<Entry> {
    vec![at("/sign-in", Anyone).get(account::sign_in::get).post(account::sign_in::post), at("/sign-out", Staff).post(account::sign_in::out)]
}

/// The clerk's desk.
fn desk_pages() -> Vec<Entry> {
    vec![
        at("/desk", CLERK).get(desk::home::get),
        at("/desk/inbox", CLERK).get(desk::inbox::get).post(desk::inbox::post),
        at("/desk/inbox/out-of-scope", CLERK).get(desk::out_of_scope::get).post(desk::out_of_scope::post),
        at("/desk/comments/new", CLERK).get(desk::intake::get).post(desk::intake::post),
        at("/desk/comments/{id}", CLERK).get(desk::comment::get).post(desk::comment::post),
        at("/desk/comments/{id}/slip", CLERK).get(desk::slip::get),
        at("/desk/comments/{id}/photos/{position}", CLERK).get(comment::photo::for_clerk),
        at("/desk/anchors", CLERK).get(desk::anchors::get).post(desk::anchors::post),
        at("/desk/suggestions", CLERK).get(desk::suggestion::list::get),
        at("/desk/suggestions/new", CLERK).get(desk::suggestion::new::get).post(desk::suggestion::new::post),
        at("/desk/suggestions/{id}", CLERK).get(desk::suggestion::show::get).post(desk::suggestion::show::post),
        at("/desk/suggestions/{id}/check", CLERK).post(desk::suggestion::show::check),
        at("/desk/suggestions/{id}/split", CLERK).post(desk::suggestion::show::split),
        at("/desk/suggestions/{id}/merge", CLERK).post(desk::suggestion::show::merge),
        at("/desk/submissions", CLERK).get(desk::submission::list::get),
        at("/desk/submissions/new", CLERK).get(desk::submission::new::get).post(desk::submission::new::post),
        at("/desk/submissions/{id}.csv", CLERK).get(desk::submission::table::get),
        at("/desk/submissions/{id}", CLERK).get(desk::submission::show::get),
        at("/desk/submissions/{id}/send", CLERK).post(desk::submission::show::send),
    ]
}

/// The legislator's and the reviewer's workbench.
fn review_pages() -> Vec<Entry> {
    vec![
        at("/review", READERS).get(review::dashboard::get),
        at("/review/regulations/new", REVIEWER).get(review::import::get).post(review::import::post),
        at("/review/regulations/{r}/drafts/new", REVIEWER).get(review::import::get_next).post(review::import::post_next),
        at("/review/regulations/{r}/compare", READERS).get(review::compare::get),
        at("/review/regulations/{r}/decisions", REVIEWER).get(review::bulk::get).post(review::bulk::post),
        at("/review/suggestions/{s}", READERS).get(review::suggestion::get),
        at("/review/suggestions/{s}/decision", REVIEWER).post(review::suggestion::decide),
        at("/review/submissions", READERS).get(review::submissions::get),
        at("/review/submissions/{b}", READERS).get(review::submissions::show),
        at("/review/submissions/{b}/return", REVIEWER).post(review::submissions::send_back),
        at("/review/submissions/{b}/study", REVIEWER).post(review::submissions::study),
        at("/review/releases/{r}", REVIEWER).get(review::release::get).post(review::release::post),
    ]
}

/// Accounts and audit.
fn admin_pages() -> Vec<Entry> {
    vec![
        at("/account/password", Staff).get(account::password::get).post(account::password::post),
        at("/admin/accounts", ADMIN).get(account::admin::get).post(account::admin::post),
        at("/admin/accounts/{id}/disable", ADMIN).post(account::admin::disable),
        at("/admin/accounts/{id}/enable", ADMIN).post(account::admin::enable),
        at("/admin/accounts/{id}/reset", ADMIN).post(account::admin::reset),
        at("/admin/synonyms", ADMIN).get(search::synonyms::get).post(search::synonyms::post),
        at("/admin/audit", ADMIN).get(account::audit::get),
        at("/admin/contact-points", ADMIN).get(contact_point::admin::get).post(contact_point::admin::post),
        at("/admin/contact-points/{p}/close", ADMIN).post(contact_point::admin::close),
        at("/admin/contact-points/{p}/reopen", ADMIN).post(contact_point::admin::reopen),
    ]
}

/// What the staff menu shows an account: path and label.
pub fn menu(account: &Account, t: &'static Phrases) -> Vec<(&'static str, &'static str)> {
    match account.role {
        Role::Clerk => vec![
            ("/desk/comments/new", t.desk.intake),
            ("/desk", t.desk.today),
            ("/desk/inbox", t.desk.inbox),
            ("/desk/suggestions", t.desk.suggestions),
            ("/desk/submissions", t.desk.submissions),
            ("/search", t.site.search),
        ],
        Role::Legislator => vec![("/review", t.review.title), ("/review/search", t.site.search)],
        Role::Reviewer => vec![
            ("/review", t.review.title),
            ("/review/submissions", t.review.submissions),
            ("/review/regulations/new", t.review.new_regulation),
            ("/review/search", t.site.search),
        ],
        Role::Admin => {
            vec![
                ("/admin/accounts", t.account.accounts),
                ("/admin/contact-points", t.site.points),
                ("/admin/synonyms", t.search.synonyms),
                ("/admin/audit", t.account.audit),
            ]
        }
    }
}

/// Registers the table below `base`.
pub fn configure(config: &mut web::ServiceConfig, base: &str) {
    if base.is_empty() {
        register(config);
    } else {
        config.service(web::scope(base).configure(register));
    }
}

/// Registers the table, the paths that begin alike in one scope: a request is held against the patterns of its scope only.
fn register(config: &mut web::ServiceConfig) {
    let mut groups: Vec<(&'static str, Vec<Entry>)> = Vec::new();
    for entry in table() {
        let first = first_segment(entry.path);
        match groups.iter_mut().find(|(known, _)| *known == first) {
            Some((_, group)) => group.push(entry),
            None => groups.push((first, vec![entry])),
        }
    }
    for (first, group) in groups {
        if first.is_empty() {
            for entry in group {
                config.service(resource(entry.path, entry));
            }
        } else {
            let below = |entry: &Entry| entry.path.strip_prefix(first).unwrap_or_default();
            config.service(group.into_iter().fold(web::scope(first), |scope, entry| scope.service(resource(below(&entry), entry))));
        }
    }
}

/// `/desk` of `/desk/inbox`, `/stats.csv` of itself; empty for `/` and where the first segment is a pattern.
fn first_segment(path: &'static str) -> &'static str {
    let end = path.get(1..).and_then(|rest| rest.find('/')).map_or(path.len(), |at| at + 1);
    path.get(..end).filter(|first| first.len() > 1 && !first.contains('{')).unwrap_or_default()
}

fn resource(path: &str, entry: Entry) -> impl HttpServiceFactory + use<> {
    let access = entry.access;
    let mut resource = web::resource(path);
    if let Some((get, head)) = entry.get {
        resource = resource.route(get).route(head);
    }
    if let Some(post) = entry.post {
        resource = resource.route(post);
    }
    resource.wrap(from_fn(move |req, next| serve::guard(access, req, next)))
}
