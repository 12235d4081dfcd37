//! The few shapes that every screen, chart, file and golden test is made of.
//!
//! A screen renders these and works nothing out: figures arrive as text beside their value, each with the address that the
//! Explain panel and the charts' clicks go to. One [`Table`] serves planning grids and plain reports, one [`Chart`] every picture.
//! What stands around a page (rail, scenario switch, Explain, what-if, home) is in [`shell`](super::shell).

use super::form::{MarkForm, MethodForm, SeriesId};
use crate::model::{Cell, Change, Month, Step};

/// Whether something is good, bad or merely noted. Never shown by color alone: the text carries a sign or an arrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// No judgment.
    #[default]
    Plain,
    /// Better for the company.
    Good,
    /// Worse, or wrong.
    Bad,
    /// Stale, expiring, near a limit.
    Warn,
    /// Worth knowing.
    Info,
}

/// What a page says before it proves it: the finding in bold, then cause or remedy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// The finding, figure first.
    pub lead: String,
    /// Why, or what helps; may be empty.
    pub rest: String,
}

/// One step's page, but for its planning table (see [`Table`]), which depends on what is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The step.
    pub step: Step,
    /// The page's one question.
    pub question: String,
    /// The page's one finding.
    pub message: Message,
    /// Key figures, 4 to 6.
    pub tiles: Vec<Tile>,
    /// Charts, small tables and lists, in reading order.
    pub cards: Vec<Card>,
    /// What must be there before the step is signed.
    pub checks: Vec<Check>,
    /// What is doubtful in the records of this step.
    pub findings: Vec<Finding>,
    /// The line at the foot of a printed page: which plan it is.
    pub foot: String,
}

/// A key figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tile {
    /// What it is.
    pub label: String,
    /// What the word means, for those who do not know it; may be empty.
    pub tip: String,
    /// The figure, three figures long.
    pub figure: String,
    /// Its unit.
    pub unit: String,
    /// One comparison, signed and with an arrow where it judges.
    pub note: String,
    /// How the note judges.
    pub tone: Tone,
    /// A line without axes: closed months, then coming ones.
    pub spark: Option<Spark>,
    /// Where Explain goes.
    pub cell: Option<Cell>,
}

/// A line without axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spark {
    /// Closed months; solid.
    pub past: Vec<f64>,
    /// Coming months; dashed.
    pub ahead: Vec<f64>,
}

/// How wide a card is: rows of cards fill six columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Two of six columns.
    Third,
    /// Three of six columns.
    Half,
    /// Three of six columns, as high as the two cards beside it.
    HalfTall,
    /// Four of six columns.
    TwoThirds,
    /// All six.
    Full,
}

/// A titled block of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Stable name for links and tests, such as `load`.
    pub id: &'static str,
    /// The finding, with a figure.
    pub title: String,
    /// Who, what, unit and period.
    pub subtitle: String,
    /// How wide.
    pub width: Width,
    /// What is in it.
    pub body: Body,
    /// A sentence below; may be empty.
    pub foot: String,
}

/// What a card holds.
#[allow(clippy::large_enum_variant, reason = "a handful per screen: boxing would cost every reader more")]
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A picture.
    Chart(Chart),
    /// A plain report.
    Table(Table),
    /// Lines with a mark, a text, a figure and actions.
    List(Vec<Entry>),
    /// The method of one series.
    Method(MethodForm),
    /// A mark on one series.
    Mark(MarkForm),
    /// Nothing yet: what it would bring, and the page that brings it.
    Empty {
        /// What it would show, and what is missing for it.
        text: String,
    },
}

/// One line of a list: a finding, a gap, a decision, a lever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Stable name.
    pub id: String,
    /// How it judges; shown as a mark with a shape of its own.
    pub tone: Tone,
    /// What it is.
    pub title: String,
    /// More of it; may be empty.
    pub text: String,
    /// Its figure at the right; may be empty.
    pub figure: String,
    /// State or kind in a word or two; may be empty.
    pub chip: String,
    /// Where a click goes.
    pub cell: Option<Cell>,
    /// The series that it is about: a link beside the buttons.
    pub series: Option<SeriesId>,
    /// What can be done about it.
    pub actions: Vec<Act>,
}

/// A button that carries out a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Verb and object: "Accept: 6 % overtime in June".
    pub label: String,
    /// What it brings, signed, such as "+412 units, -3 k"; may be empty.
    pub effect: String,
    /// What it does.
    pub change: Change,
}

