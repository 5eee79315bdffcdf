//! What is on the disk for sure, told from a log of system calls: contents as they were when last synced, names as they
//! were when their folder was. Everything else, a power cut may take.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The calls that the log has to hold.
pub const CALLS: &str = "openat,close,lseek,write,writev,pwrite64,pwritev,copy_file_range,sendfile,fallocate,ftruncate,\
                         rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,rmdir,fsync,fdatasync";

#[derive(Default)]
struct File {
    content: Vec<u8>,
    synced: Vec<u8>,
}

#[derive(Clone)]
enum Entry {
    Folder,
    File(Rc<RefCell<File>>),
}

/// An open file or folder, and the place where writing goes on.
struct Open {
    path: PathBuf,
    at: usize,
    entry: Entry,
}

pub struct Disk {
    root: PathBuf,
    names: BTreeMap<PathBuf, Entry>,
    synced_names: BTreeMap<PathBuf, Entry>,
    open: HashMap<u32, Open>,
}

impl Disk {
    /// A folder as it stands now, all of it safe.
    pub fn read(root: &Path) -> Self {
        let mut names = BTreeMap::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry.clone());
                    names.insert(entry, Entry::Folder);
                } else {
                    let content = std::fs::read(&entry).unwrap();
                    let file = File { synced: content.clone(), content };
                    names.insert(entry, Entry::File(Rc::new(RefCell::new(file))));
                }
            }
        }
        names.insert(root.to_owned(), Entry::Folder);
        Self { root: root.to_owned(), synced_names: names.clone(), names, open: HashMap::new() }
    }

    /// Does to it what the log says was done.
    pub fn replay(&mut self, log: &str) {
        let mut unfinished: HashMap<&str, &str> = HashMap::new();
        for line in log.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let call = call.trim_start();
            if let Some(begun) = call.strip_suffix("<unfinished ...>") {
                unfinished.insert(thread, begun);
            } else if let Some((_, rest)) = call.strip_prefix("<... ").and_then(|call| call.split_once("resumed>")) {
                let begun = unfinished.remove(thread).unwrap_or_default();
                self.apply(&format!("{begun}{rest}"));
            } else {
                self.apply(call);
            }
        }
    }

    fn apply(&mut self, call: &str) {
        let Some((name, rest)) = call.split_once('(') else { return };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
        let digits: String = result.chars().take_while(char::is_ascii_digit).collect();
        let Ok(result) = digits.parse::<usize>() else { return };
        let (strings, plain) = split(arguments.trim_end().trim_end_matches(')'));
        let paths: Vec<PathBuf> =
            strings.iter().map(|text| String::from_utf8_lossy(text).into_owned().into()).collect();
        let number = |at: usize| plain.rsplit(", ").nth(at).unwrap().trim().parse::<usize>().unwrap();
        let handle = || arguments.split('<').next().and_then(|digits| digits.parse().ok()).unwrap_or(u32::MAX);
        match name {
            "openat" => self.open(&paths[0], result as u32, &plain),
            "close" => drop(self.open.remove(&handle())),
            "lseek" => self.with(handle(), |open| open.at = result),
            "write" => self.with(handle(), |open| {
                open.write(open.at, &strings[0][..result]);
                open.at += result;
            }),
            "pwrite64" => self.with(handle(), |open| open.write(number(0), &strings[0][..result])),
            "ftruncate" => self.with(handle(), |open| open.file().content.resize(number(0), 0)),
            "fsync" | "fdatasync" if !call.ends_with("(INJECTED)") => self.sync(handle()),
            "fsync" | "fdatasync" => {}
            "rename" | "renameat" | "renameat2" => {
                if let Some(entry) = self.names.remove(&paths[0]) {
                    self.names.insert(paths[1].clone(), entry);
                }
            }
            "link" | "linkat" => {
                if let Some(entry) = self.names.get(&paths[0]).cloned() {
                    self.names.insert(paths[1].clone(), entry);
                }
            }
            "unlink" | "unlinkat" | "rmdir" => drop(self.names.remove(&paths[0])),
            "mkdir" if paths[0].starts_with(&self.root) => drop(self.names.insert(paths[0].clone(), Entry::Folder)),
            "mkdir" => {}
            _ => assert!(!self.open.contains_key(&handle()), "not understood: {name}({plain})"),
        }
    }

    fn with(&mut self, handle: u32, act: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.get_mut(&handle) {
            act(open);
        }
    }

    fn open(&mut self, path: &Path, handle: u32, flags: &str) {
        self.open.remove(&handle);
        if !path.starts_with(&self.root) {
            return;
        }
        let entry = self.names.entry(path.to_owned()).or_insert_with(|| Entry::File(Rc::default())).clone();
        let mut open = Open { path: path.to_owned(), at: 0, entry };
        if flags.contains("O_TRUNC") {
            open.file().content.clear();
        }
        self.open.insert(handle, open);
    }

    fn sync(&mut self, handle: u32) {
        let Some(open) = self.open.get(&handle) else { return };
        match &open.entry {
            Entry::File(file) => {
                let mut file = file.borrow_mut();
                let File { content, synced } = &mut *file;
                synced.clone_from(content);
            }
            Entry::Folder => {
                let is_in = |path: &Path| path.parent() == Some(&open.path);
                self.synced_names.retain(|path, _| !is_in(path));
                let here = self.names.iter().filter(|(path, _)| is_in(path));
                self.synced_names.extend(here.map(|(path, entry)| (path.clone(), entry.clone())));
            }
        }
    }

    /// Makes a folder of what a power cut leaves.
    pub fn leave(&self, folder: &Path) {
        for (path, entry) in &self.synced_names {
            let path = folder.join(path.strip_prefix(&self.root).unwrap());
            // What stands in a folder whose own name is lost is lost with it.
            match entry {
                Entry::Folder => drop(std::fs::create_dir(path)),
                Entry::File(file) => drop(std::fs::write(path, &file.borrow().synced)),
            }
        }
    }
}

impl Open {
    fn file(&mut self) -> std::cell::RefMut<'_, File> {
        let Entry::File(file) = &self.entry else { panic!("{} is a folder", self.path.display()) };
        file.borrow_mut()
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        let mut file = self.file();
        let end = at + bytes.len();
        if file.content.len() < end {
            file.content.resize(end, 0);
        }
        file.content[at..end].copy_from_slice(bytes);
    }
}

/// The strings among the arguments, and the arguments without them.
fn split(arguments: &str) -> (Vec<Vec<u8>>, String) {
    let (mut strings, mut plain) = (Vec::new(), String::new());
    let mut rest = arguments;
    while let Some((before, after)) = rest.split_once('"') {
        plain.push_str(before);
        let (mut text, mut bytes) = (Vec::new(), after.bytes().enumerate());
        let end = loop {
            match bytes.next().expect("an end of the string") {
                (at, b'"') => break at,
                (at, b'\\') => {
                    let (_, kind) = bytes.next().unwrap();
                    text.push(match kind {
                        b'x' => {
                            bytes.nth(1);
                            u8::from_str_radix(&after[at + 2..at + 4], 16).unwrap()
                        }
                        b'n' => b'\n',
                        b't' => b'\t',
                        b'r' => b'\r',
                        other => other,
                    });
                }
                (_, byte) => text.push(byte),
            }
        };
        strings.push(text);
        rest = &after[end + 1..];
    }
    plain.push_str(rest);
    (strings, plain)
}
