//! The webhook: updates that are told to us, again and again, in any order, by whoever.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::Value;
use telegram_platform::{Person, Platform};

use crate::program::{Program, SOON, TOKEN, ask, spoken, unbroken};

const SECRET: &str = "a-secret_0123456789";

/// A platform, the program told by it, and the address where the program listens.
async fn told() -> (Platform, Program, String) {
    let platform = Platform::start(TOKEN).await.unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // The name of the town's server leads to this machine.
    platform.route("https://bot.ville.example", &format!("http://{free}"));
    let settings = format!(
        "mode = \"webhook\"\npublic_url = \"https://bot.ville.example/telegram\"\nlisten = \"{free}\"\n"
    );
    let program = Program::start_with(&platform, &settings, "PASSERELLE_WEBHOOK_SECRET", SECRET);
    assert!(platform.until(SOON, |state| state.webhook.is_some()).await, "{}", program.log());
    (platform, program, format!("http://{free}/telegram"))
}

async fn post(client: &reqwest::Client, url: &str, secret: &str, body: String) -> u16 {
    let request = client.post(url).header("X-Telegram-Bot-Api-Secret-Token", secret);
    request.header("content-type", "application/json").body(body).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_answered_and_taken_once_it_is_kept() {
    let (platform, _program, _) = told().await;
    let ana = Person::new(1, "Ana", "en");
    let shown = ask(&platform, &ana, "how did Preston keep its spending local?").await;
    assert!(shown.text.contains("Preston"));
    assert!(platform.until(SOON, |state| state.queue.is_empty()).await);
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_know_the_secret_is_not_heard() {
    let (platform, program, url) = told().await;
    let client = reqwest::Client::new();
    let ana = Person::new(1, "Ana", "en");
    ask(&platform, &ana, "hello").await;
    let update = platform.with(|state| state.made[0].to_string().replace("1000", "2000"));
    for secret in ["", "a", "a-secret_012345678", "a-secret_01234567890", "A-secret_0123456789"] {
        assert_eq!(post(&client, &url, secret, update.clone()).await, 401);
    }
    // With the secret: what is no update is taken, or it would come for ever; what is too large is not read.
    for body in ["", "{", "[]", "null", "{\"update_id\":3}", "\u{0}"] {
        assert_eq!(post(&client, &url, SECRET, body.to_owned()).await, 200, "{body:?}");
    }
    assert_eq!(post(&client, &url, SECRET, "x".repeat(2 << 20)).await, 413);
    ask(&platform, &ana, "thanks").await;
    platform.with(|state| assert_eq!(spoken(state, 1), 2));
    assert!(!program.log().contains(SECRET));
    unbroken(&platform);
}

#[tokio::test(flavor = "multi_thread")]
async fn however_often_and_in_whatever_order_updates_come_they_are_answered_once() {
    const QUESTIONS: [&str; 4] =
        ["/cases", "how did Preston keep its spending local?", "/help", "what is a solidarity cooperative?"];
    let (platform, _program, url) = told().await;
    let client = reqwest::Client::new();
    let people: Vec<Person> = (1..=25).map(|id| Person::new(id, "Ana", "en")).collect();
    // The updates are made, and told by hand.
    let webhook = platform.with(|state| state.webhook.take());
    for person in &people {
        platform.tells(person, QUESTIONS[person.id as usize % QUESTIONS.len()]);
    }
    let mut made: Vec<Value> = platform.with(|state| state.queue.drain(..).collect());
    platform.with(|state| state.webhook = webhook);
    made = made.iter().cycle().take(5 * made.len()).cloned().collect();
    // Dice that fall the same way each time.
    let mut dice = 7_u64;
    for at in (1..made.len()).rev() {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        made.swap(at, (dice >> 33) as usize % (at + 1));
    }
    for some in made.chunks(4) {
        let mut telling = tokio::task::JoinSet::new();
        for update in some {
            let (client, url, body) = (client.clone(), url.clone(), update.to_string());
            telling.spawn(async move { post(&client, &url, SECRET, body).await });
        }
        for code in telling.join_all().await {
            assert_eq!(code, 200);
        }
    }
    assert!(platform.until(SOON, |state| (1..=25).all(|id| spoken(state, id) >= 1)).await);
    // Time for a repeat that must not come.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    platform.with(|state| {
        let first = |id: i64| state.chats[&id].said().next().unwrap().text.clone();
        for id in 1..=25 {
            assert_eq!(spoken(state, id), 1, "chat {id}");
            assert_eq!(first(id), first((id - 1) % 4 + 1), "chat {id}");
        }
    });
    unbroken(&platform);
}
