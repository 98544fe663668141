use proptest::prelude::*;
use vnode_ring::{Config, Membership, Node};

use super::*;
use crate::output::node::tests::node;

fn membership(nodes: impl IntoIterator<Item = Node>) -> Membership {
    Membership::new(Config::default(), nodes).unwrap()
}

fn read(text: &str, format: Format) -> Vec<Node> {
    let file =
        input::parse(text.as_bytes(), Some(format), None).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    file.entries.into_iter().map(|entry| entry.placed("native")).collect()
}

/// Ids and weights.
fn said(nodes: &[Node]) -> Vec<(String, u32)> {
    nodes.iter().map(|node| (node.id().to_owned(), node.weight())).collect()
}

fn server() -> impl Strategy<Value = Node> {
    let host = prop_oneof!["[a-z][a-z0-9.-]{0,8}", Just("[::1]".to_owned()), Just("10.0.0.1".to_owned())];
    let id = prop_oneof![
        3 => (host, 1..=u16::MAX).prop_map(|(host, port)| format!("{host}:{port}")),
        1 => "/[a-z0-9/]{1,8}".prop_map(|path| format!("unix:{path}")),
        1 => "[a-z]{1,4}",
    ];
    let addr = proptest::option::of((1..=u16::MAX).prop_map(|port| format!("10.0.0.9:{port}")));
    (id, 0..300u32, addr, any::<bool>()).prop_map(|(id, weight, addr, down)| {
        let mut node = Node::new(id).with_weight(weight);
        if let Some(addr) = addr {
            node = node.with_attribute("addr", addr);
        }
        if down { node.with_attribute("status", "down") } else { node }
    })
}

