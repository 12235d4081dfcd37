// Starts the page's own wasm module a second time, inside a worker: one file, so the two can never be out of step.
// Its address carries ?app={"js": ..., "wasm": ...}, as boot.js describes. Messages that arrive before the module listens
// are kept and handed on in order.

const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);

const app = JSON.parse(new URL(self.location.href).searchParams.get("app"));
for (const file of [app.js, app.wasm]) {
  if (new URL(file, self.location.href).origin !== self.location.origin) throw new Error(`not a file of this site: ${file}`);
}

const { default: init } = await import(app.js);
await init({ module_or_path: app.wasm });

self.removeEventListener("message", keep);
for (const event of early) {
  self.dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
}
