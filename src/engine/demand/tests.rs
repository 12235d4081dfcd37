//! The demand review over small companies, and its laws over random ones.

use super::*;
use crate::engine::testing::{Company, cell, frame_of, item, market, month, random, two_plants};
use crate::engine::{Answers, forecasts, product};
use crate::model::{Cell, Figure, How, Place, Plan, StoredRow, Subject, Weights};

fn review(plan: &Plan) -> (Frame, Product, Demand) {
    let frame = frame_of(plan);
    let product = product(&frame, &plan.catalog, &plan.actuals, &plan.product);
    let forecasts = forecasts(&frame, &plan.actuals, &plan.demand, &Answers::default());
    let demand = demand(&frame, &product, &forecasts, &plan.demand, &plan.past);
    (frame, product, demand)
}

fn at(frame: &Frame, item: &str, market: &str) -> usize {
    frame.pair(frame.items.position(&item.into()).unwrap(), frame.markets.position(&market.into()).unwrap()).unwrap()
}

fn row(grid: &Grid<Units>, row: usize) -> Vec<f64> {
    grid.row(row).iter().map(|units| units.0).collect()
}

fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "{got} is not {want}");
}

/// Items A, B, C of family F sell 100, 200 and 500 a month in M, half as much in N; WORLD is above both. Four months from 2026-11.
fn family() -> Company {
    let mut company = Company::new("2026-11", 4).family("F", None).market("WORLD", None);
    company = company.market("M", Some("WORLD")).market("N", Some("WORLD"));
    for (id, units) in [("A", 100.0), ("B", 200.0), ("C", 500.0)] {
        company = company.product(id, "F", 10.0, 5.0).history(id, "M", &[units; 24], 10.0);
        company = company.history(id, "N", &[units / 2.0; 24], 10.0);
    }
    company
}

fn node(subject: Subject, place: Place, first: &str, last: &str) -> Cell {
    Cell { measure: Measure::Consensus, subject, place, first: month(first), last: month(last) }
}

fn all_of(family: &str) -> Subject {
    Subject::Family(family.into())
}

fn locked(company: Company, cell: Cell, how: How, value: f64) -> Company {
    company.with(|plan| {
        let figure = Figure { locked: true, ..Figure::new(cell, how, value) };
        plan.demand.edit().figures.insert(figure);
    })
}

fn total(frame: &Frame, grid: &Grid<Units>, cell: &Cell) -> f64 {
    let span = frame.horizon.span(cell.first, cell.last);
    let pairs = frame.pairs_in(&cell.subject, &cell.place);
    pairs.into_iter().map(|pair| grid.row(pair)[span.clone()].iter().map(|units| units.0).sum::<f64>()).sum()
}

#[test]
fn without_figures_consensus_is_the_baseline() {
    let (frame, _, demand) = review(&family().plan);
    assert_eq!(demand.consensus, demand.baseline);
    assert_eq!(row(&demand.consensus, at(&frame, "C", "N")), [250.0; 4]);
    assert_eq!(demand.sales.at(0, 0), None);
    assert!(demand.notices.is_empty());
}

#[test]
fn a_family_total_reaches_the_leaves_in_proportion() {
    let cell = node(all_of("F"), Place::All, "2026-12", "2026-12");
    let (frame, _, demand) = review(&family().figure(cell, How::Replace, 600.0).plan);
    // 1200 before, so everything is halved in December and nowhere else.
    assert_eq!(row(&demand.consensus, at(&frame, "A", "M")), [100.0, 50.0, 100.0, 100.0]);
    assert_eq!(row(&demand.consensus, at(&frame, "C", "N")), [250.0, 125.0, 250.0, 250.0]);
    assert_eq!(row(&demand.overrides, at(&frame, "C", "N")), [0.0, -125.0, 0.0, 0.0]);
}

#[test]
fn the_more_specific_figure_is_satisfied_first() {
    let company = family().figure(node(all_of("F"), market("M"), "2026-11", "2026-11"), How::Replace, 1000.0).figure(
        node(item("A"), market("M"), "2026-11", "2026-11"),
        How::Replace,
        300.0,
    );
    let (frame, _, demand) = review(&company.plan);
    close(demand.consensus.at(at(&frame, "A", "M"), 0).0, 300.0);
    close(demand.consensus.at(at(&frame, "B", "M"), 0).0, 200.0);
    close(demand.consensus.at(at(&frame, "C", "M"), 0).0, 500.0);
    assert!(demand.notices.is_empty());
}

