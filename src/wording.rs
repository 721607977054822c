//! The assistant's own sentences, spoken in a language: Fluent messages of `knowledge/wording/`.
//!
//! What has no message in a language is said in the first language that has it; a message that is nowhere is said by its name,
//! which the content check reports.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::knowledge::{Day, Knowledge};
use crate::language::{Language, PerLanguage};

/// The sentences of every language.
pub struct Wording {
    bundles: PerLanguage<FluentBundle<FluentResource>>,
}

impl std::fmt::Debug for Wording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.bundles.iter().map(|(language, _)| language)).finish()
    }
}

/// A value put into a sentence.
pub type Argument<'a> = (&'static str, FluentValue<'a>);

impl Wording {
    /// Reads the messages of a base.
    pub fn new(knowledge: &Knowledge) -> Wording {
        let mut bundles = PerLanguage::default();
        for (language, source) in knowledge.wording.iter() {
            // A message that does not parse was reported when the content was read; the others are used.
            let resource = FluentResource::try_new(source.clone()).unwrap_or_else(|(resource, _)| resource);
            let locale = language.code().parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![locale]);
            bundle.set_use_isolating(false);
            bundle.add_resource_overriding(resource);
            bundles.insert(language, bundle);
        }
        Wording { bundles }
    }

    /// Says a message.
    pub fn say(&self, language: Language, message: &str) -> String {
        self.say_with(language, message, &[])
    }

    /// Says a message with values.
    pub fn say_with(&self, language: Language, message: &str, values: &[Argument<'_>]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, value.clone());
        }
        std::iter::once(language)
            .chain(Language::all())
            .find_map(|language| {
                let bundle = self.bundles.get(language)?;
                let pattern = bundle.get_message(message)?.value()?;
                let mut errors = Vec::new();
                Some(bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
            })
            .unwrap_or_else(|| message.to_owned())
    }

    /// Says a day.
    pub fn day(&self, language: Language, day: Day) -> String {
        self.say_with(
            language,
            "date",
            &[
                ("day", day.day.to_string().into()),
                ("month", i64::from(day.month).into()),
                ("year", day.year.to_string().into()),
            ],
        )
    }

    /// Says a whole number, its digits grouped as the language does.
    pub fn number(language: Language, number: u64) -> String {
        let digits = number.to_string();
        let (group, _) = language.info().separators;
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        let language = |code| Language::from_code(code).unwrap();
        assert_eq!(Wording::number(language("en"), 1_234_567), "1,234,567");
        assert_eq!(Wording::number(language("fr"), 12_000), "12\u{202f}000");
        assert_eq!(Wording::number(language("es"), 999), "999");
    }
}
