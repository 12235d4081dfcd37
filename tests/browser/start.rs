//! The page starts, starts again without a network, and says so when it has to stop.

use serde_json::json;

use crate::driver::key;
use crate::stage::Stage;

#[test]
fn the_page_starts_under_a_sub_path() {
    let stage = Stage::open();
    stage.wait_for_text("body", "Sextant");
    assert_eq!(stage.js("return document.title", &[]), "Sextant");
    assert_eq!(stage.count("#start"), 0, "the starting notice is gone");
    stage.screenshot("start");
}

#[test]
fn after_the_first_visit_it_works_without_a_network() {
    let mut stage = Stage::open();
    wait_until_kept(&stage);
    wait_until_saved(&stage);
    // From the second visit on the example is in the browser, and nothing is fetched but the release itself.
    stage.reload();
    stage.wait_until_started();
    stage.stop_the_server();
    stage.reload();
    stage.wait_until_started();
    stage.wait_for_text("body", "Sextant");
    // The slow lane needs its files too.
    let worker = stage.js("return fetch(sextantApp.worker).then((answer) => answer.ok)", &[]);
    assert_eq!(worker, json!(true));
}

#[test]
fn a_new_release_is_served_at_once_and_the_last_one_is_kept() {
    let stage = Stage::open();
    wait_until_kept(&stage);
    const PRETEND: &str = "const scope = new URL('./', location.href).pathname;
        const older = (digit) => caches.open(`sextant:${scope}:${digit.repeat(64)}`);
        const [name] = await caches.keys(); const page = new URL('./', location.href).href;
        const html = await (await caches.match(page)).text();
        await caches.delete(name); await older('a'); await older('b'); await caches.open('another app');
        const cache = await caches.open(name); await cache.put(page, new Response(html)); return name";
    let newest = stage.js(PRETEND, &[]);
    stage.reload();
    stage.wait_until_started();
    stage.wait("all but one old release are gone", "return caches.keys().then((names) => names.length === 3)", &[]);
    let names = stage.js("return caches.keys()", &[]);
    let older = format!("sextant:/some/where/:{}", "b".repeat(64));
    assert_eq!(names, json!([older, "another app", newest]));
}

#[test]
fn a_panic_offers_the_last_saved_plan_and_a_reload() {
    let stage = Stage::open();
    wait_until_saved(&stage);
    const SAVE: &str = r##"return new Promise((done) => {
        const bytes = (text) => new TextEncoder().encode(text);
        const open = indexedDB.open('saved-by-test');
        open.onupgradeneeded = () => ['heads', 'sections'].forEach((name) => open.result.createObjectStore(name));
        open.onsuccess = () => {
            const write = open.result.transaction(['heads', 'sections'], 'readwrite');
            write.objectStore('heads').put(bytes('{"pieces":["{\\"a\\":","#0f","}"]}'), '2026-11');
            write.objectStore('sections').put(bytes('[1,2]'), '0f');
            write.oncomplete = () => { open.result.close(); done(true) };
        };
        window.sextantDb = { name: 'saved-by-test', store: 'heads', sections: 'sections', key: '2026-11' };
    })"##;
    assert_eq!(stage.js(SAVE, &[]), json!(true));
    stage.js("window.sextantPanic('at the disco'); window.sextantPanic('an echo')", &[]);
    stage.wait_for_text("h1", "Sextant has stopped");
    assert_eq!(stage.text("pre"), "at the disco");
    stage.screenshot("panic");
    stage.click("text=Export the last saved plan");
    let file = stage.downloaded("sextant-last-saved.json");
    assert_eq!(std::fs::read(file).unwrap(), b"{\"a\":[1,2]}");
    stage.wait_for_text("[role=status]", "Exported as sextant-last-saved.json.");
    stage.click("text=Reload");
    stage.wait_until_started();
}

#[test]
fn a_panic_before_anything_was_saved_says_so_and_creates_nothing() {
    let stage = Stage::open();
    wait_until_saved(&stage);
    stage.js("delete window.sextantDb; window.sextantPanic('early')", &[]);
    stage.click("text=Export the last saved plan");
    stage.wait_for_text("[role=status]", "Nothing has been saved in this browser yet.");
    stage.js("window.sextantDb = { name: 'never-made', store: 'heads', sections: 'sections', key: 'x' }", &[]);
    stage.click("text=Export the last saved plan");
    stage.wait_for_text("[role=status]", "No saved plan was found in this browser.");
    let names = stage.js("return indexedDB.databases().then((all) => all.map((one) => one.name))", &[]);
    assert!(!names.to_string().contains("never-made"), "{names}");
}

