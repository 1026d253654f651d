//! The table that compares two drafts, and a draft's downloads.

phrases! {
    /// Comparison of drafts, downloads.
    Comparison {
        title: "修改对照表", "Table of changes";
        before: "修改前", "Before";
        after: "修改后", "After";
        place: "条文", "Place";
        shown_change: "变化", "Change";
        older: "较早的一稿", "Earlier draft";
        newer: "较晚的一稿", "Later draft";
        draft_n: "第 {n} 稿：{kind}", "Draft {n}: {kind}";
        choose: "选择要对照的稿次", "Choose the drafts to compare";
        apply: "对照", "Compare";
        side: "左右对照", "Side by side";
        inline: "合为一栏", "In one text";
        layout: "排列方式", "Layout";
        only_changed: "只看有改动的", "Only what changed";
        everything: "看全部条文", "All articles";
        sum: "各条情况", "Articles by kind";
        legend: "图例", "Key";
        legend_del: "删去的字", "deleted";
        legend_ins: "新增的字", "inserted";
        same_draft: "这是同一稿。请选择两个不同的稿次来对照。", "These are the same draft. Choose two different ones to compare.";
        single: "这部法规目前只有一稿，还没有可以对照的文本。", "This regulation has one draft so far; there is nothing to compare it with yet.";
        nothing: "两稿的条文完全相同。", "The articles of both drafts are the same.";
        absent: "（无）", "(none)";
        gone: "（删去）", "(deleted)";
        same_words: "（内容未变）", "(same words)";
        unchanged: "未修改", "Unchanged";
        changed: "修改", "Changed";
        added: "新增", "Added";
        deleted: "删去", "Deleted";
        moved: "仅序号变化", "Renumbered only";
        split: "拆分", "Split";
        merged: "合并", "Merged";
        note: "本表由系统自动比对生成，以公布的文本为准。", "Made by automatic comparison; the published texts prevail.";
        downloads: "下载", "Downloads";
        docx: "草案文本（DOCX，公文格式）", "Text of the draft (DOCX)";
        akn: "草案文本（Akoma Ntoso XML）", "Text of the draft (Akoma Ntoso XML)";
        table_docx: "修改对照表（DOCX）", "Table of changes (DOCX)";
    }
}
