//! Files that `-o` writes: the old one or the new one, whatever happens.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Instant;

/// How many runs are killed.
const KILLS: u32 = 200;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ring-cli"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn build(folder: &Path, nodes: &str, output: &str) {
    let status =
        program().current_dir(folder).args(["snapshot", "build", "--nodes", nodes, "-o", output]).status();
    assert!(status.unwrap().success());
}

/// Two node files, and their snapshots.
fn prepare(folder: &Path, nodes: usize) -> [Vec<u8>; 2] {
    let file = |prefix: &str| {
        let lines = (0..nodes).map(|node| format!("{prefix}-{node} zone=eu-1\n"));
        // Few vnodes, so that much of a run is the writing.
        ["@ring vnodes=1\n".to_owned()].into_iter().chain(lines).collect::<Vec<_>>().concat()
    };
    ["old", "new"].map(|name| {
        fs::write(folder.join(format!("{name}.txt")), file(name)).unwrap();
        let snapshot = format!("{name}.snapshot");
        build(folder, &format!("{name}.txt"), &snapshot);
        fs::read(folder.join(snapshot)).unwrap()
    })
}

/// Runs a command of the shell in which `ring-cli` is the program.
fn shell(folder: &Path, script: &str) -> Output {
    let script = script.replace("ring-cli", env!("CARGO_BIN_EXE_ring-cli"));
    Command::new("sh").arg("-c").arg(script).current_dir(folder).output().unwrap()
}

#[test]
fn a_killed_command_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = prepare(folder.path(), 2000);
    let target = folder.path().join("ring.snapshot");
    fs::write(&target, &snapshots[0]).unwrap();
    // Kills fall into all of a run, and some after it. The first run finds nothing in memory, so that it takes longer.
    build(folder.path(), "old.snapshot", "ring.snapshot");
    let start = Instant::now();
    build(folder.path(), "old.snapshot", "ring.snapshot");
    let window = start.elapsed() * 3 / 2;

    let mut seen = [0; 2];
    let mut killed = 0;
    for round in 0..KILLS {
        let source = ["old.snapshot", "new.snapshot"][usize::from(round % 2 == 0)];
        let mut child = program()
            .current_dir(folder.path())
            .args(["snapshot", "build", "--nodes", source, "-o", "ring.snapshot"])
            .spawn()
            .unwrap();
        thread::sleep(window * round / KILLS);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let bytes = fs::read(&target).unwrap();
        let which = snapshots.iter().position(|snapshot| *snapshot == bytes);
        seen[which.expect("the file is neither the old one nor the new one")] += 1;
    }
    assert!(killed >= KILLS / 10, "only {killed} of {KILLS} runs were killed");
    assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let [old, _] = prepare(folder.path(), 2000);
    let script = "trap '' XFSZ; ulimit -f 1; ring-cli apply old.snapshot --reweight old-1=2 -o old.snapshot";
    let output = shell(folder.path(), script);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: old.snapshot: File too large (os error 27)\n"
    );
    assert!(output.stdout.is_empty(), "nothing was done that could be undone");
    assert_eq!(fs::read(folder.path().join("old.snapshot")).unwrap(), old);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "something was left behind");

    let output = shell(folder.path(), "ring-cli snapshot build --nodes old.txt -o - > /dev/full");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn only_plain_files_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = prepare(folder.path(), 3);
    let refusal = |output: &str| {
        let script = format!("ring-cli snapshot build --nodes new.txt -o {output}");
        let output = shell(folder.path(), &script);
        assert_eq!(output.status.code(), Some(2), "{script}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (output, message) in [
        ("/dev/full", "not a plain file"),
        (".", "is a directory"),
        ("missing/ring.snapshot", "No such file"),
        ("old.txt/ring.snapshot", "Not a directory"),
    ] {
        let got = refusal(output);
        assert!(got.starts_with(&format!("error: {output}: ")) && got.contains(message), "{got}");
    }
    assert_eq!(fs::read(folder.path().join("old.snapshot")).unwrap(), old);

    std::os::unix::fs::symlink("old.snapshot", folder.path().join("link")).unwrap();
    build(folder.path(), "new.txt", "link");
    assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
    assert_eq!(fs::read(folder.path().join("old.snapshot")).unwrap(), new);
}

#[test]
fn a_folder_that_cannot_be_written_to_keeps_its_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let [old, _] = prepare(folder.path(), 3);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write anywhere, so that it has to give that up first.
    let script = "drop=; test $(id -u) -ne 0 || drop='setpriv --bounding-set=-all --inh-caps=-all'\n\
                  $drop ring-cli snapshot build --nodes new.txt -o old.snapshot";
    let output = shell(folder.path(), script);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("Permission denied"), "{output:?}");
    assert_eq!(fs::read(folder.path().join("old.snapshot")).unwrap(), old);
}
