//! What a stored cycle is, without its sections: enough for the home page.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::Month;

/// A stored cycle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    /// The cycle's id.
    pub id: String,
    /// Counts saves; a save must name the one it builds on.
    pub revision: u64,
    /// When it was saved.
    pub saved_at: String,
    /// Its cycle month.
    pub first: Month,
    /// What the home page says of it, in words that only the page knows.
    pub(super) summary: String,
    /// Section name -> what is stored of it.
    pub sections: BTreeMap<String, Section>,
    /// Of a checkpoint: what it was taken of.
    pub checkpoint: Option<Checkpoint>,
    /// The whole file as pieces for the page that is left after a panic: text, or `#` and the hash of a section.
    pub pieces: Vec<String>,
}

impl Head {
    /// What the home page said of it, in the words of whoever saved it; `None` where an earlier version had other words.
    pub fn summary<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.summary).ok()
    }

    /// Bytes of all sections.
    pub fn bytes(&self) -> usize {
        self.sections.values().map(|section| section.bytes).sum()
    }
}

/// What makes a stored plan a checkpoint of a cycle and not a cycle of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkpoint {
    /// The cycle's id.
    pub of: String,
    /// What people call it.
    pub name: String,
}

/// A stored section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// SHA-256 of its bytes, the key that it is stored under.
    pub hash: String,
    /// How many bytes.
    pub bytes: usize,
}
