"""A static server for the portal, in place of any other: python3 serve.py ADDRESS PORT FOLDER"""
import functools
import http.server
import os
import socketserver
import sys


class Server(http.server.ThreadingHTTPServer):
    def server_bind(self):
        # The library's own asks a resolver for the name of the address.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=os.path.abspath(sys.argv[3]))
server = Server((sys.argv[1], int(sys.argv[2])), handler)
print("serving", sys.argv[3], flush=True)
server.serve_forever()
