//! A car's line on the key pages: its name, its own state, and what its owner can do about it.

use jiff::Timestamp;
use openfob_domain::KeyKind;

use super::icon::Icon;
use crate::text::Texts;

/// A car on the key pages.
#[derive(Clone, Debug)]
pub(crate) struct CarLine {
    /// Tells the lines of a page apart; part of the element's id, so letters, digits and hyphens.
    pub(crate) id: String,
    /// `Model 3`.
    pub(crate) name: String,
    /// The model year, where known.
    pub(crate) year: Option<i32>,
    /// The last characters of the VIN.
    pub(crate) ends_in: Option<String>,
    /// The key that it asks for.
    pub(crate) key: Option<KeyKind>,
    /// How far it is.
    pub(crate) state: CarState,
    /// The key of what the last activation of CarKey lacked.
    pub(crate) missing: Option<&'static str>,
    /// The link that adds its key to it and to no other, where the page may offer it.
    pub(crate) link: Option<String>,
}

/// How far a car is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CarState {
    /// Its key is not in place yet.
    Waiting,
    /// Its key is in place.
    Ready,
    /// It asks for no key.
    NotNeeded,
    /// It asks for no key, and its streaming is off.
    StreamingOff,
    /// It asks for no key, and its streaming is on.
    StreamingOn,
    /// The account is a driver's; the owner decides on keys.
    OwnerOnly,
    /// Its key rests and can be brought back, for some until a moment.
    Suspended {
        /// That moment.
        until: Option<Timestamp>,
    },
    /// Its key counts no more, or its maker gives no answer.
    Failed,
}

/// The shape and colour of a state's pill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Ok,
    Wait,
    Stop,
    Neutral,
}

impl CarLine {
    /// What stands below the name.
    pub(super) fn hint(&self, texts: &Texts) -> String {
        if let Some(missing) = self.missing {
            return texts.message(missing).to_string();
        }
        let key = match (self.state, self.key) {
            (CarState::Waiting, Some(KeyKind::VirtualKey)) => "line-virtual-key-waiting",
            (CarState::Ready, Some(KeyKind::VirtualKey)) => "line-virtual-key-ready",
            (CarState::Ready, Some(KeyKind::CarKey)) => "line-car-key-ready",
            (CarState::StreamingOff, _) => return self.streaming("line-streaming-off", texts),
            (CarState::StreamingOn, _) => return self.streaming("line-streaming-on", texts),
            (CarState::OwnerOnly, _) => "line-owner-only",
            (CarState::Suspended { until: None }, _) => "line-suspended",
            (CarState::Suspended { until: Some(until) }, _) => {
                let moment = until.strftime("%Y-%m-%d %H:%M UTC").to_string();
                return texts.message("line-suspended-until").with("moment", moment).to_string();
            }
            (CarState::Failed, _) => "line-failed",
            (CarState::NotNeeded | CarState::Waiting | CarState::Ready, _) => {
                return described(texts, self.year, self.ends_in.as_deref()).unwrap_or_default();
            }
        };
        texts.message(key).to_string()
    }

    /// Which car it is, whatever its state.
    pub(super) fn described(&self, texts: &Texts) -> String {
        described(texts, self.year, self.ends_in.as_deref()).unwrap_or_default()
    }

    /// Streaming is a matter of the car's year, which is told with it.
    fn streaming(&self, key: &'static str, texts: &Texts) -> String {
        let text = texts.message(key).to_string();
        match self.year {
            Some(year) => texts.message("line-of-year").with("year", year.to_string()).with("text", text).to_string(),
            None => text,
        }
    }

    /// The key of the word on its pill; none where the line offers something to do instead.
    pub(super) fn pill(&self) -> Option<&'static str> {
        match self.state {
            CarState::Waiting => Some("pill-waiting"),
            CarState::Ready | CarState::StreamingOn => Some("pill-ready"),
            CarState::NotNeeded => Some("pill-not-needed"),
            CarState::StreamingOff => None,
            CarState::OwnerOnly => Some("pill-owner-only"),
            CarState::Suspended { .. } => Some("pill-suspended"),
            CarState::Failed => Some("pill-failed"),
        }
    }

    /// How its pill looks.
    pub(super) fn tone(&self) -> Tone {
        match self.state {
            CarState::Waiting | CarState::Suspended { .. } => Tone::Wait,
            CarState::Ready | CarState::StreamingOn => Tone::Ok,
            CarState::NotNeeded | CarState::StreamingOff | CarState::OwnerOnly => Tone::Neutral,
            CarState::Failed => Tone::Stop,
        }
    }

    /// Its own link, where the page's is not for it alone: beside other cars that wait, and for a driver.
    pub(super) fn own_link(&self, cars: &[Self]) -> Option<&str> {
        let waiting = cars.iter().filter(|car| car.state == CarState::Waiting && car.link.is_some()).count();
        let is_offered = self.state == CarState::OwnerOnly || self.state == CarState::Waiting && waiting > 1;
        self.link.as_deref().filter(|_| is_offered)
    }

    /// The picture before its name.
    pub(super) fn icon(&self) -> Icon {
        if self.key == Some(KeyKind::CarKey) { Icon::Key } else { Icon::Car }
    }
}

impl Tone {
    /// The pill's class.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Wait => "wait",
            Self::Stop => "stop",
            Self::Neutral => "neutral",
        }
    }

    /// The pill's shape, so that colour never speaks alone.
    pub(super) fn shape(self) -> Option<Icon> {
        match self {
            Self::Ok => Some(Icon::Check),
            Self::Stop => Some(Icon::Cross),
            Self::Wait => Some(Icon::Dot),
            Self::Neutral => None,
        }
    }
}

/// A car by year and the end of its VIN, as far as they are known.
pub(super) fn described(texts: &Texts, year: Option<i32>, ends_in: Option<&str>) -> Option<String> {
    match (year, ends_in) {
        (Some(year), Some(end)) => {
            Some(texts.message("car-year-and-end").with("year", year.to_string()).with("end", end).to_string())
        }
        (Some(year), None) => Some(year.to_string()),
        (None, Some(end)) => Some(texts.message("car-end").with("end", end).to_string()),
        (None, None) => None,
    }
}
