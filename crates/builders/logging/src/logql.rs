//! LogQL, as far as an alert needs it: what Loki would refuse is refused before it leaves out a whole file of rules.
//!
//! <https://grafana.com/docs/loki/latest/query/>

mod metric;
mod pipeline;
mod tokens;

use tokens::{Token, Tokens};

/// Why a query is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// What is wrong.
    pub(crate) why: String,
    /// The rest of the query from where reading stopped.
    pub(crate) rest: String,
}

type Result<T> = std::result::Result<T, Invalid>;

/// What a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Lines.
    Lines,
    /// Series of numbers.
    Series,
    /// One number, without a look at any log.
    Number,
}

/// Reads a query, and says what it gives.
pub(crate) fn read(query: &str) -> Result<Gives> {
    let mut tokens = Tokens::of(query)?;
    let gives = metric::expression(&mut tokens)?;
    match tokens.peek() {
        None => Ok(gives),
        Some(Token::Close(bracket)) => Err(tokens.error(format!("`{bracket}` closes nothing"))),
        Some(_) => Err(tokens.error("the query should end here")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Gives, read};

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
}
