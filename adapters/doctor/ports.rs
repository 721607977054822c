//! Where we listen: whether the place is free, and for whose ears.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use super::{Finding, Patient, Service};
use crate::settings::TelegramMode;

/// Looks at every address the settings make us listen on.
pub(super) fn look(patient: &Patient) -> Vec<Finding> {
    let settings = &patient.settings;
    let webhook = settings.telegram.listen.filter(|_| settings.telegram.mode == TelegramMode::Webhook);
    let places: Vec<(&str, SocketAddr)> = [
        ("http.listen", settings.http.listen),
        ("telegram.listen", webhook),
        ("bridge.listen", settings.bridge.listen),
    ]
    .into_iter()
    .filter_map(|(key, place)| Some((key, place?)))
    .collect();
    let mut findings = Vec::new();
    for (at, (key, place)) in places.iter().enumerate() {
        let same = places[..at].iter().find(|(_, other)| other.port() != 0 && other.port() == place.port());
        findings.extend(match same {
            Some((other, _)) => Some(Finding::broken(
                "ports",
                format!("`{key}` and `{other}` are both `{place}`"),
                "only one of them would be served",
                format!("give `{key}` another port"),
            )),
            None => ears(key, *place).or_else(|| bind(key, *place, patient.service)),
        });
    }
    findings
}

/// What is served without a password is for this machine alone.
fn ears(key: &str, place: SocketAddr) -> Option<Finding> {
    if place.ip().is_loopback() {
        return None;
    }
    let fix = format!("listen = \"127.0.0.1:{}\"   # in [{}]", place.port(), key.trim_end_matches(".listen"));
    match key {
        "bridge.listen" => Some(Finding::broken(
            "ports",
            format!("`{key}` is `{place}`: the bridge trusts whoever connects"),
            "anybody in the network could speak as anybody",
            fix,
        )),
        "http.listen" => Some(Finding::warning(
            "ports",
            format!("`{key}` is `{place}`: the network may look at the pages"),
            "they hold no names and no words, but tell that the service runs and how much it is used",
            fix,
        )),
        _ => None,
    }
}

fn bind(key: &str, place: SocketAddr, service: Service) -> Option<Finding> {
    let Err(error) = TcpListener::bind(place) else { return None };
    let fix = match error.kind() {
        ErrorKind::AddrInUse if service == Service::Running => return None,
        ErrorKind::AddrInUse => format!(
            "ss -ltnp 'sport = :{}'   # shows who has it; stop that, or choose another port",
            place.port()
        ),
        ErrorKind::PermissionDenied => {
            "choose a port from 1024 on, behind the server that holds the certificate".to_owned()
        }
        ErrorKind::AddrNotAvailable => {
            format!("write an address of this machine, for example \"127.0.0.1:{}\"", place.port())
        }
        _ => "choose another address".to_owned(),
    };
    Some(Finding::broken(
        "ports",
        format!("`{key}` is `{place}`, where we cannot listen: {error}"),
        "the program does not start when it cannot listen",
        fix,
    ))
}
