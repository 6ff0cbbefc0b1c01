#!/bin/sh
# Starts the sentinel of a node. It knows all nodes from the start, so that it can act even when the primary never
# comes back to tell it of the others.
set -eu
. "$CONFIG/cache.sh"

primary=$(primary)
epochs=$(grep -E '^sentinel (current-epoch|config-epoch|leader-epoch) ' "$DATA/sentinel.conf" 2>/dev/null || true)

umask 077
{
    cat "$CONFIG/sentinel.conf"
    echo "dir $DATA"
    echo "user default off"
    echo "user replication on #$(hashed replication) ~* &* +@all"
    echo "user probe on nopass -@all +ping +sentinel|get-master-addr-by-name"
    echo "sentinel sentinel-user replication"
    echo "sentinel sentinel-pass $(secret replication)"
    echo "sentinel myid $(sentinel_id "$SELF")"
    echo "sentinel announce-ip $SELF"
    echo "sentinel announce-port $SENTINEL"
    echo "sentinel monitor cache $primary $SERVER $QUORUM"
    echo "sentinel auth-user cache replication"
    echo "sentinel auth-pass cache $(secret replication)"
    echo "sentinel down-after-milliseconds cache 5000"
    echo "sentinel failover-timeout cache 20000"
    echo "sentinel parallel-syncs cache 1"
    for node in $NODES; do
        [ "$node" = "$primary" ] || echo "sentinel known-replica cache $node $SERVER"
        [ "$node" = "$SELF" ] || echo "sentinel known-sentinel cache $node $SENTINEL $(sentinel_id "$node")"
    done
    [ -z "$epochs" ] || echo "$epochs"
} >"$DATA/sentinel.conf.new"
mv "$DATA/sentinel.conf.new" "$DATA/sentinel.conf"
exec valkey-server "$DATA/sentinel.conf" --sentinel
