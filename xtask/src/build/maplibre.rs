//! `MapLibre`, which draws maps: some files of its npm package, in a folder named by what is in them. So a new build of ours is
//! none of theirs, and devices that have opened a map do not load them again.

use std::fs;

use anyhow::{Context as _, Result};

use crate::files::{self, Tree};
use crate::npm;
use crate::project::Project;
use crate::sh::say;

/// Its folder below `pkg/`.
pub(crate) const FOLDER: &str = "maplibre";
/// Our side of it, which asks for it where this stands.
pub(super) const OURS: &str = "map.js";
const PLACE: &str = "__MAPLIBRE__";
/// What of the package is served. The worker lies beside the module, which looks for it there.
const FILES: [&str; 4] = ["dist/maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css", LICENSE];
const LICENSE: &str = "LICENSE.txt";

/// The library, ready to be served.
pub(crate) struct MapLibre {
    /// None on a machine without Node.
    pub(super) files: Tree,
    /// The name of their folder in `maplibre/`.
    pub(super) name: String,
}

impl MapLibre {
    pub(crate) fn install(project: &Project) -> Result<Self> {
        if !npm::is_here() {
            say("No Node.js here: the site is built without maps");
            return Ok(Self { files: Tree::new(), name: "none".into() });
        }
        let frontend = project.root.join("frontend");
        npm::ensure(project, &frontend, "MapLibre")?;
        let package = frontend.join("node_modules/maplibre-gl");
        let read = |file: &str| {
            let path = package.join(file);
            let bytes = fs::read(&path).with_context(|| format!("npm left no {}", path.display()))?;
            Ok((file.trim_start_matches("dist/").to_owned(), bytes))
        };
        Ok(Self::of(FILES.into_iter().map(read).collect::<Result<_>>()?))
    }

    fn of(files: Tree) -> Self {
        let name = files::fingerprint(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        Self { files, name }
    }

    /// Tells our side of it where it is.
    pub(crate) fn point_at(&self, pkg: &mut Tree) -> Result<()> {
        if let Some(bytes) = pkg.get_mut(OURS) {
            let script = str::from_utf8(bytes).with_context(|| format!("{OURS} is not UTF-8"))?;
            *bytes = script.replace(PLACE, &format!("{FOLDER}/{}", self.name)).into_bytes();
        }
        Ok(())
    }

    /// Its files below `pkg/`.
    pub(crate) fn below_pkg(&self) -> impl Iterator<Item = (String, &[u8])> {
        self.files.iter().map(|(file, bytes)| (format!("{FOLDER}/{}/{file}", self.name), bytes.as_slice()))
    }

    /// What a device keeps of it, by address.
    pub(super) fn addresses(&self) -> impl Iterator<Item = String> {
        let needed = self.below_pkg().filter(|(file, _)| !file.ends_with(LICENSE));
        needed.map(|(file, _)| format!("/pkg/{file}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_script_asks_for_the_files_where_they_are() {
        let library = MapLibre::of([("a.mjs".to_owned(), b"1".to_vec()), (LICENSE.to_owned(), b"2".to_vec())].into());
        let folder = format!("{FOLDER}/{}", library.name);
        assert!(library.below_pkg().any(|(file, _)| file == format!("{folder}/{LICENSE}")));
        assert_eq!(library.addresses().collect::<Vec<_>>(), [format!("/pkg/{folder}/a.mjs")]);
        let mut pkg: Tree = [(OURS.to_owned(), b"import '/pkg/__MAPLIBRE__/a.mjs'".to_vec())].into();
        library.point_at(&mut pkg).unwrap();
        assert_eq!(pkg[OURS], format!("import '/pkg/{folder}/a.mjs'").into_bytes());
    }
}
