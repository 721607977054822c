//! A session of the gateway, without its socket: what is said, what is heard, and how it goes on.

use std::io::Read;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::Dispatch;

/// The most bytes that a compressed frame may hold: a server with all its members.
const LARGEST: u64 = 256 << 20;

/// What is read of what Discord tells; everything else is passed over unread.
const READ: [&str; 4] = ["READY", "RESUMED", "MESSAGE_CREATE", "INTERACTION_CREATE"];

/// A session, as far as it can be gone on with, also by the next start of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::discord) struct Session {
    /// Its name.
    pub(in crate::discord) id: String,
    /// Where it lives.
    pub(in crate::discord) url: Option<String>,
    /// The number of what was told last.
    pub(in crate::discord) seq: u64,
}

/// How it goes on after a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// With the session.
    Resume,
    /// With the session, after a while.
    ResumeLater,
    /// With a new session, after a while.
    Identify,
}

impl After {
    /// The least time to wait, when Discord wants one.
    pub(super) fn told(self) -> Option<Duration> {
        (self != After::Resume).then_some(Duration::from_secs(1))
    }
}

/// What a frame tells.
#[derive(Debug, Default)]
pub(super) enum Told {
    /// Nothing for us.
    #[default]
    Nothing,
    /// A heartbeat is wanted at once.
    Beat,
    /// The last heartbeat was answered.
    Answer,
    /// The connection is to be opened again.
    Reconnect,
    /// The session is over, or must be resumed.
    Invalid(After),
    /// Something happened.
    Dispatch(Dispatch),
}

/// A frame of Discord's.
#[derive(Debug, Deserialize)]
pub(super) struct Frame<'a> {
    op: u8,
    #[serde(default)]
    s: Option<u64>,
    #[serde(default, borrow)]
    t: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, borrow)]
    d: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Hello {
    heartbeat_interval: u64,
}

#[derive(Deserialize)]
struct Ready {
    session_id: String,
    #[serde(default)]
    resume_gateway_url: Option<String>,
}

impl Frame<'_> {
    /// The time between heartbeats, when it is the first frame.
    pub(super) fn interval(&self) -> Option<Duration> {
        let hello: Hello = serde_json::from_str(self.d.filter(|_| self.op == 10)?.get()).ok()?;
        Some(Duration::from_millis(hello.heartbeat_interval.clamp(50, 600_000)))
    }

    /// The session that begins with it.
    pub(super) fn begins(&self) -> Option<Session> {
        Session::begun(self.d.filter(|_| self.t.as_deref() == Some("READY"))?.get())
    }

    /// What it tells ("Gateway Opcodes").
    pub(super) fn told(&self) -> Told {
        match self.op {
            0 => {
                let kind = self.t.as_deref().unwrap_or_default().to_owned();
                let read = READ.contains(&kind.as_str());
                let data = self.d.filter(|_| read).map(ToOwned::to_owned);
                Told::Dispatch(Dispatch { seq: self.s.unwrap_or(0), kind, data })
            }
            1 => Told::Beat,
            7 => Told::Reconnect,
            9 => Told::Invalid(match self.d.map(RawValue::get) {
                Some("true") => After::ResumeLater,
                _ => After::Identify,
            }),
            11 => Told::Answer,
            _ => Told::Nothing,
        }
    }
}

impl Session {
    /// The session that begins with the data of a READY.
    pub(in crate::discord) fn begun(ready: &str) -> Option<Session> {
        let ready: Ready = serde_json::from_str(ready).ok()?;
        Some(Session { id: ready.session_id, url: ready.resume_gateway_url, seq: 0 })
    }

    /// The words that go on with it.
    pub(super) fn resume(&self, token: &str) -> String {
        json!({"op": 6, "d": {"token": format!("Bot {token}"), "session_id": self.id, "seq": self.seq}})
            .to_string()
    }
}

/// The words that begin a session.
pub(super) fn identify(token: &str, intents: u64) -> String {
    json!({
        "op": 2,
        "d": {
            "token": format!("Bot {token}"),
            "intents": intents,
            "compress": true,
            "large_threshold": 50,
            "properties": {"os": std::env::consts::OS, "browser": "passerelle", "device": "passerelle"},
        }
    })
    .to_string()
}

