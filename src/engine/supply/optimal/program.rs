//! The linear program of a supply plan.
//!
//! Minimise what the plan costs ([`Costs`]), over releases r, stock I, waiting B, lost L and hours, such that
//!
//! - balance of each point and month: I(t-1) + arrivals - usage - sent - I(t) + B(t) - B(t-1) + L(t) = demand - receipts - opening stock;
//! - customers of each class: B(t) - B(t-1) + L(t) <= demand, so that what is shipped is never below zero;
//! - hours of each resource and month: sum of hours x r - overtime - shifts - crew's hours <= regular hours;
//! - crews: people = people before + hired - laid off; overtime <= share x crew's hours; storage: sum of space x I <= space of the site.
//!
//! Stock is written in two segments: within target, at holding less the price of being below target, and above it, at holding: half the rows of a
//! target with a shortfall. What waits at the end of the horizon costs as much as a lost sale, so that demand is not dumped behind it, and what
//! is in process then is worth its replacement, so that lead times do not empty the last months. Typed and frozen months are bounds.
//! Whole lots and shifts are no rows: they are steps beside the program (`whole`).
//! The constant makes the objective the plan's whole cost, as [`plan_cost`](super::super::cost::plan_cost) finds it by another route.

use super::layout::{Class, Layout, Source};
use crate::engine::Grid;
use crate::engine::supply::SupplyInputs;
use crate::engine::supply::cost::{Costs, space, space_cost};
use crate::engine::supply::wish::{self, Start};
use crate::lp::Program;
use crate::model::{Strategy, Units, Unmet, Way};

/// What typed production is worth to the solver: so much more than demand that only hours and parts can keep it from it.
const AS_TYPED: f64 = 10.0;

/// The program, column by column in the order of the layout.
pub struct Builder<'a> {
    /// What the review works from.
    pub inputs: &'a SupplyInputs<'a>,
    /// Network, opening position, targets and hours.
    pub start: &'a Start<'a>,
    /// Where everything stands.
    pub layout: &'a Layout,
    /// What a unit of anything costs.
    pub costs: &'a Costs,
    /// By stream: what target stock would release; typed months take it from here.
    pub wished: &'a Grid<Units>,
    /// By point: stock that should be there.
    pub target: &'a Grid<Units>,
    program: Program,
    /// By column: the order of preference among plans of equal cost.
    preference: Vec<f64>,
}

impl<'a> Builder<'a> {
    /// Nothing built yet.
    pub fn new(
        inputs: &'a SupplyInputs<'a>,
        start: &'a Start<'a>,
        layout: &'a Layout,
        costs: &'a Costs,
        wished: &'a Grid<Units>,
        target: &'a Grid<Units>,
    ) -> Self {
        let preference = Vec::with_capacity(layout.columns);
        Self { inputs, start, layout, costs, wished, target, program: Program::new(), preference }
    }

    /// The program, and the preference among its optima: later before earlier, then by the order of codes.
    pub fn build(mut self) -> (Program, Vec<f64>) {
        self.rows();
        for point in 0..self.start.frame.points.len() {
            for source in self.layout.sources_of(point) {
                self.releases(source);
            }
            self.stock(point);
            for class in &self.layout.classes[point] {
                self.customers(point, class);
            }
            self.in_process(point);
        }
        for resource in 0..self.layout.hours.len() {
            self.hours(resource);
        }
        self.storage();
        self.both();
        debug_assert_eq!(self.program.columns(), self.layout.columns, "the columns lie as the layout says");
        (self.program, self.preference)
    }

    fn months(&self) -> usize {
        self.layout.months
    }

    fn is_contribution(&self) -> bool {
        self.start.limits.strategy == Strategy::OptimalContribution
    }

