//! The one verb. Typing, import, undo, what-if, merge and decisions are all a [`Change`]; [`Plan::apply`] carries it out
//! and returns the change that undoes it, and [`diff`] finds the changes that lead from one plan to another.
//!
//! Invariant: `apply(c)` then `apply(inverse)` is the plan as it was; applying `diff(a, b)` to `a` gives `b`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::actuals::{Backlog, Receipt, Series, Stock, ToDate};
use super::catalog::{
    Catalog, Component, Family, Item, Lane, Market, Offer, Operation, Resource, Site, SiteSupply, Sourcing, Vendor,
    WorkingDays,
};
use super::check::Flaw;
use super::cycle::{
    Action, Approval, Assumption, Comment, Decision, Edit, Header, Participant, Process, Risk, Scenario, SignOff,
    Snapshot, Step,
};
use super::demand::{Event, Mark, Method, Reconciliation, Trend, Weights};
use super::finance::{Account, BudgetLine, PriceFact, StatementLine, Terms};
use super::measure::{Cell, Figure, Measure};
use super::plan::Plan;
use super::product::{PhaseOut, Project};
use super::supply::{Policy, Strategy, SupplyTerms};
use super::table::{Record, Shared, Table};

/// A record put into its table, or taken out of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", bound = "R: Serialize + serde::de::DeserializeOwned")]
pub enum Row<R: Record> {
    /// The record as it shall be; one with the same key is replaced.
    Put(Box<R>),
    /// The key of the record that shall be gone.
    Remove(R::Key),
}

impl<R: Record> Row<R> {
    fn key(&self) -> R::Key {
        match self {
            Row::Put(record) => record.key(),
            Row::Remove(key) => key.clone(),
        }
    }
}

/// Why a change was refused. The plan is as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanError {
    /// An approved plan takes no change.
    Approved,
    /// A value that may not stand in a plan.
    Flaw {
        /// What the change was about.
        what: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Approved => {
                f.write_str("This cycle is approved, hence frozen. Maybe roll it forward, or try the change in a copy.")
            }
            PlanError::Flaw { what, flaw } => write!(f, "{what}: {flaw}"),
        }
    }
}

impl std::error::Error for PlanError {}

