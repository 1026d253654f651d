//! The field's closed lists in words: states, stances, channels, outcomes, roles. Used by the `label` functions beside each list.

phrases! {
    /// Names of values.
    Terms {
        support: "赞成", "Support";
        amend: "建议修改", "Suggest change";
        oppose: "不赞成", "Oppose";
        ask: "有疑问", "Question";
        web: "网页", "Web";
        qr: "扫码", "QR code";
        paper: "纸质", "Paper";
        phone: "电话", "Telephone";
        letter: "信函", "Letter";
        visit: "走访", "Visit";
        meeting: "座谈会、听证会", "Meeting or hearing";
        received: "已提交", "Received";
        registered: "已登记", "Registered";
        out_of_scope: "与草案无关", "Outside this draft";
        withdrawn: "已撤回", "Withdrawn";
        curated: "已整理", "Grouped";
        submitted: "已报送", "Submitted";
        under_study: "研究中", "Under study";
        adopted: "采纳", "Adopted";
        partly_adopted: "部分采纳", "Partly adopted";
        noted: "留作参考", "Noted";
        not_adopted: "未采纳", "Not adopted";
        drafted: "草拟", "Draft";
        checked: "已核", "Checked";
        returned: "退回", "Returned";
        study: "研究意见", "Study";
        revised_draft: "写入修改稿", "In the revised draft";
        enacted_level: "写入通过文本", "In the enacted text";
        first: "草案第一稿", "First draft";
        second: "草案第二稿", "Second draft";
        third: "草案第三稿", "Third draft";
        revised: "修改稿", "Revised draft";
        vote: "表决稿", "Draft for the vote";
        enacted: "通过文本", "Enacted text";
        open: "征求意见中", "Open";
        soon: "即将开始", "Opens soon";
        closed: "已截止", "Closed";
        decided: "已公布结果", "Results published";
        passed: "已通过", "Enacted";
        role_clerk: "联系点工作人员", "Clerk of a contact point";
        role_legislator: "代表、委员", "Legislator";
        role_reviewer: "法工委工作人员", "Reviewer";
        role_admin: "系统管理员", "Administrator";
        symposium: "座谈会", "Symposium";
        hearing: "听证会", "Hearing";
        field_visit: "走访", "Visit";
        forum: "论坛", "Forum";
        whole: "整部草案", "The whole draft";
        kind_street: "街道、乡镇", "Street or town";
        kind_court: "法院、检察院", "Court";
        kind_enterprise: "企业、园区", "Enterprise";
        kind_association: "协会、商会", "Association";
        kind_university: "高校", "University";
        kind_law_firm: "律师事务所", "Law firm";
        kind_other: "其他", "Other";
        why_reflected: "已在条文中体现", "Reflected in the text";
        why_partly_reflected: "部分体现，其余另行规定", "Partly reflected; the rest is regulated elsewhere";
        why_other_law: "上位法或其他法规已有规定", "Already regulated by other law";
        why_implementing: "属于实施细则或者执行层面", "A matter for implementing rules";
        why_no_competence: "超出地方立法权限", "Beyond local legislative competence";
        why_needs_study: "意见分歧较大，需要继续研究", "Views differ; needs further study";
        why_not_feasible: "目前条件还不具备", "Not feasible at present";
        why_other: "其他", "Other";
    }
}
