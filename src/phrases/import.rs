//! The import desk: what was read, what is odd in it, amending drafts, the mapping to the draft before.

phrases! {
    /// The import desk.
    Import {
        stray: "这一行在第一条以前，既不是标题也不是题注，没有当成条文", "A line before the first provision that is neither title nor 题注; not taken as text of the law";
        skips: "“{x}”和前面的序号不连续", "“{x}” does not follow the number before it";
        out_of_order: "看起来像一条，但是条号接不上，当成了正文", "Looks like an article out of order; kept as text";
        repeats: "条号和上一条重复", "Repeats the number of the article before it";
        lower: "条号比上一条小", "Its number is lower than that of the article before it";
        gap: "{x}前面是{y}，中间缺条", "{x} follows {y}; articles between them are missing";
        attachments: "从这里起是附件，没有当成条文", "From here on attachments; not taken as text of the law";
        no_provision: "没有读出条文，应当有以“第一条”或者“一、”开头的一行", "No provision found; a line that begins with 第一条, or with 一、, is expected";
        no_article: "没有读出“第…条”，只有编号的段落", "No article (第…条) found, only numbered entries";
        no_title: "没有读出标题，标题应当单独一行，在第一条以前", "No title found; expected on a line of its own before the first article";

        fix: "修改这几行", "Change these lines";
        fix_do: "改好这几行", "Take these lines";
        fix_label: "第 {a} 行到第 {b} 行", "Lines {a} to {b}";
        e_fix: "全文在核对以后又改过，行号可能变了，这几行没有改。请再核对一次。您写的是：{words}", "The text changed after the check, so line numbers may differ; these lines were not changed. Check again. You wrote: {words}";
        numbered: "带行号的全文", "The text with line numbers";
        numbered_decision: "带行号的修改决定", "The amending text with line numbers";

        tree_part: "全文很长，分页显示：这里是第 {a} 页，共 {n} 页", "A long text, shown page by page: page {a} of {n}";
        tree_go: "显示哪一页", "Page to show";
        tree_show: "显示这一页", "Show it";
        tree_before: "上一页条文", "Articles before";
        tree_after: "下一页条文", "Articles after";
        more_warnings: "这里只列前 {a} 处，还有 {n} 处没有列出；改好前面的再核对，后面的会接着显示", "Only the first {a} are listed; {n} more follow once these are put right and checked again";
        more_left: "这里只列 {a} 处，还有 {n} 处没有列出；勾选这些再核对，其余的会接着显示", "Only {a} are listed; {n} more follow once these are ticked and checked again";
        more_done: "这里只列前 {a} 处", "Only the first {a} are listed";
        numbered_part: "全文很长，这里只有本页条文和提示到的行", "A long text: only the lines of this page and those spoken of";
        map_gone_more: "{x}等 {n} 条", "{x} and others, {n} in all";

        map_caption: "新条文和前一稿的对应，可以手工改正", "Each article and its former article; correct it by hand where needed";
        map_new: "本稿", "This draft";
        map_old: "前一稿", "Draft before";
        map_change: "变化", "Change";
        map_for: "{art}对应前一稿的哪一条", "Former article of {art}";
        map_none: "没有（新增）", "None (new)";
        map_by_hand: "手工指定", "Set by hand";
        map_also: "另有{x}并入", "also from {x}";
        map_gone: "前一稿中没有对应的条文：{x}", "Articles of the draft before without a successor: {x}";

        amending: "这是一份修正草案或者修改决定", "This is an amending text";
        amending_hint: "已经套用到现行文本，下面的全文是修改后的结果，公众对它提意见。修改决定的原文会一并放进起草说明，不会丢失。", "It was applied to its base; the text below is the result, which people comment on. The amending text itself goes into the explanation.";
        amended_done: "{n} 处修改已经套用", "{n} changes were carried out";
        left: "{n} 处没有套用，请逐处看过并勾选，需要的在全文里手工修改", "{n} could not be carried out. Look at each, tick it, and change the text by hand where needed";
        left_none: "全部修改都已套用", "Everything was carried out";
        followed: "{n} 处条文引用跟着序号改了", "{n} references followed the new numbers";
        followed_gone: "{place}引用了已经删去或者移走的{x}", "{place} refers to {x}, which was deleted or moved away";
        followed_not: "{place}引用的{x}现在是{y}；修改决定没有说引用跟着调整，没有改动，请核对", "What {place} calls {x} is now {y}; the amending text does not say that references follow, so it was not changed";
        decision: "修改决定原文", "The amending text";
        base: "套用到", "Applied to";
        base_hint: "修正草案改的是哪个文本", "The text that is amended";
        base_choose: "请选择，或者在下面粘贴", "Choose, or paste it below";
        base_text: "或者粘贴现行文本（可不填）", "Or paste the text that is amended (optional)";
        base_text_hint: "现行文本不在本站时填写", "Where it is not on this site";
        apply_again: "重新套用", "Apply again";
        apply_again_hint: "改了决定原文或者换了现行文本以后用。下面全文里手工改过的地方会被替换。", "After changing the amending text or its base. What was changed by hand in the text below is replaced.";
        e_base: "这是一份修正草案，请选择它修改的文本，或者粘贴现行文本", "This is an amending text: choose the text it amends, or paste it";
        e_base_article: "现行文本里没有读出“第一条”", "No article was found in the text that is amended";
        e_stale: "修改决定或者现行文本改过，请先重新套用", "The amending text or its base changed; apply it again first";
        e_newer: "核对以后，这部法规又发布了新的稿次，没有发布。对应关系已按新的稿次重做，请再核对一次", "Another draft was published after your check; nothing was published. The mapping is made anew against it; check again";
        e_left: "还有没有勾选的遗留修改，请逐处看过再发布", "Some changes that were not carried out are not ticked; look at each before publishing";

        why_not_understood: "看不懂这一句，请手工修改", "This is no instruction that is known; carry it out by hand";
        why_vague: "没有说明改哪些字，请手工修改", "It does not say which words change; carry it out by hand";
        why_no_text: "没有读到新的文字，新的文字应当放在引号里", "The new words are missing; expected in quotation marks";
        why_no_place: "现行文本里没有{x}", "The text has no {x}";
        why_no_words: "那里没有“{x}”", "The words “{x}” are not there";
        why_other_law: "改的是另一部法规《{x}》", "It changes another law, {x}";
        why_number: "已经套用，但是应当是{x}，现在成了{y}", "Carried out, but what should be {x} has become {y}";

        file_old_office: "这是旧版 Word 或者 Excel 文件（.doc、.xls），请另存为 .docx 再上传。", "An old Word or Excel file (.doc, .xls); save it as .docx and upload that.";
        file_password: "文件设了密码，请去掉密码再上传。", "The file has a password; take it away and upload it again.";
        file_pdf: "这是 PDF，请上传 .docx，或者把文字粘贴到下面。", "A PDF file; upload a .docx, or paste the words below.";
        file_rtf: "这是 RTF 文件，请另存为 .docx 再上传。", "An RTF file; save it as .docx and upload that.";
        file_utf16: "文本不是 UTF-8 编码，请另存为 UTF-8 再上传。", "The text is not in UTF-8; save it in UTF-8 and upload that.";
        file_macros: "文件带有宏，不能接收，请另存为不带宏的 .docx 再上传。", "The file has macros; save it as .docx without macros and upload that.";
        file_not_docx: "文件名是 .docx，里面却不是，请用 Word 或者 WPS 打开后另存为 .docx。", "A .docx that is no DOCX inside; open it in Word or WPS and save it again as .docx.";
        file_image: "这是图片，请上传 .docx，或者把文字粘贴到下面。", "A picture; upload a .docx, or paste the words below.";
        file_web: "这是网页文件，请把文字粘贴到下面。", "A web page; paste its words below.";
        file_excel: "这是 Excel 文件，请上传 Word 文档（.docx）。", "An Excel file; upload a Word document (.docx).";
        file_no_body: "压缩包里没有 Word 正文，请上传 Word 文档（.docx）。", "A zip file without Word text; upload a Word document (.docx).";
        file_alt_chunk: "正文嵌在文件里的网页中，读不到，请用 Word 或者 WPS 打开后另存为 .docx。", "The words are kept in an embedded web page; open it in Word or WPS and save it again as .docx.";
        file_empty: "文件里没有文字，也许是扫描的图片，请上传有文字的 .docx。", "The file holds no words, perhaps scanned pictures; upload a .docx with text.";
        file_bomb: "文件解压以后大得异常，不能接收。", "The file unpacks to a suspicious size and is refused.";
    }
}
