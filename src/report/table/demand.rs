//! Step 2: consensus by family, item and market, with the layers and streams that it is made of.
//!
//! The node's own row is the consensus, with actual demand left of today; it and the views of the functions can be typed at any node.

use super::super::{Against, Context, RowKind, Table, TableRow, TableView, Tone, sum};
use super::sheet::{Head, Line, Sheet};
use super::tree::{Node, Tree};
use crate::engine::{Grid, below};
use crate::model::{Cell, Measure, Place, Plan, Subject, Unit, Units};

/// Closed months that are shown.
const PAST: usize = 6;

/// What can stand below a node, as it stands at first.
const MEASURES: [Measure; 13] = [
    Measure::Baseline,
    Measure::Launches,
    Measure::PhaseOuts,
    Measure::Trend,
    Measure::Events,
    Measure::Statistical,
    Measure::Sales,
    Measure::Marketing,
    Measure::FinanceView,
    Measure::Blend,
    Measure::Override,
    Measure::LastCycle,
    Measure::RevenueAtDemand,
];

/// The planning table of demand.
pub fn table(cx: &Context, view: &TableView) -> Table {
    let sheet = Sheet::new(cx, PAST, &[]);
    let items = cx.sold_items();
    let mut rows = Vec::new();
    Tree::new(cx, view, &items).walk("All products", &mut |node| {
        let pairs = cx.pairs_of(&node.items);
        let at = At { subject: &node.subject, place: &Place::All, items: &node.items, pairs: &pairs };
        let kind = if node.level == 0 { RowKind::Total } else { RowKind::Node };
        push(cx, &sheet, view, &at, (&node.id, &node.label, node.level, kind), &mut rows);
        if node.open {
            markets_of_item(cx, &sheet, view, node, &mut rows);
        }
    });
    if cx.outcome.frame.markets.len() > 1 && !view.is_narrowed() {
        by_market(cx, &sheet, view, &items, &mut rows);
    }
    let unit = cx.one_unit(&items).unwrap_or("units");
    let corner = if view.money {
        format!("Demand at price, {}", cx.locale.currency)
    } else {
        format!("Consensus demand, {unit}")
    };
    let choices = view.choices(&MEASURES);
    Table { title: "Planning table".into(), corner, columns: sheet.columns, rows, choices }
}

/// What a node takes in.
struct At<'a> {
    subject: &'a Subject,
    place: &'a Place,
    items: &'a [usize],
    pairs: &'a [usize],
}

/// The node's row and, where it is open, its measures.
fn push(
    cx: &Context,
    sheet: &Sheet,
    view: &TableView,
    at: &At,
    (id, label, level, kind): (&str, &str, u8, RowKind),
    rows: &mut Vec<TableRow>,
) {
    let open = view.open.contains(id);
    let adds = Adds { cx, pairs: at.pairs, money: view.money, is_one: cx.one_unit(at.items).is_some() };
    let head = Head { id: id.into(), label: label.into(), level, kind, open: Some(open), texts: Vec::new() };
    let consensus = adds.consensus();
    let judged = held_against(cx, view, at, &consensus.ahead);
    rows.push(sheet.row(head, at.subject, at.place, &Line { judged, ..consensus }));
    if !open {
        return;
    }
    for line in view.chosen(adds.below(), |line| line.measure) {
        let head = Head {
            id: format!("{id}/{}", line.measure.code()),
            label: line.measure.name().into(),
            level: level.saturating_add(1),
            kind: if line.measure == Measure::Statistical { RowKind::Sum } else { RowKind::Measure },
            open: None,
            texts: Vec::new(),
        };
        rows.push(sheet.row(head, at.subject, at.place, &line));
    }
}

