//! A browser without JavaScript: keeps cookies, fills in forms, follows redirects as long as they stay with us.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};
use url::{Origin, Url};

use crate::html::{self, Piece};

pub(crate) struct Browser {
    http: reqwest::Client,
    /// The servers of this world; what leads elsewhere is not followed.
    ours: Vec<Origin>,
    /// By name, with their path. As in real browsers, ports share them.
    cookies: Mutex<BTreeMap<String, (String, String)>>,
}

/// Where the browser stands.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
    /// Where it is sent on to, as it stands in the header: to another site.
    pub(crate) left_for: Option<String>,
}

/// A form as it stands on a page, to be filled in.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    method: Method,
    pub(crate) action: Url,
    fields: Vec<Field>,
    pressed: Option<(String, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) kind: String,
    pub(crate) checked: bool,
    /// What stands beside a box.
    pub(crate) label: String,
}

impl Browser {
    pub(crate) fn new(ours: Vec<Origin>) -> Self {
        Self::with(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(), ours)
    }

    /// The same with a client of its own, which must follow nothing.
    pub(crate) fn with(http: reqwest::Client, ours: Vec<Origin>) -> Self {
        Self { http, ours, cookies: Mutex::default() }
    }

    /// Opens an address.
    pub(crate) async fn open(&self, url: &str) -> Page {
        let url: Url = url.parse().unwrap();
        self.follow(url.clone(), self.http.get(url)).await
    }

    /// Presses a button, named by its id or by what its form's address ends in.
    pub(crate) async fn press(&self, page: &Page, button: &str) -> Page {
        self.submit(&page.form(button)).await
    }

    /// Sends a form.
    pub(crate) async fn submit(&self, form: &Form) -> Page {
        let request = self.http.request(form.method.clone(), form.action.clone());
        let fields = form.sent();
        let request = if form.method == Method::GET { request.query(&fields) } else { request.form(&fields) };
        self.follow(form.action.clone(), request).await
    }

    /// Asks once, with cookies, and follows nothing.
    pub(crate) async fn ask(&self, url: &Url, request: RequestBuilder) -> Response {
        let cookies: Vec<String> = {
            let jar = self.cookies.lock().unwrap();
            let fits = |(_, (path, _)): &(&String, &(String, String))| url.path().starts_with(path.as_str());
            jar.iter().filter(fits).map(|(name, (_, value))| format!("{name}={value}")).collect()
        };
        let request = if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) };
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        response
    }

    /// A request of this browser's, to be asked.
    pub(crate) fn get(&self, url: &Url) -> RequestBuilder {
        self.http.get(url.clone())
    }

    async fn follow(&self, mut url: Url, request: RequestBuilder) -> Page {
        let mut response = self.ask(&url, request).await;
        for _ in 0..10 {
            let Some(location) = response.headers().get(LOCATION) else { break };
            let location = location.to_str().unwrap().to_owned();
            assert!(response.status().is_redirection());
            let next = url.join(&location).unwrap();
            if !self.ours.contains(&next.origin()) {
                return Page::read(url, response, Some(location)).await;
            }
            response = self.ask(&next, self.http.get(next.clone())).await;
            url = next;
        }
        Page::read(url, response, None).await
    }

    fn keep(&self, cookie: &str) {
        let mut parts = cookie.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let path = parts.find_map(|part| part.strip_prefix("Path=")).unwrap_or("/");
        self.cookies.lock().unwrap().insert(name.to_owned(), (path.to_owned(), value.to_owned()));
    }
}

