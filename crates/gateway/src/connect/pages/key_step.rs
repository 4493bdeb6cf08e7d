//! The key step: what a granted car still asks for, and a line per car that turns by itself.

use askama::Template;

use super::qr::qr_image;
use super::{CarLine, CarState, Frame, RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Asks for keys. Posts to `later`, and to `check` where the browser runs no script; listens to `events`.
#[derive(Clone, Debug)]
pub(crate) struct KeyStep {
    /// What surrounds it.
    pub(crate) frame: Frame,
    /// The device it is shown on.
    pub(crate) view: View,
    /// Every granted car, each with its own state.
    pub(crate) cars: Vec<CarLine>,
    /// The key to add, where a car waits for one.
    pub(crate) virtual_key: Option<VirtualKeyAsk>,
    /// The CarKey to activate, where a car waits for it.
    pub(crate) car_key: Option<CarKeyAsk>,
    /// The steps to streaming by e-mail, where a car has it off and e-mail can be sent.
    pub(crate) steps_by_mail: Option<StepsByMail>,
}

/// The device that a page is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The maker's app is a tap away.
    Phone,
    /// The maker's app is on another device.
    Desktop,
}

/// A key that the owner adds in the maker's app.
#[derive(Clone, Debug)]
pub(crate) struct VirtualKeyAsk {
    /// The maker, as people write it.
    pub(crate) maker: String,
    /// The link that adds the key.
    pub(crate) link: String,
    /// The account in which it must be approved, where the maker tells.
    pub(crate) email: Option<String>,
    /// What keeps everybody from adding it.
    pub(crate) obstacle: Option<KeyObstacle>,
}

/// What keeps everybody from adding a key, and only the application's side can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyObstacle {
    /// The maker does not know the application where the account is.
    NotRegistered,
    /// The maker's app cannot read the key.
    KeyFile,
}

impl VirtualKeyAsk {
    /// The key of what stands in the way.
    pub(super) fn blocked(&self) -> Option<&'static str> {
        self.obstacle.map(|obstacle| match obstacle {
            KeyObstacle::NotRegistered => "key-blocked-registration",
            KeyObstacle::KeyFile => "key-blocked-file",
        })
    }
}

/// A proof that the owner makes in the application, sitting in the car.
#[derive(Clone, Debug)]
pub(crate) struct CarKeyAsk {
    /// The brand, as people write it.
    pub(crate) maker: String,
    /// What opens the application on a phone, where it has told us.
    pub(crate) app_link: Option<String>,
}

/// The steps to streaming, offered by e-mail. Posts to `mail`.
#[derive(Clone, Debug)]
pub(crate) struct StepsByMail {
    /// The owner's address at the maker.
    pub(crate) email: String,
    /// What became of the last request.
    pub(crate) outcome: Option<MailOutcome>,
}

/// What became of an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailOutcome {
    /// The mail server took it.
    Sent,
    /// It did not.
    Failed,
}

/// What the page is about, which decides on its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    VirtualKey,
    CarKey,
    Both,
    OwnersKey,
    Streaming,
}

impl KeyStep {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        let qr = match (self.view, self.open_ask()) {
            (View::Desktop, Some(ask)) => qr_image(&ask.link),
            _ => None,
        };
        Ok(Markup { texts, frame: &self.frame, page: self, cars: &self.cars, qr }.render()?)
    }

    /// The lines alone: the `html` of the event `key` that waiting pages listen to.
    pub(crate) fn render_live(cars: &[CarLine], texts: &Texts) -> Result<String, RenderError> {
        Ok(LiveMarkup { texts, cars }.render()?)
    }

    fn subject(&self) -> Subject {
        match (&self.virtual_key, &self.car_key) {
            (Some(_), None) => Subject::VirtualKey,
            (None, Some(_)) => Subject::CarKey,
            (Some(_), Some(_)) => Subject::Both,
            (None, None) if self.cars.iter().any(|car| car.state == CarState::OwnerOnly) => Subject::OwnersKey,
            (None, None) => Subject::Streaming,
        }
    }

    /// The key to add, where it can be.
    fn open_ask(&self) -> Option<&VirtualKeyAsk> {
        self.virtual_key.as_ref().filter(|ask| ask.obstacle.is_none())
    }

    /// Whether the one thing to do is to look again.
    fn is_blocked(&self) -> bool {
        self.subject() == Subject::VirtualKey && self.open_ask().is_none()
    }

    /// Whether the link is for whichever car the maker's app shows.
    fn is_for_several(&self) -> bool {
        self.cars.iter().any(|car| car.state == CarState::Waiting && car.own_link(&self.cars).is_some())
    }

    fn title(&self, texts: &Texts) -> String {
        let application = &self.frame.application.name;
        match (&self.virtual_key, &self.car_key) {
            (Some(ask), None) => {
                texts.message("key-title").with("app", application).with("maker", &ask.maker).to_string()
            }
            (None, Some(ask)) => texts.message("car-key-title").with("maker", &ask.maker).to_string(),
            (Some(_), Some(_)) => texts.message("key-both-title").to_string(),
            (None, None) if self.subject() == Subject::OwnersKey => {
                texts.message("key-owner-title").with("app", application).to_string()
            }
            (None, None) => texts.message("streaming-title").to_string(),
        }
    }

    fn intro(&self) -> &'static str {
        match self.subject() {
            Subject::VirtualKey if self.open_ask().is_none() => "key-blocked",
            Subject::VirtualKey => "key-intro",
            Subject::OwnersKey => "key-owner-intro",
            Subject::CarKey => "car-key-intro",
            Subject::Both => "key-both-intro",
            Subject::Streaming => "streaming-intro",
        }
    }

    /// What the owner says who has done it, where the page cannot see it by itself.
    fn check(&self) -> &'static str {
        if self.subject() == Subject::VirtualKey { "key-check" } else { "key-check-done" }
    }

    /// The address that writes an e-mail with the link, for reading on the phone.
    fn mail(&self, ask: &VirtualKeyAsk, texts: &Texts) -> String {
        let subject = texts.message("key-title").with("app", &self.frame.application.name).with("maker", &ask.maker);
        let mut mail = url::form_urlencoded::Serializer::new(String::new());
        mail.append_pair("subject", &subject.to_string()).append_pair("body", &ask.link);
        // RFC 6068 knows no plus sign for a space.
        format!("mailto:?{}", mail.finish().replace('+', "%20"))
    }

    /// The two columns are for the code beside the lines.
    fn is_wide(&self) -> bool {
        self.view == View::Desktop && self.open_ask().is_some()
    }
}

#[derive(Template)]
#[template(path = "connect/key_step.html")]
struct Markup<'a> {
    texts: &'a Texts,
    frame: &'a Frame,
    page: &'a KeyStep,
    cars: &'a [CarLine],
    qr: Option<String>,
}

#[derive(Template)]
#[template(path = "connect/car_lines.html")]
struct LiveMarkup<'a> {
    texts: &'a Texts,
    cars: &'a [CarLine],
}
