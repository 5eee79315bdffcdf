//! What can be wrong with a file of grids, in words.

use serde::{Deserialize, Serialize};

use super::{MAX_GRIDS, MAX_POINTS, MAX_RINGS};
use crate::problem::Language;

/// What is wrong with one of the file's features, or with all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum FaultKind {
    /// No feature, or not of a shape that GeoJSON has.
    NotAFeature,
    /// Neither a polygon nor several.
    NotAPolygon,
    /// A ring's last point is not its first.
    NotClosed,
    /// A ring of fewer than four points, the closing one among them.
    TooFewPoints,
    /// More points, or more outlines and holes, than a grid may have.
    TooManyPoints,
    /// More grids than a county may have.
    TooManyGrids,
    /// A border crosses itself.
    CrossesItself,
    /// Its pieces overlap or share a border, or a hole is not within its outline.
    Tangled,
    /// A point that is not in China.
    OutOfBounds,
    /// Points that are in China with latitude and longitude the other way round.
    Swapped,
    /// A property is missing.
    Missing(String),
    /// A property that does not fit.
    Unfit(String),
    /// No township has this code or name.
    NoSuchTownship(String),
    /// No grid worker has this username.
    NoSuchWorker(String),
    /// The code stands in the file twice; the first time at this feature.
    Twice(usize),
    /// It lies over another grid, which has this code, by more than a sliver.
    Overlaps(String),
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Which feature of the file, from 1.
    pub feature: usize,
    /// Its code, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: FaultKind,
}

impl FaultKind {
    /// What is wrong and what to do.
    pub fn words(&self, language: Language) -> String {
        match language {
            Language::Chinese => match self {
                Self::NotAFeature => "不是 GeoJSON 的 Feature".to_owned(),
                Self::NotAPolygon => "不是面，几何类型应为 Polygon 或 MultiPolygon".to_owned(),
                Self::NotClosed => "边界没有闭合，最后一点应与第一点相同".to_owned(),
                Self::TooFewPoints => "边界不足 4 个点".to_owned(),
                Self::TooManyPoints => format!("超过 {MAX_POINTS} 个点或 {MAX_RINGS} 圈边界，请抽稀后再导入"),
                Self::TooManyGrids => format!("超过 {MAX_GRIDS} 个网格，后面的没有读"),
                Self::CrossesItself => "边界自相交".to_owned(),
                Self::Tangled => "几块互相重叠或共用边界，或洞不在外边界以内".to_owned(),
                Self::OutOfBounds => "有点不在中国境内，请核对坐标系（应为 WGS-84 经纬度）".to_owned(),
                Self::Swapped => "经度和纬度颠倒，应先经度后纬度".to_owned(),
                Self::Missing(property) => format!("没有填写 {property}"),
                Self::Unfit(property) => format!("{property} 不符合要求"),
                Self::NoSuchTownship(township) => format!("没有“{township}”这个镇街"),
                Self::NoSuchWorker(username) => format!("没有用户名为“{username}”的网格员"),
                Self::Twice(first) => format!("编码与第 {first} 个重复"),
                Self::Overlaps(other) => format!("与网格 {other} 重叠"),
            },
            Language::English => match self {
                Self::NotAFeature => "is no GeoJSON Feature".to_owned(),
                Self::NotAPolygon => "is no area; its geometry should be a Polygon or a MultiPolygon".to_owned(),
                Self::NotClosed => "has a border that is not closed; its last point should be its first".to_owned(),
                Self::TooFewPoints => "has a border of fewer than 4 points".to_owned(),
                Self::TooManyPoints => format!("has more than {MAX_POINTS} points or {MAX_RINGS} rings; simplify it"),
                Self::TooManyGrids => format!("is beyond the {MAX_GRIDS} grids of a county; the rest was not read"),
                Self::CrossesItself => "has a border that crosses itself".to_owned(),
                Self::Tangled => {
                    "has pieces that overlap or share a border, or a hole that is not within its outline".to_owned()
                }
                Self::OutOfBounds => "has a point outside China; it should be in WGS-84 degrees".to_owned(),
                Self::Swapped => "has latitude before longitude; longitude comes first".to_owned(),
                Self::Missing(property) => format!("has no {property}"),
                Self::Unfit(property) => format!("has a {property} that does not fit"),
                Self::NoSuchTownship(township) => format!("names “{township}”, and there is no such township"),
                Self::NoSuchWorker(username) => format!("names “{username}”, and no grid worker has that username"),
                Self::Twice(first) => format!("has the code of feature {first}"),
                Self::Overlaps(other) => format!("overlaps grid {other}"),
            },
        }
    }
}

impl Fault {
    /// The whole sentence: which feature and what is wrong with it.
    pub fn words(&self, language: Language) -> String {
        let (feature, fault) = (self.feature, self.fault.words(language));
        let code = self.code.as_deref();
        match language {
            Language::Chinese => match code {
                Some(code) => format!("第 {feature} 个（{code}）：{fault}。"),
                None => format!("第 {feature} 个：{fault}。"),
            },
            Language::English => match code {
                Some(code) => format!("Feature {feature} ({code}) {fault}."),
                None => format!("Feature {feature} {fault}."),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_which_feature_and_what_is_wrong() {
        let fault = Fault { feature: 3, code: Some("T07-3".into()), fault: FaultKind::Overlaps("T07-2".into()) };
        assert_eq!(fault.words(Language::Chinese), "第 3 个（T07-3）：与网格 T07-2 重叠。");
        assert_eq!(fault.words(Language::English), "Feature 3 (T07-3) overlaps grid T07-2.");
        let text = serde_json::to_string(&fault).unwrap();
        assert_eq!(text, r#"{"feature":3,"code":"T07-3","kind":"overlaps","value":"T07-2"}"#);
        assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), fault);
    }
}
