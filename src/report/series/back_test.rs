//! What the forecast and the best of the other methods would have said of the last months without having seen them.

use super::Fitted;
use crate::engine::{Candidate, Forecast, MethodKind};
use crate::model::{Measure, ratio};
use crate::report::card::{Months, card as titled, count, empty, key, time};
use crate::report::{Card, Context, Ink, Series, TimePlot, Width};

/// Other methods that are drawn.
const RIVALS: usize = 3;

/// The card.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let fit = fitted.fit;
    let Some(chosen) = chosen(fit) else {
        let text = "Shows what the forecast and the best other methods would have said of the last months without having seen them. It needs more history, or the fit is still to come.";
        return empty("back-test", Width::Half, "No back-test can be shown yet", text);
    };
    let past = chosen.len();
    let months = Months::new(cx, past, 0);
    let known = cx.history(&[fitted.pair], past, true);
    let raw = cx.history(&[fitted.pair], past, false);
    let name = if known == raw { "Actual" } else { "Actual, cleansed" };
    let actual = months.closed(name, Ink::ActualLine, &known);
    let line =
        |name: &str, ink, path: &[f64]| months.closed(name, ink, &path.iter().copied().map(Some).collect::<Vec<_>>());
    let mut lines = vec![actual, line(fit.method.name(), Ink::ForecastLine, &chosen)];
    lines.extend(
        rivals(fit, past).enumerate().map(|(rank, rival)| line(rival.kind.name(), Ink::Rival(rank as u8), &rival.path)),
    );
    let title = title(cx, fitted, &chosen, &known);
    let keys = lines.iter().map(|line| key(line.ink, &line.name)).collect();
    let shown: Vec<&Series> = lines.iter().collect();
    let tips =
        months.tips(cx, &shown, |value| cx.locale.number(value, 0), |month| Some(fitted.cell(Measure::History, month)));
    let subtitle = format!("{}, {} a month, as seen {} ago", fitted.name, fitted.unit, count(past, "month", "months"));
    let label = format!("Back-test of {}, {} a month. {title}", fitted.name, fitted.unit);
    let plot = TimePlot { lines, today: None, ..months.plot() };
    titled("back-test", Width::Half, title, subtitle, time(label, plot, tips, keys))
}

/// The forecast's own path; where none was kept, those of its methods by their shares.
fn chosen(fit: &Forecast) -> Option<Vec<f64>> {
    let with_path = || fit.candidates.iter().filter(|one| one.weight > 0.0 && !one.path.is_empty());
    if let Some(own) = with_path().find(|one| one.kind == fit.method) {
        return Some(own.path.clone());
    }
    let members: Vec<&Candidate> = with_path().filter(|one| one.kind != MethodKind::Combination).collect();
    let months = members.iter().map(|member| member.path.len()).min()?;
    let weight: f64 = members.iter().map(|member| member.weight).sum();
    let at = |t: usize| members.iter().map(|member| member.weight * member.path[t]).sum::<f64>() / weight;
    Some((0..months).map(at).collect())
}

/// The best other methods.
fn rivals(fit: &Forecast, months: usize) -> impl Iterator<Item = &Candidate> {
    fit.candidates.iter().filter(move |one| one.kind != fit.method && one.path.len() == months).take(RIVALS)
}

fn title(cx: &Context, fitted: &Fitted, chosen: &[f64], known: &[Option<f64>]) -> String {
    let months = || chosen.iter().zip(known).filter_map(|(said, actual)| Some((*said, (*actual)?)));
    let error: f64 = months().map(|(said, actual)| (said - actual).abs()).sum();
    let sold: f64 = months().map(|(_, actual)| actual.abs()).sum();
    let name = fitted.fit.method.name();
    match ratio(error, sold) {
        Some(error) => format!(
            "{} ago {name} would have been off by {}",
            count(chosen.len(), "month", "months"),
            cx.locale.percent(error, 1)
        ),
        None => format!("Nothing was sold in the {} of the back-test", count(chosen.len(), "month", "months")),
    }
}
