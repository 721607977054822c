//! What a person sees of a message: embeds, fields, buttons, selects, as text.

use std::fmt::Write;

use serde_json::Value;

use super::world::{Message, World};

/// Everything of a message as one text: to look for words in it.
pub(crate) fn text(message: &Message) -> String {
    shown(&message.body)
}

/// A message as it is seen.
pub(crate) fn shown(body: &Value) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "{text}");
        }
    };
    line(body["content"].as_str().unwrap_or(""));
    for embed in list(&body["embeds"]) {
        let text = |pointer: &str| embed.pointer(pointer).and_then(Value::as_str).unwrap_or("");
        if !text("/title").is_empty() {
            line(&format!("# {}", text("/title")));
        }
        line(text("/description"));
        for field in list(&embed["fields"]) {
            line(&format!(
                "{} │ {}",
                field["name"].as_str().unwrap_or(""),
                field["value"].as_str().unwrap_or("")
            ));
        }
        line(text("/footer/text"));
    }
    for row in list(&body["components"]) {
        let mut buttons = String::new();
        for component in list(&row["components"]) {
            match component["type"].as_u64() {
                Some(2) => {
                    let _ = write!(buttons, "[{}] ", component["label"].as_str().unwrap_or(""));
                }
                _ => {
                    let _ = write!(buttons, "▾ {}", component["placeholder"].as_str().unwrap_or("…"));
                    for option in list(&component["options"]) {
                        let mark = if option["default"] == true { "●" } else { "·" };
                        let _ = write!(buttons, "\n    {mark} {}", option["label"].as_str().unwrap_or(""));
                    }
                }
            }
        }
        line(buttons.trim_end());
    }
    out
}

/// A modal as it is seen.
pub(crate) fn modal(data: &Value) -> String {
    let mut out = format!("┌ {}\n", data["title"].as_str().unwrap_or(""));
    for row in list(&data["components"]) {
        let input = &row["components"][0];
        let text = |key: &str| input[key].as_str().unwrap_or("");
        let must = if input["required"] == true { " *" } else { "" };
        let _ = writeln!(out, "│ {}{must}: {}{}", text("label"), text("value"), hint(text("placeholder")));
    }
    out
}

fn hint(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" ({text})") }
}

/// A channel as a person sees it.
pub(crate) fn channel(world: &World, channel: u64, person: u64) -> String {
    let mut out = String::new();
    for message in world.seen_by(channel, person) {
        let author = match world.people.get(&message.author) {
            Some(name) => format!("{name}:"),
            None => match message.only_for {
                Some(_) => "Passerelle (only you can see this):".to_owned(),
                None => "Passerelle:".to_owned(),
            },
        };
        let text = if message.loading { "… is thinking\n".to_owned() } else { shown(&message.body) };
        let _ = writeln!(out, "{author}\n{}", indented(&text));
    }
    out
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