/// A condition of the "ready?" checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What must hold, in a few words.
    pub text: String,
    /// Whether it does.
    pub done: bool,
    /// Whether the step cannot be signed without it.
    pub required: bool,
    /// Where to mend it.
    pub cell: Option<Cell>,
}

/// Something doubtful: what, where, and what was done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The sentence.
    pub text: String,
    /// How bad.
    pub tone: Tone,
    /// Where to look.
    pub cell: Option<Cell>,
}

/// What a column of a table shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text or figures without a time.
    #[default]
    Plain,
    /// A closed month, left of today.
    Actual,
    /// A planned month.
    Plan,
    /// A sum of months.
    Total,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its head, such as "May 26".
    pub label: String,
    /// What it shows.
    pub kind: ColumnKind,
    /// Its first month.
    pub first: Option<Month>,
    /// Its last month.
    pub last: Option<Month>,
}

/// What a row of a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowKind {
    /// A measure under its node.
    #[default]
    Measure,
    /// A node of the tree.
    Node,
    /// Everything together.
    Total,
    /// A sum with a rule above.
    Sum,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRow {
    /// Stable name: what is open and what is picked survive an edit by it.
    pub id: String,
    /// What it is.
    pub label: String,
    /// What the word means; may be empty.
    pub tip: String,
    /// Depth in the tree.
    pub level: u8,
    /// What it is.
    pub kind: RowKind,
    /// Whether it has children that are shown; `None`: it has none.
    pub open: Option<bool>,
    /// The series that it leads to, if any: its head is a link.
    pub series: Option<SeriesId>,
    /// Its figures, one per column.
    pub cells: Vec<TableCell>,
}

/// One figure of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableCell {
    /// As shown; `·` not computed, `–` does not apply, `0` zero.
    pub text: String,
    /// The figure behind it.
    pub value: Option<f64>,
    /// Its address, for Explain and for edits.
    pub cell: Option<Cell>,
    /// Whether it can be typed.
    pub editable: bool,
    /// Whether somebody typed it.
    pub typed: bool,
    /// Whether it is locked.
    pub locked: bool,
    /// Whether a comment or an assumption is attached.
    pub noted: bool,
    /// How it judges; `Bad` breaks a rule and `why` says which.
    pub tone: Tone,
    /// Why it is marked; may be empty.
    pub why: String,
    /// What a click does, in a plain report: a button instead of a figure.
    pub act: Option<Box<Act>>,
}

/// Rows and columns of figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it is, such as "Planning table".
    pub title: String,
    /// Head of the first column, which says the unit.
    pub corner: String,
    /// Columns after the first.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<TableRow>,
    /// Of a planning table: the measures that people choose from.
    pub choices: Vec<super::Choice>,
}

/// A picture with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Who, what, unit, period, for those who do not see it.
    pub label: String,
    /// What is drawn.
    pub plot: Plot,
    /// What a pointer or the arrow keys read out, one per slot (month or bar).
    pub tips: Vec<Tip>,
    /// Marks and their names, drawn above the chart in HTML.
    pub keys: Vec<Key>,
}

/// What stands in the box beside the pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tip {
    /// Month or bar.
    pub title: String,
    /// Series and figure.
    pub lines: Vec<(String, String)>,
    /// Where a click goes.
    pub cell: Option<Cell>,
}

/// How a series is drawn; see the chart grammar: the notation is IBCS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Actual: solid.
    Actual,
    /// Forecast: hatched.
    Forecast,
    /// Budget or plan: outlined.
    Budget,
    /// Last year: light.
    LastYear,
    /// Families and other parts of a whole, largest first: 0 to 3.
    Part(u8),
    /// Above a limit: hatched as bad.
    Over,
    /// Better.
    Good,
    /// Worse.
    Bad,
    /// Interval.
    Fan,
    /// A regular limit: solid line.
    Limit,
    /// A stretched limit: dashed line.
    Stretched,
    /// A target: dotted line.
    Target,
    /// Actual as a line: solid.
    ActualLine,
    /// Forecast as a line: dashed.
    ForecastLine,
    /// What a method would have said of months that it knew: thin line.
    Fit,
    /// What was put instead of actuals: line in the color of what people did.
    Cleansed,
    /// Other forecasts, each broken in its own way: 0 to 2.
    Rival(u8),
    /// A wider interval around another.
    FanWide,
    /// A month that is asked about: ring.
    MarkOpen,
    /// A month whose figure was replaced: diamond.
    MarkAccepted,
    /// A month that was looked at and kept: cross.
    MarkRejected,
}

/// The mark of a series and its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its mark.
    pub ink: Ink,
    /// Its name.
    pub name: String,
}

