//! One series on a page of its own: how an item in a market is forecast and why, what else was tried, which months are doubtful.
//!
//! Example: "Theta expects 1,204 EA in December 2026, between 1,020 and 1,390 in 4 of 5 cases." Everything is of the fit; what the plan
//! makes of it (launches, events, views, overrides) stands on the demand review.

mod back_test;
mod candidate;
mod find;
mod history;
mod marks;
mod method;
mod profile;
mod range;
#[cfg(test)]
mod tests;

use super::card::{arrow, more_is_better, spark, tile};
use super::form::{SeriesId, SeriesPage};
use super::mark::pair_of;
use super::{Context, Message, NOT_COMPUTED, Tile, Tone, glossary};
use crate::engine::{DemandClass, Forecast};
use crate::model::{Cell, Measure, Month, Place, Subject, ratio};

pub use find::find_series;
pub use marks::typed_mark;
pub use method::typed_method;

/// A series with its fit.
struct Fitted<'a> {
    id: &'a SeriesId,
    pair: usize,
    fit: &'a Forecast,
    is_draft: bool,
    /// "Volt 33 in Central Europe".
    name: String,
    unit: &'a str,
}

impl<'a> Fitted<'a> {
    fn of(cx: &'a Context, id: &'a SeriesId) -> Option<Self> {
        let pair = pair_of(cx, id)?;
        Some(Self {
            id,
            pair,
            fit: cx.outcome.forecasts.fits.get(pair)?,
            is_draft: cx.outcome.forecasts.pending.get(pair).copied().unwrap_or(false),
            name: format!("{} in {}", cx.item(&id.item), cx.market(&id.market)),
            unit: cx.unit(cx.outcome.frame.pairs[pair].item),
        })
    }

    /// Closed months that the fit knows.
    fn months(&self) -> usize {
        self.fit.fitted.len()
    }

    fn cell(&self, measure: Measure, month: Month) -> Cell {
        let (subject, place) = (Subject::Item(self.id.item.clone()), Place::Market(self.id.market.clone()));
        Cell::month(measure, subject, place, month)
    }
}

/// The page of a series.
pub fn series_page(cx: &Context, series: &SeriesId) -> SeriesPage {
    let Some(fitted) = Fitted::of(cx, series) else { return unknown(cx, series) };
    let mut cards = vec![
        history::card(cx, &fitted),
        back_test::card(cx, &fitted),
        method::card(cx, &fitted),
        candidate::card(cx, &fitted),
        marks::card(cx, &fitted),
        marks::form(cx, &fitted),
        range::card(cx, &fitted),
        profile::card(cx, &fitted),
    ];
    cards.extend(profile::effects(cx, &fitted));
    SeriesPage {
        series: series.clone(),
        question: format!("How is {} forecast?", fitted.name),
        message: message(cx, &fitted),
        tiles: tiles(cx, &fitted),
        cards,
    }
}

fn unknown(cx: &Context, series: &SeriesId) -> SeriesPage {
    let known = |is_known: bool| if is_known { "" } else { ", which this cycle does not know" };
    let item = cx.outcome.frame.items.position(&series.item).is_some();
    let market = cx.outcome.frame.markets.position(&series.market).is_some();
    SeriesPage {
        series: series.clone(),
        question: "Which series is it?".into(),
        message: Message {
            lead: format!("There is no series of {} in {}.", series.item, series.market),
            rest: format!(
                "The address asks for item {}{} in market {}{}. Maybe search for another one below.",
                series.item,
                known(item),
                series.market,
                known(market)
            ),
        },
        tiles: Vec::new(),
        cards: Vec::new(),
    }
}

fn message(cx: &Context, fitted: &Fitted) -> Message {
    let fit = fitted.fit;
    let number = |value: f64| cx.locale.number(value, 0);
    let (Some(mean), Some(low), Some(high)) = (fit.mean.first(), fit.lo80.first(), fit.hi80.first()) else {
        return Message { lead: "No month is planned.".into(), rest: fit.reason.clone() };
    };
    let month = cx.locale.long_month(cx.plan.header.first);
    let lead = format!(
        "{} expects {} {} in {month}, between {} and {} in 4 of 5 cases.",
        fit.method.name(),
        number(*mean),
        fitted.unit,
        number(*low),
        number(*high)
    );
    Message { lead, rest: fit.reason.clone() }
}

