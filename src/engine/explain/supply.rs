//! One item at one site in one month: what is asked of it, how it is supplied, what it keeps.

use super::asked::{Asked, fact, noted};
use super::{Operator, Term, Told, counts, money, percent, plain, target};
use crate::engine::stock::days_of_supply;
use crate::engine::{Shortage, ShortageCause, qty_for_one, starts};
use crate::model::{Measure, ReceiptKind, Unit, Units, Way};

/// The formula of a point's figure.
pub(super) fn told(asked: &Asked, point: usize) -> Told {
    match asked.cell.measure {
        Measure::Independent => independent(asked, point),
        Measure::Dependent => {
            let terms = needs(asked, point, true);
            Told::new(
                "What parents need when they are started, and other sites when goods leave; gross.",
                asked.whole(terms, "Rounding"),
            )
        }
        Measure::Interplant => {
            let terms = needs(asked, point, false);
            Told::new("What other sites order along lanes, when goods leave; gross.", asked.whole(terms, "Rounding"))
        }
        Measure::Requirement => requirement(asked, point),
        Measure::OpeningStock => opening(asked, point),
        Measure::Receipts => receipts(asked, point),
        Measure::Releases => releases(asked, point),
        Measure::Production | Measure::Purchase | Measure::TransferIn => arrivals(asked, point),
        Measure::TransferOut => sent(asked, point),
        Measure::Usage => usage(asked, point),
        Measure::Shipments => shipments(asked, point),
        Measure::TargetStock => target::told(asked, point),
        Measure::InTransit => moving(asked, point),
        Measure::WorkInProcess => in_process(asked, point),
        Measure::Shortage => shortage(asked, point),
        Measure::InventoryValue => money::inventory(asked, point),
        _ => Told::new("As it stands in the plan.", asked.itself(asked.cell.measure.name())),
    }
}

/// Consensus of the pairs that the point serves, by share.
fn independent(asked: &Asked, point: usize) -> Told {
    let frame = asked.frame();
    let t = asked.t();
    let pairs = frame.pairs_of[frame.points[point].item].clone();
    let served = pairs.filter_map(|pair| {
        let share: f64 = frame.serving(pair, t).iter().filter(|(at, _)| *at == point).map(|(_, share)| share).sum();
        let units = asked.outcome.demand.consensus.at(pair, t).0;
        let cell = asked.pair_cell(Measure::Consensus, pair, t);
        let note = format!("{} of {}", percent(share), plain(units));
        counts(units * share)
            .then(|| asked.share(asked.market_name(frame.pairs[pair].market), units * share, cell, note))
    });
    let terms = served.collect();
    Told::new("Consensus demand of the markets that this site serves, by its share.", asked.whole(terms, "Rounding"))
}

/// What every parent (if asked) and every receiver needs of a point in the month: their own needs of the months that are started in it.
fn needs(asked: &Asked, point: usize, with_parents: bool) -> Vec<Term> {
    let (frame, t) = (asked.frame(), asked.t());
    let mut terms = Vec::new();
    for (user, supplied) in frame.supplied.iter().enumerate() {
        match supplied.way {
            Some(Way::Make) if with_parents => {
                for part in supplied.parts.iter().filter(|part| part.point == point) {
                    started(asked, user, supplied.lead, t, qty_for_one(supplied, part.qty), &mut terms);
                }
            }
            Some(Way::Move) => {
                for lane in supplied.lanes.iter().filter(|lane| lane.from == point) {
                    started(asked, user, lane.lead, t, lane.share, &mut terms);
                }
            }
            _ => {}
        }
    }
    terms.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    terms
}

/// Needs of a user that are started in month t: independent and dependent ones, by month of need.
fn started(asked: &Asked, user: usize, lead: crate::engine::Lead, t: usize, qty: f64, terms: &mut Vec<Term>) {
    let demand = &asked.outcome.demand;
    for (measure, grid) in [(Measure::Independent, &demand.independent), (Measure::Dependent, &demand.dependent)] {
        for need_in in t..asked.frame().months() {
            let share: f64 = starts(lead, need_in).into_iter().filter(|(at, _)| *at == t).map(|(_, share)| share).sum();
            let units = grid.at(user, need_in).0;
            if share <= 0.0 || !counts(units * share * qty) {
                continue;
            }
            let part = if share < 1.0 { format!("{} of ", percent(share)) } else { String::new() };
            let note = format!("{} a unit \u{d7} {part}{}", plain(qty), plain(units));
            let label =
                format!("{}, {} of {}", asked.point_name(user), measure.name().to_lowercase(), asked.month(need_in));
            terms.push(asked.share(label, units * share * qty, asked.point_cell(measure, user, need_in), note));
        }
    }
}

