//! The figures of a node by month: which rows of which stage's outcome a measure adds up there.

use std::ops::Range;

use crate::engine::frame::{Pair, Point, stock_unit};
use crate::engine::{Frame, Grid, Outcome};
use crate::model::{
    FamilyId, Hours, ItemId, Measure, Money, Place, Plan, ProjectId, Subject, UnitPrice, Units, Verdict,
};

/// A subject at a place, in the outcome of a plan.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What follows from it.
    pub outcome: &'a Outcome,
    /// What.
    pub subject: &'a Subject,
    /// Where.
    pub place: &'a Place,
}

/// Figures by month; `None` inside where nothing is known of a month.
type Months = Vec<Option<f64>>;

impl<'a> Node<'a> {
    /// A node.
    pub fn new(plan: &'a Plan, outcome: &'a Outcome, subject: &'a Subject, place: &'a Place) -> Self {
        Self { plan, outcome, subject, place }
    }

    /// The axes.
    pub fn frame(&self) -> &'a Frame {
        &self.outcome.frame
    }

    /// The figures of the months at these positions; `None` where the measure does not apply to the node, or would mix units.
    pub fn by_month(&self, measure: Measure, span: Range<usize>) -> Option<Months> {
        use Measure as M;
        let (demand, supply, finance) = (&*self.outcome.demand, &*self.outcome.supply, &*self.outcome.finance);
        match measure {
            M::WeightedPipeline => self.pipeline(span),
            M::ProjectSpend => self.project_spend(span),
            M::History => self.closed_months(&self.outcome.forecasts.history, span),
            M::CleansedHistory => self.closed_months(&self.outcome.forecasts.cleansed, span),
            M::Baseline => self.at_pairs(&demand.baseline, span),
            M::Launches => self.at_pairs(&demand.launches, span),
            M::PhaseOuts => self.at_pairs(&demand.phase_outs, span),
            M::Trend => self.at_pairs(&demand.trend, span),
            M::Events => self.at_pairs(&demand.events, span),
            M::Statistical => self.at_pairs(&demand.statistical, span),
            M::Sales => self.known_at_pairs(&demand.sales, span),
            M::Marketing => self.known_at_pairs(&demand.marketing, span),
            M::FinanceView => self.known_at_pairs(&demand.finance, span),
            M::Blend => self.at_pairs(&demand.blend, span),
            M::Override => self.at_pairs(&demand.overrides, span),
            M::Consensus => self.at_pairs(&demand.consensus, span),
            M::LastCycle => self.known_at_pairs(&demand.last_cycle, span),
            M::Independent => self.at_points(&demand.independent, span),
            M::Dependent => self.at_points(&demand.dependent, span),
            M::Interplant => self.at_points(&demand.interplant, span),
            M::Requirement => self.at_points(&supply.requirement, span),
            M::OpeningStock => self.at_points(&supply.opening, span),
            M::Receipts => self.at_points(&supply.receipts, span),
            M::Releases => self.at_points(&supply.releases, span),
            M::Production => self.at_points(&supply.production, span),
            M::Purchase => self.at_points(&supply.purchase, span),
            M::PurchaseElsewhere => self.at_points(&supply.bought_elsewhere(), span),
            M::TransferIn => self.at_points(&supply.transfer_in, span),
            M::TransferOut => self.at_points(&supply.transfer_out, span),
            M::Usage => self.at_points(&supply.usage, span),
            M::Shipments if matches!(self.place, Place::Site(_)) => self.at_points(&supply.shipments, span),
            M::Shipments => self.at_pairs(&supply.shipped, span),
            M::ClosingStock => self.at_points(&supply.closing, span),
            M::TargetStock => self.at_points(&supply.target, span),
            M::InTransit => self.at_points(&supply.in_transit, span),
            M::WorkInProcess => self.at_points(&supply.in_process, span),
            M::LostSales => self.at_pairs(&supply.lost, span),
            M::UnmetDemand => self.at_pairs(&supply.unmet, span),
            M::Backlog => self.at_pairs(&supply.backlog, span),
            M::Shortage => self.shortage(span),
            M::Load => self.at_resources(&supply.load, span),
            M::WishedLoad => self.at_resources(&supply.wished_load, span),
            M::Capacity => self.capacity(span),
            M::Overtime => self.at_resources(&supply.overtime, span),
            M::OvertimeLimit => self.at_resources(&supply.overtime_limit, span),
            M::ExtraLimit => self.at_resources(&supply.extra_limit, span),
            M::People => Some(sums(&self.resources()?, span, |resource, t| Some(supply.heads.at(resource, t)))),
            M::DaysOfSupply | M::Utilization | M::Service | M::Price | M::UnitCost => self.ratios(measure, span),
            M::RevenueAtDemand => self.sales(&finance.revenue_at_demand, &demand.consensus, span),
            M::Revenue => self.sales(&finance.revenue, &supply.shipped, span),
            M::CostOfGoods => self.cost_of_goods(span),
            M::GrossMargin => self.gross_margin(span),
            M::Variances | M::Freight | M::PlanSpend | M::Ebit => self.line(measure, span),
            M::Overhead => self.overhead(span),
            M::InventoryValue => self.inventory_value(span),
            M::Receivables => self.company(span, |t| finance.receivables[t]),
            M::Payables => self.company(span, |t| finance.payables[t]),
            M::WorkingCapital => self.company(span, |t| Some(finance.working_capital[t])),
            M::CashFlow => self.company(span, |t| finance.cash_flow[t]),
            M::BudgetUnits | M::BudgetRevenue | M::BudgetMargin | M::BudgetEbit => self.budget(measure, span),
            M::BudgetGap => self.budget_gap(span),
        }
    }

    /// The pairs below the node; `None` where there is none.
    pub fn pairs(&self) -> Option<Vec<usize>> {
        let frame = self.frame();
        if let (Subject::Item(item), Place::Market(market)) = (self.subject, self.place) {
            // The usual address of a leaf, without a look at any other.
            let (item, market) = (frame.items.position(item)?, frame.markets.position(market)?);
            if !frame.market_above.contains(&Some(market)) {
                return frame.pair(item, market).map(|pair| vec![pair]);
            }
        }
        Some(frame.pairs_in(self.subject, self.place)).filter(|pairs| !pairs.is_empty())
    }

    /// The points below the node; `None` where there is none.
    pub fn points(&self) -> Option<Vec<usize>> {
        Some(self.frame().points_in(self.subject, self.place)).filter(|points| !points.is_empty())
    }

    /// The resources of the node: one, all, or those of a site; `None` where there is none.
    pub fn resources(&self) -> Option<Vec<usize>> {
        let frame = self.frame();
        let site = match self.place {
            Place::All => None,
            Place::Site(site) => Some(frame.sites.position(site)?),
            Place::Market(_) => return None,
        };
        let named = match self.subject {
            Subject::All => 0..frame.resources.len(),
            Subject::Resource(resource) => {
                let resource = frame.resources.position(resource)?;
                resource..resource + 1
            }
            _ => return None,
        };
        let there = |resource: &usize| site.is_none_or(|site| frame.resource_site[*resource] == site);
        Some(named.filter(there).collect::<Vec<_>>()).filter(|resources| !resources.is_empty())
    }

    /// Pairs whose items all count in one stock unit.
    pub fn addable_pairs(&self) -> Option<Vec<usize>> {
        let frame = self.frame();
        let pairs = self.pairs()?;
        self.is_one_unit(pairs.iter().map(|pair| frame.pairs[*pair]).map(|Pair { item, .. }| item)).then_some(pairs)
    }

    /// Points whose items all count in one stock unit.
    pub fn addable_points(&self) -> Option<Vec<usize>> {
        let frame = self.frame();
        let points = self.points()?;
        self.is_one_unit(points.iter().map(|point| frame.points[*point]).map(|Point { item, .. }| item))
            .then_some(points)
    }

    fn is_one_unit(&self, items: impl Iterator<Item = usize>) -> bool {
        let record = |item: usize| self.plan.catalog.items.get(self.frame().items.code(item));
        let mut last = usize::MAX;
        let mut first: Option<&str> = None;
        for item in items {
            if item == last {
                continue;
            }
            last = item;
            let Some(unit) = record(item).map(stock_unit) else { continue };
            if !first.get_or_insert(unit).eq_ignore_ascii_case(unit) {
                return false;
            }
        }
        true
    }

    fn at_pairs(&self, grid: &Grid<Units>, span: Range<usize>) -> Option<Months> {
        Some(sums(&self.addable_pairs()?, span, |pair, t| Some(grid.at(pair, t).0)))
    }

    fn known_at_pairs(&self, grid: &Grid<Option<Units>>, span: Range<usize>) -> Option<Months> {
        Some(sums(&self.addable_pairs()?, span, |pair, t| grid.at(pair, t).map(|units| units.0)))
    }

    fn closed_months(&self, history: &[Vec<Option<Units>>], span: Range<usize>) -> Option<Months> {
        let at = |pair: usize, t: usize| history.get(pair)?.get(t)?.map(|units| units.0);
        Some(sums(&self.addable_pairs()?, span, at))
    }

    fn at_points(&self, grid: &Grid<Units>, span: Range<usize>) -> Option<Months> {
        Some(sums(&self.addable_points()?, span, |point, t| Some(grid.at(point, t).0)))
    }

    fn shortage(&self, span: Range<usize>) -> Option<Months> {
        let points = self.addable_points()?;
        let mut months = vec![Some(0.0); span.len()];
        for shortage in &self.outcome.supply.shortages {
            if span.contains(&shortage.t) && points.binary_search(&shortage.point).is_ok() {
                *months[shortage.t - span.start].get_or_insert(0.0) += shortage.units.0;
            }
        }
        Some(months)
    }

    fn at_resources(&self, grid: &Grid<Hours>, span: Range<usize>) -> Option<Months> {
        Some(sums(&self.resources()?, span, |resource, t| Some(grid.at(resource, t).0)))
    }

    fn capacity(&self, span: Range<usize>) -> Option<Months> {
        let capacity = &self.outcome.supply.capacity;
        Some(sums(&self.resources()?, span, |resource, t| capacity.at(resource, t).map(|hours| hours.0)))
    }

    /// Money of quantities x prices; not known in a month where something moves and nothing that moves has a price.
    fn sales(&self, money: &Grid<Money>, units: &Grid<Units>, span: Range<usize>) -> Option<Months> {
        let price = &self.outcome.finance.rates.price;
        let priced = |pair: usize, t: usize| price.at(pair, t).is_some();
        Some(worths(&self.pairs()?, span, |pair, t| (money.at(pair, t), units.at(pair, t), priced(pair, t))))
    }

    fn cost_of_goods(&self, span: Range<usize>) -> Option<Months> {
        let frame = self.frame();
        let (finance, shipped) = (&self.outcome.finance, &self.outcome.supply.shipped);
        let cost = |pair: usize, t: usize| finance.rates.unit_cost.at(frame.pairs[pair].item, t);
        let worth = |pair, t| (finance.cost_of_goods.at(pair, t), shipped.at(pair, t), cost(pair, t).is_some());
        Some(worths(&self.pairs()?, span, worth))
    }

    fn inventory_value(&self, span: Range<usize>) -> Option<Months> {
        let frame = self.frame();
        let (finance, supply) = (&self.outcome.finance, &self.outcome.supply);
        let cost = |point: usize, t: usize| finance.rates.unit_cost.at(frame.points[point].item, t);
        let worth = |point, t| {
            let units = supply.closing.at(point, t) + supply.in_transit.at(point, t) + supply.in_process.at(point, t);
            (finance.inventory_value.at(point, t), units, cost(point, t).is_some())
        };
        Some(worths(&self.points()?, span, worth))
    }

    /// The company's line, period variances taken off; below the company revenue less cost of goods.
    fn gross_margin(&self, span: Range<usize>) -> Option<Months> {
        if self.is_company() {
            return self.line(Measure::GrossMargin, span);
        }
        let revenue = self.by_month(Measure::Revenue, span.clone())?;
        let cost = self.by_month(Measure::CostOfGoods, span)?;
        Some(revenue.into_iter().zip(cost).map(|(revenue, cost)| Some(revenue? - cost?)).collect())
    }

    fn is_company(&self) -> bool {
        *self.subject == Subject::All && *self.place == Place::All
    }

    fn company(&self, span: Range<usize>, at: impl Fn(usize) -> Option<Money>) -> Option<Months> {
        self.is_company().then(|| span.map(|t| at(t).map(|money| money.0)).collect())
    }

    fn line(&self, measure: Measure, span: Range<usize>) -> Option<Months> {
        let line = self.outcome.finance.line(measure)?;
        self.company(span, |t| line.values.get(t).copied())
    }

    fn overhead(&self, span: Range<usize>) -> Option<Months> {
        let lines = self.outcome.finance.lines.iter().filter(|line| line.measure == Measure::Overhead);
        let wanted: Vec<_> = match self.subject {
            Subject::All => lines.collect(),
            Subject::Account(account) => lines.filter(|line| line.account.as_ref() == Some(account)).collect(),
            _ => return None,
        };
        if wanted.is_empty() || *self.place != Place::All {
            return None;
        }
        Some(
            span.map(|t| Some(wanted.iter().filter_map(|line| line.values.get(t)).map(|money| money.0).sum()))
                .collect(),
        )
    }

    fn budget(&self, measure: Measure, span: Range<usize>) -> Option<Months> {
        let family: Option<&FamilyId> = match self.subject {
            Subject::All => None,
            Subject::Family(family) => Some(family),
            _ => return None,
        };
        let mut budgets = self.outcome.finance.budgets.iter();
        let budget = budgets.find(|budget| budget.measure == measure && budget.family.as_ref() == family)?;
        (*self.place == Place::All).then(|| span.map(|t| budget.values.get(t).copied().flatten()).collect())
    }

    /// Revenue less budgeted revenue, in months that have a budget.
    fn budget_gap(&self, span: Range<usize>) -> Option<Months> {
        let budget = self.by_month(Measure::BudgetRevenue, span.clone())?;
        let revenue = self.by_month(Measure::Revenue, span)?;
        Some(revenue.into_iter().zip(budget).map(|(revenue, budget)| Some(revenue? - budget?)).collect())
    }

    fn projects(&self) -> Option<Vec<&'a ProjectId>> {
        let all = self.plan.product.projects.keys();
        let found: Vec<&ProjectId> = match (self.subject, self.place) {
            (Subject::All, Place::All) => all.collect(),
            (Subject::Project(id), Place::All) => all.filter(|project| *project == id).collect(),
            _ => return None,
        };
        Some(found).filter(|found| !found.is_empty())
    }

    fn pipeline(&self, span: Range<usize>) -> Option<Months> {
        let projects = self.projects()?;
        let item = |id: &&ProjectId| self.plan.product.projects.get(id).map(|project| &project.item);
        let items = projects.iter().filter_map(item).filter_map(|id: &ItemId| self.frame().items.position(id));
        if !self.is_one_unit(items) {
            return None;
        }
        let outlooks: Vec<_> =
            self.outcome.product.outlooks.iter().filter(|outlook| projects.contains(&&outlook.project)).collect();
        Some(
            span.map(|t| {
                Some(outlooks.iter().filter_map(|outlook| outlook.weighted.get(t)).map(|units| units.0).sum())
            })
            .collect(),
        )
    }

    fn project_spend(&self, span: Range<usize>) -> Option<Months> {
        let projects = self.projects()?;
        let frame = self.frame();
        let mut months = vec![0.0; frame.months()];
        let records = projects.iter().filter_map(|id| self.plan.product.projects.get(id));
        for project in records.filter(|project| project.verdict != Verdict::Kill) {
            for (month, money) in &project.spend {
                if let Some(t) = frame.horizon.position(*month).filter(|_| money.0.is_finite()) {
                    months[t] += money.0;
                }
            }
        }
        Some(span.map(|t| months.get(t).copied()).collect())
    }
}

/// Sums over rows by month, of what is known.
fn sums(rows: &[usize], span: Range<usize>, at: impl Fn(usize, usize) -> Option<f64>) -> Months {
    let mut months: Months = vec![None; span.len()];
    for row in rows {
        for (month, t) in months.iter_mut().zip(span.clone()) {
            if let Some(value) = at(*row, t) {
                *month.get_or_insert(0.0) += value;
            }
        }
    }
    months
}

/// Sums of money by month; `at` gives money, quantity, and whether the price of one is known.
fn worths(rows: &[usize], span: Range<usize>, at: impl Fn(usize, usize) -> (Money, Units, bool)) -> Months {
    let month = |t: usize| {
        let (mut sum, mut moves, mut known) = (0.0, false, false);
        for row in rows {
            let (money, units, is_known) = at(*row, t);
            sum += money.0;
            moves |= units.0 > 0.0;
            known |= units.0 > 0.0 && is_known;
        }
        (known || !moves).then_some(sum)
    };
    span.map(month).collect()
}

/// A price as a number.
pub(super) fn price_value(price: Option<UnitPrice>) -> Option<f64> {
    price.map(|price| price.0)
}
