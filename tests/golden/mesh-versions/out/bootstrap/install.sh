#!/bin/sh
# Made by hagen; edit the blueprint instead.
platform='shop'
namespace='argocd'
release=''
chart=''
version=''
chart_repository=''
values=''
application=''
applications='13'
git_repository='https://git.example.com/deploy.git'
other_clusters=''

# Brings the platform up: installs Argo CD, hands it argocd/root.yaml, and waits for every Application. May be run again.
set -eu

usage() {
    cat <<USAGE
usage: install.sh [--context NAME] [--timeout SECONDS] [--dry-run]

Installs Argo CD with Helm, applies argocd/root.yaml and waits until all $applications Applications
of $platform are Synced and Healthy. What is there already is left as it is.

  --context NAME     the kubectl context of the cluster; the current one by default
  --timeout SECONDS  how long to wait for the Applications; 1800 by default
  --dry-run          only print what would be done; no cluster is asked
  --help             this text
USAGE
}

say() { printf '%s\n' "$*"; }

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

misused() {
    printf 'install.sh: %s\n\n' "$*" >&2
    usage >&2
    exit 2
}

context=
timeout=1800
dry_run=
while [ $# -gt 0 ]; do
    case $1 in
    --context | --timeout)
        [ $# -ge 2 ] || misused "$1 needs a value"
        if [ "$1" = --context ]; then context=$2; else timeout=$2; fi
        shift
        ;;
    --context=*) context=${1#*=} ;;
    --timeout=*) timeout=${1#*=} ;;
    --dry-run) dry_run=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    *) misused "unknown argument: $1" ;;
    esac
    shift
done
case $timeout in
'' | *[!0-9]*) misused "--timeout is a number of seconds: $timeout" ;;
esac

out=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

# Runs a command that changes something, or prints it.
change() {
    if [ -n "$dry_run" ]; then
        say "+ $*"
    else
        "$@"
    fi
}

kube() { kubectl ${context:+--context "$context"} "$@"; }

change_kube() { change kubectl ${context:+--context "$context"} "$@"; }

check_tools() {
    command -v kubectl >/dev/null || fail "kubectl is needed and not there: https://kubernetes.io/docs/tasks/tools"
    [ -z "$chart" ] || command -v helm >/dev/null || fail "helm is needed and not there: https://helm.sh/docs/intro/install"
    for file in argocd/root.yaml $values; do
        [ -f "$out/$file" ] || fail "$out/$file is missing: run this script where it was rendered"
    done
    [ -n "$dry_run" ] || kube get --raw /readyz >/dev/null || fail "the cluster does not answer; --context names another one"
}

# Once its own Application is there, Argo CD looks after itself, and Helm must not interfere.
install_argocd() {
    if [ -z "$chart" ]; then
        say "Argo CD is said to be there already."
    elif [ -z "$dry_run" ] && kube --namespace "$namespace" get applications.argoproj.io "$application" >/dev/null 2>&1; then
        say "Argo CD is there and delivers itself."
    else
        say "Installing Argo CD: chart $chart $version."
        case $chart in
        oci://*) set -- ;;
        *) set -- --repo "$chart_repository" ;;
        esac
        change helm upgrade --install "$release" "$chart" "$@" --version "$version" \
            ${context:+--kube-context "$context"} --namespace "$namespace" --create-namespace \
            --values "$out/$values" --wait --timeout 10m
    fi
    change_kube wait --for condition=Established --timeout 60s \
        crd/applications.argoproj.io crd/appprojects.argoproj.io crd/applicationsets.argoproj.io
}

# Credentials are secrets, so they are no part of the output.
explain_repository() {
    [ -z "$dry_run" ] || return 0
    known=$(kube --namespace "$namespace" get secrets --output name \
        --selector 'argocd.argoproj.io/secret-type in (repository, repo-creds)')
    [ -z "$known" ] || return 0
    case $git_repository in
    ssh://*) credentials='--from-file=sshPrivateKey=<file with the key>' ;;
    *) credentials='--from-literal=username=<user> --from-file=password=<file with the token>' ;;
    esac
    say "Argo CD knows no repository credentials. If $git_repository is private, give it some:"
    say "  kubectl --namespace $namespace create secret generic $platform-repository --from-literal=type=git \\"
    say "    --from-literal=url=$git_repository $credentials"
    say "  kubectl --namespace $namespace label secret $platform-repository argocd.argoproj.io/secret-type=repository"
}

explain_clusters() {
    [ -n "$other_clusters" ] && [ -z "$dry_run" ] || return 0
    known=$(kube --namespace "$namespace" get secrets --selector argocd.argoproj.io/secret-type=cluster \
        --output 'jsonpath={range .items[*]}{.data.server}{"\n"}{end}')
    printf '%s\n' "$other_clusters" | while read -r name server; do
        case $known in
        *"$(printf %s "$server" | base64 | tr -d '\n')"*) ;;
        *) say "Argo CD does not know the cluster $name at $server: argocd cluster add <its context> --name $name" ;;
        esac
    done
}

# One line for each Application: name, sync status, health.
states() {
    kube --namespace "$namespace" get applications.argoproj.io --no-headers \
        --selector "app.kubernetes.io/part-of=$platform" \
        --output 'custom-columns=NAME:.metadata.name,SYNC:.status.sync.status,HEALTH:.status.health.status'
}

# Counts them: all, and those that are done; then the names of the first that are not.
summary() {
    awk '{ all++ }
        $2 == "Synced" && $3 == "Healthy" { done++; next }
        { if (++open <= 3) names = names (open > 1 ? ", " : "") $1 " (" $2 ", " $3 ")" }
        END { if (open > 3) names = names " and " open - 3 " more"
              print all + 0, done + 0, names }'
}

await_applications() {
    if [ -n "$dry_run" ]; then
        say "+ wait until $applications Applications are Synced and Healthy, at most $timeout s"
        return 0
    fi
    waited=0
    shown=
    while :; do
        now=$(states | summary)
        all=${now%% *}
        rest=${now#* }
        done=${rest%% *}
        if [ "$now" != "$shown" ]; then
            say "$done of $applications Synced and Healthy. ${rest#* }"
            shown=$now
        fi
        [ "$all" -ge "$applications" ] && [ "$done" -eq "$all" ] && return 0
        [ "$waited" -lt "$timeout" ] || break
        sleep 5
        waited=$((waited + 5))
    done
    say "Not Synced and Healthy after $timeout s:"
    states | awk '$2 != "Synced" || $3 != "Healthy"'
    fail "look into one of them: kubectl --namespace $namespace describe applications.argoproj.io <name>"
}

check_tools
install_argocd
explain_repository
explain_clusters
say "Handing argocd/root.yaml to Argo CD."
change_kube apply --server-side --force-conflicts --field-manager hagen --filename "$out/argocd/root.yaml"
await_applications
[ -n "$dry_run" ] || say "$platform is up."
