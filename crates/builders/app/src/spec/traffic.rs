//! How requests to an application are treated on their way, by the proxies of a mesh.

use std::collections::BTreeMap;

use hagen_core::section::{Checker, DAY, HOUR, MINUTE, Map, Retired, Section, TimeWithin, Within};
use hagen_kube::{Duration, HttpPath, Name, Reference};

use crate::codes;

/// A percentage of requests.
pub type Share = Within<1, 100>;

/// How requests to an application are treated on their way. It takes a `mesh`, and holds for every caller in it and
/// for the entry.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct Traffic {
    /// Which replica gets a request.
    #[section(default, also = "loadBalancer loadBalancing algorithm")]
    pub balancing: Balancing,
    /// How much is under way at once. Absent: as much as comes.
    #[section(example = "{ max: 100, pending: 50 }", also = "connectionPool maxConnections circuitBreaker")]
    pub connections: Option<Connections>,
    /// When a replica that answers with errors gets no requests for a while. Absent: it gets its part.
    #[section(example = "{ errors: 5 }", also = "outlierDetection ejection")]
    pub outliers: Option<Outliers>,
    /// What holds for some requests, by a name of your own. The most exact match wins.
    #[section(
        example = "{ search: { match: { path: /search }, timeout: 2s, retries: 2 } }",
        also = "http rules"
    )]
    pub routes: Map<Name, TrafficRoute>,
    /// How many percent of the requests another application answers in this one's stead: its next version, or what it is
    /// replaced by. The rest stays here, and who calls need not know.
    ///
    /// It holds for every caller in a `mesh` with sidecars. Without one it holds for what comes in by `expose`, where the
    /// entry is of the Gateway API.
    #[section(example = "{ apps/shop-next: 10 }", also = "weights canary mirror")]
    pub split: Map<Reference, Share>,
}

/// Which replica gets a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
#[section(retired = WORDS)]
pub enum Balancing {
    /// Of two at random, the one that has fewer requests under way.
    #[default]
    LeastRequests,
    /// One after the other.
    RoundRobin,
    /// Any.
    Random,
}

/// Words of Istio, each with its own here.
static WORDS: &[Retired] = &[
    retired(
        "LEAST_CONN",
        "write `least-requests`: `LEAST_CONN` is a deprecated name of `LEAST_REQUEST`, and counted requests all along",
    ),
    retired("LEAST_REQUEST", "write `least-requests`"),
    retired("ROUND_ROBIN", "write `round-robin`"),
    retired("RANDOM", "write `random`"),
    retired("PASSTHROUGH", "leave `balancing` out: callers know the Service, not the replicas"),
];

const fn retired(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: &codes::BALANCING, help }
}

/// How much is under way at once, for each proxy of a caller. What goes beyond is refused at once with 503.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Connections {
    /// How many connections are open at most.
    pub max: Option<Within<1, 1_000_000>>,
    /// How many requests wait for a connection at most.
    pub pending: Option<Within<1, 1_000_000>>,
    /// How many requests are under way at most.
    pub requests: Option<Within<1, 1_000_000>>,
    /// How many requests go over one connection before it is closed.
    pub per_connection: Option<Within<1, 1_000_000>>,
    /// How long opening a connection may take.
    #[section(example = "2s")]
    pub timeout: Option<TimeWithin<1, { 10 * MINUTE }>>,
}

/// When a replica that answers with errors gets no requests for a while.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Outliers {
    /// After how many answers from 500 on, one after the other.
    #[section(default = Within::new(5))]
    pub errors: Within<1, 1000>,
    /// How often that is looked at.
    #[section(default = TimeWithin::new(Duration::seconds(10)))]
    pub interval: TimeWithin<100, HOUR>,
    /// For how long, the first time; each further time is longer by as much.
    #[section(default = TimeWithin::new(Duration::seconds(30)))]
    pub eject: TimeWithin<100, DAY>,
    /// How many percent of the replicas at most: were all left out, nobody would answer.
    #[section(default = Within::new(50))]
    pub at_most: Share,
}

/// What holds for some requests.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_route)]
pub struct TrafficRoute {
    /// Which requests.
    #[section(rename = "match", example = "{ path: /search, method: GET }", also = "when")]
    pub matches: RouteMatch,
    /// How long a request may take, with all its retries. What takes longer is answered with 504.
    #[section(example = "2s")]
    pub timeout: Option<TimeWithin<1, DAY>>,
    /// How often a request that failed is tried again: one that found no replica, lost its connection, took too long,
    /// or was answered with 502, 503 or 504.
    #[section(example = "2", also = "retry")]
    pub retries: Option<Retries>,
    /// Holds requests back before they reach the application: to see what callers make of it.
    #[section(example = "2s", also = "fault")]
    pub delay: Option<Delay>,
    /// Answers requests in the application's stead: to see what callers make of it.
    #[section(example = "503")]
    pub abort: Option<Abort>,
    /// How many percent of them another application answers. Absent: as it is for all requests.
    #[section(example = "{ apps/search-next: 50 }")]
    pub split: Map<Reference, Share>,
}