/// A heartbeat.
pub(super) fn beat(seq: Option<u64>) -> String {
    json!({"op": 1, "d": seq}).to_string()
}

/// Reads a frame as it came from the socket. An error is the end of the connection, with its code when there is one.
pub(super) fn read<T>(
    frame: Result<Message, Error>,
    hear: impl FnOnce(Frame<'_>) -> T,
) -> Result<T, Option<u16>>
where
    T: Default,
{
    let inflated;
    let text = match &frame {
        Ok(Message::Text(text)) => text.as_str(),
        Ok(Message::Binary(bytes)) => {
            let mut text = String::new();
            let read = flate2::read::ZlibDecoder::new(bytes.as_ref()).take(LARGEST).read_to_string(&mut text);
            if read.is_err() {
                return Ok(T::default());
            }
            inflated = text;
            &inflated
        }
        Ok(Message::Close(frame)) => return Err(frame.as_ref().map(|frame| u16::from(frame.code))),
        Ok(_) => return Ok(T::default()),
        Err(_) => return Err(None),
    };
    // What is no JSON of ours says nothing to us.
    Ok(serde_json::from_str(text).map(hear).unwrap_or_default())
}

/// Whether only a person can change what a close code tells ("Gateway Close Event Codes").
pub(super) fn is_fatal(code: u16) -> bool {
    matches!(code, 4004 | 4010..=4014)
}

/// How it goes on after a close code.
pub(super) fn after(code: u16) -> After {
    match code {
        // Not authenticated, an invalid number, a session that timed out.
        4003 | 4007 | 4009 => After::Identify,
        // Too fast.
        4008 => After::ResumeLater,
        _ => After::Resume,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Told {
        read(Ok(Message::text(text)), |frame| frame.told()).unwrap()
    }

    #[test]
    fn frames_are_read_and_strangers_passed_over() {
        assert!(matches!(heard(r#"{"op":11,"d":null}"#), Told::Answer));
        assert!(matches!(heard(r#"{"op":7,"d":null,"s":null,"t":null}"#), Told::Reconnect));
        assert!(matches!(heard(r#"{"op":9,"d":true}"#), Told::Invalid(After::ResumeLater)));
        assert!(matches!(heard(r#"{"op":9,"d":false}"#), Told::Invalid(After::Identify)));
        assert!(matches!(heard("not json"), Told::Nothing));
        assert!(matches!(heard(r#"{"op":99}"#), Told::Nothing));
        let Told::Dispatch(known) = heard(r#"{"op":0,"s":7,"t":"MESSAGE_CREATE","d":{"id":"1"}}"#) else {
            panic!()
        };
        assert_eq!((known.seq, known.data.unwrap().get()), (7, r#"{"id":"1"}"#));
        let Told::Dispatch(other) = heard(r#"{"op":0,"s":8,"t":"GUILD_CREATE","d":{"members":[]}}"#) else {
            panic!()
        };
        assert_eq!((other.seq, other.data.is_none()), (8, true));
    }

    #[test]
    fn compressed_frames_are_read_like_others() {
        use std::io::Write;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(br#"{"op":11}"#).unwrap();
        let frame = Message::binary(encoder.finish().unwrap());
        assert!(matches!(read(Ok(frame), |frame| frame.told()), Ok(Told::Answer)));
        assert!(matches!(read(Ok(Message::binary(vec![1, 2])), |frame| frame.told()), Ok(Told::Nothing)));
    }

    #[test]
    fn every_close_code_has_its_way_on() {
        // The table of the documentation: whether one may reconnect, and whether the session goes on.
        for (code, fatal, way) in [
            (1000, false, After::Resume),
            (1001, false, After::Resume),
            (4000, false, After::Resume),
            (4001, false, After::Resume),
            (4002, false, After::Resume),
            (4003, false, After::Identify),
            (4004, true, After::Resume),
            (4005, false, After::Resume),
            (4007, false, After::Identify),
            (4008, false, After::ResumeLater),
            (4009, false, After::Identify),
            (4010, true, After::Resume),
            (4011, true, After::Resume),
            (4012, true, After::Resume),
            (4013, true, After::Resume),
            (4014, true, After::Resume),
        ] {
            assert_eq!(is_fatal(code), fatal, "{code}");
            assert!(fatal || after(code) == way, "{code}");
        }
    }
}
