//! The words that people read: Fluent messages by language, compiled in.

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{LanguageIdentifier, NegotiationStrategy, negotiate_languages};

/// Tag, name in the language itself, messages. The first one stands in where no wanted language is there.
pub(crate) const LANGUAGES: [(&str, &str, &str); 6] = [
    ("en", "English", include_str!("../locales/en.ftl")),
    ("fr", "Français", include_str!("../locales/fr.ftl")),
    ("de", "Deutsch", include_str!("../locales/de.ftl")),
    ("es", "Español", include_str!("../locales/es.ftl")),
    ("it", "Italiano", include_str!("../locales/it.ftl")),
    ("nl", "Nederlands", include_str!("../locales/nl.ftl")),
];

static ALL: LazyLock<[Texts; 6]> =
    LazyLock::new(|| LANGUAGES.map(|(tag, name, source)| Texts::load(tag, name, source)));

/// All messages of one language.
pub(crate) struct Texts {
    language: &'static str,
    name: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Every language, in the order in which the switch offers them.
    pub(crate) fn all() -> &'static [Self] {
        &*ALL
    }

    /// The English messages.
    pub(crate) fn english() -> &'static Self {
        &ALL[0]
    }

    /// The language that fits an `Accept-Language` header best; English where none does.
    pub(crate) fn accepted(header: &str) -> &'static Self {
        let wanted = wanted_languages(header);
        let available: Vec<LanguageIdentifier> = ALL.iter().filter_map(|texts| texts.language.parse().ok()).collect();
        let chosen = negotiate_languages(&wanted, &available, None, NegotiationStrategy::Filtering);
        let tag = chosen.first().map(ToString::to_string);
        tag.and_then(|tag| Self::of(&tag)).unwrap_or_else(|| Self::english())
    }

    /// The language with this tag.
    pub(crate) fn of(tag: &str) -> Option<&'static Self> {
        ALL.iter().find(|texts| texts.language == tag)
    }

    /// The language's tag, for the `lang` attribute.
    pub(crate) fn language(&self) -> &'static str {
        self.language
    }

    /// The language's name for itself.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// A message in plain text; `key` may name an attribute (`refusal-cancelled.why`).
    pub(crate) fn message<'t>(&'t self, key: &'t str) -> Message<'t> {
        Message { texts: self, key, arguments: FluentArgs::new() }
    }

    /// A message whose text has markup (`<b>`). Its arguments are escaped, the message itself is ours.
    pub(crate) fn rich<'t>(&'t self, key: &'t str) -> Rich<'t> {
        Rich(self.message(key))
    }

    /// Reads the messages of one language.
    pub(crate) fn load(language: &'static str, name: &'static str, source: &str) -> Self {
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
        let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { language, name, bundle }
    }
}

/// The languages of an `Accept-Language` header, the most wanted first; those with a weight of zero are not wanted.
fn wanted_languages(header: &str) -> Vec<LanguageIdentifier> {
    let mut wanted: Vec<(f32, LanguageIdentifier)> = header
        .split(',')
        .filter_map(|entry| {
            let (tag, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.parse().ok().filter(|weight| *weight > 0.0)?;
            Some((weight, tag.trim().parse().ok()?))
        })
        .collect();
    wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    wanted.into_iter().map(|(_, language)| language).collect()
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
        for (tag, _, source) in LANGUAGES {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{tag}");
        }
    }

    #[test]
    fn english_answers_where_no_wanted_language_is_there() {
        for header in ["", "tlh", "pl-PL,pl;q=0.8", "de;q=0", "de;q=zero", "*", "*;;q=,"] {
            assert_eq!(Texts::accepted(header).language(), "en", "{header}");
        }
    }

    #[test]
    fn the_most_wanted_language_that_is_there_answers() {
        for (header, language) in [
            ("de", "de"),
            ("de-AT,de;q=0.8,en;q=0.5", "de"),
            ("pt-BR, fr-CA;q=0.9, en;q=0.8", "fr"),
            ("en-GB,en;q=0.9,nl;q=0.8", "en"),
            ("en;q=0.3, es-419;q=0.7", "es"),
            ("it-CH", "it"),
            ("nl-BE, fr;q=0.9", "nl"),
        ] {
            assert_eq!(Texts::accepted(header).language(), language, "{header}");
        }
    }

    #[test]
    fn a_language_is_found_by_its_exact_tag() {
        assert_eq!(Texts::of("fr").map(Texts::name), Some("Français"));
        for tag in ["", "FR", "fr-CA", "pl"] {
            assert!(Texts::of(tag).is_none(), "{tag}");
        }
    }

    #[test]
    fn plurals_follow_the_language() {
        for (tag, one, more) in [
            ("en", "in one second", "in 3 seconds"),
            ("fr", "1 seconde.", "3 secondes."),
            ("de", "einer Sekunde", "3 Sekunden"),
        ] {
            let texts = Texts::of(tag).unwrap();
            let after = |seconds: u8| texts.message("key-done-returns").with("seconds", seconds).to_string();
            assert!(after(1).contains(one) && after(3).contains(more), "{tag}: {} {}", after(1), after(3));
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
