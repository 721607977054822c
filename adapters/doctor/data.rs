//! The data folder: whether it can be written to, keeps what it was given, has room, and is kept from others.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Finding;
use super::modes::{Others, foreign_owner, others};
use crate::control;

/// Less room than this, and the next weeks may fill the disk.
const LITTLE: u64 = 1 << 30;

/// Less than this, and a backup or a compaction fails.
const TOO_LITTLE: u64 = 64 << 20;

/// How long a sync may take before people notice.
const SLOW: Duration = Duration::from_millis(250);

/// Looks at the folder, and at the disk beneath it.
pub(super) fn look(folder: &Path) -> Vec<Finding> {
    let shown = folder.display();
    let about = match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return yet_to_be_made(folder),
        Err(error) => {
            return vec![Finding::broken(
                "data",
                format!("the data folder `{shown}` cannot be looked at: {error}"),
                "nothing could be kept, so nothing is accepted",
                "name a folder that this user owns with --data DIR, or in `store.url`",
            )];
        }
        Ok(about) => about,
    };
    if !about.is_dir() {
        return vec![Finding::broken(
            "data",
            format!("`{shown}` is no folder"),
            "nothing could be kept, so nothing is accepted",
            "name a folder with --data DIR, or in `store.url`",
        )];
    }
    let mut findings = Vec::new();
    if let Some(owner) = foreign_owner(folder) {
        findings.push(Finding::warning(
            "data",
            format!("`{shown}` belongs to user {owner}, who is not the one who runs this"),
            "what this user writes there, the service may not be able to read",
            "run this as the user who runs the service: sudo -u passerelle passerelle doctor",
        ));
    }
    match others(folder) {
        Others::Nothing => {}
        Others::GroupReads => findings.push(Finding::note("data", format!("its group may read `{shown}`"))),
        Others::Read | Others::Write => findings.push(Finding::broken(
            "permissions",
            format!("everybody on this machine may look into `{shown}`"),
            "what people wrote is kept there",
            format!("chmod 700 {shown}"),
        )),
    }
    match write_and_sync(folder) {
        Ok(took) if took > SLOW => findings.push(Finding::warning(
            "disk",
            format!("a sync takes {} ms", took.as_millis()),
            "each message is answered when it is safe on the disk: people wait for this",
            "put the data folder on a local disk with --data DIR",
        )),
        Ok(_) => findings.push(Finding::fine("data", format!("`{shown}` can be written to and synced"))),
        Err(error) => findings.push(Finding::broken(
            "data",
            format!("nothing can be kept in `{shown}`: {error}"),
            "an event is accepted only when it is safe on the disk",
            "chown it to the user who runs the service, or name another with --data DIR",
        )),
    }
    findings.extend(room(folder));
    findings.extend(kind_of_disk(folder));
    findings.extend(control::too_long(folder).map(|path| {
        Finding::warning(
            "control",
            format!("`{}` is too long for a socket", path.display()),
            "no command could be given beside the running program",
            "name a data folder with a shorter path with --data DIR",
        )
    }));
    findings
}

/// A folder that is not there yet can be made where its nearest ancestor lets us.
fn yet_to_be_made(folder: &Path) -> Vec<Finding> {
    if folder.symlink_metadata().is_ok() {
        return vec![Finding::broken(
            "data",
            format!("the data folder `{}` is a link that leads nowhere", folder.display()),
            "nothing could be kept, so nothing is accepted",
            "make the folder it leads to, or name another with --data DIR",
        )];
    }
    let whole: PathBuf = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let Some(above) = whole.ancestors().find(|above| above.exists()) else { return Vec::new() };
    let writable = above.is_dir()
        && rustix::fs::access(above, rustix::fs::Access::WRITE_OK).is_ok()
        && !is_kernel(above);
    if !writable {
        return vec![Finding::broken(
            "data",
            format!(
                "the data folder `{}` is not there, and cannot be made in `{}`",
                folder.display(),
                above.display()
            ),
            "nothing could be kept, so nothing is accepted",
            "name a folder that this user may make with --data DIR, or in `store.url`",
        )];
    }
    let mut findings = vec![Finding::note(
        "data",
        format!("`{}` is not there yet: the first start makes it", folder.display()),
    )];
    findings.extend(room(above));
    findings
}

/// The kernel shows things as files where nobody makes any.
fn is_kernel(path: &Path) -> bool {
    path.starts_with("/proc") || path.starts_with("/sys")
}

/// Writes a file, syncs it and its folder, and removes it; returns how long the syncs took.
fn write_and_sync(folder: &Path) -> io::Result<Duration> {
    let path = folder.join(format!("doctor.{}.tmp", std::process::id()));
    let written = || -> io::Result<Duration> {
        let mut file = File::create(&path)?;
        file.write_all(b"Passerelle's doctor was here.\n")?;
        let begin = Instant::now();
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(begin.elapsed())
    };
    let written = written();
    let removed = fs::remove_file(&path);
    written.and_then(|took| removed.map(|()| took))
}

fn room(folder: &Path) -> Option<Finding> {
    let about = rustix::fs::statvfs(folder).ok()?;
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let shown = format!("{} MB are free where `{}` is", free / 1_000_000, folder.display());
    let fix = "make room, or name a folder on another disk with --data DIR";
    let nodes = about.f_files > 0 && about.f_favail == 0;
    Some(if free < TOO_LITTLE || nodes {
        let shown =
            if nodes { "no more files can be made on the disk of the data folder".to_owned() } else { shown };
        Finding::broken("disk", shown, "a full disk keeps nothing: people are asked to wait", fix)
    } else if free < LITTLE {
        Finding::warning("disk", shown, "it may fill up before somebody looks again", fix)
    } else {
        Finding::fine("disk", shown)
    })
}

/// Disks that do not keep, or do not lock.
#[cfg(target_os = "linux")]
fn kind_of_disk(folder: &Path) -> Option<Finding> {
    // The numbers are those of statfs(2).
    let name = match rustix::fs::statfs(folder).ok()?.f_type as u64 {
        0x0102_1994 => "in memory (tmpfs)",
        0x6969 => "on a network disk (NFS)",
        0xFF53_4D42 | 0xFE53_4D42 | 0x517B => "on a network disk (SMB)",
        _ => return None,
    };
    Some(Finding::warning(
        "disk",
        format!("`{}` is {name}", folder.display()),
        "what is in memory is gone after a restart of the machine; network disks keep their promises less well",
        "name a folder on a local disk with --data DIR",
    ))
}

#[cfg(not(target_os = "linux"))]
fn kind_of_disk(_: &Path) -> Option<Finding> {
    None
}
