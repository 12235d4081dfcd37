//! How good the forecasts of earlier cycles were, stream by stream and month by month ahead, and which stream added value.
//!
//! Error = forecast - actual, leaf by leaf (item x market x month), then pooled: WMAPE = sum |F - A| / sum |A|, bias = sum (F - A) / sum |A|,
//! MASE = sum |F - A| / sum of each pair's mean change on last year's month. Lag k of month m: what the cycle of month m - k said; lag 0 is
//! the cycle month itself. Forecast value added = WMAPE of the stream before - WMAPE of this one; the first stream is last year's month,
//! as it was known then. Without a closed month in any snapshot the back-test of the fits speaks instead, and `source` says so.
//! A node also has the errors of its own sum, month by month (`sums`): its leaves' errors may cancel. Of them is the tracking signal.

use super::demand::stream::pair_of;
use super::{Forecasts, Frame};
use crate::forecast::accuracy::{seasonal_scale, value_added};
use crate::forecast::{Forecast, MethodKind};
use crate::model::{FamilyId, ItemId, Measure, Month, Snapshot, StoredRow, Subject, Table, ratio};
use sums::Sums;

/// The longest lag that is looked at.
pub const LAGS: usize = 3;
/// Beyond it, above or below zero, a tracking signal says that the forecast is off in one direction (Heizer & Render).
pub const TRACKING_LIMIT: f64 = 4.0;
const SEASON: i32 = 12;

/// Where the figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccuracySource {
    /// What earlier cycles said, against what happened.
    Snapshots,
    /// The rolling back-test of the fits: no earlier cycle has a closed month yet.
    BackTest,
}

/// The steps of a forecast, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Last year's month.
    Naive,
    /// The statistical baseline.
    Baseline,
    /// The streams by weight.
    Blend,
    /// What was agreed.
    Consensus,
}

impl Stream {
    /// Every stream in order.
    pub const ALL: [Stream; 4] = [Stream::Naive, Stream::Baseline, Stream::Blend, Stream::Consensus];

    /// The measure whose figures it is; none for the naive one, which is worked out.
    pub const fn measure(self) -> Option<Measure> {
        match self {
            Stream::Naive => None,
            Stream::Baseline => Some(Measure::Baseline),
            Stream::Blend => Some(Measure::Blend),
            Stream::Consensus => Some(Measure::Consensus),
        }
    }
}

/// Errors of a stream, pooled. `None`: not defined, such as for want of sales.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// How many leaves were compared; of a back-test: how many pairs.
    pub leaves: usize,
    /// sum |F - A| / sum |A|.
    pub wmape: Option<f64>,
    /// sum (F - A) / sum |A|; above zero: too high.
    pub bias: Option<f64>,
    /// Against the change on last year's month; below 1 is better.
    pub mase: Option<f64>,
    /// sum over months |sum F - sum A| / |sum A|: the same of the node's own sum, in which errors of its leaves may cancel. Not of a
    /// back-test.
    pub sum_wmape: Option<f64>,
    /// sum (F - A) / MAD of the node's own sum by month, at one lag; see [`TRACKING_LIMIT`]. Not of a back-test, nor of all lags together:
    /// there a month would count several times.
    pub tracking: Option<f64>,
    /// Value added to the stream before it that has a score.
    pub added: Option<f64>,
    /// Value added to last year's month.
    pub added_to_naive: Option<f64>,
}

/// Scores of a node at a lag.
#[derive(Clone, Debug, PartialEq)]
pub struct LagScores {
    /// The company, a family or an item.
    pub subject: Subject,
    /// Months ahead; `None`: lags 1 to [`LAGS`] together.
    pub lag: Option<usize>,
    /// By stream, in the order of [`Stream::ALL`]; `None` where nothing can be compared.
    pub streams: [Option<Score>; 4],
}

/// Accuracy of the company, then its families, then its items; each over all lags, then lag by lag.
#[derive(Clone, Debug, PartialEq)]
pub struct AccuracyReview {
    /// Where the figures come from.
    pub source: AccuracySource,
    /// The scores; nodes without any are left out.
    pub scores: Vec<LagScores>,
}

impl AccuracyReview {
    /// The scores of a node.
    pub fn of<'a>(&'a self, subject: &'a Subject) -> impl Iterator<Item = &'a LagScores> {
        self.scores.iter().filter(move |scores| scores.subject == *subject)
    }
}

/// Accuracy of what earlier cycles said, or of the back-test where they have said nothing of a closed month.
pub fn accuracy(frame: &Frame, forecasts: &Forecasts, past: &Table<Snapshot>) -> AccuracyReview {
    let mut pools = Pools::new(frame);
    let scales: Vec<f64> = forecasts.cleansed.iter().map(|history| scale(history)).collect();
    for snapshot in past.iter().filter(|snapshot| snapshot.cycle < frame.horizon.first) {
        compare(frame, forecasts, snapshot, &scales, &mut pools);
    }
    if pools.is_empty() {
        back_test(forecasts, &mut pools);
        return AccuracyReview { source: AccuracySource::BackTest, scores: pools.scores() };
    }
    AccuracyReview { source: AccuracySource::Snapshots, scores: pools.scores() }
}

