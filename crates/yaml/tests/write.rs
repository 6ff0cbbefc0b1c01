//! What the writer's text looks like to a person.

use hagen_yaml::{Style, Value, value, write, write_documents};

fn rank(key: &str) -> u8 {
    match key {
        "apiVersion" => 0,
        "kind" => 1,
        "metadata" => 2,
        "name" => 3,
        _ => 4,
    }
}

fn check(value: &Value, expected: &str) {
    assert_eq!(write(value, &Style::insertion()), expected);
}

#[test]
fn a_manifest_looks_like_kubectl_prints_it() {
    let manifest = value!({
        "spec": {
            "ports": [{ "port": 80, "name": "http" }, { "port": 443, "name": "https" }],
            "selector": {},
            "args": ["--config=/etc/app.yaml", "-v", "80"]
        },
        "metadata": { "labels": { "b": "yes", "a": "1.10" }, "name": "web" },
        "kind": "Service",
        "apiVersion": "v1"
    });
    assert_eq!(
        write(&manifest, &Style::ranked(rank).with_header("made by a test\n\ndo not edit")),
        "\
# made by a test
#
# do not edit
apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    a: \"1.10\"
    b: \"yes\"
spec:
  args:
  - --config=/etc/app.yaml
  - \"-v\"
  - \"80\"
  ports:
  - name: http
    port: 80
  - name: https
    port: 443
  selector: {}
"
    );
}

#[test]
fn many_keys_are_ordered_like_few() {
    let key = |number: usize| format!("key-{:03}", number * 37 % 100);
    let many: Value = Value::Map((0..100).map(|number| (key(number), Value::Null)).collect());
    let text = write(&many, &Style::ranked(|key| u8::from(key != "key-050")));
    let keys: Vec<&str> = text.lines().map(|line| line.trim_end_matches(": null")).collect();
    assert_eq!(keys.len(), 100);
    assert_eq!(keys[0], "key-050");
    assert!(keys[1..].is_sorted());
}

#[test]
fn lists_in_lists_and_empty_collections() {
    check(
        &value!({ "m": [["a", "b"], [], [{ "k": ["v"] }], {}, null] }),
        "m:\n- - a\n  - b\n- []\n- - k:\n    - v\n- {}\n- null\n",
    );
    check(&value!({}), "{}\n");
    check(&value!([]), "[]\n");
}

#[test]
fn lines_are_a_block_where_it_keeps_them_exactly() {
    check(&value!({ "a": "x\ny\n" }), "a: |\n  x\n  y\n");
    check(&value!({ "a": "x\n\n  y" }), "a: |-\n  x\n\n    y\n");
    check(&value!({ "a": "x\n\n", "b": 1 }), "a: |+\n  x\n\nb: 1\n");
    check(&value!({ "a": "x\n\n" }), "a: \"x\\n\\n\"\n");
    check(&value!(["x\ny"]), "- |-\n  x\n  y\n");
    check(&value!("x\ny"), "|-\n  x\n  y\n");
    check(&value!({ "a": " x\ny" }), "a: \" x\\ny\"\n");
    check(&value!({ "a": "x \ny" }), "a: \"x \\ny\"\n");
    check(&value!({ "a": "\nx" }), "a: \"\\nx\"\n");
    check(&value!({ "a": "x\r\ny" }), "a: \"x\\r\\ny\"\n");
}

#[test]
fn text_is_plain_where_no_reader_doubts_it() {
    for plain in [
        "web",
        "app.kubernetes.io/name",
        "/var/lib",
        "100m",
        "1Gi",
        "30s",
        "a#b",
        "a:b",
        "it's",
        "__meta",
        "--v=2",
    ] {
        check(&value!(plain), &format!("{plain}\n"));
    }
    for quoted in [
        "", "y", "No", "NULL", "1", "1.10", "0x1F", "1_000", "_1", "12:30", "a: b", "a #b", "a:", "a ", " a",
        "~", "*", "-", "---", "{{ x }}", "é",
    ] {
        check(&value!(quoted), &format!("\"{quoted}\"\n"));
    }
    check(&value!("{\"a\": 1}"), "'{\"a\": 1}'\n");
    check(&value!("it's \"so\""), "it's \"so\"\n");
    check(&value!("- it's \"so\""), "\"- it's \\\"so\\\"\"\n");
    check(&value!("\u{1b}\u{85}\u{202e}\u{e0041}"), "\"\\x1B\\x85\\u202E\\U000E0041\"\n");
}

#[test]
fn a_key_too_long_for_the_short_form_is_marked() {
    let long = "k".repeat(1001);
    let map: Value =
        Value::Map([(long.clone(), value!(["v"])), ("b".to_owned(), value!(1))].into_iter().collect());
    check(&value!([map]), &format!("- ? {long}\n  :\n  - v\n  b: 1\n"));
}

#[test]
fn numbers_have_the_form_that_all_readers_know() {
    for (number, text) in [
        (1.0, "1.0"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e100, "1.0e+100"),
        (1.5e-7, "1.5e-7"),
        (f64::MAX, "1.7976931348623157e+308"),
    ] {
        check(&Value::Float(number), &format!("{text}\n"));
    }
    for number in [0, 7, -1, 10, i64::MAX, i64::MIN] {
        check(&Value::Int(number), &format!("{number}\n"));
    }
}

#[test]
fn documents_survive_a_reader_that_cuts_at_the_dashes() {
    let values = [value!({ "a": "x\n" }), value!({ "a": "x" }), value!("y\n\n"), value!({ "a": "x\ny" })];
    let text = write_documents(&values, &Style::insertion().with_header("made by a test"));
    assert_eq!(text, "# made by a test\na: |\n  x\n\n---\na: x\n---\n\"y\\n\\n\"\n---\na: |-\n  x\n  y\n");
}
