//! What the writer writes reads back identical, by a reader of another make and by our own.

mod nasty;

use hagen_yaml::{FileId, Limits, Map, Style, Value, read, write};

/// The places at which a string may stand.
fn places(string: &str) -> [Value; 4] {
    let text = || Value::from(string.to_owned());
    let map = |key: &str, value: Value| Value::Map([(key.to_owned(), value)].into_iter().collect());
    [
        map("value", text()),
        map(string, "key".into()),
        Value::List(vec![text(), "second".into()]),
        map("outer", Value::List(vec![map("inner", text()), map(string, text())])),
    ]
}

fn foreign(value: &serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(truth) => Value::Bool(*truth),
        serde_yaml::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap()), Value::Int)
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
        for value in places(string) {
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
    let mut random = nasty::Random(11);
    let mut numbers: Vec<Value> =
        [0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 1e17, 1e-5, 1e-4, 1e100, 5e-324, f64::MAX, f64::MIN_POSITIVE]
            .into_iter()
            .map(Value::Float)
            .collect();
    numbers.extend([i64::MIN, i64::MAX, 0, -1, 1 << 53, (1 << 53) + 1].map(Value::Int));
    for _ in 0..2000 {
        let bits = random.next();
        numbers.push(Value::Int(bits.cast_signed() >> random.below(64)));
        numbers.extend(Some(f64::from_bits(bits)).filter(|number| number.is_finite()).map(Value::Float));
    }
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
    let values: Vec<Value> = strings.iter().step_by(7).map(|string| places(string)[0].clone()).collect();
    let texts: Vec<String> = values.iter().map(|value| write(value, &Style::insertion())).collect();
    let documents = serde_yaml::Deserializer::from_str(&texts.join("---\n"))
        .map(|document| foreign(&serde_yaml::Value::deserialize(document).expect("a document")))
        .collect::<Vec<_>>();
    assert_eq!(documents, values);
}