/// The example company was opened and saved: from here on the app itself writes nothing until somebody edits.
fn wait_until_saved(stage: &Stage) {
    stage.wait("the example is saved", "return !!window.sextantDb", &[]);
}

/// The first visit ends with all files of the release kept for the next.
fn wait_until_kept(stage: &Stage) {
    const KEPT: &str = "const page = await caches.match(new URL('./', location.href).href);
        return !!page && !!navigator.serviceWorker.controller";
    stage.wait("the release is kept for offline use", KEPT, &[]);
}

#[test]
fn a_cycle_is_deleted_only_after_asking() {
    let stage = Stage::open();
    wait_until_the_example_is_stored(&stage);
    let oldest = stage.texts(".cycles tbody th").pop().unwrap_or_default();
    stage.click(".cycles tbody tr:last-child button[aria-label^=Delete]");
    stage.wait_for("dialog[open]");
    stage.click("text=Keep it");
    assert_eq!(stage.count(".cycles tbody tr"), 6, "nothing is deleted before it is confirmed");
    stage.click(".cycles tbody tr:last-child button[aria-label^=Delete]");
    stage.wait_for("dialog[open]");
    stage.click("dialog[open] [data-do=yes]");
    stage.wait("one is gone", "return document.querySelectorAll('.cycles tbody tr').length === 5", &[]);
    assert!(!stage.texts(".cycles tbody th").contains(&oldest), "{oldest} is still listed");
}

#[test]
fn an_address_leads_to_its_cycle_or_says_that_it_is_not_here() {
    let stage = Stage::open();
    wait_until_the_example_is_stored(&stage);
    stage.go("about:blank");
    stage.go(&format!("{}#/c/tillwerk-2026-10/finance", stage.home()));
    stage.wait_for_text(".banner.frozen", "Shown as approved");
    stage.wait_for_text("h1", "What does it earn");
    stage.go(&format!("{}#/c/nowhere/demand", stage.home()));
    stage.wait_for_text(".notices", "The cycle in the address is not on this device");
    stage.wait("the address is set back", AT, &[json!("#/c/tillwerk-2026-10/demand")]);
    stage.wait_for_text(".banner.frozen", "Shown as approved");
    stage.screenshot("nowhere");
    // Back passes by the address that led nowhere.
    stage.back();
    stage.wait("back is where the reader was", AT, &[json!("#/c/tillwerk-2026-10/finance")]);
    stage.go(&format!("{}#/c/tillwerk-2026-11/finance", stage.home()));
    stage.wait_until_gone(".banner.frozen");
}

#[test]
fn the_example_is_shown_as_it_was_left() {
    const FIGURE: &str = "777";
    const EDITED: &str =
        "return [...document.querySelectorAll('.pt-c.ov')].some((cell) => cell.innerText === arguments[0])";
    let stage = Stage::open();
    wait_until_the_example_is_stored(&stage);
    stage.click("[data-do=continue]");
    stage.wait_for_text("h1", "What does it earn");
    stage.click(".pt-c.ed");
    stage.type_text(FIGURE);
    stage.press(&[key::ENTER]);
    stage.wait("the edit is shown", EDITED, &[json!(FIGURE)]);
    stage.click(".rail a[title='All cycles']");
    stage.click("[data-do=example]");
    stage.wait_for_text(".toasts", "as you left it");
    stage.wait("the edit is still there", EDITED, &[json!(FIGURE)]);
}

/// Whether the part of the address after the page is this.
const AT: &str = "return location.hash === arguments[0]";

/// Home, once it lists the example company's current cycle and its six earlier ones.
fn wait_until_the_example_is_stored(stage: &Stage) {
    wait_until_saved(stage);
    stage.go(&format!("{}#/", stage.home()));
    stage.wait("all seven cycles are there", "return document.querySelectorAll('.cycles tbody tr').length === 6", &[]);
}
