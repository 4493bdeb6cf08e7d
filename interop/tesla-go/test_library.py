"""Tesla's library for Go: the tests in `library_test.go`."""


def test_the_library(run_tests, owner):
    _, other = owner.make_key("other")
    environment = {**owner.environment(), "OTHER_PUBLIC_KEY_FILE": str(other)}
    run_tests("library.test", environment)
