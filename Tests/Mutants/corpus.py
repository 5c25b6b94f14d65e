"""Files of every kind that bulla-mutants reads, small ones: those of the project, and what lies beside it where it does."""
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENDINGS = (".bulla.tar.xz", ".audit.json", ".dsse.json", ".review.json", ".partial.json", ".report.json", ".torrent",
           ".trust.jsonl", "trust.json", ".checkpoint", ".bin", ".cose", ".der", ".pem", ".pub", ".leaf", "recipe.json")
FOLDERS = ["Formats/Vectors", "Tests/BundleTests/Fixtures", "Tests/Mutants/Corpus", "../shared/cases", "../shared/vectors/attestation"]
LARGEST = 200_000
MOST = 400


def files(more=None):
    """Paths, sorted within each folder, so that the same checkout gives the same mutants."""
    found = []
    for folder in [os.path.join(ROOT, name) for name in FOLDERS] + ([more] if more else []):
        for place, names, here in os.walk(folder):
            names.sort()
            for name in sorted(here):
                path = os.path.join(place, name)
                is_known = name.endswith(ENDINGS) or name.startswith("checkpoint-")
                if is_known and 0 < os.path.getsize(path) <= LARGEST:
                    found.append(path)
    return found[:MOST]
