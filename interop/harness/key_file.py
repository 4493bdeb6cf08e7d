"""A web server that shows one public key, as the domain of a Tesla application does."""

import pathlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/.well-known/appspecific/com.tesla.3p.public-key.pem"


class KeyFile:
    """Serves a PEM file at the path where Tesla looks for it. Use it with `with`."""

    def __init__(self, file):
        pem = pathlib.Path(file).read_bytes()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if self.path == PATH else 404)
                self.end_headers()
                if self.path == PATH:
                    self.wfile.write(pem)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
