//! Writes a row element: what differs from what it showed before, and nothing else.

use leptos::prelude::document;
use web_sys::{Element, HtmlElement};

use super::row::{Picked, RowView};
use crate::report::{ColumnKind, RowKind, TableCell, Tone};

/// What a column gives to all of its cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Face {
    /// Closed, planned, or a sum of months.
    pub kind: ColumnKind,
    /// Whether the today line stands before it.
    pub today: bool,
}

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    text: String,
    class: String,
    title: String,
    spoken: String,
    readonly: bool,
    selected: bool,
}

/// A row element as it stands on the page.
#[derive(Default)]
pub(super) struct Painted {
    row: Vec<(&'static str, Option<String>)>,
    head: Option<Head>,
    faces: Vec<Face>,
    cells: Vec<(Element, Shown)>,
}

/// The sticky first cell: caret and name.
struct Head {
    cell: Element,
    caret: Element,
    name: Element,
    open: Option<bool>,
    label: String,
    tip: String,
}

impl Painted {
    /// Brings the element to a view.
    pub(super) fn paint(
        &mut self,
        element: &HtmlElement,
        place: usize,
        view: &RowView,
        faces: &[Face],
        picked: Picked,
    ) {
        if self.faces != faces || self.head.is_none() {
            self.build(element, place, faces);
        }
        self.paint_row(element, view);
        if let Some(head) = &mut self.head {
            head.paint(view);
        }
        for (column, (cell, before)) in self.cells.iter_mut().enumerate() {
            let Some(face) = faces.get(column) else { continue };
            let shown = Shown::of(view, column, *face, picked);
            if shown != *before {
                shown.write(cell, before);
                *before = shown;
            }
        }
    }

    /// New, empty cells: the first time, and when the columns are others.
    fn build(&mut self, element: &Element, place: usize, faces: &[Face]) {
        element.set_text_content(None);
        self.head = Head::new(element);
        self.cells =
            (0..faces.len()).filter_map(|column| Some((new_cell(element, place, column)?, Shown::default()))).collect();
        self.faces = faces.to_vec();
    }

    fn paint_row(&mut self, element: &HtmlElement, view: &RowView) {
        let at = view.at;
        let attributes = vec![
            ("class", Some(row_class(view))),
            ("aria-rowindex", at.map(|at| (at + 2).to_string())),
            ("aria-expanded", view.row.open.map(|open| open.to_string())),
            ("aria-level", Some((view.row.level + 1).to_string())),
            ("hidden", at.is_none().then(String::new)),
        ];
        for (position, (name, value)) in attributes.iter().enumerate() {
            if self.row.get(position).is_none_or(|(_, before)| before != value) {
                set(element, name, value.as_deref());
            }
        }
        if let Some(at) = at {
            // The same text again writes nothing in the browser.
            let _known = element.style().set_property("transform", &format!("translateY(calc(var(--row) * {at}))"));
        }
        self.row = attributes;
    }
}

impl Head {
    fn new(row: &Element) -> Option<Self> {
        let cell = child(row, "div", "pt-h")?;
        set(&cell, "role", Some("rowheader"));
        set(&cell, "aria-colindex", Some("1"));
        let caret = child(&cell, "span", "pt-car")?;
        set(&caret, "aria-hidden", Some("true"));
        let name = child(&cell, "span", "nm")?;
        Some(Self { cell, caret, name, open: None, label: String::new(), tip: String::new() })
    }

    fn paint(&mut self, view: &RowView) {
        let row = &view.row;
        if self.open != row.open {
            let sign = row.open.map(|open| if open { "▾" } else { "▸" });
            self.caret.set_text_content(sign);
            set(&self.caret, "data-caret", sign.map(|_| ""));
            self.open = row.open;
        }
        if self.label != row.label || self.tip != row.tip {
            self.name.set_text_content(Some(&row.label));
            self.name.set_class_name(if row.tip.is_empty() { "nm" } else { "nm term" });
            let title = if row.tip.is_empty() { row.label.clone() } else { format!("{}: {}", row.label, row.tip) };
            set(&self.cell, "title", Some(&title));
            (self.label, self.tip) = (row.label.clone(), row.tip.clone());
        }
    }
}

impl Shown {
    fn of(view: &RowView, column: usize, face: Face, picked: Picked) -> Self {
        let cell = view.row.cells.get(column);
        let mut class = cell_class(view, column, face);
        let in_block = picked.to.is_some_and(|to| (picked.from..=to).contains(&column));
        if picked.current == Some(column) {
            class.push_str(" cur");
        } else if in_block {
            class.push_str(" blk");
        }
        Self {
            text: cell.map(|cell| cell.text.clone()).unwrap_or_default(),
            class,
            title: cell.map(|cell| cell.why.clone()).unwrap_or_default(),
            spoken: cell.map(|cell| spoken(cell, face.kind)).unwrap_or_default(),
            readonly: cell.is_none_or(|cell| !cell.editable),
            selected: in_block,
        }
    }

