//! What the frame makes of sound and of broken records.

use super::*;
use crate::engine::testing::{Company, month, random, two_plants};
use crate::model::Terms;

fn texts(frame: &Frame) -> Vec<&str> {
    frame.notices.iter().map(|notice| notice.text.as_str()).collect()
}

fn said(frame: &Frame, words: &str) -> bool {
    frame.notices.iter().any(|notice| notice.text.contains(words))
}

fn point(frame: &Frame, item: &str, site: &str) -> usize {
    frame.point(frame.items.position(&item.into()).unwrap(), frame.sites.position(&site.into()).unwrap()).unwrap()
}

fn pair(frame: &Frame, item: &str, market: &str) -> usize {
    frame.pair(frame.items.position(&item.into()).unwrap(), frame.markets.position(&market.into()).unwrap()).unwrap()
}

/// Sites and shares that serve a pair in a month.
fn serving(frame: &Frame, item: &str, market: &str, t: usize) -> Vec<(String, f64)> {
    let share = |(point, share): &(usize, f64)| (frame.sites.code(frame.points[*point].site).to_string(), *share);
    frame.serving(pair(frame, item, market), t).iter().map(share).collect()
}

#[test]
fn two_plants_hang_together() {
    let frame = two_plants().frame();
    assert_eq!(texts(&frame), Vec::<&str>::new());
    assert_eq!((frame.pairs.len(), frame.points.len()), (3, 5));
    let wheel = &frame.supplied[point(&frame, "WHEEL", "SOUTH")];
    assert_eq!(wheel.way, Some(Way::Move));
    assert_eq!(wheel.lanes[0].from, point(&frame, "WHEEL", "NORTH"));
    assert!((wheel.lanes[0].lead.fraction - 15.0 * 12.0 / 365.0).abs() < 1e-12);
    let steel = &frame.supplied[point(&frame, "STEEL", "NORTH")];
    let purchase = steel.purchase.as_ref().unwrap();
    assert_eq!((purchase.price, steel.min_order), (Some(UnitPrice(2.0)), Units(100.0)));
    let levels = ["BIKE", "WHEEL"].map(|item| frame.level[point(&frame, item, "SOUTH")]);
    assert_eq!((levels, frame.level[point(&frame, "STEEL", "NORTH")]), ([0, 1], 3));
    assert_eq!(frame.pairs_in(&Subject::Family("BIKES".into()), &Place::Market("WORLD".into())).len(), 3);
    assert_eq!(frame.points_in(&Subject::All, &Place::Site("NORTH".into())).len(), 2);
}

#[test]
fn an_empty_plan_has_a_site_a_market_and_nothing_else() {
    let frame = Company::new("2026-11", 1).frame();
    assert_eq!((frame.sites.len(), frame.markets.len(), frame.items.len()), (1, 1, 0));
    assert!(frame.notices.is_empty() && frame.pairs.is_empty() && frame.points.is_empty());
    let alone = Company::new("2026-11", 1).item("A", |item| item.sellable = true).frame();
    assert_eq!((alone.pairs.len(), alone.points.len(), alone.months()), (1, 1, 1));
    assert_eq!(alone.supplied[0].way, None);
    assert!(said(&alone, "Nothing says how A comes to MAIN"));
}

#[test]
fn days_become_whole_months_and_a_fraction() {
    let lead = Lead::of_days(365.0 / 12.0 * 2.25);
    assert_eq!(lead.whole, 2);
    assert!((lead.fraction - 0.25).abs() < 1e-12);
    assert_eq!(Lead::of_days(f64::NAN), Lead::default());
    assert_eq!(Lead::of_days(1e15).whole, 1200);
    assert_eq!(Lead::of_days(0.0).arrivals(), [(0, 1.0), (1, 0.0)]);
}

