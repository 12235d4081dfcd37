//! Step 3: the stock ledger by family, item and site, and the hours of every resource.
//!
//! opening + receipts + production + purchases + transfers in - transfers out - used - shipped = closing, which is the node's own row.
//! Production, purchases and target stock are typed at an item and a site; capacity and the overtime limit at a resource.

use super::super::{Context, RowKind, Table, TableRow, TableView, Tone, is_typed_measure, sum};
use super::sheet::{Head, Line, Sheet};
use super::tree::{Node, Tree};
use crate::engine::stock::days_of_supply;
use crate::engine::{Grid, Supply};
use crate::model::{Hours, Measure, Place, Subject, Unit, Units};

/// What can stand below a node or a resource, as it stands at first.
const MEASURES: [Measure; 22] = [
    Measure::OpeningStock,
    Measure::Receipts,
    Measure::Production,
    Measure::Purchase,
    Measure::PurchaseElsewhere,
    Measure::TransferIn,
    Measure::TransferOut,
    Measure::Usage,
    Measure::Shipments,
    Measure::ClosingStock,
    Measure::TargetStock,
    Measure::DaysOfSupply,
    Measure::Requirement,
    Measure::UnmetDemand,
    Measure::LostSales,
    Measure::WishedLoad,
    Measure::Capacity,
    Measure::Overtime,
    Measure::OvertimeLimit,
    Measure::Utilization,
    Measure::ExtraLimit,
    Measure::People,
];

/// The planning table of supply.
pub fn table(cx: &Context, view: &TableView) -> Table {
    let sheet = Sheet::new(cx, 0, &[]);
    let frame = &cx.outcome.frame;
    let items: Vec<usize> = (0..frame.items.len()).filter(|item| !frame.points_of[*item].is_empty()).collect();
    let mut rows = Vec::new();
    Tree::new(cx, view, &items).walk("All items", &mut |node| node_rows(cx, &sheet, view, node, &mut rows));
    resources(cx, &sheet, view, &mut rows);
    let unit = cx.one_unit(&items).unwrap_or("units");
    let corner = if view.money {
        format!("Closing stock at cost, {}", cx.locale.currency)
    } else {
        format!("Closing stock, {unit}")
    };
    let choices = view.choices(&MEASURES);
    Table { title: "Stock ledger and hours".into(), corner, columns: sheet.columns, rows, choices }
}

fn node_rows(cx: &Context, sheet: &Sheet, view: &TableView, node: &Node, rows: &mut Vec<TableRow>) {
    let frame = &cx.outcome.frame;
    let points = cx.points_of(&node.items);
    let item = match &node.subject {
        Subject::Item(_) => node.items.first().copied(),
        _ => None,
    };
    // One site: the item's row is the site's, so that it can be typed.
    let only = item.filter(|_| points.len() == 1).map(|_| frame.points[points[0]].site);
    let place = only.map_or(Place::All, |site| Place::Site(frame.sites.code(site).clone()));
    let kind = if node.level == 0 { RowKind::Total } else { RowKind::Node };
    let is_one = cx.one_unit(&node.items).is_some();
    // Different units do not add: such a node is shown at cost, and says so.
    let money = view.money || !is_one;
    let label =
        if is_one || view.money { node.label.clone() } else { format!("{}, {}", node.label, cx.locale.currency) };
    let ledger = Ledger { cx, points: &points, money, is_one, at_site: only.is_some() };
    ledger.push(sheet, view, (&node.subject, &place), (&node.id, &label, node.level, kind), rows);
    if !node.open || item.is_none() || points.len() < 2 {
        return;
    }
    for point in points {
        let site = frame.sites.code(frame.points[point].site);
        let ledger = Ledger { cx, points: &[point], money: view.money, is_one: true, at_site: true };
        let head = (&*format!("{}/s:{site}", node.id), &*cx.site(site), node.level.saturating_add(1), RowKind::Node);
        ledger.push(sheet, view, (&node.subject, &Place::Site(site.clone())), head, rows);
    }
}

