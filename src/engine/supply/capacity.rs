//! Hours of the resources: regular ones from the catalog and what was typed over them, overtime as a share of those.
//!
//! Example: 8 hours a working day, 21 days, 15 % overtime: 168 regular hours and at most 25.2 more.
//! Hours that are not known are `None`: such a resource limits nothing.

use super::super::Grid;
use super::super::frame::Frame;
use super::typed::{TypedRows, typed};
use crate::model::{Catalog, Crew, Figure, Hours, Measure, RegularHours, Resource, Subject, SupplyPlan};

/// Hours by resource and month.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// Regular hours; `None`: not known, hence not limited.
    pub regular: Grid<Option<Hours>>,
    /// Overtime hours at most.
    pub overtime: Grid<Hours>,
    /// By resource: the crew whose number gives the regular hours; `None` where hours are stated or typed.
    pub crews: Vec<Option<Crew>>,
    /// By resource with a crew: people by month.
    pub heads: Grid<f64>,
}

impl Capacity {
    /// Regular hours of a month, without bound where they are not known.
    pub fn regular(&self, resource: usize, t: usize) -> f64 {
        self.regular.at(resource, t).map_or(f64::INFINITY, |hours| hours.0)
    }

    /// Regular and overtime hours of a month, without bound where they are not known.
    pub fn most(&self, resource: usize, t: usize) -> f64 {
        self.regular(resource, t) + self.overtime.at(resource, t).0
    }
}

/// The hours that there are.
pub fn capacity(frame: &Frame, catalog: &Catalog, plan: &SupplyPlan) -> Capacity {
    let (resources, months) = (frame.resources.len(), frame.horizon.months);
    let records: Vec<Option<&Resource>> = frame.resources.iter().map(|id| catalog.resources.get(id)).collect();
    let crew = |record: &Option<&Resource>| record.and_then(|record| record.crew).filter(|crew| crew.hours.0 > 0.0);
    let mut capacity = Capacity {
        regular: Grid::new(resources, months),
        overtime: Grid::new(resources, months),
        crews: records.iter().map(crew).collect(),
        heads: Grid::new(resources, months),
    };
    for (row, record) in records.iter().enumerate() {
        let of_crew = capacity.crews[row].map(|crew| (crew.hours * crew.opening).positive());
        for t in 0..months {
            let stated = record.and_then(|record| record.hours);
            *capacity.regular.at_mut(row, t) =
                of_crew.or(stated.map(|hours| regular_hours(hours, frame.working_days[t])));
            *capacity.heads.at_mut(row, t) = capacity.crews[row].map_or(0.0, |crew| crew.opening);
        }
    }
    let over = |measure, base: &Grid<Option<Hours>>| {
        let weight = |row: usize| base.row(row).iter().flatten().map(|hours| hours.0).sum();
        typed(frame, &plan.figures, measure, |figure| rows(frame, figure), weight)
    };
    let regular = over(Measure::Capacity, &capacity.regular);
    type_regular(&mut capacity.regular, &regular);
    regular.keys().for_each(|row| capacity.crews[*row] = None);
    let limit = over(Measure::OvertimeLimit, &capacity.regular);
    for (row, record) in records.iter().enumerate() {
        for t in 0..months {
            let share = record.map_or(0.0, |record| record.overtime.max(0.0));
            let hours = capacity.regular.at(row, t).map_or(0.0, |regular| regular.0 * share);
            let typed = limit.get(&row).map_or(hours, |months| months[t].over(hours));
            *capacity.overtime.at_mut(row, t) = Hours(typed);
        }
    }
    capacity
}

/// Regular hours of a month with so many working days.
pub fn regular_hours(hours: RegularHours, working_days: f64) -> Hours {
    match hours {
        RegularHours::Month(hours) => hours.positive(),
        RegularHours::Day(hours) => (hours * working_days).positive(),
    }
}

/// Where hours are not known, only a quantity typed instead of them makes them known.
fn type_regular(regular: &mut Grid<Option<Hours>>, typed: &TypedRows) {
    for (row, months) in typed {
        for (hours, typed) in regular.row_mut(*row).iter_mut().zip(months) {
            let known = hours.map(|hours| hours.0).or(typed.fixed);
            *hours = known.map(|known| Hours(typed.over(known)));
        }
    }
}

fn rows(frame: &Frame, figure: &Figure) -> Vec<usize> {
    match &figure.cell.subject {
        Subject::Resource(id) => frame.resources.position(id).into_iter().collect(),
        Subject::All => {
            let site = match &figure.cell.place {
                crate::model::Place::Site(id) => frame.sites.position(id),
                _ => None,
            };
            (0..frame.resources.len()).filter(|row| site.is_none_or(|site| frame.resource_site[*row] == site)).collect()
        }
        _ => Vec::new(),
    }
}
