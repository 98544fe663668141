//! HAProxy configurations.

use super::*;

#[test]
fn haproxy_numbers_servers_by_their_place() {
    // As HAProxy 2.6.12 numbers them.
    let text = "backend b\n server s1 127.0.0.1:80\n server s2 127.0.0.1:81 id 3\n server s3 127.0.0.1:82\n server s4 \
                127.0.0.1:83 backup\n server s5 127.0.0.1:84 id 2\n server s6 127.0.0.1:85\n server s7 2001:db8::1:80\n \
                server s8 127.0.0.1\n server s9 127.0.0.1:90 id 20\n server s10 127.0.0.1:91\n";
    let file = read(Format::Haproxy, text);
    assert_eq!(ids(&file), ["s1", "s2", "s3", "s5", "s6", "s7", "s8", "s9", "s10"]);
    assert_eq!(file.entries[5].node.attribute("addr"), Some("[2001:db8::1]:80"));
    assert_eq!(file.entries[6].node.attribute("addr"), Some("127.0.0.1"));
    assert_eq!(placed(file, "haproxy-id"), ["1", "3", "4", "2", "7", "8", "9", "20", "11"]);
}

#[test]
fn haproxy_sections_take_over_defaults() {
    let text = "global\n maxconn 9\ndefaults base\n balance hdr(host) if-any\n hash-type consistent crc32 avalanche\n \
                default-server weight 10 inter 2s\ndefaults\n balance roundrobin\nfrontend f\n bind :80\nbackend a from \
                base\n server s1 h:1 # a comment\n server s2 h:2 weight 0 disabled cookie weight\nlisten b\n hash-type \
                consistent\n server s1 /run/x.sock\npeers p\n server s1 h:3\nbackend c from base\n balance source\n \
                hash-type map-based\n hash-balance-factor 150\n default-server hash-key addr\n server s1 ipv4@h:4\n";
    let file = read(Format::Haproxy, text);
    let nodes: Vec<_> = file
        .entries
        .iter()
        .map(|entry| (entry.group.as_deref().unwrap(), entry.node.id(), entry.node.weight()))
        .collect();
    assert_eq!(nodes, [("a", "s1", 10), ("a", "s2", 0), ("b", "s1", 1), ("c", "s1", 10)]);
    assert_eq!(file.entries[1].node.attribute("status"), Some("down"));
    assert_eq!(file.entries[2].node.attribute("addr"), Some("unix:/run/x.sock"));
    let [a, c] = &file.stated[..] else { panic!("{:?}", file.stated) };
    assert_eq!((a.placement, a.line), (Some("haproxy-id"), 5));
    assert_eq!(a.key_hash, Some((5, "crc32-avalanche".into())));
    assert_eq!((c.placement, c.group.as_deref()), (None, Some("c")));
    assert_eq!(file.notes.last().unwrap().group.as_deref(), Some("c"));
    let hashed = placed(file, "haproxy-addr");
    assert_eq!(hashed, ["h:1", "h:2", "unix:/run/x.sock", "h:4"]);
    let alone = "backend b\n balance source\n hash-type consistent\n server a h:1";
    assert_eq!(read(Format::Haproxy, alone).stated[0].key_hash, Some((3, "sdbm-avalanche".into())));
    let function = alone.replace("consistent", "consistent sdbm");
    assert_eq!(read(Format::Haproxy, &function).stated[0].key_hash, Some((3, "sdbm".into())));
}

#[test]
fn haproxy_backups_are_there_when_no_other_server_is() {
    let text = "backend a\n option allbackups\n server s1 h:1 disabled\n server s2 h:2 weight 0\n server s3 h:3 backup \
                weight 0\n server s4 h:4 backup\n server s5 h:5 backup\n";
    let servers = |text: &str| ids(&read(Format::Haproxy, text)).join(" ");
    assert_eq!(servers(text), "s1 s2 s4 s5");
    for one in [text.replace(" option allbackups\n", ""), text.replace(" option", " no option")] {
        assert_eq!(servers(&one), "s1 s2 s4");
    }
    assert_eq!(servers(&text.replace("h:2 weight 0", "h:2")), "s1 s2");
}

#[test]
fn haproxy_errors_name_the_line() {
    for (text, line) in [
        ("backend\n server a h:1", 1),
        ("backend b\n server a", 2),
        ("backend b\n server a h:1 wieght 2", 2),
        ("backend b\n server a h:1 weight 257", 2),
        ("backend b\n server a h:1 weight", 2),
        ("backend b\n server a h:1 id 0", 2),
        ("backend b\n server a h:1 id 2\n server c h:1 id 2", 3),
        ("backend b\n server a h:1 hash-key name", 2),
        ("backend b\n server a h:1 hash-key id\n server c h:2 hash-key addr", 3),
        ("backend b\n server a \"h:$PORT\"", 2),
        ("backend b\n server 'a h:1", 2),
        ("backend b\n server a\\", 2),
        ("backend b\n server [::1] h:1", 2),
        ("backend b\n server a h:+1", 2),
        ("backend b\n server a abns@h", 2),
        ("backend b\n server-template a 1-3 h:1", 2),
        ("backend b\n.if defined(X)\n server a h:1\n.endif", 2),
        ("backend b from x\n server a h:1", 1),
        ("backend b\n balance uri\n hash-type nearest\n server a h:1", 3),
        ("backend b\n balance uri\n hash-type consistent md5\n server a h:1", 3),
        ("backend b\n balance uri\n hash-type consistent avalanche\n server a h:1", 3),
    ] {
        assert_eq!(refused(Format::Haproxy, text).line, Some(line), "{text}");
    }
}
