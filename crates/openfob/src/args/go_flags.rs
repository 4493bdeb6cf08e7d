//! Flags with one dash, as Go's programs have them: `-port 4443` for `--port 4443`.

use std::ffi::OsString;

/// The command whose flags may have one dash, as those of the program that it stands in for.
const COMMAND: &str = "tesla-proxy";

/// Gives the flags of [`COMMAND`] a second dash where they have one. Everything else stays as it is.
pub(super) fn with_two_dashes(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut is_ours = false;
    let rewritten = arguments.into_iter().enumerate().map(|(at, argument)| {
        let Some(text) = argument.to_str() else { return argument };
        if !is_ours {
            is_ours = at > 0 && text == COMMAND;
            return argument;
        }
        match text.strip_prefix('-') {
            Some(name) if name.len() > 1 && name.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                format!("--{name}").into()
            }
            _ => argument,
        }
    });
    rewritten.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(line: &str) -> String {
        let words = with_two_dashes(line.split(' ').map(OsString::from));
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_dash_does_for_the_proxy_alone() {
        assert_eq!(
            rewritten("openfob tesla-proxy -port 4443 -verbose=true --host :: -h -"),
            "openfob tesla-proxy --port 4443 --verbose=true --host :: -h -"
        );
        assert_eq!(rewritten("openfob sim list -json"), "openfob sim list -json");
    }
}
