//! Laws of the plan file, and a list of hostile ones.

use serde_json::{Value, json};
use sextant::file::{FileError, VERSION, decode, encode};
use sextant::model::{FamilyId, ItemId, Plan, diff};

use super::plans::{Seeded, plan};

fn text(plan: &Plan) -> String {
    String::from_utf8(encode(plan)).unwrap()
}

fn file(plan: Value) -> Vec<u8> {
    json!({"format": "sextant-plan", "version": 1, "plan": plan}).to_string().into_bytes()
}

/// Opens a plan that has something wrong and gives the findings as lines.
fn lines(plan: Value) -> (Plan, Vec<String>) {
    let opened = decode(&file(plan)).unwrap();
    assert_eq!(opened.plan.flaws(), []);
    let again = decode(&encode(&opened.plan)).unwrap();
    assert_eq!(text(&again.plan), text(&opened.plan));
    (opened.plan, opened.findings.iter().map(ToString::to_string).collect())
}

#[test]
fn what_is_written_is_read_back_to_the_byte() {
    for seed in 0..40 {
        let plan = plan(seed);
        let bytes = encode(&plan);
        let opened = decode(&bytes).unwrap();
        assert_eq!(opened.findings, []);
        assert_eq!(diff(&plan, &opened.plan), []);
        assert_eq!(text(&opened.plan), text(&plan), "seed {seed}");
        assert!(encode(&opened.plan) == bytes);
    }
}

#[test]
fn a_plan_that_was_changed_after_approval_says_so() {
    let mut approved = (0..40).map(plan).find(Plan::is_approved).unwrap();
    approved.header.months += 1;
    let opened = decode(&encode(&approved)).unwrap();
    let [finding] = opened.findings.as_slice() else { panic!("{:?}", opened.findings) };
    assert_eq!(finding.place, "plan.approval.checksum");
    assert!(finding.found.contains("changed after approval") && opened.plan.is_approved());
}

#[test]
fn a_file_in_another_layout_gives_the_same_plan() {
    for seed in 0..20 {
        let plan = plan(seed);
        let tree: Value = serde_json::from_slice(&encode(&plan)).unwrap();
        let pretty = decode(serde_json::to_string_pretty(&tree).unwrap().as_bytes()).unwrap();
        assert_eq!(pretty.findings, []);
        assert_eq!(text(&pretty.plan), text(&plan));
        let marked = [b"\xef\xbb\xbf", encode(&plan).as_slice()].concat();
        assert_eq!(text(&decode(&marked).unwrap().plan), text(&plan));
    }
}

#[test]
fn unknown_keys_stay_in_their_places_in_every_object() {
    for seed in 0..20 {
        let plan = plan(seed);
        let mut tree: Value = serde_json::from_slice(&encode(&plan)).unwrap();
        let mut count = 0;
        add_to_objects(&mut tree, &mut count, "");
        assert!(count > 100);
        let opened = decode(tree.to_string().as_bytes()).unwrap();
        assert_eq!(opened.plan.unknown.len(), count, "{:?}", opened.findings);
        assert!(!opened.findings.is_empty());
        let written = encode(&opened.plan);
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), tree, "seed {seed}");
        assert_eq!(encode(&decode(&written).unwrap().plan), written);
    }
}

/// Puts a key of a later version into every object that is a record or part of one.
fn add_to_objects(node: &mut Value, count: &mut usize, key: &str) {
    match node {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                add_to_objects(value, count, key);
            }
            // Not into maps by key and the values of choices, which have no fixed keys.
            if !matches!(key, "conversions" | "subject" | "place" | "curve" | "hours") && !is_choice(map) {
                map.insert("later".into(), json!({"since": [2, "x"]}));
                *count += 1;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| add_to_objects(value, count, key)),
        _ => {}
    }
}

fn is_choice(map: &serde_json::Map<String, Value>) -> bool {
    const CHOICES: [&str; 6] = ["put", "remove", "many", "demand_figure", "like_item", "item"];
    map.len() == 1 && map.keys().all(|key| CHOICES.contains(&key.as_str()))
}

