//! nginx configurations.

use super::*;

#[test]
fn nginx_hashes_the_address_as_it_is_written() {
    let text = "upstream a {\n hash $request_uri consistent; # as it is\n server 10.0.0.1 weight=5 max_fails=0;\n server\n\
                  'b:80' down;\n server UNIX:/run/c.sock; server \"[::1]\" backup; }";
    let file = read(Format::Nginx, text);
    assert_eq!(ids(&file), ["10.0.0.1:80", "b:80", "unix:/run/c.sock"]);
    assert_eq!(file.entries[1].node.attribute("status"), Some("down"));
    assert_eq!(file.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [3, 5, 6]);
    assert_eq!(file.notes.len(), 2);
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
