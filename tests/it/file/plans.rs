//! Plans made by a seeded generator: every table filled, every number a hard one.

use sextant::file::plan_checksum;
use sextant::model::*;

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same plans on every machine.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// 0 to 1 with all its binary digits.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn amount(&mut self) -> f64 {
        match self.below(5) {
            0 => 0.0,
            1 => self.below(1000) as f64,
            2 => self.share() * 1e-9,
            3 => self.share() * 1e14,
            _ => self.share() * 1e4,
        }
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| make(self))
    }

    fn month(&mut self) -> Month {
        Month::new(2020, 1) + self.below(120) as i32
    }

    fn text(&mut self) -> String {
        const TEXTS: [&str; 6] = ["", "Räder, 26\"", "<script>alert(1)</script>", "a\\b\n\t\u{7}", "東京 🚲", "plain"];
        format!("{}{}", TEXTS[self.below(TEXTS.len())], self.below(9))
    }

    fn code(&mut self, kind: &str) -> String {
        format!("{kind}-{}", self.below(6))
    }
}

/// A plan with records in every table; all of them pass their checks.
pub fn plan(seed: u64) -> Plan {
    let r = &mut Seeded(seed);
    let header = Header {
        id: r.text().into(),
        company: r.text(),
        first: r.month(),
        months: 1 + r.below(60),
        previous: r.maybe(|r| r.text().into()),
        ..Header::default()
    };
    let mut plan = Plan { header, ..Plan::default() };
    for _ in 0..6 {
        catalog(plan.catalog.edit(), r);
        actuals(plan.actuals.edit(), r);
        inputs(&mut plan, r);
        process(&mut plan, r);
    }
    if r.below(2) == 0 {
        let rows = vec![stored(r), stored(r)];
        let approval = Approval { by: r.text(), rows, gaps: vec![r.text()], ..Approval::default() };
        plan.approval = Some(Shared::new(approval.clone()));
        let checksum = plan_checksum(&plan);
        plan.approval = Some(Shared::new(Approval { checksum, ..approval }));
    }
    assert_eq!(plan.flaws(), [], "the generator makes sound plans");
    plan
}

fn catalog(catalog: &mut Catalog, r: &mut Seeded) {
    let family = r.code("F");
    catalog.families.insert(Family { id: family.as_str().into(), name: r.text(), parent: Some("G".into()) });
    catalog.items.insert(Item {
        id: r.code("I").into(),
        name: r.text(),
        family: Some(family.into()),
        unit: "EA".into(),
        decimals: r.below(4) as u8,
        conversions: [("CS".to_owned(), 24.0), (r.text(), 0.1 + r.share())].into(),
        sellable: r.below(2) == 0,
        way: r.maybe(|_| Way::Make),
        list_price: r.maybe(|r| UnitPrice(r.amount())),
        standard_cost: r.maybe(|r| UnitPrice(r.amount())),
        launched: r.maybe(Seeded::month),
        discontinued: r.maybe(Seeded::month),
        lead_time_days: r.maybe(Seeded::amount),
        safety_stock: r.maybe(|r| Units(r.amount())),
        space: r.maybe(Seeded::amount),
        source: Some("items.csv:2".into()),
    });
    catalog.markets.insert(Market { id: r.code("M").into(), name: r.text(), priority: 2, ..Market::default() });
    let (name, warehouse, storage) = (r.text(), r.below(2) == 0, r.maybe(Seeded::amount));
    catalog.sites.insert(Site { id: r.code("S").into(), name, warehouse, storage });
    catalog.sourcing.insert(Sourcing {
        item: r.maybe(|r| r.code("I").into()),
        market: r.code("M").into(),
        site: r.code("S").into(),
        from: r.maybe(Seeded::month),
        share: r.share(),
    });
    catalog.supplies.insert(SiteSupply {
        item: r.code("I").into(),
        site: r.code("S").into(),
        lot: r.maybe(|r| Units(r.amount())),
        production_yield: r.maybe(|r| 0.5 + r.share() / 2.0),
        ..SiteSupply::default()
    });
    catalog.lanes.insert(Lane {
        from: r.code("S").into(),
        to: r.code("S").into(),
        share: r.share(),
        ..Lane::default()
    });
    let hours = r.maybe(|r| RegularHours::Day(Hours(r.amount())));
    let extra_shift = r.maybe(|r| ExtraShift { hours: Hours(r.amount()), cost: Money(r.amount()), most: r.amount() });
    let crew = r.maybe(|r| Crew { opening: r.amount(), hire: Money(r.amount()), ..Crew::default() });
    catalog.resources.insert(Resource {
        id: r.code("R").into(),
        hours,
        overtime: r.share(),
        extra_shift,
        crew,
        ..Resource::default()
    });
    catalog.operations.insert(Operation {
        item: r.code("I").into(),
        seq: r.below(99) as u32,
        resource: r.code("R").into(),
        hours_per_unit: r.amount(),
    });
    catalog.components.insert(Component {
        parent: r.code("I").into(),
        component: r.code("I").into(),
        qty: r.amount(),
        unit: r.maybe(Seeded::text),
        component_yield: None,
    });
    catalog.vendors.insert(Vendor { id: r.code("V").into(), name: r.text() });
    catalog.offers.insert(Offer { item: r.code("I").into(), vendor: r.code("V").into(), ..Offer::default() });
    catalog.calendar.insert(WorkingDays { month: r.month(), days: r.below(31) as f64 });
}

