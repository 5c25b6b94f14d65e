#!/bin/sh
# Gathers the plug-in's files in one folder and prints its declaration for the auditor's trust.json.
# usage: make_plugin.sh CIRCUIT FOLDER [WHEEL]   (without WHEEL, pip fetches EZKL's)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 2 ]; then
    sed -n '3s/^# //p' "$0" >&2
    exit 64
fi
circuit=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
wheel=${3:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$wheel" ]; then
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" ezkl==23.0.5
    wheel=$(echo "$work"/ezkl-*.whl)
fi
# All of EZKL is one shared object for any Python from 3.7 on: one digest pins it.
python3 -m zipfile -e "$wheel" "$work/wheel"
install -m 644 "$work/wheel/ezkl/ezkl.abi3.so" "$folder/ezkl.abi3.so"
install -m 755 "$here/ezkl_plugin.py" "$folder/ezkl_plugin.py"
install -m 644 "$circuit/circuit.json" "$folder/circuit.json"

python3 - "$folder" <<'END'
import hashlib, json, sys

folder = sys.argv[1]


def pinned(name):
    with open(f"{folder}/{name}", "rb") as file:
        return {"path": f"{folder}/{name}", "sha256": hashlib.sha256(file.read()).hexdigest()}


with open(f"{folder}/circuit.json", encoding="ascii") as file:
    accepted = json.load(file)["artifacts"]
declaration = {
    **pinned("ezkl_plugin.py"),
    "accepted_artifacts": [{"role": role, "sha256": accepted[role]} for role in sorted(accepted)],
    "formats": ["ezkl-halo2kzg/23"],
    "isolation": "required",
    "limits": {"cpu_seconds": 20, "memory_bytes": 1 << 28, "output_bytes": 65536, "wall_seconds": 30},
    "name": "ezkl",
    "required_roles": ["proof", "settings", "srs", "statement", "vk"],
    "runtime": [{"name": name, **pinned(name)} for name in ("circuit.json", "ezkl.abi3.so")],
    "trust": "trusted-setup",
}
print(json.dumps(declaration, sort_keys=True, separators=(",", ":")))
END
