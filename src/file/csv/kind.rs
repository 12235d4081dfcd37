//! What a file is, told by its columns; its name is a hint where two kinds fit equally well.
//!
//! Headers are compared by letters and digits alone: `Item ID`, `item_id` and `ITEM-ID` are one.

mod specs;

use specs::SPECS;

/// What a column holds; `specs` lists how files call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Field {
    Account,
    AccountKind,
    Active,
    Administration,
    Amount,
    Capacity,
    Cash,
    Category,
    Channel,
    Cogs,
    Component,
    Cost,
    CrewHours,
    CrewSize,
    Currency,
    Days,
    Debt,
    Decimals,
    Depreciation,
    Discontinue,
    Discount,
    DiscountPct,
    Discounts,
    Ebit,
    End,
    Equity,
    Factor,
    Family,
    FixedAssets,
    Freight,
    From,
    Gross,
    HireCost,
    HourCost,
    Hours,
    HoursDay,
    HoursMonth,
    Interest,
    Inventory,
    Item,
    Labor,
    Launch,
    LayOffCost,
    LeadTime,
    Location,
    Lot,
    Margin,
    Market,
    MinOrder,
    MinQty,
    Minutes,
    Month,
    Name,
    Net,
    OnHand,
    Overhead,
    Overtime,
    Parent,
    Payables,
    Preferred,
    Premium,
    Price,
    Priority,
    Promo,
    Quantity,
    ReceiptKind,
    Receivables,
    Research,
    Resource,
    Revenue,
    SafetyStock,
    Scrap,
    Selling,
    Sellable,
    Seq,
    Share,
    ShiftCost,
    ShiftHours,
    Shifts,
    Site,
    SiteKind,
    Space,
    Start,
    Storage,
    Tax,
    To,
    Unit,
    Unmet,
    Uplift,
    UpliftPct,
    ValidFrom,
    ValidTo,
    Vendor,
    Wage,
    Way,
    Yield,
}

impl Field {
    /// How many there are.
    pub(super) const COUNT: usize = Field::Yield as usize + 1;
}

/// What a file holds, in the order in which files are taken in: masters before what refers to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Families,
    Items,
    Conversions,
    Markets,
    Sites,
    History,
    Resources,
    Bom,
    Routings,
    Supplies,
    Lanes,
    Sourcing,
    Purchasing,
    Stock,
    Receipts,
    Backlog,
    Calendar,
    Promotions,
    Prices,
    Financials,
    Statement,
    Budget,
}

impl Kind {
    /// Whether a month brings it; the other kinds are records and plans.
    pub(super) fn is_of_a_month(self) -> bool {
        use Kind::{Backlog, Financials, History, Receipts, Statement, Stock};
        matches!(self, History | Stock | Receipts | Backlog | Financials | Statement)
    }
}

/// How one kind of file is recognised.
pub(super) struct Spec {
    pub(super) kind: Kind,
    /// What it is called in messages.
    pub(super) name: &'static str,
    /// Words of the file's name that speak for it.
    hints: &'static str,
    must: &'static [Column],
    may: &'static [Column],
    /// Columns that speak against it.
    never: &'static str,
}

