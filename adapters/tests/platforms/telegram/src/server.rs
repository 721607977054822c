//! The door: HTTP connections, served one by one so that a fault can cut one.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Extension, Request, State as Ours};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::fault::{Rule, Wrong};
use crate::methods::{self, Given};
use crate::platform::Shared;
use crate::refusal::Refusal;
use crate::state::Call;
use crate::{call, updates};

/// Cuts the connection that a request came through.
#[derive(Clone)]
struct Scissors(Arc<Notify>);

/// Serves until the task is ended; connections end with it.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().fallback(answer).with_state(shared);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let cut = Arc::new(Notify::new());
        let router = router.clone().layer(Extension(Scissors(cut.clone())));
        connections.spawn(async move {
            let serving = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
            tokio::select! {
                // How a connection ended is the business of the other side.
                _ = serving => {}
                () = cut.notified() => {}
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(
    Ours(shared): Ours<Arc<Shared>>,
    Extension(cut): Extension<Scissors>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let Some((token, method)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/')) else {
        return crate::control::answer(&shared, request).await;
    };
    let method = method.to_lowercase();
    let at = Instant::now();
    if token != shared.lock().token {
        return envelope(Err(Refusal::world(401, "Unauthorized")));
    }
    let given = match call::read(request).await {
        Ok(given) => given,
        Err(refusal) => return envelope(Err(refusal)),
    };
    let rule = shared.lock().next_rule(&method, &given);
    let done = |result: Result<Value, Refusal>| {
        let refused = result.as_ref().err().cloned();
        let mut state = shared.lock();
        state.calls.push(Call { method: method.clone(), given: given.clone(), at, refused });
        drop(state);
        shared.changed.notify_waiters();
        envelope(result)
    };
    match rule {
        Some(Wrong::Status { code, description, retry_after }) => {
            done(Err(Refusal { retry_after, ..Refusal::world(code, description) }))
        }
        Some(Wrong::Page(code)) => {
            let _ = done(Err(Refusal::world(code, "a page of HTML")));
            let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, [(header::CONTENT_TYPE, "text/html")], "<html><body><h1>Bad Gateway</h1></body></html>")
                .into_response()
        }
        Some(Wrong::Silent(long)) => {
            let response = done(Err(Refusal::world(0, "silence")));
            tokio::time::sleep(long).await;
            response
        }
        Some(Wrong::Cut) => {
            let response = done(Err(Refusal::world(0, "the connection was cut")));
            cut.0.notify_one();
            std::future::pending::<()>().await;
            response
        }
        Some(Wrong::DoneThenCut) => {
            let response = done(act(&shared, &method, &given).await);
            cut.0.notify_one();
            std::future::pending::<()>().await;
            response
        }
        Some(Wrong::Late(long)) => {
            tokio::time::sleep(long).await;
            done(act(&shared, &method, &given).await)
        }
        None => done(act(&shared, &method, &given).await),
    }
}

async fn act(shared: &Shared, method: &str, given: &Given) -> Result<Value, Refusal> {
    call::known(method, given)?;
    if method == "getupdates" {
        return updates::poll(shared, given).await;
    }
    methods::act(&mut shared.lock(), method, given)
}

fn envelope(result: Result<Value, Refusal>) -> Response {
    match result {
        Ok(value) => axum::Json(json!({"ok": true, "result": value})).into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
            (status, axum::Json(refusal.envelope())).into_response()
        }
    }
}

impl crate::state::State {
    /// Takes the rule that this call falls under, if there is one.
    fn next_rule(&mut self, method: &str, given: &Given) -> Option<Wrong> {
        let chat = given.get("chat_id").and_then(Value::as_i64);
        let falls = |rule: &Rule| {
            (rule.method == "*" || rule.method == method) && (rule.chat.is_none() || rule.chat == chat)
        };
        let at = self.rules.iter().position(falls)?;
        let rule = &mut self.rules[at];
        rule.times -= 1;
        let what = rule.what.clone();
        if rule.times == 0 {
            self.rules.remove(at);
        }
        Some(what)
    }
}
