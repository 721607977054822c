//! Runs the engine on any set of labelled texts: each label is a bare entry whose asks are its texts.
//!
//! `classify TRAIN.tsv TEST.tsv [--dev DEV.tsv] [--lang en] [--predictions OUT.tsv] [--json] [--words]`. Rows are
//! `label<TAB>text`. Rows of the test labelled `oos`, `None` or `NO_NODES_DETECTED` are out of scope; such rows of the training
//! file are examples of what is outside. Nothing of our own content is used. Without `--dev` the point of balance is that of the
//! engine's own calibration; `--words` leaves the encoder out.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use passerelle_core::encode::Encoder;
use passerelle_core::knowledge::{Acts, Article, Entry, Knowledge};
use passerelle_core::language::{Language, PerLanguage};
use passerelle_core::mind::{Host, Mind};
use passerelle_core::search::slots::Wanted;

/// Labels that stand for none of ours.
const OUTSIDE: [&str; 3] = ["oos", "None", "NO_NODES_DETECTED"];

/// At this confidence the engine itself declines, for want of a development file.
const DECLINES: f32 = 0.5;

/// A labelled text.
struct Row {
    label: String,
    text: String,
}

/// What the engine made of a row.
struct Predicted {
    label: String,
    confidence: f32,
    right: bool,
    outside: bool,
    micros: u64,
}

/// What the command line says.
#[derive(Default)]
struct Arguments {
    files: Vec<String>,
    dev: Option<String>,
    lang: String,
    predictions: Option<String>,
    json: bool,
    words: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = arguments()?;
    let [train, test] = arguments.files.as_slice() else {
        return Err(
            "use: classify TRAIN.tsv TEST.tsv [--dev DEV.tsv] [--lang en] [--predictions OUT.tsv]".into()
        );
    };
    let language = Language::from_code(&arguments.lang).unwrap_or(Language::DEFAULT);
    let (train, test) = (rows(train)?, rows(test)?);
    let begun = Instant::now();
    let (knowledge, labels) = base(&train, language)?;
    let encoder = if arguments.words { None } else { encoder() };
    let mind = Mind::learn(knowledge, Host::default(), encoder, &mut |_| ());
    let seconds = begun.elapsed().as_secs_f64();
    let all = |rows: &[Row]| -> Vec<Predicted> {
        rows.iter().map(|row| predict(&mind, &labels, language, row)).collect()
    };
    let threshold = match &arguments.dev {
        Some(dev) => balance(&all(&rows(dev)?)),
        None => DECLINES,
    };
    let predicted = all(&test);
    if let Some(path) = &arguments.predictions {
        let lines = predicted.iter().map(|row| {
            format!("{}\t{:.6}\t{}\n", row.label, row.confidence, u8::from(row.confidence < threshold))
        });
        std::fs::write(path, lines.collect::<String>())?;
    }
    say(&scores(&predicted, threshold, seconds), arguments.json);
    Ok(())
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments { lang: "en".to_owned(), ..Arguments::default() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("`{word}` wants a value"));
        match word.as_str() {
            "--dev" => arguments.dev = Some(value()?),
            "--lang" => arguments.lang = value()?,
            "--predictions" => arguments.predictions = Some(value()?),
            "--json" => arguments.json = true,
            "--words" => arguments.words = true,
            option if option.starts_with("--") => return Err(format!("`{option}` is not an option")),
            _ => arguments.files.push(word),
        }
    }
    Ok(arguments)
}

fn rows(path: &str) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("`{path}` cannot be read: {error}"))?;
    let split = |line: &str| line.split_once('\t').map(|(label, text)| (label.to_owned(), text.to_owned()));
    Ok(text.lines().filter_map(split).map(|(label, text)| Row { label, text }).collect())
}

fn is_outside(label: &str) -> bool {
    OUTSIDE.contains(&label)
}

/// Makes a base of labelled texts, and says which label each entry stands for.
fn base(rows: &[Row], language: Language) -> Result<(Knowledge, Vec<String>), Box<dyn std::error::Error>> {
    let mut by_label: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut outside = Vec::new();
    for row in rows {
        if is_outside(&row.label) {
            outside.push(row.text.clone());
        } else {
            by_label.entry(&row.label).or_default().push(row.text.clone());
        }
    }
    let mut knowledge = Knowledge::default();
    for (at, (label, asks)) in by_label.iter().enumerate() {
        let title: String = label.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let article = Article { title, asks: asks.clone(), ..Article::default() };
        let mut articles = PerLanguage::default();
        articles.insert(language, article);
        // Five digits keep the order of the labels, by which entries are found.
        knowledge.entries.push(Entry { articles, ..Entry::empty(format!("resources/{at:05}").parse()?) });
    }
    if !outside.is_empty() {
        let mut utterances = PerLanguage::default();
        utterances.insert(language, outside);
        knowledge.acts = Acts { outside: utterances, ..Acts::default() };
    }
    Ok((knowledge, by_label.keys().map(|label| (*label).to_owned()).collect()))
}

