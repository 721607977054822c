//! Says a flow that is filled in: its questions, what was noted, everything that was told, what comes of it.

use crate::event::{AttachmentKind, Timestamp};
use crate::flow::options::{Shown, options};
use crate::flow::read::longest;
use crate::flow::{Answer, Draft, Refusal};
use crate::knowledge::flow::{AnswerKind, Ending, Fact, Fills, Flow, Step, Words};
use crate::knowledge::{Day, EntryId, Repair, Scheme};
use crate::reply::{Choice, ChoiceId, Does, Field, Form, MOST_CHOICES, Need, Press, Room};
use crate::submission::brief;
use crate::text::{Block, Style, Text};
use crate::understand::normal::tokens;
use crate::wording::Wording;

use super::{Speaker, lists};

/// The most options that stand on buttons; more are a numbered list.
const BUTTONS: usize = 5;

/// The most fields of a form (Discord's modals).
const FIELDS: usize = 5;

/// The longest title of a form (Discord's modals).
const LONGEST_FORM_TITLE: usize = 45;

/// The most characters of everything that was told, before long answers are cut in the list.
const SUMMARY: usize = 3_200;

/// How far an answer is cut in a list that is too long.
const CUT: usize = 240;

/// How many cases of an outcome are shown.
const CASES: usize = 5;

/// A draft, with the flow it fills in and what it is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) draft: &'a Draft,
    /// The draft of the submission that a moderator's flow is about.
    pub(crate) told: Option<&'a Draft>,
}

impl Sheet<'_> {
    /// A button of the form.
    pub(crate) fn choice(&self, does: Does) -> ChoiceId {
        ChoiceId::Form(Press { ticket: self.draft.ticket, does })
    }
}

/// Returns a text of a flow.
pub(crate) fn words(speaker: &Speaker<'_>, words: &Words) -> String {
    words.best(speaker.language()).map_or_else(String::new, |(_, text)| text.clone())
}

/// Returns an answer as it is shown.
pub(crate) fn shown(speaker: &Speaker<'_>, sheet: &Sheet<'_>, step: &Step, answer: &Answer) -> String {
    match answer {
        Answer::Options(chosen) => {
            let all = options(speaker.mind, step, sheet.told, speaker.language());
            let label = |id: &String| {
                all.iter()
                    .find(|option| option.id == *id)
                    .map_or_else(|| id.clone(), |option| option.label.clone())
            };
            chosen.iter().map(label).collect::<Vec<_>>().join(", ")
        }
        Answer::Number(number) => {
            let grouped = Wording::number(speaker.language(), *number);
            if step.fills == Some(Fills::Fact(Fact::Inhabitants)) {
                speaker.say_with("inhabitants", &[("count", grouped.into())])
            } else {
                grouped
            }
        }
        Answer::Files(files) => speaker.say_with("form-files", &[("count", speaker.number(files.len()))]),
        Answer::Skipped => speaker.say("form-skipped"),
        other => other.plain(),
    }
}

/// What is said before a question.
pub(crate) fn noted(
    speaker: &Speaker<'_>,
    sheet: &Sheet<'_>,
    message: &str,
    answers: &[(String, Answer)],
) -> Block {
    let said: Vec<String> = answers
        .iter()
        .filter_map(|(step, answer)| Some(shown(speaker, sheet, sheet.flow.step(step)?, answer)))
        .collect();
    Block::Paragraph(Text::plain(speaker.say_with(message, &[("answers", said.join(" · ").into())])))
}

/// Returns whether an answer was made out of what was typed, so that it is said what was understood.
pub(crate) fn is_made_out(answers: &[(String, Answer)]) -> bool {
    answers.len() > 1
        || answers
            .iter()
            .any(|(_, answer)| matches!(answer, Answer::Number(_) | Answer::Year(_) | Answer::Links(_)))
}

