//! Baselines of small companies: drafts, answers, marks, forced methods, and the lining up of history.

use super::*;
use crate::engine::testing::{Company, frame_of, month, random, two_plants};
use crate::model::{Mark, MarkKind, Plan};

fn all(plan: &Plan, answers: &Answers) -> Forecasts {
    forecasts(&frame_of(plan), &plan.actuals, &plan.demand, answers)
}

fn answered(plan: &Plan) -> Answers {
    let mut answers = Answers::default();
    for (key, task) in answers.missing(&frame_of(plan), &plan.actuals, &plan.demand) {
        answers.insert(key, forecast(&task));
    }
    answers
}

fn one(units: &[f64]) -> Company {
    Company::new("2026-11", 3).product("A", "", 10.0, 5.0).market("M", None).history("A", "M", units, 10.0)
}

fn mark(at: &str, accepted: bool, instead: Option<f64>) -> Mark {
    let kind = MarkKind::Outlier;
    Mark { item: "A".into(), market: "M".into(), month: month(at), kind, accepted, instead: instead.map(Units) }
}

#[test]
fn a_missing_answer_yields_a_draft() {
    let plan = two_plants().plan;
    let draft = all(&plan, &Answers::default());
    assert_eq!(draft.pending, [true; 3]);
    let bike = &draft.fits[0];
    assert_eq!(bike.method, MethodKind::SeasonalNaive);
    assert_eq!(bike.mean, [140.0, 140.0, 140.0, 140.0, 180.0, 220.0]); // as in the last November to April
    let fitted = all(&plan, &answered(&plan));
    assert_eq!(fitted.pending, [false; 3]);
    assert_eq!((&fitted.history, fitted.first), (&draft.history, month("2023-11")));
}

#[test]
fn histories_of_different_length_are_lined_up() {
    let mut company = one(&[1.0, 2.0, 3.0]).market("N", None).history("A", "N", &[9.0], 1.0);
    company = company.market("O", None).product("B", "", 1.0, 1.0);
    let all = all(&company.plan, &Answers::default());
    assert_eq!(all.first, month("2026-08"));
    let units = |values: [Option<f64>; 3]| values.map(|value| value.map(Units)).to_vec();
    assert_eq!(all.history[..2], [units([Some(1.0), Some(2.0), Some(3.0)]), units([None, None, Some(9.0)])]);
    assert!(all.history[2..].iter().all(|history| *history == units([None; 3])));
    assert_eq!(all.pending, [true, true, false, false, false]);
    assert!(all.fits[2].mean.iter().all(|units| *units == 0.0));
}

#[test]
fn an_accepted_mark_is_what_the_fit_sees() {
    let mut plan = one(&[5.0; 24]).plan;
    let raw = all(&plan, &Answers::default());
    let marks = &mut plan.demand.edit().marks;
    marks.insert(mark("2026-01", true, Some(7.0)));
    marks.insert(mark("2026-02", true, None));
    marks.insert(mark("2026-03", false, Some(99.0)));
    marks.insert(mark("2036-03", true, Some(99.0)));
    let seen = all(&plan, &Answers::default());
    let at = |text: &str| (month(text) - seen.first) as usize;
    assert_eq!(seen.history, raw.history);
    assert_eq!(seen.cleansed[0][at("2026-01")], Some(Units(7.0)));
    assert_eq!(seen.cleansed[0][at("2026-02")], None);
    assert_eq!(seen.cleansed[0][at("2026-03")], Some(Units(5.0)));
    assert_eq!(seen.fits[0].mean[2], 7.0); // the horizon's third month is January
}

#[test]
fn the_current_month_enters_nothing() {
    let mut plan = one(&[5.0; 24]).plan;
    let before = all(&plan, &Answers::default());
    let actuals = plan.actuals.edit();
    let mut series = actuals.history.iter().next().unwrap().clone();
    series.units.push(Some(Units(1e6)));
    series.units.push(Some(Units(f64::NAN)));
    actuals.history.insert(series);
    assert_eq!(all(&plan, &Answers::default()), before);
}

#[test]
fn a_forced_method_is_asked_for_and_a_wrong_one_said() {
    let mut plan = one(&[5.0; 24]).plan;
    let method = |market: Option<&str>, method: &str| Method {
        item: "A".into(),
        market: market.map(Into::into),
        method: method.into(),
        ..Method::default()
    };
    plan.demand.edit().methods.insert(method(None, "holt_winters"));
    plan.demand.edit().methods.insert(method(Some("M"), "zero"));
    plan.demand.edit().methods.insert(method(Some("N"), "crystal ball"));
    let frame = frame_of(&plan);
    assert_eq!(tasks(&frame, &plan.actuals, &plan.demand)[0].forced, Some(MethodKind::Zero.into()));
    let all = all(&plan, &Answers::default());
    assert_eq!(all.fits[0].mean, [0.0; 3]);
    assert_eq!(all.notices.len(), 1);
    for kind in MethodKind::ALL {
        assert_eq!(method_from_code(method_code(kind)), Some(kind));
        assert_eq!(method_from_code(kind.name()), Some(kind));
    }
    assert_eq!(method_from_code("holt_winters"), Some(MethodKind::HoltWintersMultiplicative));
}

#[test]
fn only_marks_and_methods_ask_for_other_fits() {
    let plan = random(1);
    let mut other = plan.clone();
    other.demand.edit().trends = Default::default();
    other.demand.edit().figures = Default::default();
    assert!(same_fits(&plan.demand, &other.demand));
    other.demand.edit().marks.insert(mark("2026-01", true, None));
    assert!(!same_fits(&plan.demand, &other.demand));
}

#[test]
fn drafts_are_finite_and_not_negative_for_any_company() {
    for seed in 0..40 {
        let plan = random(seed);
        let all = all(&plan, &Answers::default());
        for fit in &all.fits {
            let ranges = [&fit.mean, &fit.sigma, &fit.lo95, &fit.lo80, &fit.hi80, &fit.hi95, &fit.q95];
            assert!(ranges.iter().all(|range| range.len() == plan.header.months));
            assert!(ranges.iter().all(|range| range.iter().all(|units| units.is_finite() && *units >= 0.0)), "{seed}");
        }
    }
}
