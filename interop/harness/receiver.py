"""A receiver of webhooks, written as an application's author would: it answers challenges and keeps what it is sent."""

import http.server
import json
import queue
import threading

ARRIVAL_SECONDS = 30


class Receiver:
    """Listens on the loopback interface. `answer` makes the answer to a challenge. Use it with `with`."""

    def __init__(self, answer):
        self._arrived = queue.Queue()
        arrived = self._arrived

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # the name is http.server's
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                event = json.loads(body)
                if event["eventName"] == "verify":
                    reply = json.dumps({"challenge": answer(event["payload"]["challenge"])}).encode()
                else:
                    arrived.put((self.headers["SC-Signature"], body))
                    reply = b"{}"
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def next(self):
        """The signature and the raw body of the next delivery."""
        return self._arrived.get(timeout=ARRIVAL_SECONDS)
