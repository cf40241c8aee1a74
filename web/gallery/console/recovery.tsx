import type { UseRow } from "@nearside/shared/api/console/break-glass.ts";
import { breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import type { RecoveryRow } from "@nearside/shared/api/console/recovery.ts";
import { recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { Page } from "../../console/layout/page.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { NewCodes } from "../../console/recovery/new-codes.tsx";
import { NEVER, SampleConsole } from "./sample-console.tsx";

const CODES = ["A", "B", "C"].map((letter) => Array.from({ length: 9 }, () => letter.repeat(4)).join("-"));
const HOUR = 3_600_000;
const LONG = "wolfeschlegelsteinhausenbergerdorff-the-elder-of-the-house-of-long-names";

const person = (name: string, display = name) => ({ id: `us_${name}`, name, display_name: display });

function rowOf(now: number, more: Partial<RecoveryRow> = {}): RecoveryRow {
  return {
    id: "rc_AAAAAAAAAAAAAAAAAAAAAA",
    state: "started",
    user: person("alice", "Alice Liddell"),
    reason: "met her in the office, with her badge",
    lost: "laptop, in a train",
    started_by: person("bert"),
    started_at: now - HOUR,
    seconded_by: null,
    seconded_at: null,
    opens_at: null,
    closes_at: now + 150 * HOUR,
    stopped: null,
    machine: "none",
    machines: [{ id: "bs_1", hostname: "alice-laptop", state: "quarantined" }],
    ...more,
  };
}

const sampleUse = (now: number, more: Partial<UseRow> = {}): UseRow => ({
  id: "bg_AAAAAAAAAAAAAAAAAAAAAA",
  number: 2,
  at: now - HOUR / 2,
  user: person("ada", "Ada Lovelace"),
  address: "2001:db8:1234:5678:9abc:def0:1234:5678",
  expires_at: now + HOUR / 2,
  ended_at: null,
  machine: "waiting",
  reviewed: null,
  ...more,
});

export function recoverySamples(clock: Clock): Record<string, ReactNode> {
  const now = clock.now();
  const agreed = { seconded_by: person("carol"), seconded_at: now - HOUR };
  const cooling = rowOf(now, { id: "rc_B", state: "cooling", ...agreed, opens_at: now + 23 * HOUR });
  const stopped = rowOf(now, {
    id: "rc_C",
    state: "stopped",
    user: person(LONG, "a\u202Ebob, formerly of Philadelphia"),
    stopped: { at: now - HOUR, how: "not_me", by: person(LONG), note: null },
    machines: [],
  });
  const rows = [rowOf(now), cooling, stopped];
  const list = (answer: unknown, more: Record<string, unknown> = {}) => (
    <SampleConsole clock={clock} path="/console/recovery" answers={{ [recoveriesApi.list.path]: answer, ...more }} />
  );
  const one = (recovery: RecoveryRow) => (
    <SampleConsole
      clock={clock}
      path={`/console/recovery/${recovery.id}`}
      answers={{ [at(recoveriesApi.view, recovery.id).address]: { recovery } }}
    />
  );
  const glass = (codes: unknown, uses: readonly UseRow[]) => (
    <SampleConsole
      clock={clock}
      path="/console/recovery/break-glass"
      answers={{
        [breakGlassApi.view.path]: codes,
        [breakGlassApi.unreviewed.path]: { uses: uses.filter(({ reviewed }) => reviewed === null) },
        [breakGlassApi.uses.path]: { rows: uses, next: null, total: uses.length },
      }}
    />
  );
  const reviewed = { at: now - HOUR, by: person("olga"), says: "The office burnt down; Ada came in from home." };
  return {
    list: list({ rows, next: null, total: 3 }),
    alarm: list({ rows, next: null, total: 3 }, { [breakGlassApi.unreviewed.path]: { uses: [sampleUse(now)] } }),
    empty: list({ rows: [], next: null, total: 0 }),
    loading: list(NEVER),
    failed: list(new ConsoleProblem("server_failed")),
    begin: <SampleConsole clock={clock} path="/console/recovery/new" />,
    started: one(rowOf(now)),
    cooling: one(cooling),
    stopped: one(stopped),
    no_codes: glass({ codes: 0, left: 0, made_at: null }, []),
    codes: glass({ codes: 5, left: 3, made_at: now - 900 * HOUR }, [
      sampleUse(now),
      sampleUse(now, { id: "bg_B", number: 1, machine: "active", reviewed }),
    ]),
    new_codes: (
      <SampleConsole
        clock={clock}
        path="/console/recovery/break-glass"
        shown={() => (
          <Page title="Break-glass codes">
            <NewCodes codes={CODES} onDone={() => undefined} />
          </Page>
        )}
      />
    ),
    open_glass: <SampleConsole clock={clock} path="/console/break-glass" />,
    objection: <SampleConsole clock={clock} path="/console/objections/rc_AAAAAAAAAAAAAAAAAAAAAA" />,
  };
}
