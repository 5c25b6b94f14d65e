"""Opens the pages of a site in headless Chromium, uses them as a reader would, and says what is wrong.

python3 site_check.py SITE RELEASE [--shots FOLDER] [--http]

SITE is the folder, RELEASE the stem of a bundle in it whose log is laid out in SITE/tiles. One line for each fault, and
status 1 where there is one. Over file:// without --http, else from a server of Python's on the loopback.
"""
import argparse
import functools
import glob
import http.server
import os
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../ReportPagesTests/Fixtures"))
from chromium_check import STRUCTURE, Browser, looks, printed, spoken  # noqa: E402

# Pages of a site lead to files beside them and to a feed; a release's page has one script, and inputs.
ALLOWED = ("an element that a page must not have", "link leads nowhere: ")
ELEMENTS = """[...document.querySelectorAll("script,img,iframe,object,embed,link,video,audio,form,input,base")].map(e => e.tagName
  + (e.type ? " " + e.type : "")).sort().join()"""
WANTED = {"index": "LINK application/atom+xml", "release": "INPUT file,INPUT file,INPUT file,INPUT number,SCRIPT"}
LINKS = """[...document.querySelectorAll("a[href],link[href]")].map(e => e.href)"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def served(folder):
    """The address of the site, and what ends the server."""
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "http://127.0.0.1:%d/" % server.server_address[1], server.shutdown


class Site:
    def __init__(self, browser, root, base, release):
        self.browser, self.root, self.base = browser, os.path.abspath(root), base
        self.bundle = os.path.join(self.root, release + ".bulla.tar.xz")
        self.page = base + "releases/" + urllib.parse.quote(release) + ".html"

    def choose(self, element, *files):
        document = self.browser.call("DOM.getDocument")["root"]["nodeId"]
        node = self.browser.call("DOM.querySelector", nodeId=document, selector="#" + element)["nodeId"]
        self.browser.call("DOM.setFileInputFiles", nodeId=node, files=list(files))

    def result(self, output):
        """What a tool says once it says something."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            text = self.browser.value("(document.querySelector('#%s .told-so') || {}).className" % output)
            if text:
                title = self.browser.value("document.querySelector('#%s strong').textContent" % output)
                return text.split()[-1], title
        return "nothing", ""

    def clear(self, output):
        self.browser.value("document.getElementById('%s').replaceChildren()" % output)

    def step(self, number):
        self.clear("proof-result")
        self.browser.value("document.getElementById('step').value = %d" % number)
        self.browser.value("document.getElementById('prove').click()")
        return self.result("proof-result")


