//! Makes of what Discord sends what a person did. Pure: the same message in the same surroundings is heard the same.
//!
//! In a server nothing is heard but what is addressed to us: our name, an answer to us, a command, a button. Where the host has
//! Discord show us all messages, also what is written in our threads and in the channel that a server set apart for us.

use passerelle_core::event::{Action, Address, Attachment, AttachmentKind, Event, EventId, Filled};
use passerelle_core::reply::ChoiceId;

use super::PLATFORM;
use super::ids::{CustomId, Owner, Panel};
use super::note::{Note, Place, Shown};
use super::server::{Server, Threads};
use super::wire::{Interaction, Message, Snowflake};

/// The commands whose answers everybody may see; those of the others are for the person alone.
const OPEN: [&str; 7] = ["ask", "start", "help", "mechanisms", "cases", "resources", "human"];

/// The command that asks.
pub(super) const ASK: &str = "ask";
/// The command that shows a server's settings.
pub(super) const SETTINGS: &str = "settings";
/// The entry of a message's menu that asks about it.
pub(super) const ASK_ABOUT: &str = "Ask about this";
/// The entry of a message's menu that reports a mistake in it.
pub(super) const REPORT: &str = "Report a mistake";

/// What is known of where something happens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// Our own id.
    pub(super) me: Snowflake,
    /// The settings of the server, in one.
    pub(super) server: Option<&'a Server>,
    /// What the channel is.
    pub(super) channel: &'a Channel,
    /// Whether the host believes the server's own moderators.
    pub(super) review: Review,
}

/// Whether the host believes a server's own moderators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Review {
    /// It does not: what people send is judged by those of the settings alone.
    Elsewhere,
    /// It does.
    Here,
}

/// What a channel of a server is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Channel {
    /// One of many.
    Any,
    /// One in which no thread can be opened.
    Closed,
    /// A thread that we opened.
    OurThread,
    /// A post in a forum whose posts we answer, with its title.
    Post(String),
}

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    /// Nothing for us.
    Nothing,
    /// A person did something; an interaction is acknowledged so.
    Event(Box<Event>, Option<Shown>),
    /// Somebody types into a command that completes itself.
    Find(String),
    /// A form is to be opened, that of this conversation.
    Form(Address),
    /// A line is to be opened to type in.
    Line(Owner),
    /// What waits to be shown to a person alone is to be shown, that of this conversation.
    Held(Address),
    /// Somebody wants to see what is another's.
    NotTheirs,
    /// A button that means nothing any more.
    Gone,
    /// A server's settings are to be shown, or changed to these values.
    Panel(Panel, Vec<String>),
    /// Somebody wants to change a server's settings who may not.
    NotAllowed,
}

/// Hears a message.
pub(super) fn message(message: &Message, around: Around<'_>) -> Heard {
    // 0 is an ordinary message, 19 one that answers another ("Message Types").
    if message.author.bot || message.webhook_id.is_some() || !matches!(message.kind, 0 | 19) {
        return Heard::Nothing;
    }
    if message.guild_id.is_none() {
        return heard(message, around, said(message, &message.content), Place::Direct);
    }
    let named = message.mentions.iter().any(|user| user.id == around.me);
    let home = around.server.and_then(|server| server.home);
    let text = without_name(&message.content, around.me);
    let empty = text.is_empty() && message.attachments.is_empty();
    if let Channel::Post(title) = around.channel {
        // The first message of a post has the post's own id. Without permission to read, its title is what we have.
        if message.id == message.channel_id {
            let words = format!("{title}\n{text}");
            return heard(message, around, Action::Say(words.trim().to_owned()), Place::Channel);
        }
    }
    let ours = *around.channel == Channel::OurThread || home == Some(message.channel_id);
    if !(is_to(message, around.me) || ours) || (empty && !named) {
        return Heard::Nothing;
    }
    let action = match (&message.referenced_message, empty) {
        // Our name alone, under what somebody wrote, asks about that.
        (Some(answered), true) if answered.author.id != around.me && !answered.content.is_empty() => {
            Action::Say(answered.content.clone())
        }
        (_, true) => Action::Command("help".to_owned(), String::new()),
        _ => said(message, &text),
    };
    let opens = *around.channel == Channel::Any
        && around.server.is_some_and(|server| opens_thread(message.channel_id, server));
    heard(message, around, action, if opens { Place::Opening } else { Place::Channel })
}

/// Whether a message names us, or answers us.
pub(super) fn is_to(message: &Message, me: Snowflake) -> bool {
    message.mentions.iter().any(|user| user.id == me)
        || message.referenced_message.as_ref().is_some_and(|answered| answered.author.id == me)
}

/// Whether an answer in a channel opens a thread: the server wants it, or another channel is set apart for us.
pub(super) fn opens_thread(channel: Snowflake, server: &Server) -> bool {
    server.home != Some(channel) && (server.home.is_some() || server.threads_in(channel) == Threads::On)
}

