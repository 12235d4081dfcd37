//! Small companies, demand and forecasts made by hand, for the tests of the supply plan.

use std::sync::Arc;

use super::super::*;
use crate::engine::testing::{Company, frame_of, item};
use crate::engine::{Grid, rates, solve};
use crate::forecast::{Forecast, Task, forecast};
use crate::model::*;

/// Error of every pair's forecast, one month ahead.
pub const SIGMA: f64 = 10.0;

/// Forecasts without error but `sigma`.
pub fn forecasts(frame: &Frame, sigma: f64) -> Forecasts {
    let task =
        Task { y: vec![], horizon: frame.months(), season: 12, first_month_of_year: 0, forced: None, drivers: vec![] };
    let fit = Arc::new(Forecast { sigma: vec![sigma; frame.months()], ..forecast(&task) });
    Forecasts {
        fits: frame.pairs.iter().map(|_| Arc::clone(&fit)).collect(),
        pending: vec![false; frame.pairs.len()],
        first: frame.horizon.first,
        history: vec![vec![]; frame.pairs.len()],
        cleansed: vec![vec![]; frame.pairs.len()],
        levels: vec![],
        notices: vec![],
    }
}

/// Demand of every pair and month.
pub fn demand(frame: &Frame, of: impl Fn(usize, usize) -> f64) -> Demand {
    let months = frame.months();
    let pairs = || Grid::new(frame.pairs.len(), months);
    let points = || Grid::new(frame.points.len(), months);
    let open = || std::sync::Arc::new(Grid::new(frame.pairs.len(), months));
    let (mut consensus, mut independent) = (pairs(), points());
    for pair in 0..frame.pairs.len() {
        for t in 0..months {
            *consensus.at_mut(pair, t) = Units(of(pair, t));
            for (point, share) in frame.serving(pair, t) {
                *independent.at_mut(*point, t) += Units(of(pair, t) * share);
            }
        }
    }
    Demand {
        baseline: pairs(),
        launches: pairs(),
        phase_outs: pairs(),
        trend: pairs(),
        events: pairs(),
        statistical: consensus.clone(),
        sales: open(),
        marketing: open(),
        finance: open(),
        blend: consensus.clone(),
        overrides: pairs(),
        consensus,
        last_cycle: open(),
        discount: Grid::new(frame.pairs.len(), months),
        event_cost: vec![Money::ZERO; months],
        independent,
        dependent: points(),
        interplant: points(),
        notices: vec![],
    }
}

pub struct Planned {
    pub frame: Frame,
    pub supply: Supply,
}

impl Planned {
    pub fn point(&self, item: &str, site: &str) -> usize {
        let item = self.frame.items.position(&item.into()).unwrap();
        self.frame.point(item, self.frame.sites.position(&site.into()).unwrap()).unwrap()
    }

    pub fn row(&self, grid: &Grid<Units>, item: &str, site: &str) -> Vec<f64> {
        grid.row(self.point(item, site)).iter().map(|units| (units.0 * 1e6).round() / 1e6).collect()
    }

    pub fn causes(&self, item: &str, site: &str) -> Vec<(usize, f64, ShortageCause)> {
        let point = self.point(item, site);
        let of = self.supply.shortages.iter().filter(|shortage| shortage.point == point);
        of.map(|shortage| (shortage.t, (shortage.units.0 * 1e6).round() / 1e6, shortage.cause)).collect()
    }
}

/// Plans a company for a demand by month, the same in every pair.
pub fn plan(company: &Company, strategy: Strategy, monthly: &[f64]) -> Planned {
    let frame = frame_of(&company.plan);
    let demand = demand(&frame, |_, t| monthly[t]);
    let plan = &company.plan;
    let forecasts = forecasts(&frame, SIGMA);
    let supply = supplied(&frame, plan, &forecasts, &demand, strategy);
    Planned { frame, supply }
}

/// The plan of a strategy; a solved one is solved at once.
pub fn supplied(frame: &Frame, plan: &Plan, forecasts: &Forecasts, demand: &Demand, strategy: Strategy) -> Supply {
    let rates = rates(frame, &plan.catalog, &plan.finance, demand);
    let mut answers = Answers::default();
    let planned = |answers: &Answers| {
        let inputs = SupplyInputs {
            frame,
            catalog: &plan.catalog,
            actuals: &plan.actuals,
            forecasts,
            demand,
            plan: &plan.supply,
            finance: &plan.finance,
            rates: &rates,
            answers,
        };
        supply(&inputs, strategy)
    };
    let draft = planned(&answers);
    let pending = draft.solving.as_ref().and_then(|solving| solving.pending.clone());
    let Some(task) = pending else { return draft };
    let key = task.key;
    let optimum = solve::solve(Arc::unwrap_or_clone(task)).unwrap();
    answers.insert_optimum(key, strategy, optimum);
    planned(&answers)
}

/// One item that is made at one plant without lead time, months of 20 working days.
pub fn one_item(months: usize) -> Company {
    let company = Company::new("2026-11", months)
        .product("A", "F", 100.0, 60.0)
        .family("F", None)
        .market("M", None)
        .plant("P")
        .item("A", |item| {
            item.sellable = true;
            item.family = Some("F".into());
            item.way = Some(Way::Make);
        })
        .policy(Subject::All, |policy| policy.safety_stock = Some(Units(0.0)));
    company.with(|plan| {
        for month in plan.horizon().iter() {
            plan.catalog.edit().calendar.insert(WorkingDays { month, days: 20.0 });
        }
    })
}

pub fn target(company: Company, units: f64) -> Company {
    company.policy(item("A"), |policy| policy.safety_stock = Some(Units(units)))
}

/// One hour a unit on a resource with 100 regular hours and 25 of overtime.
pub fn with_hours(company: Company) -> Company {
    company.resource("R", Some("P"), 100.0).operation("A", 10, "R", 1.0)
}
