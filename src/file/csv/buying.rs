//! Vendors' offers, opening stock, open orders and backlog.

use super::build::{Build, put};
use super::kind::Field as F;
use super::sheet::Row;
use crate::file::finding::shown;
use crate::model::{Backlog, Offer, Receipt, ReceiptKind, SiteId, UnitPrice, Units};

impl Build {
    pub(super) fn offer_row(&mut self, row: &Row) -> Option<()> {
        let (item, vendor) = (self.item(row, F::Item)?, self.vendor(row)?);
        if row.flag(F::Active, "active") == Some(false) {
            row.say("inactive vendor", &format!("vendor {vendor} is not active"), "an active vendor", "row left out");
            return None;
        }
        let is_money = self.is_plan_currency(row);
        let unit = row.text(F::Unit);
        let is_stock_unit = self.catalog.items.get(&item).is_some_and(|item| unit.eq_ignore_ascii_case(&item.unit));
        let preferred = row.flag(F::Preferred, "preferred").map(|is_preferred| if is_preferred { 1.0 } else { 0.0 });
        let offer = Offer {
            item,
            vendor,
            price: row.above_zero(F::Price, "price").filter(|_| is_money).map(UnitPrice),
            unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty() && !is_stock_unit),
            lead_time_days: row.at_least_zero(F::LeadTime, "lead time"),
            min_order: row.above_zero(F::MinOrder, "minimum order"),
            capacity: row.at_least_zero(F::Capacity, "capacity"),
            share: row.share(F::Share, "share").or(preferred).unwrap_or(1.0),
        };
        put(&mut self.catalog.offers, offer, row)
    }

    pub(super) fn stock_row(&mut self, row: &Row) -> Option<()> {
        let item = self.item(row, F::Item)?;
        let units = self.in_stock_unit(row, &item, row.required(F::OnHand, "stock")?)?.0;
        let site = self.site(row, F::Site).or_else(|| self.site_of_location(row));
        if let Some(sum) = self.stock.get_mut(&(item.clone(), site.clone())) {
            row.once("duplicate key", "the same item and site again", "one row for each", "summed");
            *sum += units;
        } else {
            self.stock.insert((item, site), units);
        }
        Some(())
    }

    /// A location is a site where the sites file says so; otherwise it is a place within the main one.
    fn site_of_location(&self, row: &Row) -> Option<SiteId> {
        let location = row.text(F::Location);
        let site = SiteId::from(location);
        if self.catalog.sites.contains(&site) {
            return Some(site);
        }
        if !location.is_empty() {
            let found = format!("location \"{}\" is no site", shown(location));
            row.once("location", &found, "a site of the sites file", "taken as a place within the main plant");
        }
        None
    }

    pub(super) fn receipt_row(&mut self, row: &Row) -> Option<()> {
        let month = row.date(F::Month, "due month");
        let Some(month) = month else {
            row.say("missing cell", "no due month", "the month of arrival", "row left out");
            return None;
        };
        let item = self.item(row, F::Item)?;
        let units = self.in_stock_unit(row, &item, row.required(F::Quantity, "quantity")?)?;
        if units < Units::ZERO {
            row.say("negative", &format!("quantity is {}", units.0), "a quantity that arrives", "row left out");
            return None;
        }
        let kind = match row.text(F::ReceiptKind).to_lowercase().as_str() {
            "" | "purchase" | "po" | "buy" => ReceiptKind::Purchase,
            "production" | "wip" | "make" | "wo" | "work order" => ReceiptKind::Production,
            "transit" | "transfer" | "in transit" => ReceiptKind::Transit,
            other => {
                let found = format!("type \"{}\"", shown(other));
                row.say("bad type", &found, "purchase, production or transit", "taken as a purchase");
                ReceiptKind::Purchase
            }
        };
        let site = self.site(row, F::Site);
        self.receipts.push((Receipt { item, site: SiteId::default(), month, kind, units }, site));
        Some(())
    }

    pub(super) fn backlog_row(&mut self, row: &Row) -> Option<()> {
        let item = self.item(row, F::Item)?;
        let units = self.in_stock_unit(row, &item, row.required(F::Quantity, "backlog")?)?;
        let market = self.market(row)?;
        put(&mut self.actuals.backlog, Backlog { item, market, units }, row)
    }
}
