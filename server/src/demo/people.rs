//! The accounts of the sample county. Their numbers follow their units': `grid07` belongs to the seventh township,
//! `agency0709` to the agency that the ninth department has there.

use domain::{Person, Role, Unit, UnitCode};

use super::id;
use super::units::{CENTRE, agency_code, code, seats};

/// Family names, the county's own among them.
const FAMILIES: [&str; 30] = [
    "王", "于", "张", "毕", "刘", "丛", "李", "邹", "孙", "鞠", "姜", "隋", "宋", "岳", "连", "汤", "杨", "梁", "陈",
    "曲", "赵", "慕", "林", "车", "周", "龙", "徐", "许", "吴", "唐",
];

/// Given names. With 30 families and 37 of these, no two of the first 1110 people are called the same.
const GIVEN: [&str; 37] = [
    "海涛", "丽娜", "建军", "晓燕", "志强", "秀芳", "明洋", "春梅", "永波", "红霞", "国栋", "雪梅", "文斌", "桂香",
    "立新", "海燕", "宏伟", "玉兰", "少华", "冬梅", "振东", "爱华", "家豪", "晓东", "淑珍", "成林", "慧敏", "世杰",
    "凤英", "玉涛", "静怡", "大伟", "彩云", "新民", "思远", "卫国", "雅琴",
];

fn name(number: usize) -> String {
    [FAMILIES[number % FAMILIES.len()], GIVEN[number % GIVEN.len()]].concat()
}

/// Every account: username, role, unit.
fn accounts() -> Vec<(String, Role, UnitCode)> {
    let numbered = |prefix: &'static str, role, letter, count: usize| {
        (1..=count).map(move |n| (format!("{prefix}{n:02}"), role, code(letter, n)))
    };
    let centre = |prefix: &'static str, role, count: usize| {
        (1..=count).map(move |n| (format!("{prefix}{n:02}"), role, UnitCode::from(CENTRE)))
    };
    let agencies = seats().map(|(township, department)| {
        let username = format!("agency{township:02}{department:02}");
        (username, Role::Specialist, agency_code(township, department))
    });
    numbered("grid", Role::GridWorker, 'T', 22)
        .chain(numbered("caller", Role::Caller, 'T', 22))
        .chain(numbered("specialist", Role::Specialist, 'D', 20))
        .chain(centre("supervisor", Role::Supervisor, 31))
        .chain(centre("leader", Role::Leader, 1))
        .chain(centre("admin", Role::Administrator, 1))
        .chain(numbered("team", Role::ServiceTeam, 'V', 5))
        .chain(agencies)
        .chain(numbered("township", Role::Specialist, 'T', 22))
        .chain(numbered("colleague", Role::Specialist, 'D', 20))
        .collect()
}

/// The people of these units.
pub(super) fn all(units: &[Unit]) -> Vec<Person> {
    let person = |(number, (username, role, code)): (usize, (String, Role, UnitCode))| {
        let unit = units.iter().find(|unit| unit.code == code)?.clone();
        Some(Person { id: id(&format!("person {username}")).into(), username, name: name(number), role, unit })
    };
    accounts().into_iter().enumerate().filter_map(person).collect()
}
