//! Who is responsible, by code or by name.

use std::collections::HashMap;

use domain::list::file::CellFaultKind;
use domain::list::{FaultKind, Responsible};
use domain::{Directory, UnitCode};

use super::values::SEPARATORS;

/// How the township of the place is written, and what else it is called.
const TOWNSHIP: &str = "属地镇街";
const TOWNSHIPS: [&str; 9] =
    [TOWNSHIP, "@township", "镇街", "属地", "属地乡镇", "属地街道", "属地镇（街道）", "属地镇(街道)", "所在镇街"];
/// How the agency of a department is written.
const AGENCY: &str = "派驻机构：";
const AGENCIES: [&str; 3] = [AGENCY, "派驻机构:", "@agency:"];
/// What stands before a unit's name where the list of another place is taken over, or the place is said once more.
const PLACES: [char; 3] = ['县', '市', '区'];

/// The units, ready to be looked up.
#[derive(Debug)]
pub(super) struct Units<'a> {
    directory: &'a Directory,
    by_name: HashMap<&'a str, Vec<&'a UnitCode>>,
}

impl<'a> Units<'a> {
    pub(super) fn of(directory: &'a Directory) -> Self {
        let mut by_name: HashMap<&str, Vec<&UnitCode>> = HashMap::new();
        for unit in directory.units() {
            by_name.entry(unit.name.as_str()).or_default().push(&unit.code);
        }
        Self { directory, by_name }
    }

    /// The unit that a cell names.
    pub(super) fn unit(&self, text: &str) -> Result<UnitCode, CellFaultKind> {
        let code = UnitCode(text.to_owned());
        if self.directory.unit(&code).is_some() {
            return Ok(code);
        }
        let without_place = || text.split_once(PLACES).map(|(_, name)| name);
        let named = self.by_name.get(text).or_else(|| self.by_name.get(without_place()?));
        match named.map(Vec::as_slice) {
            Some([code]) => Ok((*code).clone()),
            Some(_) => Err(CellFaultKind::SeveralUnits(text.to_owned())),
            None => Err(CellFaultKind::Item(FaultKind::NoSuchUnit(text.to_owned()))),
        }
    }

    /// Who a cell says is responsible.
    pub(super) fn responsible(&self, text: &str) -> Result<Responsible, CellFaultKind> {
        if TOWNSHIPS.contains(&text) {
            return Ok(Responsible::Township);
        }
        if let Some(department) = AGENCIES.iter().find_map(|start| text.strip_prefix(start)) {
            return self.unit(department.trim()).map(Responsible::Agency);
        }
        // A unit may itself be called so.
        let unit = self.unit(text).map(Responsible::Unit);
        match text.strip_suffix("派驻机构") {
            Some(department) if unit.is_err() => self.unit(department.trim()).map(Responsible::Agency),
            _ => unit,
        }
    }

    /// The unit, to be written: its name, unless the name would not lead back to it.
    pub(super) fn unit_text(&self, code: &UnitCode) -> String {
        let name = self.directory.unit(code).map(|unit| unit.name.as_str()).unwrap_or_default();
        let leads_back = !name.contains(SEPARATORS)
            && name.trim() == name
            && self.responsible(name).is_ok_and(|back| back == Responsible::Unit(code.clone()));
        if leads_back { name.to_owned() } else { code.to_string() }
    }

    /// Who is responsible, to be written.
    pub(super) fn text(&self, responsible: &Responsible) -> String {
        match responsible {
            Responsible::Unit(code) => self.unit_text(code),
            Responsible::Township => TOWNSHIP.to_owned(),
            Responsible::Agency(department) => format!("{AGENCY}{}", self.unit_text(department)),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Unit, UnitKind};
    use uuid::Uuid;

    use super::*;

    fn directory() -> Directory {
        let unit = |code: &str, name: &str| Unit::new(Uuid::nil(), code.into(), name, UnitKind::Department);
        Directory::new(
            [
                unit("D01", "公安局"),
                unit("D02", "水利局"),
                unit("D03", "执法队"),
                unit("D04", "执法队"),
                unit("D05", "属地"),
            ],
            [],
        )
    }

    #[test]
    fn a_unit_is_known_by_code_by_name_and_with_its_place_before_it() {
        let directory = directory();
        let units = Units::of(&directory);
        for (text, who) in [
            ("D01", "D01"),
            ("公安局", "D01"),
            ("荣成市公安局", "D01"),
            ("属地镇街", "@township"),
            ("派驻机构：水利局", "@agency:D02"),
            ("水利局派驻机构", "@agency:D02"),
            ("@agency:D02", "@agency:D02"),
        ] {
            assert_eq!(units.responsible(text).unwrap().to_string(), who, "{text}");
        }
        assert_eq!(units.responsible("执法队"), Err(CellFaultKind::SeveralUnits("执法队".into())));
        let nobody = CellFaultKind::Item(FaultKind::NoSuchUnit("市教育局".into()));
        assert_eq!(units.responsible("市教育局"), Err(nobody));
    }

    #[test]
    fn what_is_written_leads_back() {
        let directory = directory();
        let units = Units::of(&directory);
        for who in ["D01", "D03", "D05", "D99", "@township", "@agency:D02", "@agency:D04"] {
            let who: Responsible = who.parse().unwrap();
            let written = units.text(&who);
            assert_eq!(units.responsible(&written).ok(), Some(who).filter(|who| who.to_string() != "D99"), "{written}");
        }
        assert_eq!(units.unit_text(&"D01".into()), "公安局");
        assert_eq!(units.unit_text(&"D03".into()), "D03");
    }
}
