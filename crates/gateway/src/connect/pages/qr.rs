//! Links as pictures that a phone's camera reads.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};

/// A QR code as a `data:` address: dark on white with its quiet zone, whatever the page's scheme. None if the link is
/// longer than a code can hold.
pub(super) fn qr_image(link: &str) -> Option<String> {
    let code = QRBuilder::new(link).ecl(ECL::M).build().ok()?;
    let svg = SvgBuilder::default().margin(4).module_color("#14181f").background_color("#ffffff").to_str(&code);
    Some(format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)))
}
