//! What stands on paper: planning tables in sheets of as many months as fit, and the line at the foot that says which plan it is.

use super::{Context, Table};
use crate::engine::ENGINE_VERSION;

/// Columns of figures that fit a landscape sheet.
const COLUMNS: usize = 14;
/// Rows that are printed at most; more are nobody's reading.
const ROWS: usize = 600;

/// The table in parts that fit the sheet's width, each with the rows' heads; says where rows are left out.
pub fn sheets(table: &Table) -> Vec<Table> {
    let left_out = table.rows.len().saturating_sub(ROWS);
    let part = |first: usize| {
        let columns = first..(first + COLUMNS).min(table.columns.len());
        let label = |at: usize| table.columns[at].label.clone();
        let more =
            if left_out > 0 { format!(", the first {ROWS} of {} rows", table.rows.len()) } else { String::new() };
        let rows = table.rows.iter().take(ROWS).map(|row| super::TableRow {
            cells: row.cells.get(columns.clone()).unwrap_or_default().to_vec(),
            ..row.clone()
        });
        Table {
            title: format!("{}, {} to {}{more}", table.title, label(columns.start), label(columns.end - 1)),
            corner: table.corner.clone(),
            columns: table.columns[columns.clone()].to_vec(),
            rows: rows.collect(),
            choices: Vec::new(),
        }
    };
    (0..table.columns.len()).step_by(COLUMNS).map(part).collect()
}

/// "Tillwerk, November 2026. Approved by Ada, engine 2, checksum 3fa94c21." or that it is no approved plan.
pub fn foot(cx: &Context) -> String {
    let header = &cx.plan.header;
    let what = match &cx.plan.approval {
        Some(approval) => {
            let seal: String = approval.checksum.chars().take(16).collect();
            format!("Approved by {}, engine {}, checksum {seal}.", approval.by, approval.engine)
        }
        None => format!("Not approved: figures can change. Engine {ENGINE_VERSION}."),
    };
    format!("{}, {}. {what}", header.company, cx.locale.long_month(header.first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::two_plants;
    use crate::model::{Approval, Shared, Step};
    use crate::report::testing::with;
    use crate::report::{TableView, planning_table};

    #[test]
    fn every_column_and_row_stands_on_one_sheet() {
        let mut plan = two_plants().plan;
        plan.header.months = 30;
        with(&plan, |cx| {
            let table = planning_table(cx, Step::Supply, &TableView::default());
            let sheets = sheets(&table);
            assert!(sheets.len() > 1 && sheets.iter().all(|sheet| sheet.columns.len() <= COLUMNS));
            let columns: Vec<_> = sheets.iter().flat_map(|sheet| sheet.columns.clone()).collect();
            assert_eq!(columns, table.columns);
            for (at, row) in table.rows.iter().enumerate() {
                let cells: Vec<_> = sheets.iter().flat_map(|sheet| sheet.rows[at].cells.clone()).collect();
                assert_eq!((cells, &sheets[0].rows[at].label), (row.cells.clone(), &row.label));
            }
        });
        let long =
            Table { rows: vec![Default::default(); ROWS + 1], columns: vec![Default::default()], ..Table::default() };
        assert!(sheets(&long)[0].title.ends_with(", the first 600 of 601 rows"), "{}", sheets(&long)[0].title);
        assert!(sheets(&Table::default()).is_empty());
    }

    #[test]
    fn the_foot_says_whether_the_plan_is_approved() {
        let mut plan = two_plants().plan;
        with(&plan, |cx| assert!(foot(cx).contains("November 2026. Not approved"), "{}", foot(cx)));
        let checksum = "3fa94c21".repeat(8);
        plan.approval =
            Some(Shared::new(Approval { by: "Ada".into(), engine: "2".into(), checksum, ..Approval::default() }));
        with(&plan, |cx| {
            assert!(foot(cx).ends_with("Approved by Ada, engine 2, checksum 3fa94c213fa94c21."), "{}", foot(cx))
        });
    }
}