/// A question, whole: its words, its options, its buttons.
#[derive(Debug, Default)]
pub(crate) struct Question {
    pub(crate) blocks: Vec<Block>,
    pub(crate) choices: Vec<Choice>,
    /// Every option, when there are more than buttons.
    pub(crate) options: Vec<Choice>,
    pub(crate) form: Option<Form>,
}

/// Says the question of a step; the same words each time.
pub(crate) fn question(speaker: &Speaker<'_>, sheet: &Sheet<'_>, step: &Step) -> Question {
    let Sheet { flow, draft, told } = *sheet;
    let ask = words(speaker, &step.ask);
    let first = match draft.place(flow, step) {
        // One question, or two, need no counting.
        Some((at, of)) if of > 2 => {
            let (at, of) = (speaker.number(at), speaker.number(of));
            speaker.say_with("form-step", &[("at", at), ("of", of), ("question", ask.into())])
        }
        _ => ask,
    };
    let mut blocks = vec![Block::Paragraph(Text::strong(first))];
    let hint = words(speaker, &step.hint);
    if !hint.is_empty() {
        blocks.push(Block::Note(Text::plain(hint)));
    }
    let earlier = draft.earlier(&step.id);
    if let Some(answer) = earlier {
        let message = if step.kind == AnswerKind::Choices { "form-chosen" } else { "form-earlier" };
        let text = brief(&shown(speaker, sheet, step, answer), CUT);
        blocks.push(Block::Note(Text::plain(speaker.say_with(message, &[("answers", text.into())]))));
    }
    let all = options(speaker.mind, step, told, speaker.language());
    let choose = |option: &Shown| Choice {
        id: sheet.choice(Does::Choose { step: step.id.clone(), option: option.id.clone() }),
        label: brief(&option.label, 80),
    };
    let options = if all.len() > BUTTONS { all.iter().map(choose).collect() } else { Vec::new() };
    let buttons: Vec<&Shown> = if all.len() > BUTTONS {
        let items = all.iter().map(|option| Text::plain(option.label.clone())).collect();
        blocks.push(Block::List { numbered: true, items });
        suggested(speaker, draft, step, &all)
    } else {
        all.iter().collect()
    };
    let mut choices: Vec<Choice> = buttons.into_iter().map(choose).collect();
    choices.extend(ways(speaker, sheet, step, earlier.is_some()));
    choices.truncate(MOST_CHOICES);
    Question { blocks, choices, options, form: form(speaker, sheet, step) }
}

/// The options that what was told before names: buttons for a list that is too long for them.
fn suggested<'o>(speaker: &Speaker<'_>, draft: &Draft, step: &Step, all: &'o [Shown]) -> Vec<&'o Shown> {
    if step.options_from.is_none() {
        return Vec::new();
    }
    let mut named: Vec<&str> = Vec::new();
    for given in &draft.answers {
        if let Answer::Text(text) = &given.answer {
            for mention in speaker.mind.reader.mentions(&tokens(text)) {
                let term = speaker.mind.knowledge.terms.at(mention.term);
                if term.scheme != Scheme::Place && !named.contains(&term.id.as_str()) {
                    named.push(&term.id);
                }
            }
        }
    }
    named.iter().filter_map(|id| all.iter().find(|option| option.id == *id)).take(BUTTONS - 1).collect()
}

/// The buttons that find one's way at a step.
fn ways(speaker: &Speaker<'_>, sheet: &Sheet<'_>, step: &Step, earlier: bool) -> Vec<Choice> {
    let at = |repair: Repair| sheet.choice(Does::Repair(repair, Some(step.id.clone())));
    let mut ways = Vec::new();
    if earlier {
        let message = if step.kind == AnswerKind::Choices { "choice-enough" } else { "choice-keep" };
        ways.push(speaker.choice(at(Repair::Keep), message));
    }
    if step.optional {
        ways.push(speaker.choice(at(Repair::Skip), "choice-skip"));
    }
    if !step.sources.is_empty() {
        ways.push(speaker.choice(at(Repair::Help), "choice-why-question"));
    }
    let first = sheet.draft.answers.is_empty();
    if first && sheet.flow.notice.is_some() {
        ways.push(speaker.choice(sheet.choice(Does::Notice), "choice-notice"));
    }
    ways
}

