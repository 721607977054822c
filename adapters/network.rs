//! How the platforms are reached: through a proxy, trusting one more certificate authority, as the settings say.

use anyhow::{Context, Result, bail};

use crate::settings::Network;

/// Begins an HTTP client that goes the way the settings say. Times are for each platform to set.
pub(crate) fn client(network: &Network) -> Result<reqwest::ClientBuilder> {
    let mut client = reqwest::Client::builder().user_agent(concat!("passerelle/", env!("CARGO_PKG_VERSION")));
    if let Some(file) = &network.ca_file {
        let shown = file.display();
        let pem =
            std::fs::read(file).with_context(|| format!("the certificates in `{shown}` cannot be read"))?;
        let none = || {
            format!(
                "`{shown}`, which `network.ca_file` names, holds no certificates\nhelp: it must be PEM: BEGIN CERTIFICATE …"
            )
        };
        let authorities = reqwest::Certificate::from_pem_bundle(&pem).with_context(none)?;
        if authorities.is_empty() {
            bail!(none());
        }
        for authority in authorities {
            client = client.add_root_certificate(authority);
        }
    }
    if let Some(proxy) = &network.proxy {
        let proxy = reqwest::Proxy::all(proxy).with_context(|| {
            format!("the setting `network.proxy` is `{proxy}`, which is no address\nhelp: write http:// and a name")
        })?;
        client = client.proxy(proxy);
    }
    Ok(client)
}
