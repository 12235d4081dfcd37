//! Planning tables tie, whatever is missing: parts sum to wholes, flows foot, typed figures come back.

use super::super::testing::{odd, with, with_project};
use super::super::{ColumnKind, Context, RowKind, Table, TableRow, Tone, describe, typed};
use super::{Against, Arrange, Sort, TableView, planning_table};
use crate::engine::testing::two_plants;
use crate::model::{Cell, Change, Figure, How, Measure, Place, Step, Subject};

const STEPS: [Step; 4] = [Step::Product, Step::Demand, Step::Supply, Step::Finance];

fn view(open: &[&str], money: bool) -> TableView {
    TableView { open: open.iter().map(|id| (*id).to_string()).collect(), money, ..TableView::default() }
}

/// Opens everything that can be opened.
fn unfolded(cx: &Context, step: Step, money: bool) -> Table {
    let mut view = view(&["all"], money);
    loop {
        let table = planning_table(cx, step, &view);
        let closed: Vec<String> =
            table.rows.iter().filter(|row| row.open == Some(false)).map(|row| row.id.clone()).collect();
        if closed.is_empty() {
            return table;
        }
        view.open.extend(closed);
    }
}

fn row<'a>(table: &'a Table, id: &str) -> &'a TableRow {
    table.rows.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"))
}

fn values(row: &TableRow) -> Vec<f64> {
    row.cells.iter().map(|cell| cell.value.unwrap_or(0.0)).collect()
}

#[test]
fn every_plan_has_its_tables() {
    for (name, plan) in odd() {
        with(&plan, |cx| {
            for step in STEPS {
                for money in [false, true] {
                    let table = unfolded(cx, step, money);
                    let mut ids: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
                    ids.sort();
                    ids.dedup();
                    assert_eq!(ids.len(), table.rows.len(), "{name}, {step:?}: a row stands twice");
                    for row in &table.rows {
                        assert_eq!(row.cells.len(), table.columns.len(), "{name}, {step:?}, {}", row.id);
                        assert!(
                            row.cells.iter().all(|cell| cell.value.is_none_or(f64::is_finite)),
                            "{name}, {}",
                            row.id
                        );
                    }
                }
                planning_table(cx, step, &TableView { search: "b".into(), ..TableView::default() });
            }
        });
    }
}

#[test]
fn families_items_and_markets_sum_to_what_is_above() {
    with(&with_project().plan, |cx| {
        for (step, money) in
            [(Step::Demand, false), (Step::Demand, true), (Step::Product, true), (Step::Finance, false)]
        {
            let table = unfolded(cx, step, money);
            let total = values(row(&table, "all"));
            assert!(total.iter().sum::<f64>() > 0.0);
            let sum = |wanted: &dyn Fn(&str) -> bool| {
                let mut sum = vec![0.0; table.columns.len()];
                for row in table.rows.iter().filter(|row| wanted(&row.id)) {
                    sum.iter_mut().zip(values(row)).for_each(|(sum, value)| *sum += value);
                }
                sum
            };
            let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * (1.0 + b.abs()));
            assert!(near(&sum(&|id| id.starts_with("f:") && !id.contains('/')), &total), "{step:?} by family");
            assert!(near(&sum(&|id| id.starts_with("i:") && !id.contains('/')), &total), "{step:?} by item");
            if step == Step::Demand {
                assert!(near(&sum(&|id| id == "m:WORLD"), &total), "by market");
                let bike = values(row(&table, "i:BIKE"));
                assert!(near(&sum(&|id| id == "i:BIKE/m:EU" || id == "i:BIKE/m:US"), &bike), "bikes by market");
            }
        }
    });
}

#[test]
fn layers_sum_to_the_statistical_forecast_and_flows_to_closing_stock() {
    with(&with_project().plan, |cx| {
        let demand = unfolded(cx, Step::Demand, false);
        let at = |measure: &str| values(row(&demand, &format!("f:BIKES/{measure}")));
        let statistical = at("statistical");
        let layers = ["baseline", "launches", "phase_outs", "events"].map(at);
        let planned = demand.columns.iter().position(|column| column.kind == ColumnKind::Plan).unwrap();
        for column in planned..statistical.len() {
            let sum: f64 = layers.iter().map(|layer| layer[column]).sum();
            assert!((sum - statistical[column]).abs() < 1e-6, "column {column}");
        }
        let supply = unfolded(cx, Step::Supply, false);
        for (column, kind) in supply.columns.iter().map(|column| column.kind).enumerate() {
            let at = |measure: &str| {
                let found = supply.rows.iter().find(|row| row.id == format!("i:BIKE/{measure}"));
                found.and_then(|row| row.cells[column].value).unwrap_or(0.0)
            };
            let closing = at("opening_stock") + at("receipts") + at("production") - at("usage") - at("shipments");
            assert!((closing - at("closing_stock")).abs() < 1e-6, "column {column} {kind:?}");
        }
    });
}

