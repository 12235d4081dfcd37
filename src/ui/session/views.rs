//! Reports of what is shown, each behind a memo, and the few facts that only a browser knows: time, randomness, language.

use std::sync::Arc;

use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{Ptr, Session};
use crate::engine;
use crate::model::{Cell, Change, Shared, Snapshot, Step};
use crate::report::{
    self, AccuracyTable, AccuracyView, ApprovalBar, Context, ExplainView, Findable, Found, Locale, Page, Rail,
    ScenarioBar, SeriesHit, SeriesId, SeriesPage, Table, TableView, WhatIf,
};

/// Series that a search lists.
const HITS: usize = 12;
/// Lines of the command box, and those that it shows before anything is typed.
const FOUND: usize = 12;
const OFFERED: usize = 8;

impl Session {
    /// Works something out over what is shown. Does not track: for event handlers.
    pub(super) fn with_context<T>(&self, work: impl FnOnce(&Context) -> T) -> Option<T> {
        untrack(|| self.tracked_context(work))
    }

    /// Works something out over what is shown, and again when that changes.
    fn tracked_context<T>(&self, work: impl FnOnce(&Context) -> T) -> Option<T> {
        let shown = self.shown.get()?;
        let base = self.base.get();
        let states = self.step_states();
        let locale = self.locale.read();
        let answers = self.optima.read();
        let context = Context {
            plan: &shown.plan,
            outcome: &shown.outcome,
            answers: &answers,
            base: base.as_ref().map(|base| (&base.plan, &base.outcome)),
            locale: &locale,
            staleness: &states,
        };
        Some(work(&context))
    }

    /// A step's page.
    pub fn page(&self, step: Memo<Step>) -> Memo<Option<Page>> {
        let session = *self;
        Memo::new(move |_| session.tracked_context(|cx| report::page(cx, step.get())))
    }

    /// A step's planning table.
    pub fn table(&self, step: Memo<Step>, view: Signal<TableView>) -> Memo<Table> {
        let session = *self;
        Memo::new(move |_| {
            session.tracked_context(|cx| report::planning_table(cx, step.get(), &view.read())).unwrap_or_default()
        })
    }

    /// The page of a series.
    pub fn series(&self, series: Memo<Option<SeriesId>>) -> Memo<Option<SeriesPage>> {
        let session = *self;
        Memo::new(move |_| {
            let series = series.get()?;
            session.tracked_context(|cx| report::series_page(cx, &series))
        })
    }

    /// The series that a text finds.
    pub fn find_series(&self, text: Signal<String>) -> Memo<Vec<SeriesHit>> {
        let session = *self;
        Memo::new(move |_| {
            let text = text.get();
            if text.trim().is_empty() {
                return Vec::new();
            }
            session.tracked_context(|cx| report::find_series(cx, &text, HITS)).unwrap_or_default()
        })
    }

    /// What the command box finds. The list is made when it opens, and looked through with every key.
    pub fn find(&self, open: Signal<bool>, text: Signal<String>) -> Memo<Vec<Found>> {
        let session = *self;
        let list = Memo::new(move |_| open.get().then(|| Ptr(Arc::new(session.findable()))));
        Memo::new(move |_| {
            let (list, text) = (list.get(), text.get());
            let most = if text.trim().is_empty() { OFFERED } else { FOUND };
            list.map(|list| report::find(&list, &text, most)).unwrap_or_default()
        })
    }

    fn findable(&self) -> Findable {
        let (cycles, locale) = (self.known_cycles(), self.locale.get());
        let of_cycle = self.tracked_context(|cx| report::findable(Some(cx), &cycles, &locale));
        of_cycle.unwrap_or_else(|| report::findable(None, &cycles, &locale))
    }

    /// The rows that must be open for a figure to be seen in its planning table.
    pub fn rows_above(&self, cell: &Cell) -> Vec<String> {
        self.with_context(|cx| report::rows_above(cx, cell)).unwrap_or_default()
    }

