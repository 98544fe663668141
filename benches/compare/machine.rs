//! Where the figures come from.

use std::env;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use ring_benches::report::Machine;

pub(crate) fn machine() -> Machine {
    let unknown = || "unknown".to_owned();
    Machine {
        cpu: cpu().unwrap_or_else(unknown),
        cores: available_parallelism().map_or(1, usize::from),
        rustc: output("rustc", &["--version"]).unwrap_or_else(unknown),
        commit: commit().unwrap_or_else(unknown),
        command: ["cargo run --release -p ring-benches --bin compare --".to_owned()]
            .into_iter()
            .chain(env::args().skip(1))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn cpu() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn commit() -> Option<String> {
    let commit = output("git", &["rev-parse", "--short=12", "HEAD"])?;
    let clean = output("git", &["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Some(if clean { commit } else { format!("{commit} and changes") })
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
