//! The product review over small companies, and its laws over random ones.

use super::*;
use crate::engine::testing::{Company, frame_of, month, random, two_plants};
use crate::model::{Curve, Gate, Verdict};

fn review(company: &Company) -> (Frame, Product) {
    let plan = &company.plan;
    let frame = frame_of(plan);
    let product = product(&frame, &plan.catalog, &plan.actuals, &plan.product);
    (frame, product)
}

fn pair(frame: &Frame, item: &str, market: &str) -> usize {
    let (item, market) = (frame.items.position(&item.into()), frame.markets.position(&market.into()));
    frame.pair(item.unwrap(), market.unwrap()).unwrap()
}

fn row(grid: &Grid<Units>, row: usize) -> Vec<f64> {
    grid.row(row).iter().map(|units| units.0).collect()
}

/// OLD sells 30 and 10 a month in EU and US since 14 months; NEW comes in the second month of six.
fn launch() -> Company {
    Company::new("2026-11", 6)
        .product("OLD", "", 10.0, 5.0)
        .product("NEW", "", 10.0, 5.0)
        .market("EU", None)
        .market("US", None)
        .history("OLD", "EU", &[30.0; 14], 10.0)
        .history("OLD", "US", &[10.0; 14], 10.0)
}

fn like_old(project: &mut crate::model::Project) {
    project.curve = Curve::LikeItem { like: vec![("OLD".into(), 2.0)], scale: 0.5 };
}

#[test]
fn a_like_item_gives_size_and_markets() {
    let company = launch().project("P", "NEW", "2026-12", like_old);
    let (frame, product) = review(&company);
    assert_eq!(row(&product.launches, pair(&frame, "NEW", "EU")), [0.0, 15.0, 15.0, 15.0, 15.0, 15.0]);
    assert_eq!(row(&product.launches, pair(&frame, "NEW", "US")), [0.0, 5.0, 5.0, 5.0, 5.0, 5.0]);
    let outlook = &product.outlooks[0];
    assert_eq!((outlook.volume[1], outlook.weighted[1]), (Units(20.0), Units(10.0)));
    let new = frame.items.position(&"NEW".into()).unwrap();
    assert_eq!(product.sold.row(new), [false, true, true, true, true, true]);
    assert_eq!(product.health[new].stage, Stage::Pipeline);
    assert_eq!(product.health[new].first, Some(month("2026-12")));
}

#[test]
fn typed_markets_win_and_are_scaled() {
    let company = launch().project("P", "NEW", "2026-11", |project| {
        project.curve = Curve::Ramp { months: 0, units: Units(80.0) };
        project.markets = vec![("EU".into(), 3.0), ("US".into(), 1.0)];
    });
    let (frame, product) = review(&company);
    assert_eq!(product.launches.at(pair(&frame, "NEW", "EU"), 0), Units(60.0));
    assert_eq!(product.launches.at(pair(&frame, "NEW", "US"), 5), Units(20.0));
}

#[test]
fn what_is_taken_stays_in_its_market_and_halo_adds() {
    let company = launch().project("P", "NEW", "2026-12", |project| {
        like_old(project);
        project.takes_from = vec![("OLD".into(), 0.4), ("NEW".into(), 1.0), ("GONE".into(), 1.0)];
    });
    let (frame, product) = review(&company);
    assert_eq!(row(&product.launches, pair(&frame, "OLD", "EU"))[..3], [0.0, -6.0, -6.0]);
    assert_eq!(row(&product.launches, pair(&frame, "OLD", "US"))[..3], [0.0, -2.0, -2.0]);
    assert_eq!(product.outlooks[0].taken[1], Units(8.0));
    let halo = launch().project("P", "NEW", "2026-12", |project| {
        like_old(project);
        project.takes_from = vec![("OLD".into(), -0.4)];
    });
    let (frame, product) = review(&halo);
    assert_eq!(product.launches.at(pair(&frame, "OLD", "EU"), 1), Units(6.0));
}

#[test]
fn a_project_out_of_plan_shows_but_adds_nothing() {
    for (verdict, gate) in [(Verdict::Hold, Gate::Ramp), (Verdict::Kill, Gate::Ramp), (Verdict::Open, Gate::Design)] {
        let company = launch().project("P", "NEW", "2026-12", |project| {
            like_old(project);
            (project.verdict, project.gate) = (verdict, gate);
            project.takes_from = vec![("OLD".into(), 0.4)];
            project.spend = vec![(month("2026-12"), Money(7.0)), (month("2036-12"), Money(7.0))];
        });
        let (frame, product) = review(&company);
        assert!(product.launches.cells().iter().all(|units| *units == Units::ZERO));
        assert!(!product.outlooks[0].in_plan);
        assert_eq!(product.outlooks[0].volume[1], Units(20.0));
        assert!(!product.sold.at(frame.items.position(&"NEW".into()).unwrap(), 3));
        let spend = if verdict == Verdict::Kill { 0.0 } else { 7.0 };
        assert_eq!(product.spend[1], Money(spend));
    }
}

