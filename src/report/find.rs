//! Anything by what somebody types: steps, actions, scenarios, cycles, cards, gaps and what would close them, and every name of the
//! company; each with where it leads.
//!
//! The list is made once, when the search opens; a key only looks through it and copies what is shown. Ranks: the name begins so, a
//! word of it or its code begins so, it holds the text, every word stands somewhere in name or code. Example: `volt 33` finds "Volt 33" first.

use std::collections::BTreeSet;

use super::{Context, KnownCycle, Locale, page, rail};
use crate::engine::Frame;
use crate::model::{Cell, CycleId, FamilyId, Measure, Place, RecordId, Step, Subject};

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of the six steps.
    Step,
    /// Something that can be done.
    Action,
    /// A scenario, or the base plan.
    Scenario,
    /// A stored cycle.
    Cycle,
    /// A family of items.
    Family,
    /// A market.
    Market,
    /// A site.
    Site,
    /// A resource.
    Resource,
    /// A project.
    Project,
    /// A card of a step's page.
    Card,
    /// An open gap.
    Gap,
    /// What would close a gap.
    Lever,
    /// An item.
    Item,
}

impl Kind {
    /// In a word.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Step => "Step",
            Kind::Action => "Action",
            Kind::Scenario => "Scenario",
            Kind::Cycle => "Cycle",
            Kind::Family => "Family",
            Kind::Market => "Market",
            Kind::Site => "Site",
            Kind::Resource => "Resource",
            Kind::Project => "Project",
            Kind::Card => "Card",
            Kind::Gap => "Gap",
            Kind::Lever => "Lever",
            Kind::Item => "Item",
        }
    }
}

/// Something that can be done from anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Takes the last edit back.
    Undo,
    /// Does it again.
    Redo,
    /// Asks for the name of a new scenario.
    NewScenario,
    /// The room's view on or off.
    Present,
    /// The next choice of colors.
    Theme,
    /// Saves the plan as a file.
    Export,
    /// Prints the page.
    Print,
    /// Opens the Explain panel.
    Explain,
    /// Asks for the name of a checkpoint.
    Checkpoint,
    /// The list of cycles.
    Home,
}

/// Where something leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// A step's page.
    Step(Step),
    /// A card of it, by its id.
    Card(Step, &'static str),
    /// A figure, to be explained on a step's page.
    Cell(Step, Box<Cell>),
    /// Another cycle.
    Cycle(CycleId),
    /// A scenario; `None`: the base plan.
    Scenario(Option<RecordId>),
    /// Something is done.
    Do(Deed),
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// Its code, state or worth; may be empty.
    pub note: String,
    /// The keys that do the same; may be empty.
    pub keys: &'static str,
    /// Where it leads.
    pub goal: Goal,
}

/// Everything that can be found, with its text in small letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findable(Vec<(String, Found)>);

const DEEDS: [(Deed, &str, &str); 10] = [
    (Deed::Undo, "Undo", "Ctrl Z"),
    (Deed::Redo, "Redo", "Ctrl Y"),
    (Deed::NewScenario, "New scenario", ""),
    (Deed::Checkpoint, "Save or return to a checkpoint", ""),
    (Deed::Explain, "Explain the picked figure", "Ctrl E"),
    (Deed::Present, "Present to a room", "F8"),
    (Deed::Theme, "Colors: light, dark or as the system", ""),
    (Deed::Export, "Export the plan as a file", ""),
    (Deed::Print, "Print this page", "Ctrl P"),
    (Deed::Home, "All cycles", ""),
];

/// Everything that can be found now. `cx`: the open cycle, where there is one.
pub fn findable(cx: Option<&Context>, cycles: &[KnownCycle], locale: &Locale) -> Findable {
    let mut list = Findable::default();
    if let Some(cx) = cx {
        for step in rail(cx).steps {
            list.push(Kind::Step, step.step.name(), step.words, Goal::Step(step.step));
        }
    }
    for (deed, name, keys) in DEEDS.into_iter().filter(|(deed, ..)| cx.is_some() || is_for_all(*deed)) {
        list.push(Kind::Action, name, String::new(), Goal::Do(deed));
        list.0.last_mut().into_iter().for_each(|(_, found)| found.keys = keys);
    }
    if let Some(cx) = cx {
        list.push(Kind::Scenario, "Base plan", String::new(), Goal::Scenario(None));
        for scenario in cx.base.map_or(cx.plan, |base| base.0).scenarios.iter() {
            list.push(Kind::Scenario, &scenario.name, String::new(), Goal::Scenario(Some(scenario.id.clone())));
        }
    }
    for cycle in cycles {
        let name = locale.long_month(cycle.summary.first);
        list.push(Kind::Cycle, &name, cycle.summary.company.clone(), Goal::Cycle(cycle.id.clone()));
    }
    if let Some(cx) = cx {
        list.names(cx);
        list.pages(cx);
        list.items(cx);
    }
    list
}

