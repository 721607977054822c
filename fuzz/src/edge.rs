//! What the program reads of others: lines of the bridge, updates of Telegram, frames of Discord, settings.
//!
//! The fuzz targets and the test of the corpus call the same functions.

/// A line of the bridge.
pub fn bridge(bytes: &[u8]) {
    crate::bridge::thrown::at(bytes);
}

/// An update of Telegram.
pub fn telegram(bytes: &[u8]) {
    crate::telegram::thrown::at(bytes);
}

/// A frame of Discord.
pub fn discord(bytes: &[u8]) {
    crate::discord::thrown::at(bytes);
}

/// A settings file: read, or refused with a sentence that names the file.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = crate::settings::Settings::parse(text, "passerelle.toml") {
        assert!(error.to_string().starts_with("passerelle.toml"), "{error}");
    }
}
