"""Opens a custody form in headless Chromium and says what is wrong with it.

python3 form_check.py PAGE --sheets COUNT [--shot FILE.png] [--pdf FILE.pdf]

One line for each fault, and status 1 where there is one. The browser is the one of Tests/ReportPagesTests.
"""
import argparse
import base64
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../ReportPagesTests/Fixtures"))
from chromium_check import Browser, told  # noqa: E402

STRUCTURE = r"""
(() => {
  const faults = [], say = (bad, text) => { if (bad) faults.push(text); };
  say(document.querySelectorAll("h1").length !== 1, "want one h1");
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  say(new Set(ids).size !== ids.length, "an id stands twice");
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    for (const id of e.getAttribute("aria-labelledby").split(" ")) say(!document.getElementById(id), "nothing has the id " + id);
  for (const e of document.querySelectorAll("svg")) say(e.getAttribute("role") !== "img" || !e.querySelector("title"), "a picture has no words");
  for (const e of document.querySelectorAll("th")) say(!e.hasAttribute("scope"), "a th has no scope");
  for (const e of document.querySelectorAll("table")) say(!e.querySelector("caption"), "a table has no caption");
  say(document.documentElement.lang !== "en" || !document.title, "want lang and title");
  say(document.querySelectorAll("script,img,iframe,object,embed,link,form,input,base,a").length, "an element that a form must not have");
  say([...document.querySelectorAll("*")].some(e => [...e.attributes].some(a => /^on|^style$|^src$|^href$/i.test(a.name))), "an attribute that a form must not have");
  for (const sheet of document.querySelectorAll(".sheet")) {
    say(sheet.firstElementChild.className !== "marking", "the first line of a sheet is not its marking");
    say(sheet.lastElementChild.className !== "marking", "the last line of a sheet is not its marking");
  }
  for (const e of document.querySelectorAll("*")) {
    const style = getComputedStyle(e);
    say(!/^rgb\(0, 0, 0\)$/.test(style.color), "a text is not black: " + e.tagName);
    say(!/rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)/.test(style.backgroundColor), "a ground is not white: " + e.tagName);
  }
  return [...new Set(faults)];
})()
"""

# Nothing may run over the edge of its cell or of the paper.
FITS = r"""
(() => {
  const faults = [], millimetre = 96 / 25.4;
  for (const sheet of document.querySelectorAll(".sheet")) {
    const box = sheet.getBoundingClientRect();
    if (box.height > 279.1 * millimetre) faults.push("a sheet is " + (box.height / millimetre).toFixed(1) + " mm high");
    for (const e of sheet.querySelectorAll("*:not(.spoken):not(.spoken *)")) {
      const inner = e.getBoundingClientRect();
      if (inner.right > box.right + 1) faults.push(e.tagName + " " + e.getAttribute("class") + " runs over the edge");
      if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).display !== "inline" && !e.closest("svg"))
        faults.push(e.tagName + " " + e.getAttribute("class") + " holds more than it is wide: " + e.textContent.slice(0, 20));
    }
  }
  return [...new Set(faults)];
})()
"""


def faults(browser, options):
    url = "file://" + os.path.abspath(options.page)
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Runtime", "Log", "Accessibility"):
        browser.call(domain + ".enable")
    # The width of the paper between its margins, at 96 dots an inch.
    browser.call("Emulation.setDeviceMetricsOverride", width=711, height=1054, deviceScaleFactor=2, mobile=False)
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.open(url)
    yield from browser.value(STRUCTURE)
    yield from browser.value(FITS)
    nodes = [n for n in browser.call("Accessibility.getFullAXTree")["nodes"] if not n.get("ignored")]
    roles = {n.get("role", {}).get("value") for n in nodes}
    for role in ("heading", "table", "columnheader", "rowheader", "image"):
        if role not in roles and not (role == "image" and roles & {"img", "SvgRoot"}):
            yield "nobody would be told of a " + role
    if options.shot:
        height = browser.value("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": 711, "height": height, "scale": 1}
        with open(options.shot, "wb") as file:
            file.write(browser.shot(clip=clip, captureBeyondViewport=True))
    browser.call("Emulation.setEmulatedMedia", media="")
    data = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
    if options.pdf:
        with open(options.pdf, "wb") as file:
            file.write(data)
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", data))
    boxes = {tuple(round(float(v)) for v in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)}
    if count != options.sheets:
        yield "prints on %d sheets, want %d" % (count, options.sheets)
    if boxes != {(0, 0, 595, 842)}:
        yield "prints on paper of %s, want A4" % sorted(boxes)
    if not any(e.get("method") == "Network.requestWillBeSent" for e in browser.events):
        yield "no request was seen at all: nothing was watched"
    yield from told(browser.events, url)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page")
    parser.add_argument("--sheets", type=int, required=True)
    parser.add_argument("--shot", help="put a picture of the page into this file")
    parser.add_argument("--pdf", help="put what is printed into this file")
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
