//! What people typed into the seven cycles: the launch, the phase-out, promotions, views, policies, budget and talk.
//!
//! A cycle knows what was known in its month: the launch of the Volt 46 Drive stood in February until October, when tooling slipped.

use super::catalog::{FINISHED, Finished, unit_cost};
use super::history::{FIRST, LAST, PROMOTIONS};
use crate::model::{
    Account, AccountId, AccountKind, Action, Assumption, BudgetLine, Cell, Comment, Curve, DemandPlan, Event,
    Expectation, FamilyId, Figure, FinancePlan, Gate, How, ItemId, MarketId, Measure, Money, Month, Participant,
    PhaseOut, Place, Policy, Process, ProductPlan, Project, ProjectId, RecordId, ResourceId, Risk, Series, SiteId,
    StatementLine, Step, Strategy, Subject, SupplyPlan, Table, Terms, Trend, Units, Verdict, Weights,
};

const fn month(year: i32, month: i32) -> Month {
    Month::new(year, month)
}

/// Step 1 as the cycle of `now` knew it.
pub fn product(now: Month) -> ProductPlan {
    let launch = if now >= month(2026, 10) { month(2027, 3) } else { month(2027, 2) };
    let drive = Project {
        id: ProjectId::from("P-46"),
        name: "Volt 46 Drive".into(),
        item: ItemId::from("MW-460"),
        gate: Gate::Industrialization,
        verdict: Verdict::Go,
        launch,
        probability: 0.85,
        curve: Curve::LikeItem {
            like: vec![(ItemId::from("MW-430"), 0.6), (ItemId::from("MW-400"), 0.4)],
            scale: 0.85,
        },
        takes_from: vec![(ItemId::from("MW-430"), 0.18), (ItemId::from("MW-C48"), 0.12)],
        spend: (0..5)
            .map(|k| (launch - 4 + k, Money([38_000.0, 46_000.0, 52_000.0, 64_000.0, 90_000.0][k as usize])))
            .collect(),
        owner: "M. Okoye".into(),
        ..Project::default()
    };
    let robot = Project {
        id: ProjectId::from("P-R12"),
        name: "Robo 1200".into(),
        item: ItemId::from("RB-12K"),
        gate: Gate::Design,
        launch: month(2027, 9),
        probability: 0.5,
        curve: Curve::Bass { market: Units(9_000.0), innovation: 0.05, imitation: 0.6 },
        markets: vec![(MarketId::from("CE"), 0.6), (MarketId::from("WE"), 0.4)],
        takes_from: vec![(ItemId::from("RB-800"), 0.3)],
        spend: (0..10).map(|k| (month(2026, 11) + k, Money(24_000.0))).collect(),
        owner: "J. Lindqvist".into(),
        ..Project::default()
    };
    let classic = PhaseOut {
        item: ItemId::from("MW-C42"),
        last: month(2027, 6),
        decline: 4,
        successor: Some(ItemId::from("MW-430")),
        transfer: 0.4,
    };
    ProductPlan { projects: [drive, robot].into_iter().collect(), phase_outs: [classic].into_iter().collect() }
}

/// Step 2 as the cycle of `now` knew it.
pub fn demand(now: Month) -> DemandPlan {
    let mut figures: Vec<Figure> = Vec::new();
    let mut type_in =
        |measure, subject: Subject, place: Place, months: (Month, Month), how, value, reason: &str, by: &str| {
            let cell = Cell { measure, subject, place, first: months.0, last: months.1 };
            let figure = Figure {
                reason: Some(reason.into()),
                by: Some(by.into()),
                since: Some(now),
                ..Figure::new(cell, how, value)
            };
            figures.push(figure);
        };
    let item = |code: &str| Subject::Item(ItemId::from(code));
    let market = |code: &str| Place::Market(MarketId::from(code));
    type_in(
        Measure::Sales,
        item("RB-400"),
        market("WE"),
        (month(2027, 3), month(2027, 6)),
        How::Percent,
        0.18,
        "Listing at two retail chains in France",
        "L. Sato",
    );
    type_in(
        Measure::Marketing,
        Subject::Family(FamilyId::from("TRIM")),
        market("NA"),
        (month(2027, 4), month(2027, 7)),
        How::Percent,
        0.06,
        "Second season on the home-center shelf",
        "C. Duarte",
    );
    if now >= month(2026, 9) {
        let months = (month(2027, 4), month(2027, 4));
        type_in(
            Measure::Consensus,
            item("TR-36P"),
            market("CE"),
            months,
            How::Add,
            160.0,
            "City of Vienna tender",
            "L. Sato",
        );
    }
    DemandPlan {
        trends: [Trend {
            id: RecordId::from("t-robots"),
            name: "Robots replace walk-behind mowers".into(),
            subject: item("RB-800"),
            place: Place::All,
            first: month(2027, 1),
            last: month(2027, 12),
            growth: 0.05,
        }]
        .into_iter()
        .collect(),
        events: events(now).into_iter().collect(),
        weights: [Weights { statistical: 0.6, sales: 0.25, marketing: 0.15, ..Weights::default() }]
            .into_iter()
            .collect(),
        figures: figures.into_iter().collect(),
        ..DemandPlan::default()
    }
}

