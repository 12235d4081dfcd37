//! What the solved plan has to say: which limits bind and what one more unit of them is worth, what is made early and why, and what the
//! solver was told to weigh.
//!
//! Figures come from the plan of record where it is solved, else from the plan of least cost beside it. A price is what one more unit saves
//! at most, within the range in which it holds; the exact figure comes from solving again, which is what the buttons do.

use std::collections::BTreeMap;

use crate::engine::binding::{Binding, Early, Limit, Link, LinkKind};
use crate::engine::{NamedPlan, Solving, Supply, Whole};
use crate::model::{
    Cell, Change, ExtraShift, Figure, Hours, How, Measure, Money, Place, Resource, Row, Strategy, Subject, SupplyTerms,
};
use crate::report::card::{card as titled, count, empty, list};
use crate::report::supply::priority;
use crate::report::{Act, Body, Card, Chart, Context, Entry, HeatCell, HeatPlot, Plot, Tip, Tone, Width};

/// Planned months that are shown at most.
const AHEAD: usize = 24;
/// Limits that are shown at most.
const LISTED: usize = 12;
/// Entries of a list.
const ENTRIES: usize = 6;
/// Hours that a button adds.
const MORE_HOURS: f64 = 10.0;

/// The cards.
pub fn cards(cx: &Context, plans: &[NamedPlan]) -> Vec<Card> {
    let of_record = plans.iter().find(|plan| plan.strategy == cx.outcome.supply.strategy && plan.strategy.is_solved());
    let shown = of_record.or_else(|| plans.iter().find(|plan| plan.strategy == Strategy::OptimalCost));
    let Some((plan, solving)) = shown.and_then(|plan| Some((plan, plan.supply.solving.as_deref()?))) else {
        return vec![terms(cx)];
    };
    vec![heat(cx, plan, solving), prices(cx, plan, solving), early(cx, plan, solving), terms(cx)]
}

/// What a limit is called, what one unit of it is, and where it stands in the plan.
fn named(cx: &Context, limit: Limit, t: usize) -> (String, &'static str, Option<Cell>) {
    let month = cx.plan.horizon().month(t);
    let frame = &cx.outcome.frame;
    match limit {
        Limit::Hours(resource) => {
            let code = frame.resources.code(resource);
            let subject = Subject::Resource(code.clone());
            (cx.resource(code), "hour", Some(Cell::month(Measure::Capacity, subject, Place::All, month)))
        }
        Limit::Vendor(point) | Limit::Frozen(point) => {
            let (subject, place) = frame.point_address(point);
            let what = if matches!(limit, Limit::Vendor(_)) { "Vendor of " } else { "Frozen: " };
            let name = format!("{what}{}{}", cx.subject(&subject), cx.place(&place));
            (name, "unit", Some(Cell::month(Measure::Purchase, subject, place, month)))
        }
        Limit::Storage(site) => (format!("Storage at {}", cx.site(frame.sites.code(site))), "unit of space", None),
        Limit::LeadTime(point) => {
            let (subject, place) = frame.point_address(point);
            let name = format!("Lead time of {}{}", cx.subject(&subject), cx.place(&place));
            (name, "unit at hand", Some(Cell::month(Measure::ClosingStock, subject, place, month)))
        }
    }
}

/// Limits with their bindings: first what people can move, the one with the dearest month first, then frozen months and lead times.
fn by_limit(solving: &Solving) -> Vec<(Limit, Vec<Binding>)> {
    let key = |limit: Limit| match limit {
        Limit::Hours(at) => (0, at),
        Limit::Vendor(at) => (1, at),
        Limit::Storage(at) => (2, at),
        Limit::Frozen(at) => (3, at),
        Limit::LeadTime(at) => (4, at),
    };
    let mut limits: BTreeMap<(u8, usize), (Limit, Vec<Binding>)> = BTreeMap::new();
    for binding in &solving.binding {
        limits.entry(key(binding.limit)).or_insert((binding.limit, Vec::new())).1.push(*binding);
    }
    let mut limits: Vec<(Limit, Vec<Binding>)> = limits.into_values().collect();
    let most = |bindings: &[Binding]| bindings.iter().map(|binding| binding.worth).fold(0.0, f64::max);
    let is_fixed = |limit: Limit| matches!(limit, Limit::Frozen(_) | Limit::LeadTime(_));
    limits.sort_by(|a, b| is_fixed(a.0).cmp(&is_fixed(b.0)).then(most(&b.1).total_cmp(&most(&a.1))));
    limits
}

