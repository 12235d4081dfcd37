//! The figures of a chart as a table: what is copied or saved with its picture.
//!
//! Months or things down, series across; figures are as they are drawn, not as they are printed.

use super::{BubblePlot, Chart, Column, HeatPlot, Ink, Plot, RoadmapPlot, Table, TableCell, TableRow, TimePlot};
use crate::model::Month;

/// The figures of a chart.
pub fn chart_table(chart: &Chart) -> Table {
    let (corner, heads, rows) = match &chart.plot {
        Plot::Time(plot) => of_time(plot),
        Plot::Waterfall(bars) => {
            let rows = bars.iter().map(|bar| (bar.name.clone(), vec![figure(Some(bar.value))])).collect();
            ("Line", vec!["Figure".into()], rows)
        }
        Plot::Bars(bars) | Plot::Pareto(bars) => {
            let parts = bars.iter().map(|bar| bar.parts.len()).max().unwrap_or(0);
            let inks = bars.iter().find(|bar| bar.parts.len() == parts).map(|bar| bar.parts.as_slice());
            let heads = inks.unwrap_or_default().iter().map(|(ink, _)| key_of(chart, *ink)).collect();
            let cells = |bar: &super::Bar| bar.parts.iter().map(|(_, value)| figure(Some(*value))).collect();
            ("Bar", heads, bars.iter().map(|bar| (bar.name.clone(), cells(bar))).collect())
        }
        Plot::Bubbles(plot) => of_bubbles(plot),
        Plot::Heat(plot) => of_heat(plot),
        Plot::Roadmap(plot) => of_roadmap(plot),
    };
    let columns: Vec<Column> = heads.into_iter().map(|label| Column { label, ..Column::default() }).collect();
    let row = |(label, mut cells): Row| {
        cells.resize(columns.len(), TableCell::default());
        TableRow { label, cells, ..TableRow::default() }
    };
    let rows = rows.into_iter().map(row).collect();
    Table { title: chart.label.clone(), corner: corner.into(), rows, columns, ..Table::default() }
}

type Row = (String, Vec<TableCell>);
type Parts = (&'static str, Vec<String>, Vec<Row>);

fn of_time(plot: &TimePlot) -> Parts {
    let series = plot.columns.iter().chain(&plot.stack).chain(&plot.lines);
    let mut lines: Vec<(String, &[Option<f64>])> =
        series.map(|series| (series.name.clone(), series.values.as_slice())).collect();
    for (edges, name) in [(&plot.fan, "interval"), (&plot.wide, "wider interval")] {
        if let Some((low, high)) = edges {
            lines.push((format!("Low end of the {name}"), low));
            lines.push((format!("High end of the {name}"), high));
        }
    }
    if let Some((name, values)) = &plot.strip {
        lines.push((name.clone(), values));
    }
    let cells = |k: usize| lines.iter().map(|(_, values)| figure(values.get(k).copied().flatten())).collect();
    let rows = plot.months.iter().enumerate().map(|(k, month)| (month.to_string(), cells(k))).collect();
    ("Month", lines.iter().map(|(name, _)| name.clone()).collect(), rows)
}

fn of_bubbles(plot: &BubblePlot) -> Parts {
    let cells = |bubble: &super::Bubble| [bubble.x, bubble.y, bubble.size].map(|value| figure(Some(value))).to_vec();
    let rows = plot.bubbles.iter().map(|bubble| (bubble.name.clone(), cells(bubble))).collect();
    ("Name", vec![plot.x.clone(), plot.y.clone(), "Size".into()], rows)
}

fn of_heat(plot: &HeatPlot) -> Parts {
    // What is printed is all there is; the mark of a broken limit is no figure.
    let cell = |cell: &super::HeatCell| said(cell.text.trim_start_matches('▲'));
    let rows = plot.rows.iter().map(|(name, cells)| (name.clone(), cells.iter().map(cell).collect())).collect();
    ("Row", plot.months.iter().map(Month::to_string).collect(), rows)
}

fn of_roadmap(plot: &RoadmapPlot) -> Parts {
    let month =
        |slot: Option<usize>| said(&slot.and_then(|at| plot.months.get(at)).map(Month::to_string).unwrap_or_default());
    let cells =
        |span: &super::Span| vec![month(Some(span.from)), month(Some(span.to)), month(span.mark), said(&span.text)];
    let rows = plot.spans.iter().map(|span| (span.name.clone(), cells(span))).collect();
    ("Name", ["From", "To", "Mark", "State"].map(String::from).to_vec(), rows)
}

/// The name of an ink in the chart's key.
fn key_of(chart: &Chart, ink: Ink) -> String {
    chart.keys.iter().find(|key| key.ink == ink).map_or("Figure".into(), |key| key.name.clone())
}

fn figure(value: Option<f64>) -> TableCell {
    TableCell { value: value.filter(|value| value.is_finite()), ..TableCell::default() }
}

fn said(text: &str) -> TableCell {
    TableCell { text: text.into(), ..TableCell::default() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{with, with_project};
    use super::*;
    use crate::model::Step;
    use crate::report::{Body, page, table_csv, table_text};

    #[test]
    fn every_chart_gives_its_figures() {
        with(&with_project().plan, |cx| {
            let cards = Step::ALL.into_iter().flat_map(|step| page(cx, step).cards);
            for card in cards {
                let Body::Chart(chart) = &card.body else { continue };
                let table = chart_table(chart);
                assert!(!table.rows.is_empty() && !table.columns.is_empty(), "{}", card.id);
                let (csv, text) = (table_csv(&table, table.whole()), table_text(&table, cx.locale));
                assert_eq!(csv.lines().count(), table.rows.len() + 1, "{}: {csv}", card.id);
                let columns: Vec<usize> = text.lines().map(|line| line.split('\t').count()).collect();
                assert!(columns.iter().all(|count| *count == table.columns.len() + 1), "{}: {text}", card.id);
            }
        });
    }
}
