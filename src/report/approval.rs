//! The last line of step 6: what approval does, and what still stands in its way; and the banner over an approved cycle.

use super::rail::{day, day_of};
use super::{ApprovalBar, Context, Locale, StepState};
use crate::model::{Approval, Measure, Step};

/// How what approval stored stands against today.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frozen {
    /// Whether today's engine would give other figures.
    pub differs: bool,
    /// Measures that the version of the day did not store: they are worked out today.
    pub not_stored: Vec<Measure>,
    /// Whether the checksum is that of the plan.
    pub is_sealed: bool,
}

/// The banner of an approved cycle: what is shown, what of it is not as it was approved, and how to go on.
pub fn frozen_words(approval: &Approval, frozen: &Frozen, locale: &Locale) -> String {
    let day = day_of(locale, &approval.at);
    let mut words = match frozen.differs {
        false => format!("Shown as approved on {day}."),
        true => format!(
            "Shown as approved on {day} with engine {}; today's engine would give other figures.",
            approval.engine
        ),
    };
    if !frozen.not_stored.is_empty() {
        let names: Vec<&str> = frozen.not_stored.iter().map(|measure| measure.name()).collect();
        words += &format!(" Not stored then, so worked out today: {}.", names.join(", "));
    }
    if !frozen.is_sealed {
        words += " The plan was changed after approval: its checksum does not match. Maybe ask for the original file.";
    }
    words + " Roll it forward to plan on."
}

/// What approval does, or did. Refused over a step that is stale or not signed, over drafts, and in a scenario.
pub fn approval_bar(cx: &Context) -> ApprovalBar {
    if let Some(approval) = &cx.plan.approval {
        return ApprovalBar {
            text: format!(
                "Approved {} by {}. The plan is frozen as it was decided.",
                day(cx, &approval.at),
                approval.by
            ),
            checksum: approval.checksum.clone(),
            missing: Vec::new(),
            approved: true,
        };
    }
    ApprovalBar {
        text: "Approval freezes the plan with its figures, and seals both with a checksum.".into(),
        checksum: String::new(),
        missing: missing(cx),
        approved: false,
    }
}

fn missing(cx: &Context) -> Vec<String> {
    let mut missing: Vec<String> = Step::ALL
        .iter()
        .filter(|step| **step != Step::Executive)
        .filter_map(|step| match &cx.staleness[step.number() - 1] {
            StepState::Signed { .. } => None,
            StepState::Stale { since } => Some(format!("{} is stale: {since}", step.name())),
            StepState::Open | StepState::Todo => Some(format!("{} is not signed off", step.name())),
        })
        .collect();
    if let StepState::Stale { since } = &cx.staleness[5] {
        missing.push(format!("{} is stale: {since}", Step::Executive.name()));
    }
    let drafts = cx.outcome.forecasts.pending.iter().filter(|pending| **pending).count();
    if drafts > 0 {
        missing.push(format!("{drafts} forecasts are still drafts"));
    }
    if cx.outcome.supply.is_draft() {
        missing.push("The supply plan is a draft, still to be solved".into());
    }
    if cx.base.is_some() {
        missing.push("A scenario is shown; approval is for the base plan".into());
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_says_what_is_not_as_it_was_approved() {
        let approval = Approval { at: "2026-10-21T15:30:00Z".into(), engine: "1".into(), ..Approval::default() };
        let words = |frozen: &Frozen| frozen_words(&approval, frozen, &Locale::default());
        let sealed = Frozen { is_sealed: true, ..Frozen::default() };
        assert_eq!(words(&sealed), "Shown as approved on 21 Oct. Roll it forward to plan on.");
        let other = Frozen { differs: true, not_stored: vec![Measure::Usage], ..sealed };
        assert_eq!(
            words(&other),
            "Shown as approved on 21 Oct with engine 1; today's engine would give other figures. \
             Not stored then, so worked out today: Used in production. Roll it forward to plan on."
        );
        assert!(words(&Frozen::default()).contains("changed after approval"));
    }
}
