//! `openfob tesla partner`: who Tesla knows this server as, through the admin router.

use std::io::{IsTerminal, Read};
use std::path::Path;

use serde_json::{Value, json};

use super::app::{admin, understood};
use crate::admin::{NewPartner, Partner, PartnerKey, Registration};
use crate::args::{DataSource, Partner as Action, PartnerAdd, PartnerNamed, PartnerRegister, PartnerRotate};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::secret::Secret;

/// Where a client secret may stand, so that it is on no command line.
const CLIENT_SECRET_VARIABLE: &str = "OPENFOB_TESLA_CLIENT_SECRET";

/// Runs one of its commands.
pub(super) async fn run(partner: Action, printer: &mut Printer) -> Result<(), Failure> {
    match partner {
        Action::Add(add) => add_one(*add, printer).await,
        Action::List(source) => list(&source, printer).await,
        Action::Show(named) => show(&named, printer).await,
        Action::Register(register) => register_one(&register, printer).await,
        Action::Rotate(rotate) => rotate_one(&rotate, printer).await,
        Action::Remove(named) => remove(&named, printer).await,
    }
}

async fn add_one(add: PartnerAdd, printer: &mut Printer) -> Result<(), Failure> {
    let client_secret = match &add.client_id {
        Some(_) => Some(client_secret(add.client_secret_file.as_deref())?),
        None => None,
    };
    let new = NewPartner {
        name: add.name,
        key_domain: add.key_domain.map(String::from),
        client_id: add.client_id,
        client_secret,
        private_key: add.key.as_deref().map(private_key).transpose()?,
        regions: (!add.regions.is_empty()).then_some(add.regions),
    };
    DataDir::create(&add.source.config()?.data.dir)?;
    let answer: Value = admin(&add.source, "tesla partner add").await?.post("/partners", &new).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    tell(&understood(answer)?, printer)
}

async fn list(source: &DataSource, printer: &mut Printer) -> Result<(), Failure> {
    let answer: Value = admin(source, "tesla partner list").await?.get("/partners").await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let partners: Vec<Partner> = understood(answer)?;
    let rows = partners.into_iter().map(|partner| {
        let default = if partner.default { "yes" } else { "" };
        let client = partner.client_id.unwrap_or_else(|| "none".to_owned());
        vec![partner.name, default.to_owned(), partner.key_domain, client, partner.key.id]
    });
    printer.table(&["NAME", "DEFAULT", "KEY DOMAIN", "CLIENT ID", "KEY"], rows.collect())
}

async fn show(named: &PartnerNamed, printer: &mut Printer) -> Result<(), Failure> {
    let answer: Value = admin(&named.source, "tesla partner show").await?.get(&path(&named.name)?).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    tell(&understood(answer)?, printer)
}

async fn register_one(register: &PartnerRegister, printer: &mut Printer) -> Result<(), Failure> {
    let body = match &register.region {
        Some(region) => json!({"region": region}),
        None => json!({}),
    };
    let path = format!("{}/register", path(&register.name)?);
    let answer: Value = admin(&register.source, "tesla partner register").await?.post(&path, &body).await?;
    let partner: Partner = understood(answer.clone())?;
    if printer.wants_json() {
        printer.json(&answer)?;
    } else {
        registrations(&partner, printer)?;
    }
    let asked = |region: &&Registration| register.region.as_ref().is_none_or(|asked| *asked == region.region);
    let missing = partner.registrations.iter().filter(asked).filter(|region| !region.key_matches).count();
    if missing == 0 {
        Ok(())
    } else {
        Err(Failure::user(format!("{missing} region(s) are not registered as they should be")))
    }
}

async fn rotate_one(rotate: &PartnerRotate, printer: &mut Printer) -> Result<(), Failure> {
    if !rotate.yes {
        return Err(Failure::user(
            "rotating a key asks every car's owner to add the new one; until then their cars are signed for with the old",
        )
        .hint("repeat the command with --yes to do it"));
    }
    let private_key = rotate.key.as_deref().map(private_key).transpose()?;
    let body = match &private_key {
        Some(key) => json!({"private_key": key}),
        None => json!({}),
    };
    let path = format!("{}/rotate", path(&rotate.name)?);
    let answer: Value = admin(&rotate.source, "tesla partner rotate").await?.post(&path, &body).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    tell(&understood(answer)?, printer)
}

