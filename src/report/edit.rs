//! From what somebody typed into a cell to the change that it means, and from a change to the words that describe it.
//!
//! `120` stands there instead, `=1200/4+30` is worked out and stands there, `+30` is added, `+10%`, `*1.05` and `/2` scale, nothing takes
//! the typed figure back. A sign in front is always a difference: `-30` takes 30 off, `=-30` is the figure minus thirty. Example: `+30` on a
//! quarter of demand adds 10 in each of its months. Invariant: a text that is not understood is refused with a sentence, never guessed.

use super::{Context, Locale};
use crate::engine::method_from_code;
use crate::model::{
    Cell, Change, FamilyId, Figure, How, ItemId, MarketId, Measure, Month, OverMonths, Plan, Record, Row, Subject,
    Unit, Verdict,
};

mod arithmetic;
mod lock;
pub(super) mod number;

pub use lock::{Locking, authored, locking};

/// The change that a typed text means for a cell: `120`, `1,234.5`, `=1200/4+30`, `+30`, `-30`, `+10%`, `*1.05`, `/2`, or nothing to take
/// the typed figure back. A figure that is typed over another one keeps its reason and its lock; `+30` and `+10%` over a figure that stands
/// there instead act on that figure, so that what was shown is what is changed.
///
/// # Errors
/// A sentence that says what was read and what was expected, or why the cell takes no figure.
pub fn typed(cx: &Context, cell: &Cell, text: &str) -> Result<Change, String> {
    refuse(cx, cell)?;
    let earlier = typed_figure(cx.plan, cell);
    let text = text.trim();
    if text.is_empty() {
        return Ok(Change::no_figure(cell.clone(), false));
    }
    let (how, value) = over(earlier, read(cx, cell, text)?);
    if how != How::Percent && mixes_units(cx, cell) {
        return Err(MIXED.into());
    }
    let value = if how == How::Add { a_month(cell, value) } else { value };
    checked(new_figure(cx, cell, earlier, (how, value))).map(Change::figure)
}

/// Said where units that do not add meet a quantity.
pub(super) const MIXED: &str = "These items count in different units, so only a change such as +10% can be typed here.";

/// A typed figure with the reason of the one that stood there.
pub(super) fn new_figure(cx: &Context, cell: &Cell, earlier: Option<&Figure>, (how, value): (How, f64)) -> Figure {
    Figure {
        since: Some(cx.plan.header.first),
        reason: earlier.and_then(|earlier| earlier.reason.clone()),
        locked: earlier.is_some_and(|earlier| earlier.locked),
        ..Figure::new(cell.clone(), how, value)
    }
}

/// The figure, if a plan can hold it.
pub(super) fn checked(figure: Figure) -> Result<Figure, String> {
    let name = figure.cell.measure.name();
    match figure.check() {
        Ok(()) => Ok(figure),
        Err(_) if figure.how == How::Replace && figure.value < 0.0 => Err(format!("{name} cannot be below zero.")),
        Err(flaw) => Err(format!("This is no figure for {}: {flaw}.", name.to_lowercase())),
    }
}

/// A difference or a factor over a figure that stands there instead: the figure that comes of it. A difference over a difference is typed
/// anew, as F2 shows it.
pub(super) fn over(earlier: Option<&Figure>, (how, value): (How, f64)) -> (How, f64) {
    match (earlier.filter(|earlier| earlier.how == How::Replace), how) {
        (Some(earlier), How::Add) => (How::Replace, tidy(earlier.value + value)),
        (Some(earlier), How::Percent) => (How::Replace, tidy(earlier.value * (1.0 + value))),
        _ => (how, value),
    }
}

/// What a cell holds, to be edited: the form in which it was typed (`+10%`), or the figure with all of its decimals (15 digits).
/// A figure below zero is written `=-30`, since `-30` takes 30 off.
pub fn content(cx: &Context, cell: &Cell, value: Option<f64>) -> String {
    let figure = typed_figure(cx.plan, cell).filter(|_| is_typed_measure(cell.measure));
    match figure.map(|figure| (figure.how, figure.value)) {
        Some((How::Add, value)) => plus(exact(cx.locale, in_all(cell, value))),
        Some((How::Percent | How::Shift, share)) => format!("{}%", plus(exact(cx.locale, share * 100.0))),
        Some((How::Replace, value)) => equals(exact(cx.locale, value)),
        None => value.map_or_else(String::new, |value| equals(exact(cx.locale, value))),
    }
}

