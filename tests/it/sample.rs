//! The example company: the files that the page offers are what the generator makes, and they tell the story they are meant to tell.

use std::sync::LazyLock;

use sextant::engine::{self, AccuracySource, Answers, Cause, Outcome, kpis, run_fully};
use sextant::file::{decode, encode, step_inputs, verify};
use sextant::model::{DecisionState, ItemId, Measure, Money, Month, Plan, ResourceId, Step, Subject};
use sextant::report::{Context, KnownCycle, Locale, home, step_states, stored_summary};
use sextant::sample::cycles;

static CYCLES: LazyLock<Vec<Plan>> = LazyLock::new(cycles);
static CURRENT: LazyLock<(Plan, Outcome)> = LazyLock::new(|| {
    let plan = CYCLES.last().unwrap().clone();
    let outcome = run_fully(&plan);
    (plan, outcome)
});

#[test]
fn the_committed_files_are_what_the_generator_makes() {
    assert_eq!(CYCLES.len(), 7);
    for plan in CYCLES.iter() {
        let path = format!("{}/static/example/{}.json", env!("CARGO_MANIFEST_DIR"), plan.header.id);
        let committed = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(committed == encode(plan), "{path} is old: run `cargo run --release --example company`");
    }
}

#[test]
fn every_file_opens_without_a_finding_and_its_seal_holds() {
    for (at, plan) in CYCLES.iter().enumerate() {
        let opened = decode(&encode(plan)).unwrap();
        assert_eq!(opened.findings, []);
        assert!(encode(&opened.plan) == encode(plan), "{} reads back differently", plan.header.id);
        assert_eq!(verify(&opened.plan), at < 6);
        assert_eq!(plan.header.first, Month::new(2026, 5) + at as i32);
        assert_eq!(plan.header.previous.as_ref(), at.checked_sub(1).map(|before| &CYCLES[before].header.id));
    }
}

#[test]
fn an_approved_cycle_is_shown_as_it_was_stored() {
    for plan in &CYCLES[4..6] {
        let approval = plan.approval.as_ref().unwrap();
        let outcome = run_fully(plan);
        let thawed = engine::thaw(plan, &outcome, approval);
        assert!(!thawed.differs && thawed.not_stored.is_empty(), "{}", plan.header.id);
        let (rows, gaps) = engine::freeze(&thawed.outcome);
        assert!(rows == approval.rows && gaps == approval.gaps, "{}", plan.header.id);
        assert!(!thawed.outcome.gaps.gaps.iter().any(|gap| gap.cause == Cause::Stored));
    }
}

#[test]
fn the_current_cycle_stands_at_step_4() {
    let plan = &CURRENT.0;
    let signed: Vec<Step> = plan.process.sign_offs.iter().map(|sign_off| sign_off.step).collect();
    assert_eq!(signed, [Step::Product, Step::Demand, Step::Supply]);
    assert!(plan.process.sign_offs.iter().all(|sign_off| sign_off.inputs == step_inputs(plan, sign_off.step)));
    let open = plan.process.decisions.iter().filter(|decision| decision.state == DecisionState::Open);
    assert_eq!(open.count(), 2);
}

#[test]
fn nothing_is_doubtful_and_the_plans_tie() {
    let outcome = &CURRENT.1;
    let notices = [
        &outcome.frame.notices,
        &outcome.forecasts.notices,
        &outcome.demand.notices,
        &outcome.supply.notices,
        &outcome.finance.notices,
    ];
    assert!(notices.iter().all(|notices| notices.is_empty()), "{notices:?}");
    assert!(outcome.gaps.ties.iter().all(|tie| tie.may_differ || tie.holds()));
    assert!(!outcome.gaps.gaps.iter().any(|gap| gap.cause == Cause::Untied));
}

#[test]
fn the_mower_line_overflows_in_the_season() {
    let (frame, supply) = (&CURRENT.1.frame, &CURRENT.1.supply);
    let line = frame.resources.position(&ResourceId::from("LZ-MOW")).unwrap();
    let season = frame.horizon.span(Month::new(2027, 2), Month::new(2027, 5));
    assert!(supply.overtime.row(line)[season].iter().any(|hours| hours.0 > 0.0));
    assert!(CURRENT.1.gaps.gaps.iter().any(|gap| matches!(gap.cause, Cause::Capacity(_))));
    let year = |grid: &engine::Grid<sextant::model::Units>| {
        (0..grid.rows()).flat_map(|row| grid.row(row)[..12].to_vec()).map(|units| units.0).sum::<f64>()
    };
    let service = year(&supply.on_time) / year(&CURRENT.1.demand.consensus);
    assert!((0.95..0.9999).contains(&service), "{service}");
}

