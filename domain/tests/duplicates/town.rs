//! A town that is made up: things that go wrong in it, and how people report them. All from one seed.

use domain::list::ItemKind;
use domain::time::after;
use domain::{Directory, Item, Look, MediaType, Photo, PhotoHash, Place, PlaceSource, Urgency, Whistle};
use jiff::Timestamp;

/// Degrees in a metre, north and, at this latitude, east.
const NORTH: f64 = 1.0 / 111_195.0;
const EAST: f64 = 1.0 / 88_600.0;
/// Metres of the town's side.
const SIDE: f64 = 8000.0;
/// Days over which it is looked at.
const DAYS: f64 = 60.0;
const HOUR: f64 = 3600.0;

/// What goes wrong: code, name, class, kind, what it is taken for, how long it lasts in hours, how far it reaches in
/// metres, and what people say.
struct Trouble {
    code: &'static str,
    name: &'static str,
    class: &'static str,
    kind: ItemKind,
    taken_for: &'static [&'static str],
    hours: f64,
    reach: f64,
    said: &'static [&'static str],
}

const TROUBLES: [Trouble; 10] = [
    Trouble {
        code: "0102",
        name: "污水井盖",
        class: "公用设施",
        kind: ItemKind::Component,
        taken_for: &["0103", "0104"],
        hours: 120.0,
        reach: 3.0,
        said: &[
            "井盖破了",
            "井盖松动，车一压就响",
            "污水井盖破损，露出半个口子",
            "马路上的井盖坏了，很危险",
            "井盖缺了一角",
        ],
    },
    Trouble {
        code: "0103",
        name: "雨水井盖",
        class: "公用设施",
        kind: ItemKind::Component,
        taken_for: &["0102", "0104"],
        hours: 120.0,
        reach: 3.0,
        said: &["雨水井盖下沉", "井盖比路面低一截", "井盖塌下去了", "井盖翘起来，骑车差点摔倒"],
    },
    Trouble {
        code: "0104",
        name: "雨水箅子",
        class: "公用设施",
        kind: ItemKind::Component,
        taken_for: &["0103"],
        hours: 120.0,
        reach: 3.0,
        said: &["雨水箅子断了", "箅子缺了两根，能卡住车轮", "下水口的铁箅子没了", "雨箅子被压坏"],
    },
    Trouble {
        code: "0137",
        name: "路灯",
        class: "公用设施",
        kind: ItemKind::Component,
        taken_for: &["0128"],
        hours: 96.0,
        reach: 8.0,
        said: &["路灯不亮", "晚上一片黑，灯坏了", "路灯白天也亮着", "灯杆歪了", "路灯一闪一闪"],
    },
    Trouble {
        code: "0128",
        name: "变压器箱",
        class: "公用设施",
        kind: ItemKind::Component,
        taken_for: &["0137"],
        hours: 72.0,
        reach: 4.0,
        said: &["变压器箱门敞着", "电箱没锁，里面电线露着", "配电箱门坏了"],
    },
    Trouble {
        code: "0402",
        name: "行道树",
        class: "园林绿化设施",
        kind: ItemKind::Component,
        taken_for: &["0403"],
        hours: 96.0,
        reach: 6.0,
        said: &["树枝断了挂在半空", "枯枝要掉下来", "行道树倒了", "大风刮断的树枝压着绿篱"],
    },
    Trouble {
        code: "E0110",
        name: "暴露垃圾",
        class: "市容环境",
        kind: ItemKind::Event,
        taken_for: &["E0111", "E0136"],
        hours: 48.0,
        reach: 10.0,
        said: &["垃圾堆在桶外", "垃圾没人清，有臭味", "一大堆生活垃圾", "垃圾满地都是"],
    },
    Trouble {
        code: "E0111",
        name: "积存建筑垃圾",
        class: "市容环境",
        kind: ItemKind::Event,
        taken_for: &["E0110", "E0136"],
        hours: 90.0,
        reach: 10.0,
        said: &["装修垃圾堆了好几天", "倒了一车渣土", "砖头和水泥块没人拉", "建筑垃圾占了半条路"],
    },
    Trouble {
        code: "E0406",
        name: "无照经营游商",
        class: "街面秩序",
        kind: ItemKind::Event,
        taken_for: &["E0404"],
        hours: 6.0,
        reach: 15.0,
        said: &["水果摊占了人行道", "流动摊位占盲道", "小贩在路口摆摊", "烧烤摊占道，油烟大"],
    },
    Trouble {
        code: "E0506",
        name: "道路积水",
        class: "突发事件",
        kind: ItemKind::Event,
        taken_for: &["E0503"],
        hours: 24.0,
        reach: 20.0,
        said: &["积水没过脚面", "路上全是水，车过不去", "下雨后积水两天没退", "涵洞积水，小车熄火"],
    },
];

/// Items that are only ever chosen by mistake.
const OTHERS: [(&str, &str, &str, ItemKind); 4] = [
    ("0403", "绿地护栏", "园林绿化设施", ItemKind::Component),
    ("E0136", "乱堆物料", "市容环境", ItemKind::Event),
    ("E0404", "占道废品收购", "街面秩序", ItemKind::Event),
    ("E0503", "下水道堵塞或破损", "突发事件", ItemKind::Event),
];