/// What has to be whole, as a title begins.
pub fn whole_figures(terms: &SupplyTerms) -> &'static str {
    match (terms.whole_lots, terms.whole_shifts) {
        (true, true) => "Whole lots and shifts",
        (false, true) => "Whole shifts",
        _ => "Whole lots",
    }
}

fn waiting(cx: &Context, id: &'static str, plan: &NamedPlan, width: Width, text: &str) -> Option<Card> {
    let solving = plan.supply.solving.as_deref();
    let optimum = solving.and_then(|solving| solving.optimum.as_ref());
    let is_found = optimum.is_some_and(|optimum| optimum.is_proven());
    if plan.pending.is_some() {
        Some(empty(id, width, "Solving: 0 limits are known yet", text))
    } else if solving.is_some_and(|solving| solving.whole != Whole::Any) {
        let terms = &cx.plan.supply.terms;
        Some(empty(
            id,
            width,
            &format!("{}: 0 prices", whole_figures(terms)),
            &format!(
                "{text} One more unit changes nothing until it makes a whole one: allow any quantity to see prices."
            ),
        ))
    } else if !is_found {
        let shown = match optimum.is_some_and(|optimum| optimum.feasible) {
            true => "what is shown is the best plan that is known",
            false => "it found no plan, and what is shown is the quick one",
        };
        Some(empty(
            id,
            width,
            "Not solved to the end: 0 prices",
            &match plan.gap {
                Some(gap) => format!(
                    "{text} Only the optimum has prices; no plan is cheaper than this one by more than {}.",
                    cx.locale.percent(gap, 2)
                ),
                None => format!("{text} The solver stopped early; {shown}."),
            },
        ))
    } else {
        None
    }
}

fn heat(cx: &Context, plan: &NamedPlan, solving: &Solving) -> Card {
    let text =
        "Shows which hours, vendors and sites limit the solved plan in which month, and what one more unit is worth.";
    if let Some(card) = waiting(cx, "binding", plan, Width::Full, text) {
        return card;
    }
    let limits = by_limit(solving);
    if limits.is_empty() {
        return empty("binding", Width::Full, "0 limits bind: more hours or vendors would save nothing", text);
    }
    let months = cx.outcome.frame.months().min(AHEAD);
    // hours, units and space are shaded each among their own kind
    let kind = |limit: &Limit| std::mem::discriminant(limit);
    let most = |limit: &Limit| {
        let alike = solving.binding.iter().filter(|binding| kind(&binding.limit) == kind(limit));
        alike.map(|binding| binding.worth).fold(0.0, f64::max)
    };
    let row = |(limit, bindings): &(Limit, Vec<Binding>)| {
        let mut cells = vec![HeatCell::default(); months];
        for binding in bindings.iter().filter(|binding| binding.t < months) {
            let share = binding.worth / most(limit);
            let steps = [0.1, 0.3, 0.5, 0.7, 0.9];
            cells[binding.t] = HeatCell {
                text: cx.locale.number(binding.worth, 0),
                shade: Some(steps.iter().filter(|step| share >= **step).count() as u8),
                cell: named(cx, *limit, binding.t).2,
            };
        }
        (named(cx, *limit, 0).0, cells)
    };
    let rows: Vec<(String, Vec<HeatCell>)> = limits.iter().take(LISTED).map(row).collect();
    let horizon = cx.plan.horizon();
    let tips = (0..months).map(|t| Tip {
        title: cx.locale.long_month(horizon.month(t)),
        lines: rows
            .iter()
            .filter(|(_, cells)| cells[t].shade.is_some())
            .map(|(name, cells)| (name.clone(), cells[t].text.clone()))
            .collect(),
        cell: rows.iter().find_map(|(_, cells)| cells[t].cell.clone()),
    });
    let tips = tips.collect();
    let (dearest, bindings) = &limits[0];
    let full = bindings.len();
    let title = format!("{} binds in {} of {months} months", named(cx, *dearest, 0).0, full.min(months));
    let subtitle =
        format!("{}: {} that one more unit of the limit saves at most", plan.strategy.name(), cx.locale.currency);
    let label = format!("{title}; {}", count(limits.len(), "limit binds", "limits bind"));
    let months = (0..months).map(|t| horizon.month(t)).collect();
    let chart = Chart { label, plot: Plot::Heat(HeatPlot { months, rows }), tips, keys: Vec::new() };
    titled("binding", Width::Full, title, subtitle, Body::Chart(chart))
}