/// The ledger of some points.
struct Ledger<'a> {
    cx: &'a Context<'a>,
    points: &'a [usize],
    money: bool,
    is_one: bool,
    at_site: bool,
}

impl Ledger<'_> {
    fn push(
        &self,
        sheet: &Sheet,
        view: &TableView,
        (subject, place): (&Subject, &Place),
        (id, label, level, kind): (&str, &str, u8, RowKind),
        rows: &mut Vec<TableRow>,
    ) {
        let open = view.open.contains(id);
        let head = Head { id: id.into(), label: label.into(), level, kind, open: Some(open), texts: Vec::new() };
        let closing = self.closing();
        rows.push(sheet.row(head, subject, place, &closing));
        if !open {
            return;
        }
        for (sign, line) in view.chosen(self.below(), |(_, line)| line.measure) {
            let head = Head {
                id: format!("{id}/{}", line.measure.code()),
                label: format!("{sign}{}", line.measure.name()),
                level: level.saturating_add(1),
                kind: if line.measure == Measure::ClosingStock { RowKind::Sum } else { RowKind::Measure },
                open: None,
                texts: Vec::new(),
            };
            rows.push(sheet.row(head, subject, place, &line));
        }
    }

    fn below(&self) -> Vec<(&'static str, Line)> {
        let supply: &Supply = &self.cx.outcome.supply;
        let mut lines = vec![("", self.line(Measure::OpeningStock, &supply.opening))];
        let elsewhere = supply.bought_elsewhere();
        let flows = [
            ("+ ", Measure::Receipts, &supply.receipts),
            ("+ ", Measure::Production, &supply.production),
            ("+ ", Measure::Purchase, &supply.purchase),
            ("+ ", Measure::TransferIn, &supply.transfer_in),
            ("− ", Measure::TransferOut, &supply.transfer_out),
            ("− ", Measure::Usage, &supply.usage),
            ("− ", Measure::Shipments, &supply.shipments),
        ];
        for (sign, measure, grid) in flows {
            if self.is_moving(grid) || (self.at_site && self.is_way(measure)) {
                lines.push((sign, self.line(measure, grid)));
            }
            // which part of it a solved plan buys from another vendor or a subcontractor
            if measure == Measure::Purchase && self.is_moving(&elsewhere) {
                lines.push(("· ", self.line(Measure::PurchaseElsewhere, &elsewhere)));
            }
        }
        lines.push(("= ", self.closing()));
        lines.push(("", self.line(Measure::TargetStock, &supply.target)));
        if self.is_one && !self.money {
            lines.push(("", self.days()));
        }
        lines.push(("", self.line(Measure::Requirement, &supply.requirement)));
        lines.extend(self.unmet().map(|line| ("", line)));
        lines.extend(self.lost().map(|line| ("", line)));
        lines
    }

    fn line(&self, measure: Measure, grid: &Grid<Units>) -> Line {
        let ahead = if self.money {
            sum::all(self.cx.at_cost(grid, self.points))
        } else if self.is_one {
            sum::all(sum::units(grid, self.points))
        } else {
            vec![None; grid.months()]
        };
        let unit = if self.money { Unit::Money } else { Unit::Units };
        let editable = self.at_site && !self.money && is_typed_measure(measure) && !self.cx.plan.is_approved();
        Line { unit, editable, ..Line::new(measure, ahead) }
    }

    /// Closing stock, judged where it is below its target or gone.
    fn closing(&self) -> Line {
        let supply = &self.cx.outcome.supply;
        let line = self.line(Measure::ClosingStock, &supply.closing);
        if !self.is_one || self.points.is_empty() {
            return line;
        }
        let closing = sum::units(&supply.closing, self.points);
        let target = sum::units(&supply.target, self.points);
        let judge = |(closing, target): (&f64, &f64)| {
            let least = target * (1.0 - 1e-9);
            if *target > 0.5 && *closing < 0.5 {
                (Tone::Bad, format!("No stock left; the target is {}.", self.cx.locale.number(*target, 0)))
            } else if *closing + 0.5 < least {
                (Tone::Warn, format!("Below its target of {}.", self.cx.locale.number(*target, 0)))
            } else {
                (Tone::Plain, String::new())
            }
        };
        Line { judged: closing.iter().zip(&target).map(judge).collect(), ..line }
    }

    fn days(&self) -> Line {
        let supply = &self.cx.outcome.supply;
        let closing = sum::units(&supply.closing, self.points);
        let requirement: Vec<Units> = sum::units(&supply.requirement, self.points).into_iter().map(Units).collect();
        let days_of: Vec<f64> = self.cx.plan.horizon().iter().map(|month| f64::from(month.days())).collect();
        let days = |(t, stock): (usize, &f64)| {
            let coming = requirement.get(t + 1..).unwrap_or_default();
            let days_of = days_of.get(t + 1..).unwrap_or_default();
            (!coming.is_empty()).then(|| days_of_supply(Units(*stock), coming, days_of).days())
        };
        Line::new(Measure::DaysOfSupply, closing.iter().enumerate().map(days).collect())
    }

    /// Demand of customers that is not met in its month, for the share that these points serve.
    fn unmet(&self) -> Option<Line> {
        let line = self.at_customers(Measure::UnmetDemand, &self.cx.outcome.supply.unmet)?;
        let judge = |value: &Option<f64>| match value {
            Some(value) if *value >= 0.5 => (Tone::Bad, "Demand that is not met in its month.".to_string()),
            _ => (Tone::Plain, String::new()),
        };
        Some(Line { judged: line.ahead.iter().map(judge).collect(), ..line })
    }

    /// What of it is never served, where anything is.
    fn lost(&self) -> Option<Line> {
        let line = self.at_customers(Measure::LostSales, &self.cx.outcome.supply.lost)?;
        line.ahead.iter().flatten().any(|units| *units >= 0.5).then_some(line)
    }

    /// A line of the markets behind these points; `None` unless they serve all of their items.
    fn at_customers(&self, measure: Measure, grid: &Grid<Units>) -> Option<Line> {
        let frame = &self.cx.outcome.frame;
        let mut items: Vec<usize> = self.points.iter().map(|point| frame.points[*point].item).collect();
        items.dedup();
        let serves_all = items.iter().map(|item| frame.points_of[*item].len()).sum::<usize>() == self.points.len();
        let pairs = self.cx.pairs_of(&items);
        if !serves_all || pairs.is_empty() {
            return None;
        }
        let ahead = if self.money {
            sum::all(self.cx.at_price(grid, &pairs))
        } else if self.is_one {
            sum::all(sum::units(grid, &pairs))
        } else {
            vec![None; grid.months()]
        };
        let unit = if self.money { Unit::Money } else { Unit::Units };
        Some(Line { unit, ..Line::new(measure, ahead) })
    }

    fn is_moving(&self, grid: &Grid<Units>) -> bool {
        self.points.iter().any(|point| grid.row(*point).iter().any(|units| units.0 != 0.0))
    }

    /// Whether this is how the point is supplied, so that a figure may be typed although none is planned.
    fn is_way(&self, measure: Measure) -> bool {
        use crate::model::Way;
        let wanted = match measure {
            Measure::Production => Way::Make,
            Measure::Purchase => Way::Buy,
            _ => return false,
        };
        self.points.iter().any(|point| self.cx.outcome.frame.supplied[*point].way == Some(wanted))
    }
}