/// Figures by slot; `None` where there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// How it is drawn.
    pub ink: Ink,
    /// By month or bar.
    pub values: Vec<Option<f64>>,
}

/// What is drawn.
#[allow(clippy::large_enum_variant, reason = "a handful per screen: boxing would cost every reader more")]
#[derive(Clone, Debug, PartialEq)]
pub enum Plot {
    /// Columns and lines over months.
    Time(TimePlot),
    /// From one total to another by steps.
    Waterfall(Vec<Bridge>),
    /// Bars by structure: one row a thing, with parts side by side on one scale.
    Bars(Vec<Bar>),
    /// Things on two axes with a size.
    Bubbles(BubblePlot),
    /// Shares of a whole, largest first, with the cumulative line.
    Pareto(Vec<Bar>),
    /// Rows x months in steps of shade, the figure printed.
    Heat(HeatPlot),
    /// Spans on a time line, such as projects with their gates.
    Roadmap(RoadmapPlot),
}

/// A line that may have holes: a value per slot.
pub type Edge = Vec<Option<f64>>;

/// Columns and lines over months.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimePlot {
    /// The months, one slot each.
    pub months: Vec<Month>,
    /// Position of the first planned month: the today line stands before it.
    pub today: Option<usize>,
    /// Columns that stand behind or beside each other.
    pub columns: Vec<Series>,
    /// Columns that stand on each other.
    pub stack: Vec<Series>,
    /// Lines.
    pub lines: Vec<Series>,
    /// Lower and upper edge of an interval.
    pub fan: Option<(Edge, Edge)>,
    /// Lower and upper edge of a wider one behind it.
    pub wide: Option<(Edge, Edge)>,
    /// Marks on single figures: slot, height and shape (one of the three marks).
    pub marks: Vec<(usize, f64, Ink)>,
    /// Names under the axis: slot and text.
    pub events: Vec<(usize, String)>,
    /// Slots whose figure is printed above: slot and text.
    pub labels: Vec<(usize, String)>,
    /// A word under each month, such as the load in percent, with its tone; may be empty.
    pub under: Vec<(String, Tone)>,
    /// Signed columns in a strip of their own below: name and figures; may be empty.
    pub strip: Option<(String, Vec<Option<f64>>)>,
    /// Whether the axis may start above zero (lines only).
    pub cut: bool,
}

/// One bar of a waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// What it is.
    pub name: String,
    /// Its size; totals stand on zero, steps start where the last one ended.
    pub value: f64,
    /// Whether it is a total.
    pub total: bool,
    /// How it is drawn.
    pub ink: Ink,
    /// The figure beside it.
    pub text: String,
}

/// One row of a bar chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is.
    pub name: String,
    /// Parts on one scale; may be negative.
    pub parts: Vec<(Ink, f64)>,
    /// The figure beside it.
    pub text: String,
}

/// Things on two axes with a size.
#[derive(Clone, Debug, PartialEq)]
pub struct BubblePlot {
    /// Name and unit of the horizontal axis.
    pub x: String,
    /// Name and unit of the vertical axis.
    pub y: String,
    /// The things.
    pub bubbles: Vec<Bubble>,
}

/// One thing on two axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Bubble {
    /// What it is.
    pub name: String,
    /// Horizontal position.
    pub x: f64,
    /// Vertical position.
    pub y: f64,
    /// Its size; the area is drawn in proportion.
    pub size: f64,
    /// How it is drawn.
    pub ink: Ink,
}

/// Rows x months in steps of shade.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatPlot {
    /// The months.
    pub months: Vec<Month>,
    /// Name, and per month the text, the step 0 to 5 and the figure's address.
    pub rows: Vec<(String, Vec<HeatCell>)>,
}

/// One field of a heat map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatCell {
    /// The printed figure.
    pub text: String,
    /// 0 (calm) to 5 (over every limit); `None`: nothing there.
    pub shade: Option<u8>,
    /// Where a click goes.
    pub cell: Option<Cell>,
}

/// Spans on a time line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadmapPlot {
    /// The months.
    pub months: Vec<Month>,
    /// Position of the first planned month.
    pub today: Option<usize>,
    /// The spans.
    pub spans: Vec<Span>,
}

/// One span on a time line.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What it is.
    pub name: String,
    /// First slot.
    pub from: usize,
    /// Last slot.
    pub to: usize,
    /// Slot of its mark (the launch, the last sale), if any.
    pub mark: Option<usize>,
    /// How it is drawn.
    pub ink: Ink,
    /// The words at its end.
    pub text: String,
}
