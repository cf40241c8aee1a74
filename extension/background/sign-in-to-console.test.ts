import { type Answer, answerSchema } from "@nearside/shared/api/page-messages.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import * as v from "valibot";
import { expect, it } from "vitest";
import { ADA, ISSUER, madeUpWorld, NOW, newUsableSet } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";

const NONCE = "A".repeat(22);
const BOB = { id: `us_${"B".repeat(21)}A`, name: "bob" };
const askAs = (user: string) => ({ kind: "sign_in_as", nonce: NONCE, user }) as const;
const ASK = { kind: "sign_in", nonce: NONCE } as const;

/** Finds whose key signed. */
async function signedBy(answer: Answer): Promise<unknown> {
  if (answer.kind !== "signed_in") return answer;
  const { header, claims } = await consoleSignIn.read(answer.sign_in);
  expect(claims).toMatchObject({ aud: ISSUER, nonce: NONCE });
  return header.jwk;
}

it("signs by the newest enrolment of the one person there is", async () => {
  const keys: unknown[] = [];
  const { page, services } = await madeUpWorld(async (device) => {
    const sets = [await newUsableSet(device), await newUsableSet(device, { made_at: NOW + 1 })];
    keys.push(...sets.map(({ jwk }) => jwk));
    return sets;
  });
  expect(await signedBy(await answerPage(ASK, page, services))).toEqual(keys[1]);
  expect(await signedBy(await answerPage(askAs(ADA.id), page, services))).toEqual(keys[1]);
});

it("asks who it is where it is enrolled for several people, and signs for nobody else", async () => {
  const keys: unknown[] = [];
  const { page, services } = await madeUpWorld(async (device) => {
    const sets = [
      await newUsableSet(device),
      await newUsableSet(device, { user: BOB, made_at: NOW + 1 }),
      await newUsableSet(device, { user: { ...BOB, id: `us_${"C".repeat(21)}A` }, issuer: "https://other.example" }),
    ];
    keys.push(...sets.map(({ jwk }) => jwk));
    return sets;
  });
  const answer = await answerPage(ASK, page, services);
  expect(answer).toEqual({ kind: "accounts", users: [BOB, ADA] });
  expect(v.is(answerSchema, answer)).toBe(true);
  expect(await signedBy(await answerPage(askAs(ADA.id), page, services))).toEqual(keys[0]);
  expect(await signedBy(await answerPage(askAs(BOB.id), page, services))).toEqual(keys[1]);
  const stranger = await answerPage(askAs(`us_${"C".repeat(21)}A`), page, services);
  expect(stranger).toEqual({ kind: "refused", code: "not_enrolled" });
});