/// Which requests: all that is said has to hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Section)]
#[section(check = check_match)]
pub struct RouteMatch {
    /// Those of exactly this path.
    #[section(example = "/search")]
    pub path: Option<HttpPath>,
    /// Those of this path and below, by whole elements.
    #[section(example = "/api")]
    pub prefix: Option<HttpPath>,
    /// Those of this method.
    #[section(example = "GET")]
    pub method: Option<Method>,
}

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Section)]
pub enum Method {
    /// Reads.
    #[section(rename = "GET")]
    Get,
    /// Reads the headers alone.
    #[section(rename = "HEAD")]
    Head,
    /// Writes anew.
    #[section(rename = "POST")]
    Post,
    /// Writes all of it.
    #[section(rename = "PUT")]
    Put,
    /// Writes a part.
    #[section(rename = "PATCH")]
    Patch,
    /// Deletes.
    #[section(rename = "DELETE")]
    Delete,
    /// Asks what may be done.
    #[section(rename = "OPTIONS")]
    Options,
}

impl Method {
    /// The word of HTTP.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }
}

/// How often something is tried again.
pub type Attempts = Within<0, 10>;

/// How often a request is tried again.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Attempts)]
pub struct Retries {
    /// How often at most; 0 for never.
    pub attempts: Attempts,
    /// How long one try may take. Absent: an equal part of `timeout`, so that there is time for all of them.
    #[section(example = "500ms")]
    pub try_timeout: Option<TimeWithin<1, DAY>>,
}

impl From<Attempts> for Retries {
    fn from(attempts: Attempts) -> Self {
        Self { attempts, try_timeout: None }
    }
}

/// How long requests are held back: nobody waits for an hour.
pub(crate) type DelayTime = TimeWithin<1, HOUR>;

/// Holds requests back.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = DelayTime)]
pub struct Delay {
    /// For how long.
    #[section(example = "2s")]
    pub time: DelayTime,
    /// How many percent of them.
    #[section(default = Within::new(100))]
    pub percent: Share,
}

impl From<DelayTime> for Delay {
    fn from(time: DelayTime) -> Self {
        Self { time, percent: Within::new(100) }
    }
}

/// A status that says what is wrong.
pub type ErrorStatus = Within<400, 599>;

/// Answers requests in the application's stead.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = ErrorStatus)]
pub struct Abort {
    /// With which status.
    #[section(example = "503")]
    pub status: ErrorStatus,
    /// How many percent of them.
    #[section(default = Within::new(100))]
    pub percent: Share,
}

impl From<ErrorStatus> for Abort {
    fn from(status: ErrorStatus) -> Self {
        Self { status, percent: Within::new(100) }
    }
}

impl TrafficRoute {
    /// Whether senders treat its requests in a way of their own.
    pub(crate) fn has_rule(&self) -> bool {
        self.timeout.is_some() || self.retries.is_some() || !self.split.is_empty()
    }

    /// How long one try may take.
    pub(crate) fn try_timeout(&self) -> Option<Duration> {
        let retries = self.retries.as_ref()?;
        let tries = u64::try_from(retries.attempts.get()).unwrap_or(0) + 1;
        retries.try_timeout.map(TimeWithin::get).or_else(|| self.timeout.map(|timeout| timeout.part(tries)))
    }
}

impl Traffic {
    /// The routes, the most exact match first.
    pub(crate) fn ordered(&self) -> Vec<(&Name, &TrafficRoute)> {
        let mut routes: Vec<_> = self.routes.iter().collect();
        routes.sort_by_key(|(name, route)| {
            let RouteMatch { path, prefix, method } = &route.matches;
            let length = prefix.as_ref().map_or(0, |prefix| prefix.as_str().len());
            (path.is_none(), std::cmp::Reverse(length), method.is_none(), (*name).clone())
        });
        routes
    }
}

fn check(traffic: &Traffic, checker: &mut Checker<'_, '_>) {
    let mut first: BTreeMap<&RouteMatch, &Name> = BTreeMap::new();
    for (name, route) in &traffic.routes {
        if let Some(other) = first.insert(&route.matches, name) {
            let message = format!("the routes `{other}` and `{name}` match the same requests");
            checker.report(&codes::ROUTE, "routes", message);
        }
    }
    check_split(&traffic.split, checker);
}

fn check_split(split: &Map<Reference, Share>, checker: &mut Checker<'_, '_>) {
    let sum: i64 = split.values().map(|share| share.get()).sum();
    if sum > 100 {
        checker.report(&codes::SPLIT, "split", format!("the parts are {sum} percent together"));
    }
}

fn check_match(matches: &RouteMatch, checker: &mut Checker<'_, '_>) {
    if matches.path.is_some() && matches.prefix.is_some() {
        let message = "a request has `path` exactly, or `prefix` and more";
        checker.report(&codes::ROUTE, "prefix", message);
    }
    if *matches == (RouteMatch { path: None, prefix: None, method: None }) {
        checker.report(&codes::ROUTE, "", "this matches every request").help =
            Some("say `path`, `prefix: /` or `method`".into());
    }
}

fn check_route(route: &TrafficRoute, checker: &mut Checker<'_, '_>) {
    if !route.has_rule() && route.delay.is_none() && route.abort.is_none() {
        checker.report(&codes::ROUTE, "", "nothing is said of these requests").help =
            Some("say `timeout`, `retries`, `split`, `delay` or `abort`".into());
    }
    check_split(&route.split, checker);
    if let (Some(timeout), Some(each)) = (route.timeout, route.retries.as_ref().and_then(|it| it.try_timeout))
        && each >= timeout
    {
        let message =
            format!("one try may take {each}, and all of them together {timeout}: there is none again");
        checker.report(&codes::ROUTE, "retries", message);
    }
    if let (Some(timeout), Some(delay)) = (route.timeout, &route.delay)
        && *delay.time >= *timeout
    {
        let message = format!(
            "held back for {} and given {timeout}, {} percent of these requests fail",
            delay.time,
            delay.percent.get()
        );
        checker.report(&codes::DOOMED, "delay", message);
    }
}
