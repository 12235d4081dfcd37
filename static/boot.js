// Starts the app, and is what is left of the page when the app stops.
//
// Contract with the wasm side:
//   window.sextantApp            set before wasm starts: {js, wasm, worker}, absolute addresses of this release's files.
//                                The slow lane starts the same module again with
//                                new Worker(`${worker}?app=${encodeURIComponent(JSON.stringify({js, wasm}))}`, {type: "module"}).
//   window.sextantPanic(text)    called by the panic hook: the app is over, this script takes the page.
//   window.sextantDb             {name, store, sections, key}, set by the app once something is saved: the last saved plan's head is the
//                                record `key` in `store` of that IndexedDB: JSON bytes with `pieces`, which joined are the plan file. A
//                                piece is text, or "#" and the key of a record in the store `sections`. Unset: nothing has been saved.
//   <html data-ready="1">        the app is mounted. <html data-panic="1">: it has stopped.
//
// No inline script and no inline style: the page's content security policy allows neither.

const script = document.querySelector("script[data-wasm]");
const address = (name) => new URL(name, document.baseURI).href;

window.sextantApp = Object.freeze({
  js: address(script.dataset.js),
  wasm: address(script.dataset.wasm),
  worker: address(script.dataset.worker),
});
window.sextantPanic = showPanic;

// A stack overflow or an exhausted memory traps without ever reaching the panic hook.
addEventListener("error", (event) => { if (isTrap(event.error)) showPanic(String(event.error)); });
addEventListener("unhandledrejection", (event) => { if (isTrap(event.reason)) showPanic(String(event.reason)); });

try {
  const { default: init } = await import(window.sextantApp.js);
  await init({ module_or_path: window.sextantApp.wasm });
  document.getElementById("start")?.remove();
  document.documentElement.dataset.ready = "1";
} catch (error) {
  if (!stopped()) showNoStart(error);
}
workOffline();

function stopped() {
  return document.documentElement.dataset.panic === "1";
}

function isTrap(error) {
  if (error instanceof WebAssembly.RuntimeError) return true;
  return error instanceof RangeError && String(error.stack).includes("wasm");
}

/** Keeps this release's files for the next visit without a network. Optional: a browser may refuse. */
function workOffline() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(address("sw.js"), { updateViaCache: "none" })
    .catch((error) => console.info("Sextant will need the network next time:", error.message));
}

function showNoStart(error) {
  console.error(error);
  takePage("Sextant could not start", [
    typeof WebAssembly === "object"
      ? "Its program could not be loaded. Maybe the connection broke off, or this browser is too old (Chrome or Edge 111, Firefox 114, Safari 16.4 or newer are needed)."
      : "This browser cannot run WebAssembly, or it is switched off. Sextant needs it.",
    "Plans saved in this browser are untouched.",
  ], String(error), [button("Reload", () => location.reload())]);
}

/** The first report counts; what follows are only its echoes. */
function showPanic(text) {
  if (stopped()) return;
  document.documentElement.dataset.panic = "1";
  const outcome = paragraph("");
  outcome.setAttribute("role", "status");
  const save = button("Export the last saved plan", async () => {
    save.disabled = true;
    outcome.textContent = await exportLastSaved().catch((error) => `The saved plan could not be read: ${error.message}`);
    save.disabled = false;
  });
  takePage("Sextant has stopped", [
    "This is a fault in Sextant, not in your plan. What was last saved is still in this browser: reload to go on from there, or export it first to be safe.",
  ], text, [button("Reload", () => location.reload()), save], outcome);
}

function takePage(title, texts, details, buttons, ...more) {
  const page = element("main", "start");
  page.id = "start";
  page.setAttribute("role", "alert");
  const heading = element("h1", "start-title", title);
  const row = element("p", "start-buttons");
  row.append(...buttons);
  page.append(heading, ...texts.map(paragraph), row, ...more, element("pre", "start-details", details));
  document.body.replaceChildren(page);
  document.title = title;
}

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

function paragraph(text) {
  return element("p", "start-text", text);
}

function button(label, act) {
  const made = element("button", "start-button", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Downloads the last saved plan; answers with a sentence about what happened. */
async function exportLastSaved() {
  const place = window.sextantDb;
  if (!place) return "Nothing has been saved in this browser yet.";
  const parts = await savedParts(place);
  if (parts === undefined) return "No saved plan was found in this browser.";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
  link.download = "sextant-last-saved.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return `Exported as ${link.download}.`;
}

/** The plan file, as parts of a Blob. Read in one transaction: a save by another tab cannot come between. */
async function savedParts({ name, store, sections, key }) {
  const open = indexedDB.open(name);
  // Opening must not create: a database that is not there yet holds no plan.
  open.onupgradeneeded = () => open.transaction.abort();
  const database = await settled(open).catch((error) => { if (error.name === "AbortError") return null; throw error; });
  if (!database?.objectStoreNames.contains(store)) return undefined;
  try {
    const reading = database.transaction([store, sections]);
    const head = await settled(reading.objectStore(store).get(key));
    if (head === undefined) return undefined;
    const { pieces } = JSON.parse(new TextDecoder().decode(head));
    return await Promise.all(pieces.map((piece) => piece.startsWith("#") ? sectionOf(reading.objectStore(sections), piece.slice(1)) : piece));
  } finally {
    database.close();
  }
}

async function sectionOf(store, key) {
  const bytes = await settled(store.get(key));
  if (bytes === undefined) throw new Error("a part of it is missing");
  return bytes;
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
