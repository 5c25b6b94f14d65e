"""Tests of capture.py against a server on this machine that answers as the vendors do.

python3 -m unittest test_capture     in this folder; vectors beside the project, or where BULLA_VECTORS says
"""

import contextlib
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE / "capture.py"
VECTORS = pathlib.Path(os.environ.get("BULLA_VECTORS", HERE.parents[1] / ".." / "shared" / "vectors")) / "attestation"
NEEDS_VECTORS = unittest.skipUnless(VECTORS.is_dir(), "the vectors are not beside the project; set BULLA_VECTORS")


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers with what the server's `answers` have under path and query: (status, headers, body)."""

    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class CaptureTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.answers, self.server.asked = {}, []
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        self.mirror = f"http://127.0.0.1:{self.server.server_port}"
        self.folder = self.scratch / "captured"

    def run_script(self, *arguments):
        environment = {**os.environ, "no_proxy": "127.0.0.1"}
        command = [sys.executable, str(SCRIPT), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)

    def capture(self, evidence, *more):
        return self.run_script(evidence, self.folder, "--mirror", self.mirror, *more)

    def write(self, name, data):
        path = self.scratch / name
        path.write_bytes(data)
        return path

    def assert_fails(self, outcome, *words):
        self.assertEqual(outcome.returncode, 1, outcome)
        for word in words + ("capture.py: error: ",):
            self.assertIn(word, outcome.stderr)
        self.assertNotIn("Traceback", outcome.stderr)
        self.assertFalse(self.folder.exists() and any(self.folder.iterdir()), "half a capture")


def report(version=3, product=(0x19, 0x11), signer=0, chip=b"\x07" * 64):
    data = bytearray(1184)
    data[0], data[0x48] = version, signer << 2
    data[0x180:0x188] = bytes([1, 2, 3, 4, 5, 6, 7, 8])
    data[0x188:0x18A] = bytes(product)
    data[0x1A0:0x1E0] = chip
    return bytes(data)


class Addresses(CaptureTest):
    def addresses(self, data, *more):
        outcome = self.run_script("--show", self.write("report.bin", data), *more)
        self.assertEqual(outcome.returncode, 0, outcome)
        return outcome.stdout.splitlines()

    def test_genoa(self):
        lines = self.addresses(report())
        base = "https://kdsintf.amd.com/vcek/v1/Genoa"
        self.assertEqual(lines, [
            f"leaf.der\t{base}/{'07' * 64}?blSPL=1&teeSPL=2&snpSPL=7&ucodeSPL=8",
            f"chain.pem\t{base}/cert_chain", f"crl.der\t{base}/crl",
        ])

    def test_turin_has_another_layout_and_a_short_chip(self):
        leaf = self.addresses(report(version=5, product=(0x1A, 0x02)))[0]
        self.assertTrue(leaf.endswith(f"/Turin/{'07' * 8}?fmcSPL=1&blSPL=2&teeSPL=3&snpSPL=4&ucodeSPL=8"), leaf)

    def test_products(self):
        for product, name in {(0x19, 0x01): "Milan", (0x19, 0xA0): "Genoa", (0x1A, 0x11): "Turin"}.items():
            self.assertIn(f"/{name}/", self.addresses(report(product=product))[0])

    def test_a_version_2_report_needs_the_product(self):
        evidence = self.write("report.bin", report(version=2))
        self.assert_fails(self.run_script("--show", evidence), "give --product")
        self.assertIn("/Milan/", self.addresses(report(version=2), "--product", "Milan")[0])

    def test_an_unknown_processor_needs_the_product(self):
        self.assert_fails(self.capture(self.write("report.bin", report(product=(0x1B, 0)))), "give --product")

    def test_vlek(self):
        lines = self.addresses(report(signer=1))
        self.assertEqual([line.split("\t")[0] for line in lines], ["chain.pem", "crl.der"])
        self.assertIn("/vlek/v1/Genoa/cert_chain", lines[0])


