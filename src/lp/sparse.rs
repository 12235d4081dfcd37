//! A vector that knows where it is not zero, and lists of entries that can grow: what the sparse algebra is made of.

/// What a sum that cancels is set to, so that its place stays listed once.
const CANCELLED: f64 = 1e-50;
/// Below this a sum counts as cancelled.
const NEGLIGIBLE: f64 = 1e-14;

/// A dense array with a list of the places that may not be zero. Invariant: what is not listed is zero, nothing is listed twice.
#[derive(Clone, Debug, Default)]
pub struct Sparse {
    /// Values by place.
    pub values: Vec<f64>,
    /// Places, in no order.
    pub places: Vec<u32>,
}

impl Sparse {
    /// Zero, of `n` places.
    pub fn new(n: usize) -> Self {
        Self { values: vec![0.0; n], places: Vec::new() }
    }

    /// Adds to one place.
    #[inline]
    pub fn add(&mut self, place: usize, amount: f64) {
        let old = self.values[place];
        if old == 0.0 {
            self.places.push(place as u32);
        }
        let new = old + amount;
        self.values[place] = if new.abs() < NEGLIGIBLE { CANCELLED } else { new };
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        if self.places.len() * 4 > self.values.len() {
            self.values.fill(0.0);
        } else {
            for &place in &self.places {
                self.values[place as usize] = 0.0;
            }
        }
        self.places.clear();
    }

    /// Becomes the same as another of its length.
    pub fn copy(&mut self, other: &Self) {
        self.clear();
        self.places.extend_from_slice(&other.places);
        for &place in &other.places {
            self.values[place as usize] = other.values[place as usize];
        }
    }

    /// Forgets what is negligible.
    pub fn prune(&mut self) {
        let values = &mut self.values;
        self.places.retain(|&place| {
            let keep = values[place as usize].abs() >= NEGLIGIBLE;
            if !keep {
                values[place as usize] = 0.0;
            }
            keep
        });
    }

    /// Lists again what is not negligible, after changes that did not keep the list.
    pub fn list(&mut self) {
        self.places.clear();
        for (place, value) in self.values.iter_mut().enumerate() {
            if value.abs() >= NEGLIGIBLE {
                self.places.push(place as u32);
            } else {
                *value = 0.0;
            }
        }
    }

    /// Places with their values.
    #[inline]
    pub fn entries(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.places.iter().map(|&place| (place as usize, self.values[place as usize]))
    }

    /// Sum of the squares.
    pub fn square(&self) -> f64 {
        self.entries().map(|(_, value)| value * value).sum()
    }
}

/// Where a list starts and ends in the arena, and how far it may grow in place.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    end: u32,
    limit: u32,
}

/// Lists of `(index, value)` in one arena; a list that outgrows its room moves to the end.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Where each list is.
    spans: Vec<Span>,
    /// Indices.
    pub indices: Vec<u32>,
    /// Values.
    pub values: Vec<f64>,
}

impl Lists {
    /// From `(list, index, value)`, with room for `spare` more in each list; lists lie in the arena in the order given.
    pub fn from_triplets(
        n: usize,
        triplets: impl Iterator<Item = (u32, u32, f64)> + Clone,
        order: impl Iterator<Item = u32>,
        spare: u32,
    ) -> Self {
        let mut counts = vec![0u32; n];
        for (list, ..) in triplets.clone() {
            counts[list as usize] += 1;
        }
        let mut lists = Self { spans: vec![Span::default(); n], ..Self::default() };
        let mut end = 0;
        for list in order {
            let limit = end + counts[list as usize] + spare;
            lists.spans[list as usize] = Span { start: end, end, limit };
            end = limit;
        }
        lists.indices = vec![0; end as usize];
        lists.values = vec![0.0; end as usize];
        for (list, index, value) in triplets {
            let span = &mut lists.spans[list as usize];
            lists.indices[span.end as usize] = index;
            lists.values[span.end as usize] = value;
            span.end += 1;
        }
        lists
    }

    /// The range of a list in the arena.
    #[inline]
    pub fn range(&self, list: usize) -> std::ops::Range<usize> {
        let Span { start, end, .. } = self.spans[list];
        start as usize..end as usize
    }

    /// How long a list is.
    pub fn len(&self, list: usize) -> usize {
        self.range(list).len()
    }

    /// Adds an entry.
    pub fn push(&mut self, list: usize, index: u32, value: f64) {
        if self.spans[list].end == self.spans[list].limit {
            self.move_to_end(list);
        }
        let at = self.spans[list].end as usize;
        self.indices[at] = index;
        self.values[at] = value;
        self.spans[list].end += 1;
    }

    /// Removes the entry with an index, if it is there; its value.
    pub fn remove(&mut self, list: usize, index: u32) -> Option<f64> {
        let at = self.range(list).find(|&at| self.indices[at] == index)?;
        let value = self.values[at];
        self.remove_at(list, at);
        Some(value)
    }

    /// Removes the entry at a place of the arena; the list's last entry takes its place.
    pub fn remove_at(&mut self, list: usize, at: usize) {
        let last = self.spans[list].end as usize - 1;
        self.indices[at] = self.indices[last];
        self.values[at] = self.values[last];
        self.spans[list].end -= 1;
    }

    /// Empties a list; its room stays.
    pub fn clear(&mut self, list: usize) {
        self.spans[list].end = self.spans[list].start;
    }

    fn move_to_end(&mut self, list: usize) {
        let old = self.range(list);
        let start = self.indices.len();
        let room = old.len() * 2 + 4;
        self.indices.extend_from_within(old.clone());
        self.values.extend_from_within(old.clone());
        self.spans[list] = Span { start: start as u32, end: (start + old.len()) as u32, limit: (start + room) as u32 };
        self.indices.resize(start + room, 0);
        self.values.resize(start + room, 0.0);
    }
}
