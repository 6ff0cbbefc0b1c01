#!/usr/bin/env bash
# A Kubernetes on 127.0.0.1: etcd, the API server, and of the controllers those that admission waits for. With nodes, which
# kwok simulates as stages.yaml says, kube-scheduler and the controllers of workloads too.
#
# usage: tests/engines/cluster.sh start [STATE]    a new cluster, or one with the objects of a saved one
#        tests/engines/cluster.sh stop [STATE]     ends it, and keeps its objects in the folder STATE
#        tests/engines/cluster.sh env              prints how to reach it, for eval
#
# Programs come from $HAGEN_ENGINES/bin (see build.sh); keys and logs are in $HAGEN_CLUSTER ($HAGEN_ENGINES/run/cluster).
# $HAGEN_PORT (26443) and the three after it are used; $HAGEN_CONTROLLERS chooses other controllers. $HAGEN_NODES is a file
# with the nodes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engines=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
work=${HAGEN_CLUSTER:-$engines/run/cluster}
port=${HAGEN_PORT:-26443}
# No controller of workloads without nodes: whatever changes an object was then the API server.
controllers=namespace-controller,serviceaccount-controller,resourcequota-controller,root-ca-certificate-publisher-controller,clusterrole-aggregation-controller
if [ -n "${HAGEN_NODES:-}" ]; then
  # Not those that find lost nodes or scale by load: whoever takes a node away does what they would have done minutes later.
  controllers+=,deployment-controller,replicaset-controller,statefulset-controller,daemonset-controller,job-controller
  controllers+=,endpointslice-controller,disruption-controller,garbage-collector-controller
fi
controllers=${HAGEN_CONTROLLERS:-$controllers}
programs=(kwok kube-scheduler kube-controller-manager kube-apiserver etcd)
keys=$work/keys
# shellcheck source=processes.sh
. "$here/processes.sh"

fail() {
  echo "cluster.sh: $*" >&2
  exit 1
}

authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=hagen-tests \
    -keyout "$keys/authority.key" -out "$keys/authority.crt" 2>/dev/null
}

# A key and certificate for NAME SUBJECT [EXTENSION].
certificate() {
  openssl req -new -newkey rsa:2048 -nodes -keyout "$keys/$1.key" -subj "$2" 2>/dev/null |
    openssl x509 -req -days 30 -CA "$keys/authority.crt" -CAkey "$keys/authority.key" -CAcreateserial \
      -extfile <(printf 'extendedKeyUsage=serverAuth,clientAuth\n%s\n' "${3:-}") -out "$keys/$1.crt" 2>/dev/null
}

kubeconfig() {
  cat >"$keys/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters:
  - name: tests
    cluster: { server: "https://127.0.0.1:$port", certificate-authority: "$keys/authority.crt" }
users:
  - name: $1
    user: { client-certificate: "$keys/$1.crt", client-key: "$keys/$1.key" }
contexts:
  - name: tests
    context: { cluster: tests, user: $1 }
current-context: tests
YAML
}

make_keys() {
  mkdir -p "$keys"
  chmod 700 "$keys"
  authority
  openssl genrsa -out "$keys/accounts.key" 2048 2>/dev/null
  certificate server /CN=kube-apiserver subjectAltName=IP:127.0.0.1,IP:10.96.0.1,DNS:kubernetes.default.svc
  certificate admin /O=system:masters/CN=admin
  certificate controllers /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  kubeconfig admin
  kubeconfig controllers
  kubeconfig scheduler
}

start_etcd() {
  local client=http://127.0.0.1:$((port + 1)) peer=http://127.0.0.1:$((port + 2))
  launch etcd "$engines/bin/etcd" --name tests --data-dir "$work/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "tests=$peer"
}

# Nobody reads the events that tell of pods without a place, a third of all requests.
admission() {
  cat <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: EventRateLimit
    configuration:
      apiVersion: eventratelimit.admission.k8s.io/v1alpha1
      kind: Configuration
      limits: [{ type: Server, qps: 1, burst: 1 }]
YAML
}

