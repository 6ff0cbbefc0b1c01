//! Any value reads back as it was written: `cargo +nightly fuzz run write_then_read`.

#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use hagen_yaml::{FileId, Limits, Map, Style, Value, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = value(&mut Unstructured::new(bytes), 8) else { return };
    let text = write(&value, &Style::insertion());
    let reading = read(FileId(0), &text, &Limits::default());
    assert_eq!(reading.problems, []);
    assert_eq!(reading.node.map(|node| node.to_value()), Some(value));
});

fn value(input: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    Ok(match input.int_in_range(0..=if depth == 0 { 4 } else { 7 })? {
        0 => Value::Null,
        1 => Value::Bool(input.arbitrary()?),
        2 => Value::Int(input.arbitrary()?),
        // A manifest holds no NaN and no infinity.
        3 => Some(f64::arbitrary(input)?).filter(|number| number.is_finite()).map_or(Value::Null, Value::Float),
        4 | 5 => Value::from(String::arbitrary(input)?),
        6 => Value::List((0..length(input)?).map(|_| value(input, depth - 1)).collect::<Result<_>>()?),
        _ => {
            let entries = (0..length(input)?).map(|_| Ok((String::arbitrary(input)?, value(input, depth - 1)?)));
            Value::Map(entries.collect::<Result<Vec<_>>>()?.into_iter().collect::<Map>())
        }
    })
}

fn length(input: &mut Unstructured<'_>) -> Result<usize> {
    input.int_in_range(0..=5)
}
