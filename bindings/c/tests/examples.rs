//! The examples compile, run and print what they say; the README shows the first one as it is.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::process::{Command, Output};

mod support;

use support::{EXAMPLES, compile, has_compiler, here};

/// What an example does.
fn ran(name: &str, arguments: &[impl AsRef<OsStr>]) -> Option<Output> {
    if !has_compiler() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    compile(&here().join(format!("examples/{name}.c")), EXAMPLES, &program);
    Some(Command::new(&program).args(arguments).output().unwrap())
}

/// What an example prints.
fn output(name: &str, arguments: &[impl AsRef<OsStr>]) -> Option<String> {
    let output = ran(name, arguments)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn match_prints_the_owner_and_the_next_node() {
    if let Some(output) = output("match", &["user-1"]) {
        assert_eq!(output, "cache-b\ncache-c\n");
    }
}

#[test]
fn watch_answers_every_request() {
    if let Some(output) = output("watch", &[""; 0]) {
        assert_eq!(output, "100 changes, and every request was answered\n");
    }
}

/// Asked about the keys of the program without an operating system, it gives its answers, which are the library's.
#[test]
fn mmap_image_answers_as_the_ring_of_the_image() {
    let folder = here().join("../../ring/examples/bare-metal");
    let keys = fs::read_to_string(folder.join("keys.txt")).unwrap();
    let mut arguments = vec![folder.join("ring.image").into_os_string()];
    arguments.extend(keys.split('\n').map(OsString::from));
    if let Some(output) = output("mmap_image", &arguments) {
        assert_eq!(output, fs::read_to_string(folder.join("answers.txt")).unwrap());
    }
}

#[test]
fn mmap_image_refuses_what_is_no_image() {
    for (file, message) in [(here().join("Cargo.toml"), "vnode-ring"), ("none".into(), "none: ")] {
        if let Some(output) = ran("mmap_image", &[file.into_os_string(), "user-1".into()]) {
            assert_eq!(output.status.code(), Some(1));
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains(message) && output.stdout.is_empty(), "{said}");
        }
    }
}

#[test]
fn the_readme_shows_the_example_as_it_is() {
    let readme = fs::read_to_string(here().join("../../README.md")).unwrap();
    let example = fs::read_to_string(here().join("examples/match.c")).unwrap();
    assert!(readme.contains(&format!("```c\n{example}```")), "examples/match.c is not what README.md shows");
}
