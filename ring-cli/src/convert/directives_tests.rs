use proptest::prelude::*;
use vnode_ring::{Config, HashTag, KeyHash, Limits, Membership, Node, Ring};

use super::directives::{by_name, of};
use super::*;

const PROGRAMS: [Format; 3] = [Format::Nginx, Format::Haproxy, Format::Twemproxy];
const FUNCTIONS: [&str; 5] = ["sdbm", "djb2", "wt6", "crc32", "none"];

/// Programs with the placements of each.
fn own_placements() -> Vec<(Format, Placement)> {
    let of = |format: Format| {
        let is_own = move |placement: &Placement| placement.name().starts_with(&format.name());
        Placement::ALL.iter().copied().filter(is_own).map(move |placement| (format, placement))
    };
    PROGRAMS.into_iter().flat_map(of).collect()
}

/// What a file holds, as the program reads it.
fn read(text: &str, format: Format) -> Membership {
    let file = input::parse(text.as_bytes(), Some(format), None).unwrap();
    let config =
        file.stated.first().map_or_else(Config::default, |stated| stated.parameters().unwrap().config());
    let placement = config.placement().name();
    Membership::new(config, file.entries.into_iter().map(|entry| entry.placed(placement))).unwrap()
}

fn ring(membership: &Membership) -> Ring {
    Ring::from_membership(membership.clone(), Limits::default()).unwrap()
}

/// Servers as lines of the program itself: so what it hashes for them is known.
fn servers() -> impl Strategy<Value = Vec<(String, u16, u32, Option<String>)>> {
    let port = prop_oneof![Just(80u16), Just(11211), 1..=u16::MAX];
    let addr = prop_oneof![
        (1..=254u8, 1..=u16::MAX).prop_map(|(last, port)| format!("10.0.0.{last}:{port}")),
        "/[a-z]{1,8}".prop_map(|path| format!("unix:{path}")),
    ];
    let server = ("[a-z][a-z0-9]{0,4}", port, 1..20u32, prop::option::of(addr));
    prop::collection::vec(server, 1..6)
}

/// The membership under a config of the program's placement; some placement ids are other than those of servers that
/// state nothing.
fn held(
    config: &Config,
    format: Format,
    servers: &[(String, u16, u32, Option<String>)],
    other: bool,
) -> Membership {
    let mut nodes: Vec<Node> = Vec::new();
    for (host, port, weight, addr) in servers {
        let node = Node::new(format!("{host}:{port}")).with_weight(*weight);
        let node = match addr {
            Some(addr) if format != Format::Nginx => node.with_attribute("addr", addr),
            _ => node,
        };
        if nodes.iter().all(|before| before.id() != node.id()) {
            nodes.push(node);
        }
    }
    let native = Membership::new(Config::default(), nodes).unwrap();
    let file = write(&native, format).unwrap();
    let file = input::parse(file.text.as_bytes(), Some(format), None).unwrap();
    let placement = config.placement().name();
    let nodes = file.entries.into_iter().zip(1..).map(|(entry, number)| {
        let node = entry.placed(placement);
        match node.id().strip_suffix(":80") {
            Some(host) if other && placement == "nginx" => node.clone().with_placement_id(host),
            _ if other && placement == "haproxy-id" => node.with_placement_id((9 * number).to_string()),
            _ => node,
        }
    });
    Membership::new(config.clone(), nodes).unwrap()
}