/// Words, or something else with words beside it.
fn said(message: &Message, text: &str) -> Action {
    let kind = match message.attachments.first() {
        Some(file) if file.duration_secs.is_some() => AttachmentKind::Voice,
        Some(file) => match file.content_type.split('/').next() {
            Some("image") => AttachmentKind::Picture,
            Some("audio") => AttachmentKind::Voice,
            Some("video") => AttachmentKind::Video,
            _ => AttachmentKind::Document,
        },
        None if text.is_empty() && !message.sticker_items.is_empty() => AttachmentKind::Sticker,
        None => return Action::Say(text.to_owned()),
    };
    Action::Attach(Attachment {
        kind,
        reference: format!("{}/{}", message.channel_id, message.id),
        caption: text.to_owned(),
    })
}

fn heard(message: &Message, around: Around<'_>, action: Action, place: Place) -> Heard {
    // A thread has the id of the message it was opened from: the conversation goes on in it.
    let chat = if place == Place::Opening { message.id } else { message.channel_id };
    let event = Event {
        id: EventId(message.id.to_string()),
        address: address(chat, message.author.id),
        at: message.id.at(),
        hint: around
            .server
            .and_then(|server| server.language_in(message.channel_id))
            .map(|language| language.to_string()),
        note: Some(Note::Message { channel: message.channel_id, message: message.id, place }.write()),
        action,
    };
    Heard::Event(Box::new(event), None)
}

/// The conversation of a person in a channel.
pub(super) fn address(channel: Snowflake, person: Snowflake) -> Address {
    Address {
        platform: PLATFORM.to_owned(),
        chat: channel.to_string(),
        person: person.to_string(),
        thread: None,
    }
}

/// Takes our name out of what was written.
fn without_name(text: &str, me: Snowflake) -> String {
    let text = text.replace(&format!("<@{me}>"), " ").replace(&format!("<@!{me}>"), " ");
    text.trim().to_owned()
}

/// The language that the platform says the person uses: what the server set, else what their own program speaks.
pub(super) fn hint(interaction: &Interaction, around: Around<'_>) -> Option<String> {
    let set = around
        .server
        .zip(interaction.channel_id)
        .and_then(|(server, channel)| server.language_in(channel))
        .map(|language| language.to_string());
    set.or_else(|| interaction.locale.clone()).or_else(|| interaction.guild_locale.clone())
}

/// Hears an interaction.
pub(super) fn interaction(interaction: &Interaction, around: Around<'_>) -> Heard {
    let Some((person, here)) = interaction.person().zip(whereabouts(interaction, around)) else {
        return Heard::Nothing;
    };
    let me = Some(person.id);
    match interaction.kind {
        2 => command(interaction, around),
        3 => match CustomId::read(&interaction.data.custom_id) {
            Some(CustomId::Press(owner, choice)) => pressed(interaction, around, owner, choice),
            Some(CustomId::Select(owner, _)) => {
                match interaction.data.values.first().and_then(|value| value.parse::<ChoiceId>().ok()) {
                    Some(choice) => pressed(interaction, around, owner, choice),
                    None => Heard::Gone,
                }
            }
            // The form of somebody else is theirs; whoever presses opens their own.
            Some(CustomId::Form(_)) => Heard::Form(here),
            Some(CustomId::Line(owner)) => Heard::Line(owner),
            Some(CustomId::Held(owner)) if owner == me => Heard::Held(here),
            Some(CustomId::Held(_)) => Heard::NotTheirs,
            Some(CustomId::Panel(panel)) if interaction.manages() => {
                Heard::Panel(panel, interaction.data.values.clone())
            }
            Some(CustomId::Panel(_)) => Heard::NotAllowed,
            None => Heard::Gone,
        },
        4 => {
            let focused = interaction.data.options.iter().find(|option| option.focused);
            Heard::Find(focused.map(|option| text_of(&option.value)).unwrap_or_default())
        }
        5 => {
            let fields = filled(interaction);
            match CustomId::read(&interaction.data.custom_id) {
                Some(CustomId::Form(owner)) => {
                    event(interaction, around, Action::Fill(fields), place(interaction, owner == me))
                }
                Some(CustomId::Line(_)) => {
                    let text = fields.into_iter().map(|field| field.text).collect::<Vec<_>>().join("\n");
                    // The answer that was read stays; the next one stands below it.
                    let shown = if on_private(interaction) { Shown::Privately } else { Shown::Openly };
                    event(interaction, around, Action::Say(text), shown)
                }
                _ => Heard::Gone,
            }
        }
        _ => Heard::Nothing,
    }
}

