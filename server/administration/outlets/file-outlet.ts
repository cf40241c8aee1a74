import { type FileHandle, open } from "node:fs/promises";
import { outletTexts } from "../../texts/outlets.ts";
import type { EventRecord } from "./event-record.ts";
import { lineOf, type Outlet, Undelivered } from "./outlet.ts";

const MOST = 500;
const NEWLINE = 0x0a;

/**
 * A file with one JSON text per line. It is opened again for each batch, so `logrotate` may move it away at any time, without a signal and
 * without `copytruncate`: the next batch makes a new one.
 */
export const fileOutlet = (path: string): Outlet => ({
  name: "file",
  most: MOST,
  async send(records) {
    try {
      const file = await open(path, "a+", 0o600);
      try {
        await demandPlain(file, path);
        await append(file, records);
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (cause instanceof Undelivered) throw cause;
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : outletTexts.unknownError;
      throw new Undelivered(outletTexts.file.notWritten({ path, code }), { cause });
    }
  },
  close() {},
});

/** A pipe or a device is no disk: nothing says that anybody has it, and a full pipe would hold the server. */
async function demandPlain(file: FileHandle, path: string): Promise<void> {
  if ((await file.stat()).isFile()) return;
  throw new Undelivered(outletTexts.file.notAFile({ path }));
}

async function append(file: FileHandle, records: readonly EventRecord[]): Promise<void> {
  // a disk that was full, or a crash, may have left half a line; what was in it comes again as a whole one
  const begin = (await endsInLine(file)) ? "" : "\n";
  await file.appendFile(begin + records.map((record) => `${lineOf(record)}\n`).join(""));
  await file.datasync();
}

async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] === NEWLINE;
}