    /// Accuracy by level and lag. It is worked out anew only when a forecast, the axes or an earlier cycle changed.
    pub fn accuracy(&self, view: Signal<AccuracyView>) -> Memo<AccuracyTable> {
        let session = *self;
        type Of = (Arc<engine::Frame>, Arc<engine::Forecasts>, Shared<crate::model::Table<Snapshot>>);
        let is_same = |a: &Of, b: &Of| Arc::ptr_eq(&a.0, &b.0) && Arc::ptr_eq(&a.1, &b.1) && a.2 == b.2;
        let review = Memo::new(move |before: Option<&Option<(Ptr<Of>, Ptr<engine::AccuracyReview>)>>| {
            let shown = session.shown.get()?;
            let of = (shown.outcome.frame.clone(), shown.outcome.forecasts.clone(), shown.plan.past.clone());
            if let Some(same) = before.and_then(Option::as_ref).filter(|before| is_same(&before.0, &of)) {
                return Some(same.clone());
            }
            let review = engine::accuracy(&of.0, &of.1, &of.2);
            Some((Ptr(Arc::new(of)), Ptr(Arc::new(review))))
        });
        Memo::new(move |_| {
            let Some((_, review)) = review.get() else { return AccuracyTable::default() };
            session.tracked_context(|cx| report::accuracy_table(cx, &review, &view.get())).unwrap_or_default()
        })
    }

    /// The arithmetic behind a figure.
    pub fn explain(&self, cell: Signal<Option<Cell>>) -> Memo<Option<ExplainView>> {
        let session = *self;
        Memo::new(move |_| {
            let cell = cell.get()?;
            session.tracked_context(|cx| report::explain(cx, &cell)).flatten()
        })
    }

    /// The rail.
    pub fn rail(&self) -> Memo<Rail> {
        let session = *self;
        Memo::new(move |_| session.tracked_context(report::rail).unwrap_or_default())
    }

    /// The scenario switch and its banner.
    pub fn scenario_bar(&self) -> Memo<ScenarioBar> {
        let session = *self;
        Memo::new(move |_| {
            let shown = session.scenario.get();
            session.tracked_context(|cx| report::scenario_bar(cx, shown.as_ref())).unwrap_or_default()
        })
    }

    /// The what-if bar of step 6.
    pub fn what_if(&self) -> Memo<WhatIf> {
        let session = *self;
        Memo::new(move |_| session.tracked_context(report::what_if).unwrap_or_default())
    }

    /// Moves a lever of the what-if bar; over the base plan this opens a scenario first, so that the plan is never moved by a try.
    pub fn set_what_if(&self, id: &str, percent: f64) {
        if self.scenario.get_untracked().is_none() {
            self.new_scenario("What-if".into(), "Levers of step 6".into());
            if self.scenario.get_untracked().is_none() {
                return;
            }
        }
        if let Some(change) = self.with_context(|cx| report::what_if_change(cx, id, percent)).flatten() {
            self.edit(change);
        }
    }

    /// What approval does, and what stands in its way.
    pub fn approval_bar(&self) -> Memo<ApprovalBar> {
        let session = *self;
        Memo::new(move |_| session.tracked_context(report::approval_bar).unwrap_or_default())
    }

    pub(super) fn approval_bar_untracked(&self) -> ApprovalBar {
        self.with_context(report::approval_bar).unwrap_or_default()
    }

    /// What a change does, in a few words; tracked, for lists.
    pub fn described(&self, change: &Change) -> String {
        self.tracked_context(|cx| report::describe(cx, change)).unwrap_or_default()
    }
}

/// Now, as the text that plans carry.
pub(super) fn now() -> String {
    String::from(Date::new_0().to_iso_string())
}

/// An id that nobody else will make: 128 random bits, hexadecimal.
pub(super) fn random_id() -> String {
    let mut bytes = [0u8; 16];
    let filled = window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // Without a random source the time tells two ids of one person apart.
        return format!("t{:x}", Date::now() as u64);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The signs of numbers in the browser's language. UI text is American English, and month names are part of it.
pub(super) fn browser_locale() -> Locale {
    let language = window().navigator().language().unwrap_or_else(|| "en-US".into());
    let mut locale = Locale::default();
    let format = Intl::NumberFormat::new(&Array::of1(&JsValue::from_str(&language)), &Object::new());
    let parts = format.format_to_parts(1_234_567.5);
    for part in parts.iter() {
        let text =
            |key: &str| Reflect::get(&part, &key.into()).ok().and_then(|value| value.as_string()).unwrap_or_default();
        let sign = text("value").chars().next();
        match (text("type").as_str(), sign) {
            ("decimal", Some(sign)) => locale.decimal = sign,
            ("group", Some(sign)) => locale.group = sign,
            _ => {}
        }
    }
    locale
}
