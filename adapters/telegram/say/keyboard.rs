//! Choices as buttons: short ones side by side, long ones on a row of their own.

use passerelle_core::reply::Choice;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::rich::clean;
use crate::telegram::limits::{LONGEST_DATA, cut};

/// The most characters of each label where one, two, three buttons share a row of a telephone, in equal parts.
const WIDTHS: [usize; 3] = [usize::MAX, 20, 11];

/// The longest label that is worth showing; telephones cut it earlier.
const LONGEST_LABEL: usize = 80;

/// Returns the buttons; none when there is nothing to choose.
pub(crate) fn keyboard(choices: &[Choice]) -> Option<InlineKeyboardMarkup> {
    let buttons: Vec<_> = choices.iter().filter_map(button).collect();
    let rows = rows(buttons);
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

fn button(choice: &Choice) -> Option<InlineKeyboardButton> {
    let data = choice.id.to_string();
    let label = cut(clean(&choice.label).trim(), LONGEST_LABEL);
    // What does not fit a button can still be typed; the core keeps its choices within the limit.
    let fits = (1..=LONGEST_DATA).contains(&data.len()) && !label.is_empty();
    fits.then(|| InlineKeyboardButton::callback(label, data))
}

/// Lays buttons out in their order: in as few rows as can be, and of those with the most even ones.
fn rows(buttons: Vec<InlineKeyboardButton>) -> Vec<Vec<InlineKeyboardButton>> {
    let widths: Vec<usize> = buttons.iter().map(|button| button.text.chars().count()).collect();
    // For each place, from the end: how many rows what follows takes, how uneven they are, and how long the first is.
    let mut best = vec![(0, 0, 0); widths.len() + 1];
    for from in (0..widths.len()).rev() {
        let layouts = (1..=WIDTHS.len().min(widths.len() - from)).filter_map(|count| {
            let row = &widths[from..from + count];
            let (widest, narrowest) = (row.iter().max()?, row.iter().min()?);
            let (rows, uneven, _) = best[from + count];
            (*widest <= WIDTHS[count - 1]).then_some((rows + 1, uneven + (widest - narrowest).pow(2), count))
        });
        best[from] = layouts.min().unwrap_or_default();
    }
    let mut rows = Vec::new();
    let mut rest = buttons.into_iter();
    let mut at = 0;
    while at < widths.len() {
        let count = best[at].2;
        rows.push(rest.by_ref().take(count).collect());
        at += count;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::reply::ChoiceId;

    fn shown(labels: &[&str]) -> String {
        let choice = |label: &&str| Choice { id: ChoiceId::Help, label: (*label).to_owned() };
        let choices: Vec<Choice> = labels.iter().map(choice).collect();
        let rows = keyboard(&choices).map(|keyboard| keyboard.inline_keyboard).unwrap_or_default();
        let row = |row: &Vec<InlineKeyboardButton>| {
            row.iter().map(|button| button.text.as_str()).collect::<Vec<_>>().join(" | ")
        };
        rows.iter().map(row).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn buttons_are_laid_out_in_few_and_even_rows() {
        for (labels, expected) in [
            (&["Oui", "Non", "Je ne sais pas"][..], "Oui | Non / Je ne sais pas"),
            (&["Oui", "Non", "Peut-être"], "Oui | Non | Peut-être"),
            (
                &["Les cinq façons d'agir", "Exemples de villes", "English", "Español"],
                "Les cinq façons d'agir / Exemples de villes / English | Español",
            ),
            (
                &["En bref", "Comment faire", "Résultats", "Coût"],
                "En bref | Comment faire / Résultats | Coût",
            ),
            (&["Comment faire, étape par étape"], "Comment faire, étape par étape"),
            (&[], ""),
        ] {
            assert_eq!(shown(labels), expected);
        }
    }
}
