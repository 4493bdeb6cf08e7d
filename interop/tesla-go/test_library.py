"""Tesla's library for Go: the tests in `library_test.go`."""

import subprocess


def test_the_library(programs, owner):
    _, other = owner.make_key("other")
    environment = {**owner.environment(), "OTHER_PUBLIC_KEY_FILE": str(other)}
    command = [programs / "library.test", "-test.v", "-test.count=1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    assert "--- SKIP" not in done.stdout
    assert done.stdout.count("--- PASS") == done.stdout.count("=== RUN") > 0
