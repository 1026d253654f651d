//! A person with a browser: keeps cookies, fills in the forms of the page looked at, follows links.

use std::sync::Arc;

use reqwest::blocking::{Client, Response, multipart};
use reqwest::cookie::{CookieStore, Jar};
use reqwest::redirect::Policy;
use scraper::{ElementRef, Html, Selector};

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub location: Option<String>,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
    /// Path of the page, for forms without an action.
    pub path: String,
}

impl Reply {
    fn of(response: Response) -> Self {
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (status, location, path) = (response.status().as_u16(), header("location"), response.url().path().to_owned());
        let headers = response.headers().clone();
        Self { status, location, headers, body: response.text().unwrap_or_default(), path }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered {}: {}", self.path, self.status, self.text());
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        // Marks and line ends inside a sentence do not change what it says.
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert!(squeezed(&self.text()).contains(&squeezed(words)), "{} does not say “{words}”: {}", self.path, self.text());
        self
    }

    #[track_caller]
    pub fn never_says(self, words: &str) -> Self {
        assert!(!self.body.contains(words), "{} says “{words}”", self.path);
        self
    }

    /// What a person reads: the text of the body, white space folded, with what stands in form fields.
    pub fn text(&self) -> String {
        let html = Html::parse_document(&self.body);
        let words = html.root_element().text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        if words.is_empty() { self.body.clone() } else { words }
    }

    /// Texts of the elements a CSS selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).map(|e| e.text().collect::<String>().trim().to_owned()).collect()
    }

    /// An attribute of the elements a CSS selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).filter_map(|e| e.value().attr(name).map(str::to_owned)).collect()
    }

    /// The fields of the form whose action ends with `action`, as a browser would send them.
    #[track_caller]
    pub fn form(&self, action: &str) -> (String, Vec<(String, String)>) {
        let html = Html::parse_document(&self.body);
        let forms = html.select(&Selector::parse("form").unwrap()).collect::<Vec<_>>();
        let form = forms
            .iter()
            .find(|f| f.value().attr("action").is_some_and(|a| a.ends_with(action)))
            .unwrap_or_else(|| panic!("{} has no form to {action}: {}", self.path, self.text()));
        let controls = Selector::parse("input, textarea, select").unwrap();
        let fields = form.select(&controls).filter_map(field).collect();
        (form.value().attr("action").unwrap_or(&self.path).to_owned(), fields)
    }
}

fn field(control: ElementRef<'_>) -> Option<(String, String)> {
    let (element, name) = (control.value(), control.value().attr("name")?.to_owned());
    let value = match element.name() {
        "textarea" => control.text().collect::<String>().trim_start_matches('\n').to_owned(),
        "select" => {
            let options = control.select(&Selector::parse("option").unwrap()).collect::<Vec<_>>();
            let chosen = options.iter().find(|o| o.value().attr("selected").is_some()).or(options.first())?;
            chosen.value().attr("value").unwrap_or_default().to_owned()
        }
        _ => match element.attr("type") {
            Some("checkbox" | "radio") if element.attr("checked").is_none() => return None,
            Some("file" | "submit") => return None,
            _ => element.attr("value").unwrap_or_default().to_owned(),
        },
    };
    Some((name, value))
}

/// Somebody with a browser.
#[derive(Clone)]
pub struct Person {
    client: Client,
    jar: Arc<Jar>,
    origin: String,
    base: String,
}

impl Person {
    pub fn new(url: &str) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().cookie_provider(Arc::clone(&jar)).redirect(Policy::none()).build().unwrap();
        let parsed = url::Url::parse(url).unwrap();
        let origin = parsed.origin().ascii_serialization();
        Self { client, jar, origin, base: url.to_owned() }
    }

    /// The browser itself, for unusual requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The address of a path below the base.
    pub fn address(&self, path: &str) -> String {
        if path.starts_with("http") {
            path.to_owned()
        } else if path.starts_with('/') && self.base != self.origin && path.starts_with(self.base.trim_start_matches(&self.origin)) {
            format!("{}{path}", self.origin)
        } else {
            format!("{}{path}", self.base)
        }
    }

    /// The cookies this browser would send.
    pub fn cookies(&self) -> String {
        let url = self.base.parse().unwrap();
        self.jar.cookies(&url).and_then(|c| c.to_str().ok().map(str::to_owned)).unwrap_or_default()
    }

    /// Opens a page without following redirects.
    pub fn get(&self, path: &str) -> Reply {
        Reply::of(self.client.get(self.address(path)).send().unwrap())
    }

    /// What comes back for an address, as bytes: for files.
    pub fn bytes(&self, path: &str) -> Response {
        self.client.get(self.address(path)).send().unwrap()
    }

    /// Opens a page and expects it to be there.
    #[track_caller]
    pub fn open(&self, path: &str) -> Reply {
        let mut reply = self.get(path);
        while let Some(to) = reply.location.clone().filter(|_| (300..400).contains(&reply.status)) {
            reply = self.get(&to);
        }
        reply.expect(200)
    }

    /// Posts exactly these fields.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        Reply::of(self.client.post(self.address(path)).form(fields).send().unwrap())
    }

    /// Fills in the form of a page whose action ends with `action`, and sends it. Given fields replace those of the form; a name given
    /// several times is sent several times.
    #[track_caller]
    pub fn fill(&self, page: &Reply, action: &str, given: &[(&str, &str)]) -> Reply {
        let (to, mut fields) = page.form(action);
        fields.retain(|(name, _)| !given.iter().any(|(g, _)| g == name));
        fields.extend(given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let request = self.client.post(self.address(&to));
        Reply::of(request.form(&fields).send().unwrap())
    }

    /// The same, expecting to be led on, and opening the page it leads to.
    #[track_caller]
    pub fn submit(&self, page: &Reply, action: &str, given: &[(&str, &str)]) -> Reply {
        let reply = self.fill(page, action, given).expect(303);
        self.open(&reply.location.unwrap())
    }

    /// Sends a form with files: field, file name, bytes.
    #[track_caller]
    pub fn upload(&self, page: &Reply, action: &str, given: &[(&str, &str)], files: &[(&str, &str, Vec<u8>)]) -> Reply {
        let (to, mut fields) = page.form(action);
        fields.retain(|(name, _)| !given.iter().any(|(g, _)| g == name));
        fields.extend(given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let mut form = multipart::Form::new();
        for (name, value) in fields {
            form = form.text(name, value);
        }
        for (name, file, bytes) in files {
            form = form.part((*name).to_owned(), multipart::Part::bytes(bytes.clone()).file_name((*file).to_owned()));
        }
        Reply::of(self.client.post(self.address(&to)).multipart(form).send().unwrap())
    }

    /// Signs in as an account made by the builders.
    #[track_caller]
    pub fn sign_in(self, login: &str) -> Self {
        let page = self.open("/sign-in");
        self.fill(&page, "/sign-in", &[("login", login), ("password", super::PASSWORD)]).expect(303);
        self
    }

    /// Makes a comment on an article (`""`: the whole draft) through the form and gives the receipt's code.
    #[track_caller]
    pub fn comment(&self, regulation: &str, article: &str, stance: &str, text: &str) -> String {
        let form = self.open(&format!("/regulations/{regulation}/comments/new?art={article}"));
        let check = self.submit(&form, "/comments/check", &[("stance", stance), ("text", text)]);
        let receipt = self.submit(&check, check.path.clone().as_str(), &[]);
        receipt.all("#receipt-code").pop().expect("a receipt shows its code")
    }
}
