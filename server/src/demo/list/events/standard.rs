//! The 68 events of GB/T 30428.2-2013, as gathered from public lists. The standard numbers them from 0101 as it does
//! the components; an `E` before the number keeps them apart. Who leads, and by when, are samples.

use domain::{Item, ItemKind};

use super::boundaries;
use crate::demo::list::row::Who::{D, Seat, Town};
use crate::demo::list::row::{
    CASE, EDITION, LAB, ORDER, PHOTOS, RECORD, REPAIR, Row, hours, row, rush, to, whenever, workdays,
};

/// The standard's classes, and what stands under them.
const CLASSES: [(&str, &[Row]); 6] = [
    (
        "市容环境",
        &[
            row(
                "E0101",
                "私搭乱建：违章建筑、违建、乱盖",
                "M21",
                &[to(D(2), hours(72)).until("停建或拆除到位", PHOTOS)],
            ),
            row(
                "E0102",
                "店面无证装修：门头乱装修、偷着装修",
                "M24",
                &[to(D(2), workdays(3)).until("停工或补办手续", ORDER)],
            ),
            row(
                "E0103",
                "违章接坡：门口垫坡、私修坡道",
                "M22",
                &[to(D(2), workdays(5)).until("坡道拆除，路面恢复", PHOTOS)],
            ),
            row("E0104", "临街建筑物外立面不洁：外墙脏、墙皮掉", "M22", &[]),
            row("E0105", "临街阳台、屋顶脏乱差：阳台乱堆、楼顶垃圾", "M22", &[]),
            row("E0106", "擅自在临街建筑物上挂彩旗：乱挂彩旗", "M24", &[]),
            row("E0107", "沿街晾挂：路边晒被子、晾衣服", "M22", &[]),
            row("E0108", "擅自架设管线、杆线设施：乱拉线、私拉电线", "M20", &[]),
            row(
                "E0110",
                "暴露生活垃圾：垃圾没人收、垃圾满了",
                "M23",
                &[to(D(2), hours(4)).until("垃圾清净，地面冲洗", PHOTOS)],
            )
            .common(3),
            row("E0111", "积存垃圾渣土：渣土堆、装修垃圾", "M26", &[to(D(2), hours(24)).until("渣土清运干净", PHOTOS)]),
            row("E0112", "道路不洁：路上脏、马路没扫", "M23", &[to(D(2), hours(4)).until("路面清洁", PHOTOS)]),
            row(
                "E0113",
                "道路破损：路坏了、坑洼、路面有坑",
                "M27",
                &[to(D(4), hours(48)).until("坑槽修补平整", REPAIR)],
            )
            .common(4),
            row(
                "E0114",
                "道路遗撒：路上撒土、车漏沙子",
                "M09",
                &[to(D(2), hours(4)).with(&[D(9)]).until("路面清净", PHOTOS)],
            ),
            row("E0117", "绿地脏乱：草坪垃圾、绿化带脏", "M25", &[to(D(1), hours(12)).until("绿地清净", PHOTOS)]),
            row("E0118", "绿化弃料：剪下的树枝、枯枝没运", "M25", &[]),
            row("E0119", "非装饰性吊挂：树上挂东西、绳子绑树", "M25", &[]),
            row(
                "E0120",
                "焚烧垃圾、树叶：烧垃圾、烧树叶、冒烟",
                "M07",
                &[to(D(8), hours(2)).until("明火扑灭，余烬清理", PHOTOS)],
            ),
            row(
                "E0121",
                "病虫害：树生虫、美国白蛾、毛毛虫",
                "M05",
                &[to(D(3), workdays(3)).with(&[D(1), Town]).until("药剂除治到位", PHOTOS)],
            ),
            row("E0122", "非法伐树：砍树、偷树", "M05", &[to(D(3), hours(24)).until("已制止并立案", CASE)]),
            row("E0125", "水域不洁：水面垃圾、河里脏", "M33", &[to(D(5), hours(24)).until("水面清净", PHOTOS)]),
            row("E0126", "河道污染：河水臭、水发黑", "M13", &[to(D(8), hours(12)).until("污染源切断，水质达标", LAB)]),
            row("E0127", "油烟污染：油烟呛人、饭店冒烟", "M08", &[to(D(8), hours(24)).until("净化设施正常", ORDER)]),
            row("E0128", "商业噪音：店铺喇叭、音响吵", "M12", &[whenever(D(9)).until("音量降低", RECORD)]),
            row("E0129", "露天烧烤：路边撸串、烧烤摊", "M08", &[]),
            row(
                "E0130",
                "乱倒乱排污水、废水：泼脏水、污水倒路上",
                "M13",
                &[to(D(8), hours(8)).until("不再乱排，地面冲洗", PHOTOS)],
            ),
            row(
                "E0131",
                "餐厨垃圾遗撒和污染：泔水洒了、泔水桶臭",
                "M23",
                &[to(D(2), hours(8)).until("冲洗清净", PHOTOS)],
            ),
            row(
                "E0132",
                "非正规垃圾填埋场：垃圾坑、偷埋垃圾",
                "M23",
                &[to(D(2), workdays(20)).with(&[D(8), D(3), Town]).until("清挖转运，场地恢复", LAB)],
            ),
            row(
                "E0133",
                "乱丢弃医疗废物：针头、输液管、医疗垃圾",
                "M71",
                &[to(D(12), hours(4)).until("收集消毒，来源查明", RECORD)],
            ),
            row(
                "E0134",
                "废弃车辆：僵尸车、破车",
                "M29",
                &[
                    to(D(9), workdays(7)).with(&[D(2)]).when("道路上"),
                    to(Town, workdays(10)).with(&[Seat(9)]).when("小区、村内"),
                ],
            ),
            row("E0135", "废弃家具设备：破沙发、旧家具、床垫", "M23", &[]),
            row("E0136", "乱堆物堆料：乱堆东西、沙子堆路上", "M22", &[to(D(2), hours(12)).until("堆放物清走", PHOTOS)])
                .common(8),
            row("E0137", "动物尸体：死猫死狗、死猪", "M40", &[whenever(D(6)).until("无害化处理并消毒", RECORD)]),
            row(
                "E0138",
                "擅自饲养家禽家畜：养鸡、楼下养鸭、养猪",
                "M11",
                &[to(D(6), hours(48)).until("禽畜清离，环境消毒", PHOTOS)],
            ),
        ],
    ),
    (
        "宣传广告",
        &[
            row(
                "E0201",
                "非法小广告：小广告、牛皮癣、办证广告",
                "M24",
                &[to(D(2), hours(24)).until("清除覆盖干净", PHOTOS)],
            ),
            row("E0202", "街头散发广告：发传单、发小卡片", "M24", &[]),
            row(
                "E0203",
                "违规户外广告：乱设广告牌、违规广告",
                "M24",
                &[to(D(2), hours(48)).until("拆除或完善手续", PHOTOS)],
            ),
            row(
                "E0204",
                "广告语言文字不规范：错别字广告、广告写错",
                "M24",
                &[whenever(D(10)).until("文字改正", PHOTOS)],
            ),
            row("E0205", "户外广告设置位置不合理：广告牌挡路、挡信号灯", "M24", &[]),
            row("E0206", "违规牌匾标识：门头乱、一店多牌", "M24", &[]),
            row("E0207", "违规标语宣传品：乱挂横幅、条幅", "M24", &[to(D(2), hours(12)).until("已撤除", PHOTOS)]),
        ],
    ),
    (
        "施工管理",
        &[
            row(
                "E0301",
                "施工扰民：半夜施工、工地吵",
                "M12",
                &[to(D(2), hours(4)).with(&[D(1)]).until("停工或手续齐全", ORDER)],
            ),
            row(
                "E0302",
                "施工占道：施工占路、挖路占道",
                "M22",
                &[to(D(2), hours(8)).with(&[D(9)]).until("道路恢复通行", PHOTOS)],
            ),
            row("E0303", "无证掘路：乱挖路、刨路", "M14", &[to(D(1), hours(8)).until("停工补证，路面恢复", PHOTOS)]),
            row("E0304", "工地扬尘：工地灰大、尘土飞扬", "M09", &[to(D(1), hours(8)).until("覆盖喷淋到位", PHOTOS)]),
            row("E0305", "施工废弃料：工地废料、建筑废料", "M26", &[]),
            row("E0306", "施工物料乱堆放：砖头水泥乱堆", "M19", &[]),
            row("E0307", "施工工地围挡：围挡倒了、挡板坏", "M19", &[to(D(1), hours(24)).until("围挡连续稳固", PHOTOS)]),
            row("E0308", "施工工地道路未硬化：工地土路、泥路", "M19", &[]),
            row("E0309", "施工工地出入口道路破损：工地门口路坏", "M19", &[]),
            row("E0310", "施工完成后未场光地净：施工完没清理", "M19", &[]),
            row("E0311", "渣土运输车辆未安装密闭装置：渣土车没盖、拉土车没盖布", "M26", &[]),
            row("E0312", "施工工地车轮夹带：车轮带泥、带泥上路", "M09", &[]),
        ],
    ),
    (
        "街面秩序",
        &[
            row(
                "E0401",
                "无照经营游商：小贩、流动摊、推车卖货",
                "M57",
                &[to(D(10), hours(8)).until("引导入市或离开", PHOTOS)],
            ),
            row("E0402", "早（夜）市管理问题：早市乱、夜市吵、大集堵路", "M22", &[]),
            row(
                "E0404",
                "占道废品收购：收破烂占道、废品摊",
                "M62",
                &[to(D(17), hours(24)).until("废品清离道路", PHOTOS)],
            ),
            row("E0405", "店外经营：出店经营、把货摆外面", "M22", &[]),
            row(
                "E0406",
                "占道经营：占道摆摊、乱摆摊、摆地摊",
                "M22",
                &[to(D(2), hours(4)).until("摊点清离，通行恢复", PHOTOS)],
            )
            .common(7),
            row(
                "E0410",
                "非机动车乱停放：电动车乱停、单车乱放",
                "M22",
                &[to(D(2), hours(8)).until("摆放有序", PHOTOS)],
            ),
        ],
    ),
    (
        "突发事件",
        &[
            row("E0501", "供水管道破裂：水管爆了、跑水", "M37", &[to(D(5), hours(4)).until("修复并恢复供水", REPAIR)]),
            row(
                "E0502",
                "燃气管道破裂：煤气漏了、燃气味、漏气",
                "M16",
                &[to(D(1), hours(2)).until("气源切断，检测无泄漏", REPAIR)],
            ),
            row(
                "E0503",
                "排水管道堵塞、破裂：下水道堵、返水、冒污水",
                "M15",
                &[to(D(1), hours(8)).until("疏通修复，不外溢", REPAIR)],
            )
            .common(9),
            row(
                "E0504",
                "热力管道破裂：暖气管爆、暖气漏水",
                "M14",
                &[to(D(1), rush(6)).with(&[D(9), Town]).until("修复并恢复供热", REPAIR).urgent()],
            ),
            row(
                "E0505",
                "路面塌陷：路塌了、地陷、大坑",
                "M28",
                &[to(D(4), hours(4)).until("回填夯实，恢复通行", REPAIR)],
            ),
            row("E0506", "道路积水：路淹了、水漫路、水坑", "M15", &[whenever(D(1)).until("积水排净", PHOTOS)])
                .common(5),
            row(
                "E0507",
                "道路积雪、积冰：路滑、雪没扫、结冰",
                "M27",
                &[to(D(4), hours(4)).until("清扫融冰，通行安全", PHOTOS)],
            ),
            row(
                "E0508",
                "架空线缆脱落：电线掉了、线垂下来",
                "M20",
                &[to(D(19), hours(4)).until("线缆固定或撤除", REPAIR)],
            ),
        ],
    ),
    (
        "其他事件",
        &[
            row(
                "E0602",
                "临街屠宰：街上杀羊、路边杀鸡",
                "M40",
                &[to(D(6), hours(24)).until("停止屠宰，冲洗消毒", PHOTOS)],
            ),
            row(
                "E0604",
                "门前四包（五包）：门前三包、门口没扫",
                "M22",
                &[to(Town, workdays(2)).with(&[D(2)]).until("门前整洁，责任书上墙", PHOTOS)],
            ),
        ],
    ),
];

/// Every one.
pub(super) fn all() -> impl Iterator<Item = Item> {
    let rows = CLASSES.iter().flat_map(|(class_name, rows)| rows.iter().map(move |row| (class_name, row)));
    rows.map(|(class_name, row)| {
        let item = row.item(ItemKind::Event, class_name, EDITION);
        Item { boundary: boundaries::of(&item.code), ..item }
    })
}
