//! The frame of a chart: draws it at the card's own width, again when that changes, and reads it out by pointer and keys.
//!
//! `inner_html` is used here and nowhere else, and only for the SVG that `chart::draw` made (which escapes every name in it).

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

use crate::chart::{self, Area, Drawing};
use crate::model::Cell;
use crate::report::{Chart, Ink, Key, Plot, Tip};

/// The chart in its frame.
#[component]
pub fn ChartFrame(
    /// What is drawn.
    #[prop(into)]
    chart: Signal<Chart>,
    /// Goes to the figure behind a month or bar.
    on_cell: Callback<Cell>,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let width = observed_width(frame);
    let drawing = Memo::new(move |_| {
        let width = width.get();
        (width > 0).then(|| chart.with(|chart| chart::draw(chart, width, height(&chart.plot, width))))
    });
    let slot = RwSignal::new(None::<usize>);
    // A slot without a tip has nothing to read out.
    let slots =
        Memo::new(move |_| drawing.with(|drawing| drawing.as_ref().map_or(0, |drawing| drawing.slots * drawing.deep)));
    // One field down in a heat map is a whole row of fields on.
    let down = move || {
        drawing.with_untracked(|drawing| {
            drawing.as_ref().filter(|drawing| drawing.deep > 1).map_or(1, |drawing| drawing.slots)
        })
    };
    let goes = move || chart.with(|chart| chart.tips.iter().any(|tip| tip.cell.is_some()));
    let on_move = move |event: PointerEvent| {
        let found = drawing.with(|drawing| {
            let drawing = drawing.as_ref()?;
            slot_at(&event, frame.get_untracked()?.as_ref(), drawing)
        });
        if found != slot.get_untracked() {
            slot.set(found);
        }
    };
    let go = move || {
        let cell = slot.get_untracked().and_then(|at| chart.with_untracked(|chart| chart.tips.get(at)?.cell.clone()));
        if let Some(cell) = cell {
            on_cell.run(cell);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = slots.get_untracked();
        let here = slot.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => Some(here.map_or(0, |at| at + 1)),
            "ArrowLeft" => Some(here.map_or(count, |at| at).saturating_sub(1)),
            "ArrowDown" => Some(here.map_or(0, |at| if at + down() < count { at + down() } else { at })),
            "ArrowUp" => Some(here.map_or(count.saturating_sub(1), |at| at.checked_sub(down()).unwrap_or(at))),
            "Home" => Some(0),
            "End" => Some(count),
            "Escape" => None,
            "Enter" | " " => {
                event.prevent_default();
                go();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        slot.set(next.filter(|_| count > 0).map(|at| at.min(count.saturating_sub(1))));
    };
    let tip = move || slot.get().and_then(|at| chart.with(|chart| chart.tips.get(at).cloned()));
    let svg = move || drawing.with(|drawing| drawing.as_ref().map(|drawing| drawing.svg.clone()).unwrap_or_default());
    view! {
        <ChartKey keys=Signal::derive(move || chart.with(|chart| chart.keys.clone())) />
        <div
            class=move || if goes() { "chart goes" } else { "chart" } node_ref=frame tabindex="0" role="group" aria-roledescription="chart"
            aria-label=move || chart.with(|chart| format!("{}. Arrow keys read it out.", chart.label))
            on:pointermove=on_move
            on:pointerleave=move |_| slot.set(None)
            on:blur=move |_| slot.set(None)
            on:click=move |_| go()
            on:keydown=on_key
        >
            <div class="chart-svg" inner_html=svg></div>
            {move || {
                let (area, of, down) = drawing.with(|drawing| Some(field(drawing.as_ref()?, slot.get()?)))?;
                let at = slot.get()? % of.max(1);
                Some(view! { <Band area=area at=at of=of down=down tip=tip()? width=width /> })
            }}
        </div>
        <p class="sr" aria-live="polite">{move || tip().map(|tip| spoken(&tip))}</p>
    }
}

/// The strip of the plot that a slot lies in, how many slots share it, and whether they lie below each other.
fn field(drawing: &Drawing, slot: usize) -> (Area, usize, bool) {
    let (area, deep) = (drawing.plot, drawing.deep);
    let high = (area.bottom - area.top) / deep.max(1) as f64;
    let top = area.top + high * (slot / drawing.slots.max(1)) as f64;
    let bottom = if deep > 1 { top + high } else { area.bottom };
    let top = if deep > 1 { top } else { area.top };
    (Area { top, bottom, ..area }, drawing.slots, drawing.rows)
}

fn spoken(tip: &Tip) -> String {
    let lines: Vec<String> = tip.lines.iter().map(|(name, figure)| format!("{name} {figure}")).collect();
    format!("{}: {}", tip.title, lines.join(", "))
}

/// The band over a month or bar and the box beside it, never over it.
#[component]
fn Band(area: Area, at: usize, of: usize, down: bool, tip: Tip, width: RwSignal<u32>) -> impl IntoView {
    let (left, top) = (area.left, area.top);
    let (wide, high) = (area.right - left, area.bottom - top);
    let share = 1.0 / of.max(1) as f64;
    let start = at as f64 * share;
    let (x, y, w, h) = if down {
        (left, top + start * high, wide, share * high)
    } else {
        (left + start * wide, top, share * wide, high)
    };
    let px = |value: f64| format!("{value:.1}px");
    let full = f64::from(width.get_untracked());
    let beyond = x + w / 2.0 > full / 2.0;
    let (tip_left, tip_right) = match (down, beyond) {
        (true, _) => ("auto".to_owned(), "8px".to_owned()),
        (false, false) => (px(x + w + 8.0), "auto".to_owned()),
        (false, true) => ("auto".to_owned(), px(full - x + 8.0)),
    };
    let tip_top = if down { px(y + h + 4.0) } else { px(top) };
    let goes = tip.cell.is_some().then(|| view! { <small>"Click goes to the figure"</small> });
    let lines = tip
        .lines
        .into_iter()
        .map(|(name, figure)| view! { <div><span>{name}</span><span class="num">{figure}</span></div> });
    view! {
        <div class="chart-band" style:left=px(x) style:top=px(y) style:width=px(w) style:height=px(h)></div>
        <div class="chart-tip" style:left=tip_left style:right=tip_right style:top=tip_top>
            <b>{tip.title}</b>
            {lines.collect_view()}
            {goes}
        </div>
    }
}

/// The marks and their names, above the chart.
#[component]
fn ChartKey(#[prop(into)] keys: Signal<Vec<Key>>) -> impl IntoView {
    let one = |key: Key| view! { <span><KeyMark ink=key.ink />{key.name}</span> };
    view! {
        <div class="chart-key" hidden=move || keys.with(Vec::is_empty)>{move || keys.get().into_iter().map(one).collect_view()}</div>
    }
}

#[component]
fn KeyMark(ink: Ink) -> impl IntoView {
    let mark = match ink {
        Ink::Actual => view! { <rect class="ac" width="13" height="9" y="0.5" /> }.into_any(),
        Ink::LastYear => view! { <rect class="py" width="13" height="9" y="0.5" /> }.into_any(),
        Ink::Budget => view! { <rect class="pl" x="0.5" width="12" height="9" y="0.5" /> }.into_any(),
        Ink::Forecast => hatch("fcb", "fcl", "fco"),
        Ink::Over => hatch("bdb", "bdl", "bdo"),
        Ink::Good => view! { <rect class="gds" width="13" height="9" y="0.5" /> }.into_any(),
        Ink::Bad => view! { <rect class="bds" width="13" height="9" y="0.5" /> }.into_any(),
        Ink::Part(rank) => {
            view! { <rect class=format!("f{}", rank.min(3) + 1) width="13" height="9" y="0.5" /> }.into_any()
        }
        Ink::Fan => {
            view! { <rect class="fan" width="13" height="9" y="0.5" /><path class="fanl" d="M0 .5H13M0 9.5H13" /> }
                .into_any()
        }
        Ink::Limit => view! { <path class="cap" d="M0 5H14" /> }.into_any(),
        Ink::Stretched => view! { <path class="cap2" d="M0 5H14" /> }.into_any(),
        Ink::Target => view! { <path class="cap3" d="M0 5H14" /> }.into_any(),
        Ink::ActualLine => view! { <path class="acl" d="M0 5H14" /> }.into_any(),
        Ink::ForecastLine => view! { <path class="fcd" d="M0 5H14" /> }.into_any(),
        Ink::Fit => view! { <path class="fit" d="M0 5H14" /> }.into_any(),
        Ink::Cleansed => view! { <path class="cln" d="M0 5H14" /> }.into_any(),
        Ink::Rival(rank) => view! { <path class=format!("rival{}", rank.min(2)) d="M0 5H14" /> }.into_any(),
        Ink::FanWide => view! { <rect class="fan wide" width="13" height="9" y="0.5" /> }.into_any(),
        Ink::MarkOpen => view! { <circle class="mk-o" cx="7" cy="5" r="3.7" /> }.into_any(),
        Ink::MarkAccepted => view! { <path class="mk-a" d="M2.5 5 7 .5 11.5 5 7 9.5z" /> }.into_any(),
        Ink::MarkRejected => view! { <path class="mk-r" d="M3 1 11 9M3 9 11 1" /> }.into_any(),
    };
    view! { <svg viewBox="0 0 14 10" aria-hidden="true">{mark}</svg> }
}

fn hatch(ground: &'static str, line: &'static str, edge: &'static str) -> AnyView {
    view! {
        <rect class=ground width="13" height="9" y="0.5" />
        <path class=line d="M0 4.5 4 .5M0 9 8.5.5M4 9.5l9-9M8.5 9.5 13 5" />
        <rect class=edge width="12" height="9" x="0.5" y="0.5" />
    }
    .into_any()
}

/// A height that suits what is drawn: as many rows as there are, or a landscape for columns over time.
fn height(plot: &Plot, width: u32) -> u32 {
    let rows = |count: usize, each: u32, rest: u32| (count.min(40) as u32) * each + rest;
    match plot {
        Plot::Time(time) => {
            let extra = if time.strip.is_some() { 44 } else { 0 } + if time.events.is_empty() { 0 } else { 14 };
            (width * 9 / 25).clamp(190, 250) + extra
        }
        Plot::Waterfall(bars) => rows(bars.len(), 23, 16),
        Plot::Bars(bars) => rows(bars.len(), 24, 30),
        Plot::Bubbles(_) => (width * 3 / 5).clamp(220, 320),
        Plot::Pareto(_) => (width * 2 / 5).clamp(200, 260),
        Plot::Heat(heat) => rows(heat.rows.len(), 29, 24),
        Plot::Roadmap(map) => rows(map.spans.len(), 26, 40),
    }
}

/// The slot below the pointer, if it is over the plot.
fn slot_at(event: &PointerEvent, frame: &Element, drawing: &Drawing) -> Option<usize> {
    let rect = frame.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top());
    let area = &drawing.plot;
    let (from, to, at) = if drawing.rows { (area.top, area.bottom, y) } else { (area.left, area.right, x) };
    if drawing.slots == 0 || to <= from || at < from || at >= to {
        return None;
    }
    let slot = ((at - from) / (to - from) * drawing.slots as f64) as usize;
    let down = ((y - area.top) / (area.bottom - area.top) * drawing.deep as f64).clamp(0.0, drawing.deep as f64 - 1.0);
    let row = if drawing.deep > 1 { down as usize } else { 0 };
    Some(row * drawing.slots + slot.min(drawing.slots - 1))
}

/// The width of a node in whole pixels, following it.
fn observed_width(frame: NodeRef<html::Div>) -> RwSignal<u32> {
    let width = RwSignal::new(0);
    frame.on_load(move |frame| {
        let node: Element = frame.into();
        let seen = node.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            let now = seen.client_width().max(0) as u32;
            if width.try_get_untracked().is_some_and(|before| before != now) {
                width.set(now);
            }
        });
        if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(&node);
            // Held until the frame is gone; then neither observer nor closure is left.
            let held = StoredValue::new_local((observer, on_resize));
            on_cleanup(move || {
                held.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
    });
    width
}
