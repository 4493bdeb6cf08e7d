"""Programs with Tesla's hosts built in: led here by `HTTPS_PROXY` and `SSL_CERT_FILE` alone."""

import os
import subprocess
import sys

EU = "https://fleet-api.prd.eu.vn.cloud.tesla.com"
NA = "https://fleet-api.prd.na.vn.cloud.tesla.com"


def environment(tesla):
    # What would outrank the two variables.
    others = {"no_proxy", "https_proxy", "curl_ca_bundle", "ssl_cert_dir"}
    inherited = {name: value for name, value in os.environ.items() if name.lower() not in others}
    return {**inherited, **tesla.environment()}


def curl(tesla, *arguments):
    command = ["curl", "-sS", "-w", "\n%{http_code}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(tesla), timeout=60, check=False)
    return done.stdout.rsplit("\n", 1), done


def test_curl_reaches_the_regions_and_is_sent_to_the_right_one(tesla):
    token = tesla.run("token").strip()
    (body, status), _ = curl(tesla, "-H", f"Authorization: Bearer {token}", f"{EU}/api/1/vehicles")
    assert status == "200" and "5YJ3E1EA7MF004821" in body
    (body, status), _ = curl(tesla, "-H", f"Authorization: Bearer {token}", f"{NA}/api/1/vehicles")
    assert status == "421" and f"use base URL: {EU}," in body


def test_other_hosts_are_not_reached_through_the_proxy(tesla):
    _, done = curl(tesla, "https://example.com/")
    assert done.returncode != 0 and "403" in done.stderr


def test_python_gets_an_applications_token_at_teslas_host(tesla):
    facts = tesla.facts
    script = f"""
import json, urllib.parse, urllib.request
fields = {{"grant_type": "client_credentials", "client_id": "{facts["client_id"]}",
          "client_secret": "{facts["client_secret"]}", "audience": "{EU}"}}
data = urllib.parse.urlencode(fields).encode()
answer = urllib.request.urlopen("https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/token", data)
print(json.load(answer)["token_type"])
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(tesla), timeout=60, check=False)
    assert done.stdout.strip() == "Bearer", done.stderr