fn is_for_all(deed: Deed) -> bool {
    matches!(deed, Deed::Present | Deed::Theme | Deed::Print | Deed::Home)
}

/// The best of what a text finds, at most so many; no text finds the first of all.
pub fn find(list: &Findable, text: &str, most: usize) -> Vec<Found> {
    let text = text.trim().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut ranks: [Vec<&Found>; 4] = Default::default();
    for (sought, found) in &list.0 {
        let place = rank(sought, &text, &words).map(|rank| &mut ranks[rank]);
        if let Some(place) = place.filter(|place| place.len() < most) {
            place.push(found);
        }
        if ranks[0].len() >= most {
            break;
        }
    }
    ranks.iter().flatten().take(most).map(|found| (*found).clone()).collect()
}

/// How well a text is met: 0 best; `None`: not at all. The name stands before the line break, the rest after it.
fn rank(sought: &str, text: &str, words: &[&str]) -> Option<usize> {
    let (name, code) = sought.split_once('\n').unwrap_or((sought, ""));
    if name.starts_with(text) {
        return Some(0);
    }
    if code.starts_with(text) {
        return Some(1);
    }
    if let Some(at) = name.find(text) {
        let begins = name.match_indices(text).any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric));
        return Some(if begins && at > 0 { 1 } else { 2 });
    }
    words.iter().all(|word| sought.contains(word)).then_some(3)
}

impl Findable {
    fn push(&mut self, kind: Kind, name: &str, note: String, goal: Goal) {
        let sought = format!("{name}\n{note} {}", kind.name()).to_lowercase();
        self.0.push((sought, Found { kind, name: name.into(), note, keys: "", goal }));
    }

    fn cell(&mut self, kind: Kind, name: &str, code: &str, step: Step, cell: Cell) {
        self.push(kind, name, code.into(), Goal::Cell(step, Box::new(cell)));
    }

    /// Families, markets, sites, resources and projects.
    fn names(&mut self, cx: &Context) {
        let (catalog, first) = (&cx.plan.catalog, cx.plan.header.first);
        let sold = sold_families(&cx.outcome.frame);
        for id in catalog.families.keys() {
            let (step, measure) = if sold.contains(id) {
                (Step::Demand, Measure::Consensus)
            } else {
                (Step::Supply, Measure::ClosingStock)
            };
            let cell = Cell::month(measure, Subject::Family(id.clone()), Place::All, first);
            self.cell(Kind::Family, &cx.family(id), id.as_str(), step, cell);
        }
        for id in catalog.markets.keys() {
            let cell = Cell::month(Measure::Consensus, Subject::All, Place::Market(id.clone()), first);
            self.cell(Kind::Market, &cx.market(id), id.as_str(), Step::Demand, cell);
        }
        for id in catalog.sites.keys() {
            let cell = Cell::month(Measure::ClosingStock, Subject::All, Place::Site(id.clone()), first);
            self.cell(Kind::Site, &cx.site(id), id.as_str(), Step::Supply, cell);
        }
        for id in catalog.resources.keys() {
            let cell = Cell::month(Measure::Load, Subject::Resource(id.clone()), Place::All, first);
            self.cell(Kind::Resource, &cx.resource(id), id.as_str(), Step::Supply, cell);
        }
        for id in cx.plan.product.projects.keys() {
            let subject = Subject::Project(id.clone());
            let name = cx.subject(&subject);
            let cell = Cell::month(Measure::WeightedPipeline, subject, Place::All, first);
            self.cell(Kind::Project, &name, id.as_str(), Step::Product, cell);
        }
    }

    /// Cards of the six pages, and gaps with what would close them.
    fn pages(&mut self, cx: &Context) {
        for step in Step::ALL {
            for card in page(cx, step).cards {
                self.push(Kind::Card, &card.title, step.name().into(), Goal::Card(step, card.id));
            }
        }
        for gap in &cx.outcome.gaps.gaps {
            let worth = gap.money.map_or(String::new(), |money| cx.locale.money(money.0));
            self.cell(Kind::Gap, &cx.locale.sentence(&gap.text), &worth, Step::PreSop, gap.cell.clone());
            for lever in &gap.levers {
                let cost = lever.cost.map_or(String::new(), |cost| format!("about {}", cx.locale.money(cost.0)));
                self.cell(Kind::Lever, &cx.locale.sentence(&lever.title), &cost, Step::PreSop, gap.cell.clone());
            }
        }
    }

