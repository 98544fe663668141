//! The committed answers of the independent implementation `docs/reference.py`.

mod shape;

use alloc::string::String;
use alloc::vec;

use crate::Position;
use shape::{Answer, Answers, Shape, Vectors};

fn check(shape: &Shape) {
    let name = &shape.name;
    let ring = shape.ring(shape.membership());
    let Answers { key_hash, key_check, vnodes, first_positions, shares, keys, generated_owners_sha256 } =
        shape.ask(&ring);
    let stated = &shape.answers;
    assert_eq!(key_hash, stated.key_hash, "{name}");
    assert_eq!(key_check, stated.key_check, "{name}");
    assert_eq!(vnodes, stated.vnodes, "{name}");
    assert_eq!(first_positions, stated.first_positions, "{name}");
    assert_eq!(shares, stated.shares, "{name}");
    for (answer, stated) in keys.iter().zip(&stated.keys) {
        assert_eq!(answer, stated, "{name}");
    }
    assert_eq!(generated_owners_sha256, stated.generated_owners_sha256, "{name}");
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings cover the same code")]
fn rings_answer_as_the_independent_implementation() {
    let vectors: Vectors =
        serde_json::from_str(include_str!("../../../docs/vectors/native-v1.json")).unwrap();
    assert!(vectors.rings.len() >= 12, "only {} rings", vectors.rings.len());
    assert!(vectors.rings.iter().filter(|shape| shape.secret_hex.is_some()).count() >= 2);
    for shape in &vectors.rings {
        check(shape);
    }
}

/// A check that a wrong answer would be noticed.
#[test]
#[should_panic(expected = "planted")]
fn a_wrong_owner_fails_the_comparison() {
    let key = Answer {
        key_hex: String::new(),
        position: alloc::format!("{}", Position(0x2d06_8005_38d3_94c2)),
        list: vec!["a".into()],
    };
    check(&Shape {
        name: "planted".into(),
        secret_hex: None,
        seed: "0".into(),
        vnodes_per_weight: 1,
        nodes: vec![],
        generated_keys: 0,
        answers: Answers {
            key_hash: None,
            key_check: None,
            vnodes: 0,
            first_positions: [].into(),
            shares: [].into(),
            keys: vec![key],
            generated_owners_sha256: String::new(),
        },
    });
}
