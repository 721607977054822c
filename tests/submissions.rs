//! What people send, through the door: limits, roles, once only, publication, being forgotten; on a store that fails on purpose.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use passerelle_core::assistant::names::Names;
use passerelle_core::assistant::{Assistant, Received, sent_by};
use passerelle_core::conversation::Conversation;
use passerelle_core::desk::Moderation;
use passerelle_core::event::{
    Action, Address, Attachment, AttachmentKind, Event, EventId, Filled, Timestamp,
};
use passerelle_core::flow::{Answer, Draft};
use passerelle_core::knowledge::{Day, Knowledge, SourceFile, check, parse};
use passerelle_core::mind::{Host, Mind};
use passerelle_core::reply::{ChoiceId, Deal, Does, Press, Reply};
use passerelle_core::store::{
    Change, Expectation, Forgotten, Key, MemoryStore, Page, Store, StoreError, Version, Versioned,
};
use passerelle_core::submission::{Deed, MOST_WAITING, Person, Status, Submission, page, publish};
use passerelle_core::ticket::Ticket;
use passerelle_core::turn::{at_desk, turn};
use support::{root, sample};

const BEGIN: i64 = 1_795_000_000;

/// A service with moderators louise and omar, and people who talk to it.
struct Service<S> {
    assistant: Assistant<S>,
    at: i64,
    number: u64,
}

fn mind(approvals: usize) -> Arc<Mind> {
    let person = |name: &str| Person { platform: "test".to_owned(), person: name.to_owned() };
    let moderation = Moderation {
        moderators: vec![person("louise"), person("omar")],
        chats: vec![person("moderators")],
        approvals,
        ..Moderation::default()
    };
    Arc::new(sample().of(Host { moderation, ..Host::default() }))
}

fn address(who: &str) -> Address {
    Address { platform: "test".into(), chat: who.into(), person: who.into(), thread: None }
}

fn event(who: &str, number: u64, at: i64, action: Action) -> Event {
    Event {
        id: EventId(number.to_string()),
        address: address(who),
        at: Timestamp(at),
        hint: Some("fr".to_owned()),
        note: None,
        action,
    }
}

/// What somebody does: a command, or words.
fn action(text: &str) -> Action {
    match text.strip_prefix('/') {
        Some(command) => {
            let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
            Action::Command(name.to_owned(), rest.to_owned())
        }
        None => Action::Say(text.to_owned()),
    }
}

fn service(approvals: usize) -> Service<MemoryStore> {
    Service {
        assistant: Assistant::new(mind(approvals), MemoryStore::default(), Names::default()),
        at: BEGIN,
        number: 0,
    }
}

impl<S: Store> Service<S> {
    fn act(&mut self, who: &str, action: Action) -> Vec<(Address, Reply)> {
        self.number += 1;
        self.at += 1;
        match self.assistant.receive(&event(who, self.number, self.at, action)).unwrap() {
            Received::Answered { replies, .. } => {
                replies.into_iter().map(|outgoing| (outgoing.to, outgoing.reply)).collect()
            }
            other => unreachable!("{other:?}"),
        }
    }

    fn say(&mut self, who: &str, text: &str) -> String {
        self.act(who, action(text))[0].1.to_string()
    }

    fn deal(&mut self, who: &str, deal: Deal) -> Vec<(Address, Reply)> {
        self.act(who, Action::Press(ChoiceId::Deal(deal)))
    }

    /// Sends a suggestion, and returns its number.
    fn suggest(&mut self, who: &str, text: &str) -> Option<Ticket> {
        self.say(who, "/share suggest");
        for said in [text, "passer"] {
            self.say(who, said);
        }
        let sent = self.say(who, "envoyer");
        sent.contains("envoyé").then(|| Ticket::within(&sent)).flatten()
    }

