//! Forms: one question at a time, alone and in groups; and what is sent, before its moderators.

use serde_json::json;
use telegram_platform::state::State;
use telegram_platform::{Person, Written};

use crate::program::{SOON, answer, ask, both, press, spoken, unbroken};

const GROUP: i64 = -1_001;
const DESK: i64 = -1_005;
const REVIEW: &str = "[review]\nmoderators = [\"telegram:77\"]\nchats = [\"telegram:-1005\"]\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_experience_is_told_sent_judged_and_its_card_is_one_message() {
    let (platform, _program) = both(REVIEW).await;
    let (ana, louise) = (Person::new(1, "Ana", "fr"), Person::new(77, "Louise", "fr"));
    platform.group(DESK, "Modération", &[]);
    ask(&platform, &ana, "/share").await;
    for text in [
        "La Ruche, à Sainte-Rose (2 400 hab.)",
        "Le dernier commerce fermait",
        "Quarante citoyens ont fondé une coopérative",
        "6 emplois",
    ] {
        ask(&platform, &ana, text).await;
    }
    press(&platform, &ana, "Sans nom").await;
    let all = press(&platform, &ana, "Tout relire et envoyer").await;
    assert!(all.text.contains("La Ruche"), "{}", all.text);
    press(&platform, &ana, "Envoyer").await;
    let card = answer(&platform, DESK, 0).await;
    assert!(card.text.contains("La Ruche") && card.edits == 0, "{}", card.text);
    // What a moderator reads stands below: the card stays a card.
    platform.presses(&louise, DESK, "Tout lire");
    let whole = answer(&platform, DESK, 1).await;
    assert_eq!(whole.reply_to, Some(card.id));
    let before = platform.with(|state| spoken(state, 1));
    platform.presses_on(&louise, DESK, card.id, "Accepter");
    let told = answer(&platform, 1, before).await;
    assert!(told.text.contains("La Ruche"), "{}", told.text);
    let changed = |state: &State| state.chats[&DESK].messages[&card.id].edits == 1;
    assert!(platform.until(SOON, changed).await, "the card shows that it was accepted");
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_no_moderator_decides_nothing() {
    let (platform, _program) = both(REVIEW).await;
    let (ana, eve) = (Person::new(1, "Ana", "en"), Person::new(9, "Eve", "en"));
    platform.group(DESK, "Desk", &[]);
    ask(&platform, &ana, "/share").await;
    for text in
        ["The Hive, in Roseville (2,400 inhabitants)", "The shop closed", "A co-op was founded", "6 jobs"]
    {
        ask(&platform, &ana, text).await;
    }
    let credit = platform.with(|state| state.chats[&1].said().last().unwrap().buttons()[0][0].to_owned());
    press(&platform, &ana, &credit).await;
    let all = platform.with(|state| state.chats[&1].said().last().unwrap().buttons()[0][0].to_owned());
    press(&platform, &ana, &all).await;
    press(&platform, &ana, "Send").await;
    let card = answer(&platform, DESK, 0).await;
    let label = card.buttons().concat()[1].to_owned();
    platform.presses_on(&eve, DESK, card.id, &label);
    answer(&platform, DESK, 1).await;
    platform.with(|state| {
        assert_eq!(state.chats[&DESK].messages[&card.id].text, card.text, "nothing was decided");
        // What concerns Eve alone is not said to the group.
        assert!(!state.chats[&DESK].said().any(|message| message.text.contains("moderator")));
    });
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_asked_for_replies_and_offered_to_go_on_in_private() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    platform.group(GROUP, "Council", &[]);
    let (_, first) = platform.writes(&ana, GROUP.into(), "/share");
    let asked = answer(&platform, GROUP, 0).await;
    assert_eq!(asked.markup["force_reply"], true, "{}", asked.text);
    assert_eq!(asked.reply_to, Some(first));
    let link = asked.entities.as_array().unwrap().iter().find_map(|entity| entity["url"].as_str()).unwrap();
    assert!(link.ends_with("?start=share"), "{link}");
    assert!(asked.text.contains("Or type:"), "{}", asked.text);
    let reply = Written {
        text: "The Hive, in Roseville (2,400 inhabitants)".into(),
        reply_to: Some(asked.id),
        ..Written::default()
    };
    let (_, second) = platform.writes(&ana, GROUP.into(), reply);
    let next = answer(&platform, GROUP, 1).await;
    assert!(next.text.contains('2') && next.reply_to == Some(second), "{}", next.text);
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_one_person_is_not_said_to_the_group() {
    let (platform, _program) = both("").await;
    let (ana, bo) = (Person::new(1, "Ana", "en"), Person::new(2, "Bo", "en"));
    platform.group(GROUP, "Council", &[]);
    // Ana has spoken to us alone, and has a draft in the group; Bo has not.
    ask(&platform, &ana, "hello").await;
    for person in [&ana, &bo] {
        let before = platform.with(|state| spoken(state, GROUP));
        platform.writes(person, GROUP.into(), "/share");
        answer(&platform, GROUP, before).await;
        let before = platform.with(|state| spoken(state, GROUP));
        platform.writes(person, GROUP.into(), "/mine");
        let told = answer(&platform, GROUP, before).await;
        let url = told.markup["inline_keyboard"][0][0]["url"].as_str().unwrap_or_default().to_owned();
        println!("{}: {} {url}", person.name, told.text);
        assert!(url.starts_with("https://t.me/"), "{}", told.text);
    }
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_taken_as_evidence_and_a_changed_answer_is_told_how_to_correct() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    ask(&platform, &ana, "/share").await;
    let before = platform.with(|state| spoken(state, 1));
    platform.tells(&ana, "The Hive, in Roseville (2,400 inhabitants)");
    let given = platform.with(|state| state.chats[&1].last);
    let asked = answer(&platform, 1, before).await;
    platform.rewrites(1, given, "The Hives, in Roseville");
    let told = answer(&platform, 1, before + 1).await;
    assert!(told.text.contains("back") && told.reply_to == Some(given), "{}", told.text);
    platform.with(|state| assert_eq!(state.chats[&1].messages[&asked.id].text, asked.text));
    // A document where words are asked for gets a kind sentence, and the question again.
    let before = platform.with(|state| spoken(state, 1));
    let document = json!({"document": {"file_id": "F", "file_unique_id": "U", "file_name": "a.pdf"}});
    platform.tells(&ana, Written { more: document, ..Written::default() });
    let again = answer(&platform, 1, before).await;
    let shown = platform.with(|state| telegram_platform::screen::chat(&state.chats[&1]));
    assert!(again.text.contains("2 "), "{shown}");
    unbroken(&platform);
}
