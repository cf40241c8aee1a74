import { sentencesOf } from "@nearside/shared/api/console/authenticator-policy.ts";
import { authenticatorsApi, type PolicyVersion } from "@nearside/shared/api/console/authenticators.ts";
import { resetAuthenticatorsSchema, shellApi } from "@nearside/shared/api/console/shell.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { ago } from "./terminal/ago.ts";
import type { Terminal } from "./terminal/terminal.ts";

const MAX_SHOWN = 500;

/** `nearside-server authenticators` shows the policy in force, and if it may shut everyone out. */
export async function showAuthenticatorsCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now, policy, metadata } = await askServer(dataFolder, authenticatorsApi.state, {});
  const preview = { policy: policy.policy, after: null };
  const { fits_an_owner } = await askServer(dataFolder, authenticatorsApi.previewPolicy, preview);
  terminal.out(published(policy, now));
  for (const sentence of sentencesOf(policy.policy)) terminal.out(`  ${sentence}`);
  if (fits_an_owner) return;
  const why = metadata.taken !== null ? "" : " There is no metadata, so no make is proven.";
  terminal.say(
    `No passkey that an owner has in force fits it, so it may let nobody in any more.${why} Tickets of this shell and break-glass codes are not judged by it. To take any authenticator again: nearside-server authenticators reset`,
  );
}

function published({ version, by, created_at, note }: PolicyVersion, now: number): string {
  if (version === 0 || created_at === null) return "No authenticator policy was published.";
  const who = by === null ? "this shell" : neutralise(by, MAX_SHOWN);
  const because = note === null ? "" : `, because: ${neutralise(note, MAX_SHOWN)}`;
  return `Version ${version} of the authenticator policy, published ${ago(now - created_at)} by ${who}${because}`;
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
  if (!body.success) throw new CannotStart(`--reason ${body.issues[0].message}. Nothing was changed.`);
  const { version } = await askServer(dataFolder, shellApi.resetAuthenticators, body.output);
  terminal.say(
    version === null
      ? "Any authenticator is taken already that the server's configuration takes, so nothing was changed."
      : `Version ${version} is in force: any authenticator is taken that the server's configuration takes. Passkeys that an earlier version ended stay ended.`,
  );
}
