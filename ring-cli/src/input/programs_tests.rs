//! What the files of other programs are read as.

use super::*;

fn read(format: Format, text: &str) -> NodeFile {
    parse(text.as_bytes(), Some(format), None).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn refused(format: Format, text: &str) -> InputError {
    match parse(text.as_bytes(), Some(format), None) {
        Ok(file) => panic!("{text} is read as {file:?}"),
        Err(error) => error,
    }
}

fn recognised(text: &str) -> Option<Format> {
    let file = parse(text.as_bytes(), None, None).ok()?;
    let mut same = Format::ALL
        .into_iter()
        .filter(|&format| parse(text.as_bytes(), Some(format), None).as_ref() == Ok(&file));
    same.next()
}

fn ids(file: &NodeFile) -> Vec<&str> {
    file.entries.iter().map(|entry| entry.node.id()).collect()
}

/// What a placement hashes for each node.
fn placed(file: NodeFile, placement: &str) -> Vec<String> {
    file.entries.into_iter().map(|entry| entry.placed(placement).placement_id().to_owned()).collect()
}

/// Three servers as each program has them.
const EVERYWHERE: [(Format, &str); 10] = [
    (Format::Plain, "10.0.0.1:8080\n[::1]:8080 2\ncache-c:11211\n"),
    (Format::Json, r#"["10.0.0.1:8080", {"id": "[::1]:8080", "weight": 2}, "cache-c:11211"]"#),
    (Format::Csv, "id,weight\n10.0.0.1:8080,\n[::1]:8080,2\ncache-c:11211,1\n"),
    (
        Format::Nginx,
        "upstream web {\n  server 10.0.0.1:8080;\n  server [::1]:8080 weight=2;\n  server cache-c:11211;\n}\n",
    ),
    (
        Format::Haproxy,
        "backend web\n  server a 10.0.0.1:8080\n  server b [::1]:8080 weight 2\n  server c cache-c:11211\n",
    ),
    (
        Format::Twemproxy,
        "web:\n  servers:\n    - 10.0.0.1:8080:1\n    - \"::1:8080:2\"\n    - cache-c:11211:1\n",
    ),
    (Format::Libmemcached, "10.0.0.1:8080,[::1]:8080:2,cache-c:11211"),
    (Format::Ketama, "10.0.0.1:8080\t1\n[::1]:8080\t2\ncache-c:11211\t1\n"),
    (
        Format::FileSd,
        r#"[{"targets": ["10.0.0.1:8080"]}, {"targets": ["[::1]:8080"], "labels": {"weight": "2"}},
            {"targets": ["cache-c:11211"], "labels": {}}]"#,
    ),
    (
        Format::EndpointSlices,
        r#"{"kind": "List", "items": [
            {"kind": "EndpointSlice", "ports": [{"port": 8080}],
             "endpoints": [{"addresses": ["10.0.0.1"]}, {"addresses": ["::1"]}]},
            {"kind": "EndpointSlice", "ports": [{"port": 11211}], "endpoints": [{"addresses": ["cache-c"]}]}]}"#,
    ),
];

#[test]
fn the_same_servers_have_the_same_ids_in_every_format() {
    for (format, text) in EVERYWHERE {
        let file = read(format, text);
        let addresses: Vec<&str> = match format {
            // Here servers have names.
            Format::Haproxy => file.entries.iter().filter_map(|entry| entry.node.attribute("addr")).collect(),
            _ => ids(&file),
        };
        assert_eq!(addresses, ["10.0.0.1:8080", "[::1]:8080", "cache-c:11211"], "{format:?}");
        let weights: Vec<u32> = file.entries.iter().map(|entry| entry.node.weight()).collect();
        let weighted = if format == Format::EndpointSlices { 1 } else { 2 };
        assert_eq!(weights, [1, weighted, 1], "{format:?}");
    }
}

#[test]
fn each_format_is_recognised_unless_it_could_be_a_plain_file() {
    for (format, text) in EVERYWHERE {
        let expected = if format == Format::Ketama { Format::Plain } else { format };
        assert_eq!(recognised(text), Some(expected), "{text}");
    }
    assert_eq!(recognised("server a:1;\nserver b:2 weight=3;\n"), Some(Format::Nginx));
    assert_eq!(recognised("# c\n\n  server a 10.0.0.1:1 check\n"), Some(Format::Haproxy));
    assert_eq!(recognised("a: {servers: [\"a:1:1\"]}"), None);
    assert_eq!(recognised("a:\n  servers: [\"a:1:1\"]\n"), Some(Format::Twemproxy));
    assert_eq!(recognised("/run/a.sock, b:2 3\n"), Some(Format::Libmemcached));
}

