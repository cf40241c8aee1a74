import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  AGENT_EXTENSION,
  type RemoteCall,
  remoteCallSchema,
  remoteHelloAnswerSchema,
  remoteLoginAnswerSchema,
  remoteProofAnswerSchema,
  remoteRefreshAnswerSchema,
  remoteRefusedSchema,
  remoteTakenAnswerSchema,
} from "./through-keeper.ts";

const jkt = "A".repeat(43);
const jws = "header.payload.signature";
const calls: readonly RemoteCall[] = [
  { remote: "await_hello", request: jws },
  { remote: "presence", request: jws, id: 1, is_mine: false },
  { remote: "proof", session_jkt: jkt, method: "GET", url: "https://api.example.com/orders" },
  { remote: "withdraw", session_jkt: jkt },
  { remote: "refresh", issuer: "https://login.example.com", session_jkt: jkt },
];

describe("the messages of a command line elsewhere and its keeper (protocol §10.6)", () => {
  it.each(calls.map((call) => [call.remote, call] as const))("have one form: %s", (_, call) => {
    expect(v.is(remoteCallSchema, call)).toBe(true);
    expect(v.is(remoteCallSchema, { ...call, more: true })).toBe(false);
    for (const name of Object.keys(call)) {
      const less = Object.fromEntries(Object.entries(call).filter(([each]) => each !== name));
      expect([name, v.is(remoteCallSchema, less)]).toEqual([name, false]);
    }
  });

  it("answer each call in its own way, so that no answer is taken for that of another", () => {
    const schemas = [
      remoteHelloAnswerSchema,
      remoteLoginAnswerSchema,
      remoteTakenAnswerSchema,
      remoteProofAnswerSchema,
      remoteRefreshAnswerSchema,
      remoteRefusedSchema,
    ];
    const answers = [{ hello: null }, { taken: true }, { device_statement: jws }, { proof: jws }, { refused: "busy" }];
    for (const answer of answers) expect(schemas.filter((schema) => v.is(schema, answer))).toHaveLength(1);
  });

  it("go over an agent under a name that no other extension has", () => {
    expect(AGENT_EXTENSION).toMatch(/^[a-z-]+@nearside\.dev$/);
  });
});
