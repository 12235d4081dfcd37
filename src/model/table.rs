//! Ordered collections of records that carry their own key, and sections that are shared until edited.
//!
//! A [`Table`] is written as a JSON array in key order, so the same plan always gives the same bytes.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check::Flaw;

/// A thing that is kept in a [`Table`] and knows its own key.
pub trait Record {
    /// What tells two records of a table apart.
    type Key: Ord + Clone + fmt::Debug + PartialEq + Serialize + serde::de::DeserializeOwned;
    /// This record's key.
    fn key(&self) -> Self::Key;
    /// Whether its values may stand in a plan; the first flaw otherwise.
    fn check(&self) -> Result<(), Flaw> {
        Ok(())
    }
}

/// Records in key order.
#[derive(Clone)]
pub struct Table<R: Record>(BTreeMap<R::Key, R>);

impl<R: Record> Table<R> {
    /// The record with this key.
    pub fn get(&self, key: &R::Key) -> Option<&R> {
        self.0.get(key)
    }

    /// Puts a record in and returns the one that had its key.
    pub fn insert(&mut self, record: R) -> Option<R> {
        self.0.insert(record.key(), record)
    }

    /// Takes a record out.
    pub fn remove(&mut self, key: &R::Key) -> Option<R> {
        self.0.remove(key)
    }

    /// Whether a record has this key.
    pub fn contains(&self, key: &R::Key) -> bool {
        self.0.contains_key(key)
    }

    /// The records in key order.
    pub fn iter(&self) -> std::collections::btree_map::Values<'_, R::Key, R> {
        self.0.values()
    }

    /// The keys in order.
    pub fn keys(&self) -> std::collections::btree_map::Keys<'_, R::Key, R> {
        self.0.keys()
    }

    /// The records whose keys lie in a range.
    pub fn range<T: std::ops::RangeBounds<R::Key>>(&self, range: T) -> impl Iterator<Item = &R> {
        self.0.range(range).map(|(_, record)| record)
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the records for which `keep` holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&R) -> bool) {
        self.0.retain(|_, record| keep(record));
    }
}

impl<R: Record> Default for Table<R> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<R: Record + PartialEq> PartialEq for Table<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R: Record + fmt::Debug> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, R: Record> IntoIterator for &'a Table<R> {
    type Item = &'a R;
    type IntoIter = std::collections::btree_map::Values<'a, R::Key, R>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Of records with the same key the last one stays.
impl<R: Record> FromIterator<R> for Table<R> {
    fn from_iter<I: IntoIterator<Item = R>>(records: I) -> Self {
        // One by one: collecting would sort first, and a sort is compiled for every kind of record.
        let mut table = Self::default();
        for record in records {
            table.insert(record);
        }
        table
    }
}

impl<R: Record + Serialize> Serialize for Table<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, R: Record + Deserialize<'de>> Deserialize<'de> for Table<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Records<R>(std::marker::PhantomData<R>);
        impl<'de, R: Record + Deserialize<'de>> Visitor<'de> for Records<R> {
            type Value = Table<R>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of records")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Table<R>, A::Error> {
                let mut table = Table::default();
                while let Some(record) = seq.next_element::<R>()? {
                    table.insert(record);
                }
                Ok(table)
            }
        }
        deserializer.deserialize_seq(Records(std::marker::PhantomData))
    }
}

/// A section of the plan: cheap to clone, equal only when it is the very same, copied when edited.
///
/// Pointer equality is what lets a stage be skipped when its section did not change.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// A section of its own.
    pub fn new(section: T) -> Self {
        Self(Arc::new(section))
    }
}

impl<T: Clone> Shared<T> {
    /// The section for editing; whoever else holds it keeps the old one.
    pub fn edit(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
