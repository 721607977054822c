//! Every path through a flow, for tests: each combination of the choices that conditions look at.

use std::collections::BTreeSet;

use super::answer::Answer;
use super::draft::Draft;
use crate::event::Timestamp;
use crate::knowledge::flow::{Flow, Step};
use crate::ticket::Ticket;

/// A path: the steps that are asked, each with the option that is chosen where a condition looks at it.
pub type Path<'f> = Vec<(&'f Step, Option<String>)>;

/// Returns every path of a flow. Only choices that a condition looks at make paths of their own.
pub fn paths(flow: &Flow) -> Vec<Path<'_>> {
    let looked_at: BTreeSet<&str> =
        flow.steps.iter().flat_map(|step| step.when.keys()).map(String::as_str).collect();
    let draft = Draft::new(flow, Ticket::of("", 0), None, Timestamp::default());
    let mut done = Vec::new();
    let mut open = vec![(draft, Path::new())];
    while let Some((draft, path)) = open.pop() {
        let Some(step) = draft.next(flow) else {
            done.push(path);
            continue;
        };
        let written = step.options.iter().map(|option| option.id.clone());
        let own = step.kind.own_options().iter().map(|option| (*option).to_owned());
        let chosen: Vec<Option<String>> = if looked_at.contains(step.id.as_str()) {
            written.chain(own).map(Some).collect()
        } else {
            vec![None]
        };
        for option in chosen {
            let (mut draft, mut path) = (draft.clone(), path.clone());
            draft.put(
                &step.id,
                option.clone().map_or(Answer::Skipped, |option| Answer::Options(vec![option])),
            );
            path.push((step, option));
            open.push((draft, path));
        }
    }
    done
}