class Refusals(CaptureTest):
    def test_no_evidence(self):
        self.assert_fails(self.capture(self.write("x", b"%PDF-1.7")), "no SNP report")
        self.assert_fails(self.capture(self.write("x", report().hex().encode())), "turn it into bytes")
        self.assert_fails(self.capture(self.scratch / "nothing"), "No such file")

    def test_signed_by_nobody_or_by_a_masked_chip(self):
        self.assert_fails(self.capture(self.write("report.bin", report(signer=7))), "signing key 7")
        self.assert_fails(self.capture(self.write("report.bin", report(chip=bytes(64)))), "masked")

    def test_a_quote_without_certificates(self):
        quote = b"\4\0\2\0\x81\0\0\0" + bytes(1000)
        self.assert_fails(self.capture(self.write("quote.bin", quote)), "no PCK certificate")
        pem = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
        self.assert_fails(self.capture(self.write("quote.bin", quote + pem)), "no FMSPC")

    def test_called_wrongly(self):
        self.assertEqual(self.run_script(self.write("report.bin", report())).returncode, 2)
        self.assertEqual(self.run_script().returncode, 2)

    def test_a_folder_that_holds_something(self):
        self.folder.mkdir()
        (self.folder / "crl.der").write_bytes(b"of another day")
        outcome = self.capture(self.write("report.bin", report()))
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("name a new folder", outcome.stderr)
        self.assertEqual((self.folder / "crl.der").read_bytes(), b"of another day")
        self.assertEqual(self.server.asked, [])


class Failures(CaptureTest):
    """Of three responses the last is bad; nothing may be written."""

    def setUp(self):
        super().setUp()
        self.evidence = self.write("report.bin", report())
        base = "/vcek/v1/Genoa"
        self.leaf = f"{base}/{'07' * 64}?blSPL=1&teeSPL=2&snpSPL=7&ucodeSPL=8"
        self.crl = f"{base}/crl"
        good = (200, {}, b"good")
        self.server.answers = {self.leaf: good, f"{base}/cert_chain": good, self.crl: good}

    def test_all_is_well(self):
        outcome = self.capture(self.evidence)
        self.assertEqual(outcome.returncode, 0, outcome)
        self.assertEqual(sorted(os.listdir(self.folder)), ["chain.pem", "crl.der", "leaf.der", "report.bin"])
        self.assertIn("bulla evidence pack", outcome.stdout)

    def test_statuses(self):
        for status, hint in {404: "check --product", 400: "production", 429: "in a minute", 500: "later"}.items():
            self.server.answers[self.crl] = (status, {}, b"")
            self.assert_fails(self.capture(self.evidence), self.crl, f"got {status}", hint)

    def test_sizes(self):
        self.server.answers[self.crl] = (200, {}, bytes((1 << 20) + 1))
        self.assert_fails(self.capture(self.evidence), "more than 1048576 bytes", "hint: ")
        self.server.answers[self.crl] = (200, {}, bytes(1 << 20))
        self.assertEqual(self.capture(self.evidence).returncode, 0)

    def test_a_body_cut_short(self):
        self.server.answers[self.crl] = (200, {"Content-Length": "9"}, b"good")
        self.assert_fails(self.capture(self.evidence), "got 4 bytes, want 9")
        self.server.answers[self.crl] = (200, {}, b"")
        self.assert_fails(self.capture(self.evidence), "got 0 bytes")

    def test_no_network(self):
        with socket.socket() as nobody:
            # Bound and not listening: whoever connects is refused.
            nobody.bind(("127.0.0.1", 0))
            self.mirror = f"http://127.0.0.1:{nobody.getsockname()[1]}"
            self.assert_fails(self.capture(self.evidence), "refused", "hint: run this where there is a network")
        self.mirror = "127.0.0.1"
        self.assert_fails(self.capture(self.evidence), "unknown url type")


