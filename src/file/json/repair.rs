//! From a tree of JSON values to a plan, section by section: what does not fit is left out with a finding that names its path.
//!
//! A wrong record costs that record, a wrong field of a section that field; never the file. What only shows between
//! records is left to the engine's notices, but for circles in a hierarchy, on which no sum over a tree would end.
//! Invariant: every record of the result passes its check.

mod culprit;
mod hierarchy;
mod section;

use serde_json::{Map, Value};

use super::{Opened, kind};
use crate::file::finding::{Finding, Findings};
use crate::model::{
    Actuals, Approval, Catalog, DemandPlan, FinancePlan, Header, Horizon, Plan, Process, ProductPlan, Reconciliation,
    Shared, StoredRow, SupplyPlan, SupplyTerms, Terms,
};
use section::{Repair, Section};

/// The plan in a tree of values, with what had to be said about it. `envelope`: keys beside the plan that nobody knows.
pub(super) fn opened(plan: Value, envelope: Map<String, Value>) -> Opened {
    let mut repair = Repair { findings: Findings::default(), unknown: Vec::new() };
    for (key, value) in envelope {
        repair.keep_unknown(vec![Value::String(key.clone())], &key, &value);
    }
    let mut plan = read_plan(Section::open(&mut repair, vec!["plan".into()], Some(plan)));
    hierarchy::cut_circles(&mut plan, &mut repair.findings);
    plan.unknown = Shared::new(repair.unknown.into_iter().collect());
    Opened { plan, findings: repair.findings.finish() }
}

/// Whether a plan needs no repair.
pub(super) fn is_sound(plan: &Plan) -> bool {
    let stored = plan.approval.iter().flat_map(|approval| &approval.rows);
    plan.header.check().is_ok()
        && plan.finance.terms.check().is_ok()
        && plan.process.journal.len() <= Process::JOURNAL
        && plan.flaws().is_empty()
        && stored.flat_map(|row| row.values.iter().flatten()).all(|value| value.is_finite())
        && !hierarchy::has_circle(plan)
}

fn read_plan(mut section: Section) -> Plan {
    let plan = Plan {
        header: read_header(section.section("header")),
        catalog: Shared::new(read_catalog(section.section("catalog"))),
        actuals: Shared::new(read_actuals(section.section("actuals"))),
        product: Shared::new(read_product(section.section("product"))),
        demand: Shared::new(read_demand(section.section("demand"))),
        supply: Shared::new(read_supply(section.section("supply"))),
        finance: Shared::new(read_finance(section.section("finance"))),
        process: Shared::new(read_process(section.section("process"))),
        scenarios: Shared::new(section.table("scenarios")),
        past: Shared::new(section.table("past")),
        approval: section.optional("approval").map(|approval| Shared::new(read_approval(approval))),
        unknown: Shared::default(),
    };
    section.end();
    plan
}

fn read_header(mut section: Section) -> Header {
    let usual = Header::default();
    let mut header = Header {
        id: section.value("id", usual.id),
        company: section.value("company", usual.company),
        currency: section.value("currency", usual.currency),
        first: section.value("first", usual.first),
        months: months(&mut section),
        fiscal_start: section.value("fiscal_start", usual.fiscal_start),
        previous: section.value("previous", usual.previous),
    };
    // Each flaw is of one field; that field falls back, so this ends.
    while let Err(flaw) = header.check() {
        let usual = Header::default();
        match flaw.field {
            "first" => header.first = usual.first,
            "fiscal_start" => header.fiscal_start = usual.fiscal_start,
            _ => header.months = usual.months,
        }
        section.flaw(flaw, "set to what a new plan has");
    }
    section.end();
    header
}

/// A horizon outside 1 to 60 months is brought to the nearer end.
fn months(section: &mut Section) -> usize {
    let Some(value) = section.peek("months") else { return Horizon::USUAL };
    let Some(found) = value.as_f64() else { return section.value("months", Horizon::USUAL) };
    let months = found.round().clamp(1.0, Horizon::MOST as f64) as usize;
    if value.as_u64() == u64::try_from(months).ok() {
        return section.value("months", months);
    }
    let found = kind(value);
    section.drop("months", "horizon", &found, "a whole number from 1 to 60", &format!("planned over {months} months"));
    months
}

fn read_catalog(mut section: Section) -> Catalog {
    let catalog = Catalog {
        families: section.table("families"),
        items: section.table("items"),
        markets: section.table("markets"),
        sites: section.table("sites"),
        sourcing: section.table("sourcing"),
        supplies: section.table("supplies"),
        lanes: section.table("lanes"),
        resources: section.table("resources"),
        operations: section.table("operations"),
        components: section.table("components"),
        vendors: section.table("vendors"),
        offers: section.table("offers"),
        calendar: section.table("calendar"),
    };
    section.end();
    catalog
}

