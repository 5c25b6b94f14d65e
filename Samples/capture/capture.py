#!/usr/bin/env python3
"""Fetch the collateral of a piece of TEE evidence, as raw as the vendor sends it.

Run this on a connected host, at training time: collateral expires within weeks, and vendors do not keep it.
It needs Python 3.8 and nothing else. The folder that it fills is what `bulla evidence pack` checks and packs.

    capture.py report.bin FOLDER [--product Milan]     AMD SEV-SNP
    capture.py quote.bin FOLDER                        Intel TDX or SGX
    capture.py --show report.bin                       print the addresses, fetch nothing

Nitro documents hold all they need; there is nothing to fetch for them. It ends with 0 when everything was fetched,
1 when something was not (then nothing is written), and 2 when it was called wrongly.
"""

import argparse
import base64
import http.client
import pathlib
import re
import sys
import urllib.error
import urllib.request

AMD = "https://kdsintf.amd.com"
INTEL = "https://api.trustedservices.intel.com"
INTEL_ROOT = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"
LARGEST = 1 << 20
REPORT_SIZE = 1184
# CPU family and first model of report versions 3 and later; what the chain says counts, this only finds the address.
PRODUCTS = [(0x19, range(0x00, 0x10), "Milan"), (0x19, range(0x10, 0x20), "Genoa"),
            (0x19, range(0xA0, 0xB0), "Genoa"), (0x1A, range(0x00, 0x20), "Turin")]
# Responses whose headers hold the chain of their signer.
WITH_CHAIN = ("tcb-info.json", "qe-identity.json", "pck-crl.der")
HINTS = {
    400: "the vendor does not understand the request; is this evidence of a production machine?",
    404: "the vendor does not know this chip, level or platform; check --product",
    429: "the vendor asks for patience; try again in a minute",
}


def fail(message):
    sys.exit(f"capture.py: error: {message}")


def kind_of(evidence):
    """`report`, `quote` or `document`, by the first bytes."""
    if len(evidence) == REPORT_SIZE and evidence[1:4] == b"\0\0\0":
        return "report"
    if evidence[:2] in (b"\3\0", b"\4\0", b"\5\0") and evidence[4:8] in (b"\0\0\0\0", b"\x81\0\0\0"):
        return "quote"
    if evidence[:1] == b"\x84" or evidence[:2] == b"\xd2\x84":
        return "document"
    hint = "; it is text: turn it into bytes first" if evidence[:64].isalnum() else ""
    fail(f"this is no SNP report ({REPORT_SIZE} bytes), quote of version 3, 4 or 5, or Nitro document{hint}")


def product_of(report, named):
    """The part of AMD's addresses that names the product."""
    family, model = report[0x188], report[0x189]
    stated = [name for (a, models, name) in PRODUCTS if a == family and model in models]
    if named is None and (report[0] < 3 or not stated):
        fail("the report does not name its product; give --product Milan, Genoa or Turin")
    return named or stated[0]


def snp_requests(report, product):
    """The VCEK (unless a VLEK signed), the chain above it, and its revocation list."""
    signer = report[0x48] >> 2 & 7
    if signer not in (0, 1):
        fail(f"no VCEK and no VLEK signed this report (signing key {signer})")
    family = "vlek" if signer else "vcek"
    base = f"{AMD}/{family}/v1/{product}"
    requests = [("chain.pem", f"{base}/cert_chain"), ("crl.der", f"{base}/crl")]
    return requests if signer else [("leaf.der", f"{base}/{vcek(report, product)}")] + requests


def vcek(report, product):
    """The chip and the levels of REPORTED_TCB, as the address of a VCEK names them."""
    tcb, chip = report[0x180:0x188], report[0x1A0:0x1E0]
    if not any(chip):
        fail("the report's CHIP_ID is masked: ask the host for the VCEK (extended report)")
    places = {"blSPL": 0, "teeSPL": 1, "snpSPL": 6, "ucodeSPL": 7}
    if product == "Turin":
        places = {"fmcSPL": 0, "blSPL": 1, "teeSPL": 2, "snpSPL": 3, "ucodeSPL": 7}
        chip = chip[:8]
    levels = "&".join(f"{name}={tcb[index]}" for name, index in places.items())
    return f"{chip.hex()}?{levels}"


