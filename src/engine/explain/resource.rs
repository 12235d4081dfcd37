//! One resource in one month: hours that are needed, hours that there are.

use super::asked::{Asked, fact, noted};
use super::demand::typed_term;
use super::{Operator, Term, Told, counts, percent, plain};
use crate::engine::stock::hours;
use crate::model::{Figure, Measure, RegularHours, Subject, Unit};

/// The formula of a resource's figure.
pub(super) fn told(asked: &Asked, resource: usize) -> Told {
    match asked.cell.measure {
        Measure::Load => load(asked, resource),
        Measure::WishedLoad => {
            let mut terms = asked.itself("Wished releases \u{d7} hours for one unit");
            terms.extend(asked.link_as(
                Operator::Note,
                "After it is made to fit",
                asked.resource_cell(Measure::Load, resource, asked.t()),
            ));
            Told::new("The hours that the plan would need as the strategy wishes it.", terms)
        }
        Measure::Capacity => capacity(asked, resource),
        Measure::Overtime => overtime(asked, resource),
        Measure::OvertimeLimit => limit(asked, resource),
        _ => Told::new("As it stands in the plan.", asked.itself(asked.cell.measure.name())),
    }
}

/// Releases of every item that runs here, times hours for one unit.
fn load(asked: &Asked, resource: usize) -> Told {
    let (frame, t) = (asked.frame(), asked.t());
    let mut terms: Vec<Term> = Vec::new();
    for (point, supplied) in frame.supplied.iter().enumerate() {
        let released = asked.outcome.supply.releases.at(point, t);
        for work in supplied.work.iter().filter(|work| work.resource == resource && counts(released.0)) {
            let needed = hours(released, work.hours).0;
            let note = format!("{} \u{d7} {} h", plain(released.0), plain(work.hours));
            let cell = asked.point_cell(Measure::Releases, point, t);
            terms.extend(counts(needed).then(|| asked.share(asked.point_name(point), needed, cell, note)));
        }
    }
    terms.sort_by(|a, b| b.value.total_cmp(&a.value));
    Told::new("Units that are started in the month times hours for one unit, by item.", asked.whole(terms, "Rounding"))
}

fn capacity(asked: &Asked, resource: usize) -> Told {
    let id = asked.frame().resources.code(resource);
    let (terms, sentence) = match asked.plan.catalog.resources.get(id).and_then(|resource| resource.hours) {
        Some(RegularHours::Month(hours)) => (
            vec![fact(Operator::Plus, "Regular hours a month", hours.positive().0, Unit::Hours)],
            "Regular hours of the month.",
        ),
        Some(RegularHours::Day(hours)) => {
            let days = asked.frame().working_days[asked.t()];
            let terms = vec![
                fact(Operator::Plus, "Working days", days, Unit::Days),
                fact(Operator::Times, "Regular hours a day", hours.positive().0, Unit::Hours),
            ];
            (terms, "Working days of the month times regular hours a day.")
        }
        None => (Vec::new(), "As typed: the resource's record has no hours."),
    };
    typed_over(asked, resource, sentence, terms)
}

/// With what was typed over it.
fn typed_over(asked: &Asked, resource: usize, sentence: &str, terms: Vec<Term>) -> Told {
    let mut terms = asked.whole(terms, "Typed change");
    let month = asked.frame().horizon.month(asked.t());
    let id = asked.frame().resources.code(resource);
    let reaches = |figure: &&Figure| {
        let cell = &figure.cell;
        let subject = match &cell.subject {
            Subject::All => true,
            Subject::Resource(typed) => typed == id,
            _ => false,
        };
        cell.measure == asked.cell.measure && cell.first <= month && month <= cell.last && subject
    };
    terms.extend(asked.plan.supply.figures.iter().filter(reaches).map(typed_term));
    Told::new(sentence, terms).with_source(Some(format!("Resource {id}")))
}

fn overtime(asked: &Asked, resource: usize) -> Told {
    let t = asked.t();
    let load = asked.link(Operator::Plus, asked.resource_cell(Measure::Load, resource, t));
    let capacity = asked.link(Operator::Minus, asked.resource_cell(Measure::Capacity, resource, t));
    let terms = load.into_iter().chain(capacity).collect();
    Told::new("Load above regular hours.", asked.whole(terms, "Not below zero"))
}

fn limit(asked: &Asked, resource: usize) -> Told {
    let id = asked.frame().resources.code(resource);
    let share = asked.plan.catalog.resources.get(id).map_or(0.0, |resource| resource.overtime.max(0.0));
    let regular = asked.link(Operator::Plus, asked.resource_cell(Measure::Capacity, resource, asked.t()));
    let terms = match regular {
        Some(regular) => vec![regular, noted(Operator::Times, "Overtime at most", share, Unit::Share, percent(share))],
        None => Vec::new(),
    };
    typed_over(asked, resource, "A share of regular hours.", terms)
}
