//! Series by what somebody types: every word must stand in the name or code of the item or market.

use crate::report::mark::series_of;
use crate::report::{Context, SeriesHit};

/// Series that hold every word of a text, at most so many; none for no text.
pub fn find_series(cx: &Context, text: &str, most: usize) -> Vec<SeriesHit> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let hits = (0..cx.outcome.frame.pairs.len()).filter_map(|pair| hit(cx, pair, &words));
    hits.take(most).collect()
}

fn hit(cx: &Context, pair: usize, words: &[String]) -> Option<SeriesHit> {
    let series = series_of(cx, pair);
    let name = format!("{} in {}", cx.item(&series.item), cx.market(&series.market));
    let codes = format!("{} / {}", series.item, series.market);
    let text = format!("{name} {codes}").to_lowercase();
    words.iter().all(|word| text.contains(word.as_str())).then_some(SeriesHit { series, name, codes })
}
