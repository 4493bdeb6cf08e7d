//! Which crate may use which. The list is the rule; docs/architecture.md has the reasons.
//!
//! Doors open downwards, from a floor to a lower one; the adapters may also use `automaker`, which is on their own floor.

use serde::Deserialize;

/// What `cargo metadata --no-deps` says, as far as the doors are concerned.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    workspace_root: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    /// Where it lies, for one of our own.
    path: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
}

struct Room {
    folder: &'static str,
    floor: u8,
    /// Folders of the crates that it may use.
    may_use: &'static [&'static str],
}

const fn room(folder: &'static str, floor: u8, may_use: &'static [&'static str]) -> Room {
    Room { folder, floor, may_use }
}

const ROOMS: &[Room] = &[
    room("allocator", 0, &[]),
    room("domain", 0, &[]),
    room("tesla-command", 0, &[]),
    room("tesla-telemetry", 0, &[]),
    room("carkey", 0, &[]),
    room("store", 1, &["domain"]),
    room("automaker", 1, &["domain"]),
    room("garage", 1, &["automaker", "domain"]),
    room("tesla", 1, &["automaker", "domain", "tesla-command", "tesla-telemetry"]),
    room("psa", 1, &["automaker", "carkey", "domain"]),
    room("gateway", 2, &["automaker", "domain", "store"]),
    room("carkey-service", 2, &["automaker", "carkey", "domain", "store"]),
    room("pims", 2, &["carkey"]),
    room("simulator", 2, &["carkey", "tesla-command", "tesla-telemetry"]),
    room(
        PROGRAM,
        3,
        &[
            "allocator",
            "automaker",
            "carkey",
            "carkey-service",
            "domain",
            "garage",
            "gateway",
            "psa",
            "simulator",
            "store",
            "tesla",
            "tesla-command",
            "tesla-telemetry",
        ],
    ),
];

/// The one crate that builds a program.
const PROGRAM: &str = "openfob";

/// The chores and the benchmark, which are programs as well, and no part of the house.
const TOOLS: &[&str] = &["xtask", "openfob-bench"];

const ADAPTERS: &[&str] = &["garage", "psa", "tesla"];

/// Floor 0 is pure: no I/O and no async runtime.
const NOT_ON_FLOOR_0: &[&str] = &["axum", "hyper", "reqwest", "sqlx", "tokio"];

/// Adapters know nothing of the gateway's HTTP nor of SQL.
const NOT_IN_ADAPTERS: &[&str] = &["axum", "axum-extra", "sqlx"];

/// What even the tests of some crates may not use: the simulator is written without ours, and adapters without the
/// rooms above and beside them.
const NOT_EVEN_IN_TESTS: &[(&[&str], &[&str])] =
    &[(&["simulator"], &["automaker", "domain", "garage", "psa", "tesla"]), (ADAPTERS, &["gateway", "store"])];

/// Every rule that the workspace breaks, a sentence each.
pub(crate) fn violations(metadata: &Metadata) -> Vec<String> {
    metadata.packages.iter().flat_map(|package| package_violations(package, &metadata.workspace_root)).collect()
}

fn package_violations(package: &Package, workspace_root: &str) -> Vec<String> {
    let mut found = Vec::new();
    let name = &package.name;
    let is_program = package.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "bin"));
    if is_program && name != PROGRAM && !TOOLS.contains(&name.as_str()) {
        found.push(format!("{name} builds a program: only crates/{PROGRAM} does; make it a subcommand of that"));
    }
    let Some(folder) = crate_folder(&package.manifest_path, workspace_root) else { return found };
    let expected = if folder == PROGRAM { PROGRAM.to_owned() } else { format!("openfob-{folder}") };
    if *name != expected {
        found.push(format!("crates/{folder} is called {name}: call the package {expected}"));
    }
    let Some(room) = ROOMS.iter().find(|room| room.folder == folder) else {
        found.push(format!(
            "crates/{folder} has no floor: give it one in xtask/src/doors.rs and a sentence in docs/architecture.md"
        ));
        return found;
    };
    found.extend(package.dependencies.iter().filter_map(|dependency| dependency_violation(room, dependency)));
    found
}

fn dependency_violation(room: &Room, dependency: &Dependency) -> Option<String> {
    let folder = room.folder;
    let name = dependency.name.as_str();
    let in_tests = dependency.kind.as_deref() == Some("dev");
    if dependency.path.is_some() {
        let used = name.strip_prefix("openfob-").unwrap_or(name);
        let forbidden_in_tests =
            NOT_EVEN_IN_TESTS.iter().any(|(rooms, forbidden)| rooms.contains(&folder) && forbidden.contains(&used));
        return match (in_tests, room.may_use.contains(&used)) {
            (true, _) if forbidden_in_tests => Some(format!("{folder} uses {used} in its tests: not even there")),
            (false, false) => Some(format!("{folder} uses {used}: it may use {}", one_of(room.may_use))),
            _ => None,
        };
    }
    if in_tests {
        return None;
    }
    if room.floor == 0 && NOT_ON_FLOOR_0.contains(&name) {
        return Some(format!("{folder} uses {name}: floor 0 does no I/O and knows no async runtime"));
    }
    if ADAPTERS.contains(&folder) && NOT_IN_ADAPTERS.contains(&name) {
        return Some(format!("{folder} uses {name}: an adapter is handed its HTTP client and keeps nothing"));
    }
    None
}

