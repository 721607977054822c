//! Killed at any moment, again and again: what was said is answered once, and nothing twice.

use std::time::{Duration, Instant};

use crate::bot::{Bot, QUESTION};
use crate::platform::{Person, Platform};

/// How often it is killed, unless `PASSERELLE_KILLS` says otherwise.
const KILLS: u64 = 25;

/// How many people talk meanwhile.
const PEOPLE: usize = 6;

/// Dice that fall the same way for the same number (SplitMix64, Steele and others 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

/// What somebody did.
enum Deed {
    /// Wrote to it alone; the channel.
    Direct(u64),
    /// Named it in the channel; the message.
    Mention(u64),
    /// Asked with a command; the interaction, and when.
    Slash(u64, Instant),
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_it_loses_nothing_and_says_nothing_twice() {
    let kills = number("PASSERELLE_KILLS").unwrap_or(KILLS);
    let mut dice = Dice(number("PASSERELLE_SEED").unwrap_or(1));
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("en-US");
    // An answer may come too late for its interaction: that is told, and it is said elsewhere.
    platform.world().expected = vec![10_062, 10_015, 40_060];
    let mut bot = Bot::start(&platform);
    platform.connected().await;
    let people: Vec<Person> = (0..PEOPLE).map(|at| platform.person(&format!("P{at}"), "en-US")).collect();
    let mut deeds = Vec::new();
    for person in &people {
        // They are known: what they write while no session is there is looked for.
        person.heard(person.direct(QUESTION)).await;
        deeds.push(Deed::Direct(person.direct_channel()));
        let asked = person.mentions(channel, QUESTION);
        person.heard(asked).await;
        deeds.push(Deed::Mention(asked));
    }
    for kill in 0..kills {
        let until = Instant::now() + Duration::from_millis(20 + dice.next(400));
        let mut left = dice.next(8);
        while Instant::now() < until {
            if left > 0 {
                left -= 1;
                let person = &people[dice.next(PEOPLE as u64) as usize];
                deeds.push(match dice.next(3) {
                    0 => {
                        person.direct(QUESTION);
                        Deed::Direct(person.direct_channel())
                    }
                    1 => Deed::Mention(person.mentions(channel, QUESTION)),
                    _ => Deed::Slash(person.slash(channel, "ask", &[("question", QUESTION)]), Instant::now()),
                });
            }
            tokio::time::sleep(Duration::from_millis(dice.next(25))).await;
        }
        tokio::task::block_in_place(|| bot.kill());
        if kill % 7 == 6 {
            platform.world().sessions.clear();
        }
        bot.again();
    }
    settled(&platform, &deeds).await;
    let mut lost = Vec::new();
    let world = platform.world();
    let expected =
        |channel: u64| deeds.iter().filter(|deed| matches!(deed, Deed::Direct(at) if *at == channel)).count();
    for person in &people {
        let direct = world.channels.values().find(|found| found.person == Some(person.id)).unwrap().id;
        let (said, wanted) = (world.said_in(direct).len(), expected(direct));
        if said != wanted {
            lost.push(format!("{wanted} messages alone, {said} answers"));
        }
    }
    for deed in &deeds {
        if let Deed::Mention(asked) = deed {
            let answers = world.messages.values().filter(|message| message.answers == Some(*asked)).count();
            if answers != 1 {
                lost.push(format!("a mention, {answers} answers"));
            }
        }
    }
    let slashes = deeds.iter().filter(|deed| matches!(deed, Deed::Slash(..))).count();
    let mentions = deeds.iter().filter(|deed| matches!(deed, Deed::Mention(_))).count();
    let dropped = deeds.iter().filter(|deed| is_dropped(&world, deed)).count();
    let in_channel = world.said_in(channel).len();
    let answered = in_channel - mentions;
    // A dropped one may have been heard all the same, by a program that was killed before it could say so.
    if answered > slashes || answered + dropped < slashes {
        lost.push(format!("{slashes} commands, {answered} answers, {dropped} dropped by Discord"));
    }
    let thinking = world.messages.values().filter(|message| message.loading && !message.deleted).count();
    assert!(lost.is_empty() && thinking == 0, "{thinking} thinking, {lost:#?}\n{}", world.report());
    assert!(
        world.refused.is_empty() && world.unhandled.is_empty() && world.pinged.is_empty(),
        "{}",
        world.report()
    );
}

/// Whether Discord dropped a command with a session: it was asked before the last one began, and nobody acknowledged it.
fn is_dropped(world: &crate::platform::World, deed: &Deed) -> bool {
    let Deed::Slash(id, at) = deed else { return false };
    world.interactions[id].acknowledged.is_none() && world.identified.is_some_and(|begun| *at < begun)
}

/// Waits until nothing more is said.
async fn settled(platform: &Platform, deeds: &[Deed]) {
    let wanted = |world: &crate::platform::World| {
        let dropped = deeds.iter().filter(|deed| is_dropped(world, deed)).count();
        let said =
            world.messages.values().filter(|m| m.author == world.me && !m.loading && !m.deleted).count();
        (said + dropped >= deeds.len()).then_some(())
    };
    platform.until_within(Duration::from_secs(120), "everything to be answered", wanted).await;
    // And a moment more, for what would come twice.
    let mut before = 0;
    loop {
        let now = platform.world().messages.len();
        if now == before {
            break;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
}
