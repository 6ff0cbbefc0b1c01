//! What the writer writes reads back identical, by a reader of another make and by our own.

mod nasty;

use hagen_yaml::{FileId, Limits, Map, Style, Value, read, write, write_documents};

fn foreign(value: &serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(truth) => Value::Bool(*truth),
        serde_yaml::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().expect("a number")), Value::Int)
        }
        serde_yaml::Value::String(text) => Value::from(text.clone()),
        serde_yaml::Value::Sequence(items) => Value::List(items.iter().map(foreign).collect()),
        serde_yaml::Value::Mapping(map) => Value::Map(
            map.iter()
                .map(|(key, value)| (key.as_str().expect("a text key").to_owned(), foreign(value)))
                .collect::<Map>(),
        ),
        serde_yaml::Value::Tagged(tagged) => panic!("a tag: {tagged:?}"),
    }
}

fn read_by_hagen(text: &str) -> Value {
    let reading = read(FileId(0), text, &Limits::default());
    assert_eq!(reading.problems, [], "{text:?}");
    reading.node.expect("a value").to_value()
}

fn check(value: &Value) {
    let text = write(value, &Style::insertion());
    assert_eq!(&read_by_hagen(&text), value, "read by hagen: {text:?}");
    let parsed = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}"));
    assert_eq!(&foreign(&parsed), value, "read by yaml_serde: {text:?}");
}

#[test]
fn every_string_reads_back_in_every_place() {
    let strings = nasty::strings();
    assert!(strings.len() >= 9000, "{}", strings.len());
    for string in &strings {
        for value in nasty::places(string) {
            check(&value);
        }
    }
}

#[test]
fn the_corpus_never_changes() {
    assert_eq!(nasty::strings(), nasty::strings());
}

#[test]
fn numbers_read_back_as_what_they_are() {
    let numbers = nasty::numbers(&mut nasty::Random(11));
    assert!(numbers.len() > 3000);
    check(&Value::List(numbers));
}

#[test]
fn a_program_s_infinities_are_those_of_yaml() {
    let text = write(&Value::from(vec![f64::INFINITY, f64::NEG_INFINITY, f64::NAN]), &Style::insertion());
    assert_eq!(text, "- .inf\n- -.inf\n- .nan\n");
}

/// Documents that follow one another in a file, the way manifests do, keep to themselves.
#[test]
fn documents_in_a_row_keep_to_themselves() {
    use serde::Deserialize as _;

    let strings = nasty::strings();
    let values: Vec<Value> =
        strings.iter().step_by(7).map(|string| nasty::places(string)[0].clone()).collect();
    let text = write_documents(&values, &Style::insertion());
    let documents = serde_yaml::Deserializer::from_str(&text)
        .map(|document| foreign(&serde_yaml::Value::deserialize(document).expect("a document")))
        .collect::<Vec<_>>();
    assert_eq!(documents, values);
}
