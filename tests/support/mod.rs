//! What several tests need: the content and minds that have learnt it.
#![expect(unreachable_pub, clippy::unwrap_used, reason = "a module of tests has no public, and is for tests")]
#![cfg_attr(
    test,
    allow(
        dead_code,
        clippy::allow_attributes,
        reason = "not every test that shares this module needs all of it"
    )
)]

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use passerelle_core::encode::Encoder;
use passerelle_core::knowledge::{Knowledge, parse, read};
use passerelle_core::mind::{Host, Mind};

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a base; what it has not of wording, acts and words comes from the shipped content.
fn knowledge(folder: &Path) -> Knowledge {
    let mut files = read::read(folder).unwrap();
    read::complete(&mut files, &root().join("knowledge")).unwrap();
    parse::parse(&files).knowledge
}

/// A mind that knows the sample base: small and fixed, for transcripts; by words alone, which is quick to learn.
pub fn sample() -> &'static Arc<Mind> {
    static MIND: OnceLock<Arc<Mind>> = OnceLock::new();
    MIND.get_or_init(|| {
        Arc::new(Mind::learn(knowledge(&root().join("tests/sample")), Host::default(), None, &mut |_| ()))
    })
}

/// A mind that knows the shipped content.
pub fn shipped() -> &'static Mind {
    static MIND: OnceLock<Mind> = OnceLock::new();
    MIND.get_or_init(|| {
        Mind::learn(knowledge(&root().join("knowledge")), Host::default(), Some(encoder()), &mut |_| ())
    })
}

/// The encoder that comes with the program.
pub fn encoder() -> Arc<Encoder> {
    let model = std::fs::read(root().join("models/encoder/encoder.bin")).unwrap();
    Arc::new(Encoder::read(model).unwrap())
}

/// Returns the files of a folder with an ending, sorted, from all folders in it.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|have| have == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}