/// Mean change on last year's month of a pair; zero where history is too short to tell.
fn scale(history: &[Option<crate::model::Units>]) -> f64 {
    let known: Vec<f64> =
        history.iter().skip_while(|units| units.is_none()).map(|units| units.map_or(0.0, |units| units.0)).collect();
    seasonal_scale(&known, SEASON as usize).unwrap_or(0.0)
}

/// One cycle's figures against what happened since.
fn compare(frame: &Frame, forecasts: &Forecasts, snapshot: &Snapshot, scales: &[f64], pools: &mut Pools) {
    let mut rows: Vec<[Option<&StoredRow>; 4]> = vec![[None; 4]; frame.pairs.len()];
    let mut guess = 0;
    for row in &snapshot.rows {
        let Some(stream) = Stream::ALL.iter().position(|stream| stream.measure() == Some(row.measure)) else {
            continue;
        };
        if let Some(pair) = pair_of(frame, &row.subject, &row.place, guess) {
            guess = pair + 1;
            rows[pair][stream] = Some(row);
        }
    }
    for (pair, rows) in rows.iter().enumerate().filter(|(_, rows)| rows.iter().any(Option::is_some)) {
        for lag in 0..=LAGS {
            let Some(actual) = known(forecasts, pair, snapshot.cycle + lag as i32) else { continue };
            let mut said = rows.map(|row| row.and_then(|row| row.values.get(lag).copied().flatten()));
            said[0] = Some(naive(forecasts, pair, snapshot.cycle, lag as i32));
            for (stream, forecast) in said.into_iter().enumerate() {
                if let Some(forecast) = forecast.filter(|forecast| forecast.is_finite()) {
                    pools.add(pair, lag, stream, Errors::of(forecast, actual, scales[pair]));
                    pools.add_to_sums(pair, lag, stream, (forecast, actual));
                }
            }
        }
    }
    pools.nodes.iter_mut().for_each(|node| node.sums.end_cycle());
}

/// Demand of a closed month.
fn known(forecasts: &Forecasts, pair: usize, month: Month) -> Option<f64> {
    let at = usize::try_from(month - forecasts.first).ok()?;
    Some((*forecasts.history[pair].get(at)?)?.0)
}

/// Last year's month as it was known at the start of a cycle; the last known month where there is no such month; else zero.
fn naive(forecasts: &Forecasts, pair: usize, cycle: Month, lag: i32) -> f64 {
    let before = || (forecasts.first.0..cycle.0).rev().find_map(|month| known(forecasts, pair, Month(month)));
    known(forecasts, pair, cycle + lag - SEASON).or_else(before).unwrap_or(0.0)
}

/// Sums of errors.
#[derive(Clone, Copy, Debug, Default)]
struct Errors {
    leaves: usize,
    absolute: f64,
    signed: f64,
    actual: f64,
    /// Sum of the scales; the errors of leaves without one do not count in `scaled`.
    scale: f64,
    scaled: f64,
}

impl Errors {
    fn of(forecast: f64, actual: f64, scale: f64) -> Self {
        let signed = forecast - actual;
        let scaled = if scale > 0.0 { signed.abs() } else { 0.0 };
        Self { leaves: 1, absolute: signed.abs(), signed, actual: actual.abs(), scale, scaled }
    }

    fn add(&mut self, other: Self) {
        self.leaves += other.leaves;
        self.absolute += other.absolute;
        self.signed += other.signed;
        self.actual += other.actual;
        self.scale += other.scale;
        self.scaled += other.scaled;
    }

    fn score(&self) -> Option<Score> {
        let score = Score {
            leaves: self.leaves,
            wmape: ratio(self.absolute, self.actual),
            bias: ratio(self.signed, self.actual),
            mase: ratio(self.scaled, self.scale),
            ..Score::default()
        };
        (self.leaves > 0).then_some(score)
    }
}

/// Lag 0 to [`LAGS`], then lags 1 to [`LAGS`] together; by stream.
type Pool = [[Errors; 4]; LAGS + 2];
const TOGETHER: usize = LAGS + 1;

/// What is known of a node's errors.
#[derive(Clone, Default)]
struct Node {
    leaves: Pool,
    sums: Sums,
}

/// Errors of every node: the company, then families, then items.
struct Pools<'a> {
    frame: &'a Frame,
    nodes: Vec<Node>,
}

impl<'a> Pools<'a> {
    fn new(frame: &'a Frame) -> Self {
        Self { frame, nodes: vec![Node::default(); 1 + frame.families.len() + frame.items.len()] }
    }

