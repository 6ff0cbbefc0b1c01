#!/bin/sh
# A server is ready as the primary, or as a replica that has what the primary has.
. "$CONFIG/cache.sh"
[ "$(info "$LOCAL" role)" = master ] || [ "$(info "$LOCAL" master_link_status)" = up ]
