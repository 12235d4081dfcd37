//! Checkpoints: the cycle as it was at a moment, kept under a name beside it. Returning to one is an edit like any other: Undo takes
//! it back.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Session;
use crate::model::{Change, Plan, diff};
use crate::store::Head;

impl Session {
    /// Keeps the open cycle as it is now.
    pub fn keep_checkpoint(&self, name: String) {
        let session = *self;
        let Some(plan) = self.live.get_untracked() else { return };
        spawn_local(async move {
            let Some(mut store) = session.lend_store().await else { return };
            let id = format!("{}#{}", plan.header.id, super::views::random_id());
            let kept = store.keep(&plan, id, name.clone(), super::views::now()).await;
            session.store.set_value(Some(store));
            if let Err(error) = kept {
                return session.storage_trouble(&error);
            }
            session.list_cycles().await;
            session.say(format!("Checkpoint saved: {name}"), false);
        });
    }

    /// Brings the open cycle back to a checkpoint.
    pub fn return_to(&self, id: String) {
        let session = *self;
        spawn_local(async move {
            let Some(store) = session.lend_store().await else { return };
            let kept = store.recall(&id).await;
            session.store.set_value(Some(store));
            match kept {
                Ok((head, plan)) => session.bring_back(&head, &plan),
                Err(error) => session.storage_trouble(&error),
            }
        });
    }

    fn bring_back(&self, head: &Head, plan: &Plan) {
        let name = head.checkpoint.as_ref().map(|checkpoint| checkpoint.name.clone()).unwrap_or_default();
        let now = self.live.get_untracked().filter(|now| now.header.id == plan.header.id);
        let changes = now.map(|now| diff(&now, plan)).unwrap_or_default();
        if changes.is_empty() {
            return self.say(format!("Nothing differs from {name}"), false);
        }
        self.scenario.set(None);
        self.commit(Change::Many(changes), format!("Back to {name}"));
    }

    /// Takes a checkpoint out of storage. The page has asked before.
    pub fn drop_checkpoint(&self, id: String) {
        let session = *self;
        spawn_local(async move {
            session.take_out(&id).await;
            session.list_cycles().await;
        });
    }

    /// Takes the checkpoints of a cycle out with it.
    pub(super) async fn drop_checkpoints_of(self, cycle: &str) {
        let of = |head: &&Head| head.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.of == cycle);
        let ids: Vec<String> =
            self.checkpoints.with_untracked(|heads| heads.iter().filter(of).map(|head| head.id.clone()).collect());
        for id in ids {
            self.take_out(&id).await;
        }
    }

    async fn take_out(self, id: &str) {
        let Some(mut store) = self.lend_store().await else { return };
        let gone = store.delete(id).await;
        self.store.set_value(Some(store));
        if let Err(error) = gone {
            self.storage_trouble(&error);
        }
    }

    /// The checkpoints of the open cycle, the newest first: id, name, when. Tracks both.
    pub fn checkpoints_here(&self) -> Vec<(String, String, String)> {
        let Some(cycle) = self.live.with(|plan| plan.as_ref().map(|plan| plan.header.id.to_string())) else {
            return Vec::new();
        };
        let here = |head: &Head| {
            let checkpoint = head.checkpoint.as_ref().filter(|checkpoint| checkpoint.of == cycle)?;
            Some((head.id.clone(), checkpoint.name.clone(), head.saved_at.clone()))
        };
        let mut list: Vec<_> = self.checkpoints.with(|heads| heads.iter().filter_map(here).collect());
        list.sort_by(|a, b| b.2.cmp(&a.2));
        list
    }
}
