//! What Discord refuses: the limits of messages, embeds, components, modals, autocomplete and commands; and whom a message pings.
//!
//! Pure, over JSON: the test platform uses it for every request, the property tests of `say` without any network.
//! Lengths are counted in UTF-16 units, the strictest of the counts Discord may use. A key that Discord does not know is refused
//! too: there it would be ignored, here it is a typing error.

use serde_json::Value;

/// What is wrong with a body: where, and what.
pub(crate) type Problems = Vec<String>;

/// Returns the length as Discord may count it.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What a message is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `POST /channels/{id}/messages`.
    Channel,
    /// `PATCH` of a message.
    Edit,
    /// The answer to an interaction, or one that follows it.
    Answer,
}

const FLAG_SUPPRESS: u64 = 1 << 2;
const FLAG_EPHEMERAL: u64 = 1 << 6;
const FLAG_SILENT: u64 = 1 << 12;

/// Checks a message.
pub(crate) fn message(body: &Value, purpose: Purpose) -> Problems {
    let mut problems = Problems::new();
    let Some(object) = body.as_object() else { return vec!["body: not an object".into()] };
    let known: &[&str] = match purpose {
        Purpose::Channel => &[
            "content",
            "embeds",
            "components",
            "allowed_mentions",
            "flags",
            "nonce",
            "enforce_nonce",
            "message_reference",
            "tts",
        ],
        Purpose::Edit => &["content", "embeds", "components", "allowed_mentions", "flags"],
        Purpose::Answer => &["content", "embeds", "components", "allowed_mentions", "flags", "tts"],
    };
    keys(body, known, "", &mut problems);
    let content = object.get("content").and_then(Value::as_str).unwrap_or("");
    at_most(content, 2_000, "content", &mut problems);
    let embeds = object.get("embeds").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let components =
        object.get("components").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if purpose != Purpose::Edit && content.trim().is_empty() && embeds.is_empty() {
        problems.push("Cannot send an empty message".into());
    }
    self::embeds(embeds, &mut problems);
    self::components(components, &mut problems);
    let allowed = match purpose {
        Purpose::Channel => FLAG_SUPPRESS | FLAG_SILENT,
        Purpose::Edit => FLAG_SUPPRESS,
        Purpose::Answer => FLAG_SUPPRESS | FLAG_EPHEMERAL | FLAG_SILENT,
    };
    let flags = object.get("flags").and_then(Value::as_u64).unwrap_or(0);
    if flags & !allowed != 0 {
        problems.push(format!("flags: {flags} cannot be set here"));
    }
    if flags & FLAG_SUPPRESS != 0 && !embeds.is_empty() {
        problems.push("flags: embeds are suppressed, and there are embeds".into());
    }
    if let Some(nonce) = object.get("nonce") {
        match nonce.as_str() {
            Some(text) if (1..=25).contains(&length(text)) => {}
            _ => problems.push("nonce: Must be 25 or fewer in length.".into()),
        }
    }
    if let Some(mentions) = object.get("allowed_mentions") {
        keys(mentions, &["parse", "users", "roles", "replied_user"], "allowed_mentions.", &mut problems);
    }
    problems
}

fn embeds(embeds: &[Value], problems: &mut Problems) {
    if embeds.len() > 10 {
        problems.push("embeds: Must be 10 or fewer in length.".into());
    }
    let mut total = 0;
    for (at, embed) in embeds.iter().enumerate() {
        let path = format!("embeds.{at}.");
        keys(
            embed,
            &[
                "title",
                "type",
                "description",
                "url",
                "timestamp",
                "color",
                "footer",
                "image",
                "thumbnail",
                "author",
                "fields",
            ],
            &path,
            problems,
        );
        let text = |value: Option<&Value>, most: usize, name: &str, problems: &mut Problems| {
            let Some(text) = value.and_then(Value::as_str) else { return 0 };
            at_most(text, most, &format!("{path}{name}"), problems);
            length(text)
        };
        let mut size = text(embed.get("title"), 256, "title", problems);
        size += text(embed.get("description"), 4_096, "description", problems);
        size += text(embed.pointer("/footer/text"), 2_048, "footer.text", problems);
        size += text(embed.pointer("/author/name"), 256, "author.name", problems);
        let fields = embed.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for (at, field) in fields.iter().enumerate() {
            for (name, most) in [("name", 256), ("value", 1_024)] {
                size += text(field.get(name), most, &format!("fields.{at}.{name}"), problems);
                if field.get(name).and_then(Value::as_str).unwrap_or("").trim().is_empty() {
                    problems.push(format!("embeds.fields.{at}.{name}: This field is required"));
                }
            }
        }
        if fields.len() > 25 {
            problems.push(format!("{path}fields: Must be 25 or fewer in length."));
        }
        if let Some(url) = embed.get("url").filter(|url| !url.is_null()) {
            is_url(url, &format!("{path}url"), problems);
        }
        if size == 0 {
            problems.push(format!("{path}description: This field is required"));
        }
        total += size;
    }
    if total > 6_000 {
        problems.push(format!("embeds: Embed size exceeds maximum size of 6000 ({total})"));
    }
}

