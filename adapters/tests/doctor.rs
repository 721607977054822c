//! The doctor, through the real program: each broken set-up is found, and what mends it is said.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot start the program has failed")]

#[path = "support/folders.rs"]
mod folders;
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tempfile::TempDir;

/// The tokens that our platforms know.
const TELEGRAM: &str = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
const DISCORD: &str = "MTIzNDU2.GabCde.f_1-234567890abcdefghijklmno";

/// A set-up that differs from a sound one in one thing.
struct Case {
    name: &'static str,
    /// The settings, with {folder}, {telegram}, {discord}, {taken} (a port) in place of what differs from run to run.
    settings: &'static str,
    /// The environment.
    env: &'static [(&'static str, &'static str)],
    /// What is done to the folder before.
    prepare: fn(&Path),
    /// The finding: its check, its level, something of what it says, something of what mends it.
    finds: (&'static str, &'static str, &'static str, &'static str),
}

const SOUND: Case = Case {
    name: "sound",
    settings: "[assistant]\noperator = \"Sainte-Rose\"\ncontact = \"a@sainte-rose.example\"\n[telegram]\napi_url = \"{telegram}\"\n[discord]\napi_url = \"{discord}\"\n",
    env: &[("PASSERELLE_TELEGRAM_TOKEN", TELEGRAM)],
    prepare: |_| (),
    finds: ("telegram", "fine", "@passerelle_test_bot", ""),
};

