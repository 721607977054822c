//! What can be chosen at a step, and which of it a text chooses.

use crate::flow::answer::Answer;
use crate::flow::draft::Draft;
use crate::knowledge::Scheme;
use crate::knowledge::flow::{OptionsFrom, Repair, Step};
use crate::language::Language;
use crate::mind::Mind;
use crate::understand::normal::fold;

/// An option as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// What stands on its button.
    pub label: String,
    /// Everything that says it, folded.
    pub words: Vec<String>,
}

/// Returns what can be chosen at a step. `told` is the draft or submission whose answers an `answers` step is about.
pub fn options(mind: &Mind, step: &Step, told: Option<&Draft>, language: Language) -> Vec<Shown> {
    let knowledge = &mind.knowledge;
    let label = |words: &crate::knowledge::flow::Words| {
        words.best(language).map_or(String::new(), |(_, text)| text.clone())
    };
    let own = step.kind.own_options().iter().map(|id| {
        let repair = match *id {
            "yes" => Repair::Yes,
            "no" => Repair::No,
            _ => Repair::Unknown,
        };
        let said = knowledge.repairs.of.iter().filter(|(of, _)| *of == repair);
        let words = said.flat_map(|(_, utterances)| utterances.iter().flat_map(|(_, texts)| texts));
        Shown {
            id: (*id).to_owned(),
            label: mind.wording.say(language, &format!("option-{id}")),
            words: words.map(|text| fold(text)).collect(),
        }
    });
    let written = step.options.iter().map(|option| {
        let labels = option.label.iter().map(|(_, text)| text);
        let words = option.words.iter().flat_map(|(_, texts)| texts);
        Shown {
            id: option.id.clone(),
            label: label(&option.label),
            words: labels.chain(words).map(|text| fold(text)).collect(),
        }
    });
    let mut all: Vec<Shown> = own.chain(written).collect();
    let scheme = |scheme: Scheme| {
        knowledge.terms.iter().filter(move |term| term.scheme == scheme).map(|term| Shown {
            id: term.id.clone(),
            label: capital(term.label(language)),
            words: term.labels.iter().flat_map(|(_, labels)| labels).map(|text| fold(text)).collect(),
        })
    };
    match step.options_from {
        Some(OptionsFrom::Sector) => all.extend(scheme(Scheme::Sector)),
        Some(OptionsFrom::Family) => all.extend(scheme(Scheme::Family)),
        Some(OptionsFrom::Population) => all.extend(scheme(Scheme::Population)),
        Some(OptionsFrom::Answers) => {
            if let Some((told, flow)) = told.and_then(|told| Some((told, knowledge.flow(&told.flow)?))) {
                let answered = told.answered(flow).into_iter();
                let tells =
                    |(step, answer): &(&Step, &Answer)| **answer != Answer::Skipped && !flow.steers(step);
                all.extend(answered.filter(tells).map(|(step, _)| {
                    let names = step.names.iter().flat_map(|(_, names)| names);
                    Shown {
                        id: step.id.clone(),
                        label: label(&step.label),
                        words: step
                            .label
                            .iter()
                            .map(|(_, text)| text)
                            .chain(names)
                            .map(|text| fold(text))
                            .collect(),
                    }
                }));
            }
        }
        None => {}
    }
    all
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns the ids of the options that a text chooses: by numbers ("1, 3 et 4"), or by words.
pub fn chosen(text: &str, options: &[Shown]) -> Vec<String> {
    let folded = fold(text);
    let whole: Vec<&Shown> = options.iter().filter(|option| option.words.contains(&folded)).collect();
    if let [only] = whole[..] {
        return vec![only.id.clone()];
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    // Numbers and small words between them: a figure in a sentence chooses nothing.
    if !numbers.is_empty() && words.len() <= 3 * numbers.len() {
        let picked: Option<Vec<String>> =
            numbers.iter().map(|number| Some(options.get(number.checked_sub(1)?)?.id.clone())).collect();
        return picked.map(once).unwrap_or_default();
    }
    // The longest words first, so that "social housing" is not also "housing" of another option.
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    let padded = format!(" {folded} ");
    for option in options {
        let said = option.words.iter().filter(|word| word.len() > 2).filter_map(|word| {
            let at = padded.find(&format!(" {word} "))?;
            Some((word.len(), at))
        });
        if let Some((length, at)) = said.max() {
            found.push((length, at, option.id.clone()));
        }
    }
    let covered = |at: usize, length: usize| {
        found.iter().any(|(other, start, _)| *other > length && *start <= at && at + length <= start + other)
    };
    let mut kept: Vec<(usize, String)> = found
        .iter()
        .filter(|(length, at, _)| !covered(*at, *length))
        .map(|(_, at, id)| (*at, id.clone()))
        .collect();
    kept.sort();
    // A sentence in which an option is named by the way is no choice of it.
    let named: usize = kept.len();
    if named > 0 && words.len() <= 6 * named {
        return once(kept.into_iter().map(|(_, id)| id).collect());
    }
    near(&folded, options).into_iter().collect()
}

/// Returns the option whose label is meant in spite of a typing error.
fn near(folded: &str, options: &[Shown]) -> Option<String> {
    let close = |word: &&String| word.len() >= 5 && strsim::osa_distance(word, folded) <= 1 + word.len() / 9;
    let mut found = options.iter().filter(|option| option.words.iter().any(|word| close(&word)));
    let first = found.next()?;
    found.next().is_none().then(|| first.id.clone())
}

fn once(list: Vec<String>) -> Vec<String> {
    let mut once = Vec::new();
    for item in list {
        if !once.contains(&item) {
            once.push(item);
        }
    }
    once
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(id: &str, words: &[&str]) -> Shown {
        Shown { id: id.into(), label: id.into(), words: words.iter().map(|word| (*word).into()).collect() }
    }

    #[test]
    fn options_are_chosen_by_numbers_and_by_words() {
        let all = [
            option("food", &["food", "local food"]),
            option("housing", &["housing", "homes"]),
            option("social", &["social housing"]),
        ];
        for (text, ids) in [
            ("1", vec!["food"]),
            ("1 et 3", vec!["food", "social"]),
            ("2, 2 and 1", vec!["housing", "food"]),
            ("housing", vec!["housing"]),
            ("food and social housing", vec!["food", "social"]),
            ("houzing", vec!["housing"]),
            ("4", vec![]),
            ("1 and 9", vec![]),
            ("we spent 3 years and a lot of patience on this", vec![]),
            ("nothing of it", vec![]),
        ] {
            assert_eq!(chosen(text, &all), ids, "{text}");
        }
    }
}
