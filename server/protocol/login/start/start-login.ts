import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId, newRequestId } from "@nearside/shared/ids.ts";
import { CLOCK_LEEWAY_SECONDS, REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { DeviceAuthorizationAnswer } from "@nearside/shared/oauth/device-authorization.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { redirectOf } from "@nearside/shared/statements/elsewhere.ts";
import { type Facts, hashFacts, listedExtension, writeFacts } from "@nearside/shared/statements/facts.ts";
import { hopRequest } from "@nearside/shared/statements/hop-request.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginRequested } from "../../../platform/audit/events/logins.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { RateLimited } from "../../../platform/limits/rate-limited.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { fixedLock, fixedQuery } from "../../../platform/store/fixed-query.ts";
import { together } from "../../../platform/store/together.ts";
import { type Random, secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { terminalOf } from "../../../register/logins/login.ts";
import { insertLogin } from "../../../register/logins/login-store.ts";
import { logDeviceRefusal } from "../../../register/machines/log-device-refusal.ts";
import type { Party } from "../../../register/machines/party.ts";
import { findPlaceEnd } from "../../../register/machines/place-ends.ts";
import { programVersion } from "../../../register/machines/program-versions.ts";
import { vouchFor } from "../../../register/redirects/redirect-store.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { firstSeen } from "../../../register/tokens/seen-messages.ts";
import { untilInTime } from "../../rules/overtaken.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { holdWeighed, type WeighedPosture, weighAgain, weighPosture, writePosture } from "../../rules/take-posture.ts";
import { deniedPlace } from "../denied-place.ts";
import type { Admitted } from "./admit-device.ts";
import { demandLeaseOfMachine } from "./demand-lease.ts";
import { demandRedirect } from "./demand-redirect.ts";
import { countForOneMore, limitOpenLogins } from "./limit-open-logins.ts";
import { demandInReach } from "./out-of-reach.ts";
import type { RequestedAccess } from "./requested-access.ts";

/** RFC 8628 §3.5: seconds between polls. The poll itself is held open (protocol §4.6). */
const INTERVAL_SECONDS = 1;
const DEVICE_CODE_BYTES = 32;
/** Consonants, so that no word results (RFC 8628 §6.1). */
const USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const USER_CODE_LENGTH = 8;

/** Milliseconds. The console shows when a machine was seen to the minute, and most logins leave its row and its index as they are. */
const SEEN_STEP_MS = 60_000;

const noteSeen = fixedQuery<{ jkt: string; now: number; version: string | null; before: number }>()((db, value) =>
  db
    .updateTable("devices")
    .set({ last_seen_at: value("now"), version: value("version") })
    .where("jkt", "=", value("jkt"))
    .where((eb) =>
      eb.or([eb("last_seen_at", "<", value("before")), eb("version", "is distinct from", value("version"))]),
    ),
);

/** A step that locks the person out waits for a login that is being made, and then ends it. */
const lockUser = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("users").select("id").where("id", "=", value("id")).forShare(),
);

/** The source of the request, as the server saw it, and the program's own name for itself (RFC 9110 §10.1.5). */
interface AskedFrom {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** A login that was requested and signed, and is not stored yet. */
interface Draft {
  readonly id: string;
  /** NumericDate. */
  readonly iat: number;
  readonly facts: Facts;
  readonly factsText: string;
  /** The signed request, compact JWS. */
  readonly signed: string;
}

/**
 * Makes a login of what a machine asked for (protocol §4.1).
 *
 * @throws Refused `replayed`; OutOfReach; RateLimited
 */
export async function startLogin(
  services: RuleServices & WithBudgets & WithChanges & WithConfig & WithKeys & WithRandom & WithActiveTokens,
  admitted: Admitted,
  client: CommandLineClient,
  requested: RequestedAccess,
  from: AskedFrom,
): Promise<DeviceAuthorizationAnswer> {
  const { party } = admitted;
  const asking = { jkt: party.device.jkt, address: from.address };
  const earlier = await logDeviceRefusal(services, "login", asking, async () => {
    demandInReach(party, requested.stepUp, knownOf(admitted));
    await demandRedirect(services, admitted, client, requested);
    return demandLeaseOfMachine(services, admitted, requested);
  });
  const [draft, first] = await Promise.all([
    draftLogin(services, admitted, client, { ...requested, earlier }, from),
    weighSaid(services, admitted, from),
  ]);
  const deviceCode = newDeviceCode(services.random);
  const deviceCodeHash = await sha256Base64url(deviceCode);
  const now = services.clock(); // before any lock is waited for
  const said = await logDeviceRefusal(services, "login", asking, () =>
    untilInTime(async (isAgain) => {
      const weighed = isAgain && first !== undefined ? await weighAgain(services, first) : first;
      await services.db.transaction().execute(async (trx) => {
        await demandRoom(services, trx, admitted);
        await lockUser(trx, { id: party.user.id });
        if (weighed !== undefined) await holdWeighed(services, trx, weighed);
        await store(trx, now, admitted, draft, deviceCodeHash, from);
        if (weighed !== undefined) await writePosture(services, trx, weighed);
      });
      return weighed;
    }),
  );
  const redirect = redirectOf(admitted.device);
  if (redirect !== undefined) services.changes.announce(redirect.authorization); // its page continues
  // its person learns of these facts before the rules refuse by them
  const ruled = said?.reads.facts ?? [];
  return {
    ...answerOf(services, draft, deviceCode),
    ...(ruled.length === 0 ? {} : { posture_ruled: [...ruled] }),
  };
}

/** The members of its proof that are known before the meeting. */
function knownOf({ device, elsewhere }: Admitted): NonNullable<Parameters<typeof demandInReach>[2]> {
  if (elsewhere !== undefined) return { place: elsewhere.place.kind };
  return redirectOf(device) === undefined ? {} : { program: "redirect" };
}

/** Weighs what the device statement says of the machine; undefined if it says nothing. */
async function weighSaid(
  services: RuleServices & WithConfig,
  { party, device }: Admitted,
  { address }: AskedFrom,
): Promise<WeighedPosture | undefined> {
  const { posture, iat } = device.claims;
  return posture && weighPosture(services, { party, posture, iat, by: "login", address });
}

/** Signs the request, with the facts that the person will read. */
async function draftLogin(
  services: WithClock & WithConfig & WithKeys & WithRandom,
  { device, party, elsewhere }: Admitted,
  client: CommandLineClient,
  requested: RequestedAccess & { readonly earlier: Facts["earlier"] | undefined },
  { address }: AskedFrom,
): Promise<Draft> {
  const { config, random } = services;
  const iat = secondsNow(services);
  const id = newRequestId(random);
  const redirect = redirectOf(device);
  const facts: Facts = {
    salt: newRandomId(random),
    client: { id: client.id, name: client.name, verified: client.verified },
    scope: requested.scope,
    resource: [...requested.resource],
    authorization_details: requested.authorizationDetails,
    ...(requested.earlier === undefined ? {} : { earlier: requested.earlier }),
    ...requested.stepUp,
    context: device.claims.context,
    ...(elsewhere === undefined ? {} : { place: elsewhere.place }),
    ...(elsewhere?.host === undefined ? {} : { host: elsewhere.host }),
    ...(redirect === undefined ? {} : { redirect }),
    seen: { address, time: iat },
  };
  const factsText = writeFacts(facts);
  const signed = await (elsewhere === undefined ? request : hopRequest).sign(services.keys.signer, {
    iss: config.issuer,
    jti: id,
    iat,
    exp: iat + REQUEST_SECONDS,
    sub_jkt: device.claims.cnf.jkt,
    statement: device.hash,
    loopback: device.claims.loopback,
    facts: await hashFacts(factsText),
    extensions: await Promise.all(liveExtensions(party).map(({ jkt }) => listedExtension(id, jkt))),
  });
  return { id, iat, facts, factsText, signed };
}

const liveExtensions = ({ extensions }: Party) => extensions.filter(({ state }) => state === "active");

/**
 * Uses the device statement up and takes the login from the budgets of its machine and its person. In this order: neither a stranger nor
 * a message that was seen before uses up what they may ask (threat R19).
 *
 * @throws Refused `replayed`; RateLimited
 */
async function demandRoom(
  services: WithBudgets & WithClock & WithConfig,
  trx: Trx,
  { device, party, elsewhere }: Admitted,
): Promise<void> {
  const { iss: deviceJkt, jti, exp } = device.claims;
  const userId = party.user.id;
  const whose = { deviceJkt, userId };
  const forgetAt = (exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
  const now = services.clock();
  const [counted, isFirst] = await together(
    countForOneMore(trx, whose, now),
    firstSeen(trx, "device", deviceJkt, jti, forgetAt),
  );
  if (!isFirst) refuse("replayed", "device_statement.jti");
  await spend(services, "machine_logins", deviceJkt);
  limitOpenLogins(services, counted, whose, now);
  if (elsewhere !== undefined) await demandNoDenial(services, deviceJkt, elsewhere.id);
  // Only a login that is kept costs a part of the hour: first of the machine's, so that one machine alone never takes all.
  await spend(services, "logins_of_machine", deviceJkt);
  await spend(services, "logins_of_user", userId);
}

/** A person who said no is asked no more for some minutes by that place (threat R9). @throws RateLimited */
async function demandNoDenial({ budgets }: WithBudgets, deviceJkt: string, place: string): Promise<void> {
  const { isOver, wholeIn } = await budgets.look("denials_of_place", deniedPlace(deviceJkt, place));
  if (isOver) throw new RateLimited("denials_of_place", deviceJkt, wholeIn);
}

/** Writes the login and its event, and that the machine was seen. The transaction shares its user. */
async function store(
  trx: Trx,
  now: number,
  { device, party, elsewhere }: Admitted,
  { id, iat, facts, factsText, signed }: Draft,
  deviceCodeHash: string,
  { address, userAgent }: AskedFrom,
): Promise<void> {
  const expiresAt = (iat + REQUEST_SECONDS) * 1000;
  const login = {
    id,
    state: "pending",
    clientId: facts.client.id,
    deviceJkt: device.claims.iss,
    sessionJkt: device.claims.cnf.jkt,
    boundSetId: party.id,
    userId: party.user.id,
    deviceStatement: device.jws,
    request: signed,
    facts: factsText,
    createdAt: now,
    expiresAt,
    waitedUntil: expiresAt, // until its first poll says more
    // no approval stands for programs and for leases, nor does theirs for another login
    terminal: facts.redirect === undefined && readLease(facts) === undefined ? terminalOf(facts) : null,
  } as const;
  // its end may have come in since the place was judged: from here on it waits, and then ends this login too
  if (
    elsewhere !== undefined &&
    (await findPlaceEnd(trx, { deviceJkt: party.device.jkt, place: elsewhere.id })) !== undefined
  )
    refuse("place_ended", "device_statement.place");
  await insertLogin(trx, login, deviceCodeHash);
  const { redirect } = facts;
  if (redirect !== undefined && !(await vouchFor(trx, redirect.authorization, login.deviceJkt, id)))
    refuse("request_settled", "device_statement.redirect");
  const seen = { jkt: device.claims.iss, now, before: now - SEEN_STEP_MS };
  await noteSeen(trx, { ...seen, version: programVersion(userAgent) });
  const { salt: _, ...loggedFacts } = facts;
  const data = {
    ...loggedFacts,
    user: { id: party.user.id, name: party.user.name },
    bound_set_id: party.id,
    device: describeMachine(party),
    clock_offset: device.claims.iat - iat,
  };
  await append(trx, loginRequested(now, id, data), { user: party.user.id, device: party.device.jkt, address });
}

const describeMachine = (party: Party) => ({
  jkt: party.device.jkt,
  key_storage: party.device.keyStorage,
  enrolled_at: party.device.enrolledAt,
  extensions: liveExtensions(party).length,
  passkeys: party.passkeys.map(({ backup_eligible, aaguid, attestationVerdict }) => ({
    backup_eligible,
    aaguid,
    attestation_verdict: attestationVerdict,
  })),
});

/** RFC 8628 §3.2, with the members of protocol §4.1. */
const answerOf = (
  { config, random }: WithConfig & WithRandom,
  { id, signed, factsText }: Draft,
  deviceCode: string,
): DeviceAuthorizationAnswer => ({
  device_code: deviceCode,
  user_code: newUserCode(random),
  verification_uri: `${config.issuer}/approve`,
  verification_uri_complete: `${config.issuer}/approve/${id}`,
  expires_in: REQUEST_SECONDS,
  interval: INTERVAL_SECONDS,
  request: signed,
  facts: factsText,
});

/** 256 random bits, base64url (RFC 8628 §3.2). The server keeps its hash only. */
const newDeviceCode = (random: Random): string => encodeBase64url(random(DEVICE_CODE_BYTES));

/** RFC 8628 §3.2 demands one; it is stored nowhere and approves nothing (protocol §4.1). */
function newUserCode(random: Random): string {
  const letters: string[] = [];
  while (letters.length < USER_CODE_LENGTH) {
    for (const byte of random(USER_CODE_LENGTH * 2)) {
      // 240 is the last multiple of 20 in a byte: beyond it, some letters would come more often
      if (byte < 240 && letters.length < USER_CODE_LENGTH) letters.push(USER_CODE_ALPHABET[byte % 20] ?? "");
    }
  }
  return `${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
}
