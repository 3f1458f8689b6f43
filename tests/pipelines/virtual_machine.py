"""Runs a command as on a virtual machine: in a network of its own, where the sandbox plays the identity endpoint.

usage: unshare -n python3 virtual_machine.py PIM yes|no COMMAND...

`no` leaves the endpoint out. The command gets the sandbox's encrypted origin and its authority's certificate in
PROBE_AUTHORITY and PROBE_CA.
"""

import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request

IDENTITY = "169.254.169.254"


def relay(origin):
    """The endpoint's address stands for the sandbox's, which answers to its own names alone."""

    class Relay(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            try:
                answer = urllib.request.urlopen(urllib.request.Request(origin + self.path, headers=headers))
            except urllib.error.HTTPError as error:
                answer = error
            body = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer((IDENTITY, 80), Relay)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main():
    pim, with_identity, command = sys.argv[1], sys.argv[2] == "yes", sys.argv[3:]
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    serve = [pim, "sandbox", "serve", "--tls-port", "0", "-o", "json"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as serving:
        try:
            ready = json.loads(serving.stdout.readline())
            if with_identity:
                subprocess.run(["ip", "addr", "add", IDENTITY + "/32", "dev", "lo"], check=True)
                relay(ready["http"])
            where = {"PROBE_AUTHORITY": ready["https"], "PROBE_CA": ready["caFile"]}
            return subprocess.run(command, env={**os.environ, **where}).returncode
        finally:
            serving.kill()


sys.exit(main())