#[test]
fn plain_files_stay_plain() {
    for text in [
        "upstream 5\n{\n",
        "upstream zone=a\n",
        "backend 5\nlisten\n",
        "server 1\nservers:\n- 5\n",
        "servers:\n",
        "a:11211\n",
        "--SERVER=a:11211 --SERVER=b\n",
        "x list=a:1,b:2\n",
        "\"a:1,b:2\"\n",
        "10.0.1.1:11211\t600\n",
        "upstream weight=1 # {\n",
    ] {
        assert_eq!(recognised(text), Some(Format::Plain), "{text}");
    }
    for text in ["a,b", "cache-a,2,eu-1", "a:1,2", "a:1,", "id;weight", "a:1,b c=d"] {
        assert_eq!(parse(text.as_bytes(), None, None).unwrap_err().line, Some(1), "{text}");
    }
    let both = "upstream a {\nserver b:1;\n}\nbackend web\n";
    let error = parse(both.as_bytes(), None, None).unwrap_err();
    assert!(error.message.contains("as nginx and as haproxy"), "{}", error.message);
}

#[test]
fn nginx_hashes_the_address_as_it_is_written() {
    let text = "upstream a {\n hash $request_uri consistent; # as it is\n server 10.0.0.1 weight=5 max_fails=0;\n server\n\
                  'b:80' down;\n server UNIX:/run/c.sock; server \"[::1]\" backup; }";
    let file = read(Format::Nginx, text);
    assert_eq!(ids(&file), ["10.0.0.1:80", "b:80", "unix:/run/c.sock"]);
    assert_eq!(file.entries[1].node.attribute("status"), Some("down"));
    assert_eq!(file.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [3, 5, 6]);
    assert_eq!(file.notes.len(), 1);
    let stated = &file.stated[0];
    assert_eq!((stated.placement, stated.line, stated.group.as_deref()), (Some("nginx"), 2, Some("a")));
    assert_eq!(ids(&file), placed(read(Format::Nginx, text), "native"));
    assert_eq!(placed(file, "nginx"), ["10.0.0.1", "b:80", "UNIX:/run/c.sock"]);
}

#[test]
fn nginx_reads_upstream_blocks_only() {
    let text = "http {\n map $a $b { default \"}\"; '{' x; }\n server { listen 80; server_name a; }\n upstream a { server b:1; \
                check { server x; } keepalive 2; }\n log_format x '${a}' \\\\;\n location ~ ^/${x}y { return 200; } }\n\
                stream { upstream c { least_conn; server d:2; } }";
    let file = read(Format::Nginx, text);
    assert_eq!(ids(&file), ["b:1", "d:2"]);
    assert_eq!(file.entries[1].group.as_deref(), Some("c"));
    assert_eq!(file.stated, []);
    assert_eq!(read(Format::Nginx, "upstream a { ip_hash; server b:1; }").stated[0].placement, None);
    assert_eq!(read(Format::Nginx, "upstream a { hash $x; server b:1; }").stated[0].placement, None);
    let lua = "upstream a { server b:1; balancer_by_lua_block { if x { y('don't') } } }";
    assert_eq!(read(Format::Nginx, lua).stated[0].directive, "balancer_by_lua_block");
}

#[test]
fn nginx_errors_name_the_line() {
    for (text, line) in [
        ("upstream a {\n server b:1;\n", 1),
        ("upstream a { server b:1; }\n}", 2),
        ("upstream a {\n server b:1\n}", 2),
        ("upstream a {\n\n server b:1 wieght=2; }", 3),
        ("upstream a {\n server b:1 weight=0; }", 2),
        ("upstream a {\n server b:1 weight=2147483648; }", 2),
        ("upstream a {\n server b:1 weight=2 weight=3; }", 2),
        ("upstream a {\n server ::1; }", 2),
        ("upstream a {\n server; }", 2),
        ("upstream a {\n server unix:; }", 2),
        ("upstream a {\n include b.conf; }", 2),
        ("upstream a {\n hash $x consistent;\n ip_hash; }", 3),
        ("upstream {\n server b:1; }", 1),
        ("upstream a {\n server 'b:1; }", 2),
        ("upstream a {\n server 'b:1'x; }", 2),
        ("\nserver b:1", 2),
    ] {
        assert_eq!(refused(Format::Nginx, text).line, Some(line), "{text}");
    }
}

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
    assert_eq!(file.notes[0].group.as_deref(), Some("c"));
    let hashed = placed(file, "haproxy-addr");
    assert_eq!(hashed, ["s1", "s2", "s1", "h:4"]);
    let alone = "backend b\n balance source\n hash-type consistent\n server a h:1";
    assert_eq!(read(Format::Haproxy, alone).stated[0].key_hash, Some((3, "sdbm-avalanche".into())));
    let function = alone.replace("consistent", "consistent sdbm");
    assert_eq!(read(Format::Haproxy, &function).stated[0].key_hash, Some((3, "sdbm".into())));
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

