//! Cars and permissions.

use askama::Template;
use openfob_domain::{Permission, Role};

use super::car_line::described;
use super::permission_words::{Group, PermissionWords as _};
use super::{Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// More permissions than this are shown in groups.
const UNGROUPED: usize = 6;

/// Asks what the application may do, and with which cars. Posts `vehicle` and `permission` (each any number of times)
/// to `allow`, or posts to `deny`.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// Where the owner signed in.
    pub(crate) maker: String,
    /// As whom, where the maker tells.
    pub(crate) email: Option<String>,
    /// How many cars may be chosen.
    pub(crate) selection: CarSelection,
    /// The account's cars.
    pub(crate) cars: Vec<CarChoice>,
    /// What is asked for.
    pub(crate) permissions: Vec<PermissionChoice>,
    /// Whether the form came back without a car.
    pub(crate) no_car_chosen: bool,
}

/// How many cars may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CarSelection {
    /// Any number, from one on.
    Many,
    /// Exactly one (`single_select`).
    One,
    /// The cars shown, without a choice (`single_select_vin`).
    Fixed,
}

/// A car to choose.
#[derive(Clone, Debug)]
pub(crate) struct CarChoice {
    /// The value to post.
    pub(crate) id: String,
    /// `Model 3`.
    pub(crate) name: String,
    /// The model year, where known.
    pub(crate) year: Option<i32>,
    /// The last characters of the VIN.
    pub(crate) ends_in: Option<String>,
    /// How the account stands to it.
    pub(crate) role: Role,
    /// Whether it is ticked.
    pub(crate) chosen: bool,
}

/// A permission to allow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PermissionChoice {
    /// Which one.
    pub(crate) permission: Permission,
    /// Whether it cannot be unticked.
    pub(crate) required: bool,
    /// Whether it is ticked.
    pub(crate) chosen: bool,
}

impl Consent {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, frame: &self.frame, page: self, groups: self.groups() }.render()?)
    }

    /// The permissions under their headings; under none where they are few.
    fn groups(&self) -> Vec<(Option<&'static str>, Vec<PermissionChoice>)> {
        if self.permissions.len() <= UNGROUPED {
            return vec![(None, self.permissions.clone())];
        }
        let of =
            |group: Group| self.permissions.iter().filter(move |choice| choice.permission.group() == group).copied();
        Group::ALL
            .into_iter()
            .map(|group| (Some(group.heading()), of(group).collect::<Vec<_>>()))
            .filter(|(_, choices)| !choices.is_empty())
            .collect()
    }
}

impl CarChoice {
    fn hint(&self, texts: &Texts) -> String {
        let described = described(texts, self.year, self.ends_in.as_deref());
        match (self.role, described) {
            (Role::Owner, described) => described.unwrap_or_default(),
            (Role::Driver, Some(car)) => texts.message("car-and-driver").with("car", car).to_string(),
            (Role::Driver, None) => texts.message("car-driver").to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "connect/consent.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a Consent,
    groups: Vec<(Option<&'static str>, Vec<PermissionChoice>)>,
}
