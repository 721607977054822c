//! What people send us, and what becomes of it: waiting, changed, accepted, declined, withdrawn.
//!
//! `personal` data of others is found · `near` what was told before is found · `publish` makes an entry of it · `page` makes a file of
//! the content.

pub mod near;
pub mod page;
pub mod personal;
pub mod publish;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::event::{Address, Timestamp};
use crate::flow::draft::{Given, Subject};
use crate::flow::{Answer, Draft};
use crate::knowledge::flow::{Ending, Fact, Fills};
use crate::knowledge::{EntryId, Flow};
use crate::language::Language;
use crate::ticket::Ticket;
use crate::understand::normal::fold;

/// The format of kept submissions.
pub const FORMAT: u8 = 1;

/// The most submissions of a person that wait at a time.
pub const MOST_WAITING: usize = 5;

/// The most submissions of a person in a day.
pub const MOST_A_DAY: usize = 10;

/// The most submissions of all people in a day: more than moderators could read.
pub const MOST_OVERALL: usize = 200;

/// A day, in seconds.
pub const DAY: i64 = 24 * 3600;

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It waits for the moderators.
    Waiting,
    /// It waits for its contributor, who was asked to change something.
    Changes,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
    /// Its contributor took it back, or asked to be forgotten.
    Withdrawn,
}

impl Status {
    /// Returns the word that stands in JSON and in names of messages.
    pub fn word(self) -> &'static str {
        match self {
            Status::Waiting => "waiting",
            Status::Changes => "changes",
            Status::Accepted => "accepted",
            Status::Declined => "declined",
            Status::Withdrawn => "withdrawn",
        }
    }

    /// Returns the status with this word.
    pub fn from_word(word: &str) -> Option<Status> {
        [Status::Waiting, Status::Changes, Status::Accepted, Status::Declined, Status::Withdrawn]
            .into_iter()
            .find(|status| status.word() == word)
    }

    /// Returns whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Status::Waiting | Status::Changes)
    }
}

/// A person on a platform: who decides, who sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The platform.
    pub platform: String,
    /// The person, as the platform names them.
    pub person: String,
}

impl Person {
    /// Returns who an event of this address comes from.
    pub fn at(address: &Address) -> Person {
        Person { platform: address.platform.clone(), person: address.person.clone() }
    }

    /// Reads `telegram:1001`.
    pub fn parse(text: &str) -> Option<Person> {
        let (platform, person) = text.trim().split_once(':')?;
        let fine = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
        (fine(platform) && fine(person))
            .then(|| Person { platform: platform.to_owned(), person: person.to_owned() })
    }
}

impl std::fmt::Display for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.platform, self.person)
    }
}

/// An answer that a moderator changed; both are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// The step.
    pub step: String,
    /// What the contributor had told.
    pub before: Answer,
    /// What stands there now.
    pub after: Answer,
    /// Who changed it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// Something that was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The format it was kept in.
    pub format: u8,
    /// Its number.
    pub ticket: Ticket,
    /// The id of its flow.
    pub flow: String,
    /// What the flow asked for.
    pub fingerprint: u64,
    /// Where it stands.
    pub status: Status,
    /// When it was sent.
    pub at: Timestamp,
    /// The language it is told in.
    pub language: Language,
    /// The language its contributor is spoken to in.
    pub speaks: Language,
    /// The platform it came by.
    pub platform: String,
    /// Where its contributor is told what becomes of it; none once they asked to be forgotten.
    pub from: Option<Address>,
    /// What it is about.
    pub about: Option<Subject>,
    /// The version of the notice that was agreed to by sending it.
    pub notice: Option<u32>,
    /// The answers.
    pub answers: Vec<Given>,
    /// Entries it resembles.
    pub similar: Vec<EntryId>,
    /// Submissions it resembles.
    pub twins: Vec<Ticket>,
    /// How often the same was sent again.
    pub repeats: u32,
    /// Who accepted it so far.
    pub approvals: Vec<Person>,
    /// The steps that the contributor was asked to look at again.
    pub asked: Vec<String>,
    /// What the moderators said to the contributor: about the changes, or why it was declined.
    pub remark: Option<String>,
    /// What moderators changed.
    pub edits: Vec<Edited>,
    /// When it was accepted.
    pub accepted: Option<Timestamp>,
    /// Whether its contributor asked to be forgotten: no name is shown with it.
    pub forgotten: bool,
}

impl Submission {
    /// Makes a submission of a draft.
    pub fn of(draft: &Draft, flow: &Flow, from: &Address, language: Language, at: Timestamp) -> Submission {
        let answers = draft.answered(flow).into_iter();
        let answers = answers.map(|(step, answer)| Given { step: step.id.clone(), answer: answer.clone() });
        Submission {
            format: FORMAT,
            ticket: draft.ticket,
            flow: draft.flow.clone(),
            fingerprint: draft.fingerprint,
            status: Status::Waiting,
            at,
            language,
            speaks: language,
            platform: from.platform.clone(),
            from: Some(from.clone()),
            about: draft.about.clone(),
            notice: flow.notice.as_ref().map(|notice| notice.version),
            answers: answers.collect(),
            similar: Vec::new(),
            twins: Vec::new(),
            repeats: 0,
            approvals: Vec::new(),
            asked: Vec::new(),
            remark: None,
            edits: Vec::new(),
            accepted: None,
            forgotten: false,
        }
    }

