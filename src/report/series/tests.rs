//! The page of one series is held to what it must say, and its forms to what they may do.

use super::*;
use crate::engine::testing::{Company, month, seasonal, two_plants};
use crate::engine::{Candidate, Doubt, MethodKind, Parameters, Suggestion, method_code};
use crate::forecast::Effect;
use crate::model::{Change, Mark, MarkKind, Method, Plan, Row, Units};
use crate::report::testing::{odd, with};
use crate::report::{
    Body, Card, Flawed, Ink, MarkTyped, MethodForm, MethodLevel, MethodTyped, Plot, TableCell, TimePlot, describe,
};

fn id(item: &str, market: &str) -> SeriesId {
    SeriesId { item: item.into(), market: market.into() }
}

fn card<'a>(page: &'a SeriesPage, id: &str) -> &'a Card {
    page.cards.iter().find(|card| card.id == id).unwrap()
}

fn time<'a>(page: &'a SeriesPage, id: &str) -> &'a TimePlot {
    let Body::Chart(chart) = &card(page, id).body else { panic!("{id} is no chart") };
    let Plot::Time(plot) = &chart.plot else { panic!("{id} has no months") };
    plot
}

fn method_form(page: &SeriesPage) -> MethodForm {
    let Body::Method(form) = &card(page, "method").body else { panic!("a form") };
    form.clone()
}

/// A company's outcome with the fit of its first pair changed by hand: for what the kernels fill in.
fn with_fit<T>(plan: &Plan, edit: impl FnOnce(&mut Forecast), look: impl FnOnce(&Context) -> T) -> T {
    with(plan, |cx| {
        let mut outcome = cx.outcome.clone();
        let mut forecasts = (*outcome.forecasts).clone();
        let mut fit = (*forecasts.fits[0]).clone();
        edit(&mut fit);
        forecasts.fits[0] = fit.into();
        outcome.forecasts = forecasts.into();
        look(&Context { outcome: &outcome, ..*cx })
    })
}

fn one() -> Plan {
    Company::new("2026-11", 12)
        .family("TOP", None)
        .family("F", Some("TOP"))
        .product("A", "F", 10.0, 5.0)
        .market("M", None)
        .history("A", "M", &seasonal(100.0), 9.0)
        .plan
}

fn typed(level: MethodLevel, method: &str, parameters: [&str; 5]) -> MethodTyped {
    MethodTyped { series: id("A", "M"), level, method: method.into(), parameters: parameters.map(String::from) }
}

fn flaws(result: Result<Change, Vec<Flawed>>) -> Vec<&'static str> {
    result.unwrap_err().into_iter().map(|flaw| flaw.field).collect()
}

#[test]
fn every_series_of_every_company_renders() {
    for (name, plan) in odd() {
        with(&plan, |cx| {
            for pair in 0..cx.outcome.frame.pairs.len() {
                let page = series_page(cx, &crate::report::mark::series_of(cx, pair));
                assert!(page.question.ends_with('?'), "{name}");
                let texts = page.cards.iter().flat_map(|card| [&card.title, &card.subtitle, &card.foot]);
                let texts = texts.chain([&page.message.lead, &page.message.rest]);
                for text in texts {
                    assert!(!text.contains("NaN") && !text.contains("inf "), "{name}: {text}");
                }
                assert!(page.cards.iter().all(|card| !card.title.is_empty()), "{name}");
            }
        });
    }
}

#[test]
fn an_unknown_series_says_so() {
    with(&one(), |cx| {
        let page = series_page(cx, &id("NOPE", "M"));
        assert_eq!(page.message.lead, "There is no series of NOPE in M.");
        assert!(
            page.message.rest.contains("item NOPE, which this cycle does not know in market M."),
            "{}",
            page.message.rest
        );
        assert!(page.cards.is_empty() && page.tiles.is_empty());
    });
}

#[test]
fn the_chart_shows_history_fit_forecast_and_both_ranges() {
    with(&one(), |cx| {
        let page = series_page(cx, &id("A", "M"));
        let plot = time(&page, "series");
        assert_eq!(plot.months.len(), 36 + 12);
        assert_eq!(plot.today, Some(36));
        let names: Vec<&str> = plot.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["Fit", "Actual", "Forecast"]);
        let fit = &cx.outcome.forecasts.fits[0];
        assert_eq!(plot.lines[2].values[36], Some(fit.mean[0]));
        let ends = [&plot.wide, &plot.fan].map(|edges| edges.as_ref().map(|(low, high)| (low[40], high[40])));
        let [Some((low95, high95)), Some((low80, high80))] = ends else { panic!("two ranges") };
        assert!(low95 <= low80 && low80 <= high80 && high80 <= high95);
        assert!(page.message.rest.contains(&fit.reason));
    });
}