fn tiles(cx: &Context, fitted: &Fitted) -> Vec<Tile> {
    let fit = fitted.fit;
    let months = fit.mean.len().min(12);
    let ahead: f64 = fit.mean.iter().take(12).sum();
    let history = cx.history(&[fitted.pair], 12, true);
    let before: f64 = history.iter().rev().take(months).flatten().sum();
    let change = ratio(ahead - before, before);
    let note = match change {
        Some(change) => {
            let text = format!("{}%", cx.locale.signed(change * 100.0, 1));
            (format!("{} on the {months} months before", arrow(&text, change)), more_is_better(change))
        }
        None => ("no demand to compare with".into(), Tone::Plain),
    };
    let (figure, scale) = cx.locale.short(ahead);
    let label = format!("Forecast, next {}", super::card::count(months, "month", "months"));
    let unit = format!("{scale} {}", fitted.unit).trim().to_string();
    let forecast =
        tile(&label, "The sum of the forecast's months, before launches, events and overrides.", (figure, unit), note);
    let cell = fitted.cell(Measure::Baseline, cx.plan.header.first);
    let forecast = Tile { spark: spark(&history, &fit.mean), cell: Some(cell), ..forecast };
    let (word, meaning, short) = class_words(fit.class);
    let class = tile("Demand is", meaning, (word.into(), String::new()), (short.into(), Tone::Plain));
    vec![forecast, error(cx, fit), scaled_error(cx, fit), class]
}

fn error(cx: &Context, fit: &Forecast) -> Tile {
    let figure = fit.accuracy.wmape.map_or_else(|| NOT_COMPUTED.into(), |error| cx.locale.number(error * 100.0, 1));
    let note = match fit.accuracy.bias {
        Some(bias) => {
            let tone = if bias.abs() > 0.05 { Tone::Warn } else { Tone::Plain };
            (format!("bias {}%", cx.locale.signed(bias * 100.0, 1)), tone)
        }
        None => ("no back-test: more history is needed".into(), Tone::Plain),
    };
    tile("Error (WMAPE)", glossary::WMAPE, (figure, "%".into()), note)
}

fn scaled_error(cx: &Context, fit: &Forecast) -> Tile {
    let figure = fit.accuracy.mase.map_or_else(|| NOT_COMPUTED.into(), |mase| cx.locale.number(mase, 2));
    let note = match fit.accuracy.mase {
        Some(mase) if mase < 1.0 => ("less than the usual change on last year".to_string(), Tone::Good),
        Some(_) => ("more than the usual change on last year".into(), Tone::Warn),
        None => ("no back-test".into(), Tone::Plain),
    };
    let tip = "Mean absolute error of the back-test over the mean change on last year's month in the whole history; below 1 the errors are smaller than those changes.";
    tile("MASE", tip, (figure, String::new()), note)
}

/// A class in a word, in a sentence with its limits, and in short.
fn class_words(class: DemandClass) -> (&'static str, &'static str, &'static str) {
    match class {
        DemandClass::Smooth => (
            "smooth",
            "Demand in most months (ADI, the mean distance between months with demand, below 1.32) of even size (CV², the squared coefficient of variation of sizes, below 0.49).",
            "most months, even sizes",
        ),
        DemandClass::Erratic => (
            "erratic",
            "Demand in most months (ADI, the mean distance between months with demand, below 1.32) of uneven size (CV², the squared coefficient of variation of sizes, 0.49 or more).",
            "most months, uneven sizes",
        ),
        DemandClass::Intermittent => (
            "intermittent",
            "Demand in few months (ADI, the mean distance between months with demand, 1.32 or more) of even size (CV², the squared coefficient of variation of sizes, below 0.49).",
            "few months, even sizes",
        ),
        DemandClass::Lumpy => (
            "lumpy",
            "Demand in few months (ADI, the mean distance between months with demand, 1.32 or more) of uneven size (CV², the squared coefficient of variation of sizes, 0.49 or more).",
            "few months, uneven sizes",
        ),
        DemandClass::New => (
            "new",
            "Fewer than six known months since the first demand: too few for a class by ADI and CV².",
            "under six months known",
        ),
        DemandClass::Ended => {
            ("ended", "Nothing was sold in the last season, something before.", "nothing in a season")
        }
        DemandClass::NoHistory => ("unknown", "No demand at all in the history.", "no demand yet"),
    }
}