#[test]
fn unknown_keys_follow_their_record_and_go_with_it() {
    let items = json!([{"id": "B", "color": "red"}, {"id": "A"}]);
    let (mut plan, lines) = lines(json!({"catalog": {"items": items}}));
    assert_eq!(
        lines,
        [
            "plan.catalog.items[0].color: unknown key with \"red\"; expected only keys of this version; kept as it is, not used"
        ]
    );
    let catalog = plan.catalog.edit();
    catalog.items.remove(&ItemId::from("A"));
    assert!(text(&plan).contains("\"color\":\"red\""));
    plan.catalog.edit().items.remove(&ItemId::from("B"));
    assert!(!text(&plan).contains("color"));
}

#[test]
fn refusals_say_what_and_where() {
    let refusal = |bytes: &[u8]| decode(bytes).unwrap_err();
    assert_eq!(refusal(b""), FileError::Truncated { line: 1, column: 0 });
    assert_eq!(refusal(b"[1, 2]"), FileError::NotAPlan);
    assert_eq!(refusal(b"{}"), FileError::NotAPlan);
    assert!(matches!(refusal(b"PK\x03\x04"), FileError::NotJson { line: 1, column: 1, .. }));
    assert!(matches!(refusal(b"{\"format\":\n\"sextant-plan\",,}"), FileError::NotJson { line: 2, .. }));
    assert!(matches!(refusal(b"{\"format\":\"sextant-plan\",\"x\":1e999}"), FileError::NotJson { .. }));
    let newer = json!({"format": "sextant-plan", "version": VERSION + 1, "plan": {}}).to_string();
    assert_eq!(refusal(newer.as_bytes()), FileError::NewerVersion { found: VERSION + 1, known: VERSION });
    for version in [json!(0), json!(-1), json!(1.5), json!("1"), json!(null)] {
        let wrong = json!({"format": "sextant-plan", "version": version, "plan": {}}).to_string();
        assert!(matches!(refusal(wrong.as_bytes()), FileError::WrongShape { .. }), "{version}");
    }
    assert!(matches!(refusal(&file(json!([]))), FileError::WrongShape { .. }));
    assert!(matches!(refusal(&vec![b' '; (64 << 20) + 1]), FileError::TooLarge { .. }));
    for deep in ["[".repeat(1_000_000), format!("{{\"format\":{}", "{\"a\":".repeat(100_000))] {
        assert!(matches!(refusal(deep.as_bytes()), FileError::NotJson { .. }));
    }
    assert!(refusal(b"{}").to_string().contains("Maybe"));
}

#[test]
fn no_cut_and_no_flipped_bit_breaks_the_reader() {
    let bytes = encode(&plan(7));
    let step = 1 + bytes.len() / 400;
    for length in (0..bytes.len() - 1).step_by(step) {
        assert!(decode(&bytes[..length]).is_err(), "cut at {length}");
    }
    let small = encode(&Plan::default());
    for length in 0..small.len() - 2 {
        assert!(matches!(decode(&small[..length]), Err(FileError::Truncated { .. })), "cut at {length}");
    }
    let mut random = Seeded(11);
    for _ in 0..300 {
        let mut flipped = bytes.clone();
        for _ in 0..1 + random.below(3) {
            let at = random.below(flipped.len());
            flipped[at] ^= 1 << random.below(8);
        }
        if let Ok(opened) = decode(&flipped) {
            assert_eq!(opened.plan.flaws(), []);
            let again = encode(&opened.plan);
            assert!(encode(&decode(&again).unwrap().plan) == again, "{:?}", opened.findings);
        }
    }
}

