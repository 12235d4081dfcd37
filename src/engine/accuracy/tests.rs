//! Accuracy by lag, value added, and the back-test that stands in.

use super::*;
use crate::engine::testing::{Company, frame_of, item, market, month, random};
use crate::engine::{Answers, forecasts};
use crate::forecast::forecast;
use crate::model::Plan;

fn close(got: Option<f64>, want: f64) {
    assert!(got.is_some_and(|got| (got - want).abs() < 1e-5), "{got:?} is not {want}");
}

fn review(plan: &Plan, answers: &Answers) -> AccuracyReview {
    let frame = frame_of(plan);
    accuracy(&frame, &forecasts(&frame, &plan.actuals, &plan.demand, answers), &plan.past)
}

fn snapshot(plan: &mut Plan, cycle: &str, rows: &[(Measure, &[f64])]) {
    let row = |(measure, values): &(Measure, &[f64])| StoredRow {
        measure: *measure,
        subject: item("A"),
        place: market("M"),
        values: values.iter().copied().map(Some).collect(),
    };
    let rows = rows.iter().map(row).collect();
    plan.past.edit().insert(Snapshot { cycle: month(cycle), rows, ..Snapshot::default() });
}

fn company(units: &[f64]) -> Plan {
    Company::new("2026-04", 3)
        .family("F", None)
        .product("A", "F", 1.0, 1.0)
        .market("M", None)
        .history("A", "M", units, 1.0)
        .plan
}

fn at(review: &AccuracyReview, subject: Subject, lag: Option<usize>, stream: Stream) -> Score {
    let scores = review.scores.iter().find(|scores| scores.subject == subject && scores.lag == lag).unwrap();
    scores.streams[stream as usize].unwrap()
}

/// Layout as in Forecast Pro's waterfall report and Anaplan's waterfall analysis; numbers derived. A snapshot's first figure is its cycle month.
#[test]
fn accuracy_waterfall() {
    let mut plan = company(&[90.0, 100.0, 140.0]);
    snapshot(&mut plan, "2025-12", &[(Measure::Consensus, &[0.0, 100.0, 110.0, 120.0])]);
    snapshot(&mut plan, "2026-01", &[(Measure::Consensus, &[90.0, 105.0, 125.0])]);
    snapshot(&mut plan, "2026-02", &[(Measure::Consensus, &[100.0, 130.0, 999.0])]);
    snapshot(&mut plan, "2026-04", &[(Measure::Consensus, &[1.0])]);
    let review = review(&plan, &Answers::default());
    assert_eq!(review.source, AccuracySource::Snapshots);
    for subject in [Subject::All, Subject::Family("F".into()), item("A")] {
        let lag = |lag| at(&review, subject.clone(), Some(lag), Stream::Consensus);
        close(lag(1).wmape, 0.075758);
        close(lag(2).wmape, 0.104167);
        close(lag(3).wmape, 0.142857);
        close(lag(1).bias, 0.015152);
        close(lag(2).bias, -0.020833);
        close(lag(0).wmape, 0.0);
        assert_eq!(at(&review, subject.clone(), None, Stream::Consensus).leaves, 6);
    }
    assert_eq!(review.of(&Subject::All).count(), 5);
}

/// inphronesys Forecast Value Added dashboard (MAPE by step); IBF/Gilliland definition.
#[test]
fn fva_stairstep() {
    let score = |percent: f64| Some(Score { leaves: 1, wmape: Some(percent), ..Score::default() });
    let got = stairs([score(14.6), score(12.3), score(13.6), score(15.3)]);
    for (stream, (added, to_naive)) in (1..).zip([(2.3, 2.3), (-1.3, 1.0), (-1.7, -0.7)]) {
        close(got[stream].unwrap().added, added);
        close(got[stream].unwrap().added_to_naive, to_naive);
    }
    // A stream that was not kept is passed over.
    let gap = stairs([score(14.6), score(12.3), None, score(15.3)]);
    close(gap[3].unwrap().added, -3.0);
}

/// Heizer & Render, forecasting chapter (croissants); their error is actual - forecast, so the sign turns.
#[test]
fn tracking_signal_bakery() {
    let mut plan = company(&[90.0, 95.0, 115.0, 100.0, 125.0, 140.0]); // 2025-10 to 2026-03
    let said = [100.0, 100.0, 100.0, 110.0, 110.0, 110.0];
    let cycles = ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"];
    for (cycle, units) in cycles.into_iter().zip(said) {
        snapshot(&mut plan, cycle, &[(Measure::Consensus, &[0.0, units])]);
    }
    let review = review(&plan, &Answers::default());
    for subject in [Subject::All, Subject::Family("F".into()), item("A")] {
        let score = at(&review, subject.clone(), Some(1), Stream::Consensus);
        close(score.tracking, -2.470588);
        close(score.sum_wmape, score.wmape.unwrap());
        assert_eq!(at(&review, subject, None, Stream::Consensus).tracking, None);
    }
}

