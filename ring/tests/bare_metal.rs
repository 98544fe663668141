//! What `examples/bare-metal` reads and must answer: its image and `answers.txt` are those of the library here. Where they
//! are to change, run this test with `UPDATE_BARE_METAL=1`.
#![cfg(feature = "snapshot")]

use std::path::PathBuf;

use vnode_ring::{Config, Node, NodeIndex, NodeRef, NodeView, Ring, RingView};

const REPLICAS: usize = 3;

fn ring() -> Ring {
    Ring::new(
        Config::default(),
        [
            Node::new("cache-a"),
            Node::new("cache-b").with_zone("eu"),
            Node::new("cache-c").with_weight(2),
            Node::new("cache-d"),
            Node::new("cache-e").with_weight(0),
        ],
    )
    .unwrap()
}

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "examples/bare-metal", name].iter().collect()
}

/// Compares a file with what it should hold, or writes it.
fn expect(name: &str, bytes: &[u8]) {
    if std::env::var_os("UPDATE_BARE_METAL").is_some() {
        std::fs::write(path(name), bytes).unwrap();
    }
    assert!(std::fs::read(path(name)).unwrap() == bytes, "{name} is another: UPDATE_BARE_METAL=1 writes it");
}

/// As the program prints them: key, owner and replicas.
fn answers<'a>(answer: impl Fn(&[u8]) -> Vec<&'a str>) -> String {
    let keys = std::fs::read(path("keys.txt")).unwrap();
    let line = |key: &[u8]| format!("{}\t{}\n", std::str::from_utf8(key).unwrap(), answer(key).join("\t"));
    keys.split(|&byte| byte == b'\n').map(line).collect()
}

#[test]
fn the_program_has_the_image_and_the_answers_of_the_library() {
    let ring = ring();
    expect("ring.image", &ring.to_image());
    let expected = answers(|key| {
        let replicas: Vec<&str> = ring.preference_list(key).take(REPLICAS).map(NodeRef::id).collect();
        assert_eq!(replicas[0], ring.lookup(key).unwrap().id());
        replicas
    });
    expect("answers.txt", expected.as_bytes());
}

/// What the program does, here.
#[test]
fn a_view_of_its_image_gives_the_same_answers() {
    let image = std::fs::read(path("ring.image")).unwrap();
    let view = RingView::parse(&image).unwrap();
    let got = answers(|key| {
        let mut replicas = [NodeIndex::default(); REPLICAS];
        assert_eq!(view.preference_list_into(key, &mut replicas), REPLICAS);
        assert_eq!(view.lookup(key).map(NodeView::index), Some(replicas[0]));
        replicas.map(|index| view.node(index).unwrap().id()).to_vec()
    });
    assert_eq!(got, std::fs::read_to_string(path("answers.txt")).unwrap());
}