    fn is_empty(&self) -> bool {
        self.nodes[0].leaves.iter().flatten().all(|errors| errors.leaves == 0)
    }

    /// The nodes that a pair belongs to.
    fn nodes_of(&self, pair: usize) -> impl Iterator<Item = usize> + use<'a> {
        let frame = self.frame;
        let item = frame.pairs[pair].item;
        let families = std::iter::successors(frame.family_of[item], |family| frame.family_above[*family]);
        families.map(|family| 1 + family).chain([0, 1 + frame.families.len() + item])
    }

    fn add(&mut self, pair: usize, lag: usize, stream: usize, errors: Errors) {
        let counts = [Some(lag), (lag > 0).then_some(TOGETHER)];
        counts.into_iter().flatten().for_each(|lag| self.add_at(pair, lag, stream, errors));
    }

    fn add_at(&mut self, pair: usize, lag: usize, stream: usize, errors: Errors) {
        for node in self.nodes_of(pair) {
            self.nodes[node].leaves[lag][stream].add(errors);
        }
    }

    fn add_to_sums(&mut self, pair: usize, lag: usize, stream: usize, month: (f64, f64)) {
        for node in self.nodes_of(pair) {
            self.nodes[node].sums.add(lag, stream, month);
        }
    }

    fn scores(&self) -> Vec<LagScores> {
        let families = self.frame.families.iter().map(|code: &FamilyId| Subject::Family(code.clone()));
        let items = self.frame.items.iter().map(|code: &ItemId| Subject::Item(code.clone()));
        let subjects = std::iter::once(Subject::All).chain(families).chain(items);
        subjects.zip(&self.nodes).flat_map(|(subject, node)| of_node(&subject, node)).collect()
    }
}

fn of_node(subject: &Subject, node: &Node) -> Vec<LagScores> {
    let order = std::iter::once(TOGETHER).chain(0..=LAGS);
    let of_stream = |lag: usize, stream: usize| {
        let score = node.leaves[lag][stream].score()?;
        let (sum_wmape, tracking) = if lag == TOGETHER {
            (node.sums.wmape(1..=LAGS, stream), None)
        } else {
            (node.sums.wmape(lag..=lag, stream), node.sums.tracking(lag, stream))
        };
        Some(Score { sum_wmape, tracking, ..score })
    };
    let of_lag = |lag: usize| LagScores {
        subject: subject.clone(),
        lag: (lag != TOGETHER).then_some(lag),
        streams: stairs(std::array::from_fn(|stream| of_stream(lag, stream))),
    };
    order.map(of_lag).filter(|scores| scores.streams.iter().any(Option::is_some)).collect()
}

/// Fills in what each stream adds to the one before it, and to the first.
fn stairs(mut streams: [Option<Score>; 4]) -> [Option<Score>; 4] {
    let naive = streams[0].and_then(|score| score.wmape);
    let mut before = naive;
    for score in streams.iter_mut().skip(1).flatten() {
        let added_to = |other: Option<f64>| Some(value_added(other?, score.wmape?));
        (score.added, score.added_to_naive) = (added_to(before), added_to(naive));
        before = score.wmape.or(before);
    }
    streams
}

/// The fits' own back-tests, each with the weight of what its pair sold in the last year. A pair without sales has none.
fn back_test(forecasts: &Forecasts, pools: &mut Pools) {
    for (pair, fit) in forecasts.fits.iter().enumerate().filter(|(pair, _)| !forecasts.pending[*pair]) {
        let year = forecasts.history[pair].iter().rev().take(SEASON as usize).flatten();
        let sold: f64 = year.map(|units| units.0.abs()).sum();
        if sold == 0.0 {
            continue;
        }
        for (stream, lag, wmape, bias) in tested(fit) {
            let errors =
                Errors { leaves: 1, absolute: wmape * sold, signed: bias * sold, actual: sold, ..Errors::default() };
            pools.add_at(pair, lag, stream, errors);
        }
    }
}

/// What a back-test says: stream, lag, WMAPE and bias.
fn tested(fit: &Forecast) -> Vec<(usize, usize, f64, f64)> {
    let by_lag = fit.accuracy.by_lag.iter().filter(|(lag, ..)| (1..=LAGS).contains(lag));
    let mut tested: Vec<_> = by_lag.map(|(lag, wmape, bias)| (1, *lag, *wmape, *bias)).collect();
    tested.extend(fit.accuracy.wmape.zip(fit.accuracy.bias).map(|(wmape, bias)| (1, TOGETHER, wmape, bias)));
    let naive = fit.candidates.iter().find(|candidate| candidate.kind == MethodKind::SeasonalNaive);
    tested.extend(naive.and_then(|naive| Some((0, TOGETHER, naive.wmape?, naive.bias?))));
    tested
}

mod sums;
#[cfg(test)]
mod tests;
