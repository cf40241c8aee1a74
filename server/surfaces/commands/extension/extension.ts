import { type PolicyRow, rollOutApi } from "@nearside/shared/api/console/roll-out.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { askServer } from "../../shell/ask-server.ts";
import { saidAs } from "../../shell/server-refused.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `nearside-server extension` lists the ids of the extension, by the keys that sign its package. */
export async function listExtensionKeysCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { keys, now } = await askServer(dataFolder, shellApi.extensionKeys, {});
  if (keys.length === 0) terminal.say("No key was made yet. The first is made when the extension is first asked for.");
  for (const { id, state, created_at } of keys)
    terminal.out(
      `${id}  ${state.padEnd(7)}  made ${spanInWords(Math.max(0, Math.floor((now - created_at) / 1000)))} ago`,
    );
}

const BROWSERS: Readonly<Record<string, string>> = {
  chromium: "Chromium",
  chrome: "Google Chrome",
  edge: "Microsoft Edge",
  brave: "Brave",
  firefox: "Firefox",
};

/** `nearside-server extension policy` prints what an administrator copies to where the browser looks. */
export async function policyCommand(
  dataFolder: string,
  { browser, system }: { readonly browser: string; readonly system: string },
  terminal: Terminal,
): Promise<void> {
  const { extension, policies } = await askServer(dataFolder, rollOutApi.view, {});
  if (extension === null)
    throw new CannotStart(
      "The extension of this server was not built, so there is nothing to roll out. Run: npm run build",
    );
  const found = policies.find((policy) => policy.browser === BROWSERS[browser] && policy.system === system);
  if (found === undefined)
    throw new CannotStart(
      `There is no such policy. Browsers are ${Object.keys(BROWSERS).join(", ")}; systems are linux, windows and macos.`,
    );
  terminal.out(found.text.trimEnd());
  terminal.say(whereTo(found));
}

const whereTo = ({ name, folder }: PolicyRow): string =>
  folder === null
    ? `It is for what manages your machines, as ${name}.`
    : `It goes into ${folder} as ${name}, readable for everybody and writable for root alone.`;

/** `nearside-server extension rotate` */
export async function rotateExtensionKeyCommand(
  dataFolder: string,
  { now }: { readonly now: boolean },
  terminal: Terminal,
): Promise<void> {
  const { id, before } = await askServer(dataFolder, shellApi.rotateExtensionKey, { ends_old: now });
  terminal.out(id);
  terminal.say(
    now
      ? `New policies have that id. The one before (${before ?? "none"}) has ended: its package is handed out no more, and no keeper admits it. Put new policies in place at once, and have each browser enrolled again: nearside enroll <issuer> --browser`
      : `New policies have that id. Machines with the one before (${before ?? "none"}) go on and get its updates. Put new policies in place; each browser is then enrolled again (nearside enroll <issuer> --browser). Once none is left: nearside-server extension end ${before ?? "<id>"}`,
  );
}

/** `nearside-server extension end` */
export async function endExtensionKeyCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, shellApi.endExtensionKey, { id }).catch(
    saidAs({
      unknown: "There is no such key that could be ended. See: nearside-server extension",
      conflict:
        "That key signs what new machines get, so it was not ended. Make another one first: nearside-server extension rotate",
    }),
  );
  terminal.out(id);
  terminal.say("It has ended: its package is handed out no more, and keepers stop admitting it within hours.");
}
