//! Saving, loading, listing and deleting cycles, section by section.

use std::collections::{BTreeMap, BTreeSet};

use ::idb::Database;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::head::{Checkpoint, Head, Section};
use super::idb::{self, HEADS, SECTIONS, Write};
use crate::file;
use crate::model::{Plan, Shared};

/// The open storage of this page, and what it last wrote for the plan in hand.
pub struct Store {
    database: Database,
    /// The plan as last saved or loaded, with the bytes' hashes: unchanged sections are neither encoded nor hashed again.
    last: Option<(Plan, Head)>,
}

impl Store {
    /// Opens the browser's storage.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where there is none.
    pub async fn open() -> Result<Self, StoreError> {
        Ok(Self { database: idb::open().await?, last: None })
    }

    /// Every stored cycle, the latest month first. A head that cannot be read is left out and counted.
    pub async fn list(&self) -> Result<(Vec<Head>, usize), StoreError> {
        let values = idb::all(&self.database, HEADS).await?;
        let total = values.len();
        let mut heads: Vec<Head> = values.iter().filter_map(|bytes| serde_json::from_slice(bytes).ok()).collect();
        heads.sort_by(|a, b| b.first.cmp(&a.first).then_with(|| a.id.cmp(&b.id)));
        let unread = total - heads.len();
        Ok((heads, unread))
    }

    /// Reads a cycle; later saves build on it.
    ///
    /// # Errors
    /// [`StoreError::Missing`], or [`StoreError::Corrupt`] with the section's name.
    pub async fn load(&mut self, id: &str) -> Result<Plan, StoreError> {
        let (head, plan) = self.recall(id).await?;
        self.last = Some((plan.clone(), head));
        Ok(plan)
    }

    /// Reads a cycle or a checkpoint beside the one in hand.
    ///
    /// # Errors
    /// As [`Store::load`].
    pub async fn recall(&self, id: &str) -> Result<(Head, Plan), StoreError> {
        let head = self.head(id).await?.ok_or(StoreError::Missing)?;
        let mut bytes = BTreeMap::new();
        for (name, section) in &head.sections {
            let section = idb::get(&self.database, SECTIONS, &section.hash)
                .await?
                .ok_or_else(|| StoreError::Corrupt(name.clone()))?;
            bytes.insert(name.as_str(), section);
        }
        let plan = plan_of(&bytes)?;
        Ok((head, plan))
    }

    /// Writes a cycle. `fresh`: it was not loaded from here, so an older one of the same id is replaced.
    ///
    /// # Errors
    /// [`StoreError::Elsewhere`] when another tab saved it meanwhile; [`StoreError::Full`] when there is no room. Nothing is written then.
    pub async fn save(
        &mut self,
        plan: &Plan,
        summary: &impl Serialize,
        at: String,
        fresh: bool,
    ) -> Result<Head, StoreError> {
        let head = self.put(plan, (plan.header.id.to_string(), None), summary, at, fresh).await?;
        self.last = Some((plan.clone(), head.clone()));
        Ok(head)
    }

    /// Writes a cycle that is not the one in hand, replacing what is stored of it.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no room. Nothing is written then.
    pub async fn archive(&mut self, plan: &Plan, summary: &impl Serialize, at: String) -> Result<(), StoreError> {
        self.put(plan, (plan.header.id.to_string(), None), summary, at, true).await.map(|_| ())
    }

    /// Keeps a cycle as it is under an id and a name of its own, beside it.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no room. Nothing is written then.
    pub async fn keep(&mut self, plan: &Plan, id: String, name: String, at: String) -> Result<(), StoreError> {
        let checkpoint = Checkpoint { of: plan.header.id.to_string(), name };
        self.put(plan, (id, Some(checkpoint)), &"", at, true).await.map(|_| ())
    }

    async fn put(
        &self,
        plan: &Plan,
        (id, checkpoint): (String, Option<Checkpoint>),
        summary: &impl Serialize,
        at: String,
        fresh: bool,
    ) -> Result<Head, StoreError> {
        let stored = self.head(&id).await?;
        let known = self.last.as_ref().filter(|(_, head)| head.id == id).map(|(_, head)| head.revision);
        let stored_revision = stored.as_ref().map_or(0, |head| head.revision);
        if !fresh && stored.is_some() && known != Some(stored_revision) {
            return Err(StoreError::Elsewhere);
        }
        let encoded = self.encode(plan);
        let sections: BTreeMap<String, Section> =
            encoded.iter().map(|part| (part.name.into(), part.section.clone())).collect();
        let head = Head {
            revision: stored_revision + 1,
            saved_at: at,
            first: plan.header.first,
            summary: String::from_utf8(json(summary)).unwrap_or_default(),
            checkpoint,
            pieces: pieces(&encoded),
            sections,
            id,
        };
        let surplus = self.surplus(&head.id, hashes(&head).collect(), stored.as_ref()).await?;
        let head_bytes = json(&head);
        let write = Write {
            sections: encoded
                .iter()
                .filter_map(|part| Some((part.section.hash.as_str(), part.bytes.as_deref()?)))
                .collect(),
            surplus,
            head: Ok((&head.id, &head_bytes)),
        };
        idb::write(&self.database, write).await?;
        Ok(head)
    }