#[test]
fn figures_below_that_come_to_more_stand_and_are_said() {
    let company = family().figure(node(all_of("F"), market("M"), "2026-11", "2026-11"), How::Replace, 1000.0).figure(
        node(item("A"), market("M"), "2026-11", "2026-11"),
        How::Replace,
        1300.0,
    );
    let (frame, _, demand) = review(&company.plan);
    close(demand.consensus.at(at(&frame, "A", "M"), 0).0, 1300.0);
    close(demand.consensus.at(at(&frame, "B", "M"), 0).0, 0.0);
    assert_eq!(demand.notices.len(), 1);
    assert!(demand.notices[0].text.contains("1300"), "{}", demand.notices[0].text);
    assert!(demand.notices[0].cell.is_some());
}

#[test]
fn relative_figures_compound_from_broad_to_specific() {
    let company = family()
        .figure(node(all_of("F"), Place::All, "2026-11", "2026-12"), How::Percent, 0.1)
        .figure(node(item("A"), market("WORLD"), "2026-11", "2026-11"), How::Add, 33.0)
        .figure(node(item("A"), market("M"), "2026-11", "2026-11"), How::Percent, -0.5);
    let (frame, _, demand) = review(&company.plan);
    // 110 + 22 (two thirds of the 33), halved.
    close(demand.consensus.at(at(&frame, "A", "M"), 0).0, 66.0);
    close(demand.consensus.at(at(&frame, "A", "N"), 0).0, 66.0);
    close(demand.consensus.at(at(&frame, "B", "M"), 1).0, 220.0);
    close(demand.consensus.at(at(&frame, "B", "M"), 2).0, 200.0);
}

#[test]
fn a_percentage_below_a_total_moves_its_own_leaf_and_the_total_holds() {
    let company = family().figure(node(all_of("F"), market("M"), "2026-11", "2026-11"), How::Replace, 1600.0).figure(
        node(item("A"), market("M"), "2026-11", "2026-11"),
        How::Percent,
        0.5,
    );
    let (frame, _, demand) = review(&company.plan);
    close(demand.consensus.at(at(&frame, "A", "M"), 0).0, 300.0); // 200 of the 1600, and half as much again
    close(demand.consensus.at(at(&frame, "B", "M"), 0).0, 1300.0 * 2.0 / 7.0);
}

#[test]
fn a_locked_leaf_is_left_alone() {
    let hold = node(item("A"), market("M"), "2026-11", "2026-11");
    let company = family().figure(node(all_of("F"), market("M"), "2026-11", "2026-11"), How::Replace, 1600.0).figure(
        node(Subject::All, Place::All, "2026-11", "2026-11"),
        How::Percent,
        0.2,
    );
    let (frame, _, demand) = review(&locked(company, hold, How::Percent, 0.0).plan);
    close(demand.consensus.at(at(&frame, "A", "M"), 0).0, 100.0);
    close(demand.consensus.at(at(&frame, "B", "M"), 0).0, 1500.0 * 2.0 / 7.0);
    close(demand.consensus.at(at(&frame, "B", "N"), 0).0, 120.0);
}

#[test]
fn a_quarter_is_spread_over_its_months_and_a_month_in_it_stands() {
    let company = family().figure(node(item("A"), market("M"), "2026-11", "2027-01"), How::Replace, 600.0).figure(
        node(item("A"), market("M"), "2026-12", "2026-12"),
        How::Replace,
        50.0,
    );
    let (frame, _, demand) = review(&company.plan);
    assert_eq!(row(&demand.consensus, at(&frame, "A", "M")), [275.0, 50.0, 275.0, 100.0]);
    // A quarter that began before the cycle month counts for the months that are left of it.
    let begun = family().figure(node(item("A"), market("M"), "2026-10", "2026-12"), How::Replace, 600.0);
    let (frame, _, demand) = review(&begun.plan);
    assert_eq!(row(&demand.consensus, at(&frame, "A", "M")), [200.0, 200.0, 100.0, 100.0]);
}

#[test]
fn a_shift_multiplies_last_and_everything() {
    let shift = node(Subject::All, Place::All, "2026-11", "2027-02");
    let hold = node(item("A"), market("M"), "2026-11", "2026-11");
    let company = locked(family().figure(shift, How::Shift, -0.1), hold, How::Replace, 300.0);
    let (frame, _, demand) = review(&company.plan);
    close(demand.consensus.at(at(&frame, "A", "M"), 0).0, 270.0);
    close(demand.consensus.at(at(&frame, "B", "N"), 3).0, 90.0);
}