def signed(collateral, name, key):
    """The body of a response, as Intel's service sends it."""
    return f'{{"{name}":{collateral[key]},"signature":"{collateral[key + "_signature"]}"}}'


def chain_header(name, chain):
    return {name: urllib.parse.quote(chain)}


@NEEDS_VECTORS
class Vectors(CaptureTest):
    """Everything that the server sends lies in the folder, byte for byte."""

    def test_tdx(self):
        collateral = json.loads((VECTORS / "tdx/v4-uptodate.collateral.json").read_text())
        evidence = VECTORS / "tdx/v4-uptodate.quote.bin"
        info, identity = (signed(collateral, *names) for names in (
            ("tcbInfo", "tcb_info"), ("enclaveIdentity", "qe_identity"),
        ))
        crls = {name: bytes.fromhex(collateral[name]) for name in ("pck_crl", "root_ca_crl")}
        chains = [
            chain_header("TCB-Info-Issuer-Chain", collateral["tcb_info_issuer_chain"]),
            chain_header("SGX-Enclave-Identity-Issuer-Chain", collateral["qe_identity_issuer_chain"]),
            chain_header("SGX-PCK-CRL-Issuer-Chain", collateral["pck_crl_issuer_chain"]),
        ]
        tdx, sgx = "/tdx/certification/v4", "/sgx/certification/v4"
        self.server.answers = {
            f"{tdx}/tcb?fmspc=b0c06f000000&update=standard": (200, chains[0], info.encode()),
            f"{tdx}/qe/identity?update=standard": (200, chains[1], identity.encode()),
            f"{sgx}/pckcrl?ca=platform&encoding=der": (200, chains[2], crls["pck_crl"]),
            "/IntelSGXRootCA.der": (200, {}, crls["root_ca_crl"]),
        }
        outcome = self.capture(evidence)
        self.assertEqual(outcome.returncode, 0, outcome)
        kept = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        for name, chain in zip(("tcb-info", "qe-identity", "pck-crl"), chains):
            (header, value), = chain.items()
            self.assertIn(f"{header}: {value}\r\n".encode(), kept.pop(f"{name}.headers"))
        self.assertEqual(kept, {
            "quote.bin": evidence.read_bytes(), "tcb-info.json": info.encode(),
            "qe-identity.json": identity.encode(), "pck-crl.der": crls["pck_crl"], "root-crl.der": crls["root_ca_crl"],
        })

    def test_sgx_asks_for_its_own(self):
        outcome = self.run_script("--show", VECTORS / "sgx/v3-swhardening.quote.bin")
        self.assertIn("/sgx/certification/v4/tcb?fmspc=00a067110000", outcome.stdout)
        self.assertIn("ca=processor", outcome.stdout)

    def test_snp(self):
        evidence = VECTORS / "snp/milan-v3.report.bin"
        self.capture(evidence)
        (leaf,) = self.server.asked
        bodies = {
            leaf: VECTORS / "snp/milan-v3.vcek.pem",
            "/vcek/v1/Milan/cert_chain": VECTORS / "snp/roots/ask_ark_milan.pem",
            "/vcek/v1/Milan/crl": VECTORS / "snp/crl/milan-crl6.pem",
        }
        self.server.answers = {path: (200, {}, file.read_bytes()) for path, file in bodies.items()}
        self.assertEqual(self.capture(evidence).returncode, 0)
        kept = [(self.folder / name).read_bytes() for name in ("leaf.der", "chain.pem", "crl.der")]
        self.assertEqual(kept, [file.read_bytes() for file in bodies.values()])

    def test_nitro_needs_nothing(self):
        self.assertEqual(self.capture(VECTORS / "nitro/prod-2022.cose").returncode, 0)
        self.assertEqual(os.listdir(self.folder), ["document.cose"])
        self.assertEqual(self.server.asked, [])


if __name__ == "__main__":
    unittest.main()
