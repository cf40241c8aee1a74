import { type Answer, answerSchema } from "@nearside/shared/api/page-messages.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import * as v from "valibot";
import { expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { ADA, ISSUER, madeUpWorld, NOW, newUsableSet } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";

const BOB = { id: `us_${"B".repeat(21)}A`, name: "bob" };

/** The server signs a program's wishes so. */
const askedBy = (server: Signer, iss = ISSUER) =>
  authorization.sign(server, {
    ...{ iss, jti: `az_${"A".repeat(22)}`, iat: NOW, exp: NOW + 300 },
    ...{ client: { id: "tool", name: "Tool" }, executables: [], redirect_uri: "http://127.0.0.1:8000/callback" },
    ...{ code_challenge: "A".repeat(43), scope: "read", resource: [], authorization_details: [] },
  });

/** Finds the signer. */
async function signedBy(answer: Answer): Promise<unknown> {
  if (answer.kind !== "redirect_asked") return answer;
  const { header, claims } = await redirectAsk.read(answer.ask);
  expect(claims).toMatchObject({ aud: ISSUER, iat: NOW });
  return header.jwk;
}

it("signs by the newest enrolment of the one person there is", async () => {
  const keys: unknown[] = [];
  const { page, server, services } = await madeUpWorld(async (device) => {
    const sets = [await newUsableSet(device), await newUsableSet(device, { made_at: NOW + 1 })];
    keys.push(...sets.map(({ jwk }) => jwk));
    return sets;
  });
  const ask = { kind: "redirect", authorization: await askedBy(server) } as const;
  expect(await signedBy(await answerPage(ask, page, services))).toEqual(keys[1]);
});

it("asks who it is where it is enrolled for several people, and signs for nobody else", async () => {
  const keys: unknown[] = [];
  const { page, server, services } = await madeUpWorld(async (device) => {
    const sets = [await newUsableSet(device), await newUsableSet(device, { user: BOB, made_at: NOW + 1 })];
    keys.push(...sets.map(({ jwk }) => jwk));
    return sets;
  });
  const text = await askedBy(server);
  const answer = await answerPage({ kind: "redirect", authorization: text }, page, services);
  expect(answer).toEqual({ kind: "accounts", users: [BOB, ADA] });
  expect(v.is(answerSchema, answer)).toBe(true);
  const askAs = (user: string) => answerPage({ kind: "redirect_as", authorization: text, user }, page, services);
  expect(await signedBy(await askAs(ADA.id))).toEqual(keys[0]);
  expect(await signedBy(await askAs(BOB.id))).toEqual(keys[1]);
  expect(await askAs(`us_${"C".repeat(21)}A`)).toEqual({ kind: "refused", code: "not_enrolled" });
});

it("signs for nothing that another server, or nobody, asks for", async () => {
  const { page, server, services } = await madeUpWorld(async (device) => [await newUsableSet(device)]);
  const ask = (text: string) => answerPage({ kind: "redirect", authorization: text }, page, services);
  expect(await ask(await askedBy(await newSigner()))).toMatchObject({ kind: "refused" });
  expect(await ask(await askedBy(server, "https://other.example"))).toMatchObject({ kind: "refused" });
});
