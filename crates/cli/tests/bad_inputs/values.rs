//! B52 to B60: texts that mean something to somebody else, and texts that somebody else would run.

use crate::case::Case;

pub(crate) fn cases() -> Vec<Case> {
    [durations(), amounts(), schedules(), addresses(), injected()].concat()
}

fn durations() -> Vec<Case> {
    let of =
        |text: &&str| Case::app("B52", format!("a start time of {text}"), &format!("startTime: '{text}'"));
    ["5x", "-1s", "300y", "", "5", "1h 2m", "0s", "99999999h", "١s"].iter().map(of).collect()
}

fn amounts() -> Vec<Case> {
    let mut cases = Vec::new();
    for text in ["256MB", "1.5.2", "0", "1e400", "-1Gi", "", "10 Gi", "1Gi1", "NaN", "99999999999999999999Ei"]
    {
        cases.push(Case::app(
            "B53",
            format!("a memory of {text}"),
            &format!("resources: {{ memory: '{text}' }}"),
        ));
    }
    cases.push(Case::with("B53", "a volume of 256MB", "postgres: { main: { storage: 256MB } }"));
    cases.push(Case::app("B53", "a request beyond the limit", "resources: { cpu: 9999999 }"));
    cases
}

fn schedules() -> Vec<Case> {
    let image = "image: registry.example.com/web:1.0";
    let of = |text: &&str| {
        Case::with(
            "B54",
            format!("a schedule of {}", text.replace(['*', '/', '@'], "")),
            &format!("apps:\n  web: {{ {image}, schedule: '{text}' }}"),
        )
    };
    [
        "61 * * * *",
        "@every 5m",
        "* * * *",
        "* * * * * *",
        "*/0 * * * *",
        "0 0 31 2 *",
        "",
        "5-1 * * * *",
        "a b c d e",
        "TZ=UTC * * * * *",
    ]
    .iter()
    .map(of)
    .collect()
}

fn addresses() -> Vec<Case> {
    let mut cases = Vec::new();
    for text in ["10.0.0.1/8", "::/129", "10.0.0.0/33", "10.0.0/24", "999.0.0.0/8", "10.0.0.0", "::g/64"] {
        cases.push(Case::app("B55", format!("an exit to {text}"), &format!("egress: [{{ to: '{text}' }}]")));
    }
    for host in [
        "https://shop.example.com",
        "shop.example.com:443",
        "shop_1.example.com",
        "*.*.example.com",
        "a..b",
        "-a.example.com",
        "shop.example.com/path",
    ] {
        cases.push(Case::app("B55", format!("a host of {host}"), &format!("expose: {{ host: '{host}' }}")));
    }
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "git.example.com/x",
        "https://",
        "http://a b",
        "https://user:pass@git.example.com/x.git",
    ] {
        cases.push(Case::new(
            "B55",
            format!("a repository at {url}"),
            crate::case::GOOD.replace("https://git.example.com/deploy.git", &format!("'{url}'")),
        ));
    }
    let long = "a".repeat(64);
    cases.push(Case::app("B55", "a label of 64 letters", &format!("nodeSelector: {{ disk: {long} }}")));
    cases.push(Case::app("B55", "a label with a space", "nodeSelector: { disk: 'a b' }"));
    cases.push(Case::app("B55", "a path without a slash", "metrics: metrics"));
    cases.push(Case::app("B55", "a path that steps back", "files: { /etc/../../a: { text: a } }"));
    cases.push(Case::app("B55", "a variable that is no name", "config: { 'A B': c }"));
    cases.push(Case::app("B55", "a variable of the loader", "config: { '': c }"));
    cases
}

/// What is text stays text; where it cannot be one, it is refused.
fn injected() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, name, text) in [
        ("B56", "a template of Helm", "{{ .Values.x }}"),
        ("B56", "a template of Argo CD", "{{ index .metadata 0 }}"),
        ("B57", "a variable of a shell", "${HOME}"),
        ("B57", "a command of a shell", "$(touch /tmp/hagen-was-here)"),
        ("B57", "a command in backticks", "`touch /tmp/hagen-was-here`"),
        ("B60", "quotes and line ends", "a\"b'c\\n%x\\\\"),
        ("B60", "the end of a block", "a\\n---\\nkind: Secret"),
        ("B60", "a comment", "a #b: {c}"),
    ] {
        let quoted = format!("\"{}\"", text.replace('"', "\\\""));
        let meant: String = serde_yaml::from_str(&quoted).unwrap();
        let value = format!("config: {{ A: {quoted} }}");
        cases.push(Case::app(id, format!("{name} as a value"), &value).literal(&meant));
        let argument = format!("args: [{quoted}]");
        cases.push(Case::app(id, format!("{name} as an argument"), &argument).literal(&meant));
        cases.push(Case::with(
            id,
            format!("{name} as a name"),
            &format!("apps: {{ {quoted}: {{ image: registry.example.com/web:1.0 }} }}"),
        ));
        cases.push(Case::app(id, format!("{name} as a host"), &format!("expose: {{ host: {quoted} }}")));
        cases.push(Case::with(
            id,
            format!("{name} as an image"),
            &format!("apps: {{ web: {{ image: {quoted} }} }}"),
        ));
    }
    for tag in ["!!python/object:os.system", "!secret", "!!binary", "!include", "!!str"] {
        cases.push(Case::app("B58", format!("the tag {tag}"), &format!("config: {{ A: {tag} x }}")));
    }
    cases.push(Case::app(
        "B59",
        "a rule that does not end",
        "slo: { availability: '99.9\"} or vector(1) #' }",
    ));
    cases.push(Case::app("B59", "a path of metrics that is a query", "metrics: '/metrics\"}'"));
    cases
}
