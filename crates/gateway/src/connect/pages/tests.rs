//! What holds for every page: its looks as snapshots, its words against the message files, its markup against the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::samples::pages;
use super::{assets, permission_words::PermissionWords as _};
use crate::text::{LANGUAGES, Texts};

/// How much longer than the English one a text may be.
const LONGER: f64 = 1.4;

#[test]
fn every_page_looks_as_its_snapshot() {
    for (name, html) in pages(Texts::english()) {
        let steady = html.replace(assets::stylesheet(), "[css]").replace(assets::script(), "[js]");
        insta::assert_snapshot!(name, steady.replace(assets::favicon(), "[icon]"));
    }
}

/// With `OPENFOB_PAGES` naming a folder, the pages and what they refer to are written there, to be looked at:
/// `python3 -m http.server` in that folder shows them at `/{language}/{page}.html`. The language `long` is English, as
/// long as a text may be.
#[test]
fn every_page_can_be_written_in_every_language() {
    let long = Texts::load("en", "Eengliish", &lengthened(LANGUAGES[0].2));
    let languages = Texts::all().iter().map(|texts| (texts.language(), texts)).chain([("long", &long)]);
    for (language, texts) in languages {
        for (name, html) in pages(texts) {
            assert!(name == "key-live" || html.contains(&format!("<html lang=\"{}\">", texts.language())), "{name}");
            if let Some(folder) = std::env::var_os("OPENFOB_PAGES") {
                write_page(Path::new(&folder), &format!("{language}/{name}"), &html);
            }
        }
    }
}

#[test]
fn lengthened_messages_are_as_long_as_any_may_be_and_read_alike() {
    let english = LANGUAGES[0].2;
    let long = lengthened(english);
    assert_eq!(messages(&long), messages(english));
    let (short, long) = (english.chars().count(), long.chars().count());
    assert!(long * 10 > short * 12, "{long} after {short}, keys and headings among them");
}

/// The messages with their words grown, and their arguments and markup as they are.
fn lengthened(source: &str) -> String {
    let mut long = String::new();
    for line in source.lines() {
        let start = line.find(" = ").map(|at| at + 3).or_else(|| line.find("] ").map(|at| at + 2));
        let Some(start) = start.filter(|_| !line.starts_with('#') && !line.ends_with("->")) else {
            long.push_str(line);
            long.push('\n');
            continue;
        };
        let (head, text) = line.split_at(start);
        long.push_str(head);
        let (mut inside, mut letters, mut written) = (false, 0.0, 0.0);
        for c in text.chars() {
            inside = inside && !matches!(c, '}' | '>') || matches!(c, '{' | '<');
            long.push(c);
            letters += 1.0;
            written += 1.0;
            // Words grow as well as lines do: long words are what breaks a page.
            if !inside && c.is_alphabetic() && written < letters * LONGER {
                long.push(c);
                written += 1.0;
            }
        }
        long.push('\n');
    }
    long
}

fn write_page(folder: &Path, name: &str, html: &str) {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for (address, file) in
        [(assets::stylesheet(), "connect.css"), (assets::script(), "connect.js"), (assets::favicon(), "favicon.svg")]
    {
        let target = folder.join(address.trim_start_matches('/'));
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(assets.join(file), target).unwrap();
    }
    for digits in html.split("/connect/assets/accent/").skip(1).map(|rest| &rest[..6]) {
        let target = folder.join("connect/assets/accent");
        std::fs::create_dir_all(&target).unwrap();
        let accent: super::Accent = format!("#{digits}").parse().unwrap();
        std::fs::write(target.join(format!("{digits}.css")), accent.stylesheet()).unwrap();
    }
    let page = folder.join(format!("{name}.html"));
    std::fs::create_dir_all(page.parent().unwrap()).unwrap();
    std::fs::write(page, html).unwrap();
}

#[test]
fn pages_run_under_a_policy_without_inline_styles_or_scripts() {
    for (name, html) in pages(Texts::english()) {
        let lower = html.to_lowercase();
        assert!(!lower.contains("<style") && !lower.contains(" style="), "{name} has an inline style");
        for script in lower.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/connect/assets/"), "{name} has a script of its own");
        }
        let handler = lower.split(" on").skip(1).find(|rest| {
            rest.split_once("=\"").is_some_and(|(event, _)| event.chars().all(|c| c.is_ascii_lowercase()))
        });
        assert!(handler.is_none(), "{name} has an event handler: {handler:?}");
    }
}