const STREETS: [&str; 20] = [
    "青山路",
    "文化路",
    "成山大道",
    "悦湖路",
    "南山路",
    "观海路",
    "伟德山路",
    "河阳街",
    "兴隆街",
    "府前街",
    "府后街",
    "海湾路",
    "凭海路",
    "黎明街",
    "荣成大道",
    "站前街",
    "曙光街",
    "云光街",
    "渔港路",
    "石岛街",
];

const LANDMARKS: [&str; 24] = [
    "公交站牌",
    "小学门口",
    "幼儿园旁",
    "菜市场口",
    "银行门前",
    "药店门口",
    "快递点旁",
    "加油站对面",
    "社区卫生室",
    "老供销社",
    "理发店门前",
    "早餐铺门口",
    "桥头",
    "电影院对面",
    "停车场出口",
    "彩票站旁",
    "水果店门前",
    "小广场边",
    "修车铺旁",
    "邮局门口",
    "派出所对面",
    "网吧楼下",
    "酒店后门",
    "公厕旁边",
];

/// One report, and what it is of.
#[derive(Clone, Debug)]
pub struct Report {
    pub incident: usize,
    /// The incident of the same kind some metres from its own.
    pub beside: Option<usize>,
    pub whistle: Whistle,
    pub at: Timestamp,
    /// When its ticket was closed.
    pub closed_at: Timestamp,
}

/// All that was reported, in order.
pub struct Town {
    pub directory: Directory,
    pub reports: Vec<Report>,
}

/// Whether two reports could lie within what is ever compared: what is not is right without being looked at.
pub fn may_be_near(one: &Report, two: &Report) -> bool {
    let at = |report: &Report| report.whistle.place.as_ref().map(|place| (place.lat, place.lon)).unwrap();
    let ((lat, lon), (other_lat, other_lon)) = (at(one), at(two));
    (lat - other_lat).abs() < 0.004 && (lon - other_lon).abs() < 0.004
}

struct Incident {
    trouble: &'static Trouble,
    /// Metres east and north.
    at: [f64; 2],
    street: &'static str,
    house: u64,
    landmark: &'static str,
    /// Seconds since the town began.
    from: f64,
    until: f64,
    beside: Option<usize>,
    has_neighbour: bool,
    /// Whether it went wrong again.
    came_again: bool,
}

impl Town {
    pub fn build(seed: u64, incidents: usize) -> Self {
        let mut dice = Dice(seed);
        let mut all: Vec<Incident> = Vec::new();
        while all.len() < incidents {
            let next = match dice.share() {
                share if share < 0.12 && !all.is_empty() => neighbour(&mut all, &mut dice),
                share if share < 0.17 && !all.is_empty() => again(&mut all, &mut dice),
                _ => alone(&mut dice),
            };
            all.push(next);
        }
        let mut reports = Vec::new();
        for (n, incident) in all.iter().enumerate() {
            let times = match dice.share() {
                share if share < 0.55 => 1,
                share if share < 0.85 => 2,
                _ => 3,
            };
            reports.extend((0..times).map(|_| report(n, incident, &mut dice)));
        }
        reports.sort_by_key(|report| report.at);
        Self { directory: directory(), reports }
    }
}

fn directory() -> Directory {
    let troubles = TROUBLES.iter().map(|it| Item::new(it.kind, it.code, it.name, it.class, "版"));
    let others = OTHERS.iter().map(|(code, name, class, kind)| Item::new(*kind, code, name, class, "版"));
    Directory::new([], troubles.chain(others))
}

fn alone(dice: &mut Dice) -> Incident {
    let trouble = &TROUBLES[dice.below(TROUBLES.len() as u64) as usize];
    let street = dice.below(STREETS.len() as u64);
    let along = dice.share() * SIDE;
    let across = (street as f64 + 0.5) * SIDE / STREETS.len() as f64 + dice.normal() * 4.0;
    // Every other street runs north.
    let at = if street.is_multiple_of(2) { [along, across] } else { [across, along] };
    let from = dice.share() * DAYS * 24.0 * HOUR;
    Incident {
        trouble,
        at,
        street: STREETS[street as usize],
        house: 1 + (along / 12.0) as u64,
        landmark: dice.pick(&LANDMARKS),
        from,
        until: from + trouble.hours * HOUR * (0.3 + dice.share()),
        beside: None,
        has_neighbour: false,
        came_again: false,
    }
}

