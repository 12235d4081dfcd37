//! Why this forecast, in one sentence that a planner understands.
//!
//! Example: "Combination of Theta (41%), Simple smoothing (35%), Last year's month (24%), yearly season high in
//! December; 11% better than last year's month over 12 back-tests." Invariant: it ends with a period.

use super::choose::Choice;
use super::method::Member;
use super::series::Series;
use super::view::View;
use super::{MethodKind, Task};

/// The sentence.
pub fn reason(task: &Task, series: &Series, view: &View, members: &[Member], choice: &Choice) -> String {
    let refused =
        task.forced.map(|f| f.kind).filter(|k| *k != MethodKind::Combination && members.iter().all(|m| m.kind != *k));
    let what = match refused {
        Some(kind) => {
            format!("{} needs more or other history, so automatic: {}", kind.name(), lower(&what(members, choice)))
        }
        None if task.forced.map(|f| f.kind) == Some(choice.kind) => {
            format!("{}, chosen by hand", what(members, choice))
        }
        None => what(members, choice),
    };
    let season = match view.peak() {
        Some(position) if series.seasonal.is_some() && seasonal(members, choice) => {
            format!(", {}", season(task, series, position))
        }
        _ => String::new(),
    };
    format!("{what}{season}; {}.", evidence(choice))
}

/// Whether a method with weight has a season.
fn seasonal(members: &[Member], choice: &Choice) -> bool {
    use MethodKind::{Adida, Aggregation, Croston, Mean, Naive, Sba, Tsb, Zero};
    let flat = [Adida, Aggregation, Croston, Mean, Naive, Sba, Tsb, Zero];
    members.iter().zip(&choice.weights).any(|(member, weight)| *weight > 0.0 && !flat.contains(&member.kind))
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_lowercase().chain(letters).collect())
}

fn what(members: &[Member], choice: &Choice) -> String {
    if choice.kind != MethodKind::Combination {
        return choice.kind.name().to_string();
    }
    let mut parts: Vec<(f64, MethodKind)> =
        members.iter().zip(&choice.weights).filter(|(_, w)| **w > 0.0).map(|(m, w)| (*w, m.kind)).collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let parts: Vec<String> = parts.iter().map(|(w, k)| format!("{} ({:.0}%)", k.name(), 100.0 * w)).collect();
    format!("Combination of {}", parts.join(", "))
}

fn season(task: &Task, series: &Series, position: usize) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let of_year = (task.first_month_of_year % series.season + series.start + position) % series.season;
    match MONTHS.get(of_year) {
        Some(month) if series.season == 12 => format!("yearly season high in {month}"),
        _ => format!("season of {} months", series.season),
    }
}

fn evidence(choice: &Choice) -> String {
    let of = |kind| choice.candidates.iter().find(|c| c.kind == kind).and_then(|c| c.wmape);
    let tests = format!("{} back-test{}", choice.accuracy.origins, if choice.accuracy.origins == 1 { "" } else { "s" });
    let yardstick = [(MethodKind::SeasonalNaive, "last year's month"), (MethodKind::Naive, "the last month's value")]
        .into_iter()
        .find_map(|(kind, name)| of(kind).filter(|w| kind != choice.kind && *w > 0.0).map(|w| (w, name)));
    match (choice.accuracy.wmape, yardstick) {
        (Some(own), Some((other, name))) => {
            let gain = 100.0 * (1.0 - own / other);
            match (gain.abs() < 0.5, gain > 0.0) {
                (true, _) => format!("as good as {name} over {tests}"),
                (_, true) => format!("{gain:.0}% better than {name} over {tests}"),
                (_, false) => format!("{:.0}% worse than {name} over {tests}", -gain),
            }
        }
        (Some(own), None) => format!("{:.0}% error over {tests}", 100.0 * own),
        (None, _) if choice.accuracy.origins > 0 => format!("nothing was sold in {tests}"),
        (None, _) => "too little history for a back-test".to_string(),
    }
}
