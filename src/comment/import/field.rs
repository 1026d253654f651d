//! Which column of a file is what. Names in Chinese (either script) and English are recognised; `--map FIELD=COLUMN` decides otherwise.

use super::BadFile;

/// What a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The row's own number where it came from.
    Id,
    /// A heading of the words; becomes their first line.
    Title,
    /// The words.
    Text,
    /// 条款: 第三条第二款, art_3, 3; blank for the whole draft.
    Article,
    /// 态度
    Stance,
    /// The wording proposed.
    Wording,
    /// Why.
    Reason,
    /// What the person said to be.
    Identity,
    /// 渠道
    Channel,
    /// The day it was said.
    Time,
    /// The place it was said.
    Place,
    /// Where it was collected.
    Source,
}

/// Every field with its name in `--map` and the columns taken for it.
const FIELDS: &[(Field, &str, &[&str])] = &[
    (Field::Id, "id", &["编号", "留言编号", "意见编号", "回执编号"]),
    (Field::Title, "title", &["标题", "主题", "留言主题", "subject"]),
    (
        Field::Text,
        "text",
        &[
            "内容",
            "正文",
            "意见",
            "意见内容",
            "意见建议",
            "建议内容",
            "留言内容",
            "留言详情",
            "留言",
            "附议原因",
            "comment",
            "content",
            "body",
        ],
    ),
    (Field::Article, "article", &["条款", "条文", "条款号", "所涉条款"]),
    (Field::Stance, "stance", &["态度", "立场"]),
    (Field::Wording, "wording", &["修改建议", "建议表述", "建议修改为", "修改为"]),
    (Field::Reason, "reason", &["理由", "理由依据", "原因"]),
    (Field::Identity, "identity", &["身份", "提出人身份", "身份类别"]),
    (Field::Channel, "channel", &["渠道", "来源渠道", "征集方式"]),
    (Field::Time, "time", &["时间", "日期", "留言时间", "附议时间", "提出时间", "提出日期", "date"]),
    (Field::Place, "place", &["地点", "征集地点"]),
    (Field::Source, "source", &["来源", "出处"]),
];

impl Field {
    /// The name in `--map`.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// Reads the name in `--map`.
    pub fn parse(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field)
    }

    /// All names, for messages.
    pub fn names() -> String {
        FIELDS.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// Which columns are taken for which fields.
#[derive(Clone, Debug, Default)]
pub struct Mapping(Vec<(Field, String)>);

impl Mapping {
    /// Reads `FIELD=COLUMN` pairs.
    pub fn parse(pairs: &[String]) -> Result<Self, String> {
        let mut mapping = Self::default();
        for pair in pairs {
            let Some((name, column)) = pair.split_once('=').filter(|(_, column)| !column.trim().is_empty()) else {
                return Err(format!("--map {pair}: write FIELD=COLUMN, for example text=留言详情"));
            };
            let Some(field) = Field::parse(name.trim()) else {
                return Err(format!("--map {pair}: there is no field {name}; write one of {}", Field::names()));
            };
            mapping.0.push((field, column.trim().to_owned()));
        }
        Ok(mapping)
    }

    /// What a column is, if it is anything.
    pub fn field_of(&self, column: &str) -> Option<Field> {
        let column = column.trim();
        if let Some((field, _)) = self.0.iter().find(|(_, named)| named == column) {
            return Some(*field);
        }
        let folded = fold(column);
        let guessed =
            FIELDS.iter().find(|(_, name, known)| *name == folded || known.contains(&folded.as_str())).map(|(field, ..)| *field)?;
        // A field that was given a column by name takes no other.
        (!self.0.iter().any(|(field, _)| *field == guessed)).then_some(guessed)
    }

    /// What each column of a header is: the first column of a kind counts.
    pub fn columns(&self, header: &[String]) -> Result<Vec<Option<Field>>, BadFile> {
        if let Some((field, column)) = self.0.iter().find(|(_, column)| !header.iter().any(|h| h.trim() == column)) {
            let problem = format!("there is no column “{column}” for --map {}=…; there are: {}", field.name(), header.join(", "));
            return Err(BadFile::at(1, problem));
        }
        let mut taken = Vec::new();
        let mut columns = Vec::new();
        for column in header {
            let field = self.field_of(column).filter(|field| !taken.contains(field));
            taken.extend(field);
            columns.push(field);
        }
        if taken.contains(&Field::Text) || taken.contains(&Field::Wording) {
            Ok(columns)
        } else {
            Err(BadFile::at(1, format!("no column holds the words; name it with --map text=COLUMN; there are: {}", header.join(", "))))
        }
    }
}

/// Lower case, Simplified, without spaces.
fn fold(column: &str) -> String {
    let simple = |c: char| match c {
        '編' => '编',
        '號' => '号',
        '標' => '标',
        '題' => '题',
        '內' => '内',
        '見' => '见',
        '議' => '议',
        '時' => '时',
        '間' => '间',
        '條' => '条',
        '態' => '态',
        '據' => '据',
        '來' => '来',
        '點' => '点',
        '詳' => '详',
        c => c.to_ascii_lowercase(),
    };
    column.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').map(simple).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn columns_are_recognised_in_either_script_and_a_map_wins() {
        let header = ["编号", "標題", "內容", "附議原因", "姓名"].map(str::to_owned);
        let guessed = Mapping::default().columns(&header).unwrap();
        assert_eq!(guessed, [Some(Field::Id), Some(Field::Title), Some(Field::Text), None, None]);
        let mapped = Mapping::parse(&["text=附議原因".to_owned()]).unwrap().columns(&header).unwrap();
        assert_eq!(mapped, [Some(Field::Id), Some(Field::Title), None, Some(Field::Text), None]);
        let missing = Mapping::parse(&["text=正文".to_owned()]).unwrap().columns(&header).unwrap_err();
        assert!(missing.to_string().contains("no column “正文”"), "{missing}");
        assert!(Mapping::parse(&["words=正文".to_owned()]).unwrap_err().contains("write one of"));
    }
}