/// Customers, and the rest: backlog, parents and receivers as the plan wishes them.
fn requirement(asked: &Asked, point: usize) -> Told {
    let t = asked.t();
    let customers = asked.link(Operator::Plus, asked.point_cell(Measure::Independent, point, t));
    let mut terms =
        asked.whole(customers.into_iter().collect(), "Backlog, parents and other sites, as the plan wishes them");
    terms.extend(asked.link_as(
        Operator::Note,
        "Dependent demand, gross",
        asked.point_cell(Measure::Dependent, point, t),
    ));
    Told::new("Everything that is asked of the item at this site in the month.", terms)
}

/// Stock on hand as imported; below zero counts as zero.
fn opening(asked: &Asked, point: usize) -> Told {
    let at = asked.frame().points[point];
    let (item, site) = (asked.frame().items.code(at.item), asked.frame().sites.code(at.site));
    let stock = asked.plan.actuals.stock.get(&(item.clone(), site.clone()));
    let on_hand = stock.map(|stock| fact(Operator::Plus, "On hand, as imported", stock.units.0, Unit::Units));
    let terms = asked.whole(on_hand.into_iter().collect(), "Below zero counts as zero");
    Told::new("Stock at the end of the last closed month.", terms)
        .with_source(stock.map(|_| format!("Stock of {item} at {site}")))
}

/// Open orders that arrive in the month; past-due ones in the first.
fn receipts(asked: &Asked, point: usize) -> Told {
    let at = asked.frame().points[point];
    let (item, site) = (asked.frame().items.code(at.item), asked.frame().sites.code(at.site));
    let month = asked.frame().horizon.month(asked.t());
    let arrives = |due: crate::model::Month| due == month || (asked.t() == 0 && due < month);
    let records = asked.plan.actuals.receipts.iter();
    let terms = records.filter(|receipt| receipt.item == *item && receipt.site == *site && arrives(receipt.month)).map(
        |receipt| {
            let kind = match receipt.kind {
                ReceiptKind::Purchase => "Open order",
                ReceiptKind::Production => "Work in process",
                ReceiptKind::Transit => "On the road",
            };
            fact(Operator::Plus, format!("{kind}, due in {}", receipt.month), receipt.units.0, Unit::Units)
        },
    );
    let terms = asked.whole(terms.collect(), "Rounding");
    Told::new("What was on its way already, as imported.", terms)
        .with_source(Some(format!("Scheduled receipts of {item} at {site}")))
}

/// What the plan orders, and what it looks at.
fn releases(asked: &Asked, point: usize) -> Told {
    let supplied = &asked.frame().supplied[point];
    let t = asked.t();
    let mut terms = asked.itself("Decided by the plan");
    let arrives = (t + supplied.lead.whole).min(asked.frame().months() - 1);
    terms.extend(basis(asked, point, arrives));
    let strategy = asked.outcome.supply.strategy.name();
    let mut sentence = format!("Ordered so that requirements and target stock are met when it arrives ({strategy})");
    if supplied.min_order.0 > 0.0 {
        sentence.push_str(&format!("; at least {}", plain(supplied.min_order.0)));
    }
    if supplied.lot.0 > 0.0 {
        sentence.push_str(&format!("; in lots of {}", plain(supplied.lot.0)));
    }
    sentence.push_str(&shifted(asked, point, arrives));
    Told::new(sentence, terms)
}

/// What the plan looked at for what arrives in a month.
fn basis(asked: &Asked, point: usize, t: usize) -> Vec<Term> {
    let wished = asked.outcome.supply.wished.at(point, t).0;
    let mut terms = vec![noted(
        Operator::Note,
        "Wished by the strategy",
        wished,
        Unit::Units,
        format!("to arrive in {}", asked.month(t)),
    )];
    let of = [Measure::Requirement, Measure::OpeningStock, Measure::Receipts, Measure::TargetStock];
    // Opening stock of a later month would lead back to what is explained here.
    let of = of.into_iter().filter(|measure| *measure != Measure::OpeningStock || t == 0);
    terms.extend(of.filter_map(|measure| asked.link(Operator::Note, asked.point_cell(measure, point, t))));
    terms
}

