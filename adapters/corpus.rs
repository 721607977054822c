//! The corpus of the fuzz targets, as ordinary tests: what was thrown once is borne for ever.

use std::fs;
use std::path::Path;

#[cfg(all(feature = "telegram", feature = "discord"))]
#[path = "../fuzz/src/edge.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets share it")]
mod edge;

#[cfg(all(feature = "telegram", feature = "discord"))]
#[test]
fn every_input_of_the_corpus_is_borne_at_the_edge() {
    type Target = (&'static str, fn(&[u8]));
    let targets: [Target; 4] = [
        ("bridge", edge::bridge),
        ("telegram", edge::telegram),
        ("discord", edge::discord),
        ("settings", edge::settings),
    ];
    for (name, target) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
        let inputs: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(inputs.len() > 3, "{name} has hardly a corpus");
        for input in inputs {
            target(&fs::read(input).unwrap());
        }
    }
}
