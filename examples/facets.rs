//! Scratch: facets.
use passerelle_core::{knowledge::{parse, read}, understand::Reader, language::Language};
use std::{path::Path, time::Instant};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let k = parse::parse(&read::read(Path::new(&args[1])).unwrap()).knowledge;
    let reader = Reader::new(&k);
    let (mut ok, mut n) = (0, 0);
    for line in std::fs::read_to_string(&args[2]).unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let ask = v["ask"].as_str().unwrap();
        let t = Instant::now();
        let m = reader.read(ask, Language::DEFAULT);
        let e = t.elapsed();
        if e.as_micros() > 800 { println!("SLOW {e:?} {ask:.100}"); }
        if let Some(s) = v["section"].as_str() {
            n += 1;
            let got = m.facet.map(|f| f.word()).unwrap_or("-");
            ok += usize::from(got == s);
            if got != s { println!("{} want {s} got {got} cues {:?} | {ask:.140}", m.language, m.cues); }
        }
    }
    println!("{ok}/{n}");
}
