//! The product tree of a planning table: everything, families, items; what is open, and what a search leaves of it.
//!
//! Row ids: `all`, `f:BIKES`, `i:BIKE`; below an item `i:BIKE/m:EU` and `i:BIKE/s:SOUTH`; a measure is `<node>/<measure code>`.

use super::super::Context;
use super::{Sort, TableView};
use crate::engine::Frame;
use crate::model::Subject;

/// A node of the product tree.
pub struct Node {
    /// Its row id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Depth, 0 for everything.
    pub level: u8,
    /// What it is about.
    pub subject: Subject,
    /// The items that it takes in.
    pub items: Vec<usize>,
    /// Whether its measures are shown.
    pub open: bool,
}

/// The tree over some of the items.
pub struct Tree<'a> {
    cx: &'a Context<'a>,
    frame: &'a Frame,
    view: &'a TableView,
    families_below: Vec<Vec<usize>>,
    roots: Vec<usize>,
    items_below: Vec<Vec<usize>>,
    without_family: Vec<usize>,
    /// By item and by family: whether the search leaves it; `None`: there is no search.
    hits: Option<(Vec<bool>, Vec<bool>)>,
}

impl<'a> Tree<'a> {
    /// The tree over these items, in order of code.
    pub fn new(cx: &'a Context<'a>, view: &'a TableView, items: &[usize]) -> Self {
        let frame = &*cx.outcome.frame;
        let n_families = frame.families.len();
        let mut tree = Self {
            cx,
            frame,
            view,
            families_below: vec![Vec::new(); n_families],
            roots: Vec::new(),
            items_below: vec![Vec::new(); n_families],
            without_family: Vec::new(),
            hits: None,
        };
        for item in items {
            match frame.family_of[*item] {
                Some(family) => tree.items_below[family].push(*item),
                None => tree.without_family.push(*item),
            }
        }
        for family in 0..n_families {
            match frame.family_above[family] {
                Some(above) => tree.families_below[above].push(family),
                None => tree.roots.push(family),
            }
        }
        let gaps = if view.only_gaps || view.sort == Sort::Gaps { by_gaps(cx) } else { Vec::new() };
        match view.sort {
            Sort::Code => {}
            Sort::Value => tree.sort(&by_value(cx)),
            Sort::Gaps => tree.sort(&gaps),
        }
        tree.narrow(&gaps);
        tree
    }

    /// The greatest first, equals by code. A family counts for all that is in it.
    fn sort(&mut self, by_item: &[f64]) {
        let sum = |items: Vec<usize>| items.into_iter().map(|item| by_item[item]).sum::<f64>();
        let by_family: Vec<f64> = (0..self.items_below.len()).map(|family| sum(self.items_in(family))).collect();
        let order = |of: &[f64], rows: &mut Vec<usize>| rows.sort_by(|a, b| of[*b].total_cmp(&of[*a]));
        self.items_below.iter_mut().chain([&mut self.without_family]).for_each(|items| order(by_item, items));
        self.families_below.iter_mut().chain([&mut self.roots]).for_each(|families| order(&by_family, families));
    }

    /// Leaves what is searched for, of it what has open gaps if only that is asked for, and what is above.
    fn narrow(&mut self, gaps: &[f64]) {
        if !self.view.is_narrowed() {
            return;
        }
        let sought = self.view.search.trim().to_lowercase();
        let only_gaps = self.view.only_gaps;
        let has = |text: &str| text.to_lowercase().contains(&sought);
        let mut items = vec![false; self.frame.items.len()];
        let mut families = vec![false; self.frame.families.len()];
        for (family, hit) in families.iter_mut().enumerate() {
            let code = self.frame.families.code(family);
            *hit = !only_gaps && (has(code.as_str()) || has(&self.cx.family(code)));
        }
        for (item, hit) in items.iter_mut().enumerate() {
            let code = self.frame.items.code(item);
            let is_open = !only_gaps || gaps[item] > 0.0;
            *hit = is_open && (has(code.as_str()) || has(&self.cx.item(code)));
        }
        let below = self.items_below.iter().flatten().chain(&self.without_family);
        for item in below.filter(|item| items[**item]) {
            let mut above = self.frame.family_of[*item];
            while let Some(family) = above {
                families[family] = true;
                above = self.frame.family_above[family];
            }
        }
        for family in 0..families.len() {
            let mut above = families[family].then(|| self.frame.family_above[family]).flatten();
            while let Some(family) = above {
                families[family] = true;
                above = self.frame.family_above[family];
            }
        }
        self.hits = Some((items, families));
    }