fn encoder() -> Option<Arc<Encoder>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/encoder/encoder.bin");
    Some(Arc::new(Encoder::read(std::fs::read(path).ok()?).ok()?))
}

fn predict(mind: &Mind, labels: &[String], language: Language, row: &Row) -> Predicted {
    let begun = Instant::now();
    let message = mind.reader.read(&row.text, language);
    let findings = mind.engine.find(&mind.knowledge, &message, &Wanted::of(&message, &mind.knowledge));
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    let label = findings.matches.first().map_or("", |first| &labels[first.entry]).to_owned();
    Predicted {
        right: label == row.label,
        outside: is_outside(&row.label),
        confidence: findings.confidence,
        label,
        micros,
    }
}

/// Returns the threshold at which the mean of accuracy in scope and refusals out of scope is best.
fn balance(rows: &[Predicted]) -> f32 {
    let mut cuts: Vec<f32> = rows.iter().map(|row| row.confidence).collect();
    cuts.sort_by(f32::total_cmp);
    cuts.dedup();
    let mean = |cut: f32| {
        let (inside, outside) = balanced(rows, cut);
        inside + outside
    };
    cuts.into_iter().max_by(|a, b| mean(*a).total_cmp(&mean(*b))).unwrap_or(DECLINES)
}

/// Returns the accuracy in scope, where a refusal is wrong, and the share of refusals out of scope.
fn balanced(rows: &[Predicted], threshold: f32) -> (f64, f64) {
    let inside =
        share(rows.iter().filter(|row| !row.outside), |row| row.right && row.confidence >= threshold);
    let outside = share(rows.iter().filter(|row| row.outside), |row| row.confidence < threshold);
    (inside, outside)
}

fn share<'a>(rows: impl Iterator<Item = &'a Predicted>, is: impl Fn(&Predicted) -> bool) -> f64 {
    let (mut yes, mut all) = (0usize, 0usize);
    for row in rows {
        yes += usize::from(is(row));
        all += 1;
    }
    yes as f64 / all.max(1) as f64
}

fn scores(rows: &[Predicted], threshold: f32, seconds: f64) -> serde_json::Value {
    let inside: Vec<&Predicted> = rows.iter().filter(|row| !row.outside).collect();
    let outside: Vec<&Predicted> = rows.iter().filter(|row| row.outside).collect();
    let (auroc, fpr95) = roc(&inside, &outside);
    let (balanced_in, balanced_out) = balanced(rows, threshold);
    let mut micros: Vec<u64> = rows.iter().map(|row| row.micros).collect();
    micros.sort_unstable();
    let at = |share: f64| micros.get(((micros.len().max(1) - 1) as f64 * share) as usize);
    serde_json::json!({
        "n": rows.len(),
        "accuracy": share(inside.iter().copied(), |row| row.right),
        "oos": { "n": outside.len(), "auroc": auroc, "fpr95": fpr95 },
        "balanced": { "in": balanced_in, "out": balanced_out },
        "ece": calibration_error(&inside),
        "train_s": seconds,
        "latency_us": { "p50": at(0.5), "p99": at(0.99) },
    })
}

/// Returns the area under the curve (the share of pairs in which the row in scope has more confidence), and the share of rows out
/// of scope that pass where 95 % of those in scope do.
fn roc(inside: &[&Predicted], outside: &[&Predicted]) -> (Option<f64>, Option<f64>) {
    if inside.is_empty() || outside.is_empty() {
        return (None, None);
    }
    let sorted = |rows: &[&Predicted]| {
        let mut values: Vec<f32> = rows.iter().map(|row| row.confidence).collect();
        values.sort_by(f32::total_cmp);
        values
    };
    let (inside, outside) = (sorted(inside), sorted(outside));
    let below = |value: f32| {
        let less = outside.partition_point(|other| *other < value);
        let equal = outside.partition_point(|other| *other <= value) - less;
        less as f64 + equal as f64 / 2.0
    };
    let pairs: f64 = inside.iter().map(|value| below(*value)).sum();
    let cut = inside[inside.len() / 20];
    let pass = outside.len() - outside.partition_point(|value| *value < cut);
    let auroc = pairs / (inside.len() * outside.len()) as f64;
    (Some(auroc), Some(pass as f64 / outside.len() as f64))
}

/// Expected calibration error over fifteen equal bins (Guo et al., "On calibration of modern neural networks", 2017).
fn calibration_error(rows: &[&Predicted]) -> f64 {
    const BINS: usize = 15;
    let mut bins = [(0.0f64, 0.0f64); BINS];
    for row in rows {
        let bin = &mut bins[((row.confidence * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += f64::from(row.confidence);
        bin.1 += f64::from(u8::from(row.right));
    }
    bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum::<f64>() / rows.len().max(1) as f64
}

#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn say(scores: &serde_json::Value, json: bool) {
    if json {
        println!("{scores}");
    } else {
        println!("{scores:#}");
    }
}