#[test]
fn an_accepted_mark_shows_what_the_fit_sees_and_can_be_undone() {
    let mut plan = one();
    let mark = |at: &str, accepted, instead: Option<f64>| {
        let mark = Mark {
            item: "A".into(),
            market: "M".into(),
            month: month(at),
            kind: MarkKind::StockOut,
            accepted,
            instead: instead.map(Units),
        };
        Change::Mark(Row::Put(Box::new(mark)))
    };
    plan.apply(mark("2026-05", true, Some(500.0))).unwrap();
    plan.apply(mark("2026-06", true, None)).unwrap();
    plan.apply(mark("2026-07", false, None)).unwrap();
    let undo = with(&plan, |cx| {
        let page = series_page(cx, &id("A", "M"));
        let plot = time(&page, "series");
        let cleansed = plot.lines.iter().find(|line| line.ink == Ink::Cleansed).unwrap();
        let slot = plot.months.iter().position(|at| *at == month("2026-05")).unwrap();
        assert_eq!(cleansed.values[slot], Some(500.0));
        assert_eq!(
            cleansed.values[slot - 1],
            plot.lines.iter().find(|line| line.name == "Actual").unwrap().values[slot - 1]
        );
        assert_eq!(cleansed.values[slot - 2], None);
        let inks: Vec<Ink> = plot.marks.iter().map(|mark| mark.2).collect();
        assert_eq!(inks, [Ink::MarkAccepted, Ink::MarkAccepted, Ink::MarkRejected]);
        let marks = card(&page, "marks");
        assert_eq!(marks.title, "0 months to look at, 2 accepted, 1 rejected");
        assert!(marks.foot.contains("never changed"));
        let Body::List(entries) = &marks.body else { panic!("a list") };
        assert!(entries[0].text.ends_with("rejected, so it stays as it is"));
        assert!(entries[1].text.ends_with("the fit sees a gap"));
        assert!(entries[2].text.ends_with("the fit sees 500"));
        entries[2].actions[0].change.clone()
    });
    plan.apply(undo).unwrap();
    assert_eq!(plan.demand.marks.len(), 2);
}

#[test]
fn every_kind_of_doubt_is_answered_by_a_mark_of_its_kind() {
    use MarkKind as K;
    let doubts = [
        (Doubt::Outlier, K::Outlier, Some(40.0)),
        (Doubt::StockOut, K::StockOut, Some(40.0)),
        (Doubt::Missing, K::Missing, Some(40.0)),
        (Doubt::Incomplete, K::Incomplete, Some(40.0)),
        (Doubt::LevelShift, K::LevelShift, None),
        (Doubt::Return, K::Return, Some(40.0)),
    ];
    for (doubt, kind, instead) in doubts {
        let value = (doubt != Doubt::Missing).then_some(900.0);
        let suggestion = Suggestion { month: 30, doubt, value, expected: 40.2, z: 9.0 };
        with_fit(
            &one(),
            |fit| fit.suggestions = vec![suggestion],
            |cx| {
                let page = series_page(cx, &id("A", "M"));
                let Body::List(entries) = &card(&page, "marks").body else { panic!("a list") };
                assert_eq!(entries.len(), 1);
                let answer = |at: usize| match &entries[0].actions[at].change {
                    Change::Mark(Row::Put(mark)) => (**mark).clone(),
                    other => panic!("{other:?}"),
                };
                let (accepted, rejected) = (answer(0), answer(1));
                assert_eq!((accepted.kind, accepted.accepted, accepted.instead), (kind, true, instead.map(Units)));
                assert_eq!(accepted.month, month("2026-05"));
                assert_eq!((rejected.kind, rejected.accepted, rejected.instead), (kind, false, None));
                assert_eq!(
                    time(&page, "series").marks,
                    [(30, cx.history(&[0], 36, false)[30].unwrap(), Ink::MarkOpen)]
                );
            },
        );
    }
}

