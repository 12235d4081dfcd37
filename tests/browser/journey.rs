//! The main job, all the way: a company's files become a plan, six steps are walked, edited, signed, gone stale, confirmed and
//! approved; the plan is exported, the storage wiped, the file imported, and the bytes are the same.
//!
//! The company of [`small_company`] is made here, so that the journey needs no shared data; it has an overloaded line, so that
//! step 5 has something to decide. A second journey goes the same way with the starter files, where they are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::driver::key;
use crate::stage::Stage;

/// Steps of a cycle.
const STEPS: usize = 6;

#[test]
fn from_files_to_an_approved_plan_and_back_from_its_file() {
    let folder = Folder::new("small");
    let files: Vec<PathBuf> =
        small_company().into_iter().map(|(name, text)| folder.write(name, text.as_bytes())).collect();
    let stage = Stage::open();
    import(&stage, &files, "demand history");
    walk(&stage);
    edit_moves_revenue_and_load(&stage, "Shelf", "900");
    decide_and_approve(&stage);
    let plan = export(&stage);
    refuse_bad_files(&stage, &folder, &plan);
    come_back(&stage, &folder, &plan);
    roll_on(&stage, &folder);
    stage.assert_log_is_empty();
}

#[test]
fn the_same_way_with_the_starter_files() {
    let Some(files) = starter() else {
        println!("skipped: the starter files are not there (SEXTANT_DATA names where they are)");
        return;
    };
    let folder = Folder::new("starter");
    let stage = Stage::open();
    import(&stage, &files, "bill of material");
    walk(&stage);
    edit_moves_revenue_and_load(&stage, "Mountain-200 Black, 38", "900");
    decide_and_approve(&stage);
    let plan = export(&stage);
    come_back(&stage, &folder, &plan);
    stage.assert_log_is_empty();
}

/// Prints what an edit takes from the key to the frame that shows it. Asserts no time: machines differ.
#[test]
fn how_long_an_edit_takes_to_be_painted() {
    let folder = Folder::new("speed");
    let files: Vec<PathBuf> =
        small_company().into_iter().map(|(name, text)| folder.write(name, text.as_bytes())).collect();
    let stage = Stage::open();
    import(&stage, &files, "demand history");
    wait_until_fitted(&stage);
    go(&stage, 2);
    let mut times: Vec<f64> = (0..20).map(|k| edit_to_paint(&stage, "Shelf", &(800 + k).to_string())).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "edit to paint over 20 edits: median {:.0} ms, worst {:.0} ms",
        times[times.len() / 2],
        times[times.len() - 1]
    );
}

/// Drops the files on the home page, reads what was found, and opens the plan.
fn import(stage: &Stage, files: &[PathBuf], kind: &str) {
    wait_for_home(stage);
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    stage.drop_files(".drop", &files);
    stage.wait_for("[data-do=open-import]");
    let page = stage.text("#main");
    assert!(page.contains("What was read") && page.contains(kind), "{page}");
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy();
        assert!(page.contains(&*name) || name == "LICENSE", "{name} is not named in {page}");
    }
    stage.click("[data-do=open-import]");
    stage.wait_for(&step_link(1));
}

/// Nothing is stored at first, so the example company is shown at its open step; what is dropped on the home page comes beside it.
fn wait_for_home(stage: &Stage) {
    stage.wait_for_text("h1", "What does it earn");
    stage.click("a.brand");
    stage.wait_for("[data-do=continue]");
}

/// Every step by the rail: its question, its figures, its charts.
fn walk(stage: &Stage) {
    for step in 1..=STEPS {
        go(stage, step);
        let question = stage.text("h1");
        assert!(question.ends_with('?'), "step {step} asks {question:?}");
        let tiles = stage.texts(".tiles .tile");
        assert!(tiles.len() >= 3 && tiles.iter().all(|tile| !tile.trim().is_empty()), "step {step}: {tiles:?}");
        assert!(stage.count(".cards > .card") >= 2, "step {step} has {} cards", stage.count(".cards > .card"));
        stage.assert_log_is_empty();
        stage.screenshot(&format!("journey-{step}"));
    }
}

/// Whether an item's row shows a typed figure.
const TYPED: &str = "return [...document.querySelectorAll('.pt-row.node:not([hidden])')]
    .filter((row) => row.querySelector('.pt-h').innerText.includes(arguments[0]))
    .some((row) => row.querySelector('.pt-c.ov')?.innerText === arguments[1])";