    fn column(&mut self, cost: f64, upper: f64, entries: &[(usize, f64)], weight: f64, t: usize) {
        let column = self.program.add_column(cost, 0.0, upper, entries);
        let months = self.months().max(1) as f64;
        // the golden ratio spreads the fractions evenly, so that no two columns weigh alike
        let by_code = (column as f64 * 0.618_033_988_749_894_9).fract();
        self.preference.push(weight * (2.0 - t as f64 / months + by_code * 0.5));
    }

    fn rows(&mut self) {
        let (layout, months) = (self.layout, self.months());
        for point in 0..self.start.frame.points.len() {
            for t in 0..months {
                let asked: f64 = layout.classes[point].iter().map(|class| asked(class, t)).sum();
                let opening = if t == 0 { self.start.opening.stock[point].0 } else { 0.0 };
                let net = asked - self.start.opening.receipts.at(point, t).0 - opening;
                self.program.add_row(net, net);
            }
        }
        for point in 0..layout.in_process.len() {
            for class in layout.classes[point].iter().filter(|class| class.row.is_some()) {
                for t in 0..months {
                    self.program.add_row(f64::NEG_INFINITY, asked(class, t));
                }
            }
            if layout.in_process[point].is_some() {
                self.program.add_row(f64::NEG_INFINITY, 0.0);
            }
        }
        for resource in 0..layout.hours.len() {
            self.hour_rows(resource);
        }
        for (site, storage) in layout.storage.iter().enumerate() {
            if storage.is_some() {
                let id = self.start.frame.sites.code(site);
                let space = self.inputs.catalog.sites.get(id).and_then(|site| site.storage).unwrap_or(0.0);
                for _ in 0..months {
                    self.program.add_row(f64::NEG_INFINITY, space);
                }
            }
        }
        for source in layout.sources.iter().filter(|source| source.both.is_some()) {
            for _ in 0..source.months {
                self.program.add_row(0.0, 0.0);
            }
        }
    }

    fn hour_rows(&mut self, resource: usize) {
        let hours = &self.layout.hours[resource];
        if hours.row.is_none() {
            return;
        }
        let crew = self.start.capacity.crews[resource];
        for t in 0..self.months() {
            let regular = if crew.is_some() { 0.0 } else { self.start.capacity.regular(resource, t) };
            self.program.add_row(f64::NEG_INFINITY, regular);
        }
        let Some(crew) = crew else { return };
        for t in 0..self.months() {
            let opening = if t == 0 { crew.opening } else { 0.0 };
            self.program.add_row(opening, opening);
        }
        for _ in 0..self.months() {
            self.program.add_row(f64::NEG_INFINITY, 0.0);
        }
    }

    /// Releases of a source: what they cost, and every row that they touch.
    fn releases(&mut self, source: &Source) {
        for t in 0..source.months {
            let (cost, entries) = self.release(source, t);
            let (upper, reward) = self.release_bound(source, t);
            let weight = self.costs.replaced[source.point].max(1e-3);
            self.column(cost - reward, upper, &entries, weight, t);
            self.program.add_constant(reward * if reward > 0.0 { upper } else { 0.0 });
        }
        if source.beyond.is_some() {
            for t in 0..source.months {
                let (cost, entries) = self.release(source, t);
                let held = t < self.start.limits.frozen || is_typed(self.start, source, t);
                let upper = if held { 0.0 } else { f64::INFINITY };
                let cost = cost + self.costs.beyond_vendor(source.point, t);
                self.column(cost, upper, &entries, self.costs.replaced[source.point].max(1e-3), t);
            }
        }
    }

