//! The JSON of `docs/formats.md`.

use serde_json::Value;

use crate::{Delta, Membership};

const FORMATS: &str = include_str!("../../../../docs/formats.md");

fn example(number: usize) -> &'static str {
    let block = FORMATS.split("```json\n").nth(1 + number).expect("the page has that example");
    let (block, _) = block.split_once("```").expect("the example ends");
    block
}

#[test]
fn the_examples_of_the_page_are_what_is_written() {
    let membership: Membership = serde_json::from_str(example(0)).unwrap();
    assert_eq!(
        serde_json::to_value(&membership).unwrap(),
        serde_json::from_str::<Value>(example(0)).unwrap()
    );
    let delta: Delta = serde_json::from_str(example(1)).unwrap();
    assert_eq!(serde_json::to_value(&delta).unwrap(), serde_json::from_str::<Value>(example(1)).unwrap());

    let mut changed = membership.clone();
    changed.apply(&delta).unwrap();
    assert_eq!(changed.stamp(), delta.target());
    let change = membership.change().remove("a").unwrap().reweight("b", 3).unwrap();
    assert_eq!(change.add(crate::Node::new("c")).unwrap().delta().unwrap(), delta);
}
