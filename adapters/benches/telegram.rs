//! How fast an answer comes on Telegram, and what the program takes while nobody asks: the real program against the test
//! platform, 20 updates a second from as many people, durable writes included.
//!
//!     cargo bench -p passerelle --bench telegram
//!
//! `PASSERELLE_SECONDS` (20) is how long it lasts, `PASSERELLE_BASE` (the shipped content) what it knows.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be taken ends, and one that was is printed"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use telegram_platform::{Person, Platform};

const TOKEN: &str = "7000001:test_token";

/// How many updates come in a second.
const RATE: u64 = 20;

/// What people ask: questions, a command, what is outside the subject.
const ASKED: [&str; 6] = [
    "how did Preston keep its spending local?",
    "l'épicerie du village ferme, que faire ?",
    "ordenanza de recicladores",
    "/cases",
    "which towns have a social economy policy",
    "quel temps fera-t-il demain ?",
];

fn start(folder: &Path, platform: &Platform) -> Child {
    let config = folder.join("passerelle.toml");
    std::fs::write(&config, format!("[telegram]\napi_url = \"{}\"\n", platform.url())).unwrap();
    let base = std::env::var_os("PASSERELLE_BASE").map(PathBuf::from);
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    if let Some(base) = base {
        command.arg("--knowledge").arg(base);
    }
    command
        .arg("--data")
        .arg(folder.join("data"))
        .arg("--config")
        .arg(config)
        .arg("run")
        .env("PASSERELLE_TELEGRAM_TOKEN", TOKEN)
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads a line of the status of a process, in kibibytes.
fn kibibytes(process: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Returns the time of a processor that a process took so far, in hundredths of a second.
fn ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let behind: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    behind[11].parse::<u64>().unwrap() + behind[12].parse::<u64>().unwrap()
}

#[tokio::main]
async fn main() {
    let seconds: u64 = std::env::var("PASSERELLE_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(20);
    let platform = Platform::start(TOKEN).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut program = start(folder.path(), &platform);
    let long = Duration::from_secs(600);
    // The first start learns the base; the figures are those of the second.
    assert!(platform.until(long, |state| state.calls.iter().any(|call| call.method == "getupdates")).await);
    program.kill().unwrap();
    program.wait().unwrap();
    platform.with(|state| state.calls.clear());
    let begun = Instant::now();
    let mut program = start(folder.path(), &platform);
    assert!(platform.until(long, |state| state.calls.iter().any(|call| call.method == "getupdates")).await);
    println!("connected in {:.2?}", begun.elapsed());
    tokio::time::sleep(Duration::from_secs(15)).await;
    let before = ticks(program.id());
    tokio::time::sleep(Duration::from_secs(20)).await;
    let idle = ticks(program.id()) - before;
    println!(
        "idle: {:.1} MB resident, {idle} hundredths of a second of a processor in 20 s",
        kibibytes(program.id(), "VmRSS") as f64 / 1024.0
    );

    let mut asked = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(1_000 / RATE));
    for number in 0..(seconds * RATE) as i64 {
        tick.tick().await;
        let person = Person::new(1 + number, "Ana", ["fr", "en", "es"][number as usize % 3]);
        let (update, _) = platform.tells(&person, ASKED[number as usize % ASKED.len()]);
        asked.push((update, person.id));
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut delays = platform.delays(&asked);
    delays.sort();
    let at = |share: f64| delays[((delays.len() - 1) as f64 * share).round() as usize];
    println!(
        "{} of {} answered; update to first byte of the answer: p50 {:.1?}, p99 {:.1?}, most {:.1?}",
        delays.len(),
        asked.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    println!("afterwards: {:.1} MB resident", kibibytes(program.id(), "VmRSS") as f64 / 1024.0);
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(delays.len(), asked.len(), "someone was not answered");
}
