//! Flows as people fill them in: every path, in every language, with every repair at every step; what is said told apart.

mod support;

use passerelle_core::conversation::Conversation;
use passerelle_core::desk::Effect;
use passerelle_core::event::{Action, Address, Attachment, AttachmentKind, Event, EventId, Timestamp};
use passerelle_core::flow::draft::Given;
use passerelle_core::flow::paths::{Path, paths};
use passerelle_core::flow::{Answer, State};
use passerelle_core::knowledge::flow::{AnswerKind, Ending, Flow, Step};
use passerelle_core::knowledge::{Act, Repair};
use passerelle_core::language::Language;
use passerelle_core::reply::{ChoiceId, LONGEST_CHOICE, MOST_CHOICES};
use passerelle_core::text::{Block, Style};
use passerelle_core::turn::{Turn, turn};
use support::{root, sample, shipped};

#[test]
fn answers_questions_and_repairs_are_told_apart() {
    let text = std::fs::read_to_string(root().join("tests/flows/said.tsv")).unwrap();
    let (mut n, mut wrong) = (0, Vec::new());
    for line in text.lines() {
        let mut columns = line.split('\t');
        let (label, _, said) = (columns.next().unwrap(), columns.next(), columns.next().unwrap());
        let guess = shipped().wayfinder.guess(said);
        n += 1;
        let told = guess.told();
        if told != label {
            wrong.push(format!("{label} is taken for {told}: {said}  {guess:?}"));
        }
        assert!(label == "answer" || label == "question" || Repair::from_word(label).is_some(), "{label}");
    }
    assert!(wrong.len() * 20 <= n, "{} of {n} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A talk with a mind, without a store.
struct Talk {
    conversation: Conversation,
    at: i64,
    number: usize,
    language: &'static str,
}

impl Talk {
    fn new(language: &'static str) -> Talk {
        Talk { conversation: Conversation::default(), at: 1_795_000_000, number: 0, language }
    }

    fn act(&mut self, action: Action) -> Turn {
        self.at += 1;
        self.number += 1;
        let person = "someone".to_owned();
        let event = Event {
            id: EventId(self.number.to_string()),
            address: Address { platform: "test".into(), chat: person.clone(), person, thread: None },
            at: Timestamp(self.at),
            hint: Some(self.language.to_owned()),
            note: None,
            action,
        };
        let turn = turn(sample(), &self.conversation, &event);
        self.conversation = turn.conversation.clone().unwrap_or_default();
        for (_, reply) in &turn.replies {
            assert!(reply.choices.len() <= MOST_CHOICES);
            for choice in &reply.choices {
                assert!((1..=80).contains(&choice.label.chars().count()), "`{}`", choice.label);
                assert!(choice.id.to_string().len() <= LONGEST_CHOICE, "{}", choice.id);
            }
            if let Some(form) = &reply.form {
                assert!((1..=5).contains(&form.fields.len()));
                assert!(form.title.chars().count() <= 45 && form.label.chars().count() <= 80);
                for field in &form.fields {
                    assert!(field.label.chars().count() <= 45, "{}", field.label);
                    assert!(field.longest <= 4_000 && field.id.len() <= 100);
                    assert!(field.hint.as_ref().is_none_or(|hint| hint.chars().count() <= 100));
                }
            }
            assert!(reply.to_string().chars().count() < 9_000);
        }
        turn
    }

    fn say(&mut self, text: &str) -> Turn {
        self.act(Action::Say(text.to_owned()))
    }

    /// The id of the step that is open.
    fn open(&self) -> Option<String> {
        let draft = self.conversation.draft()?;
        let flow = sample().knowledge.flow(&draft.flow)?;
        draft.next(flow).map(|step| step.id.clone())
    }

    fn answers(&self) -> Vec<Given> {
        self.conversation.draft().map(|draft| draft.answers.clone()).unwrap_or_default()
    }
}

/// A good answer to a step, as people type it.
fn answer(step: &Step, option: Option<&String>, language: Language) -> String {
    if let Some(option) = option {
        let written = step.options.iter().find(|have| have.id == *option);
        let label = written.and_then(|have| have.label.get(language)).cloned();
        return label.unwrap_or_else(|| sample().wording.say(language, &format!("option-{option}")));
    }
    match step.kind {
        AnswerKind::Line if step.id == "title" => "La Ruche, Sainte-Rose (2400 habitants)",
        AnswerKind::Line => "Comité de Sainte-Rose",
        AnswerKind::Paragraph => word(
            language,
            [
                "Quarante personnes ont ouvert une coopérative dans la vieille école",
                "Forty people have opened a co-operative in the old school",
                "Cuarenta personas han abierto una cooperativa en la antigua escuela",
            ],
        ),
        AnswerKind::Choice | AnswerKind::Choices => "1",
        AnswerKind::Number => "2 400",
        AnswerKind::Year => "2019",
        AnswerKind::Place => "Sainte-Rose",
        AnswerKind::Links => "https://example.org/ruche",
        AnswerKind::Files => return skip(language).to_owned(),
        AnswerKind::YesNo | AnswerKind::YesNoUnknown => {
            return sample().wording.say(language, "option-yes");
        }
    }
    .to_owned()
}

/// One of a language's words.
fn word(language: Language, words: [&'static str; 3]) -> &'static str {
    words[language.index()]
}

fn skip(language: Language) -> &'static str {
    word(language, ["passer", "skip", "saltar"])
}

/// The flows that people open, with the steps that a path asks; what a first message answers as well is not asked.
fn walks() -> Vec<(&'static Flow, Path<'static>)> {
    let flows = sample().knowledge.flows.iter().filter(|flow| flow.act.is_some());
    flows.flat_map(|flow| paths(flow).into_iter().map(move |path| (flow, path))).collect()
}

fn begin(talk: &mut Talk, flow: &Flow) -> Turn {
    talk.act(Action::Press(ChoiceId::Start(flow.id.clone())))
}

#[test]
fn every_path_ends() {
    let mut walked = 0;
    for (flow, path) in walks() {
        for language in Language::all() {
            let mut talk = Talk::new(language.code());
            begin(&mut talk, flow);
            for (step, option) in &path {
                if talk.open().as_deref() != Some(&step.id) {
                    // The title told the place and the size already.
                    assert!(
                        talk.answers().iter().any(|given| given.step == step.id),
                        "{} {}",
                        flow.id,
                        step.id
                    );
                    continue;
                }
                talk.say(&answer(step, option.as_ref(), language));
            }
            match flow.ends {
                Ending::Submission => {
                    assert_eq!(talk.open(), None, "{} {path:?}", flow.id);
                    let turn = talk.say(word(language, ["envoyer", "send", "enviar"]));
                    let kept = turn.effects.iter().filter(|effect| matches!(effect, Effect::Keep(_))).count();
                    assert_eq!(kept, 1, "{} in {language}", flow.id);
                }
                _ => assert!(talk.conversation.drafts.iter().any(|draft| draft.state == State::Done)),
            }
            assert!(talk.conversation.draft().is_none());
            walked += 1;
        }
    }
    // Two ways through "check", "suggest", "add", "report", and those of "share", in three languages.
    assert!(walked >= 3 * 10, "{walked}");
}

#[test]
fn every_repair_works_at_every_step() {
    let mut tried = 0;
    for (flow, path) in walks() {
        for language in Language::all() {
            let mut talk = Talk::new(language.code());
            begin(&mut talk, flow);
            for (step, option) in &path {
                if talk.open().as_deref() != Some(&step.id) {
                    continue;
                }
                tried += repairs_at(&talk, flow, step, language);
                talk.say(&answer(step, option.as_ref(), language));
            }
            if flow.ends == Ending::Submission {
                tried += repairs_at_end(&talk, language);
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

/// Goes on from a talk without changing it.
fn aside(talk: &Talk) -> Talk {
    Talk { conversation: talk.conversation.clone(), ..*talk }
}

/// Returns the question that stands at the end of a reply, with its choices.
fn question(turn: &Turn) -> String {
    let reply = &turn.replies[0].1;
    let strong = |block: &&Block| matches!(block, Block::Paragraph(text) if text.0.iter().all(|span| span.style == Style::Strong));
    reply.blocks.iter().rfind(strong).map(|block| format!("{block:?}")).unwrap_or_default()
}

fn repairs_at(talk: &Talk, flow: &Flow, step: &Step, language: Language) -> usize {
    let what = format!("{} {} in {language}", flow.id, step.id);
    let open = Some(step.id.clone());
    let before = talk.answers();
    let asked = question(&aside(talk).act(Action::Fill(Vec::new())));
    let mut tried = 0;
    let mut at = |said: &str| {
        tried += 1;
        let mut talk = aside(talk);
        let turn = talk.say(said);
        (talk, turn)
    };

    // Help, what cannot be read, a question in the middle, another language: the same question, no answer lost.
    let digression = word(
        language,
        ["qui a écrit ces fiches ?", "who wrote these entries?", "¿quién escribió estas fichas?"],
    );
    for said in [word(language, ["un exemple ?", "an example?", "¿un ejemplo?"]), "", "🙂", digression] {
        let (talk, turn) = at(said);
        assert_eq!((talk.open(), talk.answers()), (open.clone(), before.clone()), "{what}: `{said}`");
        assert_eq!(question(&turn), asked, "{what}: `{said}`");
    }
    let other = word(language, ["in English please", "en español por favor", "en français s'il vous plaît"]);
    let (there, _) = at(other);
    assert_eq!((there.open(), there.answers()), (open.clone(), before.clone()), "{what}: `{other}`");
    assert_ne!(there.conversation.language(), language, "{what}: `{other}`");

    // Back, and forward again by keeping what was answered.
    let (mut back, _) = at(word(language, ["retour", "back", "atrás"]));
    if before.is_empty() {
        assert_eq!(back.open(), open, "{what}: back at the first");
    } else {
        assert_ne!(back.open(), open, "{what}: back");
        assert_eq!(back.answers().len() + 1, before.len(), "{what}: back");
        if back.conversation.draft().is_some_and(|draft| !draft.taken_back.is_empty()) {
            back.say(word(language, ["garder", "keep", "mantener"]));
            assert_eq!(back.open(), open, "{what}: keep");
        }
    }

    // Skip what is optional; what is not is asked again.
    let (skipped, _) = at(skip(language));
    if step.optional {
        assert_ne!(skipped.open(), open, "{what}: skip");
    } else {
        assert_eq!((skipped.open(), skipped.answers()), (open.clone(), before.clone()), "{what}: skip");
    }

    // Later, for 29 days.
    let (mut later, _) = at(word(language, ["plus tard", "later", "más tarde"]));
    assert!(later.conversation.draft().is_none(), "{what}: later");
    later.at += 29 * 24 * 3600;
    later.act(Action::Press(ChoiceId::Start(flow.id.clone())));
    assert_eq!((later.open(), later.answers()), (open.clone(), before.clone()), "{what}: resumed");

    // Cancelled, and taken up again after all.
    let (mut cancelled, turn) = at(word(language, ["annuler", "cancel", "cancelar"]));
    assert_eq!(turn.outcome.act, Act::Cancel, "{what}: cancel");
    assert!(cancelled.conversation.draft().is_none(), "{what}: cancel");
    let resume = turn.replies[0].1.choices[0].id.clone();
    cancelled.act(Action::Press(resume));
    assert_eq!((cancelled.open(), cancelled.answers()), (open.clone(), before.clone()), "{what}: after all");

    // From the beginning.
    let (over, _) = at(word(language, ["recommencer", "start over", "empezar de nuevo"]));
    assert!(over.answers().is_empty() && over.conversation.draft().is_some(), "{what}: start over");

    // An earlier answer anew.
    let listed = before.iter().filter(|given| given.answer != Answer::Skipped).count();
    let (mut which, _) =
        at(word(language, ["changer une réponse", "change an answer", "cambiar una respuesta"]));
    if listed > 0 {
        which.say("1");
        assert_ne!(which.open(), open, "{what}: change");
        which.say(word(language, ["garder", "keep", "mantener"]));
    }
    assert_eq!(which.open(), open, "{what}: changed");

    // Something other than text.
    let picture =
        Attachment { kind: AttachmentKind::Picture, reference: "file-1".into(), caption: String::new() };
    let mut shown = aside(talk);
    shown.act(Action::Attach(picture));
    assert_eq!((shown.open(), shown.answers()), (open, before), "{what}: a picture");
    tried + 1
}

fn repairs_at_end(talk: &Talk, language: Language) -> usize {
    let before = talk.answers();
    let mut changed = aside(talk);
    changed.say("1");
    assert_eq!(changed.answers().len() + 1, before.len());
    changed.say(word(language, ["garder", "keep", "mantener"]));
    assert_eq!(changed.open(), None);
    let mut later = aside(talk);
    later.say(word(language, ["plus tard", "later", "más tarde"]));
    assert!(later.conversation.draft().is_none() && !later.conversation.drafts.is_empty());
    let mut asked = aside(talk);
    let turn = asked.say(word(
        language,
        ["qui a écrit ces fiches ?", "who wrote these entries?", "¿quién escribió estas fichas?"],
    ));
    assert_eq!((turn.outcome.act, asked.answers()), (Act::About, before));
    3
}
