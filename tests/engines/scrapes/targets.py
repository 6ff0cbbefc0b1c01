"""The targets that a real Prometheus finds by the configuration of the operator."""

import json
import re
import time
import urllib.request

import yaml

import programs
import trees

# Jobs of monitors that charts themselves make.
OF_CHARTS = ("kps-prometheus", "kps-alertmanager", "grafana")
UP = re.compile(r"\bup\{([^{}]*)\}")
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"([^"]*)"')


def discovered(server, config, said, work):
    """The targets that Prometheus finds, in the same words but for how it gets to the API server."""
    file = work / "prometheus.yaml"
    file.write_text(config)
    programs.run(said, "Prometheus's configuration", programs.BIN / "promtool", "check", "config", "--syntax-only", file)
    # What the reloader in each Pod fills in.
    for name, text in {"POD_NAME": "prometheus-kps-prometheus-0", "SHARD": "0"}.items():
        config = config.replace(f"$({name})", text)
    value = yaml.load(config, trees.LOADER)
    value.pop("rule_files", None)
    value.pop("alerting", None)
    for job in value["scrape_configs"]:
        for key in ("tls_config", "authorization", "basic_auth"):
            job.pop(key, None)
        for one in job.get("kubernetes_sd_configs") or []:
            one["kubeconfig_file"] = server.kubeconfig
    file.write_text(yaml.safe_dump(value))
    address = f"127.0.0.1:{programs.PORT + 6}"
    command = [programs.BIN / "prometheus", f"--config.file={file}", f"--storage.tsdb.path={work / 'data'}", f"--web.listen-address={address}"]
    with programs.running(command, work / "prometheus.log"):
        return await_targets(f"http://{address}/api/v1/targets?state=active", work)


def await_targets(url, work):
    """Those that there are when no more have come for as long as Prometheus waits before it looks."""
    found, since, started = None, time.monotonic(), time.monotonic()
    while time.monotonic() - since < 8 or not found:
        if time.monotonic() - started > 90:
            raise SystemExit((work / "prometheus.log").read_text()[-2000:])
        time.sleep(1)
        try:
            with urllib.request.urlopen(url) as answer:
                now = json.load(answer)["data"]["activeTargets"]
        except OSError:
            continue
        if found is None or len(now) != len(found):
            found, since = now, time.monotonic()
    return found


def judge(monitors, jobs, targets, said):
    pools = {}
    for target in targets:
        pools.setdefault(target["scrapePool"], []).append(target["labels"])
    for job, place in jobs.items():
        said.check(place, not pools.get(job) and f"{job} finds no target")
    everything = [labels for found in pools.values() for labels in found]
    for one in (one for one in monitors if one.kind == "PrometheusRule"):
        for text in sorted(set(UP.findall(json.dumps(one.value["spec"]).replace('\\"', '"')))):
            asked = MATCHER.findall(text)
            if not any(value in OF_CHARTS for _, _, value in asked):
                said.check(f"up{{{text}}}", not any(fits(labels, asked) for labels in everything) and "no target is so")
    return len(targets)


def fits(labels, matchers):
    """As PromQL has it. Names of Pods are others here."""
    for name, sign, value in matchers:
        if name == "pod":
            continue
        own = labels.get(name, "")
        same = re.fullmatch(value, own) is not None if "~" in sign else own == value
        if same == sign.startswith("!"):
            return False
    return True
