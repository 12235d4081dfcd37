//! What Tillwerk makes, of what, where and on which lines.

use crate::model::{
    Catalog, Component, ExtraShift, Family, FamilyId, Item, ItemId, Lane, Market, MarketId, Month, Offer, Operation,
    RegularHours, Resource, ResourceId, Site, SiteId, SiteSupply, Sourcing, Table, UnitPrice, Unmet, Vendor, VendorId,
    Way,
};

/// How demand moves over the year.
#[derive(Clone, Copy, PartialEq)]
pub enum Season {
    /// Lawns: March to June.
    Spring,
    /// Hedges and edges: May to August.
    Summer,
    /// Leaves and wood: September to December.
    Autumn,
    /// Spare parts: single orders now and then.
    Sparse,
}

impl Season {
    /// Share of an even month, January first; the mean over a year is 1.
    pub fn index(self, month: Month) -> f64 {
        let year = match self {
            Season::Spring => [0.70, 0.90, 1.30, 1.50, 1.45, 1.20, 1.00, 0.85, 0.80, 0.75, 0.72, 0.83],
            Season::Summer => [0.50, 0.60, 0.95, 1.35, 1.65, 1.70, 1.40, 1.15, 0.90, 0.70, 0.55, 0.55],
            Season::Autumn => [0.85, 0.75, 0.70, 0.65, 0.60, 0.65, 0.75, 0.95, 1.35, 1.75, 1.80, 1.20],
            Season::Sparse => [1.0; 12],
        };
        year[month.of_year() as usize - 1]
    }
}

/// A finished item.
pub struct Finished {
    pub code: &'static str,
    pub name: &'static str,
    pub family: &'static str,
    /// Units a month over all markets, at the start of history.
    pub units: f64,
    pub season: Season,
    /// Change a year.
    pub trend: f64,
    pub price: f64,
    /// Line and hours for one unit; none where it is bought.
    pub line: Option<(&'static str, f64)>,
    pub parts: &'static [(&'static str, f64)],
    /// First month of sales, where history does not start with it.
    pub from: Option<Month>,
}

const fn made(
    code: &'static str,
    name: &'static str,
    family: &'static str,
    demand: (f64, Season, f64),
    price: f64,
    line: (&'static str, f64),
    parts: &'static [(&'static str, f64)],
) -> Finished {
    Finished {
        code,
        name,
        family,
        units: demand.0,
        season: demand.1,
        trend: demand.2,
        price,
        line: Some(line),
        parts,
        from: None,
    }
}

const fn bought(code: &'static str, name: &'static str, units: f64, price: f64) -> Finished {
    Finished {
        code,
        name,
        family: "SPARE",
        units,
        season: Season::Sparse,
        trend: 0.0,
        price,
        line: None,
        parts: &[],
        from: None,
    }
}

const MOWER: &str = "LZ-MOW";
const HANDHELD: &str = "LZ-HND";

use Season::{Autumn, Spring, Summer};

