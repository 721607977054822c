//! Reads `flows/<id>.toml`, a form or a check, and `repairs/<repair>.toml`, what people say to find their way in one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::origins::{FileText, FlowOrigin};
use super::values::{self, Value};
use super::{acts, front, language_codes, lexicon};
use crate::diagnostic::Code;
use crate::knowledge::entry::is_slug;
use crate::knowledge::flow::{
    LONGEST_ANSWER, LONGEST_LABEL, LONGEST_NAME, LONGEST_OPTION, Repair, Repairs, Step, When, Words,
};
use crate::knowledge::report::Report;
use crate::knowledge::{EntryId, Flow};

/// The file of answers that are no repairs.
const ANSWER: &str = "answer";

/// Reads the file `name` of `repairs/`.
pub(super) fn read_repair(report: &mut Report<'_>, name: &str, repairs: &mut Repairs) {
    let stem = name.trim_end_matches(".toml");
    let repair = Repair::from_word(stem);
    if repair.is_none() && stem != ANSWER {
        let words: Vec<&str> = Repair::ALL.iter().map(|repair| repair.word()).chain([ANSWER]).collect();
        report.whole(Code::UnknownRepair, format!("`{stem}` is not a repair"), values::choose(stem, &words));
        return;
    }
    let utterances = acts::utterances(report);
    if report.errors() > 0 {
        return;
    }
    match repair {
        Some(repair) => repairs.of.push((repair, utterances)),
        None => repairs.answers = utterances,
    }
}

/// Reads a flow; returns nothing if it has an error.
pub(super) fn read(report: &mut Report<'_>, name: &str) -> Option<(Flow, FlowOrigin)> {
    let id = name.trim_end_matches(".toml");
    if !is_slug(id) || id.len() > LONGEST_NAME {
        let help = format!("name it with at most {LONGEST_NAME} characters a-z, 0-9 and single hyphens");
        report.whole(Code::BadFileName, format!("`{name}` cannot be the name of a flow"), help);
        return None;
    }
    let text = report.text;
    let document = values::document(report, text)?;
    document.values().for_each(|value| lexicon::empty(report, value));
    let mut flow = match toml::from_str::<Flow>(text) {
        Ok(flow) => flow,
        Err(error) => {
            lexicon::form(report, error.message(), error.span().unwrap_or(0..0));
            return None;
        }
    };
    id.clone_into(&mut flow.id);
    let places = Places(&document);
    if flow.steps.is_empty() {
        report.whole(Code::NoSteps, "a flow without steps", "write the first one: `[[step]]`");
    }
    let languages: Vec<&str> = flow.title.iter().map(|(language, _)| language.code()).collect();
    document.values().for_each(|value| translated(report, value, &languages));
    steps(report, &flow, &places);
    outcomes(report, &flow, &places);
    let mut entries = Vec::new();
    document.iter().for_each(|(key, value)| named(report, key.get_ref(), value, &mut entries));
    if report.errors() > 0 {
        return None;
    }
    let file = FileText { path: report.file.to_owned(), text: text.to_owned() };
    Some((flow, FlowOrigin { file, entries }))
}

/// Where things stand in a flow's document.
struct Places<'a>(&'a DeTable<'a>);

impl Places<'_> {
    /// The value of a key in the `at`-th table of a list of tables; the table itself when the key is not there.
    fn of(&self, list: &str, at: usize, key: &str) -> Range<usize> {
        let Some(DeValue::Array(tables)) = self.0.get(list).map(|value| value.get_ref()) else { return 0..0 };
        let Some(table) = tables.get(at) else { return 0..0 };
        match table.get_ref() {
            DeValue::Table(inner) => inner.get(key).map_or_else(|| table.span(), |value| value.span()),
            _ => table.span(),
        }
    }
}

/// Reports texts that stand in some of the flow's languages only.
fn translated(report: &mut Report<'_>, value: &Value<'_>, languages: &[&str]) {
    match value.get_ref() {
        DeValue::Array(items) => items.iter().for_each(|item| translated(report, item, languages)),
        DeValue::Table(table) => {
            let spoken = |key: &&str| language_codes().contains(key);
            let have: Vec<&str> = table.keys().map(|key| key.get_ref().as_ref()).filter(spoken).collect();
            if have.is_empty() {
                table.values().for_each(|value| translated(report, value, languages));
                return;
            }
            let missing: Vec<&str> = languages.iter().filter(|code| !have.contains(code)).copied().collect();
            if !missing.is_empty() {
                // What is written in several languages in one table is marked at its first.
                let first = table.keys().map(|key| key.span()).min_by_key(|span| span.start);
                let message = format!("a text without {}", values::quoted(&missing));
                let help = "write it in every language that the title has";
                report.advise(Code::Untranslated, first.unwrap_or_else(|| value.span()), message, help);
            }
        }
        _ => {}
    }
}

/// Collects the ids of entries that a flow names.
fn named(report: &mut Report<'_>, key: &str, value: &Value<'_>, entries: &mut Vec<(EntryId, Range<usize>)>) {
    match value.get_ref() {
        DeValue::Array(_) if matches!(key, "see" | "sources" | "gap") => {
            entries.extend(values::list(report, key, value, front::entry_id));
        }
        DeValue::Array(items) => items.iter().for_each(|item| named(report, key, item, entries)),
        DeValue::Table(table) => {
            table.iter().for_each(|(key, value)| named(report, key.get_ref(), value, entries));
        }
        _ => {}
    }
}

