//! Which items, pairs and points an address takes in, and the addresses of pairs and points.

use super::{Frame, Pair, Point};
use crate::model::{Place, Subject};

impl Frame {
    /// The items that a subject takes in: all, those of a family and of families below it, or the one. None for other subjects.
    pub fn items_of(&self, subject: &Subject) -> Vec<usize> {
        match subject {
            Subject::All => (0..self.items.len()).collect(),
            Subject::Item(id) => self.items.position(id).into_iter().collect(),
            Subject::Family(id) => {
                let Some(family) = self.families.position(id) else { return Vec::new() };
                let below = below(&self.family_above, family);
                let within = |item: &usize| self.family_of[*item].is_some_and(|family| below[family]);
                (0..self.items.len()).filter(within).collect()
            }
            Subject::Resource(_) | Subject::Vendor(_) | Subject::Account(_) | Subject::Project(_) => Vec::new(),
        }
    }

    /// The pairs of a subject in all markets, or in one and those below it; empty at a site.
    pub fn pairs_in(&self, subject: &Subject, place: &Place) -> Vec<usize> {
        let within = match place {
            Place::All => vec![true; self.markets.len()],
            Place::Market(id) => match self.markets.position(id) {
                Some(market) => below(&self.market_above, market),
                None => return Vec::new(),
            },
            Place::Site(_) => return Vec::new(),
        };
        let pairs = self.items_of(subject).into_iter().flat_map(|item| self.pairs_of[item].clone());
        pairs.filter(|pair| within[self.pairs[*pair].market]).collect()
    }

    /// The points of a subject at all sites, or at one; empty in a market.
    pub fn points_in(&self, subject: &Subject, place: &Place) -> Vec<usize> {
        let only = match place {
            Place::All => None,
            Place::Site(id) => match self.sites.position(id) {
                Some(site) => Some(site),
                None => return Vec::new(),
            },
            Place::Market(_) => return Vec::new(),
        };
        let points = self.items_of(subject).into_iter().flat_map(|item| self.points_of[item].clone());
        points.filter(|point| only.is_none_or(|site| self.points[*point].site == site)).collect()
    }

    /// Address of a pair's item and market.
    pub fn pair_address(&self, pair: usize) -> (Subject, Place) {
        let Pair { item, market } = self.pairs[pair];
        (Subject::Item(self.items.code(item).clone()), Place::Market(self.markets.code(market).clone()))
    }

    /// Address of a point's item and site.
    pub fn point_address(&self, point: usize) -> (Subject, Place) {
        let Point { item, site } = self.points[point];
        (Subject::Item(self.items.code(item).clone()), Place::Site(self.sites.code(site).clone()))
    }
}

/// By node: whether it is `top` or hangs below it. `above` must be acyclic.
pub fn below(above: &[Option<usize>], top: usize) -> Vec<bool> {
    let hangs = |node: usize| std::iter::successors(Some(node), |node| above[*node]).any(|node| node == top);
    (0..above.len()).map(hangs).collect()
}
