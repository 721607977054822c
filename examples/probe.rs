//! Scratch: ranking quality on a question file.
use passerelle_core::{knowledge::{parse, read}, search, understand::Reader, language::Language};
use std::{path::Path, time::Instant, collections::BTreeMap};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let t = Instant::now();
    let files = read::read(Path::new(&args[1])).unwrap();
    let parsed = parse::parse(&files);
    let k = parsed.knowledge;
    for d in parsed.diagnostics.iter().take(5) { println!("{d}"); }
    println!("{} entries {} terms, {} diags, {:?}", k.entries.len(), k.terms.iter().len(), parsed.diagnostics.len(), t.elapsed());
    let t = Instant::now();
    let reader = Reader::new(&k);
    println!("reader {:?}", t.elapsed());
    let t = Instant::now();
    let engine = search::build(&k, &reader, &mut |_| ());
    println!("learn {:?}", t.elapsed());
    println!("{:?}", search::fuse::PART_NAMES.iter().zip(engine.learnt().fusion.weights).collect::<Vec<_>>());
    println!("covered {:?}", engine.learnt().fusion.covered);
    println!("first {:?}", engine.learnt().fusion.first);
    let text = std::fs::read_to_string(&args[2]).unwrap();
    let show = args.get(3).is_some();
    let mut by: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let (mut ins, mut outs) = (vec![], vec![]);
    let mut lang_ok = (0, 0);
    let mut act = (0,0);
    let mut times = vec![];
    for line in text.lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let ask = v["ask"].as_str().unwrap();
        let lang = Language::from_code(v["lang"].as_str().unwrap()).unwrap();
        let t = Instant::now();
        let m = reader.read(ask, Language::DEFAULT);
        let w = search::slots::Wanted::of(&m, &k);
        let f = engine.find(&k, &m, &w);
        times.push(t.elapsed());
        lang_ok.1 += 1; lang_ok.0 += usize::from(m.language == lang);
        let finds: Vec<&str> = v["finds"].as_array().unwrap().iter().map(|x| x.as_str().unwrap()).collect();
        let here: Vec<usize> = finds.iter().filter_map(|id| k.position(&id.parse().unwrap())).collect();
        match v["type"].as_str().unwrap() {
            "none" => { outs.push(f.covered); if show && f.covered > 0.3 { println!("NONE {:.2} {ask:.80} -> {}", f.covered, k.entries[f.matches[0].entry].id); } }
            "intent" => { 
                let best = f.acts.iter().max_by(|a,b| a.1.total_cmp(&b.1)).unwrap(); act.1+=1; 
                if best.0.word() == v["intent"].as_str().unwrap() { act.0+=1 } else if show {println!("ACT {} {ask:.80} -> {} {:.2}", v["intent"], best.0, best.1)} }
            "single" if !here.is_empty() => {
                ins.push(f.covered);
                let rank = f.matches.iter().position(|m| here.contains(&m.entry)).unwrap();
                for key in ["all".to_owned(), v["style"].as_str().unwrap().to_owned(), lang.code().to_owned()] {
                    let e = by.entry(key).or_default(); e.2 += 1; e.0 += usize::from(rank == 0); e.1 += usize::from(rank < 3);
                }
                if show && (rank > 0 || f.covered < 0.5) { println!("{:>3} cov {:.2} first {:.2} {} | {ask:.110} | want {} got {} {}", rank, f.covered, f.first, m.language, finds[0], k.entries[f.matches[0].entry].id,
                    search::fuse::PART_NAMES.iter().zip(f.matches[0].parts).zip(f.matches[rank].parts).filter(|((_, a), b)| a != b).map(|((n, a), b)| format!("{n} {a:.2}/{b:.2}")).collect::<Vec<_>>().join(", ")); }
            }
            _ => {}
        }
    }
    for (key, (one, three, n)) in by { println!("{key:<12} n {n:>4} acc {:.3} r3 {:.3}", one as f32 / n as f32, three as f32 / n as f32); }
    let mut pairs = 0.0; for i in &ins { for o in &outs { pairs += if i > o { 1.0 } else if i == o { 0.5 } else { 0.0 }; } }
    println!("covered AUROC {:.3} ({} in, {} out)", pairs / (ins.len() * outs.len()) as f32, ins.len(), outs.len());
    for t in [0.2f32, 0.3, 0.4, 0.5, 0.6, 0.7] { println!("thr {t}: none declined {:.3} false refusals {:.3}", outs.iter().filter(|x| **x < t).count() as f32 / outs.len() as f32, ins.iter().filter(|x| **x < t).count() as f32 / ins.len() as f32); }
    println!("language {}/{}, act {}/{}", lang_ok.0, lang_ok.1, act.0, act.1);
    times.sort(); println!("p50 {:?} p99 {:?} max {:?}", times[times.len()/2], times[times.len()*99/100], times[times.len()-1]);
}