start_apiserver() {
  local nodes=()
  # The controller that would take the taint of a new node away again is not here.
  if [ -n "${HAGEN_NODES:-}" ]; then
    admission >"$work/admission.yaml"
    nodes=(--disable-admission-plugins TaintNodesByCondition --enable-admission-plugins EventRateLimit
      --admission-control-config-file "$work/admission.yaml")
  fi
  launch kube-apiserver "$engines/bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$((port + 1))" \
    --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$port" --endpoint-reconciler-type none \
    --tls-cert-file "$keys/server.crt" --tls-private-key-file "$keys/server.key" --client-ca-file "$keys/authority.crt" \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$keys/accounts.key" \
    --service-account-signing-key-file "$keys/accounts.key" --service-cluster-ip-range 10.96.0.0/16 \
    --authorization-mode Node,RBAC --allow-privileged=true "${nodes[@]}"
  await 180 "the API server" "$engines/bin/kubectl" --kubeconfig "$keys/admin.kubeconfig" get --raw /readyz
}

start_controllers() {
  launch kube-controller-manager "$engines/bin/kube-controller-manager" --kubeconfig "$keys/controllers.kubeconfig" \
    --controllers "$controllers" --leader-elect=false --secure-port 0 --use-service-account-credentials \
    --root-ca-file "$keys/authority.crt" --service-account-private-key-file "$keys/accounts.key" \
    --kube-api-qps 1000 --kube-api-burst 1000
}

# A pod may ask for the scheduler `careless`: of all the nodes that it is allowed to take, it takes any.
scheduling() {
  cat <<YAML
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: { kubeconfig: "$keys/scheduler.kubeconfig", qps: 1000, burst: 1000 }
leaderElection: { leaderElect: false }
podMaxBackoffSeconds: 1
profiles:
  - schedulerName: default-scheduler
  - { schedulerName: careless, plugins: { score: { disabled: [{ name: "*" }] } } }
YAML
}

start_nodes() {
  scheduling >"$work/scheduling.yaml"
  launch kube-scheduler "$engines/bin/kube-scheduler" --config "$work/scheduling.yaml" --secure-port 0
  # No leases: no controller waits for them.
  launch kwok "$engines/bin/kwok" --kubeconfig "$keys/admin.kubeconfig" --config "$here/stages.yaml" --manage-all-nodes \
    --node-lease-duration-seconds 0 --server-address "127.0.0.1:$((port + 3))" --node-ip 127.0.0.1 --cidr 10.244.0.0/16
  "$engines/bin/kubectl" --kubeconfig "$keys/admin.kubeconfig" apply --server-side --filename "$HAGEN_NODES" >/dev/null
}

start() {
  local program
  for program in "${programs[@]}" kubectl; do
    case $program in kwok | kube-scheduler) [ -n "${HAGEN_NODES:-}" ] || continue ;; esac
    [ -x "$engines/bin/$program" ] || fail "$program is not built: tests/engines/build.sh cluster"
  done
  if [ -e "$work" ] && [ ! -e "$work/.hagen-cluster" ]; then
    fail "$work is not a cluster's folder"
  fi
  end "${programs[@]}"
  rm -rf "$work"
  mkdir -p "$work"
  touch "$work/.hagen-cluster"
  make_keys
  if [ $# -gt 0 ]; then cp -r "$1" "$work/etcd"; fi
  start_etcd
  start_apiserver
  start_controllers
  [ -z "${HAGEN_NODES:-}" ] || start_nodes
}

stop() {
  # Where nothing is kept, nobody waits for the end of open requests.
  [ $# -gt 0 ] || local ending=KILL
  end "${programs[@]}"
  if [ $# -gt 0 ]; then cp -r "$work/etcd" "$1"; fi
}

case ${1:-} in
  start | stop) "$@" ;;
  env) printf 'export KUBECONFIG=%q\nexport PATH=%q:"%s"\n' "$keys/admin.kubeconfig" "$engines/bin" "\$PATH" ;;
  *) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
