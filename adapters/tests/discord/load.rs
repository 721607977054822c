//! How fast it is, and how little it holds. The figures are printed; `PASSERELLE_STRICT=1` holds them to what must be reached, which
//! wants the release build and a machine that does nothing else. Otherwise only what nobody may ever see is refused.

use std::time::{Duration, Instant};

use crate::bot::{QUESTION, running};
use crate::platform::Person;

fn is_strict() -> bool {
    std::env::var_os("PASSERELLE_STRICT").is_some()
}

/// The most of a figure: what must be reached, or what may never be seen.
fn most(reached: Duration, never: Duration) -> Duration {
    if is_strict() { reached } else { never }
}

fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * share).round() as usize]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_at_once_are_acknowledged_in_time() {
    let (platform, bot, _, channel) = running().await;
    let people: Vec<Person> = (0..100).map(|at| platform.person(&format!("P{at}"), "fr")).collect();
    let mut asked = Vec::new();
    for at in 0..500 {
        asked.push(people[at % 100].slash(channel, "ask", &[("question", QUESTION)]));
    }
    for (at, id) in asked.iter().enumerate() {
        people[at % 100].answered(*id).await;
    }
    let world = platform.world();
    let took = |id: &u64| {
        let interaction = &world.interactions[id];
        interaction.acknowledged.unwrap().1 - interaction.at
    };
    let mut times: Vec<Duration> = asked.iter().map(took).collect();
    let (half, nearly_all) = (percentile(&mut times, 0.5), percentile(&mut times, 0.99));
    eprintln!(
        "500 interactions at once: acknowledged p50 {half:?}, p99 {nearly_all:?}, resident {} KB",
        bot.resident()
    );
    assert!(nearly_all <= most(Duration::from_millis(100), Duration::from_secs(3)), "{nearly_all:?}");
    drop(world);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_comes_at_once() {
    let (platform, _bot, ana, channel) = running().await;
    let (mut answers, mut completions) = (Vec::new(), Vec::new());
    for at in 0..60 {
        let started = Instant::now();
        ana.heard(ana.direct(QUESTION)).await;
        answers.push(started.elapsed());
        let typed = ["p", "pre", "coop", "épicerie du village", "how to buy locally"][at % 5];
        let started = Instant::now();
        ana.acknowledged(ana.types(channel, "ask", "question", typed)).await;
        completions.push(started.elapsed());
    }
    let (half, nearly_all) = (percentile(&mut answers, 0.5), percentile(&mut completions, 0.99));
    eprintln!("message to answer p50 {half:?}; autocomplete p99 {nearly_all:?}");
    assert!(half <= most(Duration::from_millis(15), Duration::from_secs(3)), "{half:?}");
    assert!(nearly_all <= most(Duration::from_millis(20), Duration::from_secs(3)), "{nearly_all:?}");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_server_takes_no_room() {
    let (platform, bot, ana, channel) = running().await;
    let before = bot.resident();
    // A platform that sends what nobody asked for: all the members of a large server, at a new beginning.
    {
        let mut world = platform.world();
        world.members_sent = 100_000;
        world.blow(&crate::platform::faults::Blow::Invalid(false));
    }
    platform
        .until_within(Duration::from_secs(60), "a new session", |world| {
            (world.identifies == 2 && world.is_connected()).then_some(())
        })
        .await;
    ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    let after = bot.resident();
    eprintln!("a server of 100,000 members: {before} KB resident before, {after} KB after");
    assert!(!is_strict() || after.saturating_sub(before) <= 10_240, "{before} KB before, {after} KB after");
    platform.assert_clean();
}