macro_rules! changes {
    ($($(#[$doc:meta])* $variant:ident($record:ty) = $code:literal in $section:ident $(. $table:ident)?, step $step:expr;)*) => {
        /// An edit of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Change {
            $($(#[$doc])* $variant(Row<$record>),)*
            /// The cycle's own facts: company, currency, months.
            Header(Box<Header>),
            /// The plan of record.
            Strategy(Strategy),
            /// How the levels of the baseline are made to agree.
            Reconciliation(Reconciliation),
            /// What solved plans weigh, and how strict limits are.
            SupplyTerms(Box<SupplyTerms>),
            /// Months in which nothing new is released, and months that production may be moved ahead.
            Fences {
                /// Frozen months.
                frozen: u32,
                /// Pre-build limit.
                prebuild: Option<u32>,
            },
            /// Payment days and rates.
            Terms(Box<Terms>),
            /// All master records at once: an import.
            Catalog(Shared<Catalog>),
            /// All facts at once: an import.
            Actuals(Shared<super::actuals::Actuals>),
            /// All inputs of step 1.
            ProductPlan(Shared<super::product::ProductPlan>),
            /// All inputs of step 2.
            DemandPlan(Shared<super::demand::DemandPlan>),
            /// All inputs of step 3.
            SupplyPlan(Shared<super::supply::SupplyPlan>),
            /// All inputs of step 4.
            FinancePlan(Shared<super::finance::FinancePlan>),
            /// A line for the journal. Undone by nothing: the journal only grows.
            Note(Box<Edit>),
            /// Approval, or (only to undo one) none.
            Approval(Option<Shared<Approval>>),
            /// Several, in order, all or none.
            Many(Vec<Change>),
        }

        impl Change {
            /// What it changes, as text: two changes at one address replace each other.
            pub fn address(&self) -> String {
                match self {
                    $(Change::$variant(row) => format!("{}/{:?}", $code, row.key()),)*
                    Change::Header(_) => "header".into(),
                    Change::Strategy(_) => "strategy".into(),
                    Change::Reconciliation(_) => "reconciliation".into(),
                    Change::SupplyTerms(_) => "supply_terms".into(),
                    Change::Fences { .. } => "fences".into(),
                    Change::Terms(_) => "terms".into(),
                    Change::Catalog(_) => "catalog".into(),
                    Change::Actuals(_) => "actuals".into(),
                    Change::ProductPlan(_) => "product_plan".into(),
                    Change::DemandPlan(_) => "demand_plan".into(),
                    Change::SupplyPlan(_) => "supply_plan".into(),
                    Change::FinancePlan(_) => "finance_plan".into(),
                    Change::Note(_) => "note".into(),
                    Change::Approval(_) => "approval".into(),
                    Change::Many(changes) => changes.iter().map(Change::address).collect::<Vec<_>>().join("+"),
                }
            }

            /// The first step whose inputs it touches, or `None` where no figure can move.
            pub fn step(&self) -> Option<Step> {
                match self {
                    $(Change::$variant(_) => $step,)*
                    Change::Header(_) | Change::Catalog(_) | Change::Actuals(_) | Change::ProductPlan(_) => Some(Step::Product),
                    Change::DemandPlan(_) | Change::Reconciliation(_) => Some(Step::Demand),
                    Change::SupplyPlan(_) | Change::Strategy(_) | Change::SupplyTerms(_) | Change::Fences { .. } => {
                        Some(Step::Supply)
                    }
                    Change::FinancePlan(_) | Change::Terms(_) => Some(Step::Finance),
                    Change::Note(_) | Change::Approval(_) => None,
                    Change::Many(changes) => changes.iter().filter_map(Change::step).min(),
                }
            }
        }

        impl Plan {
            /// Carries out a change that was checked, and returns what undoes it.
            fn carry_out(&mut self, change: Change) -> Result<Change, PlanError> {
                Ok(match change {
                    $(Change::$variant(row) => {
                        check_row($code, &row)?;
                        match put(&self.$section $(. $table)?, row) {
                            Put::Nothing(row) => Change::$variant(row),
                            Put::Insert(record) => {
                                let key = record.key();
                                let inverse = match self.$section.edit() $(. $table)? .insert(*record) {
                                    Some(old) => Row::Put(Box::new(old)),
                                    None => Row::Remove(key),
                                };
                                Change::$variant(inverse)
                            }
                            Put::Remove(key) => {
                                let inverse = match self.$section.edit() $(. $table)? .remove(&key) {
                                    Some(old) => Row::Put(Box::new(old)),
                                    None => Row::Remove(key),
                                };
                                Change::$variant(inverse)
                            }
                        }
                    })*
                    Change::Header(header) => {
                        header.check().map_err(|flaw| PlanError::Flaw { what: "header".into(), flaw })?;
                        Change::Header(Box::new(std::mem::replace(&mut self.header, *header)))
                    }
                    Change::Reconciliation(way) => {
                        Change::Reconciliation(std::mem::replace(&mut self.demand.edit().reconciliation, way))
                    }
                    Change::Strategy(strategy) => {
                        Change::Strategy(std::mem::replace(&mut self.supply.edit().strategy, strategy))
                    }
                    Change::SupplyTerms(terms) => {
                        terms.check().map_err(|flaw| PlanError::Flaw { what: "supply_terms".into(), flaw })?;
                        Change::SupplyTerms(Box::new(std::mem::replace(&mut self.supply.edit().terms, *terms)))
                    }
                    Change::Fences { frozen, prebuild } => {
                        let supply = self.supply.edit();
                        Change::Fences {
                            frozen: std::mem::replace(&mut supply.frozen_months, frozen),
                            prebuild: std::mem::replace(&mut supply.prebuild_months, prebuild),
                        }
                    }
                    Change::Terms(terms) => {
                        terms.check().map_err(|flaw| PlanError::Flaw { what: "terms".into(), flaw })?;
                        Change::Terms(Box::new(std::mem::replace(&mut self.finance.edit().terms, *terms)))
                    }
                    Change::Catalog(section) => Change::Catalog(std::mem::replace(&mut self.catalog, section)),
                    Change::Actuals(section) => Change::Actuals(std::mem::replace(&mut self.actuals, section)),
                    Change::ProductPlan(section) => Change::ProductPlan(std::mem::replace(&mut self.product, section)),
                    Change::DemandPlan(section) => Change::DemandPlan(std::mem::replace(&mut self.demand, section)),
                    Change::SupplyPlan(section) => Change::SupplyPlan(std::mem::replace(&mut self.supply, section)),
                    Change::FinancePlan(section) => Change::FinancePlan(std::mem::replace(&mut self.finance, section)),
                    Change::Note(edit) => {
                        note(self.process.edit(), *edit);
                        Change::Many(Vec::new())
                    }
                    Change::Approval(approval) => Change::Approval(std::mem::replace(&mut self.approval, approval)),
                    Change::Many(changes) => self.carry_out_all(changes)?,
                })
            }

            /// Every record that may not stand in a plan: its table, its key as text, and the flaw.
            pub fn flaws(&self) -> Vec<(&'static str, String, Flaw)> {
                let mut flaws = Vec::new();
                $(
                    for record in self.$section $(. $table)? .iter() {
                        if let Err(flaw) = record.check() {
                            flaws.push(($code, format!("{:?}", record.key()), flaw));
                        }
                    }
                )*
                flaws
            }

            /// Takes out every record that may not stand in a plan; see [`Plan::flaws`].
            pub fn drop_flawed(&mut self) {
                $(
                    if self.$section $(. $table)? .iter().any(|record| record.check().is_err()) {
                        self.$section.edit() $(. $table)? .retain(|record| record.check().is_ok());
                    }
                )*
            }
        }

        /// The changes that lead from `a` to `b`, record by record. Equal sections cost nothing. The journal is not compared.
        pub fn diff(a: &Plan, b: &Plan) -> Vec<Change> {
            let mut changes = Vec::new();
            if a.header != b.header {
                changes.push(Change::Header(Box::new(b.header.clone())));
            }
            $(
                if a.$section != b.$section {
                    changes.extend(rows(&a.$section $(. $table)?, &b.$section $(. $table)?).map(Change::$variant));
                }
            )*
            if a.demand.reconciliation != b.demand.reconciliation {
                changes.push(Change::Reconciliation(b.demand.reconciliation));
            }
            if a.supply.strategy != b.supply.strategy {
                changes.push(Change::Strategy(b.supply.strategy));
            }
            if a.supply.terms != b.supply.terms {
                changes.push(Change::SupplyTerms(Box::new(b.supply.terms.clone())));
            }
            let fences = |plan: &Plan| (plan.supply.frozen_months, plan.supply.prebuild_months);
            if fences(a) != fences(b) {
                changes.push(Change::Fences { frozen: fences(b).0, prebuild: fences(b).1 });
            }
            if a.finance.terms != b.finance.terms {
                changes.push(Change::Terms(Box::new(b.finance.terms.clone())));
            }
            if a.approval.as_deref() != b.approval.as_deref() {
                changes.push(Change::Approval(b.approval.clone()));
            }
            changes
        }
    };
}

const PRODUCT: Option<Step> = Some(Step::Product);
const DEMAND: Option<Step> = Some(Step::Demand);
const SUPPLY: Option<Step> = Some(Step::Supply);
const FINANCE: Option<Step> = Some(Step::Finance);

changes! {
    /// A family.
    Family(Family) = "family" in catalog.families, step PRODUCT;
    /// An item.
    Item(Item) = "item" in catalog.items, step PRODUCT;
    /// A market.
    Market(Market) = "market" in catalog.markets, step DEMAND;
    /// A site.
    Site(Site) = "site" in catalog.sites, step SUPPLY;
    /// Which site serves a market.
    Sourcing(Sourcing) = "sourcing" in catalog.sourcing, step DEMAND;
    /// How an item comes to a site.
    SiteSupply(SiteSupply) = "supply" in catalog.supplies, step DEMAND;
    /// A road between sites.
    Lane(Lane) = "lane" in catalog.lanes, step DEMAND;
    /// A resource.
    Resource(Resource) = "resource" in catalog.resources, step SUPPLY;
    /// A routing step.
    Operation(Operation) = "operation" in catalog.operations, step SUPPLY;
    /// A line of a bill of material.
    Component(Component) = "component" in catalog.components, step DEMAND;
    /// A vendor.
    Vendor(Vendor) = "vendor" in catalog.vendors, step SUPPLY;
    /// What a vendor asks.
    Offer(Offer) = "offer" in catalog.offers, step SUPPLY;
    /// Working days of a month.
    WorkingDays(WorkingDays) = "calendar" in catalog.calendar, step SUPPLY;
    /// Demand history of an item in a market.
    Series(Series) = "history" in actuals.history, step PRODUCT;
    /// Opening stock.
    Stock(Stock) = "stock" in actuals.stock, step SUPPLY;
    /// A scheduled receipt.
    Receipt(Receipt) = "receipt" in actuals.receipts, step SUPPLY;
    /// Opening backlog.
    Backlog(Backlog) = "backlog" in actuals.backlog, step SUPPLY;
    /// Sales of the unfinished month.
    ToDate(ToDate) = "to_date" in actuals.to_date, step None;
    /// A project of the pipeline.
    Project(Project) = "project" in product.projects, step PRODUCT;
    /// An item that leaves.
    PhaseOut(PhaseOut) = "phase_out" in product.phase_outs, step PRODUCT;
    /// A word on a month of history.
    Mark(Mark) = "mark" in demand.marks, step DEMAND;
    /// A forced method.
    Method(Method) = "method" in demand.methods, step DEMAND;
    /// A consumer trend.
    Trend(Trend) = "trend" in demand.trends, step DEMAND;
    /// A promotion or another event.
    Event(Event) = "event" in demand.events, step DEMAND;
    /// Weights of the streams.
    Weights(Weights) = "weights" in demand.weights, step DEMAND;
    /// A typed figure of step 2.
    DemandFigure(Figure) = "demand_figure" in demand.figures, step DEMAND;
    /// A stock policy.
    Policy(Policy) = "policy" in supply.policies, step SUPPLY;
    /// A typed figure of step 3.
    SupplyFigure(Figure) = "supply_figure" in supply.figures, step SUPPLY;
    /// A line of the statements.
    Account(Account) = "account" in finance.accounts, step FINANCE;
    /// An amount of a closed month.
    StatementLine(StatementLine) = "statement" in finance.statement, step FINANCE;
    /// A budgeted figure.
    BudgetLine(BudgetLine) = "budget" in finance.budget, step FINANCE;
    /// An agreed price.
    PriceFact(PriceFact) = "price" in finance.prices, step FINANCE;
    /// A typed figure of step 4.
    FinanceFigure(Figure) = "finance_figure" in finance.figures, step FINANCE;
    /// Somebody who takes part.
    Participant(Participant) = "participant" in process.participants, step None;
    /// A signature.
    SignOff(SignOff) = "sign_off" in process.sign_offs, step None;
    /// Something taken for granted.
    Assumption(Assumption) = "assumption" in process.assumptions, step None;
    /// A decision.
    Decision(Decision) = "decision" in process.decisions, step None;
    /// A task.
    Action(Action) = "action" in process.actions, step None;
    /// A risk or an opportunity.
    Risk(Risk) = "risk" in process.risks, step None;
    /// A remark.
    Comment(Comment) = "comment" in process.comments, step None;
    /// A scenario.
    Scenario(Scenario) = "scenario" in scenarios, step None;
    /// What an earlier cycle said.
    Snapshot(Snapshot) = "snapshot" in past, step None;
}

impl Change {
    /// The change that types a figure, in the section that its measure belongs to.
    pub fn figure(figure: Figure) -> Change {
        let section = Self::figure_section(figure.cell.measure);
        section(Row::Put(Box::new(figure)))
    }

    /// The change that takes a typed figure back. `shift`: the what-if on top, not the plan's own figure.
    pub fn no_figure(cell: Cell, shift: bool) -> Change {
        let section = Self::figure_section(cell.measure);
        section(Row::Remove((cell, shift)))
    }

    fn figure_section(measure: Measure) -> fn(Row<Figure>) -> Change {
        use Measure as M;
        match measure {
            M::Production | M::Purchase | M::TargetStock | M::Capacity | M::OvertimeLimit => Change::SupplyFigure,
            M::Price | M::UnitCost | M::Overhead => Change::FinanceFigure,
            _ => Change::DemandFigure,
        }
    }
}

impl Plan {
    /// Carries out a change and returns the one that undoes it.
    ///
    /// # Errors
    /// [`PlanError`] when the plan is approved or a value may not stand in a plan; the plan is then as it was.
    pub fn apply(&mut self, change: Change) -> Result<Change, PlanError> {
        if self.is_approved() && !matches!(change, Change::Approval(_)) {
            return Err(PlanError::Approved);
        }
        self.carry_out(change)
    }

    fn carry_out_all(&mut self, changes: Vec<Change>) -> Result<Change, PlanError> {
        let before = self.clone();
        let mut inverses = Vec::with_capacity(changes.len());
        for change in changes {
            match self.carry_out(change) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    *self = before;
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(Change::Many(inverses))
    }
}

/// What is to be done with a row, decided before the section is copied for editing.
enum Put<R: Record> {
    /// The plan already says so.
    Nothing(Row<R>),
    Insert(Box<R>),
    Remove(R::Key),
}

fn put<R: Record + PartialEq>(table: &Table<R>, row: Row<R>) -> Put<R> {
    match row {
        Row::Put(record) if table.get(&record.key()) == Some(&*record) => Put::Nothing(Row::Put(record)),
        Row::Put(record) => Put::Insert(record),
        Row::Remove(key) if !table.contains(&key) => Put::Nothing(Row::Remove(key)),
        Row::Remove(key) => Put::Remove(key),
    }
}

fn check_row<R: Record>(what: &str, row: &Row<R>) -> Result<(), PlanError> {
    match row {
        Row::Put(record) => {
            record.check().map_err(|flaw| PlanError::Flaw { what: format!("{what} {:?}", record.key()), flaw })
        }
        Row::Remove(_) => Ok(()),
    }
}

fn note(process: &mut Process, edit: Edit) {
    process.journal.push(edit);
    let surplus = process.journal.len().saturating_sub(Process::JOURNAL);
    process.journal.drain(..surplus);
}

fn rows<R: Record + Clone + PartialEq>(a: &Table<R>, b: &Table<R>) -> impl Iterator<Item = Row<R>> {
    let gone = a.keys().filter(|key| !b.contains(key)).map(|key| Row::Remove(key.clone()));
    let new =
        b.iter().filter(|record| a.get(&record.key()) != Some(record)).map(|record| Row::Put(Box::new(record.clone())));
    gone.chain(new).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::id::ItemId;
    use super::super::measure::{How, Place, Subject};
    use super::super::month::Month;
    use super::super::units::UnitPrice;
    use super::*;

    fn item(id: &str, price: f64) -> Change {
        Change::Item(Row::Put(Box::new(Item {
            id: ItemId::from(id),
            list_price: Some(UnitPrice(price)),
            ..Item::default()
        })))
    }

    fn consensus(value: f64) -> Change {
        let cell = Cell::month(Measure::Consensus, Subject::All, Place::All, Month::new(2026, 11));
        Change::figure(Figure::new(cell, How::Replace, value))
    }

    fn json(plan: &Plan) -> String {
        serde_json::to_string(plan).unwrap()
    }

    #[test]
    fn the_inverse_undoes_every_change() {
        let mut plan = Plan::default();
        for change in [item("A", 1.0), item("A", 2.0), consensus(5.0), Change::Strategy(Strategy::Chase)] {
            let before = json(&plan);
            let inverse = plan.apply(change).unwrap();
            assert_ne!(json(&plan), before);
            let mut back = plan.clone();
            back.apply(inverse).unwrap();
            assert_eq!(json(&back), before);
        }
    }

    #[test]
    fn several_changes_are_all_or_none() {
        let mut plan = Plan::default();
        plan.apply(item("A", 1.0)).unwrap();
        let before = json(&plan);
        let error = plan.apply(Change::Many(vec![item("B", 1.0), item("C", f64::NAN)])).unwrap_err();
        assert!(error.to_string().contains("list_price"), "{error}");
        assert_eq!(json(&plan), before);
        let inverse = plan.apply(Change::Many(vec![item("B", 1.0), item("A", 3.0), item("B", 2.0)])).unwrap();
        plan.apply(inverse).unwrap();
        assert_eq!(json(&plan), before);
    }

    #[test]
    fn a_change_that_changes_nothing_copies_no_section() {
        let mut plan = Plan::default();
        plan.apply(item("A", 1.0)).unwrap();
        let before = plan.catalog.clone();
        plan.apply(item("A", 1.0)).unwrap();
        plan.apply(Change::Item(Row::Remove(ItemId::from("nobody")))).unwrap();
        assert_eq!(plan.catalog, before);
    }

    #[test]
    fn an_approved_plan_takes_no_change() {
        let mut plan = Plan::default();
        plan.apply(Change::Approval(Some(Shared::new(Approval::default())))).unwrap();
        assert_eq!(plan.apply(item("A", 1.0)), Err(PlanError::Approved));
    }

    #[test]
    fn diff_leads_from_one_plan_to_the_other() {
        let mut a = Plan::default();
        a.apply(Change::Many(vec![item("A", 1.0), item("B", 1.0), consensus(5.0)])).unwrap();
        let mut b = a.clone();
        b.apply(Change::Many(vec![
            item("A", 2.0),
            Change::Item(Row::Remove(ItemId::from("B"))),
            item("C", 1.0),
            Change::Strategy(Strategy::Level),
            Change::Reconciliation(Reconciliation::TopDown),
            Change::Fences { frozen: 2, prebuild: Some(3) },
        ]))
        .unwrap();
        assert!(diff(&a, &a).is_empty());
        let changes = diff(&a, &b);
        assert_eq!(changes.len(), 6);
        a.apply(Change::Many(changes)).unwrap();
        assert_eq!(json(&a), json(&b));
    }

    #[test]
    fn changes_survive_json() {
        let change = Change::Many(vec![item("A", 1.5), consensus(0.1), Change::Item(Row::Remove(ItemId::from("B")))]);
        let text = serde_json::to_string(&change).unwrap();
        assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), change);
    }

    #[test]
    fn a_typed_figure_goes_to_the_section_of_its_measure() {
        let cell = |measure| Cell::month(measure, Subject::All, Place::All, Month::new(2026, 11));
        let step = |measure| Change::figure(Figure::new(cell(measure), How::Percent, 0.1)).step();
        assert_eq!(step(Measure::Consensus), Some(Step::Demand));
        assert_eq!(step(Measure::Capacity), Some(Step::Supply));
        assert_eq!(step(Measure::Price), Some(Step::Finance));
    }
}