#[test]
fn a_unit_without_conversion_is_never_taken_as_one() {
    let company = |unit: &str| {
        Company::new("2026-11", 3)
            .item("A", |item| item.sellable = true)
            .item("B", |item| item.conversions = [("Dz".into(), 12.0)].into())
            .component_in("A", "B", 2.0, Some(unit), Some(0.8))
            .offer("B", "V", 24.0, 5.0, |offer| {
                offer.unit = Some(unit.into());
                offer.min_order = Some(3.0);
                offer.capacity = Some(5.0);
            })
            .frame()
    };
    let known = company("DZ");
    assert_eq!(texts(&known), Vec::<&str>::new());
    assert_eq!(known.supplied[point(&known, "A", "MAIN")].parts[0].qty, 30.0);
    let bought = &known.supplied[point(&known, "B", "MAIN")];
    assert_eq!(bought.min_order, Units(36.0));
    let purchase = bought.purchase.as_ref().unwrap();
    assert_eq!((purchase.price, purchase.capacity), (Some(UnitPrice(2.0)), Some(Units(60.0))));

    let unknown = company("DRUM");
    assert!(said(&unknown, "DRUM of B has no conversion to EA; the line is left out"));
    assert!(said(
        &unknown,
        "Offer of V for B: DRUM has no conversion to EA; its price, minimum and capacity are not used"
    ));
    assert!(unknown.point(1, 0).is_none(), "no line, no need of B");
}

#[test]
fn an_offer_in_an_unknown_unit_keeps_vendor_and_lead_time() {
    let frame = Company::new("2026-11", 3)
        .item("A", |item| item.sellable = true)
        .offer("A", "V", 24.0, 73.0, |offer| offer.unit = Some("CS".into()))
        .frame();
    let supplied = &frame.supplied[0];
    assert_eq!((supplied.way, supplied.lead.days, supplied.min_order), (Some(Way::Buy), 73.0, Units::ZERO));
    let purchase = supplied.purchase.as_ref().unwrap();
    assert_eq!((purchase.vendor.as_str(), purchase.price, purchase.capacity), ("V", None, None));
}

#[test]
fn the_planned_offer_is_the_preferred_then_the_fastest() {
    let company = |share: f64, days: f64| {
        let frame = Company::new("2026-11", 3)
            .item("A", |item| item.sellable = true)
            .offer("A", "V1", 1.0, 30.0, |offer| offer.share = 0.5)
            .offer("A", "V2", 1.0, days, |offer| offer.share = share)
            .frame();
        frame.supplied[0].purchase.as_ref().unwrap().vendor.to_string()
    };
    assert_eq!(
        [company(0.6, 90.0), company(0.5, 20.0), company(0.5, 30.0), company(0.4, 1.0)],
        ["V2", "V2", "V1", "V1"]
    );
}

#[test]
fn circles_are_cut_where_they_close_and_named() {
    let frame = Company::new("2026-11", 3)
        .item("X", |item| item.sellable = true)
        .item("A", |_| ())
        .item("B", |_| ())
        .component("X", "B", 1.0)
        .component("A", "B", 1.0)
        .component("B", "A", 1.0)
        .frame();
    assert!(said(&frame, "Bills of material run in a circle: B -> A -> B."), "{:?}", texts(&frame));
    assert_eq!(frame.level, [2, 1, 0]);
    let itself = Company::new("2026-11", 3).item("A", |item| item.sellable = true).component("A", "A", 1.0).frame();
    assert!(said(&itself, "A -> A."));
    let lanes = Company::new("2026-11", 3)
        .item("A", |item| item.sellable = true)
        .plant("P1")
        .plant("P2")
        .lane(Some("A"), "P1", "P2", 1.0, 0.0)
        .lane(Some("A"), "P2", "P1", 1.0, 0.0)
        .frame();
    assert!(said(&lanes, "Lanes run in a circle: A at P1 -> A at P2 -> A at P1."), "{:?}", texts(&lanes));
    assert!(lanes.supplied[point(&lanes, "A", "P2")].lanes.is_empty());
}

#[test]
fn hierarchies_in_a_circle_are_cut_too() {
    let frame = Company::new("2026-11", 3)
        .family("A", Some("C"))
        .family("B", Some("A"))
        .family("C", Some("B"))
        .family("D", Some("C"))
        .family("E", Some("E"))
        .market("M", Some("NOBODY"))
        .market("N", Some("N"))
        .frame();
    let around = |words: &str| assert!(said(&frame, words), "{:?}", texts(&frame));
    around("Families run in a circle: A -> C -> B -> A. B stands at the top.");
    around("Families run in a circle: E -> E.");
    around("Markets run in a circle: N -> N.");
    around("Market M is below NOBODY, which is not in the plan");
    assert_eq!(frame.family_above, [Some(2), None, Some(1), Some(2), None]);
    assert_eq!(below(&frame.family_above, 2), [true, false, true, true, false]);
}

