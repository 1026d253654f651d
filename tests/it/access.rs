//! Who may open what: the whole route table, for every role.

use caiyan::account::Role;
use caiyan::routes;

use crate::support::{Backend, TestApp, story};

/// A path with every place filled by something that does not exist.
fn filled(path: &str) -> String {
    let mut out = String::new();
    for part in path.split('/').skip(1) {
        out.push('/');
        out.push_str(if part.starts_with('{') {
            if part.contains("id") || part == "{n}" || part == "{s}" || part == "{b}" { "999999" } else { "nothing" }
        } else {
            part
        });
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

#[test]
fn every_route_lets_in_exactly_the_roles_of_the_table() {
    let app = TestApp::start(Backend::Sqlite);
    let point = app.contact_point("here");
    app.account("clerk", Role::Clerk, Some(point));
    app.account("legislator", Role::Legislator, None);
    app.account("reviewer", Role::Reviewer, None);
    app.account("admin", Role::Admin, None);
    let people = [
        (None, app.person()),
        (Some(Role::Clerk), app.person().sign_in("clerk")),
        (Some(Role::Legislator), app.person().sign_in("legislator")),
        (Some(Role::Reviewer), app.person().sign_in("reviewer")),
        (Some(Role::Admin), app.person().sign_in("admin")),
    ];
    for entry in routes::table() {
        let path = filled(entry.path);
        for (role, person) in &people {
            let allowed = entry.access.allows(*role);
            for method in entry.methods() {
                let reply = if method == "GET" { person.get(&path) } else { person.post(&path, &[("csrf", "0"), ("form_key", "0")]) };
                let what = format!("{method} {} as {role:?} answered {}", entry.path, reply.status);
                assert!(reply.status < 500, "{what}");
                let to_sign_in = reply.status == 303 && reply.location.as_deref().is_some_and(|l| l.starts_with("/sign-in"));
                let turned_away = to_sign_in || (reply.status == 401) || (reply.status == 403 && !reply.body.contains("表单已经过期"));
                assert_eq!(turned_away, !allowed, "{what}");
                if role.is_some() && !allowed {
                    assert_eq!(reply.status, 403, "{what}");
                }
            }
        }
    }
}

#[test]
fn every_form_is_refused_without_its_token() {
    let app = TestApp::start(Backend::Sqlite);
    let consulted = app.consultation("2026-07");
    let citizen = app.person();
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_1");
    let given = [("stance", "ask"), ("text", "令牌不对，内容不能丢。"), ("csrf", "0000")];
    citizen.fill(&form, "/comments/check", &given).expect(403).says("表单已经过期").says("令牌不对，内容不能丢");
    // Another browser's token does not fit either, and neither does a foreign site.
    let stranger = app.person();
    stranger.open("/track");
    stranger.fill(&form, "/comments/check", &[("stance", "ask"), ("text", "别人的令牌")]).expect(403);
    let (to, fields) = form.form("/comments/check");
    let foreign = citizen.client().post(citizen.address(&to)).header("origin", "https://evil.example").form(&fields).send().unwrap();
    assert_eq!(foreign.status(), 403);
    let cross = citizen.client().post(citizen.address(&to)).header("sec-fetch-site", "cross-site").form(&fields).send().unwrap();
    assert_eq!(cross.status(), 403);
    assert!(consulted.draft_id > 0);
}

story!(staff_sign_in_and_out, |app| {
    let point = app.contact_point("here");
    app.account("clerk", Role::Clerk, Some(point));
    let clerk = app.person();
    let page = clerk.open("/sign-in");
    clerk.fill(&page, "/sign-in", &[("login", "clerk"), ("password", "wrong")]).expect(422).says("用户名或者密码不对");
    clerk.fill(&page, "/sign-in", &[("login", "nobody"), ("password", "wrong")]).expect(422).says("用户名或者密码不对");
    let clerk = clerk.sign_in("clerk");
    let before = clerk.cookies();
    let inside = clerk.open("/regulations").says("clerk同志");
    clerk.fill(&inside, "/sign-out", &[]).expect(303);
    clerk.open("/regulations").never_says("clerk同志");
    // The old cookie opens nothing any more.
    let thief = app.person();
    let stolen = thief.client().get(thief.address("/regulations")).header("cookie", before).send().unwrap().text().unwrap();
    assert!(!stolen.contains("clerk同志"));
});

story!(a_session_ends_after_half_an_hour_without_a_request, |app| {
    let point = app.contact_point("here");
    app.account("clerk", Role::Clerk, Some(point));
    let clerk = app.person().sign_in("clerk");
    for _ in 0..3 {
        app.advance(chrono::TimeDelta::minutes(20));
        clerk.open("/regulations").says("clerk同志");
    }
    app.advance(chrono::TimeDelta::minutes(31));
    clerk.open("/regulations").never_says("clerk同志");
});

#[test]
fn sign_in_slows_down_guessing() {
    let app = TestApp::start(Backend::Sqlite);
    let thief = app.person();
    let page = thief.open("/sign-in");
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(thief.fill(&page, "/sign-in", &[("login", "admin"), ("password", "guess")]).status);
    }
    assert_eq!(statuses.iter().filter(|s| **s == 422).count(), 5, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
}

/// The route table as people read it.
fn published_matrix() -> String {
    use caiyan::serve::Access;
    let mut out = String::from(
        "# Who may open what\nMade from `src/routes.rs`; a test holds this page against it. Others' objects are 404, whoever asks.\n\n| path | methods | who |\n|---|---|---|\n",
    );
    for entry in routes::table() {
        let who = match entry.access {
            Access::Anyone => "everybody".to_owned(),
            Access::Staff => "any account".to_owned(),
            Access::Roles(roles) => roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", "),
        };
        out.push_str(&format!("| `{}` | {} | {who} |\n", entry.path, entry.methods().join(", ")));
    }
    out
}

#[test]
fn the_published_matrix_is_the_route_table() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ACCESS.md");
    let expected = published_matrix();
    let found = std::fs::read_to_string(file).unwrap_or_default();
    if found != expected {
        let beside = std::env::temp_dir().join("ACCESS.md");
        std::fs::write(&beside, &expected).unwrap();
        panic!("docs/ACCESS.md differs from the route table; what it should be is in {}", beside.display());
    }
}
