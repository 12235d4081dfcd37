//! A panic ends the wasm module (`panic = "abort"`), so nothing written in Rust can speak about it afterwards: the hook
//! hands over to `window.sextantPanic` in `static/boot.js`, which says what happened and offers the last saved plan.

use std::panic::PanicHookInfo;

use wasm_bindgen::{JsCast, JsValue};

/// Makes every later panic show boot.js's page, and print its stack in the console.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        hand_over(info);
    }));
}

/// Must not panic itself. Without boot.js (in tests of single parts) the console's report is all there is.
fn hand_over(info: &PanicHookInfo<'_>) {
    let taker = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("sextantPanic"));
    if let Some(taker) = taker.ok().and_then(|value| value.dyn_into::<js_sys::Function>().ok()) {
        let _shown = taker.call1(&JsValue::NULL, &JsValue::from_str(&info.to_string()));
    }
}

/// Tells boot.js where the last saved plan lies, so that it can be exported when nothing else works any more.
pub fn remember_saved(database: &str, cycle: &str) {
    let place = js_sys::Object::new();
    let fields = [("name", database), ("store", "heads"), ("sections", "sections"), ("key", cycle)];
    let told = fields.iter().try_for_each(|(field, value)| {
        js_sys::Reflect::set(&place, &JsValue::from_str(field), &JsValue::from_str(value)).map(|_| ())
    });
    let told = told
        .and_then(|()| js_sys::Reflect::set(&js_sys::global(), &JsValue::from_str("sextantDb"), &place).map(|_| ()));
    if let Err(error) = told {
        web_sys::console::error_2(&JsValue::from_str("the rescue page cannot be told where the plan is"), &error);
    }
}
