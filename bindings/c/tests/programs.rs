//! Programs in C that use every function of the header, each of them also as C++.

use std::process::Command;

mod support;

use support::{CPP, LANGUAGES, compile, has_compiler, here, run};

/// Compiles `tests/NAME.c` in each language and runs it: it says what failed, and ends with 0 if nothing did.
fn passes(name: &str) {
    if !has_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (number, language) in LANGUAGES.iter().enumerate() {
        let program = folder.path().join(format!("{name}-{number}"));
        compile(&here().join(format!("tests/{name}.c")), language, &program);
        run(Command::new(&program).current_dir(folder.path()));
    }
}

#[test]
fn rings() {
    passes("ring");
}

#[test]
fn changes() {
    passes("change");
}

#[test]
fn lists() {
    passes("list");
}

#[test]
fn files() {
    passes("file");
}

#[test]
fn positions() {
    passes("positions");
}

#[test]
fn rings_kept_as_they_are() {
    passes("to_explicit");
}

#[test]
fn misuse_of_positions() {
    passes("positions_misuse");
}

#[test]
fn shares_and_plans() {
    passes("plan");
}

#[test]
fn shared_rings() {
    passes("shared");
}

#[test]
fn directories() {
    passes("directory");
}

#[test]
fn misuse_of_directories() {
    passes("directory_misuse");
}

#[test]
fn shared_directories() {
    passes("shared_directory");
}

#[test]
fn trackers() {
    passes("tracker");
}

#[test]
fn views() {
    passes("view");
}

#[test]
fn misuse() {
    passes("misuse");
}

/// As `passes`, with a program about `vnode_ring.hpp`, which is C++ alone.
fn passes_in_cpp(name: &str) {
    if !has_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    compile(&here().join(format!("tests/{name}.cpp")), CPP, &program);
    run(&mut Command::new(&program));
}

#[test]
fn rings_in_cpp() {
    passes_in_cpp("wrapper");
}

#[test]
fn directories_and_trackers_in_cpp() {
    passes_in_cpp("wrapper_directory");
}
