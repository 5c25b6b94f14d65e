"""Proves steps of SGD with EZKL and writes them as leaves for `bulla log append`.

    python3 make_step_proof.py setup CIRCUIT          the auditor's part: circuit, setup, keys
    python3 make_step_proof.py genesis CIRCUIT WORK   draws weights and prints the digest of the state before step 1
    python3 make_step_proof.py prove CIRCUIT WORK RUN takes the next step, proves it, prints its leaf

States and batches are named in the log by their salted Poseidon hash, which is also a public input of the proof: the
log's own links then say that each step starts from the very weights that the one before led to.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
import time

import ezkl
import numpy as np
import onnx

import circuit
from plugin_proof import canonical, pack

KIND = "plugin-ezkl-halo2kzg/23"


def timed(name, call, *arguments, **more):
    start = time.monotonic()
    result = call(*arguments, **more)
    print(f"{name:<12} {time.monotonic() - start:7.2f} s", file=sys.stderr)
    if result is False:
        raise RuntimeError(f"{name} failed")
    return result


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


class Circuit:
    """A folder with the circuit, EZKL's settings, the setup and the keys."""

    def __init__(self, folder):
        self.folder = folder
        self.model, self.settings, self.compiled, self.srs, self.vk, self.pk, self.pins = (
            os.path.join(folder, name)
            for name in ("step.onnx", "settings", "step.compiled", "srs", "vk", "pk", "circuit.json")
        )

    def make(self):
        os.makedirs(self.folder, exist_ok=True)
        onnx.save(circuit.graph(), self.model)
        timed("settings", ezkl.gen_settings, self.model, self.settings, py_run_args=circuit.run_arguments())
        self.settle()
        timed("compile", ezkl.compile_circuit, self.model, self.compiled, self.settings)
        if not os.path.exists(self.srs):
            print("srs: only for testing: whoever made it can forge", file=sys.stderr)
            timed("gen_srs", ezkl.gen_srs, self.srs, circuit.run_arguments().logrows)
        timed("setup", ezkl.setup, self.compiled, self.vk, self.pk, self.srs)
        self.pin()

    def settle(self):
        """Takes the time and the order of sets out of EZKL's settings: the same circuit shall have one digest."""
        settings = json.loads(read(self.settings))
        settings["timestamp"] = 0
        settings["required_range_checks"].sort()
        write(self.settings, canonical(settings))

    def pin(self):
        """Writes what an auditor pins; the size of a proof is learnt from one, of anything."""
        state, batch = draw_state(), draw_batch()
        _, proof = self.prove(batch, state, bytes(32), os.path.join(self.folder, "trial"))
        pinned = {role: hashlib.sha256(read(getattr(self, role))).hexdigest() for role in ("settings", "srs", "vk")}
        write(self.pins, canonical({"artifacts": pinned, "proof_bytes": len(proof["proof"]), "scale": circuit.SCALE}))

    def witness(self, batch, state, digest, path):
        """Runs the step in EZKL's arithmetic: its public inputs in order, and the state that it leads to."""
        tensors = [batch.ravel().tolist(), state.ravel().tolist(), circuit.limbs(digest)]
        write(path + ".input", json.dumps({"input_data": tensors}).encode("ascii"))
        found = ezkl.gen_witness(path + ".input", self.compiled, path + ".witness", self.vk, self.srs)
        hashes = found["processed_inputs"]["poseidon_hash"] + found["processed_outputs"]["poseidon_hash"]
        after = [ezkl.felt_to_float(element, circuit.SCALE) for element in found["outputs"][0]]
        return [bytes.fromhex(h)[::-1].hex() for h in hashes], np.array(after).reshape(state.shape)

    def prove(self, batch, state, digest, path):
        """The proof, stripped of all that EZKL does not check."""
        public, _ = timed("witness", self.witness, batch, state, digest, path)
        timed("prove", ezkl.prove, path + ".witness", self.compiled, self.pk, path + ".proof", self.srs)
        made = json.loads(read(path + ".proof"))
        return public, {"instances": made["instances"], "proof": made["proof"]}


