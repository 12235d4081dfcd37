//! Terms give the value, links lead somewhere, and every walk ends at facts.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::engine::run_fully;
use crate::engine::testing::{Company, Dice, cell, item, market, random, site, two_plants};
use crate::model::How;

struct Asking {
    plan: Plan,
    outcome: Outcome,
}

fn of(plan: Plan) -> Asking {
    let outcome = run_fully(&plan);
    Asking { plan, outcome }
}

impl Asking {
    fn explain(&self, cell: &Cell) -> Explanation {
        explain(&self.plan, &self.outcome, cell).unwrap_or_else(|| panic!("no figure at {cell:?}"))
    }

    /// Every address that a screen could ask for, in the first, a middle and the last month and over all of them.
    fn addresses(&self) -> Vec<Cell> {
        let frame = &self.outcome.frame;
        let mut subjects = vec![Subject::All];
        subjects.extend(frame.families.iter().cloned().map(Subject::Family));
        subjects.extend(frame.items.iter().cloned().map(Subject::Item));
        subjects.extend(frame.resources.iter().cloned().map(Subject::Resource));
        subjects.extend(self.plan.finance.accounts.keys().cloned().map(Subject::Account));
        subjects.extend(self.plan.product.projects.keys().cloned().map(Subject::Project));
        let mut places = vec![Place::All];
        places.extend(frame.markets.iter().cloned().map(Place::Market));
        places.extend(frame.sites.iter().cloned().map(Place::Site));
        let (first, last) = (frame.horizon.first, frame.horizon.last());
        let middle = first + (frame.months() / 2) as i32;
        let mut cells = Vec::new();
        for measure in Measure::ALL.iter().copied() {
            let spans = if is_history(measure) {
                vec![(first - 1, first - 1), (first - 12, first - 1)]
            } else {
                vec![(first, first), (middle, middle), (last, last), (first, last)]
            };
            for subject in &subjects {
                for place in &places {
                    for (first, last) in spans.iter().copied() {
                        cells.push(Cell { measure, subject: subject.clone(), place: place.clone(), first, last });
                    }
                }
            }
        }
        cells
    }

    fn check(&self, told: &Explanation, seed: u64) {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0);
        assert!(near(told.arithmetic(), told.value), "{seed}: {} {told:#?}", told.arithmetic());
        assert!(told.parts.is_empty() || near(reckon(&told.parts), told.value), "{seed}: {told:#?}");
        assert!(!told.sentence.is_empty());
        for term in told.terms.iter().chain(&told.parts) {
            assert!(term.value.is_finite() && !term.label.is_empty(), "{seed}: {told:#?}");
            // What terms leave open must have a reason: these labels stand for none.
            let unexplained = ["Rounding", "The rest", "Not known", "Not known in part", "Several projects together"];
            let is_open =
                unexplained.contains(&term.label.as_str()) && term.value.abs() > 1e-6 * told.value.abs().max(1.0);
            assert!(!is_open, "{seed}: {told:#?}");
            let is_typed = ["Typed change", "Typed over it", "Typed for this month"].contains(&term.label.as_str());
            let said = told.terms.iter().any(|term| term.operator == Operator::Note);
            assert!(!is_typed || said, "{seed}: nobody typed it: {told:#?}");
            if let Some(cell) = &term.cell {
                let figure = self.outcome.figure(&self.plan, cell);
                assert!(figure.is_some(), "{seed}: a dead link to {cell:?} in {told:#?}");
                assert!(term.note.is_some() || near(figure.unwrap(), term.value), "{seed}: {figure:?} {term:?}");
                assert_ne!(*cell, told.cell, "{seed}: a link to itself in {told:#?}");
            }
        }
    }

    /// Follows every link from a cell to its end; a cell that leads back to itself is a fault.
    fn walk(&self, cell: &Cell, done: &mut BTreeMap<Cell, usize>, way: &mut BTreeSet<Cell>, seed: u64) -> usize {
        if let Some(depth) = done.get(cell) {
            return *depth;
        }
        assert!(way.insert(cell.clone()), "{seed}: {cell:?} is explained by itself: {way:#?}");
        let told = self.explain(cell);
        self.check(&told, seed);
        let links: Vec<Cell> = told.terms.iter().chain(&told.parts).filter_map(|term| term.cell.clone()).collect();
        let depth = links.iter().map(|link| self.walk(link, done, way, seed)).max().map_or(0, |depth| depth + 1);
        way.remove(cell);
        done.insert(cell.clone(), depth);
        depth
    }
}