/// The hours of every resource below one row.
fn resources(cx: &Context, sheet: &Sheet, view: &TableView, rows: &mut Vec<TableRow>) {
    let frame = &cx.outcome.frame;
    let sought = view.search.trim().to_lowercase();
    let is_sought = |name: &str, code: &str| {
        sought.is_empty() || name.to_lowercase().contains(&sought) || code.to_lowercase().contains(&sought)
    };
    for (resource, code) in frame.resources.iter().enumerate() {
        let name = cx.resource(code);
        if !is_sought(&name, code.as_str()) {
            continue;
        }
        let id = format!("r:{code}");
        let open = view.open.contains(&id);
        let subject = Subject::Resource(code.clone());
        let hours = hours_of(cx, resource);
        let head = Head {
            id: id.clone(),
            label: format!("{name}, hours"),
            level: 0,
            kind: RowKind::Node,
            open: Some(open),
            texts: Vec::new(),
        };
        rows.push(sheet.row(head, &subject, &Place::All, &hours[0]));
        for line in view.chosen(hours.iter().skip(1).filter(|_| open).collect(), |line| line.measure) {
            let id = format!("{id}/{}", line.measure.code());
            let label = line.measure.name().into();
            let head = Head { id, label, level: 1, kind: RowKind::Measure, open: None, texts: Vec::new() };
            rows.push(sheet.row(head, &subject, &Place::All, line));
        }
    }
}