/// Types one consensus figure; revenue in step 4 and hours in step 3 follow, and Undo is offered.
fn edit_moves_revenue_and_load(stage: &Stage, item: &str, figure: &str) {
    wait_until_fitted(stage);
    let load = hours(stage);
    let revenue = revenue(stage);
    go(stage, 2);
    let cell = editable_cell(stage, item);
    assert_ne!(stage.text(&cell), figure);
    stage.click(&cell);
    stage.type_text(figure);
    stage.press(&[key::ENTER]);
    // The row of overrides comes in above, so the item has moved down: its typed cell is looked for anew.
    stage.wait(&format!("{item} is {figure}"), TYPED, &[json!(item), json!(figure)]);
    stage.fill(".pt-find", key::BACKSPACE);
    assert_ne!(hours(stage), load, "load follows demand");
    assert_ne!(self::revenue(stage), revenue, "revenue follows demand");
}

/// Signs steps 1 to 4, accepts a lever in step 5, sees what went stale, confirms it, and approves.
fn decide_and_approve(stage: &Stage) {
    (1..=4).for_each(|step| sign(stage, step));
    assert_eq!(states(stage)[..4], ["signed"; 4]);
    go(stage, 5);
    stage.screenshot("journey-levers");
    stage.click("[data-do=act]");
    // The lever touches a signed step: the page asks why.
    stage.fill("#reason", "Agreed in the meeting");
    stage.click("[data-do=reason-now]");
    stage.wait_until_gone("#reason");
    let stale = stale_steps(stage);
    assert!(!stale.is_empty() && stale.contains(&4), "{stale:?}");
    refuse_approval(stage, "is stale");
    for step in stale {
        sign(stage, step);
    }
    refuse_approval(stage, "is not signed off");
    sign(stage, 5);
    go(stage, 6);
    if stage.count("[data-do=sign][aria-disabled=false]") > 0 {
        sign(stage, 6);
    }
    stage.click("[data-do=approve][aria-disabled=false]");
    stage.fill("#sign-name", "Ada Park");
    stage.click("[data-do=sign-now]");
    stage.wait_for_text(".appr", "Checksum");
    let checksum = stage.text(".appr code");
    assert!(checksum.len() >= 16 && checksum.chars().all(|digit| digit.is_ascii_hexdigit()), "{checksum}");
    stage.screenshot("journey-approved");
}

/// Approval is refused, says why, and clicking the button asks for no name.
fn refuse_approval(stage: &Stage, why: &str) {
    go(stage, 6);
    stage.wait_for_text(".appr .missing", why);
    assert_eq!(stage.attribute("[data-do=approve]", "aria-disabled").as_deref(), Some("true"));
    stage.click("[data-do=approve]");
    assert_eq!(stage.count("#sign-name"), 0);
    assert_eq!(stage.count(".appr.done"), 0);
}

/// Exports the plan and gives the file's bytes.
fn export(stage: &Stage) -> Vec<u8> {
    let before = stage.downloads();
    stage.click("[aria-label='Export or print']");
    stage.click("text=Save the plan as a file JSON");
    const NAME: &str = "return document.querySelector('.toasts').innerText.match(/Exported (\\S+[.]json)/)?.[1]";
    let name = stage.wait("the page says that it has exported", NAME, &[]).as_str().unwrap().to_owned();
    let name = if before.contains(&name) { name.replace(".json", " (1).json") } else { name };
    std::fs::read(stage.downloaded(&name)).unwrap()
}

/// A truncated plan, a file that is none and one that is too large are refused with a reason, and the plan in hand stays.
fn refuse_bad_files(stage: &Stage, folder: &Folder, plan: &[u8]) {
    let checksum = stage.text(".appr code");
    let step = stage.address();
    let truncated = folder.write("truncated.json", &plan[..plan.len() / 2]);
    let other = folder.write("other.json", b"{\"recipe\": \"soup\"}");
    let large = folder.write("large.json", &vec![b' '; 70 << 20]);
    for file in [truncated, other, large] {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        stage.click(".rail a[title='All cycles']");
        stage.drop_files(".drop", &[&file]);
        stage.wait_for_text("[role=alert]", &name);
        stage.wait_for_text("[role=alert]", "as it was");
        stage.screenshot(&format!("journey-{name}"));
        stage.go(&step);
        stage.wait_for_text(".appr", &checksum);
    }
}

