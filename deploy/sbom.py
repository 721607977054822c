#!/usr/bin/env python3
"""Writes the list of every part of the program (SBOM) in CycloneDX 1.5, from what Cargo says of it.

    python3 deploy/sbom.py [EPOCH] > passerelle.cdx.json

Only what is built into the program for this machine counts, not what tests need. EPOCH is the time that is written, in seconds.
"""

import datetime
import json
import re
import subprocess
import sys


def metadata(host):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", host]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def host():
    said = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    return re.search(r"^host: (.*)$", said, re.M).group(1)


def checksums():
    """The SHA-256 of each package's source, as the lock file has it."""
    with open("Cargo.lock", encoding="utf-8") as file:
        blocks = file.read().split("[[package]]")[1:]
    field = lambda block, name: (re.search(rf'^{name} = "(.*)"$', block, re.M) or [None, None])[1]
    return {(field(b, "name"), field(b, "version")): field(b, "checksum") for b in blocks}


def used(data, root):
    """The packages that the program is made of, with what each is made of."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    seen, todo = {}, [root]
    while todo:
        id = todo.pop()
        if id in seen:
            continue
        normal = [d["pkg"] for d in nodes[id]["deps"] if any(kind["kind"] in (None, "build") for kind in d["dep_kinds"])]
        seen[id] = sorted(normal)
        todo += normal
    return seen


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, sums, kind):
    part = {
        "type": kind,
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
        "purl": reference(package),
    }
    if package.get("description"):
        part["description"] = " ".join(package["description"].split())
    if package.get("license"):
        # Old manifests write `/` for `OR`.
        part["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    sum = sums.get((package["name"], package["version"]))
    if sum:
        part["hashes"] = [{"alg": "SHA-256", "content": sum}]
    if package.get("repository"):
        part["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return part


def main():
    data, sums = metadata(host()), checksums()
    packages = {package["id"]: package for package in data["packages"]}
    root = next(id for id, package in packages.items() if package["name"] == "passerelle")
    parts = used(data, root)
    at = datetime.datetime.fromtimestamp(int(sys.argv[1]) if len(sys.argv) > 1 else 0, datetime.timezone.utc)
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": component(packages[root], sums, "application"),
        },
        "components": [
            component(packages[id], sums, "library")
            for id in sorted(parts, key=lambda id: (packages[id]["name"], packages[id]["version"]))
            if id != root
        ],
        "dependencies": [
            {"ref": reference(packages[id]), "dependsOn": [reference(packages[part]) for part in needs]}
            for id, needs in sorted(parts.items(), key=lambda item: reference(packages[item[0]]))
        ],
    }
    json.dump(bom, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
