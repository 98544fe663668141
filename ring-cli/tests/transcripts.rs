//! Runs shell sessions as they are printed in `tests/transcripts` and in the README, and compares every line.
//!
//! A session is made of `$ command` lines (`> ` continues one), what the command prints on both outputs, and `[exit N]`
//! where the exit code is not 0. Each file runs in an empty folder of its own. `TRANSCRIPTS=overwrite cargo test` writes
//! what was really printed.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Step {
    command: String,
    printed: String,
}

fn steps(session: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in session.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.into(), printed: String::new() });
            continue;
        }
        let Some(step) = steps.last_mut() else { continue };
        match line.strip_prefix("> ").or((line == ">").then_some("")) {
            Some(more) if step.printed.is_empty() => {
                step.command.push('\n');
                step.command.push_str(more);
            }
            _ => {
                step.printed.push_str(line);
                step.printed.push('\n');
            }
        }
    }
    steps
}

fn run(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_ring-cli")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("exec 2>&1\n{command}"))
        .env("PATH", path)
        .env_remove("CLICOLOR_FORCE")
        .env("COLUMNS", "100")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("a shell runs");
    let mut printed = String::from_utf8_lossy(&output.stdout).replace('\0', "\\0");
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push('\n');
    }
    match output.status.code() {
        Some(0) => printed,
        Some(code) => printed + &format!("[exit {code}]\n"),
        None => panic!("a signal ended {command}"),
    }
}

/// Runs one session and gives what a true transcript of it is.
fn replay(session: &str, folder: &Path) -> String {
    let mut replayed = Vec::new();
    for step in steps(session) {
        let command = step.command.replace('\n', "\n> ").replace("\n> \n", "\n>\n");
        replayed.push(format!("$ {command}\n{}", run(&step.command, folder)));
    }
    replayed.concat()
}

fn check(path: &Path, session: &str, folder: &Path) {
    let replayed = replay(session, folder);
    assert_eq!(replayed.trim_end(), session.trim_end(), "{} is not what happens", path.display());
}

fn overwrites() -> bool {
    std::env::var_os("TRANSCRIPTS").is_some_and(|value| value == "overwrite")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().into()
}

#[test]
fn transcripts_are_what_happens() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("ring-cli/tests/transcripts")).unwrap() {
        let path = entry.unwrap().path();
        let session = fs::read_to_string(&path).unwrap();
        let folder = tempfile::tempdir().unwrap();
        if overwrites() {
            fs::write(&path, replay(&session, folder.path())).unwrap();
        } else {
            check(&path, &session, folder.path());
        }
        seen += 1;
    }
    assert!(seen >= 5, "only {seen} transcripts were found");
}

#[test]
fn console_blocks_of_the_documents_are_what_happens() {
    for name in ["README.md", "docs/operating.md"] {
        let path = root().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let blocks: Vec<&str> =
            text.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        assert!(!blocks.is_empty(), "{name} has no console block");
        let folder = tempfile::tempdir().unwrap();
        // The README's blocks use files of the repository.
        symlink(root().join("docs"), folder.path().join("docs")).unwrap();
        let mut replayed = text.clone();
        for block in blocks {
            if overwrites() {
                replayed = replayed.replace(block, &replay(block, folder.path()));
            } else {
                check(&path, block, folder.path());
            }
        }
        if replayed != text {
            fs::write(path, replayed).unwrap();
        }
    }
}

/// What a shell block of the README says that a command prints.
#[test]
fn comments_of_the_readme_say_what_is_printed() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let lines = text.lines().filter_map(|line| line.split_once("# prints "));
    let checked = lines.map(|(command, promised)| {
        let command = command.replace("cargo run --release -p ring-cli -- ", "ring-cli ");
        assert!(command.starts_with("ring-cli "), "{command}");
        assert_eq!(run(&command, &root()).trim_end(), promised, "{command}");
    });
    assert_eq!(checked.count(), 1);
}

/// The examples of every help page, with the files that they name.
#[test]
fn examples_of_the_help_pages_work() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("nodes.txt"), "cache-a\ncache-b weight=2\ncache-c\n").unwrap();
    fs::write(folder.path().join("keys.txt"), "user-1\nuser-2\n").unwrap();
    fs::write(folder.path().join("ring.secret"), "000102030405060708090a0b0c0d0e0f\n").unwrap();
    fs::write(folder.path().join("access.log"), "user-1\tGET /\nuser-2\tGET /\n").unwrap();
    fs::write(
        folder.path().join("scenarios.txt"),
        "one more: --add cache-d\n--remove cache-a\neven: --calibrate\n",
    )
    .unwrap();
    fs::write(folder.path().join("nginx.conf"), "upstream web {\n  server a:1;\n  server b:1;\n}\n").unwrap();
    fs::write(folder.path().join("ketama.servers"), "a:11211\t600\nb:11211\t900\n").unwrap();
    let mut ran = 0;
    // In an order in which each finds the files that those before it write.
    for page in [
        "--help",
        "match --help",
        "explain --help",
        "replicas --help",
        "ranges --help",
        "balance --help",
        "snapshot --help",
        "snapshot build --help",
        "snapshot inspect --help",
        "image --help",
        "image build --help",
        "image inspect --help",
        "convert --help",
        "fingerprint --help",
        "diff --help",
        "apply --help",
        "plan --help",
        "calibrate --help",
        "simulate --help",
        "stage --help",
        "completions --help",
        "man --help",
    ] {
        let help = run(&format!("ring-cli {page}"), folder.path());
        let examples = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{page} has no examples")).1;
        for example in examples.lines().take_while(|line| line.starts_with("  ")) {
            let printed = run(&format!("{} && echo worked", example.trim()), folder.path());
            assert!(printed.ends_with("worked\n"), "{example}: {printed}");
            ran += 1;
        }
    }
    assert!(ran >= 28, "only {ran} examples were found");
}