/// Load first, then what it is measured by.
fn hours_of(cx: &Context, resource: usize) -> Vec<Line> {
    let supply = &cx.outcome.supply;
    let may_type = !cx.plan.is_approved();
    let hours = |grid: &Grid<Hours>| grid.row(resource).iter().map(|hours| Some(hours.0)).collect::<Vec<_>>();
    let capacity: Vec<Option<f64>> =
        supply.capacity.row(resource).iter().map(|hours| hours.map(|hours| hours.0)).collect();
    let load: Vec<f64> = supply.load.row(resource).iter().map(|hours| hours.0).collect();
    let limit = supply.overtime_limit.row(resource);
    let judge = |t: usize| match capacity[t] {
        Some(regular) if load[t] > regular + limit[t].0 + 0.5 => {
            (Tone::Bad, "Above regular hours and overtime.".to_string())
        }
        Some(regular) if load[t] > regular + 0.5 => (Tone::Warn, "Needs overtime.".to_string()),
        _ => (Tone::Plain, String::new()),
    };
    let judged: Vec<(Tone, String)> = (0..load.len()).map(judge).collect();
    let wished = |t: usize| match capacity[t] {
        Some(regular) if supply.wished_load.at(resource, t).0 > regular + limit[t].0 + 0.5 => {
            (Tone::Bad, "More than regular hours and overtime together.".to_string())
        }
        _ => (Tone::Plain, String::new()),
    };
    let wished = (0..load.len()).map(wished).collect();
    let whole: Vec<f64> = capacity.iter().map(|hours| hours.unwrap_or(0.0)).collect();
    let mut lines = vec![
        Line { judged: judged.clone(), ..Line::new(Measure::Load, hours(&supply.load)) },
        Line { judged: wished, ..Line::new(Measure::WishedLoad, hours(&supply.wished_load)) },
        Line { editable: may_type, ..Line::new(Measure::Capacity, capacity) },
        Line::new(Measure::Overtime, hours(&supply.overtime)),
        Line { editable: may_type, ..Line::new(Measure::OvertimeLimit, hours(&supply.overtime_limit)) },
        Line { judged, ..Line::of_ratio(Measure::Utilization, load, whole) },
    ];
    let extra = supply.extra_limit.row(resource);
    if extra.iter().any(|hours| hours.0 > 0.0) {
        lines.push(Line::new(Measure::ExtraLimit, hours(&supply.extra_limit)));
    }
    let people = supply.heads.row(resource);
    if people.iter().any(|heads| *heads > 0.0) {
        lines.push(Line::new(Measure::People, people.iter().copied().map(Some).collect()));
    }
    lines
}
