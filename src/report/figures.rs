//! Every figure of an outcome as plain rows by step: what the program `plan` writes, and what other programs can read.
//!
//! A row is a measure of a subject at a place with one value for each month of the horizon; a month in which nothing is known is null.
//! Subjects and places are codes; `all` is the company, or everywhere. Figures are rounded to a millionth.

use serde::Serialize;

use crate::engine::{Frame, Gap, Grid, Kpi, Notice, Outcome, kpis};
use crate::model::{Hours, Measure, Money, Place, Plan, Step, Subject, Unit, UnitPrice, Units};

/// The six steps of a plan in figures.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The cycle month.
    pub cycle: String,
    /// Months of the horizon, in the order of all values.
    pub months: Vec<String>,
    /// Step 1.
    pub product: StepFigures,
    /// Step 2.
    pub demand: StepFigures,
    /// Step 3.
    pub supply: StepFigures,
    /// Step 4.
    pub finance: StepFigures,
    /// Step 5, with every gap and the tie-out board.
    pub pre_sop: StepFigures,
    /// Step 6, with the totals of the horizon.
    pub executive: StepFigures,
    /// What is doubtful in the records.
    pub findings: Vec<String>,
}

/// One step in figures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepFigures {
    /// Figures by month.
    pub rows: Vec<FigureRow>,
    /// Gaps of this step.
    pub gaps: Vec<GapRow>,
    /// What must tie.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<TieRow>,
    /// Totals of the horizon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<Total>,
}

/// Figures of one address by month.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRow {
    /// What they are, such as `closing_stock`.
    pub measure: &'static str,
    /// What they are about: a code, or `all`.
    pub subject: String,
    /// Where: the code of a market or a site, or `all`.
    pub place: String,
    /// What they count in: the item's unit, the currency, `h`, `share`.
    pub unit: String,
    /// By month; null: not known.
    pub values: Vec<Option<f64>>,
}

/// An open gap.
#[derive(Clone, Debug, Serialize)]
pub struct GapRow {
    /// The same from run to run.
    pub id: String,
    /// Why.
    pub cause: &'static str,
    /// Which figure.
    pub measure: &'static str,
    /// What it is about.
    pub subject: String,
    /// Where.
    pub place: String,
    /// First month.
    pub first: String,
    /// Last month.
    pub last: String,
    /// How much.
    pub size: f64,
    /// What it is worth.
    pub money: Option<f64>,
    /// In a sentence.
    pub text: String,
    /// What would help.
    pub levers: Vec<String>,
}

/// Two figures that must be one.
#[derive(Clone, Debug, Serialize)]
pub struct TieRow {
    /// What must equal what.
    pub name: String,
    /// The one.
    pub left: f64,
    /// The other.
    pub right: f64,
    /// Left less right.
    pub difference: f64,
    /// Whether they are the same.
    pub holds: bool,
    /// Whether a difference is a decision rather than an error.
    pub may_differ: bool,
}

/// A total of the horizon.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    /// Which, such as `ebit`.
    pub code: &'static str,
    /// What it counts in.
    pub unit: String,
    /// The total; null: not set up.
    pub value: Option<f64>,
}

/// All figures of an outcome.
pub fn figures(plan: &Plan, outcome: &Outcome) -> Figures {
    let rows = &mut Rows { plan, frame: &outcome.frame, rows: Vec::new() };
    let step = |rows: Vec<FigureRow>, step: Step| StepFigures {
        rows,
        gaps: outcome.gaps.gaps.iter().filter(|gap| gap.step == step).map(gap_row).collect(),
        ..StepFigures::default()
    };
    Figures {
        cycle: plan.header.first.to_string(),
        months: outcome.frame.horizon.iter().map(|month| month.to_string()).collect(),
        product: step(rows.product(outcome), Step::Product),
        demand: step(rows.demand(outcome), Step::Demand),
        supply: step(rows.supply(outcome), Step::Supply),
        finance: step(rows.finance(outcome), Step::Finance),
        pre_sop: StepFigures {
            gaps: outcome.gaps.gaps.iter().map(gap_row).collect(),
            ties: outcome.gaps.ties.iter().map(tie_row).collect(),
            ..StepFigures::default()
        },
        executive: StepFigures {
            rows: rows.executive(outcome),
            totals: kpis(plan, outcome).into_iter().map(|kpi| total(plan, kpi)).collect(),
            ..StepFigures::default()
        },
        findings: notices(outcome).map(finding).collect(),
    }
}

/// Everything doubtful, stage by stage.
pub fn notices(outcome: &Outcome) -> impl Iterator<Item = &Notice> {
    let first = outcome.frame.notices.iter().chain(&outcome.product.notices).chain(&outcome.forecasts.notices);
    first.chain(&outcome.demand.notices).chain(&outcome.supply.notices).chain(&outcome.finance.notices)
}

fn finding(notice: &Notice) -> String {
    format!("{}: {}", notice.step.code(), notice.text)
}

fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

fn gap_row(gap: &Gap) -> GapRow {
    GapRow {
        id: gap.id.clone(),
        cause: gap.cause.code(),
        measure: gap.cell.measure.code(),
        subject: subject_code(&gap.cell.subject),
        place: place_code(&gap.cell.place),
        first: gap.cell.first.to_string(),
        last: gap.cell.last.to_string(),
        size: rounded(gap.size),
        money: gap.money.map(|money| rounded(money.0)),
        text: gap.text.clone(),
        levers: gap.levers.iter().map(|lever| lever.title.clone()).collect(),
    }
}

fn tie_row(tie: &crate::engine::Tie) -> TieRow {
    TieRow {
        name: tie.name.clone(),
        left: rounded(tie.left_value),
        right: rounded(tie.right_value),
        difference: rounded(tie.difference()),
        holds: tie.holds(),
        may_differ: tie.may_differ,
    }
}

fn total(plan: &Plan, kpi: Kpi) -> Total {
    Total { code: kpi.code, unit: unit_code(plan, kpi.unit, None), value: kpi.value.map(rounded) }
}

fn subject_code(subject: &Subject) -> String {
    match subject {
        Subject::All => "all".into(),
        Subject::Family(id) => id.to_string(),
        Subject::Item(id) => id.to_string(),
        Subject::Resource(id) => id.to_string(),
        Subject::Vendor(id) => id.to_string(),
        Subject::Account(id) => id.to_string(),
        Subject::Project(id) => id.to_string(),
    }
}

fn place_code(place: &Place) -> String {
    match place {
        Place::All => "all".into(),
        Place::Market(id) => id.to_string(),
        Place::Site(id) => id.to_string(),
    }
}

