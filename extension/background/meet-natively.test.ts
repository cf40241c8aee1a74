import type { Answer } from "@nearside/shared/api/page-messages.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { describe, expect, it } from "vitest";
import type { Policy } from "../policy/policy.ts";
import { answerHello, type MadeUpWorld, madeUpWorld, newLogin, newUsableSet } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";
import type { PageAsker } from "./asker.ts";
import { expectMeeting } from "./expect-meeting.ts";
import type { ReviewServices } from "./review.ts";

const LOOPBACK = { address: "127.0.0.1", port: 40_000 } as const;

const NO_ISSUER: Policy = { state: "set", issuers: [], allowOtherIssuers: false, allowRemoval: true };

interface Opened {
  readonly page?: Partial<PageAsker>;
  readonly settings?: Policy;
  readonly native?: boolean;
}

/** The keeper has a command line that waits there, one that waits under another way's name, or no command line. */
type AtKeeper = "waits" | "says loopback" | "nobody";

/** An enrolled browser whose person allows some ways, on a machine with a keeper. */
async function machineWith({
  atKeeper,
  native = true,
  loopback = true,
}: {
  readonly atKeeper: AtKeeper;
  readonly native?: boolean;
  readonly loopback?: boolean;
}) {
  const asked: string[] = [];
  let key = "";
  const changed: Partial<ReviewServices> = {
    mayReach: async (patterns) => loopback || !patterns.some((pattern) => pattern.includes("127.0.0.1")),
  };
  const world: MadeUpWorld = await madeUpWorld(async (device) => {
    const set = await newUsableSet(device);
    key = set.thumbprint;
    return [set];
  }, changed);
  const services: ReviewServices = {
    ...world.services,
    nativeWay: async () =>
      native
        ? {
            prepare: () => void asked.push("prepared"),
            sayHello: async (body) => {
              asked.push("keeper");
              if (atKeeper === "nobody") throw new Refused("unreachable", "native");
              return answerHello(world.session, atKeeper === "waits" ? { channel: "native" } : {})(LOOPBACK, body);
            },
          }
        : undefined,
    sayHello: async (to, body) => {
      asked.push("loopback");
      return answerHello(world.session)(to, body);
    },
  };
  const meet = async (to: { readonly loopback?: null } = {}): Promise<Answer> => {
    const { request, nonce } = await newLogin(world, [key], to);
    return answerPage({ kind: "meet", request, nonce }, world.page, services);
  };
  const opened = (page: Partial<PageAsker> = {}, settings: Policy = { state: "none" }) =>
    expectMeeting({ ...world.page, ...page }, { ...services, policy: { settled: async () => settings } });
  return { asked, meet, opened };
}

const loopbackIn = async (met: Answer) =>
  met.kind === "met" ? (await attestation.read(met.attestation)).claims.loopback : met;

describe("a browser whose person allows native messaging", () => {
  it("meets through the keeper, and attests that no port took part", async () => {
    const { asked, meet } = await machineWith({ atKeeper: "waits" });
    expect(await loopbackIn(await meet())).toBeNull();
    expect(asked).toEqual(["keeper"]);
  });

  it("meets a login that has no port, and needs no permission for loopback then", async () => {
    const { asked, meet } = await machineWith({ atKeeper: "waits", loopback: false });
    expect(await loopbackIn(await meet({ loopback: null }))).toBeNull();
    expect(asked).toEqual(["keeper"]);
  });

  it("goes over loopback where nobody answers at the keeper", async () => {
    const { asked, meet } = await machineWith({ atKeeper: "nobody" });
    expect(await loopbackIn(await meet())).toEqual(LOOPBACK);
    expect(asked).toEqual(["keeper", "loopback"]);
  });

  it("reaches nobody where a login has no port and nobody answers at the keeper", async () => {
    const { asked, meet } = await machineWith({ atKeeper: "nobody" });
    expect(await meet({ loopback: null })).toEqual({ kind: "refused", code: "unreachable" });
    expect(asked).toEqual(["keeper"]);
  });

  it("attests nothing to a command line that was met on another way than itself", async () => {
    const { meet } = await machineWith({ atKeeper: "says loopback" });
    expect(await meet()).toEqual({ kind: "refused", code: "loopback_mismatch" });
  });
});

describe("a browser whose person does not", () => {
  it("asks no keeper", async () => {
    const { asked, meet } = await machineWith({ atKeeper: "waits", native: false });
    expect(await loopbackIn(await meet())).toEqual(LOOPBACK);
    expect(asked).toEqual(["loopback"]);
  });

  it.each([
    ["a login without a port", true, null],
    ["any login, without the permission for loopback either", false, undefined],
  ] as const)("does not meet %s, and asks nobody", async (_what, loopback, to) => {
    const { asked, meet } = await machineWith({ atKeeper: "waits", native: false, loopback });
    const answer = await meet(to === undefined ? {} : { loopback: to });
    expect(answer).toEqual({ kind: "refused", code: "permission_missing" });
    expect(asked).toEqual([]);
  });
});

describe("a login's page that opens", () => {
  it("has the way through the keeper prepared, where the person allows it", async () => {
    const { asked, opened } = await machineWith({ atKeeper: "waits" });
    await opened();
    expect(asked).toEqual(["prepared"]);
  });

  it.each([
    ["of a server with which this browser is not enrolled", { page: { origin: "https://other.example" } }],
    ["of a server that the organisation does not allow", { settings: NO_ISSUER }],
    ["where the person allows no such way", { native: false }],
  ] satisfies [string, Opened][])("has nothing prepared: %s", async (_what, { page, settings, native }: Opened) => {
    const { asked, opened } = await machineWith({ atKeeper: "waits", native: native ?? true });
    await opened(page, settings);
    expect(asked).toEqual([]);
  });
});
