import { randomBytes } from "node:crypto";
import { Socket } from "node:net";
import { newEnrolmentId, newRandomId, newUserId } from "@nearside/shared/ids.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import { createPeerGate } from "../listener/verify-peer.ts";
import type { Peer } from "../peer/peer.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import type { EnrolmentView } from "./enrolment-api.ts";
import { createEnrolmentMeeting, type EnrolmentMeeting } from "./enrolment-meeting.ts";
import { verifyEnrolmentMeeting } from "./verify-enrolment-meeting.ts";
import { type ExpectedEnrolment, verifyEnrolmentRequest } from "./verify-enrolment-request.ts";

const random = (length: number): Uint8Array => randomBytes(length);
const now = (): number => Math.floor(Date.now() / 1000);
const issuer = "https://login.example.com";
const loopback = { address: "127.0.0.1", port: 40_000 } as const;
const USER = { id: newUserId(random), name: "alice" };
const PASSKEY = {
  credential_id: randomBytes(16).toString("base64url"),
  public_key: randomBytes(77).toString("base64url"),
};

const [server, device, extension, stranger] = await Promise.all([
  newSoftwareKey(),
  newSoftwareKey(),
  newSoftwareKey(),
  newSoftwareKey(),
]);
const serverKeys = [{ ...server.signer.jwk, kid: server.signer.thumbprint, alg: "ES256" as const }];
const connection: Connection = {
  ...connect(issuer, {
    now: () => Date.now(),
    sleep: async () => undefined,
    random,
    stop: new AbortController().signal,
  }),
  keys: { current: async () => serverKeys, warm: () => undefined },
};

async function codeOf(running: Promise<unknown>): Promise<string> {
  try {
    await running;
  } catch (error) {
    const { code } = problemOf(error);
    if (code === "internal") throw error;
    return code;
  }
  return "none";
}

type RequestClaims = EnrolmentRequest["claims"];
const requestClaims = (iat = now()): RequestClaims => ({
  iss: issuer,
  jti: newEnrolmentId(random),
  user: USER,
  device_jkt: device.signer.thumbprint,
  browser: null,
  loopback,
  iat,
  exp: iat + 900,
});

let request: EnrolmentRequest;
let peer: Peer;
let meeting: EnrolmentMeeting;

beforeEach(async () => {
  request = await enrolmentRequest.read(await enrolmentRequest.sign(server.signer, requestClaims()));
  peer = { account: "same", process: null, forwarded: "no" };
  const gate = createPeerGate(
    async () => peer,
    () => undefined,
  );
  meeting = createEnrolmentMeeting(connection, request, device.signer, gate);
});

describe("the enrolment request is refused", () => {
  const expected: ExpectedEnrolment = {
    device: device.signer.thumbprint,
    loopback,
    browser: null,
    user: { name: "alice" },
  };
  const other = { id: newUserId(random), name: "mallory" };
  it.each<[string, Partial<RequestClaims>, Partial<ExpectedEnrolment>, string]>([
    ["for nobody's reason", {}, {}, "none"],
    ["for another user than named (R20)", { user: other }, {}, "wrong_user"],
    ["for another user of that name", {}, { user: { name: "alice", id: other.id } }, "wrong_user"],
    ["for another device key", { device_jkt: stranger.signer.thumbprint }, {}, "key_mismatch"],
    ["for another port", { loopback: { ...loopback, port: 40_001 } }, {}, "loopback_mismatch"],
    ["from another issuer", { iss: "https://other.example" }, {}, "wrong_issuer"],
    ["as a browser's where a machine was asked for", { browser: stranger.signer.thumbprint }, {}, "request_mismatch"],
    ["as a machine's where a browser was asked for", {}, { browser: stranger.signer.thumbprint }, "request_mismatch"],
    ["with a longer life", { exp: now() + 2000 }, {}, "enrolment_expired"],
  ])("%s", async (_what, claims, changed, code) => {
    const text = await enrolmentRequest.sign(server.signer, { ...requestClaims(), ...claims });
    expect(await codeOf(verifyEnrolmentRequest(connection, text, { ...expected, ...changed }))).toBe(code);
  });

  it("where a stranger signed it", async () => {
    const text = await enrolmentRequest.sign(stranger.signer, requestClaims());
    expect(await codeOf(verifyEnrolmentRequest(connection, text, expected))).toBe("key_mismatch");
  });
});