#[test]
fn the_curve_rules_until_three_months_are_sold() {
    for (months, counts) in [(0, true), (1, true), (2, true), (3, false), (9, false)] {
        let company =
            launch().history("NEW", "EU", &vec![40.0; months], 10.0).project("P", "NEW", "2026-09", |project| {
                project.curve = Curve::Ramp { months: 3, units: Units(40.0) };
                project.markets = vec![("EU".into(), 1.0)];
            });
        let (frame, product) = review(&company);
        let eu = pair(&frame, "NEW", "EU");
        assert_eq!(product.on_curve[eu], counts);
        // September 10, October 20, so November, the cycle month, is at 30.
        let want = if counts { [30.0, 40.0] } else { [0.0, 0.0] };
        assert_eq!(row(&product.launches, eu)[..2], want);
        assert_eq!(product.notices.is_empty(), counts);
    }
}

#[test]
fn a_phase_out_leaves_less_and_names_who_takes_over() {
    let company =
        launch().phase_out("OLD", "2027-01", 1, Some("NEW"), 0.8).phase_out("NEW", "2027-03", 0, Some("OLD"), 1.0);
    let (frame, product) = review(&company);
    let [new, old] = [0, 1];
    assert_eq!(frame.items.code(old).as_str(), "OLD");
    assert_eq!(product.remaining.row(old), [1.0, 1.0, 0.5, 0.0, 0.0, 0.0]);
    assert_eq!(product.sold.row(old), [true; 6]);
    // NEW -> OLD came first in order; OLD -> NEW would close a circle.
    assert_eq!(product.successor, [Some((old, 1.0)), None]);
    assert_eq!(product.notices.len(), 1);
    assert_eq!(product.health[old].stage, Stage::PhaseOut);
    assert_eq!(product.health[new].last, Some(month("2027-03")));
}

#[test]
fn a_typed_end_cuts_off_at_its_month() {
    let company = launch().with(|plan| {
        let mut old = plan.catalog.items.get(&"OLD".into()).unwrap().clone();
        old.discontinued = Some(month("2026-12"));
        plan.catalog.edit().items.insert(old);
    });
    let (_, product) = review(&company);
    assert_eq!(product.sold.row(1), [true, true, false, false, false, false]);
}

#[test]
fn health_of_a_small_company() {
    let (frame, product) = review(&two_plants());
    let at = |id: &str| &product.health[frame.items.position(&id.into()).unwrap()];
    let bike = at("BIKE");
    assert_eq!((bike.stage, bike.abc), (Stage::Mature, Some(Abc::A)));
    assert_eq!(bike.growth, Some(0.0));
    // Bikes make 72 % of the revenue, so the next item crosses the line of 80 %.
    assert_eq!((bike.revenue, at("EBIKE").abc), (Some(Money(bike_revenue())), Some(Abc::A)));
    assert_eq!((at("WHEEL").stage, at("WHEEL").abc, at("WHEEL").xyz), (Stage::Part, None, None));
    assert_eq!(bike.xyz, Some(Xyz::X));
}

fn bike_revenue() -> f64 {
    let year = |level: f64| crate::engine::testing::seasonal(level)[24..].iter().sum::<f64>();
    480.0 * year(200.0) + 470.0 * year(80.0)
}

#[test]
fn laws_hold_for_any_company() {
    for seed in 0..60 {
        let plan = random(seed);
        let frame = frame_of(&plan);
        let once = product(&frame, &plan.catalog, &plan.actuals, &plan.product);
        let again = product(&frame, &plan.catalog, &plan.actuals, &plan.product);
        assert_eq!(once, again, "seed {seed}");
        assert!(once.launches.cells().iter().all(|units| units.0.is_finite()), "seed {seed}");
        assert!(once.remaining.cells().iter().all(|share| (0.0..=1.0).contains(share)), "seed {seed}");
        for outlook in once.outlooks.iter().filter(|outlook| outlook.in_plan) {
            let net: Vec<f64> = once.launches.total().iter().map(|units| units.0).collect();
            for (t, net) in net.iter().enumerate() {
                let want = outlook.volume[t] - outlook.taken[t];
                assert!((net - want.0).abs() < 1e-9, "seed {seed}: {net} is not {want:?}");
            }
        }
    }
    let empty = Company::new("2026-11", 1);
    let (_, nothing) = review(&empty);
    assert!(nothing.health.is_empty() && nothing.notices.is_empty());
}
