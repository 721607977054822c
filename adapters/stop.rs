//! The signal to stop, for everybody who waits.

use tokio::sync::watch;

/// Hears the signal.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

/// Gives the signal.
#[derive(Debug)]
pub(crate) struct Bell(watch::Sender<bool>);

/// Makes the two ends of a signal.
pub(crate) fn signal() -> (Bell, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Bell(sender), Stop(receiver))
}

impl Bell {
    /// Tells everybody to stop.
    pub(crate) fn ring(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Waits for the signal; returns at once when it was given.
    pub(crate) async fn wait(&mut self) {
        // A bell that is gone rings no more: whoever held it has ended.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