const CASES: &[Case] = &[
    Case {
        name: "a mistyped key",
        settings: "[assistant]\ncontakt = \"x\"\n",
        finds: ("settings", "broken", "passerelle.toml:2:1", "did you mean `contact`?"),
        ..SOUND
    },
    Case {
        name: "no TOML",
        settings: "[assistant\n",
        finds: ("settings", "broken", "passerelle.toml:1", "again"),
        ..SOUND
    },
    Case {
        name: "a language that is not spoken",
        settings: "[assistant]\ndefault_language = \"en\"\nlanguages = [\"fr\"]\n",
        finds: ("languages", "broken", "`en`", "languages = [\"fr\", \"en\"]"),
        ..SOUND
    },
    Case {
        name: "nobody who runs it",
        settings: "",
        finds: ("operator", "warning", "who runs", "operator = "),
        ..SOUND
    },
    Case {
        name: "nobody to reach",
        settings: "",
        finds: ("contact", "warning", "reach a person", "contact = "),
        ..SOUND
    },
    Case {
        name: "another store",
        settings: "[store]\nurl = \"mysql:x\"\n",
        finds: ("settings", "broken", "mysql:x", "write `sled:`"),
        ..SOUND
    },
    Case {
        name: "a moderator without platform",
        settings: "[review]\nmoderators = [\"1001\"]\n",
        finds: ("settings", "broken", "`1001`", "telegram:1001"),
        ..SOUND
    },
    Case {
        name: "a review chat that is a name",
        settings: "[review]\nchats = [\"telegram:@group\"]\n",
        finds: ("review", "broken", "@group", "platform:number"),
        ..SOUND
    },
    Case {
        name: "more approvals than moderators",
        settings: "[review]\nmoderators = [\"telegram:1\"]\napprovals = 3\n",
        finds: ("review", "broken", "3 must accept", "approvals = 1"),
        ..SOUND
    },
    Case {
        name: "published unread",
        settings: "[review]\napprovals = 0\n",
        finds: ("review", "broken", "is 0", "approvals = 1"),
        ..SOUND
    },
    Case {
        name: "settings that anybody may change",
        prepare: |folder| mode(&folder.join("passerelle.toml"), 0o666),
        finds: ("permissions", "broken", "may change", "chmod go-w"),
        ..SOUND
    },
    Case {
        name: "no token",
        env: &[],
        finds: ("platforms", "broken", "no token", "export PASSERELLE_TELEGRAM_TOKEN="),
        ..SOUND
    },
    Case {
        name: "a token twice",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", TELEGRAM), ("PASSERELLE_TELEGRAM_TOKEN_FILE", "/x")],
        finds: ("token", "broken", "both", "set one"),
        ..SOUND
    },
    Case {
        name: "a token's file that is not there",
        env: &[("PASSERELLE_TELEGRAM_TOKEN_FILE", "nothing-here")],
        finds: ("token", "broken", "nothing-here", "PASSERELLE_TELEGRAM_TOKEN_FILE="),
        ..SOUND
    },
    Case {
        name: "a token that everybody may read",
        env: &[("PASSERELLE_TELEGRAM_TOKEN_FILE", "token")],
        prepare: |folder| token(folder, 0o644),
        finds: ("token", "broken", "everybody", "chmod 600 token"),
        ..SOUND
    },
    Case {
        name: "an empty token",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", " ")],
        finds: ("token", "broken", "empty", "unset"),
        ..SOUND
    },
    Case {
        name: "half a token",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", "hunter2")],
        finds: ("telegram-token", "broken", "shape", "@BotFather"),
        ..SOUND
    },
    Case {
        name: "the tokens swapped",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", DISCORD)],
        finds: ("telegram-token", "broken", "Discord", "PASSERELLE_DISCORD_TOKEN"),
        ..SOUND
    },
    Case {
        name: "a token with its prefix",
        env: &[("PASSERELLE_DISCORD_TOKEN", "Bot MTIz.abc.def")],
        finds: ("discord-token", "broken", "`Bot `", "take `Bot ` away"),
        ..SOUND
    },
    Case {
        name: "a key that is guessed",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", TELEGRAM), ("PASSERELLE_KEY", "hunter2")],
        finds: ("key", "broken", "too short", "openssl rand"),
        ..SOUND
    },
    Case {
        name: "a store that was sealed with another key",
        env: &[
            ("PASSERELLE_TELEGRAM_TOKEN", TELEGRAM),
            ("PASSERELLE_KEY", "another key, as long as it must be, and more"),
        ],
        prepare: sealed,
        finds: ("store", "broken", "", "key"),
        ..SOUND
    },
    Case {
        name: "a webhook without address",
        settings: "[telegram]\nmode = \"webhook\"\nlisten = \"127.0.0.1:0\"\n",
        finds: ("webhook", "broken", "public_url", "public_url = \"https://"),
        ..SOUND
    },
    Case {
        name: "a webhook in the clear",
        settings: "[telegram]\nmode = \"webhook\"\npublic_url = \"http://bot.example/t\"\n",
        finds: ("webhook", "broken", "not https", "https://"),
        ..SOUND
    },
    Case {
        name: "a webhook on a port that is not called",
        settings: "[telegram]\nmode = \"webhook\"\npublic_url = \"https://bot.example:9000/t\"\n",
        finds: ("webhook", "broken", "port", "443, 80, 88 or 8443"),
        ..SOUND
    },
    Case {
        name: "a webhook that nobody hears",
        settings: "[telegram]\nmode = \"webhook\"\npublic_url = \"https://bot.example/t\"\n",
        finds: ("webhook", "broken", "`telegram.listen`", "listen = \"127.0.0.1:8443\""),
        ..SOUND
    },
    Case {
        name: "a webhook without secret",
        settings: "[telegram]\nmode = \"webhook\"\npublic_url = \"https://bot.example/t\"\nlisten = \"127.0.0.1:0\"\n",
        finds: ("webhook", "broken", "PASSERELLE_WEBHOOK_SECRET", "openssl rand -hex 32"),
        ..SOUND
    },
    Case {
        name: "a webhook with a secret that is refused",
        settings: "[telegram]\nmode = \"webhook\"\npublic_url = \"https://bot.example/t\"\nlisten = \"127.0.0.1:0\"\n",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", TELEGRAM), ("PASSERELLE_WEBHOOK_SECRET", "with a space")],
        finds: ("webhook", "broken", "does not take", "openssl rand -hex 32"),
        ..SOUND
    },
    Case {
        name: "no certificate authority",
        settings: "[network]\nca_file = \"nothing.pem\"\n",
        finds: ("network", "broken", "nothing.pem", "ca_file = "),
        ..SOUND
    },
    Case {
        name: "a certificate authority that holds none",
        settings: "[network]\nca_file = \"passerelle.toml\"\n",
        finds: ("network", "broken", "holds no certificate", "PEM"),
        ..SOUND
    },
    Case {
        name: "a proxy that is no address",
        settings: "[network]\nproxy = \"::\"\n",
        finds: ("network", "broken", "network.proxy", "write http://"),
        ..SOUND
    },
    Case {
        name: "a token in the clear",
        settings: "[telegram]\napi_url = \"http://api.example\"\n",
        finds: ("address", "broken", "not https", "api_url = \"https://"),
        ..SOUND
    },
    Case {
        name: "a port that is taken",
        settings: "[http]\nlisten = \"127.0.0.1:{taken}\"\n",
        finds: ("ports", "broken", "cannot listen", "ss -ltnp"),
        ..SOUND
    },
    Case {
        name: "a port for two",
        settings: "[http]\nlisten = \"127.0.0.1:8787\"\n[bridge]\nlisten = \"127.0.0.1:8787\"\n",
        finds: ("ports", "broken", "are both", "another port"),
        ..SOUND
    },
    Case {
        name: "a bridge for everybody",
        settings: "[bridge]\nlisten = \"0.0.0.0:8790\"\n",
        finds: ("ports", "broken", "trusts whoever connects", "127.0.0.1:8790"),
        ..SOUND
    },
    Case {
        name: "pages for everybody",
        settings: "[http]\nlisten = \"0.0.0.0:8791\"\n",
        finds: ("ports", "warning", "look at the pages", "127.0.0.1:8791"),
        ..SOUND
    },
    Case {
        name: "a data folder that is a file",
        prepare: |folder| fs::write(folder.join("data"), "").unwrap(),
        finds: ("data", "broken", "is no folder", "--data DIR"),
        ..SOUND
    },
    Case {
        name: "a data folder for everybody",
        prepare: |folder| {
            fs::create_dir(folder.join("data")).unwrap();
            mode(&folder.join("data"), 0o755);
        },
        finds: ("permissions", "broken", "look into", "chmod 700"),
        ..SOUND
    },
    Case {
        name: "a data folder that cannot be made",
        settings: "[store]\nurl = \"sled:/proc/nothing/data\"\n",
        finds: ("data", "broken", "cannot be made", "--data DIR"),
        ..SOUND
    },
    Case {
        name: "a data folder that leads nowhere",
        prepare: |folder| std::os::unix::fs::symlink("/nothing/here", folder.join("data")).unwrap(),
        finds: ("data", "broken", "leads nowhere", "--data DIR"),
        ..SOUND
    },
    Case {
        name: "a clock that is behind",
        prepare: from_the_future,
        finds: ("clock", "broken", "behind", "timedatectl"),
        ..SOUND
    },
    Case {
        name: "a damaged store",
        prepare: damaged,
        finds: ("store", "broken", "damaged", "restore"),
        ..SOUND
    },
    Case {
        name: "content with an error",
        prepare: |folder| {
            fs::write(folder.join("base/cases/a.md"), "+++\nfamilie = []\n+++\n# en: A\n").unwrap()
        },
        finds: ("content", "broken", "cases/a.md:2", "passerelle check --knowledge"),
        ..SOUND
    },
    Case {
        name: "no content",
        prepare: |folder| fs::remove_dir_all(folder.join("base")).unwrap(),
        finds: ("content", "broken", "no folder", "holds `cases/`"),
        ..SOUND
    },
    Case {
        name: "a language without wording",
        prepare: |folder| {
            fs::create_dir(folder.join("base/wording")).unwrap();
            fs::write(folder.join("base/wording/fr.ftl"), "greet = Bonjour.\n").unwrap();
        },
        finds: ("languages", "broken", "en, es", "wording/en.ftl"),
        ..SOUND
    },
    Case {
        name: "a token that Telegram does not know",
        env: &[("PASSERELLE_TELEGRAM_TOKEN", "999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
        finds: ("telegram", "broken", "does not know", "@BotFather"),
        ..SOUND
    },
    Case {
        name: "a token that Discord does not know",
        env: &[("PASSERELLE_DISCORD_TOKEN", "AAAA.BBBB.CCCC")],
        finds: ("discord", "broken", "does not know", "Reset Token"),
        ..SOUND
    },
    Case {
        name: "something else than Telegram",
        settings: "[telegram]\napi_url = \"{telegram}/elsewhere\"\n",
        finds: ("telegram", "broken", "not who we are", "`telegram.api_url`"),
        ..SOUND
    },
    Case {
        name: "no way out",
        settings: "[telegram]\napi_url = \"http://127.0.0.1:1\"\n",
        finds: ("telegram", "broken", "cannot be reached", "network.proxy"),
        ..SOUND
    },
    Case {
        name: "a clock that is not the platform's",
        settings: "[telegram]\napi_url = \"{telegram}/late\"\n",
        finds: ("clock", "broken", "seconds", "timedatectl"),
        ..SOUND
    },
    Case {
        name: "all that is said in groups",
        settings: "[telegram]\napi_url = \"{telegram}/nosy\"\n",
        finds: ("telegram", "warning", "everything that is said", "/setprivacy"),
        ..SOUND
    },
    Case {
        name: "another program with the token",
        settings: "[telegram]\napi_url = \"{telegram}/hooked\"\n",
        finds: ("webhook", "warning", "calls an address", "stop the other program"),
        ..SOUND
    },
    Case {
        name: "no sessions left",
        settings: "[discord]\napi_url = \"{discord}/worn\"\n",
        env: &[("PASSERELLE_DISCORD_TOKEN", DISCORD)],
        finds: ("discord", "broken", "sessions", "wait"),
        ..SOUND
    },
];

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn token(folder: &Path, bits: u32) {
    fs::write(folder.join("token"), TELEGRAM).unwrap();
    mode(&folder.join("token"), bits);
}

/// Puts something into the store.
fn kept(folder: &Path) {
    kept_under(folder, "");
}

fn kept_under(folder: &Path, key: &str) {
    support::teach(&folder.join("data"));
    // A conversation of two turns: a journal with more than one record.
    let chat = ["chat", "--data", "data", "--lang", "en", "--plain", "--knowledge", "base"];
    let mut child = program(folder, &chat);
    if !key.is_empty() {
        child.env("PASSERELLE_KEY", key);
    }
    let mut child = child.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"hello\nthanks\nbye\n/quit\n").unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
}

/// Puts something into a store that is sealed.
fn sealed(folder: &Path) {
    kept_under(folder, "the key it was sealed with, long enough for one");
}

fn journal(folder: &Path) -> PathBuf {
    let mut files = fs::read_dir(folder.join("data/journal")).unwrap().map(|file| file.unwrap().path());
    files.find(|path| path.extension().is_some_and(|ending| ending == "log")).unwrap()
}

fn from_the_future(folder: &Path) {
    kept(folder);
    let file = fs::File::options().append(true).open(journal(folder)).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(86_400 * 30)).unwrap();
}

