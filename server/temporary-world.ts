import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import { decodeBase64url } from "@nearside/shared/base64url.ts";
import { newBoundSetId, newRandomId } from "@nearside/shared/ids.ts";
import { publicJwkSchema, type Signer, webCryptoSigner } from "@nearside/shared/keys.ts";
import type { TokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { signDpop, verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { exportJWK, generateKeyPair } from "jose";
import * as v from "valibot";
import { type Client, readConfig } from "./config/config.ts";
import { findOrCreateUser } from "./directory/users.ts";
import { type Ground, secondsNow } from "./ground.ts";
import { loadSigningKeys } from "./keys/signing-keys.ts";
import { createLog } from "./log.ts";
import { admitDevice } from "./login/admit-device.ts";
import { approveLogin } from "./login/approve-login.ts";
import { decideLogin } from "./login/decide-login.ts";
import { recordLocality } from "./login/record-locality.ts";
import { startLogin } from "./login/start-login.ts";
import { startNonce } from "./login/start-nonce.ts";
import { DpopNonces } from "./oauth/dpop-nonce.ts";
import { pollLogin } from "./oauth/poll-login.ts";
import type { RefreshRequest } from "./oauth/refresh-tokens.ts";
import type { Db } from "./store/database.ts";
import { openTemporaryStore } from "./store/temporary-store.ts";
import { Changes } from "./waiting/changes.ts";

// For tests: the server's real ground over a real database, and the machine, browser and person in front of it.

export interface World {
  readonly ground: Ground;
  /** Epoch milliseconds; whoever sets it moves the server's clock. */
  readonly time: { now: number };
  /** Lines of the log. */
  readonly logged: string[];
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const store = await openTemporaryStore();
  const time = { now: 1_900_000_000_000 };
  const clock = () => time.now;
  let drawn = 0;
  // no two draws alike, as it would be, and the same in every run
  const random = (length: number) => {
    drawn += 1;
    return new Uint8Array(createHash("shake256", { outputLength: length }).update(String(drawn)).digest());
  };
  const logged: string[] = [];
  const config = readConfig({ env: {}, workingFolder: "/", defaultDataFolder: "/" });
  const ground: Ground = {
    clock,
    random,
    db: store.db,
    config,
    keys: await loadSigningKeys(store.db, clock),
    changes: new Changes(config.limits.heldPolls),
    dpopNonces: new DpopNonces(clock, random),
    log: createLog("info", clock, { write: (line) => logged.push(line) }),
    stopping: new AbortController().signal,
  };
  return { ground, time, logged, close: () => store.close() };
}

export async function newSigner(): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  return webCryptoSigner(privateKey, v.parse(publicJwkSchema, await exportJWK(publicKey)));
}

/** A passkey in software (WebAuthn L3 §6), without a counter. */
export interface SoftPasskey {
  readonly credentialId: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  readonly userHandle: string;
  assert(challenge: string, twist?: { readonly userHandle?: string }): AssertionJson;
}

const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();

export function newPasskey(name: string, { config }: Pick<Ground, "config">): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = sha256(name).toString("base64url");
  const userHandle = sha256(`${name}: user handle`).toString("base64url");
  const assert: SoftPasskey["assert"] = (challenge, twist = {}) => {
    const said = { type: "webauthn.get", challenge, origin: config.issuer, crossOrigin: false };
    const clientData = Buffer.from(JSON.stringify(said));
    const authenticatorData = Buffer.concat([sha256(config.rpId), Buffer.from([0x05, 0, 0, 0, 0])]); // UP, UV
    const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(clientData)]), privateKey);
    return {
      id: credentialId,
      rawId: credentialId,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authenticatorData.toString("base64url"),
        signature: signature.toString("base64url"),
        userHandle: twist.userHandle ?? userHandle,
      },
    };
  };
  return { credentialId, publicKey: coseKey(publicKey), userHandle, assert };
}

/** COSE_Key, EC2, ES256, P-256 (RFC 9053 §7.1.1), base64url. */
function coseKey(publicKey: KeyObject): string {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const members = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, "base64url"))],
    [-3, new Uint8Array(Buffer.from(y, "base64url"))],
  ]);
  return Buffer.from(isoCBOR.encode(members)).toString("base64url");
}

/** An enrolled machine with its browser and its person's passkey. */
export interface EnrolledMachine {
  readonly boundSetId: string;
  readonly userId: string;
  readonly device: Signer;
  readonly extension: Signer;
  readonly passkey: SoftPasskey;
}

/** A bound set in force, as if it had been enrolled. */
export async function enrolledMachine({ ground }: World, user: string): Promise<EnrolledMachine> {
  const boundSetId = newBoundSetId(ground.random);
  const [device, extension] = await Promise.all([newSigner(), newSigner()]);
  const passkey = newPasskey(boundSetId, ground);
  const at = ground.clock();
  const userId = await ground.db.transaction().execute(async (trx) => {
    const { id } = await findOrCreateUser(trx, { name: user, displayName: user, role: "member" }, ground);
    const set = { id: boundSetId, user_id: id, state: "active", created_at: at, confirmed_at: at } as const;
    await trx.insertInto("bound_sets").values(set).execute();
    const common = { bound_set_id: boundSetId, state: "active", created_at: at } as const;
    const machine = { key_storage: "file", hostname: "h", os: "o", last_seen_at: at };
    const deviceKey = { jkt: device.thumbprint, jwk: JSON.stringify(device.jwk) };
    await trx
      .insertInto("devices")
      .values({ ...common, ...machine, ...deviceKey })
      .execute();
    const extensionKey = { jkt: extension.thumbprint, jwk: JSON.stringify(extension.jwk), browser: "b" };
    await trx
      .insertInto("extensions")
      .values({ ...common, ...extensionKey })
      .execute();
    const flags = { counter: 0, backup_eligible: 0, backed_up: 0, user_verified: 1 };
    const attested = { aaguid: "", attestation_format: "none", attestation_verdict: "not attested", transports: "[]" };
    await trx
      .insertInto("passkeys")
      .values({
        ...common,
        ...flags,
        ...attested,
        credential_id: passkey.credentialId,
        public_key: decodeBase64url(passkey.publicKey, "public_key"),
        user_handle: passkey.userHandle,
      })
      .execute();
    return id;
  });
  return { boundSetId, userId, device, extension, passkey };
}

