use crate::sandbox::{Sandbox, assert_outcome};

#[test]
fn a_bad_file_is_told_mistake_by_mistake() {
    let sandbox = Sandbox::new();
    sandbox.write("openfob.toml", "[server]\nlisten = \"here\"\npublic_ulr = \"https://a.example\"\n\n[serverr]\n");
    assert_outcome!(sandbox, sandbox.run(&["config", "check", "openfob.toml"]), @"
    status 1
    --- stdout
    --- stderr
    error: the configuration has 3 mistakes:
      openfob.toml:3: unknown key `server.public_ulr`; did you mean `public_url`?
      openfob.toml:5: unknown section [serverr]; did you mean `server`?
      openfob.toml:2: server.listen is `here`: invalid socket address syntax; expected an address with a port, such as 127.0.0.1:[PORT]
    hint: `openfob config reference` lists every key and what it expects
    ");
    assert_eq!(sandbox.run(&["serve", "--config", "openfob.toml"]).status, 1);
}

#[test]
fn a_missing_file_is_told() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["serve", "--config", "nowhere.toml"]), @"
    status 1
    --- stdout
    --- stderr
    error: nowhere.toml: cannot be read: No such file or directory (os error 2)
    hint: `openfob config reference` lists every key and what it expects
    ");
}

