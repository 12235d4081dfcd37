//! Every part in its states, on one page that nothing links to: for whoever changes a style sheet. `#/gallery`.

use leptos::prelude::*;

use super::parts::card::{CardActs, Cards};
use super::parts::icon::tone_fill;
use super::parts::message::MessageLine;
use super::parts::notice::{NoticeView, Notices};
use super::parts::progress::{Progress, ProgressView};
use super::parts::tiles::Tiles;
use super::parts::topbar::ThemeButton;
use crate::model::Month;
use crate::report::{
    Bar, Body, Bridge, Bubble, BubblePlot, Card, Chart, Column, Entry, HeatCell, HeatPlot, Ink, Key, Message, Plot,
    RoadmapPlot, Series, Span, Spark, Table, TableCell, TableRow, Tile, TimePlot, Tip, Tone, Width,
};

const TONES: [(Tone, &str); 5] = [
    (Tone::Plain, "Plain"),
    (Tone::Good, "Good"),
    (Tone::Warn, "Near a limit"),
    (Tone::Bad, "Over a limit"),
    (Tone::Info, "Worth knowing"),
];

/// The page.
#[component]
pub fn Gallery(
    /// What cards ask for; nothing comes of it here but copies of charts.
    acts: CardActs,
    /// Another choice of colors.
    on_theme: Callback<()>,
) -> impl IntoView {
    let message =
        Message { lead: "12 of 14 parts are shown here.".into(), rest: "The planning table is on every step.".into() };
    let chips = TONES.map(|(tone, word)| view! { <span class=format!("chip {}", tone_fill(tone))>{word}</span> });
    let notices: Vec<NoticeView> =
        TONES.into_iter().zip(1..).map(|((tone, word), id)| notice(id, tone, word)).collect();
    let nothing = Callback::new(|_| ());
    let job =
        |done| ProgressView { what: "Fitting forecasts".into(), done, note: "312 of 500".into(), is_stopped: false };
    view! {
        <main class="home" id="main" tabindex="-1">
            <div class="head"><h1>"Gallery"</h1><ThemeButton on_theme=on_theme /></div>
            <MessageLine message=message.clone() lead=true />
            <MessageLine message=message />
            <div class="acts">
                <button type="button" class="btn pri">"Primary"</button> <button type="button" class="btn">"Plain"</button>
                <button type="button" class="btn bad">"Delete it"</button> <button type="button" class="btn ghost">"Ghost"</button>
                <button type="button" class="btn s">"Small"</button>
                <button type="button" class="btn" aria-disabled="true" title="What is missing">"Disabled"</button>
                <input class="inp" aria-label="Field" value="A field" /> <button type="button" class="lk-b">"A link"</button> <kbd>"Ctrl K"</kbd>
            </div>
            <p>{chips.collect_view()}</p>
            <Tiles tiles=tiles() picked=None on_cell=Callback::new(|_| ()) />
            <Tiles tiles=tiles() picked=None on_cell=Callback::new(|_| ()) big=true />
            <Notices notices=notices on_action=nothing on_close=nothing />
            <Progress job=job(Some(0.6)) on_cancel=Callback::new(|()| ()) />
            <Progress job=job(None) on_cancel=Callback::new(|()| ()) />
            <Cards cards=cards() acts=acts refused="Nothing is carried out in the gallery".to_owned() />
        </main>
    }
}

fn notice(id: u64, tone: Tone, word: &str) -> NoticeView {
    let text = "Row 12 of history.csv says twelve; a number was expected. The row is left out.".into();
    NoticeView {
        id,
        tone,
        title: format!("{word}: what happened."),
        text,
        points: Vec::new(),
        action: "Mend it".into(),
    }
}

fn tiles() -> Vec<Tile> {
    let spark = Spark { past: vec![3.0, 4.0, 2.0, 5.0], ahead: vec![5.0, 6.0, 4.0] };
    let tile = |(tone, word): (Tone, &str)| Tile {
        label: word.into(),
        figure: "55.8".into(),
        unit: "M€".into(),
        note: "+1.2 M€ to budget".into(),
        tone,
        spark: Some(spark.clone()),
        ..Tile::default()
    };
    TONES.map(tile).to_vec()
}

