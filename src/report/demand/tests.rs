//! The demand page is held to what it must say over odd and whole companies.

use super::page;
use crate::engine::testing::two_plants;
use crate::model::{Change, Measure, Place, Plan, Row, Snapshot, StoredRow, Subject};
use crate::report::testing::{with, with_project};
use crate::report::{Body, Card, Page, Plot};

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

#[test]
fn an_odd_month_is_looked_at_once() {
    let mut plan = two_plants().plan;
    let before = with(&plan, |cx| {
        let page = page(cx);
        let Body::List(entries) = &card(&page, "outliers").body else { panic!("a list") };
        let change = entries[0].actions[1].change.clone();
        (super::outlier::open(cx).len(), change)
    });
    plan.apply(before.1).unwrap();
    with(&plan, |cx| assert_eq!(super::outlier::open(cx).len(), before.0 - 1));
}
