//! Where everything of the program stands: which column is which decision, which row is which balance or limit.
//!
//! Sources are the network's streams in its order, each point's further offers behind its streams. Columns lie by point (releases, stock within and
//! above target, waiting and lost by class of customers), then by resource, then by site; months side by side.
//! The same plan gives the same layout, and an edit of a figure does not change it: that is what a warm start lives on.

use std::ops::Range;

use crate::engine::frame::Lead;
use crate::engine::supply::Service;
use crate::engine::supply::network::Stream;
use crate::engine::supply::target::{Rule, spans};
use crate::engine::supply::wish::Start;
use crate::model::{Unmet, Way};

/// A road by which units come to a point: a stream of the network, or an offer beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The point that it fills.
    pub point: usize,
    /// The stream; `None` for an offer beside the planned way.
    pub stream: Option<usize>,
    /// Which of the point's other offers.
    pub offer: Option<usize>,
    /// Time from release to arrival.
    pub lead: Lead,
    /// Good units out of one released.
    pub production_yield: f64,
    /// The most that may be released in a month.
    pub most: f64,
    /// First column of its releases, by month of start.
    pub releases: usize,
    /// Months with a release column: those of which something arrives within the horizon, all of them where hours are used.
    pub months: usize,
    /// First column of what the planned vendor delivers beyond the limit.
    pub beyond: Option<usize>,
    /// First row and first column of both together, where that has to be whole lots.
    pub both: Option<(usize, usize)>,
}

/// Customers of a point who are served alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Who is served first; 1 before 2.
    pub priority: u8,
    /// What unmet demand becomes.
    pub unmet: Unmet,
    /// The pairs.
    pub pairs: Vec<usize>,
    /// Demand by month, units.
    pub demand: Vec<f64>,
    /// Demand of earlier months that waits.
    pub opening: f64,
    /// First row: nobody waits or is lost who did not ask.
    pub row: Option<usize>,
    /// First column of what waits at the end of the month.
    pub waiting: Option<usize>,
    /// First column of what is lost, or refused.
    pub lost: Option<usize>,
    /// First column of what is lost against the minimum service.
    pub forced: Option<usize>,
}

/// Decisions about a resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hours {
    /// First row: hours that releases take, at most those that there are.
    pub row: Option<usize>,
    /// First row of a crew's numbers, month to month.
    pub crew_row: Option<usize>,
    /// First row of a crew's overtime limit.
    pub overtime_row: Option<usize>,
    /// First column of overtime hours.
    pub overtime: Option<usize>,
    /// First column of extra shifts.
    pub shifts: Option<usize>,
    /// First column of hours beyond every limit.
    pub beyond: Option<usize>,
    /// First columns of people, hired and laid off.
    pub heads: Option<[usize; 3]>,
}

/// The whole layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Months of the horizon.
    pub months: usize,
    /// Every source, by point.
    pub sources: Vec<Source>,
    sources_of: Vec<Range<usize>>,
    /// By point: first column of stock within target, where the point may have one.
    pub within: Vec<Option<usize>>,
    /// By point: first column of stock above it.
    pub above: Vec<usize>,
    /// By point: its customers.
    pub classes: Vec<Vec<Class>>,
    /// By resource.
    pub hours: Vec<Hours>,
    /// By site with limited storage: first row, first column of what is stored elsewhere.
    pub storage: Vec<Option<(usize, usize)>>,
    /// By point that is made with a lead time: row and column of what is in process at the end.
    pub in_process: Vec<Option<(usize, usize)>>,
    /// Columns in all.
    pub columns: usize,
    /// Rows in all.
    pub rows: usize,
}

/// What a layout depends on besides the network.
pub struct Wanted<'a> {
    /// By pair.
    pub services: &'a [Service],
    /// Each pair a class of its own, and everyone may be refused.
    pub by_pair: bool,
    /// A share of demand that must be served.
    pub has_minimum: bool,
    /// Vendors deliver beyond their limit.
    pub soft_vendors: bool,
    /// Hours beyond every limit.
    pub soft_hours: bool,
    /// Releases are whole lots and at least the smallest order.
    pub whole_lots: bool,
    /// By resource: whether it has extra shifts.
    pub shifts: &'a [bool],
    /// By site: whether storage is limited.
    pub storage: &'a [bool],
}

impl Layout {
    /// Lays the program out.
    pub fn new(start: &Start, wanted: &Wanted) -> Self {
        let months = start.frame.horizon.months;
        let points = start.frame.points.len();
        let mut layout = Self {
            months,
            sources: Vec::new(),
            sources_of: Vec::with_capacity(points),
            within: Vec::with_capacity(points),
            above: Vec::with_capacity(points),
            classes: classes(start, wanted),
            hours: Vec::new(),
            storage: Vec::new(),
            in_process: vec![None; points],
            columns: 0,
            rows: points * months,
        };
        for point in 0..points {
            layout.lay_point(start, wanted, point);
        }
        for resource in 0..start.frame.resources.len() {
            let hours = layout.lay_resource(start, wanted, resource);
            layout.hours.push(hours);
        }
        for limited in wanted.storage {
            let storage = limited.then(|| (layout.take_rows(months), layout.take(months)));
            layout.storage.push(storage);
        }
        if wanted.whole_lots {
            layout.lay_both();
        }
        layout
    }

    /// The sources of a point.
    pub fn sources_of(&self, point: usize) -> &[Source] {
        &self.sources[self.sources_of[point].clone()]
    }

    /// The row that balances a point in a month.
    pub fn balance(&self, point: usize, t: usize) -> usize {
        point * self.months + t
    }

    fn take(&mut self, columns: usize) -> usize {
        self.columns += columns;
        self.columns - columns
    }

