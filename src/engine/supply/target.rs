//! Stock that should be there: policies, and what was typed over them.
//!
//! The narrowest policy holds: item at a site, item, family at a site, family, the families above, everything at a site, everything.
//! In it typed units win over cover days, cover days over a service level. Units typed on the item itself (or in a policy without a
//! site) are for all its sites, shared by demand; they win over every cover and service level. A plan without any policy keeps
//! [`USUAL_SERVICE`] for what is sold.
//!
//! A service level becomes z x sigma x sqrt(lead time + one month of review). Sigma is the error of the month's forecast one month
//! ahead, the errors of the served pairs being independent: the root of the sum of (share x sigma) squared. Points without
//! customers have no error of their own, hence stock only by cover days or typed units: parts follow lot for lot.
//! Where requirements end within the horizon, the target is never more than what they still ask for, so what is phased out runs out.

use std::collections::BTreeMap;

use super::super::demand::{Demand, Forecasts};
use super::super::frame::{Frame, Split};
use super::formula;
use super::typed::{TypedRows, typed};
use crate::model::{Catalog, Measure, Place, Policy, Subject, SupplyPlan, Units, Way};

/// Cycle service level of what is sold, where the plan has no policy at all.
pub const USUAL_SERVICE: f64 = 0.95;

/// How a point's stock is worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// None is kept.
    Nothing,
    /// So many units.
    Typed(Units),
    /// The requirements of so many coming working days.
    Cover(f64),
    /// By service level over the forecast's error.
    Service(f64),
}

/// Rules, errors and typed targets of all points.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// By point.
    pub rules: Vec<Rule>,
    /// By point: variance of a month's error, from the pairs that it serves all the time.
    variance: Vec<f64>,
    /// By point that serves pairs for a while only: further variance by month.
    dated: BTreeMap<usize, Vec<f64>>,
    /// By point: months at risk, lead time and review.
    pub periods: Vec<f64>,
    typed: TypedRows,
}

impl Targets {
    /// The error of a month's demand at a point, one month ahead.
    pub fn sigma(&self, point: usize, t: usize) -> Units {
        let dated = self.dated.get(&point).map_or(0.0, |months| months[t]);
        Units((self.variance[point] + dated).sqrt())
    }

    /// Whether targets were typed over the rule of a point.
    pub fn is_typed(&self, point: usize) -> bool {
        self.typed.contains_key(&point)
    }

    /// Target stock by month, given the requirement; `days` are working days, `beyond` the requirement of a month after the horizon.
    pub fn row(&self, point: usize, requirement: &[Units], days: &[f64], beyond: Units, target: &mut [Units]) {
        self.rule_row(point, requirement, days, beyond, target);
        cut(requirement, target);
        if let Some(months) = self.typed.get(&point) {
            for (target, typed) in target.iter_mut().zip(months) {
                *target = Units(typed.over(target.0));
            }
        }
    }

    fn rule_row(&self, point: usize, requirement: &[Units], days: &[f64], beyond: Units, target: &mut [Units]) {
        match self.rules[point] {
            Rule::Nothing => target.fill(Units::ZERO),
            Rule::Typed(units) => target.fill(units),
            Rule::Service(level) if self.dated.contains_key(&point) => {
                for (t, target) in target.iter_mut().enumerate() {
                    *target = formula::safety_stock(level, self.sigma(point, t), self.periods[point]);
                }
            }
            Rule::Service(level) => {
                target.fill(formula::safety_stock(level, self.sigma(point, 0), self.periods[point]));
            }
            Rule::Cover(cover) => {
                let month = days.iter().sum::<f64>() / days.len().max(1) as f64;
                for (t, target) in target.iter_mut().enumerate() {
                    *target = formula::cover(cover, &requirement[t + 1..], &days[t + 1..], (beyond, month));
                }
            }
        }
    }
}

/// Where requirements end before the horizon does: no more than what they still ask for.
fn cut(requirement: &[Units], target: &mut [Units]) {
    if requirement.last().is_none_or(|last| *last > Units::ZERO) {
        return;
    }
    let mut remaining = Units::ZERO;
    for (target, requirement) in target.iter_mut().zip(requirement).rev() {
        *target = target.min(remaining);
        remaining += *requirement;
    }
}

/// Works out the rules of all points.
pub fn targets(frame: &Frame, catalog: &Catalog, forecasts: &Forecasts, demand: &Demand, plan: &SupplyPlan) -> Targets {
    let points = frame.points.len();
    let weight = |point: usize| weight(demand, point);
    let rows = |figure: &crate::model::Figure| frame.points_in(&figure.cell.subject, &figure.cell.place);
    let mut targets = Targets {
        rules: rules(frame, catalog, plan, &weight),
        variance: vec![0.0; points],
        dated: BTreeMap::new(),
        periods: frame.supplied.iter().map(|supplied| formula::periods_at_risk(lead_days(supplied))).collect(),
        typed: typed(frame, &plan.figures, Measure::TargetStock, rows, weight),
    };
    errors(frame, forecasts, &mut targets);
    targets
}

