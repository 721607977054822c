//! People talk with it, in every way that Discord has.

use crate::bot::Bot;
use crate::platform::{Platform, screen};

const QUESTION: &str = "how did Preston keep its spending local?";

async fn running() -> (Platform, Bot) {
    let platform = Platform::start().await;
    let bot = Bot::start(&platform);
    platform.connected().await;
    (platform, bot)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_answered_wherever_it_is_asked() {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("fr");
    let _bot = Bot::start(&platform);
    platform.connected().await;
    let ana = platform.person("Ana", "en-US");

    let alone = ana.heard(ana.direct(QUESTION)).await;
    assert!(screen::text(&alone).contains("Preston"), "{}", screen::text(&alone));
    assert_eq!(alone.answers, None, "nobody else is there to be told apart from");

    let asked = ana.mentions(channel, QUESTION);
    let under = ana.heard(asked).await;
    assert_eq!(under.answers, Some(asked));
    assert!(screen::text(&under).contains("Preston"));

    let answered = ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    assert!(screen::text(&answered).contains("Preston"));
    assert_eq!(answered.only_for, None);
    platform.assert_clean();
}
