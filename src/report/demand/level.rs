//! How good the forecasts of a level's nodes were at a lag, the worst first, and what each stream added.
//!
//! WMAPE pools the errors of the items below a node; of its own sum it is lower, since their errors cancel. The tracking signal is that
//! of the sum.

use super::accuracy::{NAMES, best};
use super::source;
use crate::engine::{AccuracyReview, AccuracySource, LAGS, LagScores, Score, TRACKING_LIMIT};
use crate::model::Subject;
use crate::report::card::{count, figure, line, report, said};
use crate::report::mark::series_of;
use crate::report::{
    AccuracyLevel, AccuracyTable, AccuracyView, Context, RowKind, SeriesId, TableCell, TableRow, Tone,
};

/// Nodes that are listed.
const LISTED: usize = 50;

/// The table.
pub fn accuracy_table(cx: &Context, review: &AccuracyReview, view: &AccuracyView) -> AccuracyTable {
    let mut nodes: Vec<(&LagScores, usize, Score)> = review
        .scores
        .iter()
        .filter(|scores| scores.lag == view.lag && level_of(&scores.subject) == Some(view.level))
        .filter_map(|scores| best(scores).map(|(stream, score)| (scores, stream, score)))
        .collect();
    let worst = |score: &Score| score.wmape.unwrap_or(-1.0);
    nodes.sort_by(|a, b| worst(&b.2).total_cmp(&worst(&a.2)).then_with(|| a.0.subject.cmp(&b.0.subject)));
    let rows = nodes.iter().take(LISTED).map(|(scores, stream, score)| row(cx, scores, *stream, score));
    let mut table = report(corner(view.level), &heads(), rows.collect());
    table.title = format!("Accuracy, {}", lag_name(view.lag).to_lowercase());
    AccuracyTable {
        title: title(cx, &nodes, view),
        subtitle: format!("{}, {}", lag_name(view.lag), source(review)),
        lags: (0..=LAGS).map(Some).chain([None]).map(|lag| (lag, short(lag))).collect(),
        foot: foot(review, nodes.len(), view),
        table: if nodes.is_empty() { Default::default() } else { table },
    }
}

fn level_of(subject: &Subject) -> Option<AccuracyLevel> {
    match subject {
        Subject::All => Some(AccuracyLevel::Company),
        Subject::Family(_) => Some(AccuracyLevel::Family),
        Subject::Item(_) => Some(AccuracyLevel::Item),
        _ => None,
    }
}

fn corner(level: AccuracyLevel) -> &'static str {
    match level {
        AccuracyLevel::Company => "Company",
        AccuracyLevel::Family => "Family",
        AccuracyLevel::Item => "Item",
    }
}

fn heads() -> Vec<String> {
    let mut heads: Vec<String> =
        ["Forecast", "WMAPE", "WMAPE of the sum", "Bias", "MASE", "Tracking signal"].map(String::from).to_vec();
    heads.extend(NAMES.iter().skip(1).map(|name| format!("{name} added, pts")));
    heads
}

fn lag_name(lag: Option<usize>) -> String {
    lag.map_or_else(|| format!("Lags 1 to {LAGS} together"), |lag| format!("Lag {lag}"))
}

fn short(lag: Option<usize>) -> String {
    lag.map_or_else(|| "All lags".into(), |lag| format!("Lag {lag}"))
}

fn title(cx: &Context, nodes: &[(&LagScores, usize, Score)], view: &AccuracyView) -> String {
    let at = short(view.lag).to_lowercase();
    let Some((scores, stream, score)) = nodes.first() else { return format!("Nothing can be compared at {at}") };
    let Some(error) = score.wmape else { return format!("Nothing was sold that {at} could be compared with") };
    let (name, error) = (cx.subject(&scores.subject), cx.locale.percent(error, 1));
    match view.level {
        AccuracyLevel::Company => format!("{} of all products was off by {error} at {at}", NAMES[*stream]),
        _ => format!("{name} was off most: {error} at {at}"),
    }
}

fn foot(review: &AccuracyReview, count_all: usize, view: &AccuracyView) -> String {
    let mut foot = match (review.source, view.lag) {
        (AccuracySource::BackTest, _) => {
            "Of a back-test there is no sum and no tracking signal: both need earlier cycles.".to_string()
        }
        (AccuracySource::Snapshots, None) => "The tracking signal is of one lag: choose one.".to_string(),
        (AccuracySource::Snapshots, Some(_)) => format!(
            "Error = forecast − actual. A tracking signal beyond ±{TRACKING_LIMIT} says that the forecast leans one way."
        ),
    };
    if count_all > LISTED {
        foot = format!("The worst {LISTED} of {}. {foot}", count(count_all, "node", "nodes"));
    }
    foot
}

fn row(cx: &Context, scores: &LagScores, stream: usize, score: &Score) -> TableRow {
    let percent = |value: f64| cx.locale.percent(value, 1);
    let signed = |value: f64| format!("{}%", cx.locale.signed(value * 100.0, 1));
    let mut cells = vec![
        said(NAMES[stream]),
        figure(score.wmape, percent),
        figure(score.sum_wmape, percent),
        figure(score.bias, signed),
        figure(score.mase, |value| cx.locale.number(value, 2)),
        tracking(cx, score.tracking),
    ];
    cells.extend((1..NAMES.len()).map(|stream| added(cx, scores.streams[stream].and_then(|score| score.added))));
    let name = cx.subject(&scores.subject);
    let row = line(format!("accuracy/{name}"), name, cells);
    let series = series(cx, &scores.subject);
    let kind = if scores.subject == Subject::All { RowKind::Total } else { RowKind::Measure };
    TableRow { kind, series, ..row }
}

fn tracking(cx: &Context, signal: Option<f64>) -> TableCell {
    let cell = figure(signal, |signal| cx.locale.signed(signal, 1));
    match signal {
        Some(signal) if signal.abs() > TRACKING_LIMIT => {
            let (arrow, way) = if signal > 0.0 { ("▲", "high") } else { ("▼", "low") };
            let why = format!("Beyond ±{TRACKING_LIMIT}: the forecast is too {way} month after month.");
            TableCell { text: format!("{arrow} {}", cell.text), tone: Tone::Warn, why, ..cell }
        }
        _ => cell,
    }
}

fn added(cx: &Context, added: Option<f64>) -> TableCell {
    let cell = figure(added, |added| cx.locale.signed(added * 100.0, 1));
    if added.is_some_and(|added| added < 0.0) {
        let why = "This stream made the forecast worse than the one before it.".into();
        return TableCell { tone: Tone::Bad, why, ..cell };
    }
    cell
}

/// An item's series with the largest demand.
fn series(cx: &Context, subject: &Subject) -> Option<SeriesId> {
    let Subject::Item(item) = subject else { return None };
    let frame = &cx.outcome.frame;
    let size = |pair: &usize| cx.outcome.demand.consensus.row(*pair).iter().map(|units| units.0).sum::<f64>();
    let pairs = frame.pairs_of[frame.items.position(item)?].clone();
    let largest = pairs.max_by(|a, b| size(a).total_cmp(&size(b)).then(b.cmp(a)))?;
    Some(series_of(cx, largest))
}
