"""curl alone, in a shell."""

from harness import suites


def test_the_key_before_and_after_by_curl(demo):
    suites.run(["bash", "virtual_key.sh"], demo, "curl", "curl")
