#!/bin/sh
# Runs before a server is told to stop: a primary goes only after another has taken over. Writes wait meanwhile, so
# that none is acknowledged that the new primary does not have.
. "$CONFIG/cache.sh"
[ -n "$QUORUM" ] || exit 0
[ "$(info "$LOCAL" role)" = master ] || exit 0

order "$LOCAL" "$SERVER" client pause 20000 write
for _ in 1 2 3 4 5 6 7 8 9 10; do
    offset=$(info "$LOCAL" master_repl_offset)
    ask "$LOCAL" "$SERVER" info replication | grep -q "^slave[0-9]*:.*,offset=$offset," && break
    sleep 0.2
done
hand_over || order "$LOCAL" "$SERVER" client unpause
exit 0
