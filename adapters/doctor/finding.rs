//! What was found: each finding says what is so, why it matters and what mends it. Nothing secret stands in one.

use std::fmt;

use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// As it should be.
    Fine,
    /// Worth knowing; nothing to mend.
    Note,
    /// It works, but will disappoint somebody.
    Warning,
    /// It does not work, or puts people's words at risk.
    Broken,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was looked at, as a short name that stays the same.
    pub(crate) check: &'static str,
    /// How much it matters.
    pub(crate) level: Level,
    /// What is so.
    pub(crate) what: String,
    /// Why it matters.
    pub(crate) why: Option<String>,
    /// The command to give, or the line to write.
    pub(crate) fix: Option<String>,
}

impl Finding {
    /// All is well.
    pub(crate) fn fine(check: &'static str, what: impl Into<String>) -> Finding {
        Finding { check, level: Level::Fine, what: what.into(), why: None, fix: None }
    }

    /// Worth knowing.
    pub(crate) fn note(check: &'static str, what: impl Into<String>) -> Finding {
        Finding { level: Level::Note, ..Finding::fine(check, what) }
    }

    /// It works, but.
    pub(crate) fn warning(
        check: &'static str,
        what: impl Into<String>,
        why: impl Into<String>,
        fix: impl Into<String>,
    ) -> Finding {
        Finding {
            check,
            level: Level::Warning,
            what: what.into(),
            why: Some(why.into()),
            fix: Some(fix.into()),
        }
    }

    /// It must be mended.
    pub(crate) fn broken(
        check: &'static str,
        what: impl Into<String>,
        why: impl Into<String>,
        fix: impl Into<String>,
    ) -> Finding {
        Finding { level: Level::Broken, ..Finding::warning(check, what, why, fix) }
    }

    /// What another part of the program refuses: its words say what is wrong, and behind `help:` what to do.
    pub(crate) fn refused(check: &'static str, error: &anyhow::Error, why: impl Into<String>) -> Finding {
        let said = format!("{error:#}");
        match said.split_once("\nhelp: ") {
            Some((what, help)) => {
                // The chain of causes goes on behind the help: it belongs to what is wrong.
                let (fix, cause) = help.split_once(": ").map_or((help, ""), |(fix, cause)| {
                    if error.chain().count() > 1 { (fix, cause) } else { (help, "") }
                });
                let what = if cause.is_empty() { what.to_owned() } else { format!("{what}: {cause}") };
                Finding::broken(check, what, why, fix)
            }
            None => {
                Finding::broken(check, said, why, "mend what it says, then run `passerelle doctor` again")
            }
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Fine => "fine",
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Broken => "BROKEN",
        };
        let indented = |text: &str| text.replace('\n', "\n           ");
        write!(f, "{level:<8} {}: {}", self.check, indented(&self.what))?;
        if let Some(why) = &self.why {
            write!(f, "\n    why:   {}", indented(why))?;
        }
        if let Some(fix) = &self.fix {
            write!(f, "\n    do:    {}", indented(fix))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::*;

    #[test]
    fn what_is_refused_is_split_into_what_and_what_to_do() {
        let plain = Finding::refused("x", &anyhow!("it is so\nhelp: do this: now"), "y");
        assert_eq!((plain.what.as_str(), plain.fix.as_deref()), ("it is so", Some("do this: now")));
        let chained: anyhow::Result<()> = Err(anyhow!("no such file")).context("it is so\nhelp: do this");
        let chained = Finding::refused("x", &chained.unwrap_err(), "y");
        assert_eq!(
            (chained.what.as_str(), chained.fix.as_deref()),
            ("it is so: no such file", Some("do this"))
        );
        let bare = Finding::refused("x", &anyhow!("it is so"), "y");
        assert!(bare.fix.is_some());
    }
}