def salt(rows, columns):
    """Rows of secret 24-bit numbers, so that nobody can guess what was hashed."""
    return np.array([[secrets.randbits(24) for _ in range(columns)] for _ in range(rows)]) / 2**circuit.SCALE


def draw_state():
    weights = circuit.on_grid(np.random.default_rng().normal(0, 0.5, (circuit.WEIGHTS, circuit.HIDDEN)))
    # So small a network is easily dead, and then no step changes anything: one hidden unit is kept alive.
    weights[: circuit.INPUTS, 0] = np.abs(weights[: circuit.INPUTS, 0])
    return np.vstack([weights, salt(circuit.SALT_ROWS, circuit.HIDDEN)])


def draw_batch():
    """A toy task: which half of the input weighs more."""
    x = circuit.on_grid(np.random.default_rng().random((circuit.BATCH, circuit.INPUTS)))
    first = x[:, : circuit.INPUTS // 2].sum(1) > x[:, circuit.INPUTS // 2 :].sum(1)
    rows = np.hstack([x, np.stack([first, ~first], 1)])
    return np.vstack([rows, salt(1, circuit.INPUTS + circuit.OUTPUTS)])


def last_leaf(run):
    """The log's run identity, the digest that the next step names as previous, and that step's number."""
    try:
        shown = subprocess.run(["bulla", "log", "show", run, "--json"], check=True, capture_output=True).stdout
    except FileNotFoundError:
        sys.exit("make_step_proof.py: no program bulla; hint: put the folder that holds it into PATH")
    leaves = [json.loads(line) for line in shown.splitlines()]
    leaf = [leaf for leaf in leaves if leaf["type"] in ("run", "step")][-1]
    statement = {key: value for key, value in leaf.items() if key != "proofs"}
    return leaves[0]["run"], hashlib.sha256(canonical(statement)).hexdigest(), leaf.get("step", 0) + 1


def prove_step(made, work, run):
    """The leaf of the next step; its proof stands in a file of WORK."""
    identity, previous, number = last_leaf(run)
    path = os.path.join(work, f"step-{number}")
    state, batch = np.load(os.path.join(work, "state.npy")), draw_batch()
    public, after = made.witness(batch, state, bytes(32), path)
    named = dict(zip(circuit.PUBLIC, public))
    statement = {
        "batch": named["batch"], "metrics": {"examples": str(circuit.BATCH), "learning_rate": str(circuit.RATE)},
        "previous": previous, "run": identity, "state_after": named["state_after"],
        "state_before": named["state_before"], "step": number, "type": "step",
    }
    # The proof speaks of the statement's digest; nothing of the statement but the hashes depends on the arithmetic.
    public, proof = made.prove(batch, state, hashlib.sha256(canonical(statement)).digest(), path)
    artifacts = {role: read(getattr(made, role)) for role in ("settings", "srs", "vk")}
    artifacts.update(proof=canonical(proof), statement=canonical(statement))
    blob = pack(KIND.removeprefix("plugin-"), artifacts, ["0x" + element for element in public])
    write(path + ".bulla", blob)
    np.save(os.path.join(work, "state.npy"), after)
    report(state, batch, after, blob)
    return {**statement, "proofs": [{"kind": KIND, "path": os.path.basename(path) + ".bulla"}]}


def report(state, batch, after, blob):
    apart = np.abs(after - circuit.exact_step(state, batch)).max()
    moved = np.abs(after - state).max()
    print(f"proof        {len(blob)} bytes; largest update {moved:.2e}, rounded by up to {apart:.1e}", file=sys.stderr)


def genesis(made, work):
    os.makedirs(work, exist_ok=True)
    state = draw_state()
    np.save(os.path.join(work, "state.npy"), state)
    public, _ = made.witness(draw_batch(), state, bytes(32), os.path.join(work, "genesis"))
    return dict(zip(circuit.PUBLIC, public))["state_before"]


def main(command, folder, *more):
    made = Circuit(folder)
    if command == "setup":
        made.make()
    elif command == "genesis":
        print(genesis(made, *more))
    elif command == "prove":
        print(canonical(prove_step(made, *more)).decode("ascii"))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) > 2 else sys.exit(__doc__)
