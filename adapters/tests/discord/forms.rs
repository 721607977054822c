//! Forms as chained modals, and what people send before its moderators.

use serde_json::Value;

use crate::bot::Bot;
use crate::platform::people::{MANAGE_GUILD, buttons};
use crate::platform::world::{ChannelKind, Message};
use crate::platform::{Person, Platform, TOKEN, screen};

#[track_caller]
fn shows(message: &Message, words: &str) {
    let text = screen::text(message);
    assert!(text.contains(words), "`{words}` is not shown: {text}");
}

/// Opens the form under a message, and returns the interaction and the modal.
async fn opens(person: &Person, message: &Message) -> (u64, Value) {
    let opened = person.presses(message.id, "Answer in a form");
    assert_eq!(person.acknowledged(opened).await, 9, "a form opens at once");
    (opened, person.platform.world().interactions[&opened].data.clone())
}

/// The labels of a modal's inputs, and what stands in them.
fn inputs(modal: &Value) -> Vec<(String, String)> {
    let rows = modal["components"].as_array().unwrap();
    let text = |input: &Value, key: &str| input[key].as_str().unwrap_or("").to_owned();
    rows.iter()
        .map(|row| &row["components"][0])
        .map(|input| (text(input, "label"), text(input, "value")))
        .collect()
}

/// Chooses by its label in the select of a message, and returns the interaction.
#[track_caller]
fn chooses(person: &Person, message: &Message, label: &str) -> u64 {
    let select = &message.body["components"][0]["components"][0];
    let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let option = options.iter().find(|option| option["label"] == label);
    let option = option.unwrap_or_else(|| panic!("`{label}` is not in {select}"));
    let value = option["value"].as_str().unwrap();
    person.chooses(message.id, select["custom_id"].as_str().unwrap(), 3, &[value])
}

