//! What the tests of the C ABI share: the library as C sees it, and programs that are linked with it.

#![allow(dead_code, reason = "each test uses some of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

pub(crate) fn here() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

pub(crate) fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

/// Whether there is a compiler for C; says so where there is none.
pub(crate) fn has_compiler() -> bool {
    let found = Command::new("cc").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("skipped: this machine has no C compiler (cc)");
    }
    found
}

/// The folder of the libraries, which are built once. `cargo test` leaves those of this package in no place that can be
/// named, so that they have a folder of their own.
pub(crate) fn libraries() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c");
        run(Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "vnode-ring-c", "--target-dir"])
            .arg(&target)
            .current_dir(here()));
        target.join("debug")
    })
}

/// The languages in which every program must mean the same.
pub(crate) const LANGUAGES: [&[&str]; 2] = [&["-std=c99", "-Wpedantic"], &["-x", "c++", "-std=c++17"]];

/// The language of the examples, which use more than C99 has.
pub(crate) const EXAMPLES: &[&str] = &["-std=c11", "-Wpedantic"];

/// The language of the C++ wrapper.
pub(crate) const CPP: &[&str] = LANGUAGES[1];

/// Compiles a program and links it with the static library.
pub(crate) fn compile(source: &Path, language: &[&str], program: &Path) {
    let compiler = if language.contains(&"c++") { "c++" } else { "cc" };
    run(Command::new(compiler)
        .args(language)
        .args(["-Wall", "-Wextra", "-Werror", "-g", "-D_POSIX_C_SOURCE=200809L", "-pthread"])
        .arg(format!("-DEXPECTED_VERSION=\"{}\"", env!("CARGO_PKG_VERSION")))
        .arg("-I")
        .arg(here().join("include"))
        .arg(source)
        .args(["-x", "none"])
        .arg(libraries().join("libvnode_ring.a"))
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(program));
}