    /// Tells an experience, and returns its number.
    fn tell(&mut self, who: &str, name: &str) -> Ticket {
        for said in [
            "/share",
            &format!("{name}, à Sainte-Rose (2 400 hab.)"),
            "Le dernier commerce fermait et il fallait faire 20 km pour du pain",
            "Quarante personnes ont fondé une coopérative, Mme Louise Gagnon répond au 514 555-0199",
            "6 emplois depuis 2021",
            "mon nom",
            "Marie Roy",
            "non",
        ] {
            self.say(who, said);
        }
        Ticket::within(&self.say(who, "envoyer")).unwrap()
    }

    fn one(&self, ticket: Ticket) -> Submission {
        let all = self.assistant.submissions().unwrap();
        all.into_iter().find(|submission| submission.ticket == ticket).unwrap()
    }

    fn deeds(&self, ticket: Ticket) -> Vec<Deed> {
        let log = self.assistant.log().unwrap();
        log.into_iter().filter(|logged| logged.ticket == Some(ticket)).map(|logged| logged.deed).collect()
    }

    fn finds(&self, text: &str) -> Option<String> {
        let mind = self.assistant.mind();
        let turn =
            turn(&mind, &Conversation::default(), &event("reader", 1, self.at, Action::Say(text.to_owned())));
        let first = turn.outcome.matches.first()?.0.clone();
        mind.knowledge.entry(&first)?.contribution.as_ref().map(|told| told.number.clone())
    }
}

#[test]
fn a_person_has_three_drafts_five_that_wait_and_ten_a_day() {
    let mut service = service(1);
    let begin = |service: &mut Service<MemoryStore>, flow: &str| {
        service.act("ana", Action::Press(ChoiceId::Start(flow.to_owned())))[0].1.to_string()
    };
    for flow in ["share", "check", "suggest"] {
        begin(&mut service, flow);
    }
    assert!(begin(&mut service, "add").contains("3 brouillons"));
    // Going on with one of them is no fourth.
    assert!(begin(&mut service, "share").contains("On reprend"));

    let mut sent = Vec::new();
    for at in 0..MOST_WAITING {
        sent.push(service.suggest("ben", &format!("Ajoutez un thème numéro {at}")).unwrap());
    }
    assert_eq!(service.suggest("ben", "Ajoutez encore un thème"), None);
    assert!(service.say("ben", "/share").contains("5 de vos envois"));
    // What is decided makes room; ten in a day are enough all the same.
    for ticket in sent {
        service.deal("louise", Deal::Accept(ticket));
    }
    let more = (0..9).filter_map(|at| {
        let ticket = service.suggest("ben", &format!("Ajoutez un autre thème, le {at}"))?;
        service.deal("louise", Deal::Accept(ticket));
        Some(ticket)
    });
    assert_eq!(more.count(), 5);
    service.at += 24 * 3600;
    assert!(service.suggest("ben", "Ajoutez un thème demain").is_some());
}

#[test]
fn the_same_words_are_kept_once_whoever_sends_them() {
    let mut service = service(1);
    let ticket = service.suggest("ana", "Une carte des villes").unwrap();
    assert_eq!(service.suggest("ben", "une carte des VILLES !"), Some(ticket).filter(|_| false));
    assert!(service.say("cleo", "/mine").contains("rien envoyé"));
    assert_eq!((service.assistant.submissions().unwrap().len(), service.one(ticket).repeats), (1, 1));
    // What was withdrawn can be sent again, by anybody.
    service.deal("ana", Deal::Withdrawn(ticket));
    assert!(service.suggest("ben", "Une carte des villes").is_some());
}

