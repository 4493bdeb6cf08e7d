use crate::sandbox::{Sandbox, assert_outcome};

#[test]
fn without_a_command_it_says_what_it_is_and_what_to_try() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&[]), @"
    status 0
    --- stdout
    openfob 0.1.0, the open, self-hosted gateway for the digital keys of connected cars.
    It speaks Smartcar's API, so the SDKs you already have work with it.

    Try it:          openfob demo
    Run it:          openfob serve --config FILE
    Everything else: openfob --help
    --- stderr
    ");
}

#[test]
fn a_mistyped_command_is_the_users_matter() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["dmeo"]), @"
    status 1
    --- stdout
    --- stderr
    error: unrecognized subcommand 'dmeo'

      tip: a similar subcommand exists: 'demo'

    Usage: openfob [OPTIONS] [COMMAND]

    For more information, try '--help'.
    ");
}

#[test]
fn a_wrong_value_says_what_was_expected() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["demo", "--listen", "8080"]), @"
    status 1
    --- stdout
    --- stderr
    error: invalid value '8080' for '--listen <ADDRESS>': invalid socket address syntax

    For more information, try '--help'.
    ");
    assert_outcome!(sandbox, sandbox.run(&["demo", "--public-url", "http://a.example/x"]), @"
    status 1
    --- stdout
    --- stderr
    error: invalid value 'http://a.example/x' for '--public-url <URL>': it has more than scheme, host and port

    For more information, try '--help'.
    ");
}

#[test]
fn an_address_in_use_is_told_with_a_way_out() {
    let sandbox = Sandbox::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert_outcome!(sandbox, sandbox.run(&["demo", "--listen", &address]), @"
    status 1
    --- stdout
    --- stderr
    error: cannot listen on 127.0.0.1:[PORT]: Address already in use (os error 98)
    hint: stop what listens there, or choose another port: --listen 127.0.0.1:0
    ");
}

#[test]
fn help_and_version_are_results() {
    let sandbox = Sandbox::new();
    for arguments in [&["--help"][..], &["--version"], &["app", "create", "--help"], &["sim", "psa", "set", "--help"]] {
        let outcome = sandbox.run(arguments);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(!outcome.stdout.is_empty(), "{arguments:?}");
    }
}