fn components(rows: &[Value], problems: &mut Problems) {
    if rows.len() > 5 {
        problems.push("components: Must be 5 or fewer in length.".into());
    }
    let mut ids: Vec<&str> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let path = format!("components.{at}.");
        if row["type"] != 1 {
            problems.push(format!("{path}type: an action row is wanted"));
        }
        let inner = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
        let selects = inner.iter().filter(|inner| inner["type"] != 2).count();
        if inner.is_empty() || (selects == 0 && inner.len() > 5) || (selects > 0 && inner.len() > 1) {
            problems.push(format!("{path}components: Must be between 1 and 5 in length, or one select"));
        }
        for (at, component) in inner.iter().enumerate() {
            let path = format!("{path}components.{at}.");
            match component["type"].as_u64() {
                Some(2) => button(component, &path, problems),
                Some(3 | 5 | 6 | 7 | 8) => select(component, &path, problems),
                other => problems.push(format!("{path}type: {other:?} is not for messages")),
            }
            if let Some(id) = component["custom_id"].as_str() {
                if ids.contains(&id) {
                    problems.push(format!("{path}custom_id: Component custom id cannot be duplicated"));
                }
                ids.push(id);
            }
        }
    }
}

fn button(button: &Value, path: &str, problems: &mut Problems) {
    keys(button, &["type", "style", "label", "emoji", "custom_id", "url", "disabled"], path, problems);
    let label = button["label"].as_str().unwrap_or("");
    at_most(label, 80, &format!("{path}label"), problems);
    if label.trim().is_empty() && !button["emoji"].is_object() {
        problems.push(format!("{path}label: a button needs a label or an emoji"));
    }
    match (button["style"].as_u64(), button["custom_id"].as_str(), &button["url"]) {
        (Some(1..=4), Some(id), Value::Null) => custom_id(id, path, problems),
        (Some(5), None, url) => is_url(url, &format!("{path}url"), problems),
        _ => problems.push(format!("{path}style: style, custom_id and url do not go together")),
    }
}

fn select(select: &Value, path: &str, problems: &mut Problems) {
    keys(
        select,
        &[
            "type",
            "custom_id",
            "options",
            "channel_types",
            "placeholder",
            "default_values",
            "min_values",
            "max_values",
            "disabled",
        ],
        path,
        problems,
    );
    match select["custom_id"].as_str() {
        Some(id) => custom_id(id, path, problems),
        None => problems.push(format!("{path}custom_id: This field is required")),
    }
    at_most(select["placeholder"].as_str().unwrap_or(""), 150, &format!("{path}placeholder"), problems);
    let most = select["max_values"].as_u64().unwrap_or(1);
    let least = select["min_values"].as_u64().unwrap_or(1);
    if least > 25 || most == 0 || most > 25 || least > most {
        problems.push(format!("{path}max_values: {least} to {most}"));
    }
    if select["type"] != 3 {
        return;
    }
    let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(1..=25).contains(&options.len()) || most as usize > options.len() {
        problems.push(format!("{path}options: Must be between 1 and 25 in length."));
    }
    let mut values: Vec<&str> = Vec::new();
    for (at, option) in options.iter().enumerate() {
        let path = format!("{path}options.{at}.");
        keys(option, &["label", "value", "description", "emoji", "default"], &path, problems);
        for name in ["label", "value"] {
            let text = option[name].as_str().unwrap_or("");
            if text.is_empty() {
                problems.push(format!("{path}{name}: This field is required"));
            }
            at_most(text, 100, &format!("{path}{name}"), problems);
        }
        at_most(option["description"].as_str().unwrap_or(""), 100, &format!("{path}description"), problems);
        let value = option["value"].as_str().unwrap_or("");
        if values.contains(&value) {
            problems.push(format!("{path}value: The specified option value is already used"));
        }
        values.push(value);
    }
}

