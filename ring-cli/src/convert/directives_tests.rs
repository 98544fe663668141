use proptest::prelude::*;
use vnode_ring::{Config, HashTag, KeyHash, Limits, Membership, Node, Ring};

use super::directives::of;
use super::*;

const PROGRAMS: [Format; 3] = [Format::Nginx, Format::Haproxy, Format::Twemproxy];
/// What HAProxy calls its functions, and what they are called here.
const FUNCTIONS: [(&str, &str); 5] =
    [("sdbm", "sdbm"), ("djb2", "djb2"), ("wt6", "wt6"), ("crc32", "crc32"), ("none", "decimal")];

/// Programs with the placements of each.
fn own_placements() -> Vec<(Format, Placement)> {
    let of = |format: Format| {
        let is_own = move |placement: &Placement| placement.name().starts_with(&format.name());
        Placement::ALL.iter().copied().filter(is_own).map(move |placement| (format, placement))
    };
    PROGRAMS.into_iter().flat_map(of).collect()
}

/// What a file holds, as a version of the program with this placement reads it.
fn read(text: &str, format: Format, placement: Placement) -> Membership {
    let file = input::parse(text.as_bytes(), Some(format), None).unwrap();
    let placement = placement.name();
    let stated = file.stated[0].with_placement(placement).unwrap();
    let config = stated.parameters().unwrap().config();
    Membership::new(config, file.entries.into_iter().map(|entry| entry.placed(placement))).unwrap()
}

fn ring(membership: &Membership) -> Ring {
    Ring::from_membership(membership.clone(), Limits::default()).unwrap()
}

/// An id, a weight and what makes an address of its own.
type Drawn = (String, u32, Option<(u8, u16)>);

fn servers() -> impl Strategy<Value = Vec<Drawn>> {
    let port = prop_oneof![Just(80u16), Just(11211), 1..=u16::MAX];
    let id = prop_oneof![
        4 => ("[a-z][a-z0-9]{0,4}", port).prop_map(|(host, port)| format!("{host}:{port}")),
        1 => "/[a-z]{1,8}".prop_map(|path| format!("unix:{path}")),
    ];
    let server = (id, 1..20u32, prop::option::of((1..=254u8, 1..=u16::MAX)));
    prop::collection::vec(server, 1..6).prop_map(|mut servers| {
        servers.sort();
        servers.dedup_by(|a, b| a.0 == b.0);
        servers
    })
}

/// A node that the program can have.
fn node(format: Format, number: usize, (id, weight, place): &Drawn) -> Node {
    let node = |id: &str| Node::new(id).with_weight(*weight);
    let addr = |(last, port)| format!("10.0.{number}.{last}:{port}");
    match format {
        Format::Haproxy => node(&id.replace('/', "-")).with_attribute("addr", addr(place.unwrap_or((1, 80)))),
        Format::Twemproxy => place.map_or(node(id), |place| node(id).with_attribute("addr", addr(place))),
        _ => node(id),
    }
}

/// The membership under a config of a placement of the program, with what the program hashes as placement ids: `other`
/// ones than those of servers that state nothing where the program lets them be stated.
fn held(config: &Config, format: Format, servers: &[Drawn], other: bool) -> Membership {
    let nodes = servers.iter().enumerate().map(|(number, drawn)| node(format, number, drawn));
    let native = Membership::new(Config::default(), nodes).unwrap();
    let file = write(&native, format).unwrap();
    let file = input::parse(file.text.as_bytes(), Some(format), None).unwrap();
    let placement = config.placement().name();
    let nodes = file.entries.into_iter().zip(1..).map(|(entry, number)| {
        let node = entry.placed(placement);
        let without_port = node.id().strip_suffix(":80").map(str::to_owned);
        match (placement, without_port) {
            ("nginx", Some(host)) if other => node.with_placement_id(host),
            ("haproxy-id" | "haproxy-id-3.0", _) if other => node.with_placement_id((9 * number).to_string()),
            // What says so stands in no file of a native ring.
            ("haproxy-addr" | "haproxy-addr-port", _) => {
                let addr = node.attribute("addr").map(str::to_owned);
                node.with_placement_id(addr.expect("it has one"))
            }
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
                Format::Twemproxy => input::twemproxy_hash(key_hash.name()).is_some(),
                Format::Haproxy => input::haproxy_function(key_hash.name()).is_some(),
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
            let again = read(&written.text, format, placement);
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
        let again = read(&write(&held, Format::Twemproxy).unwrap().text, Format::Twemproxy, Placement::Twemproxy);
        prop_assert_eq!(again.config(), &config);
        for format in [Format::Plain, Format::Csv, Format::Json] {
            let file = input::parse(write(&held, format).unwrap().text.as_bytes(), Some(format), None).unwrap();
            prop_assert_eq!(file.parameters.config(), config.clone());
        }
    }
}

#[test]
fn what_haproxy_is_told_is_read_back_whatever_its_placement_and_function() {
    let placements = ["haproxy-id", "haproxy-id-3.0", "haproxy-addr", "haproxy-addr-port"];
    let functions = FUNCTIONS.into_iter().flat_map(|(theirs, ours)| {
        [(theirs.into(), ours.into()), (format!("{theirs} avalanche"), format!("{ours}-avalanche"))]
    });
    for ((theirs, ours), placement) in
        functions.flat_map(|function| placements.map(|name| (function.clone(), name)))
    {
        let config = Config::of_placement(Placement::from_name(placement).unwrap());
        let config = config.with_key_hash(KeyHash::from_name(&ours).unwrap());
        let directives = of(&config, Format::Haproxy);
        assert_eq!(directives.lines, ["balance uri".into(), format!("hash-type consistent {theirs}")]);
        let node = Node::new("a").with_placement_id("7").with_attribute("addr", "10.0.0.1:80");
        let row = programs::row(placement, &node, Format::Haproxy).unwrap();
        let text = format!("backend ring\n  {}\n{row}", directives.lines.join("\n  "));
        let mut file = input::parse(text.as_bytes(), Some(Format::Haproxy), None).unwrap();
        let stated = file.stated[0].with_placement(placement).expect("it is this placement in some version");
        assert_eq!(stated.key_hash, Some((3, ours)), "{text}");
        let hashed = if placement.starts_with("haproxy-id") { "7" } else { "10.0.0.1:80" };
        assert_eq!(file.entries.remove(0).placed(placement).placement_id(), hashed, "{text}");
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