/// The law of explanations, over whole companies: every figure is explained, its terms give it, its links lead down to facts.
#[test]
fn every_figure_is_explained_by_terms_that_give_it_down_to_facts() {
    let companies = (0..5).map(|seed| (seed, random(seed)));
    for (seed, plan) in companies.chain([(1000, two_plants().plan), (1001, Company::new("2026-11", 1).plan)]) {
        let asking = of(plan);
        let (mut done, mut explained) = (BTreeMap::new(), 0);
        let mut dice = Dice::new(seed + 1);
        for cell in asking.addresses().into_iter().filter(|_| dice.chance(0.2)) {
            if asking.outcome.figure(&asking.plan, &cell).is_some() {
                let depth = asking.walk(&cell, &mut done, &mut BTreeSet::new(), seed);
                assert!(depth < 400, "{seed}: {depth}");
                explained += 1;
            }
        }
        assert!(explained > 0, "{seed}");
    }
}

fn labels(told: &Explanation) -> Vec<(&'static str, &str)> {
    let terms = told.terms.iter().filter(|term| term.operator != Operator::Note);
    terms.map(|term| (term.operator.sign(), term.label.as_str())).collect()
}

#[test]
fn consensus_is_told_by_its_layers_and_the_override() {
    let typed = cell(Measure::Consensus, item("BIKE"), Place::All, "2026-12");
    let company =
        two_plants().figure(typed, How::Replace, 400.0).event("PROMO", item("BIKE"), Place::All, "2026-12", |event| {
            event.uplift = Some(0.5);
        });
    let asking = of(company.plan);
    let told = asking.explain(&cell(Measure::Consensus, item("BIKE"), market("EU"), "2026-12"));
    assert_eq!(labels(&told), [("+", "Baseline"), ("+", "Events"), ("+", "Override")]);
    let events = asking.explain(&cell(Measure::Events, item("BIKE"), market("EU"), "2026-12"));
    assert_eq!(labels(&events), [("+", "PROMO")]);
    assert_eq!(events.terms[0].note.as_deref(), Some("50 % more"));
    let overridden = asking.explain(&cell(Measure::Override, item("BIKE"), market("EU"), "2026-12"));
    assert_eq!(overridden.terms[1].label, "Typed for BIKE, 2026-12");
    assert_eq!(overridden.terms[1].value, 400.0);
    let company = asking.explain(&cell(Measure::Consensus, Subject::All, Place::All, "2026-12"));
    assert_eq!(company.parts.len(), 1, "one family is sold");
}

#[test]
fn streams_are_told_by_weight() {
    let typed = cell(Measure::Sales, item("BIKE"), market("EU"), "2026-12");
    let asking = of(two_plants().figure(typed, How::Replace, 300.0).plan);
    let told = asking.explain(&cell(Measure::Blend, item("BIKE"), market("EU"), "2026-12"));
    assert_eq!(labels(&told), [("+", "Statistical forecast"), ("+", "Sales view")]);
    assert_eq!(told.terms[1].value, 150.0);
    assert_eq!(told.terms[1].note.as_deref(), Some("50 % of 300"));
}

#[test]
fn wheels_are_needed_by_bikes_and_by_the_other_site() {
    let asking = of(two_plants().plan);
    let south = asking.explain(&cell(Measure::Dependent, item("WHEEL"), site("SOUTH"), "2026-12"));
    assert_eq!(south.terms.len(), 2, "{south:#?}");
    assert!(south.terms[0].label.starts_with("BIKE at SOUTH, independent demand of 2026-12"));
    let north = asking.explain(&cell(Measure::Interplant, item("WHEEL"), site("NORTH"), "2026-12"));
    assert!(north.terms.iter().all(|term| term.label.starts_with("WHEEL at SOUTH, dependent demand")), "{north:#?}");
    assert_eq!(north.terms.len(), 2, "half a month on the road: {north:#?}");
}

#[test]
fn load_is_units_times_hours_and_capacity_what_the_record_says() {
    let asking = of(two_plants().plan);
    let assembly = || Subject::Resource("ASSEMBLY".into());
    let load = asking.explain(&cell(Measure::Load, assembly(), Place::All, "2026-12"));
    assert!(load.terms.iter().all(|term| term.note.as_deref().is_some_and(|note| note.ends_with(" h"))), "{load:#?}");
    let capacity = asking.explain(&cell(Measure::Capacity, assembly(), Place::All, "2026-12"));
    assert_eq!((capacity.value, capacity.source.as_deref()), (180.0, Some("Resource ASSEMBLY")));
    let used = asking.explain(&cell(Measure::Utilization, assembly(), Place::All, "2026-12"));
    assert_eq!(labels(&used), [("+", "Load"), ("\u{f7}", "Capacity")]);
    assert!(used.terms.iter().all(|term| term.cell.is_some()));
}

