//! The page of one series, and what people fill in: its method, a mark on it, what an accuracy table shows.
//!
//! A form goes out as values and comes back as the texts that were typed; `report` reads them and answers with a change or with what
//! is wrong, field by field.

use super::{Act, Card, Message, Table, Tile};
use crate::model::{ItemId, MarketId};

/// One series: an item in a market.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId {
    /// The item.
    pub item: ItemId,
    /// The market.
    pub market: MarketId,
}

/// How one series is forecast, and what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesPage {
    /// The series.
    pub series: SeriesId,
    /// The page's one question.
    pub question: String,
    /// The page's one finding, with the reason of the forecast.
    pub message: Message,
    /// Key figures; none where there is no such series.
    pub tiles: Vec<Tile>,
    /// Charts, tables, lists and forms, in reading order.
    pub cards: Vec<Card>,
}

/// A series that a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesHit {
    /// The series.
    pub series: SeriesId,
    /// Its item and market by name.
    pub name: String,
    /// Their codes.
    pub codes: String,
}

/// What a method is chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MethodLevel {
    /// The item in this market.
    #[default]
    Series,
    /// The item in every market.
    Item,
    /// Every item of its family.
    Family,
}

impl MethodLevel {
    /// Every level, the narrowest first.
    pub const ALL: [MethodLevel; 3] = [MethodLevel::Series, MethodLevel::Item, MethodLevel::Family];
}

/// A parameter that can be typed instead of fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Stable name.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub text: &'static str,
}

/// Every parameter, in the order of [`MethodTyped::parameters`].
pub const PARAMETERS: [Parameter; 5] = [
    Parameter { id: "alpha", name: "Alpha", text: "Weight of the newest month in the level, 0 to 1." },
    Parameter { id: "beta", name: "Beta", text: "Weight of the newest change of level in the trend, 0 to 1." },
    Parameter { id: "gamma", name: "Gamma", text: "Weight of the newest year in the season, 0 to 1." },
    Parameter { id: "phi", name: "Phi", text: "Share of the trend that is kept from month to month, 0 to 1." },
    Parameter { id: "window", name: "Window", text: "Months of the moving average, 1 to 120." },
];

/// A method to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodOption {
    /// Its code; empty: automatic.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether each of [`PARAMETERS`] can be typed for it.
    pub has: [bool; 5],
}

/// The choice of a method.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodForm {
    /// What can be chosen, automatic first.
    pub methods: Vec<MethodOption>,
    /// For what it can be chosen, by name.
    pub levels: Vec<(MethodLevel, String)>,
    /// What stands there now.
    pub chosen: MethodTyped,
    /// The same in words: who forced it, or that nobody did.
    pub words: String,
    /// Other choices that would hold if this one were not there; may be empty.
    pub others: String,
    /// Back to automatic, where somebody forced a method.
    pub reset: Option<Act>,
}

/// A method as it was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodTyped {
    /// The series on whose page.
    pub series: SeriesId,
    /// For what.
    pub level: MethodLevel,
    /// The method's code; empty: automatic.
    pub method: String,
    /// The texts of [`PARAMETERS`]; blank: fitted.
    pub parameters: [String; 5],
}

/// A mark to be added by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkForm {
    /// The series.
    pub series: SeriesId,
    /// Closed months by code and name, the latest first.
    pub months: Vec<(String, String)>,
    /// Kinds by code and name.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// What the figures count in.
    pub unit: String,
}

/// A mark as it was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarkTyped {
    /// The series.
    pub series: SeriesId,
    /// The month's code.
    pub month: String,
    /// The kind's code.
    pub kind: String,
    /// What the fit sees instead; blank: a gap.
    pub instead: String,
}

/// A field that was not understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Flawed {
    /// Which one.
    pub field: &'static str,
    /// What was read and what was expected.
    pub text: String,
}

/// The level that an accuracy table shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccuracyLevel {
    /// Everything together.
    Company,
    /// Families.
    Family,
    /// Items.
    #[default]
    Item,
}

impl AccuracyLevel {
    /// Every level with its name.
    pub const ALL: [(AccuracyLevel, &'static str); 3] =
        [(AccuracyLevel::Company, "Company"), (AccuracyLevel::Family, "Families"), (AccuracyLevel::Item, "Items")];
}

/// What an accuracy table should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccuracyView {
    /// Level.
    pub level: AccuracyLevel,
    /// Months ahead; `None`: all lags together.
    pub lag: Option<usize>,
}

impl Default for AccuracyView {
    fn default() -> Self {
        Self { level: AccuracyLevel::default(), lag: Some(1) }
    }
}

/// Accuracy of the nodes of a level at a lag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccuracyTable {
    /// The finding.
    pub title: String,
    /// Where the figures come from.
    pub subtitle: String,
    /// The nodes, the worst first.
    pub table: Table,
    /// The lags that can be shown.
    pub lags: Vec<(Option<usize>, String)>,
    /// What the words mean, and what is left out.
    pub foot: String,
}
