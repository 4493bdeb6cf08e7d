//! Redirect URIs: which forms are registered, and how parameters are added to one.

use openfob_domain::ApplicationId;
use url::Url;

/// An address that Connect may return to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RedirectUri(String);

/// Why an address is no redirect URI.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum InvalidRedirectUri {
    /// It is no absolute address.
    #[error("expected an absolute address such as https://example.com/callback")]
    NotAbsolute,
    /// Plain http to another machine would hand the code to the network.
    #[error("http is allowed for localhost and 127.0.0.1 alone; use https")]
    PlainHttp,
    /// It is neither https nor an application's own scheme.
    #[error("expected https, http on localhost, or an app's own scheme such as sc{{client_id}}://")]
    Scheme,
    /// A fragment would swallow the parameters.
    #[error("a redirect URI has no fragment (#…)")]
    Fragment,
    /// Credentials in an address mislead.
    #[error("a redirect URI has no user or password in it")]
    Credentials,
}

impl RedirectUri {
    /// Reads an address. `http_exception` is the one plain http address that is allowed on any host.
    pub(crate) fn parse(text: &str, http_exception: Option<&str>) -> Result<Self, InvalidRedirectUri> {
        let url = Url::parse(text).map_err(|_| InvalidRedirectUri::NotAbsolute)?;
        if url.fragment().is_some() {
            return Err(InvalidRedirectUri::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidRedirectUri::Credentials);
        }
        match url.scheme() {
            "https" => Ok(()),
            "http" if matches!(url.host_str(), Some("localhost" | "127.0.0.1")) => Ok(()),
            "http" if http_exception == Some(text) => Ok(()),
            "http" => Err(InvalidRedirectUri::PlainHttp),
            // A mobile application's own scheme, as Smartcar's SDKs register: sc{client id}://…
            scheme if scheme.strip_prefix("sc").is_some_and(|id| id.parse::<ApplicationId>().is_ok()) => Ok(()),
            _ => Err(InvalidRedirectUri::Scheme),
        }?;
        Ok(Self(text.to_owned()))
    }

    /// As it was registered.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with parameters added. `state` goes last and byte for byte as it came, encoded form and all: the
    /// browser SDK sends characters that any re-encoding would change.
    pub(crate) fn with(&self, parameters: &[(&str, &str)], raw_state: Option<&str>) -> String {
        let encoded: String = {
            let mut pairs = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
                pairs.append_pair(name, value);
            }
            pairs.finish()
        };
        let state = raw_state.filter(|state| !state.is_empty()).map(|state| format!("state={state}"));
        let query = [Some(encoded).filter(|encoded| !encoded.is_empty()), state].into_iter().flatten();
        let query = query.collect::<Vec<_>>().join("&");
        let joint = match (query.is_empty(), self.0.contains('?')) {
            (true, _) => "",
            (false, true) => "&",
            (false, false) => "?",
        };
        format!("{}{joint}{query}", self.0)
    }

    /// What a Content-Security-Policy has to name so that a form on our page may end there.
    pub(crate) fn csp_source(&self) -> String {
        match Url::parse(&self.0) {
            // The application may redirect on from there; its hosts are its own business.
            Ok(url) if url.scheme() == "https" => "https:".to_owned(),
            Ok(url) if url.scheme() == "http" => url.origin().ascii_serialization(),
            Ok(url) => format!("{}:", url.scheme()),
            Err(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RedirectUri, InvalidRedirectUri> {
        RedirectUri::parse(text, Some("http://192.168.1.5:8080/demo/callback"))
    }

    #[test]
    fn takes_https_localhost_own_schemes_and_the_one_exception() {
        for text in [
            "https://example.com/auth",
            "https://javascript-sdk.smartcar.com/v2/redirect?app_origin=https://example.com",
            "http://localhost:3000/callback",
            "http://127.0.0.1/callback",
            "http://192.168.1.5:8080/demo/callback",
            "sc5b1f0000-0000-4000-8000-000000000000://exchange",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn refuses_everything_that_could_leak_a_code() {
        for (text, why) in [
            ("/callback", InvalidRedirectUri::NotAbsolute),
            ("http://example.com/auth", InvalidRedirectUri::PlainHttp),
            ("http://localhost.example.com/", InvalidRedirectUri::PlainHttp),
            ("http://192.168.1.5:8080/other", InvalidRedirectUri::PlainHttp),
            ("javascript:alert(1)", InvalidRedirectUri::Scheme),
            ("script:alert(1)", InvalidRedirectUri::Scheme),
            ("data:text/html,hi", InvalidRedirectUri::Scheme),
            ("https://example.com/#here", InvalidRedirectUri::Fragment),
            ("https://user@example.com/", InvalidRedirectUri::Credentials),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn adds_parameters_and_leaves_out_empty_ones() {
        let uri = parse("https://example.com/auth?app=1").unwrap();
        let location = uri.with(&[("code", "a b"), ("user_id", "")], Some("eyJ=+/"));
        assert_eq!(location, "https://example.com/auth?app=1&code=a+b&state=eyJ=+/");
        assert_eq!(parse("https://example.com/auth").unwrap().with(&[], None), "https://example.com/auth");
    }
}
