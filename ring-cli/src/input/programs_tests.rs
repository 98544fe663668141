//! What the files of other programs are read as.

use super::*;

#[path = "programs_tests/discovery.rs"]
mod discovery;
#[path = "programs_tests/haproxy.rs"]
mod haproxy;
#[path = "programs_tests/memcached.rs"]
mod memcached;
#[path = "programs_tests/nginx.rs"]
mod nginx;

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
fn a_file_without_servers_is_told_from_one_whose_servers_are_elsewhere() {
    for (format, text) in [
        (Format::Nginx, "upstream a {}"),
        (Format::Haproxy, "backend a"),
        (Format::Twemproxy, "a: {servers: []}"),
        (Format::FileSd, "[]"),
    ] {
        assert_eq!(ids(&read(format, text)), [""; 0]);
    }
    for (format, text) in [
        (Format::Nginx, "http { include upstreams.conf; }"),
        (Format::Nginx, ""),
        (Format::Haproxy, "defaults\n balance uri"),
    ] {
        assert_eq!(refused(format, text).line, None);
    }
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