#[test]
fn who_may_do_what_is_looked_at_when_it_is_done() {
    let mut service = service(1);
    let ticket = service.suggest("ana", "Une carte des villes").unwrap();
    let deals = [
        Deal::List,
        Deal::Read(ticket),
        Deal::Accept(ticket),
        Deal::AskChanges(ticket),
        Deal::Decline(ticket),
        Deal::Edit(ticket),
        Deal::Log(ticket),
    ];
    // Forged by somebody, and by the contributor.
    for who in ["mallory", "ana"] {
        for deal in deals {
            assert!(service.deal(who, deal)[0].1.to_string().contains("réservé"), "{deal:?}");
        }
    }
    // Of what is another's, nothing is seen or withdrawn; a moderator withdraws nothing by a contributor's button.
    for who in ["mallory", "louise"] {
        for deal in [Deal::Own(ticket), Deal::Withdraw(ticket), Deal::Withdrawn(ticket), Deal::Revise(ticket)]
        {
            assert!(service.deal(who, deal)[0].1.to_string().contains("ne trouve pas"), "{deal:?}");
        }
    }
    assert_eq!((service.one(ticket).status, service.deeds(ticket)), (Status::Waiting, vec![Deed::Sent]));

    // A moderator no more: the flow that was begun before decides nothing.
    service.deal("louise", Deal::Decline(ticket));
    let without = service.assistant.mind().of(Host::default());
    let store = MemoryStore::default();
    let page = service.assistant.store().scan("", None, 500).unwrap();
    let changes: Vec<Change> =
        page.entries.iter().map(|(key, kept)| Change::put(key, kept.value.clone())).collect();
    store.commit(&changes, &[]).unwrap();
    let mut later = Service { assistant: Assistant::new(without, store, Names::default()), ..service };
    assert!(later.say("louise", "Pas pour nous").contains("réservé"));
    assert_eq!(later.one(ticket).status, Status::Waiting);
}

#[test]
fn what_is_decided_is_decided_once() {
    let mut service = service(2);
    let ticket = service.tell("ana", "La Ruche");
    let accept = event("louise", 1000, service.at, Action::Press(ChoiceId::Deal(Deal::Accept(ticket))));
    for again in 0..3 {
        let received = service.assistant.receive(&accept).unwrap();
        assert_eq!(received == Received::Repeated, again > 0);
    }
    // The same moderator twice is not two moderators.
    assert!(service.deal("louise", Deal::Accept(ticket))[0].1.to_string().contains("déjà"));
    assert_eq!(service.one(ticket).status, Status::Waiting);
    let replies = service.deal("omar", Deal::Accept(ticket));
    assert_eq!(service.one(ticket).status, Status::Accepted);
    let to: Vec<&str> = replies.iter().map(|(to, _)| to.chat.as_str()).collect();
    assert_eq!(to, ["omar", "moderators", "ana"]);
    assert_eq!(replies[1].1.subject, Some(ticket.to_string()));
    for deal in [Deal::Accept(ticket), Deal::Decline(ticket), Deal::AskChanges(ticket)] {
        assert!(service.deal("louise", deal)[0].1.to_string().contains("plus à décider"), "{deal:?}");
    }
    assert_eq!(service.deeds(ticket), [Deed::Sent, Deed::Approved, Deed::Accepted]);
}

