"""A client of the API server that keeps what kubectl hides: every warning, and the text of the file as it stands."""

import http.client
import json
import re
import ssl
import urllib.parse
from dataclasses import dataclass

import yaml

MANAGER = "hagen-tests"


@dataclass(frozen=True)
class Answer:
    """What the server said to one request."""

    status: int
    body: dict
    warnings: list[str]

    @property
    def accepted(self):
        return self.status < 300

    @property
    def message(self):
        return self.body.get("message", f"HTTP {self.status}")


@dataclass(frozen=True)
class Resource:
    """Where the objects of a kind live."""

    prefix: str
    plural: str
    namespaced: bool


class Server:
    """A connection to the server that a kubeconfig names."""

    def __init__(self, kubeconfig):
        self.kubeconfig = kubeconfig
        with open(kubeconfig, encoding="utf-8") as file:
            config = yaml.safe_load(file)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        tls = ssl.create_default_context(cafile=cluster["certificate-authority"])
        tls.load_cert_chain(user["client-certificate"], user["client-key"])
        self.address = urllib.parse.urlsplit(cluster["server"]).netloc
        self.connection = http.client.HTTPSConnection(self.address, context=tls, timeout=120)
        self.versions = {}

    def request(self, method, path, body=None, content="application/json", **query):
        """Sends one request and waits for its answer."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        data = json.dumps(body) if isinstance(body, dict) else body
        data = data.encode() if isinstance(data, str) else data
        headers = {"Content-Type": content, "Accept": "application/json"}
        try:
            response, text = self.exchange(method, path, data, headers)
        except (ConnectionError, ssl.SSLError, http.client.RemoteDisconnected):
            # The server ends connections on which nothing is said for long.
            response, text = self.exchange(method, path, data, headers)
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {"message": text.decode(errors="replace")}
        warnings = [plain(warning) for warning in response.headers.get_all("Warning", [])]
        return Answer(response.status, answer, warnings)

    def exchange(self, *request):
        try:
            self.connection.request(*request)
            response = self.connection.getresponse()
            return response, response.read()
        except (OSError, http.client.HTTPException):
            # What comes next gets a connection of its own.
            self.connection.close()
            raise

    def resource(self, version, kind):
        """Where a kind lives, or nothing if the server has no such kind."""
        if kind not in self.versions.get(version, ()):
            prefix = f"/apis/{version}" if "/" in version else f"/api/{version}"
            listed = self.request("GET", prefix).body.get("resources", [])
            plain_ones = [one for one in listed if "/" not in one["name"]]
            found = {one["kind"]: Resource(prefix, one["name"], one["namespaced"]) for one in plain_ones}
            if kind not in found:
                return None
            self.versions[version] = found
        return self.versions[version].get(kind)

    def path(self, one):
        """The path of an object, or why it has none."""
        resource = self.resource(one.value["apiVersion"], one.kind)
        if resource is None:
            raise LookupError(f"the server has no {one.kind} of {one.value['apiVersion']}")
        if resource.namespaced and one.namespace is None:
            raise LookupError("it names no namespace")
        scope = f"/namespaces/{quoted(one.namespace)}" if resource.namespaced else ""
        return f"{resource.prefix}{scope}/{resource.plural}/{quoted(one.name)}"

    def apply(self, one, **query):
        """Applies the text of an object, which the server itself parses: it sees a key that is written twice."""
        try:
            path = self.path(one)
        except LookupError as fault:
            return Answer(404, {"message": str(fault)}, [])
        query = {"fieldManager": MANAGER, "fieldValidation": "Strict", **query}
        return self.request("PATCH", path, one.text, "application/apply-patch+yaml", **query)


def plain(warning):
    """The text of a Warning header: `299 - "text"`."""
    quoted_text = re.fullmatch(r'\d+ \S+ "(.*)"', warning, re.DOTALL)
    return re.sub(r"\\(.)", r"\1", quoted_text[1]) if quoted_text else warning


def quoted(name):
    return urllib.parse.quote(str(name), safe="")
