//! What to do when an alert of a database fires. Both operators' alerts of one name share a page.

use hagen_observe::Runbook;

pub(crate) const WITHOUT_PRIMARY: Runbook = Runbook {
    meaning: "No instance takes writes: every application that writes fails, and those that only read may too. The operator promotes a \
              standby within seconds when it safely can; that it has not means that none provably holds every commit \
              that was acknowledged, or that nothing runs at all.",
    look: "With CloudNativePG:\n\n```console\n$ kubectl cnpg status <cluster> -n <namespace>\n\
           $ kubectl get pods -n <namespace> -l cnpg.io/cluster=<cluster> -o wide\n```\n\n\
           With Zalando's operator:\n\n```console\n$ kubectl exec -n <namespace> <cluster>-0 -- patronictl list\n\
           $ kubectl get pods -n <namespace> -l cluster-name=<cluster> -o wide\n```\n\n\
           A pod that is pending lacks a node or a volume; one that restarts has the reason in its log, most often a full volume.",
    mend: "1. Bring a lost instance back: its node, its volume. A failover goes on by itself as soon as a standby that is up to date can be \
           reached.\n\
           2. If a volume is full, let it grow (`storage`, `walStorage`) and apply; delete nothing in `pg_wal`.\n\
           3. Only if the lost instance will never come back: promote the standby that has got furthest, \
           `kubectl cnpg promote <cluster> <instance> -n <namespace>` or `patronictl failover`. What it did not receive is lost: \
           write down until when it had everything.\n\
           4. If nothing can be brought back, restore from the backup.",
};

pub(crate) const TWO_PRIMARIES: Runbook = Runbook {
    meaning: "Two instances take writes. What is written to the one that the Service does not lead to will be lost, and applications may \
              see either.",
    look: "```console\n$ kubectl cnpg status <cluster> -n <namespace>\n\
           $ kubectl get endpointslices -n <namespace> -l kubernetes.io/service-name=<cluster>-rw -o yaml\n```\n\n\
           Most often the node of one of them is cut off from the API server and goes on working.",
    mend: "Fence the instance that the Service `<cluster>-rw` does not lead to: \
           `kubectl cnpg fencing on <cluster> <instance> -n <namespace>`. If its node cannot be reached, turn the machine off. Compare \
           what both hold since they parted before the fenced one is destroyed with `kubectl cnpg destroy`.",
};

pub(crate) const INSTANCE_DOWN: Runbook = Runbook {
    meaning: "Fewer instances run than were asked for. Nobody may notice yet: the next failure is one too many, and with \
              `durability: required` writes wait when no standby is left.",
    look: "```console\n$ kubectl get pods -n <namespace> -l cnpg.io/cluster=<cluster> -o wide   # Zalando: -l cluster-name=<cluster>\n\
           $ kubectl describe pod -n <namespace> <pod>\n$ kubectl logs -n <namespace> <pod> --all-containers --previous\n```",
    mend: "* Pending: no node has room or is in the right zone, or the volume is on a node that is gone. Bring the node back, or remove the \
           claim with the pod if the other instances are well: a new one is made from them.\n\
           * Restarting: its log has the reason. A full volume needs more `storage`.\n\
           * Not there at all: look at the operator's log.",
};

pub(crate) const FENCED: Runbook = Runbook {
    meaning: "Somebody has asked the operator to keep PostgreSQL stopped on this instance, and has not taken that back.",
    look: "```console\n$ kubectl get cluster <cluster> -n <namespace> -o jsonpath='{.metadata.annotations}'\n```",
    mend: "Ask who did it and whether they are done. `kubectl cnpg fencing off <cluster> <instance> -n <namespace>` ends it.",
};

pub(crate) const SWITCHOVER_REQUIRED: Runbook = Runbook {
    meaning: "All standbys have been updated, and the operator waits for somebody to move the primary, so that the old one can be updated too.",
    look: "`kubectl cnpg status <cluster> -n <namespace>` names the instances and how far each is.",
    mend: "At a quiet time: `kubectl cnpg promote <cluster> <instance> -n <namespace>` on a standby without lag. Connections break for a few \
           seconds.",
};

pub(crate) const PAUSED: Runbook = Runbook {
    meaning: "Patroni is in maintenance mode: it starts, stops and promotes nothing. A failure of the primary is an outage for as long as this lasts.",
    look: "`kubectl exec -n <namespace> <cluster>-0 -- patronictl list` says `Maintenance mode: on`.",
    mend: "Ask who did it and whether they are done. `kubectl exec -n <namespace> <cluster>-0 -- patronictl resume` ends it.",
};

pub(crate) const NO_FAILOVER_CANDIDATE: Runbook = Runbook {
    meaning: "No standby receives what the primary writes. Losing the primary now is an outage, and commits that nobody else has are lost with it. \
              With `durability: required` writes already wait.",
    look: "`kubectl cnpg status <cluster> -n <namespace>`: which instances are there, which are ready, how far behind each is. Then the log of those \
           that are not.",
    mend: "Bring a standby back: a node, room on its volume. If its log says that a segment of the write-ahead log has already been removed, make it anew: \
           `kubectl cnpg destroy <cluster> <instance> -n <namespace>`.",
};

pub(crate) const REPLICATION_LAG: Runbook = Runbook {
    meaning: "A standby replays what the primary wrote more than a minute ago. Reads from it are old, and a failover to it takes that much longer.",
    look: "The row *Replication* of the database's dashboard: is it one standby or all of them? All: a burst of writes, or the network. One: a long query \
           on it that replay waits for (`SELECT pid, xact_start, query FROM pg_stat_activity ORDER BY xact_start` on the standby), or its volume.",
    mend: "End the query with `pg_terminate_backend(pid)`; let a bulk load run slower; move the standby off a slow volume by making it anew.",
};

