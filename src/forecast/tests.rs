//! Laws and edge cases of the one path.

use super::*;

fn task(y: Vec<Option<f64>>) -> Task {
    Task { y, horizon: 18, season: 12, first_month_of_year: 0, forced: None, drivers: Vec::new() }
}

fn known(y: &[f64]) -> Task {
    task(y.iter().copied().map(Some).collect())
}

/// Seeded numbers in 0..1 (a linear congruential generator; Knuth's MMIX constants).
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Trend, season and noise of a size that differs by seed; every third one intermittent.
fn made(seed: u64, months: usize) -> Vec<f64> {
    let mut next = noise(seed);
    let (slope, swing) = (next() * 3.0, next() * 60.0);
    (0..months)
        .map(|t| {
            let wave = [0.0, 0.5, 0.9, 1.0, 0.9, 0.5, 0.0, -0.5, -0.9, -1.0, -0.9, -0.5][t % 12];
            let v = 150.0 + slope * t as f64 + swing * wave + 40.0 * next();
            if seed.is_multiple_of(3) && next() < 0.6 { 0.0 } else { v.round() }
        })
        .collect()
}

/// What every forecast must be, whatever the task.
fn check(task: &Task) -> Forecast {
    let f = forecast(task);
    let horizon = task.horizon.min(LONGEST_HORIZON);
    for v in [&f.mean, &f.sigma, &f.lo80, &f.hi80, &f.lo95, &f.hi95, &f.q95] {
        assert_eq!(v.len(), horizon);
        assert!(v.iter().all(|x| x.is_finite()), "{task:?} {f:?}");
    }
    for h in 0..horizon {
        assert!(f.lo95[h] <= f.lo80[h] && f.lo80[h] <= f.mean[h], "{task:?} {f:?}");
        assert!(f.mean[h] <= f.hi80[h] && f.hi80[h] <= f.hi95[h] && f.sigma[h] >= 0.0, "{task:?} {f:?}");
    }
    if task.y.iter().flatten().all(|v| *v >= 0.0) {
        assert!(f.mean.iter().chain(&f.lo95).chain(&f.q95).all(|v| *v >= 0.0));
    }
    assert_eq!(f.fitted.len(), task.y.len());
    assert!(f.fitted.iter().flatten().all(|v| v.is_finite()));
    assert!(f.reason.ends_with('.') && !f.reason.contains("NaN"), "{}", f.reason);
    assert!(f.suggestions.iter().all(|o| o.month < task.y.len()));
    assert_eq!(f, forecast(task), "deterministic");
    f
}

#[test]
fn nothing_to_go_by() {
    for y in [vec![], vec![None; 30], vec![Some(0.0); 30], vec![Some(f64::NAN), Some(f64::INFINITY), None]] {
        let f = check(&task(y));
        assert_eq!((f.method, f.class), (MethodKind::Zero, DemandClass::NoHistory));
        assert_eq!(f.mean, [0.0; 18]);
    }
}

#[test]
fn a_constant_series_gives_the_constant() {
    for months in [1, 2, 3, 7, 13, 30, 48, 100, 300] {
        for v in [7.3, 1e12, 1e-9, -4.0, 1e308, 5e-324] {
            let f = check(&known(&vec![v; months]));
            assert!(f.mean.iter().all(|m| *m == v), "{months} {v} {:?}", f.mean);
            if months > 3 {
                assert!(f.sigma.iter().all(|s| *s <= 1e-12 * v.abs()), "{months} {v} {:?}", f.sigma);
            }
        }
    }
}

#[test]
fn a_line_goes_on() {
    let f = check(&known(&(0..48).map(|t| 100.0 + 5.0 * f64::from(t)).collect::<Vec<f64>>()));
    assert!((f.mean[11] - (100.0 + 5.0 * 59.0)).abs() < 1.0, "{:?} {}", f.mean, f.reason);
}

#[test]
fn a_clean_season_goes_on() {
    let y: Vec<f64> = (0..48).map(|t| 100.0 + 50.0 * f64::from(u8::from(t % 12 == 11))).collect();
    let f = check(&known(&y));
    assert!((f.mean[11] - 150.0).abs() < 1.0 && (f.mean[3] - 100.0).abs() < 1.0, "{:?} {}", f.mean, f.reason);
    assert!(f.reason.contains("December"), "{}", f.reason);
    let shifted = Task { first_month_of_year: 4, ..known(&y) };
    assert!(check(&shifted).reason.contains("April"));
}

