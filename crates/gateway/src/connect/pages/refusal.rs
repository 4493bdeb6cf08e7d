//! Any "no" on the way: what happened, why, who can mend it, and the way on.

use askama::Template;
use openfob_domain::Permission;

use super::permission_words::PermissionWords as _;
use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Says no in three sentences. Its buttons post to `retry`, `brands` and `leave`.
#[derive(Clone, Debug)]
pub(crate) struct RefusalPage {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// The maker, as people write it.
    pub(crate) maker: String,
    /// What happened.
    pub(crate) reason: RefusalReason,
    /// Facts for support, folded away: names and values, such as `error` and `no_vehicles`.
    pub(crate) details: Vec<(String, String)>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RefusalReason {
    /// The owner left the maker's page.
    Cancelled,
    /// The maker did not accept the sign-in.
    SignInFailed,
    /// The account has no cars.
    NoVehicles,
    /// The car that is asked for is not in the account.
    VehicleMissing,
    /// No connected-services subscription is active.
    Subscription,
    /// The car cannot do what the application needs.
    Incompatible {
        /// The car, such as `Peugeot 208 (2019)`, where known.
        car: Option<String>,
    },
    /// The owner kept something back at the maker that the application needs.
    MissingPermissions {
        /// What is missing.
        permissions: Vec<Permission>,
    },
    /// The maker does not know the application where the account is.
    NotReady,
    /// The maker gives no answer.
    MakerSilent,
}

/// Where a button leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Retry,
    OtherBrand,
    OtherAccount,
    Back,
}

impl RefusalPage {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self }.render()?)
    }

    fn key(&self) -> &'static str {
        match &self.reason {
            RefusalReason::Cancelled => "refusal-cancelled",
            RefusalReason::SignInFailed => "refusal-sign-in",
            RefusalReason::NoVehicles => "refusal-no-vehicles",
            RefusalReason::VehicleMissing => "refusal-vehicle-missing",
            RefusalReason::Subscription => "refusal-subscription",
            RefusalReason::Incompatible { car: Some(_) } => "refusal-incompatible",
            RefusalReason::Incompatible { car: None } => "refusal-incompatible-some",
            RefusalReason::MissingPermissions { .. } => "refusal-permissions",
            RefusalReason::NotReady => "refusal-not-ready",
            RefusalReason::MakerSilent => "refusal-silent",
        }
    }

    fn title(&self, texts: &Texts) -> String {
        self.sentence(texts, self.key())
    }

    fn why(&self, texts: &Texts) -> String {
        self.sentence(texts, &format!("{}.why", self.key()))
    }

    fn todo(&self, texts: &Texts) -> String {
        self.sentence(texts, &format!("{}.todo", self.key()))
    }

    /// A sentence with everything it may speak of.
    fn sentence(&self, texts: &Texts, key: &str) -> String {
        let message = texts.message(key).with("maker", &self.maker).with("app", &self.frame.application.name);
        match &self.reason {
            RefusalReason::Incompatible { car: Some(car) } => message.with("car", car).to_string(),
            _ => message.to_string(),
        }
    }

    fn missing(&self, texts: &Texts) -> Vec<String> {
        match &self.reason {
            RefusalReason::MissingPermissions { permissions } => {
                permissions.iter().map(|permission| texts.message(permission.key()).to_string()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The filled button first.
    fn ways(&self) -> &'static [Way] {
        match &self.reason {
            RefusalReason::Cancelled | RefusalReason::SignInFailed | RefusalReason::MissingPermissions { .. } => {
                &[Way::Retry, Way::OtherBrand, Way::Back]
            }
            RefusalReason::NotReady => &[Way::Back, Way::Retry],
            RefusalReason::MakerSilent => &[Way::Retry, Way::Back],
            RefusalReason::NoVehicles | RefusalReason::VehicleMissing => {
                &[Way::OtherAccount, Way::OtherBrand, Way::Back]
            }
            RefusalReason::Subscription | RefusalReason::Incompatible { .. } => {
                &[Way::Back, Way::OtherAccount, Way::OtherBrand]
            }
        }
    }

    fn label(&self, way: Way, texts: &Texts) -> String {
        match way {
            Way::Retry => texts.message("way-retry").to_string(),
            Way::OtherBrand => texts.message("way-other-brand").to_string(),
            Way::OtherAccount => texts.message("way-other-account").to_string(),
            Way::Back => texts.message("way-back").with("app", &self.frame.application.name).to_string(),
        }
    }
}

impl Way {
    fn path(self) -> &'static str {
        match self {
            Self::Retry | Self::OtherAccount => "retry",
            Self::OtherBrand => "brands",
            Self::Back => "leave",
        }
    }
}

#[derive(Template)]
#[template(path = "connect/refusal.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a RefusalPage,
}
