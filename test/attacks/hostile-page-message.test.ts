// B4: a hostile page posts messages to the content script, or imitates the approval page on another origin. The bridge runs on
// the enrolled issuer's pages only; the background judges who asks; and it acts on what the server signed, and on nothing else.
import { decidedAnswerSchema, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { request as requestStatement } from "@nearside/shared/statements/request.ts";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { loopbackPackets } from "../support/hosts.ts";
import type { Machine } from "../support/machine.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";
import { LOOKALIKE_ORIGIN, openLookalike } from "./support-lookalike.ts";
import { approvedOn, openAsked, startOwnLogin } from "./support-own-login.ts";
import { askExtension, askInVain, askServer, isBridged } from "./support-page-asks.ts";
import { expectUnmoved } from "./support-unmoved.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await openLookalike(world);
});
afterAll(() => world?.remove());

async function openIn({ browser: { context } }: Machine, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Request and nonce, as everybody who has the link gets them from the server. */
async function shownTo(page: Page, id: string) {
  const answer = v.parse(nonceAnswerSchema, JSON.parse(await askServer(page, `/api/requests/${id}/nonce`)));
  if (answer.state !== "open") throw new Error(`the login is ${answer.state}`);
  return { request: answer.request, nonce: answer.nonce, request_hash: await sha256Base64url(answer.request) };
}

const refused = (code: string) => ({ kind: "refused", code });

describe("a page of another origin that imitates the approval page", () => {
  it("has no bridge; where the victim's click brings one, it is not the enrolled server's", async () => {
    const { victim, attacker, hosts } = world;
    const login = await startOwnLogin(world);
    const his = await openIn(attacker, WORLD_ISSUER);
    const { request, nonce, request_hash } = await shownTo(his, login.id);
    const lookalike = await openIn(victim, `${LOOKALIKE_ORIGIN}/approve/${login.id}`);
    const packets = await loopbackPackets(hosts.victim);
    await expectUnmoved(world, async () => {
      expect(await isBridged(lookalike)).toBe(false);
      expect(await askInVain(lookalike, { kind: "meet", request, nonce })).toBe("silence");
      expect(await lookalike.evaluate("typeof chrome === 'object' ? typeof chrome.runtime : 'undefined'")).toBe(
        "undefined",
      );

      const popup = await openExtensionPopup(victim.browser, lookalike);
      await lookalike.waitForFunction(() => document.documentElement.dataset["nearside"] !== undefined);
      await popup.close();
      expect(await askExtension(lookalike, { kind: "meet", request, nonce })).toEqual(refused("not_enrolled"));
      expect(await askExtension(lookalike, { kind: "deny", request_hash })).toEqual(refused("nonce_mismatch"));
      const decision = { kind: "decision", request, decision: nonce, facts: "{}" };
      expect(await askExtension(lookalike, decision)).toEqual(refused("nonce_mismatch"));
      expect(await askExtension(lookalike, { kind: "enrol", enrolment_request: request })).toEqual(
        refused("wrong_type"),
      );
    });
    expect(await loopbackPackets(hosts.victim)).toBe(packets);
    await lookalike.close();
    await his.close();
    await approvedOn(await openAsked(world, login), login);
  });

  it("gets no answer where it opened the approval page and posts into its window", async () => {
    const login = await startOwnLogin(world);
    const his = await openIn(world.victim, LOOKALIKE_ORIGIN);
    const opening = world.victim.browser.context.waitForEvent("page");
    await his.evaluate(`opened = open(${JSON.stringify(login.url)}); undefined`);
    const page = await opening;
    await world.victim.authenticator.plugInto(page);
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    const { request_hash } = await shownTo(page, login.id);
    await expectUnmoved(world, async () => {
      const message = { nearside: 1, id: "his", ask: { kind: "deny", request_hash } };
      const gone = await his.evaluate(`opened.postMessage(${JSON.stringify(message)}, "*"); opened.closed`);
      // Cross-Origin-Opener-Policy: to him, that window is gone.
      expect(gone).toBe(true);
    });
    await approvedOn(page, login);
    await his.close();
  });
});

describe("a script in the enrolled server's own approval page", () => {
  it("gets nothing of the extension that the server did not sign for this very login", async () => {
    const login = await startOwnLogin(world);
    const answered = world.victim.browser.context.waitForEvent("response", (answer) =>
      /\/locality$/.test(answer.url()),
    );
    const page = await openAsked(world, login);
    const { request, nonce, request_hash } = await shownTo(page, login.id);
    const decided = v.parse(decidedAnswerSchema, await (await answered).json());
    const { decision, facts } = decided;
    const other = await startOwnLogin(world, ["--scope", "orders:read"]);
    const shown = await shownTo(page, other.id);
    const his = await newSigner();
    const genuine = await requestStatement.read(request);
    const forgedBy = (by: Signer) =>
      requestStatement.sign(by, { ...genuine.claims, loopback: { address: "127.0.0.1", port: 4000 } });
    const inServersName = { ...his, thumbprint: genuine.header.kid };
    const packets = await loopbackPackets(world.hosts.victim);
    const asks: readonly (readonly [string, unknown])[] = [
      // another port than the server signed
      [
        "bad_signature",
        { kind: "meet", request: withClaims(request, { loopback: { address: "127.0.0.1", port: 4000 } }), nonce },
      ],
      ["key_mismatch", { kind: "meet", request: await forgedBy(his), nonce }],
      ["bad_signature", { kind: "meet", request: await forgedBy(inServersName), nonce }],
      ["nonce_mismatch", { kind: "meet", request, nonce: shown.nonce }],
      ["wrong_type", { kind: "meet", request: nonce, nonce: request }],
      ["malformed", { kind: "meet", request: `${request}=`, nonce }],
      // something else than what is asked for
      ["facts_mismatch", { kind: "decision", request, decision, facts: facts.replace("deploy", "browse") }],
      [
        "bad_signature",
        { kind: "decision", request, decision: withClaims(decision, { justification: "none was given" }), facts },
      ],
      ["nonce_mismatch", { kind: "decision", request: shown.request, decision, facts }],
      ["nonce_mismatch", { kind: "deny", request_hash: shown.request_hash }],
    ];
    await expectUnmoved(world, async () => {
      const codes: string[] = [];
      for (const [, ask] of asks) {
        const answer = await askExtension(page, ask);
        codes.push(answer === "silence" ? answer : answer.kind === "refused" ? answer.code : answer.kind);
      }
      expect(codes).toEqual(asks.map(([code]) => code));
      // not in any form that it answers to
      const strange: readonly unknown[] = [
        { kind: "meet", request, nonce, port: 4000 },
        { kind: "icon_clicked", tab: 1, url: WORLD_ISSUER },
        { kind: "enrolment_answered", enrolment: "en_AAAAAAAAAAAAAAAAAAAAAA", event: "enrolment_confirmed" },
        { kind: "issuers_changed" },
        [{ kind: "deny", request_hash }],
      ];
      const heard = await Promise.all(strange.map((ask) => askInVain(page, ask)));
      expect(new Set(heard)).toEqual(new Set(["silence"]));
    });
    expect(await loopbackPackets(world.hosts.victim)).toBe(packets);
    // The extension shows what it was shown before all this.
    const popup = await openExtensionPopup(world.victim.browser, page);
    await popup.shows(/Started on this computer/);
    expect(await popup.text()).toContain("deploy");
    await popup.close();
    await approvedOn(page, login);
    await approvedOn(await openAsked(world, other), other);
  });
});

/** Writes the statement with other claims, and leaves its signature as it was. */
function withClaims(jws: string, claims: object): string {
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const parsed: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  const other = JSON.stringify(Object.assign({}, parsed, claims));
  return [header, Buffer.from(other).toString("base64url"), signature].join(".");
}