fn cards() -> Vec<Card> {
    let months: Vec<Month> = (0..12).map(|k| Month::new(2026, 1) + k).collect();
    let series = |name: &str, ink, values: [f64; 12], from: usize, to: usize| {
        let values =
            values.into_iter().enumerate().map(|(k, value)| (from..to).contains(&k).then_some(value)).collect();
        Series { name: name.into(), ink, values }
    };
    let shape = [60.0, 62.0, 80.0, 95.0, 99.0, 84.0, 70.0, 66.0, 72.0, 88.0, 96.0, 110.0];
    let columns = vec![
        series("Last year", Ink::LastYear, shape.map(|value| value - 8.0), 0, 12),
        series("Budget", Ink::Budget, shape.map(|value| value + 4.0), 0, 12),
        series("Actual", Ink::Actual, shape, 0, 5),
        series("Forecast", Ink::Forecast, shape, 5, 12),
    ];
    let fan = Some((shape.map(|value| Some(value - 9.0)).to_vec(), shape.map(|value| Some(value + 9.0)).to_vec()));
    let time = TimePlot {
        months: months.clone(),
        today: Some(5),
        columns,
        fan,
        labels: vec![(11, "110".into())],
        events: vec![(3, "Spring".into())],
        strip: Some(("Change".into(), shape.map(|value| Some(value - 80.0)).to_vec())),
        ..TimePlot::default()
    };
    let bar = |name: &str, size: f64| Bar {
        name: name.into(),
        parts: vec![(Ink::Part(0), size), (Ink::Part(2), size / 2.0)],
        text: format!("{size}"),
    };
    let bridge = |name: &str, value: f64, total: bool, ink| Bridge {
        name: name.into(),
        value,
        total,
        ink,
        text: format!("{value}"),
    };
    let heat = |shade: u8| HeatCell { text: format!("{}", 40 + 15 * shade), shade: Some(shade), cell: None };
    let plots = [
        ("time", Plot::Time(time)),
        (
            "waterfall",
            Plot::Waterfall(vec![
                bridge("Revenue", 100.0, true, Ink::Forecast),
                bridge("Costs", -70.0, false, Ink::Bad),
                bridge("Rebate", 5.0, false, Ink::Good),
                bridge("EBIT", 35.0, true, Ink::Forecast),
            ]),
        ),
        ("bars", Plot::Bars(vec![bar("Bikes", 30.0), bar("Wheels", 12.0)])),
        ("pareto", Plot::Pareto(vec![bar("A", 50.0), bar("B", 30.0), bar("C", 20.0)])),
        (
            "bubbles",
            Plot::Bubbles(BubblePlot {
                x: "Growth, %".into(),
                y: "Margin, %".into(),
                bubbles: vec![Bubble { name: "Bikes".into(), x: 4.0, y: 30.0, size: 9.0, ink: Ink::Part(0) }],
            }),
        ),
        (
            "heat",
            Plot::Heat(HeatPlot {
                months: months[..6].to_vec(),
                rows: vec![("Line".into(), (0..6).map(heat).collect())],
            }),
        ),
        (
            "roadmap",
            Plot::Roadmap(RoadmapPlot {
                months,
                today: Some(5),
                spans: vec![Span {
                    name: "Cargo".into(),
                    from: 2,
                    to: 9,
                    mark: Some(7),
                    ink: Ink::Forecast,
                    text: "ramp".into(),
                }],
            }),
        ),
    ];
    let tip =
        |k: usize| Tip { title: format!("Slot {}", k + 1), lines: vec![("Figure".into(), "12".into())], cell: None };
    let chart = |(id, plot): (&'static str, Plot)| {
        let keys =
            vec![Key { ink: Ink::Actual, name: "Actual".into() }, Key { ink: Ink::Forecast, name: "Forecast".into() }];
        let chart = Chart { label: format!("A chart: {id}"), plot, tips: (0..12).map(tip).collect(), keys };
        card(id, Width::Half, Body::Chart(chart))
    };
    let mut cards: Vec<Card> = plots.map(chart).to_vec();
    cards.push(card("list", Width::Half, Body::List(TONES.map(entry).to_vec())));
    cards.push(card("table", Width::Half, Body::Table(table())));
    cards.push(card(
        "nothing",
        Width::Half,
        Body::Empty { text: "Shows what is missing and which page brings it.".into() },
    ));
    cards
}

fn card(id: &'static str, width: Width, body: Body) -> Card {
    Card {
        id,
        title: format!("The finding of {id}, 12"),
        subtitle: "Who, what, unit, period".into(),
        width,
        body,
        foot: String::new(),
    }
}

fn entry((tone, word): (Tone, &'static str)) -> Entry {
    let text = "Why, and what helps.".into();
    Entry {
        id: word.into(),
        tone,
        title: format!("{word} in May"),
        text,
        figure: "12 k€".into(),
        chip: "kind".into(),
        ..Entry::default()
    }
}

fn table() -> Table {
    let column = |label: &str| Column { label: label.into(), ..Column::default() };
    let cell =
        |(tone, word): (Tone, &str)| TableCell { text: "12".into(), tone, why: word.into(), ..TableCell::default() };
    let row = |label: &str| TableRow {
        id: label.into(),
        label: label.into(),
        cells: TONES.map(cell).to_vec(),
        ..TableRow::default()
    };
    let columns = TONES.map(|(_, word)| column(word)).to_vec();
    Table {
        title: "A table".into(),
        corner: "Units".into(),
        columns,
        rows: vec![row("Bikes"), row("Wheels")],
        ..Table::default()
    }
}
