//! What is connected to what: the table of `src/engine/connections.md` (printed in the crate docs) is run, cell by cell.
//!
//! Each row is one edit of a small company; each column a total of one of the six steps. `up` and `down` must move that way,
//! `same` must not move at all (the same bits), `even` by no more than rounding, `any` may do either.

use sextant::engine::{Outcome, run_fully};
use sextant::model::*;

const TABLE: &str = include_str!("../../src/engine/connections.md");

/// The edits, by their names in the table.
fn edits() -> Vec<(&'static str, Change)> {
    let plan = company();
    let item = |id: &str| plan.catalog.items.get(&id.into()).unwrap().clone();
    let resource = |set: &dyn Fn(&mut Resource)| {
        let mut resource = plan.catalog.resources.get(&"ASSEMBLY".into()).unwrap().clone();
        set(&mut resource);
        Change::Resource(put(resource))
    };
    let event = |set: &dyn Fn(&mut Event)| {
        let mut event = plan.demand.events.get(&"PROMO".into()).unwrap().clone();
        set(&mut event);
        Change::Event(put(event))
    };
    let offer = |set: &dyn Fn(&mut Offer)| {
        let mut offer = plan.catalog.offers.get(&("STEEL".into(), "VENDOR".into())).unwrap().clone();
        set(&mut offer);
        Change::Offer(put(offer))
    };
    let terms = |set: &dyn Fn(&mut Terms)| {
        let mut terms = plan.finance.terms.clone();
        set(&mut terms);
        Change::Terms(Box::new(terms))
    };
    let mut project = plan.product.projects.get(&"LAUNCH".into()).unwrap().clone();
    project.launch = project.launch + 2;
    let cell = Cell::month(Measure::Consensus, Subject::Item("BIKE".into()), Place::Market("EU".into()), month(5));
    let all =
        Cell { measure: Measure::Price, subject: Subject::All, place: Place::All, first: month(0), last: month(11) };
    let budget = plan
        .finance
        .budget
        .iter()
        .map(|line| Change::BudgetLine(put(BudgetLine { amount: line.amount * 1.1, ..line.clone() })));
    let mut costed = item("BIKE");
    costed.standard_cost = Some(UnitPrice(310.0));
    vec![
        ("forecast cell +40", Change::figure(Figure::new(cell, How::Add, 40.0))),
        ("promotion uplift +20 points", event(&|event| event.uplift = Some(0.5))),
        ("promotion discount +10 points", event(&|event| event.discount = 0.2)),
        ("launch two months later", Change::Project(put(project))),
        ("price +5 %", Change::figure(Figure::new(all, How::Percent, 0.05))),
        ("standard cost +10", Change::Item(put(costed))),
        ("wheels per bike 2 to 3", component("BIKE", "WHEEL", 3.0)),
        ("wheel yield 1 to 0.9", site_supply("WHEEL", "NORTH", |supply| supply.production_yield = Some(0.9))),
        ("assembly hours a bike +20 %", operation("BIKE", "ASSEMBLY", 0.6)),
        ("assembly capacity -20 h", resource(&|resource| resource.hours = Some(RegularHours::Month(Hours(80.0))))),
        ("overtime premium +25 points", resource(&|resource| resource.overtime_premium = 0.75)),
        ("vendor price +10 %", offer(&|offer| offer.price = Some(UnitPrice(2200.0)))),
        ("vendor lead time +40 days", offer(&|offer| offer.lead_time_days = Some(60.0))),
        ("opening stock of bikes +50", stock("BIKE", "SOUTH", 100.0)),
        ("statement line +1000", statement("SELLING", 13_000.0)),
        ("payment days of customers +15", terms(&|terms| terms.receivable_days = Some(45.0))),
        ("payment days to vendors +15", terms(&|terms| terms.payable_days = Some(60.0))),
        ("budget +10 %", Change::Many(budget.collect())),
    ]
}