fn damaged(folder: &Path) {
    kept(folder);
    let path = journal(folder);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 3;
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Answers as the platforms do to the questions of the doctor, until the test ends.
fn platforms() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let request = lines.next().unwrap().unwrap();
                let headers: Vec<String> =
                    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let _ = stream.write_all(answer(&request, &headers.join("\n")).as_bytes());
            });
        }
    });
    place
}

fn answer(request: &str, headers: &str) -> String {
    let path = request.split(' ').nth(1).unwrap();
    let nosy = path.contains("/nosy/");
    let telegram = path.contains(&format!("/bot{TELEGRAM}/"));
    let discord = headers.contains(&format!("Bot {DISCORD}"));
    let (status, body) = match path.rsplit('/').next().unwrap() {
        _ if path.contains("/elsewhere/") => (200, "<html>".to_owned()),
        "getMe" if telegram => (
            200,
            format!(
                r#"{{"ok":true,"result":{{"id":1,"is_bot":true,"username":"passerelle_test_bot","can_read_all_group_messages":{nosy},"supports_inline_queries":true}}}}"#
            ),
        ),
        "getWebhookInfo" if telegram => {
            let url = if path.contains("/hooked/") { "https://other.example" } else { "" };
            (200, format!(r#"{{"ok":true,"result":{{"url":"{url}"}}}}"#))
        }
        "@me" if discord => (200, r#"{"id":"2","username":"Passerelle"}"#.to_owned()),
        "bot" if discord => {
            let left = if path.contains("/worn/") { 0 } else { 900 };
            (200, format!(r#"{{"url":"ws://x","session_start_limit":{{"remaining":{left}}}}}"#))
        }
        _ => (401, r#"{"ok":false,"error_code":401,"message":"401: Unauthorized"}"#.to_owned()),
    };
    let late = Duration::from_secs(if path.contains("/late/") { 7200 } else { 0 });
    let date = httpdate::fmt_http_date(SystemTime::now() + late);
    format!(
        "HTTP/1.1 {status} X\r\nDate: {date}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("USER", "tester")
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a case is tried in.
struct Ward {
    folder: TempDir,
    platforms: String,
    taken: TcpListener,
}

impl Ward {
    fn open(case: &Case) -> Ward {
        let ward = Ward {
            folder: TempDir::new().unwrap(),
            platforms: platforms(),
            taken: TcpListener::bind("127.0.0.1:0").unwrap(),
        };
        let folder = ward.folder.path();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sample");
        folders::copy(&sample, &folder.join("base"));
        let settings = case
            .settings
            .replace("{telegram}", &ward.platforms)
            .replace("{discord}", &ward.platforms)
            .replace("{taken}", &ward.taken.local_addr().unwrap().port().to_string());
        fs::write(folder.join("passerelle.toml"), settings).unwrap();
        mode(&folder.join("passerelle.toml"), 0o644);
        (case.prepare)(folder);
        ward
    }

    fn examine(&self, case: &Case) -> Output {
        let asks = case.settings.contains("api_url");
        let mut arguments = vec!["doctor", "--json", "--knowledge", "base"];
        if !case.settings.contains("[store]") {
            arguments.extend(["--data", "data"]);
        }
        // Where the settings name no server of ours, the real one would be asked.
        if !asks {
            arguments.push("--offline");
        }
        let mut command = program(self.folder.path(), &arguments);
        command.envs(case.env.iter().copied());
        command.output().unwrap()
    }
}

fn findings(output: &Output) -> Vec<Value> {
    let out = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&out).unwrap_or_else(|error| {
        panic!("{error}: {out}{}", String::from_utf8_lossy(&output.stderr));
    })
}

#[test]
fn each_broken_set_up_is_found_with_what_mends_it() {
    let mut missed = Vec::new();
    for case in CASES {
        let ward = Ward::open(case);
        let output = ward.examine(case);
        let findings = findings(&output);
        let (check, level, what, fix) = case.finds;
        let found = findings.iter().any(|finding| {
            finding["check"] == check
                && finding["level"] == level
                && finding["what"].as_str().unwrap().contains(what)
                && finding["fix"].as_str().unwrap().contains(fix)
                && finding["why"].as_str().is_some_and(|why| !why.is_empty())
        });
        if !found {
            missed.push(format!(
                "{}: not found in {}",
                case.name,
                serde_json::to_string_pretty(&findings).unwrap()
            ));
        }
        let broken = findings.iter().any(|finding| finding["level"] == "broken");
        assert_eq!(output.status.code(), Some(i32::from(broken)), "{}", case.name);
        let all = format!("{output:?}");
        for secret in [TELEGRAM, DISCORD, "hunter2"] {
            assert!(!all.contains(secret), "{}: a secret is shown", case.name);
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_sound_set_up_has_nothing_broken_and_is_left_as_it_was() {
    let case = Case {
        env: &[("PASSERELLE_TELEGRAM_TOKEN", TELEGRAM), ("PASSERELLE_DISCORD_TOKEN", DISCORD)],
        ..SOUND
    };
    let ward = Ward::open(&case);
    let folder = ward.folder.path();
    fs::create_dir(folder.join("data")).unwrap();
    mode(&folder.join("data"), 0o700);
    let output = ward.examine(&case);
    let findings = findings(&output);
    let worst: Vec<&Value> = findings.iter().filter(|finding| finding["level"] == "broken").collect();
    assert!(worst.is_empty(), "{worst:#?}");
    assert_eq!(output.status.code(), Some(0));
    for check in ["telegram", "discord", "data", "content"] {
        let fine = findings.iter().any(|finding| finding["check"] == check && finding["level"] == "fine");
        assert!(fine, "{check} is not looked at: {findings:#?}");
    }
    assert_eq!(fs::read_dir(folder.join("data")).unwrap().count(), 0, "the doctor leaves nothing behind");
    let text =
        program(folder, &["doctor", "--offline", "--knowledge", "base", "--data", "data"]).output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(
        text.contains("BROKEN   platforms: there is no token") && text.contains("    do:    export "),
        "{text}"
    );
}

#[test]
fn init_writes_once_and_says_what_comes_next() {
    let folder = TempDir::new().unwrap();
    let first = program(folder.path(), &["init"]).output().unwrap();
    let said = String::from_utf8_lossy(&first.stderr).into_owned();
    assert!(
        first.status.success() && said.contains("passerelle doctor") && said.contains("docs/fr/hosts.md"),
        "{said}"
    );
    let path = folder.path().join("passerelle.toml");
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains("default_language = \"fr\""), "{written}");
    fs::write(&path, "# mine\n").unwrap();
    let again = program(folder.path(), &["init"]).output().unwrap();
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.code() == Some(1) && said.contains("help: edit it"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n", "it never overwrites");
    let beside = program(folder.path(), &["init", "--config", "other.toml"]).output().unwrap();
    assert!(beside.status.success() && folder.path().join("other.toml").is_file());
}
