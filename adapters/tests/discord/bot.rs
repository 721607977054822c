//! The real program as a second process, with the sample base, against a platform of the test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::platform::{Person, Platform};
use crate::support;

/// A question that the sample answers.
pub(crate) const QUESTION: &str = "how did Preston keep its spending local?";

/// A running program, and its folder of data. Dropped, it is killed.
pub(crate) struct Bot {
    child: Child,
    folder: TempDir,
    settings: String,
    token: String,
    log: Arc<Mutex<String>>,
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sample")
}

/// A platform with somebody in it, and the program connected to it.
pub(crate) async fn running() -> (Platform, Bot, Person, u64) {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild("en-US");
    let bot = Bot::start(&platform);
    platform.connected().await;
    let ana = platform.person("Ana", "en-US");
    // The person is known: there is a conversation to go on with.
    ana.heard(ana.direct(QUESTION)).await;
    (platform, bot, ana, channel)
}

impl Bot {
    /// Starts a program against a platform.
    pub(crate) fn start(platform: &Platform) -> Bot {
        Bot::start_with(platform, "", crate::platform::TOKEN)
    }

    /// Starts a program with more settings, and with this token.
    pub(crate) fn start_with(platform: &Platform, more: &str, token: &str) -> Bot {
        let folder = TempDir::new().unwrap();
        support::teach(&folder.path().join("data"));
        // `more` may go on with the table of Discord, and then open others.
        let settings = format!("[discord]\napi_url = \"{}\"\n{more}\n", platform.api_url());
        let (child, log) = Bot::spawn(folder.path(), &settings, token);
        Bot { child, folder, settings, token: token.to_owned(), log }
    }

    fn spawn(folder: &Path, settings: &str, token: &str) -> (Child, Arc<Mutex<String>>) {
        let config = folder.join("passerelle.toml");
        std::fs::write(&config, settings).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_passerelle"))
            .args(["run", "--knowledge"])
            .arg(sample())
            .arg("--data")
            .arg(folder.join("data"))
            .arg("--config")
            .arg(config)
            .current_dir(folder)
            .env("PASSERELLE_DISCORD_TOKEN", token)
            .env_remove("PASSERELLE_TELEGRAM_TOKEN")
            .env("RUST_LOG", "info")
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (stderr, kept) = (child.stderr.take().unwrap(), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        (child, log)
    }

    /// Starts it again on the same data.
    pub(crate) fn again(&mut self) {
        (self.child, self.log) = Bot::spawn(self.folder.path(), &self.settings, &self.token);
    }

    /// Kills it, as a loss of power would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and returns its exit code and how long it took.
    pub(crate) fn stop(&mut self) -> (i32, Duration) {
        let started = Instant::now();
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code.unwrap_or(-1), started.elapsed())
    }

    /// Waits for it to end by itself, and returns its exit code.
    pub(crate) fn ends(&mut self, within: Duration) -> i32 {
        let end = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < end, "it has not ended after {within:?}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How much memory it holds, in KB.
    pub(crate) fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// What it said on the standard error.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// All that it keeps, as `export` tells it.
    pub(crate) fn export(&self) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_passerelle"))
            .args(["export", "-", "--data"])
            .arg(self.folder.path().join("data"))
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("the program said:\n{}", self.log());
        }
    }
}
