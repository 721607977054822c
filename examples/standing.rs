//! scratch
use passerelle_core::conversation::{Conversation, Stage};
use passerelle_core::encode::Encoder;
use passerelle_core::event::*;
use passerelle_core::knowledge::{parse, read};
use passerelle_core::mind::{Host, Mind};
use std::path::Path;
use std::sync::Arc;
fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/encoder/encoder.bin");
    let encoder = Encoder::read(std::fs::read(model).unwrap()).unwrap();
    let knowledge = parse::parse(&read::read(&folder).unwrap()).knowledge;
    let mind = Mind::learn(knowledge, Host::default(), Some(Arc::new(encoder)), &mut |_| ());
    for line in std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut c = Conversation::default();
        println!("# {} {}", v["n"], v["lang"].as_str().unwrap());
        for (i, t) in v["turns"].as_array().unwrap().iter().enumerate() {
            let event = Event {
                id: EventId(format!("{i}")),
                address: Address {
                    platform: "score".into(),
                    chat: "s".into(),
                    person: "s".into(),
                    thread: None,
                },
                at: Timestamp(1),
                hint: v["lang"].as_str().map(Into::into),
                note: None,
                action: Action::Say(t["say"].as_str().unwrap().into()),
            };
            let turn = passerelle_core::turn::turn(&mind, &c, &event);
            if let Some(n) = turn.conversation {
                c = n;
            }
            let stands = match &c.stage {
                Stage::Open => "open".to_owned(),
                Stage::Filling(d) => {
                    let n = mind.knowledge.flow(&d.flow).and_then(|f| d.next(f));
                    format!("{}/{}", d.flow, n.map_or("summary", |s| &s.id))
                }
            };
            println!(
                "{i}\t{}\t{}\t{}\t{}",
                t["say"].as_str().unwrap(),
                turn.outcome.act.word(),
                turn.outcome
                    .matches
                    .first()
                    .filter(|_| turn.outcome.act.word() == "ask")
                    .map_or(String::new(), |m| m.0.to_string()),
                stands
            );
        }
    }
}