#[test]
fn zeros_share_in_equal_parts_where_they_are_sold() {
    let company = Company::new("2026-11", 2).family("F", None).market("M", None).product("A", "F", 1.0, 1.0);
    let mut company = company.product("B", "F", 1.0, 1.0).product("C", "F", 1.0, 1.0);
    company = company.with(|plan| {
        let mut gone = plan.catalog.items.get(&"C".into()).unwrap().clone();
        gone.discontinued = Some(month("2026-11"));
        plan.catalog.edit().items.insert(gone);
    });
    company = company.figure(node(all_of("F"), Place::All, "2026-11", "2026-11"), How::Replace, 30.0);
    company = company.figure(node(all_of("F"), Place::All, "2026-12", "2026-12"), How::Replace, 30.0);
    let (_, _, demand) = review(&company.plan);
    assert_eq!([0, 1, 2].map(|pair| row(&demand.consensus, pair)), [[10.0, 15.0], [10.0, 15.0], [10.0, 0.0]]);
}

#[test]
fn what_a_figure_cannot_reach_is_said() {
    let company = family()
        .figure(node(item("GONE"), Place::All, "2026-11", "2026-11"), How::Replace, 5.0)
        .figure(node(item("A"), Place::All, "2036-11", "2036-11"), How::Replace, 5.0)
        .figure(node(item("A"), market("M"), "2026-11", "2026-11"), How::Add, -500.0);
    let (frame, _, demand) = review(&company.plan);
    assert_eq!(demand.notices.len(), 3);
    assert_eq!(demand.consensus.at(at(&frame, "A", "M"), 0), Units::ZERO);
}

#[test]
fn a_stream_is_blended_and_a_blank_is_not_zero() {
    let sales = |subject, place, value| {
        let cell = Cell { measure: Measure::Sales, ..node(subject, place, "2026-11", "2026-11") };
        (cell, How::Replace, value)
    };
    let mut company = family();
    for (cell, how, value) in [sales(item("A"), market("M"), 160.0), sales(item("B"), market("M"), 0.0)] {
        company = company.figure(cell, how, value);
    }
    let (frame, _, demand) = review(&company.plan);
    let [a, b, c] = ["A", "B", "C"].map(|item| at(&frame, item, "M"));
    assert_eq!([a, b, c].map(|pair| demand.blend.at(pair, 0).0), [130.0, 100.0, 500.0]);
    assert_eq!([a, b, c].map(|pair| demand.sales.at(pair, 0)), [Some(Units(160.0)), Some(Units::ZERO), None]);
    assert_eq!(demand.blend.at(a, 1), Units(100.0));
    let weights = Weights { family: Some("F".into()), statistical: 0.0, sales: 3.0, marketing: 1.0, finance: 0.0 };
    let weighted = company.with(|plan| drop(plan.demand.edit().weights.insert(weights)));
    let (_, _, demand) = review(&weighted.plan);
    assert_eq!([a, b, c].map(|pair| demand.blend.at(pair, 0).0), [160.0, 0.0, 500.0]);
}

#[test]
fn a_relative_view_is_relative_to_the_statistics() {
    let cell = Cell { measure: Measure::Marketing, ..node(all_of("F"), Place::All, "2026-11", "2027-02") };
    let company = family().figure(cell, How::Percent, 0.2);
    let (frame, _, demand) = review(&company.plan);
    close(demand.marketing.at(at(&frame, "A", "M"), 2).unwrap().0, 120.0);
    close(demand.consensus.at(at(&frame, "A", "M"), 2).0, 110.0);
}

/// Microsoft Dynamics 365 Demand planning documentation, "Use phase in/out functionality".
#[test]
fn phase_in_out() {
    let company = Company::new("2026-01", 12).market("M", None).product("V1", "", 1.0, 1.0).product("V2", "", 1.0, 1.0);
    let plan = company.history("V1", "M", &[100.0; 24], 1.0).phase_out("V1", "2027-12", 0, Some("V2"), 1.0).plan;
    let frame = frame_of(&plan);
    let mut product = product(&frame, &plan.catalog, &plan.actuals, &plan.product);
    let leaves = |t: usize| if t < 6 { 0.6 } else { 0.25 };
    product.remaining.row_mut(0).iter_mut().enumerate().for_each(|(t, share)| *share = leaves(t));
    let forecasts = forecasts(&frame, &plan.actuals, &plan.demand, &Answers::default());
    let demand = demand(&frame, &product, &forecasts, &plan.demand, &plan.past);
    for t in 0..12 {
        close(demand.consensus.at(0, t).0, if t < 6 { 60.0 } else { 25.0 });
        close(demand.consensus.at(1, t).0, if t < 6 { 40.0 } else { 75.0 });
    }
}

