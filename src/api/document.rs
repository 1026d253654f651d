//! The description of the API, made from the code: `GET /openapi.json` (OpenAPI 3.1) and `GET /api`, the same for people.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::{Map, Value};
use utoipa::OpenApi;
use utoipa::openapi::ServerBuilder;

use super::{Problem, comments, drafts, receipts, regulations, search, stats, suggestions};
use crate::error::Error;
use crate::html::{Page, filters};
use crate::pages::{self, About};
use crate::phrases::Phrases;

/// Every operation there is.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "采言 Caiyan",
        version = "1",
        description = "Draft regulations, what people say about them at China's grassroots legislative contact points, and what became of it. \
            Holds no personal data. Lists go from cursor to cursor (`links.next`) without an upper bound."
    ),
    paths(
        stats::get,
        regulations::list,
        regulations::get,
        drafts::get,
        suggestions::list,
        search::get,
        comments::post,
        receipts::get,
    ),
    components(schemas(Problem)),
    tags((name = "caiyan", description = "Everything"))
)]
struct Document;

/// The document of an installation at `url`.
pub fn document(url: &str) -> Result<Value, Error> {
    let mut document = Document::openapi();
    document.servers = Some(vec![ServerBuilder::new().url(url).build()]);
    serde_json::to_value(document).map_err(|e| Error::Internal(e.to_string()))
}

/// `GET /openapi.json`
pub async fn json(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let body = document(&page.app.config.public_url())?.to_string();
    Ok(pages::data(&req, "application/json", body.into()))
}

/// One operation as the page shows it.
struct Operation {
    method: String,
    path: String,
    summary: String,
    description: String,
    /// Name, place, whether it is needed, description.
    parameters: Vec<(String, String, bool, String)>,
    /// Name, whether it is needed, description of the fields of the body.
    fields: Vec<(String, bool, String)>,
    /// Status and description.
    answers: Vec<(String, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "api/document.html")]
struct Shown {
    page: Page,
    operations: Vec<Operation>,
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn object<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The operations of a document, each path's in order of methods.
fn operations(document: &Value, t: &Phrases) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, methods) in object(document, "/paths") {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                summary: summary(&text(operation, "operationId"), t).map_or_else(|| text(operation, "summary"), str::to_owned),
                description: text(operation, "description"),
                parameters: list(operation, "parameters")
                    .map(|p| (text(p, "name"), text(p, "in"), p.get("required") == Some(&Value::Bool(true)), text(p, "description")))
                    .collect(),
                fields: fields(document, operation),
                answers: object(operation, "/responses").map(|(status, answer)| (status.clone(), text(answer, "description"))).collect(),
            });
        }
    }
    operations
}

/// The fields of the JSON body, if the operation takes one.
fn fields(document: &Value, operation: &Value) -> Vec<(String, bool, String)> {
    let reference = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    let Some(schema) = reference.and_then(|r| r.strip_prefix('#')).and_then(|pointer| document.pointer(pointer)) else { return Vec::new() };
    let needed: Vec<&str> = list(schema, "required").filter_map(Value::as_str).collect();
    object(schema, "/properties").map(|(name, field)| (name.clone(), needed.contains(&name.as_str()), text(field, "description"))).collect()
}

/// What an operation is called in the reader's language.
fn summary(operation_id: &str, t: &Phrases) -> Option<&'static str> {
    let s = &t.stats;
    match operation_id {
        "stats" => Some(s.api_op_stats),
        "regulations" => Some(s.api_op_regulations),
        "regulation" => Some(s.api_op_regulation),
        "draft" => Some(s.api_op_draft),
        "suggestions" => Some(s.api_op_suggestions),
        "comment" => Some(s.api_op_comment),
        "receipt" => Some(s.api_op_receipt),
        "search" => Some(s.api_op_search),
        _ => None,
    }
}

/// `GET /api`
pub async fn get(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let operations = operations(&document(&page.app.config.public_url())?, page.t);
    let shown = Shown { page, operations };
    pages::answer(&req, &shown.page, About::Site, stamp, &shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::ZH;
    use crate::routes;

    #[test]
    fn every_operation_of_the_route_table_is_described_and_the_reverse() {
        let described: Vec<String> =
            operations(&document("").unwrap_or_default(), &ZH).iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        let mut routed: Vec<String> = Vec::new();
        for entry in routes::table().into_iter().filter(|e| e.path.starts_with("/api/")) {
            routed.extend(entry.methods().iter().map(|method| format!("{method} {}", entry.path)));
        }
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list
        };
        assert_eq!(sorted(described), sorted(routed));
    }

    #[test]
    fn every_operation_has_a_name_in_chinese_and_says_what_it_takes() {
        let document = document("https://example.gov.cn/lflxd").unwrap_or_default();
        assert_eq!(document.pointer("/openapi").and_then(Value::as_str), Some("3.1.0"));
        assert_eq!(document.pointer("/servers/0/url").and_then(Value::as_str), Some("https://example.gov.cn/lflxd"));
        for operation in operations(&document, &ZH) {
            assert!(!operation.summary.is_ascii(), "{} has no Chinese name", operation.path);
            assert!(!operation.description.is_empty() && !operation.answers.is_empty(), "{}", operation.path);
            for place in operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(
                    operation.parameters.iter().any(|(name, at, needed, _)| name == place && at == "path" && *needed),
                    "{}",
                    operation.path
                );
            }
            assert_eq!(operation.method == "POST", !operation.fields.is_empty(), "{}", operation.path);
        }
    }
}