#[test]
fn different_units_do_not_add() {
    with(&two_plants().plan, |cx| {
        let table = planning_table(cx, Step::Supply, &TableView::default());
        let total = row(&table, "all");
        assert_eq!(total.kind, RowKind::Total);
        let money = planning_table(cx, Step::Supply, &view(&["all"], true));
        let at_cost = row(&money, "all");
        assert!(at_cost.cells.iter().all(|cell| cell.value.is_some()));
        assert_eq!(total.cells, at_cost.cells, "bikes and kilograms of steel are shown at cost");
        assert_eq!((total.label.as_str(), at_cost.label.as_str()), ("All items, $", "All items"));
    });
}

#[test]
fn what_can_be_typed_becomes_a_change_that_stands_there() {
    for step in [Step::Demand, Step::Supply, Step::Finance] {
        let mut plan = two_plants().plan;
        let (cell, change) = with(&plan, |cx| {
            let table = unfolded(cx, step, false);
            let editable: Vec<Cell> = table
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .filter(|cell| cell.editable)
                .filter_map(|cell| cell.cell.clone())
                .collect();
            assert!(editable.len() > 10, "{step:?}");
            for cell in &editable {
                assert!(typed(cx, cell, "120").is_ok(), "{cell:?}");
                assert!(typed(cx, cell, "+10%").is_ok(), "{cell:?}");
            }
            let cell = editable[0].clone();
            let change = typed(cx, &cell, "120").unwrap();
            assert!(describe(cx, &change).ends_with(": 120"), "{}", describe(cx, &change));
            (cell, change)
        });
        plan.apply(change).unwrap();
        with(&plan, |cx| {
            let table = unfolded(cx, step, false);
            let found = table.rows.iter().flat_map(|row| &row.cells).find(|found| found.cell.as_ref() == Some(&cell));
            let found = found.unwrap();
            assert!(found.typed, "{cell:?}");
            assert!((found.value.unwrap() - 120.0).abs() < 1e-6, "{cell:?}: {:?}", found.value);
            assert!(typed(cx, &cell, "").is_ok_and(|change| matches!(
                &change,
                Change::DemandFigure(_) | Change::SupplyFigure(_) | Change::FinanceFigure(_)
            )));
        });
    }
}

#[test]
fn a_lock_and_a_note_show() {
    let plan = two_plants().plan;
    let cell = Cell::month(Measure::Consensus, Subject::Family("BIKES".into()), Place::All, plan.header.first);
    let figure = Figure { locked: true, by: Some("Sato".into()), ..Figure::new(cell.clone(), How::Replace, 300.0) };
    let mut plan = plan;
    plan.apply(Change::figure(figure)).unwrap();
    plan.process.edit().comments.insert(crate::model::Comment {
        id: "c".into(),
        cell: Some(cell.clone()),
        ..Default::default()
    });
    with(&plan, |cx| {
        let table = planning_table(cx, Step::Demand, &TableView::default());
        let found = row(&table, "f:BIKES").cells.iter().find(|found| found.cell.as_ref() == Some(&cell)).unwrap();
        assert!(found.locked && found.typed && found.noted);
        assert!(typed(cx, &cell, "5").unwrap_err().contains("Sato"));
    });
}

#[test]
fn quarters_and_years_are_totals_of_planned_months() {
    with(&two_plants().plan, |cx| {
        let table = planning_table(cx, Step::Demand, &TableView::default());
        let labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "May 26",
                "Jun 26",
                "Jul 26",
                "Aug 26",
                "Sep 26",
                "Oct 26",
                "Nov 26",
                "Dec 26",
                "2026, 2 mo",
                "Jan 27",
                "Feb 27",
                "Mar 27",
                "Q1 27",
                "Apr 27",
                "2027, 4 mo",
                "6 months"
            ]
        );
        let total = values(row(&table, "all"));
        assert!((total[6] + total[7] - total[8]).abs() < 1e-9);
        assert!((total[9] + total[10] + total[11] - total[12]).abs() < 1e-9);
        assert!((total[12] + total[13] - total[14]).abs() < 1e-9);
        let year = &row(&table, "f:BIKES").cells[14];
        assert!(year.editable, "a year is typed as a quarter is");
        assert!(typed(cx, year.cell.as_ref().unwrap(), "1200").is_ok());
    });
    let labels = |first: &str, months| {
        let mut plan = two_plants().plan;
        plan.header.first = first.parse().unwrap();
        plan.header.months = months;
        with(&plan, |cx| {
            let table = planning_table(cx, Step::Supply, &TableView::default());
            let totals = table.columns.into_iter().filter(|column| column.kind == ColumnKind::Total);
            totals.map(|column| column.label).collect::<Vec<_>>()
        })
    };
    assert_eq!(labels("2027-01", 12), ["Q1 27", "Q2 27", "Q3 27", "Q4 27", "12 months"], "the year is the horizon");
    assert_eq!(labels("2026-12", 3), ["2027, 2 mo", "3 months"], "a single month is no year");
    assert_eq!(labels("2026-10", 6), ["Q4 26", "Q1 27", "6 months"], "a quarter is all there is of the year");
    let both = labels("2026-12", 25);
    assert_eq!(both[3..5], ["Q4 27", "2027"]);
    assert_eq!(both[both.len() - 2..], ["2028", "25 months"]);
}