#[test]
fn a_chain_hands_on_what_it_gained() {
    let company = family().phase_out("C", "2026-11", 0, Some("B"), 0.5).phase_out("B", "2026-12", 0, Some("A"), 1.0);
    let (frame, _, demand) = review(&company.plan);
    let [a, b, c] = ["A", "B", "C"].map(|item| row(&demand.consensus, at(&frame, item, "M")));
    assert_eq!(c, [500.0, 0.0, 0.0, 0.0]);
    assert_eq!(b, [200.0, 450.0, 0.0, 0.0]);
    assert_eq!(a, [100.0, 100.0, 550.0, 550.0]);
}

#[test]
fn trends_and_events_work_on_what_is_left() {
    let company = family().phase_out("C", "2026-11", 0, None, 0.0).trend("T", all_of("F"), 1.2).event(
        "E",
        all_of("F"),
        market("M"),
        "2026-12",
        |event| {
            event.uplift = Some(0.5);
            event.pull_forward = 0.4;
            event.pull_months = 1;
            event.discount = 0.1;
            event.cost = Money(80.0);
        },
    );
    let (frame, _, demand) = review(&company.plan);
    let [a, c] = ["A", "C"].map(|item| at(&frame, item, "M"));
    for (t, want) in [110.0, 180.0, 130.0 - 24.0, 140.0].into_iter().enumerate() {
        close(demand.consensus.at(a, t).0, want);
    }
    assert_eq!(row(&demand.consensus, c)[1..], [0.0; 3]);
    assert_eq!(demand.event_cost, [0.0, 80.0, 0.0, 0.0].map(Money));
    close(demand.discount.at(a, 1), 0.1);
    assert_eq!(demand.discount.at(at(&frame, "A", "N"), 1), 0.0);
    close(demand.events.at(at(&frame, "A", "N"), 1).0, 0.0);
}

#[test]
fn a_past_event_only_pulls() {
    let company = family().event("E", item("A"), market("M"), "2026-10", |event| {
        event.uplift = Some(0.25);
        event.pull_forward = 0.5;
        event.pull_months = 2;
        event.cost = Money(80.0);
    });
    let (frame, _, demand) = review(&company.plan);
    // 100 were sold, 20 of them by the event; half of those are missing in November and December.
    assert_eq!(row(&demand.events, at(&frame, "A", "M")), [-5.0, -5.0, 0.0, 0.0]);
    assert_eq!(demand.event_cost, [Money::ZERO; 4]);
    let unknown = family().event("E", item("A"), Place::All, "2026-11", |_| ());
    let (_, _, demand) = review(&unknown.plan);
    assert_eq!((demand.consensus, demand.notices.len()), (demand.baseline, 1));
}

#[test]
fn the_last_cycle_is_the_latest_before_this_one() {
    let mut plan = family().plan;
    for (cycle, value) in [("2026-08", 1.0), ("2026-09", 2.0), ("2026-11", 3.0)] {
        let row = |item: &str, measure| StoredRow {
            measure,
            subject: Subject::Item(item.into()),
            place: market("M"),
            values: (0..4).map(|k| Some(value * 10.0 + f64::from(k))).collect(),
        };
        let rows = vec![
            row("B", Measure::Consensus),
            row("A", Measure::Consensus),
            row("A", Measure::Baseline),
            row("Z", Measure::Consensus),
        ];
        plan.past.edit().insert(Snapshot { cycle: month(cycle), rows, ..Snapshot::default() });
    }
    let (frame, _, demand) = review(&plan);
    let want = [Some(Units(22.0)), Some(Units(23.0)), None, None];
    assert_eq!(demand.last_cycle.row(at(&frame, "A", "M")), want);
    assert_eq!(demand.last_cycle.row(at(&frame, "B", "M")), want);
    assert_eq!(demand.last_cycle.at(at(&frame, "C", "M"), 0), None);
}

#[test]
fn demand_reaches_the_sites_and_the_parts() {
    let (frame, _, demand) = review(&two_plants().plan);
    let consensus: f64 = demand.consensus.total().iter().map(|units| units.0).sum();
    close(demand.independent.total().iter().map(|units| units.0).sum(), consensus);
    let point = |item: &str, site: &str| {
        frame.point(frame.items.position(&item.into()).unwrap(), frame.sites.position(&site.into()).unwrap()).unwrap()
    };
    assert_eq!(demand.independent.at(point("WHEEL", "SOUTH"), 0), Units::ZERO);
    assert!(demand.dependent.at(point("STEEL", "NORTH"), 0) > Units::ZERO);
    assert!(demand.interplant.at(point("WHEEL", "NORTH"), 0) > Units::ZERO);
}

