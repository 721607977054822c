//! Menus of commands, and the texts about a bot.

use serde_json::Value;

use super::{array, length, only, string};
use crate::refusal::Refusal;

/// The most commands of a menu (Bot API, `setMyCommands`).
const MOST_COMMANDS: usize = 100;

/// The longest name of a command (Bot API, `BotCommand.command`: 1–32 of `a-z0-9_`).
pub const LONGEST_COMMAND: usize = 32;

/// The longest text of a command (Bot API, `BotCommand.description`: 1–256 characters).
pub const LONGEST_COMMAND_TEXT: usize = 256;

/// The longest description (Bot API, `setMyDescription`: 0–512 characters).
pub const LONGEST_DESCRIPTION: usize = 512;

/// The longest short description (Bot API, `setMyShortDescription`: 0–120 characters).
pub const LONGEST_SHORT_DESCRIPTION: usize = 120;

/// The longest notice over a chat (Bot API, `answerCallbackQuery`: 0–200 characters).
pub const LONGEST_NOTICE: usize = 200;

/// Checks the commands of a menu.
///
/// # Errors
/// With the refusal of the platform.
pub fn menu(commands: &Value) -> Result<(), Refusal> {
    let commands = array(commands, "commands")?;
    if commands.len() > MOST_COMMANDS {
        return Err(Refusal::rule("BOT_COMMANDS_TOO_MUCH"));
    }
    let mut names: Vec<&str> = Vec::new();
    for command in commands {
        only(command, &["command", "description"], "BotCommand")?;
        // A slash in front is taken off, as the real one does.
        let name = string(command, "command")?.trim_start_matches('/');
        let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(1..=LONGEST_COMMAND).contains(&name.len()) || !name.bytes().all(letters) || names.contains(&name)
        {
            return Err(Refusal::rule("BOT_COMMAND_INVALID"));
        }
        names.push(name);
        if !(1..=LONGEST_COMMAND_TEXT).contains(&length(string(command, "description")?)) {
            return Err(Refusal::rule("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    Ok(())
}

/// Checks the scope of a menu and returns what tells it from others.
///
/// # Errors
/// With the refusal of the platform.
pub fn scope(scope: &Value) -> Result<String, Refusal> {
    if scope.is_null() {
        return Ok("default".to_owned());
    }
    let kind = string(scope, "type")?;
    match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => {
            Ok(kind.to_owned())
        }
        "chat" | "chat_administrators" if !scope["chat_id"].is_null() => {
            Ok(format!("{kind} {}", scope["chat_id"].to_string().trim_matches('"')))
        }
        _ => Err(Refusal::rule("can't parse BotCommandScope: unsupported type specified")),
    }
}

/// Checks a code of a language: none, or two letters.
///
/// # Errors
/// With the refusal of the platform.
pub fn language(code: &str) -> Result<(), Refusal> {
    if code.is_empty() || (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())) {
        Ok(())
    } else {
        Err(Refusal::rule("invalid language code specified"))
    }
}

/// Checks a text about the bot against its limit.
///
/// # Errors
/// With the refusal of the platform.
pub fn about(text: &str, longest: usize) -> Result<(), Refusal> {
    if length(text) <= longest { Ok(()) } else { Err(Refusal::rule("text is too long")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn menus_are_taken_and_refused_as_the_real_one_does() {
        let said = |name: &str, words: &str| menu(&json!([{"command": name, "description": words}])).is_ok();
        assert!(said("help", "x") && said("/help", "x") && said(&"a".repeat(32), &"x".repeat(256)));
        assert!(!said("Help", "x") && !said("", "x") && !said(&"a".repeat(33), "x") && !said("é", "x"));
        assert!(!said("help", "") && !said("help", &"x".repeat(257)));
        assert!(
            menu(&json!([{"command": "a", "description": "b"}, {"command": "a", "description": "c"}]))
                .is_err()
        );
    }
}
