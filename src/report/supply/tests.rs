//! The supply page is held to what it must say over odd and whole companies.

use super::page;
use crate::engine::history_load;
use crate::engine::testing::{Company, two_plants};
use crate::model::{Change, Strategy};
use crate::report::testing::with;
use crate::report::{Body, Card, Page, Plot, Tone};

fn card<'a>(page: &'a Page, id: &str) -> &'a Card {
    page.cards.iter().find(|card| card.id == id).unwrap()
}

/// Assembly has a third of the hours that it needs.
fn overloaded() -> Company {
    two_plants().resource("ASSEMBLY", Some("SOUTH"), 40.0)
}

#[test]
fn what_is_unmet_is_said_first_and_listed_with_what_helps() {
    with(&overloaded().plan, |cx| {
        let unmet: f64 = cx.outcome.supply.unmet.cells().iter().map(|units| units.0).sum();
        assert!(unmet > 1.0);
        let page = page(cx);
        let said = format!("The plan leaves {} EA unmet", cx.locale.number(unmet, 0));
        assert!(page.message.lead.starts_with(&said), "{}", page.message.lead);
        let Body::List(entries) = &card(&page, "shortages").body else { panic!("a list") };
        assert!(entries.iter().all(|entry| entry.tone == Tone::Bad && !entry.text.is_empty()));
        assert!(entries.iter().any(|entry| !entry.actions.is_empty()));
        assert!(card(&page, "load").title.starts_with("ASSEMBLY overflows in "), "{}", card(&page, "load").title);
    });
}

#[test]
fn hours_by_family_are_the_load() {
    for company in [two_plants(), overloaded()] {
        with(&company.plan, |cx| {
            let page = page(cx);
            let Body::Chart(chart) = &card(&page, "load").body else { panic!("a chart") };
            let Plot::Time(plot) = &chart.plot else { panic!("months") };
            let assembly = cx.outcome.frame.resources.position(&"ASSEMBLY".into()).unwrap();
            let families = plot.stack.iter().filter(|series| !series.name.starts_with("Wished"));
            let mut hours = vec![0.0; plot.months.len()];
            for series in families {
                hours.iter_mut().zip(&series.values).for_each(|(sum, value)| *sum += value.unwrap_or(0.0));
            }
            let closed = plot.today.unwrap();
            assert_eq!((closed, plot.under.len()), (6, plot.months.len()));
            for (t, hours) in hours[closed..].iter().enumerate() {
                assert!((hours - cx.outcome.supply.load.at(assembly, t).0).abs() < 1e-6, "month {t}");
            }
            let sold = history_load(&cx.outcome.frame, &cx.outcome.forecasts);
            let sold = &sold.row(assembly)[sold.months() - closed..];
            assert_eq!(hours[..closed], sold.iter().map(|hours| hours.0).collect::<Vec<_>>());
        });
    }
}

#[test]
fn another_strategy_can_be_used() {
    with(&two_plants().plan, |cx| {
        let page = page(cx);
        let Body::List(entries) = &card(&page, "strategy").body else { panic!("a list") };
        assert_eq!(entries.len(), 3);
        let changes: Vec<&Change> = entries.iter().flat_map(|entry| &entry.actions).map(|act| &act.change).collect();
        assert_eq!(changes, [&Change::Strategy(Strategy::Chase), &Change::Strategy(Strategy::Level)]);
        let Body::Table(table) = &card(&page, "strategies").body else { panic!("a table") };
        let total = table.rows.iter().find(|row| row.id == "strategy/total").unwrap();
        for column in 0..3 {
            let parts = table.rows.iter().take_while(|row| row.id != "strategy/total");
            let sum: f64 = parts.filter_map(|row| row.cells[column].value).sum();
            assert!((sum - total.cells[column].value.unwrap()).abs() < 1e-6);
        }
    });
}