/** Sends a hello of that key, and gives the command line's answer. */
async function meet(key: SoftwareKey) {
  const salt = newRandomId(random);
  const iat = now();
  const nonceClaims = { iss: issuer, request: request.hash, nonce: salt, iat, exp: iat + 60 };
  const nonceText = await nonce.sign(server.signer, nonceClaims);
  const helloText = await hello.sign(key.signer, { request: request.hash, nonce: salt, xn: newRandomId(random) });
  const body = { request: request.jws, nonce: nonceText, hello: helloText };
  const { presence_proof: presence } = await meeting.answer(
    body,
    { channel: "loopback", socket: new Socket() },
    () => undefined,
  );
  const { hash } = await presenceProof.read(presence);
  const attested = await attestation.sign(key.signer, { presence: hash, loopback, browser: "Test 1" });
  return { nonce: nonceText, hello: helloText, presence_proof: presence, attestation: attested, hash };
}

describe("the meeting of an enrolment", () => {
  it("continues with the first extension only (threat M7)", async () => {
    await meet(extension);
    expect(await codeOf(meet(stranger))).toBe("extension_mismatch");
    await meet(extension);
    expect(meeting.made.size).toBe(2);
  });

  it("has one first extension, also when two come at the same time", async () => {
    const codes = await Promise.all([codeOf(meet(extension)), codeOf(meet(stranger))]);
    expect(codes.sort()).toEqual(["extension_mismatch", "none"]);
  });

  it("is not taken by another account, which may come first", async () => {
    peer = { ...peer, account: "other" };
    expect(await codeOf(meet(stranger))).toBe("peer_other_account");
    peer = { ...peer, account: "same" };
    await meet(extension);
    expect(meeting.made.size).toBe(1);
  });
});

describe("what the server says of the other side", () => {
  async function honestView(): Promise<EnrolmentView> {
    const { hash: _, ...statements } = await meet(extension);
    return {
      state: "passkey",
      ...statements,
      passkey: PASSKEY,
      extension_proof: null,
      device_proof: null,
      receipt: null,
    };
  }

  it("gives the six words of the attestation and the passkey", async () => {
    const view = await honestView();
    const { keys, words } = await verifyEnrolmentMeeting(connection, view, request, meeting.made);
    const { hash } = await attestation.read(view.attestation);
    expect(words).toEqual(await sixWords(hash, PASSKEY));
    expect(keys).toEqual({ request, extension: extension.signer.thumbprint, passkey: PASSKEY });
  });

  it.each<[string, (view: EnrolmentView) => Promise<Partial<EnrolmentView>>, string]>([
    ["no attestation", async () => ({ attestation: null }), "server_malformed"],
    ["no passkey", async () => ({ passkey: null }), "server_malformed"],
    [
      "a presence proof that was not made here",
      async (view) => {
        const { claims } = await presenceProof.read(view.presence_proof);
        return { presence_proof: await presenceProof.sign(stranger.signer, claims) };
      },
      "handshake_mismatch",
    ],
    [
      "another extension's attestation",
      async (view) => {
        const { claims } = await attestation.read(view.attestation);
        return { attestation: await attestation.sign(stranger.signer, claims) };
      },
      "extension_mismatch",
    ],
    [
      "another extension's hello and attestation",
      async (view) => {
        const { claims } = await attestation.read(view.attestation);
        const original = await hello.read(view.hello);
        return {
          hello: await hello.sign(stranger.signer, original.claims),
          attestation: await attestation.sign(stranger.signer, claims),
        };
      },
      "handshake_mismatch",
    ],
    [
      "an attestation of another meeting",
      async () => ({ attestation: (await meet(extension)).attestation }),
      "presence_mismatch",
    ],
    [
      "an attestation of another port",
      async (view) => {
        const { claims } = await attestation.read(view.attestation);
        const elsewhere = { ...claims, loopback: { ...loopback, port: 40_001 } };
        return { attestation: await attestation.sign(extension.signer, elsewhere) };
      },
      "loopback_mismatch",
    ],
    ["a nonce of another meeting", async () => ({ nonce: (await meet(extension)).nonce }), "nonce_mismatch"],
    [
      "a proof of possession by another key (R12)",
      async () => ({
        extension_proof: await enrolment.sign(stranger.signer, {
          request: request.hash,
          user: USER.id,
          device_jkt: device.signer.thumbprint,
          extension_jkt: extension.signer.thumbprint,
          passkey: PASSKEY,
        }),
      }),
      "key_mismatch",
    ],
  ])("is refused with %s", async (_what, lie, code) => {
    const view = await honestView();
    const lied = { ...view, ...(await lie(view)) };
    expect(await codeOf(verifyEnrolmentMeeting(connection, lied, request, meeting.made))).toBe(code);
  });
});
