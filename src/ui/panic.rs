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
