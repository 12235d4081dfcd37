//! The demand page is held to what it must say over odd and whole companies.

use super::{accuracy_table, page};
use crate::engine::testing::two_plants;
use crate::model::{Change, MarkKind, Measure, Place, Plan, Row, Snapshot, StoredRow, Subject};
use crate::report::testing::{with, with_project};
use crate::report::{AccuracyLevel, AccuracyTable, AccuracyView, Body, Card, Context, Page, Plot};

fn card<'a>(page: &'a Page, id: &str) -> &'a Card {
    page.cards.iter().find(|card| card.id == id).unwrap()
}

/// Last cycle said 100 of every item and market in each month.
fn with_last_cycle() -> Plan {
    let mut plan = two_plants().plan;
    let row = |item: &str, market: &str| StoredRow {
        measure: Measure::Consensus,
        subject: Subject::Item(item.into()),
        place: Place::Market(market.into()),
        values: vec![Some(100.0); 12],
    };
    let rows = vec![row("BIKE", "EU"), row("BIKE", "US"), row("EBIKE", "EU")];
    let snapshot = Snapshot { cycle: plan.header.first - 1, id: "last".into(), rows, ..Snapshot::default() };
    plan.apply(Change::Snapshot(Row::Put(Box::new(snapshot)))).unwrap();
    plan
}

#[test]
fn the_change_since_last_cycle_is_consensus_less_what_was_said() {
    with(&with_last_cycle(), |cx| {
        let consensus: f64 = cx.outcome.demand.consensus.cells().iter().map(|units| units.0).sum();
        let change = cx.locale.signed(consensus - 1800.0, 0);
        let page = page(cx);
        assert!(page.message.rest.contains(&format!("{change} on last cycle")), "{}", page.message.rest);
        assert_eq!(card(&page, "layers").foot, format!("{change} on last cycle."));
        let Body::Chart(chart) = &card(&page, "history").body else { panic!("a chart") };
        let Plot::Time(plot) = &chart.plot else { panic!("months") };
        let (_, strip) = plot.strip.as_ref().unwrap();
        assert!((strip.iter().flatten().sum::<f64>() - (consensus - 1800.0)).abs() < 1e-6);
    });
}

#[test]
fn the_range_stands_around_the_consensus() {
    with(&with_project().plan, |cx| {
        let page = page(cx);
        let Body::Chart(chart) = &card(&page, "history").body else { panic!("a chart") };
        let Plot::Time(plot) = &chart.plot else { panic!("months") };
        let consensus = &plot.columns.iter().find(|series| series.name == "Consensus").unwrap().values;
        if let Some((low, high)) = &plot.fan {
            for ((low, high), mean) in low.iter().zip(high).zip(consensus) {
                if let (Some(low), Some(high), Some(mean)) = (low, high, mean) {
                    assert!(*low >= 0.0 && low <= mean && mean <= high);
                }
            }
        }
        assert!(plot.events.iter().any(|(_, name)| name == "P1 launch"));
    });
}

/// Two months of each series that are five times what they were.
fn with_odd_months() -> Plan {
    let mut plan = two_plants().plan;
    let odd = |series: &crate::model::Series| {
        let mut series = series.clone();
        let last = series.units.len() - 1;
        for at in [last - 9, last - 16] {
            series.units[at] = series.units[at].map(|units| units * 5.0);
        }
        series
    };
    let series: Vec<_> = plan.actuals.history.iter().map(odd).collect();
    series.into_iter().for_each(|series| drop(plan.actuals.edit().history.insert(series)));
    plan
}

#[test]
fn an_odd_month_is_looked_at_once() {
    let mut plan = with_odd_months();
    let before = with(&plan, |cx| {
        let page = page(cx);
        let Body::List(entries) = &card(&page, "marks").body else { panic!("a list") };
        let entry = entries.iter().find(|entry| entry.id.starts_with("mark/")).unwrap();
        let change = entry.actions[1].change.clone();
        (crate::report::mark::open(cx).len(), change)
    });
    plan.apply(before.1).unwrap();
    with(&plan, |cx| assert_eq!(crate::report::mark::open(cx).len(), before.0 - 1));
}

