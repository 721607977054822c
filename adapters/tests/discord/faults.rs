//! Whatever goes wrong between Discord and the program: nothing is lost, nothing is said twice.

use std::time::{Duration, Instant};

use crate::bot::{Bot, QUESTION, running};
use crate::platform::faults::Blow;
use crate::platform::{Failing, Fault, Person, Platform, TOKEN, screen};

/// Asks in each way, and makes sure that each is answered once.
async fn is_well(platform: &Platform, ana: &Person, channel: u64) {
    let before = platform.world().said_in(channel).len();
    let asked = ana.mentions(channel, QUESTION);
    ana.heard(asked).await;
    ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    assert_eq!(platform.world().said_in(channel).len(), before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_is_resumed_and_nothing_in_between_is_lost() {
    let (platform, _bot, ana, channel) = running().await;
    let blows = [
        Blow::Reset,
        Blow::Reconnect,
        Blow::CloseBare,
        Blow::Close(1000),
        Blow::Close(1001),
        Blow::Close(4000),
        Blow::Close(4001),
        Blow::Close(4002),
        Blow::Close(4005),
    ];
    for (count, blow) in blows.iter().enumerate() {
        platform.world().blow(blow);
        // Said before the bot is back.
        let asked = ana.mentions(channel, QUESTION);
        let pressed = ana.slash(channel, "ask", &[("question", QUESTION)]);
        ana.heard(asked).await;
        ana.answered(pressed).await;
        let world = platform.world();
        assert_eq!(world.said_in(channel).len(), 2 * (count + 1), "{blow:?}\n{}", world.report());
    }
    assert_eq!(platform.world().identifies, 1, "every one was resumed");
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_over_is_begun_anew_and_what_was_missed_is_read() {
    let (platform, _bot, ana, channel) = running().await;
    let mut asked = ana.mentions(channel, QUESTION);
    ana.heard(asked).await;
    for (count, blow) in [Blow::Invalid(false), Blow::Close(4007), Blow::Close(4009)].iter().enumerate() {
        {
            let mut world = platform.world();
            world.blow(blow);
            world.sessions.clear();
        }
        // Nobody is told: only who reads what was written finds it.
        let alone = ana.direct(QUESTION);
        asked = ana.mentions(channel, QUESTION);
        ana.heard(alone).await;
        ana.heard(asked).await;
        assert_eq!(platform.world().said_in(channel).len(), count + 2, "{blow:?}");
        assert_eq!(platform.world().identifies, count + 2);
    }
    // One that may be resumed is.
    platform.world().blow(&Blow::Invalid(true));
    is_well(&platform, &ana, channel).await;
    assert_eq!(platform.world().identifies, 4);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_falls_silent_is_noticed_and_resumed() {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("en-US");
    platform.world().gateway_faults.heartbeat = Duration::from_millis(300);
    let _bot = Bot::start(&platform);
    platform.connected().await;
    let ana = platform.person("Ana", "en-US");
    is_well(&platform, &ana, channel).await;
    platform.world().gateway_faults.withhold_acks = true;
    platform.until("a resume", |world| (world.resumes > 0).then_some(())).await;
    let pressed = ana.slash(channel, "ask", &[("question", QUESTION)]);
    platform.world().gateway_faults.withhold_acks = false;
    ana.answered(pressed).await;
    is_well(&platform, &ana, channel).await;
    assert_eq!(platform.world().identifies, 1);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_refuses_connections_is_waited_for() {
    let (platform, _bot, ana, channel) = running().await;
    {
        let mut world = platform.world();
        world.gateway_faults.refuse = true;
        world.blow(&Blow::Reset);
    }
    let asked = ana.mentions(channel, QUESTION);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(platform.world().said_in(channel).is_empty());
    platform.world().gateway_faults.refuse = false;
    ana.heard(asked).await;
    is_well(&platform, &ana, channel).await;
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_may_come_compressed() {
    let (platform, _bot, ana, channel) = running().await;
    platform.world().gateway_faults.compressed = true;
    is_well(&platform, &ana, channel).await;
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_discord_refuses_for_good_ends_with_what_to_change() {
    for (prepare, words) in [
        (Prepare::Token("wrong.token"), "PASSERELLE_DISCORD_TOKEN"),
        (Prepare::Token("  "), "PASSERELLE_DISCORD_TOKEN"),
        (Prepare::Token("with\u{e9}.letters"), "PASSERELLE_DISCORD_TOKEN"),
        (Prepare::Reads, "Message Content Intent"),
        (Prepare::Close(4004), "PASSERELLE_DISCORD_TOKEN"),
        (Prepare::Close(4011), "another application"),
        (Prepare::Close(4012), "newer Passerelle"),
        (Prepare::Revoked, "PASSERELLE_DISCORD_TOKEN"),
    ] {
        let platform = Platform::start().await;
        let token = if let Prepare::Token(token) = prepare { token } else { TOKEN };
        let more = if prepare == Prepare::Reads { "read_messages = true" } else { "" };
        let mut bot = Bot::start_with(&platform, more, token);
        match prepare {
            Prepare::Close(code) => {
                platform.connected().await;
                platform.world().blow(&Blow::Close(code));
            }
            Prepare::Revoked => {
                platform.connected().await;
                platform.world().token = "another.token".into();
                platform.person("Ana", "fr").direct("bonjour");
            }
            Prepare::Token(_) | Prepare::Reads => {}
        }
        let code = tokio::task::block_in_place(|| bot.ends(Duration::from_secs(10)));
        let log = bot.log();
        assert_eq!(code, 1, "{prepare:?}: {log}");
        assert!(log.contains(words) && log.contains("help:"), "{prepare:?}: {log}");
        assert!(!log.contains(TOKEN) && !log.contains("panic"), "{prepare:?}: {log}");
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Prepare {
    Token(&'static str),
    Reads,
    Close(u16),
    Revoked,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_gateway_that_is_named_it_connects_to_none() {
    let platform = Platform::start().await;
    platform.world().faults.push(Fault::new("GET", "/gateway", 3, Failing::Status(502)));
    let bot = Bot::start(&platform);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(!platform.world().is_connected());
    assert!(bot.log().contains("GET /gateway"), "{}", bot.log());
    // When it is named again, it connects.
    platform.connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_fail_are_made_again_and_nothing_is_said_twice() {
    let (platform, _bot, ana, channel) = running().await;
    let direct = ana.direct_channel();
    platform.world().expected = vec![40_060];
    let failings = [
        Failing::Status(500),
        Failing::Status(502),
        Failing::Limited(0.4),
        Failing::LimitedGlobally(0.4),
        Failing::Dropped,
        Failing::DroppedAfter,
        Failing::Delayed(Duration::from_millis(300)),
    ];
    for (count, how) in failings.iter().enumerate() {
        for (method, path) in [("POST", "/messages"), ("PATCH", "/messages/@original"), ("POST", "/callback")]
        {
            platform.world().faults.push(Fault::new(method, path, 1, how.clone()));
        }
        let before = platform.world().said_in(direct).len();
        let (alone, pressed) = (ana.direct(QUESTION), ana.slash(channel, "ask", &[("question", QUESTION)]));
        ana.heard(alone).await;
        let answer = ana.answered(pressed).await;
        assert!(screen::text(&answer).contains("Preston"));
        let faults = &platform.world().faults.iter().filter(|fault| fault.times > 0).count();
        assert_eq!(*faults, 0, "every one was met");
        // Nothing comes after.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let world = platform.world();
        assert_eq!(world.said_in(direct).len(), before + 1, "{how:?}\n{}", world.report());
        assert_eq!(world.said_in(channel).len(), count + 1, "{how:?}\n{}", world.report());
    }
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limits_that_answers_tell_are_kept() {
    let (platform, _bot, ana, channel) = running().await;
    platform.world().limits = true;
    let asked: Vec<u64> = (0..8).map(|_| ana.mentions(channel, QUESTION)).collect();
    for asked in asked {
        ana.heard(asked).await;
    }
    let world = platform.world();
    assert_eq!((world.said_in(channel).len(), world.limited), (8, 0), "{}", world.report());
    drop(world);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_hangs_holds_up_nobody_else() {
    let (platform, _bot, ana, channel) = running().await;
    let luc = platform.person("Luc", "fr");
    platform.world().faults.push(Fault::new(
        "POST",
        "/messages",
        1,
        Failing::Hanging(Duration::from_secs(60)),
    ));
    let stuck = ana.direct(QUESTION);
    let started = Instant::now();
    platform
        .until("the request", |world| world.faults.iter().all(|fault| fault.times == 0).then_some(()))
        .await;
    luc.heard(luc.direct("bonjour")).await;
    is_well(&platform, &luc, channel).await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    // And it is made again when its time is over.
    ana.heard(stuck).await;
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_whose_token_is_over_comes_where_it_can_be_seen() {
    let (platform, mut bot, ana, channel) = running().await;
    platform.world().expected = vec![10_062, 10_015, 50_027, 40_060];
    // Too late to be acknowledged, or acknowledged and the token over: in the channel, for everybody.
    platform.world().first_answer = Duration::ZERO;
    let late = ana.slash(channel, "ask", &[("question", QUESTION)]);
    let shown = platform
        .until("an answer", |world| world.said_in(channel).first().map(|found| (*found).clone()))
        .await;
    assert!(screen::text(&shown).contains("Preston"));
    assert!(platform.world().interactions[&late].acknowledged.is_none());
    // What is for one person comes to them alone.
    let direct = ana.direct_channel();
    let before = platform.world().said_in(direct).len();
    ana.slash(channel, "privacy", &[]);
    platform.until("an answer alone", |world| (world.said_in(direct).len() > before).then_some(())).await;
    assert_eq!(platform.world().said_in(channel).len(), 1);
    // The message of a button changes all the same.
    platform.world().first_answer = Duration::from_secs(3);
    let answer = ana.answered(ana.slash(channel, "ask", &[("question", QUESTION)])).await;
    platform.world().token_life = Duration::ZERO;
    let label = crate::platform::people::buttons(&answer.body)[0].0.clone();
    ana.presses(answer.id, &label);
    platform
        .until("the message to change", |world| {
            (world.messages[&answer.id].edits > answer.edits).then_some(())
        })
        .await;
    bot.stop();
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deferred_answer_survives_a_restart() {
    let (platform, mut bot, ana, channel) = running().await;
    platform.world().faults.push(Fault::new("PATCH", "/@original", 1_000, Failing::Status(503)));
    let asked = ana.slash(channel, "ask", &[("question", QUESTION)]);
    ana.acknowledged(asked).await;
    platform.until("a try", |world| (world.asked("PATCH", "/@original") > 0).then_some(())).await;
    bot.kill();
    platform.world().faults.clear();
    bot.again();
    assert!(screen::text(&ana.answered(asked).await).contains("Preston"));
    assert_eq!(platform.world().said_in(channel).len(), 1);
    platform.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_at_once_whatever_it_is_at() {
    for busy in [Busy::Connected, Busy::Reconnecting, Busy::WithoutHello, Busy::WithoutReady, Busy::Sending] {
        let platform = Platform::start().await;
        let (_, channel) = platform.world().guild("en-US");
        platform.world().gateway_faults.withhold_hello = busy == Busy::WithoutHello;
        platform.world().gateway_faults.withhold_ready = busy == Busy::WithoutReady;
        let mut bot = Bot::start(&platform);
        match busy {
            Busy::WithoutHello | Busy::WithoutReady => {
                platform
                    .until("the gateway to be asked for", |world| {
                        (world.asked("GET", "/gateway/bot") > 0).then_some(())
                    })
                    .await;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            _ => platform.connected().await,
        }
        let ana = platform.person("Ana", "en-US");
        if busy == Busy::Reconnecting {
            platform.world().gateway_faults.refuse = true;
            platform.world().blow(&Blow::Reset);
            tokio::time::sleep(Duration::from_millis(1_200)).await;
        }
        if busy == Busy::Sending {
            let hanging = Failing::Hanging(Duration::from_secs(30));
            platform.world().faults.push(Fault::new("POST", "", 9, hanging));
            ana.direct(QUESTION);
            ana.slash(channel, "ask", &[("question", QUESTION)]);
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        let (code, took) = tokio::task::block_in_place(|| bot.stop());
        assert_eq!(code, 0, "{busy:?}: {}", bot.log());
        assert!(took < Duration::from_secs(5), "{busy:?}: {took:?}");
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Busy {
    Connected,
    Reconnecting,
    WithoutHello,
    WithoutReady,
    Sending,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_while_it_was_stopped_is_answered() {
    let (platform, mut bot, ana, channel) = running().await;
    // The session is still there: even what was said in a channel is told again.
    assert_eq!(bot.stop().0, 0);
    let asked = ana.mentions(channel, QUESTION);
    bot.again();
    ana.heard(asked).await;
    assert_eq!(platform.world().resumes, 1);
    // It is not: what was said where we talked is read.
    assert_eq!(bot.stop().0, 0);
    platform.world().sessions.clear();
    let (alone, asked) = (ana.direct(QUESTION), ana.mentions(channel, QUESTION));
    bot.again();
    ana.heard(alone).await;
    ana.heard(asked).await;
    assert_eq!(platform.world().said_in(channel).len(), 2);
    platform.assert_clean();
}
