//! Searching a small city: what is found, by whom, counted how.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::search::index::Writer;
use crate::search::schema::{Doc, Kind};
use crate::search::variant::Synonyms;

/// An index in a folder of its own, gone when the test ends.
struct City {
    dir: std::path::PathBuf,
    index: Index,
}

impl City {
    fn new(name: &str, docs: &[Doc]) -> City {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("caiyan-find-{name}-{}-{count}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        let index = Index::open(&dir).unwrap().index;
        let mut writer: Writer = index.rebuild(1).unwrap();
        for doc in docs {
            writer.add(doc).unwrap();
        }
        writer.publish(1).unwrap();
        City { dir, index }
    }

    fn find(&self, typed: &str, tags: &[&str], filters: &Filters) -> Found {
        let readers: Vec<String> = tags.iter().map(|t| (*t).to_owned()).collect();
        let ask = Ask::parse(typed, Synonyms::built_in());
        let request =
            Request { filters, readers: &readers, sort: Sort::Relevance, offset: 0, limit: 50, facets: &Facet::ALL, breadth: None };
        self.index.find(&ask, &request).unwrap()
    }

    fn ids(&self, typed: &str) -> Vec<i64> {
        let mut ids: Vec<i64> = self.find(typed, &["public"], &Filters::default()).hits.iter().map(|h| h.id).collect();
        ids.sort_unstable();
        ids
    }
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn comment(id: i64, text: &str) -> Doc {
    Doc { text: text.into(), readers: vec!["public".into()], created: 1_760_000_000 + id, ..Doc::new(Kind::Comment, id) }
}

fn streets() -> City {
    City::new(
        "streets",
        &[
            comment(1, "小区里的电动自行车总停在楼道，建议集中充电。"),
            comment(2, "我家樓下的電動自行車充電樁太少，隻要多裝幾個就好👍"),
            comment(3, "第十二条说的停车收费，应当先公示再收费。"),
            comment(4, "第12条写得太笼统。𠮷祥里门口的路灯也坏了"),
            Doc { article: "art_12__para_1".into(), ..comment(5, "这一条要写清楚由谁负责。") },
            comment(6, "夜里广场上的噪音很大，停车倒是不收费"),
            Doc { wording: "三十日内答复".into(), reason: "现在等得太久".into(), ..comment(7, "期限太长") },
        ],
    )
}

#[test]
fn any_part_of_a_text_finds_it_in_either_script() {
    let city = streets();
    for (typed, ids) in [
        ("电动自行车", vec![1, 2]),
        ("電動自行車", vec![1, 2]),
        ("动自行", vec![1, 2]),
        ("只要多装", vec![2]),
        ("👍", vec![2]),
        ("𠮷", vec![4]),
        ("停车 收费", vec![3, 6]),
        ("\"停车收费\"", vec![3]),
        ("停车 -噪音", vec![3]),
        ("停车 -写得太笼统 -不收费", vec![3]),
        ("夜", vec![6]),
        ("坏了", vec![4]),
        ("长", vec![7]),
        ("噪音 OR 路灯", vec![4, 6]),
        ("電瓶車", vec![1, 2]),
        ("30日", vec![7]),
        ("等得太久 答复", vec![7]),
        ("-停车", vec![1, 2, 4, 5, 7]),
        ("“车，”", vec![]),
        ("“道，建”", vec![1]),
        ("“道；建议集中”", vec![1]),
        ("“道，集”", vec![]),
        ("“太笼统。𠮷祥里”", vec![4]),
        ("“第12条 写”", vec![]),
    ] {
        assert_eq!(city.ids(typed), ids, "{typed}");
    }
}

#[test]
fn an_article_is_found_by_its_number_in_any_writing_and_by_its_place() {
    let city = streets();
    for typed in ["第12条", "第十二条", "第十二條"] {
        assert_eq!(city.ids(typed), [3, 4, 5], "{typed}");
    }
    assert_eq!(city.ids("条:12"), [5]);
    assert_eq!(city.ids("“第12条”"), [4]);
}

#[test]
fn what_nothing_contains_is_looked_for_more_widely_and_said_so() {
    let city = streets();
    let found = city.find("楼道充电", &["public"], &Filters::default());
    assert_eq!((found.breadth, found.total), (Breadth::Words, 1));
    let found = city.find("停车收费", &["public"], &Filters::default());
    assert_eq!((found.breadth, found.total, found.wider), (Breadth::Exact, 1, Some((Breadth::Words, 2))));
    let found = city.find("“楼道充电”", &["public"], &Filters::default());
    assert_eq!((found.breadth, found.total, found.wider), (Breadth::Exact, 0, None));
}

#[test]
fn a_lay_question_finds_the_article_that_answers_it() {
    let city = articles();
    for (question, id) in [
        ("老板拖了三个月的工资一直不发，我该怎么办？", 1),
        ("房東不肯退押金怎麼辦", 2),
        ("手机在地铁上被人偷了，能追究他吗？", 3),
        ("邻居家的狗“又一次”咬伤了过路的人，谁来负责", 4),
    ] {
        let found = city.find(question, &["public"], &Filters::default());
        assert_eq!((found.breadth, found.hits.first().map(|hit| hit.id)), (Breadth::Some, Some(id)), "{question}");
        assert!(found.hits.is_sorted_by(|a, b| a.score >= b.score));
    }
    let ask = Ask::parse("手机在地铁上被人偷了，能追究他吗？", Synonyms::built_in());
    assert!(ask.needles(Breadth::Some).contains(&"盗窃".to_owned()) && !ask.needles(Breadth::Words).contains(&"盗窃".to_owned()));
}

fn articles() -> City {
    City::new(
        "articles",
        &[
            comment(1, "用人单位应当按月足额支付劳动报酬。"),
            comment(2, "租赁期限届满，出租人应当返还保证金。"),
            comment(3, "盗窃公私财物的，依法给予处罚。"),
            comment(4, "饲养的动物造成他人损害的，饲养人应当承担侵权责任。"),
            comment(5, "公园在夜间关闭，具体时间由管理单位公布。"),
        ],
    )
}

#[test]
fn what_people_say_of_an_article_leads_to_it() {
    let article = |id, regulation: &str, text: &str| Doc {
        regulation: regulation.into(),
        article: format!("art_{id}"),
        text: text.into(),
        readers: vec!["public".into()],
        ..Doc::new(Kind::Article, id)
    };
    let on = |id, article: &str, text: &str| Doc { regulation: "pets".into(), article: article.into(), ..comment(id, text) };
    let docs = [
        article(1, "pets", "携犬出户应当束犬链，由成年人牵领。"),
        article(2, "pets", "公园由成年人管理。"),
        on(10, "art_2__para_1", "登记的时间太短"),
        on(11, "art_1", "公园里遛狗不牵绳，吓到孩子，由成年人牵才行"),
    ];
    let question = "公园里遛狗不牵绳，可以由成年人投诉吗？";
    let articles = |docs: &[Doc]| -> Vec<i64> {
        let hits = City::new("vouch", docs).find(question, &["public"], &Filters::default()).hits;
        hits.iter().filter(|hit| hit.kind == Kind::Article).map(|hit| hit.id).collect()
    };
    let alone = docs.first_chunk::<2>().unwrap();
    assert_eq!(articles(alone), [2, 1], "alone, the shorter text is closer");
    assert_eq!(articles(&docs), [1, 2], "a comment on an article vouches for it");
    let cites = vec!["pets/art_1".to_owned()];
    let named = Doc { cites, ..article(3, "parks", "公园里遛狗不牵绳的，依照养犬条例处理。") };
    assert_eq!(articles(&[alone.as_slice(), &[named]].concat()), [3, 1, 2], "so does an article of another law that names it");
}

#[test]
fn a_question_keeps_to_what_else_was_asked() {
    let city = articles();
    let question = "饲养人应当怎样返还保证金给用人单位？";
    let ids = |typed: &str, tags: &[&str], filters: &Filters| {
        let mut ids: Vec<i64> = city.find(typed, tags, filters).hits.iter().map(|hit| hit.id).collect();
        ids.sort_unstable();
        ids
    };
    let all = Filters::default();
    assert_eq!(ids(question, &["public"], &all), [1, 2, 4, 5]);
    assert_eq!(ids(&format!("{question} -劳动报酬"), &["public"], &all), [2, 4, 5]);
    assert_eq!(ids(&format!("{question} “保证金”"), &["public"], &all), [2]);
    assert_eq!(ids(question, &["public"], &Filters { from: Some(1_760_000_002), ..Filters::default() }), [2, 4, 5]);
    assert!(ids(question, &["staff"], &all).is_empty() && ids(question, &[], &all).is_empty());
    assert!(ids("谁把奶茶喝掉了呢？", &["public"], &all).is_empty(), "no word of it stands anywhere");
    assert!(ids("“奶茶” OR 谁把咖啡全都喝掉了呢？", &["public"], &all).is_empty());
}

#[test]
fn a_question_counts_facets_like_any_search() {
    let docs: Vec<Doc> = (0..300)
        .map(|n| Doc { channel: if n % 3 == 0 { "visit".into() } else { "web".into() }, ..comment(n, "路灯太暗，晚上看不清") })
        .collect();
    let city = City::new("question", &docs);
    let mut filters = Filters::default();
    filters.chosen.insert(Facet::Channel, vec!["visit".into()]);
    let found = city.find("路灯什么时候才能修好？", &["public"], &filters);
    assert_eq!((found.breadth, found.total), (Breadth::Some, 100));
    assert_eq!(found_values(&found, Facet::Channel), [("web".into(), 200), ("visit".into(), 100)]);
}

#[test]
fn words_to_be_found_are_no_question() {
    let city = streets();
    for typed in ["电动自形车 充电", "楼道充电", "停车收费 公示 路灯 噪音 期限"] {
        assert!(!closest::is_question(&Ask::parse(typed, Synonyms::built_in())), "{typed}");
    }
    assert_eq!(city.find("停车收费 公示 路灯 噪音 期限", &["public"], &Filters::default()).breadth, Breadth::Some);
}

#[test]
fn nobody_finds_or_counts_what_is_for_others() {
    let secret = Doc { readers: vec!["staff".into(), "point:north".into()], district: "北区".into(), ..comment(2, "路灯不亮") };
    let city = City::new("readers", &[Doc { district: "南区".into(), ..comment(1, "路灯太暗") }, secret]);
    let all = Filters::default();
    for (tags, total) in [(vec!["public"], 1), (vec!["public", "point:south"], 1), (vec!["public", "point:north"], 2), (vec![], 0)] {
        let found = city.find("路灯", &tags, &all);
        assert_eq!(found.total, total, "{tags:?}");
        assert_eq!(found.facets.values().flatten().map(|(_, n)| n).max().copied().unwrap_or(0), total);
        assert_eq!(city.find("", &tags, &all).total, total);
    }
    let hidden = found_values(&city.find("", &["public"], &all), Facet::District);
    assert_eq!(hidden, [("南区".to_owned(), 1)]);
}

fn found_values(found: &Found, facet: Facet) -> Vec<(String, u64)> {
    found.facets.get(&facet).cloned().unwrap()
}

#[test]
fn a_choice_narrows_the_hits_and_the_other_counts_but_not_its_own() {
    let docs: Vec<Doc> = (0..600)
        .map(|n| Doc {
            channel: if n % 3 == 0 { "visit".into() } else { "web".into() },
            district: format!("d{}", n % 4),
            ..comment(n, "路灯太暗")
        })
        .collect();
    let city = City::new("choice", &docs);
    let mut filters = Filters::default();
    filters.chosen.insert(Facet::Channel, vec!["visit".into(), "nowhere".into()]);
    let found = city.find("路灯", &["public"], &filters);
    assert_eq!((found.total, found.hits.len()), (200, 50));
    assert_eq!(found_values(&found, Facet::Channel), [("web".into(), 400), ("visit".into(), 200), ("nowhere".into(), 0)]);
    assert_eq!(found_values(&found, Facet::District), [("d0".into(), 50), ("d1".into(), 50), ("d2".into(), 50), ("d3".into(), 50)]);
    filters.chosen.insert(Facet::District, vec!["d1".into(), "d2".into()]);
    filters.from = Some(1_760_000_000 + 100);
    filters.to = Some(1_760_000_000 + 200);
    let found = city.find("路灯", &["public"], &filters);
    let expected = (100..200).filter(|n| n % 3 == 0 && matches!(n % 4, 1 | 2)).count() as u64;
    assert_eq!(found.total, expected);
}

#[test]
fn pages_follow_each_other_without_gap_or_double() {
    let docs: Vec<Doc> = (0..230).map(|n| comment(n, "路灯太暗")).collect();
    let city = City::new("pages", &docs);
    let readers = ["public".to_owned()];
    let ask = Ask::parse("路灯", Synonyms::built_in());
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        let mut seen = Vec::new();
        for page in 0..5 {
            let request =
                Request { filters: &Filters::default(), readers: &readers, sort, offset: page * 50, limit: 50, facets: &[], breadth: None };
            seen.extend(city.index.find(&ask, &request).unwrap().hits.iter().map(|h| h.id));
        }
        let expected: Vec<i64> = if sort == Sort::Oldest { (0..230).collect() } else { (0..230).rev().collect() };
        assert_eq!(seen, expected, "{sort:?}");
    }
}

#[test]
fn a_mistyped_word_and_a_beginning_lead_on() {
    let city = streets();
    let readers = ["public".to_owned()];
    let ask = Ask::parse("電動自形車", Synonyms::built_in());
    assert_eq!(city.index.did_you_mean(&ask, &readers).unwrap(), [("电动自形车".to_owned(), "电动自行车".to_owned())]);
    assert!(city.index.complete("電動", &readers, 5).unwrap().contains(&"电动自行车".to_owned()));
    assert!(city.index.complete("電動", &[], 5).unwrap().is_empty());
}
