import type { Touch } from "@nearside/shared/api/console/change.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { type Addressed, at, type InputOf, type JsonEntry, type OutputOf } from "@nearside/shared/api/entry.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { changeChallenge } from "@nearside/shared/statements/challenges.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { changeEffect } from "./change-effects.ts";
import { type ChangeState, orderOf } from "./change-state.ts";

const NONCE = "A".repeat(22);
const ORDER = orderOf(at(peopleApi.suspend, "us_1"), { note: "left" });
const UNTOUCHED = orderOf(ruleTrialsApi.beginReplay, { text: "", days: 1, report_only_active: false });
const OPTIONS = { rpId: "acme.example", timeout: 1, userVerification: "required", allowCredentials: [] } as const;
const TOUCH = { nonce: NONCE, options: { ...OPTIONS, allowCredentials: [] } };
const ASSERTION: AssertionJson = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "", authenticatorData: "", signature: "" },
};

async function run(state: ChangeState, answer: unknown) {
  const sent: [path: string, body: unknown][] = [];
  const touched: RequestOptions[] = [];
  const answerTo = <E extends JsonEntry & Addressed>(to: E, body: unknown): OutputOf<E> => {
    sent.push([to.address, body]);
    if (answer instanceof Error) throw answer;
    return v.parse(to.output, answer);
  };
  const parts = {
    http: {
      get: () => Promise.reject(new Error("nothing is read")),
      post: async <E extends JsonEntry & Addressed>(to: E, body: InputOf<E>) => answerTo(to, body),
      change: async <E extends JsonEntry & Addressed>(to: E, change: InputOf<E>, touch: Touch) =>
        answerTo(to, { change, touch }),
      file: () => Promise.reject(new Error("no file is asked for")),
    },
    askPasskey: async (options: RequestOptions) => {
      touched.push(options);
      return ASSERTION;
    },
  };
  const event = await changeEffect(state, parts, new AbortController().signal);
  return { event, sent, touched };
}

describe("a change", () => {
  it("asks for a touch", async () => {
    const { event, sent } = await run({ at: "preparing", order: ORDER }, TOUCH);
    expect(sent).toEqual([["/api/console/touch", {}]]);
    expect(event).toEqual({ type: "prepared", touch: TOUCH });
  });

  it("has the passkey sign its very path and change", async () => {
    const { event, touched } = await run({ at: "touching", order: ORDER, touch: TOUCH }, undefined);
    const challenge = await changeChallenge(NONCE, "/api/console/people/us_1/suspend", '{"note":"left"}');
    expect(touched).toEqual([{ ...OPTIONS, challenge: encodeBase64url(challenge) }]);
    expect(event).toEqual({ type: "touched", touch: { nonce: NONCE, assertion: ASSERTION } });
  });

  it("is sent with the touch; without one, where the route asks for none, it is the body itself", async () => {
    const touch = { nonce: NONCE, assertion: ASSERTION };
    const touched = await run({ at: "sending", order: ORDER, touch }, { logins: 1, credentials: 2 });
    expect(touched.sent).toEqual([[ORDER.to.address, { change: ORDER.change, touch }]]);
    expect(touched.event).toEqual({ type: "made", answer: { logins: 1, credentials: 2 } });
    const untouched = await run({ at: "sending", order: UNTOUCHED, touch: undefined }, { id: "re_1" });
    expect(untouched.sent).toEqual([["/api/console/rules/replays", UNTOUCHED.change]]);
  });

  it("ends in a problem, whatever was thrown", async () => {
    const refused = await run({ at: "preparing", order: ORDER }, new ConsoleProblem("conflict"));
    expect(refused.event).toMatchObject({ type: "failed", problem: { code: "conflict" } });
    const unknown = await run({ at: "preparing", order: ORDER }, new TypeError("a bug"));
    expect(unknown.event).toMatchObject({ type: "failed", problem: { code: "page_failed" } });
  });

  it("waits for the person everywhere else", async () => {
    const { event, sent, touched } = await run({ at: "confirming", order: ORDER }, {});
    expect([event, sent, touched]).toEqual([undefined, [], []]);
  });
});
