//! LogQL, read as Loki reads it: an alert that it refuses makes it leave out a whole file of rules.
//!
//! <https://grafana.com/docs/loki/latest/query/>

mod filter;
mod metric;
mod pipeline;
mod range;
mod tokens;

use metric::Kind;
use tokens::{Token, Tokens};

/// Why a query is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong.
    pub why: String,
    /// The rest of the query from where reading stopped.
    pub rest: String,
}

type Result<T> = std::result::Result<T, Invalid>;

/// What a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Lines.
    Lines,
    /// Series of numbers.
    Series,
    /// One number, without a look at any log.
    Number,
}

/// Reads a query, and says what it gives.
///
/// # Errors
///
/// When Loki would refuse it.
pub fn read(query: &str) -> Result<Gives> {
    let mut tokens = Tokens::of(query)?;
    let gives = metric::expression(&mut tokens)?;
    match tokens.peek() {
        None => Ok(match gives {
            Kind::Lines => Gives::Lines,
            Kind::Series => Gives::Series,
            Kind::Vector | Kind::Literal => Gives::Number,
        }),
        Some(Token::Close(bracket)) => Err(tokens.error(format!("`{bracket}` closes nothing"))),
        Some(_) => Err(tokens.error("the query should end here")),
    }
}

/// A query with Grafana's variables filled in; `None` where one stands for what nobody knows, as for a label.
pub fn without_variables(query: &str) -> Option<String> {
    let (mut filled, mut rest) = (String::new(), query);
    let mut quote = None;
    while let Some(first) = rest.chars().next() {
        let variable = variable(rest);
        let length = match (variable, quote) {
            (Some((_, length)), Some(_)) => {
                filled.push('x');
                length
            }
            (Some((name, length)), None) => {
                let is_span = matches!(name, "__auto" | "__interval" | "__range" | "__rate_interval");
                filled.push_str(is_span.then_some("5m")?);
                length
            }
            (None, Some('"')) if first == '\\' => {
                let pair = rest.chars().take(2).map(char::len_utf8).sum();
                filled.push_str(&rest[..pair]);
                pair
            }
            (None, _) => {
                quote = match quote {
                    None if matches!(first, '"' | '`') => Some(first),
                    Some(open) if open == first => None,
                    other => other,
                };
                filled.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Some(filled)
}

/// The variable that a text begins with, and how long that is: `$name`, `${name}`, `${name:regex}`, `[[name]]`.
fn variable(text: &str) -> Option<(&str, usize)> {
    for (open, close) in [("${", '}'), ("[[", ']')] {
        if let Some(inner) = text.strip_prefix(open) {
            let end = inner.find(close)?;
            let name = inner[..end].split(':').next().unwrap_or_default();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.".contains(c));
            return is_name.then_some((name, open.len() * 2 + end - usize::from(close == '}')));
        }
    }
    let inner = text.strip_prefix('$')?;
    let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
    (end > 0 && !inner.starts_with(|c: char| c.is_ascii_digit())).then_some((&inner[..end], end + 1))
}

#[cfg(test)]
mod tests {
    use super::{Gives, read, without_variables};

    #[test]
    fn variables_are_filled_in_where_what_they_stand_for_is_known() {
        let filled = |query: &str| without_variables(query).unwrap_or_default();
        assert_eq!(filled("rate({a=~\"$pod\"}[$__auto])"), "rate({a=~\"x\"}[5m])");
        assert_eq!(filled("{a=~\"${pod:regex}\"} |= `[[text]]$` [${__range}]"), "{a=~\"x\"} |= `x$` [5m]");
        assert_eq!(
            filled(r#"{a="\"$x"} | line_format "{{.x}} $1""#),
            r#"{a="\"x"} | line_format "{{.x}} $1""#
        );
        assert_eq!(without_variables("sum by ($label) (rate({a=\"b\"}[5m]))"), None);
        assert_eq!(without_variables("{$selector}"), None);
    }

    #[test]
    fn reads_what_loki_reads() {
        for query in [
            r#"sum by (app) (rate({namespace="shop-production"} |= "panic" [5m])) > 0"#,
            r#"sum(count_over_time({app="shop"} | json | level="error", status>=500 [10m])) by (pod) > 5"#,
            r#"quantile_over_time(0.99, {app="shop"} | logfmt | unwrap duration(took) [5m]) by (path) > 1.5"#,
            r#"(sum(rate({app="a"}[1m] offset 5m)) / sum(rate({app=~"a|b"} != "x" !~ `y{` [1m]))) * 100 > 1"#,
            r#"absent_over_time({app="shop", pod=~".+"}[15m]) == 1"#,
            r#"topk(3, sum by (app) (bytes_rate({cluster="eu"} | pattern `<_> <method>` | drop pod [1h])))"#,
            r#"sum(rate({a="b"} | (level="error" or level="fatal") and took > 10s | line_format "{{.x}}" [5m])) > bool 2"#,
            r#"sum(rate({a="b"}[5m])) > on(x) group_left(y) sum(rate({a="c"}[5m]))"#,
            r#"sum(rate({a="b"} |= "x" or "y" | label_format z=`{{.a}}`,q=w [5m])) unless vector(0)"#,
            r#"label_replace(rate({a="b"} # a comment
               [5m]), "x", "$1", "y", "(.*)") > -1"#,
            r#"sum(sum_over_time({a="b"} | json x="a.b", y | unwrap bytes(y) | __error__="" [1h])) > 5"#,
        ] {
            assert_eq!(read(query), Ok(Gives::Series), "{query}");
        }
        assert_eq!(read(r#"{app="shop"} |= "panic""#), Ok(Gives::Lines));
        assert_eq!(read("vector(1) + 1"), Ok(Gives::Number));
    }

    #[test]
    fn refuses_what_loki_refuses() {
        for (query, why) in [
            ("", "the query ends too early"),
            (r#"sum(rate({app="shop"}[5m])"#, "the query ends too early"),
            (r#"rate({app="shop"}[5m])) > 1"#, "`)` closes nothing"),
            (r#"rate({app="shop"} |= "x")"#, "a span of time such as `[5m]` should follow"),
            (r#"rate({app="shop"}[5x])"#, "`5x` is no span of time"),
            ("rate({app=shop}[5m])", "a text in quotes should follow"),
            (r#"rate({app="shop"} | jsn [5m])"#, "`jsn` is no stage of a pipeline"),
            (r#"rte({app="shop"}[5m])"#, "there is no function `rte`"),
            (r#"sum({app="shop"})"#, "lines cannot be added up"),
            (r#"{app="shop"} > 5"#, "lines cannot be compared"),
            (r#"rate({app=~".*"}[5m])"#, "one label has to have a value"),
            ("rate({}[5m])", "one label has to have a value"),
            (r#"rate({app="shop}[5m])"#, "a text is not closed"),
            (r#"rate({app="shop"}[5m]) > 1 2"#, "the query should end here"),
            (r#"rate({app=~"a("}[5m])"#, "`a(` is no regular expression"),
        ] {
            assert_eq!(read(query).map_err(|invalid| invalid.why), Err(why.to_owned()), "{query}");
        }
    }

    #[test]
    fn agrees_with_loki() {
        let corpus = include_str!("logql/corpus.txt");
        let lines =
            corpus.lines().filter_map(|line| line.split_at_checked(2)).filter(|(sign, _)| *sign != "# ");
        let wrong: Vec<_> = lines.filter(|(sign, query)| read(query).is_ok() != (*sign == "+ ")).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(corpus.lines().count() > 250);
    }
}