#[test]
fn one_two_and_few_points() {
    assert_eq!(check(&known(&[5.0])).mean, [5.0; 18]);
    let two = check(&known(&[4.0, 6.0]));
    assert!(two.mean.iter().all(|v| (4.0..=6.0).contains(v)), "{:?}", two.mean);
    assert_eq!(two.class, DemandClass::New);
    (3..30).for_each(|n| drop(check(&known(&made(1, n)))));
}

#[test]
fn two_years_are_back_tested_and_their_range_is_that_of_the_history() {
    for months in [13, 18, 24, 26, 28, 30] {
        let y: Vec<f64> = (0..months).map(|t| 60.0 + f64::from((t * 37 + 11) % 70)).collect();
        let f = check(&known(&y));
        assert!(f.accuracy.origins >= 3, "{months}: {}", f.reason);
        assert!(f.hi95[0] - f.lo95[0] < 140.0 && f.sigma[0] < 35.0, "{months}: {:?} {:?}", f.lo95, f.hi95);
    }
}

#[test]
fn sparse_demand() {
    let mut y = vec![0.0; 40];
    y[30] = 12.0;
    let f = check(&known(&y));
    assert!(f.mean[0] > 0.0 && f.mean[0] < 12.0, "{f:?}");
    y[30] = 0.0;
    y[10] = 12.0;
    let f = check(&known(&y));
    assert_eq!((f.class, f.mean[0]), (DemandClass::Ended, 0.0));
    let bursts = check(&known(&made(3, 48)));
    assert!(matches!(bursts.class, DemandClass::Intermittent | DemandClass::Lumpy), "{:?}", bursts.class);
    assert!(bursts.q95[0] > bursts.mean[0]);
}

#[test]
fn gaps_and_bad_numbers_count_as_not_known() {
    let clean: Vec<Option<f64>> = made(2, 60).into_iter().map(Some).collect();
    let holes = |v: Option<f64>| {
        let mut y = clean.clone();
        for t in [0, 7, 8, 30, 59] {
            y[t] = v;
        }
        task(y)
    };
    let expected = check(&holes(None));
    assert_eq!(expected, check(&holes(Some(f64::NAN))));
    assert_eq!(expected, check(&holes(Some(f64::NEG_INFINITY))));
    let whole = check(&task(clean.clone()));
    assert!((expected.mean[5] / whole.mean[5] - 1.0).abs() < 0.2, "{:?} {:?}", expected.mean, whole.mean);
    let late = check(&task(clean.iter().copied().chain([None; 12]).collect()));
    assert!((late.mean[0] / whole.mean[12] - 1.0).abs() < 0.1, "a year unknown: the forecast starts a year later");
}

#[test]
fn odd_horizons_and_seasons() {
    for seed in 1..4 {
        for (horizon, season) in [(0, 12), (5, 0), (5, 1), (5, 2), (5, 7), (30, 4), (5, 1000), (usize::MAX, usize::MAX)]
        {
            let y = made(seed, 50).into_iter().map(Some).collect();
            check(&Task { y, horizon, season, first_month_of_year: usize::MAX, forced: None, drivers: Vec::new() });
        }
    }
}

#[test]
fn any_method_can_be_forced_on_any_series() {
    for forced in MethodKind::ALL {
        for y in [vec![], vec![1.0], vec![0.0; 20], made(1, 14), made(1, 48), made(3, 48), vec![-1.0; 30]] {
            let f = check(&Task { forced: Some(forced.into()), ..known(&y) });
            let refused = f.reason.contains("automatic") || f.class == DemandClass::NoHistory;
            let asked = f.method == forced || forced == MethodKind::Combination;
            assert!(asked || refused, "{forced:?} {:?} {}", f.method, f.reason);
        }
    }
}

#[test]
fn extreme_and_negative_values() {
    for factor in [1e12, 1e-9, 1e300, 1e-300, -1.0, -1e12] {
        for seed in 1..4 {
            check(&known(&made(seed, 50).iter().map(|v| v * factor).collect::<Vec<f64>>()));
        }
    }
    check(&known(&[f64::MAX, -f64::MAX, f64::MAX, 0.0, 5e-324, f64::MAX, 1.0, -f64::MAX, 2.0]));
    let below: Vec<f64> = made(2, 48).iter().map(|v| v - 1000.0).collect();
    assert!(check(&known(&below)).mean.iter().all(|v| *v < 0.0));
}

