//! A lever: a slider and its number beside it. Moves are shown at once and committed when the hand lets go.

use leptos::prelude::*;

use crate::report::Slider;

/// One lever.
#[component]
pub fn SliderPart(
    /// Where it stands.
    #[prop(into)]
    slider: Signal<Slider>,
    /// Moves it to a percentage.
    on_move: Callback<(&'static str, f64)>,
) -> impl IntoView {
    let id = slider.with_untracked(|slider| slider.id);
    let value = move || slider.with(|slider| slider.value);
    let least = move || slider.with(|slider| slider.least).to_string();
    let most = move || slider.with(|slider| slider.most).to_string();
    let step = move || slider.with(|slider| slider.step).to_string();
    let commit = move |text: String| {
        let Ok(percent) = text.trim().trim_end_matches('%').replace('−', "-").parse::<f64>() else { return };
        let (least, most) = slider.with_untracked(|slider| (slider.least, slider.most));
        if percent.is_finite() {
            on_move.run((id, percent.clamp(least, most)));
        }
    };
    view! {
        <div class="slider">
            <label for=format!("lever-{id}")>{move || slider.with(|slider| slider.label.clone())}</label>
            <span class="val">
                <input
                    class="inp" type="number" aria-label=move || format!("{}, percent", slider.with(|slider| slider.label.clone()))
                    min=least max=most step=step
                    prop:value=move || value().to_string() on:change=move |event| commit(event_target_value(&event))
                />
                "%"
            </span>
            <input
                class="sld" type="range" id=format!("lever-{id}") min=least max=most step=step
                aria-valuetext=move || slider.with(|slider| slider.text.clone())
                prop:value=move || value().to_string() on:change=move |event| commit(event_target_value(&event))
            />
        </div>
    }
}
