//! The fictional 示例市: its districts, contact points, people and places.
//!
//! Nothing here exists; telephone numbers are of a form that is never given out.

/// The eight districts.
pub const DISTRICTS: [&str; 8] = ["青石区", "云桥区", "临江区", "南屏区", "东篱区", "北渡区", "梧桐区", "月湖区"];

/// A contact point as the demo city has it.
#[derive(Debug, Clone, Copy)]
pub struct ContactPoint {
    /// Last part of its address on the site.
    pub slug: &'static str,
    /// Full name.
    pub name: &'static str,
    /// One of [`DISTRICTS`].
    pub district: &'static str,
    /// street, court, enterprise, association, university or law_firm.
    pub kind: &'static str,
    /// Where it is.
    pub address: &'static str,
    /// When it is open.
    pub hours: &'static str,
    /// A number that cannot be called.
    pub phone: &'static str,
    /// One or two sentences about it.
    pub about: &'static str,
}

/// Login and name of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What is typed at sign-in.
    pub login: String,
    /// The name shown.
    pub name: &'static str,
}

/// The 25 contact points.
pub const CONTACT_POINTS: [ContactPoint; 25] = [
    ContactPoint {
        slug: "huaiyin",
        name: "示例市青石区槐荫街道基层立法联系点",
        district: "青石区",
        kind: "street",
        address: "示例市青石区槐荫路88号社区事务受理中心二楼",
        hours: "工作日 9:00—17:00",
        phone: "021-0000-0101",
        about: "老城厢里的联系点，居民以老年人居多，“小板凳”听会每月两次，记录都按原话留存。",
    },
    ContactPoint {
        slug: "baita",
        name: "示例市青石区白塔街道基层立法联系点",
        district: "青石区",
        kind: "street",
        address: "示例市青石区白塔街16号",
        hours: "工作日 9:00—11:30，13:30—17:00",
        phone: "021-0000-0102",
        about: "辖区沿街小店多，收集餐饮、摊贩、停车一类的意见最多。",
    },
    ContactPoint {
        slug: "yunqiao",
        name: "示例市云桥区云桥街道基层立法联系点",
        district: "云桥区",
        kind: "street",
        address: "示例市云桥区云桥东路205号",
        hours: "工作日 8:30—17:30，周六上午开放",
        phone: "021-0000-0103",
        about: "由三个大型居住区组成，物业和加装电梯的意见常年排在前面。",
    },
    ContactPoint {
        slug: "chunhui",
        name: "示例市云桥区春晖街道基层立法联系点",
        district: "云桥区",
        kind: "street",
        address: "示例市云桥区春晖里31号",
        hours: "每日 9:00—20:00",
        phone: "021-0000-0104",
        about: "设有十二个信息采集点，进小区、进菜场、进地铁站厅。",
    },
    ContactPoint {
        slug: "wangjiang",
        name: "示例市临江区望江街道基层立法联系点",
        district: "临江区",
        kind: "street",
        address: "示例市临江区望江大道1206号",
        hours: "周一至周六 9:00—17:00",
        phone: "021-0000-0105",
        about: "沿江四公里岸线，关心亲水空间、码头噪声和防汛。",
    },
    ContactPoint {
        slug: "duchuan",
        name: "示例市临江区渡船头镇基层立法联系点",
        district: "临江区",
        kind: "street",
        address: "示例市临江区渡船头镇中市街9号",
        hours: "工作日 9:00—17:00",
        phone: "021-0000-0106",
        about: "城乡接合部，既有农田也有物流园，常到村民小组长家里开会。",
    },
    ContactPoint {
        slug: "nanping",
        name: "示例市南屏区南屏街道基层立法联系点",
        district: "南屏区",
        kind: "street",
        address: "示例市南屏区南屏山路77号",
        hours: "工作日 9:00—11:30，13:30—17:00",
        phone: "021-0000-0107",
        about: "山脚下的联系点，古树、老街和登山步道是居民常提的话题。",
    },
    ContactPoint {
        slug: "shiquan",
        name: "示例市南屏区石泉镇基层立法联系点",
        district: "南屏区",
        kind: "street",
        address: "示例市南屏区石泉镇北大街3号",
        hours: "工作日 8:30—17:30，周六上午开放",
        phone: "021-0000-0108",
        about: "以镇人大主席团为依托，组织村民和民宿经营者参加立法座谈。",
    },
    ContactPoint {
        slug: "dongli",
        name: "示例市东篱区东篱街道基层立法联系点",
        district: "东篱区",
        kind: "street",
        address: "示例市东篱区东篱路460号",
        hours: "每日 9:00—20:00",
        phone: "021-0000-0109",
        about: "年轻租客占六成，线上意见多，问得也细。",
    },
    ContactPoint {
        slug: "juyuan",
        name: "示例市东篱区菊园街道基层立法联系点",
        district: "东篱区",
        kind: "street",
        address: "示例市东篱区菊园路128弄底",
        hours: "周一至周六 9:00—17:00",
        phone: "021-0000-0110",
        about: "与三所学校结对，学生和家长的意见单独编号、单独反馈。",
    },
    ContactPoint {
        slug: "beidu",
        name: "示例市北渡区北渡街道基层立法联系点",
        district: "北渡区",
        kind: "street",
        address: "示例市北渡区北渡中路900号",
        hours: "工作日 9:00—17:00",
        phone: "021-0000-0111",
        about: "工业区转型中的街道，骑手、货车司机和新市民较多。",
    },
    ContactPoint {
        slug: "wutong",
        name: "示例市梧桐区梧桐街道基层立法联系点",
        district: "梧桐区",
        kind: "street",
        address: "示例市梧桐区梧桐大街55号",
        hours: "工作日 9:00—11:30，13:30—17:00",
        phone: "021-0000-0112",
        about: "历史风貌区，商户、居民和游客的意见常常不一样，注意各方都听到。",
    },
    ContactPoint {
        slug: "yuehu",
        name: "示例市月湖区月湖街道基层立法联系点",
        district: "月湖区",
        kind: "street",
        address: "示例市月湖区环湖西路19号",
        hours: "工作日 8:30—17:30，周六上午开放",
        phone: "021-0000-0113",
        about: "环湖社区，养犬、垂钓、夜跑和广场舞的意见最为集中。",
    },
    ContactPoint {
        slug: "qingshi-court",
        name: "示例市青石区人民法院基层立法联系点",
        district: "青石区",
        kind: "court",
        address: "示例市青石区法苑路6号诉讼服务中心",
        hours: "每日 9:00—20:00",
        phone: "021-0000-0114",
        about: "从审判案件里发现条文的空白，法官、陪审员和调解员都可以提。",
    },
    ContactPoint {
        slug: "linjiang-court",
        name: "示例市临江区人民法院基层立法联系点",
        district: "临江区",
        kind: "court",
        address: "示例市临江区江湾路218号一楼大厅",
        hours: "周一至周六 9:00—17:00",
        phone: "021-0000-0115",
        about: "设有当事人意见箱，重点看法律责任一章能不能执行。",
    },
    ContactPoint {
        slug: "xingtu",
        name: "示例市星途智能制造有限公司基层立法联系点",
        district: "北渡区",
        kind: "enterprise",
        address: "示例市北渡区科创二路300号职工之家",
        hours: "工作日 9:00—17:00",
        phone: "021-0000-0116",
        about: "一千二百名职工的制造企业，工会每季度汇总职工意见。",
    },
    ContactPoint {
        slug: "jinqiao-park",
        name: "示例市金鹊产业园区基层立法联系点",
        district: "东篱区",
        kind: "enterprise",
        address: "示例市东篱区金鹊路1001号企业服务中心",
        hours: "工作日 9:00—11:30，13:30—17:00",
        phone: "021-0000-0117",
        about: "四百多家中小企业的联系点，关心营商、数据和用工。",
    },
    ContactPoint {
        slug: "kangle",
        name: "示例市康乐养老服务集团基层立法联系点",
        district: "梧桐区",
        kind: "enterprise",
        address: "示例市梧桐区康宁路72号",
        hours: "工作日 8:30—17:30，周六上午开放",
        phone: "021-0000-0118",
        about: "护理员、老人和家属三方都参加的听会做法已经坚持五年。",
    },
    ContactPoint {
        slug: "wuye-xiehui",
        name: "示例市物业管理行业协会基层立法联系点",
        district: "云桥区",
        kind: "association",
        address: "示例市云桥区协和路45号八楼",
        hours: "每日 9:00—20:00",
        phone: "021-0000-0119",
        about: "会员单位二百六十家，每部涉及小区的草案都组织专题讨论。",
    },
    ContactPoint {
        slug: "canyin-xiehui",
        name: "示例市餐饮行业协会基层立法联系点",
        district: "青石区",
        kind: "association",
        address: "示例市青石区食坊街12号三楼",
        hours: "周一至周六 9:00—17:00",
        phone: "021-0000-0120",
        about: "联系三千多家餐饮单位，小店主的意见占多数。",
    },
    ContactPoint {
        slug: "waimai-xiehui",
        name: "示例市快递外卖行业协会基层立法联系点",
        district: "北渡区",
        kind: "association",
        address: "示例市北渡区通达路610号",
        hours: "工作日 9:00—17:00",
        phone: "021-0000-0121",
        about: "在骑手驿站设意见本，收工以后也能写。",
    },
    ContactPoint {
        slug: "shili-daxue",
        name: "示例大学法学院基层立法联系点",
        district: "月湖区",
        kind: "university",
        address: "示例市月湖区学府路1号明理楼",
        hours: "工作日 9:00—11:30，13:30—17:00",
        phone: "021-0000-0122",
        about: "教师和学生组成的研究小组，逐条比对外地规定后提出建议。",
    },
    ContactPoint {
        slug: "gongcheng-xueyuan",
        name: "示例工程职业学院基层立法联系点",
        district: "南屏区",
        kind: "university",
        address: "示例市南屏区工匠路200号",
        hours: "工作日 8:30—17:30，周六上午开放",
        phone: "021-0000-0123",
        about: "职业院校联系点，关心技能、实习和青年住房。",
    },
    ContactPoint {
        slug: "mingheng",
        name: "示例市明衡律师事务所基层立法联系点",
        district: "梧桐区",
        kind: "law_firm",
        address: "示例市梧桐区梧桐大街301号十二层",
        hours: "每日 9:00—20:00",
        phone: "021-0000-0124",
        about: "四十名律师轮值，重条文表述和上位法衔接。",
    },
    ContactPoint {
        slug: "boyuan",
        name: "示例市博远律师事务所基层立法联系点",
        district: "临江区",
        kind: "law_firm",
        address: "示例市临江区望江大道888号六层",
        hours: "周一至周六 9:00—17:00",
        phone: "021-0000-0125",
        about: "以劳动、房屋租赁和消费者案件见长，意见都附案例说明。",
    },
];

