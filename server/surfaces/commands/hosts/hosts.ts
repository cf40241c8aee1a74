import { readFile } from "node:fs/promises";
import { hostSchema, hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { registerTexts } from "../../../texts/commands/register.ts";
import { askServer } from "../../shell/ask-server.ts";
import type { Terminal } from "../terminal/terminal.ts";

const MAX_SHOWN = 500;

/** `nearside-server hosts` lists the keys of hosts that administrators enrolled. */
export async function listHostsCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  let after: string | undefined;
  let count = 0;
  do {
    const page = await askServer(dataFolder, hostsApi.list, after === undefined ? {} : { after });
    for (const { id, name, type } of page.rows) terminal.out(registerTexts.hosts.row({ id, name, type }));
    count += page.rows.length;
    after = page.next ?? undefined;
  } while (after !== undefined);
  if (count === 0) terminal.say(registerTexts.hosts.none);
}

/**
 * `nearside-server hosts add <name> --key <file>` enrols the key of a host.
 *
 * @throws CannotStart if the file can't be read, or has no key
 */
export async function addHostCommand(
  dataFolder: string,
  { name, file }: { readonly name: string; readonly file: string },
  terminal: Terminal,
): Promise<void> {
  const body = v.safeParse(hostSchema, { name, key: (await textOf(file)).trim() });
  if (!body.success) throw new CannotStart(registerTexts.hosts.wrong({ problem: body.issues[0].message }));
  const { id } = await askServer(dataFolder, hostsApi.add, body.output);
  terminal.say(registerTexts.hosts.added({ name, id }));
}

/** `nearside-server hosts rename <key> <name>` */
export async function renameHostCommand(
  dataFolder: string,
  id: string,
  name: string,
  terminal: Terminal,
): Promise<void> {
  const { changed } = await askServer(dataFolder, at(hostsApi.rename, id), { name });
  terminal.say(changed ? registerTexts.hosts.renamed({ name }) : registerTexts.hosts.sameName);
}

/** `nearside-server hosts remove <key>` */
export async function removeHostCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, at(hostsApi.remove, id), {});
  terminal.say(registerTexts.hosts.removed);
}

/**
 * `nearside-server hosts import <file>` shows what a known_hosts file would change; with `--yes` it does that.
 *
 * @throws CannotStart if the file can't be read
 */
export async function importHostsCommand(
  dataFolder: string,
  { file, yes }: { readonly file: string; readonly yes: boolean },
  terminal: Terminal,
): Promise<void> {
  const { lines, more } = await askServer(dataFolder, hostsApi.preview, { file: await textOf(file) });
  for (const { line, action, name, from, problem } of lines) {
    const was = from === null ? null : neutralise(from, MAX_SHOWN);
    terminal.out(registerTexts.hosts.line({ line, action, name: neutralise(name, MAX_SHOWN), from: was, problem }));
  }
  const hosts = lines.flatMap(({ action, name, key }) =>
    key !== null && (action === "add" || action === "rename") ? [{ name, key }] : [],
  );
  if (hosts.length === 0) return terminal.say(registerTexts.hosts.nothing);
  if (!yes) return terminal.say(registerTexts.hosts.wouldChange({ count: hosts.length }));
  const { added, renamed } = await askServer(dataFolder, hostsApi.import, { hosts });
  terminal.say(registerTexts.hosts.imported({ added, renamed, more }));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CannotStart(registerTexts.hosts.unreadable({ file }), { cause });
  }
}