#[test]
fn a_search_leaves_what_is_above() {
    with(&two_plants().plan, |cx| {
        let view = TableView { open: Default::default(), search: "ebik".into(), ..TableView::default() };
        let ids: Vec<String> = planning_table(cx, Step::Demand, &view).rows.into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["all", "f:BIKES", "i:EBIKE"]);
    });
}

#[test]
fn rows_stand_in_the_order_that_is_asked_for() {
    with(&two_plants().plan, |cx| {
        let ids = |sort, only_gaps| {
            let view = TableView { sort, only_gaps, ..view(&["all", "f:BIKES"], false) };
            let rows = planning_table(cx, Step::Demand, &view).rows;
            rows.into_iter()
                .map(|row| row.id)
                .filter(|id| id.starts_with("i:") && !id.contains('/'))
                .collect::<Vec<_>>()
        };
        let by_code = ids(Sort::Code, false);
        assert!(by_code.is_sorted() && by_code.len() > 1, "{by_code:?}");
        let worth = |id: &String| {
            let item = cx.outcome.frame.items.position(&id[2..].into()).unwrap();
            let pairs = cx.outcome.frame.pairs_of[item].clone();
            pairs.flat_map(|pair| cx.outcome.finance.revenue_at_demand.row(pair)).map(|money| money.0).sum::<f64>()
        };
        let by_value = ids(Sort::Value, false);
        assert!(by_value.windows(2).all(|pair| worth(&pair[0]) >= worth(&pair[1])), "{by_value:?}");
        // with the filter only what has an open gap is left, and every such item
        let has_gap = |id: &String| {
            let is_it = |gap: &crate::engine::Gap| gap.cell.subject == Subject::Item(id[2..].into());
            cx.outcome.gaps.gaps.iter().any(is_it)
        };
        let open: Vec<String> = by_code.iter().filter(|id| has_gap(id)).cloned().collect();
        assert_eq!(ids(Sort::Code, true), open);
    });
}

#[test]
fn measures_are_chosen_and_ordered_and_come_back() {
    with(&two_plants().plan, |cx| {
        let mut view = view(&["all"], false);
        let below = |view: &TableView| {
            let rows = planning_table(cx, Step::Supply, view).rows;
            rows.into_iter().filter_map(|row| row.id.strip_prefix("all/").map(String::from)).collect::<Vec<_>>()
        };
        let choices = |view: &TableView| planning_table(cx, Step::Supply, view).choices;
        let first = below(&view);
        view.arrange(Arrange::Show(Measure::Usage, false), &choices(&view));
        let without: Vec<String> = first.iter().filter(|code| *code != "usage").cloned().collect();
        assert!(below(&view) == without && without.len() < first.len());
        view.arrange(Arrange::Up(Measure::Shipments), &choices(&view));
        view.arrange(Arrange::Up(Measure::Shipments), &choices(&view));
        let at = |rows: &[String], code: &str| rows.iter().position(|row| row == code).unwrap();
        assert!(at(&below(&view), "shipments") < at(&without, "shipments"));
        let kept: TableView = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
        assert_eq!((&kept.hidden, &kept.order), (&view.hidden, &view.order));
        assert_eq!(kept.open, TableView::default().open);
        view.arrange(Arrange::Reset, &choices(&view));
        assert_eq!(below(&view), first);
    });
}

#[test]
fn demand_is_held_against_last_year_where_that_is_asked() {
    with(&two_plants().plan, |cx| {
        let tones = |against| {
            let view = TableView { against, ..view(&["all", "f:BIKES"], false) };
            let table = planning_table(cx, Step::Demand, &view);
            let cells = row(&table, "i:BIKE").cells.clone();
            let months = table.columns.iter().zip(cells).filter(|(column, _)| column.kind == ColumnKind::Plan);
            months.map(|(column, cell)| (column.first.unwrap(), cell)).collect::<Vec<_>>()
        };
        assert!(tones(Against::Nothing).iter().all(|(_, cell)| cell.tone == Tone::Plain));
        let mut judged = 0;
        for (month, cell) in tones(Against::LastYear) {
            let before = Cell::month(Measure::History, Subject::Item("BIKE".into()), Place::All, month - 12);
            let (Some(value), Some(before)) = (cell.value, cx.outcome.figure(cx.plan, &before)) else { continue };
            let expected = match value / before - 1.0 {
                share if share >= 0.05 => Tone::Good,
                share if share <= -0.05 => Tone::Warn,
                _ => Tone::Plain,
            };
            assert_eq!(cell.tone, expected, "{month}: {value} against {before}");
            assert_eq!(cell.why.ends_with("against last year."), expected != Tone::Plain, "{}", cell.why);
            judged += 1;
        }
        assert!(judged > 0);
    });
}
