"""Records an ordinary training in a log that cannot be changed unnoticed.

    from bulla import Recorder

    with Recorder("RUN") as recorder:
        recorder.begin(model.state_dict())
        for batch in loader:
            ...
            recorder.step(model.state_dict(), batch, loss=loss)

For transformers and Lightning there are callbacks: `bulla.callbacks`. The formats are in `Formats/state-v1.md`.
"""

from bulla.batches import Opening, batch_commitment, open_batch
from bulla.dataset import DataSet
from bulla.errors import RecorderError
from bulla.metrics import decimal
from bulla.recorder import Recorder
from bulla.values import state_digest

__version__ = "0.2.0"
__all__ = [
    "DataSet",
    "Opening",
    "Recorder",
    "RecorderError",
    "batch_commitment",
    "decimal",
    "open_batch",
    "state_digest",
]