#[test]
fn target_stock_is_z_sigma_and_the_root_of_the_months_at_risk() {
    let asking = of(two_plants().plan);
    let told = asking.explain(&cell(Measure::TargetStock, item("BIKE"), site("SOUTH"), "2026-12"));
    assert_eq!(told.terms.len(), 3, "{told:#?}");
    assert!((told.terms[0].value - 1.644_853_626_951_472_2).abs() < 1e-12);
}

#[test]
fn a_price_is_told_down_to_revenue_and_units_of_history() {
    let asking = of(two_plants().plan);
    let told = asking.explain(&cell(Measure::Price, item("BIKE"), market("EU"), "2026-12"));
    assert_eq!(labels(&told)[1], ("\u{f7}", "Units of the same months"));
    let link = told.terms[1].cell.clone().unwrap();
    assert_eq!(link.measure, Measure::History);
    assert!((told.value - 480.0).abs() < 1e-9);
    let revenue = asking.explain(&cell(Measure::Revenue, item("BIKE"), market("EU"), "2026-12"));
    assert_eq!(labels(&revenue), [("+", "Shipments"), ("\u{d7}", "Price")]);
}

#[test]
fn earnings_are_told_line_by_line() {
    let asking = of(two_plants().plan);
    let told = asking.explain(&cell(Measure::Ebit, Subject::All, Place::All, "2026-12"));
    let signs = labels(&told);
    assert_eq!(signs[0], ("+", "Gross margin"));
    assert!(signs.contains(&("\u{2212}", "Overhead")), "{signs:?}");
    let overhead = asking.explain(&cell(Measure::Overhead, Subject::All, Place::All, "2026-12"));
    assert_eq!(labels(&overhead), [("+", "SELLING"), ("+", "OFFICE")], "the largest first");
    let selling = asking.explain(overhead.terms[0].cell.as_ref().unwrap());
    assert_eq!(selling.source.as_deref(), Some("Statement of 2026-10, SELLING"));
}

#[test]
fn many_parts_are_told_by_the_largest_and_the_others() {
    let company = (0..30).fold(Company::new("2026-11", 2).family("F", None), |company, n| {
        let id = format!("A{n:02}");
        company.product(&id, "F", 1.0, 1.0).history(&id, "ALL", &[f64::from(n + 1); 24], 1.0)
    });
    let asking = of(company.plan);
    let told = asking.explain(&cell(Measure::Baseline, Subject::Family("F".into()), Place::All, "2026-11"));
    assert_eq!(told.terms.len(), 13, "{told:#?}");
    assert_eq!((told.terms[0].label.as_str(), told.terms[12].label.as_str()), ("A29", "18 others"));
}

#[test]
fn an_address_without_a_figure_is_not_explained() {
    let asking = of(two_plants().plan);
    let nowhere = cell(Measure::Consensus, item("GHOST"), Place::All, "2026-12");
    assert_eq!(explain(&asking.plan, &asking.outcome, &nowhere), None);
    let before = cell(Measure::Consensus, item("BIKE"), Place::All, "2020-01");
    assert_eq!(explain(&asking.plan, &asking.outcome, &before), None);
}

#[test]
fn notes_show_no_more_decimals_than_tell() {
    for (value, text) in
        [(1234.56, "1235"), (12.34, "12.3"), (1.5, "1.5"), (2.0, "2"), (0.1234567, "0.1235"), (0.0, "0")]
    {
        assert_eq!(plain(value), text);
    }
    assert_eq!(percent(0.125), "12.5 %");
}

#[test]
fn closed_months_are_explained_by_history_and_statements() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let october = |measure| cell(measure, Subject::All, Place::All, "2026-10");
    let ebit = explain(&plan, &outcome, &october(Measure::Ebit)).unwrap();
    let sum: f64 =
        ebit.terms.iter().map(|term| if term.operator == Operator::Minus { -term.value } else { term.value }).sum();
    assert_eq!((ebit.value, sum), (124_000.0, 124_000.0));
    assert!(ebit.terms.len() > 1 && ebit.sentence.contains("statement"), "{ebit:?}");
    let revenue = explain(&plan, &outcome, &october(Measure::Revenue)).unwrap();
    assert_eq!(revenue.value, revenue.terms.iter().map(|term| term.value).sum::<f64>());
    let of_one = Cell { subject: item("BIKE"), ..october(Measure::Revenue) };
    assert!(explain(&plan, &outcome, &of_one).unwrap().sentence.contains("history"));
    assert_eq!(explain(&plan, &outcome, &october(Measure::Service)), None);
}
