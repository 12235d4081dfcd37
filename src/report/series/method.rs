//! The choice of a method: for the item in this market, for the item everywhere, or for its family; automatic where nobody chose.
//!
//! The row of the narrowest level holds: item in a market, item everywhere, nearest family in a market, nearest family everywhere, then
//! the families above it.

use super::Fitted;
use crate::engine::{MethodKind, method_code, method_from_code};
use crate::model::{Change, FamilyId, ItemId, MarketId, Method, Row};
use crate::report::card::card as titled;
use crate::report::edit::number;
use crate::report::form::{Flawed, MethodForm, MethodLevel, MethodOption, MethodTyped, PARAMETERS, SeriesId};
use crate::report::{Act, Body, Card, Context, Width};

/// Months of a moving average at most.
const LONGEST_WINDOW: f64 = 120.0;

/// The card.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let rows = rows(cx, fitted.id);
    let form = form(cx, fitted, &rows);
    let title = match rows.first() {
        Some(row) => format!("{} is forced", name_of(row)),
        None => format!("{}, chosen automatically", fitted.fit.method.name()),
    };
    titled("method", Width::Half, title, format!("Method for {}", fitted.name), Body::Method(form))
}

fn form(cx: &Context, fitted: &Fitted, rows: &[&Method]) -> MethodForm {
    let family = family_of(cx, &fitted.id.item);
    let mut levels = vec![
        (MethodLevel::Series, format!("{}, in {} only", cx.item(&fitted.id.item), cx.market(&fitted.id.market))),
        (MethodLevel::Item, format!("{}, in every market", cx.item(&fitted.id.item))),
    ];
    levels
        .extend(family.map(|family| (MethodLevel::Family, format!("Family {}, in every market", cx.family(&family)))));
    let chosen = rows.first().map_or_else(
        || MethodTyped { series: fitted.id.clone(), ..MethodTyped::default() },
        |row| as_typed(cx, fitted.id, row),
    );
    let words = match rows.first() {
        Some(row) => format!("Forced by the row of {}.", whose(cx, row)),
        None => "Nobody has forced a method: it is chosen by back-test.".into(),
    };
    let others: Vec<String> =
        rows.iter().skip(1).map(|row| format!("{} of {}", name_of(row), whose(cx, row))).collect();
    let others = if others.is_empty() { String::new() } else { format!("Without it: {}.", others.join(", then ")) };
    let reset = rows.first().map(|row| Act {
        label: "Reset to automatic".into(),
        effect: if others.is_empty() { String::new() } else { format!("{} holds then", name_of(rows[1])) },
        change: Change::Method(Row::Remove(key(row))),
    });
    MethodForm { methods: options(), levels, chosen, words, others, reset }
}

fn options() -> Vec<MethodOption> {
    let automatic = MethodOption { code: "", name: "Automatic", has: [false; 5] };
    let one = |kind: MethodKind| MethodOption { code: method_code(kind), name: kind.name(), has: has(kind) };
    std::iter::once(automatic).chain(MethodKind::ALL.into_iter().map(one)).collect()
}

/// Whether alpha, beta, gamma, phi and window of a method can be typed; what a method fits by itself cannot.
fn has(kind: MethodKind) -> [bool; 5] {
    use MethodKind as K;
    match kind {
        K::Mean => [false, false, false, false, true],
        K::Ses | K::Theta | K::ThetaAdditive | K::Croston | K::Sba => [true, false, false, false, false],
        K::Holt | K::Tsb => [true, true, false, false, false],
        K::DampedHolt => [true, true, false, true, false],
        K::HoltWintersAdditive | K::HoltWintersMultiplicative => [true, true, true, true, false],
        _ => [false; 5],
    }
}

fn as_typed(cx: &Context, series: &SeriesId, row: &Method) -> MethodTyped {
    let level = match (&row.family, &row.market) {
        (Some(_), _) => MethodLevel::Family,
        (None, None) => MethodLevel::Item,
        (None, Some(_)) => MethodLevel::Series,
    };
    let weight = |value: Option<f64>| value.map(|value| plain(cx, value)).unwrap_or_default();
    let window = row.window.map(|months| months.to_string()).unwrap_or_default();
    let method = method_from_code(&row.method).map_or_else(|| row.method.clone(), |kind| method_code(kind).into());
    let parameters = [weight(row.alpha), weight(row.beta), weight(row.gamma), weight(row.phi), window];
    MethodTyped { series: series.clone(), level, method, parameters }
}

/// As it would be typed: `0.25`, not `0.2500`.
fn plain(cx: &Context, value: f64) -> String {
    let text = cx.locale.number(value, 4);
    text.trim_end_matches('0').trim_end_matches(cx.locale.decimal).to_string()
}

