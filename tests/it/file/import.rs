//! Files of a company become a plan, and every row that does not fit is named.

use sextant::file::{Imported, Known, Upload, decode, encode, import, import_month};
use sextant::model::*;

use super::plans::Seeded;
use crate::shared_data::uploads;

fn upload(name: &str, text: &str) -> Upload {
    Upload { name: name.into(), bytes: text.as_bytes().to_vec() }
}

fn made_of(files: &[(&str, &str)]) -> (Plan, Vec<String>) {
    let files: Vec<Upload> = files.iter().map(|(name, text)| upload(name, text)).collect();
    let imported = import(&files);
    assert_eq!(imported.plan.flaws(), []);
    let bytes = encode(&imported.plan);
    let opened = decode(&bytes).unwrap();
    assert_eq!(opened.findings, []);
    assert!(encode(&opened.plan) == bytes);
    let ignored = imported.ignored.iter().map(|ignored| format!("{}: ignored: {}", ignored.file, ignored.why));
    (imported.plan, imported.findings.iter().map(ToString::to_string).chain(ignored).collect())
}

fn revenue(plan: &Plan, first: Month, last: Month) -> f64 {
    let months = || (0..=(last - first)).map(move |t| first + t);
    plan.actuals
        .history
        .iter()
        .flat_map(|series| months().filter_map(|month| series.revenue_in(month)))
        .map(|m| m.0)
        .sum()
}

#[test]
fn a_month_is_read_over_the_records_of_the_plan() {
    let (plan, _) = made_of(&[
        ("items.csv", "item,name,unit,sellable\nA,Able,EA,yes\nB,Baker,EA,yes\n"),
        ("sales.csv", "month,item,market,units\n2026-09,A,EU,5\n2026-10,A,EU,6\n2026-10,B,EU,7\n"),
    ]);
    let files = [
        upload(
            "sales.csv",
            "month,item,market,units\n2026-11,A,EU,8\n2026-12,A,EU,1\n2027-01,A,EU,1\n2026-11,C,EU,2\n",
        ),
        upload("stock.csv", "item,on hand\nA,40\n"),
        upload("items.csv", "item,name,unit,sellable\nA,Other,BOX,yes\n"),
    ];
    let imported = import_month(&files, Known::of(&plan, Month::new(2026, 11)));
    assert_eq!(imported.plan.header.first, Month::new(2026, 12));
    assert_eq!(imported.read.len(), 2, "{:?}", imported.read);
    assert!(imported.ignored[0].why.contains("a month brings"), "{:?}", imported.ignored);
    assert_eq!(imported.plan.catalog.items.get(&"A".into()).unwrap().name, "Able");
    let sold = imported.plan.actuals.history.get(&("A".into(), "EU".into())).unwrap();
    assert_eq!((sold.units_in(Month::new(2026, 11)), sold.end()), (Some(Units(8.0)), Month::new(2026, 12)));
    assert_eq!((imported.plan.actuals.to_date.len(), imported.plan.actuals.stock.len()), (1, 1));
    let said: Vec<String> = imported.findings.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|line| line.contains("item \"C\" is not in the plan")), "{said:?}");
    assert!(said.iter().any(|line| line.contains("sales from 2027-01 to 2027-01")), "{said:?}");
}