/// Everything asked of a point by the demand review, over the horizon: what typed totals are shared by.
pub fn weight(demand: &Demand, point: usize) -> f64 {
    let sum = |row: &[Units]| row.iter().map(|units| units.0).sum::<f64>();
    sum(demand.independent.row(point)) + sum(demand.dependent.row(point))
}

fn lead_days(supplied: &super::super::frame::Supplied) -> f64 {
    match supplied.way {
        Some(Way::Move) => supplied.lanes.iter().map(|lane| lane.lead.days).fold(0.0, f64::max),
        _ => supplied.lead.days,
    }
}

fn rules(frame: &Frame, catalog: &Catalog, plan: &SupplyPlan, weight: &impl Fn(usize) -> f64) -> Vec<Rule> {
    let policies = policies(frame, plan);
    let mut rules = Vec::with_capacity(frame.points.len());
    for (item, points) in frame.points_of.iter().enumerate() {
        let record = catalog.items.get(frame.items.code(item));
        let sold = record.is_some_and(|record| record.sellable);
        let total: f64 = points.clone().map(weight).sum();
        let sites = points.len() as f64;
        for point in points.clone() {
            let share = if total > 0.0 { weight(point) / total } else { 1.0 / sites };
            let on_item = record.and_then(|record| record.safety_stock).map(|units| Rule::Typed(units * share));
            rules.push(match policies[point] {
                Some(policy) => rule(policy, share, on_item),
                None if plan.policies.is_empty() && sold => on_item.unwrap_or(Rule::Service(USUAL_SERVICE)),
                None => on_item.unwrap_or(Rule::Nothing),
            });
        }
    }
    rules
}

fn rule(policy: &Policy, share: f64, on_item: Option<Rule>) -> Rule {
    let typed = policy.safety_stock.map(|units| Rule::Typed(if policy.site.is_some() { units } else { units * share }));
    let narrow = matches!(policy.subject, Subject::Item(_));
    let computed = policy.cover_days.map(Rule::Cover).or(policy.service_level.map(Rule::Service));
    let typed = if narrow { typed.or(on_item) } else { on_item.or(typed) };
    typed.or(computed).unwrap_or(Rule::Nothing)
}

/// By point: the narrowest policy. Broad ones are laid down first, narrow ones over them.
fn policies<'a>(frame: &Frame, plan: &'a SupplyPlan) -> Vec<Option<&'a Policy>> {
    let depth = |subject: &Subject| match subject {
        Subject::All => 0,
        Subject::Family(id) => {
            let family = frame.families.position(id);
            1 + std::iter::successors(family, |family| frame.family_above[*family]).count()
        }
        _ => usize::MAX,
    };
    let mut laid: Vec<&Policy> = plan.policies.iter().collect();
    laid.sort_by_key(|policy| (depth(&policy.subject), policy.site.is_some()));
    let mut found = vec![None; frame.points.len()];
    for policy in laid {
        let place = policy.site.clone().map_or(Place::All, Place::Site);
        for point in frame.points_in(&policy.subject, &place) {
            found[point] = Some(policy);
        }
    }
    found
}

fn errors(frame: &Frame, forecasts: &Forecasts, targets: &mut Targets) {
    let months = frame.horizon.months;
    for (splits, fit) in frame.splits.iter().zip(&forecasts.fits) {
        let sigma = fit.sigma.first().copied().filter(|sigma| sigma.is_finite()).unwrap_or(0.0);
        if sigma <= 0.0 {
            continue;
        }
        for (split, to) in spans(splits, months) {
            for (point, share) in &split.shares {
                let variance = (share * sigma) * (share * sigma);
                if split.from == 0 && to >= months {
                    targets.variance[*point] += variance;
                } else {
                    let dated = targets.dated.entry(*point).or_insert_with(|| vec![0.0; months]);
                    dated[split.from.min(months)..to].iter_mut().for_each(|month| *month += variance);
                }
            }
        }
    }
}

/// Every split with the month before which it ends.
pub fn spans(splits: &[Split], months: usize) -> impl Iterator<Item = (&Split, usize)> {
    let ends = splits.iter().skip(1).map(move |next| next.from.min(months)).chain([months]);
    splits.iter().zip(ends).filter(|(split, to)| split.from < *to)
}