#[test]
fn labels_of_targets_are_attributes() {
    let text = r#"[{"labels": {"__zone__": "eu", "weight": "3", "group": "g", "id": "x", "__meta_a": "", "job": "j"},
                    "targets": ["A.example:9100", "b"]},
                   {"targets": ["c"], "labels": null}, {"targets": ["c"]}]"#;
    let file = read(Format::FileSd, text);
    assert_eq!(ids(&file), ["A.example:9100", "b", "c"]);
    let node = &file.entries[0].node;
    assert_eq!((node.zone(), node.weight(), file.entries[0].group.as_deref()), (Some("eu"), 3, None));
    let attributes: Vec<_> = node.attributes().collect();
    assert_eq!(attributes, [("__meta_a", ""), ("group", "g"), ("id", "x"), ("job", "j")]);
    for (text, line) in [
        ("{}", 1),
        ("[{\n}]", 1),
        ("[{\"targets\":\n[1]}]", 2),
        ("[{\"targets\": [\"a\"], \"labels\":\n{\"b\": 1}}]", 2),
        ("[{\"targets\": [\"a\"], \"labels\":\n{\"zone\": \"b\",\n\"__zone__\": \"c\"}}]", 3),
        ("[{\"targets\": [\"a\"]},\n{\"targets\": [\"a\"], \"labels\": {\"b\": \"c\"}}]", 2),
        ("[{\"targets\": [],\n\"targets\": []}]", 2),
    ] {
        assert_eq!(refused(Format::FileSd, text).line, Some(line), "{text}");
    }
}

const SLICE: &str = r#"{"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
    "metadata": {"namespace": "shop", "labels": {"kubernetes.io/service-name": "web"}},
    "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}, {"name": "metrics", "port": 9100}],
    "endpoints": [
      {"addresses": ["10.0.0.1", "10.0.0.9"], "zone": "eu-1", "nodeName": "n1", "targetRef": {"kind": "Pod", "name": "web-0"}},
      {"addresses": ["10.0.0.2"], "conditions": {"ready": false, "serving": true}},
      {"addresses": ["10.0.0.3"], "conditions": {"ready": null}}]}"#;

#[test]
fn slices_of_endpoints_are_joined() {
    let more = SLICE.replace("10.0.0.1\"", "10.0.0.4\"").replace("false", "true");
    let list = format!(r#"{{"kind": "EndpointSliceList", "items": [{SLICE}, {more}, {SLICE}]}}"#);
    for (text, expected) in [
        (SLICE, &["10.0.0.1:8080", "10.0.0.3:8080"][..]),
        (&list, &["10.0.0.1:8080", "10.0.0.3:8080", "10.0.0.4:8080", "10.0.0.2:8080"]),
    ] {
        let file = parse(text.as_bytes(), None, Some("http")).unwrap();
        assert_eq!(ids(&file), expected);
        let Entry { line, group, node, .. } = &file.entries[0];
        assert_eq!((*line, group.as_deref(), node.zone()), (5, Some("shop/web"), Some("eu-1")));
        let attributes: Vec<_> = node.attributes().collect();
        assert_eq!(attributes, [("nodeName", "n1"), ("targetRef", "web-0")]);
    }
    let alone = r#"{"kind": "EndpointSlice", "endpoints": [{"addresses": ["2001:db8::1"]}]}"#;
    assert_eq!(ids(&read(Format::EndpointSlices, alone)), ["[2001:db8::1]"]);
    let nothing = r#"{"kind": "EndpointSlice", "endpoints": null, "ports": null}"#;
    assert_eq!(ids(&read(Format::EndpointSlices, nothing)), [""; 0]);
}

#[test]
fn what_is_wrong_with_slices_is_said_with_its_line() {
    let families =
        format!("{{\"kind\": \"List\", \"items\": [{SLICE},\n{}]}}", SLICE.replace("IPv4", "IPv6"));
    for (text, port, line) in [
        (SLICE, None, 3),
        (SLICE, Some("https"), 3),
        (&families, Some("http"), 8),
        ("{\"kind\": \"Pod\"}", None, 1),
        ("{\"kind\": \"List\"}", None, 1),
        ("{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Pod\"}]}", None, 2),
        ("{\"kind\": \"EndpointSlice\", \"endpoints\": [\n{}]}", None, 2),
        ("{\"kind\": \"EndpointSlice\", \"endpoints\": [\n{\"addresses\": [1]}]}", None, 2),
        ("{\"kind\": \"EndpointSlice\", \"endpoints\": [\n{\"addresses\": [\"a b\"]}]}", None, 2),
        ("{\"kind\": \"EndpointSlice\", \"ports\": [{\"port\":\n70000}]}", None, 2),
    ] {
        let error = parse(text.as_bytes(), Some(Format::EndpointSlices), port).unwrap_err();
        assert_eq!(error.line, Some(line), "{text}: {error:?}");
    }
    assert!(parse(b"a", None, Some("http")).is_err());
}

#[test]
fn depth_and_length_do_no_harm() {
    for open in ["[", "{\"a\":", "a {", "\"", "- ", "{", "[{\"targets\":", "backend b\nserver a "] {
        let text = open.repeat(50_000);
        for format in Format::ALL {
            let _ = parse(text.as_bytes(), Some(format), None);
        }
        let _ = parse(text.as_bytes(), None, None);
    }
}
