//! Enough of HTML to use a page by its forms: tags with their attributes, and the text between them.

use std::collections::BTreeMap;

/// A piece of a page.
pub(crate) enum Piece {
    /// `<name attributes>`.
    Open(String, BTreeMap<String, String>),
    /// `</name>`.
    Close(String),
    /// What stands between.
    Text(String),
}

/// Takes a page apart. Our templates quote every attribute value and escape `<` and `>`.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        pieces.push(Piece::Text(unescape(text)));
        let (tag, tail) = tail.split_once('>').expect("every tag ends");
        rest = tail;
        match tag.strip_prefix('/') {
            Some(name) => pieces.push(Piece::Close(name.trim().to_owned())),
            None if tag.starts_with('!') => {}
            None => {
                let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                pieces.push(Piece::Open(name.trim_end_matches('/').to_owned(), read_attributes(attributes)));
            }
        }
    }
    pieces
}

/// The text that people read.
pub(crate) fn text(html: &str) -> String {
    let text: Vec<String> = pieces(html)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_attributes(text: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(tail) => {
                let (value, tail) = tail.split_once('"').expect("every value ends");
                rest = tail;
                unescape(value)
            }
            None => String::new(),
        };
        attributes.insert(name, value);
        rest = rest.trim_start();
    }
    attributes
}

fn unescape(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