    /// Visits every node that is shown, from the top: the visitor pushes the node's row and, where it is open, its measures.
    pub fn walk(&self, all: &str, visit: &mut dyn FnMut(&Node)) {
        let everything: Vec<usize> =
            self.roots.iter().flat_map(|family| self.items_in(*family)).chain(self.without_family.clone()).collect();
        visit(&self.node("all".into(), all.into(), 0, Subject::All, everything));
        if !self.unfolds("all") {
            return;
        }
        for family in &self.roots {
            self.family(*family, 1, visit);
        }
        for item in &self.without_family {
            self.item(*item, 1, visit);
        }
    }

    fn family(&self, family: usize, level: u8, visit: &mut dyn FnMut(&Node)) {
        let items = self.items_in(family);
        let is_left = self.hits.as_ref().is_none_or(|(_, families)| families[family]);
        if items.is_empty() || !is_left {
            return;
        }
        let code = self.frame.families.code(family);
        let id = format!("f:{code}");
        let unfolds = self.unfolds(&id);
        visit(&self.node(id, self.cx.family(code), level, Subject::Family(code.clone()), items));
        if !unfolds {
            return;
        }
        let below = level.saturating_add(1);
        for family in &self.families_below[family] {
            self.family(*family, below, visit);
        }
        for item in &self.items_below[family] {
            self.item(*item, below, visit);
        }
    }

    fn item(&self, item: usize, level: u8, visit: &mut dyn FnMut(&Node)) {
        if self.hits.as_ref().is_some_and(|(items, _)| !items[item]) {
            return;
        }
        let code = self.frame.items.code(item);
        visit(&self.node(format!("i:{code}"), self.cx.item(code), level, Subject::Item(code.clone()), vec![item]));
    }

    fn node(&self, id: String, label: String, level: u8, subject: Subject, items: Vec<usize>) -> Node {
        let open = self.view.open.contains(&id);
        Node { id, label, level, subject, items, open }
    }

    /// Whether what is below a node is shown: it is open, or a search goes through it.
    fn unfolds(&self, id: &str) -> bool {
        self.hits.is_some() || self.view.open.contains(id)
    }

    fn items_in(&self, family: usize) -> Vec<usize> {
        let mut items = Vec::new();
        let mut left = vec![family];
        while let Some(family) = left.pop() {
            items.extend(&self.items_below[family]);
            left.extend(&self.families_below[family]);
        }
        items
    }
}

/// By item: demand at price over the horizon, or where there is none what is required at cost.
fn by_value(cx: &Context) -> Vec<f64> {
    let (frame, outcome) = (&*cx.outcome.frame, cx.outcome);
    let (sold, rates) = (&outcome.finance.revenue_at_demand, &outcome.finance.rates);
    let value = |item: usize| {
        let pairs = frame.pairs_of[item].clone();
        let revenue: f64 = pairs.flat_map(|pair| sold.row(pair)).map(|money| money.0).sum();
        if revenue > 0.0 {
            return revenue;
        }
        let points = frame.points_of[item].clone();
        let required = points.flat_map(|point| outcome.supply.requirement.row(point).iter().enumerate());
        required.map(|(t, units)| units.0 * rates.unit_cost.at(item, t).map_or(0.0, |cost| cost.0)).sum()
    };
    (0..frame.items.len()).map(value).collect()
}

/// By item: money of its open gaps; a gap that has none counts for one, so that it is not lost.
fn by_gaps(cx: &Context) -> Vec<f64> {
    let frame = &*cx.outcome.frame;
    let mut open = vec![0.0; frame.items.len()];
    for gap in &cx.outcome.gaps.gaps {
        if let Subject::Item(code) = &gap.cell.subject
            && let Some(item) = frame.items.position(code)
        {
            open[item] += gap.money.map_or(0.0, |money| money.0.abs()).max(1.0);
        }
    }
    open
}
