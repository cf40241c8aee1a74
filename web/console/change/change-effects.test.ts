import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { changeChallenge } from "@nearside/shared/statements/console-change.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { changeEffect } from "./change-effects.ts";
import type { ChangeState } from "./change-state.ts";

const NONCE = "A".repeat(22);
const ORDER = { path: "/api/console/people/us_1/suspend", change: { note: "left", until: 3 } };
const OPTIONS = { rpId: "acme.example", timeout: 1, userVerification: "required", allowCredentials: [] } as const;
const TOUCH = { nonce: NONCE, options: { ...OPTIONS, allowCredentials: [] } };
const ASSERTION: AssertionJson = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "", authenticatorData: "", signature: "" },
};

async function run(state: ChangeState<object, unknown>, answer: unknown) {
  const sent: [path: string, body: unknown][] = [];
  const touched: RequestOptions[] = [];
  const parts = {
    http: {
      get: () => Promise.reject(new Error("nothing is read")),
      post: async <Answer>(path: string, body: unknown, schema: v.GenericSchema<unknown, Answer>) => {
        sent.push([path, body]);
        if (answer instanceof Error) throw answer;
        return v.parse(schema, answer);
      },
      file: () => Promise.reject(new Error("no file is asked for")),
    },
    askPasskey: async (options: RequestOptions) => {
      touched.push(options);
      return ASSERTION;
    },
    answer: v.unknown(),
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
    const challenge = await changeChallenge(NONCE, ORDER.path, '{"note":"left","until":3}');
    expect(touched).toEqual([{ ...OPTIONS, challenge: encodeBase64url(challenge) }]);
    expect(event).toEqual({ type: "touched", touch: { nonce: NONCE, assertion: ASSERTION } });
  });

  it("is sent with the touch; without one, where the route asks for none, it is the body itself", async () => {
    const touch = { nonce: NONCE, assertion: ASSERTION };
    const touched = await run({ at: "sending", order: ORDER, touch }, { id: 1 });
    expect(touched.sent).toEqual([[ORDER.path, { change: ORDER.change, touch }]]);
    expect(touched.event).toEqual({ type: "made", answer: { id: 1 } });
    const untouched = await run({ at: "sending", order: ORDER, touch: undefined }, {});
    expect(untouched.sent).toEqual([[ORDER.path, ORDER.change]]);
  });

  it("ends in a problem, whatever was thrown", async () => {
    const known = await run({ at: "preparing", order: ORDER }, new ConsoleProblem("conflict"));
    expect(known.event).toMatchObject({ type: "failed", problem: { code: "conflict" } });
    const unknown = await run({ at: "preparing", order: ORDER }, new TypeError("a bug"));
    expect(unknown.event).toMatchObject({ type: "failed", problem: { code: "page_failed" } });
  });

  it("waits for the person everywhere else", async () => {
    const { event, sent, touched } = await run({ at: "confirming", order: ORDER }, {});
    expect([event, sent, touched]).toEqual([undefined, [], []]);
  });
});
