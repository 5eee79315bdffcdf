//! The 72 components of GB/T 30428.2-2013, as gathered from public lists. Who leads, and by when, are samples.

use domain::{Item, ItemKind};

use crate::demo::list::row::Who::{D, Town};
use crate::demo::list::row::{EDITION, PHOTOS, RECORD, REPAIR, Row, hours, row, rush, to, whenever, workdays};

/// The standard's classes, and what stands under them.
const CLASSES: [(&str, &[Row]); 5] = [
    (
        "公用设施",
        &[
            row("0101", "上水井盖：自来水井盖、水表井盖", "M37", &[to(D(5), hours(8)).until("井盖完好稳固", REPAIR)]),
            row(
                "0102",
                "污水井盖：窨井盖、马葫芦盖、下水道盖",
                "M15",
                &[to(D(1), hours(4)).until("井盖齐全稳固，无异响", REPAIR)],
            )
            .common(1),
            row("0103", "雨水井盖：窨井盖、马葫芦盖", "M15", &[to(D(1), hours(4)).until("井盖齐全稳固", REPAIR)]),
            row(
                "0104",
                "雨水箅子：下水篦子、雨水口、铁箅子",
                "M15",
                &[to(D(1), hours(8)).until("箅子齐全，过水畅通", REPAIR)],
            ),
            row("0105", "电力井盖：电缆井盖、供电井盖", "M55", &[to(D(18), hours(8)).until("井盖完好稳固", REPAIR)]),
            row("0106", "路灯井盖：路灯电缆井盖", "M14", &[to(D(1), hours(8)).until("井盖完好稳固", REPAIR)]),
            row("0107", "通信井盖：电话井盖、光缆井盖", "M20", &[to(D(19), hours(8)).until("井盖完好稳固", REPAIR)]),
            row("0108", "电视井盖：有线电视井盖", "M20", &[to(D(19), hours(12)).until("井盖完好稳固", REPAIR)]),
            row("0109", "网络井盖：宽带井盖", "M20", &[to(D(19), hours(12)).until("井盖完好稳固", REPAIR)]),
            row("0110", "热力井盖：暖气井盖、供热井盖", "M14", &[to(D(1), hours(12)).until("井盖完好稳固", REPAIR)]),
            row(
                "0111",
                "燃气井盖：煤气井盖、天然气井盖",
                "M16",
                &[to(D(1), hours(2)).until("检测无泄漏，井盖稳固", REPAIR)],
            ),
            row("0112", "公安井盖：监控井盖、红绿灯井盖", "M87", &[to(D(9), hours(12)).until("井盖完好稳固", REPAIR)]),
            row(
                "0113",
                "消防设施：消火栓、消防栓、灭火器",
                "M64",
                &[to(D(20), hours(12)).until("试水试压正常", REPAIR)],
            ),
            row("0114", "园林井盖：绿化井盖、浇水井盖", "M25", &[to(D(1), hours(12)).until("井盖完好稳固", REPAIR)]),
            row(
                "0118",
                "化粪池井盖：粪坑盖、化粪井盖",
                "M23",
                &[to(D(2), hours(8)).when("公厕、公共场所"), to(Town, hours(12)).with(&[D(1)]).when("小区、村庄")],
            ),
            row(
                "0123",
                "不明井盖：无主井盖、不知道谁家的井盖",
                "M14",
                &[to(D(2), hours(24)).until("先行补盖，权属查明", REPAIR)],
            ),
            row("0125", "供水器：取水器、自来水桩", "M37", &[to(D(5), hours(24)).until("出水正常，不漏水", REPAIR)]),
            row(
                "0126",
                "沟槽盖板：水沟盖板、电缆沟盖板",
                "M15",
                &[
                    to(D(1), hours(12)).when("城区道路"),
                    to(D(4), hours(24)).with(&[Town]).when("公路"),
                    to(Town, workdays(2)).when("村内街巷"),
                ],
            ),
            row(
                "0127",
                "通讯交接箱：电话交接箱、光缆箱",
                "M20",
                &[to(D(19), hours(24)).until("箱体完好，箱门锁闭", REPAIR)],
            ),
            row(
                "0128",
                "电力设施：变压器、配电箱、电箱",
                "M55",
                &[to(D(18), hours(24)).until("箱门锁闭，警示齐全", REPAIR)],
            ),
            row("0129", "电力设施标识牌：电缆标志牌、高压警示牌", "M55", &[to(D(18), workdays(5))]),
            row(
                "0130",
                "电力立杆：电线杆、电杆、电柱子",
                "M55",
                &[to(D(18), hours(24)).until("杆体稳固，不倾斜", REPAIR)],
            ),
            row("0131", "通信立杆：电话线杆、网线杆", "M20", &[to(D(19), hours(24)).until("杆体稳固，不倾斜", REPAIR)]),
            row("0137", "路灯：灯不亮、黑灯、马路灯", "M14", &[to(D(1), hours(24)).until("夜间亮灯正常", REPAIR)])
                .common(2),
            row("0138", "地灯：地埋灯", "M14", &[to(D(1), workdays(3)).until("灯亮，灯面完好不漏电", REPAIR)]),
            row("0139", "景观灯：彩灯、亮化灯", "M14", &[to(D(1), hours(72)).until("亮灯正常", REPAIR)]),
            row("0140", "报刊亭：报亭、书报亭", "M22", &[]),
            row("0145", "自动售货机：售卖机、饮料机", "M22", &[]),
            row(
                "0146",
                "户外健身设施：健身器材、健身路径、漫步机",
                "M79",
                &[to(D(13), hours(72)).until("器材完好，无夹手尖角", REPAIR)],
            ),
            row(
                "0149",
                "燃气调压站（箱）：煤气箱、调压箱",
                "M16",
                &[to(D(1), rush(4)).until("检测无泄漏，箱门锁闭", REPAIR).urgent()],
            ),
            row(
                "0150",
                "监控电子眼：摄像头、电子眼、监控探头",
                "M87",
                &[to(D(9), hours(48)).until("图像恢复在线", REPAIR)],
            ),
            row(
                "0151",
                "岗亭（治安亭）：警务亭、巡逻亭",
                "M87",
                &[to(D(9), workdays(3)).until("亭体完好整洁", REPAIR)],
            ),
            row("0152", "休息亭：凉亭、亭子", "M25", &[]),
            row(
                "0154",
                "充电站（桩）：充电桩、充电站、充不上电",
                "M65",
                &[to(D(18), hours(48)).until("充电功能恢复", REPAIR)],
            ),
            row(
                "0157",
                "露天燃气管道：煤气管、天然气管子",
                "M16",
                &[to(D(1), rush(4)).with(&[Town]).until("管道稳固，检测无泄漏", REPAIR).urgent()],
            ),
        ],
    ),
    (
        "道路交通设施",
        &[
            row(
                "0201",
                "停车场：停车位、车位、停车点",
                "M29",
                &[to(D(2), workdays(3)).with(&[D(9)]).when("城区公共停车场"), to(Town, workdays(5)).when("镇村停车场")],
            ),
            row(
                "0204",
                "公交站亭（牌）：公交站、候车亭、站牌",
                "M31",
                &[to(D(4), hours(48)).until("站亭完好，站名清晰", REPAIR)],
            ),
            row("0206", "过街天桥：天桥、人行天桥", "M28", &[to(D(1), workdays(3)).until("桥面护栏完好", REPAIR)]),
            row("0207", "地下通道：地下过道、过街地道", "M28", &[to(D(1), hours(24)).until("照明排水正常", REPAIR)]),
            row("0208", "立交桥：高架桥", "M28", &[to(D(4), hours(24)).until("病害处置，通行安全", REPAIR)]),
            row("0209", "跨河桥：大桥、河桥", "M28", &[to(D(4), hours(24)).until("护栏桥面完好", REPAIR)]),
            row(
                "0211",
                "限高架（杆）：限高杆、龙门架",
                "M28",
                &[to(D(4), hours(24)).until("架体稳固，标志清晰", REPAIR)],
            ),
            row("0212", "路名牌：路牌、街牌", "M85", &[to(D(15), hours(72)).until("牌体完好，路名准确", REPAIR)]),
            row(
                "0217",
                "交通护栏：马路护栏、隔离栏、栏杆",
                "M29",
                &[to(D(9), hours(24)).until("护栏连续稳固", REPAIR)],
            ),
            row("0219", "渠化岛：安全岛、导流岛", "M29", &[to(D(1), workdays(5)).with(&[D(9)])]),
            row("0220", "人行横道桩：斑马线桩、阻车桩", "M29", &[to(D(9), workdays(3))]),
            row("0221", "便道桩：石墩、隔离墩、拦车柱", "M29", &[to(D(1), workdays(3))]),
            row("0224", "道路隔音屏：隔音板、声屏障", "M28", &[to(D(4), workdays(7)).until("屏体齐全稳固", REPAIR)]),
            row("0225", "非机动车停放点：自行车停车点、电动车停车棚", "M22", &[]),
            row(
                "0230",
                "水域标示牌：河湖长牌、水深危险牌",
                "M33",
                &[
                    to(D(5), workdays(5)).with(&[Town]).when("河道、水库"),
                    to(D(7), workdays(5)).with(&[Town]).when("海岸、渔港"),
                ],
            ),
        ],
    ),
    (
        "市容环境设施",
        &[
            row("0301", "公共厕所：公厕、厕所、茅房", "M23", &[to(D(2), hours(8)).until("设施完好，清洁无味", PHOTOS)]),
            row("0302", "公厕指示牌：厕所牌子", "M23", &[]),
            row(
                "0303",
                "化粪池：粪坑满了、粪水外溢",
                "M23",
                &[to(D(2), hours(12)).when("公厕、公共场所"), to(Town, workdays(2)).with(&[D(1)]).when("小区、村庄")],
            ),
            row(
                "0304",
                "垃圾中转站：垃圾站、垃圾楼",
                "M23",
                &[to(D(2), hours(12)).until("设备正常，渗滤液不外漏", RECORD)],
            ),
            row(
                "0305",
                "垃圾箱（果皮箱、桶）：垃圾桶、垃圾箱、果皮箱",
                "M23",
                &[to(D(2), hours(12)).until("箱体完好，箱内清空", PHOTOS)],
            )
            .common(6),
            row("0306", "户外广告：广告牌、大牌子、灯箱广告", "M24", &[]),
            row("0307", "牌匾标识：招牌、门头、门头字", "M24", &[]),
            row(
                "0308",
                "宣传栏：公告栏、橱窗、公示栏",
                "M79",
                &[to(D(14), hours(72)).until("栏体完好，无尖角外露", REPAIR)],
            ),
        ],
    ),
    (
        "园林绿化设施",
        &[
            row("0401", "古树名木：老树、古树、老槐树", "M05", &[to(D(3), hours(48)).until("救治措施到位", PHOTOS)]),
            row("0402", "行道树：路边树、马路树", "M25", &[to(D(1), hours(24)).until("枯枝清除，树体稳固", PHOTOS)]),
            row("0404", "护树设施：树池箅子、护树架、树坑盖", "M25", &[]),
            row("0405", "花钵花架：花盆、花箱", "M25", &[]),
            row("0406", "雕塑：塑像、石像", "M25", &[to(D(1), workdays(10)).until("雕塑完好，基座稳固", REPAIR)]),
            row("0407", "街头座椅：长椅、椅子、坐凳", "M25", &[to(D(1), hours(72)).until("座椅完好稳固", REPAIR)]),
            row("0408", "绿地护栏：草坪护栏、花池栏杆", "M25", &[to(D(1), hours(48)).until("护栏连续稳固", REPAIR)]),
            row("0409", "绿地附属设施：喷头、浇水管、草坪灯箱", "M25", &[]),
            row("0410", "喷泉：喷水池、音乐喷泉", "M25", &[to(D(1), workdays(7)).until("不漏电，运行正常", REPAIR)]),
        ],
    ),
    (
        "其他部件",
        &[
            row(
                "0503",
                "车辆加油（气、电）站：加油站、加气站",
                "M62",
                &[
                    to(D(17), workdays(5)).with(&[D(11)]).when("经营秩序"),
                    to(D(11), rush(4)).with(&[D(20)]).when("安全隐患").urgent(),
                ],
            ),
            row("0504", "液化气站：煤气站、灌气站", "M16", &[whenever(D(11)).until("隐患消除，复查合格", RECORD)]),
            row(
                "0506",
                "水域附属设施：台阶码头、亲水平台",
                "M33",
                &[to(D(5), workdays(5)).when("河道、水库"), to(D(7), workdays(5)).when("海岸、渔港")],
            ),
            row(
                "0507",
                "水域护栏：河边栏杆、码头护栏、海边栏杆",
                "M48",
                &[to(D(7), hours(24)).until("护栏连续稳固", REPAIR)],
            ),
            row("0508", "防汛墙：挡水墙、防浪墙、河坝墙", "M35", &[to(D(5), hours(12)).until("裂缝缺口封堵", REPAIR)]),
        ],
    ),
];

/// Every one.
pub(super) fn all() -> impl Iterator<Item = Item> {
    let item = |(class_name, rows): &'static (&'static str, &'static [Row])| {
        rows.iter().map(move |row| row.item(ItemKind::Component, class_name, EDITION))
    };
    CLASSES.iter().flat_map(item)
}
