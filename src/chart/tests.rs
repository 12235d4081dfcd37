//! Pictures are held to what must be true of each: no foreign color, nothing outside, escaped words.

use super::draw;
use crate::model::Month;
use crate::report::{
    Bar, Bridge, Bubble, BubblePlot, Chart, HeatCell, HeatPlot, Ink, Plot, RoadmapPlot, Series, Span, TimePlot, Tone,
};

fn months(count: i32) -> Vec<Month> {
    (0..count).map(|k| Month::new(2026, 3) + k).collect()
}

fn series(ink: Ink, values: &[f64]) -> Series {
    Series { name: "a <b> & \"c\"".into(), ink, values: values.iter().map(|value| Some(*value)).collect() }
}

fn time() -> TimePlot {
    TimePlot {
        months: months(4),
        today: Some(2),
        columns: vec![series(Ink::Actual, &[3.0, 5.0, 0.0, -1.0]), series(Ink::Forecast, &[1.0, 2.0, 3.0, 4.0])],
        stack: vec![series(Ink::Part(0), &[1.0, 1.0, 1.0, 1.0]), series(Ink::Over, &[0.0, 2.0, 0.0, 1.0])],
        lines: [
            Ink::Limit,
            Ink::Target,
            Ink::ActualLine,
            Ink::ForecastLine,
            Ink::Fit,
            Ink::Cleansed,
            Ink::Rival(0),
            Ink::Rival(2),
        ]
        .map(|ink| series(ink, &[2.0; 4]))
        .to_vec(),
        fan: Some((vec![None, Some(1.0), Some(1.0), Some(1.0)], vec![None, Some(3.0), Some(4.0), Some(5.0)])),
        wide: Some((vec![None, Some(0.5), Some(0.5), Some(0.0)], vec![None, Some(4.0), Some(5.0), Some(7.0)])),
        marks: vec![(0, 3.0, Ink::MarkOpen), (1, 5.0, Ink::MarkAccepted), (2, 0.0, Ink::MarkRejected)],
        events: vec![(1, "<script>alert(1)</script>".into())],
        labels: vec![(1, "5".into())],
        under: vec![("92%".into(), Tone::Plain), ("120%".into(), Tone::Bad)],
        strip: Some(("Change".into(), vec![Some(1.0), Some(-1.0), None, Some(0.0)])),
        cut: false,
    }
}

fn all() -> Vec<Plot> {
    let bar = |name: &str, size: f64| Bar { name: name.into(), parts: vec![(Ink::Part(0), size)], text: "1".into() };
    let bridge = |value: f64, total: bool| Bridge { name: "x".into(), value, total, ink: Ink::Good, text: "x".into() };
    vec![
        Plot::Time(time()),
        Plot::Time(TimePlot::default()),
        Plot::Waterfall(vec![bridge(1000.0, true), bridge(5.0, false), bridge(-3.0, false), bridge(1002.0, true)]),
        Plot::Waterfall(vec![]),
        Plot::Bars(vec![bar("a", 3.0), bar("b", -2.0)]),
        Plot::Bars(vec![]),
        Plot::Pareto(vec![bar("a", 3.0), bar("b", 1.0)]),
        Plot::Pareto(vec![]),
        Plot::Bubbles(BubblePlot {
            x: "growth".into(),
            y: "margin".into(),
            bubbles: vec![Bubble { name: "a".into(), x: -0.1, y: 0.4, size: 3.0, ink: Ink::Part(1) }],
        }),
        Plot::Heat(HeatPlot {
            months: months(3),
            rows: vec![("Line".into(), vec![HeatCell { text: "▲120".into(), shade: Some(5), cell: None }; 3])],
        }),
        Plot::Roadmap(RoadmapPlot {
            months: months(12),
            today: Some(0),
            spans: vec![Span {
                name: "P".into(),
                from: 1,
                to: 11,
                mark: Some(5),
                ink: Ink::Forecast,
                text: "long words at its end".into(),
            }],
        }),
    ]
}

