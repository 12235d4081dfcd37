//! One item in one market in one month: history, baseline, streams, and what was served.

use super::asked::{Asked, fact, noted};
use super::{Operator, Term, Told, counts, layer, money, percent, plain};
use crate::engine::demand::stream;
use crate::model::{Figure, How, Measure, Unit};

/// The formula of a pair's figure.
pub(super) fn told(asked: &Asked, pair: usize) -> Told {
    match asked.cell.measure {
        Measure::History => {
            Told::new("Demand as it was imported.", asked.itself("Imported")).with_source(record(asked, pair))
        }
        Measure::CleansedHistory => cleansed(asked, pair),
        Measure::Baseline => baseline(asked, pair),
        Measure::Launches => layer::launches(asked, pair),
        Measure::PhaseOuts => layer::phase_outs(asked, pair),
        Measure::Trend => layer::trend(asked, pair),
        Measure::Events => layer::events(asked, pair),
        Measure::Sales | Measure::Marketing | Measure::FinanceView => view(asked, pair),
        Measure::Blend => blend(asked, pair),
        Measure::Override => overrides(asked, pair),
        Measure::LastCycle => {
            Told::new("What the last cycle agreed on for this month.", asked.itself("Consensus of the last cycle"))
        }
        Measure::UnmetDemand => unmet(asked, pair),
        Measure::LostSales => lost(asked, pair),
        Measure::Backlog => backlog(asked, pair),
        Measure::Shipments => shipments(asked, pair),
        Measure::RevenueAtDemand | Measure::Revenue | Measure::CostOfGoods => money::sales(asked, pair),
        _ => Told::new("As it stands in the plan.", asked.itself(asked.cell.measure.name())),
    }
}

/// The record that history stands in.
fn record(asked: &Asked, pair: usize) -> Option<String> {
    let (item, market) = (asked.frame().pairs[pair].item, asked.frame().pairs[pair].market);
    Some(format!("Demand history of {} in {}", asked.frame().items.code(item), asked.frame().markets.code(market)))
}

/// What the fit saw: the raw figure, or what an accepted mark says instead.
fn cleansed(asked: &Asked, pair: usize) -> Told {
    let raw = asked.link(Operator::Plus, asked.pair_cell(Measure::History, pair, asked.t()));
    let terms = asked.whole(raw.into_iter().collect(), "Changed by a mark of a planner");
    Told::new("What the forecast is fitted to: demand as it happened, or what a planner put instead.", terms)
}

/// The fit's mean, while the item is sold and no launch curve stands instead.
fn baseline(asked: &Asked, pair: usize) -> Told {
    let (outcome, t) = (asked.outcome, asked.t());
    let fit = &outcome.forecasts.fits[pair];
    let mean = fit.mean.get(t).copied().filter(|mean| mean.is_finite()).unwrap_or(0.0);
    let mut terms = vec![fact(Operator::Plus, fit.method.name(), mean, Unit::Units)];
    let why = if outcome.product.on_curve[pair] {
        "A launch curve stands instead"
    } else if !outcome.product.sold.at(asked.frame().pairs[pair].item, t) {
        "Not sold in this month"
    } else {
        "Not below zero"
    };
    terms.extend(asked.rest(why, &terms));
    terms.extend(year_before(asked, pair));
    let draft = if outcome.forecasts.pending[pair] { " This is a draft until the fit is there." } else { "" };
    Told::new(format!("{}{draft}", fit.reason), terms)
}

/// The same month of the years before, for the eye.
fn year_before(asked: &Asked, pair: usize) -> Vec<Term> {
    let first = asked.outcome.forecasts.first;
    let month = asked.frame().horizon.month(asked.t());
    let back = |years: i32| usize::try_from(month - 12 * years - first).ok();
    let cell = |t: usize| asked.pair_cell(Measure::CleansedHistory, pair, t);
    (1..=5)
        .filter_map(back)
        .filter_map(|t| asked.link_as(Operator::Note, format!("{}, as fitted", (first + t as i32)), cell(t)))
        .take(2)
        .collect()
}

