//! `caiyan eval`: how well a part of the site does on judged material, with the site's own code. Needs no database.

mod groups;

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;

use super::Outcome;
use super::progress::Progress;
use crate::account::Viewer;
use crate::search::ask::Ask;
use crate::search::cites::{self, Laws};
use crate::search::engine;
use crate::search::find::{Filters, Request, Sort};
use crate::search::index::Index;
use crate::search::schema::{Doc, Kind};
use crate::search::variant::{Synonyms, cited_article};

/// Hits looked at for each question.
const DEPTH: usize = 100;

/// Arguments of `eval`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Search on judged questions: nDCG@10, MRR@10, Recall@100.
    #[command(after_help = "Example: caiyan eval retrieval --corpus corpus.tsv --queries queries.tsv --qrels qrels.tsv --json")]
    Retrieval {
        /// Texts: id, title, text, with a line of heads.
        #[arg(long, value_name = "TSV")]
        corpus: PathBuf,
        /// Questions: id, text, with a line of heads.
        #[arg(long, value_name = "TSV")]
        queries: PathBuf,
        /// Judgements: query id, text id, grade, with a line of heads.
        #[arg(long, value_name = "TSV")]
        qrels: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Near-duplicate groups of texts.
    #[command(after_help = "Example: caiyan eval groups texts.jsonl --json")]
    Groups {
        /// Texts, one {"id", "text"} a line.
        #[arg(value_name = "JSONL")]
        file: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    /// Runs the subcommand.
    pub fn run(self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        match self.what {
            What::Retrieval { corpus, queries, qrels, json } => retrieval(&corpus, &queries, &qrels, json, out),
            What::Groups { file, json } => groups::run(&file, json, out),
        }
    }
}

/// The rows of a TSV file below its heads, each with exactly `N` cells. Nothing is quoted in TSV.
fn rows<const N: usize>(file: &Path) -> anyhow::Result<Vec<[String; N]>> {
    let shown = file.display();
    let reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_path(file);
    let mut reader = reader.with_context(|| format!("{shown} cannot be read"))?;
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.with_context(|| format!("{shown}: line {} cannot be read", at + 2))?;
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let found = cells.len();
        let Ok(row) = cells.try_into() else {
            bail!("{shown}: line {} has {found} columns; expected {N}, separated by tabs", at + 2);
        };
        rows.push(row);
    }
    Ok(rows)
}

/// What was measured, averages over the questions that have a judgement.
struct Measured {
    ndcg: f64,
    mrr: f64,
    recall: f64,
}

fn retrieval(corpus: &Path, queries: &Path, qrels: &Path, as_json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (corpus, queries, judged) = (rows::<3>(corpus)?, rows::<2>(queries)?, rows::<3>(qrels)?);
    let mut grades: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for [query, text, grade] in judged {
        let grade: f64 = grade.trim().parse().with_context(|| format!("the grade {grade:?} of question {query} is no number"))?;
        grades.entry(query).or_default().insert(text, grade);
    }
    let dir = std::env::temp_dir().join(format!("caiyan-eval-{}", crate::id::token()));
    let measured = search_all(&dir, &corpus, &queries, &grades);
    // Whatever happened: what is left in the folder for temporary files does no harm.
    let _ = std::fs::remove_dir_all(&dir);
    let (measured, ms, seconds, bytes) = measured?;
    if as_json {
        let found = json!({
            "ndcg_at_10": measured.ndcg, "mrr_at_10": measured.mrr, "recall_at_100": measured.recall,
            "ms_per_query": ms, "index_seconds": seconds,
        });
        writeln!(out, "{found}")?;
    } else {
        writeln!(out, "nDCG@10     {:.4}\nMRR@10      {:.4}\nRecall@100  {:.4}", measured.ndcg, measured.mrr, measured.recall)?;
        let text: usize = corpus.iter().map(|[_, title, text]| title.len() + text.len()).sum();
        writeln!(out, "{ms:.2} ms per question, index made in {seconds:.1} s: {bytes} bytes for {text} bytes of text")?;
    }
    Ok(Outcome::Done)
}