#[test]
fn a_good_file_is_told_with_what_comes_of_it() {
    let sandbox = Sandbox::new();
    sandbox.write("openfob.toml", "[server]\npublic_url = \"https://fob.example.com/\"\n");
    assert_outcome!(sandbox, sandbox.run(&["config", "check", "openfob.toml"]), @"
    status 0
    --- stdout
    openfob.toml is good: the gateway would answer as https://fob.example.com
    --- stderr
    ");
    let variables = [("OPENFOB__SERVER__PUBLIC_URL", "https://other.example.com")];
    let outcome = sandbox.run_with(&["config", "check", "openfob.toml"], &variables);
    assert!(outcome.stdout.contains("https://other.example.com"), "{outcome}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot of every key")]
fn the_reference_lists_every_key_that_can_be_given() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["config", "reference"]), @r#"
    status 0
    --- stdout
    # Configuration

    `openfob serve --config FILE` reads a TOML file. An environment variable `OPENFOB__SECTION__KEY` outranks the file, a flag outranks both. `openfob config check FILE` tells what is wrong with a file.

    ## [server]

    | key | expected | default | |
    |---|---|---|---|
    | `listen` | an address with a port, such as 127.0.0.1:[PORT] | 127.0.0.1:[PORT] | The address on which the gateway takes HTTP, or HTTPS where `[server.tls]` is given. |
    | `public_url` | an http or https address without a path, such as https://fob.example.com | http:// (with TLS https://) and the address of `listen` | The address under which browsers, phones and applications reach the gateway. Links and QR codes use it. |
    | `redirect_listen` | an address with a port, such as 0.0.0.0:80 | none | A second address, for plain HTTP, that sends browsers to `public_url`. |
    | `trusted_proxies` | a list of addresses or networks, such as ["10.0.0.0/8", "192.0.2.7"] | none | The proxies whose `X-Forwarded-For` or `Forwarded` is believed about who asks. |
    | `max_connections` | a whole number from 1 | 4096 | Connections at a time. Further ones wait. Fewer where the system allows fewer open files. |
    | `drain_delay` | a time such as 5s | 0s | How long a server that is told to stop goes on taking connections while `/readyz` says 503 already. |
    | `drain_timeout` | a time such as 20s | 20s | How long requests under way may take to end after that. Then they are cut off. |
    | `operator_name` | a name | openfob | Who secures the connection, as the footer of the owners' pages says. |
    | `docs_base` | an address, such as https://docs.example.com/errors | this server's own pages | Where the `docURL` of an error points. |

    ## [server.tls]

    | key | expected | default | |
    |---|---|---|---|
    | `certificate` | a PEM file | none: plain HTTP | The server's certificate, then those that lead to its root. Read anew when it changes. |
    | `key` | a PEM file | none | The certificate's private key, without a password: P-256, P-384, RSA or Ed25519. Read anew when it changes. |

    ## [data]

    | key | expected | default | |
    |---|---|---|---|
    | `dir` | a directory | openfob-data | The directory of the database, its key file and the lock. It is made if missing, and has one writer at a time. |

    ## [keys]

    | key | expected | default | |
    |---|---|---|---|
    | `domain` | a domain name, such as fob.example.com | the host of `server.public_url`; `openfob.localhost` where that is an IP address or a name without a dot | The key domain of applications that name none: the domain on which the public key is published, and which names the key in cars. |
    | `base_domain` | a domain name, such as keys.example.com | `domain` | Below it lie the key domains of applications made with `openfob app create --key-subdomain NAME`. A DNS record for every name below it has to lead to this server. |
    | `max_age` | whole seconds | what the automaker's word costs: 60 for Tesla, 0 where it is free | How old what is known of a key may be where an application asks; older, the automaker is asked first. |
    | `check_every` | whole seconds from 60 | 900 | How often the keys of connected cars are checked though nobody asks. |
    | `watch` | whole seconds with spaces between them, such as 2 3 5 8 | 2 3 5 8 | How long Connect's key page waits between its looks; the last one repeats. |
    | `watch_for` | whole seconds | 600 | How long Connect's key page watches for a key. |

    ## [simulator]

    | key | expected | default | |
    |---|---|---|---|
    | `url` | an http or https address without a path, such as http://127.0.0.1:[PORT] | none: `mode=simulated` is refused | Where the gateway reaches a simulator (`openfob sim serve`). |
    | `public_url` | an http or https address without a path, such as https://cars.example.com | `url` | Where owners' browsers reach the simulator. |

    ## [mail]

    | key | expected | default | |
    |---|---|---|---|
    | `smtp` | smtps://host:port, or smtp://host:port with ?tls=required for STARTTLS, without user and password | none: no e-mail is offered | The mail server. |
    | `from` | an address such as `Voltwise <cars@example.com>` | openfob@ and the mail server's host | Who e-mail is from. |
    | `username` | the mail server's user | none: no sign-in | The user to sign in as at the mail server. |
    | `password` | that user's password | empty | Better given as the environment variable OPENFOB__MAIL__PASSWORD than in a file. |

    ## [limits]

    | key | expected | default | |
    |---|---|---|---|
    | `application_burst` | a whole number from 1 | no limit | Requests that an application may make at once; Smartcar's own is 120. Beyond it: `RATE_LIMIT:SMARTCAR_API`. |
    | `application_per_minute` | a whole number from 1 | 2 | Requests that an application gets back each minute. |
    | `vehicle_burst` | a whole number from 1 | no limit | Requests that an application may make at once about one vehicle. Beyond it: `RATE_LIMIT:VEHICLE`. |
    | `vehicle_per_minute` | a whole number from 1 | 2 | Requests about one vehicle that an application gets back each minute. |

    ## [costs]

    | key | expected | default | |
    |---|---|---|---|
    | `monthly_cap` | dollars in quotes, such as "10" or "2.50" | no cap | What all applications of one partner may spend at an automaker in a calendar month (UTC). What would cost more is not sent: reads, key checks, commands and the background refresh, until the month ends. Tesla's monthly discount is 10 dollars. |
    | `application_monthly_cap` | dollars in quotes, such as "10" or "2.50" | no cap | The same for one application. |

    ## [metrics]

    | key | expected | default | |
    |---|---|---|---|
    | `listen` | an address with a port, such as 127.0.0.1:[PORT] | none: nothing is measured | The address of `/metrics`, for Prometheus, with `/healthz` and `/readyz`. Plain HTTP, for nobody outside. |

    ## [carkey]

    | key | expected | default | |
    |---|---|---|---|
    | `anchors` | PEM files of certificates, such as ["psa-anchor.pem"] | none: there is no CarKey service | Whose cars are believed: attestations are signed under certificates that lead to one of these. As an environment variable: with commas between. |
    | `max_age` | a length of time such as 60s | 60s | How old a car's attestation may be. |
    | `max_ahead` | a length of time such as 5s | 5s | How far a car's clock may be ahead. |
    | `positions` | numbers from 0 to 3, such as [1, 2] | 1 | Ignition positions in which a key counts: 0 stop, 1 contact, 2 starting, 3 free. The maker never said which. |
    | `late_reactivation` | `refused` or `from_scratch` | refused | What an activation may do once a suspended CarKey could no longer be brought back, or was disabled: nothing until the car was removed from the account, or the same as a first one. The maker never said. |
    | `steps_in_order` | true or false | true | Whether CarKey waits for a trusted phone number and an enrolled phone. |
    | `sms_url` | an http or https address | none: SMS are written into the log | Where SMS are posted to, as `{"to": "+33…", "text": "…"}`. |
    | `sms_token_file` | a file that holds a token | none | The bearer token that `sms_url` asks for. |
    | `sms_per_day` | a whole number | 10 | SMS for one account within 24 hours. |
    | `pin_attempts` | a whole number | 3 | Wrong PINs in a row until the account is blocked. |
    | `phones` | a whole number | 5 | Phones enrolled on one account. |
    | `calls_per_minute` | a whole number from 1 | 120 | Calls of one account in a minute. Beyond it: 2204, `carkey.rate_limit`. |
    | `sign_ins_per_minute` | a whole number from 1 | 600 | Sign-ins that are begun through one application in a minute. Beyond it: 2204, `carkey.rate_limit`. |
    | `challenge` | a length of time such as 2m | 2m | How long a car may take to answer a challenge. |
    | `security_code` | a length of time such as 24h | 24h | How long the security code of an activation is good. |

    ## [webhooks]

    | key | expected | default | |
    |---|---|---|---|
    | `allow` | addresses or blocks of them, such as ["10.0.0.0/8", "fd00::/8"] | none: public addresses alone | Addresses that webhooks may be sent to although they are loopback, private or otherwise not public. As an environment variable: with commas between. |
    | `allow_http` | true or false | false | Whether webhooks may be sent over plain `http`; others on the way can read and change them. |

    ## [retention]

    | key | expected | default | |
    |---|---|---|---|
    | `readings_days` | a whole number of days from 1, or `never` | 90 | How long the last reading of each signal is kept after it was fetched. `never` deletes none. |
    | `deliveries_days` | a whole number of days from 1, or `never` | 30 | How long deliveries to webhooks are kept after their last attempt. What still has to leave is kept in any case. |
    | `events_days` | a whole number of days from 1, or `never` | 90 | How long events, such as changes of key states, are kept. An event is kept as long as a delivery of it. |
    | `tokens_days` | a whole number of days from 1, or `never` | 30 | How long codes and tokens are kept after they expired. Until they expire they are kept in any case. |
    | `costs_days` | a whole number of days from 1, or `never` | 400 | How long the counts of calls to automakers are kept, by which `openfob cost` tells what they cost. |

    ## [log]

    | key | expected | default | |
    |---|---|---|---|
    | `format` | `text` or `json` | text | Lines for people, or one JSON object per line. |
    | `filter` | a level (error, warn, info, debug), alone or by module as in `info,openfob_gateway=debug` | info | Which lines are written. |
    --- stderr
    "#);
}

#[test]
fn the_reference_page_is_what_the_program_writes() {
    let sandbox = Sandbox::new();
    let page = include_str!("../../../../docs/reference/configuration.md");
    assert_eq!(
        sandbox.run(&["config", "reference"]).stdout,
        page,
        "write it anew: openfob config reference > docs/reference/configuration.md"
    );
}