/// How the months of a node differ from what demand is held against: more is good, less a warning (it breaks no rule), within a twentieth neither. Empty in money.
fn held_against(cx: &Context, view: &TableView, at: &At, ahead: &[Option<f64>]) -> Vec<(Tone, String)> {
    const NOTABLE: f64 = 0.05;
    let (measure, back, name) = match view.against {
        Against::Nothing => return Vec::new(),
        Against::LastCycle => (Measure::LastCycle, 0, "last cycle"),
        Against::LastYear => (Measure::Consensus, 12, "last year"),
        Against::Budget => (Measure::BudgetUnits, 0, "budget"),
    };
    if view.money {
        return Vec::new();
    }
    let horizon = cx.plan.horizon();
    let other = |t: usize| {
        let month = horizon.month(t) - back;
        let measure = if back > 0 && month < horizon.first { Measure::History } else { measure };
        cx.outcome.figure(cx.plan, &Cell::month(measure, at.subject.clone(), at.place.clone(), month))
    };
    let judge = |(t, value): (usize, &Option<f64>)| {
        let (Some(value), Some(other)) = (*value, other(t).filter(|other| *other > 0.0)) else {
            return (Tone::Plain, String::new());
        };
        let share = value / other - 1.0;
        let tone = match share {
            share if share >= NOTABLE => Tone::Good,
            share if share <= -NOTABLE => Tone::Warn,
            _ => return (Tone::Plain, String::new()),
        };
        let (units, share) = (cx.locale.signed(value - other, 0), cx.locale.signed(share * 100.0, 1));
        (tone, format!("{units} ({share}%) against {name}."))
    };
    ahead.iter().enumerate().map(judge).collect()
}

/// The markets of an open item that has several.
fn markets_of_item(cx: &Context, sheet: &Sheet, view: &TableView, node: &Node, rows: &mut Vec<TableRow>) {
    let (Subject::Item(_), [item]) = (&node.subject, node.items.as_slice()) else { return };
    let frame = &cx.outcome.frame;
    let pairs = frame.pairs_of[*item].clone();
    if pairs.len() < 2 {
        return;
    }
    for pair in pairs {
        let market = frame.markets.code(frame.pairs[pair].market);
        let place = Place::Market(market.clone());
        let at = At { subject: &node.subject, place: &place, items: &node.items, pairs: &[pair] };
        let id = format!("{}/m:{market}", node.id);
        push(cx, sheet, view, &at, (&id, &cx.market(market), node.level.saturating_add(1), RowKind::Node), rows);
    }
}

/// The market hierarchy over all products.
fn by_market(cx: &Context, sheet: &Sheet, view: &TableView, items: &[usize], rows: &mut Vec<TableRow>) {
    let frame = &cx.outcome.frame;
    let pairs = cx.pairs_of(items);
    let mut waiting: Vec<(usize, u8)> = (0..frame.markets.len())
        .rev()
        .filter(|market| frame.market_above[*market].is_none())
        .map(|market| (market, 0))
        .collect();
    while let Some((market, level)) = waiting.pop() {
        let within = below(&frame.market_above, market);
        let inside: Vec<usize> = pairs.iter().copied().filter(|pair| within[frame.pairs[*pair].market]).collect();
        if inside.is_empty() {
            continue;
        }
        let code = frame.markets.code(market);
        let mut sold: Vec<usize> = inside.iter().map(|pair| frame.pairs[*pair].item).collect();
        sold.dedup();
        let place = Place::Market(code.clone());
        let at = At { subject: &Subject::All, place: &place, items: &sold, pairs: &inside };
        let id = format!("m:{code}");
        push(cx, sheet, view, &at, (&id, &cx.market(code), level, RowKind::Node), rows);
        if view.open.contains(&id) {
            let children = (0..frame.markets.len()).rev().filter(|child| frame.market_above[*child] == Some(market));
            waiting.extend(children.map(|child| (child, level.saturating_add(1))));
        }
    }
}

/// How the figures of a node add up.
struct Adds<'a> {
    cx: &'a Context<'a>,
    pairs: &'a [usize],
    money: bool,
    is_one: bool,
}

