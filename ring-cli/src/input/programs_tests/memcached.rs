//! Servers of memcached.

use super::*;

#[test]
fn twemproxy_hashes_the_name_else_the_address_without_the_default_port() {
    let text = "alpha:\n  listen: 127.0.0.1:22121\n  hash: crc32\n  hash_tag: '{}'\n  servers:\n   - 10.0.0.1:11211:1\n   - \
                10.0.0.2:11212:2\n   - 10.0.0.3:11211:3 cache-c\n   - /run/m.sock:4\n   - \"::1:11211:5\"\n";
    let file = read(Format::Twemproxy, text);
    assert_eq!(
        ids(&file),
        ["10.0.0.1:11211", "10.0.0.2:11212", "cache-c", "unix:/run/m.sock", "[::1]:11211"]
    );
    assert_eq!(file.entries[2].node.attribute("addr"), Some("10.0.0.3:11211"));
    let stated = &file.stated[0];
    assert_eq!((stated.placement, stated.line), (Some("twemproxy"), 2));
    assert_eq!(stated.key_hash, Some((3, "crc32-15".into())));
    assert_eq!(stated.hash_tag, Some((4, "{}".into())));
    let hashed = placed(file, "twemproxy");
    assert_eq!(hashed, ["10.0.0.1", "10.0.0.2:11212", "cache-c", "/run/m.sock:", "::1"]);

    let text = "a:\n  distribution: modula\n  servers: []\nb:\n  distribution: ketama\n  servers: [x:1:1]\n";
    let [a, b] = &read(Format::Twemproxy, text).stated[..] else { panic!() };
    assert_eq!((a.placement, a.line, b.placement, b.line), (None, 2, Some("twemproxy"), 5));
    assert_eq!(b.key_hash, Some((5, "fnv1a-64".into())));
}

#[test]
fn twemproxy_errors_name_the_line() {
    let deep = format!("a:\n  servers: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n";
    for (text, line) in [
        ("a: [", 2),
        ("- a:1:1\n", 1),
        ("a:\n  listen: x\n", 2),
        ("a:\n  servers: x:1:1\n", 2),
        ("a:\n  servers:\n  - x:1\n", 3),
        ("a:\n  servers:\n  - x:1:-1\n", 3),
        ("a:\n  servers:\n  - x:1:1 n m\n", 3),
        ("a:\n  servers:\n  - {x: 1}\n", 3),
        ("a:\n  servers: []\na:\n  servers: []\n", 3),
        ("a:\n  servers: []\n  servers: []\n", 3),
        ("a: {servers: []}\n---\nb: {servers: []}\n", 3),
        ("a:\n  servers: !!seq []\n", 2),
        ("? [a]\n: b\n", 1),
        ("a:\r  servers: []", 1),
        (&deep, 2),
        (bomb, 1),
    ] {
        let error = refused(Format::Twemproxy, text);
        assert_eq!(error.line, Some(line), "{}: {error:?}", &text[..text.len().min(60)]);
    }
    assert_eq!(refused(Format::Twemproxy, "").line, Some(1));
    assert_eq!(refused(Format::Twemproxy, &" ".repeat((16 << 20) + 1)).line, None);
}

#[test]
fn libmemcached_takes_lists_and_configuration_strings() {
    let file = read(Format::Libmemcached, "a, b:11211:3 ,c:1 4,/run/m.sock,[::1],[::2]:7:2\n# d\n\nd:9,\n");
    assert_eq!(
        ids(&file),
        ["a:11211", "b:11211", "c:1", "unix:/run/m.sock", "[::1]:11211", "[::2]:7", "d:9"]
    );
    let weights: Vec<u32> = file.entries.iter().map(|entry| entry.node.weight()).collect();
    assert_eq!(weights, [1, 3, 4, 1, 1, 2, 1]);
    // The placement itself leaves out the default port.
    for placement in ["libmemcached", "libmemcached-weighted"] {
        let file = read(Format::Libmemcached, "a,c:1,/run/m.sock,[::1],[::1]:7");
        assert_eq!(placed(file, placement), ["a:11211", "c:1", "/run/m.sock", "::1", "::1:7"]);
    }

    let text =
        "--DISTRIBUTION=consistent,MD5 --HASH=CRC --server=a/?2\n--SOCKET=\"/run/m.sock/?3\" --TCP-NODELAY";
    let file = read(Format::Libmemcached, text);
    assert_eq!(ids(&file), ["a:11211", "unix:/run/m.sock"]);
    assert_eq!((file.entries[0].node.weight(), file.entries[1].node.weight()), (2, 3));
    assert_eq!(file.stated[0].placement, Some("libmemcached-weighted"));
    assert_eq!(file.stated[0].key_hash, Some((1, "crc32-15".into())));
    let late = read(Format::Libmemcached, "--SERVER=a/?2 --DISTRIBUTION=CONSISTENT,MD5");
    assert_eq!(late.stated[0].placement, None);
}

#[test]
fn libmemcached_errors_name_the_line() {
    for (text, line) in [
        ("a:1,b:x", 1),
        ("a:1,,b:2", 1),
        ("a:1\nb:1:0", 2),
        ("a:1/?3", 1),
        ("a:1:2:3", 1),
        ("::1", 1),
        ("a b c", 1),
        ("--SERVER=a b", 1),
        ("--SERVER=/a", 1),
        ("--SOCKET=a", 1),
        ("--SERVER=a/?0", 1),
    ] {
        assert_eq!(refused(Format::Libmemcached, text).line, Some(line), "{text}");
    }
}

#[test]
fn ketama_lines_have_an_address_and_a_weight() {
    let file = read(Format::Ketama, "# servers\n10.0.0.1:11211\t600\n\ncache-b  0\r\n");
    assert_eq!(ids(&file), ["10.0.0.1:11211", "cache-b:11211"]);
    assert_eq!((file.entries[0].node.weight(), file.entries[1].line), (600, 4));
    for text in ["a\n", "a 1 2\n", "a x\n", "a:1:2 1\n", "a 4294967296\n"] {
        assert_eq!(refused(Format::Ketama, text).line, Some(1), "{text}");
    }
}