/// The form of the open step and of those in prose that come right after it.
fn form(speaker: &Speaker<'_>, sheet: &Sheet<'_>, step: &Step) -> Option<Form> {
    let Sheet { flow, draft, .. } = *sheet;
    let typed = |step: &&Step| !step.kind.has_options() && step.kind != AnswerKind::Files;
    let at = flow.steps.iter().position(|other| other.id == step.id)?;
    let open = flow.steps[at..].iter().filter(|step| draft.applies(step) && draft.answer(&step.id).is_none());
    let fields: Vec<Field> = open
        .take_while(typed)
        .take(FIELDS)
        .map(|step| Field {
            id: field(draft, step),
            label: words(speaker, &step.label),
            hint: Some(words(speaker, &step.hint))
                .filter(|hint| !hint.is_empty())
                .map(|hint| brief(&hint, 100)),
            value: draft
                .typed(&step.id)
                .map(str::to_owned)
                .or_else(|| draft.earlier(&step.id).map(Answer::plain)),
            room: if step.kind == AnswerKind::Paragraph { Room::Paragraph } else { Room::Line },
            // A form that is left in the middle keeps what it has; the chat asks for the rest.
            need: if step.optional || step.id != flow.steps[at].id { Need::Optional } else { Need::Required },
            longest: longest(step),
        })
        .collect();
    if fields.is_empty() {
        return None;
    }
    let title = brief(&words(speaker, &flow.title), LONGEST_FORM_TITLE);
    Some(Form { title, label: speaker.say("form-open"), fields })
}

/// Returns the id of a step's field: the draft's number and the step, so that a form of another draft is known.
pub(crate) fn field(draft: &Draft, step: &Step) -> String {
    format!("{}.{}", draft.ticket.signs(), step.id)
}

/// What is said when a flow begins.
pub(crate) fn opening(speaker: &Speaker<'_>, sheet: &Sheet<'_>, about: Option<&EntryId>) -> Vec<Block> {
    let flow = sheet.flow;
    let mut blocks = Vec::new();
    let opening = words(speaker, &flow.opening);
    if !opening.is_empty() {
        blocks.push(Block::Paragraph(Text::plain(opening)));
    }
    if let Some(notice) = &flow.notice {
        let version = i64::from(notice.version).into();
        let short = words(speaker, &notice.short).into();
        blocks.push(Block::Note(Text::plain(
            speaker.say_with("form-notice", &[("version", version), ("notice", short)]),
        )));
    }
    if flow.about == Some(crate::knowledge::flow::About::Entry) {
        let title = about
            .and_then(|id| speaker.mind.knowledge.entry(id))
            .map(|entry| entry.title(speaker.language()));
        let text = match title {
            Some(title) => speaker.say_with("form-about", &[("title", title.to_owned().into())]),
            None => speaker.say("form-about-none"),
        };
        blocks.push(Block::Paragraph(Text::plain(text)));
    }
    blocks
}

/// Says why a question is asked, and how to find one's way.
pub(crate) fn help(speaker: &Speaker<'_>, step: &Step) -> Vec<Block> {
    let why = words(speaker, &step.why);
    let mut blocks = Vec::new();
    if !why.is_empty() {
        blocks.push(Block::Paragraph(Text::plain(why)));
    }
    let titles: Vec<&str> = step
        .sources
        .iter()
        .filter_map(|id| Some(speaker.mind.knowledge.entry(id)?.title(speaker.language())))
        .collect();
    if !titles.is_empty() {
        blocks.push(Block::Source(Text::plain(
            speaker.say_with("form-drawn-from", &[("titles", titles.join(" · ").into())]),
        )));
    }
    let message = match (step.optional, step.kind.has_options()) {
        (true, _) => "form-ways-optional",
        (false, true) => "form-ways-choice",
        (false, false) => "form-ways",
    };
    blocks.push(Block::Note(Text::plain(speaker.say(message))));
    blocks
}