fn search_all(
    dir: &Path,
    corpus: &[[String; 3]],
    queries: &[[String; 2]],
    grades: &HashMap<String, HashMap<String, f64>>,
) -> anyhow::Result<(Measured, f64, f64, u64)> {
    let steps = u64::try_from(corpus.len() + queries.len()).unwrap_or_default();
    let progress = Progress::new(steps);
    let mut done = 0;
    let begun = Instant::now();
    let index = Index::open(dir)?.index;
    let mut writer = index.rebuild(2)?;
    let readers = engine::tags(&Viewer::Public);
    let places: Vec<(String, String)> = corpus.iter().map(|[_, title, _]| law_and_article(title)).collect();
    let laws = Laws::new(places.iter().map(|(law, _)| (law.as_str(), law.as_str())));
    for (at, ([_, title, text], (law, article))) in corpus.iter().zip(&places).enumerate() {
        let id = i64::try_from(at)?;
        let (title, text, cites) = (title.clone(), text.clone(), laws.cited(text, law));
        let (regulation, article) = (law.clone(), article.clone());
        writer.add(&Doc { title, text, regulation, article, cites, readers: readers.clone(), ..Doc::new(Kind::Article, id) })?;
        done += 1;
        progress.at(done);
    }
    writer.publish(0)?;
    let seconds = begun.elapsed().as_secs_f64();
    let (mut sums, mut asked, begun) = (Measured { ndcg: 0.0, mrr: 0.0, recall: 0.0 }, 0.0, Instant::now());
    for [id, text] in queries {
        let ask = Ask::parse(text, Synonyms::built_in());
        let filters = Filters::default();
        let request =
            Request { filters: &filters, readers: &readers, sort: Sort::Relevance, offset: 0, limit: DEPTH, facets: &[], breadth: None };
        let hits = index.find(&ask, &request)?.hits;
        let ranked: Vec<&str> =
            hits.iter().filter_map(|hit| corpus.get(usize::try_from(hit.id).ok()?)).map(|[id, ..]| id.as_str()).collect();
        if let Some(grades) = grades.get(id) {
            asked += 1.0;
            sums.ndcg += ndcg(&ranked, grades, 10);
            sums.mrr += reciprocal_rank(&ranked, grades, 10);
            sums.recall += recall(&ranked, grades);
        }
        done += 1;
        progress.at(done);
    }
    progress.end();
    if asked == 0.0 {
        bail!("no question has a judgement; expected the ids of --queries in the first column of --qrels");
    }
    let questions = f64::from(u32::try_from(queries.len())?);
    let ms = begun.elapsed().as_secs_f64() * 1_000.0 / questions;
    Ok((Measured { ndcg: sums.ndcg / asked, mrr: sums.mrr / asked, recall: sums.recall / asked }, ms, seconds, index.bytes()?))
}

/// A title as that of an article of a law, 某法第五条: the law and the article's eId; the whole title if it is none.
fn law_and_article(title: &str) -> (String, String) {
    let title = cites::plain(title);
    let found = title.match_indices('第').find_map(|(at, _)| {
        let (law, article) = title.split_at(at);
        Some((law.trim().to_owned(), cited_article(article)?))
    });
    found.unwrap_or((title, String::new()))
}

/// Discounted cumulative gain of grades in the order of ranks, as Järvelin and Kekäläinen (2002) define it, with the grade as the gain.
fn gain(grades: impl Iterator<Item = f64>) -> f64 {
    grades.zip(1_u32..).map(|(grade, rank)| grade / f64::from(rank + 1).log2()).sum()
}

/// The gain of the first `depth` texts as a share of the best there could be.
fn ndcg(ranked: &[&str], grades: &HashMap<String, f64>, depth: usize) -> f64 {
    let mut best: Vec<f64> = grades.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    let most = gain(best.into_iter().take(depth));
    let found = gain(ranked.iter().take(depth).map(|id| grades.get(*id).copied().unwrap_or_default()));
    if most > 0.0 { found / most } else { 0.0 }
}

/// 1 over the rank of the first relevant text among the first `depth`; 0 if there is none.
fn reciprocal_rank(ranked: &[&str], grades: &HashMap<String, f64>, depth: usize) -> f64 {
    let first = (1_u32..).zip(ranked.iter().take(depth)).find(|(_, id)| grades.get(**id).is_some_and(|grade| *grade > 0.0));
    first.map_or(0.0, |(rank, _)| 1.0 / f64::from(rank))
}

/// The share of the relevant texts that were found at all.
fn recall(ranked: &[&str], grades: &HashMap<String, f64>) -> f64 {
    let relevant: Vec<&String> = grades.iter().filter(|(_, grade)| **grade > 0.0).map(|(id, _)| id).collect();
    let found = relevant.iter().filter(|id| ranked.contains(&id.as_str())).count();
    let share = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if relevant.is_empty() { 0.0 } else { share(found) / share(relevant.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_agree_with_what_is_worked_out_by_hand() {
        let grades: HashMap<String, f64> = [("a", 1.0), ("b", 1.0), ("c", 0.0)].map(|(id, grade)| (id.to_owned(), grade)).into();
        let ranked = ["x", "a", "c"];
        // Found at rank 2: 1/log2(3); the best: 1/log2(2) + 1/log2(3).
        assert!((ndcg(&ranked, &grades, 10) - 0.630_93 / 1.630_93).abs() < 1e-4);
        assert!((reciprocal_rank(&ranked, &grades, 10) - 0.5).abs() < 1e-9);
        assert!((recall(&ranked, &grades) - 0.5).abs() < 1e-9);
        assert!(ndcg(&ranked, &grades, 1).abs() < 1e-9);
    }
}
