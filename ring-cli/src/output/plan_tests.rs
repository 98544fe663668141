use serde_json::Value;
use vnode_ring::{Config, MovedRange, Node, Plan, ReplicaRule, Ring, ZoneRule};

use super::*;
use crate::cli::ReportFormat;

fn ring(ids: &[&str]) -> Ring {
    let nodes = ids.iter().map(|&id| Node::new(id).with_zone(id.get(..1).unwrap_or_default()));
    Ring::new(Config::default().with_vnodes_per_weight(5), nodes).unwrap()
}

fn rings() -> [Ring; 2] {
    [ring(&["a1", "a2", "b1", "c \"1\""]), ring(&["a1", "b1", "b2", "d1"])]
}

fn ids<'a>(nodes: impl Iterator<Item = NodeRef<'a>>) -> Vec<&'a str> {
    nodes.map(NodeRef::id).collect()
}

#[test]
fn lines_of_json_are_the_ranges_of_the_plan() {
    let [old, new] = rings();
    let rule = ReplicaRule::new(2).with_zones(ZoneRule::Spread);
    let plan = Plan::between(&old, &new, rule).unwrap().with_unavailable(["a2"]).unwrap();
    for copies in [false, true] {
        let mut out = Vec::new();
        write_ranges(&mut out, &plan, ReportFormat::Json, copies).unwrap();
        let lines: Vec<Value> = out
            .split_inclusive(|&byte| byte == b'\n')
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        let ranges: Vec<MovedRange<'_>> = plan.ranges().collect();
        assert!(ranges.len() > 5 && lines.len() == ranges.len());
        for (line, moved) in lines.iter().zip(&ranges) {
            assert_eq!(line["start"], moved.range().start.to_string());
            assert_eq!(line["end"], moved.range().end.to_string());
            assert_eq!(line["from"], Value::from(ids(moved.old_list())));
            assert_eq!(line["to"], Value::from(ids(moved.new_list())));
            assert_eq!(line.as_object().unwrap().len(), if copies { 5 } else { 4 });
            let read = |copy: &Value| copy["read"].as_array().unwrap().iter().all(|id| id != "a2");
            assert!(!copies || line["copies"].as_array().unwrap().iter().all(read), "{line}");
        }
    }
}

#[test]
fn the_pairs_and_nodes_of_a_summary_sum_to_what_moves() {
    let [old, new] = rings();
    let plan = Plan::between(&old, &new, 2).unwrap();
    let summary = plan.summary();
    let json = Report { rule: ReplicaRule::new(2), summary: &summary, keys: None }.json();
    let number = |value: &Value| value.as_str().unwrap().parse::<u128>().unwrap();
    let sum = |list: &str, name: &str| {
        json[list].as_array().unwrap().iter().map(|value| number(&value[name])).sum()
    };
    let moved = number(&json["moved"]);
    assert_eq!(moved, sum("pairs", "moved"));
    assert_eq!([moved, moved], [sum("nodes", "gained"), sum("nodes", "lost")]);
    assert!(number(&json["minimum"]) <= moved && moved > 0);
}