/// The view of a function: typed, here or at a node above.
fn view(asked: &Asked, pair: usize) -> Told {
    let mut terms = asked.itself("This share of what was typed");
    terms.extend(typed(asked, pair, asked.cell.measure));
    Told::new(
        "What the function typed, spread to this item and market in proportion to the statistical forecast.",
        terms,
    )
}

/// Streams that have a figure, by their weights.
fn blend(asked: &Asked, pair: usize) -> Told {
    let measures = [Measure::Statistical, Measure::Sales, Measure::Marketing, Measure::FinanceView];
    let weights = stream::weights(asked.frame(), &asked.plan.demand)[asked.frame().pairs[pair].item];
    let known = |(measure, weight): (Measure, f64)| {
        let cell = asked.pair_cell(measure, pair, asked.t());
        asked.outcome.figure(asked.plan, &cell).map(|units| (cell, units, weight))
    };
    let streams: Vec<_> = measures.into_iter().zip(weights).filter_map(known).collect();
    let all: f64 = streams.iter().map(|(_, _, weight)| weight).sum();
    let term = |(cell, units, weight): (crate::model::Cell, f64, f64)| {
        let share = if all > 0.0 { weight / all } else { 1.0 };
        let name = cell.measure.name();
        (share > 0.0).then(|| asked.share(name, units * share, cell, format!("{} of {}", percent(share), plain(units))))
    };
    let streams = streams.into_iter().filter(|(cell, ..)| all > 0.0 || cell.measure == Measure::Statistical);
    let terms = streams.filter_map(term).collect();
    Told::new(
        "The streams by weight; one without a figure gives its weight to the others.",
        asked.whole(terms, "Rounding"),
    )
}

/// What was typed over the blend here or at a node above, spread down.
fn overrides(asked: &Asked, pair: usize) -> Told {
    let mut terms = asked.itself("This share of what was typed");
    terms.extend(typed(asked, pair, Measure::Consensus));
    let sentence =
        "Typed figures less the blend, spread to this item and market; more specific ones and locks go first.";
    Told::new(sentence, terms)
}

/// The typed figures that reach a pair in the month, as notes.
fn typed(asked: &Asked, pair: usize, measure: Measure) -> Vec<Term> {
    let month = asked.frame().horizon.month(asked.t());
    let reaches = |figure: &&Figure| {
        let cell = &figure.cell;
        cell.measure == measure
            && cell.first <= month
            && month <= cell.last
            && asked.frame().pairs_in(&cell.subject, &cell.place).contains(&pair)
    };
    asked.plan.demand.figures.iter().filter(reaches).map(typed_term).collect()
}

/// A typed figure as a note.
pub(super) fn typed_term(figure: &Figure) -> Term {
    let cell = &figure.cell;
    let unit = match figure.how {
        How::Replace | How::Add => cell.measure.unit(),
        How::Percent | How::Shift => Unit::Share,
    };
    let how = match figure.how {
        How::Replace => "Typed",
        How::Add => "Typed on top",
        How::Percent => "Typed change",
        How::Shift => "What-if",
    };
    let months =
        if cell.first == cell.last { cell.first.to_string() } else { format!("{} to {}", cell.first, cell.last) };
    let mut label = format!("{how} for {}, {months}", where_typed(figure));
    if figure.locked {
        label.push_str(", locked");
    }
    let by = figure.by.as_deref().map(|by| format!("by {by}"));
    let said: Vec<String> = by.into_iter().chain(figure.reason.clone()).collect();
    let term = fact(Operator::Note, label, figure.value, unit);
    if said.is_empty() { term } else { Term { note: Some(said.join(": ")), ..term } }
}

fn where_typed(figure: &Figure) -> String {
    use crate::model::{Place, Subject};
    let subject = match &figure.cell.subject {
        Subject::All => "everything".to_string(),
        Subject::Family(id) => id.to_string(),
        Subject::Item(id) => id.to_string(),
        Subject::Resource(id) => id.to_string(),
        Subject::Vendor(id) => id.to_string(),
        Subject::Account(id) => id.to_string(),
        Subject::Project(id) => id.to_string(),
    };
    match &figure.cell.place {
        Place::All => subject,
        Place::Market(id) => format!("{subject} in {id}"),
        Place::Site(id) => format!("{subject} at {id}"),
    }
}