/// Promotions that have been, as planned then, and the one to come.
fn events(now: Month) -> Vec<Event> {
    let mut events = Vec::new();
    for (k, promotion) in PROMOTIONS.iter().enumerate() {
        let decided = if promotion.name == "Blower weeks" { month(2026, 7) } else { FIRST };
        if now >= decided {
            for item in promotion.items {
                events.push(event(
                    &format!("e{k}-{item}"),
                    promotion.name,
                    item,
                    promotion.first,
                    0.20,
                    promotion.discount,
                    6_000.0,
                ));
            }
        }
    }
    // The baseline has half of it already: it was held in two of the four Aprils that it learned from.
    for item in ["MW-330", "MW-370"] {
        events.push(event(&format!("e-27-{item}"), "Spring kick-off", item, month(2027, 4), 0.15, 0.10, 14_000.0));
    }
    events
}

fn event(id: &str, name: &str, item: &str, first: Month, uplift: f64, discount: f64, cost: f64) -> Event {
    Event {
        id: RecordId::from(id),
        name: name.into(),
        subject: Subject::Item(ItemId::from(item)),
        place: Place::All,
        first,
        last: first,
        uplift: Some(uplift),
        pull_forward: 0.25,
        pull_months: 2,
        discount,
        cost: Money(cost),
    }
}

/// Step 3.
pub fn supply() -> SupplyPlan {
    let service = |family: &str, level: f64| Policy {
        subject: Subject::Family(FamilyId::from(family)),
        service_level: Some(level),
        ..Policy::default()
    };
    let cover = |subject: Subject, site: Option<&str>, days: f64| Policy {
        subject,
        site: site.map(SiteId::from),
        cover_days: Some(days),
        ..Policy::default()
    };
    let family = |family: &str| Subject::Family(FamilyId::from(family));
    let short_weeks = [2026, 2027, 2028].map(short_weeks);
    SupplyPlan {
        strategy: Strategy::Target,
        prebuild_months: Some(1),
        policies: [
            service("MOWER", 0.97),
            service("TRIM", 0.95),
            service("BLOW", 0.95),
            service("SPARE", 0.90),
            cover(family("MOWER"), Some("VENLO"), 10.0),
            cover(family("TRIM"), Some("VENLO"), 10.0),
            cover(family("BLOW"), Some("VENLO"), 10.0),
            cover(Subject::All, None, 8.0),
        ]
        .into_iter()
        .collect(),
        figures: short_weeks.into_iter().collect(),
        ..SupplyPlan::default()
    }
}

/// Working-time accounts: from September to January the mower line works short weeks.
fn short_weeks(year: i32) -> Figure {
    let cell = Cell {
        measure: Measure::Capacity,
        subject: Subject::Resource(ResourceId::from("LZ-MOW")),
        place: Place::All,
        first: month(year, 9),
        last: month(year + 1, 1),
    };
    let reason = Some("Working-time accounts: short weeks outside the season".into());
    Figure {
        reason,
        by: Some("R. Brandt".into()),
        since: Some(month(2026, 1)),
        ..Figure::new(cell, How::Percent, -0.15)
    }
}

/// Accounts: id, name, kind, and the monthly amount of those that do not follow sales.
const ACCOUNTS: &[(&str, &str, AccountKind, f64)] = &[
    ("4000", "Net revenue", AccountKind::Revenue, 0.0),
    ("5000", "Cost of goods sold", AccountKind::CostOfGoods, 0.0),
    ("6100", "Selling and marketing", AccountKind::Selling, 600_000.0),
    ("6200", "Administration", AccountKind::Administration, 380_000.0),
    ("6300", "Research and development", AccountKind::Research, 250_000.0),
    ("6400", "Depreciation", AccountKind::Depreciation, 170_000.0),
    ("1000", "Cash", AccountKind::Cash, 0.0),
    ("1200", "Receivables", AccountKind::Receivables, 0.0),
    ("1300", "Inventory", AccountKind::Inventory, 0.0),
    ("1500", "Fixed assets", AccountKind::FixedAssets, 0.0),
    ("2000", "Payables", AccountKind::Payables, 0.0),
    ("2500", "Bank loan", AccountKind::Debt, 0.0),
];

