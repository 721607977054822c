//! Secrets: from the environment or a file, never in the settings, never shown.

use std::path::Path;

use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret as _, SecretString};

/// Reads the secret `NAME` from the environment, or from the file that `NAME_FILE` names.
pub(crate) fn read(name: &str) -> Result<Option<SecretString>> {
    let file_name = format!("{name}_FILE");
    let (given, file) = (std::env::var_os(name), std::env::var_os(&file_name));
    let text = match (given, file) {
        (Some(_), Some(_)) => {
            bail!("both `{name}` and `{file_name}` are set\nhelp: set one of them")
        }
        (Some(given), None) => match given.into_string() {
            Ok(text) => text,
            Err(_) => bail!("`{name}` is not UTF-8 text\nhelp: copy it again from where it was made"),
        },
        (None, Some(file)) => {
            let file = Path::new(&file);
            std::fs::read_to_string(file).with_context(|| {
                format!("the file `{}` that `{file_name}` names cannot be read", file.display())
            })?
        }
        (None, None) => return Ok(None),
    };
    let text = text.trim();
    if text.is_empty() {
        bail!("`{name}` is set, but empty\nhelp: give it a value, or unset it");
    }
    Ok(Some(SecretString::from(text.to_owned())))
}

/// The same as bare text, for a library that wants it at once.
pub(crate) fn named(name: &str) -> Result<Option<String>> {
    Ok(read(name)?.map(|secret| secret.expose_secret().to_owned()))
}
