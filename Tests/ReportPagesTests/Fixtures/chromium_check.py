"""Opens a page in headless Chromium and says what is wrong with it.

python3 chromium_check.py PAGE [--pages MOST] [--shots FOLDER]

One line for each fault, and status 1 where there is one. Talks to the browser over a pipe: no port, no library.
"""
import argparse
import base64
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

WIDTHS = [390, 1280]
SCHEMES = ["light", "dark"]

# Every text that is seen must differ from what it stands on by 4.5 to 1, large text and marks in pictures by 3 to 1.
CONTRAST = r"""
(() => {
  const number = text => (text.match(/[\d.]+/g) || []).map(Number);
  const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const isClear = c => c.length === 4 && c[3] === 0 || c.length < 3;
  const under = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = number(getComputedStyle(e).backgroundColor);
      if (!isClear(c)) return c;
    }
    return [255, 255, 255];
  };
  const faults = [], seen = new Set();
  const judge = (element, color, ground, least, what) => {
    const got = ratio(color, ground);
    const key = [what, color, ground].join();
    if (got < least && !seen.has(key)) { seen.add(key); faults.push(what + ": " + got.toFixed(2) + ", want " + least); }
  };
  let count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || ["TITLE", "DESC", "STYLE"].includes(element.tagName.toUpperCase())) continue;
    if (element.closest("title,desc,.skip") || !element.getClientRects().length) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize), inside = element.closest("svg");
    const rect = inside && element.parentElement.querySelector("rect:not(.session)");
    const ground = rect && element.parentElement !== inside ? number(getComputedStyle(rect).fill) : under(element);
    const isLarge = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
    judge(element, number(inside ? style.fill : style.color), ground, isLarge ? 3 : 4.5,
          (element.className.baseVal ?? element.className) + " " + element.tagName + " " + JSON.stringify(node.data.slice(0, 30)));
    count++;
  }
  for (const mark of document.querySelectorAll(".tick,.point-good,.point-fail,.point-hand,.course,.session,.shape,.axis,.edge,.part")) {
    const style = getComputedStyle(mark), color = style.stroke !== "none" ? style.stroke : style.fill;
    if (mark.closest("symbol") || color === "none") continue;
    judge(mark, number(color), under(mark), 3, "mark " + mark.getAttribute("class"));
  }
  return {count, faults};
})()
"""

STRUCTURE = r"""
(() => {
  const faults = [], say = (bad, text) => { if (bad) faults.push(text); };
  const headings = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")];
  say(headings.filter(h => h.tagName === "H1").length !== 1, "want one h1");
  headings.reduce((above, h) => {
    const level = +h.tagName[1];
    say(level > above + 1, "heading " + JSON.stringify(h.textContent.slice(0, 40)) + " skips a level");
    return level;
  }, 0);
  for (const name of ["header", "nav", "main", "footer"]) say(document.querySelectorAll("body>" + name).length !== 1, "want one " + name);
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  say(new Set(ids).size !== ids.length, "an id stands twice");
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    for (const id of e.getAttribute("aria-labelledby").split(" ")) say(!document.getElementById(id), "nothing has the id " + id);
  for (const e of document.querySelectorAll("[href]"))
    say(!e.getAttribute("href").startsWith("#") || !document.getElementById(e.getAttribute("href").slice(1)), "link leads nowhere: " + e.getAttribute("href"));
  for (const e of document.querySelectorAll("svg:not([aria-hidden=true]):not(svg svg)"))
    say(e.getAttribute("role") !== "img" || !e.querySelector(":scope>title") || !e.querySelector(":scope>desc"), "a picture has no words");
  for (const e of document.querySelectorAll("th")) say(!e.hasAttribute("scope"), "a th has no scope");
  for (const e of document.querySelectorAll("table")) say(!e.querySelector("caption"), "a table has no caption");
  say(document.documentElement.lang !== "en", "want lang");
  say(!document.title, "want a title");
  say(document.querySelectorAll("script,img,iframe,object,embed,link,video,audio,form,input,base").length, "an element that a page must not have");
  say([...document.querySelectorAll("*")].some(e => [...e.attributes].some(a => /^on|^style$|^src$/i.test(a.name))), "an attribute that a page must not have");
  return faults;
})()
"""


