//! One of each page, for snapshots and for looking at.

use openfob_domain::{KeyKind, Permission, Role};

use super::*;
use crate::text::Texts;

const LONG: &str = "It plans charging for the hours when power is cheap and clean, warms the car before you leave, and tells \
                    you each month what that saved.";

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
    CarLine {
        id: end.to_owned(),
        name: name.to_owned(),
        year: Some(year),
        ends_in: Some(end.to_owned()),
        key,
        state,
        missing: None,
        link: None,
    }
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
        obstacle: None,
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
    KeyStep { frame, view, cars: teslas(), virtual_key: Some(virtual_key()), car_key: None, steps_by_mail: None }
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

type Sample = (&'static str, Result<String, RenderError>);

/// Every page in every shape that it can take, by name.
pub(super) fn pages(texts: &Texts) -> Vec<(String, String)> {
    [
        first_pages(texts),
        consents(texts),
        key_steps(texts),
        key_dones(texts),
        refusals(texts),
        errors(texts),
        last_pages(texts),
        key_pages(texts),
        owner_pages(texts),
    ]
    .into_iter()
    .flatten()
    .map(|(name, page)| (name.to_owned(), page.unwrap()))
    .collect()
}

fn first_pages(texts: &Texts) -> Vec<Sample> {
    let mut long = branded(1);
    long.application.name = "Stadtwerke Musterstadt Ladeplaner".to_owned();
    long.application.description = Some(LONG.to_owned());
    let mut bare = frame(1);
    bare.application.description = None;
    bare.application.logo = Some("https://voltwise.example.com/logo.svg".to_owned());
    bare.application.accent = Some("#ffd400".parse().unwrap());
    vec![
        ("preamble", Preamble { frame: frame(1) }.render(texts)),
        ("preamble-long", Preamble { frame: long }.render(texts)),
        ("preamble-bare", Preamble { frame: bare }.render(texts)),
        ("brands", Brands { frame: frame(2), brands: brands(), query: String::new() }.render(texts)),
        ("brands-none", Brands { frame: branded(2), brands: vec![], query: "xq".to_owned() }.render(texts)),
    ]
}

fn consents(texts: &Texts) -> Vec<Sample> {
    let mut all = consent(branded(3));
    all.permissions = Permission::ALL
        .iter()
        .map(|permission| PermissionChoice {
            permission: *permission,
            required: *permission == Permission::ReadVin,
            chosen: true,
        })
        .collect();
    let mut none = consent(frame(3));
    none.email = None;
    none.no_car_chosen = true;
    none.cars.iter_mut().for_each(|car| car.chosen = false);
    let mut one = consent(frame(3));
    one.selection = CarSelection::One;
    one.cars[1].chosen = false;
    one.cars[1].year = None;
    one.cars[2].year = None;
    one.cars[2].ends_in = None;
    let mut fixed = consent(frame(3));
    fixed.selection = CarSelection::Fixed;
    fixed.cars.truncate(1);
    fixed.cars[0].ends_in = None;
    vec![
        ("consent", consent(frame(3)).render(texts)),
        ("consent-all", all.render(texts)),
        ("consent-no-car", none.render(texts)),
        ("consent-one", one.render(texts)),
        ("consent-fixed", fixed.render(texts)),
    ]
}

fn key_steps(texts: &Texts) -> Vec<Sample> {
    let mut mixed = key_step(branded(4), View::Phone);
    mixed.car_key = Some(car_key());
    mixed.cars.extend([
        line("Cybertruck", 2024, "1190", Some(KeyKind::VirtualKey), CarState::OwnerOnly),
        line("Model Y", 2023, "5512", Some(KeyKind::VirtualKey), CarState::Failed),
        line("Peugeot e-208", 2022, "7890", Some(KeyKind::CarKey), CarState::Waiting),
        line("Opel Corsa-e", 2021, "2345", Some(KeyKind::CarKey), CarState::Suspended { until: None }),
        line("BMW i4", 2023, "6620", None, CarState::NotNeeded),
    ]);
    let mixed_desktop = KeyStep { view: View::Desktop, ..mixed.clone() };
    let mut carkey = key_step(frame(4), View::Phone);
    carkey.virtual_key = None;
    carkey.car_key = Some(car_key());
    carkey.cars = vec![line("Peugeot e-208", 2022, "7890", Some(KeyKind::CarKey), CarState::Waiting)];
    carkey.cars[0].year = None;
    let carkey_desktop = KeyStep { view: View::Desktop, ..carkey.clone() };
    let mut streaming = key_step(frame(4), View::Phone);
    streaming.virtual_key = None;
    streaming.cars.remove(0);
    let mail = |outcome| Some(StepsByMail { email: "lena@example.com".to_owned(), outcome });
    let offered = KeyStep { steps_by_mail: mail(None), ..streaming.clone() };
    let sent = KeyStep { steps_by_mail: mail(Some(MailOutcome::Sent)), ..streaming.clone() };
    let failed = KeyStep { steps_by_mail: mail(Some(MailOutcome::Failed)), ..streaming.clone() };
    let mut nameless = key_step(frame(4), View::Phone);
    nameless.virtual_key.as_mut().unwrap().email = None;
    let mut blocked = key_step(frame(4), View::Phone);
    blocked.virtual_key.as_mut().unwrap().obstacle = Some(KeyObstacle::NotRegistered);
    let mut blocked_desktop = key_step(frame(4), View::Desktop);
    blocked_desktop.virtual_key.as_mut().unwrap().obstacle = Some(KeyObstacle::KeyFile);
    let link = |vin: &str| Some(format!("https://www.tesla.com/_ak/fob.example.com?vin={vin}"));
    let mut several = key_step(frame(4), View::Phone);
    several.cars.push(line("Cybertruck", 2024, "2264", Some(KeyKind::VirtualKey), CarState::Waiting));
    several.cars[0].link = link("5YJ3E1EA7MF004821");
    several.cars[2].link = link("7G2CEHED2RA012264");
    let several_desktop = KeyStep { view: View::Desktop, ..several.clone() };
    let mut driver = key_step(frame(4), View::Phone);
    driver.virtual_key = None;
    driver.cars = vec![line("Cybertruck", 2024, "2264", Some(KeyKind::VirtualKey), CarState::OwnerOnly)];
    driver.cars[0].link = link("7G2CEHED2RA012264");
    vec![
        ("key-phone", key_step(frame(4), View::Phone).render(texts)),
        ("key-desktop", key_step(frame(4), View::Desktop).render(texts)),
        ("key-mixed-phone", mixed.render(texts)),
        ("key-mixed-desktop", mixed_desktop.render(texts)),
        ("car-key-phone", carkey.render(texts)),
        ("car-key-desktop", carkey_desktop.render(texts)),
        ("streaming", streaming.render(texts)),
        ("streaming-mail", offered.render(texts)),
        ("streaming-mail-sent", sent.render(texts)),
        ("streaming-mail-failed", failed.render(texts)),
        ("key-nameless", nameless.render(texts)),
        ("key-blocked-phone", blocked.render(texts)),
        ("key-blocked-desktop", blocked_desktop.render(texts)),
        ("key-several-phone", several.render(texts)),
        ("key-several-desktop", several_desktop.render(texts)),
        ("key-driver", driver.render(texts)),
    ]
}

fn key_dones(texts: &Texts) -> Vec<Sample> {
    let tesla = line("Model 3", 2021, "4821", Some(KeyKind::VirtualKey), CarState::Ready);
    let older = line("Model S", 2019, "0377", None, CarState::StreamingOn);
    let peugeot = line("Peugeot e-208", 2022, "7890", Some(KeyKind::CarKey), CarState::Ready);
    let done = |cars| KeyDone { frame: frame(4), cars, return_after: Some(3) }.render(texts);
    vec![
        ("key-done", done(vec![tesla.clone(), older.clone()])),
        ("key-done-car-key", done(vec![peugeot.clone()])),
        ("key-done-both", done(vec![tesla.clone(), peugeot])),
        ("key-live", KeyStep::render_live(&[tesla, older], texts)),
    ]
}

fn refusals(texts: &Texts) -> Vec<Sample> {
    let permissions = vec![Permission::ReadLocation, Permission::ControlCharge];
    [
        ("refusal-cancelled", RefusalReason::Cancelled),
        ("refusal-sign-in", RefusalReason::SignInFailed),
        ("refusal-no-vehicles", RefusalReason::NoVehicles),
        ("refusal-vehicle-missing", RefusalReason::VehicleMissing),
        ("refusal-subscription", RefusalReason::Subscription),
        ("refusal-incompatible", RefusalReason::Incompatible { car: Some("Peugeot 208 (2019)".to_owned()) }),
        ("refusal-incompatible-some", RefusalReason::Incompatible { car: None }),
        ("refusal-permissions", RefusalReason::MissingPermissions { permissions }),
        ("refusal-not-ready", RefusalReason::NotReady),
        ("refusal-silent", RefusalReason::MakerSilent),
    ]
    .map(|(name, reason)| (name, refusal(reason).render(texts)))
    .into()
}

fn errors(texts: &Texts) -> Vec<Sample> {
    let parameter = Fault::InvalidParameter {
        name: "mode".to_owned(),
        value: "fast".to_owned(),
        expected: "live, simulated or test".to_owned(),
    };
    [
        ("error-no-client", Fault::NoClientId),
        ("error-client", Fault::UnknownClientId("<script>alert(1)</script>".to_owned())),
        ("error-redirect", Fault::UnregisteredRedirectUri("https://example.com/auth/".to_owned())),
        ("error-no-redirect", Fault::NoRedirectUri),
        ("error-expired", Fault::ExpiredRun),
        ("error-form", Fault::ForgedForm),
        ("error-parameter", parameter),
        ("error-ours", Fault::Ours { reference: "7d0c2d0e".to_owned() }),
    ]
    .map(|(name, fault)| (name, ErrorPage { operator: "openfob".to_owned(), fault }.render(texts)))
    .into()
}

fn last_pages(texts: &Texts) -> Vec<Sample> {
    let ended = Frame { step: None, ..frame(4) };
    let choice = |size: &str, description: Option<&str>| CapacityChoice {
        capacity: size.to_owned(),
        description: description.map(str::to_owned),
    };
    let choices = vec![choice("39.2", Some("Standard range")), choice("64", None)];
    let capacity = Capacity { frame: ended.clone(), car: "e-Niro (2021)".to_owned(), choices };
    let car_key = |state| CarKeyPage {
        frame: ended.clone(),
        maker: "Peugeot".to_owned(),
        cars: vec![CarLine {
            id: "1".to_owned(),
            name: "e-208".to_owned(),
            year: Some(2022),
            ends_in: None,
            key: Some(KeyKind::CarKey),
            state,
            missing: None,
            link: None,
        }],
        is_active: state == CarState::Ready,
    };
    vec![
        ("car-key-page", car_key(CarState::Waiting).render(texts)),
        ("car-key-page-active", car_key(CarState::Ready).render(texts)),
        ("capacity", capacity.render(texts)),
        ("done", Done { frame: ended.clone(), connected: true }.render(texts)),
        ("done-nothing", Done { frame: ended, connected: false }.render(texts)),
        ("privacy", Privacy { operator: "openfob".to_owned() }.render(texts)),
    ]
}

fn key_pages(texts: &Texts) -> Vec<Sample> {
    let page = |view, cars: Option<Vec<CarLine>>| {
        let done = cars.as_ref().is_some_and(|cars| cars.iter().all(|car| car.state == CarState::Ready));
        let frame = Frame { step: None, ..frame(4) };
        KeyPage { frame, view, virtual_key: virtual_key(), domain: "fob.example.com".to_owned(), cars, done }
    };
    let mut blocked = page(View::Desktop, None);
    blocked.virtual_key.obstacle = Some(KeyObstacle::KeyFile);
    let car = |state| Some(vec![line("Model 3", 2021, "4821", Some(KeyKind::VirtualKey), state)]);
    vec![
        ("key-page-desktop", page(View::Desktop, None).render(texts)),
        ("key-page-phone", page(View::Phone, None).render(texts)),
        ("key-page-car-desktop", page(View::Desktop, car(CarState::Waiting)).render(texts)),
        ("key-page-car-phone", page(View::Phone, car(CarState::Waiting)).render(texts)),
        ("key-page-car-ready", page(View::Phone, car(CarState::Ready)).render(texts)),
        ("key-page-blocked", blocked.render(texts)),
    ]
}

fn owner_frame() -> OwnerFrame {
    OwnerFrame {
        base: "/connect/7d0c".to_owned(),
        csrf: "f00d".to_owned(),
        simulated: false,
        operator: "openfob".to_owned(),
    }
}

fn owners_car(line: CarLine, domain: Option<&str>) -> OwnersCar {
    let key = line.key.map(|_| OwnerKey { domain: domain.map(str::to_owned), since: Some("2026-11-21".to_owned()) });
    let permissions = vec![Permission::ReadBattery, Permission::ReadLocation, Permission::ControlCharge];
    OwnersCar { line, maker: "Tesla".to_owned(), since: "2026-11-20".to_owned(), permissions, key }
}

fn owner_pages(texts: &Texts) -> Vec<Sample> {
    let application = |name: &str| Application { name: name.to_owned(), ..frame(1).application };
    let virtual_key = Some(KeyKind::VirtualKey);
    let overview = |applications, done| OwnerOverview {
        frame: owner_frame(),
        maker: "Tesla".to_owned(),
        email: Some("lena@example.com".to_owned()),
        applications,
        at_maker: vec![MakerPage {
            address: "https://auth.tesla.com/user/revoke/consent?revoke_client_id=c1".parse().unwrap(),
            domain: "fob.example.com".to_owned(),
        }],
        done,
    };
    let domain = Some("fob.example.com");
    let ready = line("Model 3", 2021, "4821", virtual_key, CarState::Ready);
    let fleetly = CarLine { id: "4822".to_owned(), state: CarState::Waiting, ..ready.clone() };
    let applications = vec![
        OwnersApplication {
            id: "b1".to_owned(),
            application: application("Voltwise"),
            cars: vec![
                owners_car(ready, domain),
                owners_car(line("Model S", 2019, "0377", None, CarState::NotNeeded), None),
            ],
        },
        OwnersApplication {
            id: "b2".to_owned(),
            application: application("Stadtwerke Musterstadt Ladeplaner"),
            cars: vec![owners_car(fleetly, domain)],
        },
    ];
    let take_back = OwnerTakeBack {
        frame: owner_frame(),
        application: "Voltwise".to_owned(),
        cars: vec!["Model 3 (2021)".to_owned(), "Model S (2019)".to_owned()],
        field: "application",
        value: "b1".to_owned(),
    };
    let delete =
        OwnerDelete { frame: owner_frame(), maker: "Tesla".to_owned(), email: Some("lena@example.com".to_owned()) };
    let deleted = |withdrawn| OwnerDeleted {
        frame: owner_frame(),
        maker: "Tesla".to_owned(),
        date: "2026-11-21".to_owned(),
        removed: vec![
            (RemovedKind::Accounts, 1),
            (RemovedKind::Cars, 3),
            (RemovedKind::Connections, 4),
            (RemovedKind::Permissions, 2),
            (RemovedKind::Tokens, 7),
            (RemovedKind::Readings, 31),
            (RemovedKind::Keys, 4),
            (RemovedKind::Events, 2),
            (RemovedKind::Visits, 1),
            (RemovedKind::Other, 1),
        ],
        withdrawn,
    };
    let sign_in = |failed, other_mode| OwnerSignIn { frame: owner_frame(), brands: brands(), failed, other_mode };
    vec![
        ("owner-sign-in-page", sign_in(false, None).render(texts)),
        ("owner-sign-in-failed", sign_in(true, Some("simulated")).render(texts)),
        ("owner-unknown-page", OwnerUnknown { frame: owner_frame(), maker: "Tesla".to_owned() }.render(texts)),
        ("owner-overview", overview(applications, true).render(texts)),
        ("owner-overview-empty", overview(vec![], false).render(texts)),
        ("owner-take-back-page", take_back.render(texts)),
        ("owner-delete-page", delete.render(texts)),
        ("owner-deleted-page", deleted(true).render(texts)),
        ("owner-deleted-unconfirmed", deleted(false).render(texts)),
    ]
}
