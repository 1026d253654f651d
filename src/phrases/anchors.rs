//! Where words about an earlier draft stand in a later one: the clerk's queue, and what the pages of the later draft say.

phrases! {
    /// Places that follow the text.
    Anchors {
        title: "待核对的位置", "Places to check";
        intro: "草案有了新稿，下面各稿里有以前稿次的意见、建议没有找到确定的位置，请核对。", "These later drafts have comments or suggestions on earlier drafts whose place is not sure. Please check them.";
        none: "没有要核对的位置", "No place to check";
        done: "都核对完了", "All places are checked";
        saved: "已核对。", "Kept.";
        all: "全部位置", "All places";
        places_n: "{n} 处", "{n} places";
        said_n: "意见 {n} 条", "{n} comments";
        suggestions_n: "建议 {n} 条", "{n} suggestions";
        then: "当时的条文", "The words then";
        now: "新稿里最接近的条文", "The most alike in the later draft";
        no_guess: "新稿里没有相近的条文。", "Nothing in the later draft is alike.";
        see_comments: "看这些意见", "See the comments";
        choice: "这些意见现在对应哪里？", "Where do these stand now?";
        alike: "{art}（相近 {n}%）", "{art} ({n}% alike)";
        other: "另一条，在下面选", "Another article, chosen below";
        other_which: "另一条", "Another article";
        whole: "整部草案", "The whole draft";
        gone: "新稿里没有对应的地方了", "The later draft has no place for them";
        confirm: "确定", "Confirm";
        unsure: "位置待核对", "Place to be checked";
        e_choice: "请选择新稿里有的条文", "Choose a provision of the later draft";
        e_conflict: "别人刚刚核对过这一处，下面是现在的样子，请再看一遍", "Somebody has just checked this place; it is shown as it stands now";
        how_lineage: "按条文沿革", "by lineage";
        how_match: "按文字比对", "by its words";
        how_clerk: "联系点核对", "chosen by a clerk";
        later: "在新稿中的位置", "Place in later drafts";
        check: "核对", "Check";
        again: "重新核对", "Choose again";
        h_anchored: "核对在新稿中的位置：{to}", "Chose the place in a later draft: {to}";
        earlier: "对以前稿次本条的意见（{n}）", "Comments on this article in earlier drafts ({n})";
        place_then: "当时的位置", "Its place then";
        earlier_suggestions: "以前稿次对本条的建议（{n}）", "Suggestions on this article in earlier drafts ({n})";
        earlier_hint: "条文变了，意见跟着条文走；点开可以看当时的位置和原文。", "The comments follow the text; open the place they were made on and its words then.";
        earlier_all: "看当时这一处的全部 {n} 条", "See all {n} at their original place";
        of_n: "{n} 条", "{n}";
        from_draft: "对{draft}提的", "on the {draft}";
        unplaced: "在本稿中的位置待核对", "Its place in this draft is to be checked";
    }
}