/// A forecast that is always too high by the same runs to the number of months.
#[test]
fn a_tracking_signal_grows_by_a_month_at_a_time() {
    let mut plan = company(&[100.0; 6]);
    for cycle in ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02"] {
        snapshot(&mut plan, cycle, &[(Measure::Consensus, &[0.0, 107.0])]);
    }
    let score = at(&review(&plan, &Answers::default()), item("A"), Some(1), Stream::Consensus);
    close(score.tracking, 5.0);
    assert!(score.tracking > Some(TRACKING_LIMIT));
}

#[test]
fn errors_of_items_cancel_in_the_sum() {
    let mut plan = Company::new("2026-04", 3)
        .family("F", None)
        .product("A", "F", 1.0, 1.0)
        .product("B", "F", 1.0, 1.0)
        .market("M", None)
        .history("A", "M", &[100.0, 100.0, 100.0], 1.0)
        .history("B", "M", &[100.0, 100.0, 100.0], 1.0)
        .plan;
    let row = |code: &str, values: [f64; 3]| StoredRow {
        measure: Measure::Consensus,
        subject: item(code),
        place: market("M"),
        values: values.into_iter().map(Some).collect(),
    };
    let rows = vec![row("A", [100.0, 110.0, 130.0]), row("B", [100.0, 90.0, 90.0])];
    plan.past.edit().insert(Snapshot { cycle: month("2026-01"), rows, ..Snapshot::default() });
    let review = review(&plan, &Answers::default());
    let family = |lag| at(&review, Subject::Family("F".into()), lag, Stream::Consensus);
    close(family(Some(1)).wmape, 0.1);
    close(family(Some(1)).sum_wmape, 0.0);
    assert_eq!(family(Some(1)).tracking, None, "no error, no direction");
    close(family(Some(2)).sum_wmape, 20.0 / 200.0);
    close(family(None).sum_wmape, 20.0 / 400.0);
    close(at(&review, item("A"), Some(2), Stream::Consensus).sum_wmape, 0.3);
}

#[test]
fn last_years_month_is_taken_as_it_was_known() {
    let mut units = vec![10.0; 12];
    units.extend([20.0, 20.0, 20.0]); // 2026-01 to 03 doubled
    let mut plan = company(&units);
    snapshot(&mut plan, "2026-02", &[(Measure::Baseline, &[15.0, 15.0]), (Measure::Consensus, &[25.0, 20.0])]);
    let review = review(&plan, &Answers::default());
    close(at(&review, Subject::All, Some(1), Stream::Naive).wmape, 0.5);
    close(at(&review, Subject::All, Some(1), Stream::Baseline).added, 0.25);
    close(at(&review, Subject::All, Some(1), Stream::Consensus).added, 0.25);
    close(at(&review, Subject::All, Some(1), Stream::Consensus).added_to_naive, 0.5);
    close(at(&review, Subject::All, Some(0), Stream::Consensus).bias, 0.25);
    close(at(&review, Subject::All, Some(0), Stream::Consensus).mase, 5.0 / 10.0);
}

#[test]
fn without_snapshots_the_back_test_speaks() {
    let plan = company(&crate::engine::testing::seasonal(100.0));
    assert!(review(&plan, &Answers::default()).scores.is_empty(), "a draft has no back-test");
    let mut answers = Answers::default();
    let (key, task) = answers.missing(&frame_of(&plan), &plan.actuals, &plan.demand).pop().unwrap();
    let fit = forecast(&task);
    answers.insert(key, fit.clone());
    let review = review(&plan, &answers);
    assert_eq!(review.source, AccuracySource::BackTest);
    close(at(&review, Subject::All, None, Stream::Baseline).wmape, fit.accuracy.wmape.unwrap());
    let (lag, wmape, bias) = fit.accuracy.by_lag[0];
    close(at(&review, item("A"), Some(lag), Stream::Baseline).wmape, wmape);
    close(at(&review, item("A"), Some(lag), Stream::Baseline).bias, bias);
}

#[test]
fn any_company_has_finite_scores() {
    for seed in 0..20 {
        let mut plan = random(seed);
        snapshot(&mut plan, "2026-08", &[(Measure::Consensus, &[1.0, 2.0, f64::NAN])]);
        for scores in review(&plan, &Answers::default()).scores {
            for score in scores.streams.iter().flatten() {
                let figures = [
                    score.wmape,
                    score.bias,
                    score.mase,
                    score.added,
                    score.added_to_naive,
                    score.sum_wmape,
                    score.tracking,
                ];
                assert!(figures.iter().flatten().all(|figure| figure.is_finite()));
            }
        }
    }
}
