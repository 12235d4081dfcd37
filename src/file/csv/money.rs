//! Statements of closed months, budget and agreed prices.

use super::build::{Build, put};
use super::kind::Field as F;
use super::sheet::Row;
use crate::file::finding::shown;
use crate::model::{
    Account, AccountId, AccountKind, BudgetLine, FamilyId, Measure, Money, Month, PriceFact, StatementLine, UnitPrice,
};

/// Columns of a monthly statement, with the lines that they become.
const LINES: [(F, &str, &str, AccountKind); 17] = [
    (F::Net, "revenue", "Net revenue", AccountKind::Revenue),
    (F::Cogs, "cost_of_goods", "Cost of goods sold", AccountKind::CostOfGoods),
    (F::Labor, "labor", "Production labor", AccountKind::Labor),
    (F::Overhead, "production_overhead", "Production overhead", AccountKind::ProductionOverhead),
    (F::Selling, "selling", "Selling and marketing", AccountKind::Selling),
    (F::Administration, "administration", "General and administration", AccountKind::Administration),
    (F::Research, "research", "Research and development", AccountKind::Research),
    (F::Depreciation, "depreciation", "Depreciation", AccountKind::Depreciation),
    (F::Interest, "interest", "Interest", AccountKind::Interest),
    (F::Tax, "tax", "Income tax", AccountKind::Tax),
    (F::Cash, "cash", "Cash", AccountKind::Cash),
    (F::Receivables, "receivables", "Receivables", AccountKind::Receivables),
    (F::Inventory, "inventory", "Inventory", AccountKind::Inventory),
    (F::FixedAssets, "fixed_assets", "Fixed assets", AccountKind::FixedAssets),
    (F::Payables, "payables", "Payables", AccountKind::Payables),
    (F::Debt, "debt", "Debt", AccountKind::Debt),
    (F::Equity, "equity", "Equity", AccountKind::Equity),
];

/// Sums of rounded figures may differ by this.
const CENTS: f64 = 0.02;
/// Rows of history are rounded too, and there are many.
const TIE_SHARE: f64 = 1e-4;

impl Build {
    pub(super) fn financials_row(&mut self, row: &Row) -> Option<()> {
        let month = self.closed_month(row)?;
        if !self.is_plan_currency(row) {
            return None;
        }
        for (field, id, name, kind) in LINES {
            let Some(amount) = row.number(field, name) else { continue };
            let account = AccountId::from(id);
            if !self.finance.accounts.contains(&account) {
                self.finance.accounts.insert(Account { id: account.clone(), name: name.into(), kind });
            }
            put(&mut self.finance.statement, StatementLine { month, account, amount: Money(amount) }, row);
        }
        self.check_ties(row, month);
        Some(())
    }

    /// Columns that follow from others are checked, not stored.
    fn check_ties(&self, row: &Row, month: Month) {
        let value = |field, name: &str| row.number(field, name);
        let net = row.number_again(F::Net);
        let tie = |name: &str, found: Option<f64>, expected: Option<f64>, because: &str, slack: f64| {
            if let (Some(found), Some(expected)) = (found, expected)
                && (found - expected).abs() > slack
            {
                row.say("tie", &format!("{name} is {found:.2}"), &format!("{expected:.2}, {because}"), "kept as it is");
            }
        };
        let discounts = value(F::Discounts, "discounts").unwrap_or(0.0);
        let from_gross = value(F::Gross, "gross revenue").map(|gross| gross - discounts);
        tie("net revenue", net, from_gross, "gross revenue less discounts", CENTS);
        let cogs = row.number_again(F::Cogs);
        let margin = net.and_then(|net| Some(net - cogs?));
        tie("gross margin", value(F::Margin, "gross margin"), margin, "net revenue less cost of goods", CENTS);
        if let Some((units, revenue)) = self.totals.get(&month) {
            let units_slack = 0.5 + units.abs() * TIE_SHARE;
            tie("units", value(F::Quantity, "units"), Some(*units), "as in the history", units_slack);
            let has_revenue = Some(*revenue).filter(|revenue| *revenue != 0.0);
            tie("net revenue", net, has_revenue, "as in the history", 1.0 + revenue.abs() * TIE_SHARE);
        }
    }

