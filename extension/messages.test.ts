import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { askBackground, CONTENT_ANSWERS, toBackgroundSchema } from "./messages.ts";

describe("what the background answers to", () => {
  it.each([
    { kind: "page_ask", ask: { kind: "settled", request_hash: "A".repeat(43) } },
    { kind: "icon_clicked", tab: 3, url: "https://login.example/" },
    { kind: "enrolment_answered", enrolment: "en_AAAAAAAAAAAAAAAAAAAAAA", event: "enrolment_cancelled" },
    { kind: "issuers_changed" },
    { kind: "login_opened" },
  ])("is $kind", (message) => {
    expect(v.is(toBackgroundSchema, message)).toBe(true);
  });

  it.each([
    null,
    "issuers_changed",
    {},
    { kind: "sign", payload: "x" },
    { kind: "issuers_changed", more: 1 },
    { kind: "page_ask", ask: { kind: "settled", request_hash: "short" } },
    { kind: "page_ask", ask: { kind: "meet", request: "a.b.c", nonce: "x".repeat(20) } },
    { kind: "page_ask", ask: { kind: "meet", request: "x".repeat(20_000), nonce: "x".repeat(20) } },
    { kind: "icon_clicked", tab: "3", url: "https://login.example/" },
    { kind: "enrolment_answered", enrolment: "../x", event: "enrolment_confirmed" },
  ])("is not %j", (message) => {
    expect(v.is(toBackgroundSchema, message)).toBe(false);
  });
});

describe("what the content script answers to", () => {
  it("is an event of the extension's own window, and nothing else", () => {
    const { request } = CONTENT_ANSWERS.page_event;
    expect(v.is(request, { kind: "page_event", event: "enrolment_confirmed" })).toBe(true);
    expect(v.is(request, { kind: "page_event", event: "approved" })).toBe(false);
    expect(v.is(request, { kind: "page_ask", event: "enrolment_confirmed" })).toBe(false);
  });
});

describe("asking the background", () => {
  it("asks again where the worker died on the way", async () => {
    let sent = 0;
    const send = async () => {
      sent += 1;
      if (sent === 1) throw new Error("the message channel was closed");
      return sent === 2 ? undefined : "noted";
    };
    expect(await askBackground(send, { kind: "issuers_changed" })).toBe("noted");
    expect(sent).toBe(3);
  });

  it("gives up after three times, and takes no other answer", async () => {
    let sent = 0;
    const send = async () => {
      sent += 1;
      return "told";
    };
    await expect(askBackground(send, { kind: "issuers_changed" })).rejects.toThrow();
    expect(sent).toBe(3);
  });
});
