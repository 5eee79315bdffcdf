//! The list as a file that reads back the same: one row for each entry, the item's own columns in each of them.

use csv::WriterBuilder;
use domain::list::file::Column;
use domain::{Directory, Duty, Item, Language};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::units::Units;
use super::values::{kind_text, limit_text, urgency_text};

/// Name of the sheet.
const SHEET: &str = "责任清单";
/// So that spreadsheets take it for UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// What a spreadsheet takes for the beginning of a formula, in full width too.
const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet could take a text of CSV for a formula, or for what stands before one.
pub(super) fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// The items as CSV in UTF-8.
pub fn csv<'a>(items: impl IntoIterator<Item = &'a Item>, directory: &Directory) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    for row in rows(items, directory) {
        writer.write_record(row.into_iter().map(harmless))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Reading takes the apostrophe off again.
fn harmless(text: String) -> String {
    if is_dangerous(&text) { format!("'{text}") } else { text }
}

/// The items as a workbook, all of it text: what is text is no formula, and keeps its zeros.
pub fn xlsx<'a>(items: impl IntoIterator<Item = &'a Item>, directory: &Directory) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@");
    let sheet = workbook.add_worksheet().set_name(SHEET)?.set_freeze_panes(1, 0)?;
    for place in 0..Column::ALL.len() as u16 {
        sheet.set_column_format(place, &text)?;
    }
    for (number, row) in (0..).zip(rows(items, directory)) {
        for (place, value) in (0..).zip(row) {
            if !value.is_empty() {
                sheet.write_string_with_format(number, place, value, &text)?;
            }
        }
    }
    workbook.save_to_buffer()
}

fn rows<'a>(items: impl IntoIterator<Item = &'a Item>, directory: &Directory) -> impl Iterator<Item = Vec<String>> {
    let units = Units::of(directory);
    let headers = Column::ALL.iter().map(|column| column.words(Language::Chinese).to_owned()).collect();
    let rows = items.into_iter().flat_map(move |item| {
        let duties: Vec<Option<&Duty>> =
            if item.duties.is_empty() { vec![None] } else { item.duties.iter().map(Some).collect() };
        let row = |duty: Option<&Duty>| Column::ALL.iter().map(|column| value(*column, item, duty, &units)).collect();
        duties.into_iter().map(row).collect::<Vec<_>>()
    });
    std::iter::once(headers).chain(rows)
}

fn value(column: Column, item: &Item, duty: Option<&Duty>, units: &Units<'_>) -> String {
    let (boundary, delegation) = (item.boundary.as_ref(), item.delegation.as_ref());
    let value = match column {
        Column::Code => Some(item.code.clone()),
        Column::Name => Some(item.name.clone()),
        Column::Kind => Some(kind_text(item.kind).to_owned()),
        Column::Class => Some(item.class_name.clone()),
        Column::Edition => Some(item.edition.clone()),
        Column::Common => item.common.map(|place| place.to_string()),
        Column::Synonyms => Some(item.synonyms.join("、")),
        Column::Matter => item.matter.clone(),
        Column::Number => duty.map(|duty| duty.number.to_string()),
        Column::Condition => duty.and_then(|duty| duty.condition.clone()),
        Column::Lead => duty.map(|duty| units.text(&duty.lead)),
        Column::CoResponsible => duty.map(|duty| {
            let helpers: Vec<_> = duty.co_responsible.iter().map(|helper| units.text(helper)).collect();
            helpers.join("、")
        }),
        Column::Limit => duty.and_then(|duty| duty.limit).map(limit_text),
        Column::Urgency => duty.map(|duty| urgency_text(duty.urgency).to_owned()),
        Column::Standard => duty.map(|duty| duty.standard.clone()),
        Column::Evidence => duty.map(|duty| duty.evidence.clone()),
        Column::Basis => duty.map(|duty| duty.basis.clone()),
        Column::BoundaryTownship => boundary.map(|boundary| boundary.township.clone()),
        Column::BoundaryDepartment => boundary.map(|boundary| boundary.department.clone()),
        Column::DelegationFrom => delegation.map(|delegation| units.unit_text(&delegation.from)),
        Column::DelegationPeople => delegation.map(|delegation| delegation.people.clone()),
        Column::DelegationMoney => delegation.map(|delegation| delegation.money.clone()),
        Column::DelegationTechnology => delegation.map(|delegation| delegation.technology.clone()),
    };
    value.unwrap_or_default()
}