const CLERKS: [&str; 25] = [
    "王办事",
    "李登记",
    "张汇总",
    "陈接待",
    "刘走访",
    "周整理",
    "吴记录",
    "郑归档",
    "孙答复",
    "赵联络",
    "钱核对",
    "冯回访",
    "褚校对",
    "卫听会",
    "蒋收件",
    "沈分类",
    "韩报送",
    "杨执笔",
    "朱值班",
    "秦下乡",
    "许耐心",
    "何细致",
    "吕跑腿",
    "施热心",
    "张务实",
];
const LEGISLATORS: [&str; 3] = ["孔代表", "曹代表", "严委员"];
const REVIEWERS: [&str; 3] = ["华研究", "金法条", "魏审议"];
const ADMINS: [&str; 1] = ["陶管理"];

/// clerk01 to clerk25, in the order of [`CONTACT_POINTS`].
pub fn clerks() -> Vec<Person> {
    CLERKS.iter().zip(1..).map(|(name, number)| Person { login: format!("clerk{number:02}"), name }).collect()
}

/// legislator1 to legislator3.
pub fn legislators() -> Vec<Person> {
    numbered("legislator", &LEGISLATORS)
}

/// reviewer1 to reviewer3.
pub fn reviewers() -> Vec<Person> {
    numbered("reviewer", &REVIEWERS)
}

