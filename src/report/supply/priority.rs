//! What waiting and losing cost by the priority of a market, and which market has which: weights of every plan, for people to set.

use std::collections::BTreeSet;

use crate::model::{Change, Market, PriorityCost, Row, Unmet};
use crate::report::{Act, Context, Entry};

/// What waiting and losing cost by priority, for every priority that a market has; and the priority of every market.
pub fn entries(cx: &Context) -> Vec<Entry> {
    let terms = &cx.plan.supply.terms;
    let markets = &cx.plan.catalog.markets;
    let frame = &cx.outcome.frame;
    let is_sold_to = |market: &&Market| frame.pairs.iter().any(|pair| frame.markets.code(pair.market) == &market.id);
    let sold_to: Vec<&Market> = markets.iter().filter(is_sold_to).collect();
    let used: BTreeSet<u8> = sold_to.iter().map(|market| market.priority).collect();
    let set = |label: String, cost: PriorityCost| {
        let mut changed = terms.clone();
        changed.priorities.retain(|own| own.priority != cost.priority);
        changed.priorities.push(cost);
        Act { label, effect: String::new(), change: Change::SupplyTerms(Box::new(changed)) }
    };
    let percent = |share: f64| cx.locale.percent(share, 0);
    let by_priority = used.iter().flat_map(|priority| {
        let own = terms.priority(*priority);
        let times = |share: f64, factor: f64| (share * factor * 100.0).round() / 100.0;
        let usual = PriorityCost::usual(*priority);
        let choices = |usual: f64, own: f64| {
            let all = [times(usual, 0.5), usual, times(usual, 2.0)];
            all.into_iter().filter(move |share| (share - own).abs() > 1e-9)
        };
        let waiting = Entry {
            id: format!("terms/waiting/{priority}"),
            title: format!("Waiting, priority {priority}"),
            text: "What a customer of this priority who waits a month costs, as a share of the price.".into(),
            figure: percent(own.waiting),
            actions: choices(usual.waiting, own.waiting)
                .map(|share| set(format!("Set {}", percent(share)), PriorityCost { waiting: share, ..own }))
                .collect(),
            ..Entry::default()
        };
        let lost = Entry {
            id: format!("terms/lost/{priority}"),
            title: format!("Goodwill, priority {priority}"),
            text: "What a lost sale of this priority costs beyond its price, as a share of it.".into(),
            figure: percent(own.lost),
            actions: choices(usual.lost, own.lost)
                .map(|share| set(format!("Set {}", percent(share)), PriorityCost { lost: share, ..own }))
                .collect(),
            ..Entry::default()
        };
        [waiting, lost]
    });
    let by_market = sold_to.into_iter().map(|market| {
        let act = |label: String, market: Market| Act {
            label,
            effect: String::new(),
            change: Change::Market(Row::Put(Box::new(market))),
        };
        let (waits, other) = match market.unmet {
            Unmet::Backlog => (
                "Its customers wait.",
                act("Customers go elsewhere".into(), Market { unmet: Unmet::Lost, ..market.clone() }),
            ),
            Unmet::Lost => (
                "Its customers go elsewhere.",
                act("Customers wait".into(), Market { unmet: Unmet::Backlog, ..market.clone() }),
            ),
        };
        let ranks = [1, 2, 3].into_iter().filter(|priority| *priority != market.priority);
        let ranks = ranks.map(|priority| act(format!("Make it {priority}"), Market { priority, ..market.clone() }));
        Entry {
            id: format!("terms/market/{}", market.id),
            title: format!("Priority of {}", cx.market(&market.id)),
            text: format!(
                "Who is served first where there is not enough, and what unmet demand costs; 1 comes before 2. {waits}"
            ),
            figure: market.priority.to_string(),
            actions: ranks.chain([other]).collect(),
            ..Entry::default()
        }
    });
    by_priority.chain(by_market).collect()
}
