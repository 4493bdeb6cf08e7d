//! One of each page, for snapshots and for looking at.

use openfob_domain::{KeyKind, Permission, Role};

use super::*;
use crate::text::Texts;

const LONG: &str = "A rather long description of what this application does with a car, in two sentences. It is here to \
                    show that nothing breaks.";

fn frame(number: u8) -> Frame {
    Frame {
        application: Application {
            name: "Voltwise".to_owned(),
            description: Some("It plans charging for the hours when power is cheap and clean.".to_owned()),
            logo: None,
            accent: None,
        },
        step: Some(Step { number, of: 4 }),
        base: "/connect/7d0c".to_owned(),
        csrf: "f00d".to_owned(),
        simulated: false,
        operator: "openfob".to_owned(),
    }
}

fn branded(number: u8) -> Frame {
    let mut frame = frame(number);
    frame.application.accent = Some("#1d3db8".parse().unwrap());
    frame.simulated = true;
    frame
}

fn line(name: &str, year: i32, end: &str, key: Option<KeyKind>, state: CarState) -> CarLine {
    CarLine { id: end.to_owned(), name: name.to_owned(), year: Some(year), ends_in: Some(end.to_owned()), key, state }
}

fn brands() -> Vec<Brand> {
    let key = |kind| Some(kind);
    [
        ("TESLA", "Tesla", key(KeyKind::VirtualKey)),
        ("PEUGEOT", "Peugeot", key(KeyKind::CarKey)),
        ("CITROEN", "Citroën", key(KeyKind::CarKey)),
        ("DS", "DS", key(KeyKind::CarKey)),
        ("OPEL", "Opel", key(KeyKind::CarKey)),
        ("VAUXHALL", "Vauxhall", key(KeyKind::CarKey)),
        ("AUDI", "Audi", None),
        ("BMW", "BMW", None),
        ("CHEVROLET", "Chevrolet", None),
        ("FORD", "Ford", None),
        ("KIA", "Kia", None),
        ("MERCEDES_BENZ", "Mercedes-Benz", None),
    ]
    .into_iter()
    .map(|(make, name, key)| Brand { make: make.parse().unwrap(), name: name.to_owned(), key })
    .collect()
}

fn car(id: &str, name: &str, year: i32, end: &str, role: Role) -> CarChoice {
    CarChoice {
        id: id.to_owned(),
        name: name.to_owned(),
        year: Some(year),
        ends_in: Some(end.to_owned()),
        role,
        chosen: role == Role::Owner,
    }
}

fn consent(frame: Frame) -> Consent {
    Consent {
        frame,
        maker: "Tesla".to_owned(),
        email: Some("lena@example.com".to_owned()),
        selection: CarSelection::Many,
        cars: vec![
            car("a1", "Model 3", 2021, "4821", Role::Owner),
            car("a2", "Model S", 2019, "0377", Role::Owner),
            car("a3", "Cybertruck", 2024, "1190", Role::Driver),
        ],
        permissions: vec![
            PermissionChoice { permission: Permission::ReadBattery, required: true, chosen: true },
            PermissionChoice { permission: Permission::ControlCharge, required: true, chosen: true },
            PermissionChoice { permission: Permission::ReadLocation, required: false, chosen: true },
        ],
        no_car_chosen: false,
    }
}

fn virtual_key() -> VirtualKeyAsk {
    VirtualKeyAsk {
        maker: "Tesla".to_owned(),
        link: "https://www.tesla.com/_ak/fob.example.com".to_owned(),
        email: Some("lena@example.com".to_owned()),
    }
}

fn car_key() -> CarKeyAsk {
    CarKeyAsk { maker: "Peugeot".to_owned(), app_link: Some("https://voltwise.example.com/open".to_owned()) }
}

fn teslas() -> Vec<CarLine> {
    vec![
        line("Model 3", 2021, "4821", Some(KeyKind::VirtualKey), CarState::Waiting),
        line("Model S", 2019, "0377", None, CarState::StreamingOff),
    ]
}