    /// Cost and entries of one unit released in month t.
    fn release(&self, source: &Source, t: usize) -> (f64, Vec<(usize, f64)>) {
        let (layout, start) = (self.layout, self.start);
        let mut entries = Vec::with_capacity(6);
        let mut cost = 0.0;
        entries.extend(source.both.map(|(row, _)| (row + t, 1.0)));
        for (later, share) in source.lead.arrivals() {
            let good = share * source.production_yield;
            if good > 0.0 && t + later < self.months() {
                entries.push((layout.balance(source.point, t + later), good));
                cost += good * self.price(source, t + later);
            } else if let (true, Some((row, _))) =
                (good > 0.0, layout.in_process[source.point].filter(|_| self.is_made(source)))
            {
                entries.push((row, -good));
            }
        }
        let Some(stream) = source.stream else { return (cost, entries) };
        let link = &start.network.streams[stream];
        if link.way != Way::Buy {
            cost += self.on_its_way(source, t);
        }
        if let Some(sender) = link.sender {
            entries.push((layout.balance(sender, t), -1.0));
            cost += link.freight.map_or(0.0, |freight| freight.0);
        }
        if link.way == Way::Make {
            for part in start.network.parts(source.point) {
                entries.push((layout.balance(part.point, t), -part.qty));
            }
            for work in start.network.work(source.point) {
                cost += work.hours * self.costs.hours[work.resource].regular;
                if let Some(row) = layout.hours[work.resource].row.filter(|_| self.is_limited(work.resource, t)) {
                    entries.push((row + t, work.hours));
                }
            }
        }
        (cost, entries)
    }

    /// Holding of a unit that is released in month t and is on the road, or in process, at the ends of months.
    fn on_its_way(&self, source: &Source, t: usize) -> f64 {
        let held = self.costs.held.row(source.point);
        let (whole, fraction) = (source.lead.whole, source.lead.fraction);
        let until = |later: usize| held.iter().skip(t).take(later).sum::<f64>();
        let last = held.get(t + whole).copied().unwrap_or(0.0);
        (until(whole) + fraction * last) * source.production_yield
    }

    fn is_made(&self, source: &Source) -> bool {
        source.stream.is_some_and(|stream| self.start.network.streams[stream].way == Way::Make)
    }

    fn is_limited(&self, resource: usize, t: usize) -> bool {
        self.start.capacity.regular.at(resource, t).is_some()
    }

    /// Price of a unit that a source brings in month t; made and moved ones are paid elsewhere.
    fn price(&self, source: &Source, t: usize) -> f64 {
        match (source.stream, source.offer) {
            (_, Some(offer)) => {
                let other = self.start.frame.supplied[source.point].others.get(offer);
                other.and_then(|other| other.purchase.price).map_or(0.0, |price| price.0)
            }
            (Some(stream), None) if self.start.network.streams[stream].way == Way::Buy => {
                self.costs.buying.at(source.point, t)
            }
            _ => 0.0,
        }
    }

    /// The most of a release, and what the solver is given for each unit of it where a planner typed it.
    fn release_bound(&self, source: &Source, t: usize) -> (f64, f64) {
        if let Some(stream) = source.stream.filter(|_| is_typed(self.start, source, t)) {
            let item = self.start.frame.points[source.point].item;
            let worth = self.costs.lost(item, 1, t) * AS_TYPED * source.production_yield;
            return (self.wished.at(stream, t).0.min(source.most), worth);
        }
        if t < self.start.limits.frozen { (0.0, 0.0) } else { (source.most, 0.0) }
    }

    fn stock(&mut self, point: usize) {
        let months = self.months();
        let site = self.start.frame.points[point].site;
        let space = space(self.start.frame, self.inputs.catalog, point);
        let entries = |t: usize| {
            let mut entries = vec![(self.layout.balance(point, t), -1.0)];
            if t + 1 < months {
                entries.push((self.layout.balance(point, t + 1), 1.0));
            }
            if let Some((row, _)) = self.layout.storage[site] {
                entries.push((row + t, space));
            }
            entries
        };
        let all: Vec<Vec<(usize, f64)>> = (0..months).map(entries).collect();
        if self.layout.within[point].is_some() {
            for (t, entries) in all.iter().enumerate() {
                let (target, below) = (self.target.at(point, t).0.max(0.0), self.costs.below.at(point, t));
                self.column(self.costs.held.at(point, t) - below, target, entries, 1e-3, t);
                self.program.add_constant(below * target);
            }
        }
        for (t, entries) in all.iter().enumerate() {
            self.column(self.costs.held.at(point, t), self.most_above(point, t), entries, 1e-3, t);
        }
        // the first month's opening stock counts half, whatever the plan does
        let item = self.start.frame.points[point].item;
        let standard = self.inputs.rates.unit_cost.row(item).first().copied().flatten().map_or(0.0, |cost| cost.0);
        self.program.add_constant(self.start.opening.stock[point].0 * standard * 0.5 * self.costs.holding_rate);
    }

