//! Promotions: one event for each promotion and item, or a single one where it holds for everything that is sold.
//!
//! Without an uplift in the file an event lifts nothing and says so on the page; its discount is used. A discount that asks for
//! a quantity is a price rule, not an event on the whole price: such an event is kept without its discount.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{Build, put};
use super::kind::Field as F;
use super::sheet::Row;
use crate::model::{Event, Money, Place, RecordId, Subject, Table};

/// Events by promotion, with the subjects they hold for.
pub(super) type Promotions = BTreeMap<(String, Place), Table<Event>>;

impl Build {
    pub(super) fn promotion_row(&mut self, row: &Row) -> Option<()> {
        let promo = row.code(F::Promo, "promotion")?.to_owned();
        let Some(first) = row.date(F::Start, "start") else {
            row.say("missing cell", "no start", "the first month", "row left out");
            return None;
        };
        let mut last = row.date(F::End, "end").unwrap_or(first);
        if last < first {
            row.say(
                "bad date",
                &format!("end {last} before start {first}"),
                "an end after the start",
                "taken as one month",
            );
            last = first;
        }
        let subject = if !row.text(F::Item).is_empty() {
            Subject::Item(self.item(row, F::Item)?)
        } else {
            self.family(row).map_or(Subject::All, Subject::Family)
        };
        let place = if row.text(F::Market).is_empty() { Place::All } else { Place::Market(self.market(row)?) };
        let event = Event {
            id: id(&promo, &subject, &place),
            name: Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(&promo).into(),
            subject,
            place: place.clone(),
            first,
            last,
            uplift: percent(row, F::UpliftPct, "uplift").or_else(|| row.number(F::Uplift, "uplift")),
            discount: discount(row),
            cost: Money(row.at_least_zero(F::Cost, "cost").unwrap_or(0.0)),
            ..Event::default()
        };
        put(self.promotions.entry((promo, place)).or_default(), event, row)
    }

    /// A promotion that holds for all that is sold, in the same months, is one event.
    pub(super) fn settle_events(&mut self) {
        let sold: BTreeSet<_> = self.catalog.items.iter().filter(|item| item.sellable).map(|item| &item.id).collect();
        for ((promo, place), events) in std::mem::take(&mut self.promotions) {
            let items: BTreeSet<_> = events
                .iter()
                .filter_map(|event| if let Subject::Item(item) = &event.subject { Some(item) } else { None })
                .collect();
            let Some(first) = events.iter().next().cloned() else { continue };
            let plain = |event: &Event| Event { id: RecordId::default(), subject: Subject::All, ..event.clone() };
            let is_one = items.len() > 1 && items == sold && events.iter().all(|event| plain(event) == plain(&first));
            if is_one {
                let id = id(&promo, &Subject::All, &place);
                self.demand.events.insert(Event { id, subject: Subject::All, ..first });
            } else {
                for event in &events {
                    self.demand.events.insert(event.clone());
                }
            }
        }
    }
}

fn id(promo: &str, subject: &Subject, place: &Place) -> RecordId {
    let mut id = promo.to_owned();
    match subject {
        Subject::Item(item) => id.extend(["/", item.as_str()]),
        Subject::Family(family) => id.extend(["/", family.as_str()]),
        _ => {}
    }
    if let Place::Market(market) = place {
        id.extend(["@", market.as_str()]);
    }
    RecordId::from(id)
}

fn percent(row: &Row, field: F, name: &str) -> Option<f64> {
    row.number(field, name).map(|percent| percent / 100.0)
}

fn discount(row: &Row) -> f64 {
    let discount =
        percent(row, F::DiscountPct, "discount").or_else(|| row.share(F::Discount, "discount")).unwrap_or(0.0);
    if discount > 0.0 && row.number(F::MinQty, "minimum quantity").is_some_and(|quantity| quantity > 1.0) {
        row.once(
            "quantity discount",
            "a discount that asks for a quantity",
            "a discount on every unit",
            "kept as an event without discount",
        );
        return 0.0;
    }
    discount
}