#[test]
fn every_posting_form_carries_the_csrf_token() {
    for (name, html) in pages(Texts::english()) {
        for form in html.split("<form method=\"post\"").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains(r#"name="csrf" value="f00d""#), "{name}: {form}");
            assert!(form.contains(r#"action="/connect/7d0c"#), "{name}: {form}");
        }
    }
}

#[test]
fn every_page_has_one_title_one_heading_and_a_language() {
    for (name, html) in pages(Texts::english()).into_iter().filter(|(name, _)| name != "key-live") {
        assert_eq!(html.matches("<h1>").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(html.contains("<html lang=\"en\">"), "{name}");
        assert!(!html.contains("<title></title>") && !html.contains("<title> "), "{name}");
        let ids: Vec<_> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{name} has an id twice: {ids:?}");
        for input in html.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let id = input.split("id=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
            let labelled = input.contains("type=\"hidden\"")
                || input.contains("aria-label=")
                || id.is_some_and(|id| html.contains(&format!("<label for=\"{id}\"")))
                || input.contains("name=\"capacity\"")
                || input.contains("name=\"vehicle\"")
                || input.contains("name=\"permission\"");
            assert!(labelled, "{name}: {input}");
        }
    }
}

#[test]
fn what_browser_automation_looks_for_is_there() {
    let pages: BTreeMap<_, _> = pages(Texts::english()).into_iter().collect();
    for (page, wanted) in [
        ("preamble", r#"<button id="continue-button""#),
        ("brands", r#"<button id="TESLA" class="brand-list-item" name="make" value="TESLA""#),
        ("brands", r#"<input id="brand-search""#),
        ("consent", r#"<div class="page-content">"#),
        ("consent", r#"<button id="approval-button""#),
        ("key-phone", r#"<ul id="key-live""#),
        ("key-live", r#"<ul id="key-live""#),
    ] {
        assert!(pages[page].contains(wanted), "{page} lacks {wanted}");
    }
}

#[test]
fn what_came_from_outside_is_escaped() {
    let pages: BTreeMap<_, _> = pages(Texts::english()).into_iter().collect();
    assert!(pages["error-client"].contains("&#60;script&#62;"));
    assert!(!pages["error-client"].contains("<script>"));
}

#[test]
fn no_page_shows_a_key_or_an_argument_in_place_of_words() {
    let keys = messages(LANGUAGES[0].2);
    for texts in Texts::all() {
        let language = texts.language();
        for (name, html) in pages(texts) {
            assert!(!html.contains("{$") && !html.contains("{ $"), "{name} lacks an argument in {language}");
            for text in html.split(['>', '<', '"']) {
                assert!(!keys.contains_key(text), "{name} shows the key {text} in {language}");
            }
        }
    }
}

#[test]
fn every_language_has_each_message_with_its_arguments_and_no_other() {
    let english = messages(LANGUAGES[0].2);
    for (language, _, source) in LANGUAGES {
        let messages = messages(source);
        for (key, arguments) in &english {
            assert_eq!(messages.get(key), Some(arguments), "{language}: arguments of `{key}`");
        }
        let more: Vec<_> = messages.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(more.is_empty(), "{language} has what English does not: {more:?}");
    }
}

#[test]
fn every_language_has_words_of_its_own() {
    let english = Texts::english();
    for texts in Texts::all().iter().skip(1) {
        for permission in openfob_domain::Permission::ALL {
            for key in [permission.key().to_owned(), permission.meaning()] {
                let words = texts.message(&key).to_string();
                assert_ne!(words, english.message(&key).to_string(), "`{key}` is English in {}", texts.language());
            }
        }
    }
}

#[test]
fn apostrophes_and_quotation_marks_are_those_of_print() {
    for (language, _, source) in LANGUAGES {
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let rest = line.replace("<a href=\"{ $mail }\">", "");
            assert!(!rest.contains(['"', '\'']), "{language}: {line}");
        }
    }
}

#[test]
fn every_key_in_use_has_a_message_and_every_message_is_in_use() {
    let messages = messages(LANGUAGES[0].2);
    let mut used = BTreeSet::new();
    for (file, source) in sources() {
        for key in keys_in(&file, &source) {
            assert!(messages.contains_key(&key), "{file} uses `{key}`, which en.ftl does not have");
            used.insert(key);
        }
    }
    for key in messages.keys() {
        let by_its_message = key.split_once('.').is_some_and(|(message, _)| used.contains(message));
        assert!(used.contains(key) || by_its_message, "nothing uses `{key}`");
    }
    for permission in openfob_domain::Permission::ALL {
        assert!(messages.contains_key(&permission.meaning()), "`{permission}` has no meaning");
    }
}

#[test]
fn calls_give_a_message_the_arguments_that_it_names() {
    let messages = messages(LANGUAGES[0].2);
    let mut calls = 0;
    for (file, source) in sources() {
        for (key, arguments) in calls_in(&source) {
            assert_eq!(arguments, messages[&key], "{file}: arguments of `{key}`");
            calls += 1;
        }
    }
    assert!(calls > 100, "the search for calls finds {calls}");
}

#[test]
fn messages_have_no_markup_but_bold_and_links() {
    for line in LANGUAGES.iter().flat_map(|(_, _, source)| source.lines()) {
        let rest =
            line.replace("<b>", "").replace("</b>", "").replace("<a href=\"{ $mail }\">", "").replace("</a>", "");
        assert!(!rest.contains('<') && !rest.contains('>') || rest.trim_end().ends_with("->"), "{line}");
    }
}

/// The arguments of every message, by key; attributes as `message.attribute`.
fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let (mut message, mut current) = (String::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with(' ')) {
            key.clone_into(&mut message);
            key.clone_into(&mut current);
            assert!(messages.insert(key.to_owned(), BTreeSet::new()).is_none(), "`{key}` is there twice");
        } else if let Some((attribute, _)) = line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once(" = "))
        {
            current = format!("{message}.{attribute}");
            messages.insert(current.clone(), BTreeSet::new());
        }
        for argument in line.split('$').skip(1) {
            let name: String = argument.chars().take_while(char::is_ascii_alphanumeric).collect();
            messages.entry(current.clone()).or_default().insert(name);
        }
    }
    messages
}

/// The templates and the code beside this file, by name.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    let mail = "src/connect/streaming_mail.rs";
    sources.push((mail.to_owned(), std::fs::read_to_string(root.join(mail)).unwrap()));
    for folder in ["templates/connect", "src/connect/pages"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_file() && !["tests.rs", "samples.rs", "assets.rs", "accent.rs"].contains(&name.as_str()) {
                sources.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    sources
}

/// In templates keys stand in calls; in code every text with the shape of a key is one.
fn keys_in(file: &str, source: &str) -> Vec<String> {
    let is_template = Path::new(file).extension().is_some_and(|extension| extension == "html");
    let literals: Vec<&str> = if is_template {
        ["message(\"", "rich(\""].iter().flat_map(|call| source.split(call).skip(1)).collect()
    } else {
        source.split('"').skip(1).step_by(2).collect()
    };
    literals
        .into_iter()
        .filter_map(|literal| literal.split('"').next())
        .filter(|key| {
            let shape = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            *key == "step"
                || key.contains('-') && key.starts_with(|c: char| c.is_ascii_lowercase()) && key.chars().all(shape)
        })
        .map(str::to_owned)
        .collect()
}

/// Every call with a key in it, and the names of the arguments given right behind it.
fn calls_in(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut calls = Vec::new();
    for rest in ["message(\"", "rich(\""].iter().flat_map(|call| source.split(call).skip(1)) {
        let Some((key, mut rest)) = rest.split_once("\")") else { continue };
        let mut arguments = BTreeSet::new();
        while let Some(call) = rest.trim_start().strip_prefix(".with(\"") {
            let (name, value) = call.split_once('"').unwrap();
            arguments.insert(name.to_owned());
            let mut depth = 1;
            let end = value.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            rest = &value[end.unwrap() + 1..];
        }
        calls.push((key.to_owned(), arguments));
    }
    calls
}