/// The totals, by their names in the table.
fn totals(plan: &Plan, outcome: &Outcome) -> Vec<(&'static str, f64)> {
    let (demand, supply, finance) = (&outcome.demand, &outcome.supply, &outcome.finance);
    let units = |grid: &sextant::engine::Grid<Units>| grid.cells().iter().map(|units| units.0).sum::<f64>();
    let hours = |grid: &sextant::engine::Grid<Hours>| grid.cells().iter().map(|hours| hours.0).sum::<f64>();
    let money = |grid: &sextant::engine::Grid<Money>| grid.cells().iter().map(|money| money.0).sum::<f64>();
    let line = |measure: Measure| -> f64 {
        let lines = finance.lines.iter().filter(|line| line.measure == measure);
        lines.flat_map(|line| &line.values).map(|money| money.0).sum()
    };
    let flow = |values: &[Option<Money>]| values.iter().flatten().map(|money| money.0).sum::<f64>();
    let budget: f64 = finance.budgets.iter().flat_map(|budget| &budget.values).flatten().sum();
    let open: f64 = outcome.gaps.gaps.iter().filter_map(|gap| gap.money).map(|money| money.0).sum();
    let service = sextant::engine::kpis(plan, outcome).into_iter().find(|kpi| kpi.code == "service");
    vec![
        ("launches", units(&outcome.product.launches)),
        ("consensus", units(&demand.consensus)),
        ("dependent", units(&demand.dependent)),
        ("production", units(&supply.production)),
        ("purchase", units(&supply.purchase)),
        ("load", hours(&supply.load)),
        ("overtime", hours(&supply.overtime)),
        ("unmet", units(&supply.unmet)),
        ("inventory", money(&finance.inventory_value)),
        ("revenue at demand", money(&finance.revenue_at_demand)),
        ("revenue", money(&finance.revenue)),
        ("cost of goods", money(&finance.cost_of_goods)),
        ("variances", line(Measure::Variances)),
        ("overhead", line(Measure::Overhead)),
        ("EBIT", line(Measure::Ebit)),
        ("receivables", flow(&finance.receivables)),
        ("payables", flow(&finance.payables)),
        ("cash flow", flow(&finance.cash_flow)),
        ("budget gap", money(&finance.revenue) - budget),
        ("open gaps", open),
        ("service", service.and_then(|kpi| kpi.value).unwrap()),
    ]
}

