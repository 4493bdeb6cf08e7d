//! The page of all commands, which follows from the table.

use std::fmt::Write;
use std::{env, fs};

use openfob_tesla_command::{COMMANDS, Domain, Fault, Parameter, ParameterKind, Route};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/tesla-commands.md");

const INTRODUCTION: &str = "# Tesla's commands

The commands of Tesla's Fleet API, `POST /api/1/vehicles/{vin}/command/{name}`, as openfob reads, checks and signs them.

A signed command goes to one of two parts of the car: vehicle security (locks, closures, remote start, keys) or infotainment
(everything else). A command marked *Fleet API* is done by Tesla's servers and is sent unsigned to every car. A car that needs no
signed commands gets all of them unsigned.

Parameters are the members of a JSON object; the body may be empty where none is required. A number must be a JSON number, a
truth value `true` or `false`. Members that a command does not take are ignored. Nothing is signed before all of it was checked.
";

const ERRORS: &str = "
## What is wrong with a command

| status | where | text |
|---|---|---|
| 400 | `error` | `invalid_command`: no command has that name |
| 400 | `error` | `command not implemented` |
| 400 | the whole body | `error occurred while parsing request parameters`: the body is neither empty nor a JSON object |
| 400 | `reason` | `missing NAME param` |
| 400 | `reason` | `invalid NAME param`: of another type, or outside what its field can hold |
| 400 | `reason` | `invalid_value`, `invalid setting: NAME` |
| 400 | `error` | `invalid seat position`, `unrecognized day name: NAME`, `command must be 'vent' or 'close'` |
| 500 | `error` | `invalid volume (should be in [0, 10])`, `PIN codes must be four digits`, `invalid departure time`, `invalid seat position` (seat coolers) |
";

const FAULTS: &str = "
## What a car may say

A car that understood a command and would not do it gives a reason. Everything else is a fault of the protocol:

| fault | meaning | may do later | of the session |
|---|---|---|---|
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n## Commands\n\n| command | goes to | parameters |\n|---|---|---|\n");
    for command in COMMANDS {
        let parameters: Vec<String> = command.parameters.iter().map(parameter).collect();
        writeln!(page, "| `{}` | {} | {} |", command.name, route(command.route), parameters.join("<br>")).unwrap();
    }
    page.push_str(ERRORS);
    page.push_str(FAULTS);
    for fault in Fault::ALL {
        let yes = |is| if is { "yes" } else { "" };
        let (temporary, session) = (yes(fault.is_temporary()), yes(fault.is_of_the_session()));
        writeln!(page, "| `{fault}` | {} | {temporary} | {session} |", fault.meaning()).unwrap();
    }
    page.push_str(
        "\nA fault of the session brings what heals it: the next attempt is authorised anew. After `RESPONSE_MTU_EXCEEDED` and\n\
         after an answer that cannot be read, the car may have done what it was told; such a command is not sent again.\n",
    );
    page
}

fn route(route: Route) -> &'static str {
    match route {
        Route::Signed(Domain::VehicleSecurity) => "vehicle security",
        Route::Signed(Domain::Infotainment) => "infotainment",
        Route::WakeUp => "Fleet API: `wake_up`",
        Route::Rest => "Fleet API",
        Route::NotImplemented => "nowhere: not implemented",
    }
}

fn parameter(parameter: &Parameter) -> String {
    let kind = match parameter.kind {
        ParameterKind::Number => "number",
        ParameterKind::Bool => "truth value",
        ParameterKind::Text => "string",
    };
    let optional = if parameter.required { "" } else { ", optional" };
    let meaning = if parameter.meaning.is_empty() { String::new() } else { format!(": {}", parameter.meaning) };
    format!("`{}` ({kind}{optional}){meaning}", parameter.name)
}

#[test]
fn the_page_of_commands_says_what_the_table_says() {
    let expected = page();
    if env::var_os("OPENFOB_WRITE_REFERENCE").is_some() {
        fs::write(PAGE, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(PAGE).unwrap_or_default() == expected,
        "docs/reference/tesla-commands.md is out of date: write it anew with OPENFOB_WRITE_REFERENCE=1 cargo test -p \
         openfob-tesla-command reference"
    );
}
