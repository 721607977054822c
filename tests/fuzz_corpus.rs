//! The corpus of the fuzz targets of the core, as an ordinary test: what was thrown once is borne for ever.

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/inner.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets share it")]
mod inner;

#[test]
fn every_input_of_the_corpus_is_borne() {
    type Target = (&'static str, fn(&[u8]));
    let targets: [Target; 5] = [
        ("content", inner::content),
        ("journal", inner::journal),
        ("transfer", inner::transfer),
        ("choices", inner::choices),
        ("turn", inner::turn_by_turn),
    ];
    for (name, target) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let inputs: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(inputs.len() > 3, "{name} has hardly a corpus");
        for input in inputs {
            target(&fs::read(input).unwrap());
        }
    }
}
