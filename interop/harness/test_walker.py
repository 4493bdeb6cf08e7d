"""The walker itself, on a small house of canned pages."""

import http.server
import threading
from urllib.parse import parse_qs

import pytest

from harness.connect import walk
from harness.demo import exports
from harness.pages import Page

PREAMBLE = (
    '<h1>Hello</h1><form method="post" action="/connect/run"><button id="continue-button">Continue</button></form>'
)
BRANDS = """<form method="post"><label>Search <input id="brand-search"></label>
  <input type="hidden" name="csrf" value="c&amp;1">
  <button id="TESLA" class="brand-list-item big" name="make" value="TESLA">Tesla</button></form>"""
SIGN_IN = """<form method="post" action="sign-in"><input id="username" name="email"><input id="password" name="password"
  type="password"></form><script>let x = "<form>";</script>"""
CONSENT = """<div class="page-content"><form id="consent" method="post" action="/connect/allow">
  <input type="checkbox" name="vehicle" value="1" checked><input type="checkbox" name="vehicle" value="2">
  <input type="checkbox" name="vehicle" value="3" checked disabled></form>
  <button id="approval-button" form="consent">Allow</button></div>"""
KEY = '<a href="/connect/later?run=1">Do   this <b>later</b></a>'


class House(http.server.BaseHTTPRequestHandler):
    """Connect in miniature, over two origins."""

    posts = []
    elsewhere = None

    def do_GET(self):
        if self.path.startswith("/oauth/authorize"):
            self._see("/connect/run", "run=1; Path=/")
        elif self.path.startswith("/garage/authorize"):
            sign_in = SIGN_IN.replace("</form>", '<button id="sign-in-button">Sign in</button></form>')
            self._page(sign_in)
        elif self.path.startswith("/connect/later"):
            self._see("http://app.example/callback?code=abc&state=a%2Bb")
        elif self.path == "/connect/consent":
            self._page(CONSENT)
        elif self.path == "/connect/key":
            self._page(KEY)
        else:
            assert self.headers["Cookie"] == "run=1"
            self._page(BRANDS if self.posts else PREAMBLE)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self.posts.append((self.path, parse_qs(body), self.headers["Origin"]))
        onward = {1: "/connect/run", 2: f"{self.elsewhere}/garage/authorize?client=x", 4: "/connect/key"}
        self._see(onward.get(len(self.posts), f"{self.origin}/connect/consent"))

    def _see(self, location, cookie=None):
        self.send_response(303)
        self.send_header("Location", location)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, html):
        body = html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def house():
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), House) for _ in range(2)]
    House.posts = []
    House.origin, House.elsewhere = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield House
    for server in servers:
        server.shutdown()
        server.server_close()


def test_walks_from_the_link_over_two_origins_to_the_redirect(house):
    got = walk(f"{house.origin}/oauth/authorize?client_id=x", "http://app.example/callback", "lena@example.com")

    assert got == {"code": "abc", "state": "a+b"}
    paths = [path for path, _, _ in house.posts]
    assert paths == ["/connect/run", "/connect/run", "/garage/sign-in", "/connect/allow"]
    bodies = [body for _, body, _ in house.posts]
    assert bodies[1] == {"csrf": ["c&1"], "make": ["TESLA"]}
    assert bodies[2] == {"email": ["lena@example.com"], "password": ["password"]}
    assert bodies[3] == {"vehicle": ["1"]}
    assert [origin for _, _, origin in house.posts] == [house.origin, house.origin, house.elsewhere, house.origin]


def test_a_button_without_a_form_is_no_way_on(house):
    with pytest.raises(AssertionError, match="nothing to press"):
        walk(f"{house.origin}/connect/key", "http://app.example/callback", "x", at_key_step="No such words")


def test_words_in_scripts_are_not_on_the_page():
    page = Page("<script>var a = '<button>No</button>'</script><style>b{}</style><p>Yes</p>")
    assert page.text == "Yes"
    assert page.elements == []


def test_a_select_sends_what_is_selected():
    page = Page('<form><select name="s"><option value="1"><option value="2" selected></select></form>')
    assert page.forms[0].values() == [("s", "2")]


def test_shell_exports_are_read_as_a_shell_would():
    text = "# openfob\nexport SMARTCAR_CLIENT_ID=5b1f\nexport SMARTCAR_REDIRECT_URI='http://a/b?c=d e'\n"
    assert exports(text) == {"SMARTCAR_CLIENT_ID": "5b1f", "SMARTCAR_REDIRECT_URI": "http://a/b?c=d e"}
