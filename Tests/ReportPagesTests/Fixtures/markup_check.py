"""Says what is wrong with the markup of a page: as XML, as HTML, and against the rules of report pages.

python3 markup_check.py PAGE       one line for each fault, and status 1 where there is one
"""
import html.parser
import re
import sys
import xml.etree.ElementTree as ET

ELEMENTS = set("""html head meta title style body a svg defs symbol path circle use rect line polyline text g desc p header div h1 h2 h3
strong span em code wbr nav ul ol li main section footer dl dt dd table caption thead tbody tr th td figure details summary pre""".split())
VOID = {"meta", "wbr", "br", "hr"}


class Nesting(html.parser.HTMLParser):
    """Start and end tags as HTML reads them."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        if tag not in VOID:
            self.faults.append("<%s/> is not closed in HTML" % tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append("</%s> closes something else" % tag)


def faults(data):
    text = data.decode("utf-8")
    if not text.startswith("<!DOCTYPE html>\n<html lang=\"en\">"):
        yield "want doctype and language"
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        yield "not XML: %s" % error
        return
    nesting = Nesting()
    nesting.feed(text)
    yield from nesting.faults
    if nesting.open:
        yield "not closed: %s" % nesting.open
    elements = list(root.iter())
    for element in elements:
        if element.tag not in ELEMENTS:
            yield "an element <%s>" % element.tag
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "src", "srcset", "action"):
                yield "an attribute %s" % name
            if name in ("href", "xlink:href") and not value.startswith("#"):
                yield "a link to %s" % value
    ids = [e.get("id") for e in elements if e.get("id")]
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield "id %s stands twice" % name
    for element in elements:
        for name in (element.get("aria-labelledby") or "").split() + ([element.get("href")[1:]] if element.get("href") else []):
            if name not in ids:
                yield "nothing has the id %s" % name
    levels = [int(e.tag[1]) for e in elements if re.fullmatch("h[1-6]", str(e.tag))]
    if levels.count(1) != 1 or levels[0] != 1:
        yield "want one h1, first: %s" % levels
    if any(b > a + 1 for a, b in zip(levels, levels[1:])):
        yield "headings skip a level: %s" % levels
    style = root.find("head/style").text
    if re.search(r"url\(|@import|https?:|expression|src:", style):
        yield "the style names something outside"
    for table in root.iter("table"):
        if table.find("caption") is None or any(th.get("scope") not in ("row", "col") for th in table.iter("th")):
            yield "a table without caption or scope"
    for picture in root.iter("svg"):
        if picture.get("role") == "img" and (picture.find("title") is None or picture.find("desc") is None):
            yield "a picture without title or desc"


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        found = list(faults(file.read()))
    print("\n".join(found))
    sys.exit(1 if found else 0)
