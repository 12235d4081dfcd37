//! How far the six steps are: signed, stale and why, open, or to do.

use super::StepState;
use crate::model::{Edit, Plan, Step};

/// The state of each step. `inputs`: hash of what each step rests on today, in the order of the steps; see `file::step_inputs`.
///
/// A step is stale when it was signed over other inputs than today's; the journal names the first edit since that touched them.
/// The first step that is not signed is open.
pub fn step_states(plan: &Plan, inputs: &[String; 6]) -> [StepState; 6] {
    let mut states = Step::ALL.map(|step| match plan.process.sign_offs.get(&step) {
        Some(sign_off) if plan.is_approved() || sign_off.inputs == inputs[step.number() - 1] => {
            StepState::Signed { by: sign_off.by.clone(), at: sign_off.at.clone() }
        }
        Some(sign_off) => StepState::Stale { since: since(plan, step, &sign_off.at) },
        None => StepState::Todo,
    });
    if let Some(open) = states.iter_mut().find(|state| **state == StepState::Todo) {
        *open = StepState::Open;
    }
    states
}

/// The last edit after a signature that touched what the step rests on, in its own words.
fn since(plan: &Plan, step: Step, signed_at: &str) -> String {
    let touched = |edit: &&Edit| edit.step.is_some_and(|first| first <= step) && edit.at.as_str() >= signed_at;
    let edits: Vec<&Edit> = plan.process.journal.iter().filter(touched).collect();
    match edits.as_slice() {
        [] => "its inputs changed".into(),
        [one] => one.what.clone(),
        [.., last] => format!("{} (and {} more)", last.what, edits.len() - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Change, Row, SignOff};

    fn signed(step: Step, inputs: &str) -> Change {
        let sign_off =
            SignOff { step, by: "L. Sato".into(), at: "2026-11-10".into(), note: None, inputs: inputs.into() };
        Change::SignOff(Row::Put(Box::new(sign_off)))
    }

    #[test]
    fn a_signed_step_is_stale_when_what_it_rests_on_changed() {
        let mut plan = Plan::default();
        plan.apply(Change::Many(vec![signed(Step::Product, "p"), signed(Step::Demand, "d")])).unwrap();
        let edit =
            Edit { at: "2026-11-12".into(), what: "Event: spring".into(), step: Some(Step::Demand), ..Edit::default() };
        plan.apply(Change::Note(Box::new(edit))).unwrap();
        let inputs = ["p", "d2", "", "", "", ""].map(String::from);
        let states = step_states(&plan, &inputs);
        assert!(matches!(&states[0], StepState::Signed { by, .. } if by == "L. Sato"));
        assert_eq!(states[1], StepState::Stale { since: "Event: spring".into() });
        assert_eq!(states[2], StepState::Open);
        assert_eq!(states[3], StepState::Todo);
    }
}