fn prices(cx: &Context, plan: &NamedPlan, solving: &Solving) -> Card {
    let text = "Says what one more hour, unit of a vendor or space is worth, and for how much of it that holds.";
    if let Some(card) = waiting(cx, "prices", plan, Width::Half, text) {
        return card;
    }
    let limits = by_limit(solving);
    let Some((dearest, bindings)) = limits.first() else {
        return empty("prices", Width::Half, "0 limits have a price", text);
    };
    let (name, unit, _) = named(cx, *dearest, 0);
    let first = &bindings[0];
    let month = cx.locale.long_month(cx.plan.horizon().month(first.t));
    let title = format!("One more {unit} on {name} in {month} {}", saves(cx, first));
    let entries = limits.iter().flat_map(|(_, bindings)| bindings.iter().take(2)).take(ENTRIES);
    let entries = entries.map(|binding| price(cx, binding)).collect();
    let subtitle = "Dearest first; more of it saves no more than that, less of it costs at least that".into();
    list("prices", Width::Half, title, subtitle, entries)
}

fn has_crew(cx: &Context, resource: usize) -> bool {
    let code = cx.outcome.frame.resources.code(resource);
    cx.plan.catalog.resources.get(code).is_some_and(|resource| resource.crew.is_some())
}

/// "saves 70.40" where it was solved again or the price holds so far, else "saves at most 70.40".
fn saves(cx: &Context, binding: &Binding) -> String {
    match binding.gain {
        Some(gain) => format!("saves {}", cx.locale.money(gain)),
        None => format!("saves at most {}", cx.locale.money(binding.worth)),
    }
}

fn price(cx: &Context, binding: &Binding) -> Entry {
    let (name, unit, cell) = named(cx, binding.limit, binding.t);
    let month = cx.plan.horizon().month(binding.t);
    let holds = match binding.range {
        Some((down, up)) => {
            let far = |units: f64| if units.is_finite() { cx.locale.number(units, 1) } else { "any number".into() };
            let price = cx.locale.money(binding.worth);
            format!(" The price of {price} holds for {} more and {} fewer.", far(up), far(down))
        }
        None => String::new(),
    };
    let shift = match binding.limit {
        Limit::Hours(resource) => extra_shift(cx, resource, binding),
        _ => None,
    };
    let act = match (binding.limit, &cell) {
        // typed hours would take the place of a crew
        (Limit::Hours(resource), Some(cell)) if !has_crew(cx, resource) => {
            // overtime grows with the regular hours
            let supply = &cx.outcome.supply;
            let overtime = supply.overtime_limit.at(resource, binding.t);
            let share = supply.capacity.at(resource, binding.t).and_then(|hours| overtime.ratio(hours)).unwrap_or(0.0);
            Some(Act {
                label: format!("Add {} hours in {}", cx.locale.number(MORE_HOURS, 0), cx.locale.month(month)),
                effect: format!("saves at most {}", cx.locale.money(binding.worth * MORE_HOURS * (1.0 + share))),
                change: Change::figure(Figure::new(cell.clone(), How::Add, MORE_HOURS)),
            })
        }
        _ => None,
    };
    Entry {
        id: format!("price/{name}/{}", binding.t),
        tone: Tone::Warn,
        title: format!("{name}, {}", cx.locale.long_month(month)),
        text: format!("One more {unit} {}.{holds}{}", saves(cx, binding), moved(binding.limit)),
        figure: cx.locale.money(binding.worth),
        chip: format!("per {unit}"),
        cell,
        series: None,
        actions: act.into_iter().chain(shift).collect(),
    }
}

/// What people can do about a limit that is not one of hours, vendors or space.
fn moved(limit: Limit) -> &'static str {
    match limit {
        Limit::Frozen(_) => " Fewer frozen months, or a release by hand, would move it.",
        Limit::LeadTime(_) => {
            " It would have had to be released before the cycle month: an open order, or one that is expedited, would bring it."
        }
        _ => "",
    }
}

/// What an extra shift of a fifth of the regular hours would give, where the resource has none yet: half as dear again as a regular hour.
fn extra_shift(cx: &Context, resource: usize, binding: &Binding) -> Option<Act> {
    const SHARE: f64 = 0.2;
    const PREMIUM: f64 = 0.5;
    let code = cx.outcome.frame.resources.code(resource);
    let record = cx.plan.catalog.resources.get(code)?;
    let rate = record.cost_per_hour.filter(|_| record.extra_shift.is_none() && record.crew.is_none())?;
    let hours = (cx.outcome.supply.capacity.at(resource, binding.t)?.0 * SHARE).round();
    let cost = hours * rate.0 * record.overtime_premium.max(PREMIUM);
    let shift = ExtraShift { hours: Hours(hours), cost: Money(cost), most: 1.0 };
    let saved = (binding.worth * hours - cost).max(0.0);
    Some(Act {
        label: format!("Allow an extra shift of {} hours a month", cx.locale.number(hours, 0)),
        effect: format!(
            "saves at most {} in {}",
            cx.locale.money(saved),
            cx.locale.month(cx.plan.horizon().month(binding.t))
        ),
        change: Change::Resource(Row::Put(Box::new(Resource { extra_shift: Some(shift), ..record.clone() }))),
    })
}