/// The folder under `crates/` in which a package lies.
fn crate_folder<'a>(manifest_path: &'a str, workspace_root: &str) -> Option<&'a str> {
    manifest_path.strip_prefix(workspace_root)?.strip_prefix("/crates/")?.strip_suffix("/Cargo.toml")
}

fn one_of(folders: &[&str]) -> String {
    if folders.is_empty() { "none of ours".to_owned() } else { format!("only {}", folders.join(", ")) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn ours(folder: &str) -> Value {
        json!({"name": format!("openfob-{folder}"), "kind": null, "path": format!("/house/crates/{folder}")})
    }

    fn theirs(name: &str) -> Value {
        json!({"name": name, "kind": null, "path": null})
    }

    fn in_tests(mut dependency: Value) -> Value {
        dependency["kind"] = "dev".into();
        dependency
    }

    fn package(folder: &str, dependencies: &[Value]) -> Value {
        json!({
            "name": format!("openfob-{folder}"),
            "manifest_path": format!("/house/crates/{folder}/Cargo.toml"),
            "dependencies": dependencies,
            "targets": [{"kind": ["lib"]}],
        })
    }

    fn found(packages: &[Value]) -> Vec<String> {
        let metadata = json!({"packages": packages, "workspace_root": "/house"});
        violations(&serde_json::from_value(metadata).unwrap())
    }

    #[test]
    fn the_list_itself_opens_doors_downwards_only() {
        for room in ROOMS {
            for used in room.may_use {
                let below = ROOMS.iter().find(|other| other.folder == *used).expect("a listed crate has a floor");
                let adapters_door = ADAPTERS.contains(&room.folder) && *used == "automaker";
                assert!(below.floor < room.floor || adapters_door, "{} -> {used}", room.folder);
            }
        }
    }

    #[test]
    fn a_house_that_keeps_to_its_doors_has_no_violation() {
        let program = json!({
            "name": "openfob",
            "manifest_path": "/house/crates/openfob/Cargo.toml",
            "dependencies": [ours("gateway"), ours("simulator"), ours("garage"), theirs("axum")],
            "targets": [{"kind": ["lib"]}, {"kind": ["bin"]}],
        });
        let chores = json!({
            "name": "xtask", "manifest_path": "/house/xtask/Cargo.toml",
            "dependencies": [theirs("tokio")], "targets": [{"kind": ["bin"]}],
        });
        let house = [
            program,
            chores,
            package("domain", &[theirs("serde"), in_tests(theirs("tokio"))]),
            package("garage", &[ours("automaker"), ours("domain"), in_tests(ours("simulator"))]),
            package("gateway", &[ours("automaker"), ours("store"), theirs("axum"), in_tests(ours("garage"))]),
            package("simulator", &[ours("tesla-command"), theirs("axum")]),
        ];
        assert_eq!(found(&house), Vec::<String>::new());
    }

    #[test]
    fn each_broken_rule_is_told() {
        let cases = [
            (package("domain", &[ours("store")]), "domain uses store: it may use none of ours"),
            (package("store", &[ours("automaker")]), "store uses automaker: it may use only domain"),
            (package("garage", &[ours("tesla")]), "garage uses tesla: it may use only automaker, domain"),
            (package("garage", &[ours("gateway")]), "garage uses gateway: it may use only automaker, domain"),
            (package("garage", &[in_tests(ours("store"))]), "garage uses store in its tests: not even there"),
            (package("gateway", &[ours("garage")]), "gateway uses garage: it may use only automaker, domain, store"),
            (
                package("gateway", &[ours("simulator")]),
                "gateway uses simulator: it may use only automaker, domain, store",
            ),
            (
                package("simulator", &[ours("domain")]),
                "simulator uses domain: it may use only carkey, tesla-command, tesla-telemetry",
            ),
            (package("simulator", &[in_tests(ours("garage"))]), "simulator uses garage in its tests: not even there"),
            (
                package("carkey", &[theirs("tokio")]),
                "carkey uses tokio: floor 0 does no I/O and knows no async runtime",
            ),
            (
                package("psa", &[theirs("sqlx")]),
                "psa uses sqlx: an adapter is handed its HTTP client and keeps nothing",
            ),
            (
                package("attic", &[]),
                "crates/attic has no floor: give it one in xtask/src/doors.rs and a sentence in docs/architecture.md",
            ),
        ];
        for (broken, told) in cases {
            assert_eq!(found(&[broken]), [told]);
        }
    }

    #[test]
    fn a_build_script_gets_no_door_of_its_own() {
        let mut dependency = ours("store");
        dependency["kind"] = "build".into();
        assert_eq!(found(&[package("domain", &[dependency])]).len(), 1);
    }

    #[test]
    fn only_one_crate_builds_a_program() {
        let mut second = package("pims", &[]);
        second["targets"] = json!([{"kind": ["lib"]}, {"kind": ["bin"]}]);
        assert_eq!(
            found(&[second]),
            ["openfob-pims builds a program: only crates/openfob does; make it a subcommand of that"]
        );
    }

    #[test]
    fn a_package_is_named_after_its_folder() {
        let mut misnamed = package("store", &[]);
        misnamed["name"] = "openfob-storage".into();
        assert_eq!(found(&[misnamed]), ["crates/store is called openfob-storage: call the package openfob-store"]);
    }
}