#[test]
fn the_starter_company_comes_in_whole() {
    let Some(files) = uploads("adventure-works/starter") else { return };
    let Imported { plan, findings, read, ignored } = import(&files);
    assert_eq!((read.len(), ignored.len()), (8, 1), "{ignored:?}");
    let catalog = &plan.catalog;
    assert_eq!(catalog.items.len(), 135);
    let is_bike = |item: &&Item| {
        let family = item.family.as_ref().and_then(|family| catalog.families.get(family));
        item.sellable && family.is_some_and(|family| family.parent == Some("Bikes".into()))
    };
    assert_eq!(catalog.items.iter().filter(is_bike).count(), 12);
    assert_eq!(catalog.components.len(), 436);
    assert_eq!(catalog.operations.len(), 65);
    assert_eq!(catalog.offers.len(), 103);
    assert_eq!(catalog.resources.len(), 7);
    assert_eq!(catalog.markets.len(), 3);
    assert_eq!(catalog.sites.keys().collect::<Vec<_>>(), [&SiteId::from("MAIN")]);
    assert_eq!(catalog.families.get(&"Mountain Bikes".into()).unwrap().parent, Some("Bikes".into()));
    assert_eq!(catalog.items.get(&"BK-M68B-38".into()).unwrap().list_price, Some(UnitPrice(2294.99)));
    assert_eq!(catalog.items.get(&"AR-5381".into()).unwrap().list_price, None);
    assert_eq!(plan.actuals.history.len(), 36);
    assert_eq!((plan.header.first, plan.header.months), (Month::new(2014, 5), 24));
    // financials.csv: 20,504,030 net revenue and 2,149,967 gross margin in the last twelve months.
    let (first, last) = (Month::new(2013, 5), Month::new(2014, 4));
    assert_eq!(revenue(&plan, first, last).round(), 20_504_030.0);
    let line = |account: &str| -> f64 {
        let lines =
            plan.finance.statement.iter().filter(|line| line.account.as_str() == account && line.month >= first);
        lines.map(|line| line.amount.0).sum()
    };
    assert_eq!(line("revenue").round(), 20_504_030.0);
    assert_eq!((line("revenue") - line("cost_of_goods")).round(), 2_149_967.0);
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines[lines.len() - 2..],
        [
            "import: 6 items without a unit that all bills count alike (IN 2, OZ 4); expected a unit in the items file; taken as their stock unit, stock on hand included",
            "import: 40 vendor prices in units without a conversion (CAN 10, CS 6, CTN 6, DZ 7, GAL 8, PAK 3); expected a conversion to the item's stock unit; these prices are not used",
        ]
    );
    assert_eq!(lines.len(), 8, "{lines:#?}");
}

#[test]
fn the_whole_company_comes_in_with_its_oddities_named() {
    let Some(files) = uploads("adventure-works") else { return };
    let Imported { plan, findings, read, ignored } = import(&files);
    assert_eq!(read.len(), 9, "{read:?}");
    assert_eq!(ignored.len(), files.len() - 9);
    assert_eq!(plan.flaws(), []);
    assert_eq!(plan.catalog.items.len(), 504);
    assert_eq!(plan.header.first, Month::new(2014, 6));
    let online =
        plan.catalog.markets.get(&"Europe / Online".into()).or(plan.catalog.markets.get(&"France / Online".into()));
    assert_eq!(online.unwrap().parent, Some(online.unwrap().id.as_str().trim_end_matches(" / Online").into()));
    let units: f64 = plan.actuals.history.iter().flat_map(|series| series.units.iter().flatten()).map(|u| u.0).sum();
    let to_date: f64 = plan.actuals.to_date.iter().map(|fact| fact.units.0).sum();
    assert_eq!(units + to_date, 274_914.0);
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    for start in
        ["import: 2014-06 has 49006 of revenue", "bom.csv: no parent: and 102 more", "bom.csv: superseded: and"]
    {
        assert!(lines.iter().any(|line| line.starts_with(start)), "{start} in {lines:#?}");
    }
    assert!(lines.len() < 120, "{}", lines.len());
}

#[test]
fn a_spreadsheet_of_another_country_reads_the_same() {
    let items = "\u{feff}SKU;Name;Unit Price;Stock\r\nA;Räder;1.234,50;12,5\r\n";
    let history = "Period\tSKU\tQty\tValue\n01.02.2026\tA\t3\t4,5\n2026-03\tA\t1.000,5\t-\n";
    let (plan, lines) = made_of(&[("a.csv", items), ("b.txt", history)]);
    let item = plan.catalog.items.get(&"A".into()).unwrap();
    assert_eq!((item.list_price, item.sellable), (Some(UnitPrice(1234.5)), true));
    assert_eq!(plan.actuals.stock.iter().next().unwrap().units, Units(12.5));
    let series = plan.actuals.history.iter().next().unwrap();
    assert_eq!(series.units, [Some(Units(3.0)), Some(Units(1000.5))]);
    assert_eq!(
        (series.revenue_in(Month::new(2026, 2)), series.revenue_in(Month::new(2026, 3))),
        (Some(Money(4.5)), None)
    );
    assert_eq!(plan.header.first, Month::new(2026, 4));
    assert_eq!(
        lines,
        [
            "b.txt:2: dates such as 01.02.2026 in place of months; expected YYYY-MM; their month is taken",
            "b.txt:3: revenue is \"-\"; expected a number; left empty",
        ]
    );
    let windows = Upload { name: "c.csv".into(), bytes: b"item,name,cost\nA,R\xe4der,0\n".to_vec() };
    let imported = import(&[windows]);
    let item = imported.plan.catalog.items.get(&"A".into()).unwrap();
    assert_eq!((item.name.as_str(), item.standard_cost), ("Räder", None));
    assert!(imported.findings[0].to_string().contains("Windows-1252"));
}