    fn closed_month(&self, row: &Row) -> Option<Month> {
        let month = row.month(F::Month, "month")?;
        if let Some(first) = self.first
            && month >= first
        {
            row.say("open month", &format!("{month} is not closed"), &format!("months before {first}"), "row left out");
            return None;
        }
        Some(month)
    }

    pub(super) fn statement_row(&mut self, row: &Row) -> Option<()> {
        let month = self.closed_month(row)?;
        let account = AccountId::from(row.code(F::Account, "account")?);
        let amount = row.required(F::Amount, "amount")?;
        if !self.is_plan_currency(row) {
            return None;
        }
        if !self.finance.accounts.contains(&account) {
            let name = Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(account.as_str()).to_owned();
            let kind = kind(row.text(F::AccountKind)).or_else(|| kind(&name));
            if kind.is_none() {
                let found = format!("account {} \"{}\"", shown(account.as_str()), shown(&name));
                row.say("account kind", &found, "a kind of statement line", "taken as administration");
            }
            let kind = kind.unwrap_or_default();
            self.finance.accounts.insert(Account { id: account.clone(), name, kind });
        }
        let earlier = self.finance.statement.remove(&(month, account.clone()));
        if earlier.is_some() {
            row.once("duplicate key", "the same month and account again", "one row for each", "summed");
        }
        let amount = Money(amount + earlier.map_or(0.0, |earlier| earlier.amount.0));
        put(&mut self.finance.statement, StatementLine { month, account, amount }, row)
    }

    pub(super) fn budget_row(&mut self, row: &Row) -> Option<()> {
        let month = row.month(F::Month, "month")?;
        let family: Option<FamilyId> = self.family(row);
        for (field, name, measure) in [
            (F::Quantity, "units", Measure::BudgetUnits),
            (F::Revenue, "revenue", Measure::BudgetRevenue),
            (F::Margin, "margin", Measure::BudgetMargin),
            (F::Ebit, "EBIT", Measure::BudgetEbit),
        ] {
            if let Some(amount) = row.number(field, name) {
                put(&mut self.finance.budget, BudgetLine { month, family: family.clone(), measure, amount }, row);
            }
        }
        Some(())
    }

    pub(super) fn price_row(&mut self, row: &Row) -> Option<()> {
        let item = self.item(row, F::Item)?;
        let market = if row.text(F::Market).is_empty() { None } else { Some(self.market(row)?) };
        if !self.is_plan_currency(row) {
            return None;
        }
        let price = row.required(F::Price, "price")?;
        if price <= 0.0 {
            row.say("no price", &format!("price is {price}"), "a price above zero", "row left out: not known");
            return None;
        }
        let from = row.date(F::From, "from").or(self.first).unwrap_or(Month::new(1900, 1));
        put(&mut self.finance.prices, PriceFact { item, market, from, price: UnitPrice(price) }, row)
    }
}

/// The kind of a statement line, by the first words that fit.
fn kind(text: &str) -> Option<AccountKind> {
    use AccountKind as K;
    const WORDS: [(&str, AccountKind); 24] = [
        ("cost of", K::CostOfGoods),
        ("cogs", K::CostOfGoods),
        ("tax", K::Tax),
        ("labor", K::Labor),
        ("labour", K::Labor),
        ("production overhead", K::ProductionOverhead),
        ("manufacturing overhead", K::ProductionOverhead),
        ("depreciation", K::Depreciation),
        ("interest", K::Interest),
        ("research", K::Research),
        ("marketing", K::Selling),
        ("selling", K::Selling),
        ("receivable", K::Receivables),
        ("payable", K::Payables),
        ("inventor", K::Inventory),
        ("fixed asset", K::FixedAssets),
        ("plant", K::FixedAssets),
        ("cash", K::Cash),
        ("debt", K::Debt),
        ("loan", K::Debt),
        ("equity", K::Equity),
        ("admin", K::Administration),
        ("revenue", K::Revenue),
        ("sales", K::Revenue),
    ];
    let text = text.to_lowercase().replace('_', " ");
    WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind)
}
