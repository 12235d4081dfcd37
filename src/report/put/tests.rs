//! Pastes, fills and Delete, cell by cell.

use super::{DecimalSign, Put, PutPlan, put_plan};
use crate::engine::testing::two_plants;
use crate::model::{Change, Figure, How, Plan, Row, Step};
use crate::report::testing::with;
use crate::report::{Block, Locale, Table, TableView, planning_table};

/// The demand table with bikes and their items open: rows `all`, its measures, `f:BIKES`, ...
fn view() -> TableView {
    TableView { open: ["all", "f:BIKES"].map(String::from).into(), ..TableView::default() }
}

fn row(table: &Table, id: &str) -> usize {
    table.rows.iter().position(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"))
}

fn column(table: &Table, label: &str) -> usize {
    table.columns.iter().position(|column| column.label == label).unwrap_or_else(|| panic!("no column {label}"))
}

/// A block from a row and month to others.
fn block(table: &Table, from: (&str, &str), to: (&str, &str)) -> Block {
    Block::between((row(table, from.0), column(table, from.1)), (row(table, to.0), column(table, to.1)))
}

fn plan_of(plan: &Plan, put: impl Fn(&Table) -> Put, sign: Option<DecimalSign>) -> PutPlan {
    with(plan, |cx| {
        let table = planning_table(cx, Step::Demand, &view());
        put_plan(cx, &table, &put(&table), sign)
    })
}

fn paste(plan: &Plan, from: (&str, &str), to: (&str, &str), text: &str) -> PutPlan {
    plan_of(plan, |table| Put::Paste { block: block(table, from, to), text: text.into() }, None)
}

/// Month and value of every figure that is put, months as numbers of the year; `-1` for one that is taken back.
fn values(plan: &PutPlan) -> Vec<(i32, f64)> {
    let Change::Many(changes) = &plan.change else { panic!() };
    let one = |change: &Change| match change {
        Change::DemandFigure(Row::Put(figure)) => (figure.cell.first.of_year(), figure.value),
        Change::DemandFigure(Row::Remove((cell, _))) => (cell.first.of_year(), -1.0),
        other => panic!("{other:?}"),
    };
    changes.iter().map(one).collect()
}

fn reasons(plan: &PutPlan) -> Vec<&str> {
    plan.misfits.iter().map(|misfit| misfit.why.as_str()).collect()
}

const BIKE: &str = "i:BIKE";
const EBIKE: &str = "i:EBIKE";

#[test]
fn a_paste_that_fits_is_one_edit() {
    let mut plan = two_plants().plan;
    let pasted = paste(&plan, (BIKE, "Nov 26"), (BIKE, "Nov 26"), "1,200\t 90\r\n80.5\t70\r\n");
    assert!(pasted.is_whole(), "{:?}", pasted.misfits);
    assert_eq!(values(&pasted), [(11, 1200.0), (12, 90.0), (11, 80.5), (12, 70.0)]);
    assert!(pasted.what.starts_with("Pasted 4 cells: Consensus demand of BIKE, Nov 26: 1,200"), "{}", pasted.what);
    let undo = plan.apply(pasted.change).unwrap();
    assert_eq!(plan.demand.figures.len(), 4);
    plan.apply(undo).unwrap();
    assert!(plan.demand.figures.is_empty(), "one step takes all of it back");
}

#[test]
fn one_figure_a_row_or_a_column_repeats_over_the_block() {
    let plan = two_plants().plan;
    let repeated = |text: &str| values(&paste(&plan, (BIKE, "Nov 26"), (EBIKE, "Dec 26"), text));
    assert_eq!(repeated("7"), [(11, 7.0), (12, 7.0), (11, 7.0), (12, 7.0)]);
    assert_eq!(repeated("7\t8"), [(11, 7.0), (12, 8.0), (11, 7.0), (12, 8.0)]);
    assert_eq!(repeated("7\n8"), [(11, 7.0), (12, 7.0), (11, 8.0), (12, 8.0)]);
    // Three do not go into two: once.
    assert_eq!(repeated("7\t8\t9"), [(11, 7.0), (12, 8.0), (1, 9.0), (11, 7.0), (12, 8.0), (1, 9.0)]);
}

#[test]
fn what_does_not_fit_is_listed_with_its_reason() {
    let mut plan = two_plants().plan;
    let cell = with(&plan, |cx| {
        let table = planning_table(cx, Step::Demand, &view());
        table.rows[row(&table, BIKE)].cells[column(&table, "Dec 26")].cell.clone().unwrap()
    });
    let locked = Figure { locked: true, by: Some("Sato".into()), ..Figure::new(cell, How::Replace, 50.0) };
    plan.apply(Change::figure(locked)).unwrap();
    let row = paste(&plan, (BIKE, "Oct 26"), (BIKE, "Oct 26"), "1\ttwelve\t60\t12%\t-5\t50");
    assert_eq!(
        reasons(&row),
        [
            "October 2026 is closed.",
            "Not a number.",
            "Locked by Sato. Ctrl L unlocks it.",
            "A share; a figure is expected, or a change such as +10%.",
            "Consensus demand cannot be below zero.",
        ]
    );
    assert_eq!(row.title, "1 of 6 cells fit");
    assert_eq!(row.misfits[1].place, "BIKE, consensus demand, Nov 26");
    assert_eq!(row.misfits[1].read, "twelve");
    assert_eq!(values(&row), [(3, 50.0)]);
    assert!(!row.is_whole());
    let computed = paste(&plan, ("f:BIKES/baseline", "Nov 26"), ("f:BIKES/baseline", "Nov 26"), "5");
    assert_eq!(reasons(&computed), ["Baseline is worked out, not typed."]);
    let wide = paste(&plan, ("m:WORLD", "6 months"), ("m:WORLD", "6 months"), "500\t5\n5");
    assert!(reasons(&wide).iter().any(|why| why.contains("no such column")), "{:?}", wide.misfits);
    let other = paste(&plan, (BIKE, "Jan 27"), (BIKE, "Jan 27"), "1.5\t2.5\t3,5");
    assert_eq!(reasons(&other), ["Written with a decimal comma, unlike the rest of the block."]);
    assert_eq!(values(&other), [(1, 1.5), (2, 2.5)]);
}

#[test]
fn a_block_tells_how_its_numbers_are_written_or_is_asked() {
    let plan = two_plants().plan;
    let german = paste(&plan, (BIKE, "Nov 26"), (BIKE, "Nov 26"), "1.234\t2.000,5");
    assert_eq!(values(&german), [(11, 1234.0), (12, 2000.5)]);
    assert!(german.is_whole());
    let unsure = |sign| {
        let put = |table: &Table| Put::Paste {
            block: block(table, (BIKE, "Nov 26"), (BIKE, "Nov 26")),
            text: "1.234\t12".into(),
        };
        plan_of(&plan, put, sign)
    };
    let asked = unsure(None);
    assert!(!asked.is_whole() && asked.misfits.is_empty());
    assert_eq!(asked.unsure, Some(["1.234".into(), "1.234".into(), "1,234".into()]));
    assert_eq!(values(&asked), [(11, 1.234), (12, 12.0)], "as the page writes numbers, until it is answered");
    assert_eq!(values(&unsure(Some(DecimalSign::Comma))), [(11, 1234.0), (12, 12.0)]);
    for (text, value) in
        [("1 234", 1234.0), ("1'234.5", 1234.5), ("$ 12", 12.0), ("1\u{a0}234", 1234.0), ("12\u{20ac}", 12.0)]
    {
        assert_eq!(values(&paste(&plan, (BIKE, "Nov 26"), (BIKE, "Nov 26"), text)), [(11, value)], "{text}");
    }
}

#[test]
fn forms_mean_what_they_mean_when_typed_and_empty_cells_take_back() {
    let mut plan = two_plants().plan;
    let scaled = paste(&plan, (BIKE, "Nov 26"), (BIKE, "Nov 26"), "+10%\t=2*30\t*1.05\t*x");
    let Change::Many(changes) = &scaled.change else { panic!() };
    let hows: Vec<How> = changes
        .iter()
        .map(|change| match change {
            Change::DemandFigure(Row::Put(figure)) => figure.how,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(hows, [How::Percent, How::Replace, How::Percent]);
    assert_eq!(reasons(&scaled), ["Not understood as arithmetic or as a change."]);
    plan.apply(scaled.change).unwrap();
    let emptied = paste(&plan, (BIKE, "Nov 26"), (BIKE, "Nov 26"), "\t5\t\t");
    assert_eq!(values(&emptied), [(11, -1.0), (12, 5.0), (1, -1.0)]);
    let nothing = paste(&plan, (BIKE, "Mar 27"), (BIKE, "Mar 27"), "·");
    assert!(nothing.is_whole() && nothing.fits == 0 && !nothing.nothing.is_empty());
}

#[test]
fn totals_that_are_pasted_with_their_months_follow() {
    let plan = two_plants().plan;
    let from = (BIKE, "Jan 27");
    let quarter = paste(&plan, from, from, "10\t20\t30\t60");
    assert!(quarter.is_whole());
    assert_eq!(values(&quarter).len(), 3);
    assert_eq!(quarter.note, "1 total follows from its parts.");
    let other = paste(&plan, from, from, "10\t20\t30\t60\n10\t20\t30\t90");
    assert!(reasons(&other)[0].starts_with("Its months are pasted too"), "{:?}", other.misfits);
    // A text of months only passes over the quarter.
    let months = paste(&plan, from, from, "10\t20\t30\t40");
    assert!(months.is_whole());
    assert_eq!(values(&months), [(1, 10.0), (2, 20.0), (3, 30.0), (4, 40.0)]);
    assert_eq!(values(&paste(&plan, from, from, "0\t0\t0\t0")).len(), 4);
    let long = paste(&plan, from, from, "10\t20\t30\t40\t50");
    assert_eq!(reasons(&long), ["The table ends before it: there is no such column."]);
    let alone = paste(&plan, (BIKE, "Q1 27"), (BIKE, "Q1 27"), "90");
    assert_eq!(values(&alone), [(1, 90.0)]);
    // One figure over months and their quarter is a figure a month.
    let over = paste(&plan, from, (BIKE, "Q1 27"), "7");
    assert!(over.is_whole());
    assert_eq!(values(&over), [(1, 7.0), (2, 7.0), (3, 7.0)]);
}

#[test]
fn a_block_that_is_copied_and_pasted_back_pins_no_total() {
    let plan = two_plants().plan;
    with(&plan, |cx| {
        let table = planning_table(cx, Step::Demand, &view());
        let whole = block(&table, ("f:BIKES", "Oct 26"), (EBIKE, "Q1 27"));
        let text = crate::report::block_text(&table, whole, &Locale::default());
        let back = put_plan(cx, &table, &Put::Paste { block: whole, text }, None);
        assert!(back.misfits.is_empty(), "{:?}", back.misfits);
        let Change::Many(changes) = &back.change else { panic!() };
        let is_item = |change: &Change| matches!(change, Change::DemandFigure(Row::Put(figure)) if matches!(figure.cell.subject, crate::model::Subject::Item(_)));
        assert!(changes.len() > 8 && changes.iter().all(is_item), "{changes:?}");
    });
}

#[test]
fn a_fill_carries_what_the_first_cell_holds() {
    let mut plan = two_plants().plan;
    let fill =
        |plan: &Plan, from, to, down| plan_of(plan, |table| Put::Fill { block: block(table, from, to), down }, None);
    let change = with(&plan, |cx| {
        let table = planning_table(cx, Step::Demand, &view());
        let cell = table.rows[row(&table, BIKE)].cells[column(&table, "Jan 27")].cell.clone().unwrap();
        crate::report::typed(cx, &cell, "44.5").unwrap()
    });
    plan.apply(change).unwrap();
    let right = fill(&plan, (BIKE, "Jan 27"), (BIKE, "Apr 27"), false);
    assert!(right.is_whole(), "{:?}", right.misfits);
    assert_eq!(values(&right), [(2, 44.5), (3, 44.5), (4, 44.5)], "the quarter between follows");
    assert!(right.what.starts_with("Filled 3 cells"), "{}", right.what);
    // A block of one column is filled from what stands before it.
    assert_eq!(values(&fill(&plan, (BIKE, "Feb 27"), (BIKE, "Feb 27"), false)), [(2, 44.5)]);
    // Down: only into rows of the same measure.
    let down = fill(&plan, (BIKE, "Jan 27"), (EBIKE, "Jan 27"), true);
    assert_eq!(values(&down), [(1, 44.5)]);
    let none = fill(&plan, ("all", "May 26"), ("all", "May 26"), false);
    assert!(none.fits == 0 && !none.nothing.is_empty());
}

#[test]
fn delete_takes_back_what_is_typed_but_not_what_is_locked() {
    let mut plan = two_plants().plan;
    let cells = with(&plan, |cx| {
        let table = planning_table(cx, Step::Demand, &view());
        let at = |label: &str| table.rows[row(&table, BIKE)].cells[column(&table, label)].cell.clone().unwrap();
        [at("Nov 26"), at("Dec 26")]
    });
    let [free, kept] = cells;
    plan.apply(Change::figure(Figure::new(free, How::Replace, 5.0))).unwrap();
    plan.apply(Change::figure(Figure { locked: true, ..Figure::new(kept, How::Replace, 6.0) })).unwrap();
    let clear = plan_of(&plan, |table| Put::Clear { block: block(table, (BIKE, "Nov 26"), (BIKE, "Apr 27")) }, None);
    assert_eq!(values(&clear), [(11, -1.0)]);
    assert_eq!(reasons(&clear), ["Locked. Ctrl L unlocks it."]);
    let nothing =
        plan_of(&plan, |table| Put::Clear { block: block(table, (EBIKE, "Nov 26"), (EBIKE, "Nov 26")) }, None);
    assert!(nothing.nothing.starts_with("Nothing typed here"));
}

#[test]
fn a_table_in_money_takes_no_quantities() {
    let plan = two_plants().plan;
    let money = TableView { money: true, ..view() };
    with(&plan, |cx| {
        let table = planning_table(cx, Step::Demand, &money);
        let put = Put::Paste { block: block(&table, (BIKE, "Nov 26"), (BIKE, "Nov 26")), text: "5".into() };
        let refused = put_plan(cx, &table, &put, None);
        assert!(reasons(&refused)[0].contains("switch to units"), "{:?}", refused.misfits);
    });
}
