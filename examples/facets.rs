//! Scratch: evidence for a question.
use passerelle_core::{knowledge::{parse, read}, mind::{Mind, Host}, search::slots::Wanted, language::Language};
use std::path::Path;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let k = parse::parse(&read::read(Path::new(&args[1])).unwrap()).knowledge;
    let cache = std::fs::read(format!("/tmp/mind-{:x}", k.fingerprint)).unwrap();
    let mind = Mind::recall(k, Host::default(), &cache).unwrap();
    for ask in &args[2..] {
        let m = mind.reader.read(ask, Language::DEFAULT);
        let f = mind.engine.find(&mind.knowledge, &m, &Wanted::of(&m, &mind.knowledge));
        println!("== {ask:.100}\n covered {:.3} first {:.3} outside {:.3} acts {:?}\n {:?}\n terms {:?} cues {:?} facet {:?} facets {:?}", f.covered, f.first, f.outside, f.acts.iter().filter(|a| a.1 > 0.05).collect::<Vec<_>>(), m.tokens.iter().zip(&m.roles).map(|(t, r)| format!("{}:{:.2}", t.word, format!("{r:?}"))).collect::<Vec<_>>().join(" "), m.terms.iter().map(|t| &mind.knowledge.terms.at(t.term).id).collect::<Vec<_>>(), m.cues, m.facet, f.facets.iter().filter(|a| a.1 > 0.1).collect::<Vec<_>>());
        for x in f.matches.iter().take(3) { println!("   {:.3} {:.2} {} {}", x.share, x.score, mind.knowledge.entries[x.entry].id, passerelle_core::search::fuse::PART_NAMES.iter().zip(x.parts).filter(|(_, a)| *a != 0.0).map(|(n, a)| format!("{n} {a:.2}")).collect::<Vec<_>>().join(", ")); }
    }
}
