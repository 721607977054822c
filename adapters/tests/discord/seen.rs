//! What a person sees, in each language: a transcript that is compared, and looked at. `UPDATE=1` writes it anew.

use std::path::Path;

use crate::bot::Bot;
use crate::platform::{Platform, screen};

/// A language: its code, what its client says, a question, and what goes on from it.
const LANGUAGES: [(&str, &str, &str, &str); 3] = [
    ("fr", "fr", "comment Preston a-t-elle gardé ses dépenses sur place ?", "et les résultats ?"),
    ("en", "en-GB", "how did Preston keep its spending local?", "what were the results?"),
    ("es", "es-419", "¿cómo mantuvo Preston su gasto en lo local?", "¿y los resultados?"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_seen_is_what_was_looked_at() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut differ = Vec::new();
    for (language, locale, question, next) in LANGUAGES {
        let seen = play(locale, question, next).await;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/discord/seen/{language}.txt"));
        if update {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &seen).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != seen {
            differ.push(format!("{}:\n{seen}", file.display()));
        }
    }
    assert!(differ.is_empty(), "seen otherwise; if that is right: UPDATE=1\n{}", differ.join("\n"));
}

async fn play(locale: &str, question: &str, next: &str) -> String {
    let platform = Platform::start().await;
    let (_, channel) = platform.world().guild(locale);
    let _bot = Bot::start(&platform);
    platform.connected().await;
    let mut ana = platform.person("Ana", locale);
    ana.permissions = crate::platform::people::MANAGE_GUILD;
    let mut seen = String::new();
    let mut note = |did: &str, shown: String| {
        seen.push_str(&format!("> {did}\n\n{}\n", shown.trim_end()));
        seen.push('\n');
    };
    let hello = ana.answered(ana.slash(channel, "start", &[])).await;
    note("/start", screen::text(&hello));
    let asked = ana.mentions(channel, question);
    let answer = ana.heard(asked).await;
    note(&format!("@Passerelle {question}"), screen::text(&answer));
    let label = crate::platform::people::buttons(&answer.body)[1].0.clone();
    note(&format!("[{label}]"), screen::text(&ana.answered(ana.presses(answer.id, &label)).await));
    let opened = ana.presses(answer.id, &crate::platform::people::buttons(&answer.body).pop().unwrap().0);
    ana.acknowledged(opened).await;
    let modal = platform.world().interactions[&opened].data.clone();
    note("[…]", screen::modal(&modal));
    note(next, screen::text(&ana.answered(ana.submits(opened, &[("text", next)])).await));
    note("/mechanisms", screen::text(&ana.answered(ana.slash(channel, "mechanisms", &[])).await));
    let share = ana.answered(ana.slash(channel, "share", &[])).await;
    note("/share", screen::text(&share));
    let opened = ana.presses(share.id, &crate::platform::people::buttons(&share.body)[0].0);
    ana.acknowledged(opened).await;
    let modal = platform.world().interactions[&opened].data.clone();
    note("[…]", screen::modal(&modal));
    note("/settings", screen::text(&ana.answered(ana.slash(channel, "settings", &[])).await));
    note("/privacy", screen::text(&ana.answered(ana.slash(channel, "privacy", &[])).await));
    platform.assert_clean();
    seen
}
