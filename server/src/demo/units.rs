//! The units of the sample county: Rongcheng's townships in the order of its own yearbook with two villages each, departments
//! of the kind every county has, the agencies that four of them have in every township, and five service teams.

use domain::{Unit, UnitCode, UnitKind};

use super::id;

/// The centre that takes in, dispatches and supervises.
pub(super) const CENTRE: &str = "C00";

/// Where a township's office stands, and streets and villages to tell of.
pub(super) struct Township {
    pub(super) name: &'static str,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) spots: [&'static str; 4],
}

const fn township(name: &'static str, lat: f64, lon: f64, spots: [&'static str; 4]) -> Township {
    Township { name, lat, lon, spots }
}

/// T01 to T22. Positions are those of the built-up parts, to a kilometre.
pub(super) const TOWNSHIPS: [Township; 22] = [
    township("宁津街道", 36.985, 122.495, ["东楮岛村文化广场旁", "宁津商业街中段", "所东王家村口", "马栏阱村渔港路"]),
    township(
        "港湾街道",
        36.880,
        122.430,
        ["黄海中路与海港路路口", "牧云庵社区3号楼下", "石岛渔港北门", "大鱼岛村沿海路"],
    ),
    township("桃园街道", 36.902, 122.412, ["桃园路小学门前", "龙云路中段", "北车脚河社区东侧", "渔港路桃园段"]),
    township("王连街道", 36.945, 122.330, ["王连商业街西口", "连墩村主街", "王连中学南墙外", "北桥头村河边"]),
    township("东山街道", 36.935, 122.445, ["八河港路中段", "东山工业园二路", "西堡村村口", "东山卫生院旁"]),
    township("斥山街道", 36.910, 122.380, ["斥山大集北侧", "赤山路与石岛大道路口", "斥山客运站", "盛家村文化广场"]),
    township(
        "崖头街道",
        37.165,
        122.486,
        ["文化路与南山路路口", "成山大道中段人行道", "河东社区12号楼前", "凯旋街菜市场门口"],
    ),
    township("城西街道", 37.152, 122.445, ["悦湖路南段", "青山西路公交站", "沽河社区东门", "城西工业园三路"]),
    township("寻山街道", 37.160, 122.560, ["寻山路与海湾路路口", "青鱼滩村码头", "寻山小学西侧", "嘉鱼汪村主街"]),
    township("崂山街道", 37.125, 122.455, ["崂山南路中段", "沙岗村村口", "崂山商贸街", "崂山屯社区广场"]),
    township("俚岛镇", 37.240, 122.570, ["俚岛大街东段", "烟墩角村停车场", "俚岛中学门前", "瓦屋石村沿海路"]),
    township("成山镇", 37.365, 122.545, ["成山卫老街", "西霞口村旅游路", "龙须岛渔港", "成山镇卫生院北侧"]),
    township("埠柳镇", 37.280, 122.500, ["埠柳大集南口", "埠柳小学门前", "不夜村主街", "虎台村河道边"]),
    township("港西镇", 37.365, 122.440, ["港西商业街", "巍巍村村口", "双岛湾路中段", "港西卫生院旁"]),
    township("夏庄镇", 37.255, 122.440, ["夏庄大街中段", "甲夼马家村", "夏庄中学路口", "镇政府东侧停车场"]),
    township("崖西镇", 37.220, 122.340, ["崖西大街", "山河吕家村口", "崖西敬老院路", "隆峰村水塘边"]),
    township("荫子镇", 37.155, 122.330, ["荫子大街北段", "雨夼村主街", "荫子小学门前", "北流村路口"]),
    township("滕家镇", 37.085, 122.350, ["滕家大集", "滕家工业园路", "高落山村口", "滕家卫生院门前"]),
    township("大疃镇", 37.115, 122.270, ["大疃大街南段", "双石周家村", "大疃小学西侧", "迟家店村河边"]),
    township("上庄镇", 37.010, 122.280, ["上庄大街", "涝村路口", "上庄中学东墙外", "大李家村主街"]),
    township("虎山镇", 36.930, 122.270, ["虎山大街中段", "黄山村大集", "虎山卫生院旁", "五龙嘴村村口"]),
    township("人和镇", 36.890, 122.260, ["人和大街", "朱口村渔港", "院夼村码头", "人和中学门前"]),
];

/// D01 to D20.
const DEPARTMENTS: [&str; 20] = [
    "住房和城乡建设局",
    "综合行政执法局",
    "自然资源局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "海洋发展局",
    "生态环境分局",
    "公安局",
    "市场监督管理局",
    "应急管理局",
    "卫生健康局",
    "教育和体育局",
    "文化和旅游局",
    "民政局",
    "人力资源和社会保障局",
    "商务局",
    "发展和改革局",
    "工业和信息化局",
    "消防救援大队",
];

