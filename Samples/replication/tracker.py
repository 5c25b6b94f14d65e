"""The smallest tracker for a closed network: BEP 3 announces over HTTP, compact peers (BEP 23), nothing kept on a disk.

python3 tracker.py ADDRESS PORT

It knows peers by the infohash that they send: of v1, or the first 20 bytes of that of v2 (BEP 52). It tells nobody what it knows but those
who ask for that infohash, has no scrape, and forgets a peer that was not heard of for three intervals.
"""
import ipaddress
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_to_bytes

INTERVAL = 5
PEERS = 50
LIMIT = 1000


def fields(query):
    """The fields of a query, as bytes; the first of each name counts."""
    found = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        found.setdefault(name, unquote_to_bytes(value.replace("+", "%20")))
    return found


def bencode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"


class Swarms:
    """Who is in which swarm; time is told, not asked."""

    def __init__(self):
        self.swarms = {}

    def forget(self, now):
        """Peers that are silent, and swarms that nobody is left in."""
        for infohash, swarm in list(self.swarms.items()):
            for peer in [peer for peer, (seen, _) in swarm.items() if now - seen > 3 * INTERVAL]:
                del swarm[peer]
            if not swarm:
                del self.swarms[infohash]

    def announce(self, query, address, now):
        """What a peer at `address` is answered, as a dictionary."""
        asked = fields(query)
        infohash, port = asked.get("info_hash", b""), asked.get("port", b"")
        if len(infohash) != 20:
            return {b"failure reason": b"want an info_hash of 20 bytes"}
        if not port.isdigit() or len(port) > 5 or not 0 < int(port) < 65536:
            return {b"failure reason": b"want a port"}
        self.forget(now)
        if infohash not in self.swarms and len(self.swarms) >= LIMIT:
            return {b"failure reason": b"too many swarms"}
        swarm = self.swarms.setdefault(infohash, {})
        me = ipaddress.ip_address(address).packed + int(port).to_bytes(2, "big")
        if asked.get("event") == b"stopped":
            swarm.pop(me, None)
        elif len(swarm) < LIMIT:
            swarm[me] = (now, asked.get("left") == b"0")
        others = [peer for peer in swarm if peer != me][:PEERS]
        return {
            b"complete": sum(done for _, done in swarm.values()),
            b"incomplete": sum(not done for _, done in swarm.values()),
            b"interval": INTERVAL,
            b"min interval": INTERVAL,
            b"peers": b"".join(peer for peer in others if len(peer) == 6),
            b"peers6": b"".join(peer for peer in others if len(peer) == 18),
        }


class Handler(BaseHTTPRequestHandler):
    swarms = Swarms()
    turn = threading.Lock()
    # Nothing is told about the machine and the software.
    server_version, sys_version = "tracker", ""

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path != "/announce":
            return self.send_error(404)
        with self.turn:
            answer = self.swarms.announce(query, self.client_address[0], time.monotonic())
        body = bencode(answer)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def server_bind(self):
        # The library's own asks a resolver for the name of the address.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


if __name__ == "__main__":
    server = Server((sys.argv[1], int(sys.argv[2])), Handler)
    print("tracking", flush=True)
    server.serve_forever()
