//! The catalogue of the sample county: components and events of GB/T 30428.2-2013, as gathered from public lists.
//!
//! The standard numbers both kinds from 0101, so a component keeps its four digits and an event gets an `E` before
//! them: 0101 is a water-supply manhole cover, E0101 an unlawful shed. Lead units and time limits are samples.

use domain::{Item, ItemKind, UnitCode};

/// As the list of codes names it.
const EDITION: &str = "GBT30428.2-2013";

/// Code, name, lead department, hours for handling (0: the list gives none), place among the commonest (0: none).
type Row = (&'static str, &'static str, &'static str, u32, u32);

const LIST: [(ItemKind, &str, &[Row]); 11] = [
    (
        ItemKind::Component,
        "公用设施",
        &[
            ("0101", "上水井盖", "D05", 8, 0),
            ("0102", "污水井盖", "D01", 4, 1),
            ("0103", "雨水井盖", "D01", 4, 0),
            ("0104", "雨水箅子", "D01", 8, 0),
            ("0106", "路灯井盖", "D01", 8, 0),
            ("0110", "热力井盖", "D01", 12, 0),
            ("0111", "燃气井盖", "D01", 2, 0),
            ("0113", "消防设施", "D20", 12, 0),
            ("0123", "不明井盖", "D02", 24, 0),
            ("0128", "电力设施", "D18", 24, 0),
            ("0131", "通信立杆", "D19", 24, 0),
            ("0137", "路灯", "D01", 24, 2),
            ("0139", "景观灯", "D01", 72, 0),
            ("0146", "户外健身设施", "D13", 72, 0),
            ("0150", "监控电子眼", "D09", 48, 0),
            ("0154", "充电站（桩）", "D18", 48, 0),
        ],
    ),
    (
        ItemKind::Component,
        "道路交通设施",
        &[
            ("0204", "公交站亭（牌）", "D04", 48, 0),
            ("0209", "跨河桥", "D04", 24, 0),
            ("0212", "路名牌", "D15", 72, 0),
            ("0217", "交通护栏", "D09", 24, 0),
        ],
    ),
    (
        ItemKind::Component,
        "市容环境设施",
        &[
            ("0301", "公共厕所", "D02", 8, 0),
            ("0304", "垃圾中转站", "D02", 12, 0),
            ("0305", "垃圾箱（果皮箱、桶）", "D02", 12, 6),
            ("0308", "宣传栏", "D14", 72, 0),
        ],
    ),
    (
        ItemKind::Component,
        "园林绿化设施",
        &[
            ("0401", "古树名木", "D03", 48, 0),
            ("0402", "行道树", "D01", 24, 0),
            ("0407", "街头座椅", "D01", 72, 0),
            ("0408", "绿地护栏", "D01", 48, 0),
        ],
    ),
    (
        ItemKind::Component,
        "其他部件",
        &[("0504", "液化气站", "D11", 0, 0), ("0507", "水域护栏", "D07", 24, 0), ("0508", "防汛墙", "D05", 12, 0)],
    ),
    (
        ItemKind::Event,
        "市容环境",
        &[
            ("E0101", "私搭乱建", "D02", 72, 0),
            ("E0110", "暴露生活垃圾", "D02", 4, 3),
            ("E0111", "积存垃圾渣土", "D02", 24, 0),
            ("E0112", "道路不洁", "D02", 4, 0),
            ("E0113", "道路破损", "D04", 48, 4),
            ("E0117", "绿地脏乱", "D01", 12, 0),
            ("E0120", "焚烧垃圾、树叶", "D08", 2, 0),
            ("E0122", "非法伐树", "D03", 24, 0),
            ("E0125", "水域不洁", "D05", 24, 0),
            ("E0126", "河道污染", "D08", 12, 0),
            ("E0127", "油烟污染", "D08", 24, 0),
            ("E0128", "商业噪音", "D09", 0, 0),
            ("E0130", "乱倒乱排污水、废水", "D08", 8, 0),
            ("E0133", "乱丢弃医疗废物", "D12", 4, 0),
            ("E0136", "乱堆物堆料", "D02", 12, 8),
            ("E0137", "动物尸体", "D06", 0, 0),
            ("E0138", "擅自饲养家禽家畜", "D06", 48, 0),
        ],
    ),
    (
        ItemKind::Event,
        "宣传广告",
        &[
            ("E0201", "非法小广告", "D02", 24, 0),
            ("E0203", "违规户外广告", "D02", 48, 0),
            ("E0204", "广告语言文字不规范", "D10", 0, 0),
        ],
    ),
    (
        ItemKind::Event,
        "施工管理",
        &[
            ("E0303", "无证掘路", "D01", 8, 0),
            ("E0304", "工地扬尘", "D01", 8, 0),
            ("E0307", "施工工地围挡", "D01", 24, 0),
        ],
    ),
    (
        ItemKind::Event,
        "街面秩序",
        &[
            ("E0401", "无照经营游商", "D10", 8, 0),
            ("E0404", "占道废品收购", "D17", 24, 0),
            ("E0406", "占道经营", "D02", 4, 7),
            ("E0410", "非机动车乱停放", "D02", 8, 0),
        ],
    ),
    (
        ItemKind::Event,
        "突发事件",
        &[
            ("E0501", "供水管道破裂", "D05", 4, 0),
            ("E0502", "燃气管道破裂", "D01", 2, 0),
            ("E0503", "排水管道堵塞、破裂", "D01", 8, 9),
            ("E0505", "路面塌陷", "D04", 4, 0),
            ("E0506", "道路积水", "D01", 0, 5),
            ("E0507", "道路积雪、积冰", "D04", 4, 0),
            ("E0508", "架空线缆脱落", "D19", 4, 0),
        ],
    ),
    (ItemKind::Event, "其他事件", &[("E0602", "临街屠宰", "D06", 24, 0)]),
];

/// Every item.
pub(super) fn all() -> Vec<Item> {
    let given = |number: u32| (number > 0).then_some(number);
    let items = |&(kind, class_name, rows): &(ItemKind, &str, &'static [Row])| {
        let class_name = class_name.to_owned();
        rows.iter().map(move |&(code, name, lead, limit_hours, common)| Item {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            class_name: class_name.clone(),
            edition: EDITION.to_owned(),
            lead: Some(UnitCode::from(lead)),
            limit_hours: given(limit_hours),
            common: given(common),
        })
    };
    LIST.iter().flat_map(items).collect()
}