fn steps(report: &mut Report<'_>, flow: &Flow, places: &Places<'_>) {
    let mut before: BTreeMap<&str, &Step> = BTreeMap::new();
    for (at, step) in flow.steps.iter().enumerate() {
        let place = |key: &str| places.of("step", at, key);
        name(report, &step.id, place("id"));
        if before.contains_key(step.id.as_str()) {
            let message = format!("the step `{}` stands twice", step.id);
            report.advise(Code::DoubledStep, place("id"), message, "give each step an id of its own");
        }
        long(report, &step.label, LONGEST_LABEL, &place("label"));
        options(report, step, &place);
        when(report, &step.when, &before, &place("when"));
        if let Some(other) = step.follows.as_deref().filter(|other| !before.contains_key(other)) {
            let ids: Vec<&str> = before.keys().copied().collect();
            let message = format!("`follows` names `{other}`, which is no step before this one");
            report.advise(Code::UnknownStep, place("follows"), message, values::choose(other, &ids));
        }
        for other in &step.reads {
            if !flow.steps[at + 1..].iter().any(|later| later.id == *other) {
                let ids: Vec<&str> = flow.steps[at + 1..].iter().map(|step| step.id.as_str()).collect();
                let message = format!("`reads` names `{other}`, which is no step after this one");
                report.advise(Code::UnknownStep, place("reads"), message, values::choose(other, &ids));
            }
        }
        if step.longest.is_some_and(|longest| longest == 0 || longest > LONGEST_ANSWER) {
            let message = format!("`longest` is not from 1 to {LONGEST_ANSWER}");
            report.advise(
                Code::LongAnswer,
                place("longest"),
                message,
                "a longer answer does not fit one message",
            );
        }
        before.insert(&step.id, step);
    }
}

/// Reports an id that is no name, or too long for a button.
fn name(report: &mut Report<'_>, id: &str, place: Range<usize>) {
    if !is_slug(id) || id.len() > LONGEST_NAME {
        let message = format!("`{id}` is not the name of a step or an option");
        let help = format!("names have at most {LONGEST_NAME} characters a-z, 0-9 and single hyphens");
        report.advise(Code::BadName, place, message, help);
    }
}

/// Reports a label that does not fit where it is shown.
fn long(report: &mut Report<'_>, label: &Words, longest: usize, place: &Range<usize>) {
    for (language, text) in label.iter() {
        let count = text.chars().count();
        if count > longest {
            let message = format!("the label in `{language}` has {count} characters, {longest} fit");
            report.advise(Code::LongLabel, place.clone(), message, "say it in fewer words");
        }
    }
}

fn options(report: &mut Report<'_>, step: &Step, place: &dyn Fn(&str) -> Range<usize>) {
    let mut seen = BTreeSet::new();
    for option in &step.options {
        name(report, &option.id, place("option"));
        long(report, &option.label, LONGEST_OPTION, &place("option"));
        if !seen.insert(option.id.as_str()) {
            let message = format!("the option `{}` stands twice", option.id);
            report.advise(Code::DoubledOption, place("option"), message, "give each option an id of its own");
        }
    }
    let written = step.kind.options_are_written();
    let has = !step.options.is_empty() || step.options_from.is_some();
    if written != has {
        let (message, help) = if written {
            (format!("a `{}` without options", step.kind), "write them: `[[step.option]]`, or `options-from`")
        } else {
            (format!("a `{}` with options", step.kind), "leave them out, or make it a `choice`")
        };
        report.advise(Code::Options, place("kind"), message, help);
    }
    let known: Vec<&str> = seen.into_iter().chain(step.kind.own_options().iter().copied()).collect();
    for option in step.says.keys().filter(|option| !known.contains(&option.as_str())) {
        let message = format!("`says` names `{option}`, which is no option of this step");
        report.advise(Code::UnknownOption, place("says"), message, values::choose(option, &known));
    }
}

/// Reports a condition that looks at no choice made before.
fn when(report: &mut Report<'_>, when: &When, before: &BTreeMap<&str, &Step>, place: &Range<usize>) {
    let choices: Vec<&str> =
        before.iter().filter(|(_, step)| step.kind.has_options()).map(|(id, _)| *id).collect();
    for (other, options) in when {
        let Some(step) = before.get(other.as_str()).filter(|step| step.kind.has_options()) else {
            let message = format!("`when` looks at `{other}`, which is no choice made before");
            report.advise(Code::UnknownStep, place.clone(), message, values::choose(other, &choices));
            continue;
        };
        let written = step.options.iter().map(|option| option.id.as_str());
        let known: Vec<&str> = written.chain(step.kind.own_options().iter().copied()).collect();
        // Options of a list are those of another file.
        for option in options.iter().filter(|_| step.options_from.is_none()) {
            if !known.contains(&option.as_str()) {
                let message = format!("`when` names `{option}`, which is no option of `{other}`");
                report.advise(Code::UnknownOption, place.clone(), message, values::choose(option, &known));
            }
        }
    }
}

fn outcomes(report: &mut Report<'_>, flow: &Flow, places: &Places<'_>) {
    let before: BTreeMap<&str, &Step> = flow.steps.iter().map(|step| (step.id.as_str(), step)).collect();
    for (at, outcome) in flow.outcomes.iter().enumerate() {
        when(report, &outcome.when, &before, &places.of("outcome", at, "when"));
        let last = at + 1 == flow.outcomes.len();
        if outcome.when.is_empty() != last {
            let (message, help) = if last {
                ("the last outcome has a condition", "end with one that always holds: leave out `when`")
            } else {
                (
                    "an outcome without a condition, and others after it",
                    "move it to the end, or give it a `when`",
                )
            };
            report.advise(Code::OutcomeOrder, places.of("outcome", at, "when"), message, help);
        }
    }
}