class Browser:
    """Chromium at the other end of a pipe; messages end with a zero byte."""

    def __init__(self, loopback=False):
        names = "MAP * ~NOTFOUND" + (", EXCLUDE 127.0.0.1" if loopback else "")
        self.home = tempfile.mkdtemp(prefix="bulla-chromium-")
        (read_end, self.out), (self.into, write_end) = os.pipe(), os.pipe()

        def place():
            # The browser reads commands from 3 and writes answers to 4; the copies may not overwrite each other.
            first, second = os.dup(read_end), os.dup(write_end)
            high = max(first, second, 10) + 1
            os.dup2(first, high), os.dup2(second, high + 1)
            os.dup2(high, 3), os.dup2(high + 1, 4)

        self.process = subprocess.Popen(
            [shutil.which("chromium") or "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
             "--host-resolver-rules=" + names, "--hide-scrollbars", "--remote-debugging-pipe",
             "--user-data-dir=" + self.home, "about:blank"],
            preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_end), os.close(write_end)
        self.number, self.rest, self.events, self.session = 0, b"", [], None

    def message(self, until):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.into], [], [], max(0, until - time.monotonic()))
            part = os.read(self.into, 1 << 20) if ready else b""
            if not part:
                raise TimeoutError("the browser does not answer")
            self.rest += part
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        until = time.monotonic() + 120
        while True:
            answer = self.message(until)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        until = time.monotonic() + 120
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.message(until))

    def value(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def open(self, url):
        self.events = [e for e in self.events if e.get("method") != "Page.loadEventFired"]
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def look(self, width, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media="screen", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def shot(self, **params):
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", **params)["data"])

    def still(self):
        """A picture that the next one equals: nothing is being laid out any more."""
        last = None
        for _ in range(10):
            last, before = self.shot(), last
            if last == before:
                break
        return last

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def pictures(browser, folder, name, width, scheme):
    """The whole page in pieces that a person can look at."""
    height = browser.value("document.documentElement.scrollHeight")
    for number, top in enumerate(range(0, min(height, 14000), 1500)):
        clip = {"x": 0, "y": top, "width": width, "height": min(1500, height - top), "scale": 1}
        with open(os.path.join(folder, "%s-%d-%s-%d.png" % (name, width, scheme, number)), "wb") as file:
            file.write(browser.shot(clip=clip, captureBeyondViewport=True))


def looks(browser, options, name):
    """Contrast and width in every scheme at every width."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            browser.look(width, scheme)
            if options.shots:
                pictures(browser, options.shots, name, width, scheme)
            wide = browser.value("document.scrollingElement.scrollWidth")
            if wide > width:
                yield "at %d pixels the page is %d wide" % (width, wide)
            browser.value("document.querySelectorAll('details').forEach(d => d.dataset.was = d.open ? 1 : '')"
                          ",document.querySelectorAll('details').forEach(d => d.open = true)")
            found = browser.value(CONTRAST)
            browser.value("document.querySelectorAll('details').forEach(d => d.open = !!d.dataset.was)")
            if found["count"] < 20:
                yield "only %d texts were seen" % found["count"]
            for fault in found["faults"]:
                yield "%s, %d pixels: contrast of %s" % (scheme, width, fault)


def spoken(browser):
    """What a screen reader meets."""
    nodes = [n for n in browser.call("Accessibility.getFullAXTree")["nodes"] if not n.get("ignored")]
    roles = [n.get("role", {}).get("value") for n in nodes]
    for role in ("banner", "navigation", "main", "contentinfo", "heading", "table"):
        if role not in roles:
            yield "nobody would be told of a " + role
    for node in nodes:
        role = node.get("role", {}).get("value")
        if role in ("image", "img", "SvgRoot", "region", "navigation", "link", "heading") and not node.get("name", {}).get("value"):
            yield "%s without a name" % role


def printed(browser, options, name):
    """Pages of A4, everything unfolded."""
    browser.call("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    data = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
    if options.shots:
        with open(os.path.join(options.shots, name + ".pdf"), "wb") as file:
            file.write(data)
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", data))
    boxes = {tuple(round(float(v)) for v in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)}
    if not 1 <= count <= options.pages:
        yield "prints on %d pages, want 1 to %d" % (count, options.pages)
    if boxes != {(0, 0, 595, 842)}:
        yield "prints on paper of %s, want A4" % sorted(boxes)


def silent(browser, url):
    """The page without scripts is the same page."""
    browser.look(1280, "light")
    browser.open(url)
    with_scripts = browser.still()
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(url)
    if browser.still() != with_scripts:
        yield "looks different where scripts are off"
    browser.call("Emulation.setScriptExecutionDisabled", value=False)


def told(events, url):
    """Requests, and what the console says."""
    for event in events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent" and params["request"]["url"] != url:
            yield "asks for " + params["request"]["url"]
        if method == "Runtime.exceptionThrown":
            yield "exception: %s" % params["exceptionDetails"].get("text")
        if method == "Runtime.consoleAPICalled":
            yield "console: %s" % params["type"]
        if method == "Log.entryAdded":
            yield "log: %s" % params["entry"]["text"]


def faults(browser, options):
    url = "file://" + os.path.abspath(options.page)
    name = os.path.splitext(os.path.basename(options.page))[0]
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Runtime", "Log", "Accessibility"):
        browser.call(domain + ".enable")
    browser.open(url)
    yield from browser.value(STRUCTURE)
    yield from spoken(browser)
    yield from looks(browser, options, name)
    yield from printed(browser, options, name)
    yield from silent(browser, url)
    requests = [e for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    if not requests:
        yield "no request was seen at all: nothing was watched"
    yield from told(browser.events, url)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page")
    parser.add_argument("--pages", type=int, default=30, help="the most sheets of paper")
    parser.add_argument("--shots", help="put pictures and a PDF into this folder")
    options = parser.parse_args()
    browser = Browser()
    try:
        found = list(faults(browser, options))
    finally:
        browser.close()
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
