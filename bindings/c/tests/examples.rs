//! The examples compile, run and print what they say; the README shows the first one as it is.

use std::fs;
use std::process::Command;

mod support;

use support::{EXAMPLES, compile, has_compiler, here};

/// What an example prints.
fn output(name: &str, arguments: &[&str]) -> Option<String> {
    if !has_compiler() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    compile(&here().join(format!("examples/{name}.c")), EXAMPLES, &program);
    let output = Command::new(&program).args(arguments).output().unwrap();
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
    if let Some(output) = output("watch", &[]) {
        assert_eq!(output, "100 changes, and every request was answered\n");
    }
}

#[test]
fn the_readme_shows_the_example_as_it_is() {
    let readme = fs::read_to_string(here().join("../../README.md")).unwrap();
    let example = fs::read_to_string(here().join("examples/match.c")).unwrap();
    assert!(readme.contains(&format!("```c\n{example}```")), "examples/match.c is not what README.md shows");
}
