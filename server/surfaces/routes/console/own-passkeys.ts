import type {
  addPasskeyOptionsSchema,
  ownPasskeysAnswerSchema,
  removePasskeyChangeSchema,
  renameMachineChangeSchema,
  renamePasskeyChangeSchema,
} from "@nearside/shared/api/console/own-passkeys.ts";
import type { AddPasskeyChange } from "@nearside/shared/statements/passkey-addition.ts";
import type * as v from "valibot";
import { listOwnPasskeys, renameMachine, renamePasskey } from "../../../administration/people/own-things.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { type Adding, addPasskey, offerPasskey } from "../../../protocol/passkeys/add-passkey.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import { removeOwnPasskey } from "../../../protocol/revocation/remove-own-passkey.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";

const addingAs = ({ party, session }: ConsoleCall["who"]): Adding => ({ party, extensionJkt: session.extension_jkt });

/** GET /api/console/account/passkeys. */
export const ownPasskeysRoute =
  (services: WithClock & WithDb & WithMetadata) =>
  async ({ c, who: { user, party } }: ConsoleCall) => {
    const passkeys = await listOwnPasskeys(services, user.id, party.id);
    return c.json({ passkeys: [...passkeys] } satisfies v.InferOutput<typeof ownPasskeysAnswerSchema>);
  };

/** POST /api/console/account/passkeys/options (protocol §3.10). */
export const addPasskeyOptionsRoute =
  (services: WithClock & WithConfig & WithKeys & WithRandom) =>
  async ({ c, who }: ConsoleCall) =>
    c.json((await offerPasskey(services, addingAs(who))) satisfies v.InferOutput<typeof addPasskeyOptionsSchema>);

/** POST /api/console/account/passkeys (protocol §3.10). */
export const addPasskeyRoute = (services: Services) => async (call: ChangingCall, change: AddPasskeyChange) =>
  call.c.json({ id: await addPasskey(services, addingAs(call.who), change, call.by) });

/** POST /api/console/account/passkeys/rename. */
export const renamePasskeyRoute =
  (services: WithClock & WithDb) =>
  async (call: ChangingCall, { passkey, label }: v.InferOutput<typeof renamePasskeyChangeSchema>) => {
    await renamePasskey(services, passkey, label, call.by);
    return call.c.json({});
  };

/** POST /api/console/account/passkeys/remove. */
export const removePasskeyRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async (call: ChangingCall, { passkey }: v.InferOutput<typeof removePasskeyChangeSchema>) => {
    const revocation = await removeOwnPasskey(services, passkey, call.by);
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: "That passkey was removed already." });
    return call.c.json({});
  };

/** POST /api/console/account/machines/rename. */
export const renameMachineRoute =
  (services: WithClock & WithDb) =>
  async (call: ChangingCall, { device, label }: v.InferOutput<typeof renameMachineChangeSchema>) => {
    await renameMachine(services, device, label, call.by);
    return call.c.json({});
  };
