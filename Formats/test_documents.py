"""Tests of the documents: prose fits its columns, and what a document cites is there.

python3 -m unittest test_documents     in this folder
"""
import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS = 100
# A row with a longer cell reads better as an item of a list.
CELL = 70
FRONT_PAGE_LINES = 120
# What builds and samples leave behind; .gitignore has the same names.
LEFT_BEHIND = {"demo", "softhsm", "mutants", "__pycache__"}
FOLDERS = ("Benchmarks/", "Custody/", "Docs/", "Formats/", "Python/", "Samples/", "Sources/", "Tests/")
CITED = re.compile(r"[\w*+.-]+\.(?:md|py|swift|c|schema\.json)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
# Programs of others that documents name.
ELSEWHERE = {"bagit.py"}
# Folders of users that documents name.
USERS_FOLDERS = {"RUN", "NAME", "ORIGIN"}
ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+")


def files(*endings):
    """Paths below the root, with `/`, that have one of the endings."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in LEFT_BEHIND)
        found += [os.path.relpath(os.path.join(folder, n), ROOT) for n in sorted(names) if n.endswith(endings)]
    return found


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def prose(text):
    """Number and text of each line outside code blocks; a line of a table is no prose."""
    fence, code, item, blank = None, False, 0, True
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        if fence:
            fence = None if stripped.startswith(fence) else fence
            continue
        if stripped.startswith("```"):
            fence = "```"
            continue
        if not stripped:
            blank = True
            continue
        if blank:
            item = min(item, indent)
            code = indent >= item + 4
        blank = False
        if code:
            continue
        if ITEM.match(line):
            item = ITEM.match(line).end()
        if not stripped.startswith("|"):
            yield number, line


def long_cells(text):
    """Numbers of the rows of tables that have a cell above the limit."""
    rows = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.lstrip().startswith("|")]
    return [n for n, row in rows if max(len(cell.strip()) for cell in re.split(r"(?<!\\)\|", row)) > CELL]


def is_one_word(line):
    """A link or an address that no line break can shorten."""
    text = ITEM.sub("", line.strip(), count=1)
    return " " not in text or LINK.fullmatch(text) is not None


def too_long(text):
    return [n for n, line in prose(text) if len(line) > COLUMNS and not is_one_word(line)]


def without_code(text):
    """The text without fenced blocks, in which brackets and file names mean something else."""
    return re.sub(r"^( *)```.*?^ *```$", "", text, flags=re.M | re.S)


def anchors(text):
    """What a link may name behind `#`, as GitHub makes it of headings."""
    headings = re.findall(r"^#+ (.*)$", without_code(text), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def broken_links(path, text):
    broken = []
    for target in LINK.findall(re.sub(r"`[^`]*`", "``", without_code(text))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
        if not os.path.exists(os.path.join(ROOT, there)):
            broken.append(target)
        elif anchor and anchor not in anchors(read(there)):
            broken.append(target)
    return broken


def missing_citations(text, names):
    """Files in code spans: with a folder of ours from the root, with a room in `Sources`, else anywhere."""
    missing = []
    for span in re.findall(r"`([^`\n]+)`", without_code(text)):
        span = span.split(" ")[0]
        room = os.path.join(ROOT, "Sources", span.split("/")[0])
        if span.startswith(FOLDERS):
            found = glob.glob(os.path.join(ROOT, span))
        elif re.match(r"\w+/", span) and os.path.isdir(room):
            found = glob.glob(os.path.join(ROOT, "Sources", span)) or not CITED.fullmatch(os.path.basename(span))
        else:
            found = not CITED.fullmatch(span) or "*" in span or span in names
        if not found:
            missing.append(span)
    return missing


def names_of_sources():
    """Types that are declared, whatever is declared, and files without their ending, of `Sources` and `Tests`."""
    swift = [p for p in files(".swift") if p.startswith(("Sources/", "Tests/"))]
    code = "\n".join(read(p) for p in swift)
    types = re.findall(r"\b(?:actor|class|enum|extension|protocol|struct|typealias) (\w+)", code)
    members = re.findall(r"\b(?:case|func|let|var) (\w+)", code)
    folders = {part for p in files("") if p.startswith(("Sources/", "Tests/")) for part in p.split("/")[:2]}
    stems = {os.path.basename(p)[: -len(".swift")] for p in swift}
    return set(types) | folders, set(types) | set(members), stems


def missing_names(text, types, declared, stems):
    """Code spans of a page on the sources that name a type, its member or a place in a room, and nothing is there."""
    missing = []
    spans = re.findall(r"`([^`]+)`", without_code(text).replace("\n", " "))
    for span in dict.fromkeys(spans):
        room = span.split("/")[0]
        if re.fullmatch(r"[\w-]+(?:/[\w+-]+)+", span):
            # A folder or a file, from the root, from `Sources`, or within a room.
            places = [os.path.join(ROOT, top, span + end) for top in ("", "Sources", "Sources/*") for end in ("", ".swift")]
            found = any(glob.glob(p) for p in places) or room in USERS_FOLDERS
        elif re.fullmatch(r"[A-Z]\w*\+\w+", span):
            found = span in stems
        elif re.fullmatch(r"[A-Z][A-Z0-9]*[a-z]\w*(?:\.\w+)?", span):
            name, _, member = span.partition(".")
            found = CITED.fullmatch(span) or name in types | stems and (not member or member in declared)
        else:
            found = True
        if not found:
            missing.append(span)
    return missing


def cited_decisions(text):
    """Titles in `Docs/decisions.md, "TITLE"`, in a document or over the lines of a comment."""
    joined = re.sub(r"\s*\n\s*(?:///?|#)?\s*", " ", text)
    return re.findall(r'decisions\.md`?, "([^"]+)"', joined)


class Documents(unittest.TestCase):
    def test_prose_fits_its_columns(self):
        # The specifications themselves are sealed into bundles and keep their bytes.
        documents = [p for p in files(".md") if os.path.dirname(p) != "Formats"]
        self.assertGreater(len(documents), 30)
        for path in documents:
            self.assertEqual(too_long(read(path)), [], "%s: lines above %d columns" % (path, COLUMNS))

    def test_tables_can_be_read(self):
        # Rows of codes are read by programs, which search them for their first cell.
        for path in files(".md"):
            if os.path.dirname(path) != "Formats" and path != "Docs/error-codes.md":
                self.assertEqual(long_cells(read(path)), [], path)

    def test_the_front_page_is_short(self):
        self.assertLessEqual(read("README.md").count("\n"), FRONT_PAGE_LINES)

    def test_links_lead_somewhere(self):
        self.assertGreater(len(LINK.findall(read("Docs/README.md"))), 30)
        for path in files(".md"):
            self.assertEqual(broken_links(path, read(path)), [], path)

    def test_cited_files_are_there(self):
        names = {os.path.basename(p) for p in files("")} | ELSEWHERE
        for path in files(".md"):
            self.assertEqual(missing_citations(read(path), names), [], path)

    def test_names_in_the_page_on_the_sources_are_there(self):
        page = read("Docs/architecture.md")
        self.assertEqual(missing_names(page, *names_of_sources()), [])
        # Every room has its line.
        rooms = {p.split("/")[1] for p in files("") if p.startswith("Sources/")}
        self.assertEqual(rooms - set(re.findall(r"`([\w-]+)`", page[page.index("## Rooms") :])), set())

    def test_cited_decisions_have_their_title(self):
        titles = set(re.findall(r"^### (.*)$", read("Docs/decisions.md"), flags=re.M))
        self.assertGreater(len(titles), 50)
        for path in files(".md", ".swift", ".c", ".h", ".py", ".sh"):
            if os.path.samefile(os.path.join(ROOT, path), __file__):
                continue
            self.assertEqual([t for t in cited_decisions(read(path)) if t not in titles], [], path)


class Rules(unittest.TestCase):
    """Each rule finds what it is there for, and only that."""

    def test_of_lines(self):
        long = "word " * 21
        self.assertEqual(too_long(long), [1])
        self.assertEqual(too_long("- item\n\n  " + long), [3])
        for other in ("```\n%s\n```" % long, "text\n\n    " + long, "| %s |" % long, "- [x](%s)" % ("y" * 99)):
            self.assertEqual(too_long(other), [], other)

    def test_of_tables(self):
        self.assertEqual(long_cells("| a | %s |\n| a |\n| `x \\| y` | %s |" % ("b" * 70, "b" * 71)), [3])

    def test_of_links(self):
        self.assertEqual(broken_links("Docs/x.md", "[a](trust.md) [b](../README.md#try-it) `[c](d)`"), [])
        self.assertEqual(broken_links("Docs/x.md", "[a](README.md#none) [b](none.md)"), ["README.md#none", "none.md"])

    def test_of_citations(self):
        self.assertEqual(missing_citations("`Docs/no.md` `no.py` `Trust/No.swift`", set()), ["Docs/no.md", "no.py", "Trust/No.swift"])
        self.assertEqual(missing_citations("`Docs/*.md` `a.json` `Trust/Policy.swift` `b.py`", {"b.py"}), [])

    def test_of_names(self):
        names = ({"Leaf", "Trust"}, {"Leaf", "kind"}, {"Verifier+Sample"})
        good = "`Leaf` `Leaf.kind` `Verifier+Sample` `Trust/Policy` `Verification/Log` `Parts/BlobCuts` `--leaf` `ROOTS`"
        self.assertEqual(missing_names(good, *names), [])
        bad = ["Leaves2", "Leaf.no", "Verifier+No", "Trust/No", "No/Policy", "Sources/No"]
        self.assertEqual(missing_names(" ".join("`%s`" % b for b in bad), *names), bad)

    def test_of_decisions(self):
        self.assertEqual(cited_decisions('/// See `Docs/decisions.md`, "Ask no\n/// clock".'), ["Ask no clock"])


if __name__ == "__main__":
    unittest.main()
