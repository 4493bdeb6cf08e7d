//! The words that people read: Fluent messages by language, compiled in.

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{LanguageIdentifier, NegotiationStrategy, negotiate_languages, parse_accepted_languages};

const ENGLISH: &str = include_str!("../locales/en.ftl");

/// The first one is complete and stands in where no wanted language is there.
static ALL: LazyLock<[Texts; 1]> = LazyLock::new(|| [Texts::load("en", ENGLISH)]);

/// All messages of one language.
pub(crate) struct Texts {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The English messages, which are complete.
    pub(crate) fn english() -> &'static Self {
        &ALL[0]
    }

    /// The language that fits an `Accept-Language` header best; English where none does.
    pub(crate) fn accepted(header: &str) -> &'static Self {
        let wanted = parse_accepted_languages(header);
        let available: Vec<LanguageIdentifier> = ALL.iter().filter_map(|texts| texts.language.parse().ok()).collect();
        let chosen = negotiate_languages(&wanted, &available, None, NegotiationStrategy::Filtering);
        let tag = chosen.first().map(ToString::to_string);
        ALL.iter().find(|texts| Some(texts.language) == tag.as_deref()).unwrap_or_else(|| Self::english())
    }

    /// The language's tag, for the `lang` attribute.
    pub(crate) fn language(&self) -> &'static str {
        self.language
    }

    /// A message in plain text; `key` may name an attribute (`refusal-cancelled.why`).
    pub(crate) fn message<'t>(&'t self, key: &'t str) -> Message<'t> {
        Message { texts: self, key, arguments: FluentArgs::new() }
    }

    /// A message whose text has markup (`<b>`). Its arguments are escaped, the message itself is ours.
    pub(crate) fn rich<'t>(&'t self, key: &'t str) -> Rich<'t> {
        Rich(self.message(key))
    }

    fn load(language: &'static str, source: &str) -> Self {
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
        let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }
}

/// A message with its arguments, written out by `Display`. A key that is missing shows as itself.
pub(crate) struct Message<'t> {
    texts: &'t Texts,
    key: &'t str,
    arguments: FluentArgs<'t>,
}

impl<'t> Message<'t> {
    /// Gives the message an argument.
    pub(crate) fn with(mut self, name: &'t str, value: impl Into<FluentValue<'t>>) -> Self {
        self.arguments.set(name, value);
        self
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, attribute) = match self.key.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (self.key, None),
        };
        let message = self.texts.bundle.get_message(id);
        let pattern = message.and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else { return f.write_str(self.key) };
        f.write_str(&self.texts.bundle.format_pattern(pattern, Some(&self.arguments), &mut Vec::new()))
    }
}

/// A message with markup, see [`Texts::rich`].
pub(crate) struct Rich<'t>(Message<'t>);

impl<'t> Rich<'t> {
    /// Gives the message an argument, which is escaped.
    pub(crate) fn with(self, name: &'t str, value: &str) -> Self {
        let escaped = askama::filters::escape(value, askama::filters::Html).map(|safe| safe.to_string());
        let Ok(escaped) = escaped;
        Self(self.0.with(name, escaped))
    }
}

impl fmt::Display for Rich<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl askama::filters::HtmlSafe for Rich<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_parses_without_a_fault() {
        assert!(FluentResource::try_new(ENGLISH.to_owned()).is_ok());
    }

    #[test]
    fn english_answers_where_no_wanted_language_is_there() {
        for header in ["", "tlh", "de-AT,de;q=0.8", "en-GB,en;q=0.5", "*;;q=,"] {
            assert_eq!(Texts::accepted(header).language(), "en", "{header}");
        }
    }

    #[test]
    fn arguments_of_rich_messages_are_escaped() {
        let text =
            Texts::english().rich("key-approve").with("maker", "<i>").with("email", "a&b@example.com").to_string();
        assert!(text.contains("&#60;i&#62;") && text.contains("a&#38;b@example.com"), "{text}");
        assert!(text.contains("<b>"), "{text}");
    }
}