#[test]
fn no_demand_gives_no_plan() {
    let plan = two_plants().figure(node(Subject::All, Place::All, "2026-11", "2027-04"), How::Replace, 0.0).plan;
    let (_, _, demand) = review(&plan);
    for grid in [&demand.consensus, &demand.independent, &demand.dependent, &demand.interplant] {
        assert!(grid.cells().iter().all(|units| *units == Units::ZERO));
    }
    let (_, _, nothing) = review(&Company::new("2026-11", 1).plan);
    assert!(nothing.consensus.cells().is_empty());
}

#[test]
fn laws_hold_for_any_company() {
    for seed in 0..80 {
        let plan = random(seed);
        let (frame, _, demand) = review(&plan);
        assert_eq!(demand, review(&plan).2, "seed {seed}: the same plan, the same demand");
        for (n, consensus) in demand.consensus.cells().iter().enumerate() {
            let of = |grid: &Grid<Units>| grid.cells()[n].0;
            let layers = of(&demand.baseline)
                + of(&demand.launches)
                + of(&demand.phase_outs)
                + of(&demand.trend)
                + of(&demand.events);
            close(of(&demand.statistical), layers.max(0.0));
            if demand.sales.cells()[n].is_none() {
                close(of(&demand.blend), of(&demand.statistical));
            }
            close(consensus.0, of(&demand.blend) + of(&demand.overrides));
            assert!(consensus.0 >= 0.0 && consensus.0.is_finite(), "seed {seed}");
        }
        for figure in plan
            .demand
            .figures
            .iter()
            .filter(|figure| figure.how == How::Replace && figure.cell.measure == Measure::Consensus)
        {
            let said = demand.notices.iter().any(|notice| notice.cell.as_ref() == Some(&figure.cell));
            // Figures of `random` are typed over months of the horizon, so that they count in full.
            if !said {
                close(total(&frame, &demand.consensus, &figure.cell), figure.value);
            }
        }
    }
}

/// Totals at any node, nested and crossing, with locks: leaves sum to every total, or a notice says why not.
#[test]
fn typed_totals_hold_whatever_is_typed() {
    let mut dice = crate::engine::testing::Dice::new(7);
    let subjects = [Subject::All, all_of("F"), item("A"), item("B")];
    let (mut held, mut named) = (0, 0);
    let places = [Place::All, market("WORLD"), market("M"), market("N")];
    for round in 0..300 {
        let mut company = family();
        for _ in 0..1 + dice.below(6) {
            let (first, more) = (dice.below(4) as i32, dice.below(3) as i32);
            let first = month("2026-11") + first;
            let last = (first + more).min(month("2027-02"));
            let (subject, place) = (subjects[dice.below(4)].clone(), places[dice.below(4)].clone());
            let cell = Cell { measure: Measure::Consensus, subject, place, first, last };
            let how = [How::Replace, How::Replace, How::Percent, How::Add][dice.below(4)];
            let value = if how == How::Percent { dice.share() - 0.5 } else { (2000.0 * dice.share()).round() };
            company =
                if dice.chance(0.2) { locked(company, cell, how, value) } else { company.figure(cell, how, value) };
        }
        let plan = company.plan;
        let (frame, _, demand) = review(&plan);
        assert!(demand.consensus.cells().iter().all(|units| units.0 >= 0.0 && units.0.is_finite()));
        for figure in plan.demand.figures.iter().filter(|figure| figure.how == How::Replace) {
            let said = demand.notices.iter().any(|notice| notice.cell.as_ref() == Some(&figure.cell));
            let got = total(&frame, &demand.consensus, &figure.cell);
            let holds = (got - figure.value).abs() <= 1e-9 * figure.value.max(1.0);
            assert!(said || holds, "round {round}: {got} for {figure:?}");
            if said { named += 1 } else { held += 1 }
        }
    }
    assert!(held > 300 && named > 10, "{held} held, {named} were named");
}

#[test]
fn the_address_of_a_month_is_a_node_too() {
    let one = cell(Measure::Consensus, item("A"), market("M"), "2026-11");
    assert_eq!(one, node(item("A"), market("M"), "2026-11", "2026-11"));
}
