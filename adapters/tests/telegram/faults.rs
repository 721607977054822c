//! What goes wrong between us and Telegram, and what people see of it: nothing but a wait.

use std::time::Duration;

use telegram_platform::chat::Standing;
use telegram_platform::state::Call;
use telegram_platform::{Person, Platform, Rule, Wrong};

use crate::program::{Program, SOON, TOKEN, answer, ask, both, press, spoken, unbroken};

fn refused(code: u16, description: &str) -> Wrong {
    Wrong::Status { code, description: description.to_owned(), retry_after: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_trouble_is_waited_out_and_the_answer_comes_once() {
    for wrong in [
        Wrong::Page(502),
        refused(500, "Internal Server Error"),
        Wrong::Cut,
        Wrong::Status {
            code: 429,
            description: "Too Many Requests: retry after 1".into(),
            retry_after: Some(1),
        },
    ] {
        let (platform, _program) = both("").await;
        let ana = Person::new(1, "Ana", "en");
        ask(&platform, &ana, "hello").await;
        platform.wrong(Rule::new("sendMessage", 2, wrong.clone()));
        let shown = ask(&platform, &ana, "how did Preston keep its spending local?").await;
        assert!(shown.text.contains("Preston"), "{wrong:?}");
        platform.with(|state| assert_eq!(state.chats[&1].said().count(), 2, "{wrong:?}"));
        unbroken(&platform);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_with_questions_for_updates_is_waited_out() {
    for wrong in [
        Wrong::Page(502),
        refused(500, "Internal Server Error"),
        Wrong::Cut,
        refused(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
        Wrong::Status {
            code: 429,
            description: "Too Many Requests: retry after 1".into(),
            retry_after: Some(1),
        },
    ] {
        let (platform, _program) = both("").await;
        let ana = Person::new(1, "Ana", "en");
        ask(&platform, &ana, "hello").await;
        platform.wrong(Rule::new("getUpdates", 3, wrong.clone()));
        ask(&platform, &ana, "how did Preston keep its spending local?").await;
        ask(&platform, &ana, "thanks").await;
        platform.with(|state| assert_eq!(state.chats[&1].said().count(), 3, "{wrong:?}"));
        unbroken(&platform);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_receipt_was_lost_is_not_lost() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    ask(&platform, &ana, "hello").await;
    platform.wrong(Rule::new("sendMessage", 1, Wrong::DoneThenCut));
    ask(&platform, &ana, "how did Preston keep its spending local?").await;
    ask(&platform, &ana, "thanks").await;
    platform.with(|state| {
        // Nobody can know that it came: it is said once more rather than not at all.
        let said = state.chats[&1].said().filter(|message| message.text.contains("Preston")).count();
        assert!((1..=2).contains(&said), "{said}");
    });
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_in_trouble_holds_up_no_other() {
    let (platform, _program) = both("").await;
    let (ana, bo) = (Person::new(1, "Ana", "en"), Person::new(2, "Bo", "en"));
    ask(&platform, &ana, "hello").await;
    ask(&platform, &bo, "hello").await;
    platform.wrong(Rule::new("sendMessage", 1, Wrong::Silent(Duration::from_secs(30))).of(1));
    platform.tells(&ana, "how did Preston keep its spending local?");
    let asked = std::time::Instant::now();
    ask(&platform, &bo, "how did Preston keep its spending local?").await;
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    // And the one that hung is tried again.
    assert!(platform.until(SOON, |state| state.chats[&1].said().count() == 2).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_blocked_us_is_left_alone_and_welcome_again() {
    let (platform, program) = both("").await;
    let (ana, bo) = (Person::new(1, "Ana", "en"), Person::new(2, "Bo", "en"));
    ask(&platform, &ana, "hello").await;
    platform.tells(&ana, "how did Preston keep its spending local?");
    platform.stands(1, Standing::Blocked);
    ask(&platform, &bo, "hello").await;
    let refused = |call: &Call| call.method == "sendmessage" && call.refused.is_some();
    assert!(platform.until(SOON, |state| state.calls.iter().any(refused)).await);
    ask(&platform, &ana, "thanks").await;
    assert!(program.log().contains("blocked by the user"), "{}", program.log());
    assert!(!program.log().contains("spending"), "what people write is not logged");
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_has_another_number_is_answered_there() {
    let (platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    platform.group(-5, "Council", &[]);
    platform.writes(&ana, (-5).into(), "/help");
    answer(&platform, -5, 0).await;
    platform.wrong(Rule::new("sendMessage", 1, Wrong::Late(Duration::from_millis(300))));
    platform.writes(&ana, (-5).into(), "/cases");
    platform.moves(-5, -1_005);
    answer(&platform, -1_005, 0).await;
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_none_ends_the_program_with_what_to_do() {
    let platform = Platform::start("another:token").await.unwrap();
    let mut program = Program::start(&platform, "");
    assert_eq!(program.ends(SOON).await, Some(1));
    let log = program.log();
    assert!(log.contains("does not know this token") && log.contains("help:"), "{log}");
    assert!(!log.contains(TOKEN), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_goes_away_is_waited_for() {
    let (mut platform, _program) = both("").await;
    let ana = Person::new(1, "Ana", "en");
    ask(&platform, &ana, "hello").await;
    platform.tells(&ana, "how did Preston keep its spending local?");
    platform.down();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    platform.up().await.unwrap();
    assert!(platform.until(SOON, |state| state.chats[&1].said().count() == 2).await);
    let shown = press(&platform, &ana, "Results").await;
    assert_eq!(shown.edits, 1);
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_within_five_seconds_and_nothing_is_lost() {
    let (platform, mut program) = both("").await;
    let people: Vec<Person> = (1..=20).map(|id| Person::new(id, "Ana", "en")).collect();
    ask(&platform, &people[0], "hello").await;
    for person in &people {
        platform.tells(person, "how did Preston keep its spending local?");
    }
    let (code, took) = program.terminate();
    assert_eq!(code, Some(0), "{}", program.log());
    assert!(took < Duration::from_secs(5), "{took:?}");
    program.run();
    let all = platform.until(SOON, |state| (1..=20).all(|id| spoken(state, id) > usize::from(id == 1))).await;
    assert!(all, "someone was not answered");
    platform.with(|state| {
        for (id, chat) in &state.chats {
            assert_eq!(chat.said().count(), 1 + usize::from(*id == 1), "chat {id}");
        }
    });
    unbroken(&platform);
}