/// Checks a modal: `data` of a callback of type 9.
pub(crate) fn modal(data: &Value) -> Problems {
    let mut problems = Problems::new();
    keys(data, &["custom_id", "title", "components"], "data.", &mut problems);
    custom_id(data["custom_id"].as_str().unwrap_or(""), "data.", &mut problems);
    let title = data["title"].as_str().unwrap_or("");
    if title.trim().is_empty() {
        problems.push("data.title: This field is required".into());
    }
    at_most(title, 45, "data.title", &mut problems);
    let rows = data["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(1..=5).contains(&rows.len()) {
        problems.push("data.components: Must be between 1 and 5 in length.".into());
    }
    let mut ids: Vec<&str> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let path = format!("data.components.{at}.");
        let inner = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
        let [input] = inner else {
            problems.push(format!("{path}components: a modal's row holds one text input"));
            continue;
        };
        if row["type"] != 1 || input["type"] != 4 {
            problems.push(format!("{path}type: a modal holds rows of text inputs"));
        }
        keys(
            input,
            &[
                "type",
                "custom_id",
                "style",
                "label",
                "min_length",
                "max_length",
                "required",
                "value",
                "placeholder",
            ],
            &path,
            &mut problems,
        );
        let id = input["custom_id"].as_str().unwrap_or("");
        custom_id(id, &path, &mut problems);
        if ids.contains(&id) {
            problems.push(format!("{path}custom_id: Component custom id cannot be duplicated"));
        }
        ids.push(id);
        let label = input["label"].as_str().unwrap_or("");
        if label.trim().is_empty() {
            problems.push(format!("{path}label: This field is required"));
        }
        at_most(label, 45, &format!("{path}label"), &mut problems);
        if !matches!(input["style"].as_u64(), Some(1 | 2)) {
            problems.push(format!("{path}style: 1 or 2"));
        }
        let most = input["max_length"].as_u64().unwrap_or(4_000);
        let least = input["min_length"].as_u64().unwrap_or(0);
        if !(1..=4_000).contains(&most) || least > most {
            problems.push(format!("{path}max_length: {least} to {most}"));
        }
        at_most(input["value"].as_str().unwrap_or(""), most as usize, &format!("{path}value"), &mut problems);
        at_most(
            input["placeholder"].as_str().unwrap_or(""),
            100,
            &format!("{path}placeholder"),
            &mut problems,
        );
    }
    problems
}

/// Checks the choices of an autocomplete: `data` of a callback of type 8.
pub(crate) fn autocomplete(data: &Value) -> Problems {
    let mut problems = Problems::new();
    keys(data, &["choices"], "data.", &mut problems);
    let Some(choices) = data["choices"].as_array() else {
        return vec!["data.choices: This field is required".into()];
    };
    if choices.len() > 25 {
        problems.push("data.choices: Must be 25 or fewer in length.".into());
    }
    for (at, choice) in choices.iter().enumerate() {
        for name in ["name", "value"] {
            let text = choice[name].as_str().unwrap_or("");
            if text.trim().is_empty() {
                problems.push(format!("data.choices.{at}.{name}: This field is required"));
            }
            at_most(text, 100, &format!("data.choices.{at}.{name}"), &mut problems);
        }
    }
    problems
}

/// The locales that Discord's clients have (developer documentation, "Locales").
pub(crate) const LOCALES: [&str; 34] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko", "en", "es",
];

/// Checks a set of global commands: the body of the `PUT`.
pub(crate) fn commands(body: &Value) -> Problems {
    let mut problems = Problems::new();
    let Some(list) = body.as_array() else { return vec!["body: not a list".into()] };
    for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
        let of_kind: Vec<&str> = list
            .iter()
            .filter(|command| command["type"].as_u64().unwrap_or(1) == kind)
            .filter_map(|command| command["name"].as_str())
            .collect();
        if of_kind.len() > most {
            problems.push(format!("commands of type {kind}: Must be {most} or fewer in length."));
        }
        for (at, name) in of_kind.iter().enumerate() {
            if of_kind[..at].contains(name) {
                problems.push(format!("{name}: Application command names must be unique"));
            }
        }
    }
    for (at, command) in list.iter().enumerate() {
        let path = format!("{at}.");
        keys(
            command,
            &[
                "name",
                "name_localizations",
                "description",
                "description_localizations",
                "options",
                "type",
                "nsfw",
                "default_member_permissions",
                "contexts",
                "integration_types",
                "dm_permission",
            ],
            &path,
            &mut problems,
        );
        let chat = command["type"].as_u64().unwrap_or(1) == 1;
        let mut size = 0;
        named(command, chat, &path, &mut size, &mut problems);
        if let Some(permissions) = command.get("default_member_permissions").filter(|value| !value.is_null())
            && permissions.as_str().is_none_or(|text| text.parse::<u64>().is_err())
        {
            problems.push(format!("{path}default_member_permissions: a number as text"));
        }
        let options = command["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        if options.len() > 25 || (!chat && !options.is_empty()) {
            problems.push(format!("{path}options: too many"));
        }
        let mut optional = false;
        for (at, option) in options.iter().enumerate() {
            let path = format!("{path}options.{at}.");
            named(option, true, &path, &mut size, &mut problems);
            let required = option["required"].as_bool().unwrap_or(false);
            if required && optional {
                problems.push(format!(
                    "{path}required: Required options must be placed before non-required options"
                ));
            }
            optional |= !required;
            let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
            if choices.len() > 25 || (option["autocomplete"] == true && !choices.is_empty()) {
                problems.push(format!("{path}choices: at most 25, and none with autocomplete"));
            }
            for choice in choices {
                for name in ["name", "value"] {
                    at_most(
                        choice[name].as_str().unwrap_or(""),
                        100,
                        &format!("{path}choices.{name}"),
                        &mut problems,
                    );
                    size += length(choice[name].as_str().unwrap_or(""));
                }
            }
        }
        if size > 8_000 {
            problems.push(format!("{path}Command exceeds maximum size (8000)"));
        }
    }
    problems
}

