//! The few IndexedDB calls that are needed, each one transaction.

use ::idb::{Database, Factory, ObjectStoreParams, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::error::StoreError;

/// Heads by cycle id.
pub(super) const HEADS: &str = "heads";
/// Section bytes by hash.
pub(super) const SECTIONS: &str = "sections";

/// Storage names carry the page's path: one static host serves many apps on one origin.
pub fn database_name() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    format!("sextant:{}", path.trim_end_matches("index.html"))
}

/// Opens the database, creating what is missing.
pub(super) async fn open() -> Result<Database, StoreError> {
    let mut request = Factory::new()?.open(&database_name(), Some(1))?;
    request.on_upgrade_needed(|event| {
        use ::idb::DatabaseEvent as _;
        let Ok(database) = event.database() else { return };
        for store in [HEADS, SECTIONS] {
            if !database.store_names().iter().any(|name| name == store) {
                // A failure shows when the first transaction does not find the store.
                let _created = database.create_object_store(store, ObjectStoreParams::new());
            }
        }
    });
    Ok(request.await?)
}

/// The bytes under a key.
pub(super) async fn get(database: &Database, store: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let transaction = database.transaction(&[store], TransactionMode::ReadOnly)?;
    let value = transaction.object_store(store)?.get(JsValue::from_str(key))?.await?;
    Ok(value.map(|value| Uint8Array::new(&value).to_vec()))
}

/// Every value of a store, in key order.
pub(super) async fn all(database: &Database, store: &str) -> Result<Vec<Vec<u8>>, StoreError> {
    let transaction = database.transaction(&[store], TransactionMode::ReadOnly)?;
    let values = transaction.object_store(store)?.get_all(None, None)?.await?;
    Ok(values.iter().map(|value| Uint8Array::new(value).to_vec()).collect())
}

/// What one write does.
pub(super) struct Write<'a> {
    /// Sections to put, by hash.
    pub sections: Vec<(&'a str, &'a [u8])>,
    /// Sections that no head needs any more.
    pub surplus: Vec<String>,
    /// The head to put, or the cycle to delete.
    pub head: Result<(&'a str, &'a [u8]), &'a str>,
}

/// Carries a write out, all or nothing.
pub(super) async fn write(database: &Database, write: Write<'_>) -> Result<(), StoreError> {
    let transaction = database.transaction(&[HEADS, SECTIONS], TransactionMode::ReadWrite)?;
    let sections = transaction.object_store(SECTIONS)?;
    for (hash, bytes) in write.sections {
        sections.put(&Uint8Array::from(bytes), Some(&JsValue::from_str(hash)))?.await?;
    }
    for hash in write.surplus {
        sections.delete(JsValue::from_str(&hash))?.await?;
    }
    let heads = transaction.object_store(HEADS)?;
    match write.head {
        Ok((id, bytes)) => {
            heads.put(&Uint8Array::from(bytes), Some(&JsValue::from_str(id)))?.await?;
        }
        Err(id) => heads.delete(JsValue::from_str(id))?.await?,
    }
    transaction.commit()?.await?;
    Ok(())
}