async fn remove(named: &PartnerNamed, printer: &mut Printer) -> Result<(), Failure> {
    let _: Value = admin(&named.source, "tesla partner remove").await?.delete(&path(&named.name)?).await?;
    if printer.wants_json() {
        return printer.json(&json!({"removed": named.name}));
    }
    printer.line(format!("removed {}", named.name))
}

fn tell(partner: &Partner, printer: &mut Printer) -> Result<(), Failure> {
    let name = if partner.default { format!("{} (the default)", partner.name) } else { partner.name.clone() };
    let mut facts = vec![
        ("partner", name),
        ("key domain", partner.key_domain.clone()),
        ("key file", partner.key_file.clone()),
        ("key", key(&partner.key)),
    ];
    facts.extend(partner.earlier_keys.iter().map(|earlier| ("earlier key", key(earlier))));
    facts.extend([
        ("client id", partner.client_id.clone().unwrap_or_else(|| "none".to_owned())),
        ("client secret", if partner.client_id.is_some() { "stored, sealed" } else { "none" }.to_owned()),
        ("regions", if partner.regions.is_empty() { "all".to_owned() } else { partner.regions.join(" ") }),
        ("used by", format!("{} application(s), {} account link(s)", partner.applications, partner.account_links)),
    ]);
    printer.facts(&facts)?;
    registrations(partner, printer)
}

fn registrations(partner: &Partner, printer: &mut Printer) -> Result<(), Failure> {
    if partner.registrations.is_empty() {
        return Ok(());
    }
    printer.line("")?;
    let word = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let rows = partner.registrations.iter().map(|region| {
        let checked =
            region.checked_at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string());
        vec![region.region.clone(), region.mode.clone(), word(region.registered), word(region.key_matches), checked]
    });
    printer.table(&["REGION", "CARS", "REGISTERED", "KEY MATCHES", "CHECKED"], rows.collect())?;
    for region in &partner.registrations {
        if let Some(missing) = &region.missing {
            printer.note(format!("{} ({}): {missing}", region.region, region.mode));
        }
    }
    Ok(())
}

fn key(key: &PartnerKey) -> String {
    let cars = match key.cars {
        0 => String::new(),
        1 => ", in 1 car".to_owned(),
        cars => format!(", in {cars} cars"),
    };
    match key.retired_at {
        Some(at) => format!("{}, replaced {}{cars}", key.id, day(at)),
        None => format!("{}, P-256, since {}{cars}", key.id, day(key.made_at)),
    }
}

fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// The partner's place. Names are words; whatever else is typed must not become another path.
fn path(name: &str) -> Result<String, Failure> {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if name.is_empty() || !name.bytes().all(is_word) {
        return Err(
            Failure::user(format!("`{name}` is no partner's name")).hint("`openfob tesla partner list` shows them")
        );
    }
    Ok(format!("/partners/{name}"))
}

/// From the file, the variable, or the keyboard without showing it.
fn client_secret(file: Option<&Path>) -> Result<Secret, Failure> {
    let text = match (file, std::env::var(CLIENT_SECRET_VARIABLE)) {
        (Some(file), _) => read(file, "the client secret")?,
        (None, Ok(text)) => text,
        (None, Err(_)) if std::io::stdin().is_terminal() => rpassword::prompt_password("Client secret: ")
            .map_err(|error| Failure::caused("cannot read the client secret", error))?,
        (None, Err(_)) => read(Path::new("-"), "the client secret")?,
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::user("a client id needs its client secret").hint(format!(
            "give it by --client-secret-file FILE, by the variable {CLIENT_SECRET_VARIABLE}, or type it when asked"
        )));
    }
    Ok(Secret::from(text.to_owned()))
}

fn private_key(file: &Path) -> Result<Secret, Failure> {
    read(file, "the private key").map(Secret::from)
}

fn read(file: &Path, what: &str) -> Result<String, Failure> {
    if file == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        return read.map(|_| text).map_err(|error| Failure::caused(format!("cannot read {what}"), error));
    }
    std::fs::read_to_string(file)
        .map_err(|error| Failure::user(format!("cannot read {what} from {}: {error}", file.display())))
}
