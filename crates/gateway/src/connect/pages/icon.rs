//! Line icons, drawn for us: 22 px, stroke 1.8, in the colour of the text around them, silent to screen readers.

use std::fmt;

/// A picture. Written out inline by `Display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    Alert,
    Arrow,
    Battery,
    Bolt,
    Calendar,
    Car,
    Check,
    Compass,
    Cross,
    Dot,
    Drop,
    Fan,
    Fuel,
    Gauge,
    Info,
    Key,
    Keypad,
    List,
    Lock,
    Person,
    Pin,
    Plate,
    Plug,
    Road,
    Route,
    Station,
    Thermometer,
    Trunk,
    Tyre,
    Wrench,
}

impl Icon {
    /// The drawing, on a field of 24 by 24.
    fn drawing(self) -> &'static str {
        match self {
            Self::Alert => r#"<path d="M12 4 2.8 19.5h18.4L12 4Z"/><path d="M12 10v4.5M12 17v.1"/>"#,
            Self::Arrow => r#"<path d="M4 12h16M13.5 5.5 20 12l-6.5 6.5"/>"#,
            Self::Battery => {
                r#"<rect x="2.5" y="7" width="16" height="10" rx="2.5"/><path d="M21.5 10.5v3M6.5 10.5v3M10 10.5v3"/>"#
            }
            Self::Bolt => r#"<path d="M13 2.5 5 13.5h6l-1 8 8-11h-6l1-8Z"/>"#,
            Self::Calendar => {
                r#"<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 2.8V6.5M16 2.8V6.5M8 14.5h3"/>"#
            }
            Self::Car => {
                r#"<path d="m4.5 11 1.6-4.3A2 2 0 0 1 8 5.4h8a2 2 0 0 1 1.9 1.3L19.5 11M5.5 17v2M18.5 17v2"/><rect x="3" y="11" width="18" height="6" rx="2"/><path d="M7 14h.1M17 14h.1" stroke-width="2.6"/>"#
            }
            Self::Check => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
            Self::Compass => r#"<circle cx="12" cy="12" r="9"/><path d="m15.5 8.5-2 5-5 2 2-5 5-2Z"/>"#,
            Self::Cross => r#"<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>"#,
            Self::Dot => r#"<circle cx="12" cy="12" r="7" fill="currentColor" stroke="none"/>"#,
            Self::Drop => r#"<path d="M12 3c3.5 4.3 6 7.3 6 10.8a6 6 0 0 1-12 0C6 10.3 8.5 7.3 12 3Z"/>"#,
            Self::Fan => {
                r#"<circle cx="12" cy="12" r="1.8"/><path d="M12 10.2C9 8 9.5 3.5 12.5 3.5s3 4-.5 6.7M13.8 12c2.2-3 6.7-2.5 6.7.5s-4 3-6.7-.5M12 13.8c3 2.2 2.5 6.7-.5 6.7s-3-4 .5-6.7M10.2 12c-2.2 3-6.7 2.5-6.7-.5s4-3 6.7.5"/>"#
            }
            Self::Fuel => {
                r#"<path d="M4.5 20.5V5.5a2 2 0 0 1 2-2h5a2 2 0 0 1 2 2v15M3 20.5h12M4.5 10.5h9M13.5 13h1.5a1.8 1.8 0 0 1 1.8 1.8v1.7a1.8 1.8 0 0 0 3.6 0V9l-3.2-3.2"/>"#
            }
            Self::Gauge => r#"<path d="M5.3 18.7a9.5 9.5 0 1 1 13.4 0M12 13l4-4.5"/><circle cx="12" cy="13" r="1.2"/>"#,
            Self::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.1"/>"#,
            Self::Key => r#"<circle cx="7.5" cy="16.5" r="4"/><path d="M10.4 13.6 20 4M15 9l2.8 2.8M18 6l2.2 2.2"/>"#,
            Self::Keypad => {
                r#"<rect x="4" y="3" width="16" height="18" rx="2.5"/><path d="M8.5 8h.1M12 8h.1M15.5 8h.1M8.5 12h.1M12 12h.1M15.5 12h.1M12 16h.1"/>"#
            }
            Self::List => r#"<path d="M9 6h11.5M9 12h11.5M9 18h11.5M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>"#,
            Self::Lock => {
                r#"<rect x="4.5" y="10.5" width="15" height="10" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>"#
            }
            Self::Person => r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>"#,
            Self::Pin => {
                r#"<path d="M12 21.5c4.7-4.6 7-8.2 7-11.5a7 7 0 0 0-14 0c0 3.3 2.3 6.9 7 11.5Z"/><circle cx="12" cy="10" r="2.5"/>"#
            }
            Self::Plate => {
                r#"<rect x="2.5" y="6.5" width="19" height="11" rx="2"/><path d="M6.5 10v4M9.5 10v4M12.5 10v4M15 10v4M17.5 10v4"/>"#
            }
            Self::Plug => r#"<path d="M9 3v5M15 3v5M6 8h12v3.5a6 6 0 0 1-12 0V8ZM12 17.5v3.5"/>"#,
            Self::Road => r#"<path d="M8 4 3.5 20M16 4l4.5 16M12 4.5V7M12 10.5V13M12 17v2.5"/>"#,
            Self::Route => {
                r#"<circle cx="6" cy="18.5" r="2.5"/><circle cx="18" cy="5.5" r="2.5"/><path d="M8.5 18.5H16a3.3 3.3 0 0 0 0-6.5H8a3.3 3.3 0 0 1 0-6.5h7.5"/>"#
            }
            Self::Station => {
                r#"<path d="M12 21.5c4.7-4.6 7-8.2 7-11.5a7 7 0 0 0-14 0c0 3.3 2.3 6.9 7 11.5Z"/><path d="M12.8 6 10 10.2h4L11.2 14"/>"#
            }
            Self::Thermometer => {
                r#"<path d="M14.5 13.5V5.5a2.5 2.5 0 0 0-5 0v8a4.5 4.5 0 1 0 5 0Z"/><path d="M12 9v8"/>"#
            }
            Self::Trunk => r#"<path d="M3 18.5V12l6-1.5L15 4l3 2.5-6 5.5 9 1.5v5H3Z"/><path d="M9 18.5h6"/>"#,
            Self::Tyre => {
                r#"<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="4"/><path d="M12 3v5M12 16v5M3 12h5M16 12h5"/>"#
            }
            Self::Wrench => {
                r#"<path d="M20.5 7.5a5 5 0 0 1-6.7 5.6l-7 7a2 2 0 0 1-2.9-2.9l7-7a5 5 0 0 1 5.6-6.7l-3 3 .5 3 3 .5 3.5-2.5Z"/>"#
            }
        }
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>"#,
            self.drawing()
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}
