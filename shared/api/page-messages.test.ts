import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { MAX_JWS_LENGTH } from "../signing/jws.ts";
import { MAX_FACTS_LENGTH } from "../statements/facts.ts";
import { answerSchema, askSchema, pageAnswerSchema, pageAskSchema, pageEventSchema } from "./page-messages.ts";

// Both sides receive messages from a window to which any page may post.

const JWS = "a".repeat(16);
const HASH = "A".repeat(43);
const ID = "A".repeat(22);

const ASKS = [
  { kind: "meet", request: JWS, nonce: JWS },
  { kind: "decision", request: JWS, decision: JWS, facts: "{}" },
  { kind: "deny", request_hash: HASH },
  { kind: "settled", request_hash: HASH },
  { kind: "enrol", enrolment_request: JWS },
  { kind: "meet_enrolment", enrolment_request: JWS, nonce: JWS },
  { kind: "sign_in", nonce: ID },
  { kind: "sign_in_as", nonce: ID, user: `us_${ID}` },
  { kind: "review", co_decision: JWS, review: { login: { facts: "{}" } }, wish: "approve" },
  { kind: "reviewed", co_decision_hash: HASH },
] as const;

const ANSWERS = [
  { kind: "met", hello: JWS, presence_proof: JWS, attestation: JWS },
  { kind: "shown" },
  { kind: "denial", denial: JWS },
  { kind: "cleared" },
  { kind: "window_opened" },
  { kind: "signed_in", sign_in: JWS },
  { kind: "reviewed", signed: { did: "refuse", co_refusal: JWS } },
  {
    kind: "accounts",
    users: [
      { id: `us_${ID}`, name: "ada" },
      { id: `us_${"B".repeat(21)}A`, name: "bob" },
    ],
  },
  { kind: "refused", code: "started_elsewhere" },
] as const;

type Message = (typeof ASKS)[number] | (typeof ANSWERS)[number];
const FAMILIES: readonly (readonly [string, v.GenericSchema, readonly Message[]])[] = [
  ["ask", askSchema, ASKS],
  ["answer", answerSchema, ANSWERS],
];

const NO_MESSAGE = [undefined, null, true, 0, "", "meet", [], [{ kind: "meet" }], new Map([["kind", "shown"]])];

describe("the reason of a denial", () => {
  const deny = (reason: unknown) => v.is(askSchema, { kind: "deny", request_hash: HASH, reason });

  it.each(["Use the staging API.", "n", "x".repeat(300), "Jetzt nicht, später"])("may be %s", (reason) => {
    expect(deny(reason)).toBe(true);
  });

  it.each(["", " ", " now", "now ", "a\nb", "a\u202eb", "a\u001b[2Jb", "a\u200bb", "\ud800", "x".repeat(301), null, 1])(
    "may not be %j",
    (reason) => expect(deny(reason)).toBe(false),
  );
});

describe.each(FAMILIES)("an %s", (_family, schema, messages) => {
  const named = messages.map((message) => [message.kind, message] as const);
  it.each(named)("may be %s", (_kind, message) => {
    expect(v.parse(schema, message)).toEqual(message);
  });

  it.each(named)("may not have a member too many, too few or of another type: %s", (_kind, message) => {
    expect(v.is(schema, { ...message, tab: 1 })).toBe(false);
    for (const name of Object.keys(message)) {
      const others = Object.fromEntries(Object.entries(message).filter(([other]) => other !== name));
      expect(v.is(schema, others)).toBe(false);
      for (const value of [null, 1, {}, [], ["shown"], "x".repeat(40_000)]) {
        // nothing signed is an answer too
        if (name === "signed" && value === null) continue;
        expect(v.is(schema, { ...message, [name]: value })).toBe(false);
      }
    }
  });

  it.each(NO_MESSAGE.map((message) => [message]))("may not be %j", (message) => {
    expect(v.is(schema, message)).toBe(false);
  });

  it.each(["", "MEET", "constructor", "toString", "__proto__", "eval", "fetch"])("has no kind %j", (kind) => {
    expect(v.is(schema, { kind })).toBe(false);
  });
});

