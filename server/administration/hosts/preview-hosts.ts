import { type HostLine, hostSchema } from "@nearside/shared/api/console/hosts.ts";
import * as v from "valibot";
import type { Db } from "../../platform/store/database.ts";
import { consoleTexts } from "../../texts/console.ts";
import { readKeyLine } from "./read-host-key.ts";

/** One import takes as many, because the person signs each of them. */
const MOST_CHANGES = 100;
/** A file has at most so many lines that are looked at. */
const MOST_LINES = 5000;
const ASKED_AT_ONCE = 500;

/**
 * Tells what a known_hosts file would change. Empty lines and remarks are left out. It changes nothing.
 *
 * @param file the text of the file, whose author may be hostile
 */
export async function previewHosts(db: Db, file: string): Promise<{ lines: HostLine[]; more: boolean }> {
  const read: Read[] = [];
  const seen = new Set<string>();
  for (const [at, text] of file.split(/\r?\n/).slice(0, MOST_LINES).entries()) {
    if (text.trim() === "" || text.startsWith("#")) continue;
    const line = await readLine(at + 1, text);
    if (line.id !== null && seen.has(line.id)) continue; // a key of several names has the first
    if (line.id !== null) seen.add(line.id);
    read.push(line);
  }
  const known = await namesOf(db, [...seen]);
  const lines: HostLine[] = [];
  let changes = 0;
  for (const line of read.map((each) => compared(each, known))) {
    if (line.action === "add" || line.action === "rename") changes += 1;
    if (changes > MOST_CHANGES) return { lines, more: true };
    lines.push(line);
  }
  return { lines, more: false };
}

/** A line by itself: refused, or a host's name and key. */
type Read = Pick<HostLine, "line" | "name" | "id" | "key" | "problem">;

/** The names under which those keys are enrolled, by fingerprint. */
async function namesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += ASKED_AT_ONCE) {
    const some = ids.slice(at, at + ASKED_AT_ONCE);
    const rows = await db
      .selectFrom("host_keys")
      .select(["fingerprint", "name"])
      .where("fingerprint", "in", some)
      .execute();
    for (const { fingerprint, name } of rows) names.set(fingerprint, name);
  }
  return names;
}

function compared(line: Read, known: ReadonlyMap<string, string>): HostLine {
  if (line.id === null) return { ...line, action: "refused", from: null };
  const from = known.get(line.id) ?? null;
  if (from === null) return { ...line, action: "add", from };
  return from === line.name ? { ...line, action: "same", from: null } : { ...line, action: "rename", from };
}

async function readLine(line: number, text: string): Promise<Read> {
  const [names = "", ...rest] = text.trim().split(/\s+/);
  const refused = (problem: string): Read => ({ line, name: names.slice(0, 255), id: null, key: null, problem });
  if (names.startsWith("@")) return refused(consoleTexts.hosts.marked);
  if (names.startsWith("|")) return refused(consoleTexts.hosts.hashed);
  const key = rest.slice(0, 2).join(" ");
  const read = await readKeyLine(key);
  if (read === undefined) return refused(consoleTexts.hosts.keyType);
  const name = nameIn(names);
  if (!v.is(hostSchema, { name, key })) return refused(consoleTexts.hosts.severalNames);
  return { line, name, id: read.fingerprint, key, problem: null };
}

/** The first name of a line; `[build-7]:2222` is written as `build-7:2222`. */
const nameIn = (names: string): string =>
  (names.split(",")[0] ?? "").toLowerCase().replace(/^\[([^\]]*)\]:(\d+)$/, "$1:$2");
