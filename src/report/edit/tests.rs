//! What people type, and what a change is called, case by case.

use super::super::testing::with;
use super::{content, describe, typed};
use crate::engine::testing::two_plants;
use crate::model::Strategy;
use crate::model::{Cell, Change, Figure, How, Measure, Place, Row, Subject};

fn read(text: &str, months: i32) -> Result<(How, f64), String> {
    let plan = two_plants().plan;
    let first = plan.header.first;
    let cell =
        Cell { measure: Measure::Consensus, subject: Subject::All, place: Place::All, first, last: first + months - 1 };
    with(&plan, |cx| match typed(cx, &cell, text)? {
        Change::DemandFigure(Row::Put(figure)) => {
            assert_eq!(figure.since, Some(first));
            Ok((figure.how, figure.value))
        }
        other => Err(format!("{other:?}")),
    })
}

#[test]
fn a_text_says_how_it_acts() {
    assert_eq!(read("120", 1), Ok((How::Replace, 120.0)));
    assert_eq!(read("1,234.5", 1), Ok((How::Replace, 1234.5)));
    assert_eq!(read("+30", 1), Ok((How::Add, 30.0)));
    assert_eq!(read("−30", 1), Ok((How::Add, -30.0)));
    assert_eq!(read("-5%", 1), Ok((How::Percent, -0.05)));
    assert_eq!(read("110%", 1).map(|(how, value)| (how, (value * 1e9).round())), Ok((How::Percent, 1e8)));
    assert_eq!(read("+30", 3), Ok((How::Add, 10.0)), "ten more in each month of the quarter");
    assert_eq!(read("300", 3), Ok((How::Replace, 300.0)));
    assert_eq!(read("=1200/4+30", 1), Ok((How::Replace, 330.0)));
    assert_eq!(read("*1.05", 1), Ok((How::Percent, 0.05)));
    assert_eq!(read("/2", 3), Ok((How::Percent, -0.5)));
    assert_eq!(read("*0", 1), Ok((How::Percent, -1.0)));
}

#[test]
fn a_change_of_a_figure_that_stands_there_acts_on_that_figure() {
    let mut plan = two_plants().plan;
    let first = plan.header.first;
    let bikes = Cell::month(Measure::Consensus, Subject::Family("BIKES".into()), Place::All, first);
    let cell = Cell { last: first + 2, ..bikes };
    plan.apply(Change::figure(Figure::new(cell.clone(), How::Replace, 300.0))).unwrap();
    for (text, how, value) in [
        ("+10%", How::Replace, 330.0),
        ("*1.1", How::Replace, 330.0),
        ("/2", How::Replace, 150.0),
        ("-30", How::Replace, 270.0),
        ("=310", How::Replace, 310.0),
    ] {
        let change = with(&plan, |cx| typed(cx, &cell, text)).unwrap();
        assert!(
            matches!(&change, Change::DemandFigure(Row::Put(figure)) if figure.how == how && figure.value == value),
            "{text}: {change:?}"
        );
    }
    with(&plan, |cx| assert!(typed(cx, &cell, "-400").unwrap_err().contains("cannot be below zero")));
    // A change over a change is typed anew: 12 % instead of 10 %.
    plan.apply(Change::figure(Figure::new(cell.clone(), How::Percent, 0.1))).unwrap();
    let change = with(&plan, |cx| typed(cx, &cell, "+12%")).unwrap();
    assert!(
        matches!(change, Change::DemandFigure(Row::Put(figure)) if figure.how == How::Percent && figure.value == 0.12)
    );
}

#[test]
fn a_cell_is_edited_as_it_was_typed_or_with_all_decimals() {
    let mut plan = two_plants().plan;
    let first = plan.header.first;
    let cell = Cell { last: first + 2, ..Cell::month(Measure::Consensus, Subject::All, Place::All, first) };
    let mut shown = |figure: Option<Figure>, value: Option<f64>| {
        if let Some(figure) = figure {
            plan.apply(Change::figure(figure)).unwrap();
        }
        with(&plan, |cx| content(cx, &cell, value))
    };
    assert_eq!(shown(None, Some(1_234.567_890_1)), "1234.5678901");
    assert_eq!(shown(None, Some(0.1 + 0.2)), "0.3");
    assert_eq!(shown(None, Some(-30.5)), "=-30.5");
    assert_eq!(shown(None, None), "");
    assert_eq!(shown(Some(Figure::new(cell.clone(), How::Replace, 300.25)), Some(301.0)), "300.25");
    assert_eq!(shown(Some(Figure::new(cell.clone(), How::Percent, 0.07)), Some(301.0)), "+7%");
    assert_eq!(shown(Some(Figure::new(cell.clone(), How::Percent, -0.05)), None), "-5%");
    assert_eq!(shown(Some(Figure::new(cell.clone(), How::Add, 10.0)), None), "+30", "over the three months");
}

#[test]
fn what_is_not_understood_is_refused() {
    for text in ["12 boxes", "1,5", "-150%", "%", "+", "=", "=1/0", "*", "*-1", "/0", "*1+5"] {
        let refused = read(text, 1).unwrap_err();
        assert!(refused.contains("is not a figure for consensus demand"), "{refused}");
    }
    assert!(read("=-5", 1).unwrap_err().contains("cannot be below zero"));
    let plan = two_plants().plan;
    with(&plan, |cx| {
        let closed = Cell::month(Measure::Consensus, Subject::All, Place::All, plan.header.first - 1);
        assert_eq!(typed(cx, &closed, "5").unwrap_err(), "October 2026 is closed, so nothing can be typed there.");
        let computed = Cell { measure: Measure::Baseline, ..closed };
        assert!(typed(cx, &computed, "5").unwrap_err().starts_with("Baseline is worked out"));
    });
}

#[test]
fn a_change_is_told_in_a_line() {
    let plan = two_plants().plan;
    let first = plan.header.first;
    with(&plan, |cx| {
        let cell = Cell::month(Measure::Consensus, Subject::Item("BIKE".into()), Place::Market("EU".into()), first);
        let change = Change::figure(Figure::new(cell.clone(), How::Percent, 0.1));
        assert_eq!(describe(cx, &change), "Consensus demand of BIKE in EU, Nov 26: +10.0%");
        assert_eq!(
            describe(cx, &typed(cx, &cell, " ").unwrap()),
            "Consensus demand of BIKE in EU, Nov 26: as worked out"
        );
        let all = Cell { subject: Subject::All, place: Place::All, last: plan.horizon().last(), ..cell };
        let many = Change::Many(vec![Change::figure(Figure::new(all, How::Shift, -0.05)), change]);
        assert_eq!(describe(cx, &many), "Consensus demand of everything, all months: −5.0% and 1 more");
        assert_eq!(describe(cx, &Change::Approval(None)), "Approval");
        // the decision that goes with an edit is not told as a second one
        let decision = Change::Decision(Row::Put(Box::default()));
        let decided = Change::Many(vec![Change::Strategy(Strategy::OptimalCost), decision.clone()]);
        assert_eq!(describe(cx, &decided), describe(cx, &Change::Strategy(Strategy::OptimalCost)));
        assert_eq!(describe(cx, &Change::Many(vec![decision.clone()])), describe(cx, &decision));
    });
}
