//! Step 1: what is sold when, what comes, what goes, and how healthy the portfolio is.

use super::frame::Notice;
use super::{Frame, Grid};
use crate::model::{Actuals, Catalog, Money, Month, Place, ProductPlan, ProjectId, Step, Subject, Units};

pub mod curve;
pub mod health;
pub mod launch;
pub mod life;
mod sales;
#[cfg(test)]
mod tests;

use sales::Sales;

/// The product review: lives, projects, phase-outs, and the health of every item.
pub fn product(frame: &Frame, catalog: &Catalog, actuals: &Actuals, plan: &ProductPlan) -> Product {
    let mut notices = Vec::new();
    let sales = Sales::new(frame, actuals);
    let lives = life::lives(frame, catalog, plan, &sales);
    let sold = life::sold(frame, &lives);
    let launches = launch::launches(frame, plan, &sales, &sold, &mut notices);
    Product {
        health: health::health(frame, catalog, plan, &sales, &lives),
        launches: launches.volume,
        on_curve: launches.on_curve,
        remaining: life::remaining(frame, &lives),
        successor: life::successors(frame, plan, &mut notices),
        sold,
        outlooks: launches.outlooks,
        spend: spend(frame, plan),
        notices,
    }
}

/// Spend of every project that is not killed.
fn spend(frame: &Frame, plan: &ProductPlan) -> Vec<Money> {
    let mut by_month = vec![Money::ZERO; frame.horizon.months];
    let alive = plan.projects.iter().filter(|project| project.verdict != crate::model::Verdict::Kill);
    for (month, money) in alive.flat_map(|project| &project.spend) {
        if let Some(t) = frame.horizon.position(*month) {
            by_month[t] += *money;
        }
    }
    by_month
}

fn notice(subject: Subject, text: String) -> Notice {
    Notice::new(Step::Product, subject, Place::All, text)
}

/// Class by cumulative value: A up to 80 %, B up to 95 %, C the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Abc {
    /// The few that make most of the revenue.
    A,
    /// The middle.
    B,
    /// The many.
    C,
}

/// Class by variation: X up to CV 0.5, Y up to 1, Z beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Xyz {
    /// Steady.
    X,
    /// Varying.
    Y,
    /// Erratic.
    Z,
}

/// Where an item is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not in the market yet.
    Pipeline,
    /// In its first twelve months.
    Launch,
    /// In the market.
    Mature,
    /// Its phase-out is planned and has begun, or begins in the horizon.
    PhaseOut,
    /// No longer sold.
    Ended,
    /// Not sold to customers.
    Part,
}

/// Health of one item, from the last twelve closed months.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// Where it is in its life.
    pub stage: Stage,
    /// Units of the last twelve months.
    pub units: Units,
    /// Revenue of the last twelve months; `None` where history has no revenue and no price is known.
    pub revenue: Option<Money>,
    /// Change of units on the twelve months before, as a share.
    pub growth: Option<f64>,
    /// Value class.
    pub abc: Option<Abc>,
    /// Variation class, on monthly units.
    pub xyz: Option<Xyz>,
    /// Coefficient of variation of monthly units.
    pub variation: Option<f64>,
    /// First month with demand in history or plan.
    pub first: Option<Month>,
    /// Last month that it is sold, where an end is known.
    pub last: Option<Month>,
}

/// What a project would bring.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The project.
    pub project: ProjectId,
    /// Whether demand takes it in.
    pub in_plan: bool,
    /// Its full volume by month, all markets.
    pub volume: Vec<Units>,
    /// Volume x probability by month.
    pub weighted: Vec<Units>,
    /// What it takes from others (negative: halo adds), by month, at full volume.
    pub taken: Vec<Units>,
}

/// Outcome of the product review.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// By item.
    pub health: Vec<Health>,
    /// By pair: new volume of projects in plan, less what they take from this pair.
    pub launches: Grid<Units>,
    /// By pair: whether the launch curve stands instead of the statistical baseline (see [`launch`]).
    pub on_curve: Vec<bool>,
    /// By item and month: share of its demand that a phase-out leaves, 1 where none.
    pub remaining: Grid<f64>,
    /// By item: who takes over, and what share of what is lost. Leads in no circle.
    pub successor: Vec<Option<(usize, f64)>>,
    /// By item and month: whether it may have baseline demand (launched, not discontinued). A phase-out does not end it: `remaining` does.
    pub sold: Grid<bool>,
    /// By project, in the order of the plan.
    pub outlooks: Vec<Outlook>,
    /// Spend of the projects that are not killed, by month.
    pub spend: Vec<Money>,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}
