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

#[test]
fn the_nearest_method_goes_first() {
    let plan = Company::new("2026-11", 3)
        .family("TOP", None)
        .family("F", Some("TOP"))
        .product("A", "F", 1.0, 1.0)
        .market("M", None);
    let mut plan = plan.market("N", None).history("A", "M", &[5.0; 24], 10.0).history("A", "N", &[5.0; 24], 10.0).plan;
    let frame = frame_of(&plan);
    let kinds = |plan: &Plan| {
        asked::forced(&frame, &plan.demand).iter().map(|asked| asked.map(|asked| asked.kind)).collect::<Vec<_>>()
    };
    let mut put = |item: &str, family: Option<&str>, market: Option<&str>, method: &str| {
        let method = Method {
            item: item.into(),
            family: family.map(Into::into),
            market: market.map(Into::into),
            method: method.into(),
            alpha: Some(0.3),
            ..Method::default()
        };
        plan.demand.edit().methods.insert(method);
        kinds(&plan)
    };
    let (zero, ses, theta, naive) =
        (Some(MethodKind::Zero), Some(MethodKind::Ses), Some(MethodKind::Theta), Some(MethodKind::Naive));
    assert_eq!(put("A", None, Some("M"), "zero"), [zero, None]);
    assert_eq!(put("", Some("TOP"), None, "ses"), [zero, ses]);
    assert_eq!(put("", Some("F"), None, "theta"), [zero, theta]);
    assert_eq!(
        put("", Some("TOP"), Some("N"), "naive"),
        [zero, theta],
        "a nearer family goes before a market further up"
    );
    assert_eq!(put("A", None, None, "naive"), [zero, naive]);
    let asked = asked::forced(&frame, &plan.demand)[1].unwrap();
    assert_eq!(asked.parameters.alpha, Some(0.3));
}

#[test]
fn an_accepted_level_shift_lifts_what_was_before() {
    let units: Vec<f64> = (0..36).map(|t| if t < 20 { 10.0 } else { 15.0 }).collect();
    let mut plan = one(&units).plan;
    let kind = MarkKind::LevelShift;
    plan.demand.edit().marks.insert(Mark { kind, ..mark("2025-07", true, None) }); // the 21st month
    let seen = all(&plan, &Answers::default());
    assert!(seen.cleansed[0].iter().all(|units| *units == Some(Units(15.0))), "{:?}", seen.cleansed);
    assert_eq!(seen.history[0][0], Some(Units(10.0)));
}

#[test]
fn past_events_are_a_driver_and_coming_ones_are_not() {
    let mut plan = one(&[5.0; 24]).plan;
    let event = |id: &str, first: &str| crate::model::Event {
        id: id.into(),
        first: month(first),
        last: month(first),
        ..Default::default()
    };
    plan.demand.edit().events.insert(event("E1", "2026-02"));
    let drivers = |plan: &Plan| tasks(&frame_of(plan), &plan.actuals, &plan.demand)[0].drivers.clone();
    assert_eq!(drivers(&plan), [], "one month teaches nothing");
    plan.demand.edit().events.insert(event("E2", "2026-05"));
    plan.demand.edit().events.insert(event("E3", "2026-12"));
    let got = drivers(&plan);
    let months: Vec<usize> = got[0].values.iter().enumerate().filter(|(_, v)| **v > 0.0).map(|(t, _)| t).collect();
    assert_eq!((months, got[0].values.len()), (vec![15, 18], 24)); // history begins in November 2024
}