    fn take_rows(&mut self, rows: usize) -> usize {
        self.rows += rows;
        self.rows - rows
    }

    fn lay_point(&mut self, start: &Start, wanted: &Wanted, point: usize) {
        let from = self.sources.len();
        for stream in start.network.streams_of(point) {
            let link = &start.network.streams[stream];
            let most = link.most.map_or(f64::INFINITY, |most| most.0);
            self.lay_source(link, Some(stream), None, most, wanted);
        }
        for (offer, other) in start.frame.supplied[point].others.iter().enumerate() {
            let most = other.purchase.capacity.map_or(f64::INFINITY, |most| most.0);
            let link = Stream {
                point,
                way: Way::Buy,
                sender: None,
                lead: other.lead,
                share: 1.0,
                production_yield: 1.0,
                min_order: other.min_order,
                lot: crate::model::Units::ZERO,
                most: other.purchase.capacity,
                freight: None,
            };
            self.lay_source(&link, None, Some(offer), most, wanted);
        }
        self.sources_of.push(from..self.sources.len());
        let months = self.months;
        let keeps = start.targets.rules[point] != Rule::Nothing || start.targets.is_typed(point);
        let within = keeps.then(|| self.take(months));
        self.within.push(within);
        let above = self.take(months);
        self.above.push(above);
        let mut classes = std::mem::take(&mut self.classes[point]);
        for class in &mut classes {
            let is_plain =
                class.unmet == Unmet::Lost && class.opening <= 0.0 && !(wanted.by_pair && wanted.has_minimum);
            class.row = (!is_plain).then(|| self.take_rows(months));
            // whoever waits already may go on waiting, whatever becomes of new demand
            let waits = class.unmet == Unmet::Backlog || class.opening > 0.0;
            class.waiting = waits.then(|| self.take(months));
            class.lost = Some(self.take(months));
            class.forced =
                (wanted.by_pair && wanted.has_minimum && class.unmet == Unmet::Lost).then(|| self.take(months));
        }
        self.classes[point] = classes;
        let made = start.frame.supplied[point].way == Some(Way::Make);
        let lead = start.frame.supplied[point].lead;
        if made && (lead.whole > 0 || lead.fraction > 0.0) {
            self.in_process[point] = Some((self.take_rows(1), self.take(1)));
        }
    }

    fn lay_source(&mut self, link: &Stream, stream: Option<usize>, offer: Option<usize>, most: f64, wanted: &Wanted) {
        let months = match link.way {
            Way::Make => self.months,
            Way::Buy | Way::Move => self.months.saturating_sub(link.lead.whole),
        };
        let releases = self.take(months);
        let is_planned = stream.is_some();
        let beyond = (is_planned && wanted.soft_vendors && most.is_finite()).then(|| self.take(months));
        self.sources.push(Source {
            point: link.point,
            stream,
            offer,
            lead: link.lead,
            production_yield: link.production_yield,
            most,
            releases,
            months,
            beyond,
            both: None,
        });
    }

    /// Rows and columns of what a vendor delivers within and beyond the limit together.
    fn lay_both(&mut self) {
        for source in 0..self.sources.len() {
            if self.sources[source].beyond.is_some() {
                let months = self.sources[source].months;
                let both = (self.take_rows(months), self.take(months));
                self.sources[source].both = Some(both);
            }
        }
    }

    fn lay_resource(&mut self, start: &Start, wanted: &Wanted, resource: usize) -> Hours {
        let months = self.months;
        let crew = start.capacity.crews[resource].is_some();
        if start.capacity.regular.row(resource).iter().all(Option::is_none) {
            return Hours::default();
        }
        Hours {
            row: Some(self.take_rows(months)),
            crew_row: crew.then(|| self.take_rows(months)),
            overtime_row: crew.then(|| self.take_rows(months)),
            overtime: Some(self.take(months)),
            shifts: wanted.shifts[resource].then(|| self.take(months)),
            beyond: wanted.soft_hours.then(|| self.take(months)),
            heads: crew.then(|| [self.take(months), self.take(months), self.take(months)]),
        }
    }
}

/// By point: customers, grouped by priority and by what becomes of unmet demand, or each pair by itself.
fn classes(start: &Start, wanted: &Wanted) -> Vec<Vec<Class>> {
    let frame = start.frame;
    let months = frame.horizon.months;
    let mut classes: Vec<Vec<Class>> = vec![Vec::new(); frame.points.len()];
    for (pair, splits) in frame.splits.iter().enumerate() {
        let Service { priority, unmet } = wanted.services[pair];
        for (split, to) in spans(splits, months) {
            for (point, share) in &split.shares {
                let classes = &mut classes[*point];
                let same = |class: &Class| {
                    if wanted.by_pair {
                        class.pairs == [pair]
                    } else {
                        (class.priority, class.unmet) == (priority, unmet)
                    }
                };
                let at = classes.iter().position(same).unwrap_or_else(|| {
                    classes.push(Class {
                        priority,
                        unmet,
                        pairs: Vec::new(),
                        demand: vec![0.0; months],
                        opening: 0.0,
                        row: None,
                        waiting: None,
                        lost: None,
                        forced: None,
                    });
                    classes.len() - 1
                });
                let class = &mut classes[at];
                if class.pairs.last() != Some(&pair) {
                    class.pairs.push(pair);
                }
                for t in split.from..to {
                    class.demand[t] += start.demand.consensus.at(pair, t).0.max(0.0) * share;
                }
                if split.from == 0 {
                    class.opening += start.opening.backlog[pair].0 * share;
                }
            }
        }
    }
    for classes in &mut classes {
        classes.sort_by_key(|class| (class.priority, class.unmet == Unmet::Lost, class.pairs.first().copied()));
    }
    classes
}