/// Demand less what was shipped of it in its month; and the shortages behind it.
fn unmet(asked: &Asked, pair: usize) -> Told {
    let t = asked.t();
    let on_time = asked.outcome.supply.on_time.at(pair, t).0;
    let mut terms: Vec<Term> =
        asked.link(Operator::Plus, asked.pair_cell(Measure::Consensus, pair, t)).into_iter().collect();
    terms.push(fact(Operator::Minus, "Shipped in its month", on_time, Unit::Units));
    let mut terms = asked.whole(terms, "Rounding");
    for (point, _) in asked.frame().serving(pair, t) {
        let cell = asked.point_cell(Measure::Shortage, *point, t);
        terms.extend(asked.link_as(Operator::Note, format!("Short in all: {}", asked.point_name(*point)), cell));
    }
    Told::new("Demand that is not shipped in its month.", terms)
}

/// What was not met and does not wait.
fn lost(asked: &Asked, pair: usize) -> Told {
    let unmet = asked.link(Operator::Plus, asked.pair_cell(Measure::UnmetDemand, pair, asked.t()));
    let terms = asked.whole(unmet.into_iter().collect(), "Waits, or waited before");
    Told::new("Unmet demand that is never served: customers who do not wait, or whom the plan refuses.", terms)
}

/// What waited, with what was not met, less what was served late or lost.
fn backlog(asked: &Asked, pair: usize) -> Told {
    let (supply, t) = (&asked.outcome.supply, asked.t());
    let before = match t.checked_sub(1) {
        Some(before) => {
            asked.link_as(Operator::Plus, "Waiting at the start", asked.pair_cell(Measure::Backlog, pair, before))
        }
        None => opening_backlog(asked, pair),
    };
    let unmet = asked.link(Operator::Plus, asked.pair_cell(Measure::UnmetDemand, pair, t));
    let mut terms: Vec<Term> = before.into_iter().chain(unmet).collect();
    if counts(supply.lost.at(pair, t).0) {
        terms.extend(asked.link(Operator::Minus, asked.pair_cell(Measure::LostSales, pair, t)));
    }
    let served = asked.rest("Served late", &terms);
    terms.extend(served.map(|term| Term { operator: Operator::Minus, value: -term.value, ..term }));
    Told::new("Demand that waits at the end of the month.", terms)
}

fn opening_backlog(asked: &Asked, pair: usize) -> Option<Term> {
    let at = asked.frame().pairs[pair];
    let key = (asked.frame().items.code(at.item).clone(), asked.frame().markets.code(at.market).clone());
    let units = asked.plan.actuals.backlog.get(&key)?.units.0;
    counts(units).then(|| fact(Operator::Plus, "Waiting at the opening, as imported", units, Unit::Units))
}

/// Demand, less what is not met in its month, with what is served late.
fn shipments(asked: &Asked, pair: usize) -> Told {
    let t = asked.t();
    let mut terms: Vec<Term> = [(Operator::Plus, Measure::Consensus), (Operator::Minus, Measure::UnmetDemand)]
        .into_iter()
        .filter_map(|(operator, measure)| asked.link(operator, asked.pair_cell(measure, pair, t)))
        .collect();
    if let Some(late) = asked.rest("Backlog of earlier months, served now", &terms) {
        let waited = t.checked_sub(1).map(|before| asked.pair_cell(Measure::Backlog, pair, before));
        let linked = waited.filter(|cell| asked.outcome.figure(asked.plan, cell).is_some_and(counts));
        let note = linked.is_some().then(|| "of what waited at the start".to_string());
        terms.push(Term { cell: linked, note, ..late });
    }
    let mut told = Told::new("What is demanded and can be met, and what waited.", terms);
    if asked.outcome.supply.unmet.at(pair, t).0 > 0.0 {
        told.terms.push(noted(
            Operator::Note,
            "Not met in its month",
            asked.outcome.supply.unmet.at(pair, t).0,
            Unit::Units,
            "see Unmet demand",
        ));
    }
    told
}