describe("the limits", () => {
  it("of a statement", () => {
    expect(v.is(askSchema, { kind: "enrol", enrolment_request: "a".repeat(MAX_JWS_LENGTH) })).toBe(true);
    expect(v.is(askSchema, { kind: "enrol", enrolment_request: "a".repeat(MAX_JWS_LENGTH + 1) })).toBe(false);
    expect(v.is(askSchema, { kind: "enrol", enrolment_request: "a".repeat(15) })).toBe(false);
  });

  it("of facts", () => {
    const decision = { kind: "decision", request: JWS, decision: JWS };
    expect(v.is(askSchema, { ...decision, facts: "a".repeat(MAX_FACTS_LENGTH) })).toBe(true);
    expect(v.is(askSchema, { ...decision, facts: "a".repeat(MAX_FACTS_LENGTH + 1) })).toBe(false);
  });

  it("of what another person's request rests on", () => {
    const ask = { kind: "review", co_decision: JWS, wish: "ask" };
    expect(v.is(askSchema, { ...ask, review: { login: { facts: "x".repeat(300_000) } } })).toBe(true);
    expect(v.is(askSchema, { ...ask, review: { login: { facts: "x".repeat(400_000) } } })).toBe(false);
  });

  it("of a hash", () => {
    for (const request_hash of ["", HASH.slice(1), `${HASH}A`, `${HASH.slice(1)}B`, `${HASH}=`])
      expect(v.is(askSchema, { kind: "deny", request_hash })).toBe(false);
  });
});

describe("what is posted between page and content script", () => {
  const ask = ASKS[0];
  const answer = ANSWERS[0];
  const event = "enrolment_confirmed";

  it("is marked, numbered and of one kind", () => {
    expect(v.is(pageAskSchema, { nearside: 1, id: "1", ask })).toBe(true);
    expect(v.is(pageAnswerSchema, { nearside: 1, id: "1", answer })).toBe(true);
    expect(v.is(pageEventSchema, { nearside: 1, event })).toBe(true);
  });

  it("is not taken for its opposite: an echo is no answer", () => {
    expect(v.is(pageAnswerSchema, { nearside: 1, id: "1", ask })).toBe(false);
    expect(v.is(pageAnswerSchema, { nearside: 1, id: "1", answer: ask })).toBe(false);
    expect(v.is(pageAskSchema, { nearside: 1, id: "1", answer })).toBe(false);
    expect(v.is(pageAskSchema, { nearside: 1, id: "1", ask: answer })).toBe(false);
    expect(v.is(pageEventSchema, { nearside: 1, event, ask })).toBe(false);
  });

  it.each([
    { id: "1", ask },
    { nearside: "1", id: "1", ask },
    { nearside: 2, id: "1", ask },
    { nearside: true, id: "1", ask },
    { nearside: 1, ask },
    { nearside: 1, id: "", ask },
    { nearside: 1, id: 1, ask },
    { nearside: 1, id: "i".repeat(65), ask },
    { nearside: 1, id: "1", ask, origin: "https://evil.example" },
    { nearside: 1, id: "1", ask: JSON.stringify(ask) },
    { nearside: 1, id: "1", ask: [ask] },
  ])("is not this ask (%#)", (message) => {
    expect(v.is(pageAskSchema, message)).toBe(false);
  });

  it.each([
    { nearside: 1, event: "" },
    { nearside: 1, event: "enrolment_approved" },
    { nearside: 1, event: ["enrolment_confirmed"] },
    { nearside: 1, event: "enrolment_confirmed", id: "1" },
    { event: "enrolment_confirmed" },
  ])("is not this event (%#)", (message) => {
    expect(v.is(pageEventSchema, message)).toBe(false);
  });
});
