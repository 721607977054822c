//! Menus and texts about the bot, from the one table of commands: set for each language and scope, only where they differ
//! from what is set.

use passerelle_core::command;
use passerelle_core::language::Language;
use passerelle_core::mind::Mind;
use teloxide::payloads::GetChatMenuButton;
use teloxide::payloads::{
    GetMyCommands, GetMyCommandsSetters, GetMyDescription, GetMyDescriptionSetters, GetMyShortDescription,
    GetMyShortDescriptionSetters, SetChatMenuButton, SetChatMenuButtonSetters, SetMyCommands,
    SetMyCommandsSetters, SetMyDescription, SetMyDescriptionSetters, SetMyShortDescription,
    SetMyShortDescriptionSetters,
};
use teloxide::types::{BotCommand, BotCommandScope, ChatId, MenuButton, Recipient};

use super::api::{Api, Trouble};
use super::limits::{
    LONGEST_COMMAND, LONGEST_COMMAND_TEXT, LONGEST_DESCRIPTION, LONGEST_SHORT_DESCRIPTION, cut, length,
};

/// Commands that make sense in a group, where everyone reads the answer.
const IN_GROUPS: [&str; 8] =
    ["help", "mechanisms", "cases", "resources", "share", "check", "language", "human"];

/// Commands for moderators alone.
const FOR_MODERATORS: [&str; 1] = ["review"];

/// A menu: for whom, in which language, and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Menu {
    /// For whom.
    pub(crate) scope: BotCommandScope,
    /// The language of the app; empty for those whose language we do not speak.
    pub(crate) language: String,
    /// The commands, in order.
    pub(crate) commands: Vec<BotCommand>,
}

/// Returns every menu. Moderators' chats, by their numbers, get the commands of their work as well.
pub(crate) fn menus(mind: &Mind, moderators: &[i64]) -> Vec<Menu> {
    let mut scopes: Vec<(BotCommandScope, Vec<&str>)> = vec![
        (BotCommandScope::AllPrivateChats, command::menu().collect()),
        (BotCommandScope::AllGroupChats, command::menu().filter(|name| IN_GROUPS.contains(name)).collect()),
    ];
    for &chat in moderators {
        let base: Vec<&str> = command::menu().filter(|name| chat > 0 || IN_GROUPS.contains(name)).collect();
        let names = FOR_MODERATORS.into_iter().filter(|name| command::named(name).is_some());
        let scope = BotCommandScope::Chat { chat_id: Recipient::Id(ChatId(chat)) };
        scopes.push((scope, names.chain(base).collect()));
    }
    let mut menus = Vec::new();
    for (scope, names) in &scopes {
        for (code, language) in languages(mind) {
            let described = |name: &&str| {
                let text = mind.wording.say(language, &format!("command-{name}"));
                BotCommand::new(*name, cut(&text, LONGEST_COMMAND_TEXT))
            };
            let commands: Vec<_> =
                names.iter().filter(|name| name.len() <= LONGEST_COMMAND).map(described).collect();
            menus.push(Menu { scope: scope.clone(), language: code.to_owned(), commands });
        }
    }
    menus
}

/// The languages we speak, by their codes, and the one for everybody else.
fn languages(mind: &Mind) -> Vec<(&'static str, Language)> {
    let default = mind.host.default_language.unwrap_or(Language::DEFAULT);
    let spoken = Language::all().filter(|&language| mind.host.speaks(language));
    std::iter::once(("", default)).chain(spoken.map(|language| (language.code(), language))).collect()
}

/// Sets what differs. What cannot be set is no reason not to answer.
pub(crate) async fn set(api: &Api, mind: &Mind, moderators: &[i64]) {
    let mut set = 0;
    for menu in menus(mind, moderators) {
        match set_menu(api, &menu).await {
            Ok(changed) => set += usize::from(changed),
            Err(trouble) => return tracing::warn!("the menus could not be set: {trouble}"),
        }
    }
    for (code, language) in languages(mind) {
        match set_texts(api, mind, code, language).await {
            Ok(changed) => set += usize::from(changed),
            Err(trouble) => return tracing::warn!("the texts about the bot could not be set: {trouble}"),
        }
    }
    if let Err(trouble) = set_button(api).await {
        tracing::warn!("the menu button could not be set: {trouble}");
    }
    tracing::info!("menus and texts are as they should be; {set} were set");
}

async fn set_menu(api: &Api, menu: &Menu) -> Result<bool, Trouble> {
    let mut ask = GetMyCommands::new().scope(menu.scope.clone());
    let mut tell = SetMyCommands::new(menu.commands.clone()).scope(menu.scope.clone());
    if !menu.language.is_empty() {
        ask = ask.language_code(menu.language.clone());
        tell = tell.language_code(menu.language.clone());
    }
    // A chat that is no chat yet, such as that of a moderator who never wrote, has no menu.
    match api.call(&ask).await {
        Ok(commands) if commands == menu.commands => return Ok(false),
        Ok(_) => {}
        Err(Trouble::Refused { code: 400 | 403, .. }) => return Ok(false),
        Err(trouble) => return Err(trouble),
    }
    match api.raw(&tell).await {
        Ok(_) => Ok(true),
        Err(Trouble::Refused { code: 400 | 403, description }) => {
            tracing::warn!("a menu was refused: {description}");
            Ok(false)
        }
        Err(trouble) => Err(trouble),
    }
}

async fn set_texts(api: &Api, mind: &Mind, code: &str, language: Language) -> Result<bool, Trouble> {
    let (long, short) = texts(mind, language);
    let mut changed = false;
    let (mut ask, mut tell) = (GetMyDescription::new(), SetMyDescription::new().description(long.clone()));
    if !code.is_empty() {
        (ask, tell) = (ask.language_code(code), tell.language_code(code));
    }
    if api.call(&ask).await?.description != long {
        api.raw(&tell).await?;
        changed = true;
    }
    let (mut ask, mut tell) =
        (GetMyShortDescription::new(), SetMyShortDescription::new().short_description(short.clone()));
    if !code.is_empty() {
        (ask, tell) = (ask.language_code(code), tell.language_code(code));
    }
    if api.call(&ask).await?.short_description != short {
        api.raw(&tell).await?;
        changed = true;
    }
    Ok(changed)
}

/// The description, shown in an empty chat, and the short one, shown on the bot's page.
fn texts(mind: &Mind, language: Language) -> (String, String) {
    let say = |message| mind.wording.say(language, message);
    let (long, short) = (say("service-description"), say("service-short"));
    debug_assert!(length(&long) <= LONGEST_DESCRIPTION && length(&short) <= LONGEST_SHORT_DESCRIPTION);
    (cut(&long, LONGEST_DESCRIPTION), cut(&short, LONGEST_SHORT_DESCRIPTION))
}

async fn set_button(api: &Api) -> Result<(), Trouble> {
    if api.call(&GetChatMenuButton::new()).await? != MenuButton::Commands {
        api.raw(&SetChatMenuButton::new().menu_button(MenuButton::Commands)).await?;
    }
    Ok(())
}
