//! The header is up to date, and a C program that includes it works.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn here() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

#[test]
fn the_committed_header_is_what_the_source_gives() {
    let config = cbindgen::Config::from_file(here().join("cbindgen.toml")).unwrap();
    let source = here().join("src/lib.rs");
    let bindings = cbindgen::Builder::new().with_config(config).with_src(source).generate().unwrap();
    let mut made = Vec::new();
    bindings.write(&mut made);
    let path = here().join("include/vnode_ring.h");
    if std::env::var_os("HEADER").is_some_and(|value| value == "overwrite") {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read(&path).unwrap_or_default();
    assert!(committed == made, "{} is out of date: HEADER=overwrite cargo test", path.display());
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

#[test]
fn a_c_program_links_and_works() {
    if Command::new("cc").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: this machine has no C compiler (cc)");
        return;
    }
    // A folder of its own: `cargo test` leaves the library of this package in no place that can be named.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c");
    run(Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "vnode-ring-c", "--target-dir"])
        .arg(&target)
        .current_dir(here()));
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("position");
    for language in [&["-std=c99", "-Wpedantic"][..], &["-x", "c++", "-std=c++17"]] {
        run(Command::new("cc")
            .args(language)
            .args(["-Wall", "-Wextra", "-Werror"])
            .arg(format!("-DEXPECTED_VERSION=\"{}\"", env!("CARGO_PKG_VERSION")))
            .arg("-I")
            .arg(here().join("include"))
            .arg(here().join("tests/position.c"))
            .args(["-x", "none"])
            .arg(target.join("debug/libvnode_ring.a"))
            .args(["-lpthread", "-ldl", "-lm", "-o"])
            .arg(&program));
        run(&mut Command::new(&program));
    }
}
