//! Choices as buttons: short ones side by side, long ones on a row of their own.

use passerelle_core::reply::Choice;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::rich::clean;
use crate::telegram::limits::{LONGEST_DATA, cut};

/// The most characters of each label where one, two, three buttons share a row of a telephone.
const WIDTHS: [usize; 3] = [usize::MAX, 18, 10];

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

fn rows(buttons: Vec<InlineKeyboardButton>) -> Vec<Vec<InlineKeyboardButton>> {
    let mut rows: Vec<Vec<InlineKeyboardButton>> = Vec::new();
    for button in buttons {
        let wide = |one: &InlineKeyboardButton| one.text.chars().count();
        match rows.last_mut() {
            Some(row)
                if WIDTHS.get(row.len()).is_some_and(|&most| {
                    row.iter().map(wide).chain([wide(&button)]).all(|width| width <= most)
                }) =>
            {
                row.push(button);
            }
            _ => rows.push(vec![button]),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_core::reply::ChoiceId;

    #[test]
    fn short_buttons_share_a_row() {
        let labels = ["Oui", "Non", "Je ne sais pas", "Comment faire, étape par étape", "Résultats", "Coût"];
        let choices = labels.map(|label| Choice { id: ChoiceId::Help, label: label.to_owned() });
        let rows = keyboard(&choices).unwrap().inline_keyboard;
        let shown: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(|b| b.text.as_str()).collect()).collect();
        assert_eq!(
            shown,
            [
                vec!["Oui", "Non"],
                vec!["Je ne sais pas"],
                vec!["Comment faire, étape par étape"],
                vec!["Résultats", "Coût"]
            ]
        );
        assert_eq!(keyboard(&[]), None);
    }
}
