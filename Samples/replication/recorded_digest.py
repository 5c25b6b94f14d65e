"""The SHA-256 of the bundle's file, as an event that opens a chain of custody has it: python3 recorded_digest.py 000-open.dsse.json"""
import base64
import json
import sys

with open(sys.argv[1]) as file:
    event = json.loads(base64.b64decode(json.load(file)["payload"]))
print(event["file"]["sha256"])
