//! The committed vectors, through C: owners, lists and files of version 1.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use serde_json::Value;

mod support;

use support::{LANGUAGES, compile, has_compiler, here, run};

/// The secret of the keyed files.
const SECRET: &str = "07070707070707070707070707070707";

fn vectors(name: &str) -> Value {
    let path = here().join("../../docs/vectors").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap()
}

/// Lines for the program: words, and texts in hexadecimal.
fn lines() -> String {
    let mut lines = String::new();
    for ring in vectors("native-v1.json")["rings"].as_array().unwrap() {
        let secret = ring["secret_hex"].as_str().unwrap_or("-");
        writeln!(lines, "ring {} {} {secret}", text(ring, "seed"), ring["vnodes_per_weight"]).unwrap();
        for node in ring["nodes"].as_array().unwrap() {
            // VNODE_RING_FIELD_WEIGHT, and _VNODES and _PLACEMENT_ID where they are stated.
            let fields =
                1 + 2 * u8::from(node["vnodes"].is_u64()) + 4 * u8::from(node["placement"].is_string());
            let vnodes = node["vnodes"].as_u64().unwrap_or(0);
            let [id, placement] = [text(node, "id"), node["placement"].as_str().unwrap_or("")].map(hex);
            writeln!(lines, "node {fields} {} {vnodes} {id} {placement}", node["weight"]).unwrap();
        }
        for key in ring["keys"].as_array().unwrap() {
            let list = key["list"].as_array().unwrap();
            let ids: Vec<_> = list.iter().map(|id| hex(id.as_str().unwrap())).collect();
            let (position, key) = (text(key, "position"), text(key, "key_hex"));
            writeln!(lines, "key {position} {} {key} {}", list.len(), ids.join(" ")).unwrap();
        }
    }
    for file in vectors("formats-v1.json").as_array().unwrap() {
        let (name, kind) = (text(file, "name"), text(file, "kind"));
        if ["snapshot", "delta", "image"].contains(&kind) {
            let kind = if name.contains("without texts") { "numbers" } else { kind };
            let secret = if name == "keyed" { SECRET } else { "-" };
            writeln!(lines, "{kind} {secret} {}", text(file, "hex")).unwrap();
        }
    }
    lines
}

#[test]
fn c_gives_the_answers_of_the_committed_vectors() {
    if !has_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (program, input) = (folder.path().join("vectors"), folder.path().join("lines"));
    fs::write(&input, lines()).unwrap();
    compile(&here().join("tests/vectors.c"), LANGUAGES[0], &program);
    run(Command::new(&program).arg(&input));
}
