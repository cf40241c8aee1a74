import type { Touch } from "@nearside/shared/api/console/change.ts";
import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { newChangeId } from "@nearside/shared/ids.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Permission } from "@nearside/shared/roles.ts";
import { changeChallenge } from "@nearside/shared/statements/challenges.ts";
import type { PersonActor } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { storedAssertion } from "../../protocol/passkeys/stored-answer.ts";
import { type UsedPasskey, verifyOwnPasskey } from "../../protocol/passkeys/verify-own-passkey.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-passkey-use.ts";
import { useConsoleNonce } from "../../register/sessions/console-nonce.ts";
import type { SignedIn } from "./demand-session.ts";

/** The requested change, as the passkey signed it. */
interface RequestedChange {
  readonly permission: Permission;
  /** The path of the request, such as `/api/console/people`. */
  readonly path: string;
  /** The change as `JSON.stringify` writes it. */
  readonly text: string;
}

/**
 * Demands a fresh touch of a passkey of the signed-in machine over this very change (protocol §8). The touch is used up, and
 * stored with what it signed, even if the change then fails: another try needs another touch.
 *
 * @throws ConsoleError `touch_invalid`; RateLimited, and then nothing is used up or stored
 */
export async function demandTouch(
  services: WithBudgets & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
  { session, party }: SignedIn,
  { permission, path, text }: RequestedChange,
  { nonce, assertion }: Touch,
): Promise<PersonActor> {
  const challenge = await changeChallenge(nonce, path, text);
  const used = await verified(() => verifyOwnPasskey(services, party, assertion, challenge));
  const id = newChangeId(services.random);
  const at = services.clock();
  await verified(() =>
    services.db.transaction().execute(async (trx) => {
      if (!(await useConsoleNonce(trx, nonce, session.hash, services))) throw new ConsoleError("touch_invalid");
      await spend(services, "signed_changes", session.user_id);
      await storeUse(trx, used);
      const change = {
        id,
        at,
        user_id: session.user_id,
        device_jkt: party.device.jkt,
        credential_id: used.credentialId,
        permission,
        path,
        nonce,
        change: text,
        assertion: JSON.stringify(storedAssertion(assertion)),
      };
      await trx.insertInto("console_changes").values(change).execute();
    }),
  );
  return { kind: "person", userId: session.user_id, deviceJkt: party.device.jkt, changeId: id, permission };
}

async function storeUse(trx: Parameters<typeof recordUse>[0], used: UsedPasskey): Promise<void> {
  await recordUse(trx, await holdPasskey(trx, used.credentialId), used.counter, used.backedUp);
}

async function verified<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof Refused) || !isRefusalCode(cause.code)) throw cause;
    throw new ConsoleError("touch_invalid", { refusal: cause.code, cause });
  }
}
