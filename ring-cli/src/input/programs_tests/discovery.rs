//! Targets of Prometheus and endpoints of Kubernetes.

use super::*;

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
