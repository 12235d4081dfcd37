//! The product page is held to what it must say over odd and whole companies.

use super::{earners, page};
use crate::model::Verdict;
use crate::report::testing::{with, with_project};
use crate::report::{Body, Card, Page, Plot};

fn card<'a>(page: &'a Page, id: &str) -> &'a Card {
    page.cards.iter().find(|card| card.id == id).unwrap()
}

#[test]
fn pareto_runs_from_the_largest_and_holds_all_revenue() {
    with(&with_project().plan, |cx| {
        let page = page(cx);
        let Body::Chart(chart) = &card(&page, "pareto").body else { panic!("a chart") };
        let Plot::Pareto(bars) = &chart.plot else { panic!("a pareto") };
        let sizes: Vec<f64> = bars.iter().map(|bar| bar.parts[0].1).collect();
        assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));
        let total: f64 = earners(cx).iter().map(|(_, money)| money).sum();
        assert!((sizes.iter().sum::<f64>() - total).abs() < 1e-6);
        assert_eq!(chart.tips.last().unwrap().lines[1].1, "100.0%");
    });
}

#[test]
fn a_decision_moves_demand() {
    let mut plan = with_project().plan;
    let volume =
        |plan: &_| with(plan, |cx| cx.outcome.demand.launches.cells().iter().map(|units| units.0).sum::<f64>());
    let before = volume(&plan);
    let kill = with(&plan, |cx| {
        let page = page(cx);
        let Body::List(entries) = &card(&page, "pipeline").body else { panic!("a list") };
        let entry = entries.iter().find(|entry| entry.id == "project/P1").unwrap();
        let kill = entry.actions.iter().find(|act| act.label == "Kill").unwrap();
        assert!(kill.effect.starts_with('−'), "{}", kill.effect);
        kill.change.clone()
    });
    plan.apply(kill).unwrap();
    assert_eq!(plan.product.projects.get(&"P1".into()).unwrap().verdict, Verdict::Kill);
    assert!(volume(&plan) < before);
    with(&plan, |cx| {
        let page = page(cx);
        let Body::List(entries) = &card(&page, "pipeline").body else { panic!("a list") };
        assert_eq!(entries.len(), 1, "a stopped project leaves the pipeline");
    });
}

#[test]
fn the_launch_stands_beside_what_it_replaces() {
    with(&with_project().plan, |cx| {
        let page = page(cx);
        let launch = card(&page, "launch");
        assert!(launch.title.starts_with("CARGO brings "), "{}", launch.title);
        assert!(launch.subtitle.ends_with("BIKE"), "{}", launch.subtitle);
    });
}
