//! The two programs as they run in their pods.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};

/// A log service on a port of its own.
struct Service {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Service {
    fn start(name: &str, variables: &[(&str, &str)]) -> Self {
        let folder = env::temp_dir().join(format!("mesh-logging-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_log-service"))
            .env_clear()
            .envs([("PORT", "0"), ("HOSTNAME", name)])
            .env("LOG_FILE", folder.join("app.log"))
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut first).unwrap();
        thread::spawn(move || output.lines().for_each(drop));
        let port = first.trim().rsplit(':').next().unwrap().parse().unwrap();
        Self { process, port, folder }
    }

    /// The status, the head and the body of an answer.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: log\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_lowercase(), body.to_owned())
    }

    fn get(&self, path: &str) -> (u16, String) {
        let (status, _, body) = self.ask("GET", path, "", "");
        (status, body)
    }

    fn log(&self, body: &str) -> u16 {
        self.ask("POST", "/log", "", body).0
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn it_greets_and_is_well_and_knows_no_other_routes() {
    let service = Service::start("greets", &[("WELCOME", "Hello from a ConfigMap")]);
    assert_eq!(service.get("/"), (200, "Hello from a ConfigMap".to_owned()));
    assert_eq!(service.get("/status"), (200, "{\"status\":\"ok\"}".to_owned()));
    assert_eq!(service.get("/wrong").0, 404);
    assert_eq!(service.get("/log").0, 405);
    let plain = Service::start("plain", &[]);
    assert_eq!(plain.get("/").1, "Welcome to the custom app");
}

#[test]
fn it_keeps_messages_and_counts_them() {
    let service = Service::start("keeps", &[]);
    assert_eq!(service.log("{\"message\": \"first \\n line\"}"), 200);
    assert_eq!(service.log("{\"message\": \"second\"}"), 200);
    assert_eq!(service.log("{\"massage\": \"third\"}"), 400);
    assert_eq!(service.log(&format!("{{\"message\": \"{}\"}}", "x".repeat(70_000))), 413);
    let lines = service.get("/logs").1;
    let messages: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        messages.iter().map(|line| line["message"].as_str().unwrap()).collect::<Vec<_>>(),
        ["first \n line", "second"]
    );
    assert_eq!(messages[0]["replica"], "keeps");
    assert_eq!(fs::read_to_string(service.folder.join("app.log")).unwrap(), lines);
    let metrics = service.get("/metrics").1;
    for line in [
        "log_calls_total 3",
        "log_messages_written_total 2",
        "log_messages_failed_total 1",
        "http_request_duration_seconds_count{method=\"POST\",route=\"/log\",status=\"200\"} 2",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}\n{metrics}");
    }
}

#[test]
fn a_log_is_sent_again_only_when_it_has_grown() {
    let service = Service::start("tagged", &[]);
    service.log("{\"message\": \"a\"}");
    let head = service.ask("GET", "/logs", "", "").1;
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_owned();
    assert!(head.contains("x-replica: tagged"));
    let known = format!("if-none-match: \"other-1\", {tag}\r\n");
    assert_eq!(service.ask("GET", "/logs", &known, "").0, 304);
    service.log("{\"message\": \"b\"}");
    assert_eq!(service.ask("GET", "/logs", &known, "").0, 200);
}

#[test]
fn a_full_file_makes_room() {
    let service = Service::start("full", &[("LOG_FILE_LIMIT", "150")]);
    for message in ["one", "two", "three"] {
        assert_eq!(service.log(&format!("{{\"message\": \"{message}\"}}")), 200);
    }
    let now = service.get("/logs").1;
    let before = fs::read_to_string(service.folder.join("app.log.1")).unwrap();
    assert!(now.contains("three") && !now.contains("one"), "{now}");
    assert!(before.contains("one") || before.contains("two"), "{before}");
}

#[test]
fn a_file_that_cannot_be_written_is_a_failure() {
    let folder = env::temp_dir().join("mesh-logging-nowhere/app.log");
    let output = Command::new(env!("CARGO_BIN_EXE_log-service"))
        .env_clear()
        .envs([("PORT", "0".into()), ("LOG_FILE", folder)])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("No such file"));
}

#[test]
fn what_is_under_way_is_answered_before_it_ends() {
    let mut service = Service::start("ends", &[]);
    let mut stream = TcpStream::connect(("127.0.0.1", service.port)).unwrap();
    write!(stream, "POST /log HTTP/1.1\r\nhost: log\r\nconnection: close\r\ncontent-length: 19\r\n\r\n")
        .unwrap();
    thread::sleep(Duration::from_millis(200));
    let pid = service.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    thread::sleep(Duration::from_millis(200));
    write!(stream, "{{\"message\": \"last\"}}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(service.process.wait().unwrap().success());
    assert!(fs::read_to_string(service.folder.join("app.log")).unwrap().contains("last"));
}

/// Takes one upload: its request line, its length and its content.
fn bucket() -> (u16, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        let (mut request, mut length) = (String::new(), 0);
        stream.read_line(&mut request).unwrap();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            if let Some(said) = line.to_lowercase().strip_prefix("content-length:") {
                length = said.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        sender.send((request, body)).unwrap();
    });
    (port, receiver)
}

#[test]
fn the_archive_holds_the_log_of_the_replica() {
    let service = Service::start("replica-7", &[]);
    service.log("{\"message\": \"keep me\"}");
    let (port, uploads) = bucket();
    let output = Command::new(env!("CARGO_BIN_EXE_log-archive"))
        .env_clear()
        .env("LOG_URL", format!("http://127.0.0.1:{}", service.port))
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .envs([("BUCKET_NAME", "archive"), ("AWS_REGION", "eu-1")])
        .envs([("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (request, body) = uploads.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(
        request.starts_with("PUT /archive/app-logs-") && request.contains("X-Amz-Signature="),
        "{request}"
    );
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(body.as_slice()));
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = String::new();
        entry.read_to_string(&mut content).unwrap();
        files.insert(entry.path().unwrap().display().to_string(), content);
    }
    assert_eq!(files.keys().collect::<Vec<_>>(), ["app/logs/replica-7/app.log"]);
    assert_eq!(files.into_values().next().unwrap(), service.get("/logs").1);
}

#[test]
fn an_archive_that_is_not_kept_is_a_failure() {
    let service = Service::start("lost", &[]);
    let output = Command::new(env!("CARGO_BIN_EXE_log-archive"))
        .env_clear()
        .env("LOG_URL", format!("http://127.0.0.1:{}", service.port))
        .envs([("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("BUCKET_NAME", "archive")])
        .envs([("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key")])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("the bucket does not answer"));
}
