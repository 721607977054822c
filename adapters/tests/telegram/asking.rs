//! Alone with a person: questions, buttons, changed questions, links, and what is no text.

use serde_json::json;
use telegram_platform::{Person, Written};

use crate::program::{SOON, answer, ask, both, press, spoken, unbroken};

#[tokio::test(flavor = "multi_thread")]
async fn a_button_changes_the_message_it_stands_on() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "fr");
    let first = ask(&platform, &ana, "/start o_cSsaint-sylvere-last-shops").await;
    assert!(first.text.contains("Saint-Sylvère"), "{}", first.text);
    let second = press(&platform, &ana, "Résultats").await;
    assert_eq!((second.id, second.edits), (first.id, 1));
    assert_ne!(second.text, first.text);
    let answered =
        platform.until(SOON, |state| state.pressed.values().all(|pressed| pressed.answer.is_some())).await;
    assert!(answered, "the button still turns");
    // Pressed twice, it shows the same: nothing is written anew.
    platform.presses(&ana, 1, "Cas semblables");
    platform.presses(&ana, 1, "Cas semblables");
    assert!(
        platform
            .until(SOON, |state| state.pressed.values().filter(|p| p.answer.is_some()).count() == 3)
            .await
    );
    platform.tells(&ana, "merci");
    assert!(platform.until(SOON, |state| state.chats[&1].said().count() == 2).await);
    platform.with(|state| assert_eq!(state.chats[&1].messages[&first.id].edits, 2));
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_none_of_ours_or_on_a_message_that_is_gone_is_answered() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "es");
    let shown = ask(&platform, &ana, "¿Cómo logró Preston que el gasto se quedara en la ciudad?").await;
    platform.forges(&ana, 1, shown.id, "drop table");
    assert!(
        platform.until(SOON, |state| state.pressed.values().any(|pressed| pressed.answer.is_some())).await
    );
    platform.with(|state| {
        let words =
            state.pressed.values().find_map(|pressed| pressed.answer.as_ref()).unwrap()["text"].clone();
        assert!(
            words.as_str().unwrap().contains("no es válida") || words.as_str().unwrap().contains("opción"),
            "{words}"
        );
    });
    let label = shown.buttons()[0][0].to_owned();
    let before = platform.with(|state| spoken(state, 1));
    platform.presses_on(&ana, 1, shown.id, &label);
    platform.with(|state| state.chats.get_mut(&1).unwrap().messages.remove(&shown.id));
    let anew = answer(&platform, 1, before).await;
    assert!(anew.id > shown.id, "it is written anew");
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_question_changes_its_answer() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    platform.tells(&ana, "hello");
    let question = platform.with(|state| state.chats[&1].last);
    let hello = answer(&platform, 1, 0).await;
    platform.rewrites(1, question, "how did Preston keep its spending local?");
    let changed = answer(&platform, 1, 1).await;
    assert_eq!(changed.id, hello.id);
    assert!(changed.text.contains("Preston"), "{}", changed.text);
    // The same words again, as when a preview was loaded: nothing is done.
    platform.rewrites(1, question, "how did Preston keep its spending local?");
    ask(&platform, &ana, "thanks").await;
    platform.with(|state| assert_eq!(spoken(state, 1), 3));
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_an_entry_and_never_more_than_that() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    let opened = ask(&platform, &ana, "/start o_cSpreston-community-wealth").await;
    assert!(opened.text.contains("Preston"), "{}", opened.text);
    let browsed = ask(&platform, &ana, "/start cases").await;
    assert!(browsed.text.contains("who has done it"), "{}", browsed.text);
    // To forget is to do something: a link that a stranger made must not.
    let greeted = ask(&platform, &ana, "/start forget").await;
    assert!(greeted.text.contains("Hello"), "{}", greeted.text);
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_text_gets_a_kind_sentence() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    let file = json!({"file_id": "f", "file_unique_id": "u", "file_size": 10});
    let with = |key: &str, mut more: serde_json::Value| {
        for (name, value) in file.as_object().unwrap() {
            if more.get("plain").is_none() {
                more[name] = value.clone();
            }
        }
        more.as_object_mut().unwrap().remove("plain");
        Written { more: json!({ key: more }), ..Written::default() }
    };
    for (written, word) in [
        (with("voice", json!({"duration": 3})), "recordings"),
        (
            Written {
                more: json!({"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}),
                ..Written::default()
            },
            "pictures",
        ),
        (with("document", json!({"file_name": "a.pdf"})), "files"),
        (
            with("location", json!({"latitude": 45.5, "longitude": -73.6, "plain": true})),
            "name of your municipality",
        ),
        (with("dice", json!({"emoji": "🎲", "value": 3, "plain": true})), "text"),
    ] {
        let before = platform.with(|state| spoken(state, 1));
        platform.tells(&ana, written);
        let shown = answer(&platform, 1, before).await;
        assert!(shown.text.contains(word), "{word}: {}", shown.text);
    }
    let place = json!({"venue": {
        "location": {"latitude": 53.7, "longitude": -2.7}, "title": "Preston", "address": "Lancashire, England"
    }});
    let before = platform.with(|state| spoken(state, 1));
    platform.tells(&ana, Written { more: place, ..Written::default() });
    let shown = answer(&platform, 1, before).await;
    assert!(shown.text.contains("Preston"), "{}", shown.text);
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_means_no_form_at_all() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    let styled = ask(&platform, &ana, "how did Preston keep its spending local?").await;
    assert!(styled.entities.as_array().is_some_and(|entities| !entities.is_empty()));
    ask(&platform, &ana, "/plain").await;
    let plain = ask(&platform, &ana, "how did Preston keep its spending local?").await;
    assert!(plain.entities.is_null());
    assert!(plain.text.contains("https://"), "{}", plain.text);
    unbroken(&platform);
}