pub(crate) const STANDBY_NOT_RECEIVING: Runbook = Runbook {
    meaning: "A standby runs, and receives nothing from the primary: it falls further behind with each commit, and the primary may keep its write-ahead log for it \
              until its volume is full.",
    look: "The standby's log: `kubectl logs -n <namespace> <pod>`. Look for a refused connection, a failed authentication, or a requested segment that has already \
           been removed.",
    mend: "If the segment is gone, the standby has to be made anew: `kubectl cnpg destroy <cluster> <instance> -n <namespace>`, or \
           `kubectl exec -n <namespace> <cluster>-0 -- patronictl reinit <cluster> <member>`. A refused connection is a network policy or a certificate.",
};

pub(crate) const CONNECTIONS: Runbook = Runbook {
    meaning: "Nearly all connections that the server allows are taken. Beyond the limit clients are refused, new replicas of applications first.",
    look: "The row *Connections* of the dashboard, or on the server:\n\n```sql\nSELECT usename, application_name, state, count(*) FROM pg_stat_activity \
           GROUP BY 1, 2, 3 ORDER BY 4 DESC;\n```",
    mend: "* Many *idle*: a pool that is too large. Give the role a `connectionLimit`, or switch the `pooler` on.\n\
           * Many *idle in transaction*: an application that does not end its transactions; see PostgresLongTransaction.\n\
           * Many *active*: slow queries; look at the server's load and locks.\n\
           * All well and still too few: raise `maxConnections`, and memory with it.",
};

pub(crate) const LONG_TRANSACTION: Runbook = Runbook {
    meaning: "A transaction has been open for half an hour. Until it ends, vacuum removes no row that was deleted since, so tables swell, and whatever it has locked \
              stays locked.",
    look: "```sql\nSELECT pid, usename, application_name, state, xact_start, left(query, 80) FROM pg_stat_activity \
           WHERE xact_start < now() - interval '30 minutes' ORDER BY xact_start;\n```",
    mend: "If nobody needs it, `SELECT pg_terminate_backend(<pid>);`. A report that has to run that long belongs on a standby; an application that forgets \
           transactions needs `idle_in_transaction_session_timeout`.",
};

pub(crate) const TRANSACTION_IDS: Runbook = Runbook {
    meaning: "Transactions are numbered with 32 bits. Vacuum has to mark old rows as old before the numbers come round; it does not keep up. At two thousand million \
              the server refuses writes to save the data.",
    look: "```sql\nSELECT datname, age(datfrozenxid) FROM pg_database ORDER BY 2 DESC;\nSELECT relname, age(relfrozenxid) FROM pg_class WHERE relkind = 'r' \
           ORDER BY 2 DESC LIMIT 10;\nSELECT slot_name, active, xmin, catalog_xmin FROM pg_replication_slots;\nSELECT * FROM pg_prepared_xacts;\n```",
    mend: "Remove what holds vacuum back, in this order: long transactions, prepared transactions, replication slots that nobody uses. Then `VACUUM (FREEZE, VERBOSE)` the \
           oldest tables, largest ages first.",
};

pub(crate) const BACKUP: Runbook = Runbook {
    meaning: "There is no fresh base backup. A restore would take longer with each day, and would fail altogether once the log since the last one is deleted.",
    look: "```console\n$ kubectl get backups -n <namespace>\n$ kubectl describe backup -n <namespace> <backup>\n\
           $ kubectl logs -n <namespace> <pod> -c plugin-barman-cloud\n```",
    mend: "Most often it is the bucket: its credentials have changed, it is full, or the network does not lead there. Mend that, then take one at once: \
           `kubectl cnpg backup <cluster> -n <namespace> --method plugin --plugin-name barman-cloud.cloudnative-pg.io`.",
};

pub(crate) const ARCHIVING: Runbook = Runbook {
    meaning: "The write-ahead log does not reach the bucket. Nothing newer can be restored, and the segments that wait fill the volume until the server stops.",
    look: "`kubectl logs -n <namespace> <pod> -c plugin-barman-cloud`, and how much time is left: the row *Volumes* of the dashboard.",
    mend: "Mend the way to the bucket: credentials, room, network. The waiting segments follow by themselves. If the volume fills first, raise `walStorage`; \
           never delete files in `pg_wal`.",
};

pub(crate) const POOLER_WAIT: Runbook = Runbook {
    meaning: "Clients wait for a connection of the pooler: applications are slow, though the server may be idle.",
    look: "The row *Pooler* of the dashboard. All server connections in use and the database busy: slow queries. All in use and the database idle: transactions that are \
           left open. Few in use: the pool is too small, or the server refuses more.",
    mend: "Slow queries and open transactions first. Then raise the consumers' `connectionLimit`, or `maxConnections` of the server.",
};

pub(crate) const VOLUME: Runbook = Runbook {
    meaning: "The volume of an instance fills. A full volume stops the server, and on the primary that is an outage.",
    look: "The row *Volumes* of the dashboard: which volume, how fast. Is it the data or the write-ahead log? For the log, see whether archiving fails \
           (PostgresArchivingFails) or a replication slot is stale:\n\n```sql\nSELECT slot_name, active, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) \
           FROM pg_replication_slots;\n```",
    mend: "* Raise `storage` or `walStorage` in the blueprint and apply: volumes grow while in use where the StorageClass allows it.\n\
           * Drop a slot that nobody uses: `SELECT pg_drop_replication_slot('<slot>');`.\n* Mend archiving.\n\nNever delete files from `pg_wal`: the server does not \
           start again without them.",
};