def pck_certificate(quote):
    """The first certificate of the PEM chain in a quote."""
    match = re.search(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", quote, re.S)
    if not match:
        fail("the quote holds no PCK certificate chain (certification data of type 5)")
    try:
        return base64.b64decode(b"".join(match.group(1).split()))
    except ValueError:
        fail("the PCK certificate in the quote is not Base64")


def intel_requests(quote):
    """TCB info, QE identity, and both revocation lists."""
    pck = pck_certificate(quote)
    # 1.2.840.113741.1.13.1.4 is FMSPC: OCTET STRING of 6 bytes after the identifier.
    identifier = bytes.fromhex("060a2a864886f84d010d0104") + b"\x04\x06"
    at = pck.find(identifier)
    if at < 0:
        fail("the PCK certificate states no FMSPC")
    fmspc = pck[at + len(identifier):][:6].hex()
    authority = "processor" if b"Intel SGX PCK Processor CA" in pck else "platform"
    tee = "tdx" if quote[4] == 0x81 else "sgx"
    base = f"{INTEL}/{tee}/certification/v4"
    return [
        ("tcb-info.json", f"{base}/tcb?fmspc={fmspc}&update=standard"),
        ("qe-identity.json", f"{base}/qe/identity?update=standard"),
        ("pck-crl.der", f"{INTEL}/sgx/certification/v4/pckcrl?ca={authority}&encoding=der"),
        ("root-crl.der", INTEL_ROOT),
    ]


def fetch(address, mirror):
    """Body and headers of one response, unchanged."""
    if mirror:
        address = mirror.rstrip("/") + re.sub(r"^https://[^/]+", "", address)
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return body_of(response, address), headers_of(response)
    except urllib.error.HTTPError as error:
        fail(f"{address}: got {error.code} {error.reason}; hint: {HINTS.get(error.code, 'try again later')}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        fail(f"{address}: {reason}; hint: run this where there is a network (--show prints the addresses)")


def body_of(response, address):
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        fail(f"{address}: more than {LARGEST} bytes; hint: this is no collateral, look at the address")
    # A connection that breaks is no error for read(size).
    wanted = response.headers.get("Content-Length", str(len(body)))
    if not body or wanted != str(len(body)):
        fail(f"{address}: got {len(body)} bytes, want {wanted}; hint: try again")
    return body


def headers_of(response):
    """As lines; http.client reads them as Latin-1."""
    return "".join(f"{name}: {value}\r\n" for name, value in response.headers.items()).encode("latin-1")


def collect(requests, mirror):
    """Everything that is to be written, by name; nothing is written before all of it is there."""
    files = {}
    for name, address in requests:
        body, headers = fetch(address, mirror)
        files[name] = body
        if name in WITH_CHAIN:
            files[name.rsplit(".", 1)[0] + ".headers"] = headers
        print(f"{name}\t{len(body)} bytes\t{address}")
    return files


def write(folder, files):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            (folder / name).write_bytes(body)
    except OSError as error:
        fail(f"{folder}: {error.strerror}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", help="report.bin or quote.bin")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, help="folder to fill; must be new or empty")
    parser.add_argument("--product", choices=["Milan", "Genoa", "Turin"], help="of a version 2 report")
    parser.add_argument("--mirror", help="take everything from this server, such as http://127.0.0.1:8000")
    parser.add_argument("--show", action="store_true", help="print the addresses, fetch nothing")
    options = parser.parse_args()
    if not options.folder and not options.show:
        parser.error("want a folder to fill")
    return options


def read(path):
    try:
        evidence = pathlib.Path(path).read_bytes()
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    if len(evidence) > LARGEST:
        fail(f"{path}: {len(evidence)} bytes, at most {LARGEST} are evidence")
    return evidence


def main():
    options = arguments()
    evidence = read(options.evidence)
    kind = kind_of(evidence)
    requests = []
    if kind == "report":
        requests = snp_requests(evidence, product_of(evidence, options.product))
    elif kind == "quote":
        requests = intel_requests(evidence)
    if options.show:
        print("".join(f"{name}\t{address}\n" for name, address in requests), end="")
        return
    folder = options.folder
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        fail(f"{folder}: is there already; hint: collateral of another day must not be overwritten, name a new folder")
    files = collect(requests, options.mirror)
    write(folder, {f"{kind}.{'cose' if kind == 'document' else 'bin'}": evidence, **files})
    if kind == "report" and "leaf.der" not in files:
        print("a VLEK signed: put its certificate, from the host's extended report, there as leaf.der or leaf.pem")
    print(f"now: bulla evidence pack {folder} -o packed")


if __name__ == "__main__":
    main()
