//! Tests of what approval stores and of how it is shown again.
#![cfg(test)]

use super::{freeze, thaw};
use crate::engine::testing::{cell, item, random, two_plants};
use crate::engine::{Answers, Cause, Outcome, all_answers, kpis, run, run_fully};
use crate::model::*;

fn approved(outcome: &Outcome) -> Approval {
    let (rows, gaps) = freeze(outcome);
    Approval { rows, gaps, ..Approval::default() }
}

/// Any company is shown as it was approved, to the last stored digit, and its own engine has nothing to add.
#[test]
fn what_is_thawed_freezes_to_the_same() {
    let plans = (0..16).map(random).chain([two_plants().plan, Plan::default()]);
    for (n, plan) in plans.enumerate() {
        let outcome = run_fully(&plan);
        let approval = approved(&outcome);
        let thawed = thaw(&plan, &outcome, &approval);
        let (rows, gaps) = freeze(&thawed.outcome);
        let of =
            |rows: &[StoredRow], measure| rows.iter().filter(|row| row.measure == measure).cloned().collect::<Vec<_>>();
        for measure in Measure::ALL {
            assert_eq!(of(&rows, *measure), of(&approval.rows, *measure), "{n}");
        }
        assert_eq!((&rows, &gaps), (&approval.rows, &approval.gaps), "{n}");
        assert_eq!((thawed.differs, &thawed.not_stored), (false, &Vec::new()), "{n}");
        assert_eq!(thawed.outcome.gaps, outcome.gaps, "{n}");
        for (now, then) in kpis(&plan, &outcome).iter().zip(kpis(&plan, &thawed.outcome)) {
            let same = match (now.value, then.value) {
                (Some(now), Some(then)) => (now - then).abs() <= 1e-4 + 1e-6 * now.abs(),
                (now, then) => now == then,
            };
            assert!(same, "{n}: {now:?} {then:?}");
        }
    }
}

#[test]
fn a_stored_figure_stands_against_todays_engine() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let mut approval = approved(&outcome);
    let at = |row: &&mut StoredRow| row.measure == Measure::Consensus && row.subject == item("BIKE");
    approval.rows.iter_mut().find(at).unwrap().values[0] = Some(4711.0);
    approval.gaps = vec!["A gap that nobody finds any more.".into()];
    let thawed = thaw(&plan, &outcome, &approval);
    assert!(thawed.differs);
    let bikes = cell(Measure::Consensus, item("BIKE"), Place::All, "2026-11");
    let (now, then) = (outcome.figure(&plan, &bikes).unwrap(), thawed.outcome.figure(&plan, &bikes).unwrap());
    assert!(then > 4711.0 && (then - now).abs() > 1.0, "{now} {then}");
    let gap = &thawed.outcome.gaps.gaps[0];
    assert_eq!((thawed.outcome.gaps.gaps.len(), &gap.cause, &gap.text), (1, &Cause::Stored, &approval.gaps[0]));
}

#[test]
fn what_was_not_stored_is_named_and_what_is_zero_is_zero() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let mut approval = approved(&outcome);
    approval.rows.retain(|row| row.measure != Measure::Usage);
    approval.rows.retain(|row| row.measure != Measure::Production || row.subject == Subject::All);
    let all =
        StoredRow { measure: Measure::Production, subject: Subject::All, place: Place::All, values: vec![Some(0.0)] };
    approval.rows.push(all);
    let thawed = thaw(&plan, &outcome, &approval);
    assert_eq!(thawed.not_stored, [Measure::Usage]);
    assert_eq!(thawed.outcome.supply.usage, outcome.supply.usage);
    assert!(thawed.outcome.supply.production.cells().iter().all(|units| units.0 == 0.0));
    assert!(thawed.differs);
}

#[test]
fn drafts_are_no_difference() {
    let plan = two_plants().plan;
    let answers = all_answers(&plan);
    let approval = approved(&run(&plan, &answers));
    let draft = thaw(&plan, &run(&plan, &Answers::default()), &approval);
    assert!(!draft.differs && draft.outcome.forecasts.pending.contains(&true));
    assert_eq!(freeze(&draft.outcome).0, approval.rows);
}

/// What a solved plan decides beyond the usual measures is stored too: today's engine, without the optimum, shows the approved plan.
#[test]
fn crews_subcontractors_and_refused_demand_are_shown_as_approved() {
    let crew = Crew { opening: 2.0, hours: Hours(50.0), wage: Money(900.0), hire: Money(300.0), ..Crew::default() };
    let shift = ExtraShift { hours: Hours(20.0), cost: Money(250.0), most: 1.0 };
    let (mut lost, mut elsewhere) = (false, false);
    for (crew, strategy) in [(None, Strategy::OptimalCost), (Some(crew), Strategy::OptimalContribution)] {
        let company = two_plants().resource("ASSEMBLY", Some("SOUTH"), 40.0).with(|plan| {
            let catalog = plan.catalog.edit();
            let assembly = catalog.resources.get(&"ASSEMBLY".into()).unwrap().clone();
            let rate = Some(UnitPrice(20.0));
            catalog.resources.insert(Resource { cost_per_hour: rate, extra_shift: Some(shift), crew, ..assembly });
            plan.supply.edit().strategy = strategy;
        });
        let plan = company.offer("BIKE", "SUB", 480.0, 0.0, |offer| offer.capacity = Some(15.0)).plan;
        let solved = run_fully(&plan);
        let approval = approved(&solved);
        let draft = run(&plan, &all_answers(&plan));
        let (then, now) = (&solved.supply, &thaw(&plan, &draft, &approval).outcome.supply);
        let alike = |a: f64, b: f64| assert!((a - b).abs() < 1e-5, "{a} is not {b}");
        lost |= then.lost.total().iter().any(|units| units.0 > 0.0);
        elsewhere |= !then.elsewhere.is_empty();
        assert_eq!(crew.is_some(), then.heads.cells().iter().any(|heads| *heads > 0.0));
        then.heads.cells().iter().zip(now.heads.cells()).for_each(|(then, now)| alike(*then, *now));
        then.lost.cells().iter().zip(now.lost.cells()).for_each(|(then, now)| alike(then.0, now.0));
        then.extra_limit.cells().iter().zip(now.extra_limit.cells()).for_each(|(then, now)| alike(then.0, now.0));
        assert_eq!(then.elsewhere.len(), now.elsewhere.len());
        for (then, now) in then.elsewhere.iter().zip(&now.elsewhere) {
            assert_eq!((then.point, then.offer), (now.point, now.offer));
            then.receipts.iter().zip(&now.receipts).for_each(|(then, now)| alike(then.0, now.0));
        }
    }
    assert!(lost && elsewhere, "both are there to be stored");
}