/// Says why an answer was refused.
pub(crate) fn refused(speaker: &Speaker<'_>, refusal: &Refusal) -> Block {
    let number = |number: usize| Wording::number(speaker.language(), number as u64);
    let text = match refusal {
        Refusal::Empty => speaker.say("refused-empty"),
        Refusal::TooLong { count, longest } => speaker.say_with(
            "refused-long",
            &[("count", number(*count).into()), ("longest", number(*longest).into())],
        ),
        Refusal::NoNumber => speaker.say("refused-no-number"),
        Refusal::OddNumber => speaker.say("refused-odd-number"),
        Refusal::NoYear => speaker.say("refused-no-year"),
        Refusal::OddYear { latest } => {
            speaker.say_with("refused-odd-year", &[("latest", latest.to_string().into())])
        }
        Refusal::NoOption => speaker.say("refused-no-option"),
        Refusal::OneOption => speaker.say("refused-one-option"),
        Refusal::NotYesNo => speaker.say("refused-not-yes-no"),
        Refusal::NoLink => speaker.say("refused-no-link"),
        Refusal::UnsafeLink => speaker.say("refused-unsafe-link"),
        Refusal::TooMany { most } => speaker.say_with("refused-too-many", &[("most", number(*most).into())]),
        Refusal::NotText(AttachmentKind::Voice | AttachmentKind::Video) => speaker.say("refused-voice"),
        Refusal::NotText(_) => speaker.say("refused-not-text"),
        Refusal::NoFile => speaker.say("refused-no-file"),
        Refusal::NotYet => speaker.say("refused-not-yet"),
        Refusal::Closed => speaker.say("refused-closed"),
        Refusal::Required => speaker.say("refused-required"),
    };
    Block::Paragraph(Text::plain(text))
}

/// The answers that tell something, in the order in which they are shown and numbered.
pub(crate) fn listed<'a>(sheet: &Sheet<'a>) -> Vec<(&'a Step, &'a Answer)> {
    let tells = |(step, answer): &(&Step, &Answer)| **answer != Answer::Skipped && !sheet.flow.steers(step);
    sheet.draft.answered(sheet.flow).into_iter().filter(tells).collect()
}

/// A numbered list of answers; long ones are cut when together they are too long.
pub(crate) fn answers(speaker: &Speaker<'_>, sheet: &Sheet<'_>) -> Block {
    let all = listed(sheet);
    let texts: Vec<String> = all.iter().map(|(step, answer)| shown(speaker, sheet, step, answer)).collect();
    let total: usize = texts.iter().map(|text| text.chars().count()).sum();
    let items = all
        .iter()
        .zip(texts)
        .map(|((step, _), text)| {
            let text = if total > SUMMARY { brief(&text, CUT) } else { text };
            let label = words(speaker, &step.label);
            Text::strong(speaker.say_with("form-label", &[("label", label.into())]))
                .and(" ", Style::Plain)
                .and(text, Style::Plain)
        })
        .collect();
    Block::List { numbered: true, items }
}