fn early(cx: &Context, plan: &NamedPlan, solving: &Solving) -> Card {
    let text = "Lists what the solved plan makes or buys before it is needed, with what makes it do so.";
    if let Some(card) = waiting(cx, "early", plan, Width::Half, text) {
        return card;
    }
    let value: f64 = solving.early.iter().map(|early| early.value.0).sum();
    let Some(first) = solving.early.first() else {
        return empty("early", Width::Half, "0 items are made ahead of need", text);
    };
    let entry = |early: &Early| {
        let (subject, place) = cx.outcome.frame.point_address(early.point);
        let horizon = cx.plan.horizon();
        let (month, needed) = (horizon.month(early.t), horizon.month(early.needed));
        Entry {
            id: format!("early/{}/{}", early.point, early.t),
            tone: Tone::Info,
            title: format!("{}{}, {}", cx.subject(&subject), cx.place(&place), cx.locale.long_month(month)),
            text: format!(
                "{} above target wait for {}: {}",
                cx.locale.number(early.units.0, 0),
                cx.locale.month(needed),
                chain(cx, &early.chain)
            ),
            figure: cx.locale.money(early.value.0),
            chip: "built ahead".into(),
            cell: Some(Cell::month(Measure::ClosingStock, subject, place, month)),
            series: None,
            actions: Vec::new(),
        }
    };
    let (subject, _) = cx.outcome.frame.point_address(first.point);
    let title = format!("{} built ahead, most of it {}", cx.locale.money(value), cx.subject(&subject));
    let entries = solving.early.iter().take(ENTRIES).map(entry).collect();
    list("early", Width::Half, title, "Stock above target at its peak, at standard cost, and why".into(), entries)
}

/// A chain of causes as a sentence: "Fork 38 is short in May, and Subassembly has no hour left in April."
pub fn chain(cx: &Context, links: &[Link]) -> String {
    let frame = &cx.outcome.frame;
    let month = |t: usize| cx.locale.month(cx.plan.horizon().month(t));
    let at = |point: usize| {
        let (subject, place) = frame.point_address(point);
        format!("{}{}", cx.subject(&subject), cx.place(&place))
    };
    let said: Vec<String> = links
        .iter()
        .map(|link| match link.kind {
            LinkKind::Hours(resource) => {
                format!("{} has no hour left in {}", cx.resource(frame.resources.code(resource)), month(link.t))
            }
            LinkKind::Part(part) => format!("{} is short in {}", at(part), month(link.t)),
            LinkKind::Sender(sender) => format!("{} has none to send in {}", at(sender), month(link.t)),
            LinkKind::Vendor => format!("the vendor of {} delivers no more in {}", at(link.point), month(link.t)),
            LinkKind::LeadTime => format!("{} would have had to be released before the cycle month", at(link.point)),
            LinkKind::Frozen => format!("{} is frozen in {}", at(link.point), month(link.t)),
            LinkKind::Typed => format!("{} is planned by typed quantities in {}", at(link.point), month(link.t)),
            LinkKind::NoSource => format!("nothing says how {} is supplied", at(link.point)),
        })
        .collect();
    if said.is_empty() {
        "serving it would cost more than it brings.".into()
    } else {
        format!("{}.", said.join(", because "))
    }
}

/// Why a point is short in a month, where the plan is solved.
pub fn why_short(cx: &Context, supply: &Supply, item: usize, t: usize) -> Option<String> {
    let solving = supply.solving.as_ref()?;
    let short =
        solving.causes.iter().find(|((point, at), _)| *at == t && cx.outcome.frame.points[*point].item == item)?;
    Some(chain(cx, short.1))
}

