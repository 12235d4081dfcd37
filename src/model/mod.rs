//! What people typed or imported: the plan document and the one verb that edits it.
