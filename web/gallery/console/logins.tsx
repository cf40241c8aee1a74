import { type LoginDetail, loginsApi } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { loginDetail } from "./account-things.ts";
import { SampleConsole } from "./sample-console.tsx";

const LOGIN = `rq_${"A".repeat(22)}`;

export function loginSamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const one = (
    isGood: boolean,
    evidence: LoginDetail["evidence"],
    more: Partial<LoginDetail> = {},
    as: Role = "auditor",
  ) => {
    const { opened_elsewhere: _, ...detail } = loginDetail(now, isGood);
    const person = { id: `us_${"A".repeat(22)}`, name: "alice", state: "active" } as const;
    const answer: LoginDetail = { ...detail, person, evidence, ...more };
    return (
      <SampleConsole
        clock={clock}
        path={`/console/log/login/${LOGIN}`}
        as={as}
        answers={{ [at(loginsApi.view, LOGIN).address]: answer }}
      />
    );
  };
  const long = "wolfeschlegelsteinhausenbergerdorff-the-elder";
  return {
    evidence: one(true, { state: "kept", token_until: now + 600_000 }),
    evidence_token_over: one(true, { state: "kept", token_until: now - 86_400_000 }, {}, "administrator"),
    not_yet: one(true, { state: "not_yet" }, { granted: null, approved: null }),
    no_token: one(false, { state: "no_token" }, { person: { id: "us_A", name: long, state: "offboarded" } }),
    facts_erased: one(true, { state: "facts_erased" }),
    not_mine_to_export: one(true, { state: "kept", token_until: now }, {}, "rule_author"),
  };
}
