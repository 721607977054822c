//! How the platforms are reached: one HTTP client, with timeouts, the host's proxy and certificate authority.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::settings::Network;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Makes a client whose requests take at most `longest`.
///
/// # Errors
/// When the certificate authority cannot be read, or the proxy is no address.
pub(crate) fn client(network: &Network, longest: Duration) -> Result<reqwest::Client> {
    let mut client = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .timeout(longest)
        .user_agent(concat!("Passerelle/", env!("CARGO_PKG_VERSION")));
    if let Some(file) = &network.ca_file {
        let pem = std::fs::read(file)
            .with_context(|| format!("the certificate authority `{}` cannot be read", file.display()))?;
        let certificates = reqwest::Certificate::from_pem_bundle(&pem).with_context(|| {
            format!("`{}` holds no certificate\nhelp: `network.ca_file` names a PEM file", file.display())
        })?;
        for certificate in certificates {
            client = client.add_root_certificate(certificate);
        }
    }
    if let Some(proxy) = &network.proxy {
        let proxy = reqwest::Proxy::all(proxy).with_context(|| {
            format!(
                "the setting `network.proxy` is `{proxy}`, which is no address\nhelp: write http://host:port"
            )
        })?;
        client = client.proxy(proxy);
    }
    client.build().context("the HTTP client could not be made")
}
