//! Recorded updates, and what is heard of each: `tests/telegram/updates.jsonl`, one a line.

use super::*;

fn told(event: &Event) -> String {
    let Address { chat, person, thread, .. } = &event.address;
    let note = Note::read(event.note.as_deref());
    let action = match &event.action {
        Action::Say(text) => format!("say {text:?}"),
        Action::Command(name, argument) => format!("command {name} {argument:?}"),
        Action::Press(choice) => choice.to_string(),
        Action::Attach(attached) => {
            let name = if attached.reference.is_empty() {
                String::new()
            } else {
                format!(" {}", attached.reference)
            };
            format!("attach {:?}{name} {:?}", attached.kind, attached.caption)
        }
        other => format!("{other:?}"),
    };
    let thread = thread.as_ref().map(|thread| format!("/{thread}")).unwrap_or_default();
    let of = note.of.map(|of| format!(" of {of}")).unwrap_or_default();
    let open = note.open.map(|open| format!(" opens {open}")).unwrap_or_default();
    format!("{action} at {chat}/{person}{thread}{of} {:?}{open}", note.how)
}

fn heard(update: &Value) -> String {
    let bot = Bot { id: 7, username: "a_bot".into() };
    match read(update).map_or(Heard::Unknown, |update| hear(&update, &bot, Timestamp(1_795_000_000))) {
        Heard::Event(event) if matches!(event.action, Action::Press(_)) => format!("press {}", told(&event)),
        Heard::Event(event) => told(&event),
        Heard::Pressed { query, event, .. } => {
            format!("pressed {query} {}", event.map_or_else(|| "nothing".to_owned(), |event| told(&event)))
        }
        Heard::Looks(query) => format!("looks for {:?}", query.query),
        Heard::Nothing => "nothing".to_owned(),
        Heard::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn recorded_updates_are_heard_as_they_are_meant() {
    let lines = include_str!("../../tests/telegram/updates.jsonl");
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let heard = heard(&case["update"]);
        if case["hears"] != heard {
            wrong.push(format!("{}: {} is heard as {heard}", case["what"], case["hears"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(lines.lines().count() > 60);
}
