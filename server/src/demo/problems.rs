//! What people of the sample county whistle for, in their words.

use domain::DeclineReason;

use super::pictures::Subject;

/// One kind of trouble.
pub(super) struct Problem {
    /// Catalogue code; none where the list does not cover it.
    pub(super) item: Option<&'static str>,
    /// The department that is sent.
    pub(super) lead: &'static str,
    pub(super) subject: Subject,
    /// How it is reported.
    pub(super) found: &'static [&'static str],
    /// How it is reported back.
    pub(super) done: &'static str,
}

const fn problem(
    item: &'static str,
    lead: &'static str,
    subject: Subject,
    found: &'static [&'static str],
    done: &'static str,
) -> Problem {
    Problem { item: Some(item), lead, subject, found, done }
}

const fn off_list(lead: &'static str, subject: Subject, found: &'static [&'static str], done: &'static str) -> Problem {
    Problem { item: None, lead, subject, found, done }
}

/// The first of [`PROBLEMS`] are the everyday ones.
pub(super) const EVERYDAY: usize = 12;

/// Everything whistled for.
pub(super) const PROBLEMS: [Problem; 36] = [
    problem(
        "0102",
        "D01",
        Subject::Manhole,
        &[
            "污水井盖破损，露出半个井口，晚上看不清",
            "污水井盖缺失，已临时放了锥桶",
            "井盖松动，车一压就响，居民反映睡不好",
        ],
        "已更换新井盖并加装防坠网，周边复查无松动。",
    ),
    problem(
        "0137",
        "D01",
        Subject::Lamp,
        &["路灯连续三盏不亮，放学路上很黑", "路灯白天常亮不灭", "灯杆被车撞歪，灯头悬着"],
        "已更换灯头和线路，夜间亮灯正常。",
    ),
    problem(
        "E0110",
        "D02",
        Subject::Rubbish,
        &["生活垃圾堆在桶外，已有异味", "集市散场后垃圾没人清，风一吹满街都是"],
        "已清运垃圾约半车，地面冲洗完毕。",
    ),
    problem(
        "E0113",
        "D04",
        Subject::Road,
        &["路面坑槽约一米见方，电动车已摔倒一人", "人行道砖缺损十几块，老人走路不稳", "水泥路面断板，车辆颠簸严重"],
        "坑槽已铣刨重铺，压实后开放通行。",
    ),
    problem(
        "E0506",
        "D01",
        Subject::Water,
        &["雨后积水没过脚面，两天未退", "涵洞积水约三十公分，小车熄火一辆"],
        "已疏通雨水口并抽排，积水退净。",
    ),
    problem(
        "0305",
        "D02",
        Subject::Rubbish,
        &["果皮箱被撞翻，内胆丢失", "垃圾桶满溢，桶盖损坏"],
        "已更换新桶并增加清运一次。",
    ),
    problem(
        "E0406",
        "D02",
        Subject::Street,
        &["水果摊占了半条人行道，推婴儿车过不去", "流动摊位占盲道，劝离后又回来"],
        "已劝离占道摊位，引导进入便民市场。",
    ),
    problem(
        "E0136",
        "D02",
        Subject::Street,
        &["建筑砂石堆在路边，没有遮挡", "旧家具堆在楼道口，挡住消防通道"],
        "堆放物料已清走，现场已清扫。",
    ),
    problem(
        "E0503",
        "D01",
        Subject::Water,
        &["排水管堵了，污水往外冒", "下水道返水，沿街三家商铺进水"],
        "已用疏通车冲洗管道四十米，排水恢复。",
    ),
    problem(
        "0104",
        "D01",
        Subject::Manhole,
        &["雨水箅子断裂，缺口能卡住车轮", "雨水箅子被落叶和泥沙堵死"],
        "箅子已更换，井内淤泥已清掏。",
    ),
    problem(
        "E0111",
        "D02",
        Subject::Rubbish,
        &["装修垃圾堆了三天没人管", "河边倒了一车渣土，来源不明"],
        "渣土已清运至消纳点，已调取监控追查来源。",
    ),
    problem(
        "0402",
        "D01",
        Subject::Green,
        &["行道树枯枝悬在人行道上方", "大风刮断的树枝压在绿篱上"],
        "枯枝已修剪清运，树体已检查。",
    ),
    problem("0103", "D01", Subject::Manhole, &["雨水井盖下沉，比路面低了一掌"], "井座已垫高，周边沥青补平。"),
    problem(
        "0111",
        "D01",
        Subject::Manhole,
        &["燃气井盖周围有异味，已提醒居民不要用火"],
        "已检测并更换阀井密封件，复测无泄漏。",
    ),
    problem("0128", "D18", Subject::Lamp, &["变压器箱门敞开，旁边就是幼儿园"], "箱门已上锁并更换警示标识。"),
    problem("E0505", "D04", Subject::Road, &["路面塌陷，坑深约半米，已拉警戒线"], "塌陷处已回填夯实，恢复路面。"),
    problem("E0501", "D05", Subject::Water, &["供水管道破裂，水漫过路面，周边两栋楼停水"], "已更换管段，恢复供水。"),
    problem("E0508", "D19", Subject::Lamp, &["通信线缆脱落，横在路上离地一人高"], "线缆已重新固定，高度符合要求。"),
    problem(
        "E0120",
        "D08",
        Subject::Rubbish,
        &["有人在地头焚烧秸秆和垃圾，烟往小区飘"],
        "明火已扑灭，已对当事人批评教育。",
    ),
    problem("E0126", "D08", Subject::Water, &["河水发黑有臭味，上游疑似有排口"], "已封堵排口，采样送检，水色恢复。"),
    problem("E0130", "D08", Subject::Water, &["饭店后厨污水直接倒进雨水口"], "已责令整改并加装隔油池。"),
    problem("0401", "D03", Subject::Green, &["村口古树主干有空洞，一侧大枝下垂"], "已做支撑和防腐处理，挂牌定期巡查。"),
    problem("E0122", "D03", Subject::Green, &["山坡上有人砍树，已装了半车"], "已现场制止并立案调查。"),
    problem("0507", "D07", Subject::Road, &["码头护栏断了两节，游客靠得很近"], "护栏已更换，增设警示牌。"),
    problem("0508", "D05", Subject::Water, &["防汛墙开裂，缝里长草，台风前需要处理"], "裂缝已灌浆封堵。"),
    problem("0146", "D13", Subject::Street, &["健身器材座板断裂，孩子容易夹手"], "损坏器材已更换，其余逐件检查。"),
    problem("0212", "D15", Subject::Lamp, &["路名牌倒伏，字迹也看不清"], "路名牌已更换并加固底座。"),
    problem("0217", "D09", Subject::Road, &["中间护栏被撞开一段，行人随意横穿"], "护栏已恢复，缺失立柱已补齐。"),
    problem("0113", "D20", Subject::Manhole, &["消火栓漏水，阀门打不开"], "消火栓已更换，试水压力正常。"),
    problem("E0137", "D06", Subject::Rubbish, &["河沟里有死猪，气味很大"], "已无害化处理并消毒。"),
    problem(
        "E0133",
        "D12",
        Subject::Rubbish,
        &["垃圾桶旁有成袋的废弃针头和输液管"],
        "已按医疗废物收运，责任诊所已立案。",
    ),
    problem(
        "E0404",
        "D17",
        Subject::Street,
        &["废品收购点占了整条巷子，纸板堆到二楼"],
        "占道废品已清空，经营者已签承诺书。",
    ),
    problem("0308", "D14", Subject::Street, &["宣传栏玻璃碎裂，尖角外露"], "玻璃已更换为有机板。"),
    off_list("D16", Subject::Street, &["工地工人反映两个月工资没发，情绪激动"], "已约谈施工单位，欠薪全部发放到账。"),
    off_list("D10", Subject::Street, &["集市电子秤不准，三位居民都短了斤两"], "已检定并没收不合格衡器两台。"),
    off_list("D11", Subject::Street, &["沿街商铺楼上住人，充电的电瓶车放在楼梯间"], "已清出电瓶车，责令搬离并复查。"),
];

/// Why a supervisor declines, from the list and in words.
pub(super) const DECLINED: [(DeclineReason, &str); 4] = [
    (DeclineReason::Duplicate, "同一位置今早已有案件在办，不重复立案。"),
    (DeclineReason::NotCounty, "属于小区物业内部事务，已转告社区联系物业。"),
    (DeclineReason::Incomplete, "照片和描述无法确认位置，请补充后重新上报。"),
    (DeclineReason::Solved, "电话核实现场已恢复，无需派遣。"),
];

/// Why a reporter withdraws.
pub(super) const WITHDRAWN: [&str; 3] =
    ["到现场看已经有人修好了。", "位置报错了，重新上报。", "误报，是施工单位临时打开，已盖回。"];

/// Why a unit asks to return a ticket.
pub(super) const NOT_OURS: [&str; 3] = [
    "现场设施产权不属本单位，建议改派。",
    "该路段养护已移交，不在本单位养护范围。",
    "按细化责任清单，本单位为配合单位。",
];

/// What reporters add later.
pub(super) const NOTES: [&str; 4] =
    ["居民又来催问，希望尽快处理。", "已拉警戒带，安排人看着。", "昨晚下雨后情况更重了。", "已告知周边商户绕行。"];

/// What people write with a good rating; empty for those who write nothing.
pub(super) const PRAISE: [&str; 4] = ["", "来得快，处理得干净。", "", "群众很满意。"];