#[test]
fn scaling_by_a_power_of_two_scales_the_mean_exactly() {
    for seed in 1..10 {
        let y = made(seed, 40 + seed as usize);
        let base = check(&known(&y));
        for power in [-20, -1, 3, 30] {
            let factor = libm::ldexp(1.0, power);
            let scaled = check(&known(&y.iter().map(|v| v * factor).collect::<Vec<f64>>()));
            assert!(base.mean.iter().zip(&scaled.mean).all(|(a, b)| a * factor == *b), "{seed} {power}");
            assert_eq!(base.reason, scaled.reason);
        }
    }
}

#[test]
fn random_series_with_gaps_keep_every_law() {
    for seed in 0..60 {
        let mut next = noise(seed + 100);
        let months = (next() * 90.0) as usize;
        let holes = next() * 0.5;
        let y = made(seed, months).into_iter().map(|v| (next() > holes).then_some(v)).collect();
        check(&Task { horizon: (next() * 30.0) as usize, ..task(y) });
    }
}

#[test]
fn the_evidence_adds_up() {
    let f = check(&known(&made(1, 60)));
    let members = f.candidates.iter().filter(|c| c.kind != MethodKind::Combination);
    assert!((members.map(|c| c.weight).sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(f.accuracy.origins, backtest::ORIGINS);
    assert_eq!(f.accuracy.by_lag.iter().map(|l| l.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(f.candidates.windows(2).all(|w| w[0].wmape <= w[1].wmape));
    assert!(f.sigma.windows(2).all(|w| w[1] > 0.5 * w[0]) && f.reason.contains("back-tests"), "{}", f.reason);
}

#[test]
fn an_outlier_is_suggested_and_history_kept() {
    let mut y = made(1, 60);
    y[40] *= 6.0;
    let f = check(&known(&y));
    assert_eq!(f.suggestions.first().map(|o| (o.month, o.value)), Some((40, Some(y[40]))), "{:?}", f.suggestions);
    assert!(f.suggestions[0].z > 4.0 && f.suggestions[0].expected < 0.5 * y[40]);
}

#[test]
fn survives_postcard_and_json() {
    let f = check(&known(&made(1, 48)));
    let bytes = postcard::to_stdvec(&f).unwrap();
    assert_eq!(postcard::from_bytes::<Forecast>(&bytes).unwrap(), f);
    assert_eq!(serde_json::from_str::<Forecast>(&serde_json::to_string(&f).unwrap()).unwrap(), f);
}

/// The public series of M1 (Makridakis 1982), where the shared data is present.
fn shared(name: &str) -> Option<std::collections::BTreeMap<String, Vec<f64>>> {
    let root = std::env::var("SEXTANT_DATA").unwrap_or_else(|_| "../shared/data".into());
    let text = std::fs::read_to_string(format!("{root}/forecast/{name}.csv")).ok()?;
    let mut series = std::collections::BTreeMap::<String, Vec<f64>>::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let (id, value) = (cells.next()?, cells.nth(1)?);
        series.entry(id.into()).or_default().push(value.trim().parse().ok()?);
    }
    Some(series)
}

#[test]
fn beats_last_years_month_by_a_seventh_on_m1() {
    let (Some(train), Some(test)) = (shared("m1_monthly_train"), shared("m1_monthly_test")) else {
        eprintln!("skipped: shared data absent");
        return;
    };
    let (mut ours, mut naive, mut inside, mut months) = (0.0, 0.0, 0usize, 0usize);
    for (id, y) in &train {
        let (f, actual) = (forecast(&known(y)), &test[id]);
        ours += accuracy::smape(&f.mean, actual).unwrap();
        naive += accuracy::smape(&naive::last_season(y, 12, 18), actual).unwrap();
        months += actual.len();
        inside += actual.iter().enumerate().filter(|(h, a)| f.lo95[*h] <= **a && **a <= f.hi95[*h]).count();
    }
    assert!(ours < naive * 6.0 / 7.0, "{ours} {naive}");
    let coverage = inside as f64 / months as f64;
    assert!((0.9..0.98).contains(&coverage), "{coverage}");
}