impl Adds<'_> {
    /// The node's own row.
    fn consensus(&self) -> Line {
        let demand = &self.cx.outcome.demand;
        let past = if self.money {
            self.cx.history_revenue(self.pairs, PAST)
        } else {
            self.in_one_unit(self.cx.history(self.pairs, PAST, false))
        };
        self.line(Measure::Consensus, &demand.consensus).with_past(Measure::History, past)
    }

    /// The rows below it: layers, streams, what they come to, and last cycle. A layer that is nowhere is left out.
    fn below(&self) -> Vec<Line> {
        let demand = &self.cx.outcome.demand;
        let past = if self.money { Vec::new() } else { self.in_one_unit(self.cx.history(self.pairs, PAST, true)) };
        let mut lines = vec![self.line(Measure::Baseline, &demand.baseline).with_past(Measure::CleansedHistory, past)];
        for (measure, grid) in [
            (Measure::Launches, &demand.launches),
            (Measure::PhaseOuts, &demand.phase_outs),
            (Measure::Trend, &demand.trend),
            (Measure::Events, &demand.events),
        ] {
            lines.extend(self.step(measure, grid));
        }
        lines.push(self.line(Measure::Statistical, &demand.statistical));
        let streams = [
            (Measure::Sales, &demand.sales),
            (Measure::Marketing, &demand.marketing),
            (Measure::FinanceView, &demand.finance),
        ];
        let streams: Vec<Line> = streams.into_iter().map(|(measure, grid)| self.stream(measure, grid)).collect();
        let is_mixed = streams.iter().any(|line| line.ahead.iter().any(Option::is_some));
        lines.extend(streams);
        if is_mixed {
            lines.push(self.line(Measure::Blend, &demand.blend));
        }
        lines.extend(self.step(Measure::Override, &demand.overrides));
        lines.extend(self.last_cycle());
        if !self.money {
            lines.push(self.revenue());
        }
        lines
    }

    fn line(&self, measure: Measure, grid: &Grid<Units>) -> Line {
        let ahead = if self.money {
            sum::all(self.cx.at_price(grid, self.pairs))
        } else if self.is_one {
            sum::all(sum::units(grid, self.pairs))
        } else {
            vec![None; grid.months()]
        };
        Line { unit: self.unit(), editable: self.may_type(measure), ..Line::new(measure, ahead) }
    }

    fn step(&self, measure: Measure, grid: &Grid<Units>) -> Option<Line> {
        let is_there =
            self.may_be(measure) && self.pairs.iter().any(|pair| grid.row(*pair).iter().any(|units| units.0 != 0.0));
        is_there.then(|| Line { signed: true, ..self.line(measure, grid) })
    }

    fn stream(&self, measure: Measure, grid: &Grid<Option<Units>>) -> Line {
        let ahead =
            if self.money { self.worth(grid) } else { self.in_one_unit(sum::known(grid, self.pairs, |units| units.0)) };
        Line { unit: self.unit(), editable: self.may_type(measure), ..Line::new(measure, ahead) }
    }

    /// Whether the plan holds anything that such a figure can come from: a grid that must be blank is not looked through.
    fn may_be(&self, measure: Measure) -> bool {
        let Plan { product, demand, past, .. } = self.cx.plan;
        match measure {
            Measure::Launches => !product.projects.is_empty(),
            Measure::PhaseOuts => !product.phase_outs.is_empty(),
            Measure::Trend => !demand.trends.is_empty(),
            Measure::Events => !demand.events.is_empty(),
            Measure::LastCycle => !past.is_empty(),
            Measure::Override => demand.figures.iter().any(|figure| figure.cell.measure == Measure::Consensus),
            stream => demand.figures.iter().any(|figure| figure.cell.measure == stream),
        }
    }

    fn last_cycle(&self) -> Option<Line> {
        let grid = &self.cx.outcome.demand.last_cycle;
        let line = self.stream(Measure::LastCycle, grid);
        line.ahead.iter().any(Option::is_some).then_some(line)
    }

    fn worth(&self, grid: &Grid<Option<Units>>) -> Vec<Option<f64>> {
        let mut sums = vec![None; grid.months()];
        for pair in self.pairs {
            for (t, units) in grid.row(*pair).iter().enumerate() {
                if let (Some(units), Some(price)) = (units, self.cx.price(*pair, t)) {
                    sums[t] = Some(sums[t].unwrap_or(0.0) + units.0 * price);
                }
            }
        }
        sums
    }

    fn revenue(&self) -> Line {
        let finance = &self.cx.outcome.finance;
        let ahead = sum::all(sum::over(&finance.revenue_at_demand, self.pairs, |money| money.0));
        let past = self.cx.history_revenue(self.pairs, PAST);
        Line::new(Measure::RevenueAtDemand, ahead).with_past(Measure::RevenueAtDemand, past)
    }

    fn in_one_unit(&self, values: Vec<Option<f64>>) -> Vec<Option<f64>> {
        if self.is_one { values } else { vec![None; values.len()] }
    }

    fn unit(&self) -> Unit {
        if self.money { Unit::Money } else { Unit::Units }
    }

    /// What is typed counts units, so a table that shows money takes none.
    fn may_type(&self, measure: Measure) -> bool {
        let is_typed = super::super::is_typed_measure(measure);
        is_typed && !self.money && !self.cx.plan.is_approved()
    }
}
