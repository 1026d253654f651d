//! How fast near-duplicates are found, against datasketch's `MinHashLSH` and rensa (both from PyPI) on the same texts in the same run:
//! `cargo bench --bench groups`. The interpreter is `python3`, or what `PYTHON` names; without the packages only our own figures are told.
//!
//! Bars: 100,000 short texts at least 20 times as fast as datasketch and twice as fast as rensa; 475,000 identical letters as one group.
//! The texts are comments of the demonstration city, one in three a letter of a campaign.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use std::process::Command;
use std::time::Instant;

use caiyan::demo::bills::bill;
use caiyan::demo::dice::Dice;
use caiyan::demo::voices;
use caiyan::group::Groups;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TEXTS: usize = 100_000;
const FLOOD: usize = 475_000;

/// Both get sets of three characters, 128 permutations and a threshold of one half; told are the seconds from text to answers.
const PEERS: &str = r#"
import json, sys, time
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
def shingles(text):
    return {text[i:i + 3] for i in range(max(1, len(text) - 2))}
def told(name, work):
    begun = time.perf_counter()
    try:
        work()
    except ImportError:
        return
    print(name, time.perf_counter() - begun)
def datasketch():
    from datasketch import MinHash, MinHashLSH
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for at, text in enumerate(texts):
        m = MinHash(num_perm=128)
        m.update_batch([s.encode() for s in shingles(text)])
        lsh.query(m)
        lsh.insert(at, m, check_duplication=False)
def rensa():
    from rensa import RMinHash, RMinHashLSH
    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for at, text in enumerate(texts):
        m = RMinHash(num_perm=128, seed=42)
        m.update(list(shingles(text)))
        lsh.query(m)
        lsh.insert(at, m)
def rensa_bulk():
    from rensa import RMinHash, RMinHashLSH
    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    lsh.query_duplicate_flags_matrix_one_shot(RMinHash.digest_matrix_from_token_sets([shingles(t) for t in texts], 128, 42))
told("datasketch", datasketch)
told("rensa", rensa)
told("rensa-bulk", rensa_bulk)
"#;

fn texts() -> Vec<String> {
    let dice = Dice::new(7);
    let mut texts = Vec::new();
    for at in 0.. {
        let (mut dice, bill) = (dice.fork_at("texts", at), bill(7, usize::try_from(at).unwrap() % 107, 107));
        let campaign = voices::campaign(&mut dice, &bill, None);
        for _ in 0..500 {
            let article = dice.pick(&bill.articles).number;
            let text = if dice.chance(333) { campaign.variant(&mut dice) } else { voices::comment(&mut dice, &bill, Some(article)).text };
            texts.push(text);
            if texts.len() == TEXTS {
                return texts;
            }
        }
    }
    texts
}

fn grouped<'a>(texts: impl Iterator<Item = &'a str>) -> (f64, Groups, usize) {
    let begun = Instant::now();
    let mut groups = Groups::default();
    texts.for_each(|text| {
        groups.add(text);
    });
    let found = groups.groups().len();
    (begun.elapsed().as_secs_f64(), groups, found)
}

fn main() {
    let texts = texts();
    let characters: usize = texts.iter().map(|t| t.chars().count()).sum();
    println!("{TEXTS} texts of {} characters on average", characters / TEXTS);
    // The table of the folding is made once a process.
    grouped(std::iter::once("预热"));
    let (ours, mut groups, found) = grouped(texts.iter().map(String::as_str));
    println!("caiyan       {ours:8.3} s  {:6.1} µs a text, {found} groups", ours * 1e6 / f64::from(u32::try_from(TEXTS).unwrap()));
    let begun = Instant::now();
    let more = texts.iter().take(2_000).map(|text| groups.add(&format!("{text}另外我再补充一句：希望早日通过。"))).max();
    println!("one more comment on top of these: {:.1} µs ({more:?})", begun.elapsed().as_secs_f64() * 1e6 / 2_000.0);
    let (flood, _, found) = grouped((0..FLOOD).map(|_| texts.first().unwrap().as_str()));
    println!("{FLOOD} identical letters: {flood:.3} s, {found} group");

    let file = std::env::temp_dir().join(format!("caiyan-bench-groups-{}.jsonl", std::process::id()));
    let lines: String = texts.iter().map(|text| serde_json::to_string(text).unwrap() + "\n").collect();
    std::fs::write(&file, lines).unwrap();
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let told = Command::new(&python).args(["-c", PEERS]).arg(&file).output();
    std::fs::remove_file(&file).unwrap();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    for (peer, bar) in [("datasketch", 20.0), ("rensa", 2.0), ("rensa-bulk", 2.0)] {
        let seconds = told.lines().find_map(|line| line.split_once(' ').filter(|(name, _)| *name == peer)?.1.parse::<f64>().ok());
        match seconds {
            Some(seconds) => println!("{peer:<12} {seconds:8.3} s  {:6.1} × ours (bar: {bar} ×)", seconds / ours),
            None => println!("{peer:<12} not measured: {python} has it not (pip install datasketch rensa)"),
        }
    }
}
