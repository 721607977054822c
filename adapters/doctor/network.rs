//! The way out: proxy, certificate authority, and the client that uses them.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::Context;
use reqwest::Url;

use super::Finding;
use crate::settings::Network;

/// How long a platform may take to answer the doctor.
const LONGEST: Duration = Duration::from_secs(10);

/// How long the connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Makes the client that the platforms are asked with, or says what keeps it from being made.
pub(super) fn client(network: &Network) -> Result<reqwest::Client, Box<Finding>> {
    let client = crate::network::client(network).and_then(|client| {
        client.connect_timeout(CONNECT).timeout(LONGEST).build().context("the HTTP client could not be made")
    });
    client.map_err(|error| {
        let why = "no platform could be reached";
        let mut finding = Finding::refused("network", &error, why);
        if finding.fix.as_deref().is_some_and(|fix| fix.starts_with("mend")) {
            finding.fix = Some(
                "ca_file = \"/path/to/authority.pem\"   # in [network], readable by this user".to_owned(),
            );
        }
        Box::new(finding)
    })
}

/// Returns whether an address is of this machine, where nothing travels in the clear.
pub(super) fn is_this_machine(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || number.is_ok_and(|ip| ip.is_loopback())
    })
}

/// Says why a platform was not reached. The address is left out: Telegram's holds the token.
pub(super) fn unreachable(check: &'static str, platform: &str, error: reqwest::Error) -> Finding {
    let timeout = error.is_timeout();
    let error = error.without_url();
    let causes: Vec<String> =
        std::iter::successors(std::error::Error::source(&error), |cause| cause.source())
            .map(ToString::to_string)
            .collect();
    let cause = causes.last().cloned().unwrap_or_else(|| error.to_string());
    let all = causes.join(" ");
    let fix = if all.contains("certificate") || all.contains("UnknownIssuer") {
        "ca_file = \"/path/to/the/network's/authority.pem\"   # in [network]; ask who runs the network"
    } else if all.contains("dns") || all.contains("lookup") || all.contains("resolve") {
        "look whether names are found: getent hosts api.telegram.org; behind a proxy, set `network.proxy`"
    } else if timeout {
        "let this machine out to port 443, or set `network.proxy`"
    } else {
        "look whether this machine may go out to port 443; behind a proxy, set `network.proxy`; else check `api_url`"
    };
    Finding::broken(
        check,
        format!("{platform} cannot be reached: {cause}"),
        "until it can, nobody there is answered",
        fix,
    )
}