#[test]
fn sourcing_is_dated_scaled_and_the_item_wins() {
    let company = two_plants().sourcing(None, "EU", "NORTH", Some("2027-01"), 0.3).sourcing(
        None,
        "EU",
        "SOUTH",
        Some("2027-01"),
        0.9,
    );
    let frame = company.sourcing(Some("EBIKE"), "WORLD", "NORTH", Some("2027-02"), 1.0).frame();
    assert_eq!(serving(&frame, "BIKE", "EU", 1), [("SOUTH".into(), 1.0)]);
    let later = serving(&frame, "BIKE", "EU", 2);
    assert_eq!(later.iter().map(|(site, _)| site.as_str()).collect::<Vec<_>>(), ["NORTH", "SOUTH"]);
    assert!((later[0].1 - 0.25).abs() < 1e-12 && (later[1].1 - 0.75).abs() < 1e-12);
    assert_eq!(serving(&frame, "EBIKE", "EU", 2).len(), 2, "as everything until the item's own begins");
    assert_eq!(serving(&frame, "EBIKE", "EU", 3), [("NORTH".into(), 1.0)], "the market above speaks for those below");
}

#[test]
fn sourcing_before_the_horizon_is_in_force_at_its_start() {
    let base =
        || Company::new("2026-11", 3).item("A", |item| item.sellable = true).market("M", None).plant("P").plant("Q");
    let dated = base().sourcing(None, "M", "P", Some("2020-01"), 1.0).sourcing(None, "M", "Q", Some("2025-01"), 1.0);
    assert_eq!(serving(&dated.frame(), "A", "M", 0), [("Q".into(), 1.0)]);
    let none = base().sourcing(None, "M", "Q", None, 0.0).frame();
    assert_eq!(serving(&none, "A", "M", 2), [("P".into(), 1.0)]);
    assert!(said(&none, "Sourcing shares of market M are all zero"));
    let late = base().sourcing(None, "M", "Q", Some("2030-01"), 1.0).frame();
    assert_eq!(serving(&late, "A", "M", 2), [("P".into(), 1.0)]);
}

#[test]
fn a_warehouse_is_served_by_its_lanes() {
    let company = Company::new("2026-11", 3)
        .family("F", None)
        .product("A", "F", 1.0, 1.0)
        .component("A", "B", 1.0)
        .item("B", |_| ())
        .offer("B", "V", 1.0, 0.0, |_| ())
        .plant("P")
        .warehouse("DC")
        .market("M", None)
        .sourcing(None, "M", "DC", None, 1.0);
    let frame = company.frame();
    assert_eq!(frame.supplied[point(&frame, "A", "DC")].way, None);
    assert!(said(&frame, "only keeps stock"), "{:?}", texts(&frame));
    let frame = company.lane(None, "P", "DC", 0.0, 3.0).frame();
    assert_eq!(frame.supplied[point(&frame, "A", "DC")].way, Some(Way::Move));
    assert_eq!(frame.supplied[point(&frame, "A", "DC")].lanes[0].share, 1.0);
    assert_eq!(frame.supplied[point(&frame, "A", "P")].way, Some(Way::Make));
    assert_eq!(frame.supplied[point(&frame, "B", "P")].way, Some(Way::Buy));
    assert!(frame.point(1, 0).is_none(), "parts are where they are used");
}

#[test]
fn work_is_done_by_the_resources_of_the_making_site() {
    let company = two_plants().resource("TEAM", Some("NORTH"), 10.0).operation("BIKE", 10, "TEAM", 0.7);
    let frame = company.sourcing(Some("BIKE"), "US", "NORTH", None, 1.0).frame();
    let resource = |item: &str, site: &str| frame.supplied[point(&frame, item, site)].work[0].resource;
    assert_eq!(frame.resources.code(resource("BIKE", "NORTH")).as_str(), "TEAM");
    assert_eq!(frame.resources.code(resource("BIKE", "SOUTH")).as_str(), "ASSEMBLY");
    let frame = two_plants().sourcing(Some("BIKE"), "US", "NORTH", None, 1.0).frame();
    assert!(said(&frame, "BIKE is made at NORTH, but its routing step 10 runs on ASSEMBLY at SOUTH"));
}

