//! The settings: whether what they say can be.

use std::path::Path;

use passerelle_core::language::Language;
use reqwest::Url;

use super::Finding;
use crate::settings::Settings;

/// Says which file was read.
pub(super) fn file(file: Option<&Path>) -> Vec<Finding> {
    vec![match file {
        Some(file) => Finding::fine("settings", format!("`{}` is read", file.display())),
        None => Finding {
            fix: Some("passerelle init".to_owned()),
            ..Finding::note("settings", "there is no settings file: every default holds")
        },
    }]
}

/// Looks at each value that can be wrong although it is well-formed.
pub(super) fn values(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Also where --data names another folder: the next start may be without it.
    if let Err(error) = settings.data_folder(None) {
        findings.push(Finding::refused("settings", &error, "without a folder nothing can be kept"));
    }
    findings.extend(languages(settings));
    findings.extend(people(settings));
    findings.extend(review(settings));
    let addresses = [
        ("telegram.api_url", settings.telegram.api_url.as_deref()),
        ("discord.api_url", settings.discord.api_url.as_deref()),
    ];
    findings.extend(addresses.into_iter().filter_map(|(key, url)| address(key, url?)));
    findings
}

fn languages(settings: &Settings) -> Option<Finding> {
    let assistant = &settings.assistant;
    let default = assistant.default_language.unwrap_or(Language::DEFAULT);
    if assistant.languages.is_empty() || assistant.languages.contains(&default) {
        return None;
    }
    let list: Vec<String> =
        assistant.languages.iter().chain([&default]).map(|language| format!("\"{language}\"")).collect();
    Some(Finding::broken(
        "languages",
        format!("`default_language` is `{default}`, which is not one of `languages`"),
        "people would be greeted in a language in which they are then not answered",
        format!("languages = [{}]   # in [assistant]", list.join(", ")),
    ))
}

/// A public service says who runs it.
fn people(settings: &Settings) -> Vec<Finding> {
    let lacks = |value: &Option<String>| value.as_deref().is_none_or(|text| text.trim().is_empty());
    let mut findings = Vec::new();
    if lacks(&settings.assistant.operator) {
        findings.push(Finding::warning(
            "operator",
            "the settings do not say who runs this service",
            "people ask, and privacy law wants it told (Québec: Access Act, section 65; GDPR, article 13)",
            "operator = \"Ville de …, service …\"   # in [assistant]",
        ));
    }
    if lacks(&settings.assistant.contact) {
        findings.push(Finding::warning(
            "contact",
            "the settings do not say how to reach a person",
            "where the program does not know, it has nobody to point to",
            "contact = \"name@town.example\"   # in [assistant]",
        ));
    }
    findings
}

fn review(settings: &Settings) -> Vec<Finding> {
    let review = &settings.review;
    let mut findings = Vec::new();
    for (key, listed) in [("moderators", &review.moderators), ("chats", &review.chats)] {
        let odd = listed.iter().find(|listed| {
            let Some((platform, id)) = listed.split_once(':') else { return true };
            let digits = id.strip_prefix('-').unwrap_or(id);
            match platform {
                "telegram" | "discord" => digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()),
                "bridge" | "terminal" => id.is_empty(),
                _ => true,
            }
        });
        if let Some(odd) = odd {
            findings.push(Finding::broken(
                "review",
                format!("`{odd}` in `review.{key}` names nobody"),
                "what people send would reach no moderator",
                format!("{key} = [\"telegram:1001\", \"discord:2001\"]   # platform:number, in [review]"),
            ));
        }
    }
    if review.approvals == 0 {
        findings.push(Finding::broken(
            "review",
            "`review.approvals` is 0",
            "what people send would be published unread",
            "approvals = 1   # in [review]",
        ));
    } else if !review.moderators.is_empty() && usize::from(review.approvals) > review.moderators.len() {
        findings.push(Finding::broken(
            "review",
            format!(
                "{} must accept, and there are {} moderator(s)",
                review.approvals,
                review.moderators.len()
            ),
            "nothing could ever be accepted",
            format!("approvals = {}   # in [review], or name more moderators", review.moderators.len()),
        ));
    }
    findings
}

/// Looks at the address of an API, over which the token travels.
fn address(key: &str, url: &str) -> Option<Finding> {
    let Some(parsed) = Url::parse(url).ok().filter(|url| url.has_host()) else {
        return Some(Finding::broken(
            "address",
            format!("the setting `{key}` is `{url}`, which is no address"),
            "the platform cannot be reached",
            "write https:// and a name, or leave the line out",
        ));
    };
    let here = super::network::is_this_machine(&parsed);
    (parsed.scheme() != "https" && !here).then(|| {
        Finding::broken(
            "address",
            format!("the setting `{key}` is `{url}`: not https"),
            "the token and what people write would travel in the clear",
            format!("{} = \"https://…\"", key.split_once('.').map_or(key, |(_, key)| key)),
        )
    })
}
