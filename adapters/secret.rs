//! Secrets: from the environment alone, or from a file that the environment names. Never from the settings, never shown.

use anyhow::{Context, Result};

/// Returns the secret with this name: `NAME`, else what stands in the file that `NAME_FILE` names; none when neither is set.
pub(crate) fn named(name: &str) -> Result<Option<String>> {
    let given = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    if let Some(secret) = given(name) {
        return Ok(Some(secret.trim().to_owned()));
    }
    let Some(file) = given(&format!("{name}_FILE")) else { return Ok(None) };
    let secret = std::fs::read_to_string(&file)
        .with_context(|| format!("the file `{file}` that {name}_FILE names cannot be read"))?;
    let secret = secret.trim();
    if secret.is_empty() {
        anyhow::bail!(
            "the file `{file}` that {name}_FILE names is empty\nhelp: write the secret into it, and nothing else"
        );
    }
    Ok(Some(secret.to_owned()))
}