#[test]
fn the_back_test_draws_the_weighted_path_beside_the_best_others() {
    let candidate = |kind, weight, path: &[f64]| Candidate {
        kind,
        weight,
        wmape: Some(0.1),
        bias: Some(0.0),
        mase: Some(0.5),
        origins: 4,
        parameters: Parameters { alpha: Some(0.2), window: Some(6), ..Parameters::default() },
        path: path.to_vec(),
    };
    let candidates = vec![
        candidate(MethodKind::Theta, 0.75, &[10.0; 6]),
        candidate(MethodKind::Ses, 0.25, &[30.0; 6]),
        candidate(MethodKind::SeasonalNaive, 0.0, &[50.0; 6]),
        candidate(MethodKind::Holt, 0.0, &[]),
    ];
    with_fit(
        &one(),
        |fit| (fit.candidates, fit.method) = (candidates, MethodKind::Combination),
        |cx| {
            let page = series_page(cx, &id("A", "M"));
            let plot = time(&page, "back-test");
            assert_eq!(plot.months.first(), Some(&month("2026-05")));
            let drawn: Vec<(Ink, Option<f64>)> =
                plot.lines.iter().skip(1).map(|line| (line.ink, line.values[0])).collect();
            let rival = |rank| Ink::Rival(rank);
            assert_eq!(
                drawn,
                [
                    (Ink::ForecastLine, Some(15.0)),
                    (rival(0), Some(10.0)),
                    (rival(1), Some(30.0)),
                    (rival(2), Some(50.0))
                ]
            );
            let Body::Table(table) = &card(&page, "candidates").body else { panic!("a table") };
            assert_eq!(table.rows.len(), 4);
            assert_eq!(table.rows[0].cells[0].text, "✓ 75%");
            assert_eq!(table.rows[0].cells[6].text, "alpha 0.20, window 6");
            let use_it = |row: usize| -> &TableCell { table.rows[row].cells.last().unwrap() };
            let Change::Method(Row::Put(method)) = &use_it(1).act.as_ref().unwrap().change else { panic!("a method") };
            assert_eq!((method.method.as_str(), method.market.as_ref()), ("ses", Some(&"M".into())));
            assert_eq!(use_it(1).act.as_ref().unwrap().label, "Simple smoothing for A in M");
        },
    );
}

#[test]
fn a_season_and_drivers_are_shown_where_they_were_learned() {
    with(&one(), |cx| {
        assert!(matches!(card(&series_page(cx, &id("A", "M")), "profile").body, Body::Empty { .. } | Body::Chart(_)))
    });
    let profile: Vec<f64> = (1..=12).map(|month| f64::from(month) / 6.5).collect();
    let effects = vec![Effect { name: "Promotion".into(), share: 0.3, error: 0.05 }];
    with_fit(
        &one(),
        |fit| (fit.profile, fit.effects) = (profile, effects),
        |cx| {
            let page = series_page(cx, &id("A", "M"));
            // The first month shown is November: position 10 of the year.
            assert_eq!(time(&page, "profile").columns[0].values[0], Some(100.0 * 11.0 / 6.5));
            assert_eq!(card(&page, "profile").title, "December stands at 185% of the mean month, January at 15%");
            assert_eq!(card(&page, "effects").title, "Promotion moves demand by +30.0%");
        },
    );
}

#[test]
fn a_method_is_forced_where_it_was_asked_for_and_the_narrowest_row_holds() {
    let mut plan = one();
    let force = |plan: &mut Plan, level, kind, parameters| {
        let change = with(plan, |cx| typed_method(cx, &typed(level, method_code(kind), parameters))).unwrap();
        plan.apply(change).unwrap();
    };
    let words = |plan: &Plan| with(plan, |cx| method_form(&series_page(cx, &id("A", "M"))));
    assert_eq!(words(&plan).words, "Nobody has forced a method: it is chosen by back-test.");
    assert_eq!(words(&plan).reset, None);
    force(&mut plan, MethodLevel::Family, MethodKind::Mean, ["0.5", "", "", "", "6"]);
    let family = plan.demand.methods.iter().next().unwrap().clone();
    assert_eq!((family.item.as_str(), &family.family, family.window), ("", &Some("F".into()), Some(6)));
    assert_eq!(family.alpha, None, "a moving average has no alpha");
    assert_eq!(words(&plan).words, "Forced by the row of family F in every market.");
    force(&mut plan, MethodLevel::Item, MethodKind::Holt, ["0.3", "0.1", "", "", ""]);
    force(&mut plan, MethodLevel::Series, MethodKind::Theta, [""; 5]);
    let form = words(&plan);
    assert_eq!(form.words, "Forced by the row of A in M.");
    assert_eq!(
        form.others,
        "Without it: Straight trend of A in every market, then Moving average of family F in every market."
    );
    assert_eq!(form.chosen, typed(MethodLevel::Series, "theta", [""; 5]));
    let reset = form.reset.unwrap();
    assert_eq!(reset.effect, "Straight trend holds then");
    plan.apply(reset.change).unwrap();
    assert_eq!(words(&plan).chosen, typed(MethodLevel::Item, "holt", ["0.3", "0.1", "", "", ""]));
    let automatic = with(&plan, |cx| typed_method(cx, &typed(MethodLevel::Item, "", [""; 5]))).unwrap();
    plan.apply(automatic).unwrap();
    assert_eq!(words(&plan).words, "Forced by the row of family F in every market.");
}

