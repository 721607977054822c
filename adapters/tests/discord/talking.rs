//! People talk with it, in every way that Discord has.

use std::time::Duration;

use crate::bot::{Bot, QUESTION};
use crate::platform::people::buttons;
use crate::platform::world::Message;
use crate::platform::{Platform, screen};

/// Answered by the sample base.
/// A platform with a server, and the program connected to it.
async fn running(more: &str) -> (Platform, Bot, u64, u64) {
    let platform = Platform::start().await;
    let (guild, channel) = platform.world().guild("fr");
    if more.contains("read_messages = true") {
        platform.world().allow_content();
    }
    let bot = Bot::start_with(&platform, more, crate::platform::TOKEN);
    platform.connected().await;
    (platform, bot, guild, channel)
}

#[track_caller]
fn shows(message: &Message, words: &str) {
    let text = screen::text(message);
    assert!(text.contains(words), "`{words}` is not shown: {text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_answered_wherever_it_is_asked() {
    let (platform, _bot, _, channel) = running("").await;
    let ana = platform.person("Ana", "en-US");

    let alone = ana.heard(ana.direct(QUESTION)).await;
    shows(&alone, "Preston");
    assert_eq!(alone.answers, None, "nobody else is there to be told apart from");
    assert!(!buttons(&alone.body).iter().any(|(label, _)| label == "Ask on"), "alone one can type");

    let asked = ana.mentions(channel, QUESTION);
    let under = ana.heard(asked).await;
    assert_eq!(under.answers, Some(asked));
    shows(&under, "Preston");

    let answered = ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    shows(&answered, "Preston");
    assert_eq!(answered.only_for, None, "everybody may learn from it");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_for_it_is_not_answered() {
    let (platform, _bot, _, channel) = running("").await;
    let (ana, luc) = (platform.person("Ana", "fr"), platform.person("Luc", "fr"));
    let first = ana.says(channel, QUESTION);
    ana.answers(first, "moi je pense que oui", true);
    luc.says(channel, &format!("<@{}> as-tu vu ?", ana.id));
    luc.says(channel, "@everyone bonjour");
    ana.hears_nothing(channel, Duration::from_millis(300)).await;
    // Our name alone under what another wrote asks about that; alone in a channel, it asks for help.
    let under = luc.answers(first, &format!("<@{}>", platform.world().me), false);
    luc.heard(under).await;
    shows(&luc.heard(luc.mentions(channel, "")).await, "/help");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_changes_its_own_message_and_others_get_their_own() {
    let (platform, _bot, _, channel) = running("").await;
    let (ana, luc) = (platform.person("Ana", "en-GB"), platform.person("Luc", "fr"));
    let answer = ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    let label = buttons(&answer.body)[0].0.clone();

    let changed = ana.answered(ana.presses(answer.id, &label)).await;
    assert_eq!((changed.id, changed.edits > answer.edits), (answer.id, true), "edited in place");
    assert_ne!(screen::text(&changed), screen::text(&answer));

    let label = buttons(&changed.body)[0].0.clone();
    let own = luc.answered(luc.presses(answer.id, &label)).await;
    assert_ne!(own.id, answer.id);
    assert_eq!(own.only_for, Some(luc.id), "what another reads stays as it is");
    // And that one is theirs: it changes in place.
    let label = buttons(&own.body)[0].0.clone();
    let again = luc.answered(luc.presses(own.id, &label)).await;
    assert_eq!((again.id, again.only_for), (own.id, Some(luc.id)));
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_goes_on_by_answering_by_a_line_and_alone_by_typing() {
    let (platform, _bot, _, channel) = running("").await;
    let ana = platform.person("Ana", "en-US");
    let first = ana.heard(ana.mentions(channel, QUESTION)).await;

    let followed = ana.heard(ana.answers(first.id, "what were the results?", true)).await;
    assert_ne!(screen::text(&followed), screen::text(&first));

    let opened = ana.presses(followed.id, "Ask on");
    assert_eq!(ana.acknowledged(opened).await, 9, "a line opens");
    let said = ana.answered(ana.submits(opened, &[("text", "and what did it cost?")])).await;
    assert_ne!(said.id, followed.id, "what was read stays");
    shows(&said, "Preston");

    ana.heard(ana.direct(QUESTION)).await;
    let typed = ana.heard(ana.direct("what were the results?")).await;
    shows(&typed, "Preston");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_concerns_one_person_only_they_see() {
    let (platform, _bot, _, channel) = running("").await;
    let (ana, luc) = (platform.person("Ana", "fr"), platform.person("Luc", "fr"));
    for command in ["privacy", "export", "mine", "forget", "why", "language", "plain"] {
        let answer = ana.answered(ana.slash(channel, command, &[])).await;
        assert_eq!(answer.only_for, Some(ana.id), "/{command}");
    }
    assert!(platform.world().seen_by(channel, luc.id).is_empty());
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_is_answered_in_the_language_of_the_client() {
    let (platform, _bot, _, channel) = running("").await;
    let commands: Vec<String> = platform
        .until("the commands", |world| {
            let names: Vec<String> = world
                .commands
                .as_array()?
                .iter()
                .filter(|command| command["type"] == 1)
                .map(|command| command["name"].as_str().unwrap_or("").to_owned())
                .collect();
            (!names.is_empty()).then_some(names)
        })
        .await;
    for (locale, word) in [("fr", "Entrez|Bonjour"), ("en-GB", "Hello"), ("es-419", "Hola|Buenos días")] {
        let person = platform.person("Somebody", locale);
        let hello = person.answered(person.slash(channel, "start", &[])).await;
        let text = screen::text(&hello);
        assert!(word.split('|').any(|word| text.contains(word)), "{locale}: {text}");
        for name in commands.iter().filter(|name| !matches!(name.as_str(), "settings" | "ask")) {
            person.answered(person.slash(channel, name, &[])).await;
        }
        shows(&person.answered(person.slash(channel, "cases", &[("about", "Preston")])).await, "Preston");
    }
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_are_told_once_and_again_when_they_differ() {
    let (platform, mut bot, _, _) = running("").await;
    platform.until("the commands", |world| (world.registered == 1).then_some(())).await;
    let ask = platform.world().commands[0].clone();
    assert_eq!(ask["name_localizations"]["fr"], "demander");
    assert_eq!(ask["name_localizations"]["es-419"], "preguntar");
    assert_eq!(ask["options"][0]["autocomplete"], true);
    bot.stop();
    platform.world().sessions.clear();
    bot.again();
    platform.until("it to look", |world| (world.asked("GET", "/commands") == 2).then_some(())).await;
    platform.world().commands[3]["description"] = "something else".into();
    bot.stop();
    platform.world().sessions.clear();
    bot.again();
    platform.until("the commands again", |world| (world.registered == 2).then_some(())).await;
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_types_is_completed_with_entries_that_open() {
    let (platform, _bot, _, channel) = running("").await;
    let ana = platform.person("Ana", "en-US");
    for typed in ["", "pre", "Preston spending", "zzzz qqqq", "épicerie du village"] {
        let id = ana.types(channel, "ask", "question", typed);
        assert_eq!(ana.acknowledged(id).await, 8);
    }
    let id = ana.types(channel, "ask", "question", "prest");
    ana.acknowledged(id).await;
    let chosen = platform.world().interactions[&id].data["choices"][0].clone();
    let text = |key: &str| chosen[key].as_str().unwrap().to_owned();
    assert!(text("name").contains("Preston"), "{chosen}");
    let opened = ana.answered(ana.slash(channel, "ask", &[("question", &text("value"))])).await;
    shows(&opened, "Preston");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_menu_of_a_message_asks_about_it() {
    let (platform, _bot, _, channel) = running("").await;
    let (ana, luc) = (platform.person("Ana", "en-US"), platform.person("Luc", "fr"));
    let said = luc.says(channel, QUESTION);
    let answer = ana.answered(ana.menu(said, "Ask about this")).await;
    shows(&answer, "Preston");
    assert_eq!(answer.only_for, Some(ana.id), "nobody else asked");
    ana.answered(ana.menu(said, "Report a mistake")).await;
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_text_is_told_so() {
    let (platform, _bot, _, _) = running("").await;
    let ana = platform.person("Ana", "en-US");
    ana.heard(ana.direct("hello, how are you?")).await;
    shows(&ana.heard(ana.sends("voice-message.ogg", "audio/ogg")).await, "recordings");
    shows(&ana.heard(ana.sends("plan.pdf", "application/pdf")).await, "files");
    platform.assert_clean();
}

/// The settings as somebody who manages the server sees them.
async fn settings(ana: &crate::platform::Person, channel: u64) -> Message {
    ana.answered(ana.slash(channel, "settings", &[])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_sets_what_it_wants_and_others_may_not() {
    let (platform, mut bot, guild, channel) = running("").await;
    let luc = platform.person("Luc", "en-US");
    shows(&settings(&luc, channel).await, "those who can manage");
    let mut ana = platform.person("Ana", "en-US");
    ana.permissions = crate::platform::people::MANAGE_GUILD;
    let panel = settings(&ana, channel).await;
    assert_eq!(panel.only_for, Some(ana.id));
    // The panel of another is no way around.
    assert_eq!(luc.acknowledged(luc.chooses(panel.id, "g..language", 3, &["es"])).await, 4);
    // Threads: an answer to a mention opens one, with the conversation in it.
    ana.answered(ana.presses(panel.id, "Answers open a thread: no")).await;
    let asked = luc.mentions(channel, QUESTION);
    let in_thread =
        platform.until("a thread", |world| world.said_in(asked).first().map(|found| (*found).clone())).await;
    shows(&in_thread, "Preston");
    assert_eq!(platform.world().channels[&asked].parent, Some(channel));
    let followed = luc.heard(luc.answers(in_thread.id, "what were the results?", true)).await;
    assert_eq!(followed.channel, asked);
    // Its language is the one to begin in, whatever the client speaks.
    ana.answered(ana.chooses(panel.id, "g..language", 3, &["es"])).await;
    shows(&luc.answered(luc.slash(channel, "start", &[])).await, "servicio");
    // A channel set apart: elsewhere only who asks sees the answer.
    let home = platform.world().channel(Some(guild), crate::platform::world::ChannelKind::Text, "sse");
    ana.answered(ana.chooses(panel.id, "g..home", 8, &[&home.to_string()])).await;
    let question = [("question", QUESTION)];
    assert_eq!(luc.answered(luc.slash(channel, "ask", &question)).await.only_for, Some(luc.id));
    assert_eq!(luc.answered(luc.slash(home, "ask", &question)).await.only_for, None);
    // One channel wants another language than its server.
    let of_channel = ana.answered(ana.presses_id(panel.id, "g..channel")).await;
    ana.answered(ana.chooses(of_channel.id, "g..channel-language", 3, &["fr"])).await;
    let moderators = ana.answered(ana.presses_id(of_channel.id, "g..moderators")).await;
    ana.answered(ana.chooses(moderators.id, "g..review-role", 6, &["77"])).await;
    // All of it outlives the program, and is noted. What was told in its last moments is told again, and was acknowledged.
    platform.world().expected = vec![40_060];
    bot.kill();
    bot.again();
    platform.until("another connection", |world| (world.resumes + world.identifies > 1).then_some(())).await;
    shows(&luc.answered(luc.slash(channel, "start", &[])).await, "service");
    bot.stop();
    let export = bot.export();
    for kept in ["guild/", "channel set apart", "moderators' role", &format!("discord:{}", ana.id)] {
        assert!(export.contains(kept), "`{kept}` is not in {export}");
    }
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_of_a_forum_are_answered_where_the_server_wants_it() {
    let (platform, _bot, guild, channel) = running("").await;
    let mut ana = platform.person("Ana", "en-US");
    ana.permissions = crate::platform::people::MANAGE_GUILD;
    let (forum, other) = {
        let mut world = platform.world();
        let kind = crate::platform::world::ChannelKind::Forum;
        (world.channel(Some(guild), kind, "questions"), world.channel(Some(guild), kind, "show-and-tell"))
    };
    platform.world().channels.get_mut(&forum).unwrap().available =
        vec![(501, "for the bot".into()), (502, "chat".into())];
    let quiet = ana.posts(forum, QUESTION, "we would like to know", &[]);
    ana.hears_nothing(quiet, Duration::from_millis(200)).await;
    let panel = settings(&ana, channel).await;
    ana.answered(ana.chooses(panel.id, "g..forums", 8, &[&forum.to_string()])).await;
    let luc = platform.person("Luc", "fr");
    // Without leave to read messages its title is what there is.
    let post = luc.posts(forum, QUESTION, "we would like to know", &[502]);
    shows(&luc.heard(post).await, "Preston");
    luc.says(post, "merci à tous");
    let elsewhere = luc.posts(other, QUESTION, "we would like to know", &[]);
    // Tags narrow it.
    let panel = settings(&ana, channel).await;
    ana.answered(ana.chooses(panel.id, "g..tags", 3, &["501"])).await;
    let untagged = luc.posts(forum, QUESTION, "", &[502]);
    let tagged = luc.posts(forum, QUESTION, "", &[501]);
    shows(&luc.heard(tagged).await, "Preston");
    for quiet in [elsewhere, untagged] {
        assert!(platform.world().said_in(quiet).is_empty());
    }
    assert_eq!(platform.world().said_in(post).len(), 1);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_it_may_read_one_goes_on_in_its_threads_without_naming_it() {
    let (platform, _bot, _, channel) = running("read_messages = true").await;
    let mut ana = platform.person("Ana", "en-US");
    ana.permissions = crate::platform::people::MANAGE_GUILD;
    let panel = settings(&ana, channel).await;
    ana.answered(ana.presses(panel.id, "Answers open a thread: no")).await;
    let luc = platform.person("Luc", "en-US");
    let asked = luc.mentions(channel, QUESTION);
    let first = platform.until("a thread", |world| world.said_in(asked).first().map(|found| found.id)).await;
    luc.says(asked, "what were the results?");
    let next = |count: usize| {
        move |world: &crate::platform::World| (world.said_in(asked).len() == count).then_some(())
    };
    platform.until("the next answer", next(2)).await;
    luc.says(channel, "and what are we having for lunch?");
    luc.hears_nothing(channel, Duration::from_millis(200)).await;
    assert!(first > asked);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_is_words_alone() {
    let (platform, _bot, _, channel) = running("").await;
    let ana = platform.person("Ana", "en-US");
    ana.answered(ana.slash(channel, "plain", &[])).await;
    let answer = ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    assert!(answer.body["embeds"].as_array().is_some_and(Vec::is_empty));
    let content = answer.body["content"].as_str().unwrap();
    assert!(content.contains("Preston") && !content.contains("**"), "{content}");
    assert!(!content.replace("<http", "").contains("http"), "no preview: {content}");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buttons_of_another_time_are_told_so() {
    let (platform, _bot, _, channel) = running("").await;
    let ana = platform.person("Ana", "en-US");
    let answer = ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    for forged in ["", "old-button", "p.1.drop table", "f..", "g..language", "h.1."] {
        let id = ana.presses_id(answer.id, forged);
        assert_eq!(ana.acknowledged(id).await, 4, "{forged}");
        let flags = platform.world().interactions[&id].data["flags"].clone();
        assert_eq!(flags, 64, "{forged}");
    }
    platform.assert_clean();
}
