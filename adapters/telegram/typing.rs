//! Shows that we are typing, where the wait is felt: an answer that comes at once needs no such sign.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use teloxide::payloads::SendChatAction;
use teloxide::types::{ChatAction, ChatId, MessageId, Recipient, ThreadId};

use super::api::Api;
use super::limits::TYPING_LASTS;

/// From when on a wait is felt.
const FELT: Duration = Duration::from_millis(800);

/// How often typing is shown again: a chat that hears nothing for longer waits for more than an answer.
const MOST: u32 = 6;

/// Where more chats wait than this, the signs would hold up the answers.
const MOST_CHATS: usize = 20;

/// The chats that wait for an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typing {
    /// For each chat, the turn of its wait: a new one makes the old one end.
    waiting: Arc<Mutex<HashMap<String, u64>>>,
}

impl Typing {
    /// Begins a wait.
    pub(crate) fn begin(&self, api: &Api, chat: &str, thread: Option<&str>) {
        let Ok(id) = chat.parse().map(ChatId) else { return };
        let turn = {
            let mut waiting = self.waiting();
            let turn = waiting.get(chat).map_or(0, |turn| turn + 1);
            waiting.insert(chat.to_owned(), turn);
            turn
        };
        let thread = thread.and_then(|thread| thread.parse().ok()).map(|thread| ThreadId(MessageId(thread)));
        let (typing, api, chat) = (self.clone(), api.clone(), chat.to_owned());
        tokio::spawn(async move {
            tokio::time::sleep(FELT).await;
            for _ in 0..MOST {
                if !typing.waits(&chat, turn) {
                    return;
                }
                let mut request = SendChatAction::new(Recipient::Id(id), ChatAction::Typing);
                request.message_thread_id = thread;
                // A sign that does not come through is not worth a word.
                let _ = api.raw(&request).await;
                tokio::time::sleep(TYPING_LASTS).await;
            }
            typing.done(&chat);
        });
    }

    /// Ends the wait of a chat: it was answered.
    pub(crate) fn done(&self, chat: &str) {
        self.waiting().remove(chat);
    }

    /// Returns whether a wait goes on and is worth a sign.
    fn waits(&self, chat: &str, turn: u64) -> bool {
        let waiting = self.waiting();
        waiting.get(chat) == Some(&turn) && waiting.len() <= MOST_CHATS
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