/// Why what arrives differs from what the strategy wishes.
fn shifted(asked: &Asked, point: usize, t: usize) -> String {
    let supply = &asked.outcome.supply;
    let row = match asked.frame().supplied[point].way {
        Some(Way::Make) => &supply.production,
        Some(Way::Buy) => &supply.purchase,
        Some(Way::Move) => &supply.transfer_in,
        None => return ".".into(),
    };
    let ahead = |until: usize| -> f64 { (0..=until).map(|s| row.at(point, s).0 - supply.wished.at(point, s).0).sum() };
    let now = ahead(t);
    let slack = 1e-6 * supply.wished.at(point, t).0.abs().max(1.0);
    if now > slack {
        return format!(
            ". Until {} {} more comes than is wished: hours, lots or minimum orders bring it early.",
            asked.month(t),
            plain(now)
        );
    }
    if now < -slack {
        let why = supply.shortages.iter().find(|shortage| shortage.point == point && shortage.t >= t);
        let why = why.map_or(String::new(), |shortage| format!(": {}", cause(asked, shortage)));
        return format!(". Until {} {} less comes than is wished{why}.", asked.month(t), plain(-now));
    }
    ".".into()
}

/// What arrives of the releases of one or two months; of several lanes together only the sum is known.
fn arrivals(asked: &Asked, point: usize) -> Told {
    let (supplied, t) = (&asked.frame().supplied[point], asked.t());
    let lead = match supplied.lanes.as_slice() {
        [] => Some((supplied.lead, supplied.production_yield)),
        [lane] => Some((lane.lead, 1.0)),
        _ => None,
    };
    let mut terms = Vec::new();
    for (back, share) in
        lead.into_iter().flat_map(|(lead, good)| lead.arrivals().map(|(back, share)| (back, share * good)))
    {
        let Some(from) = t.checked_sub(back).filter(|_| share > 0.0) else { continue };
        let units = asked.outcome.supply.releases.at(point, from).0;
        let note = format!("{} of {}", percent(share), plain(units));
        let cell = asked.point_cell(Measure::Releases, point, from);
        terms.extend(
            counts(units).then(|| asked.share(format!("Released in {}", asked.month(from)), units * share, cell, note)),
        );
    }
    let mut terms = asked.whole(terms, "Arrives over several lanes");
    terms.extend(basis(asked, point, t));
    let sentence = format!("What was released a lead time ago, in good units{}", shifted(asked, point, t));
    Told::new(sentence, terms)
}

/// What receivers with this only sender ordered, and the others.
fn sent(asked: &Asked, point: usize) -> Told {
    let t = asked.t();
    let receivers = asked.frame().supplied.iter().enumerate();
    let only = receivers.filter(|(_, supplied)| {
        supplied.way == Some(Way::Move) && matches!(supplied.lanes.as_slice(), [lane] if lane.from == point)
    });
    let term = |(receiver, _)| {
        let cell = asked.point_cell(Measure::Releases, receiver, t);
        asked.link_as(Operator::Plus, format!("To {}", asked.point_name(receiver)), cell)
    };
    let terms = only.filter_map(term).collect();
    Told::new("What other sites order in the month.", asked.whole(terms, "To sites with several senders"))
}

/// Releases of the parents, each times its quantity.
fn usage(asked: &Asked, point: usize) -> Told {
    let t = asked.t();
    let mut terms = Vec::new();
    for (parent, supplied) in asked.frame().supplied.iter().enumerate() {
        for part in supplied.parts.iter().filter(|part| part.point == point) {
            let units = asked.outcome.supply.releases.at(parent, t).0;
            let note = format!("{} a unit \u{d7} {}", plain(part.qty), plain(units));
            let cell = asked.point_cell(Measure::Releases, parent, t);
            terms.extend(counts(units).then(|| asked.share(asked.point_name(parent), units * part.qty, cell, note)));
        }
    }
    Told::new("What parents take when they are started.", asked.whole(terms, "Rounding"))
}

/// What is shipped to the markets that this site alone serves, and the others.
fn shipments(asked: &Asked, point: usize) -> Told {
    let (frame, t) = (asked.frame(), asked.t());
    let pairs = frame.pairs_of[frame.points[point].item].clone();
    let alone = |pair: &usize| matches!(frame.serving(*pair, t), [(at, _)] if *at == point);
    let term = |pair: usize| {
        let cell = asked.pair_cell(Measure::Shipments, pair, t);
        asked.link_as(Operator::Plus, asked.market_name(frame.pairs[pair].market), cell)
    };
    let terms = pairs.filter(alone).filter_map(term).collect();
    Told::new("What this site ships to its markets.", asked.whole(terms, "To markets that other sites serve, too"))
}