fn actuals(actuals: &mut Actuals, r: &mut Seeded) {
    let (item, market, site) = (r.code("I"), r.code("M"), r.code("S"));
    actuals.history.insert(Series {
        item: item.as_str().into(),
        market: market.as_str().into(),
        first: r.month(),
        units: (0..r.below(30)).map(|_| r.maybe(|r| Units(r.amount()))).collect(),
        revenue: (0..r.below(30)).map(|_| r.maybe(|r| Money(-r.amount()))).collect(),
    });
    let site: SiteId = site.into();
    actuals.stock.insert(Stock { item: item.as_str().into(), site: site.clone(), units: Units(-r.amount()) });
    let kind = ReceiptKind::Transit;
    let (month, units) = (r.month(), Units(r.amount()));
    actuals.receipts.insert(Receipt { item: item.as_str().into(), site, month, kind, units });
    actuals.backlog.insert(Backlog { item: item.as_str().into(), market: market.as_str().into(), units });
    actuals.to_date.insert(ToDate { item: item.into(), market: market.into(), units, revenue: None });
}

fn inputs(plan: &mut Plan, r: &mut Seeded) {
    let product = plan.product.edit();
    product.projects.insert(Project {
        id: r.code("P").into(),
        item: r.code("I").into(),
        launch: r.month(),
        probability: r.share(),
        curve: Curve::LikeItem { like: vec![(r.code("I").into(), r.share())], scale: r.amount() },
        markets: vec![(r.code("M").into(), r.amount())],
        spend: vec![(r.month(), Money(r.amount()))],
        ..Project::default()
    });
    product.phase_outs.insert(PhaseOut { item: r.code("I").into(), last: r.month(), ..PhaseOut::default() });
    let demand = plan.demand.edit();
    demand.marks.insert(Mark {
        item: r.code("I").into(),
        month: r.month(),
        instead: Some(Units(r.amount())),
        ..Mark::default()
    });
    demand.methods.insert(Method { item: r.code("I").into(), market: None, method: "ses".into(), ..Method::default() });
    demand.trends.insert(Trend { id: r.code("T").into(), growth: r.share(), ..Trend::default() });
    demand.events.insert(Event { id: r.code("E").into(), uplift: r.maybe(Seeded::share), ..Event::default() });
    demand.weights.insert(Weights { family: r.maybe(|r| r.code("F").into()), sales: r.amount(), ..Weights::default() });
    demand.figures.insert(figure(r, Measure::Consensus));
    let supply = plan.supply.edit();
    supply.strategy = Strategy::ALL[r.below(Strategy::ALL.len())];
    supply.terms = SupplyTerms {
        target_days: r.maybe(Seeded::amount),
        min_service: r.maybe(Seeded::share),
        soft_hours: r.below(2) == 0,
        whole_shifts: r.below(2) == 0,
        priorities: vec![PriorityCost { priority: 1, waiting: r.share(), lost: r.amount() }],
        ..SupplyTerms::default()
    };
    supply.prebuild_months = r.maybe(|r| r.below(12) as u32);
    supply.policies.insert(Policy { service_level: Some(r.share() * 0.99), ..Policy::default() });
    supply.figures.insert(figure(r, Measure::Production));
    let finance = plan.finance.edit();
    finance.accounts.insert(Account { id: r.code("A").into(), name: r.text(), kind: AccountKind::Cash });
    finance.statement.insert(StatementLine {
        month: r.month(),
        account: r.code("A").into(),
        amount: Money(-r.amount()),
    });
    let (month, amount) = (r.month(), r.amount());
    finance.budget.insert(BudgetLine { month, family: None, measure: Measure::BudgetRevenue, amount });
    finance.prices.insert(PriceFact { item: r.code("I").into(), from: r.month(), ..PriceFact::default() });
    finance.terms.tax_rate = r.maybe(Seeded::share);
    finance.figures.insert(figure(r, Measure::Price));
}

