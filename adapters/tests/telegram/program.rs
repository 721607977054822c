//! The real program as a second process, connected to a platform of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use telegram_platform::chat::Message;
use telegram_platform::{Person, Platform};
use tempfile::TempDir;

use crate::support;

/// The token of the bot.
pub(crate) const TOKEN: &str = "7000001:test_token";

/// How long anything may take. Far more than it does, so that a busy machine fails no test.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command
        .arg("--knowledge")
        .arg(root().join("tests/sample"))
        .arg("--data")
        .arg(data)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_remove("RUST_LOG")
        .env_remove("RUST_BACKTRACE")
        .env_remove("PASSERELLE_DISCORD_TOKEN");
    command
}

/// The program, and the folder it keeps things in.
pub(crate) struct Program {
    child: Option<Child>,
    folder: TempDir,
    config: String,
    environment: Vec<(String, String)>,
}

impl Program {
    /// Starts the program with the settings that lead to a platform, and more settings of the test.
    pub(crate) fn start(platform: &Platform, settings: &str) -> Program {
        let folder = tempfile::tempdir().unwrap();
        support::teach(&folder.path().join("data"));
        // The settings of the test may go on within the table of the platform.
        let config = format!("[telegram]\napi_url = \"{}\"\n{settings}\n", platform.url());
        let environment = vec![("PASSERELLE_TELEGRAM_TOKEN".to_owned(), TOKEN.to_owned())];
        let mut program = Program { child: None, folder, config, environment };
        program.run();
        program
    }

    /// Starts it with another variable of the environment.
    pub(crate) fn start_with(platform: &Platform, settings: &str, name: &str, value: &str) -> Program {
        let mut program = Program::start(platform, settings);
        program.kill();
        program.environment.push((name.to_owned(), value.to_owned()));
        program.run();
        program
    }

    /// Starts it again, in the same folder.
    pub(crate) fn run(&mut self) {
        let config = self.folder.path().join("passerelle.toml");
        std::fs::write(&config, &self.config).unwrap();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log_file()).unwrap();
        let child = command(&self.folder.path().join("data"))
            .arg("--config")
            .arg(config)
            .arg("run")
            .env("RUST_LOG", "info")
            .envs(self.environment.clone())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(child);
    }

    /// Ends it as a loss of power does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks it to end, and returns its exit code and how long it took.
    pub(crate) fn terminate(&mut self) -> (Option<i32>, Duration) {
        let mut child = self.child.take().unwrap();
        let asked = Instant::now();
        let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(told.success());
        (child.wait().unwrap().code(), asked.elapsed())
    }

    /// Waits until it ends by itself, and returns its exit code.
    pub(crate) async fn ends(&mut self, most: Duration) -> Option<i32> {
        let end = Instant::now() + most;
        while Instant::now() < end {
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the program did not end: {}", self.log());
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Everything that was logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a platform, and the program on it.
pub(crate) async fn both(settings: &str) -> (Platform, Program) {
    let platform = Platform::start(TOKEN).await.unwrap();
    let program = Program::start(&platform, settings);
    (platform, program)
}

/// Waits until the bot has written or changed something in a chat, beyond a number of calls, and returns what it shows last.
pub(crate) async fn answer(platform: &Platform, chat: i64, before: usize) -> Message {
    let came = platform.until(SOON, |state| spoken(state, chat) > before).await;
    assert!(came, "no answer came");
    platform.with(|state| state.chats[&chat].said().max_by_key(|message| message.touched).unwrap().clone())
}

/// How often the bot wrote or changed something in a chat, as far as the platform took it.
pub(crate) fn spoken(state: &telegram_platform::state::State, chat: i64) -> usize {
    let says = |call: &&telegram_platform::state::Call| {
        matches!(call.method.as_str(), "sendmessage" | "editmessagetext")
            && call.number("chat_id") == Some(chat)
            && call.refused.is_none()
    };
    state.calls.iter().filter(says).count()
}

/// Lets a person write, and returns the answer.
pub(crate) async fn ask(platform: &Platform, person: &Person, text: &str) -> Message {
    let before = platform.with(|state| spoken(state, person.id));
    platform.tells(person, text);
    answer(platform, person.id, before).await
}

/// Lets a person press a button, and returns the answer.
pub(crate) async fn press(platform: &Platform, person: &Person, label: &str) -> Message {
    let before = platform.with(|state| spoken(state, person.id));
    assert!(platform.presses(person, person.id, label).is_some(), "there is no button [{label}]");
    answer(platform, person.id, before).await
}

/// Asserts that the bot broke no rule of the platform.
pub(crate) fn unbroken(platform: &Platform) {
    let broken: Vec<String> = platform.with(|state| {
        let told = |call: &&telegram_platform::state::Call| format!("{}: {:?}", call.method, call.refused);
        state.broken().iter().map(told).collect()
    });
    assert!(broken.is_empty(), "{broken:#?}");
}
