// The archive of old logins and log entries: what is wrong with it, and what to do.

export const archiveTexts = {
  batch: ({ number }: { readonly number: number }) => `Batch ${number}`,
  wrong: {
    line: ({ name }: { readonly name: string }) => `${name}: its line in the index was changed.`,
    missingBefore: ({ name }: { readonly name: string }) =>
      `${name}: the line before it in the index is missing or was changed.`,
    unknown: ({ name }: { readonly name: string }) =>
      `${name}: the server does not know this batch. Another program wrote it, or the database was restored from an older backup: in that case continue with nearside-server archive begin.`,
    file: ({
      name,
      file,
      from,
      to,
    }: {
      readonly name: string;
      readonly file: string;
      readonly from: number;
      readonly to: number;
    }) => `${name}: ${file} was changed or is missing between bytes ${from} and ${to}.`,
    lastMissing: ({
      file,
      from,
      to,
      isOnItsWay,
    }: {
      readonly file: string;
      readonly from: number;
      readonly to: number;
      readonly isOnItsWay: boolean;
    }) =>
      isOnItsWay
        ? `The index does not have the last batch that the server lists (${file} from byte ${from} to ${to}), which is being written, nor the batches before it: its end was cut off or changed, or this is another archive.`
        : `The index does not have the last batch that the server lists (${file} from byte ${from} to ${to}): its end was cut off or changed, or this is another archive.`,
  },
  missing: ({
    folder,
    file,
    from,
    to,
  }: {
    readonly folder: string;
    readonly file: string;
    readonly from: number;
    readonly to: number;
  }) =>
    `The archive in ${folder} does not have what was moved to it last, which is ${file} from byte ${from} to ${to}: it was cut off or changed, or this is another folder. Nothing is moved until it is back. Take the folder from a backup, or name the right one in NEARSIDE_RETENTION_ARCHIVE. If it is lost for good: nearside-server archive begin`,
  tooMuch: ({ folder, to, file }: { readonly folder: string; readonly to: number; readonly file: string }) =>
    `The archive in ${folder} has more than this server moved to it: the last batch that the server lists ends at byte ${to} of ${file}, and index.jsonl has further batches. Nothing is moved for now. If the database was restored from a backup, these batches are newer than that backup, and the server continues after them with: nearside-server archive begin. If not, another program wrote them: take the folder from a backup.`,
  otherProcess: "another process archives now, because this one took too long with a file",
  intact: "The archive is as the server left it, so nothing was changed.",
  busy: "The server is moving old entries to the archive now, so nothing was changed. Try again in a moment. If a process was killed while it did that, wait for ten minutes.",
} as const;
