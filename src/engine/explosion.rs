//! What demand asks of parts and of other sites, gross: no stock, no order is looked at.
//!
//! In low-level-code order, so that a part knows all its parents before its own parts are asked: need of a part = sum over
//! parents of need / production yield x quantity, quantities scrap included. Example (Heizer & Render, "Awesome" kit,
//! `bom_explosion_awesome`): 50 A of 2 B and 3 C, ... need 800 D. Invariant: with or without lead times, the totals are the same.

use super::demand::Forecasts;
use super::frame::{Frame, Lead};
use super::{Grid, Supplied};
use crate::model::{Hours, Units, Way};

/// What parents and other sites need of every point, in the month of need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explosion {
    /// By point: needs of parents and of receiving sites.
    pub dependent: Grid<Units>,
    /// By point: the part of `dependent` that receiving sites order.
    pub interplant: Grid<Units>,
}

/// Explodes customers' demand at the points. With `offset`, parts are needed when their parents are started and goods when they
/// leave; what would have to happen before the first month counts in it (a late start is for the supply plan to say). Without,
/// everything is needed in the month of the demand: a rough-cut check.
/// Any number of months, also more or other ones than the horizon's, such as those of history.
pub fn explode(frame: &Frame, independent: &Grid<Units>, offset: bool) -> Explosion {
    let (rows, months) = (frame.points.len(), independent.months());
    let mut explosion = Explosion { dependent: Grid::new(rows, months), interplant: Grid::new(rows, months) };
    let mut need = vec![Units::ZERO; months];
    let mut started = vec![Units::ZERO; months];
    for &point in &frame.order {
        let dependent = explosion.dependent.row(point);
        for (need, (customers, others)) in need.iter_mut().zip(independent.row(point).iter().zip(dependent)) {
            *need = *customers + *others;
        }
        let supplied = &frame.supplied[point];
        match supplied.way {
            Some(Way::Make) => {
                start(&need, if offset { supplied.lead } else { Lead::default() }, &mut started);
                for part in &supplied.parts {
                    add(explosion.dependent.row_mut(part.point), &started, qty_for_one(supplied, part.qty));
                }
            }
            Some(Way::Move) => {
                for lane in &supplied.lanes {
                    start(&need, if offset { lane.lead } else { Lead::default() }, &mut started);
                    add(explosion.dependent.row_mut(lane.from), &started, lane.share);
                    add(explosion.interplant.row_mut(lane.from), &started, lane.share);
                }
            }
            Some(Way::Buy) | None => {}
        }
    }
    explosion
}

/// Stock units of a part for one good unit of its parent: quantity / production yield.
pub fn qty_for_one(supplied: &Supplied, qty: f64) -> f64 {
    qty * started_for_one(supplied)
}

/// Units to start for one good unit.
pub fn started_for_one(supplied: &Supplied) -> f64 {
    if supplied.production_yield > 0.0 { 1.0 / supplied.production_yield } else { 1.0 }
}

/// Where a need of month t is started: the share 1 - f in t - n, the share f a month earlier, never before month 0.
pub fn starts(lead: Lead, t: usize) -> [(usize, f64); 2] {
    lead.arrivals().map(|(months, share)| (t.saturating_sub(months), share))
}

fn start(need: &[Units], lead: Lead, started: &mut [Units]) {
    if lead.whole == 0 && lead.fraction == 0.0 {
        started.copy_from_slice(need);
        return;
    }
    started.fill(Units::ZERO);
    for (t, need) in need.iter().enumerate() {
        for (earlier, share) in starts(lead, t) {
            started[earlier] += *need * share;
        }
    }
}

fn add(row: &mut [Units], started: &[Units], factor: f64) {
    for (sum, units) in row.iter_mut().zip(started) {
        *sum += *units * factor;
    }
}

/// Hours by resource for good units made at the points, in the same months: units / production yield x hours for one.
/// Points that are not made there take none.
pub fn load_of(frame: &Frame, made: &Grid<Units>) -> Grid<Hours> {
    let mut load = Grid::new(frame.resources.len(), made.months());
    for (point, supplied) in frame.supplied.iter().enumerate() {
        for work in &supplied.work {
            let hours_for_one = work.hours * started_for_one(supplied);
            for (hours, units) in load.row_mut(work.resource).iter_mut().zip(made.row(point)) {
                *hours += Hours(units.0 * hours_for_one);
            }
        }
    }
    load
}

