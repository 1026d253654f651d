//! Signing in, the administrator's pages.

phrases! {
    /// Accounts.
    Account {
        title: "工作人员登录", "Staff sign-in";
        hint: "市民提意见不需要登录。", "Citizens need no account to comment.";
        login: "用户名", "User name";
        password: "密码", "Password";
        submit: "登录", "Sign in";
        wrong: "用户名或者密码不对，请核对后再试", "The user name or password is not right; please check";
        slow_down: "尝试得太快了，请 {n} 秒后再试", "Too many attempts; try again in {n} s";
        empty_login: "请填写用户名", "Enter your user name";
        empty_password: "请填写密码", "Enter your password";
        signed_in_as: "{name}，{role}", "{name}, {role}";
        accounts: "账号", "Accounts";
        administration: "系统管理", "Administration";
        new_account: "新建账号", "New account";
        name: "姓名", "Name";
        role: "身份", "Role";
        point: "所属联系点", "Contact point";
        point_hint: "只有联系点工作人员要选", "Only for clerks";
        created: "账号 {login} 已建立", "Account {login} created";
        shown_once: "初始密码只显示这一次，请当面交给本人：", "The password is shown only this once; hand it over in person:";
        state: "状态", "State";
        active: "可用", "Active";
        disabled: "已停用", "Disabled";
        disable: "停用", "Disable";
        enable: "恢复", "Enable";
        reset: "重设密码", "Reset password";
        e_login: "用户名用 3 至 40 个小写字母、数字、点或者短横线", "Use 3 to 40 lower-case letters, digits, dots or hyphens";
        e_login_taken: "这个用户名已经有人用了", "That user name is taken";
        e_name: "请填写姓名，不超过 40 个字", "Enter a name of at most 40 characters";
        e_role: "请选择身份", "Choose a role";
        e_point: "请给联系点工作人员选择联系点", "Choose the clerk's contact point";
        change_password: "修改密码", "Change password";
        old_password: "现在的密码", "Current password";
        new_password: "新密码", "New password";
        new_password_hint: "至少 8 个字符，任何文字都可以", "At least 8 characters of any script";
        e_old_password: "现在的密码不对", "The current password is not right";
        e_new_password: "新密码要 8 至 128 个字符", "Use 8 to 128 characters";
        password_changed: "密码已修改，请用新密码重新登录", "Password changed; please sign in again";
        audit: "办理留痕", "Audit log";
        audit_hint: "最近的 200 条，不含个人信息", "The latest 200 entries, without personal data";
        when: "时间", "When";
        who: "谁", "Who";
        what: "做了什么", "What";
        subject: "对象", "Subject";
    }
}
