//! The store: whether it opens and is sound, or is in the hands of the running program.

use std::path::Path;

use passerelle_core::store::StoreError;

use super::{Finding, Service};
use crate::keeping;

/// Opens and verifies the store; says also whether the service is running on it.
pub(super) fn look(folder: &Path) -> (Service, Vec<Finding>) {
    // A folder that cannot be read is told by `data`.
    if !keeping::holds_a_store(folder).unwrap_or(false) {
        return (
            Service::Stopped,
            vec![Finding::note("store", "nothing is kept yet: the first start makes the store")],
        );
    }
    let verified = keeping::open(folder).and_then(|store| Ok(store.inner().verify()?));
    match verified {
        Ok(verification) if verification.is_sound() => {
            (Service::Stopped, vec![Finding::fine("store", "it opens; journal, index and checksums agree")])
        }
        Ok(verification) => (
            Service::Stopped,
            vec![Finding::broken(
                "store",
                verification.to_string(),
                "something of what was kept cannot be relied upon",
                "passerelle restore --from-journal   # after a copy of the data folder",
            )],
        ),
        Err(error) => {
            let in_use =
                error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::InUse { .. })));
            if in_use {
                let note = "the running program has it; `passerelle verify` asks it whether all is sound";
                return (Service::Running, vec![Finding::fine("store", note)]);
            }
            (
                Service::Stopped,
                vec![Finding::refused("store", &error, "the program does not start without its store")],
            )
        }
    }
}