    /// Stock above target at the end of a month at most: what the months need for which it may be built ahead. What is there at
    /// the opening, or arrives from open orders, may stay: releasing nothing is always possible.
    fn most_above(&self, point: usize, t: usize) -> f64 {
        const TAIL: usize = 3;
        let (months, ahead) = (self.months(), self.start.limits.prebuild);
        if ahead >= months {
            return f64::INFINITY;
        }
        let demand = self.start.demand;
        let asked = |t: usize| demand.independent.at(point, t).0 + demand.dependent.at(point, t).0;
        let needed: f64 = (t + 1..=t + ahead).take_while(|t| *t < months).map(asked).sum();
        // beyond the horizon it goes on as in its last months
        let tail = months.saturating_sub(TAIL)..months;
        let usual = tail.clone().map(asked).sum::<f64>() / tail.len().max(1) as f64;
        let beyond = (t + 1 + ahead).saturating_sub(months) as f64 * usual;
        let arrived: f64 = (0..=t).map(|t| self.start.opening.receipts.at(point, t).0).sum();
        let there = self.start.opening.stock[point].0 + arrived;
        (needed + beyond).max(there)
    }

    fn customers(&mut self, point: usize, class: &Class) {
        let item = self.start.frame.points[point].item;
        let (months, last) = (self.months(), self.months().saturating_sub(1));
        if class.waiting.is_some() {
            for t in 0..months {
                let mut entries = vec![(self.layout.balance(point, t), 1.0)];
                entries.extend(class.row.map(|row| (row + t, 1.0)));
                if t < last {
                    entries.push((self.layout.balance(point, t + 1), -1.0));
                    entries.extend(class.row.map(|row| (row + t + 1, -1.0)));
                }
                let at_end = if t == last { self.costs.lost(item, class.priority, t) } else { 0.0 };
                let cost = self.costs.waiting(item, class.priority, t) + at_end;
                let most = if class.unmet == Unmet::Lost { class.opening } else { f64::INFINITY };
                self.column(cost, most, &entries, 1e-2, t);
            }
        }
        let minimum = self.inputs.plan.terms.min_service.unwrap_or(0.0).clamp(0.0, 1.0);
        if class.lost.is_some() {
            for t in 0..months {
                let entries = self.missed(point, class, t);
                let usual = self.costs.lost(item, class.priority, t);
                let (cost, upper) = if self.is_contribution() {
                    (self.price_of(class, t).unwrap_or(usual), asked(class, t) * (1.0 - minimum))
                } else {
                    (usual, asked(class, t))
                };
                self.column(cost, upper, &entries, 1e-2, t);
            }
        }
        if class.forced.is_some() {
            for t in 0..months {
                let cost = self.costs.lost(item, class.priority, t);
                let entries = self.missed(point, class, t);
                self.column(cost, asked(class, t), &entries, 1e-2, t);
            }
        }
    }

    /// Entries of a unit that a class does not get in a month.
    fn missed(&self, point: usize, class: &Class, t: usize) -> Vec<(usize, f64)> {
        let balance = (self.layout.balance(point, t), 1.0);
        [balance].into_iter().chain(class.row.map(|row| (row + t, 1.0))).collect()
    }

    /// Price that a single pair pays.
    fn price_of(&self, class: &Class, t: usize) -> Option<f64> {
        self.inputs.rates.price.at(*class.pairs.first()?, t).map(|price| price.0)
    }