fn key_step(frame: Frame, view: View) -> KeyStep {
    KeyStep { frame, view, cars: teslas(), virtual_key: Some(virtual_key()), car_key: None }
}

fn refusal(reason: RefusalReason) -> RefusalPage {
    RefusalPage {
        frame: frame(3),
        maker: "Tesla".to_owned(),
        reason,
        details: vec![
            ("error".to_owned(), "no_vehicles".to_owned()),
            ("run".to_owned(), "7d0c2d0e-9a51-4d6c-8f0e-3e8a0c7b1f00".to_owned()),
        ],
    }
}

/// Every page in every shape that it can take, by name.
pub(super) fn pages(texts: &Texts) -> Vec<(String, String)> {
    let mut pages: Vec<(&str, Result<String, RenderError>)> = Vec::new();
    pages.push(("preamble", Preamble { frame: frame(1) }.render(texts)));
    let mut long = branded(1);
    long.application.name = "Stadtwerke Musterstadt Ladeplaner".to_owned();
    long.application.description = Some(LONG.to_owned());
    pages.push(("preamble-long", Preamble { frame: long }.render(texts)));
    let mut bare = frame(1);
    bare.application.description = None;
    bare.application.logo = Some("https://voltwise.example.com/logo.svg".to_owned());
    bare.application.accent = Some("#ffd400".parse().unwrap());
    pages.push(("preamble-bare", Preamble { frame: bare }.render(texts)));
    pages.push(("brands", Brands { frame: frame(2), brands: brands(), query: String::new() }.render(texts)));
    pages.push(("brands-none", Brands { frame: branded(2), brands: vec![], query: "xq".to_owned() }.render(texts)));

    pages.push(("consent", consent(frame(3)).render(texts)));
    let mut all = consent(branded(3));
    all.permissions = Permission::ALL
        .iter()
        .map(|permission| PermissionChoice {
            permission: *permission,
            required: *permission == Permission::ReadVin,
            chosen: true,
        })
        .collect();
    pages.push(("consent-all", all.render(texts)));
    let mut none = consent(frame(3));
    none.email = None;
    none.no_car_chosen = true;
    none.cars.iter_mut().for_each(|car| car.chosen = false);
    pages.push(("consent-no-car", none.render(texts)));
    let mut one = consent(frame(3));
    one.selection = CarSelection::One;
    one.cars[1].chosen = false;
    one.cars[1].year = None;
    one.cars[2].year = None;
    one.cars[2].ends_in = None;
    pages.push(("consent-one", one.render(texts)));
    let mut fixed = consent(frame(3));
    fixed.selection = CarSelection::Fixed;
    fixed.cars.truncate(1);
    fixed.cars[0].ends_in = None;
    pages.push(("consent-fixed", fixed.render(texts)));

    pages.push(("key-phone", key_step(frame(4), View::Phone).render(texts)));
    pages.push(("key-desktop", key_step(frame(4), View::Desktop).render(texts)));
    let mut mixed = key_step(branded(4), View::Phone);
    mixed.car_key = Some(car_key());
    mixed.cars.extend([
        line("Cybertruck", 2024, "1190", Some(KeyKind::VirtualKey), CarState::OwnerOnly),
        line("Model Y", 2023, "5512", Some(KeyKind::VirtualKey), CarState::Failed),
        line("Peugeot e-208", 2022, "7890", Some(KeyKind::CarKey), CarState::Waiting),
        line("Opel Corsa-e", 2021, "2345", Some(KeyKind::CarKey), CarState::Suspended),
        line("BMW i4", 2023, "6620", None, CarState::NotNeeded),
    ]);
    pages.push(("key-mixed-phone", mixed.render(texts)));
    mixed.view = View::Desktop;
    mixed.frame.simulated = false;
    pages.push(("key-mixed-desktop", mixed.render(texts)));
    let mut carkey = key_step(frame(4), View::Phone);
    carkey.virtual_key = None;
    carkey.car_key = Some(car_key());
    carkey.cars = vec![line("Peugeot e-208", 2022, "7890", Some(KeyKind::CarKey), CarState::Waiting)];
    carkey.cars[0].year = None;
    pages.push(("car-key-phone", carkey.render(texts)));
    carkey.view = View::Desktop;
    pages.push(("car-key-desktop", carkey.render(texts)));
    let mut streaming = key_step(frame(4), View::Phone);
    streaming.virtual_key = None;
    streaming.cars.remove(0);
    pages.push(("streaming", streaming.render(texts)));
    let mut nameless = key_step(frame(4), View::Phone);
    nameless.virtual_key.as_mut().unwrap().email = None;
    pages.push(("key-nameless", nameless.render(texts)));

    let ready = vec![
        line("Model 3", 2021, "4821", Some(KeyKind::VirtualKey), CarState::Ready),
        line("Model S", 2019, "0377", None, CarState::StreamingOn),
    ];
    let carkey_ready = line("Peugeot e-208", 2022, "7890", Some(KeyKind::CarKey), CarState::Ready);
    let done = |cars| KeyDone { frame: frame(4), cars, return_after: 3 }.render(texts);
    pages.push(("key-done", done(ready.clone())));
    pages.push(("key-done-car-key", done(vec![carkey_ready.clone()])));
    pages.push(("key-done-both", done(vec![ready[0].clone(), carkey_ready])));
    pages.push(("key-live", KeyStep::render_live(&ready, texts)));

    let driver = |others| RefusalReason::Driver { car: "Cybertruck".to_owned(), others };
    for (name, reason) in [
        ("refusal-cancelled", RefusalReason::Cancelled),
        ("refusal-sign-in", RefusalReason::SignInFailed),
        ("refusal-no-vehicles", RefusalReason::NoVehicles),
        ("refusal-vehicle-missing", RefusalReason::VehicleMissing),
        ("refusal-subscription", RefusalReason::Subscription),
        ("refusal-incompatible", RefusalReason::Incompatible { car: Some("Peugeot 208 (2019)".to_owned()) }),
        ("refusal-incompatible-some", RefusalReason::Incompatible { car: None }),
        (
            "refusal-permissions",
            RefusalReason::MissingPermissions {
                permissions: vec![Permission::ReadLocation, Permission::ControlCharge],
            },
        ),
        ("refusal-driver", driver(2)),
        ("refusal-driver-one", driver(1)),
        ("refusal-driver-alone", driver(0)),
        ("refusal-silent", RefusalReason::MakerSilent),
        ("refusal-ours", RefusalReason::Ours),
    ] {
        pages.push((name, refusal(reason).render(texts)));
    }

    for (name, fault) in [
        ("error-no-client", Fault::NoClientId),
        ("error-client", Fault::UnknownClientId("<script>alert(1)</script>".to_owned())),
        ("error-redirect", Fault::UnregisteredRedirectUri("https://example.com/auth/".to_owned())),
        ("error-no-redirect", Fault::NoRedirectUri),
        ("error-expired", Fault::ExpiredRun),
        ("error-form", Fault::ForgedForm),
        (
            "error-parameter",
            Fault::InvalidParameter {
                name: "mode".to_owned(),
                value: "fast".to_owned(),
                expected: "live, simulated or test".to_owned(),
            },
        ),
        ("error-ours", Fault::Ours { reference: "7d0c2d0e".to_owned() }),
    ] {
        pages.push((name, ErrorPage { operator: "openfob".to_owned(), fault }.render(texts)));
    }
    let mut ended = frame(4);
    ended.step = None;
    pages.push(("done", Done { frame: ended.clone(), connected: true }.render(texts)));
    pages.push(("done-nothing", Done { frame: ended, connected: false }.render(texts)));
    pages.push(("privacy", Privacy { operator: "openfob".to_owned() }.render(texts)));

    pages.into_iter().map(|(name, page)| (name.to_owned(), page.unwrap())).collect()
}