    fn write(&self, cell: &Element, before: &Shown) {
        if self.text != before.text {
            cell.set_text_content(Some(&self.text));
        }
        if self.class != before.class {
            cell.set_class_name(&self.class);
        }
        if self.title != before.title {
            set(cell, "title", Some(self.title.as_str()).filter(|title| !title.is_empty()));
        }
        if self.spoken != before.spoken {
            set(cell, "aria-description", Some(self.spoken.as_str()).filter(|spoken| !spoken.is_empty()));
        }
        // An empty cell is new and has no such attribute yet.
        if self.readonly != before.readonly || before.class.is_empty() {
            set(cell, "aria-readonly", Some(if self.readonly { "true" } else { "false" }));
        }
        if self.selected != before.selected {
            set(cell, "aria-selected", self.selected.then_some("true"));
        }
    }
}

fn new_cell(row: &Element, place: usize, column: usize) -> Option<Element> {
    let cell = child(row, "div", "pt-c")?;
    for (name, value) in [
        ("role", "gridcell".to_string()),
        ("id", format!("pt-{place}-{column}")),
        ("data-c", column.to_string()),
        ("aria-colindex", (column + 2).to_string()),
    ] {
        set(&cell, name, Some(&value));
    }
    Some(cell)
}

/// A new element at the end of another. The browser refuses neither of the tags that are asked for here.
fn child(parent: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    parent.append_child(&element).ok()?;
    Some(element)
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // Refused only for names that no attribute may have.
    let _known = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn row_class(view: &RowView) -> String {
    let kind = match view.row.kind {
        RowKind::Measure => "meas",
        RowKind::Node => "node",
        RowKind::Total => "total",
        RowKind::Sum => "sum",
    };
    format!("pt-row {kind} l{}", view.row.level.min(4))
}

fn cell_class(view: &RowView, column: usize, face: Face) -> String {
    let mut class = String::from("pt-c");
    let mut add = |word: &str| {
        class.push(' ');
        class.push_str(word);
    };
    match face.kind {
        ColumnKind::Actual => add("ac-c"),
        ColumnKind::Total => add("q"),
        ColumnKind::Plan | ColumnKind::Plain => {}
    }
    if face.today {
        add("td1");
    }
    if let Some(cell) = view.row.cells.get(column) {
        marks(cell).into_iter().for_each(&mut add);
    }
    if view.fresh.contains(&column) {
        add(if view.odd { "fl fl-odd" } else { "fl" });
    }
    class
}

/// The states of a figure, for those who do not see them; the reason of a mark comes last.
fn spoken(cell: &TableCell, kind: ColumnKind) -> String {
    let states = [
        (kind == ColumnKind::Actual, "actual"),
        (kind == ColumnKind::Total, "total"),
        (cell.typed, "typed"),
        (cell.locked, "locked"),
        (cell.noted, "has a comment or assumption"),
        (!cell.why.is_empty(), cell.why.as_str()),
    ];
    let said: Vec<&str> = states.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
    said.join(", ")
}

/// The states of a figure, as classes.
fn marks(cell: &TableCell) -> Vec<&'static str> {
    let mut marks = Vec::new();
    match (cell.locked, cell.typed, cell.editable) {
        (true, ..) => marks.push("lk"),
        (_, true, _) => marks.push("ov"),
        (.., true) => marks.push("ed"),
        _ => {}
    }
    if cell.noted {
        marks.push("cm");
    }
    if cell.value.is_none() {
        marks.push("z");
    }
    match cell.tone {
        Tone::Bad if !cell.why.is_empty() => marks.push("er"),
        Tone::Bad => marks.push("bad"),
        Tone::Good => marks.push("good"),
        Tone::Warn => marks.push("warn"),
        Tone::Info => marks.push("info"),
        Tone::Plain => {}
    }
    marks
}
