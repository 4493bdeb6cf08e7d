//! The owner's own pages: who sees their cars, taking it back, and deletion.

use askama::Template;
use openfob_domain::Permission;
use serde::{Deserialize, Serialize};
use url::Url;

use super::permission_words::PermissionWords as _;
use super::{Application, Brand, CarLine, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// What surrounds the owner's pages.
#[derive(Clone, Debug)]
pub(crate) struct OwnerFrame {
    /// The pages' address, without a slash at its end: `/owner`.
    pub(crate) base: String,
    /// Sent back by every form as `csrf`.
    pub(crate) csrf: String,
    /// Whether the cars are simulated.
    pub(crate) simulated: bool,
    /// Who runs this server, as the footer names it.
    pub(crate) operator: String,
}

/// Asks which maker to sign in at. Posts `make` to `sign-in`.
#[derive(Clone, Debug)]
pub(crate) struct OwnerSignIn {
    /// What surrounds it.
    pub(crate) frame: OwnerFrame,
    /// The brands to choose from.
    pub(crate) brands: Vec<Brand>,
    /// Whether a sign-in has just come to nothing.
    pub(crate) failed: bool,
    /// `live` or `simulated`, where this server has cars of the other kind too.
    pub(crate) other_mode: Option<&'static str>,
}

/// Says that nothing is kept about an account.
#[derive(Clone, Debug)]
pub(crate) struct OwnerUnknown {
    /// What surrounds it.
    pub(crate) frame: OwnerFrame,
    /// Where the owner signed in.
    pub(crate) maker: String,
}

/// The applications with what they see. Leads to `take-back` and `delete`; posts to `sign-out`.
#[derive(Clone, Debug)]
pub(crate) struct OwnerOverview {
    /// What surrounds it.
    pub(crate) frame: OwnerFrame,
    /// Where the owner signed in.
    pub(crate) maker: String,
    /// As whom, where the maker tells.
    pub(crate) email: Option<String>,
    /// Those that see something.
    pub(crate) applications: Vec<OwnersApplication>,
    /// Where the owner takes back what they gave at the maker itself: none, or one for each partner.
    pub(crate) at_maker: Vec<MakerPage>,
    /// Whether something has just been taken back.
    pub(crate) done: bool,
}

/// The maker's own page on which an owner takes back what they gave there.
#[derive(Clone, Debug)]
pub(crate) struct MakerPage {
    /// Where it is.
    pub(crate) address: Url,
    /// To whom they gave it: the partner's key domain.
    pub(crate) domain: String,
}

/// An application that sees cars.
#[derive(Clone, Debug)]
pub(crate) struct OwnersApplication {
    /// The value that names it to `take-back`.
    pub(crate) id: String,
    /// Its name and look.
    pub(crate) application: Application,
    /// The cars that it sees.
    pub(crate) cars: Vec<OwnersCar>,
}

/// A car that an application sees.
#[derive(Clone, Debug)]
pub(crate) struct OwnersCar {
    /// Which one, and how its key is.
    pub(crate) line: CarLine,
    /// Its brand, as people write it.
    pub(crate) maker: String,
    /// The day of consent.
    pub(crate) since: String,
    /// What may be done with it.
    pub(crate) permissions: Vec<Permission>,
    /// The key that it asks for.
    pub(crate) key: Option<OwnerKey>,
}

/// A key in a car, or missing there.
#[derive(Clone, Debug)]
pub(crate) struct OwnerKey {
    /// The name under which the car lists it; none: it is CarKey, kept with the account.
    pub(crate) domain: Option<String>,
    /// The day since which it is as it is, where known.
    pub(crate) since: Option<String>,
}

/// Asks whether it is meant. Posts the field to `take-back`.
#[derive(Clone, Debug)]
pub(crate) struct OwnerTakeBack {
    /// What surrounds it.
    pub(crate) frame: OwnerFrame,
    /// From whom.
    pub(crate) application: String,
    /// Which cars.
    pub(crate) cars: Vec<String>,
    /// The field that names what is meant, and its value.
    pub(crate) field: &'static str,
    /// See `field`.
    pub(crate) value: String,
}

/// Asks whether it is meant. Posts to `delete`.
#[derive(Clone, Debug)]
pub(crate) struct OwnerDelete {
    /// What surrounds it.
    pub(crate) frame: OwnerFrame,
    /// Where the owner signed in.
    pub(crate) maker: String,
    /// As whom, where the maker tells.
    pub(crate) email: Option<String>,
}

/// Says what was deleted.
#[derive(Clone, Debug)]
pub(crate) struct OwnerDeleted {
    /// What surrounds it.
    pub(crate) frame: OwnerFrame,
    /// Where the permission was withdrawn.
    pub(crate) maker: String,
    /// The day.
    pub(crate) date: String,
    /// How many of which kind.
    pub(crate) removed: Vec<(RemovedKind, u64)>,
    /// Whether the maker confirmed the withdrawal.
    pub(crate) withdrawn: bool,
}

/// What a deletion removes, as people tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RemovedKind {
    /// Links to the account at its maker.
    Accounts,
    /// Cars, and what the account is to them.
    Cars,
    /// Users and connections.
    Connections,
    /// What was allowed.
    Permissions,
    /// Codes and tokens of applications.
    Tokens,
    /// Readings.
    Readings,
    /// Evidence and state of keys.
    Keys,
    /// Events and what was sent of them.
    Events,
    /// Runs of Connect.
    Visits,
    /// Whatever else hangs on them.
    Other,
}

impl RemovedKind {
    /// The kind of a table's rows.
    pub(crate) fn of_table(table: &str) -> Self {
        match table {
            "account" => Self::Accounts,
            "vehicle" | "account_vehicle" | "battery_capacity" => Self::Cars,
            "user" | "connection" | "webhook_subscription" => Self::Connections,
            "grant" | "grant_connection" => Self::Permissions,
            "token_family" | "code" | "access_token" | "refresh_token" => Self::Tokens,
            "signal" => Self::Readings,
            "key_evidence" | "key_state" | "fetch_without_key" => Self::Keys,
            "event" | "delivery" | "delivery_attempt" => Self::Events,
            "connect_run" => Self::Visits,
            _ => Self::Other,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Accounts => "removed-accounts",
            Self::Cars => "removed-cars",
            Self::Connections => "removed-connections",
            Self::Permissions => "removed-permissions",
            Self::Tokens => "removed-tokens",
            Self::Readings => "removed-readings",
            Self::Keys => "removed-keys",
            Self::Events => "removed-events",
            Self::Visits => "removed-visits",
            Self::Other => "removed-other",
        }
    }
}

/// Each page with its template, rendered alike.
macro_rules! pages {
    ($($page:ident $markup:ident $path:literal),+ $(,)?) => {$(
        impl $page {
            /// The page as HTML.
            pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
                Ok($markup { texts, frame: &self.frame, page: self }.render()?)
            }
        }

        #[derive(Template)]
        #[template(path = $path)]
        struct $markup<'a> {
            texts: &'a Texts,
            frame: &'a OwnerFrame,
            page: &'a $page,
        }
    )+};
}

pages! {
    OwnerSignIn SignInMarkup "connect/owner_sign_in.html",
    OwnerUnknown UnknownMarkup "connect/owner_unknown.html",
    OwnerOverview OverviewMarkup "connect/owner_overview.html",
    OwnerTakeBack TakeBackMarkup "connect/owner_take_back.html",
    OwnerDelete DeleteMarkup "connect/owner_delete.html",
    OwnerDeleted DeletedMarkup "connect/owner_deleted.html",
}
