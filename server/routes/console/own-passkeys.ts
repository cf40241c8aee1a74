import type {
  AddPasskeyChange,
  addPasskeyOptionsSchema,
  ownPasskeysAnswerSchema,
  removePasskeyChangeSchema,
  renameMachineChangeSchema,
  renamePasskeyChangeSchema,
} from "@nearside/shared/api/console/own-passkeys.ts";
import type * as v from "valibot";
import type { Actor } from "../../audit/actor.ts";
import { ConsoleError } from "../../console/console-error.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import { listOwnPasskeys, renameMachine, renamePasskey } from "../../directory/own-things.ts";
import type { Ground } from "../../ground.ts";
import { type Adding, addPasskey, offerPasskey } from "../../passkey/add-passkey.ts";
import { removeOwnPasskey } from "../../revocation/remove-own-passkey.ts";

type Person = Extract<Actor, { kind: "person" }>;
type Changing = ConsoleCall & { readonly by: Actor };

/** In the console nobody else makes changes. */
function personIn({ by }: Changing): Person {
  if (by.kind !== "person") throw new Error("a change in the console lacks its person");
  return by;
}

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
export const addPasskeyRoute = (ground: Ground) => async (call: Changing, change: AddPasskeyChange) =>
  call.c.json({ id: await addPasskey(ground, addingAs(call.who), change, personIn(call)) });

/** POST /api/console/account/passkeys/rename. */
export const renamePasskeyRoute =
  (ground: Ground) =>
  async (call: Changing, { passkey, label }: v.InferOutput<typeof renamePasskeyChangeSchema>) => {
    await renamePasskey(ground, passkey, label, personIn(call));
    return call.c.json({});
  };

/** POST /api/console/account/passkeys/remove. */
export const removePasskeyRoute =
  (ground: Ground) =>
  async (call: Changing, { passkey }: v.InferOutput<typeof removePasskeyChangeSchema>) => {
    const revocation = await removeOwnPasskey(ground, passkey, personIn(call));
    if (revocation.state === "already")
      throw new ConsoleError("conflict", { description: "That passkey was removed already." });
    return call.c.json({});
  };

/** POST /api/console/account/machines/rename. */
export const renameMachineRoute =
  (ground: Ground) =>
  async (call: Changing, { device, label }: v.InferOutput<typeof renameMachineChangeSchema>) => {
    await renameMachine(ground, device, label, personIn(call));
    return call.c.json({});
  };
