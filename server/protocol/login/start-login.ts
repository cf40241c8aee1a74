import { refuse } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId, newRequestId } from "@nearside/shared/ids.ts";
import { CLOCK_LEEWAY_SECONDS, REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { DeviceAuthorizationAnswer } from "@nearside/shared/oauth/device-authorization.ts";
import { type Facts, hashFacts, listedExtension, writeFacts } from "@nearside/shared/statements/facts.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginRequested } from "../../platform/audit/events/logins.ts";
import type { CommandLineClient } from "../../platform/config/clients/client.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { insertLogin } from "../../register/logins/login-store.ts";
import { logDeviceRefusal } from "../../register/people/log-device-refusal.ts";
import { programVersion } from "../../register/people/program-versions.ts";
import { firstSeen } from "../../register/tokens/replay-store.ts";
import type { Admitted } from "./admit-device.ts";
import type { Asked } from "./demand-asked.ts";
import { newDeviceCode, newUserCode } from "./device-code.ts";
import { limitOpenLogins } from "./limit-open-logins.ts";
import type { LoginServices } from "./login-services.ts";
import { demandInReach } from "./out-of-reach.ts";

/** RFC 8628 §3.5: seconds between polls. The poll itself is held open (protocol §4.6). */
const INTERVAL_SECONDS = 1;

const noteSeen = fixedQuery<{ jkt: string; now: number; version: string | null }>()((db, value) =>
  db
    .updateTable("devices")
    .set({ last_seen_at: value("now"), version: value("version") })
    .where("jkt", "=", value("jkt")),
);

/** Where the request came from, as the server saw it, and how the program named itself there (RFC 9110 §10.1.5). */
interface AskedFrom {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/**
 * Makes a login of what a machine asked for (protocol §4.1).
 *
 * @throws Refused `replayed`; OutOfReach; RateLimited
 */
export async function startLogin(
  services: LoginServices,
  { device, party }: Admitted,
  client: CommandLineClient,
  asked: Asked,
  { address, userAgent }: AskedFrom,
): Promise<DeviceAuthorizationAnswer> {
  const { config, random } = services;
  const asking = { jkt: party.device.jkt, address };
  await logDeviceRefusal(services, "login", asking, async () => demandInReach(party, asked.stepUp));
  const iat = secondsNow(services);
  const id = newRequestId(random);
  const facts: Facts = {
    salt: newRandomId(random),
    client: { id: client.id, name: client.name, verified: client.verified },
    scope: asked.scope,
    resource: [...asked.resource],
    authorization_details: asked.authorizationDetails,
    ...asked.stepUp,
    context: device.claims.context,
    seen: { address, time: iat },
  };
  const factsText = writeFacts(facts);
  const live = party.extensions.filter(({ state }) => state === "active");
  const signed = await request.sign(services.keys.signer, {
    iss: config.issuer,
    jti: id,
    iat,
    exp: iat + REQUEST_SECONDS,
    sub_jkt: device.claims.cnf.jkt,
    statement: device.hash,
    loopback: device.claims.loopback,
    facts: await hashFacts(factsText),
    extensions: await Promise.all(live.map(({ jkt }) => listedExtension(id, jkt))),
  });
  const deviceCode = newDeviceCode(random);
  const deviceCodeHash = await sha256Base64url(deviceCode);
  const now = services.clock();
  const { salt: _, ...toldFacts } = facts;
  const write = async (trx: Trx): Promise<void> => {
    const forgetAt = (device.claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
    if (!(await firstSeen(trx, "device", device.claims.iss, device.claims.jti, forgetAt)))
      refuse("replayed", "device_statement.jti");
    // only now: neither somebody else nor a message that was seen before spends what this machine and its person may ask (threat R19)
    await spend(services, "machine_logins", device.claims.iss);
    await limitOpenLogins(services, trx, { deviceJkt: device.claims.iss, userId: party.user.id });
    // Only a login that is kept costs a part of the hour: first of the machine's, so that one machine alone never takes all.
    await spend(services, "logins_of_machine", device.claims.iss);
    await spend(services, "logins_of_user", party.user.id);
    await insertLogin(
      trx,
      {
        id,
        state: "pending",
        clientId: client.id,
        deviceJkt: device.claims.iss,
        sessionJkt: device.claims.cnf.jkt,
        boundSetId: party.id,
        userId: party.user.id,
        deviceStatement: device.jws,
        request: signed,
        facts: factsText,
        createdAt: now,
        expiresAt: (iat + REQUEST_SECONDS) * 1000,
        waitedUntil: (iat + REQUEST_SECONDS) * 1000, // until its first poll says more
      },
      deviceCodeHash,
    );
    await noteSeen(trx, { jkt: device.claims.iss, now, version: programVersion(userAgent) });
    await append(
      trx,
      loginRequested(now, id, {
        ...toldFacts,
        user: { id: party.user.id, name: party.user.name },
        bound_set_id: party.id,
        device: {
          jkt: party.device.jkt,
          key_storage: party.device.keyStorage,
          enrolled_at: party.device.enrolledAt,
          extensions: live.length,
          passkeys: party.passkeys.map(({ backup_eligible, aaguid, attestationVerdict }) => ({
            backup_eligible,
            aaguid,
            attestation_verdict: attestationVerdict,
          })),
        },
        clock_offset: device.claims.iat - iat,
      }),
      { address },
    );
  };
  await logDeviceRefusal(services, "login", asking, () => services.db.transaction().execute(write));
  return {
    device_code: deviceCode,
    user_code: newUserCode(random),
    verification_uri: `${config.issuer}/approve`,
    verification_uri_complete: `${config.issuer}/approve/${id}`,
    expires_in: REQUEST_SECONDS,
    interval: INTERVAL_SECONDS,
    request: signed,
    facts: factsText,
  };
}