/// What was on the road, with what is sent, less what arrives.
fn moving(asked: &Asked, point: usize) -> Told {
    let t = asked.t();
    let before = t.checked_sub(1).and_then(|t| {
        asked.link_as(Operator::Plus, "On the road at the start", asked.point_cell(Measure::InTransit, point, t))
    });
    let sent = asked.link(Operator::Plus, asked.point_cell(Measure::TransferOut, point, t));
    let mut terms: Vec<Term> = before.into_iter().chain(sent).collect();
    let arrived = asked.rest("Arrived", &terms);
    terms.extend(arrived.map(|term| Term { operator: Operator::Minus, value: -term.value, ..term }));
    Told::new("What this plan has sent and has not arrived at the end of the month.", terms)
}

/// What was in process, with the good units of what is released, less what is received.
fn in_process(asked: &Asked, point: usize) -> Told {
    let (supplied, t) = (&asked.frame().supplied[point], asked.t());
    if supplied.way != Some(Way::Make) {
        return Told::new("It is not made here.", asked.whole(Vec::new(), "Rounding"));
    }
    let before = t.checked_sub(1).and_then(|t| {
        asked.link_as(Operator::Plus, "In process at the start", asked.point_cell(Measure::WorkInProcess, point, t))
    });
    let released = asked.outcome.supply.releases.at(point, t).0;
    let good = released * supplied.production_yield;
    let note = format!("{} of {}", percent(supplied.production_yield), plain(released));
    let started =
        counts(good).then(|| asked.share("Released", good, asked.point_cell(Measure::Releases, point, t), note));
    let received = asked.link(Operator::Minus, asked.point_cell(Measure::Production, point, t));
    let terms = before.into_iter().chain(started).chain(received).collect();
    Told::new("What is released and not received yet at the end of the month.", asked.whole(terms, "Rounding"))
}

/// What was short, by cause.
fn shortage(asked: &Asked, point: usize) -> Told {
    let short = asked.outcome.supply.shortages.iter();
    let here = short.filter(|shortage| shortage.point == point && shortage.t == asked.t());
    let terms = here.map(|shortage| fact(Operator::Plus, cause(asked, shortage), shortage.units.0, Unit::Units));
    let terms = terms.collect();
    Told::new(
        "What was asked and could not be served in the month, by what held it up.",
        asked.whole(terms, "Rounding"),
    )
}

/// A cause in words.
fn cause(asked: &Asked, shortage: &Shortage) -> String {
    match shortage.cause {
        ShortageCause::Capacity(resource) => format!("no hours left on {}", asked.resource_name(resource)),
        ShortageCause::LeadTime => "it would have had to be released earlier".into(),
        ShortageCause::Component(point) => format!("{} is short", asked.point_name(point)),
        ShortageCause::Vendor => "the vendor delivers no more".into(),
        ShortageCause::Lane(point) => format!("the sender is short: {}", asked.point_name(point)),
        ShortageCause::NoSource => "nothing says how it is supplied".into(),
        ShortageCause::Frozen => "the months are frozen".into(),
        ShortageCause::Typed => "a planner typed less".into(),
        ShortageCause::Strategy => "the level rate is below the season".into(),
        ShortageCause::WholeLots => "one more whole lot, order or shift would cost more than it serves".into(),
        ShortageCause::Unprofitable => "serving it would cost more than it brings".into(),
    }
}

/// Month by month, what the closing stock covers; at any node whose units add.
pub(super) fn days(asked: &Asked) -> Option<Told> {
    let points = asked.node().points()?;
    let (supply, frame) = (&asked.outcome.supply, asked.frame());
    let t = asked.span.end - 1;
    let required = supply.requirement.sum(points.iter().copied());
    let stock: Units = points.iter().map(|point| supply.closing.at(*point, t)).sum();
    let mut left = stock;
    let mut terms = Vec::new();
    for s in t + 1..frame.months() {
        let days = f64::from(frame.horizon.month(s).days());
        let covered = days_of_supply(left, &required[s..=s], &[days]).days();
        if !counts(covered) {
            break;
        }
        let note = format!("{} of {}", plain(left.min(required[s]).0), plain(required[s].0));
        terms.push(noted(Operator::Plus, asked.month(s), covered, Unit::Days, note));
        if required[s] > left {
            break;
        }
        left -= required[s];
    }
    let mut terms = asked.whole(terms, "Months after the horizon, required like the mean of its last twelve");
    terms.extend(asked.link(Operator::Note, asked.here_at(Measure::ClosingStock, t)));
    Some(Told::new("How long closing stock lasts, walking through the requirements of the months after.", terms))
}