export interface StartedLogin {
  readonly id: string;
  readonly request: string;
  readonly requestHash: string;
  readonly deviceCode: string;
  readonly session: Signer;
}

const LOOPBACK = { address: "127.0.0.1", port: 40_000 } as const;

/** A login that the machine's command line asked for (protocol §4.1). */
export async function startedLogin({ ground }: World, machine: EnrolledMachine): Promise<StartedLogin> {
  const session = await newSigner();
  const iat = secondsNow(ground);
  const said = await deviceStatement.sign(machine.device, {
    iss: machine.device.thumbprint,
    aud: ground.config.issuer,
    jti: newRandomId(ground.random),
    iat,
    exp: iat + 60,
    cnf: { jkt: session.thumbprint },
    loopback: LOOPBACK,
    context: {
      hostname: "h",
      os: "o",
      account: "a",
      command: "c",
      cwd: "/",
      parent: null,
      tty: null,
      remote: null,
    },
  });
  const asked = { scope: "read", resource: [], authorizationDetails: [] };
  const answer = await startLogin(ground, await admitDevice(ground, said), clientOf(ground), asked, "192.0.2.7");
  const id = answer.verification_uri_complete.split("/").at(-1) ?? "";
  const requestHash = sha256(answer.request).toString("base64url");
  return { id, request: answer.request, requestHash, deviceCode: answer.device_code, session };
}

/** Extension and command line meet over that nonce (protocol §4.3). */
export async function meetingOver(
  { ground }: World,
  { extension }: Pick<EnrolledMachine, "extension">,
  { requestHash, session }: Pick<StartedLogin, "requestHash" | "session">,
  nonceText: string,
): Promise<Meeting> {
  const value = (await nonce.read(nonceText)).claims.nonce;
  const xn = newRandomId(ground.random);
  const said = await hello.sign(extension, { request: requestHash, nonce: value, xn });
  const presence = await presenceProof.sign(session, {
    request: requestHash,
    nonce: value,
    xn,
    jkt: extension.thumbprint,
    peer: { account: "same", process: null, forwarded: "no" },
  });
  const met = await attestation.sign(extension, {
    presence: sha256(presence).toString("base64url"),
    loopback: LOOPBACK,
    browser: "Chromium",
  });
  return { hello: said, presence_proof: presence, attestation: met };
}

/** The same, with the nonce that the browser session is given. */
export const newMeeting = async (
  world: World,
  machine: EnrolledMachine,
  login: StartedLogin,
  browserSession: string,
): Promise<Meeting> =>
  meetingOver(world, machine, login, await startNonce(world.ground, login.id, login.requestHash, browserSession));

export const BROWSER_SESSION = "S".repeat(43);

/** The login, met and approved in one browser session (protocol §4.3–§4.5). */
export async function approvedLogin(world: World, machine: EnrolledMachine): Promise<StartedLogin> {
  const { ground } = world;
  const login = await startedLogin(world, machine);
  await recordLocality(ground, login.id, await newMeeting(world, machine, login, BROWSER_SESSION), BROWSER_SESSION);
  const { decision, options } = await decideLogin(ground, login.id, BROWSER_SESSION);
  const assertion = machine.passkey.assert(options.challenge);
  await approveLogin(ground, login.id, { decision, assertion }, BROWSER_SESSION);
  return login;
}

/** One poll of its command line (protocol §4.6). */
export const redeemed = ({ ground }: World, { deviceCode, session }: StartedLogin): Promise<TokenAnswer> =>
  pollLogin(ground, deviceCode, session.thumbprint, clientOf(ground), new AbortController().signal);

export function clientOf({ config }: Pick<Ground, "config">): Client {
  const [client] = config.clients;
  if (client === undefined) throw new Error("no client");
  return client;
}

/** What its command line sends to renew (protocol §4.6). */
export async function refreshRequest(
  { ground }: World,
  { device }: Pick<EnrolledMachine, "device">,
  { session }: Pick<StartedLogin, "session">,
  refreshToken: string,
): Promise<RefreshRequest> {
  const iat = secondsNow(ground);
  const said = await refreshStatement.sign(device, {
    iss: device.thumbprint,
    aud: ground.config.issuer,
    jti: newRandomId(ground.random),
    iat,
    exp: iat + 60,
    cnf: { jkt: session.thumbprint },
  });
  const url = `${ground.config.issuer}/oauth/token`;
  const statement = sha256(said).toString("base64url");
  const proof = await signDpop(session, { method: "POST", url, jti: newRandomId(ground.random), iat, statement });
  return {
    refreshToken,
    deviceStatement: said,
    proof: await verifyDpop(proof, "POST", url),
    client: clientOf(ground),
  };
}

/** Events of one subject, in order. */
export const eventsOf = (db: Db, subject: string) =>
  db.selectFrom("events").select(["kind", "data"]).where("subject", "=", subject).orderBy("seq").execute();
