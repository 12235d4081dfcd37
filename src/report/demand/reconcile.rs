//! At which level the baseline is forecast, and how the levels are made to agree: one of four ways.

use crate::model::{Change, Reconciliation};
use crate::report::card::{count, list};
use crate::report::{Act, Card, Context, Entry, Tone, Width};

/// The card.
pub fn card(cx: &Context) -> Card {
    let used = cx.plan.demand.reconciliation;
    let entry = |way: Reconciliation| {
        let is_used = way == used;
        let act = Act {
            label: format!("Use {}", way.name().to_lowercase()),
            effect: String::new(),
            change: Change::Reconciliation(way),
        };
        Entry {
            id: format!("reconciliation/{}", way.code()),
            tone: if is_used { Tone::Good } else { Tone::Plain },
            title: way.name().into(),
            text: meaning(way).into(),
            chip: if is_used { "in use".into() } else { String::new() },
            actions: if is_used { Vec::new() } else { vec![act] },
            ..Entry::default()
        }
    };
    let ways = Reconciliation::ALL.len();
    let title = format!("The levels of the baseline agree {}, 1 of {ways} ways", manner(used));
    let subtitle = "Reconciliation: sums are exact in each way".to_string();
    let card = list("reconciliation", Width::Third, title, subtitle, Reconciliation::ALL.map(entry).to_vec());
    Card { foot: evidence(cx).unwrap_or_default(), ..card }
}

/// "Total, 12 months held back: off by 4.1% as a whole, by 4.6% as the sum of its items. 3 of 4 families are better as a whole."
fn evidence(cx: &Context) -> Option<String> {
    let forecasts = &cx.outcome.forecasts;
    let errors = forecasts.levels.iter().filter_map(|level| Some((level.family, level.error(forecasts)?)));
    let (families, total): (Vec<_>, Vec<_>) = errors.partition(|(family, _)| family.is_some());
    let percent = |error: f64| cx.locale.percent(error, 1);
    let of_total = total.first().map(|(_, error)| {
        format!(
            "Total, {} held back: off by {} as a whole, by {} as the sum of its items.",
            count(error.months, "month", "months"),
            percent(error.own),
            percent(error.sum)
        )
    });
    let better = families.iter().filter(|(_, error)| error.own < error.sum).count();
    let are = if better == 1 { "is" } else { "are" };
    let of_families = (!families.is_empty())
        .then(|| format!("{better} of {} {are} better as a whole.", count(families.len(), "family", "families")));
    let said: Vec<String> = of_total.into_iter().chain(of_families).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn manner(way: Reconciliation) -> &'static str {
    match way {
        Reconciliation::BottomUp => "bottom-up",
        Reconciliation::MiddleOut => "middle-out",
        Reconciliation::TopDown => "top-down",
        Reconciliation::LeastSquares => "by least squares",
    }
}

/// What a way does, in one sentence.
fn meaning(way: Reconciliation) -> &'static str {
    match way {
        Reconciliation::BottomUp => "Each item in each market is forecast by itself; families and the total are sums.",
        Reconciliation::MiddleOut => {
            "Each family is forecast as a whole and spread to its items by their own forecasts; the total is a sum."
        }
        Reconciliation::TopDown => "The total is forecast as a whole and spread to all items by their own forecasts.",
        Reconciliation::LeastSquares => {
            "Every level is forecast; the differences are shared out so that the more reliable level moves less."
        }
    }
}