/// Wipes the storage, imports the exported file, exports it again: the same bytes.
fn come_back(stage: &Stage, folder: &Folder, plan: &[u8]) {
    const WIPE: &str = "const names = (await indexedDB.databases()).map((one) => one.name);
        localStorage.clear();
        await Promise.all(names.map((name) => new Promise((done) => {
          const wipe = indexedDB.deleteDatabase(name); wipe.onsuccess = wipe.onerror = wipe.onblocked = done; })))";
    stage.js(WIPE, &[]);
    stage.go("about:blank");
    stage.go(stage.home());
    stage.wait_until_started();
    let file = folder.write("plan.json", plan);
    wait_for_home(stage);
    stage.drop_files(".drop", &[&file]);
    stage.click("[data-do=open-import]");
    stage.wait_for(&step_link(6));
    go(stage, 6);
    stage.wait_for_text(".appr", "Checksum");
    stage.wait_for_text(".banner.frozen", "Shown as approved on");
    let banner = stage.text(".banner.frozen");
    assert!(!banner.contains("other figures") && !banner.contains("changed after"), "{banner}");
    assert!(export(stage) == plan, "the plan is not the same after a wipe and an import");
}

/// Rolls the approved cycle forward with the month's sales; what is missing is said, and can still be brought in.
fn roll_on(stage: &Stage, folder: &Folder) {
    let sales = "month,item_id,region,quantity,revenue\n\
                 2026-01,DESK,Europe,84,25200\n2026-01,SHELF,Europe,90,10800\n2026-01,CHAIR,Europe,44,3960\n";
    let sales = folder.write("january.csv", sales.as_bytes());
    stage.click(".appr [data-do=roll]");
    stage.wait_for_text("h1", "Roll forward to February 2026");
    stage.drop_files(".drop", &[&sales]);
    stage.wait_for_text("[data-card=roll-parts]", "3 items in markets");
    stage.screenshot("journey-roll");
    stage.click("[data-do=roll-with]");
    stage.wait_for_text(".banner.waits", "not in yet");
    stage.wait_for_text(".notices", "What to look at first");
    stage.screenshot("journey-rolled");
    stage.click(".banner.waits [data-do=bring]");
    stage.wait_for_text("h1", "Bring in the actuals of January 2026");
}

fn step_link(step: usize) -> String {
    format!(".rail .steps li:nth-child({step}) a.step")
}

/// Goes to a step by the rail and waits until its page is there.
fn go(stage: &Stage, step: usize) {
    stage.click(&step_link(step));
    stage.wait_for(&format!("{}[aria-current=step]", step_link(step)));
    stage.wait_for_text(".eyebrow", &format!(" {step} "));
}

/// Signs a step, or confirms a stale one.
fn sign(stage: &Stage, step: usize) {
    go(stage, step);
    stage.click("[data-do=sign][aria-disabled=false]");
    stage.fill("#sign-name", "Ada Park");
    stage.click("[data-do=sign-now]");
    stage.wait_until_gone("#sign-name");
    stage.wait_for("[data-do=reopen]");
}

/// The class of each step in the rail that says how far it is.
fn states(stage: &Stage) -> Vec<String> {
    const STATES: &str =
        "return [...document.querySelectorAll('.rail a.step')].map((e) => e.className.replace('step', '').trim())";
    let states = stage.js(STATES, &[]);
    states.as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect()
}

fn stale_steps(stage: &Stage) -> Vec<usize> {
    stage.wait_for(".rail a.step.stale");
    (1..=STEPS).filter(|step| states(stage)[step - 1] == "stale").collect()
}

/// Waits until no forecast is a draft: step 6 counts them.
fn wait_until_fitted(stage: &Stage) {
    go(stage, 6);
    const FITTED: &str = "const missing = document.querySelector('.appr .missing');
        return missing && missing.innerText && !missing.innerText.includes('draft') && !document.querySelector('.progress')";
    stage.wait("every forecast is fitted", FITTED, &[]);
}

/// The planning table's rows of hours in step 3, as shown.
fn hours(stage: &Stage) -> Vec<String> {
    go(stage, 3);
    let rows = stage.texts(".pt .pt-row:not([hidden])");
    let rows: Vec<String> = rows.into_iter().filter(|row| row.contains("hours")).collect();
    if rows.is_empty() { stage.texts(".tiles .tile") } else { rows }
}

/// The tiles of step 4 that speak of revenue.
fn revenue(stage: &Stage) -> Vec<String> {
    go(stage, 4);
    let tiles = stage.texts(".tiles .tile");
    tiles.into_iter().filter(|tile| tile.to_lowercase().contains("revenue")).collect()
}

