//! Taking a chart along: its picture to the clipboard or into a file, its figures likewise.

use js_sys::{Array, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, Clipboard, ClipboardItem, HtmlCanvasElement, HtmlElement, HtmlImageElement,
};

use crate::chart;
use crate::report::{chart_table, table_csv, table_text};
use crate::ui::parts::picture::{Take, Taken};
use crate::ui::session::Session;

/// Pixels of a copied picture for one of the page: crisp on a slide.
const SHARP: u32 = 2;

/// Carries it out.
pub fn take(session: Session, taken: Taken) {
    let name = format!("sextant-{}", taken.card);
    match taken.how {
        Take::Figures => {
            let text = session.locale.with_untracked(|locale| table_text(&chart_table(&taken.chart), locale));
            spawn_local(async move {
                match copy_text(&text).await {
                    Ok(()) => session.say("Figures copied", false),
                    Err(_) => session.trouble(REFUSED),
                }
            });
        }
        Take::Csv => {
            let table = chart_table(&taken.chart);
            session.save_file(&format!("{name}.csv"), table_csv(&table, table.whole()).as_bytes(), "text/csv");
        }
        Take::Drawing => {
            let svg = drawing(&taken);
            session.save_file(&format!("{name}.svg"), svg.as_bytes(), "image/svg+xml");
        }
        Take::Picture => {
            let svg = drawing(&taken);
            spawn_local(async move {
                match copy_picture(&svg, taken.width, taken.height).await {
                    Ok(()) => session.say("Picture copied", false),
                    Err(_) => session.trouble(REFUSED),
                }
            });
        }
    }
}

const REFUSED: &str = "The browser did not let the clipboard be written. Maybe save it as a file instead.";

/// The picture on its own, in the colors of now.
fn drawing(taken: &Taken) -> String {
    let svg = chart::draw(&taken.chart, taken.width, taken.height).svg;
    let Some(probe) = probe() else { return svg };
    let whole = chart::standalone(&svg, |token| {
        let _set = probe.style().set_property("color", &format!("var(--{token})"));
        let style = window().get_computed_style(&probe).ok().flatten();
        style.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default()
    });
    probe.remove();
    whole
}

/// An element that nobody sees: the browser says what a token comes to.
fn probe() -> Option<HtmlElement> {
    let probe: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
    probe.set_hidden(true);
    document().body()?.append_child(&probe).ok()?;
    Some(probe)
}

/// There is none where the page does not come from a safe address.
fn clipboard() -> Result<Clipboard, JsValue> {
    Reflect::get(&window().navigator(), &"clipboard".into())?.dyn_into()
}

async fn copy_text(text: &str) -> Result<(), JsValue> {
    JsFuture::from(clipboard()?.write_text(text)).await.map(|_| ())
}

async fn copy_picture(svg: &str, width: u32, height: u32) -> Result<(), JsValue> {
    let clipboard = clipboard()?;
    let blob = png(svg, width, height).await?;
    let record = Object::new();
    Reflect::set(&record, &"image/png".into(), &Promise::resolve(&blob))?;
    let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&record)?;
    JsFuture::from(clipboard.write(&Array::of1(&item))).await.map(|_| ())
}

async fn png(svg: &str, width: u32, height: u32) -> Result<Blob, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg)));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(width * SHARP);
    canvas.set_height(height * SHARP);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    let (wide, high) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, wide, high)?;
    let made = Promise::new(&mut |done, failed| {
        if let Err(error) = canvas.to_blob(&done) {
            let _told = failed.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(made).await?.dyn_into()
}
