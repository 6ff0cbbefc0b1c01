"""A tree with everything that Argo CD would fetch from afar brought near: the texts are the same but for the addresses."""

import shutil
from pathlib import Path

import definitions
import repositories
import trees

# The kinds whose definitions an Application brings from their own repository.
GROUP = "gateway.networking.k8s.io"


class Near:
    """A copy of a tree in a Git repository, beside stand-ins for the repositories that it names."""

    def __init__(self, tree, scratch, crds):
        self.scratch, self.crds, self.addresses = scratch, crds, {}
        (scratch / "charts").mkdir()
        self.server = repositories.serve(scratch / "charts")
        self.wanted = {one.name: one.value for one in trees.objects(tree / "argocd", {}) if one.kind == "Application"}
        own = next(one for one in root(tree) if one.kind == "Application").value["spec"]["source"]
        self.addresses[own["repoURL"]] = f"file://{scratch}/deploy"
        self.tree = scratch / "deploy" / Path(own["path"]).parent
        shutil.copytree(tree, self.tree)
        for application in self.wanted.values():
            for source in application["spec"].get("sources") or [application["spec"]["source"]]:
                self.bring(source)
        self.readdress()
        repositories.commit(scratch / "deploy")

    def bring(self, source):
        """Makes the stand-in for a source, unless it is the tree itself."""
        address = source["repoURL"]
        if "chart" in source:
            folder = self.scratch / "charts" / address.removeprefix("https://").replace("/", "-")
            folder.mkdir(exist_ok=True)
            repositories.chart(folder, source["chart"], source["targetRevision"])
            self.addresses[address] = f"http://127.0.0.1:{self.server.server_port}/{folder.name}"
        elif address not in self.addresses:
            folder = self.scratch / address.rpartition("/")[2]
            self.fill(folder / source["path"])
            self.addresses[address] = repositories.commit(folder, source["targetRevision"])

    def fill(self, folder):
        """Fills the stand-in for a repository of definitions: the only one that trees use."""
        folder.mkdir(parents=True)
        for text, value in definitions.definitions(self.crds, {GROUP}):
            (folder / f"{value['metadata']['name']}.yaml").write_text(text, encoding="utf-8")

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
