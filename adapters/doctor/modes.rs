//! Who may read what, and how Telegram reaches us: the modes of files and of the webhook.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use reqwest::Url;

use super::Finding;
use crate::settings::{Settings, TelegramMode};

/// The ports that Telegram calls (Bot API, `setWebhook`).
const PORTS: [u16; 4] = [443, 80, 88, 8443];

/// What others than the owner may do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing.
    Nothing,
    /// Those of its group may read it.
    GroupReads,
    /// Everybody may read it.
    Read,
    /// Others may change it.
    Write,
}

/// Returns what others may do with a file or folder; nothing when it is not there.
pub(super) fn others(path: &Path) -> Others {
    let Ok(about) = std::fs::metadata(path) else { return Others::Nothing };
    let mode = about.permissions().mode();
    match mode {
        _ if mode & 0o022 != 0 => Others::Write,
        _ if mode & 0o004 != 0 => Others::Read,
        _ if mode & 0o040 != 0 => Others::GroupReads,
        _ => Others::Nothing,
    }
}

/// Looks at who may change the settings, and as whom the program runs.
pub(super) fn permissions(settings: Option<&Path>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(file) = settings
        && others(file) == Others::Write
    {
        findings.push(Finding::broken(
            "permissions",
            format!("others than its owner may change `{}`", file.display()),
            "whoever changes it can send what people write elsewhere",
            format!("chmod go-w {}", file.display()),
        ));
    }
    if rustix::process::geteuid().is_root() {
        findings.push(Finding::warning(
            "user",
            "this runs as root",
            "a fault in the program would be a fault of the whole machine",
            "run the service as a user of its own: deploy/passerelle.service does",
        ));
    }
    findings
}

/// Returns the owner of a file, if it is another user than this one.
pub(super) fn foreign_owner(path: &Path) -> Option<u32> {
    let me = rustix::process::geteuid();
    let owner = std::fs::metadata(path).ok()?.uid();
    (!me.is_root() && owner != me.as_raw()).then_some(owner)
}

/// Looks at whether the settings of the webhook fit together.
pub(super) fn webhook(settings: &Settings) -> Vec<Finding> {
    let telegram = &settings.telegram;
    let broken = |what: &str, fix: &str| {
        Finding::broken("webhook", what, "Telegram could not call us, and nobody would be answered", fix)
    };
    if telegram.mode == TelegramMode::Polling {
        return if telegram.public_url.is_some() {
            vec![Finding::warning(
                "webhook",
                "`telegram.public_url` is set, but `telegram.mode` is `polling`",
                "the address is not used",
                "mode = \"webhook\"   # in [telegram], or take `public_url` away",
            )]
        } else {
            Vec::new()
        };
    }
    let mut findings = Vec::new();
    match telegram.public_url.as_deref().map(Url::parse) {
        None => findings.push(broken(
            "webhook mode needs `telegram.public_url`",
            "public_url = \"https://bot.town.example/telegram\"   # in [telegram]",
        )),
        Some(Err(_)) => findings.push(broken(
            "`telegram.public_url` is no address",
            "public_url = \"https://bot.town.example/telegram\"   # in [telegram]",
        )),
        Some(Ok(url)) if url.scheme() != "https" => findings.push(broken(
            "`telegram.public_url` is not https, and Telegram calls nothing else",
            "public_url = \"https://…\"   # in [telegram], with a certificate in front of the program",
        )),
        Some(Ok(url)) if !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) => {
            findings.push(broken(
                "`telegram.public_url` names a port that Telegram does not call",
                "use port 443, 80, 88 or 8443",
            ));
        }
        Some(Ok(_)) => {}
    }
    if telegram.listen.is_none() {
        findings.push(broken(
            "webhook mode needs `telegram.listen`",
            "listen = \"127.0.0.1:8443\"   # in [telegram]",
        ));
    }
    findings
}
