//! How good the forecasts were: error by stream and lag, bias, and what each stream added.

use super::source;
use crate::engine::{AccuracyReview, AccuracySource, LagScores, Score, Stream};
use crate::model::Subject;
use crate::report::card::{card as titled, empty, figure, line, report, tile};
use crate::report::{Body, Card, Context, NOT_COMPUTED, Tile, Tone, Width, glossary};

/// What people call each stream.
pub(super) const NAMES: [&str; 4] = ["Last year's month", "Baseline", "Weighted streams", "Consensus"];

/// Accuracy, bias and value added of the company.
pub fn tiles(cx: &Context, review: &AccuracyReview) -> Vec<Tile> {
    let scores = scores(review, Some(2)).or_else(|| scores(review, None));
    let best = scores.and_then(best);
    let lag = match scores.and_then(|scores| scores.lag) {
        Some(lag) => format!("Accuracy, lag {lag}"),
        None => "Accuracy".to_string(),
    };
    let shown = |value: Option<f64>, text: &dyn Fn(f64) -> String| value.map_or_else(|| NOT_COMPUTED.to_string(), text);
    let missing = || ("needs a year of history".to_string(), Tone::Plain);
    let error = best.and_then(|(_, score)| score.wmape);
    let accuracy = error.map(|error| (1.0 - error).max(0.0) * 100.0);
    let note = |text: String| move || (text, Tone::Plain);
    let from = match review.source {
        AccuracySource::Snapshots => "1 − WMAPE, earlier cycles",
        AccuracySource::BackTest => "1 − WMAPE, back-test",
    };
    let accuracy_note = if accuracy.is_some() { note(from.into())() } else { missing() };
    let bias = best.and_then(|(_, score)| score.bias);
    let bias_note = match bias {
        Some(bias) if bias.abs() > 0.05 => ("beyond ±5%".to_string(), Tone::Warn),
        Some(_) => ("within ±5%".to_string(), Tone::Plain),
        None => missing(),
    };
    let whole = self::scores(review, None).and_then(self::best);
    let added = best.and_then(|(_, score)| score.added_to_naive).or(whole.and_then(|(_, score)| score.added_to_naive));
    let added = added.map(|added| added * 100.0);
    let added_note = match (best, added) {
        (Some((stream, _)), Some(added)) => {
            let tone = if added < 0.0 { Tone::Bad } else { Tone::Good };
            (format!("{} against last year's month", NAMES[stream].to_lowercase()), tone)
        }
        _ => missing(),
    };
    let number = |value: f64| cx.locale.number(value, 1);
    let signed = |value: f64| cx.locale.signed(value, 1);
    vec![
        tile(&lag, glossary::WMAPE, (shown(accuracy, &number), "%".into()), accuracy_note),
        tile("Bias", glossary::BIAS, (shown(bias.map(|bias| bias * 100.0), &signed), "%".into()), bias_note),
        tile("Forecast value added", glossary::FVA, (shown(added, &signed), "pts".into()), added_note),
    ]
}

/// Error by stream and lag.
pub fn card(cx: &Context, review: &AccuracyReview) -> Card {
    let by_lag: Vec<&LagScores> = review.scores.iter().filter(|scores| scores.subject == Subject::All).collect();
    let Some((all, title)) = scores(review, None).and_then(|all| Some((all, title(cx, all)?))) else {
        let text = "Compares what was forecast with what happened, by lag and stream. It needs more than a year of history, or an approved cycle.";
        return empty("accuracy", Width::Half, "No forecast can be checked yet", text);
    };
    let lags: Vec<&&LagScores> = by_lag.iter().filter(|scores| scores.lag.is_some()).collect();
    let mut heads: Vec<String> = lags.iter().filter_map(|scores| scores.lag).map(|lag| format!("Lag {lag}")).collect();
    heads.extend(["All lags", "Bias", "Value added"].map(String::from));
    let percent = |value: f64| cx.locale.percent(value, 1);
    let signed = |value: f64| format!("{}%", cx.locale.signed(value * 100.0, 1));
    let points = |value: f64| cx.locale.signed(value * 100.0, 1);
    let streams = Stream::ALL.iter().enumerate().filter(|(stream, _)| all.streams[*stream].is_some());
    let rows = streams.map(|(stream, _)| {
        let score = |scores: &LagScores| scores.streams[stream];
        let mut cells: Vec<_> =
            lags.iter().map(|scores| figure(score(scores).and_then(|score| score.wmape), percent)).collect();
        let whole = score(all);
        cells.push(figure(whole.and_then(|score| score.wmape), percent));
        cells.push(figure(whole.and_then(|score| score.bias), signed));
        let added = whole.and_then(|score| score.added);
        let mut cell = figure(added, points);
        if added.is_some_and(|added| added < 0.0) {
            cell.tone = Tone::Bad;
            cell.why = "This stream made the forecast worse than the one before it.".into();
        }
        cells.push(cell);
        line(format!("accuracy/{stream}"), NAMES[stream], cells)
    });
    let table = report("Error (WMAPE)", &heads, rows.collect());
    titled("accuracy", Width::Half, title, format!("All products, {}", source(review)), Body::Table(table))
}

fn title(cx: &Context, all: &LagScores) -> Option<String> {
    let (stream, score) = best(all)?;
    let error = cx.locale.percent(score.wmape?, 1);
    let name = NAMES[stream];
    Some(match score.added_to_naive {
        Some(added) if added.abs() < 0.0005 && stream > 0 => {
            format!("{name} is off by {error}, as good as last year's month")
        }
        Some(added) if added > 0.0 && stream > 0 => {
            format!(
                "{name} is off by {error}, {} points better than last year's month",
                cx.locale.number(added * 100.0, 1)
            )
        }
        Some(added) if stream > 0 => {
            format!(
                "{name} is off by {error}, {} points worse than last year's month",
                cx.locale.number(-added * 100.0, 1)
            )
        }
        _ => format!("{name} is off by {error}"),
    })
}

/// The scores of the company at a lag, or over all.
fn scores(review: &AccuracyReview, lag: Option<usize>) -> Option<&LagScores> {
    review.scores.iter().find(|scores| scores.subject == Subject::All && scores.lag == lag)
}

/// The last stream that has a score: what the plan was made with.
pub(super) fn best(scores: &LagScores) -> Option<(usize, Score)> {
    let streams = scores.streams.iter().enumerate().rev();
    streams.filter_map(|(stream, score)| Some((stream, (*score)?))).find(|(_, score)| score.wmape.is_some())
}
