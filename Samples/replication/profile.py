"""Profiles of engines, one setting less: what does a line hold back?

python3 profile.py keys PROFILE             the settings that it has
python3 profile.py without PROFILE KEY      the profile without that one; KEY may be empty
"""
import json
import sys


def keys(text):
    if text.startswith("{"):
        return list(json.loads(text))
    return [line.partition("=")[0] for line in text.splitlines() if "=" in line]


def without(text, key):
    if key and key not in keys(text):
        raise SystemExit("profile: has no setting %s" % key)
    if text.startswith("{"):
        return json.dumps({name: value for name, value in json.loads(text).items() if name != key}, indent=4) + "\n"
    return "".join(line for line in text.splitlines(True) if line.partition("=")[0] != key or "=" not in line)


if __name__ == "__main__":
    with open(sys.argv[2]) as file:
        content = file.read()
    if sys.argv[1] == "keys":
        print("\n".join(keys(content)))
    else:
        sys.stdout.write(without(content, sys.argv[3]))
