//! Scratch: scores on a question file.
use passerelle_core::{knowledge::{parse, read}, mind::{Mind, Host}, score::{Scores, Line}};
use std::{path::Path, time::Instant};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let files = read::read(Path::new(&args[1])).unwrap();
    let parsed = parse::parse(&files);
    eprintln!("{} entries {} terms {} diags", parsed.knowledge.entries.len(), parsed.knowledge.terms.iter().len(), parsed.diagnostics.len());
    for d in parsed.diagnostics.iter().filter(|d| d.level == passerelle_core::diagnostic::Level::Error).take(12) { eprintln!("{d}"); }
    let cache = format!("/tmp/mind-{:x}", parsed.knowledge.fingerprint);
    let t = Instant::now();
    let mind = match std::fs::read(&cache).ok().map(|b| Mind::recall(parsed.knowledge, Host::default(), &b)) { Some(Ok(m)) if std::env::var("FRESH").is_err() => m, other => {
        let k = match other { Some(Err(b)) => b.0, Some(Ok(m)) => m.knowledge, None => parse::parse(&files).knowledge };
        let m = Mind::learn(k, Host::default(), &mut |_| ()); std::fs::write(&cache, m.learnt()).unwrap(); m } };
    eprintln!("mind {:?} cache {} bytes", t.elapsed(), std::fs::metadata(&cache).unwrap().len());
    eprintln!("{:?}", passerelle_core::search::fuse::PART_NAMES.iter().zip(mind.engine.learnt().fusion.weights).collect::<Vec<_>>());
    eprintln!("{:?} {:?}", mind.engine.learnt().fusion.covered, mind.engine.learnt().fusion.first);
    let start = Instant::now();
    let mut scores = Scores::default();
    for f in &args[2..] { for line in std::fs::read_to_string(f).unwrap().lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        scores.line(&mind, &line, &mut || start.elapsed().as_micros() as u64);
    } }
    println!("{}", scores.json());
}
