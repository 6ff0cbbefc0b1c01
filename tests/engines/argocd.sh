#!/usr/bin/env bash
# Argo CD without its web page, for the cluster of cluster.sh: redis, the repository server and the controllers.
#
# usage: tests/engines/argocd.sh start SETTINGS     SETTINGS is a file with Argo CD's ConfigMaps and Secret
#        tests/engines/argocd.sh stop
#
# The application controller's metrics listen on all addresses, and no option says otherwise. Needs git on PATH. Everything
# is in $HAGEN_ARGOCD ($HAGEN_ENGINES/run/argocd); $HAGEN_ARGOCD_PORT (26460) and the six after it are used.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engines=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
work=${HAGEN_ARGOCD:-$engines/run/argocd}
port=${HAGEN_ARGOCD_PORT:-26460}
programs=(applicationset-controller application-controller repo-server redis)
# shellcheck source=processes.sh
. "$here/processes.sh"

prepare() {
  mkdir -p "$work"/{bin,home,tmp,keys/gpg,keys/source,keys/tls,keys/ssh,plugins}
  chmod 700 "$work/keys/gpg"
  for name in application-controller applicationset-controller repo-server; do
    ln -sf "$engines/bin/argocd" "$work/bin/argocd-$name"
  done
  # Argo CD calls this even where it is told to verify nothing.
  printf '#!/bin/sh\nexit 0\n' >"$work/bin/git-verify-wrapper.sh"
  chmod +x "$work/bin/git-verify-wrapper.sh"
  # Argo CD looks for its settings in the namespace of the context.
  sed 's/context: { cluster: tests,/context: { namespace: argocd, cluster: tests,/' "$KUBECONFIG" >"$work/kubeconfig"
}

environment() {
  export KUBECONFIG=$work/kubeconfig HOME=$work/home TMPDIR=$work/tmp PATH=$work/bin:$engines/bin:$PATH
  export ARGOCD_FAKE_IN_CLUSTER=true ARGOCD_GPG_ENABLED=false ARGOCD_GNUPGHOME=$work/keys/gpg
  export ARGOCD_GPG_DATA_PATH=$work/keys/source ARGOCD_TLS_DATA_PATH=$work/keys/tls ARGOCD_SSH_DATA_PATH=$work/keys/ssh
  export ARGOCD_PLUGINSOCKFILEPATH=$work/plugins ARGOCD_ASK_PASS_SOCK=$work/ask-pass.sock
  export ARGOCD_RECONCILIATION_TIMEOUT=20s ARGOCD_RECONCILIATION_JITTER=1s
  export ARGOCD_APPLICATIONSET_CONTROLLER_REQUEUE_AFTER=10s
  git config --file "$HOME/.gitconfig" safe.directory '*'
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1")
}

start() {
  : "${KUBECONFIG:?start a cluster, and eval what \`cluster.sh env\` prints}"
  end "${programs[@]}"
  rm -rf "$work"
  prepare
  "$engines/bin/kubectl" apply --server-side --filename "$1" >/dev/null
  environment
  local redis=127.0.0.1:$port repositories=127.0.0.1:$((port + 1))
  launch redis "$engines/bin/redis" "$redis"
  launch repo-server argocd-repo-server --address 127.0.0.1 --port $((port + 1)) --metrics-address 127.0.0.1 \
    --metrics-port $((port + 2)) --redis "$redis" --disable-tls --client-ca-path ''
  await 60 "the repository server" listens $((port + 1))
  launch application-controller argocd-application-controller --redis "$redis" --repo-server "$repositories" \
    --repo-server-plaintext --metrics-port $((port + 3)) --app-resync 20
  launch applicationset-controller argocd-applicationset-controller --argocd-repo-server "$repositories" \
    --repo-server-plaintext --metrics-addr "127.0.0.1:$((port + 4))" --probe-addr "127.0.0.1:$((port + 5))" \
    --webhook-addr "127.0.0.1:$((port + 6))" --namespace argocd
  await 60 "the application controller" listens $((port + 3))
}

case ${1:-} in
  start) start "${2:?names no settings}" ;;
  stop) end "${programs[@]}" ;;
  *) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