#[test]
fn every_bad_row_is_named_and_the_rest_stands() {
    let items = "item,name,unit,price,color\nA,a,EA,5,red\nA,b,EA,6,\nB,c,EA,-1,\n,d,EA,1,\nC,e,KG,abc,\n";
    let history = "month,item,region,qty,uom\n2026-01,A,EU,5,EA\n2026-01,A,EU,2,\n\n2026-13,A,EU,1,\n2026-01,X,EU,-3,\n2026-01,A,EU,NaN,\n2026-01,A,EU,4,CS\n2026-02,A,EU,1e308,EA,9\n2026-02,B\n";
    let bom = "parent,component,qty\nA,C,1\nA,A,1\nA,C,2\nA,Y,-1\n";
    let files = [
        ("items.csv", items),
        ("history.csv", history),
        ("bom.csv", bom),
        ("notes.txt", "hello"),
        ("x.xlsx", "PK\u{3}\u{4}"),
    ];
    let (plan, lines) = made_of(&files);
    assert_eq!(
        lines,
        [
            "items.csv:1: unknown column \"color\"; expected a column of items; column ignored",
            "items.csv:3: \"A\" again; expected one row for each; this one replaces the earlier one",
            "items.csv:4: price is -1; expected a number not below zero; left empty",
            "items.csv:5: no item; expected one in every row; row left out",
            "items.csv:6: price is \"abc\"; expected a number; left empty",
            "history.csv:3: the same item, market and month again; expected one row for each; summed",
            "history.csv:5: month is \"2026-13\"; expected a month such as 2026-11; row left out",
            "history.csv:6: item \"X\" is not in the items file; expected an item of the items file; item made, with nothing known of it",
            "history.csv:6: quantity is -3; expected a quantity sold; kept as a return",
            "history.csv:7: quantity is \"NaN\"; expected a number; row left out",
            "history.csv:8: unit CS of item A has no conversion; expected EA or a unit with a conversion to it; row left out",
            "history.csv:9: 6 cells; expected 5; the cells beyond the header ignored",
            "history.csv:9: quantity is \"1e308\"; expected a number; row left out",
            "history.csv:10: 2 cells; expected 5; the missing cells taken as empty",
            "history.csv:10: quantity is \"\"; expected a number; row left out",
            "bom.csv:3: A goes into itself; expected another component; row left out",
            "bom.csv:4: [\"A\",\"C\"] again; expected one row for each; this one replaces the earlier one",
            "bom.csv:5: item \"Y\" is not in the items file; expected an item of the items file; item made, with nothing known of it",
            "bom.csv:5: qty is -1; expected a number from 0 to 1e15; row left out",
            "notes.txt: ignored: no table: its first line is a single cell",
            "x.xlsx: ignored: a workbook, not CSV; save its sheets as CSV",
        ]
    );
    let series: Vec<_> =
        plan.actuals.history.iter().map(|series| (series.item.as_str(), series.units.clone())).collect();
    assert_eq!(series, [("A", vec![Some(Units(7.0))]), ("X", vec![Some(Units(-3.0))])]);
}

