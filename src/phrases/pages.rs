//! Pages about the site: help, accessibility, privacy, open data, contact, site map. Several lines make a list.
//! They must say what the program really does; whoever changes the program changes them, and for the privacy notice also
//! [`crate::comment::contact::CONSENT`].

phrases! {
    /// Static pages.
    Pages {
        help_title: "使用帮助", "Help";
        help_intro: "提意见不用注册，不用登录，也可以不留姓名。不会上网，可以到联系点当面说，或者打电话，工作人员帮您记下来。", "You need no account and no name to comment. If you do not use the internet, visit or call a contact point and staff will write it down.";
        help_comment: "怎样提意见", "How to comment";
        help_comment_steps: "在“征求意见”里选一部法规草案，打开全文。\n找到想说的那一条，点条文下面的“对这一条提意见”。不确定是哪一条，就对整部草案提意见。\n选态度，写意见。说清楚哪里不合适、对您有什么影响。可以用输入法的语音输入。\n愿意的话，补充您建议的写法、理由和照片，都可以不填。\n点“下一步”，核对一遍，再点“提交意见”。\n记下回执编号。截屏、拍照、打印都可以。", "Choose a draft under “Consultations” and open its text.\nFind the article and follow “Comment on …” below it. If you are not sure which one, comment on the whole draft.\nChoose your position and write. Say what is wrong and how it affects you. You may dictate with your keyboard.\nIf you like, add your own wording, reasons and photos. All of these are optional.\nGo to the next page, check it, and send it.\nKeep the receipt code: a screenshot, a photograph or a print will do.";
        help_after: "提交以后会怎样", "What happens next";
        help_after_steps: "联系点登记您的意见，登记后公开（联系方式和照片不公开）。\n相近的意见整理成一条建议，您的原话一字不改，附在后面。\n建议报送给法工委研究。\n采纳、部分采纳、留作参考或者未采纳，都写明理由，一起公布。\n您凭回执编号随时可以看走到了哪一步，结果公布后可以评价满意度。", "A contact point registers your comment; from then on it is public (contact and photos never are).\nSimilar comments are grouped into one suggestion. Your own words are kept unchanged with it.\nThe suggestion goes to the legislative office for study.\nWhether adopted, partly adopted, noted or not adopted, the reason is published.\nWith your receipt code you can see at any time how far it has come, and rate the handling in the end.";
        help_receipt: "回执编号", "The receipt code";
        help_receipt_text: "编号是 12 位字母和数字，例如 K7M2-9QXA-4TRP。查询时大小写、空格、横线都没有关系，零和字母 O、一和字母 I 分不清也没有关系。编号遗失以后无法找回，因为我们不知道意见是谁提的。", "The code has 12 letters and digits, e.g. K7M2-9QXA-4TRP. Case, spaces and hyphens do not matter, nor do mix-ups of 0 and O or 1 and I. A lost code cannot be recovered: we do not know who made a comment.";
        help_withdraw: "撤回", "Withdrawing";
        help_withdraw_text: "报送以前，可以在回执页撤回意见。撤回后不再公开，联系方式随即删除。", "Until it is submitted you can withdraw a comment on its receipt page. It is then no longer public and your contact is erased at once.";
        help_offline: "不上网也可以", "Without the internet";
        help_offline_steps: "到就近的联系点当面说，地址和开放时间在“联系点”里。\n打联系点的电话。\n填纸质意见表，交给联系点。\n参加座谈会、听证会，或者等工作人员走访时说。\n这样提的意见同样有回执编号，同样办理、同样公布结果。", "Visit the nearest contact point; addresses and hours are under “Contact points”.\nCall a contact point.\nFill in a paper form and hand it in.\nCome to a meeting or hearing, or speak to staff on their visits.\nComments made this way get a receipt code and are handled and answered in the same way.";
        help_view: "看得更清楚", "Reading more easily";
        help_view_steps: "页面最上面可以换成长者版：字更大，按钮更大，一次只看一列。\n可以换成高对比，可以换成繁体或者英文。\n条文可以朗读（要看您的手机或者电脑有没有中文语音）。\n每个页面都可以打印。长者版打印出来也是大字。", "At the top of every page you can switch to the large view: larger type, larger buttons, one column.\nYou can choose high contrast, Traditional Chinese or English.\nArticles can be read aloud, where your device has a Chinese voice.\nEvery page can be printed; in the large view it prints in large type.";
        help_search: "怎样搜索", "How to search";
        help_search_steps: "直接输入要找的词，简体、繁体都能找到。\n连在一起的话用引号，例如 \"夜间经营\"。\n不要的词前面加减号，例如 停车 -收费。\n找某一条，可以输入“第十二条”。", "Type what you look for; Simplified and Traditional find each other.\nPut words that belong together in quotes, e.g. \"夜间经营\".\nPut a minus before words you do not want, e.g. 停车 -收费.\nFor an article type its number, e.g. 第十二条.";
        help_problem: "遇到问题", "If something goes wrong";
        help_problem_text: "页面出错时，您写的内容会尽量留在页面上，可以复制。错误页上有错误编号，把它告诉我们，就能查到原因。", "When a page fails, what you wrote is kept on it where possible, to be copied. Tell us the error id on the page and we can find the cause.";

        about_title: "关于本站", "About this site";
        about_intro: "这里收集群众对法规草案的意见，并且说明每一条意见的去向。", "This site collects what people say about draft regulations and shows what became of every comment.";
        about_who: "谁在做什么", "Who does what";
        about_who_list: "群众：对草案逐条提意见，凭回执看结果。\n基层立法联系点：听取、登记、整理意见，报送建议。只整理，不改动原话，也不能决定采纳与否。\n法制工作委员会：研究建议，说明采纳情况和理由。\n人大代表和常委会委员：查阅意见和建议，审议时参考。\n常务委员会：表决。", "Citizens comment article by article and follow the result with a receipt.\nContact points listen, register, group comments and submit suggestions. They never alter the original words and decide nothing.\nThe legislative affairs commission studies suggestions and gives reasons for what is adopted and what is not.\nDeputies and committee members read comments and suggestions when they deliberate.\nThe standing committee votes.";
        about_count: "数字怎样算", "How we count";
        about_count_text: "采纳率 = 采纳数 ÷ 意见数。采纳，指内容写进了修改稿或者通过的法规，包括部分采纳，以公布的结果为准。撤回的意见不计。同样的话有多少人说，就计多少条。", "Adoption rate = adopted ÷ comments. Adopted means that it went into a revised draft or the enacted text, wholly or in part, as published. Withdrawn comments are not counted. If many people say the same, each is counted.";
        about_trust: "怎样保证不被改动", "Why it can be trusted";
        about_trust_list: "意见提交以后，原话不能修改。需要隐去个人信息时，公开的文字另存，原话仍在。\n每一步办理都记入只增不减的记录，写明谁在什么时候做了什么。\n先提交的不会被后提交的覆盖。两个人同时修改，后一个人会看到冲突。", "Once sent, a comment's words cannot be changed. Where personal data must be hidden, the published words are kept beside the original.\nEvery step is written to a log that only grows: who did what and when.\nNothing is silently overwritten: of two people who edit at once, the second sees a conflict.";
        about_program: "程序", "The program";
        about_program_text: "本站使用开源程序采言（Caiyan），许可为 MIT 或 Apache-2.0。", "The site runs on the open-source program Caiyan (采言), under MIT or Apache-2.0.";

        access_title: "无障碍声明", "Accessibility";
        access_intro: "我们希望每个人都能读懂草案、说出意见，不论年龄、视力、听力、手的灵活程度，也不论用什么设备。", "We want everyone to be able to read drafts and speak up, whatever their age, sight, hearing or dexterity, and whatever device they use.";
        access_goal: "依据和目标", "What we aim at";
        access_goal_list: "《中华人民共和国无障碍环境建设法》。\nGB/T 37668-2019《信息技术 互联网内容无障碍可访问性技术要求与测试方法》，以二级为目标。\nWCAG 2.2，以 AA 级为目标；文字对比度按 AAA 级（7:1）设计。", "The law of the People's Republic of China on building a barrier-free environment.\nGB/T 37668-2019 on web content accessibility, aiming at level 2.\nWCAG 2.2, aiming at level AA; contrast of text is designed for AAA (7:1).";
        access_done: "我们做了什么", "What is built in";
        access_done_list: "全部功能只用键盘就能完成，焦点清楚可见，页首可以直接跳到正文。\n不用 JavaScript 也能完成全部功能。\n长者版：字号 22 像素起，按钮至少 60 像素高，一列显示，没有悬浮的条。\n标准版的按钮至少 44 像素高。颜色不是唯一的提示，状态都写成文字。\n表单出错时，先列出要改的地方，再在每一项旁边说明，已经填写的内容不丢。\n没有图形验证码，没有弹窗，没有自动播放，没有会自己滚动的内容。\n没写完的意见至少保留 24 小时。\n手机屏幕窄到 320 像素也不用左右滚动；放大到 400% 仍可阅读。\n条文可以朗读（设备要有中文语音）。", "Everything works with the keyboard alone; focus is clearly visible and the first link leads to the main content.\nEverything works without JavaScript.\nThe large view: type from 22 px, buttons at least 60 px high, one column, nothing floating.\nIn the standard view buttons are at least 44 px high. Colour is never the only signal: states are words.\nWhen a form has errors they are listed first and explained at each field, and what you typed is kept.\nNo picture puzzles, no pop-ups, nothing that plays or scrolls by itself.\nAn unfinished comment is kept for at least 24 hours.\nNo sideways scrolling down to 320 px; readable at 400 % zoom.\nArticles can be read aloud where the device has a Chinese voice.";
        access_tested: "怎样检查的", "How it is tested";
        access_tested_list: "每次改动程序，都用 axe 检查主要页面，电脑和手机两种宽度，A 级和 AA 级，要求没有问题。\n检查每个页面的 HTML 是否合乎标准。\n在 320 像素宽的屏幕上检查有没有横向滚动。\n开着和关着 JavaScript 各走一遍提意见的全过程。\n在 2020 年的浏览器（Chromium 86 内核）里检查显示。", "With every change of the program axe checks the main pages at desktop and phone width for levels A and AA, and nothing may be found.\nThe HTML of pages is checked against the standard.\nPages are checked for sideways scrolling at 320 px.\nThe whole way of a comment is walked with JavaScript on and off.\nPages are looked at in a browser of 2020 (Chromium 86).";
        access_limits: "已经知道的不足", "Known limits";
        access_limits_list: "还没有请使用读屏软件的用户系统地试用。\n二维码海报上同时印有网址、地址和电话；二维码本身只能用手机扫。\n法规条文和群众的意见只有中文，英文界面里也是中文。\n繁体由系统自动转换，以简体为准。", "People who use screen readers have not yet tested it systematically.\nPosters print the address and telephone next to the QR code; the code itself needs a phone.\nRegulations and comments are in Chinese, also in the English interface.\nTraditional Chinese is converted by machine; the Simplified text counts.";
        access_help: "用着不方便，请告诉我们", "Tell us what does not work";
        access_help_text: "哪个页面不好用、怎样不好用，请打电话或者到联系点告诉我们。着急提意见的，联系点的工作人员可以当面或者在电话里帮您填。", "Tell us by telephone or at a contact point which page does not work for you. If you want to comment now, staff can fill in the form with you.";

        privacy_title: "个人信息保护说明", "Privacy notice";
        privacy_version: "版本：{version}", "Version: {version}";
        privacy_short: "先说要点", "In short";
        privacy_short_list: "提意见不用留姓名，不用留联系方式。\n联系方式加密保存，只用来告诉您结果，不公开。\n公开的是意见本身，不公开是谁提的。\n凭回执编号可以查看和撤回。\n不使用广告和跟踪，不把数据发给第三方。", "You can comment without a name and without contact details.\nContact details are stored encrypted, used only to tell you the result, and never published.\nWhat is published is the comment, not who made it.\nWith your receipt code you can see and withdraw it.\nNo advertising, no tracking, no data to third parties.";
        privacy_what: "保存什么", "What is stored";
        privacy_what_list: "您写的：态度、意见、建议的写法、理由，以及选择的身份类别和联系点。\n您上传的照片：重新生成，原文件不保留，拍摄地点、时间和设备信息随之删除。\n您留下的手机或者邮箱：用单独的密钥加密保存，密钥不在数据库里。\n提交时间、来自网页还是扫码，以及办理过程。\n通过联系点提的意见，还记录收到的日期、地点和登记的工作人员。", "What you write: position, comment, wording, reason, and the group and contact point you choose.\nPhotos you upload: made anew; the original file is not kept, and with it go place, time and device.\nA telephone number or e-mail address you leave: encrypted with a key that is not in the database.\nThe time, whether it came from the web or a QR code, and each step of handling.\nFor comments made at a contact point also the day, the place and the clerk who recorded them.";
        privacy_public: "公开什么", "What is published";
        privacy_public_list: "联系点登记以后公开：态度、意见、建议的写法、理由、身份类别、日期、渠道、办理结果。\n不公开：联系方式、照片、回执编号。\n意见里写到的姓名、电话、住址等，登记时由工作人员隐去后再公开。请不要在意见里写自己或者别人的个人信息。", "Once registered: position, comment, wording, reason, group, date, channel and result.\nNever: contact details, photos, receipt codes.\nNames, telephone numbers and addresses inside a comment are hidden by staff before it is published. Please do not write personal data, your own or others', into a comment.";
        privacy_who: "谁能看到没有公开的内容", "Who can see what is not public";
        privacy_who_list: "负责登记的联系点工作人员能看到原话和照片。\n代表、委员和法工委工作人员看到的是报送后的意见和建议。\n系统管理员管理账号，看不到意见的原话。\n工作人员每次登录、导出和处理都有记录。", "Clerks of the contact point in charge see the original words and the photos.\nLegislators and reviewers see comments and suggestions once submitted.\nAdministrators manage accounts and see no comment's original words.\nEvery sign-in, export and action of staff is recorded.";
        privacy_why: "为什么可以处理", "Why we may";
        privacy_why_text: "听取群众对法规草案的意见，是立法法规定的职责。联系方式只在您同意后处理：您填写，就表示同意；不填，也可以提意见。同意可以随时撤回。我们保存您同意的是哪一版说明。", "Hearing people on draft regulations is a duty under the Legislation Law. Contact details are processed only with your consent: entering them means consent, leaving them out does not stop you from commenting. You may take consent back at any time. We keep which version of this notice you agreed to.";
        privacy_long: "保存多久", "How long";
        privacy_long_list: "没有提交的表单：24 小时内可以继续提交。最多再留几天，供您找回写过的话，从第 7 天起在有人再次填写时删除。\n联系方式：您撤回意见时立即删除。\n意见和办理过程：作为立法资料长期保存。\n工作人员的登录：30 分钟不操作或者满 12 小时自动退出。", "A form not sent: it can be sent for 24 hours and read for some days more, so that your words are not lost; after 7 days it is deleted when the next form comes in.\nContact details: erased at once when you withdraw the comment.\nComments and how they were handled: kept as records of the legislation.\nStaff sessions: end after 30 minutes without use or after 12 hours.";
        privacy_rights: "您可以做什么", "Your rights";
        privacy_rights_list: "查看：在“查询进度”输入回执编号，能看到自己写的全部内容和办理过程。\n撤回：报送以前，在回执页点“撤回这条意见”。撤回后不再公开，也不再计入统计，联系方式随即删除；原话留作记录，只有凭回执编号和登记的联系点能看到。\n更正、复制、删除：打电话或者到联系点提出，带上回执编号。\n对处理不满意，可以向我们反映，也可以向网信部门投诉。", "See: enter your code under “Track” to see all you wrote and how it was handled.\nWithdraw: until it is submitted, on the receipt page. It is then no longer public, no longer counted, and your contact is erased; the words stay on record, visible only by the receipt code and to the contact point.\nCorrect, copy, erase: call or visit a contact point with your receipt code.\nIf you are not satisfied, tell us, or complain to the cyberspace administration.";
        privacy_children: "未成年人", "Children";
        privacy_children_text: "不满十四周岁的，请由父母或者其他监护人同意后填写联系方式，最好由监护人代填。不留联系方式，也可以提意见。", "Under 14, a parent or other guardian must agree before contact details are entered, and had best enter them. Comments can be made without.";
        privacy_cookies: "Cookie 和日志", "Cookies and logs";
        privacy_cookies_list: "visit：把表单和您的浏览器对上，防止别的网站冒充您提交；30 天。\nlang、view、contrast：记住语言和显示方式；1 年。\nsid：只给工作人员登录用；关闭浏览器即失效。\n服务器日志只记页面类别、结果和用时，不记网络地址，不记您写的内容和回执编号。\n为了防止刷屏，网络地址只在内存里用来计数，不写入数据库。\n没写完的内容可能留在您浏览器的这个标签页里，提交或者关闭标签页后消失。", "visit: ties forms to your browser so that no other site can send one in your name; 30 days.\nlang, view, contrast: remember language and display; one year.\nsid: only for staff who sign in; until the browser closes.\nServer logs hold the kind of page, the result and the time taken; no network address, no words, no receipt codes.\nAgainst floods, network addresses are counted in memory only and are never written to the database.\nUnfinished text may be kept in this tab of your browser until you send it or close the tab.";
        privacy_ask: "联系谁", "Whom to ask";

        data_title: "开放数据与接口", "Open data and API";
        data_intro: "公开的草案、意见、建议、结果和统计，都可以用程序取得，不用申请，不用密钥。里面没有个人信息。", "Published drafts, comments, suggestions, results and figures can be fetched by programs, without asking and without a key. They hold no personal data.";
        data_what: "有什么", "What there is";
        data_col_address: "地址", "Address";
        data_col_content: "内容", "Content";
        data_openapi: "接口说明（OpenAPI），可以生成各种语言的客户端", "Description of the API (OpenAPI), from which clients can be made";
        data_stats: "总数：联系点、法规、意见、采纳", "Totals: contact points, regulations, comments, adopted";
        data_regulations: "法规列表；加上编号看一部法规、各稿条文和建议", "Regulations; add a slug for one, its drafts' provisions and suggestions";
        data_search: "搜索，带高亮和分类计数", "Search with highlights and facets";
        data_csv: "统计表（CSV）", "Figures (CSV)";
        data_ics: "活动日历（iCalendar）", "Meetings (iCalendar)";
        data_sitemap: "全部公开网页的地址", "Addresses of all public pages";
        data_rules: "约定", "Conventions";
        data_rules_list: "JSON 的形状是 {data, meta, links}，用游标翻页，没有条数上限。\n时间按 RFC 3339，带时区。\n出错时返回 problem+json，写明原因。\n网址长期不变：/regulations/编号/drafts/稿次 永远指同一稿；后面加 .docx 或者 .akn.xml，是同一文本的 Word 文档或者 Akoma Ntoso。\n/regulations/编号/comparison?from=1&to=2 是两稿的修改对照表，.docx 同样可以下载。\n意见总是带着它针对的稿次和条文。", "JSON has the shape data, meta, links; paging is by cursor, without a cap.\nTimes are RFC 3339 with offset.\nErrors are problem+json and say why.\nAddresses last: /regulations/slug/drafts/number always means the same text; with .docx or .akn.xml after it, the same as a Word document or as Akoma Ntoso.\n/regulations/slug/comparison?from=1&to=2 is the table of changes between two drafts, as .docx too.\nA comment always comes with the draft and the provision it was made on.";
        data_use: "使用", "Use";
        data_use_text: "可以免费使用、转载和分析。使用时请注明来源和取得的日期。请不要试图找出意见是谁提的。", "Free to use, republish and analyse. Please name the source and the day you fetched it. Please do not try to find out who made a comment.";

        contact_title: "联系我们", "Contact";
        contact_intro: "对草案有意见，请在草案页面上提，这样才有回执、能查进度。别的事，可以用下面的方式找我们。", "To comment on a draft, please use its page: only then do you get a receipt. For anything else, reach us as follows.";
        contact_organiser: "主办单位", "Run by";
        contact_phone: "电话", "Telephone";
        contact_points: "到就近的联系点", "Visit a contact point";
        contact_points_link: "看地址、开放时间和电话", "Addresses, hours and telephones";
        contact_what: "什么事找我们", "What to contact us about";
        contact_what_list: "网站用着不方便、看不懂。\n发现公开的内容里有个人信息，请马上告诉我们，我们会隐去。\n要求更正、复制或者删除自己的信息，请带上回执编号。\n页面出错，请说错误编号。\n发现安全漏洞，请先打电话联系我们，处理好以前请不要公开。", "The site is hard to use or to understand.\nYou see personal data in something published: tell us at once and we will hide it.\nYou want your data corrected, copied or erased: have your receipt code ready.\nA page failed: tell us the error id.\nYou found a security problem: call us first, and please do not publish it before it is fixed.";

        sitemap_title: "网站地图", "Site map";
        sitemap_do: "提意见和查结果", "Comment and follow up";
        sitemap_about: "关于网站", "About the site";
        sitemap_regulations: "法规（{n} 部）", "Regulations ({n})";
        sitemap_points: "联系点（{n} 个）", "Contact points ({n})";

        search_name: "搜索法规草案和意见", "Search drafts and comments";
    }
}
