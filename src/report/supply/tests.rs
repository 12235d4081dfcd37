//! The supply page is held to what it must say over odd and whole companies.

use super::page;
use crate::engine::history_load;
use crate::engine::testing::{Company, two_plants};
use crate::model::{Change, Step, Strategy, Units};
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
fn the_heat_map_shows_load_before_and_after_the_limits() {
    with(&overloaded().plan, |cx| {
        let page = page(cx);
        let heat = card(&page, "heat");
        let Body::Chart(chart) = &heat.body else { panic!("a chart") };
        let Plot::Heat(plot) = &chart.plot else { panic!("shades") };
        let names: Vec<&str> = plot.rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..2], ["ASSEMBLY, wished", "ASSEMBLY, planned"]);
        let marks = |row: usize| plot.rows[row].1.iter().filter(|cell| cell.text.starts_with('▲')).count();
        assert!(marks(0) > 0 && marks(1) == 0);
        assert!(heat.title.starts_with("Wished, only ASSEMBLY breaks its limit, at "), "{}", heat.title);
        assert!(heat.title.ends_with("; the plan breaks none"), "{}", heat.title);
    });
}

#[test]
fn another_strategy_can_be_used() {
    with(&two_plants().plan, |cx| {
        let page = page(cx);
        let Body::List(entries) = &card(&page, "strategy").body else { panic!("a list") };
        assert_eq!(entries.len(), Strategy::ALL.len());
        let changes: Vec<&Change> = entries.iter().flat_map(|entry| &entry.actions).map(|act| &act.change).collect();
        let others = Strategy::ALL.into_iter().filter(|strategy| *strategy != Strategy::Target);
        let others: Vec<Change> = others.map(Change::Strategy).collect();
        assert_eq!(changes, others.iter().collect::<Vec<_>>());
        let Body::Table(table) = &card(&page, "strategies").body else { panic!("a table") };
        let total = table.rows.iter().find(|row| row.id == "strategy/total").unwrap();
        for column in 0..Strategy::ALL.len() {
            let parts = table.rows.iter().take_while(|row| row.id != "strategy/total");
            let sum: f64 = parts.filter_map(|row| row.cells[column].value).sum();
            assert!((sum - total.cells[column].value.unwrap()).abs() < 1e-6);
        }
    });
}

#[test]
fn the_solved_plan_says_what_binds_and_what_it_is_worth() {
    let mut plan = overloaded().plan;
    plan.supply.edit().strategy = Strategy::OptimalCost;
    with(&plan, |cx| {
        let page = page(cx);
        assert!(!cx.outcome.is_draft());
        let Body::Chart(chart) = &card(&page, "binding").body else { panic!("a chart") };
        let Plot::Heat(heat) = &chart.plot else { panic!("shades") };
        assert_eq!(heat.rows[0].0, "ASSEMBLY");
        let Body::List(prices) = &card(&page, "prices").body else { panic!("a list") };
        let worth = cx.outcome.supply.solving.as_ref().unwrap().binding[0].worth;
        assert!(prices[0].text.contains(&cx.locale.money(worth)), "{}", prices[0].text);
        let Body::List(short) = &card(&page, "shortages").body else { panic!("a list") };
        assert!(short.iter().any(|entry| entry.text.contains("Why: ")), "{short:?}");
        let Body::List(terms) = &card(&page, "terms").body else { panic!("a list") };
        assert!(terms.iter().all(|entry| !entry.actions.is_empty()));
        let titles: Vec<&str> = terms.iter().map(|entry| entry.title.as_str()).collect();
        for market in ["EU", "US"].map(|code| cx.plan.catalog.markets.get(&code.into()).unwrap()) {
            for title in ["Waiting, priority", "Goodwill, priority"] {
                assert!(titles.contains(&format!("{title} {}", market.priority).as_str()), "{titles:?}");
            }
            assert!(titles.contains(&format!("Priority of {}", cx.market(&market.id)).as_str()), "{titles:?}");
        }
        let change = &terms[0].actions[0].change;
        let held = cx.plan.with(std::slice::from_ref(change)).0;
        assert!(held.supply.terms.hard_target);
    });
}

#[test]
fn more_hours_save_no_more_than_their_price() {
    let mut plan = overloaded().plan;
    plan.supply.edit().strategy = Strategy::OptimalCost;
    with(&plan, |cx| {
        let page = page(cx);
        let Body::List(prices) = &card(&page, "prices").body else { panic!("a list") };
        let act = prices.iter().flat_map(|entry| &entry.actions).next().unwrap();
        let more = crate::engine::run_fully(&cx.plan.with(std::slice::from_ref(&act.change)).0);
        let cost = |outcome: &crate::engine::Outcome| outcome.finance.plan_cost.total().0;
        let saved = cost(cx.outcome) - cost(&more);
        let worth = cx.outcome.supply.solving.as_ref().unwrap().binding[0].worth;
        // a quarter of the hours comes on top as overtime
        let most = 10.0 * 1.25 * worth;
        assert!(saved > 0.0 && saved <= most, "{saved} of at most {most}");
        assert_eq!(act.effect, format!("saves at most {}", cx.locale.money(most)));
    });
}

#[test]
fn a_draft_is_called_a_draft_until_it_is_solved() {
    let mut plan = two_plants().plan;
    plan.supply.edit().strategy = Strategy::OptimalCost;
    with(&plan, |cx| {
        let draft = crate::engine::run(cx.plan, &crate::engine::all_answers(cx.plan));
        let cx = &crate::report::Context { outcome: &draft, ..*cx };
        assert!(draft.is_draft());
        for step in [Step::Supply, Step::Finance, Step::PreSop, Step::Executive] {
            let page = crate::report::page(cx, step);
            assert!(page.message.rest.starts_with("Draft: "), "{}", page.message.rest);
        }
        let page = page(cx);
        assert!(page.checks.iter().any(|check| check.required && !check.done));
        assert!(card(&page, "binding").title.starts_with("Solving"));
    });
}

#[test]
fn whole_lots_say_how_good_the_plan_is_and_have_no_prices() {
    let company = overloaded().supply("BIKE", "SOUTH", |supply| supply.lot = Some(Units(80.0)));
    let mut plan = company.plan;
    plan.supply.edit().strategy = Strategy::OptimalCost;
    plan.supply.edit().terms.whole_lots = true;
    with(&plan, |cx| {
        let page = page(cx);
        assert_eq!(card(&page, "prices").title, "Whole lots: 0 prices");
        let Body::List(plans) = &card(&page, "strategy").body else { panic!("a list") };
        let used = plans.iter().find(|entry| entry.id == "use/optimal").unwrap();
        assert!(used.text.ends_with("Whole lots: solved exactly."), "{}", used.text);
    });
}