fn process(plan: &mut Plan, r: &mut Seeded) {
    let change = Change::figure(figure(r, Measure::Consensus));
    let process = plan.process.edit();
    process.participants.insert(Participant {
        id: r.code("p").into(),
        steps: vec![Step::PreSop],
        ..Default::default()
    });
    process.sign_offs.insert(SignOff { step: Step::ALL[r.below(6)], by: r.text(), ..SignOff::default() });
    let cells = vec![figure(r, Measure::Consensus).cell];
    process.assumptions.insert(Assumption { id: r.code("a").into(), cells, ..Assumption::default() });
    process.decisions.insert(Decision { id: r.code("d").into(), change: Some(change.clone()), ..Decision::default() });
    process.actions.insert(Action { id: r.code("x").into(), ..Action::default() });
    process.risks.insert(Risk { id: r.code("r").into(), impact: Money(-r.amount()), ..Risk::default() });
    process.comments.insert(Comment { id: r.code("c").into(), text: r.text(), ..Comment::default() });
    process.comments.insert(Comment {
        id: r.code("c").into(),
        parent: Some(r.code("c").into()),
        resolved: r.below(2) == 0,
        ..Comment::default()
    });
    process.journal.push(Edit { what: r.text(), step: Some(Step::Demand), ..Edit::default() });
    let id = r.code("s");
    let changes = vec![Change::Many(vec![change]), Change::Item(Row::Remove(r.code("I").into()))];
    plan.scenarios.edit().insert(Scenario { id: id.as_str().into(), changes, ..Scenario::default() });
    let rows = vec![stored(r)];
    plan.past.edit().insert(Snapshot { cycle: r.month(), rows, ..Snapshot::default() });
}

fn figure(r: &mut Seeded, measure: Measure) -> Figure {
    let subject = if r.below(2) == 0 { Subject::Item(r.code("I").into()) } else { Subject::Family(r.code("F").into()) };
    let cell = Cell::month(measure, subject, Place::Market(r.code("M").into()), r.month());
    Figure { reason: r.maybe(Seeded::text), ..Figure::new(cell, How::Replace, r.amount()) }
}

fn stored(r: &mut Seeded) -> StoredRow {
    let values = (0..r.below(5)).map(|n| (n != 3).then(|| r.amount())).collect();
    StoredRow { measure: Measure::Consensus, subject: Subject::All, place: Place::All, values }
}
