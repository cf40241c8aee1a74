// Backups, restores and the move to PostgreSQL: what went wrong, and what to do. "Nothing was changed." or "Nothing was moved." may follow.

export const backupTexts = {
  nothingChanged: ({ sentence }: { readonly sentence: string }) => `${sentence} Nothing was changed.`,
  write: {
    notWritten: ({ problem }: { readonly problem: string }) => `${problem} The unfinished file was removed.`,
    file: ({ path }: { readonly path: string }) => `The file ${path}`,
    noPlainFile: ({ path }: { readonly path: string }) =>
      `${path} is not a regular file, and was left unchanged. Name another one.`,
    exists: ({ path }: { readonly path: string }) =>
      `There is already a file ${path}, and it was left unchanged. Name another one, or add --replace if the new backup should replace it.`,
  },
  make: {
    neverStarted: "No server has ever started on that database, so there is nothing to back up.",
    noDatabase: ({ dataFolder }: { readonly dataFolder: string }) =>
      `There is no database in the data folder ${dataFolder}. Name the right folder with NEARSIDE_DATA_DIR, or in the file that NEARSIDE_CONFIG names.`,
    damaged: ({ problem }: { readonly problem: string }) =>
      `SQLite reports that the database is damaged (${problem}). Take an earlier backup, and check the disk.`,
    looseRow: ({ table, parent }: { readonly table: string; readonly parent: string }) =>
      `A row of the table ${table} refers to a row of ${parent} that does not exist. Take an earlier backup.`,
  },
  check: {
    newer: ({ version, unknown }: { readonly version: string; readonly unknown: string }) =>
      `The backup was made by a newer version of Nearside, ${version} (it knows ${unknown}). Restore it with that version or a later one.`,
    otherServer: ({ theirs, ours }: { readonly theirs: string; readonly ours: string }) =>
      `The backup belongs to ${theirs}, and the settings here name ${ours}. Passkeys and machines only know the address with which they were enrolled: set NEARSIDE_ISSUER to that address, or take the right file.`,
    ofPostgres:
      "The backup was made from PostgreSQL, and the settings name none. Set DATABASE_URL to an empty database.",
    ofEmbedded:
      "The backup was made from the embedded database, and the settings name a PostgreSQL. Restore it without DATABASE_URL, and move it then: nearside-server migrate-to.",
    newerForm: ({ form, ours }: { readonly form: number; readonly ours: number }) =>
      `The backup has the form ${form} of a newer version of Nearside, and this version reads form ${ours}. Restore it with that version or a later one.`,
    changed: ({ finding }: { readonly finding: string }) =>
      `The backup was changed after it was made. ${finding} Take another one, and find out who could write to this one.`,
    unproven:
      "Nothing proves that this backup is unchanged: it has no seal by a key that only this server's wrapping key opens. If you kept the SHA-256 that `backup` printed, in another place than the backup, name it: --sha256 <the 64 digits>. Otherwise take another backup.",
    notABackup: "This file is not a backup of a Nearside server. Name a file that `nearside-server backup` wrote.",
    damaged:
      "The backup is damaged or incomplete: SQLite can't read the whole file. Take another one, and compare the SHA-256 that `backup` printed.",
  },
  changed: {
    seal: "Its seal belongs to another text.",
    dump: "The data of pg_dump is incomplete or was changed.",
    unreadable: "Its description can't be read.",
    form: "Its description does not have the right form.",
    rows: ({
      name,
      said,
      found,
    }: {
      readonly name: string;
      readonly said: number | string;
      readonly found: number | string;
    }) => `The table ${name} should have ${said} rows, and has ${found} rows or other rows.`,
    tables: "Its tables, triggers or counters differ from its description.",
    part: ({ part }: { readonly part: string }) => `The content of ${part} differs from its description.`,
  },
  programs: {
    failed: ({ name, said }: { readonly name: string; readonly said: string }) =>
      `${name} failed. It said: ${said}. Nothing was changed.`,
    notInstalled: ({ name }: { readonly name: string }) =>
      name === "pg_dump"
        ? `The data is in PostgreSQL, and ${name} is not installed on this machine. Nothing was changed. Install PostgreSQL's client programs, of the version of the server there or newer (postgresql-client in Debian), and try again. Or run this command on a machine that has them, with the same settings and wrapping key. \`restore\` does not accept the output of pg_dump itself: pg_restore would bring back every token, ticket and session that has ended since.`
        : `The data is in PostgreSQL, and ${name} is not installed on this machine. Nothing was changed. Install PostgreSQL's client programs, of the version of the server there or newer (postgresql-client in Debian), and try again.`,
  },
  restore: {
    tablesThere: ({
      database,
      count,
      isOurs,
    }: {
      readonly database: string;
      readonly count: number;
      readonly isOurs: boolean;
    }) =>
      isOurs
        ? `The database ${database} already has tables (${count}), because a restore into it was stopped before its end, and a backup never replaces data. Create an empty database (createdb, with another name or after dropdb), name it in DATABASE_URL, and try again.`
        : `The database ${database} already has tables (${count}), and a backup never replaces data. Back that database up too if a server used it. Create an empty one (createdb, with another name or after dropdb), name it in DATABASE_URL, and try again.`,
    noFile: ({ file }: { readonly file: string }) => `There is no file ${file}. Name the backup.`,
    otherSum: ({ file, sha256 }: { readonly file: string; readonly sha256: string }) =>
      `The SHA-256 of ${file} is not ${sha256}. Take the file that has it.`,
    dataThere: ({ dataFolder, there }: { readonly dataFolder: string; readonly there: string }) =>
      `The data folder ${dataFolder} already has data (${there}), and a backup never replaces data. Back that up too, move its files away (mv ${dataFolder} ${dataFolder}-before), and try again.`,
    strange: ({ strange }: { readonly strange: string }) =>
      `The backup was changed after it was made: ${strange} differs from what a server makes. Take another one, and find out who could write to this one.`,
  },
  move: {
    noDatabase: ({ dataFolder }: { readonly dataFolder: string }) =>
      `There is no database in the data folder ${dataFolder}.`,
    neverStarted: "No server has ever started on that database.",
    otherVersion:
      "The tables of the data folder belong to another version of the server. Start this version once, which upgrades them, and try again.",
    unfinishedEarlier:
      "An earlier version started a move to that database. Drop the database and create it again (dropdb, createdb), and try again.",
    ofOther: "Another server's data is being moved to that database. Name another database.",
    movedAlready: ({ moved }: { readonly moved: string }) => `The data of this folder was already ${moved}.`,
    dataThere: ({ where }: { readonly where: string }) =>
      `There is already data in ${where}, which is never replaced. Name an empty database.`,
    stopServer: ({ rows }: { readonly rows: number }) =>
      `${rows} rows are there. Stop the server now: this command then continues by itself, and copies the changes since. If systemd holds its socket, stop that too, or the next request starts the server again (systemctl stop nearside-server.socket nearside-server).`,
    comparing: "No server uses the data folder now. Both databases are compared, row by row.",
    stillDiffer: "The databases still differ: another program writes to one of them. Find out which one has it open.",
    counts: "The counts of passkeys or of machines differ.",
  },
  nothingMoved: ({ sentence }: { readonly sentence: string }) => `${sentence} Nothing was moved.`,
} as const;
