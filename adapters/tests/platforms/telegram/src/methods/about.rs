//! Menus, and texts about the bot.

use serde_json::{Value, json};

use super::{Given, text};
use crate::refusal::Refusal;
use crate::rules::commands;
use crate::state::State;

/// Texts about the bot: the end of the method, the key of the text, and its limit (Bot API, `setMyName` and its like).
const TEXTS: [(&str, &str, usize); 3] = [
    ("myname", "name", 64),
    ("mydescription", "description", commands::LONGEST_DESCRIPTION),
    ("myshortdescription", "short_description", commands::LONGEST_SHORT_DESCRIPTION),
];

pub(super) fn act(state: &mut State, method: &str, given: &Given) -> Result<Value, Refusal> {
    let language = text(given, "language_code");
    commands::language(&language)?;
    let sets = method.starts_with("set");
    if let Some((name, key, longest)) = TEXTS.into_iter().find(|(name, ..)| method[3..] == **name) {
        let place = (name.to_owned(), language);
        if sets {
            let about = text(given, key);
            commands::about(&about, longest)?;
            state.texts.insert(place, about);
            return Ok(json!(true));
        }
        // What has no text in a language shows the one for all.
        let fallback = (name.to_owned(), String::new());
        let found = state.texts.get(&place).filter(|text| !text.is_empty()).or(state.texts.get(&fallback));
        return Ok(json!({key: found.cloned().unwrap_or_default()}));
    }
    match method {
        "getchatmenubutton" => Ok(state.menu_button.clone()),
        "setchatmenubutton" => {
            let button = given.get("menu_button").cloned().unwrap_or_else(|| json!({"type": "default"}));
            if !matches!(button["type"].as_str(), Some("default" | "commands")) {
                return Err(Refusal::rule("strict: menu button of an unknown type"));
            }
            state.menu_button = button;
            Ok(json!(true))
        }
        _ => {
            let place = (commands::scope(given.get("scope").unwrap_or(&Value::Null))?, language);
            match method {
                "setmycommands" => {
                    let menu = given.get("commands").cloned().unwrap_or_default();
                    commands::menu(&menu)?;
                    state.menus.insert(place, menu);
                    Ok(json!(true))
                }
                "deletemycommands" => {
                    state.menus.remove(&place);
                    Ok(json!(true))
                }
                _ => Ok(state.menus.get(&place).cloned().unwrap_or_else(|| json!([]))),
            }
        }
    }
}
