//! Every method that was tried: its share of the forecast, how far it was off, its parameters, and a button that forces it.

use super::Fitted;
use super::method::forced_for_series;
use crate::engine::{Candidate, MethodKind, Parameters, method_code};
use crate::model::{Change, Method, Row};
use crate::report::card::{card as titled, count, empty, figure, line, report, said};
use crate::report::{Act, Body, Card, Context, RowKind, TableCell, TableRow, Tone, Width};

/// The card.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let candidates = &fitted.fit.candidates;
    if candidates.is_empty() {
        let text = if fitted.is_draft {
            "Shows every method that was tried with its error in the back-test. The fit is on its way; until then last year's month stands in."
        } else {
            "Shows every method that was tried with its error in the back-test. Nothing was tried: there is no demand to fit."
        };
        return empty("candidates", Width::Full, "0 methods were tried", text);
    }
    let naive = candidates.iter().find(|one| one.kind == MethodKind::SeasonalNaive).and_then(|one| one.wmape);
    let heads =
        ["Share", "WMAPE", "Bias", "MASE", "Back-tests", "Better than last year's month, pts", "Parameters", "Use"];
    let rows = candidates.iter().map(|one| row(cx, fitted, one, naive)).collect();
    let mut table = report("Method", &heads.map(String::from), rows);
    table.title = format!("Methods tried for {}", fitted.name);
    // A combination is made of the others: it is one of the rows, not one of the methods.
    let methods = || candidates.iter().filter(|one| one.kind != MethodKind::Combination);
    let in_use = methods().filter(|one| one.weight > 0.0).count();
    let title = format!(
        "{in_use} of {} make the forecast: {}",
        count(methods().count(), "method", "methods"),
        fitted.fit.method.name()
    );
    let tests = candidates.iter().map(|one| one.origins).max().unwrap_or(0);
    let subtitle = format!("The best of {} first", count(tests, "back-test", "back-tests"));
    titled("candidates", Width::Full, title, subtitle, Body::Table(table))
}

fn row(cx: &Context, fitted: &Fitted, one: &Candidate, naive: Option<f64>) -> TableRow {
    let percent = |value: f64| cx.locale.percent(value, 1);
    let signed = |value: f64| format!("{}%", cx.locale.signed(value * 100.0, 1));
    let better = naive.zip(one.wmape).map(|(naive, error)| naive - error);
    let mut better_cell = figure(better, |points| cx.locale.signed(points * 100.0, 1));
    better_cell.tone = match better {
        Some(points) if points < -0.0005 => Tone::Bad,
        Some(points) if points > 0.0005 => Tone::Good,
        _ => Tone::Plain,
    };
    let parameters = parameters(cx, &one.parameters);
    let cells = vec![
        figure(Some(one.weight), |share| {
            if share > 0.0 { format!("✓ {}", cx.locale.percent(share, 0)) } else { "0%".into() }
        }),
        figure(one.wmape, percent),
        figure(one.bias, signed),
        figure(one.mase, |mase| cx.locale.number(mase, 2)),
        figure(Some(one.origins as f64), |origins| cx.locale.number(origins, 0)),
        better_cell,
        said(if parameters.is_empty() { "none".into() } else { parameters }),
        use_it(cx, fitted, one.kind),
    ];
    let kind = if one.weight > 0.0 { RowKind::Node } else { RowKind::Measure };
    TableRow { kind, ..line(format!("candidate/{}", method_code(one.kind)), one.kind.name(), cells) }
}

/// A button, or the word that it is forced already.
fn use_it(cx: &Context, fitted: &Fitted, kind: MethodKind) -> TableCell {
    let code = method_code(kind);
    if forced_for_series(cx, fitted.id).is_some_and(|method| method.method == code) {
        return said("✓ forced");
    }
    let method = Method {
        item: fitted.id.item.clone(),
        market: Some(fitted.id.market.clone()),
        method: code.into(),
        ..Method::default()
    };
    let act = Act {
        label: format!("{} for {}", kind.name(), fitted.name),
        effect: String::new(),
        change: Change::Method(Row::Put(Box::new(method))),
    };
    TableCell { act: Some(Box::new(act)), ..said("Use this method") }
}

/// "alpha 0.20, window 6".
fn parameters(cx: &Context, fitted: &Parameters) -> String {
    let weights = [("alpha", fitted.alpha), ("beta", fitted.beta), ("gamma", fitted.gamma), ("phi", fitted.phi)];
    let weights =
        weights.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", cx.locale.number(value?, 2))));
    let window = fitted.window.map(|months| format!("window {months}"));
    weights.chain(window).collect::<Vec<_>>().join(", ")
}
