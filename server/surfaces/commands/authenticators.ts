import { sentencesOf } from "@nearside/shared/api/console/authenticator-policy.ts";
import { authenticatorsApi, type PolicyVersion } from "@nearside/shared/api/console/authenticators.ts";
import { resetAuthenticatorsSchema, shellApi } from "@nearside/shared/api/console/shell.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { serverTexts } from "../../texts/commands/server.ts";
import { askServer } from "../shell/ask-server.ts";
import { ago } from "./terminal/ago.ts";
import type { Terminal } from "./terminal/terminal.ts";

const MAX_SHOWN = 500;

/** `nearside-server authenticators` shows the active policy, and if it may lock everyone out. */
export async function showAuthenticatorsCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now, policy, metadata } = await askServer(dataFolder, authenticatorsApi.state, {});
  const preview = { policy: policy.policy, after: null };
  const { fits_an_owner } = await askServer(dataFolder, authenticatorsApi.previewPolicy, preview);
  terminal.out(published(policy, now));
  for (const sentence of sentencesOf(policy.policy)) terminal.out(`  ${sentence}`);
  if (fits_an_owner) return;
  terminal.say(serverTexts.authenticators.locksOut({ hasMetadata: metadata.taken !== null }));
}

function published({ version, by, created_at, note }: PolicyVersion, now: number): string {
  if (version === 0 || created_at === null) return serverTexts.authenticators.none;
  const who = by === null ? serverTexts.authenticators.shell : neutralise(by, MAX_SHOWN);
  return serverTexts.authenticators.published({
    version,
    ago: ago(now - created_at),
    who,
    reason: note === null ? null : neutralise(note, MAX_SHOWN),
  });
}

/**
 * Runs `nearside-server authenticators reset`.
 *
 * @throws CannotStart if the reason is too long or has characters that can't be stored
 */
export async function resetAuthenticatorsCommand(
  dataFolder: string,
  { reason }: { readonly reason?: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const body = v.safeParse(resetAuthenticatorsSchema, { note: reason ?? null });
  if (!body.success) throw new CannotStart(serverTexts.authenticators.wrongReason({ problem: body.issues[0].message }));
  const { version } = await askServer(dataFolder, shellApi.resetAuthenticators, body.output);
  terminal.say(
    version === null ? serverTexts.authenticators.anyAlready : serverTexts.authenticators.reset({ version }),
  );
}
