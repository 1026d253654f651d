//! Search.

phrases! {
    /// The search page.
    Search {
        title: "搜索", "Search";
        intro: "搜索草案条文、公开的意见和建议。简体、繁体都可以。", "Search draft articles, published comments and suggestions, in Simplified or Traditional Chinese.";
        q: "搜索词", "Search for";
        q_hint: "“一句话”要一字不差，-词 表示不要这个词，第五条 找这一条", "“a phrase” exactly, -word to leave out, 第五条 for an article";
        submit: "搜索", "Search";
        found: "找到 {n} 条", "{n} found";
        none: "没有找到“{q}”", "Nothing found for “{q}”";
        none_next: "可以换一个说法，去掉一些条件，或者只用一两个词。", "Try other words, fewer filters, or just one or two words.";
        wide: "下面是意思相近的结果，最相近的排在前面。", "Here is what comes near, the nearest first.";
        most_files: "文件里最多有前 {n} 条。", "Files hold the first {n} at most.";
        wider: "放宽查找，还有 {n} 条相近的结果", "Looking more widely there are {n} results";
        not_understood: "没看懂：{what}，已经略过。", "Not understood and left out: {what}";
        meant: "您要找的是", "Did you mean";
        rebuilding: "搜索正在重新准备，请过一会儿再试。其他页面不受影响。", "Search is being prepared again; please try in a while. All other pages work.";
        sort: "排序", "Order";
        sort_relevance: "按相关程度", "By relevance";
        sort_newest: "从新到旧", "Newest first";
        sort_oldest: "从旧到新", "Oldest first";
        from: "从", "From";
        to: "到", "To";
        chosen: "已选条件", "Filters in force";
        remove: "（去掉这个条件）", "(remove this filter)";
        more_values: "更多", "More";
        kind_comment: "意见", "Comment";
        kind_suggestion: "建议", "Suggestion";
        kind_article: "条文", "Article";
        facet_kind: "类型", "Kind";
        facet_regulation: "法规", "Regulation";
        facet_draft: "稿次", "Draft";
        facet_article: "条号", "Article";
        facet_point: "联系点", "Contact point";
        facet_district: "区", "District";
        facet_channel: "渠道", "Channel";
        facet_stance: "态度", "Position";
        facet_state: "状态", "State";
        facet_outcome: "结果", "Outcome";
        facet_month: "月份", "Month";
        reason: "理由", "Reason";
        wording: "建议条文", "Wording";
        comments_n: "来自 {n} 条意见", "from {n} comments";
        number: "编号", "Number";
        time: "时间", "Time";
        heading: "标题", "Title";
        words: "内容", "Words";
        feed: "订阅（Atom）", "Feed (Atom)";
        feed_secret: "地址只给自己用：知道的人能看到您能看到的结果。", "Keep the address to yourself: whoever knows it sees what you may see.";
        save_search: "保存这个搜索", "Save this search";
        save_hint: "以后有新的结果，会在您的首页提醒。", "Your first page will tell when there is something new.";
        saved_title: "保存的搜索", "Saved searches";
        saved_intro: "保存的搜索有了新结果，会在这里标出。要保存新的，请到：", "What is new in the searches you keep. New ones are saved on the search page:";
        saved_none: "还没有保存的搜索。", "No saved searches yet.";
        saved_name: "名称", "Name";
        saved_news: "保存的搜索有 {n} 条新结果", "{n} new results in your saved searches";
        fresh: "新 {n} 条", "{n} new";
        mark_seen: "标为看过", "Mark as seen";
        remove_saved: "不再保存", "Remove";
        e_saved_name: "请写一个不超过 60 字的名称", "Enter a name of at most 60 characters";
        e_saved_query: "先搜索点什么，再保存", "Search for something first, then save it";
        e_saved_many: "最多保存 {n} 个搜索，请先去掉不用的", "At most {n} searches can be kept; remove one first";
        by_month: "各月条数", "By month";
        synonyms: "同义词", "Synonyms";
        synonyms_intro: "搜其中一个词，也找到写着其他词的内容。带引号的词不换。改完马上生效，不用重新整理。", "A search for one of these words also finds the others. Quoted words are taken as they are. A change counts from the next search on.";
        synonyms_own: "本站的同义词", "Synonyms of this site";
        synonyms_hint: "每行一组，用等号隔开，例如：电瓶车 = 电动自行车 = 电单车", "One group a line, parted by equals signs, for example 电瓶车 = 电动自行车 = 电单车";
        synonyms_built_in: "系统自带的 {n} 组", "The {n} groups that come with the program";
        synonyms_conflict: "别人刚刚改过这张表。您的内容还在下面，没有保存；现在的内容是：", "Somebody changed this list meanwhile. What you typed is below and not saved; the list now says:";
        e_synonyms: "第 {lines} 行要有 2 到 {n} 个不同的词，每个不超过 40 字", "Lines {lines} need 2 to {n} different words of at most 40 characters each";
        e_synonyms_many: "最多 {n} 组", "At most {n} groups";
        save_as: "把全部结果存成文件：", "All results as a file:";
    }
}