#[test]
fn all_months_of_a_kind_are_answered_at_once() {
    let mut plan = with_odd_months();
    let (outliers, act) = with(&plan, |cx| {
        let open = crate::report::mark::open(cx);
        let outliers = open.iter().filter(|open| open.kind() == MarkKind::Outlier).count();
        let page = page(cx);
        let Body::List(entries) = &card(&page, "marks").body else { panic!("a list") };
        let entry = entries.iter().find(|entry| entry.id == "marks/outlier").unwrap();
        assert!(entries.iter().filter(|entry| entry.id.starts_with("mark/")).all(|entry| entry.series.is_some()));
        (outliers, entry.actions[0].clone())
    });
    assert_eq!(act.label, format!("Accept all {outliers} outliers"));
    plan.apply(act.change).unwrap();
    assert_eq!(plan.demand.marks.iter().filter(|mark| mark.accepted).count(), outliers);
}

#[test]
fn the_way_of_reconciling_is_chosen_among_four() {
    let mut plan = two_plants().plan;
    let chosen = |plan: &Plan| {
        with(plan, |cx| {
            let page = page(cx);
            let card = card(&page, "reconciliation");
            let Body::List(ways) = &card.body else { panic!("a list") };
            assert_eq!(ways.len(), 4);
            let used: Vec<_> = ways.iter().filter(|way| way.chip == "in use").map(|way| way.id.clone()).collect();
            assert!(used.len() == 1 && ways.iter().all(|way| way.actions.is_empty() == (way.chip == "in use")));
            (card.title.clone(), used[0].clone(), ways.last().and_then(|way| way.actions.first()).cloned())
        })
    };
    let (title, id, least_squares) = chosen(&plan);
    assert_eq!(
        (title.as_str(), id.as_str()),
        ("The levels of the baseline agree bottom-up, 1 of 4 ways", "reconciliation/bottom_up")
    );
    plan.apply(least_squares.unwrap().change).unwrap();
    let (title, id, _) = chosen(&plan);
    assert_eq!(
        (title.as_str(), id.as_str()),
        ("The levels of the baseline agree by least squares, 1 of 4 ways", "reconciliation/least_squares")
    );
}

fn table(cx: &Context, level: AccuracyLevel, lag: Option<usize>) -> AccuracyTable {
    let review = crate::engine::accuracy(&cx.outcome.frame, &cx.outcome.forecasts, &cx.plan.past);
    accuracy_table(cx, &review, &AccuracyView { level, lag })
}

#[test]
fn accuracy_by_level_shows_the_worst_first_and_leads_to_its_series() {
    let plan = with_last_cycle();
    // The last cycle was October's: what it said of October at lag 0 has happened.
    with(&plan, |cx| {
        let items = table(cx, AccuracyLevel::Item, Some(0));
        assert!(items.subtitle.ends_with("earlier cycles against what happened"), "{}", items.subtitle);
        let errors: Vec<f64> = items.table.rows.iter().filter_map(|row| row.cells[1].value).collect();
        assert!(errors.len() == 2 && errors[0] >= errors[1], "{errors:?}");
        assert!(items.table.rows.iter().all(|row| row.series.is_some()));
        assert!(items.title.contains("was off most"), "{}", items.title);
        let family = table(cx, AccuracyLevel::Family, Some(0));
        let row = &family.table.rows[0];
        assert!(row.series.is_none() && row.cells[2].value <= row.cells[1].value, "errors cancel in the sum");
        assert_eq!(row.cells[5].value.map(f64::abs), Some(1.0), "one month");
        assert_eq!(table(cx, AccuracyLevel::Company, Some(0)).table.rows.len(), 1);
        assert!(table(cx, AccuracyLevel::Item, Some(3)).table.rows.is_empty());
    });
    with(&two_plants().plan, |cx| {
        let items = table(cx, AccuracyLevel::Item, None);
        assert!(items.subtitle.ends_with("back-test on history") && items.foot.contains("back-test"));
    });
}

#[test]
fn a_tracking_signal_beyond_four_is_flagged_with_its_way() {
    let mut plan = two_plants().plan;
    for back in 2..=8 {
        let row = StoredRow {
            measure: Measure::Consensus,
            subject: Subject::Item("BIKE".into()),
            place: Place::Market("EU".into()),
            values: vec![Some(9_999.0); 12],
        };
        let snapshot = Snapshot { cycle: plan.header.first - back, rows: vec![row], ..Snapshot::default() };
        plan.apply(Change::Snapshot(Row::Put(Box::new(snapshot)))).unwrap();
    }
    with(&plan, |cx| {
        let items = table(cx, AccuracyLevel::Item, Some(1));
        let cell = &items.table.rows[0].cells[5];
        assert!(cell.text.starts_with("▲ +") && cell.why.contains("too high"), "{} {}", cell.text, cell.why);
    });
}
