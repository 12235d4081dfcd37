//! The product tree of a planning table: everything, families, items; what is open, and what a search leaves of it.
//!
//! Row ids: `all`, `f:BIKES`, `i:BIKE`; below an item `i:BIKE/m:EU` and `i:BIKE/s:SOUTH`; a measure is `<node>/<measure code>`.

use super::super::{Context, TableView};
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
        tree.search();
        tree
    }

    fn search(&mut self) {
        let sought = self.view.search.trim().to_lowercase();
        if sought.is_empty() {
            return;
        }
        let has = |text: &str| text.to_lowercase().contains(&sought);
        let mut items = vec![false; self.frame.items.len()];
        let mut families = vec![false; self.frame.families.len()];
        for (family, hit) in families.iter_mut().enumerate() {
            let code = self.frame.families.code(family);
            *hit = has(code.as_str()) || has(&self.cx.family(code));
        }
        for (item, hit) in items.iter_mut().enumerate() {
            let code = self.frame.items.code(item);
            *hit = has(code.as_str()) || has(&self.cx.item(code));
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