    /// Takes a cycle out.
    pub async fn delete(&mut self, id: &str) -> Result<(), StoreError> {
        let stored = self.head(id).await?;
        let surplus = self.surplus(id, BTreeSet::new(), stored.as_ref()).await?;
        idb::write(&self.database, Write { sections: Vec::new(), surplus, head: Err(id) }).await?;
        if self.last.as_ref().is_some_and(|(_, head)| head.id == id) {
            self.last = None;
        }
        Ok(())
    }

    async fn head(&self, id: &str) -> Result<Option<Head>, StoreError> {
        let Some(bytes) = idb::get(&self.database, HEADS, id).await? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| StoreError::Corrupt("head".into()))
    }

    /// Sections of the stored version of a cycle that neither its new version (`kept`) nor any other cycle needs.
    async fn surplus(
        &self,
        id: &str,
        mut kept: BTreeSet<String>,
        stored: Option<&Head>,
    ) -> Result<Vec<String>, StoreError> {
        let Some(stored) = stored else { return Ok(Vec::new()) };
        let (heads, _) = self.list().await?;
        kept.extend(heads.iter().filter(|head| head.id != id).flat_map(hashes));
        Ok(hashes(stored).filter(|hash| !kept.contains(hash)).collect())
    }

    /// The sections as bytes, those that did not change since the last save only by their hash.
    fn encode(&self, plan: &Plan) -> Vec<Part> {
        let last = self.last.as_ref();
        let mut parts = vec![part("header", &plan.header, false, last)];
        macro_rules! sections {
            ($($field:ident)*) => {$(
                let same = last.is_some_and(|(saved, _)| saved.$field == plan.$field);
                parts.push(part(stringify!($field), &plan.$field, same, last));
            )*};
        }
        sections!(catalog actuals product demand supply finance process scenarios past approval unknown);
        parts
    }
}

fn hashes(head: &Head) -> impl Iterator<Item = String> + '_ {
    head.sections.values().map(|section| section.hash.clone())
}

struct Part {
    name: &'static str,
    section: Section,
    /// `None`: storage has it already.
    bytes: Option<Vec<u8>>,
}

fn part<T: Serialize>(name: &'static str, section: &T, same: bool, last: Option<&(Plan, Head)>) -> Part {
    if let Some(section) = last.filter(|_| same).and_then(|(_, head)| head.sections.get(name)) {
        return Part { name, section: section.clone(), bytes: None };
    }
    let bytes = json(section);
    Part { name, section: Section { hash: file::sha256_hex(&bytes), bytes: bytes.len() }, bytes: Some(bytes) }
}

/// The model has no map whose keys are not text, which is the only thing that JSON cannot say.
fn json<T: Serialize>(value: &T) -> Vec<u8> {
    file::to_text(value)
}

/// The whole plan file as text and references to sections, for `boot.js`.
fn pieces(parts: &[Part]) -> Vec<String> {
    let mut pieces = vec![format!("{{\"format\":\"sextant-plan\",\"version\":{},\"plan\":{{", file::VERSION)];
    let shown = parts.iter().filter(|part| part.name != "unknown");
    for (k, part) in shown.enumerate() {
        pieces.push(format!("{}\"{}\":", if k == 0 { "" } else { "," }, part.name));
        pieces.push(format!("#{}", part.section.hash));
    }
    pieces.push("}}".into());
    pieces
}

fn plan_of(bytes: &BTreeMap<&str, Vec<u8>>) -> Result<Plan, StoreError> {
    fn section<T: DeserializeOwned + Default>(bytes: &BTreeMap<&str, Vec<u8>>, name: &str) -> Result<T, StoreError> {
        match bytes.get(name) {
            Some(bytes) => serde_json::from_slice(bytes).map_err(|_| StoreError::Corrupt(name.into())),
            None => Ok(T::default()),
        }
    }
    Ok(Plan {
        header: section(bytes, "header")?,
        catalog: section(bytes, "catalog")?,
        actuals: section(bytes, "actuals")?,
        product: section(bytes, "product")?,
        demand: section(bytes, "demand")?,
        supply: section(bytes, "supply")?,
        finance: section(bytes, "finance")?,
        process: section(bytes, "process")?,
        scenarios: section(bytes, "scenarios")?,
        past: section(bytes, "past")?,
        approval: section::<Option<Shared<_>>>(bytes, "approval")?,
        unknown: section(bytes, "unknown")?,
    })
}
