import { ownPasskeysApi } from "@nearside/shared/api/console/own-passkeys.ts";
import { listOwnPasskeys, renamePasskey } from "../../../administration/machines/own-passkeys.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { type Adding, addPasskey, offerPasskey } from "../../../protocol/passkeys/add-passkey.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { removeOwnPasskey } from "../../../protocol/revocation/remove-own-passkey.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import type { SignedIn } from "../demand-session.ts";

const addingAs = ({ party, session }: SignedIn): Adding => ({ party, extensionJkt: session.extension_jkt });

/** These rows serve the passkeys of one's own machines (protocol §3.10). */
export const ownPasskeyRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithMetadata & WithRandom,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(ownPasskeysApi.list, async ({ who: { user, party } }) => ({
    passkeys: await listOwnPasskeys(services, user.id, party.id),
  })),
  serveSession(ownPasskeysApi.options, ({ who }) => offerPasskey(services, addingAs(who))),
  serveSession(ownPasskeysApi.add, async ({ who, by }, change) => ({
    id: await addPasskey(services, addingAs(who), change, by),
  })),
  serveSession(ownPasskeysApi.rename, async ({ by }, { passkey, label }) => {
    await renamePasskey(services, passkey, label, by);
    return {};
  }),
  serveSession(ownPasskeysApi.remove, async ({ by }, { passkey }) => {
    const revocation = await removeOwnPasskey(services, passkey, by);
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: consoleTexts.account.passkeyRemoved });
    return {};
  }),
];