/// The administrator, admin.
pub fn admins() -> Vec<Person> {
    ADMINS.iter().map(|name| Person { login: "admin".to_string(), name }).collect()
}

fn numbered(role: &str, names: &'static [&'static str]) -> Vec<Person> {
    names.iter().zip(1..).map(|(name, number)| Person { login: format!("{role}{number}"), name }).collect()
}

/// Streets.
pub const STREETS: [&str; 38] = [
    "槐荫路",
    "白塔街",
    "云桥东路",
    "春晖里",
    "望江大道",
    "南屏山路",
    "东篱路",
    "菊园路",
    "北渡中路",
    "梧桐大街",
    "环湖西路",
    "食坊街",
    "江湾路",
    "法苑路",
    "科创二路",
    "金鹊路",
    "康宁路",
    "通达路",
    "学府路",
    "工匠路",
    "白鹭街",
    "老埠头路",
    "柳浪路",
    "石榴巷",
    "棉纺路",
    "码头西街",
    "银杏路",
    "松涛路",
    "小井巷",
    "钟楼南路",
    "百花街",
    "荷塘路",
    "红砖厂路",
    "采莲路",
    "听雨巷",
    "桂香路",
    "长堤路",
    "机床厂街",
];

/// Housing estates.
pub const ESTATES: [&str; 24] = [
    "望江苑",
    "春晖一村",
    "春晖三村",
    "棉纺新村",
    "桂香花园",
    "云桥家园",
    "荷塘小区",
    "银杏公寓",
    "松涛苑",
    "石榴里",
    "金鹊人才公寓",
    "机床厂家属院",
    "白鹭湾",
    "听雨轩",
    "梧桐里",
    "红砖厂宿舍",
    "采莲新苑",
    "月湖名邸",
    "南屏山庄",
    "北渡新城",
    "老埠头小区",
    "柳浪东区",
    "东篱阳光",
    "康宁小区",
];

