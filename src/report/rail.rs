//! The rail: the cycle, its six steps, and how far each is, in words.

use super::{Context, Locale, Rail, RailStep, StepState};
use crate::model::{Participant, Step};

/// The rail of what is shown.
pub fn rail(cx: &Context) -> Rail {
    let header = &cx.plan.header;
    let steps = Step::ALL.map(|step| {
        let state = cx.staleness[step.number() - 1].clone();
        RailStep { step, words: words(cx, step, &state), state }
    });
    Rail {
        cycle: cx.locale.long_month(header.first),
        about: format!("{} · {} months", company(&header.company), header.months),
        signed: steps.iter().filter(|step| matches!(step.state, StepState::Signed { .. })).count(),
        steps: steps.to_vec(),
    }
}

/// A company without a name still has a place on the page.
pub(super) fn company(name: &str) -> &str {
    if name.is_empty() { "Your company" } else { name }
}

fn words(cx: &Context, step: Step, state: &StepState) -> String {
    match state {
        StepState::Signed { by, at } => format!("Signed {} · {by}", day(cx, at)),
        StepState::Stale { since } => format!("Stale: {since}"),
        StepState::Open => owner(cx, step).map_or("Open".into(), |person| format!("Open · {}", person.name)),
        StepState::Todo => owner(cx, step).map_or("To do".into(), |person| person.name.clone()),
    }
}

/// Who owns a step, the first by id where several do.
pub(super) fn owner<'a>(cx: &Context<'a>, step: Step) -> Option<&'a Participant> {
    cx.plan.process.participants.iter().find(|person| person.steps.contains(&step))
}

/// `2026-11-09T...` as "9 Nov"; other texts as they are.
pub(super) fn day(cx: &Context, at: &str) -> String {
    day_of(cx.locale, at)
}

/// The same without a plan at hand.
pub fn day_of(locale: &Locale, at: &str) -> String {
    let mut parts = at.get(..10).unwrap_or_default().split('-');
    let (_, month, day) = (parts.next(), parts.next(), parts.next());
    let month =
        month.and_then(|month| month.parse::<usize>().ok()).and_then(|month| locale.months.get(month.wrapping_sub(1)));
    match (month, day.and_then(|day| day.parse::<u8>().ok())) {
        (Some(month), Some(day)) => format!("{day} {month}"),
        _ => at.to_string(),
    }
}
