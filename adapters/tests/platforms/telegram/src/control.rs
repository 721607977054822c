//! The control port, for programs that are not the test itself: the same address, paths without `/bot…`.
//!
//! - `POST /control/update` with `{"kind": "message", "what": {…}}` adds an update; answers its id.
//! - `POST /control/say` with `{"id", "name", "language", "text"}` lets a person write to the bot.
//! - `POST /control/press` with `{"id", "name", "language", "label"}` lets them press a button of the newest message with it.
//! - `POST /control/fault` with `{"method", "times", "code", "description", "retry_after"}` refuses the next calls.
//! - `GET /control/calls` lists the calls, `GET /control/chat?id=…` shows a chat as text.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::chat::Person;
use crate::fault::{Rule, Wrong};
use crate::platform::{Platform, Shared};
use crate::screen;

pub(crate) async fn answer(shared: &Arc<Shared>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = Bytes::from_request(request, &()).await.unwrap_or_default();
    let given: Value = serde_json::from_slice(&body).unwrap_or_default();
    let platform = Platform::of(shared.clone());
    let text = |key: &str| given[key].as_str().unwrap_or_default().to_owned();
    let person = Person {
        id: given["id"].as_i64().unwrap_or(1),
        name: text("name"),
        language: given["language"].as_str().map(str::to_owned),
    };
    match path.as_str() {
        "/control/update" => axum::Json(platform.raw(&text("kind"), given["what"].clone())).into_response(),
        "/control/say" => axum::Json(platform.tells(&person, text("text").as_str()).0).into_response(),
        "/control/press" => axum::Json(platform.presses(&person, person.id, &text("label"))).into_response(),
        "/control/fault" => {
            let what = Wrong::Status {
                code: given["code"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(500),
                description: text("description"),
                retry_after: given["retry_after"].as_u64(),
            };
            let times = given["times"].as_u64().unwrap_or(1) as usize;
            platform.wrong(Rule::new(&text("method"), times.max(1), what));
            StatusCode::NO_CONTENT.into_response()
        }
        "/control/calls" => {
            let calls: Vec<Value> = platform.with(|state| {
                let told = |call: &crate::state::Call| {
                    let refused = call.refused.as_ref().map(|refusal| refusal.description.clone());
                    json!({"method": call.method, "given": call.given, "refused": refused})
                };
                state.calls.iter().map(told).collect()
            });
            axum::Json(calls).into_response()
        }
        "/control/chat" => {
            let id = query.strip_prefix("id=").and_then(|id| id.parse::<i64>().ok());
            let shown = platform.with(|state| id.and_then(|id| state.chats.get(&id).map(screen::chat)));
            shown.map_or_else(|| StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response)
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