/// Step 4 as the cycle of `now` knew it: statements up to the month before, the budgets of 2026 and 2027. `inventory`: stock at standard cost.
pub fn finance(now: Month, history: &Table<Series>, inventory: Money) -> FinancePlan {
    let first = month(2025, 1);
    let mut statement = Table::default();
    for k in 0..(now - first) {
        for line in month_lines(first + k, history) {
            statement.insert(line);
        }
    }
    for line in balance_lines(now - 1, history, inventory) {
        statement.insert(line);
    }
    FinancePlan {
        accounts: ACCOUNTS
            .iter()
            .map(|(id, name, kind, _)| Account { id: AccountId::from(*id), name: (*name).into(), kind: *kind })
            .collect(),
        statement,
        budget: budget(),
        terms: Terms {
            receivable_days: Some(42.0),
            payable_days: Some(35.0),
            holding_rate: Some(0.2),
            tax_rate: Some(0.24),
        },
        ..FinancePlan::default()
    }
}

fn month_lines(at: Month, history: &Table<Series>) -> Vec<StatementLine> {
    let (revenue, cost) = sales(at, history);
    ACCOUNTS
        .iter()
        .filter(|(_, _, kind, _)| !kind.is_balance())
        .map(|(id, _, kind, fixed)| {
            let amount = match kind {
                AccountKind::Revenue => revenue,
                AccountKind::CostOfGoods => cost,
                _ => fixed * 1.02_f64.powi(at.year() - 2025),
            };
            StatementLine { month: at, account: AccountId::from(*id), amount: Money(amount.round()) }
        })
        .collect()
}

/// Net revenue and cost of goods of a month.
fn sales(at: Month, history: &Table<Series>) -> (f64, f64) {
    history.iter().fold((0.0, 0.0), |(revenue, cost), series| {
        let units = series.units_in(at).map_or(0.0, |units| units.0);
        let earned = series.revenue_in(at).map_or(0.0, |money| money.0);
        (revenue + earned, cost + units * unit_cost(series.item.as_str()) * 1.015)
    })
}

fn balance_lines(at: Month, history: &Table<Series>, inventory: Money) -> Vec<StatementLine> {
    let (revenue, cost) = sales(at, history);
    let (earlier, _) = sales(at - 1, history);
    let line = |account: &str, amount: f64| StatementLine {
        month: at,
        account: AccountId::from(account),
        amount: Money(amount.round()),
    };
    vec![
        line("1000", 2_640_000.0),
        line("1200", revenue + earlier * 0.4),
        line("1300", inventory.0),
        line("1500", 9_480_000.0),
        line("2000", cost * 1.1),
        line("2500", 4_200_000.0),
    ]
}

/// Budgets of 2026 and 2027 by family: what was to be expected, four percent better, with the new mower from January on.
fn budget() -> Table<BudgetLine> {
    let mut table = Table::default();
    for family in ["MOWER", "TRIM", "BLOW", "SPARE"] {
        for k in 0..24 {
            let at = month(2026, 1) + k;
            let (units, revenue) = FINISHED
                .iter()
                .filter(|finished| finished.family == family)
                .map(|finished| expected(finished, at))
                .fold((0.0, 0.0), |sum, (units, revenue)| (sum.0 + units, sum.1 + revenue));
            let line = |measure, amount: f64| BudgetLine {
                month: at,
                family: Some(FamilyId::from(family)),
                measure,
                amount: amount.round(),
            };
            table.insert(line(Measure::BudgetUnits, units * 1.03));
            table.insert(line(Measure::BudgetRevenue, revenue * 1.04));
        }
    }
    table
}

fn expected(finished: &Finished, at: Month) -> (f64, f64) {
    let years = f64::from(at - FIRST) / 12.0;
    let base = match finished.code {
        "MW-460" if at >= month(2027, 1) => 190.0,
        _ => finished.units,
    };
    let units = base * finished.season.index(at) * (1.0 + finished.trend * years);
    let price = finished.price * (1.0 + 0.02 * f64::from(at.year() - FIRST.year() - 4));
    (units, units * price)
}