/// Departments that are seated in the townships, by their numbers, and what their agencies are called there.
const SEATED: [(usize, &str); 4] = [(2, "综合执法中队"), (3, "自然资源所"), (9, "派出所"), (10, "市场监管所")];

/// Two villages or communities of each township.
const VILLAGES: [[&str; 2]; 22] = [
    ["东楮岛村", "马栏阱村"],
    ["牧云庵社区", "大鱼岛村"],
    ["北车脚河社区", "桃园社区"],
    ["连墩村", "北桥头村"],
    ["西堡村", "八河村"],
    ["盛家村", "斥山社区"],
    ["河东社区", "凯旋社区"],
    ["沽河社区", "悦湖社区"],
    ["青鱼滩村", "嘉鱼汪村"],
    ["沙岗村", "崂山屯社区"],
    ["烟墩角村", "瓦屋石村"],
    ["西霞口村", "龙须岛村"],
    ["不夜村", "虎台村"],
    ["巍巍村", "双岛湾村"],
    ["甲夼马家村", "夏庄村"],
    ["山河吕家村", "隆峰村"],
    ["雨夼村", "北流村"],
    ["高落山村", "滕家村"],
    ["双石周家村", "迟家店村"],
    ["涝村", "大李家村"],
    ["黄山村", "五龙嘴村"],
    ["朱口村", "院夼村"],
];

/// V01 to V05, each with the number of its township.
pub(super) const TEAMS: [(&str, usize); 5] = [
    ("崖头街道先锋双报到服务队", 7),
    ("城西街道暖心双报到服务队", 8),
    ("港湾街道海岸双报到服务队", 2),
    ("成山镇天鹅志愿服务队", 12),
    ("俚岛镇烟墩志愿服务队", 11),
];

/// `T07`: the code of the seventh unit of a kind.
pub(super) fn code(letter: char, number: usize) -> UnitCode {
    UnitCode(format!("{letter}{number:02}"))
}

/// `A0709`: the code of a department's agency in a township, both by their numbers.
pub(super) fn agency_code(township: usize, department: usize) -> UnitCode {
    UnitCode(format!("A{township:02}{department:02}"))
}

/// The numbers of every township and every department that has an agency there.
pub(super) fn seats() -> impl Iterator<Item = (usize, usize)> {
    (1..=TOWNSHIPS.len()).flat_map(|township| SEATED.map(|(department, _)| (township, department)))
}

fn unit(code: UnitCode, name: &str, kind: UnitKind, township: Option<UnitCode>) -> Unit {
    Unit { township, ..Unit::new(id(&format!("unit {code}")), code, name, kind) }
}

/// 崖头派出所, 崖头市场监管所, ….
fn agencies() -> impl Iterator<Item = Unit> {
    (1..).zip(&TOWNSHIPS).flat_map(|(n, township)| {
        let place = township.name.trim_end_matches("街道").trim_end_matches('镇');
        SEATED.map(|(department, word)| Unit {
            parent: Some(code('D', department)),
            ..unit(agency_code(n, department), &format!("{place}{word}"), UnitKind::Agency, Some(code('T', n)))
        })
    })
}

/// `N0701`, `N0702`: the villages of the seventh township.
fn villages() -> impl Iterator<Item = Unit> {
    (1..).zip(VILLAGES).flat_map(|(n, names)| {
        [1, 2].into_iter().zip(names).map(move |(place, name)| Unit {
            parent: Some(code('T', n)),
            ..unit(UnitCode(format!("N{n:02}{place:02}")), name, UnitKind::Village, Some(code('T', n)))
        })
    })
}

/// All units, each after those that it names.
pub(super) fn all() -> Vec<Unit> {
    let centre = unit(CENTRE.into(), "县域治理指挥中心", UnitKind::Centre, None);
    let townships = (1..).zip(&TOWNSHIPS).map(|(n, it)| unit(code('T', n), it.name, UnitKind::Township, None));
    let departments = (1..).zip(DEPARTMENTS).map(|(n, name)| unit(code('D', n), name, UnitKind::Department, None));
    let teams = (1..)
        .zip(TEAMS)
        .map(|(n, (name, township))| unit(code('V', n), name, UnitKind::ServiceTeam, Some(code('T', township))));
    [centre].into_iter().chain(townships).chain(departments).chain(teams).chain(villages()).chain(agencies()).collect()
}