/// Hours by resource that the demand of the closed months would have needed, gross and without lead times, through today's
/// sourcing, bills and routings. Months run from `forecasts.first` on. Returns count as demand that was not.
pub fn history_load(frame: &Frame, forecasts: &Forecasts) -> Grid<Hours> {
    let months = forecasts.history.iter().map(Vec::len).max().unwrap_or(0);
    let mut independent = Grid::new(frame.points.len(), months);
    for (pair, history) in forecasts.history.iter().enumerate().take(frame.pairs.len()) {
        for (point, share) in frame.serving(pair, 0) {
            for (sum, units) in independent.row_mut(*point).iter_mut().zip(history) {
                *sum += units.unwrap_or_default() * *share;
            }
        }
    }
    load_of(frame, &gross(frame, independent))
}

/// Independent and dependent demand together, exploded without lead times.
pub fn gross(frame: &Frame, mut independent: Grid<Units>) -> Grid<Units> {
    let explosion = explode(frame, &independent, false);
    for (sum, units) in independent.cells_mut().iter_mut().zip(explosion.dependent.cells()) {
        *sum += *units;
    }
    independent
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Company, frame_of, random, two_plants};
    use super::*;

    fn point(frame: &Frame, item: &str, site: &str) -> usize {
        frame.point(frame.items.position(&item.into()).unwrap(), frame.sites.position(&site.into()).unwrap()).unwrap()
    }

    /// The speaker kit, lead times in months for the book's weeks.
    fn awesome() -> Frame {
        let month = 365.0 / 12.0;
        let leads = [("A", 1.0), ("B", 2.0), ("C", 1.0), ("D", 1.0), ("E", 2.0), ("F", 3.0), ("G", 2.0)];
        let company = Company::new("2026-01", 9);
        let company = leads.into_iter().fold(company, |company, (id, lead)| {
            company.item(id, |item| {
                item.sellable = id == "A";
                item.lead_time_days = Some(lead * month);
            })
        });
        let bom = [("A", "B", 2.0), ("A", "C", 3.0), ("B", "D", 2.0), ("B", "E", 2.0)];
        let below = [("C", "F", 2.0), ("C", "E", 2.0), ("F", "D", 2.0), ("F", "G", 1.0)];
        let lines = bom.into_iter().chain(below);
        lines.fold(company, |company, (parent, part, qty)| company.component(parent, part, qty)).frame()
    }

    fn fifty_in(frame: &Frame, t: usize) -> Grid<Units> {
        let mut demand = Grid::new(frame.points.len(), 9);
        *demand.at_mut(point(frame, "A", "MAIN"), t) = Units(50.0);
        demand
    }

    /// Heizer & Render, Operations Management, MRP chapter.
    #[test]
    fn bom_explosion_awesome_needs_of_all_parts() {
        let frame = awesome();
        let explosion = explode(&frame, &fifty_in(&frame, 8), false);
        for (item, need) in [("B", 100.0), ("C", 150.0), ("D", 800.0), ("E", 500.0), ("F", 300.0), ("G", 300.0)] {
            assert_eq!(explosion.dependent.at(point(&frame, item, "MAIN"), 8), Units(need), "{item}");
        }
        assert_eq!(explosion.interplant.total(), vec![Units::ZERO; 9]);
    }

    /// Heizer & Render, gross material requirements plan: order releases by week, 50 units due in week 8.
    #[test]
    fn gross_requirements_plan_awesome_releases_by_week() {
        let frame = awesome();
        let demand = fifty_in(&frame, 8);
        let explosion = explode(&frame, &demand, true);
        let released = |item: &str| {
            let point = point(&frame, item, "MAIN");
            let need = |t: usize| demand.at(point, t) + explosion.dependent.at(point, t);
            let mut released = vec![Units::ZERO; 9];
            start(&(0..9).map(need).collect::<Vec<_>>(), frame.supplied[point].lead, &mut released);
            let weeks = released.iter().enumerate().filter(|(_, units)| units.0 > 0.0);
            weeks.map(|(week, units)| (week, units.0)).collect::<Vec<_>>()
        };
        assert_eq!(released("A"), [(7, 50.0)]);
        assert_eq!(released("B"), [(5, 100.0)]);
        assert_eq!(released("C"), [(6, 150.0)]);
        assert_eq!(released("D"), [(2, 600.0), (4, 200.0)]);
        assert_eq!(released("E"), [(3, 200.0), (4, 300.0)]);
        assert_eq!(released("F"), [(3, 300.0)]);
        assert_eq!(released("G"), [(1, 300.0)]);
    }

    #[test]
    fn what_should_have_started_before_counts_in_the_first_month() {
        let frame = awesome();
        let explosion = explode(&frame, &fifty_in(&frame, 1), true);
        assert_eq!(explosion.dependent.row(point(&frame, "G", "MAIN"))[..2], [Units(300.0), Units::ZERO]);
    }

    #[test]
    fn lanes_order_from_the_sender_and_yields_need_more() {
        let frame = two_plants()
            .supply("BIKE", "SOUTH", |supply| supply.production_yield = Some(0.8))
            .component_in("WHEEL", "STEEL", 1.5, None, Some(0.75))
            .frame();
        let mut demand = Grid::new(frame.points.len(), 6);
        *demand.at_mut(point(&frame, "BIKE", "SOUTH"), 3) = Units(40.0);
        let rough = explode(&frame, &demand, false);
        let at = |grid: &Grid<Units>, item: &str, site: &str, t: usize| grid.at(point(&frame, item, site), t).0;
        assert_eq!(at(&rough.dependent, "WHEEL", "SOUTH", 3), 100.0);
        assert_eq!(at(&rough.interplant, "WHEEL", "NORTH", 3), 100.0);
        assert_eq!(at(&rough.dependent, "STEEL", "NORTH", 3), 200.0);
        assert_eq!(at(&rough.interplant, "WHEEL", "SOUTH", 3), 0.0);
        let timed = explode(&frame, &demand, true);
        let road = 15.0 * 12.0 / 365.0;
        assert!((at(&timed.interplant, "WHEEL", "NORTH", 2) - 100.0 * road).abs() < 1e-9);
        assert!((at(&timed.interplant, "WHEEL", "NORTH", 3) - 100.0 * (1.0 - road)).abs() < 1e-9);
        let load = load_of(&frame, &gross(&frame, demand));
        let hours = |resource: &str| load.at(frame.resources.position(&resource.into()).unwrap(), 3).0;
        assert_eq!((hours("ASSEMBLY"), hours("WHEELS")), (25.0, 25.0));
    }

    /// Lead times move needs, they neither make nor lose any; and twice the demand needs twice the parts.
    #[test]
    fn totals_do_not_depend_on_lead_times_and_needs_are_linear() {
        for seed in 0..200 {
            let frame = frame_of(&random(seed));
            let mut demand = Grid::new(frame.points.len(), frame.months());
            let cells = demand.cells_mut().iter_mut().enumerate();
            cells.for_each(|(n, units)| *units = Units(((n * 7919 + seed as usize) % 13) as f64));
            let (rough, timed) = (explode(&frame, &demand, false), explode(&frame, &demand, true));
            let mut twice = demand.clone();
            twice.cells_mut().iter_mut().for_each(|units| *units = *units * 2.0);
            let double = explode(&frame, &twice, true);
            for point in 0..frame.points.len() {
                let sum = |grid: &Grid<Units>| grid.row(point).iter().map(|units| units.0).sum::<f64>();
                let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{seed}: {a} {b}");
                near(sum(&rough.dependent), sum(&timed.dependent));
                near(sum(&rough.interplant), sum(&timed.interplant));
                near(sum(&timed.dependent) * 2.0, sum(&double.dependent));
                assert!(sum(&timed.interplant) <= sum(&timed.dependent) + 1e-9);
            }
        }
    }

    #[test]
    fn no_demand_needs_nothing_and_no_points_are_no_trouble() {
        let frame = two_plants().frame();
        let nothing = explode(&frame, &Grid::new(frame.points.len(), 6), true);
        assert!(nothing.dependent.cells().iter().all(|units| *units == Units::ZERO));
        let empty = Company::new("2026-01", 1).frame();
        assert_eq!(load_of(&empty, &explode(&empty, &Grid::new(0, 1), true).dependent).rows(), 0);
    }
}