#[test]
fn every_picture_is_painted_in_tokens_only() {
    for plot in all() {
        let drawing = draw(&Chart { label: "what \"it\" <is>".into(), plot, tips: vec![], keys: vec![] }, 480, 220);
        assert!(
            drawing
                .svg
                .starts_with("<svg class=\"chart-picture\" role=\"img\" aria-label=\"what &quot;it&quot; &lt;is&gt;\"")
        );
        assert!(!drawing.svg.contains("\"#"), "a color that is no token: {}", drawing.svg);
        assert!(!drawing.svg.contains("<script"));
        assert!(!drawing.svg.contains(" style"));
        assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"));
        assert!(drawing.plot.right >= drawing.plot.left);
    }
}

#[test]
fn a_picture_on_its_own_needs_no_token() {
    for plot in all() {
        let drawing = draw(&Chart { label: "x".into(), plot, tips: vec![], keys: vec![] }, 480, 220);
        let alone = super::standalone(&drawing.svg, |token| format!("a-{token}"));
        assert!(
            !alone.contains("var(")
                && alone.contains("<rect width=\"100%\" height=\"100%\" fill=\"a-surface\"/><defs>")
        );
        assert_eq!(alone.matches("fill=\"a-ink\"").count(), drawing.svg.matches("fill=\"var(--ink)\"").count());
    }
}

#[test]
fn the_same_chart_is_the_same_picture() {
    let chart = Chart { label: "x".into(), plot: Plot::Time(time()), tips: vec![], keys: vec![] };
    assert_eq!(draw(&chart, 600, 240), draw(&chart, 600, 240));
    assert_eq!(draw(&chart, 600, 240).slots, 4);
}

#[test]
fn figures_that_are_no_numbers_draw_nothing() {
    let mut plot = time();
    plot.columns[0].values = vec![Some(f64::NAN), Some(f64::INFINITY), Some(1e308), None];
    let drawing = draw(&Chart { label: "x".into(), plot: Plot::Time(plot), tips: vec![], keys: vec![] }, 300, 200);
    assert!(!drawing.svg.contains("NaN"));
}

#[test]
fn marks_differ_by_shape_and_the_wider_interval_lies_behind() {
    let picture = |marks: &[(usize, f64, Ink)]| {
        let plot = TimePlot {
            months: months(4),
            lines: vec![series(Ink::ActualLine, &[1.0; 4])],
            marks: marks.to_vec(),
            ..TimePlot::default()
        };
        draw(&Chart { label: "x".into(), plot: Plot::Time(plot), tips: vec![], keys: vec![] }, 600, 240).svg
    };
    let count = |svg: &str, shape: &str| svg.matches(shape).count();
    let plain = picture(&[]);
    assert_eq!(count(&picture(&[(1, 1.0, Ink::MarkOpen)]), "<circle") - count(&plain, "<circle"), 2);
    assert_eq!(count(&picture(&[(1, 1.0, Ink::MarkAccepted)]), "<polygon") - count(&plain, "<polygon"), 1);
    assert_eq!(count(&picture(&[(1, 1.0, Ink::MarkRejected)]), "<polyline") - count(&plain, "<polyline"), 2);
    let svg = draw(&Chart { label: "x".into(), plot: Plot::Time(time()), tips: vec![], keys: vec![] }, 600, 240).svg;
    let (wide, fan) = (svg.find("opacity=\"0.12\""), svg.find("opacity=\"0.2\""));
    assert!(wide.is_some() && wide < fan, "the wider one is drawn first");
}

#[test]
fn text_is_as_large_as_it_was_asked_for() {
    // Ten pixels, four units of the view box each; plotters' own factor must not shrink it.
    let chart = Chart { label: "x".into(), plot: Plot::Time(time()), tips: vec![], keys: vec![] };
    assert!(draw(&chart, 600, 240).svg.contains("font-size=\"40"), "axis texts are not 10 px");
}