#[test]
fn a_method_without_a_name_forces_nothing() {
    let mut plan = one();
    let method = Method { item: "A".into(), method: "tea leaves".into(), ..Method::default() };
    plan.apply(Change::Method(Row::Put(Box::new(method)))).unwrap();
    with(&plan, |cx| assert_eq!(method_form(&series_page(cx, &id("A", "M"))).reset, None));
}

#[test]
fn bad_input_is_refused_field_by_field() {
    with(&one(), |cx| {
        let series = MethodLevel::Series;
        let holt = ["1.5", "x", "", "", ""];
        assert_eq!(flaws(typed_method(cx, &typed(series, "holt", holt))), ["alpha", "beta"]);
        assert_eq!(flaws(typed_method(cx, &typed(series, "mean", ["", "", "", "", "2.5"]))), ["window"]);
        assert_eq!(flaws(typed_method(cx, &typed(series, "mean", ["", "", "", "", "0"]))), ["window"]);
        assert_eq!(flaws(typed_method(cx, &typed(series, "", [""; 5]))), ["method"]);
        assert_eq!(flaws(typed_method(cx, &typed(series, "tea leaves", [""; 5]))), ["method"]);
        let mark = |month: &str, kind: &str, instead: &str| {
            let typed =
                MarkTyped { series: id("A", "M"), month: month.into(), kind: kind.into(), instead: instead.into() };
            typed_mark(cx, &typed)
        };
        assert_eq!(flaws(mark("2026-11", "outlier", "5")), ["month"]);
        assert_eq!(flaws(mark("2026-05", "ufo", "five")), ["kind", "instead"]);
        assert_eq!(flaws(mark("2026-05", "promotion", "-5")), ["instead"]);
        let gap = mark("2026-05", "promotion", " ").unwrap();
        assert_eq!(describe(cx, &gap), "May 26 of A in M: marked as not representative");
        let Change::Mark(Row::Put(gap)) = gap else { panic!("a mark") };
        assert_eq!((gap.kind, gap.accepted, gap.instead), (MarkKind::Promotion, true, None));
    });
}

#[test]
fn changes_are_told_in_words() {
    with(&one(), |cx| {
        let change = typed_method(cx, &typed(MethodLevel::Family, "ses", [""; 5])).unwrap();
        assert_eq!(describe(cx, &change), "Method of family F: Simple smoothing");
        let remove = Change::Method(Row::Remove(("A".into(), Some("M".into()), None)));
        assert_eq!(describe(cx, &remove), "Method of A in M: automatic");
        let off = Change::Mark(Row::Remove(("A".into(), "M".into(), month("2026-05"))));
        assert_eq!(describe(cx, &off), "May 26 of A in M: mark taken off");
    });
}

#[test]
fn series_are_found_by_every_word_of_name_or_code() {
    with(&two_plants().plan, |cx| {
        let found = |text: &str| {
            let hits = find_series(cx, text, 10);
            hits.into_iter().map(|hit| format!("{} {}", hit.series.item, hit.series.market)).collect::<Vec<_>>()
        };
        assert_eq!(found("us bike"), ["BIKE US"]);
        assert_eq!(found("ebike"), ["EBIKE EU"]);
        assert_eq!(found("BIKE").len(), 3);
        assert_eq!(found(" "), Vec::<String>::new());
        assert_eq!(find_series(cx, "bike", 2).len(), 2);
    });
}
