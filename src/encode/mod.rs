//! The sentence encoder: a text in any of the base's languages becomes a [`Vector`], and the cosine of two says how close
//! their meanings are.
//!
//! It reads no file and knows no question: an adapter hands over the bytes of the model, `search` compares vectors. It gives
//! the same bits on every processor, in any batch, in any thread. The program does without it if there is no model.
//!
//! The model is Google's universal-sentence-encoder-multilingual 3, trimmed and quantised (`models/encoder/README.md`): a table
//! of pieces, three small convolutions, a sum, four dense layers. All products are of 8-bit whole numbers, added up exactly.
//!
//! # Layout
//! `error` says what a model can be refused for · `file` opens one · `tidy` makes any text normal · `trie` and `pieces` cut it into
//! pieces · `table` holds their rows · `floats` and `kernel` are the arithmetic · `layers` the weights, `forward` the way
//! through them, and `dense` its end · `vector` what comes out.

mod error;
mod file;
mod tidy;
mod trie;
mod pieces;
mod table;
mod floats;
mod kernel;
mod layers;
mod dense;
mod forward;
mod vector;

use std::fmt;
use std::sync::{Mutex, PoisonError};

pub use error::ModelError;
pub use kernel::Kernel;
pub use pieces::{MAX_PIECES, Pieces};
pub use vector::{DIMENSIONS, Vector};

use file::File;
use forward::{Forward, Scratch};
use layers::Layers;
use pieces::Vocabulary;
use table::Table;
use tidy::Case;

/// The most pieces that are worked on together, at least one text: more would leave the cache.
const BATCH: usize = 384;

/// Encodes texts. One serves all threads.
pub struct Encoder {
    case: Case,
    vocabulary: Vocabulary,
    table: Table,
    layers: Layers,
    about: String,
    fingerprint: u64,
    kernel: Kernel,
    /// Room for a pass, one for each thread that ever encoded at the same time.
    scratch: Mutex<Vec<Scratch>>,
}

impl Encoder {
    /// Reads a model, checks all of it, and keeps what is needed of the bytes.
    ///
    /// # Errors
    /// A file that is not a whole model, with the place and what to do.
    pub fn read(bytes: Vec<u8>) -> Result<Encoder, ModelError> {
        let file = File::open(&bytes)?;
        let (case, fingerprint, about) = (file.case(), file.checksum(), file.text("info")?.to_owned());
        let vocabulary = Vocabulary::read(&file)?;
        let layers = Layers::read(&file)?;
        let plan = table::Plan::read(&file)?;
        let table = plan.table(bytes);
        Ok(Encoder {
            case,
            vocabulary,
            table,
            layers,
            about,
            fingerprint,
            kernel: Kernel::best(),
            scratch: Mutex::default(),
        })
    }

    /// Calculates with another kernel; the vectors are the same.
    pub fn with_kernel(mut self, kernel: Kernel) -> Encoder {
        self.kernel = kernel;
        self
    }

    /// Returns the kernel in use.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// Returns what changes whenever the model does: vectors of two models cannot be compared.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Returns where the model comes from, with its licence: some lines of English.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Cuts a text into pieces.
    pub fn pieces(&self, text: &str) -> Pieces {
        self.vocabulary.pieces(tidy::tidy(text, self.case))
    }

    /// Returns the vector of a text, or nothing if it has no piece the model knows: such a text says nothing, and its vector
    /// would be close to that of no text at all.
    ///
    /// Only the first [`MAX_PIECES`] count: encode passages of a document one by one.
    pub fn encode(&self, text: &str) -> Option<Vector> {
        let pieces = self.pieces(text);
        pieces.is_evidence().then(|| self.vector(&pieces))
    }

    /// Returns what [`Encoder::encode`] returns for each text, in less time: the weights are read once for many.
    pub fn encode_all<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<Option<Vector>> {
        let texts: Vec<Pieces> = texts.into_iter().map(|text| self.pieces(text)).collect();
        let evidence: Vec<&Pieces> = texts.iter().filter(|text| text.is_evidence()).collect();
        let mut vectors = Vec::with_capacity(evidence.len());
        let mut rest = evidence.as_slice();
        while !rest.is_empty() {
            let mut tokens = 0;
            let fitting = rest.iter().take_while(|text| {
                tokens += text.rows().len();
                tokens <= BATCH
            });
            let (batch, later) = rest.split_at(fitting.count());
            vectors.extend(self.vectors(batch));
            rest = later;
        }
        let mut vectors = vectors.into_iter();
        texts.iter().map(|text| if text.is_evidence() { vectors.next() } else { None }).collect()
    }

    /// Returns the vector of a text that was cut, evidence or not.
    pub fn vector(&self, pieces: &Pieces) -> Vector {
        self.vectors(&[pieces]).swap_remove(0)
    }

    fn vectors(&self, texts: &[&Pieces]) -> Vec<Vector> {
        // A thread that panicked while it held the list left it whole: nothing but room is in it.
        let free = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = free().pop().unwrap_or_default();
        let work = Forward { layers: &self.layers, table: &self.table, texts, scratch: &mut scratch };
        let vectors = self.kernel.run(work);
        free().push(scratch);
        vectors
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("kernel", &self.kernel)
            .field("fingerprint", &format_args!("{:016x}", self.fingerprint))
            .finish_non_exhaustive()
    }
}