    /// Returns the submission as a draft again: to be read, or changed by its contributor.
    pub fn draft(&self, flow: &Flow, at: Timestamp) -> Draft {
        Draft {
            answers: self.answers.clone(),
            remark: self.remark.clone(),
            fingerprint: self.fingerprint,
            ..Draft::new(flow, self.ticket, self.about.clone(), at)
        }
    }

    /// Returns the answer to a step.
    pub fn answer(&self, step: &str) -> Option<&Answer> {
        self.answers.iter().find(|given| given.step == step).map(|given| &given.answer)
    }

    /// Returns the answer that becomes a fact of the entry.
    pub fn fact(&self, flow: &Flow, fact: Fact) -> Option<&Answer> {
        self.answer(&flow.filling(fact)?.id).filter(|answer| **answer != Answer::Skipped)
    }

    /// Returns what it is called in lists: its title and place, else the beginning of its first words.
    pub fn title(&self, flow: &Flow) -> String {
        let words = match self.fact(flow, Fact::Title) {
            Some(answer) => match self.fact(flow, Fact::Place) {
                Some(place) => format!("{}, {}", answer.plain(), place.plain()),
                None => answer.plain(),
            },
            None => self
                .answers
                .iter()
                .find_map(|given| match &given.answer {
                    Answer::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .unwrap_or_default(),
        };
        brief(&words, 80)
    }

    /// Returns who sent it.
    pub fn contributor(&self) -> Option<Person> {
        self.from.as_ref().map(Person::at)
    }

    /// Returns whether it becomes an entry when it is accepted.
    pub fn becomes_entry(flow: &Flow) -> bool {
        flow.ends == Ending::Submission && flow.filling(Fact::Title).is_some()
    }

    /// Returns it without any way back to its contributor, as it stays when they ask to be forgotten.
    #[must_use]
    pub fn anonymous(&self, flow: &Flow) -> Submission {
        let personal = [Fact::Contact, Fact::Name].map(|fact| Some(Fills::Fact(fact)));
        let stays = |step: &str| {
            flow.step(step)
                .is_some_and(|step| !Submission::is_private(step) && !personal.contains(&step.fills))
        };
        let mut anonymous = Submission { from: None, forgotten: true, ..self.clone() };
        anonymous.answers.retain(|given| stays(&given.step));
        anonymous.edits.retain(|edited| stays(&edited.step));
        anonymous
    }

    /// Returns a hash of what was told, the same for the same words whoever says them.
    pub fn content(flow: &str, about: Option<&Subject>, answers: &[Given]) -> String {
        let mut text = format!("{flow}\u{0}{about:?}");
        for given in answers.iter().filter(|given| given.answer != Answer::Skipped) {
            text.push('\u{0}');
            text.push_str(&given.step);
            text.push('\u{0}');
            text.push_str(&fold(&given.answer.plain()));
        }
        format!("{:032x}", xxh3_128(text.as_bytes()))
    }

    /// Returns whether an answer is for moderators only.
    pub fn is_private(step: &crate::knowledge::flow::Step) -> bool {
        step.fills == Some(Fills::Fact(Fact::Contact))
            || step.kind == crate::knowledge::flow::AnswerKind::Files
    }
}

/// Cuts a text after at most this many characters, at a word.
pub fn brief(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let end = line.char_indices().nth(most - 1).map_or(line.len(), |(at, _)| at);
    let cut = line[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", line[..cut].trim_end_matches([',', ';', ':', ' ']))
}

/// What is known of a person who sends things.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// What they sent, oldest first.
    pub sent: Vec<Ticket>,
    /// When they sent something in the last day.
    pub lately: Vec<Timestamp>,
}

/// Something that was done with a submission; kept for ever, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// The submission; none for what concerns a person.
    pub ticket: Option<Ticket>,
    /// When.
    pub at: Timestamp,
    /// Who; none for a contributor, whose name the log does not keep.
    pub by: Option<Person>,
    /// What.
    pub deed: Deed,
}

/// What can be done with a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// It was sent.
    Sent,
    /// The same was sent again.
    SentAgain,
    /// What was asked to be changed was changed.
    Changed,
    /// One of several moderators accepted it.
    Approved,
    /// It was accepted.
    Accepted,
    /// Changes of these steps were asked for.
    AskedChanges(Vec<String>),
    /// It was declined.
    Declined,
    /// An answer was changed by a moderator.
    Edited(String),
    /// It was withdrawn by its contributor, or by a moderator at their wish.
    Withdrawn,
    /// Its contributor asked to be forgotten.
    Forgotten,
    /// A person was blocked.
    Blocked(Person),
    /// A person is not blocked any more.
    Unblocked(Person),
}

impl Deed {
    /// Returns the word for it, as in the wording.
    pub fn word(&self) -> &'static str {
        match self {
            Deed::Sent => "sent",
            Deed::SentAgain => "sent-again",
            Deed::Changed => "changed",
            Deed::Approved => "approved",
            Deed::Accepted => "accepted",
            Deed::AskedChanges(_) => "asked-changes",
            Deed::Declined => "declined",
            Deed::Edited(_) => "edited",
            Deed::Withdrawn => "withdrawn",
            Deed::Forgotten => "forgotten",
            Deed::Blocked(_) => "blocked",
            Deed::Unblocked(_) => "unblocked",
        }
    }
}

/// Why a person is blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The person.
    pub who: Person,
    /// The reason, for the moderators.
    pub reason: String,
    /// Who blocked them.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}
