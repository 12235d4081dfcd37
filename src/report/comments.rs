//! Comments as threads: who asked what of whom about which figure, what was answered, and which are still open.

use std::collections::BTreeSet;

use super::card::{count, list};
use super::rail::day;
use super::{Act, Card, Context, Entry, Quote, Tone, Width};
use crate::model::{Cell, Change, Comment, Row, Step};

/// The open threads of a step, those of every step in the pre-S&OP meeting; `None`: there are none.
pub fn card(cx: &Context, step: Step) -> Option<Card> {
    let is_here = |comment: &&Comment| comment.step == step || step == Step::PreSop;
    let entries: Vec<Entry> =
        roots(cx).filter(|comment| !comment.resolved).filter(is_here).map(|comment| entry(cx, comment)).collect();
    let people: BTreeSet<String> =
        roots(cx).filter(|comment| !comment.resolved).flat_map(|comment| asked(cx, comment)).collect();
    if entries.is_empty() {
        return None;
    }
    let title = format!("{} wait for an answer", count(entries.len(), "comment", "comments"))
        .replace("comment wait", "comment waits");
    let from = if people.is_empty() {
        String::new()
    } else {
        format!(", asked of {}", people.into_iter().collect::<Vec<_>>().join(", "))
    };
    Some(list("comments", Width::Full, title, format!("Oldest first{from}"), entries))
}

/// Comments that begin a thread; an answer to one that is gone stands for itself.
fn roots<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Comment> {
    let comments = &cx.plan.process.comments;
    let mut roots: Vec<&Comment> = comments
        .iter()
        .filter(|comment| comment.parent.as_ref().is_none_or(|parent| !comments.contains(parent)))
        .collect();
    roots.sort_by(|a, b| a.at.cmp(&b.at));
    roots.into_iter()
}

fn answers<'a>(cx: &Context<'a>, root: &Comment) -> Vec<&'a Comment> {
    let is_answer = |comment: &&Comment| comment.parent.as_ref() == Some(&root.id);
    let mut answers: Vec<&Comment> = cx.plan.process.comments.iter().filter(is_answer).collect();
    answers.sort_by(|a, b| a.at.cmp(&b.at));
    answers
}

fn entry(cx: &Context, root: &Comment) -> Entry {
    let answers = answers(cx, root);
    let about = root.cell.as_ref().map(|cell| {
        let (subject, place) = (cx.subject(&cell.subject), cx.place(&cell.place));
        format!("{} of {subject}{place}, {}", cell.measure.name(), cx.locale.span(cell.first, cell.last))
    });
    let last = answers.last().map(|answer| format!("{} answered: {}", name(&answer.by), answer.text));
    let said = format!("{}, {}", name(&root.by), day(cx, &root.at));
    let text = [Some(said), Some(root.step.name().into()), about, last].into_iter().flatten().collect::<Vec<String>>();
    Entry {
        id: format!("comment/{}", root.id),
        tone: Tone::Info,
        title: root.text.clone(),
        text: text.join(" · "),
        chip: asked(cx, root).map(|name| format!("for {name}")).collect::<Vec<_>>().join(", "),
        cell: root.cell.clone(),
        actions: if cx.plan.is_approved() { Vec::new() } else { vec![resolve(root)] },
        ..Entry::default()
    }
}

fn resolve(root: &Comment) -> Act {
    let resolved = Comment { resolved: true, ..root.clone() };
    Act { label: "Resolve".into(), effect: String::new(), change: Change::Comment(Row::Put(Box::new(resolved))) }
}

fn name(by: &str) -> &str {
    if by.is_empty() { "Somebody" } else { by }
}

/// The participants that a comment names: `@L. Sato`, or `@Sato`.
fn asked<'a>(cx: &Context<'a>, comment: &Comment) -> impl Iterator<Item = String> + use<'a> {
    let text = comment.text.to_lowercase();
    let is_named = move |name: &str| {
        let name = name.to_lowercase();
        let last = name.split_whitespace().next_back().unwrap_or_default();
        !last.is_empty() && (text.contains(&format!("@{name}")) || text.contains(&format!("@{last}")))
    };
    cx.plan.process.participants.iter().map(|person| person.name.clone()).filter(move |name| is_named(name))
}

/// What people said about the figures that `touches` holds for, thread by thread.
pub fn quotes(cx: &Context, touches: impl Fn(&Cell) -> bool) -> Vec<Quote> {
    let here = roots(cx).filter(|comment| comment.cell.as_ref().is_some_and(&touches));
    let quote = |comment: &Comment| Quote {
        text: comment.text.clone(),
        by: format!("{}, {}", name(&comment.by), day(cx, &comment.at)),
        ..Quote::default()
    };
    let thread = |root: &Comment| {
        let is_open = !root.resolved && !cx.plan.is_approved();
        let chip = match asked(cx, root).next() {
            _ if root.resolved => "resolved".into(),
            Some(name) => format!("for {name}"),
            None => String::new(),
        };
        let first = Quote { chip, thread: is_open.then(|| root.id.clone()), ..quote(root) };
        let answers = answers(cx, root).into_iter().map(|answer| Quote { is_answer: true, ..quote(answer) });
        std::iter::once(first).chain(answers).collect::<Vec<_>>()
    };
    here.flat_map(thread).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::with;
    use super::*;
    use crate::engine::testing::two_plants;
    use crate::model::{Measure, Participant, Place, Subject};

    fn comment(id: &str, parent: Option<&str>, text: &str, cell: &Cell) -> Comment {
        let parent = parent.map(Into::into);
        let at = format!("2026-11-0{}T09:00:00Z", id.len());
        Comment {
            id: id.into(),
            parent,
            text: text.into(),
            cell: Some(cell.clone()),
            step: Step::Demand,
            at,
            ..Comment::default()
        }
    }

    #[test]
    fn a_thread_is_open_until_it_is_resolved() {
        let mut plan = two_plants().plan;
        let cell = Cell::month(Measure::Consensus, Subject::All, Place::All, plan.header.first);
        let process = plan.process.edit();
        process.participants.insert(Participant { id: "p".into(), name: "L. Sato".into(), ..Participant::default() });
        for one in [
            comment("a", None, "Why so much? @sato", &cell),
            comment("aa", Some("a"), "A tender.", &cell),
            comment("aaa", Some("gone"), "Late.", &cell),
        ] {
            process.comments.insert(one);
        }
        let change = with(&plan, |cx| {
            let card = card(cx, Step::PreSop).unwrap();
            assert_eq!(
                (card.title.as_str(), card.subtitle.as_str()),
                ("2 comments wait for an answer", "Oldest first, asked of L. Sato")
            );
            assert!(super::card(cx, Step::Supply).is_none());
            let crate::report::Body::List(entries) = card.body else { panic!() };
            assert_eq!(entries[0].chip, "for L. Sato");
            assert!(entries[0].text.contains("Somebody answered: A tender."), "{}", entries[0].text);
            let quotes = quotes(cx, |other| *other == cell);
            assert_eq!(quotes.iter().map(|quote| quote.is_answer).collect::<Vec<_>>(), [false, true, false]);
            assert!(quotes[0].thread.is_some() && quotes[1].thread.is_none());
            entries[0].actions[0].change.clone()
        });
        plan.apply(change).unwrap();
        with(&plan, |cx| {
            assert_eq!(card(cx, Step::Demand).unwrap().title, "1 comment waits for an answer");
            assert_eq!(quotes(cx, |other| *other == cell)[0].chip, "resolved");
        });
    }
}
