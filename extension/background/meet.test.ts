import type { Answer } from "@nearside/shared/api/page-messages.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { describe, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import type { BoundSet, UsableSet } from "../keys/bound-set.ts";
import {
  answerHello,
  type MadeUpWorld,
  madeUpWorld,
  NOW,
  newLogin,
  newNonce,
  newUsableSet,
} from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";
import type { EnrolmentServices } from "./enrol.ts";

type Login = Awaited<ReturnType<typeof newLogin>>;

const worldWith = async (sets: readonly Partial<UsableSet>[], changed?: Partial<EnrolmentServices>) => {
  const made: UsableSet[] = [];
  const world = await madeUpWorld(async (device) => {
    for (const set of sets) made.push(await newUsableSet(device, set));
    return made;
  }, changed);
  return { ...world, sets: made, keys: made.map(({ thumbprint }) => thumbprint) };
};

const meet = ({ services, page }: MadeUpWorld, { request, nonce }: Pick<Login, "request" | "nonce">): Promise<Answer> =>
  answerPage({ kind: "meet", request, nonce }, page, services);

const refused = (code: string): Answer => ({ kind: "refused", code });

describe("meeting a command line", () => {
  it("attests to the presence proof of a listed login, and remembers the meeting", async () => {
    const world = await worldWith([{}]);
    const login = await newLogin(world, world.keys);
    const met = await meet(world, login);
    if (met.kind !== "met") return expect.fail(met.kind);
    const attested = await attestation.read(met.attestation);
    expect(attested.claims).toEqual({
      presence: (await presenceProof.read(met.presence_proof)).hash,
      loopback: { address: "127.0.0.1", port: 40_000 },
      browser: "Chromium 156 on Linux",
    });
    expect(world.done).toEqual(["hello to 127.0.0.1:40000"]);
    expect(await world.services.session.logins.read(login.hash)).toMatchObject({
      attestation: met.attestation,
      thumbprint: world.keys[0],
      decision: null,
    });
  });

  it("uses the key that is listed, of several bound sets with the same issuer", async () => {
    const world = await worldWith([{}, { made_at: NOW + 5 }]);
    const login = await newLogin(world, [world.keys[0] ?? ""]);
    expect(await meet(world, login)).toMatchObject({ kind: "met" });
    expect((await world.services.session.logins.read(login.hash))?.thumbprint).toBe(world.keys[0]);
  });

  it("sends nothing to any port for a login that lists none of its keys, reports it once and shows it", async () => {
    const world = await worldWith([{}]);
    const login = await newLogin(world, [(await newSigner()).thumbprint]);
    expect(await meet(world, login)).toEqual(refused("started_elsewhere"));
    expect(await meet(world, login)).toEqual(refused("started_elsewhere"));
    expect(world.done).toEqual(["badge foreign", `report of ${login.id} to https://login.example`, "badge foreign"]);
    expect(await world.services.session.foreignLogins.all()).toHaveLength(1);
  });

  it("neither meets nor reports before it has a receipt", async () => {
    const { receipt: _, ...bound } = await newUsableSet(await newSigner());
    const enrolling: BoundSet = { ...bound, state: "enrolling", passkey: null };
    const world = await madeUpWorld(async () => [enrolling]);
    expect(await meet(world, await newLogin(world, [enrolling.thumbprint]))).toEqual(refused("not_enrolled"));
    expect(world.done).toEqual([]);
  });

  it.each<
    [string, string, (world: Awaited<ReturnType<typeof worldWith>>) => Promise<Pick<Login, "request" | "nonce">>]
  >([
    [
      "a request that another key signed",
      "bad_signature",
      async (world) => {
        const signer = { ...(await newSigner()), thumbprint: world.server.thumbprint };
        return newLogin(world, world.keys, { signer });
      },
    ],
    [
      "a request by a key that the server does not publish",
      "key_mismatch",
      async (world) => newLogin(world, world.keys, { signer: await newSigner() }),
    ],
    [
      "a request of another issuer",
      "wrong_issuer",
      (world) => newLogin(world, world.keys, { iss: "https://other.example" }),
    ],
    [
      "a request that had ended when the nonce was made",
      "request_expired",
      (world) => newLogin(world, world.keys, { exp: NOW + 10, nonceAt: NOW + 11 }),
    ],
    [
      "a nonce for another request",
      "nonce_mismatch",
      async (world) => ({
        ...(await newLogin(world, world.keys)),
        nonce: await newNonce(world.server, (await newLogin(world, world.keys)).hash, NOW),
      }),
    ],
    [
      "a nonce that another key signed",
      "key_mismatch",
      async (world) => {
        const login = await newLogin(world, world.keys);
        return { ...login, nonce: await newNonce(await newSigner(), login.hash, NOW) };
      },
    ],
    [
      "a nonce in the request's place",
      "wrong_type",
      async (world) => {
        const { nonce } = await newLogin(world, world.keys);
        return { request: nonce, nonce };
      },
    ],
  ])("refuses %s as %s, and touches no port", async (_, code, made) => {
    const world = await worldWith([{}]);
    expect(await meet(world, await made(world))).toEqual(refused(code));
    expect(world.done).toEqual([]);
    expect(await world.services.session.logins.all()).toEqual([]);
  });

  it("refuses a page of another origin, and one where its permissions are gone", async () => {
    const world = await worldWith([{}], { mayReach: async () => false });
    const login = await newLogin(world, world.keys);
    const elsewhere = { ...world, page: { ...world.page, origin: "https://login.example:8443" } };
    expect(await meet(elsewhere, login)).toEqual(refused("not_enrolled"));
    expect(await meet(world, login)).toEqual(refused("permission_missing"));
    expect(world.done).toEqual([]);
  });

  it("does not judge by its own clock", async () => {
    const world = await worldWith([{}], { now: () => NOW + 1_000_000 });
    expect(await meet(world, await newLogin(world, world.keys))).toMatchObject({ kind: "met" });
  });

  it.each<[string, string, (world: MadeUpWorld) => Promise<EnrolmentServices["sayHello"]>]>([
    ["another key than the session key", "key_mismatch", async () => answerHello(await newSigner())],
    ["another xn", "handshake_mismatch", async ({ session }) => answerHello(session, { xn: "AAAAAAAAAAAAAAAAAAAAAA" })],
    [
      "another extension key",
      "handshake_mismatch",
      async ({ session, device }) => answerHello(session, { jkt: device.thumbprint }),
    ],
    ["no presence proof", "malformed", async () => async () => ({ presence_proof: "not.a.statement" })],
  ])("attests to nothing where the answer has %s (%s)", async (_, code, sayHello) => {
    const world = await worldWith([{}]);
    const services = { ...world.services, sayHello: await sayHello(world) };
    const login = await newLogin(world, world.keys);
    expect(await meet({ ...world, services }, login)).toEqual(refused(code));
    expect(await services.session.logins.all()).toEqual([]);
  });
});