fn servers() -> impl Strategy<Value = Membership> {
    prop::collection::vec(server(), 0..6).prop_map(|mut nodes| {
        nodes.sort_by(|a, b| a.id().cmp(b.id()));
        nodes.dedup_by(|a, b| a.id() == b.id());
        membership(nodes)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_with_the_same_ids_and_weights(held in servers(), at in 0..8usize) {
        let format = Format::ALL[at];
        let nodes: Vec<Node> = held.nodes().map(|node| node.node().clone()).collect();
        if let Ok(written) = write(&held, format) {
            prop_assert_eq!(said(&read(&written.text, format)), said(&nodes), "{}", written.text);
        }
    }

    #[test]
    fn hosts_with_ports_fit_into_every_format(ports in prop::collection::btree_set(1..=u16::MAX, 1..6), at in 0..8usize) {
        let node = |(port, weight)| Node::new(format!("cache-a:{port}")).with_weight(weight);
        let written = write(&membership(ports.into_iter().zip(1..).map(node)), Format::ALL[at]);
        // The servers of a pool are never without a placement.
        let of_pools = ["twemproxy has no place for \"@ring key-hash=xxh3 placement=native seed=0 vnodes=256\""];
        let remarks: &[&str] = if Format::ALL[at] == Format::Twemproxy { &of_pools } else { &[] };
        prop_assert_eq!(written.unwrap().remarks, remarks);
    }

    #[test]
    fn nothing_of_any_node_is_lost_in_json_nor_elsewhere_without_a_word(node in node(), at in 0..8usize) {
        let (held, format) = (membership([node]), Format::ALL[at]);
        let node = held.nodes().next().map(|node| node.node().clone()).unwrap();
        match write(&held, format) {
            Err(message) => prop_assert!(format != Format::Json, "{message}"),
            Ok(written) => {
                let read = read(&written.text, format);
                prop_assert_eq!(said(&read), said(std::slice::from_ref(&node)));
                prop_assert!(!written.remarks.is_empty() || read[0] == node, "{}", written.text);
                prop_assert!(written.remarks.is_empty() || !own::is(format));
            }
        }
    }
}

#[test]
fn each_format_says_what_it_has_no_place_for() {
    let with_zone =
        Node::new("a:1").with_zone("z").with_attribute("rack", "r").with_attribute("status", "down");
    let written = write(&membership([with_zone.clone()]), Format::Nginx).unwrap();
    assert_eq!(written.text, "upstream ring {\n    server a:1 down;\n}\n");
    assert_eq!(written.remarks, ["nginx has no place for rack, zone"]);
    assert!(write(&membership([with_zone]), Format::Plain).unwrap().remarks.is_empty());

    let seeded = Membership::new(Config::default().with_seed(7), [Node::new("a:1")]).unwrap();
    let remarks = write(&seeded, Format::Ketama).unwrap().remarks;
    assert!(
        remarks[0].starts_with("ketama has no place for \"@ring") && remarks[0].contains("seed=7"),
        "{remarks:?}"
    );
}

#[test]
fn what_would_be_another_ring_is_refused() {
    use Format::{Haproxy, Ketama, Libmemcached, Nginx, Twemproxy};
    for (format, node, problem) in [
        (Nginx, Node::new("a"), "read as \"a:80\""),
        (Nginx, Node::new("a:1").with_weight(0), "weight must be an integer from 1"),
        (Nginx, Node::new("a:1").with_vnodes(9), "vnodes=9"),
        (Nginx, Node::new("a:1").with_placement_id("b"), "placement id"),
        (Nginx, Node::new("a:1; server b:2"), "cannot hold"),
        (Nginx, Node::new("a:1;} upstream b { server c:2"), "cannot hold"),
        (Haproxy, Node::new("[::1]:80"), "letters, digits"),
        (Haproxy, Node::new("a:1").with_weight(257), "--divide-weights"),
        (Twemproxy, Node::new("cache-a"), "host:port:weight"),
        (Twemproxy, Node::new("a b").with_attribute("addr", "a:1"), "cannot hold"),
        (Libmemcached, Node::new("[::1]:80"), "no IPv6"),
        (Libmemcached, Node::new("unix:/s").with_weight(2), "cannot hold"),
        (Libmemcached, Node::new("a:1,b:2"), "cannot hold"),
        (Ketama, Node::new("a"), "read as \"a:11211\""),
        (Ketama, Node::new("#a:1"), "cannot hold"),
    ] {
        let message = write(&membership([node]), format).unwrap_err();
        assert!(message.contains(problem), "{message}");
    }
}

#[test]
fn what_follows_from_all_weights_is_not_stated() {
    let nodes = [Node::new("a:11211").with_placement_id("a"), Node::new("b:1").with_weight(3)];
    let held = Membership::new(Config::of_placement(Placement::Twemproxy), nodes).unwrap();
    for format in [Format::Plain, Format::Csv, Format::Json] {
        let file = input::parse(write(&held, format).unwrap().text.as_bytes(), None, None).unwrap();
        assert_eq!(file.parameters.placement, Some(Placement::Twemproxy));
        let read = Membership::new(held.config().clone(), file.entries.into_iter().map(|entry| entry.node));
        assert_eq!(read.unwrap().fingerprint(), held.fingerprint(), "{format:?}");
    }
    let own = write(&held, Format::Twemproxy).unwrap();
    let directives = "  distribution: ketama\n  hash: fnv1a_64\n";
    assert_eq!(own.text, format!("ring:\n{directives}  servers:\n    - a:11211:1\n    - b:1:3\n"));
    let other = write(&held, Format::Nginx).unwrap();
    assert!(other.remarks[0].starts_with("nginx has no place for \"@ring"));
    assert_eq!(other.text, "upstream ring {\n    server a:11211;\n    server b:1 weight=3;\n}\n");

    let held =
        Membership::new(Config::of_placement(Placement::Nginx), [Node::new("a:80").with_placement_id("a")]);
    let own = write(held.as_ref().unwrap(), Format::Nginx).unwrap();
    assert_eq!(own.text, "upstream ring {\n    hash $request_uri consistent;\n    server a;\n}\n");
    let elsewhere =
        Membership::new(Config::of_placement(Placement::Nginx), [Node::new("a:80").with_placement_id("b")]);
    let problem = write(&elsewhere.unwrap(), Format::Nginx).unwrap_err();
    assert!(problem.contains("read as \"b:80\""), "{problem}");
}