/// Another thing of the kind: a cover fifteen metres on, what is larger so much further, a day or two before or after.
fn neighbour(all: &mut [Incident], dice: &mut Dice) -> Incident {
    let n = dice.below(all.len() as u64) as usize;
    let other = &mut all[n];
    if other.beside.is_some() || std::mem::replace(&mut other.has_neighbour, true) {
        return alone(dice);
    }
    let angle = dice.share() * std::f64::consts::TAU;
    let metres = (3.0 * other.trouble.reach).max(15.0);
    let from = (other.from + dice.normal() * 36.0 * HOUR).max(0.0);
    Incident {
        trouble: other.trouble,
        at: [other.at[0] + metres * angle.cos(), other.at[1] + metres * angle.sin()],
        street: other.street,
        house: other.house + 1 + dice.below(2),
        landmark: if dice.share() < 0.3 { other.landmark } else { dice.pick(&LANDMARKS) },
        from,
        until: from + other.trouble.hours * HOUR * (0.3 + dice.share()),
        beside: Some(n),
        has_neighbour: false,
        came_again: false,
    }
}

/// The same place again, once it had been mended.
fn again(all: &mut [Incident], dice: &mut Dice) -> Incident {
    let n = dice.below(all.len() as u64) as usize;
    let other = &mut all[n];
    if std::mem::replace(&mut other.came_again, true) {
        return alone(dice);
    }
    let from = other.until + (8.0 + dice.share() * 20.0) * 24.0 * HOUR;
    let until = from + other.trouble.hours * HOUR * (0.3 + dice.share());
    Incident { from, until, beside: None, has_neighbour: true, came_again: false, ..*other }
}

fn report(n: usize, incident: &Incident, dice: &mut Dice) -> Report {
    let trouble = incident.trouble;
    let seconds = incident.from + dice.share().powi(2) * (incident.until - incident.from);
    // Phones between houses: mostly some metres, at times far off; what they say of it is right two times in three.
    let accuracy = 3.0 + 22.0 * dice.share().powi(2);
    let error = accuracy * if dice.share() < 0.05 { 2.0 } else { 0.65 };
    let offset = |dice: &mut Dice| dice.normal() * error + dice.normal() * trouble.reach * 0.5;
    let at = [incident.at[0] + offset(dice), incident.at[1] + offset(dice)];
    let chosen = match dice.share() {
        share if share < 0.8 => Some(trouble.code),
        share if share < 0.92 => Some(dice.pick(trouble.taken_for)),
        _ => None,
    };
    let (street, house, landmark) = (incident.street, incident.house, incident.landmark);
    let whereabouts = match dice.share() {
        share if share < 0.25 => format!("{street}{house}号"),
        share if share < 0.45 => format!("{street}{landmark}"),
        share if share < 0.6 => landmark.to_owned(),
        share if share < 0.75 => street.to_owned(),
        _ => String::new(),
    };
    let said = dice.pick(trouble.said);
    let description = match dice.below(3) {
        0 => format!("{whereabouts}{said}"),
        1 => format!("{said}，{whereabouts}"),
        _ => format!("{whereabouts}，{said}，麻烦处理一下"),
    };
    let start = Timestamp::from_second(1_760_000_000).unwrap();
    let place = Place {
        lat: 37.15 + at[1] * NORTH,
        lon: 122.47 + at[0] * EAST,
        accuracy_m: Some(accuracy),
        fixed_at: None,
        source: PlaceSource::Gps,
    };
    Report {
        incident: n,
        beside: incident.beside,
        whistle: Whistle {
            description,
            item_code: chosen.map(str::to_owned),
            title: None,
            place: Some(place),
            grid: None,
            address: None,
            urgency: Urgency::Normal,
            photos: Vec::new(),
            contact: None,
        },
        at: after(start, seconds as i64),
        closed_at: after(start, incident.until as i64),
    }
}

impl Town {
    /// The same town, where four reports of five have a photo. Three of ten are taken from where anybody would stand, the
    /// others from wherever; most of those taken at night are too dark to look like anything.
    pub fn with_photos(mut self, seed: u64) -> Self {
        let mut dice = Dice(!seed);
        for report in &mut self.reports {
            let hour = report.at.as_second() / 3600 % 24;
            // From seven in the evening until five in China.
            let is_dark = (11..21).contains(&hour) && dice.share() < 0.7;
            if dice.share() < 0.8 {
                let usual = Dice(seed ^ (report.incident as u64) << 20).next();
                let look = if dice.share() < 0.3 { usual ^ dice.bits(0.08) } else { ROAD ^ dice.bits(0.3) };
                report.whistle.photos.push(photo((!is_dark).then(|| Look::from_bits(look))));
            }
        }
        self
    }
}

/// What pictures taken on roads have in common: bright above, dark below.
const ROAD: u64 = 0xffff_f00f_a5a5_3c3c;

fn photo(look: Option<Look>) -> Photo {
    Photo {
        sha256: PhotoHash::from_digest(&[0; 32]),
        bytes: 200_000,
        media_type: MediaType::Jpeg,
        width: 1600,
        height: 1200,
        taken_at: None,
        place: None,
        look,
    }
}

/// Chance that is the same each time: `SplitMix64` (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// From 0 up to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Sixty-four bits, each of which is set as often as `share`.
    fn bits(&mut self, share: f64) -> u64 {
        (0..64).fold(0, |bits, _| bits << 1 | u64::from(self.share() < share))
    }

    /// The normal distribution, nearly: twelve shares.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}
