//! Go templates, as the texts of alerts are: whether Prometheus and Loki can read one.
//! <https://prometheus.io/docs/prometheus/latest/configuration/template_reference/>

pub mod jmespath;
pub mod words;

/// What Prometheus adds to Go's own words.
const FUNCTIONS: [&str; 32] = [
    "args",
    "externalURL",
    "first",
    "graphLink",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "label",
    "match",
    "now",
    "parseDuration",
    "parseDurationTime",
    "pathPrefix",
    "query",
    "reReplaceAll",
    "safeHtml",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "tmpl",
    "toDuration",
    "toLower",
    "toTime",
    "toUpper",
    "urlQueryEscape",
    "value",
    "urlquery",
];

/// Go's own words.
const WORDS: [&str; 30] = [
    "and", "block", "break", "call", "continue", "define", "else", "end", "eq", "false", "ge", "gt", "html",
    "if", "index", "js", "le", "len", "lt", "ne", "nil", "not", "or", "print", "printf", "println", "range",
    "slice", "template", "true",
];

/// The variables that a text of an alert has.
const VARIABLES: [&str; 5] = ["$", "$externalLabels", "$externalURL", "$labels", "$value"];

/// Why nobody can read a template, if so.
pub fn template_fault(text: &str) -> Option<String> {
    let mut declared: Vec<String> = Vec::new();
    let mut open = 0_usize;
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let Some(end) = end_of_action(&rest[at + 2..]) else {
            return Some("`{{` is not closed by `}}`".into());
        };
        let action = &rest[at + 2..at + 2 + end];
        rest = &rest[at + 2 + end + 2..];
        if action.trim_matches(['-', ' ']).starts_with("/*") {
            continue;
        }
        if action.trim_matches(['-', ' ']).is_empty() {
            return Some("`{{ }}` says nothing".into());
        }
        let words = words(action);
        match words.first().map(String::as_str) {
            Some("if" | "range" | "with" | "define" | "block") => open += 1,
            Some("end") if open == 0 => return Some("`{{ end }}` ends nothing".into()),
            Some("end") => open -= 1,
            _ => {}
        }
        if action.contains(":=") {
            declared.extend(words.iter().filter(|word| word.starts_with('$')).cloned());
        }
        if let Some(fault) = words.iter().find_map(|word| unknown(word, &declared)) {
            return Some(fault);
        }
    }
    (open > 0).then(|| "an `{{ end }}` is missing".into())
}

/// Where an action ends; what is quoted does not count.
fn end_of_action(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some('"') if c == '\\' => is_escaped = true,
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '`') => quote = Some(c),
            None if text[at..].starts_with("}}") => return Some(at),
            _ => {}
        }
    }
    None
}

/// The words and variables of an action, without what is quoted, numbers and fields.
fn words(action: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = action.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if matches!(c, '"' | '`') {
            let mut is_escaped = false;
            for inner in chars.by_ref() {
                if inner == c && !is_escaped {
                    break;
                }
                is_escaped = inner == '\\' && c == '"' && !is_escaped;
            }
        } else if c == '$' || c == '_' || c.is_alphabetic() {
            let mut word = c.to_string();
            while let Some(next) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(next);
            }
            if before != '.' && !before.is_ascii_digit() {
                found.push(word);
            }
        }
        before = c;
    }
    found
}

fn unknown(word: &str, declared: &[String]) -> Option<String> {
    if word.starts_with('$') {
        let is_known = VARIABLES.contains(&word) || declared.iter().any(|known| known == word);
        return (!is_known).then(|| format!("there is no variable `{word}`"));
    }
    let is_known = FUNCTIONS.contains(&word) || WORDS.contains(&word) || word == "with";
    (!is_known).then(|| format!("there is no function `{word}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_alerts_are_read() {
        for right in [
            "plain {text}",
            "{{ $labels.pod }} of {{ .Labels.namespace }} is down",
            "{{ $value | humanizePercentage }}",
            "{{ printf \"%.2f }}\" $value }}",
            "{{ with query \"up\" }}{{ . | first | value }}{{ end }}",
            "{{ $x := index $labels \"a\" }}{{ $x }}",
            "{{- if gt $value 0.5 -}}much{{ else }}little{{ end }}",
            "{{ range $i, $e := query \"up\" }}{{ $e.Value }}{{ end }}",
            "{{/* a note */}}",
        ] {
            assert_eq!(template_fault(right), None, "{right}");
        }
    }

    #[test]
    fn what_nobody_can_read_is_told() {
        let fault = |text: &str| template_fault(text).unwrap_or_default();
        assert_eq!(fault("{{ $labels.pod }"), "`{{` is not closed by `}}`");
        assert_eq!(fault("{{ $value | humanise }}"), "there is no function `humanise`");
        assert_eq!(fault("{{ $label.pod }}"), "there is no variable `$label`");
        assert_eq!(fault("{{ if true }}x"), "an `{{ end }}` is missing");
        assert_eq!(fault("x{{ end }}"), "`{{ end }}` ends nothing");
    }
}
