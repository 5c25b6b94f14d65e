"""What a customer does with a portal: finds a release's torrent on its page, and fetches it with an engine that keeps to itself.

python3 fetch.py PORTAL RELEASE PROFILE FOLDER     prints the folder of the release
"""
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request

ENGINE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "replication", "engine.py")
LIMIT = 16 << 20


def get(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read(LIMIT)


def main(portal, release, profile, folder):
    page = urllib.parse.urljoin(portal, "releases/%s.html" % urllib.parse.quote(release))
    links = re.findall(r'href="([^"]*\.v1\.torrent)"', get(page).decode())
    if not links:
        raise SystemExit("fetch: %s names no torrent of v1" % page)
    os.makedirs(folder, exist_ok=True)
    # The name is the page's word: a neutral one, or none.
    name = os.path.basename(urllib.parse.unquote(links[0]))
    if not re.fullmatch(r"[0-9a-f]{32}\.v1\.torrent", name):
        raise SystemExit("fetch: got the name %r, want 32 hexadecimal digits" % name)
    torrent = os.path.join(folder, name)
    with open(torrent, "wb") as file:
        file.write(get(urllib.parse.urljoin(page, links[0])))
    data = os.path.join(folder, release)
    subprocess.run([sys.executable, ENGINE, "fetch", "aria2", profile, torrent, data], check=True, stdout=sys.stderr)
    print(os.path.join(data, name.removesuffix(".v1.torrent")))


if __name__ == "__main__":
    main(*sys.argv[1:])
