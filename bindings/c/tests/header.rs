//! The header is what the source gives, and the library exports what it declares.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

mod support;

use support::here;

/// The sections of the header in the order in which one reads them: simple calls first.
const SECTIONS: &[&str] = &[
    "version",
    "status",
    "error",
    "secret",
    "options",
    "node",
    "stamp",
    "ring",
    "lookup",
    "rule",
    "list",
    "change",
    "delta",
    "bytes",
    "positions",
    "view",
    "view_lookup",
    "shared",
    "width",
    "balance",
    "plan",
    "directory",
    "directory_member",
    "directory_match",
    "directory_change",
    "directory_step",
    "directory_changes",
    "directory_shared",
    "tracker",
    "tracker_deadline",
];

/// The whole header.
fn header() -> String {
    let mut text = fs::read_to_string(here().join("introduction.h")).unwrap();
    for (name, number) in ["MAJOR", "MINOR", "PATCH"].iter().zip(env!("CARGO_PKG_VERSION").split('.')) {
        writeln!(text, "#define VNODE_RING_VERSION_{name} {number}").unwrap();
    }
    writeln!(text, "#define VNODE_RING_VERSION \"{}\"", env!("CARGO_PKG_VERSION")).unwrap();
    text += "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n";
    for name in SECTIONS {
        text += &section(name);
    }
    text + "\n#ifdef __cplusplus\n} /* extern \"C\" */\n#endif\n\n#endif /* VNODE_RING_H */\n"
}

/// What one module gives, below what it says of itself.
fn section(name: &str) -> String {
    let path = here().join(format!("src/{name}.rs"));
    let source = fs::read_to_string(&path).unwrap();
    let title = source.lines().map_while(|line| line.strip_prefix("//!")).map(|line| format!(" *{line}\n"));
    let mut config = cbindgen::Config::from_file(here().join("cbindgen.toml")).unwrap();
    // Also those that no function of this section takes.
    let structs = source.lines().filter_map(|line| line.strip_prefix("pub struct "));
    config.export.include = structs.map(|rest| rest.split(['(', ' ']).next().unwrap().into()).collect();
    let bindings = cbindgen::Builder::new().with_config(config).with_src(path).generate().unwrap();
    let mut made = Vec::new();
    bindings.write(&mut made);
    let made = String::from_utf8(made).unwrap();
    // Comments of one line on one line.
    let made = made.replace("/**\n * ", "/** ").replace("/**\n   * ", "/** ");
    let made = made.split("/** ").map(joined).collect::<Vec<_>>().join("/** ");
    let rule = "-".repeat(100);
    format!("\n/* {rule}\n{} * {rule} */\n\n{}\n", title.collect::<String>(), made.trim())
}

/// Text that begins within a comment, with the end of the comment in the same line where it has one line.
fn joined(text: &str) -> String {
    match text.split_once("*/") {
        Some((comment, rest)) if comment.trim().lines().count() == 1 => {
            format!("{} */{rest}", comment.trim())
        }
        _ => text.into(),
    }
}

#[test]
fn the_committed_header_is_what_the_source_gives() {
    let made = header();
    let path = here().join("include/vnode_ring.h");
    if std::env::var_os("HEADER").is_some_and(|value| value == "overwrite") {
        fs::write(&path, &made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "{} is out of date: HEADER=overwrite cargo test -p vnode-ring-c",
        path.display()
    );
}

/// Each module with functions for C is a section.
#[test]
fn no_module_is_left_out_of_the_header() {
    let mut modules = Vec::new();
    for entry in fs::read_dir(here().join("src")).unwrap() {
        let path = entry.unwrap().path();
        if fs::read_to_string(&path).is_ok_and(|source| source.contains("extern \"C\" fn")) {
            modules.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    assert!(modules.len() > 5);
    for module in modules {
        assert!(SECTIONS.contains(&&*module), "{module} has functions and is no section");
    }
}

/// Names of functions that the header declares.
fn declared() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in header().lines().filter(|line| !line.starts_with([' ', '*', '/', '#'])) {
        if let Some((before, _)) = line.split_once('(') {
            let name = before.rsplit([' ', '*']).next().unwrap();
            if name.starts_with("vnode_ring_") {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// Every function goes through the guard, which lets no panic out. Functions that only lend static text need none.
#[test]
fn every_function_is_guarded() {
    let mut functions = 0;
    for name in SECTIONS {
        let source = fs::read_to_string(here().join(format!("src/{name}.rs"))).unwrap();
        for function in source.split("#[unsafe(no_mangle)]").skip(1) {
            let body = function.split("\n}\n").next().unwrap();
            let guards = [
                "guard(",
                "with(",
                "with_mut(",
                "ask(",
                "free(",
                "free_unless_lent(",
                "caught(",
                "change(",
                "reconcile(",
                "step(",
                "track(",
                "expire(",
                "written(",
                "read_ring(",
            ];
            let name = body.split("fn ").nth(1).unwrap().split('(').next().unwrap();
            let text = ["vnode_ring_version", "vnode_ring_strerror"].contains(&name);
            assert!(text || guards.iter().any(|guard| body.contains(guard)), "{name} is not guarded");
            functions += 1;
        }
    }
    assert_eq!(functions, declared().len());
}

#[test]
fn the_library_exports_what_the_header_declares() {
    let library = support::libraries().join("libvnode_ring.so");
    let nm = Command::new("nm").args(["-D", "--defined-only", "--format=posix"]).arg(&library).output();
    let Ok(nm) = nm else {
        eprintln!("skipped: this machine has no nm");
        return;
    };
    let names = String::from_utf8(nm.stdout).unwrap();
    let names: BTreeSet<_> = names.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(names, declared());
}

#[test]
fn the_wrapper_for_cpp_has_every_function() {
    let wrapper = fs::read_to_string(here().join("include/vnode_ring.hpp")).unwrap();
    let words: BTreeSet<_> = wrapper.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for name in declared() {
        assert!(words.contains(&*name), "{name}");
    }
}
