"""A tree with everything that Argo CD would fetch from afar brought near: the texts are the same but for the addresses."""

import shutil
from pathlib import Path

import yaml

import definitions
import repositories
import trees

# What brings the definitions of a group of kinds: a chart, or a repository. Charts of other names bring none.
BRINGERS = {
    "acid.zalan.do": "postgres-operator",
    "barmancloud.cnpg.io": "plugin-barman-cloud",
    "cert-manager.io": "cert-manager",
    "external-secrets.io": "external-secrets",
    "gateway.networking.k8s.io": "gateway-api",
    "generators.external-secrets.io": "external-secrets",
    "kafka.strimzi.io": "strimzi-kafka-operator",
    "longhorn.io": "longhorn",
    "monitoring.coreos.com": "prometheus-operator",
    "networking.istio.io": "base",
    "postgresql.cnpg.io": "cloudnative-pg",
    "security.istio.io": "base",
    "telemetry.istio.io": "base",
    "traefik.io": "traefik",
}
# The group of Argo CD, whose own kinds are there before everything.
ARGO = "argoproj.io"
OWN = {"AppProject", "Application", "ApplicationSet"}


class Near:
    """A copy of a tree in a Git repository, beside stand-ins for the repositories that it names."""

    def __init__(self, tree, scratch, crds):
        self.scratch, self.crds, self.addresses = scratch, crds, {}
        self.kinds = {(one.group, one.kind): one for one in trees.objects(tree, {})}
        (scratch / "charts").mkdir()
        self.server = repositories.serve(scratch / "charts")
        self.wanted = {one.name: one.value for one in trees.objects(tree / "argocd", {}) if one.kind == "Application"}
        own = next(one for one in root(tree) if one.kind == "Application").value
        self.name, own = own["metadata"]["name"], own["spec"]["source"]
        self.repository = scratch / "deploy"
        self.addresses[own["repoURL"]] = self.address = f"file://{self.repository}"
        self.folder = Path(own["path"]).parent
        self.tree = self.repository / self.folder
        for application in self.wanted.values():
            for source in application["spec"].get("sources") or [application["spec"]["source"]]:
                self.bring(source)
        self.settings = settings(tree, self.wanted)
        self.deliver(tree)

    def deliver(self, tree):
        """Makes a tree the content of the repository."""
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(tree, self.tree)
        self.readdress()
        repositories.commit(self.repository)

    def bring(self, source):
        """Makes the stand-in for a source, unless it is the tree itself."""
        address = source["repoURL"]
        if "chart" in source:
            folder = self.scratch / "charts" / address.removeprefix("https://").replace("/", "-")
            folder.mkdir(exist_ok=True)
            repositories.chart(folder, source["chart"], source["targetRevision"], self.definitions(source["chart"]))
            self.addresses[address] = f"http://127.0.0.1:{self.server.server_port}/{folder.name}"
        elif address not in self.addresses:
            folder = self.scratch / address.rpartition("/")[2]
            (folder / source["path"]).mkdir(parents=True)
            for name, text in self.definitions(folder.name).items():
                (folder / source["path"] / name).write_text(text, encoding="utf-8")
            self.addresses[address] = repositories.commit(folder, source["targetRevision"])

    def definitions(self, bringer):
        """The definitions that come with a chart or repository, of the kinds that the tree has."""
        return texts(self.crds, [one for one in self.kinds.values() if bringer_of(one) == bringer])

    def own_definitions(self):
        """The definitions that come with Argo CD, which is there before everything."""
        found = definitions.definitions(self.crds, {ARGO})
        return [text for text, value in found if value["spec"]["names"]["kind"] in OWN]

    def readdress(self):
        for file in self.tree.rglob("argocd/**/*.yaml"):
            text = file.read_text(encoding="utf-8")
            for far, near in self.addresses.items():
                text = text.replace(far, near)
            file.write_text(text, encoding="utf-8")

    def root(self):
        return root(self.tree)

    def close(self):
        self.server.shutdown()


def root(tree):
    """What a person applies."""
    return [one for one in trees.objects(tree / "argocd", {}) if one.file.name == "root.yaml"]


def settings(tree, applications):
    """What the tree's values tell Argo CD's chart about Argo CD's settings."""
    for application in applications.values():
        for source in application["spec"].get("sources") or []:
            if source.get("chart") == "argo-cd":
                file = trees.file_of(tree, source["helm"]["valueFiles"][0])
                return yaml.load(file.read_text(encoding="utf-8"), trees.LOADER)["configs"]
    raise SystemExit(f"{tree} has no Argo CD")


def bringer_of(one):
    if one.group == ARGO:
        return None if one.kind in OWN else "argo-rollouts"
    return BRINGERS.get(one.group)


def texts(crds, kinds):
    """The definitions of kinds, by the names of their files. A kind without one gets one that takes anything."""
    wanted, found = {(one.group, one.kind): one for one in kinds}, {}
    for text, value in definitions.definitions(crds, {one.group for one in kinds}):
        spec = value["spec"]
        if wanted.pop((spec["group"], spec["names"]["kind"]), None):
            found[f"{value['metadata']['name']}.yaml"] = text
    for one in wanted.values():
        print(f"no definition of {one.kind}.{one.group}: it takes anything", flush=True)
        plural = f"{one.kind.lower()}s"
        found[f"{plural}.{one.group}.yaml"] = yaml.safe_dump(open_definition(one, plural))
    return found


def open_definition(one, plural):
    version = one.value["apiVersion"].rpartition("/")[2]
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return {
        "apiVersion": definitions.VERSION,
        "kind": definitions.KIND,
        "metadata": {"name": f"{plural}.{one.group}"},
        "spec": {
            "group": one.group,
            "scope": "Namespaced" if one.namespace else "Cluster",
            "names": {"kind": one.kind, "plural": plural, "singular": one.kind.lower()},
            "versions": [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": anything}}],
        },
    }
