import { type HostLine, hostSchema } from "@nearside/shared/api/console/hosts.ts";
import * as v from "valibot";
import type { Db } from "../../platform/store/database.ts";
import { readKeyLine } from "./read-host-key.ts";

/** One import takes as many, because the person signs each of them. */
const MOST_CHANGES = 100;
/** A file has at most so many lines that are looked at. */
const MOST_LINES = 5000;

/**
 * Tells what a known_hosts file would change. Empty lines and remarks are left out. It changes nothing.
 *
 * @param file the text of the file, whose author may be hostile
 */
export async function previewHosts(db: Db, file: string): Promise<{ lines: HostLine[]; more: boolean }> {
  const known = new Map<string, string>();
  for (const { fingerprint, name } of await db.selectFrom("host_keys").select(["fingerprint", "name"]).execute())
    known.set(fingerprint, name);
  const lines: HostLine[] = [];
  const seen = new Set<string>();
  let changes = 0;
  for (const [at, text] of file.split(/\r?\n/).slice(0, MOST_LINES).entries()) {
    if (text.trim() === "" || text.startsWith("#")) continue;
    const line = await lineOf(at + 1, text, known);
    if (line.id !== null && seen.has(line.id)) continue; // a key of several names has the first
    if (line.id !== null) seen.add(line.id);
    if (line.action === "add" || line.action === "rename") changes += 1;
    if (changes > MOST_CHANGES) return { lines, more: true };
    lines.push(line);
  }
  return { lines, more: false };
}

async function lineOf(line: number, text: string, known: ReadonlyMap<string, string>): Promise<HostLine> {
  const [names = "", ...rest] = text.trim().split(/\s+/);
  const refused = (problem: string): HostLine => ({
    ...{ line, action: "refused", name: names.slice(0, 255), from: null, id: null, key: null, problem },
  });
  if (names.startsWith("@")) return refused("it is a mark for an authority or a revoked key");
  if (names.startsWith("|")) return refused("its name is hashed, so it can't be read: add the host by its name");
  const key = rest.slice(0, 2).join(" ");
  const read = await readKeyLine(key);
  if (read === undefined) return refused("it has no host key of a type that is taken");
  const name = nameIn(names);
  if (!v.is(hostSchema, { name, key })) return refused("its name names no single host");
  const from = known.get(read.fingerprint) ?? null;
  const action = from === null ? "add" : from === name ? "same" : "rename";
  return { line, action, name, from: action === "rename" ? from : null, id: read.fingerprint, key, problem: null };
}

/** The first name of a line; `[build-7]:2222` is written as `build-7:2222`. */
const nameIn = (names: string): string =>
  (names.split(",")[0] ?? "").toLowerCase().replace(/^\[([^\]]*)\]:(\d+)$/, "$1:$2");
