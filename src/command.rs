//! The one table of commands: parsing, menus and help in each language come from it.

use crate::knowledge::{Act, Kind};
use crate::understand::normal::fold;

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Says hello and what can be asked.
    Start,
    /// Does what a dialogue act asks for.
    Act(Act),
    /// Browses a kind.
    Browse(Kind),
    /// Shows what the person has sent.
    Mine,
    /// Shows what is kept.
    Export,
    /// Erases what is kept.
    Forget,
    /// Shows the evidence of the last answer.
    Why,
    /// Turns formatting off or on.
    Plain,
    /// Goes back a step.
    Back,
    /// Skips a step.
    Skip,
    /// Judges what was sent; for moderators.
    Review,
}

/// Every command: its name, the same on every platform, other names people type for it, and what it does.
/// The text of menus is the message `command-<name>` of the wording.
pub const COMMANDS: &[(&str, &[&str], Command)] = &[
    ("start", &["commencer", "empezar", "inicio"], Command::Start),
    ("help", &["aide", "ayuda"], Command::Act(Act::Help)),
    ("mechanisms", &["mecanismes", "mecanismos"], Command::Browse(Kind::Mechanism)),
    ("cases", &["cas", "casos"], Command::Browse(Kind::Case)),
    ("resources", &["ressources", "recursos"], Command::Browse(Kind::Resource)),
    ("share", &["partager", "compartir"], Command::Act(Act::Share)),
    ("check", &["verifier", "verificar"], Command::Act(Act::Check)),
    ("mine", &["mes_envois", "mis_envios"], Command::Mine),
    ("language", &["langue", "idioma", "lang"], Command::Act(Act::Language)),
    ("privacy", &["confidentialite", "privacidad"], Command::Act(Act::Privacy)),
    ("export", &["exporter", "exportar"], Command::Export),
    ("forget", &["oublier", "olvidar"], Command::Forget),
    ("why", &["pourquoi", "por_que"], Command::Why),
    ("plain", &["simple"], Command::Plain),
    ("human", &["personne", "persona"], Command::Act(Act::Human)),
    ("cancel", &["annuler", "cancelar"], Command::Act(Act::Cancel)),
    ("back", &["retour", "atras"], Command::Back),
    ("skip", &["passer", "saltar"], Command::Skip),
    ("review", &["moderer", "moderar"], Command::Review),
];

/// The names of the commands shown in menus, in order: not those that have a place only within a form, or for moderators.
pub fn menu() -> impl Iterator<Item = &'static str> {
    COMMANDS
        .iter()
        .map(|(name, _, _)| *name)
        .filter(|name| !matches!(*name, "back" | "skip" | "cancel" | "review"))
}

/// Returns the command with this name, in any language and case.
pub fn named(name: &str) -> Option<Command> {
    // People type accents and capitals; names have none.
    let name = fold(name).replace(' ', "_");
    COMMANDS
        .iter()
        .find(|(main, others, _)| *main == name || others.contains(&name.as_str()))
        .map(|&(_, _, c)| c)
}

/// Reads `/name argument` or `/name@bot argument`, and returns the name and the argument.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start().strip_prefix('/')?;
    let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let name = name.split('@').next().unwrap_or(name);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then_some((name, argument.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_platforms_send_them() {
        assert_eq!(split("/start"), Some(("start", "")));
        assert_eq!(split(" /language@passerelle_bot fr "), Some(("language", "fr")));
        assert_eq!(split("/ what"), None);
        assert_eq!(split("and/or"), None);
        assert_eq!(named("AIDE"), Some(Command::Act(Act::Help)));
        assert_eq!(named("vérifier"), Some(Command::Act(Act::Check)));
        assert_eq!(named("por_qué"), Some(Command::Why));
        assert_eq!(named("nothing"), None);
    }

    #[test]
    fn names_fit_every_platform_and_are_told_apart() {
        let mut names: Vec<&str> = COMMANDS
            .iter()
            .flat_map(|(name, others, _)| std::iter::once(*name).chain(others.iter().copied()))
            .collect();
        for name in &names {
            assert!(name.len() <= 32 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
