"""Writes the strict JSON schemas that kubeconform reads: of the API server's own description, and of definitions.

usage: schemas.py SWAGGER CRDS FOLDER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import definitions

QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
KEPT = (
    *("type", "enum", "pattern", "required", "multipleOf", "uniqueItems", "minimum", "maximum"),
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
)


class Schemas:
    def __init__(self, swagger):
        self.known = json.loads(Path(swagger).read_text(encoding="utf-8"))["definitions"]

    def reference(self, name, above):
        if name == QUANTITY:
            return {"type": ["string", "number"]}
        # A type that contains itself: any object.
        return {} if name in above else self.strict(self.known[name], above | {name})

    def strict(self, schema, above=frozenset()):
        """A schema in which an object has no other fields than those that are named."""
        if "$ref" in schema:
            return self.reference(schema["$ref"].rsplit("/", 1)[1], above)
        out = {key: schema[key] for key in KEPT if key in schema}
        if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
            out["type"] = ["string", "integer"]
        if "items" in schema:
            out["items"] = self.strict(schema["items"], above)
        self.members(schema, out, above)
        for key in ("oneOf", "anyOf", "allOf", "not"):
            if key in schema:
                out[key] = schema[key]
        if schema.get("nullable") and isinstance(out.get("type"), str):
            out["type"] = [out["type"], "null"]
            out.pop("enum", None)
        return out

    def members(self, schema, out, above):
        if "properties" in schema:
            out["properties"] = {name: self.strict(one, above) for name, one in schema["properties"].items()}
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            out["additionalProperties"] = self.strict(others, above)
        elif "properties" in schema and others is None and not is_open(schema):
            out["additionalProperties"] = False

    def built_in(self):
        for name, schema in self.known.items():
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                if not name.startswith("io.k8s.apimachinery"):
                    yield (kind["group"], kind["version"], kind["kind"]), self.strict(schema, frozenset({name}))

    def custom(self, definition):
        spec = definition["spec"]
        for version in spec["versions"]:
            out = self.strict(version["schema"]["openAPIV3Schema"])
            own = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
            own["metadata"] = self.reference(METADATA, frozenset())
            out.setdefault("properties", {}).update(own)
            out["required"] = sorted({*out.get("required", ()), *own})
            yield (spec["group"], version["name"], spec["names"]["kind"]), out


def is_open(schema):
    return schema.get("x-kubernetes-preserve-unknown-fields") or schema.get("x-kubernetes-embedded-resource")


def file_name(group, version, kind):
    """As kubeconform asks for it: of a group, its first label."""
    first = group.split(".")[0]
    return "-".join(filter(None, (kind, first, version))).lower() + ".json"


def main():
    swagger, crds, folder = sys.argv[1:]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    schemas = Schemas(swagger)
    found = list(schemas.built_in())
    for _, definition in definitions.definitions(Path(crds), {""}):
        found += schemas.custom(definition)
    for kind, schema in found:
        schema["$schema"] = "http://json-schema.org/schema#"
        (folder / file_name(*kind)).write_text(json.dumps(schema), encoding="utf-8")
    print(f"{len(found)} schemas")


if __name__ == "__main__":
    main()