fn read_actuals(mut section: Section) -> Actuals {
    let actuals = Actuals {
        history: section.table("history"),
        stock: section.table("stock"),
        receipts: section.table("receipts"),
        backlog: section.table("backlog"),
        to_date: section.table("to_date"),
    };
    section.end();
    actuals
}

fn read_product(mut section: Section) -> ProductPlan {
    let product = ProductPlan { projects: section.table("projects"), phase_outs: section.table("phase_outs") };
    section.end();
    product
}

fn read_demand(mut section: Section) -> DemandPlan {
    let demand = DemandPlan {
        marks: section.table("marks"),
        methods: section.table("methods"),
        reconciliation: section.value("reconciliation", Reconciliation::default()),
        trends: section.table("trends"),
        events: section.table("events"),
        weights: section.table("weights"),
        figures: section.table("figures"),
    };
    section.end();
    demand
}

fn read_supply(mut section: Section) -> SupplyPlan {
    let usual = SupplyPlan::default();
    let supply = SupplyPlan {
        strategy: section.value("strategy", usual.strategy),
        frozen_months: section.value("frozen_months", usual.frozen_months),
        prebuild_months: section.value("prebuild_months", usual.prebuild_months),
        terms: read_supply_terms(section.section("terms")),
        policies: section.table("policies"),
        figures: section.table("figures"),
    };
    section.end();
    supply
}

fn read_supply_terms(mut section: Section) -> SupplyTerms {
    let mut terms = SupplyTerms {
        target_days: section.value("target_days", None),
        below_target: section.value("below_target", None),
        priorities: section.list("priorities"),
        min_service: section.value("min_service", None),
        hard_target: section.value("hard_target", false),
        soft_hours: section.value("soft_hours", false),
        soft_vendors: section.value("soft_vendors", false),
        soft_storage: section.value("soft_storage", false),
        whole_lots: section.value("whole_lots", false),
        whole_shifts: section.value("whole_shifts", false),
    };
    while let Err(flaw) = terms.check() {
        match flaw.field {
            "target_days" => terms.target_days = None,
            "below_target" => terms.below_target = None,
            "min_service" => terms.min_service = None,
            _ => terms.priorities.clear(),
        }
        section.flaw(flaw, "left as not set up");
    }
    section.end();
    terms
}

fn read_finance(mut section: Section) -> FinancePlan {
    let finance = FinancePlan {
        accounts: section.table("accounts"),
        statement: section.table("statement"),
        budget: section.table("budget"),
        prices: section.table("prices"),
        terms: read_terms(section.section("terms")),
        figures: section.table("figures"),
    };
    section.end();
    finance
}

fn read_terms(mut section: Section) -> Terms {
    let mut terms = Terms {
        receivable_days: section.value("receivable_days", None),
        payable_days: section.value("payable_days", None),
        holding_rate: section.value("holding_rate", None),
        tax_rate: section.value("tax_rate", None),
    };
    while let Err(flaw) = terms.check() {
        match flaw.field {
            "receivable_days" => terms.receivable_days = None,
            "payable_days" => terms.payable_days = None,
            "holding_rate" => terms.holding_rate = None,
            _ => terms.tax_rate = None,
        }
        section.flaw(flaw, "left as not set up");
    }
    section.end();
    terms
}

fn read_process(mut section: Section) -> Process {
    let mut process = Process {
        participants: section.table("participants"),
        sign_offs: section.table("sign_offs"),
        assumptions: section.table("assumptions"),
        decisions: section.table("decisions"),
        actions: section.table("actions"),
        risks: section.table("risks"),
        comments: section.table("comments"),
        journal: section.list("journal"),
    };
    let surplus = process.journal.len().saturating_sub(Process::JOURNAL);
    if surplus > 0 {
        process.journal.drain(..surplus);
        let found = format!("{} lines", surplus + Process::JOURNAL);
        section.drop("journal", "journal", &found, "at most 200", "the oldest lines left out");
    }
    section.end();
    process
}

fn read_approval(mut section: Section) -> Approval {
    let usual = Approval::default();
    let mut approval = Approval {
        by: section.value("by", usual.by),
        at: section.value("at", usual.at),
        note: section.value("note", usual.note),
        engine: section.value("engine", usual.engine),
        rows: section.list("rows"),
        gaps: section.list("gaps"),
        checksum: section.value("checksum", usual.checksum),
    };
    let is_finite = |row: &StoredRow| row.values.iter().flatten().all(|value| value.is_finite());
    let before = approval.rows.len();
    approval.rows.retain(is_finite);
    if approval.rows.len() < before {
        section.drop("rows", "number", "numbers that are not finite", "finite numbers", "these rows left out");
    }
    section.end();
    approval
}

fn finding(place: String, found: impl Into<String>, expected: impl Into<String>, done: impl Into<String>) -> Finding {
    Finding { place, found: found.into(), expected: expected.into(), done: done.into() }
}
