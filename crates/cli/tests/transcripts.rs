//! What people see: each file in `transcripts/` is a conversation with the program, in a folder of its own.
//! `TRYCMD=overwrite cargo test -p hagen-cli --test transcripts` writes them anew.

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("COLUMNS", "90").env("NO_COLOR", "1").case("tests/transcripts/*.md").run();
}
