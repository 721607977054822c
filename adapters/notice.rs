//! `passerelle pause`, `notice` and `resume`: what everybody is told, alone or beside the running program.

use anyhow::{Result, anyhow, bail};
use clap::Args;
use passerelle_core::assistant::{keep_notice, kept_notice};
use passerelle_core::knowledge::Day;
use passerelle_core::language::Language;
use passerelle_core::notice::{FORMAT, LONGEST, Notice, Reach};
use passerelle_core::store::Store;

use crate::console::Console;
use crate::terminal::now;

/// The words of a notice, and its last day.
#[derive(Debug, Clone, Args)]
pub(crate) struct Told {
    /// What people are told in French
    #[arg(long, value_name = "TEXT")]
    notice_fr: Option<String>,
    /// What people are told in English
    #[arg(long, value_name = "TEXT")]
    notice_en: Option<String>,
    /// What people are told in Spanish
    #[arg(long, value_name = "TEXT")]
    notice_es: Option<String>,
    /// The last day on which it holds: 2026-12-31
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Told {
    fn notice(&self, reach: Reach) -> Result<Notice> {
        let given = [("fr", &self.notice_fr), ("en", &self.notice_en), ("es", &self.notice_es)];
        let texts: Vec<(Language, String)> = given
            .into_iter()
            .filter_map(|(code, text)| Some((Language::from_code(code)?, text.as_deref()?.trim().to_owned())))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        if let Some((language, text)) = texts.iter().find(|(_, text)| text.chars().count() > LONGEST) {
            bail!(
                "the notice in `{language}` has {} characters\nhelp: at most {LONGEST}; put the rest where a link leads",
                text.chars().count()
            );
        }
        let now = now();
        let until = match self.until.as_deref() {
            None => None,
            Some(text) => Some(Day::parse(text).ok_or_else(|| {
                anyhow!("`{text}` is no day\nhelp: write the year, the month and the day: 2026-12-31")
            })?),
        };
        let notice = Notice { format: FORMAT, reach, texts, until, since: now };
        if notice.is_over(now) {
            bail!("the last day of the notice is over\nhelp: give a day from today on, or none");
        }
        Ok(notice)
    }
}

/// Pauses the service: every event is answered with the notice.
pub(crate) fn pause(store: &impl Store, told: &Told, console: &mut Console) -> Result<u8> {
    let notice = told.notice(Reach::Paused)?;
    keep_notice(store, Some(&notice))?;
    console.line("the service is paused: every message is answered with the notice");
    beside(&notice, console);
    Ok(0)
}

/// Gives a notice that is shown beside answers; without words, shows the one in force.
pub(crate) fn notice(store: &impl Store, told: &Told, console: &mut Console) -> Result<u8> {
    let notice = told.notice(Reach::Beside)?;
    if notice.texts.is_empty() {
        match kept_notice(store)?.filter(|kept| !kept.is_over(now())) {
            None => console.line("no notice is in force"),
            Some(kept) => {
                console.line(match kept.reach {
                    Reach::Paused => "the service is paused",
                    Reach::Beside => "a notice is shown once a day in each conversation",
                });
                for (language, text) in &kept.texts {
                    console.line(&format!("{language}: {text}"));
                }
                if let Some(until) = kept.until {
                    console.line(&format!("until {until}, that day included"));
                }
            }
        }
        return Ok(0);
    }
    keep_notice(store, Some(&notice))?;
    console.line("the notice is shown once a day in each conversation");
    beside(&notice, console);
    Ok(0)
}

/// Ends the notice, and the pause.
pub(crate) fn resume(store: &impl Store, console: &mut Console) -> Result<u8> {
    let was = kept_notice(store)?;
    keep_notice(store, None)?;
    console.line(match was {
        Some(_) => "the service answers again, without a notice",
        None => "no notice was in force",
    });
    Ok(0)
}

/// What whoever gave it should know.
fn beside(notice: &Notice, console: &mut Console) {
    let lacking: Vec<&str> = Language::all()
        .filter(|language| !notice.texts.iter().any(|(there, _)| there == language))
        .map(Language::code)
        .collect();
    if notice.reach == Reach::Paused && !lacking.is_empty() {
        console.aside(&format!("note: in {}, the shipped words are said\n", lacking.join(", ")));
    }
    console.aside(&match notice.until {
        Some(until) => {
            format!("note: it ends by itself after {until} (UTC); passerelle resume ends it before\n")
        }
        None => "note: it ends with: passerelle resume\n".to_owned(),
    });
}