/// Finds an item in the planning table of demand; its first cell that takes a figure.
fn editable_cell(stage: &Stage, item: &str) -> String {
    stage.fill(".pt-find", item);
    // The search has taken hold once no other item is shown.
    const CELL: &str = "const rows = [...document.querySelectorAll('.pt-row.node:not([hidden])')];
        const named = rows.filter((row) => row.querySelector('.pt-h').innerText.includes(arguments[0]));
        const row = named.find((row) => row.ariaLevel === String(Math.max(...rows.map((row) => Number(row.ariaLevel)))));
        const alone = rows.filter((other) => other.ariaLevel === row?.ariaLevel).length === 1;
        return alone && row.querySelector('.pt-c.ed, .pt-c.ov')?.id";
    let id = stage.wait(&format!("a cell of {item}"), CELL, &[json!(item)]);
    format!("#{}", id.as_str().unwrap())
}

/// Milliseconds from Enter to the task after the next frame.
fn edit_to_paint(stage: &Stage, item: &str, figure: &str) -> f64 {
    stage.click(&editable_cell(stage, item));
    stage.type_text(figure);
    const LISTEN: &str = "window.painted = null; addEventListener('keydown', (event) => {
        const start = event.timeStamp;
        requestAnimationFrame(() => { const channel = new MessageChannel();
          channel.port1.onmessage = () => { window.painted = performance.now() - start; }; channel.port2.postMessage(0); });
      }, { once: true, capture: true })";
    stage.js(LISTEN, &[]);
    stage.press(&[key::ENTER]);
    let painted = stage.wait("the frame", "return window.painted", &[]);
    stage.wait(&format!("{item} is {figure}"), TYPED, &[json!(item), json!(figure)]);
    painted.as_f64().unwrap()
}

/// A scratch folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("sextant-journey-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.0.join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Best effort, in a drop: what is left in the scratch folder harms nobody.
        let _deleted = std::fs::remove_dir_all(&self.0);
    }
}

/// Three items sold, one part bought, two lines of which one is too small in the season, two years of history.
fn small_company() -> Vec<(&'static str, String)> {
    let mut history = String::from("month,item_id,region,quantity,revenue\n");
    let mut financials = String::from("month,net_revenue,cogs,selling,administration\n");
    for t in 0..24 {
        let month = format!("{}-{:02}", 2024 + t / 12, t % 12 + 1);
        let season = [80, 85, 95, 110, 125, 135, 130, 120, 105, 95, 85, 80][t % 12];
        let sold = [("DESK", season, 300), ("SHELF", 60 + t, 120), ("CHAIR", season / 2 + 7 * t % 5, 90)];
        for (item, units, price) in sold {
            writeln!(history, "{month},{item},Europe,{units},{}", units * price).unwrap();
        }
        let revenue: usize = sold.iter().map(|(_, units, price)| units * price).sum();
        writeln!(financials, "{month},{revenue},{},{},{}", revenue * 6 / 10, revenue / 10, revenue / 20).unwrap();
    }
    vec![
        ("history.csv", history),
        ("financials.csv", financials),
        (
            "items.csv",
            "item_id,name,category,family,make_or_buy,sellable,unit_price,unit_cost,lead_time_days,on_hand\n\
             DESK,Desk,Furniture,Tables,Make,Y,300,170,5,90\n\
             SHELF,Shelf,Furniture,Storage,Make,Y,120,70,5,60\n\
             CHAIR,Chair,Furniture,Seats,Make,Y,90,50,5,40\n\
             PANEL,Panel,,,Buy,N,0,12,20,400\n"
                .into(),
        ),
        ("bom.csv", "parent,component,qty,uom\nDESK,PANEL,3,EA\nSHELF,PANEL,4,EA\n".into()),
        (
            "resources.csv",
            "resource_id,name,capacity_hours_per_month,cost_per_hour,overtime\n\
             LINE,Assembly line,100,40,0.1\nBENCH,Bench,900,30,0.1\n"
                .into(),
        ),
        (
            "routings.csv",
            "item_id,op_seq,resource_id,hours_per_unit\nDESK,1,LINE,1.0\nSHELF,1,BENCH,0.5\nCHAIR,1,BENCH,0.8\n".into(),
        ),
        ("purchasing.csv", "item_id,vendor,price,lead_time_days,moq,uom\nPANEL,Nord Panel,12,20,100,EA\n".into()),
    ]
}

/// The CSV files of the starter folder, where it is.
fn starter() -> Option<Vec<PathBuf>> {
    let data = std::env::var_os("SEXTANT_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let entries = std::fs::read_dir(data.join("adventure-works/starter")).ok()?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    (!files.is_empty()).then_some(files)
}