impl Page {
    async fn read(url: Url, response: Response, left_for: Option<String>) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { url, status, headers, html: response.text().await.unwrap(), left_for }
    }

    /// What people read on it.
    pub(crate) fn text(&self) -> String {
        html::text(&self.html)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The parameters with which it leaves for the application.
    #[track_caller]
    pub(crate) fn parameters(&self) -> BTreeMap<String, String> {
        let Some(location) = &self.left_for else { panic!("still at {}: {}", self.url, self.text()) };
        assert_eq!(self.status, 302);
        let url: Url = location.parse().unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert!(pairs.iter().all(|(_, value)| !value.is_empty()), "no parameter is empty: {location}");
        let parameters: BTreeMap<String, String> = pairs.iter().cloned().collect();
        assert_eq!(parameters.len(), pairs.len(), "no parameter comes twice: {location}");
        parameters
    }

    /// Where a link with these words leads.
    #[track_caller]
    pub(crate) fn link(&self, words: &str) -> Url {
        let mut inside = None;
        for piece in html::pieces(&self.html) {
            match piece {
                Piece::Open(name, attributes) if name == "a" => inside = attributes.get("href").cloned(),
                Piece::Close(name) if name == "a" => inside = None,
                Piece::Text(text) if text == words => {
                    if let Some(href) = &inside {
                        return self.url.join(href).unwrap();
                    }
                }
                Piece::Open(..) | Piece::Close(_) | Piece::Text(_) => {}
            }
        }
        panic!("no link {words} at {}: {}", self.url, self.text());
    }

    /// Whether there is such a button.
    pub(crate) fn has(&self, button: &str) -> bool {
        self.forms().iter().any(|(name, _)| name.iter().any(|name| name == button))
    }

    /// The form of a button, see [`Browser::press`].
    #[track_caller]
    pub(crate) fn form(&self, button: &str) -> Form {
        let found = self.forms().into_iter().find(|(names, _)| names.iter().any(|name| name == button));
        found.unwrap_or_else(|| panic!("no button {button} at {} ({}): {}", self.url, self.status, self.text())).1
    }

    /// The form of one of several buttons of that name: the one that carries this value.
    #[track_caller]
    pub(crate) fn form_with(&self, button: &str, name: &str, value: &str) -> Form {
        let found = self.find_with(button, name, value);
        found.unwrap_or_else(|| panic!("no {button} for {name}={value} at {}: {}", self.url, self.text()))
    }

    /// The same, where there may be none.
    pub(crate) fn find_with(&self, button: &str, name: &str, value: &str) -> Option<Form> {
        let carries = |form: &Form| form.fields(name).iter().any(|field| field.value == value);
        let mut found = self.forms().into_iter().filter(|(names, _)| names.iter().any(|name| name == button));
        found.find(|(_, form)| carries(form)).map(|(_, form)| form)
    }

    /// Every button with its names, and the form that it sends.
    fn forms(&self) -> Vec<(Vec<String>, Form)> {
        let mut buttons = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        let mut open: Option<(Method, Url)> = None;
        let mut in_form = Vec::new();
        let mut label_from = None;
        for piece in html::pieces(&self.html) {
            match piece {
                Piece::Open(name, attributes) => {
                    let attribute = |name: &str| attributes.get(name).cloned().unwrap_or_default();
                    match name.as_str() {
                        "form" => {
                            let method = attribute("method").to_uppercase().parse().unwrap();
                            open = Some((method, self.url.join(&attribute("action")).unwrap()));
                        }
                        "label" => label_from = Some(fields.len()),
                        "input" if attributes.contains_key("name") => fields.push(Field {
                            name: attribute("name"),
                            value: attribute("value"),
                            kind: attribute("type"),
                            checked: attributes.contains_key("checked"),
                            label: String::new(),
                        }),
                        "button" => {
                            if let Some((method, action)) = &open {
                                let formaction = attributes.get("formaction");
                                let action = formaction.map_or_else(|| action.clone(), |to| self.url.join(to).unwrap());
                                let end = action.path_segments().unwrap().next_back().unwrap().to_owned();
                                let pressed = attributes.get("name").map(|name| (name.clone(), attribute("value")));
                                in_form.push((vec![attribute("id"), end], method.clone(), action, pressed));
                            }
                        }
                        _ => {}
                    }
                }
                Piece::Close(name) if name == "label" => label_from = None,
                Piece::Close(name) if name == "form" => {
                    open = None;
                    for (names, method, action, pressed) in in_form.drain(..) {
                        buttons.push((names, Form { method, action, fields: fields.clone(), pressed }));
                    }
                    fields.clear();
                }
                Piece::Close(_) => {}
                Piece::Text(text) => {
                    if label_from.is_some_and(|from| from < fields.len())
                        && let Some(field) = fields.last_mut()
                    {
                        field.label.push_str(text.trim());
                    }
                }
            }
        }
        buttons
    }
}

impl Form {
    /// Writes into a field.
    #[track_caller]
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|field| field.name == name);
        let field = field.unwrap_or_else(|| panic!("no field {name}"));
        value.clone_into(&mut field.value);
        self
    }

    /// Ticks only the boxes of this name whose label or value has one of the words.
    pub(crate) fn tick_only(mut self, name: &str, words: &[&str]) -> Self {
        for field in self.fields.iter_mut().filter(|field| field.name == name && field.is_box()) {
            field.checked = words.iter().any(|word| field.label.contains(word) || field.value == *word);
        }
        self
    }

    /// Takes the tick from one box.
    #[track_caller]
    pub(crate) fn untick(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|field| field.name == name && field.value == value);
        let field = field.unwrap_or_else(|| panic!("no box {name}={value}"));
        assert!(field.is_box() && field.checked, "{name}={value} can be unticked");
        field.checked = false;
        self
    }

    /// Adds a field that the page does not have, as somebody could who writes their own requests.
    pub(crate) fn forge(mut self, name: &str, value: &str) -> Self {
        self.fields.push(Field {
            name: name.to_owned(),
            value: value.to_owned(),
            kind: "hidden".to_owned(),
            checked: false,
            label: String::new(),
        });
        self
    }

    /// Leaves a field out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        self
    }

    /// The fields of a name.
    pub(crate) fn fields(&self, name: &str) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.name == name).collect()
    }

    fn sent(&self) -> Vec<(String, String)> {
        let counts = |field: &&Field| !field.is_box() || field.checked;
        let fields = self.fields.iter().filter(counts).map(|field| (field.name.clone(), field.value.clone()));
        fields.chain(self.pressed.clone()).collect()
    }
}

impl Field {
    /// Whether it counts only where it is ticked.
    pub(crate) fn is_box(&self) -> bool {
        matches!(self.kind.as_str(), "checkbox" | "radio")
    }
}
