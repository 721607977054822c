//! What stands behind buttons, selects and modals: their whole meaning, so that they work after a restart.
//!
//! An id names whose answer the button stands under: others who press it get an answer of their own.

use std::fmt;

use passerelle_core::reply::ChoiceId;

use super::limits::CUSTOM_ID;
use super::wire::Snowflake;

/// What a component does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CustomId {
    /// A choice is made.
    Press(Owner, ChoiceId),
    /// A choice is made in a select, whose values are choices; the number tells it from others on the same message.
    Select(Owner, usize),
    /// The form that is waiting is opened; as the id of a modal: is filled in.
    Form(Owner),
    /// A line to type in is opened; as the id of a modal: is said.
    Line(Owner),
    /// What concerns a person alone is shown to them.
    Held(Owner),
    /// Something of a server's settings is changed.
    Panel(Panel),
}

/// Whose answer it is; nobody's in a moderators' channel.
pub(super) type Owner = Option<Snowflake>;

/// What of a server's settings is changed. Each concerns the server, or one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    /// Shows the page of the server.
    Server,
    /// Shows the page of the channel.
    Channel,
    /// Shows the page of the moderators.
    Moderators,
    /// Chooses the server's language.
    Language,
    /// Chooses the channel's language.
    ChannelLanguage,
    /// Chooses the channel in which it answers.
    Home,
    /// Turns threads on or off.
    Threads,
    /// Turns threads on or off, or leaves them to the server, in the channel.
    ChannelThreads,
    /// Chooses the forums whose posts are answered.
    Forums,
    /// Chooses the tags of the posts that are answered.
    Tags,
    /// Chooses the moderators' channel.
    ReviewChannel,
    /// Chooses the moderators' role.
    ReviewRole,
}

const PANELS: [(Panel, &str); 12] = [
    (Panel::Server, "server"),
    (Panel::Channel, "channel"),
    (Panel::Moderators, "moderators"),
    (Panel::Language, "language"),
    (Panel::ChannelLanguage, "channel-language"),
    (Panel::Home, "home"),
    (Panel::Threads, "threads"),
    (Panel::ChannelThreads, "channel-threads"),
    (Panel::Forums, "forums"),
    (Panel::Tags, "tags"),
    (Panel::ReviewChannel, "review-channel"),
    (Panel::ReviewRole, "review-role"),
];

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let owner = |owner: &Owner| owner.map(|id| id.to_string()).unwrap_or_default();
        match self {
            CustomId::Press(whose, choice) => write!(f, "p.{}.{choice}", owner(whose)),
            CustomId::Select(whose, number) => write!(f, "s.{}.{number}", owner(whose)),
            CustomId::Form(whose) => write!(f, "f.{}.", owner(whose)),
            CustomId::Line(whose) => write!(f, "l.{}.", owner(whose)),
            CustomId::Held(whose) => write!(f, "h.{}.", owner(whose)),
            CustomId::Panel(panel) => {
                let name = PANELS.iter().find(|(other, _)| other == panel).map_or("server", |(_, name)| name);
                write!(f, "g..{name}")
            }
        }
    }
}

impl CustomId {
    /// Reads an id; nothing when it is none of ours, or of a version that is gone.
    pub(super) fn read(text: &str) -> Option<CustomId> {
        if text.len() > CUSTOM_ID {
            return None;
        }
        let (kind, rest) = text.split_once('.')?;
        let (owner, rest) = rest.split_once('.')?;
        let owner = match owner {
            "" => None,
            id => Some(id.parse().ok()?),
        };
        match (kind, rest) {
            ("p", choice) => Some(CustomId::Press(owner, choice.parse().ok()?)),
            ("s", number) => Some(CustomId::Select(owner, number.parse().ok()?)),
            ("f", "") => Some(CustomId::Form(owner)),
            ("l", "") => Some(CustomId::Line(owner)),
            ("h", "") => Some(CustomId::Held(owner)),
            ("g", name) => {
                PANELS.iter().find(|(_, other)| *other == name).map(|(panel, _)| CustomId::Panel(*panel))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::reply::LONGEST_CHOICE;

    #[test]
    fn every_id_is_read_as_it_was_written_and_fits() {
        let somebody = Some(Snowflake(u64::MAX));
        let mut all = vec![
            CustomId::Press(somebody, ChoiceId::More),
            CustomId::Press(None, ChoiceId::Help),
            CustomId::Select(somebody, 0),
            CustomId::Select(None, 3),
            CustomId::Form(somebody),
            CustomId::Line(None),
            CustomId::Held(somebody),
        ];
        all.extend(PANELS.map(|(panel, _)| CustomId::Panel(panel)));
        for id in all {
            assert_eq!(CustomId::read(&id.to_string()), Some(id));
        }
        // The longest there can be: a choice of full length under the highest id.
        assert!(CustomId::Line(somebody).to_string().len() + LONGEST_CHOICE <= CUSTOM_ID);
        for forged in
            ["", "p", "p.1", "p..", "p.x.help", "p..drop table", "g..nothing", "s..more", &"p".repeat(200)]
        {
            assert_eq!(CustomId::read(forged), None, "{forged}");
        }
    }
}
