//! Everything a turn needs to know, put together from a base; and what was learnt from it, as bytes to keep.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answer::Thresholds;
use crate::desk::Moderation;
use crate::encode::Encoder;
use crate::flow::chooser::Chooser;
use crate::flow::wayfinding::Wayfinder;
use crate::knowledge::{Entry, EntryId, Knowledge};
use crate::language::Language;
use crate::search::{Engine, Learnt, learn};
use crate::submission::publish;
use crate::understand::{Literacy, Reader};
use crate::wording::Wording;

/// The format of [`Mind::learnt`]: a cache of another format is made anew.
const FORMAT: u32 = 7;

/// Who runs this deployment, and how they want it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Host {
    /// Who runs the service, as said by "who are you".
    pub operator: Option<String>,
    /// How to reach a person.
    pub contact: Option<String>,
    /// The languages that are spoken; empty means all.
    pub languages: Vec<Language>,
    /// The language to begin in.
    pub default_language: Option<Language>,
    /// Where the bands of answers lie.
    pub thresholds: Thresholds,
    /// Who judges what people send.
    pub moderation: Moderation,
}

impl Host {
    /// Returns whether this deployment speaks a language.
    pub fn speaks(&self, language: Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&language)
    }
}

/// Everything a turn needs to know, the same for every conversation.
///
/// It never changes. What people contribute makes another one, which shares all that is heavy with the one before.
#[derive(Debug)]
pub struct Mind {
    /// The content.
    pub knowledge: Arc<Knowledge>,
    /// Reads messages.
    pub reader: Reader,
    /// Finds entries.
    pub engine: Engine,
    /// Tells answers in a flow from questions and from ways of finding one's way.
    pub wayfinder: Arc<Wayfinder>,
    /// Tells which flow is asked for.
    pub chooser: Arc<Chooser>,
    /// Says sentences.
    pub wording: Arc<Wording>,
    /// Whose service it is.
    pub host: Host,
}

/// What is kept of the learning.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    format: u32,
    fingerprint: u128,
    /// The fingerprint of the encoder that was there.
    encoder: Option<u64>,
    literacy: std::borrow::Cow<'a, Literacy>,
    learnt: std::borrow::Cow<'a, Learnt>,
    wayfinder: std::borrow::Cow<'a, Wayfinder>,
}

impl Mind {
    /// Learns a base; `progress` is told how far it is, from 0 to 1.
    pub fn learn(
        knowledge: Knowledge,
        host: Host,
        encoder: Option<Arc<Encoder>>,
        progress: &mut dyn FnMut(f32),
    ) -> Mind {
        let reader = Reader::new(&knowledge);
        progress(0.05);
        let learnt = learn::learn(&knowledge, &reader, encoder.as_deref(), progress);
        let wayfinder = Wayfinder::learn(&knowledge);
        Mind::with(knowledge, reader, learnt, wayfinder, encoder, host)
    }

    /// Puts a base together with what was learnt from it before, if `kept` is of this base and format.
    ///
    /// # Errors
    /// Gives the base and the host back when it is not, so that it can be learnt anew.
    pub fn recall(
        knowledge: Knowledge,
        host: Host,
        encoder: Option<Arc<Encoder>>,
        kept: &[u8],
    ) -> Result<Mind, Box<(Knowledge, Host)>> {
        let same = |kept: &Kept<'_>| {
            kept.format == FORMAT
                && kept.fingerprint == knowledge.fingerprint
                && kept.encoder == encoder.as_ref().map(|encoder| encoder.fingerprint())
        };
        match postcard::from_bytes::<Kept<'_>>(kept) {
            Ok(kept) if same(&kept) => {
                let reader = Reader::with(&knowledge, kept.literacy.into_owned());
                let wayfinder = kept.wayfinder.into_owned();
                Ok(Mind::with(knowledge, reader, kept.learnt.into_owned(), wayfinder, encoder, host))
            }
            _ => Err(Box::new((knowledge, host))),
        }
    }

    /// Returns what was learnt, to be given to [`Mind::recall`].
    pub fn learnt(&self) -> Vec<u8> {
        let kept = Kept {
            format: FORMAT,
            fingerprint: self.knowledge.fingerprint,
            encoder: self.engine.encoder().map(Encoder::fingerprint),
            literacy: std::borrow::Cow::Borrowed(self.reader.literacy()),
            learnt: std::borrow::Cow::Borrowed(self.engine.learnt()),
            wayfinder: std::borrow::Cow::Borrowed(&self.wayfinder),
        };
        // Plain numbers and words in memory cannot fail to be written; an empty cache is made anew.
        postcard::to_stdvec(&kept).unwrap_or_default()
    }

    fn with(
        knowledge: Knowledge,
        reader: Reader,
        learnt: Learnt,
        wayfinder: Wayfinder,
        encoder: Option<Arc<Encoder>>,
        host: Host,
    ) -> Mind {
        let wording = Wording::new(&knowledge);
        let engine = Engine::new(&knowledge, learnt, encoder);
        let chooser = Arc::new(Chooser::new(&knowledge));
        let (wayfinder, wording) = (Arc::new(wayfinder), Arc::new(wording));
        Mind { knowledge: Arc::new(knowledge), reader, engine, wayfinder, chooser, wording, host }
    }

    /// Returns the same mind in another deployment.
    #[must_use]
    pub fn of(&self, host: Host) -> Mind {
        Mind {
            knowledge: Arc::clone(&self.knowledge),
            reader: self.reader.clone(),
            engine: self.engine.clone(),
            wayfinder: Arc::clone(&self.wayfinder),
            chooser: Arc::clone(&self.chooser),
            wording: Arc::clone(&self.wording),
            host,
        }
    }

    /// Returns a mind that knows these entries besides, without learning the base again, and not those that are gone.
    ///
    /// An entry takes the place of one that was added before with its id. One of the base's own keeps its place: a contribution
    /// that was taken into the base stands there as its writers left it.
    #[must_use]
    pub fn with_added(&self, entries: Vec<Entry>, gone: &[EntryId]) -> Mind {
        let base = self.knowledge.entries.len() - self.knowledge.added;
        let (own, before) = self.knowledge.entries.split_at(base);
        let stays =
            |entry: &&Entry| !gone.contains(&entry.id) && !entries.iter().any(|other| other.id == entry.id);
        let mut added: Vec<Entry> = before.iter().filter(stays).cloned().collect();
        let is_own = |entry: &Entry| own.binary_search_by(|other| other.id.cmp(&entry.id)).is_ok();
        added.extend(entries.into_iter().filter(|entry| !is_own(entry)));
        added.sort_by(|a, b| a.id.cmp(&b.id));
        let mut knowledge = Knowledge::clone(&self.knowledge);
        knowledge.entries.truncate(base);
        knowledge.added = added.len();
        knowledge.entries.extend(added);
        let (reader, engine) =
            self.engine.with_added(&knowledge, &self.reader, |entry| publish::asks(self, entry));
        Mind { knowledge: Arc::new(knowledge), reader, engine, ..self.of(self.host.clone()) }
    }
}