/// Tells an experience as far as what can be sent, and returns the message that says all of it.
async fn told(person: &Person, channel: u64) -> Message {
    let begun = person.answered(person.slash(channel, "share", &[])).await;
    let (opened, modal) = opens(person, &begun).await;
    let labels: Vec<String> = inputs(&modal).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels.len(), 5, "{labels:?}");
    let next = person
        .answered(person.submits(
            opened,
            &[
                (&labels[0], "The Hive"),
                (&labels[1], "Sainte-Rose"),
                (&labels[2], "many"),
                (&labels[3], "The last café closed, and people had nowhere to meet."),
                (&labels[4], "The council let the old post office to a co-operative."),
            ],
        ))
        .await;
    assert_eq!(next.id, begun.id, "the form goes on in its own message");
    shows(&next, "I need a number");
    let (opened, modal) = opens(person, &next).await;
    let again = inputs(&modal);
    assert_eq!(again[0].1, "many", "what was typed stands there to be corrected: {again:?}");
    let next = person
        .answered(
            person.submits(opened, &[(&again[0].0, "2600"), (&again[1].0, "Forty people meet there a day.")]),
        )
        .await;
    shows(&next, "Under whose name");
    let next = person.answered(person.presses(next.id, "No name")).await;
    person.answered(person.presses(next.id, "Read it over and send")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_experience_is_told_in_forms_judged_and_told_of() {
    let platform = Platform::start().await;
    let (guild, channel) = platform.world().guild("en-US");
    let desk = platform.world().channel(Some(guild), ChannelKind::Text, "moderators");
    let (ana, mo) = (platform.person("Ana", "en-US"), platform.person("Mo", "en-US"));
    let more = format!(
        "[assistant]\ndefault_language = \"en\"\n[review]\nmoderators = [\"discord:{}\"]\nchats = [\"discord:{desk}\"]",
        mo.id
    );
    let bot = Bot::start_with(&platform, &more, TOKEN);
    platform.connected().await;

    let summary = told(&ana, channel).await;
    shows(&summary, "The Hive");
    assert_eq!(summary.only_for, Some(ana.id), "others see nothing of it");
    shows(&ana.answered(ana.presses(summary.id, "Send")).await, "Thank you");

    // The moderators see it, with a thread for what happens to it.
    let card =
        platform.until("a card", |world| world.said_in(desk).first().map(|found| (*found).clone())).await;
    shows(&card, "The Hive");
    platform.until("a thread", |world| world.channels.get(&card.id).map(|_| ())).await;
    // Who is none cannot judge.
    shows(&ana.answered(ana.presses(card.id, "Accept")).await, "moderators");
    let read = mo.answered(mo.presses(card.id, "Read all")).await;
    assert_eq!(read.only_for, Some(mo.id));
    shows(&read, "Forty people");
    shows(&mo.answered(mo.presses(card.id, "Accept")).await, "accepted");
    platform.until("the card to change", |world| (world.messages[&card.id].edits > 0).then_some(())).await;
    shows(&platform.world().messages[&card.id].clone(), "accepted");
    assert_eq!(platform.world().said_in(desk).len(), 1, "one message for each");
    let told = platform
        .until("the decision in the thread", |world| {
            world.said_in(card.id).first().map(|found| (*found).clone())
        })
        .await;
    shows(&told, "accepted");
    // Its contributor is told where nobody else reads, and it can be found.
    let direct = ana.direct_channel();
    let news =
        platform.until("the news", |world| world.said_in(direct).first().map(|found| (*found).clone())).await;
    shows(&news, "is published");
    shows(&ana.heard(ana.mentions(channel, "the café of Sainte-Rose, The Hive")).await, "The Hive");
    assert!(!bot.log().contains("Sainte-Rose"), "no words in the log");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_outlives_the_program_and_its_answers_can_be_changed() {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("en-US");
    let mut bot = Bot::start(&platform);
    platform.connected().await;
    let ana = platform.person("Ana", "en-US");
    let summary = told(&ana, channel).await;
    platform.world().expected = vec![40_060];
    bot.kill();
    bot.again();
    let which = ana.answered(ana.presses(summary.id, "Change an answer")).await;
    let question = ana.answered(chooses(&ana, &which, "Need")).await;
    let (opened, modal) = opens(&ana, &question).await;
    assert!(inputs(&modal)[0].1.contains("café"), "what was said stands there");
    let label = inputs(&modal)[0].0.clone();
    let summary = ana.answered(ana.submits(opened, &[(&label, "There was no room left to meet.")])).await;
    shows(&summary, "no room left");
    shows(&ana.answered(ana.presses(summary.id, "Later")).await, "It is kept until");
    // It is taken up again by the same command.
    shows(&ana.answered(ana.slash(channel, "share", &[])).await, "no room left");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_options_stand_in_a_select() {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("en-US");
    let _bot = Bot::start(&platform);
    platform.connected().await;
    let ana = platform.person("Ana", "en-US");
    let begun = ana.answered(ana.slash(channel, "share", &[])).await;
    let (opened, modal) = opens(&ana, &begun).await;
    let all: Vec<(String, String)> =
        inputs(&modal).into_iter().map(|(label, _)| (label, "2600 people, a shop".to_owned())).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(label, text)| (label.as_str(), text.as_str())).collect();
    let mut message = ana.answered(ana.submits(opened, &all)).await;
    for label in ["Skip", "No name", "Add details"] {
        message = ana.answered(ana.presses(message.id, label)).await;
    }
    message = ana.answered(chooses(&ana, &message, "Skip")).await;
    shows(&message, "In which sectors");
    let select = message.body["components"][0]["components"][0].clone();
    assert_eq!(select["type"], 3, "{}", message.body);
    let options = select["options"].as_array().unwrap();
    assert!(options.len() > 5, "{select}");
    assert!(!screen::text(&message).contains("1\\. "), "the list is not said twice");
    let (value, label) = (options[1]["value"].as_str().unwrap(), options[1]["label"].as_str().unwrap());
    let chosen =
        ana.answered(ana.chooses(message.id, select["custom_id"].as_str().unwrap(), 3, &[value])).await;
    shows(&chosen, label);
    ana.answered(ana.presses(chosen.id, "That is all")).await;
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_began_by_a_message_goes_on_where_nobody_else_reads() {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("en-US");
    let _bot = Bot::start(&platform);
    platform.connected().await;
    let (ana, luc) = (platform.person("Ana", "en-US"), platform.person("Luc", "en-US"));
    let asked = ana.mentions(channel, "I want to share an experience");
    let curtain = ana.heard(asked).await;
    shows(&curtain, "concerns you alone");
    assert!(!screen::text(&curtain).contains("initiative"));
    let refused = luc.presses(curtain.id, "See it");
    assert_eq!(luc.acknowledged(refused).await, 4);
    let opened = ana.presses(curtain.id, "See it");
    assert_eq!(ana.acknowledged(opened).await, 4);
    let question = platform.world().interactions[&opened].original.unwrap();
    let question = platform.world().messages[&question].clone();
    assert_eq!(question.only_for, Some(ana.id));
    shows(&question, "initiative");
    let (opened, modal) = opens(&ana, &question).await;
    let label = inputs(&modal)[0].0.clone();
    let next = ana.answered(ana.submits(opened, &[(&label, "The Hive, in Sainte-Rose")])).await;
    assert_eq!((next.id, next.only_for), (question.id, Some(ana.id)));
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_has_moderators_of_its_own_where_the_host_believes_it() {
    let platform = Platform::start().await;
    let (guild, channel) = platform.world().guild("en-US");
    let (stranger, elsewhere) = platform.world().guild("en-US");
    let desk = platform.world().channel(Some(guild), ChannelKind::Text, "moderators");
    let foreign = platform.world().channel(Some(stranger), ChannelKind::Text, "moderators");
    let more = format!("review_servers = [\"{guild}\"]\n[assistant]\ndefault_language = \"en\"");
    let mut bot = Bot::start_with(&platform, &more, TOKEN);
    platform.connected().await;
    let mut boss = platform.person("Boss", "en-US");
    boss.permissions = MANAGE_GUILD;
    let (ana, mut mo) = (platform.person("Ana", "en-US"), platform.person("Mo", "en-US"));
    mo.roles = vec![4_242];
    for (place, room) in [(channel, desk), (elsewhere, foreign)] {
        let panel = boss.answered(boss.slash(place, "settings", &[])).await;
        let offered = buttons(&panel.body).iter().any(|(label, _)| label == "Moderators");
        assert_eq!(offered, place == channel, "only where the host believes them");
        boss.answered(boss.chooses(panel.id, "g..review-channel", 8, &[&room.to_string()])).await;
        boss.answered(boss.chooses(panel.id, "g..review-role", 6, &["4242"])).await;
    }
    // What was set outlives the program. What was told in its last moments is told again, and was acknowledged.
    platform.world().expected = vec![40_060];
    tokio::task::block_in_place(|| bot.kill());
    bot.again();
    let summary = told(&ana, channel).await;
    ana.answered(ana.presses(summary.id, "Send")).await;
    let card =
        platform.until("a card", |world| world.said_in(desk).first().map(|found| (*found).clone())).await;
    // Somebody in the room without the role is no moderator, nor is one with a role of another server.
    shows(&ana.answered(ana.presses(card.id, "Accept")).await, "moderators");
    shows(&mo.answered(mo.slash(foreign, "review", &[])).await, "moderators");
    shows(&mo.answered(mo.presses(card.id, "Accept")).await, "accepted");
    assert!(platform.world().said_in(foreign).is_empty(), "another server hears nothing");
    platform.assert_clean();
}