#[test]
fn the_other_files_of_a_company_are_known_too() {
    let (plan, lines) = made_of(&[
        ("items.csv", "item,name,category,family,sellable,cost\nA,a,Toys,Cars,Y,2\nB,b,Toys,,N,1\n"),
        ("markets.csv", "market,name,parent,unmet\nDE,Germany,EU,lost\nEU,Europe,,\n"),
        ("sites.csv", "site,name,type,storage limit\nP1,Plant,plant,\nW1,Hub,warehouse,900\n"),
        ("history.csv", "month,item,region,qty,revenue,currency\n2026-01,A,DE,5,50,EUR\n2026-03,A,DE,6,60,USD\n"),
        ("stock.csv", "item,site,on hand\nA,P1,3\nA,W1,4\n"),
        ("open orders.csv", "item,due date,open qty,type,site\nB,2026-05-10,7,po,\nB,2026-05-20,1,,P1\n"),
        ("backlog.csv", "item,region,backlog\nA,DE,2\n"),
        ("lanes.csv", "from,to,lead time,freight\nP1,W1,5,0.5\n"),
        ("sourcing.csv", "market,site,share\nDE,W1,80%\nDE,P1,20\n"),
        ("supplies.csv", "item,site,make/buy,lot size,yield\nA,P1,make,10,95\n"),
        ("conversions.csv", "item,uom,factor\nB,CS,12\n"),
        ("purchasing.csv", "item,vendor,price,uom,moq\nB,V,24,CS,2\n"),
        (
            "resources.csv",
            "resource,name,hours per day,overtime,site,extra shift hours,extra shift cost,workers,hours per worker,wage\nR,Line,16,15%,P1,80,2400,3,160,3000\n",
        ),
        ("routings.csv", "item,resource,minutes\nA,R,30\n"),
        ("bom.csv", "parent,component,qty,scrap\nA,B,2,5%\n"),
        ("calendar.csv", "month,working days\n2026-05,20\n"),
        ("promotions.csv", "promo,start,end,item,uplift pct,discount pct,region\nX,2026-05-01,2026-06-30,A,30,10,DE\n"),
        ("prices.csv", "item,market,price,from\nA,DE,11,2026-06\n"),
        ("budget.csv", "month,family,revenue,units\n2026-05,Cars,100,10\n2026-05,Boats,1,1\n"),
        (
            "financials.csv",
            "month,gross_revenue,discounts,net_revenue,cogs,gross_margin\n2026-03,70,9,60,12,50\n2026-04,1,0,1,1,0\n",
        ),
        (
            "statement.csv",
            "month,account,account name,amount\n2026-03,4711,Selling expenses,5\n2026-03,99,Odds,1\n2026-03,4711,,2\n",
        ),
    ]);
    assert_eq!(
        lines,
        [
            "history.csv:3: money in USD; expected EUR, as in earlier rows; amount not used",
            "financials.csv:2: net revenue is 60.00; expected 61.00, gross revenue less discounts; kept as it is",
            "financials.csv:2: gross margin is 50.00; expected 48.00, net revenue less cost of goods; kept as it is",
            "financials.csv:3: 2026-04 is not closed; expected months before 2026-04; row left out",
            "statement.csv:3: account 99 \"Odds\"; expected a kind of statement line; taken as administration",
            "statement.csv:4: the same month and account again; expected one row for each; summed",
            "budget.csv:3: family \"Boats\" is not in the items file; expected a family that items belong to; family made",
        ]
    );
    let catalog = &plan.catalog;
    assert_eq!(plan.header.currency, "EUR");
    assert_eq!(catalog.items.get(&"A".into()).unwrap().family, Some("Cars".into()));
    assert_eq!(catalog.items.get(&"B".into()).unwrap().family, Some("Toys".into()));
    assert_eq!(catalog.items.get(&"B".into()).unwrap().conversions, [("CS".to_owned(), 12.0)].into());
    let market = catalog.markets.get(&"DE".into()).unwrap();
    assert_eq!((market.parent.clone(), market.unmet), (Some("EU".into()), Unmet::Lost));
    assert_eq!(
        plan.actuals.history.iter().next().unwrap().units,
        [Some(Units(5.0)), Some(Units(0.0)), Some(Units(6.0))]
    );
    assert_eq!(plan.actuals.stock.len(), 2);
    // No site: the first plant; the same month again: summed.
    let receipt = plan.actuals.receipts.iter().next().unwrap();
    assert_eq!((receipt.site.as_str(), receipt.month, receipt.units), ("P1", Month::new(2026, 5), Units(8.0)));
    assert_eq!(catalog.sourcing.iter().map(|sourcing| sourcing.share).collect::<Vec<_>>(), [0.2, 0.8]);
    assert_eq!(catalog.supplies.iter().next().unwrap().production_yield, Some(0.95));
    assert_eq!(catalog.components.iter().next().unwrap().component_yield, Some(0.95));
    assert_eq!(catalog.operations.iter().next().unwrap().hours_per_unit, 0.5);
    let resource = catalog.resources.iter().next().unwrap();
    assert_eq!((resource.hours, resource.overtime), (Some(RegularHours::Day(Hours(16.0))), 0.15));
    let shift = ExtraShift { hours: Hours(80.0), cost: Money(2400.0), most: 1.0 };
    let crew = Crew { opening: 3.0, hours: Hours(160.0), wage: Money(3000.0), ..Crew::default() };
    assert_eq!((resource.extra_shift, resource.crew), (Some(shift), Some(crew)));
    assert_eq!(catalog.sites.get(&"W1".into()).unwrap().storage, Some(900.0));
    let event = plan.demand.events.iter().next().unwrap();
    assert_eq!((event.uplift, event.discount, event.last), (Some(0.3), 0.1, Month::new(2026, 6)));
    assert_eq!(event.place, Place::Market("DE".into()));
    assert_eq!(plan.finance.prices.iter().next().unwrap().from, Month::new(2026, 6));
    assert_eq!(plan.finance.budget.len(), 4);
    assert_eq!(plan.finance.accounts.get(&"4711".into()).unwrap().kind, AccountKind::Selling);
    let selling = (Month::new(2026, 3), AccountId::from("4711"));
    assert_eq!(plan.finance.statement.get(&selling).unwrap().amount, Money(7.0));
    assert_eq!(plan.actuals.backlog.len() + catalog.lanes.len() + catalog.calendar.len(), 3);
}