/// Everything that customers buy.
#[rustfmt::skip] // a table: one row an item
pub const FINISHED: &[Finished] = &[
    made("MW-330", "Volt 33", "MOWER", (620.0, Spring, 0.07), 219.0, (MOWER, 0.34), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-M1", 1.0), ("DK-33", 1.0), ("WH-15", 4.0), ("PC-M", 1.0), ("CT-L", 1.0)]),
    made("MW-370", "Volt 37", "MOWER", (540.0, Spring, 0.05), 279.0, (MOWER, 0.38), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-M1", 1.0), ("DK-37", 1.0), ("WH-15", 4.0), ("PC-M", 1.0), ("CT-L", 1.0)]),
    made("MW-400", "Volt 40", "MOWER", (410.0, Spring, 0.04), 349.0, (MOWER, 0.43), &[("MT-900", 1.0), ("BP-6", 1.0), ("HS-M2", 1.0), ("DK-40", 1.0), ("WH-18", 4.0), ("PC-M", 1.0), ("CT-L", 1.0)]),
    made("MW-430", "Volt 43", "MOWER", (300.0, Spring, 0.06), 429.0, (MOWER, 0.47), &[("MT-900", 1.0), ("BP-6", 1.0), ("HS-M2", 1.0), ("DK-43", 1.0), ("WH-18", 4.0), ("PC-M", 1.0), ("CT-L", 1.0)]),
    made("MW-460", "Volt 46 Drive", "MOWER", (0.0, Spring, 0.0), 569.0, (MOWER, 0.62), &[("MT-900", 2.0), ("BP-6", 1.0), ("HS-M2", 1.0), ("DK-46", 1.0), ("WH-18", 4.0), ("PC-M", 1.0), ("CT-L", 1.0)]),
    made("MW-C42", "Classic 42", "MOWER", (390.0, Spring, -0.12), 259.0, (MOWER, 0.36), &[("EN-42", 1.0), ("HS-M2", 1.0), ("DK-43", 1.0), ("WH-18", 4.0), ("CT-L", 1.0)]),
    made("MW-C48", "Classic 48", "MOWER", (210.0, Spring, -0.05), 339.0, (MOWER, 0.41), &[("EN-48", 1.0), ("HS-M2", 1.0), ("DK-46", 1.0), ("WH-18", 4.0), ("CT-L", 1.0)]),
    made("RB-400", "Robo 400", "MOWER", (260.0, Spring, 0.16), 699.0, (MOWER, 0.66), &[("MT-300", 3.0), ("BP-4", 1.0), ("HS-R", 1.0), ("WH-18", 3.0), ("PC-R", 1.0), ("CT-L", 1.0)]),
    made("RB-800", "Robo 800", "MOWER", (170.0, Spring, 0.18), 999.0, (MOWER, 0.72), &[("MT-300", 3.0), ("BP-6", 1.0), ("HS-R", 1.0), ("WH-18", 3.0), ("PC-R", 1.0), ("CT-L", 1.0)]),
    made("RB-12K", "Robo 1200", "MOWER", (0.0, Spring, 0.0), 1399.0, (MOWER, 0.78), &[("MT-600", 3.0), ("BP-6", 2.0), ("HS-R", 1.0), ("WH-18", 3.0), ("PC-R", 1.0), ("CT-L", 1.0)]),
    made("TR-230", "Trim 23", "TRIM", (880.0, Summer, 0.03), 79.0, (HANDHELD, 0.14), &[("MT-300", 1.0), ("BP-2", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("TR-260", "Trim 26", "TRIM", (730.0, Summer, 0.04), 99.0, (HANDHELD, 0.15), &[("MT-300", 1.0), ("BP-2", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("TR-300", "Trim 30", "TRIM", (520.0, Summer, 0.05), 139.0, (HANDHELD, 0.17), &[("MT-300", 1.0), ("BP-4", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("TR-36P", "Trim 36 Pro", "TRIM", (240.0, Summer, 0.08), 229.0, (HANDHELD, 0.22), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("BC-400", "Brush 40", "TRIM", (190.0, Summer, 0.02), 269.0, (HANDHELD, 0.24), &[("MT-600", 1.0), ("BP-6", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("ED-200", "Edge 20", "TRIM", (310.0, Summer, 0.0), 89.0, (HANDHELD, 0.13), &[("MT-300", 1.0), ("BP-2", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("HG-450", "Hedge 45", "TRIM", (460.0, Summer, 0.03), 109.0, (HANDHELD, 0.16), &[("MT-300", 1.0), ("BP-2", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("HG-600", "Hedge 60", "TRIM", (280.0, Summer, 0.05), 159.0, (HANDHELD, 0.18), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-H", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("BL-200", "Blow 2", "BLOW", (520.0, Autumn, 0.04), 89.0, (HANDHELD, 0.13), &[("MT-300", 1.0), ("BP-2", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("BL-400", "Blow 4", "BLOW", (380.0, Autumn, 0.06), 149.0, (HANDHELD, 0.15), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("BL-PRO", "Blow Pro", "BLOW", (140.0, Autumn, 0.09), 259.0, (HANDHELD, 0.20), &[("MT-900", 1.0), ("BP-6", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)]),
    made("SW-300", "Saw 30", "BLOW", (290.0, Autumn, 0.03), 169.0, (HANDHELD, 0.19), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CH-35", 1.0), ("CT-S", 1.0)]),
    made("SW-350", "Saw 35", "BLOW", (220.0, Autumn, 0.04), 219.0, (HANDHELD, 0.21), &[("MT-600", 1.0), ("BP-6", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CH-35", 1.0), ("CT-S", 1.0)]),
    made("SW-40P", "Saw 40 Pro", "BLOW", (90.0, Autumn, 0.07), 339.0, (HANDHELD, 0.26), &[("MT-900", 1.0), ("BP-6", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CH-35", 1.0), ("CT-S", 1.0)]),
    made("PR-200", "Prune 20", "BLOW", (240.0, Autumn, 0.05), 119.0, (HANDHELD, 0.14), &[("MT-300", 1.0), ("BP-2", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CH-35", 1.0), ("CT-S", 1.0)]),
    Finished {
        from: Some(Month::new(2025, 8)),
        ..made("VC-300", "Vac 3", "BLOW", (210.0, Autumn, 0.10), 189.0, (HANDHELD, 0.17), &[("MT-600", 1.0), ("BP-4", 1.0), ("HS-B", 1.0), ("PC-H", 1.0), ("CT-S", 1.0)])
    },
    bought("SP-B33", "Blade 33", 46.0, 24.0),
    bought("SP-B42", "Blade 42", 38.0, 29.0),
    bought("SP-B46", "Blade 46", 17.0, 32.0),
    bought("SP-THD", "Trimmer head", 64.0, 15.0),
    bought("SP-CHG", "Charger", 33.0, 49.0),
    bought("SP-GBX", "Gearbox", 7.0, 79.0),
    bought("SP-WHL", "Wheel set", 12.0, 27.0),
    bought("SP-BAG", "Leaf bag", 21.0, 19.0),
    bought("SP-BAR", "Guide bar", 9.0, 35.0),
];

/// A part: made somewhere of something, or bought.
struct Part {
    code: &'static str,
    name: &'static str,
    unit: &'static str,
    /// Site, resource, hours for one unit; none where it is bought.
    made: Option<(&'static str, &'static str, f64)>,
    parts: &'static [(&'static str, f64)],
    /// Vendor, price of the unit, days, smallest order; none where it is made.
    offer: Option<(&'static str, f64, f64, f64)>,
}

const fn made_part(
    code: &'static str,
    name: &'static str,
    made: (&'static str, &'static str, f64),
    parts: &'static [(&'static str, f64)],
) -> Part {
    Part { code, name, unit: "EA", made: Some(made), parts, offer: None }
}

const fn bought_part(
    code: &'static str,
    name: &'static str,
    unit: &'static str,
    offer: (&'static str, f64, f64, f64),
) -> Part {
    Part { code, name, unit, made: None, parts: &[], offer: Some(offer) }
}

const WINDING: &str = "BR-MOT";
const PACKS: &str = "BR-BAT";
const MOLDING: &str = "LZ-MLD";

#[rustfmt::skip] // a table: one row an item
const PARTS: &[Part] = &[
    made_part("MT-300", "Motor 300 W", ("BRNO", WINDING, 0.07), &[("CU-W", 0.18), ("MG-1", 4.0), ("SH-S", 1.0)]),
    made_part("MT-600", "Motor 600 W", ("BRNO", WINDING, 0.09), &[("CU-W", 0.34), ("MG-1", 6.0), ("SH-S", 1.0)]),
    made_part("MT-900", "Motor 900 W", ("BRNO", WINDING, 0.12), &[("CU-W", 0.51), ("MG-1", 8.0), ("SH-L", 1.0)]),
    made_part("BP-2", "Battery pack 2 Ah", ("BRNO", PACKS, 0.06), &[("CE-18", 10.0), ("PC-B", 1.0), ("CS-B", 1.0)]),
    made_part("BP-4", "Battery pack 4 Ah", ("BRNO", PACKS, 0.08), &[("CE-18", 20.0), ("PC-B", 1.0), ("CS-B", 1.0)]),
    made_part("BP-6", "Battery pack 6 Ah", ("BRNO", PACKS, 0.10), &[("CE-18", 30.0), ("PC-B", 1.0), ("CS-B", 1.0)]),
    made_part("HS-M1", "Mower housing small", ("LINZ", MOLDING, 0.05), &[("ABS", 2.4)]),
    made_part("HS-M2", "Mower housing large", ("LINZ", MOLDING, 0.06), &[("ABS", 3.1)]),
    made_part("HS-R", "Robot housing", ("LINZ", MOLDING, 0.08), &[("ABS", 3.6)]),
    made_part("HS-H", "Handheld housing", ("LINZ", MOLDING, 0.03), &[("ABS", 0.9)]),
    made_part("HS-B", "Blower housing", ("LINZ", MOLDING, 0.03), &[("ABS", 1.1)]),
    bought_part("DK-33", "Deck 33", "EA", ("Stahlform", 11.40, 24.0, 100.0)),
    bought_part("DK-37", "Deck 37", "EA", ("Stahlform", 12.90, 24.0, 100.0)),
    bought_part("DK-40", "Deck 40", "EA", ("Stahlform", 14.60, 24.0, 100.0)),
    bought_part("DK-43", "Deck 43", "EA", ("Stahlform", 16.20, 24.0, 100.0)),
    bought_part("DK-46", "Deck 46", "EA", ("Stahlform", 18.70, 24.0, 100.0)),
    bought_part("WH-15", "Wheel 150", "EA", ("Rotalin", 1.35, 18.0, 400.0)),
    bought_part("WH-18", "Wheel 180", "EA", ("Rotalin", 1.62, 18.0, 400.0)),
    bought_part("EN-42", "Engine 4-stroke 140", "EA", ("Motoria", 61.0, 52.0, 50.0)),
    bought_part("EN-48", "Engine 4-stroke 170", "EA", ("Motoria", 74.0, 52.0, 50.0)),
    bought_part("PC-M", "Mower control board", "EA", ("Elnova", 13.80, 58.0, 250.0)),
    bought_part("PC-R", "Robot control board", "EA", ("Elnova", 67.0, 58.0, 100.0)),
    bought_part("PC-H", "Handheld control board", "EA", ("Elnova", 6.10, 58.0, 500.0)),
    bought_part("PC-B", "Battery board", "EA", ("Elnova", 4.30, 58.0, 500.0)),
    bought_part("CE-18", "Cell 18650", "EA", ("Kanto Cells", 0.98, 64.0, 5000.0)),
    bought_part("CS-B", "Battery case", "EA", ("Plastika", 1.90, 15.0, 500.0)),
    bought_part("CU-W", "Copper wire", "KG", ("Metallum", 9.60, 12.0, 100.0)),
    bought_part("MG-1", "Magnet", "EA", ("Kanto Cells", 0.42, 64.0, 5000.0)),
    bought_part("SH-S", "Shaft short", "EA", ("Stahlform", 1.15, 20.0, 500.0)),
    bought_part("SH-L", "Shaft long", "EA", ("Stahlform", 1.75, 20.0, 500.0)),
    bought_part("ABS", "ABS granulate", "KG", ("Plastika", 1.85, 10.0, 500.0)),
    bought_part("CH-35", "Chain and bar", "EA", ("Motoria", 9.80, 30.0, 100.0)),
    bought_part("CT-L", "Carton large", "EA", ("Papyr", 2.10, 6.0, 500.0)),
    bought_part("CT-S", "Carton small", "EA", ("Papyr", 0.95, 6.0, 500.0)),
];

/// Code, name, site, hours a working day, overtime share, cost an hour.
const RESOURCES: &[(&str, &str, &str, f64, f64, f64)] = &[
    (MOWER, "Mower line", "LINZ", 88.0, 0.12, 34.0),
    (HANDHELD, "Handheld line", "LINZ", 64.0, 0.15, 32.0),
    (MOLDING, "Injection molding", "LINZ", 29.0, 0.20, 29.0),
    (WINDING, "Motor winding", "BRNO", 60.0, 0.15, 21.0),
    (PACKS, "Battery pack assembly", "BRNO", 52.0, 0.15, 20.0),
];

/// Code, name, share of demand, serving site.
pub const MARKETS: &[(&str, &str, f64, &str)] = &[
    ("CE", "Central Europe", 0.46, "LINZ"),
    ("WE", "Western Europe", 0.34, "VENLO"),
    ("NA", "North America", 0.20, "VENLO"),
];

/// Lanes: from, to, days, freight for a unit of what is carried by default.
const LANES: &[(&str, &str, f64)] = &[("BRNO", "LINZ", 4.0), ("LINZ", "VENLO", 9.0)];

/// The master records.
pub fn catalog() -> Catalog {
    Catalog {
        families: families(),
        items: FINISHED.iter().map(finished_item).chain(PARTS.iter().map(part_item)).collect(),
        markets: MARKETS
            .iter()
            .enumerate()
            .map(|(rank, (id, name, ..))| Market {
                id: MarketId::from(*id),
                name: (*name).into(),
                unmet: if *id == "NA" { Unmet::Lost } else { Unmet::Backlog },
                priority: rank as u8 + 1,
                ..Market::default()
            })
            .collect(),
        sites: [
            ("LINZ", "Linz plant", false),
            ("BRNO", "Brno plant", false),
            ("VENLO", "Venlo distribution center", true),
        ]
        .map(|(id, name, warehouse)| Site { id: SiteId::from(id), name: name.into(), warehouse, ..Site::default() })
        .into_iter()
        .collect(),
        sourcing: MARKETS
            .iter()
            .map(|(market, _, _, site)| Sourcing {
                market: MarketId::from(*market),
                site: SiteId::from(*site),
                share: 1.0,
                ..Sourcing::default()
            })
            .collect(),
        supplies: supplies(),
        lanes: lanes(),
        resources: resources(),
        operations: operations(),
        components: components(),
        vendors: PARTS
            .iter()
            .filter_map(|part| part.offer.map(|offer| offer.0))
            .chain(["Hortus Parts"])
            .map(|name| Vendor { id: VendorId::from(name), name: name.into() })
            .collect(),
        offers: offers(),
        calendar: Table::default(),
    }
}

fn families() -> Table<Family> {
    [
        ("ALL", "Garden tools", None),
        ("MOWER", "Mowers", Some("ALL")),
        ("TRIM", "Trimmers", Some("ALL")),
        ("BLOW", "Blowers and saws", Some("ALL")),
        ("SPARE", "Spare parts", Some("ALL")),
    ]
    .map(|(id, name, parent)| Family { id: FamilyId::from(id), name: name.into(), parent: parent.map(FamilyId::from) })
    .into_iter()
    .collect()
}

fn finished_item(finished: &Finished) -> Item {
    Item {
        id: ItemId::from(finished.code),
        name: finished.name.into(),
        family: Some(FamilyId::from(finished.family)),
        unit: "EA".into(),
        sellable: true,
        way: Some(if finished.line.is_some() { Way::Make } else { Way::Buy }),
        list_price: Some(UnitPrice((finished.price * 1.12).round())),
        standard_cost: Some(UnitPrice(cents(
            unit_cost(finished.code) * if finished.line.is_some() { 1.015 } else { 1.0 },
        ))),
        launched: finished.from,
        lead_time_days: Some(if finished.line.is_some() { 5.0 } else { 21.0 }),
        ..Item::default()
    }
}

fn part_item(part: &Part) -> Item {
    Item {
        id: ItemId::from(part.code),
        name: part.name.into(),
        unit: part.unit.into(),
        decimals: if part.unit == "KG" { 1 } else { 0 },
        way: Some(if part.made.is_some() { Way::Make } else { Way::Buy }),
        standard_cost: Some(UnitPrice(cents(unit_cost(part.code)))),
        lead_time_days: Some(if part.made.is_some() { 3.0 } else { 20.0 }),
        ..Item::default()
    }
}

fn cents(money: f64) -> f64 {
    (money * 100.0).round() / 100.0
}

/// Parts at their cost, hours at their rate; spare parts at 45 % of their price.
pub fn unit_cost(code: &str) -> f64 {
    let rate = |resource: &str| RESOURCES.iter().find(|known| known.0 == resource).map_or(0.0, |known| known.5);
    let parts_cost = |parts: &[(&str, f64)]| parts.iter().map(|(part, qty)| qty * unit_cost(part)).sum::<f64>();
    if let Some(finished) = FINISHED.iter().find(|finished| finished.code == code) {
        return match finished.line {
            Some((line, hours)) => parts_cost(finished.parts) + hours * rate(line),
            None => finished.price * 0.45,
        };
    }
    PARTS.iter().find(|part| part.code == code).map_or(0.0, |part| match (part.made, part.offer) {
        (Some((_, resource, hours)), _) => parts_cost(part.parts) + hours * rate(resource),
        (None, Some(offer)) => offer.1,
        (None, None) => 0.0,
    })
}

/// Finished items are made in Linz and brought to Venlo; parts of Brno are made there and brought to Linz; spare parts are bought at both.
fn supplies() -> Table<SiteSupply> {
    let supply = |item: &str, site: &str, way: Way| SiteSupply {
        item: ItemId::from(item),
        site: SiteId::from(site),
        way: Some(way),
        ..SiteSupply::default()
    };
    let finished = FINISHED.iter().flat_map(|finished| {
        let at_linz = if finished.line.is_some() { Way::Make } else { Way::Buy };
        [supply(finished.code, "LINZ", at_linz), supply(finished.code, "VENLO", Way::Move)]
    });
    let from_brno = PARTS
        .iter()
        .filter(|part| part.made.is_some_and(|made| made.0 == "BRNO"))
        .flat_map(|part| [supply(part.code, "BRNO", Way::Make), supply(part.code, "LINZ", Way::Move)]);
    finished.chain(from_brno).collect()
}

fn lanes() -> Table<Lane> {
    let freight = |to: &str, code: &str| {
        let is_mower = code.starts_with("MW") || code.starts_with("RB");
        UnitPrice(match to {
            "VENLO" if is_mower => 6.5,
            "VENLO" => 1.8,
            _ => 0.35,
        })
    };
    let lane = |item: &'static str, (from, to, days): (&str, &str, f64)| Lane {
        item: Some(ItemId::from(item)),
        from: SiteId::from(from),
        to: SiteId::from(to),
        share: 1.0,
        lead_time_days: days,
        freight: Some(freight(to, item)),
    };
    let parts = PARTS
        .iter()
        .filter(|part| part.made.is_some_and(|made| made.0 == "BRNO"))
        .map(|part| lane(part.code, LANES[0]));
    FINISHED.iter().map(|finished| lane(finished.code, LANES[1])).chain(parts).collect()
}

fn resources() -> Table<Resource> {
    RESOURCES
        .iter()
        .map(|(id, name, site, hours, overtime, cost)| Resource {
            id: ResourceId::from(*id),
            name: (*name).into(),
            site: Some(SiteId::from(*site)),
            hours: Some(RegularHours::Day(crate::model::Hours(*hours))),
            overtime: *overtime,
            cost_per_hour: Some(UnitPrice(*cost)),
            overtime_premium: 0.5,
            // a Saturday shift: dearer than overtime, and there when overtime is used up
            extra_shift: (*id == "LZ-MOW").then_some(ExtraShift {
                hours: crate::model::Hours(80.0),
                cost: crate::model::Money(2400.0),
                most: 2.0,
            }),
            ..Resource::default()
        })
        .collect()
}

fn operations() -> Table<Operation> {
    let finished =
        FINISHED.iter().filter_map(|finished| finished.line.map(|(line, hours)| (finished.code, line, hours)));
    let parts = PARTS.iter().filter_map(|part| part.made.map(|(_, resource, hours)| (part.code, resource, hours)));
    finished
        .chain(parts)
        .map(|(item, resource, hours_per_unit)| Operation {
            item: ItemId::from(item),
            seq: 10,
            resource: ResourceId::from(resource),
            hours_per_unit,
        })
        .collect()
}

fn components() -> Table<Component> {
    let finished = FINISHED.iter().map(|finished| (finished.code, finished.parts));
    let parts = PARTS.iter().map(|part| (part.code, part.parts));
    finished
        .chain(parts)
        .flat_map(|(parent, parts)| {
            parts.iter().map(move |(component, qty)| Component {
                parent: ItemId::from(parent),
                component: ItemId::from(*component),
                qty: *qty,
                component_yield: (*component == "CE-18").then_some(0.985),
                ..Component::default()
            })
        })
        .collect()
}

fn offers() -> Table<Offer> {
    let parts = PARTS.iter().filter_map(|part| {
        part.offer.map(|(vendor, price, days, min_order)| Offer {
            item: ItemId::from(part.code),
            vendor: VendorId::from(vendor),
            price: Some(UnitPrice(price)),
            lead_time_days: Some(days),
            min_order: Some(min_order),
            share: 1.0,
            ..Offer::default()
        })
    });
    let spares = FINISHED.iter().filter(|finished| finished.line.is_none()).map(|finished| Offer {
        item: ItemId::from(finished.code),
        vendor: VendorId::from("Hortus Parts"),
        price: Some(UnitPrice(cents(finished.price * 0.45))),
        lead_time_days: Some(21.0),
        min_order: Some(10.0),
        share: 1.0,
        ..Offer::default()
    });
    parts.chain(spares).collect()
}