fn plus(text: String) -> String {
    if text.starts_with('-') { text } else { format!("+{text}") }
}

fn equals(text: String) -> String {
    if text.starts_with('-') { format!("={text}") } else { text }
}

/// As many digits as a number holds for sure, with the decimal sign of the locale and no groups.
fn exact(locale: &Locale, value: f64) -> String {
    format!("{}", tidy(value)).replace('.', &locale.decimal.to_string())
}

/// To 15 significant digits: 110.00000000000001 is 110.
fn tidy(value: f64) -> f64 {
    let tidy = format!("{value:.14e}").parse().unwrap_or(value);
    if tidy == 0.0 { 0.0 } else { tidy }
}

/// Whether people may type figures of a measure.
pub fn is_typed_measure(measure: Measure) -> bool {
    use Measure as M;
    matches!(
        measure,
        M::Consensus
            | M::Sales
            | M::Marketing
            | M::FinanceView
            | M::Production
            | M::Purchase
            | M::TargetStock
            | M::Capacity
            | M::OvertimeLimit
            | M::Price
            | M::UnitCost
            | M::Overhead
    )
}

/// The figure that was typed exactly at an address, if any; a what-if on top of everything does not count.
pub fn typed_figure<'a>(plan: &'a Plan, cell: &Cell) -> Option<&'a Figure> {
    use Measure as M;
    let figures = match cell.measure {
        M::Consensus | M::Sales | M::Marketing | M::FinanceView => &plan.demand.figures,
        M::Production | M::Purchase | M::TargetStock | M::Capacity | M::OvertimeLimit => &plan.supply.figures,
        M::Price | M::UnitCost | M::Overhead => &plan.finance.figures,
        _ => return None,
    };
    if figures.is_empty() { None } else { figures.get(&(cell.clone(), false)) }
}

fn refuse(cx: &Context, cell: &Cell) -> Result<(), String> {
    if !is_typed_measure(cell.measure) {
        return Err(format!(
            "{} is worked out, so it cannot be typed. Maybe ask for its arithmetic (Ctrl E) and change what it is made of.",
            cell.measure.name()
        ));
    }
    if cell.last < cx.plan.header.first {
        return Err(format!("{} is closed, so nothing can be typed there.", cx.locale.long_month(cell.last)));
    }
    match typed_figure(cx.plan, cell) {
        Some(figure) if figure.locked => {
            let by = figure.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
            Err(format!("This figure is locked{by}. Ctrl L unlocks it."))
        }
        _ => Ok(()),
    }
}

pub(super) fn mixes_units(cx: &Context, cell: &Cell) -> bool {
    let pairs = match cell.measure.unit() {
        Unit::Units => cx.outcome.frame.pairs_in(&cell.subject, &cell.place),
        _ => return false,
    };
    let items: Vec<usize> = pairs.iter().map(|pair| cx.outcome.frame.pairs[*pair].item).collect();
    !items.is_empty() && cx.one_unit(&items).is_none()
}

fn read(cx: &Context, cell: &Cell, text: &str) -> Result<(How, f64), String> {
    let wrong = || {
        format!(
            "\"{}\" is not a figure for {}; expected a number such as {}, arithmetic such as =1200/4, a difference such as +30, or a change such as +10% or *1.05.",
            text.chars().take(40).collect::<String>(),
            cell.measure.name().to_lowercase(),
            cx.locale.number(1234.5, 1)
        )
    };
    meant(cx.locale, text).ok_or_else(wrong)
}

