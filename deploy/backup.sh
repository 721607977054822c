#!/usr/bin/env bash
# Makes one backup of what Passerelle keeps, named by its day, checks it, and lets old ones go.
#
#   backup.sh DATA BACKUPS
#
# DATA is the data folder, BACKUPS where the backups go. Works beside the running service. PASSERELLE_BACKUP_DAYS tells how
# many days a backup is kept (30); PASSERELLE names the program when it is not beside this folder.
set -euo pipefail
umask 077

data=${1:?the data folder, then the folder of the backups}
backups=${2:?the folder of the backups}
days=${PASSERELLE_BACKUP_DAYS:-30}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${PASSERELLE:-$here/passerelle}

[[ $days =~ ^[0-9]+$ && $days -gt 0 ]] || { echo "error: PASSERELLE_BACKUP_DAYS is \`$days\`: a number of days from 1 on" >&2; exit 2; }
mkdir -p "$backups"

file=$backups/passerelle-$(date -u +%Y-%m-%d).backup
# Through the pipe: the running service, which has the store, may not write here. A second one on the same day takes the place
# of the first once it is whole.
trap 'rm -f "$file.part"' EXIT
"$program" backup --data "$data" - >"$file.part"

# A backup that cannot be brought back is none: it is, in a folder that is thrown away.
trial=$(mktemp -d)
trap 'rm -rf "$trial" "$file.part"' EXIT
"$program" restore --data "$trial/data" "$file.part" >&2
"$program" verify --data "$trial/data" >&2
sync "$file.part"
mv "$file.part" "$file"
sync "$backups"

# Only what has our name, and only once a newer one is whole.
find "$backups" -maxdepth 1 -type f -name 'passerelle-????-??-??.backup' -mtime "+$((days - 1))" -print -delete >&2
