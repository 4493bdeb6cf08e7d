#!/usr/bin/env bash
# An application that has nothing but curl: it exchanges the code and asks for a car's key, before and after it is added.
set -euo pipefail

# What lies at a path of keys in the JSON on stdin.
pick() {
  "$OPENFOB_PYTHON" -c 'if True:
    import json, sys
    found = json.load(sys.stdin)
    for key in sys.argv[1:]:
        found = found[int(key) if isinstance(found, list) else key]
    print(found)' "$@"
}
expect() { [[ $2 == "$1" ]] || { echo "expected $1, got $2" >&2; exit 1; }; }
get() { curl --fail --silent --show-error "$OPENFOB_ORIGIN/v2.0/$1" -H "Authorization: Bearer $token" -X GET; }

owner=$(pick owner username <<<"$OPENFOB_DEMO")
simulator=$(pick simulator <<<"$OPENFOB_DEMO")

back=$("$OPENFOB_PYTHON" -m harness.connect "$OPENFOB_CONNECT_URL" "$OPENFOB_REDIRECT_URI" "$owner" TESLA)
code=$(pick code <<<"$back")
key_url=$(pick virtual_key_url <<<"$back")

token=$(curl --fail --silent --show-error "$OPENFOB_ORIGIN/oauth/token" -X POST \
  -u "$OPENFOB_CLIENT_ID:$OPENFOB_CLIENT_SECRET" -d grant_type=authorization_code -d "code=$code" \
  --data-urlencode "redirect_uri=$OPENFOB_REDIRECT_URI" | pick access_token)
id=$(get vehicles | pick vehicles 0)
vin=$(get "vehicles/$id/vin" | pick vin)

expect '{"isPaired":false}' "$(get "vehicles/$id/tesla/virtual_key")"
curl --fail --silent --show-error --output /dev/null "$simulator/api/cars/$vin/add-key" \
  -H 'Content-Type: application/json' -d "{\"key\":\"${key_url##*/_ak/}\"}"
expect '{"isPaired":true}' "$(get "vehicles/$id/tesla/virtual_key")"