/// Metro stations, markets, parks, hospitals: places people name.
pub const LANDMARKS: [&str; 20] = [
    "地铁2号线白鹭站",
    "地铁4号线学府路站",
    "地铁1号线钟楼站",
    "老埠头菜场",
    "棉纺路菜场",
    "环湖公园",
    "南屏山步道",
    "望江广场",
    "市第三医院",
    "市儿童医院",
    "春晖小学",
    "菊园中学",
    "示例大学东门",
    "北渡客运站",
    "金鹊产业园",
    "钟楼步行街",
    "食坊街夜市",
    "白塔公园",
    "红砖厂文创园",
    "月湖码头",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn contact_points_are_different_and_in_the_city() {
        let slugs: BTreeSet<_> = CONTACT_POINTS.iter().map(|p| p.slug).collect();
        let names: BTreeSet<_> = CONTACT_POINTS.iter().map(|p| p.name).collect();
        assert_eq!((slugs.len(), names.len()), (25, 25));
        assert!(CONTACT_POINTS.iter().all(|p| DISTRICTS.contains(&p.district) && p.phone.starts_with("021-0000-")));
        let kinds = ["street", "court", "enterprise", "association", "university", "law_firm"];
        assert!(CONTACT_POINTS.iter().all(|p| kinds.contains(&p.kind)));
    }

    #[test]
    fn every_login_is_given_once() {
        let people = [clerks(), legislators(), reviewers(), admins()].concat();
        let logins: BTreeSet<_> = people.iter().map(|p| p.login.as_str()).collect();
        assert_eq!((people.len(), logins.len()), (32, 32));
        assert!(logins.contains("clerk07") && logins.contains("reviewer3"));
    }
}