#[test]
fn a_record_of_the_wrong_shape_is_left_out_by_name() {
    let items = json!([
        {"id": "A"},
        {"id": "B", "list_price": "12"},
        {"id": "C", "list_price": 1e308},
        {"id": "D", "standard_cost": -1},
        {"id": ""},
        7,
        ["E"],
        {"id": "F", "launched": "2026-13"},
        {"id": "A", "name": "the last one"},
        {"id": "<script>alert(1)</script>"},
    ]);
    let (plan, lines) = lines(json!({"catalog": {"items": items, "sites": "none"}}));
    assert_eq!(
        lines,
        [
            "plan.catalog.items[1].list_price: string \"12\"; expected a number; record left out",
            "plan.catalog.items[2].list_price: 1e308; expected a number from 0 to 1e15; record left out",
            "plan.catalog.items[3].standard_cost: -1; expected a number from 0 to 1e15; record left out",
            "plan.catalog.items[4].id: \"\"; expected a code of 1 to 200 characters; record left out",
            "plan.catalog.items[5]: integer `7`; expected an object; record left out",
            "plan.catalog.items[6]: a list of 1; expected an object; record left out",
            "plan.catalog.items[7].launched: \"2026-13\" is not a month; expected YYYY-MM, such as 2026-11; record left out",
            "plan.catalog.items[0]: the same key as row [8]: \"A\"; expected one record for each key; left out; the last one is kept",
            "plan.catalog.sites: \"none\"; expected a list; read as empty",
        ]
    );
    assert_eq!(plan.catalog.items.len(), 2);
    assert_eq!(plan.catalog.items.get(&"A".into()).unwrap().name, "the last one");
}

#[test]
fn a_million_months_are_clamped() {
    for (found, months) in
        [(json!(1_000_000), 60), (json!(0), 1), (json!(-5), 1), (json!(1e300), 60), (json!(12.4), 12)]
    {
        let (plan, lines) = lines(json!({"header": {"months": found}}));
        assert_eq!(plan.header.months, months);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("plan.header.months: "), "{}", lines[0]);
    }
    let (plan, lines) = lines(json!({"header": {"months": "x", "first": "9999-12", "fiscal_start": 13, "company": 5}}));
    assert_eq!(plan.header, Plan::default().header);
    assert_eq!(lines.len(), 4, "{lines:?}");
}

#[test]
fn circles_in_a_hierarchy_are_cut() {
    let families = json!([{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}, {"id": "C", "parent": "C"}]);
    let (plan, lines) = lines(json!({"catalog": {"families": families, "markets": [{"id": "M", "parent": "M"}]}}));
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(
        lines[0],
        "plan.catalog.families[0].parent: \"A\" is above itself; expected a hierarchy without circles; cut: it has no node above it now"
    );
    assert_eq!(plan.catalog.families.get(&FamilyId::from("A")).unwrap().parent, None);
    assert_eq!(plan.catalog.families.get(&FamilyId::from("B")).unwrap().parent, Some("A".into()));
}

#[test]
fn wrong_sections_cost_the_section_and_floods_are_counted() {
    let items: Vec<Value> = (0..1000).map(|row| json!({"id": format!("I{row}"), "decimals": "x"})).collect();
    let (plan, lines) = lines(json!({
        "catalog": {"items": items},
        "actuals": 5,
        "supply": {"strategy": "optimal?", "frozen_months": -1},
        "finance": {"terms": {"tax_rate": -1, "holding_rate": "x"}},
        "process": {"journal": [{"what": "a"}, 5]},
        "approval": "yes",
        "scenarios": {},
        "past": [{"cycle": "2026-01", "rows": [{"measure": "no such", "values": []}]}],
    }));
    assert_eq!(plan.process.journal.len(), 1);
    assert!(plan.approval.is_none());
    assert_eq!(lines.iter().filter(|line| line.starts_with("plan.catalog.items[")).count(), 20);
    assert!(lines.contains(&"plan.catalog.items: wrong shape: and 980 more; treated as the ones listed".to_owned()));
    for place in [
        "plan.actuals:",
        "plan.supply.strategy:",
        "plan.supply.frozen_months:",
        "plan.finance.terms.tax_rate:",
        "plan.finance.terms.holding_rate:",
        "plan.process.journal[1]:",
        "plan.approval:",
        "plan.scenarios:",
        "plan.past[0].rows[0].measure:",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(place)), "{place} in {lines:#?}");
    }
}
