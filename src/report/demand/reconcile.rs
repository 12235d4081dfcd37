//! At which level the baseline is forecast, and how the levels are made to agree: one of four ways.

use crate::model::{Change, Reconciliation};
use crate::report::card::card as titled;
use crate::report::{Act, Body, Card, Choice, Context, Width};

/// The card.
pub fn card(cx: &Context) -> Card {
    let chosen = cx.plan.demand.reconciliation;
    let one = |way: Reconciliation| Choice {
        id: way.code(),
        name: way.name().into(),
        text: meaning(way).into(),
        chosen: way == chosen,
        act: Act {
            label: format!("Reconciliation: {}", way.name()),
            effect: String::new(),
            change: Change::Reconciliation(way),
        },
    };
    let ways = Reconciliation::ALL.len();
    let title = format!("The levels of the baseline agree {}, 1 of {ways} ways", manner(chosen));
    let subtitle = "Reconciliation: sums are exact in each way".to_string();
    let body = Body::Choice(Reconciliation::ALL.map(one).to_vec());
    titled("reconciliation", Width::Third, title, subtitle, body)
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