#[test]
fn two_moderators_at_once_decide_once() {
    for round in 0..30 {
        let mut service = service(1);
        let ticket = service.suggest("ana", "Une carte des villes").unwrap();
        let at = service.at;
        let both = [("louise", Deal::Accept(ticket)), ("omar", Deal::Accept(ticket))];
        let assistant = &service.assistant;
        let told: usize = std::thread::scope(|scope| {
            let running = both.map(|(who, deal)| {
                scope.spawn(move || {
                    let event = event(who, 500 + round, at, Action::Press(ChoiceId::Deal(deal)));
                    match assistant.receive(&event).unwrap() {
                        Received::Answered { replies, .. } => {
                            replies.iter().filter(|outgoing| outgoing.to.chat == "ana").count()
                        }
                        _ => 0,
                    }
                })
            });
            running.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(told, 1, "the contributor is told once");
        assert_eq!(service.deeds(ticket), [Deed::Sent, Deed::Accepted]);
    }
}

#[test]
fn a_number_that_is_taken_by_now_gives_way() {
    let mut service = service(1);
    let first = service.suggest("ana", "Une carte des villes").unwrap();
    service.say("ben", "/share suggest");
    service.say("ben", "Des fiches à imprimer");
    let last = service.say("ben", "passer");
    let drafted = Ticket::within(&last).unwrap();
    // Somebody else was given it meanwhile.
    let other = Submission { ticket: drafted, ..service.one(first) };
    let key = Key::new(format!("submission/{drafted}")).unwrap();
    let value = serde_json::to_vec(&other).unwrap();
    service.assistant.store().commit(&[Change::put(&key, value)], &[]).unwrap();
    let sent = Ticket::within(&service.say("ben", "envoyer")).unwrap();
    assert_ne!(sent, drafted);
    assert_eq!(service.one(drafted), other);
    assert!(service.say("ben", "/mine").contains(&sent.to_string()));
}

#[test]
fn what_is_accepted_is_found_at_once_after_a_restart_and_until_it_is_withdrawn() {
    let mut service = service(1);
    let ticket = service.tell("ana", "Zorvelka");
    assert_eq!(service.finds("Zorvelka à Sainte-Rose"), None);
    service.deal("louise", Deal::Accept(ticket));
    assert_eq!(service.finds("Zorvelka à Sainte-Rose"), Some(ticket.to_string()));

    let mind = service.assistant.mind();
    let entry = mind.knowledge.entries.iter().find(|entry| entry.contribution.is_some()).unwrap();
    let (_, article) =
        entry.article(mind.host.default_language.unwrap_or(passerelle_core::language::Language::DEFAULT));
    let all = format!("{article:?}");
    for kept_back in ["Gagnon", "514", "555-0199"] {
        assert!(!all.contains(kept_back), "{all}");
    }
    assert_eq!(entry.contribution.as_ref().unwrap().credit.as_deref(), Some("Marie Roy"));

    // A new program on the same store.
    let mut service = Service {
        assistant: Assistant::new(self::mind(1), Shared::of(&service.assistant), Names::default()),
        at: service.at,
        number: service.number,
    };
    assert_eq!(service.finds("Zorvelka à Sainte-Rose"), None);
    assert_eq!(service.assistant.take_up().unwrap(), 1);
    assert_eq!(service.finds("Zorvelka à Sainte-Rose"), Some(ticket.to_string()));

    // Corrected after it was published, and withdrawn.
    service.say("louise", &format!("/review edit {ticket} results 9 emplois en 2025"));
    let mind = service.assistant.mind();
    let entry = mind.knowledge.entries.iter().find(|entry| entry.contribution.is_some()).unwrap();
    assert!(format!("{entry:?}").contains("9 emplois en 2025"));
    service.deal("ana", Deal::Withdrawn(ticket));
    assert_eq!(service.finds("Zorvelka à Sainte-Rose"), None);
    assert!(service.assistant.mind().knowledge.entries.iter().all(|entry| entry.contribution.is_none()));
    let kept = serde_json::to_string(&service.one(ticket)).unwrap();
    assert!(kept.contains("Zorvelka") && !kept.contains("20 km") && !kept.contains("Gagnon"), "{kept}");
}

#[test]
fn who_asks_to_be_forgotten_leaves_nothing_but_what_is_published_without_a_name() {
    let mut service = service(1);
    let published = service.tell("ana", "Zorvelka");
    service.deal("louise", Deal::Accept(published));
    let waiting = service.suggest("ana", "Une carte des quokkas").unwrap();
    service.say("ana", "/share");
    service.say("ana", "Le Brouillon, à Sainte-Rose");
    let replies = service.act("ana", action("/forget"));
    assert!(
        replies
            .iter()
            .any(|(to, reply)| to.chat == "moderators" && reply.subject == Some(waiting.to_string()))
    );
    let everything = |service: &Service<MemoryStore>| {
        let page = service.assistant.store().scan("", None, 5_000).unwrap();
        let texts = page.entries.iter().filter(|(key, _)| !key.as_str().starts_with("outbox/"));
        texts
            .map(|(key, kept)| format!("{key} {}\n", String::from_utf8_lossy(&kept.value)))
            .collect::<String>()
    };
    let kept = everything(&service);
    for gone in ["quokka", "Brouillon", "Marie Roy", "\"ana\""] {
        assert!(!kept.contains(gone), "`{gone}` is kept: {kept}");
    }
    assert!(service.say("ana", "/mine").contains("rien envoyé"));
    assert_eq!(service.finds("Zorvelka à Sainte-Rose"), Some(published.to_string()));
    let mind = service.assistant.mind();
    let entry = mind.knowledge.entries.iter().find(|entry| entry.contribution.is_some()).unwrap();
    assert_eq!(entry.contribution.as_ref().unwrap().credit, None);
}

#[test]
fn the_host_finds_what_a_person_sent_to_erase_it() {
    let mut service = service(1);
    let published = service.tell("ana", "Zorvelka");
    service.deal("louise", Deal::Accept(published));
    let waiting = service.suggest("ana", "Une carte").unwrap();
    let other = service.suggest("ben", "Une autre carte").unwrap();
    let who = Person::at(&address("ana"));
    let (gone, changes) = sent_by(service.assistant.store(), &Names::default(), &who).unwrap();
    let keys: Vec<&str> = gone.iter().map(Key::as_str).collect();
    assert!(keys.contains(&format!("submission/{waiting}").as_str()));
    assert!(!keys.iter().any(|key| key.contains(&published.to_string()) || key.contains(&other.to_string())));
    let changes: Vec<Change> = changes.into_iter().chain(gone.iter().map(Change::delete)).collect();
    service.assistant.store().commit(&changes, &[]).unwrap();
    assert_eq!(service.one(published).from, None);
    assert_eq!(service.assistant.submissions().unwrap().len(), 2);
}

#[test]
fn what_is_exported_is_content() {
    let mut service = service(1);
    let odd = "Zorvelka [x](javascript:y) <b>*gras*</b> | \"guillemets\" \u{200b}# titre";
    let ticket = service.tell("ana", odd);
    service.say(
        "louise",
        &format!("/review edit {ticket} what # Un titre\n- une liste\n+++\n| a | b |\n**ouvert"),
    );
    service.deal("louise", Deal::Accept(ticket));
    let mind = service.assistant.mind();
    let flow = mind.knowledge.flow("share").unwrap();
    let entry = publish::entry(&mind, flow, &service.one(ticket)).unwrap();
    let page = page::page(&entry);
    let mut files = passerelle_core::knowledge::read(&root().join("tests/sample")).unwrap();
    files.push(SourceFile { path: format!("{}.md", entry.id), bytes: page.clone().into_bytes() });
    let parsed = parse::parse(&files);
    let mut problems = parsed.diagnostics.clone();
    problems.extend(check(&parsed.knowledge, &parsed.origins, Day { year: 2026, month: 11, day: 24 }));
    let ours: Vec<String> = problems
        .iter()
        .filter(|problem| problem.file.contains(entry.id.slug()))
        .filter(|problem| problem.level == passerelle_core::diagnostic::Level::Error)
        .map(ToString::to_string)
        .collect();
    assert!(ours.is_empty(), "{}\n{page}", ours.join("\n"));
    let read = parsed.knowledge.entry(&entry.id).unwrap();
    assert_eq!(read.contribution, entry.contribution);
    assert_eq!((read.inhabitants, &read.sources), (entry.inhabitants, &entry.sources));
}

#[test]
fn bad_input_gets_a_kind_sentence_the_same_question_and_loses_nothing() {
    let mut service = service(1);
    for said in ["/share", "La Ruche", "Sainte-Rose"] {
        service.say("ana", said);
    }
    // Text where a number is asked.
    let refused = service.say("ana", "beaucoup de monde");
    assert!(refused.contains("Il me faut un nombre") && refused.contains("Combien d'habitants"), "{refused}");
    service.say("ana", "2 400");
    let need = "Quel besoin y avait-il";
    let long = service.say("ana", &"Le besoin était grand. ".repeat(450));
    assert!(long.contains("trop long") && long.contains(need), "{long}");
    for kind in
        [AttachmentKind::Picture, AttachmentKind::Voice, AttachmentKind::Sticker, AttachmentKind::Document]
    {
        let sent = Attachment { kind, reference: "x".into(), caption: String::new() };
        let refused = service.act("ana", Action::Attach(sent))[0].1.to_string();
        assert!(refused.contains(need), "{refused}");
    }
    let summary = |service: &mut Service<MemoryStore>| {
        for said in ["Le dernier commerce fermait", "Une coopérative a ouvert", "passer", "anonyme", "oui"] {
            service.say("ana", said);
        }
    };
    summary(&mut service);
    for said in ["passer", "passer", "passer", "passer", "passer"] {
        service.say("ana", said);
    }
    let year = service.say("ana", "3024");
    assert!(year.contains("ne peut pas être la bonne") && year.contains("En quelle année"), "{year}");
    for said in ["2019", "passer", "passer", "passer", "passer"] {
        service.say("ana", said);
    }
    for link in ["http://exemple.org", "javascript:alert(1)", "pas de lien"] {
        let refused = service.say("ana", link);
        assert!(refused.contains("https") && refused.contains("Y a-t-il une page"), "{link}: {refused}");
    }
    let told = service.say("ana", "changer une réponse");
    for kept in ["La Ruche", "Sainte-Rose", "2 400", "2019"] {
        assert!(told.replace('\u{202f}', " ").contains(kept), "{told}");
    }
}

#[test]
fn a_button_of_a_question_that_was_closed_changes_nothing() {
    let mut service = service(1);
    let begun = service.act("ana", Action::Press(ChoiceId::Start("check".into())));
    let yes = begun[0].1.choices[0].id.clone();
    let no = begun[0].1.choices[1].id.clone();
    let second = service.act("ana", Action::Press(yes.clone()))[0].1.to_string();
    assert!(second.contains("2 sur 12"));
    // Pressed twice: the second question is not answered by it.
    assert_eq!(service.act("ana", Action::Press(yes.clone()))[0].1.to_string(), second);
    // Another answer to the first: it is corrected.
    let corrected = service.act("ana", Action::Press(no))[0].1.to_string();
    assert!(corrected.contains("Corrigé : Non") && corrected.contains("2 sur 12"), "{corrected}");
    // A skip that comes late skips nothing; a button of another draft is told as such.
    let ChoiceId::Form(press) = &yes else { panic!("{yes}") };
    let late = Press {
        ticket: press.ticket,
        does: Does::Repair(passerelle_core::knowledge::Repair::Skip, Some("need".into())),
    };
    let refused = service.act("ana", Action::Press(ChoiceId::Form(late)))[0].1.to_string();
    assert!(refused.contains("plus ouverte") && refused.contains("2 sur 12"), "{refused}");
    service.say("ana", "annuler");
    service.at += 36 * 3600;
    let yesterday = service.act("ana", Action::Press(yes))[0].1.to_string();
    assert!(yesterday.contains("plus ouverte"), "{yesterday}");
    // A forged option, a forged step.
    let begun = service.act("ana", Action::Press(ChoiceId::Start("check".into())));
    let ChoiceId::Form(press) = &begun[0].1.choices[0].id else { panic!("no button") };
    for (step, option) in [("need", "maybe"), ("nothing", "yes"), ("exit", "yes")] {
        let does = Does::Choose { step: step.into(), option: option.into() };
        let forged = ChoiceId::Form(Press { ticket: press.ticket, does });
        let refused = service.act("ana", Action::Press(forged))[0].1.to_string();
        assert!(
            refused.contains("plus ouverte") && refused.contains("1 sur 12"),
            "{step} {option}: {refused}"
        );
    }
}

#[test]
fn a_draft_goes_on_in_a_flow_that_has_changed() {
    let mind = mind(1);
    let mut conversation = Conversation::default();
    let mut number = 0;
    let mut say = |mind: &Mind, conversation: &mut Conversation, text: &str| {
        number += 1;
        let turn = at_desk(
            mind,
            &Default::default(),
            conversation,
            &event("ana", number, BEGIN + number as i64, action(text)),
        );
        *conversation = turn.conversation.unwrap();
        turn.replies[0].1.to_string()
    };
    for said in ["/share", "La Ruche, à Sainte-Rose (2 400 hab.)", "Le dernier commerce fermait"] {
        say(&mind, &mut conversation, said);
    }
    // The step of the need is gone, the one of the name asks for a choice, another is new in front.
    let mut knowledge = Knowledge::clone(&mind.knowledge);
    let flow = knowledge.flows.iter_mut().find(|flow| flow.id == "share").unwrap();
    flow.steps.retain(|step| step.id != "need");
    let mut new = flow.step("what").unwrap().clone();
    new.id = "new".into();
    flow.steps.insert(0, new);
    let changed = Mind { knowledge: Arc::new(knowledge), ..mind.of(mind.host.clone()) };
    let asked = say(&changed, &mut conversation, "Quarante personnes ont fondé une coopérative");
    assert!(asked.contains("ont changé"), "{asked}");
    let draft: &Draft = conversation.draft().unwrap();
    assert_eq!(draft.answer("title"), Some(&Answer::Text("La Ruche".into())));
    assert_eq!(draft.answer("inhabitants"), Some(&Answer::Number(2_400)));
    assert_eq!(draft.answer("need"), None);
    assert!(draft.next(changed.knowledge.flow("share").unwrap()).is_some());
}

#[test]
fn the_fields_of_a_form_answer_steps_each_by_itself() {
    let mut service = service(1);
    let begun = service.say("ana", "/share report");
    assert!(begun.contains("1 sur 3"));
    let key = Key::new(format!("conversation/{}", Names::default().place(&address("ana")))).unwrap();
    let kept = service.assistant.store().read(&key).unwrap().unwrap();
    let conversation: Conversation = serde_json::from_slice(&kept.value).unwrap();
    let ticket = conversation.draft().unwrap().ticket;
    let field =
        |id: &str, text: &str| Filled { field: format!("{}.{id}", ticket.signs()), text: text.into() };
    let fields = vec![
        field("wrong", "La coop a fermé en 2023"),
        field("right", ""),
        field("links", "javascript:x"),
        field("nothing", "x"),
    ];
    let said = service.act("ana", Action::Fill(fields))[0].1.to_string();
    assert!(said.contains("https://") && said.contains("2 sur 3"), "{said}");
    let said = service.act(
        "ana",
        Action::Fill(vec![field("right", "Fermée en août 2023"), field("links", "exemple.org/x")]),
    );
    let said = said[0].1.to_string();
    assert!(said.contains("https://exemple.org/x") && said.contains("Fermée en août 2023"), "{said}");
    // The form of another draft, or of none.
    let other = Filled { field: "7K3F.wrong".into(), text: "x".into() };
    assert!(service.act("ana", Action::Fill(vec![other]))[0].1.to_string().contains("plus ouverte"));
}

/// A store that fails on purpose: a commit that did not happen, one that happened and says that nobody knows, a conflict of nobody.
#[derive(Clone)]
struct Shared {
    inner: Arc<MemoryStore>,
    trouble: Arc<AtomicU64>,
    state: Arc<Mutex<u64>>,
}

impl Shared {
    fn of(assistant: &Assistant<MemoryStore>) -> Shared {
        let inner = MemoryStore::default();
        let page = assistant.store().scan("", None, 5_000).unwrap();
        let changes: Vec<Change> =
            page.entries.iter().map(|(key, kept)| Change::put(key, kept.value.clone())).collect();
        inner.commit(&changes, &[]).unwrap();
        Shared { inner: Arc::new(inner), trouble: Arc::default(), state: Arc::new(Mutex::new(1)) }
    }

    fn draw(&self) -> u64 {
        let mut state = self.state.lock().unwrap();
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state
    }
}

impl Store for Shared {
    fn read(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        self.inner.read(key)
    }

    fn scan(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Page, StoreError> {
        self.inner.scan(prefix, after, limit)
    }

    fn commit(&self, changes: &[Change], expectations: &[Expectation]) -> Result<Version, StoreError> {
        let trouble = self.trouble.load(Ordering::Relaxed);
        if trouble == 0 {
            return self.inner.commit(changes, expectations);
        }
        let unknown = || StoreError::OutcomeUnknown { reason: "on purpose".into() };
        match self.draw() % 8 {
            0 => Err(StoreError::Unavailable { reason: "on purpose".into() }),
            1 => Err(unknown()),
            2 => {
                self.inner.commit(changes, expectations)?;
                Err(unknown())
            }
            3 => Err(StoreError::Conflict { key: Key::new("nothing").unwrap() }),
            _ => self.inner.commit(changes, expectations),
        }
    }

    fn forget(&self, prefixes: &[&str]) -> Result<Forgotten, StoreError> {
        self.inner.forget(prefixes)
    }
}

#[test]
fn a_store_that_fails_on_purpose_loses_nothing_and_does_nothing_twice() {
    for seed in 1..40 {
        let empty = Assistant::new(mind(1), MemoryStore::default(), Names::default());
        let store = Shared::of(&empty);
        *store.state.lock().unwrap() = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed);
        store.trouble.store(1, Ordering::Relaxed);
        let mut assistant = Assistant::new(mind(1), store.clone(), Names::default());
        let mut number = 0;
        let mut told = 0;
        let mut act = |assistant: &mut Assistant<Shared>, who: &str, action: Action| {
            number += 1;
            let event = event(who, number, BEGIN + number as i64, action);
            loop {
                // The program ends now and then, and begins again.
                if store.draw().is_multiple_of(6) {
                    *assistant = Assistant::new(mind(1), store.clone(), Names::default());
                    assistant.take_up().unwrap();
                }
                match assistant.receive(&event) {
                    Ok(Received::Answered { replies, .. }) => {
                        told += replies.iter().filter(|outgoing| outgoing.to.chat == "ana").count();
                        return;
                    }
                    Ok(_) => return,
                    Err(_) => {}
                }
            }
        };
        for said in [
            "/share",
            "Zorvelka, à Sainte-Rose (2 400 hab.)",
            "Le dernier commerce fermait",
            "Une coopérative a ouvert",
            "6 emplois",
            "anonyme",
            "non",
            "envoyer",
        ] {
            act(&mut assistant, "ana", action(said));
        }
        let sent = assistant.submissions().unwrap();
        assert_eq!(sent.len(), 1, "seed {seed}");
        let ticket = sent[0].ticket;
        for who in ["louise", "omar"] {
            act(&mut assistant, who, Action::Press(ChoiceId::Deal(Deal::Accept(ticket))));
        }
        assistant.take_up().unwrap();
        assert_eq!(assistant.submissions().unwrap()[0].status, Status::Accepted, "seed {seed}");
        assert_eq!(assistant.mind().knowledge.added, 1, "seed {seed}");
        let deeds: Vec<Deed> = assistant.log().unwrap().into_iter().map(|logged| logged.deed).collect();
        assert_eq!(deeds, [Deed::Sent, Deed::Accepted], "seed {seed}");
        act(&mut assistant, "ana", Action::Press(ChoiceId::Deal(Deal::Withdrawn(ticket))));
        // Found out without a restart.
        assistant.receive(&event("ana", 999, BEGIN + 999, action("merci"))).ok();
        store.trouble.store(0, Ordering::Relaxed);
        assistant.receive(&event("ana", 1_000, BEGIN + 1_000, action("merci"))).unwrap();
        assert_eq!(assistant.mind().knowledge.added, 0, "seed {seed}");
        assert!(told > 0);
    }
}