proptest! {
    #[test]
    fn what_a_program_is_given_has_the_same_owners_or_is_said_to_have_others(
        (format, placement) in prop::sample::select(own_placements()),
        servers in servers(),
        other in any::<bool>(),
        key_hash in prop::option::of(prop::sample::select(KeyHash::ALL)),
        hash_tag in prop::option::weighted(0.3, (b'!'..=b'~', b'!'..=b'~')),
        vnodes in prop::option::weighted(0.2, 1..300u32),
        keys in prop::collection::vec("[ -~]{0,12}", 32),
    ) {
        let mut config = Config::of_placement(placement);
        let mut sayable = true;
        if let Some(key_hash) = key_hash.filter(|&key_hash| key_hash != KeyHash::SipHash13) {
            config = config.with_key_hash(key_hash);
            sayable &= match format {
                Format::Twemproxy => key_hash != KeyHash::Xxh3 && key_hash != KeyHash::Murmur3,
                Format::Haproxy => FUNCTIONS.iter().any(|function| key_hash.name().split('-').next() == Some(function)),
                _ => key_hash == placement.key_hash(),
            };
        }
        if let Some((begin, end)) = hash_tag {
            config = config.with_hash_tag(HashTag::new(begin, end).unwrap());
            sayable &= format == Format::Twemproxy;
        }
        if let Some(vnodes) = vnodes {
            config = config.with_vnodes_per_weight(vnodes);
            sayable &= vnodes == placement.vnodes_per_weight();
        }
        let held = held(&config, format, &servers, other);
        let written = write(&held, format).unwrap();
        let is_lost = written.remarks.iter().any(|remark| remark.contains("@ring"));
        prop_assert_eq!(sayable, !is_lost, "{:?} {}", config, written.text);
        if sayable {
            let again = read(&written.text, format);
            prop_assert_eq!(again.config(), held.config());
            prop_assert_eq!(again.placement_fingerprint(), held.placement_fingerprint(), "{}", written.text);
            let (before, after) = (ring(&held), ring(&again));
            for key in &keys {
                let owner = |ring: &Ring| ring.lookup(key).map(|node| node.id().to_owned());
                prop_assert_eq!(owner(&before), owner(&after));
            }
        } else {
            prop_assert_eq!(of(&config, format).remark.filter(|remark| written.remarks.contains(remark)), None);
        }
    }

    #[test]
    fn every_hash_tag_is_written_by_the_formats_that_have_one(begin in b'!'..=b'~', end in b'!'..=b'~') {
        let config = Config::of_placement(Placement::Twemproxy).with_hash_tag(HashTag::new(begin, end).unwrap());
        let held = Membership::new(config.clone(), [Node::new("a:1")]).unwrap();
        let again = read(&write(&held, Format::Twemproxy).unwrap().text, Format::Twemproxy);
        prop_assert_eq!(again.config(), &config);
        for format in [Format::Plain, Format::Csv, Format::Json] {
            let file = input::parse(write(&held, format).unwrap().text.as_bytes(), Some(format), None).unwrap();
            prop_assert_eq!(file.parameters.config(), config.clone());
        }
    }
}

#[test]
fn what_haproxy_is_told_is_read_back_whatever_its_placement_and_function() {
    for placement in ["haproxy-id", "haproxy-addr", "haproxy-addr-port"] {
        for key_hash in
            FUNCTIONS.into_iter().flat_map(|function| [function.into(), format!("{function}-avalanche")])
        {
            let directives = by_name(placement, &key_hash, None, Format::Haproxy);
            let node = Node::new("a").with_placement_id("7").with_attribute("addr", "10.0.0.1:80");
            let row = programs::row(placement, &node, Format::Haproxy).unwrap();
            let text = format!("backend ring\n  {}\n{row}", directives.lines.join("\n  "));
            let mut file = input::parse(text.as_bytes(), Some(Format::Haproxy), None).unwrap();
            let stated = &file.stated[0];
            assert_eq!(
                (stated.placement, &stated.key_hash),
                (Some(placement), &Some((3, key_hash))),
                "{text}"
            );
            let hashed = if placement == "haproxy-id" { "7" } else { "10.0.0.1:80" };
            assert_eq!(file.entries.remove(0).placed(placement).placement_id(), hashed, "{text}");
        }
    }
}

#[test]
fn the_key_is_said_to_be_a_guess_where_it_is_one() {
    let config = Config::of_placement(Placement::Nginx);
    let held = Membership::new(config, [Node::new("a:1")]).unwrap();
    let written = write(&held, Format::Nginx).unwrap();
    assert_eq!(written.remarks, ["nginx is told to hash $request_uri: put what your keys are in its place"]);
    assert!(write(&held, Format::Haproxy).unwrap().remarks[0].contains("placement=nginx"));
}
