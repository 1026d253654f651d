//! Statistics and the description of the API.

phrases! {
    /// The stats pages.
    Stats {
        title: "采纳与统计", "Results";
        intro: "收到多少意见、来自哪里、结果怎样。撤回的意见不计。数字随办理更新，图、表和下载的文件是同一组数。", "How many comments came, from where, and what became of them. Withdrawn comments are not counted. The figures follow the work; charts, tables and files hold the same numbers.";
        regulation: "法规", "Regulation";
        contact_point: "联系点", "Contact point";
        year: "年份", "Year";
        month: "月份", "Month";
        channel: "渠道", "Channel";
        outcome: "办理情况", "State";
        comments: "意见数", "Comments";
        adopted: "采纳数", "Adopted";
        rate: "采纳率", "Rate";
        share: "占比", "Share";
        totals: "总数", "Totals";
        n_points: "个联系点", "contact points";
        n_regulations: "部法规", "regulations";
        n_comments: "条意见", "comments";
        n_adopted: "条意见被采纳", "comments adopted";
        n_suggestions: "条建议", "suggestions";
        n_adopted_suggestions: "条建议被采纳", "suggestions adopted";
        rates: "采纳率", "Adoption rate";
        formula: "采纳率 = 采纳数 ÷ 意见数", "Adoption rate = adopted ÷ comments";
        meaning: "采纳是指写进了修改稿或者通过的法规，部分采纳也算。几条意见可以合成一条建议，所以按意见和按建议算出的比例不同，两个都公布。", "Adopted means that the words reached a revised draft or the law, wholly or in part. Several comments may become one suggestion, so the rates by comments and by suggestions differ; both are published.";
        rate_comments: "按意见算", "By comments";
        rate_suggestions: "按建议算", "By suggestions";
        by_year: "各年", "By year";
        by_month: "各月", "By month";
        by_contact_point: "各联系点", "By contact point";
        by_regulation: "各部法规", "By regulation";
        by_channel: "各渠道", "By channel";
        by_outcome: "意见的办理情况", "Where comments stand";
        see_table: "{name}，数据见下表", "{name}; the numbers are in the table below";
        columns: "每月意见数（蓝）和采纳数（绿）。上面的横线是 {n} 条", "Comments (blue) and adopted ones (green) each month. The upper line is {n}";
        no_point: "没有选联系点", "No contact point chosen";
        hidden: "不公布", "not published";
        hidden_note: "＊ 数目太少，为保护个人信息不公布。", "＊ Too few to be published without pointing at persons.";
        too_few: "这个范围内的意见太少，为保护个人信息不公布。请少选一个条件。", "Too few comments to be published without pointing at persons. Please choose fewer conditions.";
        rule: "保护个人信息的规则", "How persons are protected";
        rule_text: "不加条件时，每张表只按一个方面计数，全部公布。加了条件就是交叉计数：少于 {n} 条的数目不公布；如果能用总数减出来，再多隐去最小的几项；某一项隐去后，单独选这一项也不公布。办理情况不隐去，因为结果本来就逐条公布。", "Without conditions each table counts by one characteristic and everything is published. With conditions the figures are crossed: numbers below {n} are hidden; where they could be had by subtraction, the smallest others are hidden too; what is hidden in a table is not shown alone either. States are not hidden, because results are published one by one anyway.";
        not_dated: "建议不按年份计数。", "Suggestions are not counted by year.";
        nothing: "还没有意见。", "No comments yet.";
        group: "分组", "Group";
        key: "代码", "Key";
        name: "名称", "Name";
        number: "数量", "Number";
        api_title: "数据接口", "Programming interface";
        api_intro: "这里的数据可以用程序读取，也可以用程序提交意见。不用登记，不用密钥。接口里没有任何个人信息。", "Programs can read what is public here and send comments. No registration and no key is needed. The interface holds no personal data.";
        api_shape: "回答是 JSON：data 是内容，meta 是数目，links 是地址。时间带时区。列表一次给一页，下一页的地址在 links.next，没有总数上限。出错时是 application/problem+json。", "Answers are JSON: data is what you asked for, meta counts, links leads on. Times carry their offset. Lists come in pages; links.next is the next one, and there is no upper bound. Errors are application/problem+json.";
        api_document: "机器可读的完整说明（OpenAPI 3.1）", "The full description for machines (OpenAPI 3.1)";
        api_parameters: "参数", "Parameters";
        api_answers: "回答", "Answers";
        api_required: "必填", "required";
        api_body: "正文", "Body";
    }
}
