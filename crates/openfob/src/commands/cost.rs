//! `openfob cost`: what calls to automakers cost, through the admin router.

use openfob_automaker::Dollars;
use serde_json::Value;

use super::app::{admin, understood};
use crate::admin::{Bill, BillRow};
use crate::args::{Cost, CostBy};
use crate::failure::Failure;
use crate::printer::Printer;

/// Shows the bill.
pub(super) async fn run(cost: &Cost, printer: &mut Printer) -> Result<(), Failure> {
    let mut path = format!("/costs?by={}", cost.by.as_str());
    if let Some(days) = &cost.days {
        let is_plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'/');
        if !days.bytes().all(is_plain) {
            return Err(Failure::user(format!("`{days}` is neither a month nor days"))
                .hint("write 2026-11, or 2026-11-01/2026-11-15"));
        }
        path = format!("{path}&days={days}");
    }
    let answer: Value = admin(&cost.source, "cost").await?.get(&path).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    tell(&understood(answer)?, cost.by, printer)
}

fn tell(bill: &Bill, by: CostBy, printer: &mut Printer) -> Result<(), Failure> {
    let Bill { from, to, .. } = bill;
    if bill.rows.is_empty() {
        printer.line(format!("No automaker was asked anything that is counted, from {from} to {to}."))?;
    } else {
        printer
            .line(format!("From {from} to {to}, in UTC. The amounts are list prices, without discounts and taxes."))?;
        printer.line("")?;
        table(bill, by, printer)?;
    }
    caps(bill, printer)?;
    for prices in &bill.prices {
        let dollar = prices.per_dollar.iter().map(|(class, count)| format!("{count} {class}"));
        let dollar = dollar.collect::<Vec<_>>().join(", ");
        let (automaker, source, as_of) = (&prices.automaker, &prices.source, &prices.as_of);
        printer.line(format!("\nA dollar buys at {automaker}: {dollar} ({as_of}, {source})."))?;
    }
    Ok(())
}

fn table(bill: &Bill, by: CostBy, printer: &mut Printer) -> Result<(), Failure> {
    let heading = by.as_str().to_uppercase();
    let mut header = vec!["CARS"];
    if by != CostBy::Class {
        header.push(&heading);
    }
    header.extend(["CLASS", "CALLS", "COST"]);
    let mut rows = Vec::new();
    for total in &bill.totals {
        let of_mode = bill.rows.iter().filter(|row| row.mode == total.mode);
        rows.extend(of_mode.map(|row| line(&row.mode, by, &what(row), &row.class, row.calls, row.cost_micros)));
        rows.push(line(&total.mode, by, "", "total", total.calls, total.cost_micros));
    }
    printer.table(&header, rows)
}

fn line(mode: &str, by: CostBy, of: &str, class: &str, calls: u64, micros: u64) -> Vec<String> {
    let mut line = vec![mode.to_owned()];
    if by != CostBy::Class {
        line.push(of.to_owned());
    }
    line.extend([class.to_owned(), calls.to_string(), amount(micros)]);
    line
}

fn what(row: &BillRow) -> String {
    match (&row.name, &row.of) {
        (Some(name), _) => name.clone(),
        (None, Some(of)) => of.clone(),
        (None, None) => "none in particular".to_owned(),
    }
}

fn caps(bill: &Bill, printer: &mut Printer) -> Result<(), Failure> {
    let capped: Vec<Vec<String>> = bill
        .standings
        .iter()
        .filter_map(|standing| {
            let state = match standing.reached_at {
                Some(at) => format!("reached {at:.0}, nothing that costs is asked until {:.0}", standing.until),
                None => String::new(),
            };
            let (cap, left) = (amount(standing.cap_micros?), amount(standing.left_micros?));
            let of = format!("{} {}", standing.scope, standing.of);
            Some(vec![standing.mode.clone(), of, amount(standing.spent_micros), cap, left, state])
        })
        .collect();
    printer.line("")?;
    if capped.is_empty() {
        return printer.line(
            "This month has no cap that anything counts towards; `costs.monthly_cap` of the configuration sets one.",
        );
    }
    printer.table(&["CARS", "THIS MONTH", "SPENT", "CAP", "LEFT", ""], capped)
}

fn amount(micros: u64) -> String {
    Dollars::from_micros(micros).to_string()
}