    /// Items: what is sold by its demand, the others by their stock.
    fn items(&mut self, cx: &Context) {
        let (frame, first) = (&cx.outcome.frame, cx.plan.header.first);
        for item in 0..frame.items.len() {
            let code = frame.items.code(item);
            let subject = Subject::Item(code.clone());
            let (step, cell) = if frame.pairs_of[item].is_empty() {
                (Step::Supply, Cell::month(Measure::ClosingStock, subject, only_site(frame, item), first))
            } else {
                (Step::Demand, Cell::month(Measure::Consensus, subject, Place::All, first))
            };
            self.cell(Kind::Item, &cx.item(code), code.as_str(), step, cell);
        }
    }
}

/// Families with something that is sold: the others stand in the stock ledger only.
fn sold_families(frame: &Frame) -> BTreeSet<FamilyId> {
    let mut sold = BTreeSet::new();
    for item in (0..frame.items.len()).filter(|item| !frame.pairs_of[*item].is_empty()) {
        let mut family = frame.family_of[item];
        while let Some(at) = family.filter(|at| sold.insert(frame.families.code(*at).clone())) {
            family = frame.family_above[at];
        }
    }
    sold
}

/// The stock ledger shows an item of one site by that site.
fn only_site(frame: &Frame, item: usize) -> Place {
    let points = frame.points_of[item].clone();
    if points.len() != 1 {
        return Place::All;
    }
    Place::Site(frame.sites.code(frame.points[points.start].site).clone())
}

/// The rows of a planning table that must be open for a figure to be seen.
pub fn rows_above(cx: &Context, cell: &Cell) -> Vec<String> {
    let mut rows = vec!["all".to_string()];
    let families = &cx.plan.catalog.families;
    let above = |id: &FamilyId| families.get(id).and_then(|family| family.parent.clone());
    let mut family = match &cell.subject {
        Subject::Item(id) => cx.plan.catalog.items.get(id).and_then(|item| item.family.clone()),
        Subject::Family(id) => above(id),
        _ => None,
    };
    // A circle of families in the records ends where it began.
    while let Some(id) = family.filter(|id| rows.len() <= families.len() && !rows.contains(&format!("f:{id}"))) {
        rows.push(format!("f:{id}"));
        family = above(&id);
    }
    if let Place::Market(id) = &cell.place {
        let mut market = cx.plan.catalog.markets.get(id).and_then(|market| market.parent.clone());
        while let Some(id) = market.filter(|id| !rows.contains(&format!("m:{id}"))) {
            rows.push(format!("m:{id}"));
            market = cx.plan.catalog.markets.get(&id).and_then(|market| market.parent.clone());
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::{odd, with, with_project};
    use super::*;
    use crate::report::{TableView, explain, planning_table};

    fn names(found: &[Found]) -> Vec<&str> {
        found.iter().map(|found| found.name.as_str()).collect()
    }

    #[test]
    fn the_name_that_begins_so_comes_first() {
        let mut list = Findable::default();
        for name in ["Old Volt", "Revolt", "Voltage of 33", "Bike, 33 Volt"] {
            list.push(Kind::Item, name, "X-9".into(), Goal::Step(Step::Demand));
        }
        assert_eq!(names(&find(&list, " VOLT ", 9)), ["Voltage of 33", "Old Volt", "Bike, 33 Volt", "Revolt"]);
        assert_eq!(names(&find(&list, "33 bike", 9)), ["Bike, 33 Volt"]);
        assert_eq!(find(&list, "x-9", 2).len(), 2);
        assert_eq!(find(&list, "nothing", 9), []);
    }

    #[test]
    fn whatever_is_missing_the_list_is_made_and_every_figure_can_be_asked() {
        for (name, plan) in odd() {
            with(&plan, |cx| {
                let list = findable(Some(cx), &[], cx.locale);
                assert!(find(&list, "", 8).len() == 8, "{name}");
                for (_, found) in &list.0 {
                    assert!(!found.name.is_empty(), "{name}: {found:?}");
                    if let Goal::Cell(_, cell) = &found.goal {
                        let _is_told = explain(cx, cell);
                    }
                }
            });
        }
    }

    #[test]
    fn an_item_leads_to_its_row() {
        with(&with_project().plan, |cx| {
            let list = findable(Some(cx), &[], cx.locale);
            for (_, found) in list.0.iter().filter(|(_, found)| matches!(found.kind, Kind::Item | Kind::Family)) {
                let Goal::Cell(step, cell) = &found.goal else { panic!("{found:?}") };
                let view = TableView { open: rows_above(cx, cell).into_iter().collect(), ..TableView::default() };
                let table = planning_table(cx, *step, &view);
                let mut cells = table.rows.iter().flat_map(|row| &row.cells);
                assert!(cells.any(|shown| shown.cell.as_ref() == Some(cell)), "{found:?}");
            }
        });
    }
}
