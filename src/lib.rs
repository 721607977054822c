//! Passerelle's core: it answers questions on how municipalities support the social and solidarity economy, from a curated,
//! sourced base, in any of its languages.
//!
//! The core is pure but for its store: it knows no platform, no async runtime, no environment, no clock. An event carries the
//! time; settings come as values; the content is read from a folder by one module.
//!
//! # The path of a message
//! 1. An adapter hears something and makes an [`event::Event`] of it.
//! 2. [`assistant::Assistant::receive`] loads the [`conversation::Conversation`] and takes the [`turn`].
//! 3. [`understand`] reads the words: language, terms, facet, cues. [`search`] ranks the entries and says how sure it is.
//! 4. `turn` makes a [`step::Step`] of it; [`answer`] judges; [`say`] makes a [`reply::Reply`], whose every sentence stands in
//!    [`knowledge`].
//! 5. `receive` commits, and the adapter says the reply in its platform's way.
//!
//! # Example
//! ```
//! use passerelle_core::conversation::Conversation;
//! use passerelle_core::event::{Action, Address, Event, EventId, Timestamp};
//! use passerelle_core::knowledge::{parse, read};
//! use passerelle_core::mind::{Host, Mind};
//! use passerelle_core::turn::turn;
//!
//! let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sample"));
//! let parsed = parse::parse(&read::read(folder)?);
//! let mind = Mind::learn(parsed.knowledge, Host::default(), None, &mut |_| ());
//! let person = "someone".to_owned();
//! let event = Event {
//!     id: EventId("1".into()),
//!     address: Address { platform: "doc".into(), chat: person.clone(), person, thread: None },
//!     at: Timestamp(1_795_000_000),
//!     hint: Some("en".into()),
//!     note: None,
//!     action: Action::Say("how did Preston keep its spending local?".into()),
//! };
//! let turn = turn(&mind, &Conversation::default(), &event);
//! assert_eq!(turn.outcome.matches[0].0.as_str(), "cases/preston-community-wealth");
//! # Ok::<(), passerelle_core::knowledge::read::ReadError>(())
//! ```
//!
//! # Layout
//! In reading order. Each uses what stands above it; but the check of the content folds words as [`understand`] does.

pub mod language;
pub mod diagnostic;
pub mod text;
pub mod knowledge;
pub mod wording;
pub mod understand;
pub mod encode;
pub mod search;
pub mod answer;
pub mod ticket;
pub mod press;
pub mod reply;
pub mod event;
pub mod flow;
pub mod submission;
pub mod mind;
pub mod report;
pub mod reading;
pub mod command;
pub mod conversation;
pub mod desk;
pub mod step;
pub mod say;
pub mod turn;
pub mod notice;
pub mod find;
pub mod store;
pub mod assistant;
pub mod story;
pub mod score;
