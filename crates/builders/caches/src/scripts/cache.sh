# What the programs of a cache's pods share. The pods know by their environment:
#   NODES       the names of all servers, the first of which begins as the primary
#   SELF        the name of this one, and LOCAL the address it has for itself, which needs no name service
#   QUORUM      how many sentinels decide; empty where there are none
#   PERSISTENT  "yes" when data outlives the pod
#   SECRETS, CONFIG, DATA   the folders of the passwords, of the configuration and of the data

SERVER=6379
SENTINEL=26379

secret() {
    cat "$SECRETS/$1"
}

hashed() {
    secret "$1" | sha256sum | cut -d ' ' -f 1
}

# ask NODE PORT COMMAND…: as the user who may see how things are, and needs no password.
ask() {
    node=$1 port=$2
    shift 2
    timeout 2 valkey-cli -h "$node" -p "$port" --user probe --pass probe --no-auth-warning "$@" 2>/dev/null
}

# order NODE PORT COMMAND…: as the user who may do anything.
order() {
    node=$1 port=$2
    shift 2
    REDISCLI_AUTH=$(secret replication) timeout 2 valkey-cli -h "$node" -p "$port" --user replication "$@" 2>/dev/null
}

# info NODE FIELD: how its replication is.
info() {
    ask "$1" "$SERVER" info replication | tr -d '\r' | sed -n "s/^$2://p"
}

# The primary that enough sentinels agree on; nothing when they do not.
agreed_primary() {
    for node in $NODES; do
        ask "$node" "$SENTINEL" sentinel get-master-addr-by-name cache | head -n 1
    done | sort | uniq -c | sort -rn | {
        read -r votes name || return 1
        [ "$votes" -ge "$QUORUM" ] && echo "$name"
    }
}

# The primary as the sentinel of this pod knew it last.
remembered_primary() {
    [ -f "$DATA/sentinel.conf" ] && sed -n 's/^sentinel monitor cache \([^ ]*\) .*/\1/p' "$DATA/sentinel.conf" | grep .
}

# Who is, was or begins as the primary.
primary() {
    agreed_primary || remembered_primary || echo "${NODES%% *}"
}

# Whether another server has data of the primary.
others_hold_data() {
    for node in $NODES; do
        [ "$node" = "$SELF" ] && continue
        offset=$(info "$node" slave_repl_offset)
        [ "${offset:-0}" -gt 1 ] && return 0
    done
    return 1
}

# Has another server made the primary, and waits until that is so. Fails when there is none that could be.
hand_over() {
    for node in $NODES; do
        case $(order "$node" "$SENTINEL" sentinel failover cache) in
            OK | *INPROG*) break ;;
        esac
    done
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        now=$(agreed_primary) && [ "$now" != "$SELF" ] && return 0
        sleep 0.5
    done
    return 1
}

# A sentinel is known by its node's name: were the name of a new pod's another one, the old one would be counted for ever.
sentinel_id() {
    printf %s "$1" | sha1sum | cut -d ' ' -f 1
}
