import { type PolicyRow, rollOutApi } from "@nearside/shared/api/console/roll-out.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { registerTexts } from "../../../texts/commands/register.ts";
import { askServer } from "../../shell/ask-server.ts";
import { saidAs } from "../../shell/server-refused.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `nearside-server extension` lists the ids of the extension, by the keys that sign its package. */
export async function listExtensionKeysCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { keys, now } = await askServer(dataFolder, shellApi.extensionKeys, {});
  if (keys.length === 0) terminal.say(registerTexts.extension.noKey);
  for (const { id, state, created_at } of keys)
    terminal.out(
      registerTexts.extension.key({ id, state, span: spanInWords(Math.max(0, Math.floor((now - created_at) / 1000))) }),
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
  if (extension === null) throw new CannotStart(registerTexts.extension.notBuilt);
  const found = policies.find((policy) => policy.browser === BROWSERS[browser] && policy.system === system);
  if (found === undefined)
    throw new CannotStart(registerTexts.extension.noPolicy({ browsers: Object.keys(BROWSERS).join(", ") }));
  terminal.out(found.text.trimEnd());
  terminal.say(whereTo(found));
}

const whereTo = ({ name, folder }: PolicyRow): string =>
  folder === null
    ? registerTexts.extension.forManagement({ name })
    : registerTexts.extension.toFolder({ folder, name });

/** `nearside-server extension rotate` */
export async function rotateExtensionKeyCommand(
  dataFolder: string,
  { now }: { readonly now: boolean },
  terminal: Terminal,
): Promise<void> {
  const { id, before } = await askServer(dataFolder, shellApi.rotateExtensionKey, { ends_old: now });
  terminal.out(id);
  terminal.say(now ? registerTexts.extension.replaced({ before }) : registerTexts.extension.rotated({ before }));
}

/** `nearside-server extension end` */
export async function endExtensionKeyCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, shellApi.endExtensionKey, { id }).catch(
    saidAs({
      unknown: registerTexts.extension.unknownKey,
      conflict: registerTexts.extension.activeKey,
    }),
  );
  terminal.out(id);
  terminal.say(registerTexts.extension.ended);
}