    fn in_process(&mut self, point: usize) {
        let Some((row, _)) = self.layout.in_process[point] else { return };
        let wanted = super::in_process_wanted(self.start.frame, self.start.demand, point).0;
        let worth = self.costs.replaced[point];
        self.column(-worth, wanted, &[(row, 1.0)], 1e-3, 0);
        self.program.add_constant(worth * wanted);
    }

    fn hours(&mut self, resource: usize) {
        let hours = self.layout.hours[resource].clone();
        let Some(row) = hours.row else { return };
        let (cost, months) = (self.costs.hours[resource], self.months());
        let record = self.inputs.catalog.resources.get(self.start.frame.resources.code(resource));
        for t in 0..months {
            let mut entries = vec![(row + t, -1.0)];
            entries.extend(hours.overtime_row.map(|overtime| (overtime + t, 1.0)));
            let limit = self.start.capacity.overtime.at(resource, t).0;
            let upper = if hours.overtime_row.is_some() { f64::INFINITY } else { limit };
            self.column(cost.overtime, upper, &entries, 1e-2, t);
        }
        if hours.shifts.is_some() {
            for t in 0..months {
                self.column(cost.shift * cost.shift_hours, cost.shifts, &[(row + t, -cost.shift_hours)], 1e-2, t);
            }
        }
        if hours.beyond.is_some() {
            (0..months).for_each(|t| self.column(cost.beyond, f64::INFINITY, &[(row + t, -1.0)], 1e-2, t));
        }
        let (Some(crew), Some(crew_row), Some(overtime_row)) =
            (self.start.capacity.crews[resource], hours.crew_row, hours.overtime_row)
        else {
            return;
        };
        let share = record.map_or(0.0, |record| record.overtime.max(0.0));
        for t in 0..months {
            let mut entries =
                vec![(row + t, -crew.hours.0), (crew_row + t, 1.0), (overtime_row + t, -crew.hours.0 * share)];
            if t + 1 < months {
                entries.push((crew_row + t + 1, -1.0));
            }
            self.column(crew.wage.0, f64::INFINITY, &entries, 1e-2, t);
        }
        let most = crew.most_hired.unwrap_or(f64::INFINITY);
        (0..months).for_each(|t| self.column(crew.hire.0, most, &[(crew_row + t, -1.0)], 1e-2, t));
        (0..months).for_each(|t| self.column(crew.lay_off.0, f64::INFINITY, &[(crew_row + t, 1.0)], 1e-2, t));
    }

    fn storage(&mut self) {
        let frame = self.start.frame;
        for site in 0..self.layout.storage.len() {
            let Some((row, _)) = self.layout.storage[site] else { continue };
            let points: Vec<usize> =
                (0..frame.points.len()).filter(|point| frame.points[*point].site == site).collect();
            let cost = space_cost(frame, self.inputs.catalog, self.costs, &points);
            (0..self.months()).for_each(|t| self.column(cost, f64::INFINITY, &[(row + t, -1.0)], 1e-2, t));
        }
    }

    /// What a vendor delivers within and beyond the limit, as one quantity.
    fn both(&mut self) {
        for source in &self.layout.sources {
            let Some((row, _)) = source.both else { continue };
            (0..source.months).for_each(|t| self.column(0.0, f64::INFINITY, &[(row + t, -1.0)], 1e-3, t));
        }
    }
}

/// Whether a planner typed what the release of month t brings.
pub fn is_typed(start: &Start, source: &Source, t: usize) -> bool {
    let Some(typed) = start.typed.get(&source.point).filter(|_| source.stream.is_some()) else { return false };
    let arrives = t.saturating_add(source.lead.whole).saturating_add(usize::from(source.lead.fraction > 0.5));
    let touched = typed.get(arrives).is_some_and(|month| *month != Default::default());
    touched || wish::is_held(typed, source.lead, t)
}

/// Demand of the month, with what waits from before the horizon in the first.
pub fn asked(class: &Class, t: usize) -> f64 {
    class.demand[t] + if t == 0 { class.opening } else { 0.0 }
}
