import type { Loopback, User } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId, newRequestId, type RandomBytes } from "@nearside/shared/ids.ts";
import { type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { type Facts, hashFacts, listedExtension, writeFacts } from "@nearside/shared/statements/facts.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { newSigner } from "../../test/kit/keys.ts";
import type { PageAsker } from "../background/asker.ts";
import type { ReviewServices } from "../background/review.ts";
import type { BoundSet, UsableSet } from "../keys/bound-set.ts";
import { newExtensionKey } from "../keys/extension-key.ts";
import type { SayHello } from "../machine/say-hello.ts";
import { openSession } from "../session/session.ts";
import type { SessionArea } from "../session/stored.ts";

// A server, a command line and a browser for the unit tests of the background: every key and signature is real, only
// network, storage and windows are left out. In a browser the same code is tried by test/e2e.

export const ISSUER = "https://login.example";
export const NOW = 1_800_000_000;
export const ADA: User = { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "Ada Lovelace" };

let drawn = 0;
/** The bytes are never the same twice. */
export const counted: RandomBytes = (length) => {
  drawn += 1;
  return Uint8Array.from({ length }, (_, index) => (drawn >> (8 * index)) & 255);
};

export async function newUsableSet(device: Signer, changed: Partial<UsableSet> = {}): Promise<UsableSet> {
  return {
    state: "bound",
    ...(await newExtensionKey()),
    issuer: ISSUER,
    enrolment: "en_AAAAAAAAAAAAAAAAAAAAAA",
    enrolment_request: "an.enrolment.request",
    user: ADA,
    device_jkt: device.thumbprint,
    made_at: NOW,
    passkey: { credential_id: "A".repeat(22), public_key: "A".repeat(102) },
    receipt: "the.signed.receipt",
    ...changed,
  };
}

/** The part of `storage.session` that is used. */
export function memoryArea(): SessionArea {
  const items = new Map<string, unknown>();
  return {
    get: async (key) => Object.fromEntries([...items].filter(([name]) => typeof key !== "string" || name === key)),
    set: async (added) => {
      for (const [name, value] of Object.entries(added)) items.set(name, value);
    },
    remove: async (key) => void items.delete(key),
  };
}

export interface MadeUpWorld {
  readonly server: Signer;
  readonly session: Signer;
  readonly device: Signer;
  readonly services: ReviewServices;
  /** Effects on the browser and the network, in order. */
  readonly done: string[];
  readonly page: PageAsker;
}

export async function madeUpWorld(
  sets: (device: Signer) => Promise<readonly BoundSet[]>,
  changed: Partial<ReviewServices> = {},
): Promise<MadeUpWorld> {
  const [server, session, device] = await Promise.all([newSigner(), newSigner(), newSigner()]);
  const stored = new Map((await sets(device)).map((set) => [set.thumbprint, set]));
  const removed: string[] = [];
  const done: string[] = [];
  const note = async (what: string): Promise<void> => void done.push(what);
  const services: ReviewServices = {
    now: () => NOW,
    random: counted,
    browserName: "Chromium 156 on Linux",
    boundSets: {
      all: async () => [...stored.values()],
      put: async (set) => void stored.set(set.thumbprint, set),
      remove: async (thumbprint) => {
        const set = stored.get(thumbprint);
        if (set !== undefined) removed.push(set.device_jkt);
        stored.delete(thumbprint);
      },
      removedDevices: async () => removed,
    },
    session: openSession(memoryArea()),
    fetchKeys: async () => [{ ...server.jwk, kid: server.thumbprint, alg: "ES256" }],
    sayHello: async (loopback, body) => {
      await note(`hello to ${loopback.address}:${loopback.port}`);
      return answerHello(session)(loopback, body);
    },
    nativeWay: async () => undefined,
    sendReport: (issuer, id) => note(`report of ${id} to ${issuer}`).then(() => true),
    mayReach: async () => true,
    policy: { settled: async () => ({ state: "none" }) },
    badge: { show: (_, what) => note(`badge ${what}`), clear: () => note("badge cleared") },
    bridges: {
      inject: (tab) => note(`bridge in ${tab}`).then(() => true),
      tell: (tab, event) => note(`${event} in ${tab}`),
    },
    openReviewWindow: (hash) => note(`review of ${hash}`).then(() => 8),
    bringForward: (tab) => note(`tab ${tab} forward`),
    openWindow: (enrolment) => note(`window for ${enrolment}`).then(() => 7),
    ...changed,
  };
  const page: PageAsker = { context: "page", tab: 3, origin: ISSUER, url: `${ISSUER}/approve/x` };
  return { server, session, device, services, done, page };
}

/** A command line that answers with that key. */
export const answerHello =
  (key: Signer, changed: { readonly xn?: string; readonly jkt?: string; readonly channel?: "native" } = {}): SayHello =>
  async (_, body) => {
    const sentHello = await hello.read(body.hello);
    const sentNonce = await nonce.read(body.nonce);
    const presence_proof = await presenceProof.sign(key, {
      request: sentHello.claims.request,
      nonce: sentNonce.claims.nonce,
      xn: sentHello.claims.xn,
      jkt: await thumbprintOf(sentHello.header.jwk),
      peer: { account: "same", process: "chromium", forwarded: "no" },
      ...changed,
    });
    return { presence_proof };
  };

export const FACTS: Facts = {
  salt: "AAAAAAAAAAAAAAAAAAAAAA",
  client: { id: "deploy", name: "Acme Deploy", verified: true },
  scope: "deploy:write",
  resource: [],
  authorization_details: [],
  context: {
    hostname: "wren",
    os: "Linux",
    account: "ada",
    command: "deploy prod",
    cwd: "~/shop",
    parent: null,
    tty: null,
    remote: null,
  },
  seen: { address: "192.0.2.1", time: NOW },
};

/** A login that lists those extension keys, with a nonce for it, as the page hands them over. */
export async function newLogin(
  { server, session }: Pick<MadeUpWorld, "server" | "session">,
  listed: readonly string[],
  changed: {
    readonly iss?: string;
    readonly signer?: Signer;
    readonly exp?: number;
    readonly nonceAt?: number;
    readonly facts?: Facts;
    readonly loopback?: Loopback | null;
  } = {},
) {
  const id = newRequestId(counted);
  const facts = writeFacts(changed.facts ?? FACTS);
  const jws = await request.sign(changed.signer ?? server, {
    iss: changed.iss ?? ISSUER,
    jti: id,
    iat: NOW,
    exp: changed.exp ?? NOW + 300,
    sub_jkt: session.thumbprint,
    statement: await sha256Base64url("a device statement"),
    loopback: changed.loopback === undefined ? { address: "127.0.0.1", port: 40_000 } : changed.loopback,
    facts: await hashFacts(facts),
    extensions: await Promise.all(listed.map((thumbprint) => listedExtension(id, thumbprint))),
  });
  const hash = await sha256Base64url(jws);
  return { id, hash, facts, request: jws, nonce: await newNonce(server, hash, changed.nonceAt ?? NOW) };
}

export const newNonce = (server: Signer, requestHash: string, at: number): Promise<string> =>
  nonce.sign(server, { iss: ISSUER, request: requestHash, nonce: newRandomId(counted), iat: at, exp: at + 60 });

/** The decision on a meeting. */
export async function newDecision(
  { server, device }: Pick<MadeUpWorld, "server" | "device">,
  attestation: string,
  changed: Partial<Decision["claims"]> = {},
): Promise<string> {
  return decision.sign(server, {
    iss: ISSUER,
    jti: newRandomId(counted),
    iat: NOW + 1,
    attestation: await sha256Base64url(attestation),
    user: ADA,
    device: device.thumbprint,
    key_storage: "file",
    facts: await hashFacts(writeFacts(FACTS)),
    lifetime: { access_token: 900, refresh_token: 86_400 },
    justification: null,
    rules: { outcome: "approve", version: "1" },
    ...changed,
  });
}