#[test]
fn files_may_come_in_any_order_and_in_floods() {
    let mut history = "month,item,qty\n".to_owned();
    for row in 0..3000 {
        history.push_str(if row % 2 == 0 { "2026-01,A,x\n" } else { "2026-01,A,1\n" });
    }
    let items = "item,name\nA,a\n";
    let (plan, lines) = made_of(&[("history.csv", &history), ("items.csv", items)]);
    let (other, others) = made_of(&[("items.csv", items), ("history.csv", &history)]);
    assert!(encode(&plan) == encode(&other));
    assert_eq!(lines, others);
    assert_eq!(lines.len(), 42);
    assert!(lines.contains(&"history.csv: bad number: and 1480 more; treated as the ones listed".to_owned()));
    assert_eq!(plan.actuals.history.iter().next().unwrap().units, [Some(Units(1500.0))]);
}

#[test]
fn nothing_breaks_the_import() {
    let (plan, lines) = made_of(&[]);
    assert_eq!(lines.len(), 1);
    assert_eq!(plan.catalog.sites.len(), 1);
    let headers = [
        "item,name,category,family,on hand,cost,uom",
        "month,item,region,channel,qty,revenue",
        "parent,component,qty,uom,valid to",
        "family,parent",
        "market,parent",
        "promo,start,end,item,discount",
        "month,net revenue,cogs,units",
        "item,uom,factor",
        "from,to,share",
    ];
    let cells = [
        "",
        "A",
        "B",
        "C",
        "2026-01",
        "9999-12",
        "-1",
        "1e308",
        "\"",
        "\"\"",
        "99999999999",
        "0",
        "20%",
        "½",
        "\u{0}x",
        "31/12/2026",
        "\t",
        "5",
    ];
    let mut random = Seeded(3);
    for _ in 0..200 {
        let files: Vec<Upload> = headers
            .iter()
            .map(|header| {
                let mut text = (*header).to_owned();
                for _ in 0..random.below(12) {
                    text.push('\n');
                    for _ in 0..1 + random.below(7) {
                        text.push_str(cells[random.below(cells.len())]);
                        text.push(',');
                    }
                }
                upload("a.csv", &text)
            })
            .collect();
        let imported = import(&files);
        assert_eq!(imported.plan.flaws(), []);
        let bytes = encode(&imported.plan);
        let opened = decode(&bytes).unwrap();
        assert_eq!(opened.findings, []);
        assert!(encode(&opened.plan) == bytes);
    }
}
