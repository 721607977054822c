//! What it costs to encode: a question of each length under each kernel, many texts at once, and reading the model.
//!
//! `cargo bench --bench encoder` prints the figures of one thread. Kernels take turns, so that a busy machine is busy for all.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and may end at once"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use passerelle_core::encode::{Encoder, Kernel, Vector};

/// Of 11, 17 and 25 pieces, the first and the last included; and more than count.
const QUESTIONS: [&str; 4] = [
    "Comment financer une coopérative d'habitants ?",
    "How can a council help workers buy the firm they work for when it closes?",
    "Le dernier magasin du village ferme, on est 1 000 : qu'est-ce que d'autres ont fait ?",
    "",
];
const ROUNDS: usize = 400;

fn main() {
    // Cargo's own test run passes flags; a benchmark that is only asked to exist does nothing.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let model =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/encoder/encoder.bin")).unwrap();
    let mut loads: Vec<Duration> = (0..20)
        .map(|_| {
            let model = model.clone();
            timed(|| Encoder::read(model).unwrap())
        })
        .collect();
    println!("reading the model: {:.1} ms (promised: at most 20)", at(&mut loads, 0.5) / 1e3);

    let encoders: Vec<Encoder> = Kernel::all()
        .into_iter()
        .map(|kernel| Encoder::read(model.clone()).unwrap().with_kernel(kernel))
        .collect();
    let longest = "la coopérative du marché ".repeat(160);
    println!("{:14}{:>8}{:>14}{:>10}{:>10}", "a text", "pieces", "after others", "again", "p99");
    for question in QUESTIONS {
        let question = if question.is_empty() { &longest } else { question };
        let mut times = vec![(Vec::new(), Vec::new()); encoders.len()];
        for _ in 0..ROUNDS {
            // Each has weights of its own: those of the others have pushed them out of the cache, as other work does.
            for (encoder, (first, again)) in encoders.iter().zip(&mut times) {
                first.push(timed(|| encoder.encode(black_box(question))));
                again.push(timed(|| encoder.encode(black_box(question))));
            }
        }
        for (encoder, (first, again)) in encoders.iter().zip(&mut times) {
            let pieces = encoder.pieces(question).texts().count() + 2;
            let (first, middle, high) = (at(first, 0.5), at(again, 0.5), at(again, 0.99));
            let kernel = encoder.kernel().to_string();
            println!("{kernel:14}{pieces:>8}{first:>11.0} µs{middle:>7.0} µs{high:>7.0} µs");
        }
    }

    let mut cut: Vec<Duration> =
        (0..ROUNDS).map(|_| timed(|| encoders[0].pieces(black_box(QUESTIONS[1])))).collect();
    println!("cutting a question of 17 pieces: {:.1} µs", at(&mut cut, 0.5));

    let texts: Vec<&str> = QUESTIONS[..3].iter().copied().cycle().take(600).collect();
    for encoder in &encoders {
        let time = timed(|| encoder.encode_all(texts.iter().copied()));
        println!("{:14}{:>8.0} texts/s in a batch", encoder.kernel().to_string(), 600.0 / time.as_secs_f64());
    }

    let vectors: Vec<Vector> =
        encoders[0].encode_all(texts).into_iter().flatten().cycle().take(10_000).collect();
    for kernel in Kernel::all() {
        let mut times: Vec<Duration> =
            (0..ROUNDS / 4).map(|_| timed(|| vectors[0].cosines(&vectors, kernel))).collect();
        println!("{:14}{:>8.0} µs for 10,000 cosines", kernel.to_string(), at(&mut times, 0.5));
    }
}

fn timed<T>(act: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(act());
    start.elapsed()
}

/// Returns a quantile in microseconds.
fn at(times: &mut [Duration], quantile: f64) -> f64 {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * quantile) as usize].as_secs_f64() * 1e6
}