/// Checks name and description, with their localisations.
fn named(thing: &Value, chat: bool, path: &str, size: &mut usize, problems: &mut Problems) {
    let mut longest = 0;
    let mut check = |text: &str, what: &str, problems: &mut Problems| {
        let fits = match (what, chat) {
            ("name", true) => {
                (1..=32).contains(&length(text))
                    && text.chars().all(|c| c.is_alphanumeric() || "-_'".contains(c))
                    && text == text.to_lowercase()
            }
            ("name", false) => (1..=32).contains(&length(text)) && !text.trim().is_empty(),
            (_, true) => (1..=100).contains(&length(text)),
            _ => text.is_empty(),
        };
        if !fits {
            problems.push(format!("{path}{what}: `{text}` is invalid"));
        }
        longest = longest.max(length(text));
    };
    for what in ["name", "description"] {
        check(thing[what].as_str().unwrap_or(""), what, problems);
        let localised = thing[format!("{what}_localizations")].as_object();
        for (locale, text) in localised.into_iter().flatten() {
            if !LOCALES[..32].contains(&locale.as_str()) {
                problems.push(format!("{path}{what}_localizations: `{locale}` is not a locale"));
            }
            check(text.as_str().unwrap_or(""), what, problems);
        }
    }
    *size += longest * 2;
}

/// Returns whom a message would ping, if it was sent as it is.
///
/// A message without `allowed_mentions` pings whom its content names. An answer to a message pings its author unless told not to.
/// Embeds never ping.
pub(crate) fn pings(body: &Value) -> Vec<String> {
    let content = body["content"].as_str().unwrap_or("");
    let allowed = body.get("allowed_mentions").filter(|value| !value.is_null());
    let parsed = |kind: &str| {
        allowed.is_none_or(|allowed| {
            allowed["parse"].as_array().is_some_and(|parse| parse.iter().any(|other| other == kind))
        })
    };
    let listed = |kind: &str, id: &str| {
        allowed.is_some_and(|allowed| {
            allowed[kind].as_array().is_some_and(|list| list.iter().any(|other| other == id))
        })
    };
    let mut pinged = Vec::new();
    for everyone in ["@everyone", "@here"] {
        if content.contains(everyone) && parsed("everyone") {
            pinged.push(everyone.to_owned());
        }
    }
    let mut rest = content;
    while let Some(at) = rest.find("<@") {
        rest = &rest[at + 2..];
        let (kind, behind) = match rest.strip_prefix('&') {
            Some(behind) => ("roles", behind),
            None => ("users", rest.strip_prefix('!').unwrap_or(rest)),
        };
        let id: String = behind.chars().take_while(char::is_ascii_digit).collect();
        let closed = behind[id.len()..].starts_with('>');
        if !id.is_empty() && closed && (parsed(kind) || listed(kind, &id)) {
            pinged.push(format!("{kind} {id}"));
        }
    }
    let answers = body["message_reference"].is_object();
    if answers && allowed.is_none_or(|allowed| allowed["replied_user"].as_bool().unwrap_or(false)) {
        pinged.push("the author answered".into());
    }
    pinged
}

fn keys(value: &Value, known: &[&str], path: &str, problems: &mut Problems) {
    for key in value.as_object().into_iter().flat_map(|object| object.keys()) {
        if !known.contains(&key.as_str()) && !value[key].is_null() {
            problems.push(format!("{path}{key}: there is no such key"));
        }
    }
}

fn at_most(text: &str, most: usize, path: &str, problems: &mut Problems) {
    if length(text) > most {
        problems.push(format!("{path}: Must be {most} or fewer in length. ({})", length(text)));
    }
}

fn custom_id(id: &str, path: &str, problems: &mut Problems) {
    if id.is_empty() {
        problems.push(format!("{path}custom_id: This field is required"));
    }
    at_most(id, 100, &format!("{path}custom_id"), problems);
}

fn is_url(url: &Value, path: &str, problems: &mut Problems) {
    let text = url.as_str().unwrap_or("");
    if !(text.starts_with("https://") || text.starts_with("http://")) || text.contains(char::is_whitespace) {
        problems.push(format!("{path}: Not a well formed URL."));
    }
    at_most(text, 2_048, path, problems);
}
