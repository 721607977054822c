//! Compares the scores of question files with the floor that they may not fall below.
//!
//! `gate FLOOR.toml SET FILE…`: asks the files and compares with the table `[SET]` of the floor. Exit code 1 when a score is
//! too low; says which may be raised.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use passerelle_core::encode::Encoder;
use passerelle_core::knowledge::{parse, read};
use passerelle_core::mind::{Host, Mind};
use passerelle_core::score::{Line, Scores};

/// How far a score may be above its floor before the floor should be raised.
const SLACK: f64 = 0.02;

#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [floor, set, files @ ..] = arguments.as_slice() else {
        return Err("use: gate FLOOR.toml SET FILE…".into());
    };
    let floor: toml::Table = std::fs::read_to_string(floor)?.parse()?;
    let floor =
        floor.get(set).and_then(toml::Value::as_table).ok_or(format!("the floor has no table `{set}`"))?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/encoder/encoder.bin");
    let encoder = Encoder::read(std::fs::read(model)?)?;
    let knowledge = parse::parse(&read::read(&folder)?).knowledge;
    let mind = Mind::learn(knowledge, Host::default(), Some(Arc::new(encoder)), &mut |_| ());
    let mut scores = Scores::default();
    for file in files {
        for line in std::fs::read_to_string(file)?.lines().filter(|line| !line.trim().is_empty()) {
            let line: Line = serde_json::from_str(line)?;
            scores.line(&mind, &line, &mut || 0);
        }
    }
    let scores = scores.json();
    let mut fell = false;
    for (name, least) in floor {
        let least = least.as_float().ok_or(format!("`{name}` is not a fraction"))?;
        let pointer = format!("/{}", name.replace('.', "/"));
        let score = scores
            .pointer(&pointer)
            .and_then(serde_json::Value::as_f64)
            .ok_or(format!("no score `{name}`"))?;
        // Of refusals and calibration errors, less is better.
        let lower_is_better = name.contains("refusals") || name.ends_with("ece");
        let (good, far) = if lower_is_better {
            (score <= least + 1e-9, score + SLACK < least)
        } else {
            (score + 1e-9 >= least, score > least + SLACK)
        };
        fell |= !good;
        let remark = match (good, far) {
            (false, _) => "  TOO LOW",
            (true, true) => "  (the floor may be raised)",
            _ => "",
        };
        println!("{set} {name:<24} {score:.3}  floor {least:.3}{remark}");
    }
    Ok(if fell { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
