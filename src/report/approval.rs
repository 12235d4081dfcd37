//! The last line of step 6: what approval does, and what still stands in its way.

use super::rail::day;
use super::{ApprovalBar, Context, StepState};
use crate::model::Step;

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
    if cx.base.is_some() {
        missing.push("A scenario is shown; approval is for the base plan".into());
    }
    missing
}
