import type { OffboardingPreviewAnswer } from "@nearside/shared/api/console/offboarding.ts";
import { offboardingApi } from "@nearside/shared/api/console/offboarding.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ENDED_KINDS, type EndedCounts, type HeldThings } from "@nearside/shared/statements/offboarding.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const ID = `us_${"B".repeat(21)}A`;

const NOTHING = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, []])) as unknown as HeldThings;
const NONE = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, 0])) as EndedCounts;

const THINGS: HeldThings = {
  ...NOTHING,
  machines: [
    {
      id: "bs_laptop",
      device: "d".repeat(43),
      hostname: "alice-laptop",
      key_storage: "tpm",
      was: "active",
      enrolled_at: 1_795_521_600,
    },
    {
      id: "bs_strange",
      device: "e".repeat(43),
      hostname: `a\u202Egnihtemos ${"long".repeat(40)}`,
      key_storage: "file",
      was: "pending",
      enrolled_at: 1_795_521_600,
    },
  ],
  browsers: [{ id: "f".repeat(43), machine: "bs_laptop", browser: "Chromium 156 on Linux", was: "active" }],
  passkeys: [{ id: "p".repeat(60), machine: "bs_laptop", aaguid: "0".repeat(36), was: "active" }],
  credentials: Array.from({ length: 40 }, (_, nth) => ({
    id: `tf_${nth}`,
    machine: "bs_laptop",
    client: "nearside-cli",
    login: `rq_${nth}`,
    since: 1_795_521_600,
  })),
  groups: [{ id: "gr_1", name: "Production" }],
  roles: [{ id: "administrator" }],
};

const countsOf = (things: HeldThings): EndedCounts => ({
  ...NONE,
  ...Object.fromEntries(ENDED_KINDS.map((kind) => [kind, things[kind].length])),
});

function previewOf(things: HeldThings, state: "active" | "offboarded" = "active"): OffboardingPreviewAnswer {
  const user = { id: ID, name: "alice", display_name: "Alice Liddell", role: "administrator", state } as const;
  return { user, will_end: things, shown: { digest: "A".repeat(43), counts: countsOf(things) } };
}

const REPORT = {
  user: { id: ID, name: "alice", display_name: "Alice Liddell" },
  document: {
    nearside: "offboarding",
    version: 1,
    issuer: "https://login.acme.example",
    report: "e30.e30.c2ln",
    jwks: {
      keys: [{ kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43), kid: "k", alg: "ES256", use: "sig" }],
    },
  },
} as const;

export function leavingSamples(clock: Clock): Record<string, ReactNode> {
  const sample = (preview: unknown) => (
    <SampleConsole
      clock={clock}
      path={`/console/people/${ID}/offboard`}
      answers={{ [at(offboardingApi.preview, ID).address]: preview, [at(offboardingApi.report, ID).address]: REPORT }}
    />
  );
  return {
    asking: sample(previewOf(THINGS)),
    nothing: sample(previewOf(NOTHING)),
    left: sample(previewOf(NOTHING, "offboarded")),
    loading: sample(NEVER),
    not_permitted: sample(new ConsoleProblem("not_permitted")),
  };
}
