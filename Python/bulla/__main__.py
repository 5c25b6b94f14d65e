"""python3 -m bulla check OPENING LEAVES: whether an opening is of a step's batch.

LEAVES has leaf 0 and the step's leaf, one a line, as `bulla log show RUN --json` prints them; of a run of others take them
from a bundle that was verified. Ends with 0 if the opening holds, 1 if it does not, 2 if it cannot be judged.
"""

from __future__ import annotations

import json
import sys
import typing

from bulla.batches import Opening


def _leaves(path: str) -> list[dict[str, typing.Any]]:
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def check(opening_path: str, leaves_path: str) -> int:
    """Says what the opening shows."""
    try:
        with open(opening_path, encoding="utf-8") as file:
            opening = Opening.read(file.read())
        leaves = _leaves(leaves_path)
    except (OSError, ValueError) as error:
        print(f"bulla: {error}", file=sys.stderr)
        return 2
    dataset = next((leaf["dataset"] for leaf in leaves if leaf.get("type") == "run"), None)
    steps = [leaf for leaf in leaves if leaf.get("type") == "step" and leaf.get("step") == opening.step]
    if not steps or (opening.examples and dataset is None):
        wanted = f"step {opening.step}" if not steps else "leaf 0"
        print(f"bulla: {leaves_path}: {wanted} is not among these leaves", file=sys.stderr)
        return 2
    words = ""
    for leaf in steps:  # A step that was discarded has the same number as the one in its place.
        try:
            parts = opening.check(leaf["batch"], dataset)
        except ValueError as error:
            words = str(error)
            continue
        print(f"step {opening.step}: {len(parts)} parts are the batch {leaf['batch']}")
        if opening.examples:
            places = ", ".join(str(example.index) for example in opening.examples)
            print(f"examples {places} of {opening.count} are in the data set {dataset}")
        return 0
    print(f"bulla: {words}", file=sys.stderr)
    return 1


def main(words: typing.Sequence[str]) -> int:
    """The command line."""
    if len(words) != 3 or words[0] != "check":
        print((__doc__ or "").strip(), file=sys.stderr)
        return 64
    return check(words[1], words[2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