fn unit_code(plan: &Plan, unit: Unit, subject: Option<&Subject>) -> String {
    let stock_unit = || match subject {
        Some(Subject::Item(id)) => plan.catalog.items.get(id).map(|item| item.unit.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let or_units = |unit: String| if unit.is_empty() { "units".to_string() } else { unit };
    match unit {
        Unit::Units => or_units(stock_unit()),
        Unit::Money => plan.header.currency.clone(),
        Unit::UnitPrice => format!("{}/{}", plan.header.currency, or_units(stock_unit())),
        Unit::Hours => "h".into(),
        Unit::Days => "days".into(),
        Unit::Share => "share".into(),
    }
}

/// A figure that may be missing.
trait Value: Copy {
    fn value(self) -> Option<f64>;
}

macro_rules! values {
    ($($quantity:ty),*) => {$(
        impl Value for $quantity {
            fn value(self) -> Option<f64> { Some(self.0) }
        }
        impl Value for Option<$quantity> {
            fn value(self) -> Option<f64> { self.map(|quantity| quantity.0) }
        }
    )*};
}

values!(Units, Money, Hours, UnitPrice);

/// Rows under construction.
struct Rows<'a> {
    plan: &'a Plan,
    frame: &'a Frame,
    rows: Vec<FigureRow>,
}

impl Rows<'_> {
    fn add<T: Value>(&mut self, measure: Measure, subject: &Subject, place: &Place, values: &[T]) {
        self.rows.push(FigureRow {
            measure: measure.code(),
            subject: subject_code(subject),
            place: place_code(place),
            unit: unit_code(self.plan, measure.unit(), Some(subject)),
            values: values.iter().map(|value| value.value().map(rounded)).collect(),
        });
    }

    fn by_pair<T: Value + Default>(&mut self, measure: Measure, grid: &Grid<T>) {
        for pair in 0..self.frame.pairs.len() {
            let (subject, place) = self.frame.pair_address(pair);
            self.add(measure, &subject, &place, grid.row(pair));
        }
    }

    fn by_point(&mut self, measure: Measure, grid: &Grid<Units>) {
        for point in 0..self.frame.points.len() {
            let (subject, place) = self.frame.point_address(point);
            self.add(measure, &subject, &place, grid.row(point));
        }
    }

    fn by_resource<T: Value + Default>(&mut self, measure: Measure, grid: &Grid<T>) {
        for (at, id) in self.frame.resources.iter().enumerate() {
            let place = Place::Site(self.frame.sites.code(self.frame.resource_site[at]).clone());
            self.add(measure, &Subject::Resource(id.clone()), &place, grid.row(at));
        }
    }

    fn company<T: Value>(&mut self, measure: Measure, values: &[T]) {
        self.add(measure, &Subject::All, &Place::All, values);
    }

    fn done(&mut self) -> Vec<FigureRow> {
        std::mem::take(&mut self.rows)
    }

    fn product(&mut self, outcome: &Outcome) -> Vec<FigureRow> {
        for outlook in &outcome.product.outlooks {
            let project = Subject::Project(outlook.project.clone());
            self.add(Measure::WeightedPipeline, &project, &Place::All, &outlook.weighted);
        }
        self.company(Measure::ProjectSpend, &outcome.product.spend);
        self.done()
    }

    fn demand(&mut self, outcome: &Outcome) -> Vec<FigureRow> {
        let demand = &outcome.demand;
        self.by_pair(Measure::Baseline, &demand.baseline);
        self.by_pair(Measure::Launches, &demand.launches);
        self.by_pair(Measure::PhaseOuts, &demand.phase_outs);
        self.by_pair(Measure::Trend, &demand.trend);
        self.by_pair(Measure::Events, &demand.events);
        self.by_pair(Measure::Statistical, &demand.statistical);
        self.by_pair(Measure::Sales, &demand.sales);
        self.by_pair(Measure::Marketing, &demand.marketing);
        self.by_pair(Measure::FinanceView, &demand.finance);
        self.by_pair(Measure::Blend, &demand.blend);
        self.by_pair(Measure::Override, &demand.overrides);
        self.by_pair(Measure::Consensus, &demand.consensus);
        self.by_pair(Measure::LastCycle, &demand.last_cycle);
        self.by_point(Measure::Independent, &demand.independent);
        self.by_point(Measure::Dependent, &demand.dependent);
        self.by_point(Measure::Interplant, &demand.interplant);
        self.done()
    }

    fn supply(&mut self, outcome: &Outcome) -> Vec<FigureRow> {
        let supply = &outcome.supply;
        self.by_point(Measure::Requirement, &supply.requirement);
        self.by_point(Measure::OpeningStock, &supply.opening);
        self.by_point(Measure::Receipts, &supply.receipts);
        self.by_point(Measure::Production, &supply.production);
        self.by_point(Measure::Purchase, &supply.purchase);
        self.by_point(Measure::TransferIn, &supply.transfer_in);
        self.by_point(Measure::TransferOut, &supply.transfer_out);
        self.by_point(Measure::Usage, &supply.usage);
        self.by_point(Measure::Shipments, &supply.shipments);
        self.by_point(Measure::ClosingStock, &supply.closing);
        self.by_point(Measure::TargetStock, &supply.target);
        self.by_point(Measure::InTransit, &supply.in_transit);
        self.by_pair(Measure::Shipments, &supply.shipped);
        self.by_pair(Measure::UnmetDemand, &supply.unmet);
        self.by_pair(Measure::LostSales, &supply.lost);
        self.by_pair(Measure::Backlog, &supply.backlog);
        self.by_resource(Measure::Load, &supply.load);
        self.by_resource(Measure::WishedLoad, &supply.wished_load);
        self.by_resource(Measure::Capacity, &supply.capacity);
        self.by_resource(Measure::Overtime, &supply.overtime);
        self.by_resource(Measure::OvertimeLimit, &supply.overtime_limit);
        self.done()
    }

    fn finance(&mut self, outcome: &Outcome) -> Vec<FigureRow> {
        let finance = &outcome.finance;
        self.by_pair(Measure::Price, &finance.rates.price);
        self.by_pair(Measure::RevenueAtDemand, &finance.revenue_at_demand);
        self.by_pair(Measure::Revenue, &finance.revenue);
        self.by_pair(Measure::CostOfGoods, &finance.cost_of_goods);
        for (item, id) in self.frame.items.iter().enumerate() {
            self.add(Measure::UnitCost, &Subject::Item(id.clone()), &Place::All, finance.rates.unit_cost.row(item));
        }
        self.statements(outcome);
        for budget in &finance.budgets {
            let subject = budget.family.clone().map_or(Subject::All, Subject::Family);
            let unit = unit_code(self.plan, budget.measure.unit(), Some(&subject));
            self.rows.push(FigureRow {
                measure: budget.measure.code(),
                subject: subject_code(&subject),
                place: "all".into(),
                unit,
                values: budget.values.clone(),
            });
        }
        self.done()
    }

    /// The company's P&L and what it ties up.
    fn statements(&mut self, outcome: &Outcome) {
        let finance = &outcome.finance;
        for line in &finance.lines {
            let subject = line.account.clone().map_or(Subject::All, Subject::Account);
            self.add(line.measure, &subject, &Place::All, &line.values);
        }
        self.company(Measure::InventoryValue, &finance.inventory_value.total());
        self.company(Measure::Receivables, &finance.receivables);
        self.company(Measure::Payables, &finance.payables);
        self.company(Measure::WorkingCapital, &finance.working_capital);
        self.company(Measure::CashFlow, &finance.cash_flow);
    }

    fn executive(&mut self, outcome: &Outcome) -> Vec<FigureRow> {
        self.company(Measure::Consensus, &outcome.demand.consensus.total());
        self.company(Measure::Shipments, &outcome.supply.shipped.total());
        self.company(Measure::UnmetDemand, &outcome.supply.unmet.total());
        self.company(Measure::RevenueAtDemand, &outcome.finance.revenue_at_demand.total());
        self.statements(outcome);
        self.done()
    }
}
