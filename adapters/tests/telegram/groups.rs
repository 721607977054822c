//! In groups: silent unless addressed; answers where and to whom they belong.

use telegram_platform::people::mention;
use telegram_platform::{Person, Place, Written};

use crate::program::{SOON, answer, both, spoken, unbroken};

const GROUP: i64 = -1_001;

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_answered_where_it_addresses_us_and_nowhere_else() {
    let (platform, _program) = both("").await;
    let (ana, bo) = (Person::new(1, "Ana", "en"), Person::new(2, "Bo", "en"));
    platform.group(GROUP, "Council", &[]);
    for text in [
        "how did Preston keep its spending local?",
        "/help@another_bot",
        "/unknown",
        "mail me: x@passerelle.example",
    ] {
        platform.writes(&ana, GROUP.into(), text);
    }
    let (_, asked) =
        platform.writes(&ana, GROUP.into(), mention("how did Preston keep its spending local?").as_str());
    let shown = answer(&platform, GROUP, 0).await;
    assert!(shown.text.contains("Preston"), "{}", shown.text);
    assert_eq!(shown.reply_to, Some(asked));
    platform.with(|state| assert_eq!(spoken(state, GROUP), 1));
    // A reply to us goes on with what we talked about.
    let reply =
        Written { text: "what were the results?".into(), reply_to: Some(shown.id), ..Written::default() };
    platform.writes(&ana, GROUP.into(), reply);
    let second = answer(&platform, GROUP, 1).await;
    assert!(second.text.contains("Preston"), "{}", second.text);
    // Our name alone under a question of someone else: that is the question.
    let (_, question) = platform.writes(&bo, GROUP.into(), "what did Bristol do about money?");
    let call = Written { text: mention(""), reply_to: Some(question), ..Written::default() };
    platform.writes(&ana, GROUP.into(), call);
    let third = answer(&platform, GROUP, 2).await;
    assert!(third.text.contains("Bristol"), "{}", third.text);
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_answered_in_the_topic() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "fr");
    platform.group(GROUP, "Conseil", &[7, 9]);
    let topic = Place { chat: GROUP, thread: Some(7) };
    platform.writes(&ana, topic, "/cas");
    let shown = answer(&platform, GROUP, 0).await;
    assert_eq!(shown.thread, Some(7));
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_s_press_gets_an_answer_of_its_own() {
    let (platform, _program) = both("").await;
    let (ana, bo) = (Person::new(1, "Ana", "en"), Person::new(2, "Bo", "en"));
    platform.group(GROUP, "Council", &[]);
    platform.writes(&ana, GROUP.into(), mention("how did Preston keep its spending local?").as_str());
    let shown = answer(&platform, GROUP, 0).await;
    platform.presses(&bo, GROUP, "Results");
    let other = answer(&platform, GROUP, 1).await;
    assert_eq!((other.reply_to, other.edits), (Some(shown.id), 0));
    platform.presses_on(&ana, GROUP, shown.id, "Results");
    let own = answer(&platform, GROUP, 2).await;
    assert_eq!((own.id, own.edits), (shown.id, 1));
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_brings_us_in_is_greeted() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "es");
    platform.group(GROUP, "Concejo", &[]);
    platform.brings_in(&ana, GROUP);
    let shown = answer(&platform, GROUP, 0).await;
    assert!(shown.text.starts_with("Hola") || shown.text.contains("servicio"), "{}", shown.text);
    assert!(platform.until(SOON, |state| state.queue.is_empty() || spoken(state, GROUP) == 1).await);
    unbroken(&platform);
}
