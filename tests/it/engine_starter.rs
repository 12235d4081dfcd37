//! Control figures of the starter company (`adventure-works/starter` of the shared data): its actual sales of May 2013 to Apr 2014,
//! exploded through its bills and routings, against the hours of its work centers.

use std::path::Path;

use sextant::engine::{Frame, Grid, frame, gross, load_of};
use sextant::model::{
    Actuals, Catalog, Component, Header, Hours, Item, Month, Operation, ProductPlan, RegularHours, Resource, Units,
};

use crate::shared_data::folder;

fn rows(folder: &Path, file: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(folder.join(file)).unwrap().records().map(Result::unwrap).collect()
}

/// Only what an explosion needs. Parts are kept in the unit that their bills count in.
fn catalog(folder: &Path) -> Catalog {
    let mut catalog = Catalog::default();
    for row in rows(folder, "items.csv") {
        let item = Item { id: row[0].into(), unit: "EA".into(), sellable: &row[5] == "Y", ..Item::default() };
        catalog.items.insert(item);
    }
    for row in rows(folder, "bom.csv") {
        let mut component = catalog.items.get(&row[1].into()).unwrap().clone();
        component.unit = row[3].into();
        catalog.items.insert(component);
        catalog.components.insert(Component {
            parent: row[0].into(),
            component: row[1].into(),
            qty: row[2].parse().unwrap(),
            unit: Some(row[3].into()),
            component_yield: None,
        });
    }
    for row in rows(folder, "resources.csv") {
        let hours = Some(RegularHours::Month(Hours(row[2].parse().unwrap())));
        catalog.resources.insert(Resource { id: row[0].into(), hours, ..Resource::default() });
    }
    for row in rows(folder, "routings.csv") {
        catalog.operations.insert(Operation {
            item: row[0].into(),
            seq: row[1].parse().unwrap(),
            resource: row[2].into(),
            hours_per_unit: row[3].parse().unwrap(),
        });
    }
    catalog
}

/// Sales of the twelve months, all regions, at the points of the only site.
fn sales(folder: &Path, frame: &Frame, first: Month) -> Grid<Units> {
    let mut sales = Grid::new(frame.points.len(), 12);
    for row in rows(folder, "history.csv") {
        let t = row[0].parse::<Month>().unwrap() - first;
        let point = frame.items.position(&row[1].into()).and_then(|item| frame.point(item, 0));
        if let (Ok(t @ 0..12), Some(point)) = (usize::try_from(t), point) {
            *sales.at_mut(point, t) += Units(row[3].parse().unwrap());
        }
    }
    sales
}

#[test]
fn actual_sales_of_the_starter_load_its_work_centers() {
    let Some(folder) = folder("adventure-works/starter") else { return };
    let first = Month::new(2013, 5);
    let header = Header { first: Month::new(2014, 5), ..Header::default() };
    let catalog = catalog(&folder);
    let frame = frame(&header, &catalog, &Actuals::default(), &ProductPlan::default());
    let texts: Vec<&String> = frame.notices.iter().map(|notice| &notice.text).collect();
    assert!(texts.iter().all(|text| text.starts_with("Nothing says how")), "{texts:?}");
    let load = load_of(&frame, &gross(&frame, sales(&folder, &frame, first)));
    let check = |resource: &str, mean: f64, capacity: f64, above: &[i32]| {
        let at = frame.resources.position(&resource.into()).unwrap();
        let hours: Vec<f64> = load.row(at).iter().map(|hours| hours.0).collect();
        assert!((hours.iter().sum::<f64>() / 12.0 - mean).abs() < 0.05, "{resource}: {hours:?}");
        let RegularHours::Month(regular) = catalog.resources.get(&resource.into()).unwrap().hours.unwrap() else {
            panic!("hours a month")
        };
        assert_eq!(regular, Hours(capacity));
        let over = (0..12).filter(|t| hours[*t as usize] > capacity).map(|t| (first + t).of_year());
        assert_eq!(over.collect::<Vec<_>>(), above, "{resource}: {hours:?}");
    };
    check("WC50", 1176.4, 1161.9, &[6, 7, 9, 10, 1, 3, 4]);
    check("WC60", 990.9, 1041.5, &[6, 7, 9, 10, 3, 4]);
}