/// How a text acts, and its number; what is added is the sum over all months of the cell.
fn meant(locale: &Locale, text: &str) -> Option<(How, f64)> {
    if let Some(sum) = text.strip_prefix('=') {
        return arithmetic::value(locale, sum).map(|value| (How::Replace, tidy(value)));
    }
    let is_signed = text.starts_with(['+', '-', '−']);
    let change = if text.starts_with(['*', '/', '×', '÷']) {
        arithmetic::factor(locale, text)? - 1.0
    } else if let Some(share) = text.strip_suffix('%') {
        // A bare "110%" means eleven tenths of what stands there; "+10%" means the same.
        let percent = number::read(locale, share)?;
        if is_signed { percent / 100.0 } else { percent / 100.0 - 1.0 }
    } else {
        let how = if is_signed { How::Add } else { How::Replace };
        return number::read(locale, text).map(|value| (how, value));
    };
    // Kept to 12 decimals: 1.05 less 1 is 0.05.
    (change >= -1.0).then(|| (How::Percent, (change * 1e12).round() / 1e12))
}

/// What pasted text that no figure can be means: `=1+2`, `*1.05`, `/2`, `+10%`. `None`: it is read as a figure.
pub(super) fn meant_by_form(locale: &Locale, text: &str) -> Option<Option<(How, f64)>> {
    let is_form =
        text.starts_with(['=', '*', '/', '×', '÷']) || (text.ends_with('%') && text.starts_with(['+', '-', '−']));
    is_form.then(|| meant(locale, text))
}

/// What is added to a flow of several months is added to their sum: an equal part to each, since `How::Add` counts by month.
fn a_month(cell: &Cell, value: f64) -> f64 {
    let months = f64::from((cell.last - cell.first).max(0) + 1);
    if cell.measure.over_months() == OverMonths::Sum { value / months } else { value }
}

/// The other way: what was added to each month, over all of them.
fn in_all(cell: &Cell, value: f64) -> f64 {
    let months = f64::from((cell.last - cell.first).max(0) + 1);
    if cell.measure.over_months() == OverMonths::Sum { value * months } else { value }
}

/// A change in a few words: "Consensus demand of Volt 33 in Central Europe, May 27: 120".
pub fn describe(cx: &Context, change: &Change) -> String {
    match change {
        Change::DemandFigure(row) | Change::SupplyFigure(row) | Change::FinanceFigure(row) => figure(cx, row),
        Change::Project(Row::Put(project)) => {
            let verdict = verdict_name(project.verdict).to_lowercase();
            format!("Project {}: launch {}, {verdict}", project.name, cx.locale.month(project.launch))
        }
        Change::Strategy(strategy) => format!("Plan of record: {}", strategy.name()),
        Change::Decision(Row::Put(decision)) => format!("Decision: {}", decision.title),
        Change::SignOff(Row::Put(sign_off)) => format!("Signed off: {}", sign_off.step.name()),
        Change::Event(Row::Put(event)) => format!("Event: {}", event.name),
        Change::Trend(Row::Put(trend)) => format!("Trend: {}", trend.name),
        Change::Scenario(Row::Put(scenario)) => format!("Scenario: {}", scenario.name),
        Change::Scenario(Row::Remove(_)) => "Scenario taken out".into(),
        Change::Item(Row::Put(item)) => format!("Item {}", item.id),
        Change::Component(Row::Put(part)) => {
            format!("Bill of material of {}: {} x {}", part.parent, part.qty, part.component)
        }
        Change::Operation(Row::Put(step)) => {
            format!("Routing of {} on {}: {} h", step.item, step.resource, step.hours_per_unit)
        }
        Change::Resource(Row::Put(resource)) => format!("Resource {}", cx.resource(&resource.id)),
        Change::Policy(Row::Put(policy)) => format!("Stock policy of {}", subject(cx, &policy.subject)),
        Change::PhaseOut(Row::Put(end)) => {
            format!("Phase-out of {}: last month {}", cx.item(&end.item), cx.locale.month(end.last))
        }
        Change::Mark(Row::Remove((item, market, month))) => {
            format!("{} of {} in {}: mark taken off", cx.locale.month(*month), cx.item(item), cx.market(market))
        }
        Change::Mark(Row::Put(mark)) => {
            let verdict = if mark.accepted { "marked as not representative" } else { "kept as it is" };
            format!(
                "{} of {} in {}: {verdict}",
                cx.locale.month(mark.month),
                cx.item(&mark.item),
                cx.market(&mark.market)
            )
        }
        Change::Method(Row::Put(method)) => {
            let name = method_from_code(&method.method).map_or(method.method.as_str(), |kind| kind.name());
            format!(
                "Method of {}: {name}",
                forecast_of(cx, &method.item, method.market.as_ref(), method.family.as_ref())
            )
        }
        Change::Method(Row::Remove((item, market, family))) => {
            format!("Method of {}: automatic", forecast_of(cx, item, market.as_ref(), family.as_ref()))
        }
        Change::Reconciliation(way) => format!("Reconciliation: {}", way.name()),
        Change::Fences { frozen, prebuild } => match prebuild {
            Some(months) => format!("Frozen months {frozen}, pre-build up to {months} months"),
            None => format!("Frozen months {frozen}, pre-build without limit"),
        },
        Change::SupplyTerms(_) => "Weights and limits of the solved plans".into(),
        Change::Terms(_) => "Payment terms and rates".into(),
        Change::Many(changes) => several(cx, changes),
        other => kind(cx.locale, &other.address()),
    }
}

