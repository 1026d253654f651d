//! Tables as lines: a draft laid out in columns becomes articles, any other table one line a row.

use crate::law::parse::squeeze;

/// The lines of one cell.
pub(super) type Cell = Vec<String>;

/// The lines a table reads as.
pub(super) fn lines(rows: Vec<Vec<Cell>>) -> Vec<String> {
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    if widest <= 1 {
        return rows.into_iter().flatten().flatten().collect();
    }
    if let Some((header, columns)) = find_columns(&rows) {
        return rows.iter().skip(header + 1).flat_map(|row| columns.article(row)).collect();
    }
    rows.iter().map(|row| row.iter().map(words).collect::<Vec<_>>().join(" | ")).collect()
}

fn words(cell: &Cell) -> String {
    let lines: Vec<&str> = cell.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    lines.join(" ")
}

/// Where a draft's table keeps number, caption and words.
struct Columns {
    number: Option<usize>,
    caption: Option<usize>,
    text: usize,
    traditional: bool,
}

/// The header row of a draft's table: 条号 | 标题 | 条文 | 说明.
fn find_columns(rows: &[Vec<Cell>]) -> Option<(usize, Columns)> {
    for (index, row) in rows.iter().enumerate().take(2) {
        let heads: Vec<String> = row.iter().map(|cell| squeeze(&words(cell))).collect();
        let at = |names: &[&str]| heads.iter().position(|h| names.contains(&h.as_str()));
        let number = at(&["条号", "條號", "条次", "條次", "条序"]);
        let caption = at(&["标题", "標題", "条名", "條名", "条标"]);
        let text = at(&[
            "条文",
            "條文",
            "修正条文",
            "修正條文",
            "草案条文",
            "草案條文",
            "条文内容",
            "條文內容",
            "修订条文",
            "修正後條文",
            "修改后条文",
            "修改后",
            "修订后",
        ]);
        let Some(text) = text else { continue };
        let numbered = |row: &Vec<Cell>| row.get(text).is_some_and(|c| squeeze(&words(c)).starts_with('第'));
        if number.is_some() || rows.iter().skip(index + 1).any(numbered) {
            let traditional = heads.iter().any(|h| h.contains(['條', '號', '標', '說']));
            return Some((index, Columns { number, caption, text, traditional }));
        }
    }
    None
}

impl Columns {
    /// One row as an article; what is neither number, caption nor words follows as quoted notes.
    fn article(&self, row: &[Cell]) -> Vec<String> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(words).unwrap_or_default();
        let mut head = cell(self.number);
        if !head.is_empty() && !head.starts_with('第') {
            let unit = if self.traditional { '條' } else { '条' };
            head = format!("第{head}{unit}");
        }
        let caption = cell(self.caption);
        if !caption.is_empty() {
            head = format!("{head}（{caption}）");
        }
        let mut out = Vec::new();
        if !head.is_empty() {
            out.push(head);
        }
        for (at, lines) in row.iter().enumerate() {
            if at == self.text {
                out.extend(lines.iter().cloned());
            } else if Some(at) != self.number && Some(at) != self.caption {
                let notes = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty());
                out.extend(notes.map(|l| format!("> {l}")));
            }
        }
        out
    }
}