/// Two items of a family, one alone; seasonal enough for the levels to differ from the sum of their parts.
fn leveled(how: crate::model::Reconciliation) -> (Frame, Forecasts) {
    let wave = |t: usize, size: f64| {
        (size * (10.0 + [0.0, 3.0, 5.0, 3.0, 0.0, -4.0][t % 6] + ((t * 7919) % 11) as f64)).round()
    };
    let series = |size: f64| (0..48).map(|t| wave(t + size as usize, size)).collect::<Vec<f64>>();
    let company = Company::new("2026-11", 6).family("F", None).product("A", "F", 1.0, 1.0).product("B", "F", 1.0, 1.0);
    let company = company.product("C", "", 1.0, 1.0).market("M", None);
    let company = company.history("A", "M", &series(3.0), 1.0).history("B", "M", &series(7.0), 1.0);
    let mut plan = company.history("C", "M", &series(2.0), 1.0).plan;
    plan.demand.edit().reconciliation = how;
    let frame = frame_of(&plan);
    let forecasts = forecasts(&frame, &plan.actuals, &plan.demand, &answered(&plan));
    (frame, forecasts)
}

#[test]
fn each_way_agrees_with_the_levels_it_takes() {
    use crate::model::Reconciliation::{BottomUp, LeastSquares, MiddleOut, TopDown};
    let sum = |forecasts: &Forecasts, pairs: &[usize], t: usize| {
        pairs.iter().map(|pair| forecasts.fits[*pair].mean[t]).sum::<f64>()
    };
    let (_, plain) = leveled(BottomUp);
    assert_eq!(plain.levels.iter().map(|level| level.family).collect::<Vec<_>>(), [Some(0), None]);
    for (how, level) in [(MiddleOut, 0), (TopDown, 1)] {
        let (_, moved) = leveled(how);
        let level = &moved.levels[level];
        for (t, own) in level.fit.as_ref().unwrap().mean.iter().enumerate() {
            assert!((sum(&moved, &level.pairs, t) / own - 1.0).abs() < 1e-12, "{how:?} {t}");
        }
        assert!(moved.fits.iter().all(|fit| fit.lo95.iter().zip(&fit.mean).all(|(low, mean)| low <= mean)));
    }
    let (_, joint) = leveled(LeastSquares);
    let total = &joint.levels[1];
    for t in 0..6 {
        let (low, high) = (sum(&plain, &total.pairs, t), total.fit.as_ref().unwrap().mean[t]);
        let got = sum(&joint, &total.pairs, t);
        // the families' own forecasts pull too, so that the total need not lie between the two
        assert!((got - low).abs() <= 3.0 * (high - low).abs() + 0.05 * low, "{low} {got} {high}");
    }
    assert!(joint.fits[0].reason.ends_with("(least squares)."));
    assert_eq!(joint.pending, [false; 3]);
}

#[test]
fn a_level_tells_both_its_errors() {
    let (_, forecasts) = leveled(crate::model::Reconciliation::BottomUp);
    let total = forecasts.levels[1].error(&forecasts).unwrap();
    let path =
        |fit: &Forecast| fit.candidates.iter().find(|candidate| candidate.kind == fit.method).unwrap().path.clone();
    let (mut off, mut sold) = (0.0, 0.0);
    for t in 0..total.months {
        let said: f64 = forecasts.fits.iter().map(|fit| path(fit)[t]).sum();
        let months = forecasts.cleansed[0].len();
        let came: f64 = forecasts.cleansed.iter().map(|history| history[months - total.months + t].unwrap().0).sum();
        off += (said - came).abs();
        sold += came;
    }
    assert_eq!(total.months, 12);
    assert!((total.sum - off / sold).abs() < 1e-12 && total.own > 0.0 && total.own != total.sum, "{total:?}");
    let undone = Level { fit: None, ..forecasts.levels[1].clone() };
    assert_eq!(undone.error(&forecasts), None);
}

#[test]
fn levels_of_several_units_have_no_forecast_of_their_own() {
    let mut plan = two_plants().plan;
    let levels = all(&plan, &Answers::default()).levels.len();
    let mut bike = plan.catalog.items.get(&"EBIKE".into()).unwrap().clone();
    bike.unit = "KG".into();
    plan.catalog.edit().items.insert(bike);
    assert_eq!((levels, all(&plan, &Answers::default()).levels.len()), (2, 0));
}
