//! docs/carkey.md tells of every number and word.

use std::collections::BTreeSet;

use openfob_carkey::Code;
use serde_json::Value;

#[test]
fn the_table_of_errors_has_every_number_and_every_word() {
    let page = include_str!("../../../../docs/carkey.md");
    let (_, table) = page.split_once("## What to tell the user").unwrap();
    let (table, _) = table.split_once("## Configuration").unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let told: BTreeSet<u16> =
        rows.iter().filter_map(|row| row.get(1)).flat_map(|cell| cell.split(", ")).flat_map(str::parse).collect();
    let known: BTreeSet<u16> = Code::ALL.iter().map(|code| code.number()).collect();
    assert_eq!(told, known);

    let vectors: Value = serde_json::from_str(include_str!("../vectors/vectors.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let Some(code) = case["code"].as_u64() else { continue };
        let word = format!("`{}`", case["expect"].as_str().unwrap());
        let names = |row: &&Vec<&str>| row.get(1) == Some(&&*code.to_string()) && row[2].contains(&word);
        assert!(rows.iter().find(names).is_some(), "{code} {word}");
    }
}