#[test]
fn the_year_earns_its_keep_below_budget() {
    let finance = &CURRENT.1.finance;
    let sum = |measure| finance.line(measure).unwrap().values[..12].iter().copied().sum::<Money>().0;
    let of_families = finance.budgets.iter().filter(|budget| budget.family.is_some());
    let revenue = of_families.filter(|budget| budget.measure == Measure::BudgetRevenue);
    let budget: f64 = revenue.flat_map(|budget| budget.values[..12].iter().flatten()).sum();
    let below = 1.0 - sum(Measure::Revenue) / budget;
    assert!((0.02..0.08).contains(&below), "{below}");
    let margin = sum(Measure::Ebit) / sum(Measure::Revenue);
    assert!((0.04..0.12).contains(&margin), "{margin}");
}

#[test]
fn the_volt_46_comes_and_the_classic_42_goes() {
    let (frame, demand) = (&CURRENT.1.frame, &CURRENT.1.demand);
    let of = |code: &str| {
        let item = frame.items.position(&ItemId::from(code)).unwrap();
        demand.consensus.sum(frame.pairs_of[item].clone())
    };
    let at = |month| frame.horizon.position(month).unwrap();
    let (launch, last) = (at(Month::new(2027, 3)), at(Month::new(2027, 6)));
    let (drive, classic) = (of("MW-460"), of("MW-C42"));
    assert!(drive[..launch].iter().all(|units| units.0 == 0.0) && drive[launch].0 > 0.0);
    assert!(classic[last].0 > 0.0 && classic[last + 1..].iter().all(|units| units.0 == 0.0));
}

#[test]
fn past_cycles_are_scored_and_looked_back_on() {
    let (plan, outcome) = &*CURRENT;
    let rows = engine::look_back(&outcome.frame, &plan.actuals, &plan.finance, &plan.process.decisions);
    let blower: Vec<_> = rows.iter().filter(|row| row.title == "Blower weeks in September").collect();
    assert!(!blower.is_empty() && blower.iter().all(|row| row.realized.is_some()));
    let review = engine::accuracy(&outcome.frame, &outcome.forecasts, &plan.past);
    assert_eq!(review.source, AccuracySource::Snapshots);
    for lag in 1..=3 {
        assert!(review.of(&Subject::All).any(|scores| scores.lag == Some(lag)), "no score at lag {lag}");
    }
}

#[test]
fn home_says_what_is_missing_and_what_past_decisions_brought() {
    let (plan, outcome) = &*CURRENT;
    let locale = Locale::default().with_currency("EUR");
    let staleness = step_states(plan, &Step::ALL.map(|step| step_inputs(plan, step)));
    let answers = Answers::default();
    let cx = Context { plan, outcome, answers: &answers, base: None, locale: &locale, staleness: &staleness };
    let known: Vec<KnownCycle> = CYCLES[..6]
        .iter()
        .map(|plan| KnownCycle { id: plan.header.id.clone(), summary: stored_summary(plan), ..KnownCycle::default() })
        .collect();
    let home = home(&known, Some(&cx), &locale);
    let current = home.current.unwrap();
    assert_eq!((current.next, current.next_label.as_str()), (Step::Finance, "Continue with Financial review"));
    assert!(current.missing.contains("Financial review"), "{}", current.missing);
    assert_eq!(home.earlier.len(), 6);
    let said: Vec<&str> =
        home.earlier.iter().map(|row| row.decisions.as_str()).filter(|said| !said.is_empty()).collect();
    assert!(said.iter().any(|said| said.starts_with("Blower weeks") && said.contains("of the promise")), "{said:?}");
    // What approval stored says the same service as the plan of that month, run again.
    let october = run_fully(&CYCLES[5]);
    let service = kpis(&CYCLES[5], &october).into_iter().find(|kpi| kpi.code == "service").and_then(|kpi| kpi.value);
    let stored = known[5].summary.service;
    assert!((service.unwrap() - stored.unwrap()).abs() < 1e-4, "{service:?} {stored:?}");
    for row in &home.earlier {
        assert!(row.figures.iter().all(|figure| figure.chars().any(|c| c.is_ascii_digit())), "{row:?}");
    }
}
