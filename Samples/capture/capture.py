#!/usr/bin/env python3
"""Fetch the collateral of a piece of TEE evidence, as raw as the vendor sends it.

Run this on a connected host, at training time: collateral expires within weeks, and vendors do not keep it.
It needs Python 3.8 and nothing else. The folder that it fills is what `bulla evidence pack` checks and packs.

    capture.py report.bin FOLDER [--product Milan]     AMD SEV-SNP
    capture.py quote.bin FOLDER                        Intel TDX or SGX
    capture.py --show report.bin                       print the addresses, fetch nothing

Nitro documents hold all they need; there is nothing to fetch for them.
"""

import argparse
import base64
import pathlib
import re
import sys
import urllib.request

AMD = "https://kdsintf.amd.com"
INTEL = "https://api.trustedservices.intel.com"
INTEL_ROOT = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"
LARGEST = 1 << 20
# (family, model) of report versions 3 and later; what the chain says counts, this only finds the address.
PRODUCTS = {
    (0x19, 0x00): "Milan", (0x19, 0x01): "Milan",
    (0x19, 0x10): "Genoa", (0x19, 0x11): "Genoa", (0x19, 0xA0): "Genoa",
    (0x1A, 0x00): "Turin", (0x1A, 0x02): "Turin", (0x1A, 0x11): "Turin",
}


def snp_requests(report, product):
    """The VCEK (unless the chip is masked or a VLEK signed), the chain above it, and its revocation list."""
    version = int.from_bytes(report[0:4], "little")
    if product is None and version >= 3:
        product = PRODUCTS.get((report[0x188], report[0x189]))
    if product is None:
        sys.exit("capture.py: the report does not name its product; give --product Milan, Genoa or Turin")
    is_vlek = (report[0x48] >> 2) & 7 == 1
    family = "vlek" if is_vlek else "vcek"
    base = f"{AMD}/{family}/v1/{product}"
    requests = [("chain.pem", f"{base}/cert_chain"), ("crl.der", f"{base}/crl")]
    if is_vlek:
        print("capture.py: a VLEK signed; take its certificate from the host (extended report) as leaf.der", file=sys.stderr)
        return requests
    tcb, chip = report[0x180:0x188], report[0x1A0:0x1E0]
    if product == "Turin":
        levels = f"fmcSPL={tcb[0]}&blSPL={tcb[1]}&teeSPL={tcb[2]}&snpSPL={tcb[3]}&ucodeSPL={tcb[7]}"
        chip = chip[:8]
    else:
        levels = f"blSPL={tcb[0]}&teeSPL={tcb[1]}&snpSPL={tcb[6]}&ucodeSPL={tcb[7]}"
    return [("leaf.der", f"{base}/{chip.hex()}?{levels}")] + requests


def pck_certificate(quote):
    """The first certificate of the PEM chain in a quote."""
    match = re.search(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", quote, re.S)
    if not match:
        sys.exit("capture.py: the quote holds no PCK certificate chain (certification data of type 5)")
    return base64.b64decode(b"".join(match.group(1).split()))


def intel_requests(quote):
    """TCB info, QE identity, and both revocation lists."""
    pck = pck_certificate(quote)
    # 1.2.840.113741.1.13.1.4 is FMSPC: OCTET STRING of 6 bytes after the identifier.
    identifier = bytes.fromhex("060a2a864886f84d010d0104") + b"\x04\x06"
    at = pck.find(identifier)
    if at < 0:
        sys.exit("capture.py: the PCK certificate states no FMSPC")
    fmspc = pck[at + len(identifier):][:6].hex()
    authority = "processor" if b"Intel SGX PCK Processor CA" in pck else "platform"
    tee = "tdx" if int.from_bytes(quote[4:8], "little") == 0x81 else "sgx"
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
        address = re.sub(r"^https://[^/]+", mirror, address)
    with urllib.request.urlopen(address, timeout=60) as response:
        body = response.read(LARGEST + 1)
        if len(body) > LARGEST:
            sys.exit(f"capture.py: {address}: more than {LARGEST} bytes")
        headers = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
    return body, headers.encode("ascii", "replace")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", help="report.bin or quote.bin")
    parser.add_argument("folder", nargs="?", help="folder to fill; made if it is not there")
    parser.add_argument("--product", choices=["Milan", "Genoa", "Turin"], help="of a version 2 report")
    parser.add_argument("--mirror", help="take everything from this server, such as http://127.0.0.1:8000")
    parser.add_argument("--show", action="store_true", help="print the addresses, fetch nothing")
    options = parser.parse_args()
    evidence = pathlib.Path(options.evidence).read_bytes()
    is_report = len(evidence) == 1184
    requests = snp_requests(evidence, options.product) if is_report else intel_requests(evidence)
    if options.show:
        for name, address in requests:
            print(f"{name}\t{address}")
        return
    if not options.folder:
        parser.error("want a folder to fill")
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ("report.bin" if is_report else "quote.bin")).write_bytes(evidence)
    for name, address in requests:
        body, headers = fetch(address, options.mirror)
        (folder / name).write_bytes(body)
        if name in ("tcb-info.json", "qe-identity.json", "pck-crl.der"):
            (folder / (name.rsplit(".", 1)[0] + ".headers")).write_bytes(headers)
        print(f"{name}\t{len(body)} bytes\t{address}")
    print(f"now: bulla evidence pack {folder}")


if __name__ == "__main__":
    main()
