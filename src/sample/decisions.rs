//! What was decided in which cycle, and what is open in the current one. What an open decision would bring is worked out by the engine.

use super::story::{CURRENT, blower_weeks, demand};
use crate::engine::{self, Answers, Outcome};
use crate::model::{
    Cell, Change, Decision, DecisionState, Expectation, Figure, How, Measure, Month, Place, Plan, RecordId, ResourceId,
    Row, Scenario, Step, Subject,
};

/// Adds what is decided, or to be decided, in the plan's own cycle.
pub(super) fn decisions(plan: &mut Plan, answers: &Answers) {
    let month = plan.header.first;
    if month == Month::new(2026, 7) {
        let decision = accepted("d-blower", "Blower weeks in September", "L. Sato", month, Step::Demand);
        let reason = "Leaf season opens with full shelves; eight percent off for four weeks".into();
        add(plan, Decision { change: events(month, "Blower weeks"), expected: blower_weeks(), reason, ..decision });
    }
    if month == Month::new(2026, 9) {
        let title = "Take the City of Vienna tender into the consensus";
        let decision = accepted("d-vienna", title, "L. Sato", month, Step::Demand);
        let figure = demand(month).figures.iter().find(|figure| figure.cell.measure == Measure::Consensus).cloned();
        let change = figure.map(|figure| Change::DemandFigure(Row::Put(Box::new(figure))));
        add(plan, Decision { change, reason: "Short list of two, prices are agreed".into(), ..decision });
    }
    if month == CURRENT {
        open_decisions(plan, answers);
    }
}

fn add(plan: &mut Plan, decision: Decision) {
    plan.process.edit().decisions.insert(decision);
}

fn accepted(id: &str, title: &str, owner: &str, month: Month, step: Step) -> Decision {
    Decision {
        id: RecordId::from(id),
        title: title.into(),
        state: DecisionState::Accepted,
        owner: owner.into(),
        at: Some(format!("{month}-21T14:40:00Z")),
        cycle: Some(month),
        step,
        ..Decision::default()
    }
}

/// The plan's events of a name, put as one change.
fn events(month: Month, name: &str) -> Option<Change> {
    let events = demand(month).events;
    let puts: Vec<Change> = events
        .iter()
        .filter(|event| event.name == name)
        .map(|event| Change::Event(Row::Put(Box::new(event.clone()))))
        .collect();
    (!puts.is_empty()).then_some(Change::Many(puts))
}

fn open_decisions(plan: &mut Plan, answers: &Answers) {
    let season = (Month::new(2027, 2), Month::new(2027, 5));
    let overtime = Figure::new(
        Cell {
            measure: Measure::OvertimeLimit,
            subject: Subject::Resource(ResourceId::from("LZ-MOW")),
            place: Place::All,
            first: season.0,
            last: season.1,
        },
        How::Percent,
        0.5,
    );
    let reason = Some("Saturday shifts in the season".into());
    let overtime =
        Change::SupplyFigure(Row::Put(Box::new(Figure { reason, by: Some("R. Brandt".into()), ..overtime })));
    let earlier = Change::Fences { frozen: plan.supply.frozen_months, prebuild: Some(3) };
    let now = engine::run(plan, answers);
    for (id, title, change) in [
        ("d-overtime", "Half as much overtime again on the mower line, February to May", overtime),
        ("d-prebuild", "Build mowers up to three months ahead of the season", earlier),
    ] {
        let then = engine::run(&plan.with(std::slice::from_ref(&change)).0, answers);
        let months = (Month::new(2027, 1), Month::new(2027, 4));
        let decision = Decision {
            id: RecordId::from(id),
            title: title.into(),
            change: Some(change.clone()),
            owner: "R. Brandt".into(),
            due: Some(Month::new(2026, 12)),
            expected: expected(&now, &then, months).into_iter().collect(),
            step: Step::Supply,
            ..Decision::default()
        };
        let scenario = Scenario { id: RecordId::from(format!("s{id}")), name: title.into(), ..Scenario::default() };
        plan.scenarios.edit().insert(Scenario { changes: vec![change], ..scenario });
        add(plan, decision);
    }
}

/// Revenue of the company over some months, with and without.
fn expected(now: &Outcome, then: &Outcome, (first, last): (Month, Month)) -> Option<Expectation> {
    let revenue = |outcome: &Outcome| {
        let line = outcome.finance.line(Measure::Revenue)?;
        Some(line.values[outcome.frame.horizon.span(first, last)].iter().map(|money| money.0).sum::<f64>().round())
    };
    let cell = Cell { measure: Measure::Revenue, subject: Subject::All, place: Place::All, first, last };
    Some(Expectation { cell, without: revenue(now)?, with: revenue(then)? })
}
