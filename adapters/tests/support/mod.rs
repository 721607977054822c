//! What several tests of the program need: what is learnt of the sample base, learnt once.
#![expect(unreachable_pub, clippy::unwrap_used, reason = "a module of tests has no public, and is for tests")]

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What the program learns of the sample base.
fn learnt() -> &'static Path {
    static LEARNT: OnceLock<PathBuf> = OnceLock::new();
    LEARNT.get_or_init(|| {
        let data =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("learnt-{}", env!("CARGO_CRATE_NAME")));
        let mut ask = Command::new(env!("CARGO_BIN_EXE_passerelle"));
        ask.args(["ask", "bonjour", "--knowledge"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sample"))
            .arg("--data")
            .arg(&data);
        assert!(ask.output().unwrap().status.success());
        data.join("derived/learnt")
    })
}

/// Puts it into a data folder, which is made as the program makes it.
pub fn teach(data: &Path) {
    let derived = data.join("derived");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&derived).unwrap();
    fs::copy(learnt(), derived.join("learnt")).unwrap();
}