fn command(interaction: &Interaction, around: Around<'_>) -> Heard {
    let data = &interaction.data;
    let argument = data.options.first().map(|option| text_of(&option.value)).unwrap_or_default();
    if data.name == SETTINGS {
        return if interaction.manages() {
            Heard::Panel(Panel::Server, Vec::new())
        } else {
            Heard::NotAllowed
        };
    }
    // Where a server set a channel apart for us, we are quiet in the others.
    let quiet =
        around.server.is_some_and(|server| server.home.is_some() && server.home != interaction.channel_id);
    // 3 is the menu of a message ("Application Command Types").
    if data.kind == 3 {
        let target = data.target_id.and_then(|id| data.resolved.messages.get(&id.to_string()));
        let text = target.map(|message| message.content.clone()).unwrap_or_default();
        let action = match data.name.as_str() {
            ASK_ABOUT => Action::Say(text),
            REPORT => match target.and_then(|message| message.entry()) {
                Some(entry) => Action::Press(ChoiceId::Report(entry)),
                None => Action::Command("share".to_owned(), "report".to_owned()),
            },
            _ => return Heard::Gone,
        };
        return event(interaction, around, action, Shown::Privately);
    }
    let shown = if interaction.guild_id.is_none() || (OPEN.contains(&data.name.as_str()) && !quiet) {
        Shown::Openly
    } else {
        Shown::Privately
    };
    let action = match data.name.as_str() {
        // What was completed names an entry; the rest is a question.
        ASK => match argument.parse::<ChoiceId>() {
            Ok(choice) => Action::Press(choice),
            Err(_) => Action::Say(argument),
        },
        name => Action::Command(name.to_owned(), argument),
    };
    event(interaction, around, action, shown)
}

fn pressed(interaction: &Interaction, around: Around<'_>, owner: Owner, choice: ChoiceId) -> Heard {
    let own = owner == interaction.person().map(|person| person.id);
    let shown = match place(interaction, own) {
        Shown::InPlace if interaction.guild_id.is_some() && is_personal(&choice) => Shown::Privately,
        shown => shown,
    };
    event(interaction, around, Action::Press(choice), shown)
}

/// Whether what a choice leads to is for the person alone.
fn is_personal(choice: &ChoiceId) -> bool {
    matches!(
        choice,
        ChoiceId::Privacy
            | ChoiceId::Start(_)
            | ChoiceId::Add(_)
            | ChoiceId::Report(_)
            | ChoiceId::Form(_)
            | ChoiceId::Deal(_)
    )
}

/// Where the answer to a component appears: on its own message, for whom it is; beside it for others.
fn place(interaction: &Interaction, own: bool) -> Shown {
    match (interaction.message.is_some(), on_private(interaction), own) {
        (true, true, _) => Shown::InPrivatePlace,
        (true, false, true) => Shown::InPlace,
        (false, _, true) if interaction.guild_id.is_none() => Shown::Openly,
        _ => Shown::Privately,
    }
}

/// Whether the message it was done on is seen by the person alone (flag EPHEMERAL, 1 << 6).
fn on_private(interaction: &Interaction) -> bool {
    interaction.message.as_ref().is_some_and(|message| message.flags & (1 << 6) != 0)
}

/// The conversation in which something is done. Whoever moderates for the server has one of their own in its room.
fn whereabouts(interaction: &Interaction, around: Around<'_>) -> Option<Address> {
    let (person, channel) = interaction.person().zip(interaction.channel_id)?;
    let parent = interaction.channel.as_ref().and_then(|channel| channel.parent_id);
    let roles = interaction.member.as_ref().map(|member| member.roles.as_slice()).unwrap_or_default();
    let room = around.server.filter(|_| around.review == Review::Here).and_then(|server| {
        let room = server.review_channel.filter(|room| *room == channel || Some(*room) == parent)?;
        roles.contains(&server.review_role?).then_some(room)
    });
    let mut address = address(channel, person.id);
    if let Some(room) = room {
        address.chat = room_of(room);
    }
    Some(address)
}

/// The name of the room in which those who moderate for a server do so: nobody else has a conversation there.
pub(super) fn room_of(channel: Snowflake) -> String {
    format!("{channel}#moderators")
}

/// The channel that an address names.
pub(super) fn channel_of(chat: &str) -> Option<Snowflake> {
    chat.split('#').next()?.parse().ok()
}

fn event(interaction: &Interaction, around: Around<'_>, action: Action, shown: Shown) -> Heard {
    let (Some(address), Some(channel)) = (whereabouts(interaction, around), interaction.channel_id) else {
        return Heard::Nothing;
    };
    let note = Note::Interaction {
        id: interaction.id,
        application: interaction.application_id,
        token: interaction.token.clone(),
        channel,
        on: interaction.message.as_ref().map(|message| message.id),
        place: if interaction.guild_id.is_some() { Place::Channel } else { Place::Direct },
        shown,
    };
    let event = Event {
        id: EventId(interaction.id.to_string()),
        address,
        at: interaction.id.at(),
        hint: hint(interaction, around),
        note: Some(note.write()),
        action,
    };
    Heard::Event(Box::new(event), Some(shown))
}

/// The inputs of a modal with what was typed, however they are wrapped.
fn filled(interaction: &Interaction) -> Vec<Filled> {
    fn collect(component: &super::wire::Filled, into: &mut Vec<Filled>) {
        if let (Some(field), Some(text)) = (&component.custom_id, &component.value) {
            into.push(Filled { field: field.clone(), text: text.clone() });
        }
        for inner in component.components.iter().chain(component.component.as_deref()) {
            collect(inner, into);
        }
    }
    let mut fields = Vec::new();
    for component in &interaction.data.components {
        collect(component, &mut fields);
    }
    fields
}

fn text_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}