#[test]
fn orphans_are_left_out_and_said() {
    let frame = two_plants()
        .component("BIKE", "GHOST", 1.0)
        .operation("BIKE", 20, "NOBODY", 1.0)
        .with(|plan| {
            let catalog = plan.catalog.edit();
            catalog.vendors.remove(&"VENDOR".into());
            let mut bike = catalog.items.get(&"BIKE".into()).unwrap().clone();
            bike.family = Some("LOST".into());
            catalog.items.insert(bike);
        })
        .history("GHOST", "EU", &[1.0], 1.0)
        .history("BIKE", "MARS", &[1.0], 1.0)
        .stock("BIKE", "MARS", 1.0)
        .lane(None, "MARS", "SOUTH", 1.0, 1.0)
        .supply("GHOST", "SOUTH", |_| ())
        .sourcing(Some("GHOST"), "EU", "SOUTH", None, 1.0)
        .project("P", "GHOST", "2027-01", |_| ())
        .phase_out("BIKE", "2027-01", 0, Some("GHOST"), 1.0)
        .frame();
    for words in [
        "component GHOST is not in the plan",
        "names resource NOBODY",
        "the vendor is not in the plan",
        "family LOST",
        "Demand history of GHOST",
        "Demand history of BIKE in MARS",
        "Stock of BIKE at MARS",
        "lane from MARS to SOUTH",
        "supply of GHOST at SOUTH",
        "Sourcing names item GHOST",
        "Project P brings item GHOST",
        "phase-out of BIKE names item GHOST",
    ] {
        assert!(said(&frame, words), "{words}: {:?}", texts(&frame));
    }
    assert_eq!((frame.pairs.len(), frame.points.len()), (3, 5));
}

#[test]
fn new_items_and_successors_have_markets() {
    let frame = two_plants()
        .item("NEXT", |_| ())
        .item("LAST", |_| ())
        .item("DREAM", |_| ())
        .phase_out("BIKE", "2027-01", 3, Some("NEXT"), 0.5)
        .phase_out("NEXT", "2027-03", 0, Some("LAST"), 1.0)
        .project("P", "DREAM", "2027-01", |_| ())
        .frame();
    for item in ["NEXT", "LAST", "DREAM"] {
        assert_eq!(frame.pairs_in(&Subject::Item(item.into()), &Place::All).len(), 2, "{item}");
    }
}

#[test]
fn the_calendar_wins_over_weekdays() {
    let frame = two_plants()
        .with(|plan| {
            let days = crate::model::WorkingDays { month: month("2026-12"), days: 15.5 };
            plan.catalog.edit().calendar.insert(days);
        })
        .terms(Terms::default())
        .frame();
    assert_eq!(frame.working_days[..3], [21.0, 15.5, 21.0]);
}

/// Laws of the frame over random companies.
#[test]
fn links_are_sound_whatever_the_records_say() {
    for seed in 0..300 {
        let plan = random(seed);
        let frame = crate::engine::testing::frame_of(&plan);
        assert_eq!(frame, crate::engine::testing::frame_of(&plan), "same plan, same frame");
        assert!(frame.pairs.is_sorted() && frame.points.is_sorted());
        for splits in &frame.splits {
            assert_eq!(splits[0].from, 0);
            assert!(splits.is_sorted_by(|a, b| a.from < b.from));
            for split in splits {
                let sum: f64 = split.shares.iter().map(|(_, share)| share).sum();
                assert!((sum - 1.0).abs() < 1e-12, "{seed}: {sum}");
            }
        }
        let mut place = vec![0; frame.points.len()];
        frame.order.iter().enumerate().for_each(|(n, point)| place[*point] = n);
        assert_eq!(frame.order.len(), frame.points.len());
        for (point, supplied) in frame.supplied.iter().enumerate() {
            for need in order::needs(supplied) {
                assert!(place[point] < place[need], "{seed}");
                assert!(frame.level[point] < frame.level[need]);
            }
            let lanes: f64 = supplied.lanes.iter().map(|lane| lane.share).sum();
            assert!(supplied.lanes.is_empty() || (lanes - 1.0).abs() < 1e-12);
            assert!(supplied.parts.iter().all(|part| part.qty > 0.0 && part.qty.is_finite()));
        }
        for (at, pair) in frame.pairs.iter().enumerate() {
            assert_eq!(frame.pair(pair.item, pair.market), Some(at));
        }
        for (at, point) in frame.points.iter().enumerate() {
            assert_eq!(frame.point(point.item, point.site), Some(at));
        }
    }
}
