//! One style sheet out of `style/**/*.css`.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context, Result};

use crate::files;

/// All sheets in order of path: `00-layers.css` declares the cascade layers, so the rest may come in any order.
pub(crate) fn joined(folder: &Path) -> Result<Vec<u8>> {
    let mut sheet = String::new();
    for (name, bytes) in files::read_tree(folder)? {
        if Path::new(&name).extension() != Some(OsStr::new("css")) {
            continue;
        }
        sheet += str::from_utf8(&bytes).with_context(|| format!("style/{name} is not UTF-8"))?;
        sheet.push('\n');
    }
    Ok(sheet.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layer_order_stands_before_every_rule() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("components")).unwrap();
        for (name, text) in [
            ("10-base.css", "@layer base {}"),
            ("components/card.css", "@layer components {}"),
            ("00-layers.css", "@layer base, components;"),
            ("notes.md", "not a sheet"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        assert_eq!(
            String::from_utf8(joined(folder.path()).unwrap()).unwrap(),
            "@layer base, components;\n@layer base {}\n@layer components {}\n"
        );
    }
}