/// What a verdict on a project is called.
pub fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Open => "By its gate",
        Verdict::Go => "Go",
        Verdict::Hold => "Hold",
        Verdict::Kill => "Stopped",
    }
}

/// "Volt 33 in Central Europe", "Volt 33", "family Drills".
fn forecast_of(cx: &Context, item: &ItemId, market: Option<&MarketId>, family: Option<&FamilyId>) -> String {
    let who = family.map_or_else(|| cx.item(item), |family| format!("family {}", cx.family(family)));
    market.map_or(who.clone(), |market| format!("{who} in {}", cx.market(market)))
}

/// "sign_off/..." is "Sign off".
fn kind(locale: &Locale, address: &str) -> String {
    locale.sentence(&address.split('/').next().unwrap_or_default().replace('_', " "))
}

fn several(cx: &Context, changes: &[Change]) -> String {
    let is_edit = |change: &&Change| !matches!(change, Change::Note(_) | Change::Decision(_));
    let edits: Vec<&Change> = changes.iter().filter(is_edit).collect();
    // the record of a decision goes with what was decided, and is told only by itself
    let records = changes.iter().filter(|change| matches!(change, Change::Decision(_)));
    let told = if edits.is_empty() { records.collect() } else { edits };
    match told.as_slice() {
        [] => "Nothing".into(),
        [one] => describe(cx, one),
        [first, rest @ ..] => format!("{} and {} more", describe(cx, first), rest.len()),
    }
}

fn figure(cx: &Context, row: &Row<Figure>) -> String {
    let (cell, text) = match row {
        Row::Put(figure) => (&figure.cell, amount(cx, figure)),
        Row::Remove((cell, _)) => (cell, "as worked out".into()),
    };
    format!(
        "{} of {}{}, {}: {text}",
        cell.measure.name(),
        subject(cx, &cell.subject),
        cx.place(&cell.place),
        months(cx, cell.first, cell.last)
    )
}

fn subject(cx: &Context, subject: &Subject) -> String {
    match subject {
        Subject::All => "everything".into(),
        other => cx.subject(other),
    }
}

fn months(cx: &Context, first: Month, last: Month) -> String {
    let horizon = cx.plan.horizon();
    if first == horizon.first && last == horizon.last() { "all months".into() } else { cx.locale.span(first, last) }
}

fn amount(cx: &Context, figure: &Figure) -> String {
    let decimals = if figure.cell.measure.unit() == Unit::UnitPrice { 2 } else { 0 };
    match figure.how {
        How::Replace => cx.locale.number(figure.value, decimals),
        How::Add => cx.locale.signed(figure.value, decimals),
        How::Percent | How::Shift => format!("{}%", cx.locale.signed(figure.value * 100.0, 1)),
    }
}

#[cfg(test)]
mod tests;
