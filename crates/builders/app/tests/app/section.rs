//! The section itself: written back, and made by a program.

use hagen_app::App;
use hagen_core::section::{Field, Map, Reader, Section};
use hagen_kube::{Image, Name};
use hagen_yaml::Node;

use super::fixture::{ALL, read};

#[test]
fn what_is_written_is_read_back() {
    let (section, findings) = read(ALL);
    assert!(findings.is_empty(), "{findings:?}");
    let section = section.unwrap();
    let mut findings = Vec::new();
    let again = Map::<Name, App>::read(&Node::from_value(section.write()), &mut Reader::new(&mut findings));
    assert_eq!(again, Some(section));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn all_keys_are_told_of() {
    let said: Vec<&str> = App::INFO.fields.iter().map(|field| field.key).collect();
    let tried = |key: &&str| !ALL.contains(&format!("{key}:"));
    let untried: Vec<&str> = said.into_iter().filter(|key| tried(key)).collect();
    assert_eq!(untried, ["traffic", "tracing", "runAsUser"]);
    assert!(App::INFO.fields.iter().all(|field| !field.doc.is_empty()));
}

#[test]
fn a_program_says_the_same_as_a_text() {
    let app = App {
        image: Some(Image::known("registry.example.com/shop:1.4.2")),
        port: Some(hagen_app::PortNumber::new(8000)),
        ..App::default()
    };
    let (section, _) = read("apps: { shop: { image: \"registry.example.com/shop:1.4.2\", port: 8000 } }\n");
    assert_eq!(section.unwrap()[&Name::known("shop")], app);
}
