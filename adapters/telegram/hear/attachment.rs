//! What is not text: a kind, a name under which Telegram knows it, and the words that came with it. Never fetched.

use passerelle_core::event::{Attachment, AttachmentKind};
use teloxide::types::{MediaKind, Message, MessageKind};

/// Returns what a message holds besides text; none when it is text, or nothing that a person sent.
pub(super) fn of(message: &Message) -> Option<Attachment> {
    let attached = |kind, reference: &str, caption: Option<&String>| {
        Some(Attachment {
            kind,
            reference: reference.to_owned(),
            caption: caption.cloned().unwrap_or_default(),
        })
    };
    use AttachmentKind::{Document, Other, Picture, Place, Sticker, Video, Voice};
    let common = match &message.kind {
        MessageKind::Common(common) => common,
        // Content of a newer kind than this program knows; alone with a person it deserves a word.
        MessageKind::Dice(_) | MessageKind::Empty {} => return attached(Other, "", None),
        _ => return None,
    };
    match &common.media_kind {
        MediaKind::Text(_) => None,
        MediaKind::Photo(photo) => {
            // The sizes go upwards; the largest is the picture.
            let file = photo.photo.last().map_or("", |size| size.file.id.0.as_str());
            attached(Picture, file, photo.caption.as_ref())
        }
        MediaKind::Document(sent) => attached(Document, &sent.document.file.id.0, sent.caption.as_ref()),
        MediaKind::Voice(sent) => attached(Voice, &sent.voice.file.id.0, sent.caption.as_ref()),
        MediaKind::Audio(sent) => attached(Voice, &sent.audio.file.id.0, sent.caption.as_ref()),
        MediaKind::Video(sent) => attached(Video, &sent.video.file.id.0, sent.caption.as_ref()),
        MediaKind::VideoNote(sent) => attached(Video, &sent.video_note.file.id.0, None),
        MediaKind::Animation(sent) => attached(Sticker, &sent.animation.file.id.0, sent.caption.as_ref()),
        MediaKind::Sticker(sent) => attached(Sticker, &sent.sticker.file.id.0, None),
        MediaKind::Venue(sent) => {
            let venue = &sent.venue;
            let named: Vec<&str> = [venue.title.as_str(), venue.address.as_str()]
                .into_iter()
                .filter(|s| !s.trim().is_empty())
                .collect();
            let at = position(venue.location.latitude, venue.location.longitude);
            attached(Place, &at, Some(&named.join(", ")))
        }
        MediaKind::Location(sent) => {
            attached(Place, &position(sent.location.latitude, sent.location.longitude), None)
        }
        _ => attached(Other, "", None),
    }
}

/// A place by its coordinates, as near as a town.
fn position(latitude: f64, longitude: f64) -> String {
    format!("{latitude:.2},{longitude:.2}")
}
