import fc from "fast-check";
import { expect, it } from "vitest";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { SCHEMA_NAME } from "../schema.ts";
import { anyGiven } from "../testing/any-rules.ts";
import { engine } from "../testing/engine.ts";
import { requestOf } from "./request-of.ts";

const policies = { staticPolicies: { all: "permit (principal, action, resource);" } };

/** The engine's verdict on the request by the schema. */
function checked(given: Parameters<typeof requestOf>[0]): string {
  const answer = engine.ask((cedar) => {
    cedar.preparsePolicySet("request-of", policies);
    return cedar.statefulIsAuthorized({
      ...requestOf(given),
      preparsedPolicySetId: "request-of",
      preparsedSchemaName: SCHEMA_NAME,
      validateRequest: true,
    });
  });
  return answer.type === "failure" ? (answer.errors[0]?.message ?? "") : answer.response.decision;
}

it("is in every part of the type that the schema says", () => {
  fc.assert(
    fc.property(anyGiven, (given) => void expect(checked(given)).toBe("allow")),
    { numRuns: 200 },
  );
});

it("is valid with everything that may be left out, and without it", () => {
  const full = ordinaryBut({
    action: "refresh",
    resources: ["https://a.example"],
    detail_types: ["payment"],
    history: { last_approval_seconds: 3 },
    justification: "an incident",
    ticket: "OPS-1",
    agent: { name: "Claude Code", lease: "rq_A", tools: ["list_orders"], any_tool: true, calls_left: 3 },
    place: { kind: "ssh", known: "enrolled", host: "build-7", claimed: "build", hops: 1 },
    posture: {
      managed: true,
      encrypted: false,
      disk_encryption: { fact: "off", age: 3, source: "lsblk" },
      screen_lock: { fact: "unknown", age: 0, source: "none" },
      updates: { fact: "security_pending", age: 86_400, source: "apt" },
      firewall: { fact: "on", age: 3, source: "nft" },
    },
  });
  expect(checked(full)).toBe("allow");
  expect(checked({ ...full, agent: { name: "", tools: [], any_tool: true } })).toBe("allow");
  expect(checked({ ...full, posture: {}, place: { kind: "container", hops: 0 } })).toBe("allow");
  expect(checked(ordinaryBut({}))).toBe("allow");
});
