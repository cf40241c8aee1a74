import type {
  addPasskeyOptionsSchema,
  ownPasskeysAnswerSchema,
  removePasskeyChangeSchema,
  renameMachineChangeSchema,
  renamePasskeyChangeSchema,
} from "@nearside/shared/api/console/own-passkeys.ts";
import type { AddPasskeyChange } from "@nearside/shared/statements/passkey-addition.ts";
import type * as v from "valibot";
import { ConsoleError } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { listOwnPasskeys, renameMachine, renamePasskey } from "../../directory/own-things.ts";
import type { Ground } from "../../ground.ts";
import { type Adding, addPasskey, offerPasskey } from "../../passkey/add-passkey.ts";
import { removeOwnPasskey } from "../../revocation/remove-own-passkey.ts";

const addingAs = ({ party, session }: ConsoleCall["who"]): Adding => ({ party, extensionJkt: session.extension_jkt });

/** GET /api/console/account/passkeys. */
export const ownPasskeysRoute =
  (ground: Ground) =>
  async ({ c, who: { user, party } }: ConsoleCall) => {
    const passkeys = await listOwnPasskeys(ground, user.id, party.id);
    return c.json({ passkeys: [...passkeys] } satisfies v.InferOutput<typeof ownPasskeysAnswerSchema>);
  };

/** POST /api/console/account/passkeys/options (protocol §3.10). */
export const addPasskeyOptionsRoute =
  (ground: Ground) =>
  async ({ c, who }: ConsoleCall) =>
    c.json((await offerPasskey(ground, addingAs(who))) satisfies v.InferOutput<typeof addPasskeyOptionsSchema>);

/** POST /api/console/account/passkeys (protocol §3.10). */
export const addPasskeyRoute = (ground: Ground) => async (call: ChangingCall, change: AddPasskeyChange) =>
  call.c.json({ id: await addPasskey(ground, addingAs(call.who), change, call.by) });

/** POST /api/console/account/passkeys/rename. */
export const renamePasskeyRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { passkey, label }: v.InferOutput<typeof renamePasskeyChangeSchema>) => {
    await renamePasskey(ground, passkey, label, call.by);
    return call.c.json({});
  };

/** POST /api/console/account/passkeys/remove. */
export const removePasskeyRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { passkey }: v.InferOutput<typeof removePasskeyChangeSchema>) => {
    const revocation = await removeOwnPasskey(ground, passkey, call.by);
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: "That passkey was removed already." });
    return call.c.json({});
  };

/** POST /api/console/account/machines/rename. */
export const renameMachineRoute =
  (ground: Ground) =>
  async (call: ChangingCall, { device, label }: v.InferOutput<typeof renameMachineChangeSchema>) => {
    await renameMachine(ground, device, label, call.by);
    return call.c.json({});
  };