/// Says everything that was told, before it is sent.
pub(crate) fn summary(
    speaker: &Speaker<'_>,
    sheet: &Sheet<'_>,
    language: crate::language::Language,
) -> Question {
    let Sheet { flow, draft, .. } = *sheet;
    let title = words(speaker, &flow.title);
    let first = speaker
        .say_with("form-summary", &[("title", title.into()), ("ticket", draft.ticket.to_string().into())]);
    let mut blocks = vec![Block::Paragraph(Text::strong(first)), answers(speaker, sheet)];
    let skipped: Vec<String> = draft
        .answered(flow)
        .into_iter()
        .filter(|(_, answer)| **answer == Answer::Skipped)
        .map(|(step, _)| words(speaker, &step.label))
        .collect();
    let mut notes = Vec::new();
    if !skipped.is_empty() {
        notes.push(speaker.say_with("form-left-out", &[("steps", skipped.join(", ").into())]));
    }
    notes.push(speaker.say_with("form-language", &[("language", language.info().name.into())]));
    notes.push(speaker.say("form-change-how"));
    if let Some(notice) = &flow.notice {
        let version = i64::from(notice.version).into();
        notes.push(speaker.say_with("form-consent", &[("version", version)]));
    }
    blocks.extend(notes.into_iter().map(|note| Block::Note(Text::plain(note))));
    let repair = |repair: Repair| sheet.choice(Does::Repair(repair, None));
    let mut choices = vec![
        speaker.choice(repair(Repair::Send), "choice-send"),
        speaker.choice(repair(Repair::Change), "choice-change"),
    ];
    if flow.notice.is_some() {
        choices.push(speaker.choice(sheet.choice(Does::Notice), "choice-notice"));
    }
    choices.push(speaker.choice(repair(Repair::Later), "choice-later"));
    choices.push(speaker.choice(repair(Repair::Cancel), "choice-cancel"));
    Question { blocks, choices, ..Question::default() }
}

/// Asks which answer is to be changed.
pub(crate) fn which(speaker: &Speaker<'_>, sheet: &Sheet<'_>) -> Question {
    let blocks = vec![Block::Paragraph(Text::strong(speaker.say("form-which"))), answers(speaker, sheet)];
    let all: Vec<Choice> = listed(sheet)
        .into_iter()
        .map(|(step, _)| Choice {
            id: sheet.choice(Does::Repair(Repair::Change, Some(step.id.clone()))),
            label: words(speaker, &step.label),
        })
        .collect();
    let (choices, options) = if all.len() <= MOST_CHOICES { (all, Vec::new()) } else { (Vec::new(), all) };
    Question { blocks, choices, options, form: None }
}

/// Says what comes of a flow that is weighed: what is in place, what is missing, what to settle first, and who had the same gaps.
pub(crate) fn outcome(speaker: &Speaker<'_>, sheet: &Sheet<'_>) -> Question {
    let mut blocks = Vec::new();
    if let Some(outcome) = sheet.flow.outcomes.iter().find(|outcome| sheet.draft.holds(&outcome.when)) {
        blocks.push(Block::Paragraph(Text::strong(words(speaker, &outcome.text))));
    }
    for (option, said) in weighed(speaker, sheet) {
        let count = speaker.number(said.len());
        blocks.push(Block::Paragraph(Text::strong(
            speaker.say_with(&format!("outcome-{option}"), &[("count", count)]),
        )));
        let items = said.into_iter().map(Text::plain).collect();
        blocks.push(Block::List { numbered: false, items });
    }
    let gaps = gaps(sheet);
    let titles = lists::short_titles(
        &gaps.iter().filter_map(|id| title(speaker, id)).map(String::as_str).collect::<Vec<_>>(),
    );
    if !titles.is_empty() {
        let titles = titles.join(" · ").into();
        blocks.push(Block::Paragraph(Text::plain(speaker.say_with("outcome-cases", &[("titles", titles)]))));
    }
    blocks.push(Block::Note(Text::plain(speaker.say("outcome-guidance"))));
    let mut choices = vec![
        speaker.choice(sheet.choice(Does::AsText), "choice-as-text"),
        speaker.choice(sheet.choice(Does::Repair(Repair::Change, None)), "choice-change"),
    ];
    if !gaps.is_empty() {
        choices.push(speaker.choice(sheet.choice(Does::Cases), "choice-cases-of-it"));
    }
    for id in &sheet.flow.see {
        if speaker.mind.knowledge.entry(id).is_some() {
            choices.push(speaker.choice(ChoiceId::Open(id.clone(), None), "choice-framework"));
        }
    }
    choices.truncate(MOST_CHOICES);
    Question { blocks, choices, ..Question::default() }
}

fn title<'s>(speaker: &'s Speaker<'_>, id: &EntryId) -> Option<&'s String> {
    Some(&speaker.mind.knowledge.entry(id)?.article(speaker.language()).1.title)
}