/// Who takes part, what they assume, fear and agreed to do.
pub fn process(now: Month) -> Process {
    let person = |id: &str, name: &str, role: &str, steps: &[Step]| Participant {
        id: RecordId::from(id),
        name: name.into(),
        role: role.into(),
        steps: steps.to_vec(),
    };
    let spring = Cell {
        measure: Measure::Consensus,
        subject: Subject::Item(ItemId::from("TR-36P")),
        place: Place::Market(MarketId::from("CE")),
        first: month(2027, 4),
        last: month(2027, 4),
    };
    let assumption =
        |id: &str, text: &str, owner: &str, confidence: f64, until: Month, step: Step, cells: Vec<Cell>| Assumption {
            id: RecordId::from(id),
            text: text.into(),
            owner: owner.into(),
            confidence,
            until: Some(until),
            cells,
            step,
        };
    Process {
        participants: [
            person("p1", "M. Okoye", "Head of product", &[Step::Product]),
            person("p2", "L. Sato", "Head of sales", &[Step::Demand]),
            person("p3", "R. Brandt", "Head of operations", &[Step::Supply]),
            person("p4", "A. Fontaine", "Head of finance", &[Step::Finance]),
            person("p5", "C. Duarte", "S&OP lead", &[Step::PreSop]),
            person("p6", "H. Aigner", "Managing director", &[Step::Executive]),
        ]
        .into_iter()
        .collect(),
        assumptions: [
            assumption("a1", "The City of Vienna tender is awarded in January", "L. Sato", 0.7, month(2027, 1), Step::Demand, vec![spring]),
            assumption("a2", "Tooling for the 46 deck is released by the end of January", "M. Okoye", 0.8, month(2027, 1), Step::Product, vec![]),
            assumption("a3", "The works council agrees to overtime up to 12 % on the mower line", "R. Brandt", 0.9, month(2027, 6), Step::Supply, vec![]),
        ]
        .into_iter()
        .collect(),
        actions: [
            Action {
                id: RecordId::from("x1"),
                text: "Ask Stahlform for a second deck tool".into(),
                owner: "R. Brandt".into(),
                due: Some(now + 1),
                done: false,
                step: Step::Supply,
            },
            Action {
                id: RecordId::from("x2"),
                text: "Agree the run-out price of the Classic 42 with retail".into(),
                owner: "L. Sato".into(),
                due: Some(now + 2),
                done: false,
                step: Step::Product,
            },
        ]
        .into_iter()
        .collect(),
        risks: [
            Risk {
                id: RecordId::from("r1"),
                text: "Kanto Cells delivers a fifth less from February to April".into(),
                probability: 0.25,
                impact: Money(-640_000.0),
                mitigation: "Second source for cells qualified by January".into(),
                owner: "R. Brandt".into(),
                change: None,
            },
            Risk {
                id: RecordId::from("r2"),
                text: "Late spring: mower demand moves from March to May".into(),
                probability: 0.3,
                impact: Money(-210_000.0),
                mitigation: "Pre-build of the two best sellers only".into(),
                owner: "L. Sato".into(),
                change: None,
            },
            Risk {
                id: RecordId::from("r3"),
                text: "A second retail chain lists the robots".into(),
                probability: 0.35,
                impact: Money(480_000.0),
                mitigation: "Robot boards ordered with an option".into(),
                owner: "L. Sato".into(),
                change: None,
            },
        ]
        .into_iter()
        .collect(),
        comments: [Comment {
            id: RecordId::from("c1"),
            step: Step::Supply,
            cell: None,
            text: "From March to May we run out of hours on the mower line, even with overtime. Building ahead starts in January or not at all.".into(),
            by: "R. Brandt".into(),
            at: format!("{now}-14T10:20:00Z"),
            parent: None,
            resolved: false,
        }]
        .into_iter()
        .collect(),
        ..Process::default()
    }
}

/// What the blower weeks were decided for, in July 2026.
pub fn blower_weeks() -> Vec<Expectation> {
    ["BL-200", "BL-400"]
        .iter()
        .filter_map(|code| FINISHED.iter().find(|finished| finished.code == *code))
        .map(|finished| {
            let at = month(2026, 9);
            let (without, _) = expected(finished, at);
            let cell = Cell::month(Measure::History, Subject::Item(ItemId::from(finished.code)), Place::All, at);
            Expectation { cell, without: without.round(), with: (without * 1.2).round() }
        })
        .collect()
}

/// The month that the current cycle plans first.
pub const CURRENT: Month = Month(LAST.0 + 1);
