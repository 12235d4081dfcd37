//! What only a browser can prove about single parts: storage, mounting. Whole journeys are in `tests/browser`.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_app_mounts() {
    sextant::ui::start();
    let body = web_sys::window().and_then(|window| window.document()).and_then(|page| page.body());
    let text = body.and_then(|body| body.text_content()).unwrap_or_default();
    assert!(text.contains("Sextant"), "{text}");
}
