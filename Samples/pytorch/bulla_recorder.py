"""The recorder under its earlier name: it is the package `bulla` now, whose source is in `Python/`."""

import os
import sys

try:
    import bulla
except ImportError:  # Not installed: taken from the source beside the samples.
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Python"))
    import bulla

Recorder = bulla.Recorder
RecorderError = bulla.RecorderError
batch_commitment = bulla.batch_commitment
decimal = bulla.decimal
state_digest = bulla.state_digest
