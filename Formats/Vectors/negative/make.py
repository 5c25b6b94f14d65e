#!/usr/bin/env python3
"""make.py FOLDER: a bundle for each rule of bundle-v1.md and log-v1.md that breaks just that rule, and bundles that break none.

Written from the texts with the help of ../bundle/make.py, and signed again. Nothing of it is committed: the tests of both
readers make it anew. `cases.json` in FOLDER says of each what it covers, and what the readers must say of it.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import case  # noqa: E402
import changes  # noqa: E402
import container_cases  # noqa: E402
import log_cases  # noqa: E402
import manifest_cases  # noqa: E402
import member_cases  # noqa: E402

CASES = container_cases.CASES + member_cases.CASES + manifest_cases.CASES + log_cases.CASES


def codes(wanted):
    return [wanted] if isinstance(wanted, str) else wanted and list(wanted)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    case.write_papers(folder, changes.PREVIOUS)
    rows = []
    for one in CASES:
        with open(os.path.join(folder, one.name + ".bulla.tar.xz"), "wb") as file:
            file.write(one.build())
        rows.append({"name": one.name, "covers": one.covers, "swift": codes(one.swift), "verify": codes(one.verify),
                     "trust": one.trust, "previous": one.previous})
    with open(os.path.join(folder, "cases.json"), "w") as file:
        json.dump([{key: value for key, value in row.items() if value is not None} for row in rows], file, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
