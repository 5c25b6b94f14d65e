"""The parts of Formats/Vectors/bundle/make.py, with a faster signature where libsodium is installed."""
import importlib.util
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(ROOT, path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


make = load("bulla_make", "Formats/Vectors/bundle/make.py")
canon, hexsha, sha, b64 = make.canon, make.hexsha, make.sha, make.b64
signed = {}  # (key, message) -> signature: what is known to be valid


def fast_sign(self, message):
    """libsodium's where it is installed: the same bytes, a thousand times as fast."""
    if (self.public, message) not in signed:
        signed[self.public, message] = sodium_sign(self, message) if sodium else slow_sign(self, message)
    return signed[self.public, message]


try:
    import ctypes
    import ctypes.util
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    sodium.sodium_init()
except (OSError, TypeError, AttributeError):
    sodium = None


def sodium_sign(key, message):
    out = ctypes.create_string_buffer(64)
    sodium.crypto_sign_detached(out, None, message, ctypes.c_ulonglong(len(message)), key.seed + key.public)
    return out.raw


slow_sign = make.Key.sign
make.Key.sign = fast_sign


def number(n):
    return make.number(n % 2**63)