def flipped(path, folder):
    """A copy with one bit changed in its middle."""
    copy = os.path.join(folder, os.path.basename(path))
    with open(path, "rb") as file:
        data = bytearray(file.read())
    data[len(data) // 2] ^= 1
    with open(copy, "wb") as file:
        file.write(data)
    return copy


def structure(site, name):
    """What a report's page must be, and that every link leads to a file of the site."""
    for fault in site.browser.value(STRUCTURE):
        if not fault.startswith(ALLOWED):
            yield fault
    elements = site.browser.value(ELEMENTS)
    if elements != WANTED[name]:
        yield "has %s, want %s" % (elements, WANTED[name])
    for link in site.browser.value(LINKS):
        path, _, fragment = link.partition("#")
        inside = path.startswith(site.base)
        if not inside or not os.path.isfile(os.path.join(site.root, urllib.parse.unquote(path[len(site.base):]))):
            yield "a link leads nowhere: %s" % link


def digests(site, scratch):
    for path, want in ((site.bundle, "pass"), (flipped(site.bundle, scratch), "fail")):
        site.clear("digest-result")
        site.choose("digest-file", path)
        got, title = site.result("digest-result")
        if got != want:
            yield "digest of %s: got %s (%s), want %s" % (os.path.basename(path), got, title, want)


def newest(root):
    """The last tile of entries and of hashes of the only log, and where a bit of each is to be changed."""
    folder, = [os.path.dirname(path) for path in glob.glob(os.path.join(root, "tiles/**/checkpoint"), recursive=True)]
    with open(os.path.join(folder, "checkpoint")) as file:
        size = int(file.read().split("\n")[1])
    place = "%03d.p/%d" % (size // 256, size % 256)

    def state(data):
        """In the state that the last step of the entries leads to: the leaf stays a step."""
        return data.rindex(b'"state_after":"') + len('"state_after":"')

    return [(os.path.join(folder, "tile/entries", place), state), (os.path.join(folder, "tile/0", place), lambda data: 0)]


def steps(site):
    last = int(site.browser.value("document.getElementById('step').max"))
    first = int(site.browser.value("document.getElementById('step').min"))
    if site.base.startswith("file:"):
        site.choose("tiles", os.path.join(site.root, "tiles"))
        site.result("proof-result")
    for number in sorted({first, (first + last) // 2, last}):
        got, title = site.step(number)
        if got != "pass" or "Step %d " % number not in title:
            yield "step %d: got %s (%s)" % (number, got, title)
    if site.step(last + 1)[0] != "unfinished":
        yield "a step that is not there was judged"
    if site.base.startswith("file:"):
        return
    # One bit of the last step's leaf, and one of the tile of hashes above it.
    for path, change in newest(site.root):
        shutil.copyfile(path, path + ".kept")
        try:
            with open(path, "r+b") as file:
                data = bytearray(file.read())
                data[change(data)] ^= 1
                file.seek(0)
                file.write(data)
            said = {site.step(number)[0] for number in sorted({first, last})}
            if "fail" not in said:
                yield "%s was changed, and nothing was refused: %s" % (path, sorted(said))
        finally:
            os.replace(path + ".kept", path)
    got, title = site.step(first)
    if got != "pass":
        yield "after the tiles were put back: %s (%s)" % (got, title)


def order(browser):
    """Every control by the tabulator, in the order of the page."""
    browser.value("document.activeElement.blur(), window.scrollTo(0, 0)")
    places, names = [], []
    for _ in range(200):
        for kind in ("keyDown", "keyUp"):
            browser.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        got = browser.value(
            "(e => e === document.body ? null : [[...document.querySelectorAll('*')].indexOf(e),"
            " getComputedStyle(e).outlineStyle, e.tagName + ' ' + e.textContent.slice(0, 20)])(document.activeElement)")
        if got is None or got[0] in places:
            break
        if got[1] == "none":
            yield "no focus is seen on %s" % got[2]
        places.append(got[0])
        names.append(got[2])
    if places != sorted(places):
        yield "the tabulator does not follow the page: %s" % names
    if not names or not names[0].startswith("A Skip"):
        yield "the first stop is %s, want the link that skips" % names[:1]
    if len(places) < 8:
        yield "only %d stops: %s" % (len(places), names)


def told(browser, base, expected):
    for event in browser.events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent" and not params["request"]["url"].startswith((base, "blob:")):
            yield "asks for " + params["request"]["url"]
        if method == "Runtime.exceptionThrown":
            yield "exception: %s" % params["exceptionDetails"].get("text")
        if method == "Runtime.consoleAPICalled":
            yield "console: %s" % params["type"]
        if method == "Log.entryAdded" and not any(e in str(params["entry"]) for e in expected):
            yield "log: %s" % params["entry"]


def faults(browser, options, scratch):
    base, stop = served(options.site) if options.http else ("file://" + os.path.abspath(options.site) + "/", lambda: None)
    site = Site(browser, options.site, base, options.release)
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Runtime", "Log", "Accessibility", "DOM"):
        browser.call(domain + ".enable")
    way = "http" if options.http else "file"
    try:
        for name, url in (("index", base + "index.html"), ("release", site.page)):
            browser.look(1280, "light")
            browser.open(url)
            yield from ("%s: %s" % (name, fault) for fault in structure(site, name))
            # A release without papers has no table.
            yield from ("%s: %s" % (name, fault) for fault in spoken(browser) if not fault.endswith(" a table"))
            yield from ("%s: %s" % (name, fault) for fault in order(browser))
            if name == "release":
                yield from digests(site, scratch)
                yield from steps(site)
            yield from ("%s: %s" % (name, fault) for fault in looks(browser, options, "%s-%s" % (way, name)))
            browser.look(1280, "light")
            yield from printed(browser, options, "%s-%s" % (way, name))
        # Without scripts nothing is offered that would not work.
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(site.page)
        tree = browser.call("Accessibility.getFullAXTree")["nodes"]
        roles = [n.get("role", {}).get("value") for n in tree if not n.get("ignored")]
        if "spinbutton" in roles or "heading" not in roles:
            yield "without scripts the page offers tools, or nothing"
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
        if not any(e.get("method") == "Network.requestWillBeSent" for e in browser.events):
            yield "no request was seen at all: nothing was watched"
        yield from told(browser, base, ["favicon.ico"] if options.http else [])
    finally:
        stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site")
    parser.add_argument("release")
    parser.add_argument("--shots", help="put pictures and PDFs into this folder")
    parser.add_argument("--http", action="store_true", help="from a server on the loopback")
    parser.add_argument("--pages", type=int, default=12, help="the most sheets of paper")
    options = parser.parse_args()
    browser, scratch = Browser(loopback=options.http), tempfile.mkdtemp(prefix="bulla-site-")
    try:
        found = list(faults(browser, options, scratch))
    finally:
        browser.close()
        shutil.rmtree(scratch, ignore_errors=True)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
