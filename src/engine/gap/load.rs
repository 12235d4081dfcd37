//! Wished load above regular hours: the plan needs overtime, other months, or more hours.

use super::lever::{self, Lack};
use super::view::{Candidate, Detail, View, number, runs, when};
use super::{Cause, Lever};
use crate::model::{Cell, Measure, Money, Place, Step, Subject, ratio};

/// Hours that do not matter, as a share of regular hours.
const TOLERANCE: f64 = 1e-6;

/// What a candidate keeps for its levers.
pub(super) struct Overload {
    resource: usize,
    first: usize,
    last: usize,
    /// Most hours above regular ones in a month.
    most: f64,
}

/// Finds resources whose wished load is above their regular hours.
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    for resource in 0..view.frame.resources.len() {
        let over = |t: usize| match view.supply.capacity.at(resource, t) {
            Some(hours) => (view.supply.wished_load.at(resource, t) - hours).0.max(0.0),
            None => 0.0,
        };
        let regular = |t: usize| view.supply.capacity.at(resource, t).unwrap_or_default().0;
        for (first, last) in runs(view.frame.horizon.months, |t| over(t) > regular(t).max(1.0) * TOLERANCE) {
            let hours: f64 = (first..=last).map(over).sum();
            let most = (first..=last).map(over).fold(0.0, f64::max);
            let subject = Subject::Resource(view.frame.resources.code(resource).clone());
            found.push(Candidate {
                cause: Some(Cause::Overload),
                cell: view.cell(Measure::WishedLoad, subject, Place::All, first, last),
                step: Step::Supply,
                size: hours,
                money: money(view, resource, hours),
                detail: Detail::Load(Overload { resource, first, last, most }),
            });
        }
    }
}

/// What the hours would cost on top if they were all overtime.
fn money(view: &View, resource: usize, hours: f64) -> Option<Money> {
    let record = view.plan.catalog.resources.get(view.frame.resources.code(resource))?;
    record.cost_per_hour.map(|rate| Money(hours * rate.0 * record.overtime_premium))
}

/// The sentence and the levers.
pub(super) fn tell(view: &View, cell: &Cell, size: f64, load: &Overload) -> (String, Vec<Lever>) {
    let sum = |hours: &dyn Fn(usize) -> f64| (load.first..=load.last).map(hours).sum::<f64>();
    let wished = sum(&|t| view.supply.wished_load.at(load.resource, t).0);
    let regular = sum(&|t| view.supply.capacity.at(load.resource, t).unwrap_or_default().0);
    let share = ratio(wished, regular).map_or(String::new(), |share| format!(" ({:.0} % of its hours)", share * 100.0));
    let text = format!(
        "The plan as wished needs {} h more than {} has in {}{share}.",
        number(size),
        view.resource_name(load.resource),
        when(cell),
    );
    let lack = Lack { resource: load.resource, first: load.first, last: load.last, hours: load.most };
    // More regular time is what takes the load below its hours; overtime that is merely allowed does not.
    let levers = lever::hours(view, &lack).into_iter().skip(1).collect();
    (text, levers)
}
