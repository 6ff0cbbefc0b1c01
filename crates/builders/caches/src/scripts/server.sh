#!/bin/sh
# Starts the server of a node: as the primary if it is, else as a replica of whoever is.
set -eu
. "$CONFIG/cache.sh"

primary=$SELF
if [ -n "$QUORUM" ]; then
    primary=$(primary)
    if [ "$primary" = "$SELF" ] && [ "$PERSISTENT" != yes ] && others_hold_data; then
        # This server begins empty. As the primary it would make its replicas empty too.
        echo "handing over before starting: the data is with the others"
        hand_over || true
        primary=$(primary)
    fi
fi
echo "the primary is $primary"

umask 077
{
    cat "$CONFIG/valkey.conf"
    echo "dir $DATA"
    echo "user default on #$(hashed password) ~* &* +@all -@admin"
    echo "user probe on nopass -@all +ping +role +info"
    echo "user metrics on #$(hashed password) -@all +ping +info +slowlog|len +slowlog|get +latency|latest +latency|histogram +client|setname"
    if [ -n "$QUORUM" ]; then
        echo "user replication on #$(hashed replication) ~* &* +@all"
        echo "masteruser replication"
        echo "masterauth $(secret replication)"
        echo "replica-announce-ip $SELF"
        [ "$primary" = "$SELF" ] || echo "replicaof $primary $SERVER"
    fi
} >"$DATA/valkey.conf"
exec valkey-server "$DATA/valkey.conf"
