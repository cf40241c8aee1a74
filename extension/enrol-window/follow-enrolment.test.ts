import type { EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import { checkEnrolmentProof } from "@nearside/shared/chain/enrolment/check-enrolment-proof.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newEnrolmentId, newRandomId } from "@nearside/shared/ids.ts";
import type { Passkey } from "@nearside/shared/passkey/passkey.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { describe, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { type EnrollingSet, signerOf } from "../keys/bound-set.ts";
import { newExtensionKey } from "../keys/extension-key.ts";
import { shakeHands } from "../machine/handshake.ts";
import { ADA, answerHello, counted, ISSUER, madeUpWorld, NOW, newNonce } from "../testing/made-up-world.ts";
import { type FollowServices, followEnrolment } from "./follow-enrolment.ts";
import type { Screen } from "./screen.ts";

const PASSKEY: Passkey = { credential_id: "A".repeat(22), public_key: "A".repeat(102) };
const WAITING: EnrolmentView = {
  state: "waiting",
  nonce: null,
  hello: null,
  presence_proof: null,
  attestation: null,
  passkey: null,
  extension_proof: null,
  device_proof: null,
  receipt: null,
};

/** A confirmed enrolment, its command line and its server, which answers one round after the other. */
async function confirmed() {
  const world = await madeUpWorld(async () => []);
  const { server, device, services } = world;
  const key = await newExtensionKey();
  const id = newEnrolmentId(counted);
  const jws = await enrolmentRequest.sign(server, {
    iss: ISSUER,
    jti: id,
    user: ADA,
    device_jkt: device.thumbprint,
    browser: null,
    loopback: { address: "127.0.0.1", port: 40_000 },
    iat: NOW,
    exp: NOW + 900,
  });
  const set: EnrollingSet = {
    state: "enrolling",
    ...key,
    issuer: ISSUER,
    enrolment: id,
    enrolment_request: jws,
    user: ADA,
    device_jkt: device.thumbprint,
    made_at: NOW,
    passkey: null,
  };
  await services.boundSets.put(set);
  const request = await enrolmentRequest.read(jws);

  const meetAs = async (extension: Signer): Promise<EnrolmentView> => {
    const nonce = await newNonce(server, request.hash, NOW);
    const ways = { sayHello: answerHello(device), sayHelloNatively: undefined, mayUseLoopback: true };
    const means = { ...services, ...ways };
    const toMeet = { request, nonce: await nonceStatement.read(nonce), key: device.thumbprint };
    return { ...WAITING, state: "met", nonce, ...(await shakeHands(toMeet, extension, means)) };
  };
  const receiptFor = (passkey: Passkey, extension = key.thumbprint, signer = server): Promise<string> =>
    receipt.sign(signer, {
      iss: ISSUER,
      jti: newRandomId(counted),
      iat: NOW,
      user: ADA,
      device_jkt: device.thumbprint,
      extension_jkt: extension,
      passkey,
    });
  const follow = async (rounds: (EnrolmentView | "silent")[], changed: Partial<FollowServices> = {}) => {
    const [screens, proofs]: [Screen[], string[]] = [[], []];
    await followEnrolment(set, {
      ...services,
      serverNow: () => NOW,
      met: Promise.resolve(),
      stopped: new AbortController().signal,
      pause: async () => undefined,
      show: (screen) => void screens.push(screen),
      api: {
        view: async () => {
          const view = rounds.shift();
          if (view === undefined) throw new Error("asked once too often");
          if (view === "silent") throw new Refused("unreachable");
          return view;
        },
        prove: async (proof) => void proofs.push(proof),
        refuse: async () => undefined,
      },
      ...changed,
    });
    return { at: screens.map(({ at }) => at), screens, proofs, stored: await services.boundSets.all() };
  };
  return { ...world, key, set, request, meetAs, receiptFor, follow, own: await signerOf(set) };
}

describe("following a confirmed enrolment", () => {
  it("shows every step, proves the key and ends with the receipt", async () => {
    const world = await confirmed();
    const met = await world.meetAs(world.own);
    const made: EnrolmentView = { ...met, state: "passkey", passkey: PASSKEY };
    const done: EnrolmentView = { ...made, state: "active", receipt: await world.receiptFor(PASSKEY) };
    const { at, screens, proofs, stored } = await world.follow([
      "silent",
      met,
      "silent",
      made,
      { ...made, state: "pending", extension_proof: "the.stored.proof" },
      done,
    ]);
    expect(at).toEqual(["meeting", "passkey", "words", "administrator", "done"]);
    const words = await sixWords(await sha256Base64url(met.attestation ?? ""), PASSKEY);
    expect(screens[2]).toMatchObject({ at: "words", words });
    expect(proofs).toHaveLength(1);
    await checkEnrolmentProof(await enrolment.read(proofs[0]), world.key.jwk, {
      request: world.request,
      extension: world.key.thumbprint,
      passkey: PASSKEY,
    });
    expect(stored).toEqual([expect.objectContaining({ state: "bound", receipt: done.receipt, passkey: PASSKEY })]);
  });

  it("shows no words of a meeting that another extension had, and forgets the enrolment", async () => {
    const world = await confirmed();
    const other = { ...(await world.meetAs(await newSigner())), state: "passkey" as const, passkey: PASSKEY };
    const { at, screens, proofs, stored } = await world.follow([other]);
    expect(at).toEqual(["meeting", "ended"]);
    expect(screens.at(-1)).toMatchObject({ why: "extension_mismatch" });
    expect([proofs, stored]).toEqual([[], []]);
  });

  it.each<[string, string, (view: EnrolmentView, other: EnrolmentView) => EnrolmentView]>([
    ["the attestation of another meeting", "presence_mismatch", (view, { attestation }) => ({ ...view, attestation })],
    [
      "the presence proof of another meeting",
      "nonce_mismatch",
      (view, { presence_proof }) => ({ ...view, presence_proof }),
    ],
    ["no nonce", "malformed", (view) => ({ ...view, nonce: null })],
  ])("refuses %s (%s)", async (_, code, changed) => {
    const world = await confirmed();
    const [view, other] = await Promise.all([world.meetAs(world.own), world.meetAs(world.own)]);
    const made = { ...changed(view, other), state: "passkey" as const, passkey: PASSKEY };
    expect((await world.follow([made])).screens.at(-1)).toEqual({ at: "ended", why: code });
  });

  it("signs for one passkey only", async () => {
    const world = await confirmed();
    const made: EnrolmentView = { ...(await world.meetAs(world.own)), state: "passkey", passkey: PASSKEY };
    const swapped = { ...made, passkey: { ...PASSKEY, public_key: `B${PASSKEY.public_key.slice(1)}` } };
    const { screens, proofs } = await world.follow([made, swapped]);
    expect(screens.at(-1)).toEqual({ at: "ended", why: "key_mismatch" });
    expect(proofs).toHaveLength(1);
  });

  it("takes no receipt for another key or passkey, or by another server", async () => {
    const world = await confirmed();
    const made: EnrolmentView = { ...(await world.meetAs(world.own)), state: "passkey", passkey: PASSKEY };
    const receipts = [
      await world.receiptFor(PASSKEY, world.device.thumbprint),
      await world.receiptFor({ ...PASSKEY, credential_id: `${"B".repeat(21)}A` }),
      await world.receiptFor(PASSKEY, world.key.thumbprint, await newSigner()),
    ];
    for (const given of receipts) {
      const { screens } = await world.follow([made, { ...made, state: "active", receipt: given }]);
      expect(screens.at(-1)).toEqual({ at: "ended", why: "key_mismatch" });
    }
    const unproved = await world.follow([{ ...made, state: "active", receipt: await world.receiptFor(PASSKEY) }]);
    expect(unproved.screens.at(-1)).toEqual({ at: "ended", why: "key_mismatch" });
  });

  it("ends where the server says so, or time does", async () => {
    const world = await confirmed();
    expect((await world.follow([{ ...WAITING, state: "refused" }])).screens.at(-1)).toEqual({
      at: "ended",
      why: "refused",
    });
    expect((await world.follow([{ ...WAITING, state: "expired" }])).screens.at(-1)).toMatchObject({
      why: "enrolment_expired",
    });
    const late = await world.follow(["silent"], { serverNow: () => NOW + 901 });
    expect(late.screens.at(-1)).toMatchObject({ why: "enrolment_expired" });
  });

  it("does nothing more when the person stops it", async () => {
    const world = await confirmed();
    const stop = new AbortController();
    const made: EnrolmentView = { ...(await world.meetAs(world.own)), state: "passkey", passkey: PASSKEY };
    const api = {
      view: async () => {
        stop.abort();
        return made;
      },
      prove: async () => expect.fail("signed"),
      refuse: async () => undefined,
    };
    expect((await world.follow([], { api, stopped: stop.signal })).at).toEqual(["meeting"]);
  });

  it("asks again when the proof did not reach the server", async () => {
    const world = await confirmed();
    const made: EnrolmentView = { ...(await world.meetAs(world.own)), state: "passkey", passkey: PASSKEY };
    let tries = 0;
    const api = {
      view: async () =>
        tries < 2 ? made : { ...made, state: "active" as const, receipt: await world.receiptFor(PASSKEY) },
      prove: async () => {
        tries += 1;
        if (tries === 1) throw new Refused("unreachable");
      },
      refuse: async () => undefined,
    };
    expect((await world.follow([], { api })).at.at(-1)).toBe("done");
    expect(tries).toBe(2);
  });
});