/// What is said of the answers, by option: yes, no, unknown.
fn weighed(speaker: &Speaker<'_>, sheet: &Sheet<'_>) -> Vec<(&'static str, Vec<String>)> {
    AnswerKind::YesNoUnknown
        .own_options()
        .iter()
        .map(|option| {
            let chose = |answer: &Answer| matches!(answer, Answer::Options(chosen) if chosen.iter().any(|c| c == option));
            let said = sheet
                .draft
                .answered(sheet.flow)
                .into_iter()
                .filter(|(_, answer)| chose(answer))
                .filter_map(|(step, _)| step.says.get(*option))
                .map(|text| words(speaker, text))
                .collect();
            (*option, said)
        })
        .filter(|(_, said): &(_, Vec<String>)| !said.is_empty())
        .collect()
}

/// The cases that lacked what is missing here, those with most of it first.
pub(crate) fn gaps(sheet: &Sheet<'_>) -> Vec<EntryId> {
    let mut counted: Vec<(usize, &EntryId)> = Vec::new();
    for (step, answer) in sheet.draft.answered(sheet.flow) {
        if !matches!(answer, Answer::Options(chosen) if chosen.iter().any(|option| option == "no" || option == "unknown"))
        {
            continue;
        }
        for id in &step.gap {
            match counted.iter_mut().find(|(_, other)| *other == id) {
                Some((count, _)) => *count += 1,
                None => counted.push((1, id)),
            }
        }
    }
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted.into_iter().take(CASES).map(|(_, id)| id.clone()).collect()
}

/// Says the outcome as plain text, to be copied into a file of the council.
pub(crate) fn as_text(speaker: &Speaker<'_>, sheet: &Sheet<'_>, at: Timestamp) -> Vec<Block> {
    let day = Day::of(at);
    let date = speaker.mind.wording.day(speaker.language(), day);
    let mut lines = vec![speaker.say_with("outcome-text-title", &[("date", date.into())])];
    for (step, answer) in sheet.draft.answered(sheet.flow) {
        let answer = shown(speaker, sheet, step, answer);
        let ask = words(speaker, &step.ask);
        lines.push(
            speaker.say_with("outcome-text-answer", &[("question", ask.into()), ("answer", answer.into())]),
        );
    }
    for (option, said) in weighed(speaker, sheet) {
        let count = speaker.number(said.len());
        lines.push(speaker.say_with(&format!("outcome-{option}"), &[("count", count)]));
        lines.extend(said.into_iter().map(|line| format!("- {line}")));
    }
    let entries: Vec<String> = gaps(sheet).iter().filter_map(|id| title(speaker, id).cloned()).collect();
    if !entries.is_empty() {
        lines.push(speaker.say_with("outcome-cases", &[("titles", entries.join(" · ").into())]));
    }
    lines.push(speaker.say("outcome-guidance"));
    lines.into_iter().map(|line| Block::Paragraph(Text::plain(line))).collect()
}

/// Returns the command that takes a flow up again.
pub(crate) fn command(flow: &Flow) -> &'static str {
    match (flow.ends, flow.act) {
        (Ending::Submission, _) => "/share",
        (Ending::Outcome, _) => "/check",
        _ => "/review",
    }
}

/// Says until when a draft is kept, and how to take it up again.
pub(crate) fn kept(speaker: &Speaker<'_>, sheet: &Sheet<'_>, message: &str, now: Timestamp) -> Block {
    let until = Day::of(Timestamp(now.0 + crate::flow::draft::KEPT));
    let date = speaker.mind.wording.day(speaker.language(), until);
    let text = speaker.say_with(
        message,
        &[
            ("date", date.into()),
            ("command", command(sheet.flow).into()),
            ("ticket", sheet.draft.ticket.to_string().into()),
            ("title", words(speaker, &sheet.flow.title).into()),
        ],
    );
    Block::Paragraph(Text::plain(text))
}