/// "Volt 33 in Central Europe", "Volt 33 in every market", "family Drills in every market".
fn whose(cx: &Context, row: &Method) -> String {
    let who = row.family.as_ref().map_or_else(|| cx.item(&row.item), |family| format!("family {}", cx.family(family)));
    let place = row.market.as_ref().map_or_else(|| "every market".into(), |market| cx.market(market));
    format!("{who} in {place}")
}

fn name_of(row: &Method) -> String {
    method_from_code(&row.method).map_or_else(|| format!("\"{}\"", row.method), |kind| kind.name().into())
}

fn key(row: &Method) -> (ItemId, Option<MarketId>, Option<FamilyId>) {
    (row.item.clone(), row.market.clone(), row.family.clone())
}

fn family_of(cx: &Context, item: &ItemId) -> Option<FamilyId> {
    let frame = &cx.outcome.frame;
    Some(frame.families.code(frame.family_of[frame.items.position(item)?]?).clone())
}

/// The row of the item in this market, if somebody made one.
pub fn forced_for_series<'a>(cx: &Context<'a>, series: &SeriesId) -> Option<&'a Method> {
    cx.plan.demand.methods.get(&(series.item.clone(), Some(series.market.clone()), None))
}

/// The rows that hold for a series, the one in force first. A row whose method nobody knows forces nothing.
fn rows<'a>(cx: &Context<'a>, series: &SeriesId) -> Vec<&'a Method> {
    let frame = &cx.outcome.frame;
    let methods = &cx.plan.demand.methods;
    let here = Some(series.market.clone());
    let mut keys = vec![(series.item.clone(), here.clone(), None), (series.item.clone(), None, None)];
    let nearest = frame.items.position(&series.item).and_then(|item| frame.family_of[item]);
    for family in std::iter::successors(nearest, |family| frame.family_above[*family]) {
        let family = Some(frame.families.code(family).clone());
        keys.extend([(ItemId::default(), here.clone(), family.clone()), (ItemId::default(), None, family)]);
    }
    let known = |row: &&Method| method_from_code(&row.method).is_some();
    keys.iter().filter_map(|key| methods.get(key)).filter(known).collect()
}

/// The change that a typed method means. "Automatic" takes the row of its level out.
///
/// # Errors
/// What is wrong, field by field.
pub fn typed_method(cx: &Context, typed: &MethodTyped) -> Result<Change, Vec<Flawed>> {
    let flawed = |field, text: String| vec![Flawed { field, text }];
    let (item, market) = (typed.series.item.clone(), Some(typed.series.market.clone()));
    let family = family_of(cx, &item);
    let (item, market, family) = match typed.level {
        MethodLevel::Series => (item, market, None),
        MethodLevel::Item => (item, None, None),
        MethodLevel::Family if family.is_some() => (ItemId::default(), None, family),
        MethodLevel::Family => return Err(flawed("level", format!("{} is in no family.", cx.item(&item)))),
    };
    if typed.method.is_empty() {
        let key = (item, market, family);
        if !cx.plan.demand.methods.contains(&key) {
            return Err(flawed("method", "It is chosen automatically there already.".into()));
        }
        return Ok(Change::Method(Row::Remove(key)));
    }
    let Some(kind) = method_from_code(&typed.method) else {
        return Err(flawed("method", format!("\"{}\" is no method.", typed.method)));
    };
    let mut flaws = Vec::new();
    let mut values = [None; 5];
    for (at, value) in values.iter_mut().enumerate().filter(|(at, _)| has(kind)[*at]) {
        match parameter(cx, at, &typed.parameters[at]) {
            Ok(read) => *value = read,
            Err(flaw) => flaws.push(flaw),
        }
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let [alpha, beta, gamma, phi, window] = values;
    let window = window.map(|months| months as u32);
    let method = Method { item, market, family, method: method_code(kind).into(), alpha, beta, gamma, phi, window };
    Ok(Change::Method(Row::Put(Box::new(method))))
}

/// A parameter as typed; nothing: fitted.
fn parameter(cx: &Context, at: usize, text: &str) -> Result<Option<f64>, Flawed> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let field = PARAMETERS[at];
    let is_window = field.id == "window";
    let fits = |value: &f64| match is_window {
        true => (1.0..=LONGEST_WINDOW).contains(value) && value.fract() == 0.0,
        false => (0.0..=1.0).contains(value),
    };
    let expected = match is_window {
        true => format!("a whole number of months from 1 to {LONGEST_WINDOW}"),
        false => format!("a number from 0 to 1 such as {}", cx.locale.number(0.25, 2)),
    };
    number::read(cx.locale, text).filter(fits).map(Some).ok_or_else(|| Flawed {
        field: field.id,
        text: format!(
            "{} \"{}\" is not understood; expected {expected}, or nothing to fit it.",
            field.name,
            text.chars().take(40).collect::<String>()
        ),
    })
}
