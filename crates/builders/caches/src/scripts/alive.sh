#!/bin/sh
# A server lives as long as it answers, were it only that it is busy or loading.
. "$CONFIG/cache.sh"
ask "$LOCAL" "$1" ping | grep -q .
