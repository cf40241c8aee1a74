import type { Answer } from "@nearside/shared/api/page-messages.ts";
import { describe, expect, it } from "vitest";
import type { Policy } from "../policy/policy.ts";
import { ISSUER, madeUpWorld, newLogin, newUsableSet } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";
import { policyChanged } from "./met-logins.ts";

// Effects of an organisation's settings on a page that asks.

const set = (issuers: string[], allowOtherIssuers = false): Policy => ({
  state: "set",
  issuers,
  allowOtherIssuers,
  allowRemoval: true,
});
const refused = (code: string): Answer => ({ kind: "refused", code });

/** An enrolled browser with that policy, which may change. */
async function managedWorld(first: Policy) {
  const now = { policy: first };
  const keys: string[] = [];
  const world = await madeUpWorld(
    async (device) => {
      const made = await newUsableSet(device);
      keys.push(made.thumbprint);
      return [made];
    },
    { policy: { settled: async () => now.policy } },
  );
  return { ...world, now, login: await newLogin(world, keys) };
}

describe("a page that asks a managed browser", () => {
  it.each<[string, Policy]>([
    ["its organisation's server", set([ISSUER])],
    ["another, where others are allowed", set([], true)],
    ["any, where nothing is set", { state: "none" }],
  ])("is served at %s", async (_, policy) => {
    const { login, page, services } = await managedWorld(policy);
    const { request, nonce } = login;
    expect(await answerPage({ kind: "meet", request, nonce }, page, services)).toMatchObject({ kind: "met" });
  });

  it.each<[string, Policy, string]>([
    ["another server than those allowed", set(["https://login.other.example"]), "issuer_not_allowed"],
    ["any, while nothing was read", { state: "unread" }, "settings_unreadable"],
    ["any, where nothing can be read", { state: "unreadable" }, "settings_unreadable"],
  ])("is refused at %s: no port is touched and nothing is kept", async (_, policy, code) => {
    const { login, page, services, done } = await managedWorld(policy);
    const { request, nonce, facts } = login;
    const asks = [
      { kind: "meet", request, nonce },
      { kind: "decision", request, decision: request, facts },
      { kind: "meet_enrolment", enrolment_request: request, nonce },
    ] as const;
    for (const ask of asks) expect(await answerPage(ask, page, services)).toEqual(refused(code));
    expect(done).toEqual([]);
    expect(await services.session.logins.all()).toEqual([]);
  });

  it("may still have a login denied that it met before the settings changed, and shows it no more", async () => {
    const { login, page, services, done, now } = await managedWorld(set([ISSUER]));
    const { request, nonce, hash } = login;
    await answerPage({ kind: "meet", request, nonce }, page, services);
    now.policy = set([]);
    expect(await answerPage({ kind: "deny", request_hash: hash }, page, services)).toMatchObject({ kind: "denial" });
    await policyChanged(services);
    expect(await services.session.logins.all()).toEqual([]);
    expect(done.at(-1)).toBe("badge cleared");
  });

  it("forgets no login that is allowed as before", async () => {
    const { login, page, services } = await managedWorld({ state: "none" });
    await answerPage({ kind: "meet", request: login.request, nonce: login.nonce }, page, services);
    await policyChanged(services);
    expect(await services.session.logins.all()).toHaveLength(1);
  });
});
