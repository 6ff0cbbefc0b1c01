//! Alloy: the machine's journal goes to Loki.

use hagen_core::context::{Context, LogEntry};

use crate::component::Machines;

pub(super) fn config(machines: &Machines, cx: &Context<'_>, entry: &LogEntry) -> String {
    format!(
        "loki.source.journal \"machine\" {{
  max_age       = \"12h\"
  relabel_rules = loki.relabel.journal.rules
  forward_to    = [loki.write.cluster.receiver]
  labels        = {{
    cluster     = \"{cluster}\",
    environment = \"{environment}\",
    group       = \"{group}\",
    machine     = constants.hostname,
    job         = \"journal\",
  }}
}}

loki.relabel \"journal\" {{
  forward_to = []

  rule {{
    source_labels = [\"__journal__systemd_unit\"]
    target_label  = \"unit\"
  }}

  rule {{
    source_labels = [\"__journal_priority_keyword\"]
    target_label  = \"level\"
  }}
}}

loki.write \"cluster\" {{
  endpoint {{
    url = \"{url}\"

    basic_auth {{
      username      = \"{user}\"
      password_file = \"/etc/alloy/password\"
    }}
  }}

  wal {{
    enabled = true
  }}
}}
",
        cluster = cx.site.cluster_name,
        environment = machines.environment(),
        group = machines.name,
        url = entry.url,
        user = entry.user,
    )
}
