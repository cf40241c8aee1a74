import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { checkActive } from "./check-active.ts";
import { logDeviceRefusal } from "./log-device-refusal.ts";
import { findPartyInAnyState, type Party } from "./party.ts";

/** A statement that a machine signs by its device key, and sends without another proof of it. */
type Signed = Parameters<typeof verifySignature>[0] & {
  readonly header: { readonly kid: string };
  readonly claims: { readonly iss: string; readonly aud: string; readonly iat: number; readonly exp: number };
};

/**
 * Runs a step for the machine that signed the statement, if the machine is active. Its state is judged after its signature, so that
 * somebody who only knows its id learns nothing.
 *
 * @param said the step for the log, the name of the statement in a refusal's field, and where it came from
 * @throws Refused
 */
export async function runForSigner<T>(
  services: WithClock & WithConfig & WithDb,
  statement: Signed,
  said: {
    readonly step: Parameters<typeof logDeviceRefusal>[1];
    readonly field: string;
    readonly address: string;
  },
  run: (party: Party) => Promise<T>,
): Promise<T> {
  const { claims, header } = statement;
  const { step, field, address } = said;
  const party = await findPartyInAnyState(services.db, { device: claims.iss }, "its key is proved first");
  if (party === undefined) return refuse("device_unknown", `${field}.iss`);
  const { jkt, jwk } = party.device;
  return logDeviceRefusal(services, step, { jkt, address }, async () => {
    if (header.kid !== jkt) refuse("key_mismatch", `${field}.kid`);
    await verifySignature(statement, jwk);
    if (claims.aud !== services.config.issuer) refuse("wrong_audience", `${field}.aud`);
    judgeTimes(claims, secondsNow(services), DEVICE_STATEMENT_SECONDS);
    checkActive(party);
    return run(party);
  });
}