/// What the solver weighs, and which limits it must hold, each with the button that changes it.
fn terms(cx: &Context) -> Card {
    let terms = &cx.plan.supply.terms;
    let act = |label: &str, set: &dyn Fn(&mut SupplyTerms)| {
        let mut changed = terms.clone();
        set(&mut changed);
        Act { label: label.into(), effect: String::new(), change: Change::SupplyTerms(Box::new(changed)) }
    };
    let entry = |id: &str, title: String, text: &str, figure: String, actions: Vec<Act>| Entry {
        id: format!("terms/{id}"),
        title,
        text: text.into(),
        figure,
        actions,
        ..Entry::default()
    };
    let switch = |id: &str, title: &str, is_hard: bool, text: &str, set: &dyn Fn(&mut SupplyTerms, bool)| {
        let label = if is_hard {
            format!("Let {} give way", title.to_lowercase())
        } else {
            format!("Hold {}", title.to_lowercase())
        };
        let change = act(&label, &|terms| set(terms, !is_hard));
        entry(id, title.into(), text, if is_hard { "must hold".into() } else { "at a price".into() }, vec![change])
    };
    let days = terms.target_days.unwrap_or(SupplyTerms::USUAL_DAYS);
    let below = terms.below_target.unwrap_or(SupplyTerms::USUAL_BELOW_TARGET);
    let minimum = terms.min_service.unwrap_or(0.0);
    let mut entries = vec![
        switch(
            "target",
            "Target stock",
            terms.hard_target,
            "A unit below target costs a share of its standard cost a month, or must not happen.",
            &|terms, hard| {
                terms.hard_target = hard;
            },
        ),
        switch(
            "hours",
            "Hours",
            !terms.soft_hours,
            "Beyond overtime and extra shifts: not at all, or at three times the regular rate.",
            &|terms, hard| {
                terms.soft_hours = !hard;
            },
        ),
        switch(
            "vendors",
            "Vendors",
            !terms.soft_vendors,
            "Beyond what a vendor delivers in a month: not at all, or at half as much again.",
            &|terms, hard| {
                terms.soft_vendors = !hard;
            },
        ),
        switch(
            "storage",
            "Storage",
            !terms.soft_storage,
            "Beyond the space of a site: not at all, or at a twentieth of standard cost a month.",
            &|terms, hard| {
                terms.soft_storage = !hard;
            },
        ),
        entry(
            "lots",
            "Whole lots".into(),
            "Solved releases in whole lots, at least the smallest order: exactly in small plans, rounded up with the gap that it may cost in large ones.",
            if terms.whole_lots { "whole".into() } else { "any quantity".into() },
            vec![act(if terms.whole_lots { "Allow any quantity" } else { "Make lots whole" }, &|terms| {
                terms.whole_lots = !terms.whole_lots;
            })],
        ),
        entry(
            "shifts",
            "Whole shifts".into(),
            "Extra shifts are worked or not, and paid whole in every plan; or by the hour, as many hours of them as the plan uses.",
            if terms.whole_shifts { "whole".into() } else { "by the hour".into() },
            vec![act(if terms.whole_shifts { "Allow part shifts" } else { "Make shifts whole" }, &|terms| {
                terms.whole_shifts = !terms.whole_shifts;
            })],
        ),
        entry(
            "below",
            "Price below target".into(),
            "What a unit below its target stock costs for a month, as a share of its standard cost.",
            cx.locale.percent(below, 0),
            [0.04, 0.08, 0.16]
                .into_iter()
                .filter(|share| *share != below)
                .map(|share| {
                    act(&format!("Set {}", cx.locale.percent(share, 0)), &|terms| terms.below_target = Some(share))
                })
                .collect(),
        ),
        entry(
            "service",
            "Minimum service".into(),
            "The plan of most contribution may refuse demand that loses money, down to this share of each item and market.",
            cx.locale.percent(minimum, 0),
            [0.0, 0.9, 0.98]
                .into_iter()
                .filter(|share| *share != minimum)
                .map(|share| {
                    act(&format!("Set {}", cx.locale.percent(share, 0)), &|terms| {
                        terms.min_service = (share > 0.0).then_some(share)
                    })
                })
                .collect(),
        ),
        entry(
            "days",
            "Target days".into(),
            "Working days of coming requirements that the target-days plan keeps.",
            format!("{} days", cx.locale.number(days, 0)),
            [10.0, 20.0, 40.0]
                .into_iter()
                .filter(|other| *other != days)
                .map(|other| {
                    act(&format!("Set {}", cx.locale.number(other, 0)), &|terms| terms.target_days = Some(other))
                })
                .collect(),
        ),
    ];
    entries.extend(priority::entries(cx));
    let hard = [terms.hard_target, !terms.soft_hours, !terms.soft_vendors, !terms.soft_storage]
        .iter()
        .filter(|hard| **hard)
        .count();
    let title = format!("{hard} of 4 limits must hold, the others have a price");
    list("terms", Width::Full, title, "What the plans are weighed by; every change solves again".into(), entries)
}
