//! Deep links: what stands behind `?start=`, made of a choice and read back (Bot features, deep linking).
//!
//! The alphabet is that of addresses, so the signs of choices are written otherwise: `:` as `_`, `/` as `S`, anything else
//! but letters, digits and `-` (and `S` and `X` themselves) as `X` and two hexadecimal digits a byte. Only what opens
//! something goes by a link: a stranger may have made it.

use passerelle_core::command::COMMANDS;
use passerelle_core::reply::{ChoiceId, Deal, Does};

use super::limits::LONGEST_START;

/// The commands that a link may give.
const OPENED: [&str; 11] = [
    "help",
    "mechanisms",
    "cases",
    "resources",
    "share",
    "check",
    "mine",
    "language",
    "privacy",
    "export",
    "human",
];

/// What a link asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Start {
    /// A choice.
    Choice(ChoiceId),
    /// A command.
    Command(&'static str),
}

/// Returns what stands behind `?start=` for a choice, if it fits.
pub(crate) fn start(choice: &ChoiceId) -> Option<String> {
    opens(choice).then(|| written(&choice.to_string())).filter(|payload| payload.len() <= LONGEST_START)
}

/// Returns what a link asks for; none for one that was not made here, or asks for more than to see something.
pub(crate) fn read(payload: &str) -> Option<Start> {
    if let Some(name) = OPENED.iter().find(|name| **name == payload) {
        return COMMANDS.iter().find(|(known, ..)| known == name).map(|(known, ..)| Start::Command(known));
    }
    let choice: ChoiceId = unwritten(payload)?.parse().ok()?;
    opens(&choice).then_some(Start::Choice(choice))
}

/// Returns the address that opens the private chat with a bot.
pub(crate) fn address(username: &str, payload: &str) -> String {
    if payload.is_empty() {
        format!("https://t.me/{username}")
    } else {
        format!("https://t.me/{username}?start={payload}")
    }
}

/// Returns whether a choice shows something and does nothing.
fn opens(choice: &ChoiceId) -> bool {
    match choice {
        ChoiceId::Open(..)
        | ChoiceId::Sources(_)
        | ChoiceId::Similar(_)
        | ChoiceId::Browse(..)
        | ChoiceId::Family(_)
        | ChoiceId::Help
        | ChoiceId::Human
        | ChoiceId::Language(_)
        | ChoiceId::Privacy
        | ChoiceId::Start(_)
        | ChoiceId::Add(_)
        | ChoiceId::Report(_)
        | ChoiceId::Deal(Deal::Mine | Deal::Own(_)) => true,
        ChoiceId::Form(press) => press.does == Does::Resume,
        ChoiceId::More | ChoiceId::Why | ChoiceId::Deal(_) => false,
    }
}

fn written(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b':' => "_".to_owned(),
            b'/' => "S".to_owned(),
            b'S' | b'X' => format!("X{byte:02x}"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            other => format!("X{other:02x}"),
        })
        .collect()
}

fn unwritten(payload: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = payload.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        bytes.push(match first {
            b'_' => b':',
            b'S' => b'/',
            b'X' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                rest = &rest[2..];
                u8::from_str_radix(digits, 16).ok()?
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => *first,
            _ => return None,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_back_and_fit() {
        for text in [
            "o:c/preston-community-wealth:a",
            "f:finance",
            "b:r:20",
            "lang:es",
            "go:share",
            "w:7K3F:resume",
            "help",
        ] {
            let choice: ChoiceId = text.parse().unwrap();
            let payload = start(&choice).unwrap();
            assert!(telegram_platform::rules::inline::is_start(&payload), "{payload}");
            assert_eq!(payload.len(), text.len());
            let expected = if text == "help" { Start::Command("help") } else { Start::Choice(choice) };
            assert_eq!(read(&payload), Some(expected));
        }
        assert_eq!(read("share"), Some(Start::Command("share")));
    }

    #[test]
    fn any_text_survives_being_written() {
        for text in ["R-7K3F", "é_S X", "a:b/c", ""] {
            assert_eq!(unwritten(&written(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_link_only_opens() {
        for payload in
            ["forget", "plain", "more", "why", "X", "Xzz", "o_", "drop table", "É", "r_a_7K3F", "w_7K3F_send"]
        {
            assert_eq!(read(payload), None, "{payload}");
        }
    }
}