#[test]
fn every_input_moves_what_it_must_and_nothing_else() {
    let plan = company();
    let before = totals(&plan, &run_fully(&plan));
    let (columns, rows) = table();
    assert_eq!(columns, before.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>());
    let edits = edits();
    assert_eq!(
        rows.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        edits.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    let mut wrong = Vec::new();
    for ((name, wanted), (_, edit)) in rows.iter().zip(edits) {
        let (changed, left_out) = plan.with(&[edit]);
        assert!(left_out.is_empty(), "{name} was refused");
        let after = totals(&changed, &run_fully(&changed));
        let found: Vec<&str> = before.iter().zip(&after).map(|((_, a), (_, b))| moved(*a, *b)).collect();
        println!("| {name} | {} |", found.join(" | "));
        for ((column, wanted), found) in columns.iter().zip(wanted).zip(&found) {
            let is_fine = wanted == "any" || wanted == found || (wanted == "even" && *found == "same");
            if !is_fine {
                wrong.push(format!("{name}: {column} must be {wanted}, is {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Sums of the same figures are the same bits; other movements are real ones.
#[expect(clippy::float_cmp, reason = "an input that is not connected must not touch a single bit")]
fn moved(before: f64, after: f64) -> &'static str {
    if before == after {
        "same"
    } else if (after - before).abs() <= 1e-9 * before.abs().max(after.abs()) {
        "even"
    } else if after > before {
        "up"
    } else {
        "down"
    }
}

/// The table in the docs: names of the columns, and rows of name and cells.
fn table() -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let cells = |line: &str| line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect();
    let is_row = |line: &&str| line.starts_with('|') && !line.starts_with("| ---");
    let mut lines = TABLE.lines().filter(is_row).map(cells);
    let head: Vec<String> = lines.next().unwrap();
    let rows = lines.map(|row: Vec<String>| (row[0].clone(), row[1..].to_vec()));
    (head[1..].to_vec(), rows.collect())
}

fn put<R: Record>(record: R) -> Row<R> {
    Row::Put(Box::new(record))
}

fn month(t: i32) -> Month {
    Month::new(2026, 11) + t
}

fn component(parent: &str, component: &str, qty: f64) -> Change {
    let line = Component { parent: parent.into(), component: component.into(), qty, ..Component::default() };
    Change::Component(put(line))
}

fn operation(item: &str, resource: &str, hours: f64) -> Change {
    let operation = Operation { item: item.into(), seq: 10, resource: resource.into(), hours_per_unit: hours };
    Change::Operation(put(operation))
}

fn site_supply(item: &str, site: &str, set: impl FnOnce(&mut SiteSupply)) -> Change {
    let mut supply = SiteSupply { item: item.into(), site: site.into(), ..SiteSupply::default() };
    set(&mut supply);
    Change::SiteSupply(put(supply))
}

fn stock(item: &str, site: &str, units: f64) -> Change {
    Change::Stock(put(Stock { item: item.into(), site: site.into(), units: Units(units) }))
}

fn statement(account: &str, amount: f64) -> Change {
    Change::StatementLine(put(StatementLine { month: month(-1), account: account.into(), amount: Money(amount) }))
}

fn product(id: &str, set: impl FnOnce(&mut Item)) -> Change {
    let mut item = Item { id: id.into(), unit: "EA".into(), family: Some("BIKES".into()), ..Item::default() };
    set(&mut item);
    Change::Item(put(item))
}

fn history(item: &str, market: &str, units: f64, price: f64) -> Change {
    Change::Series(put(Series {
        item: item.into(),
        market: market.into(),
        first: month(-24),
        units: vec![Some(Units(units)); 24],
        revenue: vec![Some(Money(units * price)); 24],
    }))
}

/// Bikes assembled in the south of wheels that the north makes of steel; a promotion, a launch, an assembly line that is short of hours.
fn company() -> Plan {
    let header = Header { first: month(0), months: 12, company: "Test".into(), ..Header::default() };
    let mut plan = Plan { header, ..Plan::default() };
    let resource = |id: &str, site: &str, hours: f64| {
        Change::Resource(put(Resource {
            id: id.into(),
            site: Some(site.into()),
            hours: Some(RegularHours::Month(Hours(hours))),
            overtime: 0.1,
            cost_per_hour: Some(UnitPrice(20.0)),
            overtime_premium: 0.5,
            ..Resource::default()
        }))
    };
    let site = |id: &str| Change::Site(put(Site { id: id.into(), ..Site::default() }));
    let market = |id: &str| Change::Market(put(Market { id: id.into(), unmet: Unmet::Lost, ..Market::default() }));
    let sourcing = |market: &str| {
        Change::Sourcing(put(Sourcing {
            market: market.into(),
            site: "SOUTH".into(),
            share: 1.0,
            ..Sourcing::default()
        }))
    };
    let account = |id: &str, kind: AccountKind| Change::Account(put(Account { id: id.into(), name: id.into(), kind }));
    let budget = |t: i32| {
        let measure = Measure::BudgetRevenue;
        Change::BudgetLine(put(BudgetLine { month: month(t), family: None, measure, amount: 130_000.0 }))
    };
    let mut changes = vec![
        Change::Family(put(Family { id: "BIKES".into(), ..Family::default() })),
        product("BIKE", |item| (item.sellable, item.standard_cost) = (true, Some(UnitPrice(300.0)))),
        product("EBIKE", |item| {
            (item.sellable, item.standard_cost) = (true, Some(UnitPrice(600.0)));
            item.list_price = Some(UnitPrice(900.0));
        }),
        product("WHEEL", |item| (item.standard_cost, item.family) = (Some(UnitPrice(40.0)), None)),
        product("STEEL", |item| (item.standard_cost, item.family) = (Some(UnitPrice(2000.0)), None)),
        site("NORTH"),
        site("SOUTH"),
        market("EU"),
        market("US"),
        sourcing("EU"),
        sourcing("US"),
        resource("ASSEMBLY", "SOUTH", 100.0),
        resource("WHEELS", "NORTH", 400.0),
        operation("BIKE", "ASSEMBLY", 0.5),
        operation("EBIKE", "ASSEMBLY", 0.8),
        operation("WHEEL", "WHEELS", 0.25),
        component("BIKE", "WHEEL", 2.0),
        component("EBIKE", "WHEEL", 2.0),
        component("WHEEL", "STEEL", 0.002),
        Change::Lane(put(Lane {
            item: Some("WHEEL".into()),
            from: "NORTH".into(),
            to: "SOUTH".into(),
            share: 1.0,
            lead_time_days: 10.0,
            freight: Some(UnitPrice(0.5)),
        })),
        Change::Vendor(put(Vendor { id: "VENDOR".into(), name: "Vendor".into() })),
        Change::Offer(put(Offer {
            item: "STEEL".into(),
            vendor: "VENDOR".into(),
            price: Some(UnitPrice(2000.0)),
            lead_time_days: Some(20.0),
            share: 1.0,
            ..Offer::default()
        })),
        history("BIKE", "EU", 120.0, 480.0),
        history("BIKE", "US", 80.0, 470.0),
        stock("BIKE", "SOUTH", 50.0),
        stock("WHEEL", "SOUTH", 300.0),
        stock("WHEEL", "NORTH", 100.0),
        stock("STEEL", "NORTH", 0.2),
        Change::Event(put(Event {
            id: "PROMO".into(),
            name: "Spring".into(),
            subject: Subject::Item("BIKE".into()),
            place: Place::Market("EU".into()),
            first: month(4),
            last: month(4),
            uplift: Some(0.3),
            discount: 0.1,
            cost: Money(1_000.0),
            ..Event::default()
        })),
        Change::Project(put(Project {
            id: "LAUNCH".into(),
            name: "E-bike".into(),
            item: "EBIKE".into(),
            verdict: Verdict::Go,
            launch: month(6),
            probability: 1.0,
            curve: Curve::Ramp { months: 3, units: Units(15.0) },
            markets: vec![("EU".into(), 1.0)],
            spend: vec![(month(1), Money(5_000.0))],
            ..Project::default()
        })),
        account("SALES", AccountKind::Revenue),
        account("SELLING", AccountKind::Selling),
        account("RECEIVABLES", AccountKind::Receivables),
        account("PAYABLES", AccountKind::Payables),
        statement("SALES", 95_000.0),
        statement("SELLING", 12_000.0),
        statement("RECEIVABLES", 95_000.0),
        statement("PAYABLES", 3_000.0),
        Change::Terms(Box::new(Terms {
            receivable_days: Some(30.0),
            payable_days: Some(45.0),
            holding_rate: Some(0.2),
            tax_rate: Some(0.25),
        })),
    ];
    changes.extend((0..12).map(budget));
    plan.apply(Change::Many(changes)).unwrap();
    plan
}