/// A field and the names that it goes by, in order of preference, separated by spaces.
type Column = (Field, &'static str);

/// Which column of a file holds which field.
#[derive(Clone, Debug)]
pub(super) struct Columns(pub(super) [Option<usize>; Field::COUNT]);

/// A recognised file: its kind, its columns and the positions of the columns that nobody knows.
pub(super) struct Recognised {
    pub(super) spec: &'static Spec,
    pub(super) columns: Columns,
    pub(super) unknown: Vec<usize>,
}

/// The kind that fits a file's header best, or why none does.
pub(super) fn recognised(file: &str, header: &[String]) -> Result<Recognised, String> {
    if header.len() < 2 {
        return Err("no table: its first line is a single cell".into());
    }
    let headers: Vec<String> = header.iter().map(|name| letters(name)).collect();
    let name = letters(file);
    let mut best: Option<((usize, bool), Recognised)> = None;
    let mut nearest: Option<((bool, usize), String)> = None;
    for spec in SPECS {
        let (columns, unknown) = matched(spec, &headers);
        let known = headers.len() - unknown.len();
        let is_hinted = spec.hints.split(' ').any(|hint| name.contains(hint));
        match objection(spec, &columns, &headers) {
            _ if known < 2 => {}
            None if best.as_ref().is_none_or(|(rank, _)| (known, is_hinted) > *rank) => {
                best = Some(((known, is_hinted), Recognised { spec, columns, unknown }));
            }
            Some(why) if nearest.as_ref().is_none_or(|(rank, _)| (is_hinted, known) > *rank) => {
                nearest = Some(((is_hinted, known), format!("; nearest is {}, but {why}", spec.name)));
            }
            _ => {}
        }
    }
    best.map(|(_, recognised)| recognised).ok_or_else(|| {
        let columns: Vec<String> = header.iter().take(8).map(|name| crate::file::finding::shown(name)).collect();
        let why = nearest.map_or_else(String::new, |(_, why)| why);
        format!("columns {} are of no kind that is known{why}", columns.join(", "))
    })
}

/// What keeps a header from being of a kind.
fn objection(spec: &Spec, columns: &Columns, headers: &[String]) -> Option<String> {
    let missing: Vec<&str> = spec
        .must
        .iter()
        .filter(|(field, _)| columns.0[*field as usize].is_none())
        .map(|(_, names)| names.split(' ').next().unwrap_or(names))
        .collect();
    if !missing.is_empty() {
        return Some(format!("it has no {}", missing.join(", ")));
    }
    let against = headers.iter().find(|header| is_among(header, spec.never))?;
    Some(format!("a column {against} does not belong there"))
}

fn matched(spec: &Spec, headers: &[String]) -> (Columns, Vec<usize>) {
    let mut columns = Columns([None; Field::COUNT]);
    let mut is_known = vec![false; headers.len()];
    for (field, names) in spec.must.iter().chain(spec.may) {
        let place = names.split(' ').find_map(|name| {
            headers.iter().enumerate().position(|(column, header)| header == name && !is_known[column])
        });
        if let Some(column) = place {
            is_known[column] = true;
            columns.0[*field as usize] = Some(column);
        }
    }
    (columns, (0..headers.len()).filter(|column| !is_known[*column]).collect())
}

fn is_among(header: &str, names: &str) -> bool {
    names.split(' ').any(|name| name == header)
}

/// A name's letters and digits in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(file: &str, header: &str) -> Option<Kind> {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        recognised(file, &header).ok().map(|recognised| recognised.spec.kind)
    }

    #[test]
    fn files_are_told_by_their_columns() {
        for (header, expected) in [
            (
                "item_id,name,category,family,make_or_buy,sellable,unit_price,unit_cost,lead_time_days,on_hand",
                Kind::Items,
            ),
            ("month,item_id,region,quantity,revenue", Kind::History),
            ("Period,SKU,Qty", Kind::History),
            ("parent,component,qty,uom", Kind::Bom),
            ("item_id,op_seq,resource_id,hours_per_unit", Kind::Routings),
            ("resource_id,name,capacity_hours_per_month,cost_per_hour", Kind::Resources),
            ("item_id,vendor,price,lead_time_days,moq,uom", Kind::Purchasing),
            ("promo_id,description,type,discount_pct,start_date,end_date,item_id", Kind::Promotions),
            ("month,units,gross_revenue,discounts,net_revenue,cogs,gross_margin", Kind::Financials),
            ("item_id,location,shelf,bin,quantity", Kind::Stock),
            ("Item,Site,On hand", Kind::Stock),
            ("item,due date,open qty,vendor", Kind::Receipts),
            ("item,region,backlog", Kind::Backlog),
            ("month,family,revenue,units", Kind::Budget),
            ("item,market,price,from", Kind::Prices),
            ("item,uom,factor", Kind::Conversions),
            ("market,site,share", Kind::Sourcing),
            ("from,to,lead time,freight", Kind::Lanes),
            ("item,site,make/buy,lot size", Kind::Supplies),
            ("market,name,parent", Kind::Markets),
            ("site,name,type", Kind::Sites),
            ("month,working days", Kind::Calendar),
            ("month,account,account name,amount", Kind::Statement),
            ("family,parent", Kind::Families),
        ] {
            assert_eq!(kind("a.csv", header), Some(expected), "{header}");
        }
    }

    #[test]
    fn the_name_decides_between_equals() {
        assert_eq!(kind("budget 2026.csv", "month,revenue"), Some(Kind::Budget));
        assert_eq!(kind("x.csv", "month,revenue"), Some(Kind::Financials));
    }

    #[test]
    fn what_is_of_no_kind_is_refused_with_the_nearest() {
        for header in [
            "month,item_id,units_in,units_out,closing_balance,unit_cost",
            "item_id,valid_from,valid_to,list_price,standard_cost",
            "month,item_id,ordered,stocked,scrapped,work_orders,late_orders",
            "month,item_id,status,ordered,received,rejected,stocked,amount",
            "month,resource_id,hours_booked,actual_cost,operations",
            "quarter_start,sales_person,region,quota",
            "period,posting_date,scenario,organization,currency,account,account_name,account_group,account_type,amount",
            "a,b",
        ] {
            assert_eq!(kind("a.csv", header), None, "{header}");
        }
        let header: Vec<String> = ["month", "item_id", "units_in"].map(str::to_owned).into();
        let why = recognised("a.csv", &header).err().unwrap();
        assert_eq!(
            why,
            "columns month, item_id, units_in are of no kind that is known; nearest is demand history, but it has no quantity"
        );
    }
}
