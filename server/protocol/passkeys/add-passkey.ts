import type { addPasskeyOptionsSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { PASSKEY_ADDITION_SECONDS } from "@nearside/shared/lifetimes.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import {
  type AddPasskeyChange,
  type PasskeyAdditionRequest,
  passkeyAdditionRequest,
} from "@nearside/shared/statements/passkey-addition.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import type * as v from "valibot";
import type { PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { passkeyAdded } from "../../platform/audit/events/passkeys.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { demandKeysKept } from "../../platform/keys/demand-keys-kept.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../platform/surroundings.ts";
import { trustedFor } from "../../register/logins/trusted-for.ts";
import { checkExtensionActive } from "../../register/machines/check-active.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import type { Party } from "../../register/machines/party.ts";
import { type EnrolledPasskey, insertPasskey } from "../../register/passkeys/insert-passkey.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { admitPasskey } from "./admit-passkey.ts";
import { creationOptions } from "./creation-options.ts";
import type { WithMetadata } from "./metadata/active-metadata.ts";

/** A person with this many passkeys on one machine has lost count. */
const MOST_PASSKEYS = 10;

/** The person and the browser, as the console's session has them. */
export interface Adding {
  readonly party: Party;
  readonly extensionJkt: string;
}

/** The options for making a further passkey of that machine (protocol §3.10). Nothing is stored. */
export async function offerPasskey(
  services: WithClock & WithConfig & WithKeys & WithRandom,
  { party, extensionJkt }: Adding,
): Promise<v.InferOutput<typeof addPasskeyOptionsSchema>> {
  const iat = secondsNow(services);
  const request = await passkeyAdditionRequest.sign(services.keys.signer, {
    iss: services.config.issuer,
    jti: newRandomId(services.random),
    user: { id: party.user.id, name: party.user.name },
    device_jkt: party.device.jkt,
    extension_jkt: extensionJkt,
    iat,
    exp: iat + PASSKEY_ADDITION_SECONDS,
  });
  const { hash } = await passkeyAdditionRequest.read(request);
  const options = creationOptions(services.config, {
    challenge: encodeBase64url(await enrolmentChallenge(hash)),
    userHandle: handleOf(party),
    userName: party.user.name,
    userAgent: "",
  });
  const { authenticatorAttachment: _any, ...selection } = options.authenticatorSelection;
  const taken = party.passkeys.filter(({ state }) => state === "active");
  return {
    request,
    options: {
      ...options,
      authenticatorSelection: selection,
      // an authenticator that has one of them already is not asked for a second
      excludeCredentials: taken.map(({ credential_id }) => ({ id: credential_id, type: "public-key" })),
      hints: ["security-key", "client-device"],
    },
  };
}

/**
 * A further passkey joins the bound set, active at once: another passkey of the set signed this very change, and it meets the
 * demands on passkeys at an enrolment. No administrator is needed, because a passkey proves the person and never the place
 * (protocol §3.10).
 *
 * @throws Refused
 */
export const addPasskey = (
  services: WithClock & WithConfig & WithDb & WithKeys & WithMetadata & WithRandom,
  adding: Adding,
  change: AddPasskeyChange,
  by: PersonActor,
): Promise<string> =>
  logDeviceRefusal(services, "passkey_addition", { jkt: adding.party.device.jkt }, async () => {
    const { party, extensionJkt } = adding;
    const request = await passkeyAdditionRequest.read(change.request);
    await demandOwnRequest(services, request, adding);
    const made = await admitPasskey(services, change.response, request.hash, null);
    const id = made.passkey.credential_id;
    const now = services.clock();
    const signed = await receipt.sign(services.keys.signer, {
      iss: services.config.issuer,
      jti: newRandomId(services.random),
      iat: Math.floor(now / 1000),
      user: request.claims.user,
      device_jkt: party.device.jkt,
      extension_jkt: extensionJkt,
      passkey: made.passkey,
    });
    await services.db.transaction().execute(async (trx) => {
      await holdActor(trx, by);
      await demandKeysKept(trx, [request, await receipt.read(signed)]);
      const held = await holdSet(trx, adding);
      const into = { boundSetId: party.id, userHandle: handleOf(held), state: "active", label: change.label } as const;
      await insertPasskey(trx, made, into, now);
      const addition = { credential_id: id, bound_set_id: party.id, change_id: by.changeId, receipt: signed };
      await trx
        .insertInto("passkey_additions")
        .values({ ...addition, created_at: now })
        .execute();
      const data = { bound_set_id: party.id, label: change.label, ...factsOf(made) };
      await append(trx, passkeyAdded(now, id, data), { by, user: party.user.id, device: party.device.jkt });
    });
    return id;
  });

async function demandOwnRequest(
  services: WithClock & WithConfig & WithKeys,
  request: PasskeyAdditionRequest,
  { party, extensionJkt }: Adding,
): Promise<void> {
  await verifyServerSignature(request, trustedFor(services, party));
  const { user, device_jkt, extension_jkt } = request.claims;
  if (user.id !== party.user.id) refuse("wrong_user", "addition_request.user");
  if (device_jkt !== party.device.jkt) refuse("key_mismatch", "addition_request.device_jkt");
  if (extension_jkt !== extensionJkt) refuse("key_mismatch", "addition_request.extension_jkt");
  judgeTimes(request.claims, secondsNow(services), PASSKEY_ADDITION_SECONDS);
}

/**
 * Locks the bound set for this transaction alone, so that its passkeys are counted one after the other, and checks that it
 * is active now (threat R16).
 */
async function holdSet(trx: Trx, { party: { id }, extensionJkt }: Adding): Promise<Party> {
  await trx.selectFrom("bound_sets").select("id").where("id", "=", id).forNoKeyUpdate().execute();
  const party = await findParty(trx, { boundSet: id });
  if (party === undefined) return refuse("device_unknown", "bound_set");
  checkExtensionActive(party, extensionJkt);
  if (party.passkeys.filter(({ state }) => state === "active").length >= MOST_PASSKEYS)
    refuse("key_already_bound", "passkeys");
  return party;
}

/** `user.id` of the bound set, of which there is one (protocol §3.3). */
function handleOf({ passkeys: [first] }: Party): string {
  if (first === undefined) throw new Error("a bound set lacks the passkey of its enrolment");
  return first.userHandle;
}

const factsOf = ({ aaguid, attestation_format, attestation_verdict, backup_eligible, backed_up }: EnrolledPasskey) => ({
  ...{ aaguid, attestation_format, attestation_verdict, backup_eligible, backed_up },
});
