//! Turns `locales/{zh-CN,en}/*.json` into one constant per text, and fails where the two languages differ in keys.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, error, fs};

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=locales");
    let mut code = String::new();
    let mut files: Vec<_> = fs::read_dir("locales/zh-CN")?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name();
        let chinese = read(&file.path())?;
        let english = read(&Path::new("locales/en").join(&name))?;
        if let Some(key) = chinese.keys().find(|key| !english.contains_key(*key)) {
            return Err(format!("locales/en/{}: {key} is missing", name.display()).into());
        }
        if let Some(key) = english.keys().find(|key| !chinese.contains_key(*key)) {
            return Err(format!("locales/zh-CN/{}: {key} is missing", name.display()).into());
        }
        let module = Path::new(&name).file_stem().unwrap_or_default().display().to_string();
        writeln!(code, "/// Texts of `{module}.json`.\npub mod {module} {{")?;
        for (key, chinese) in &chinese {
            let (constant, english) = (key.to_uppercase(), &english[key]);
            writeln!(code, "    /// {}", chinese.replace('\n', " "))?;
            writeln!(
                code,
                "    pub const {constant}: super::Text = super::Text {{ chinese: {chinese:?}, english: {english:?} }};"
            )?;
        }
        code.push_str("}\n");
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    Ok(())
}

fn read(path: &Path) -> Result<Texts, Box<dyn error::Error>> {
    let json = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&json).map_err(|error| format!("{}: {error}", path.display()))?)
}
