// The console of an organisation of some size. `NEARSIDE_EFFORT=100` makes it a hundred times larger.
import { listAnswerSchema } from "@nearside/shared/api/console/list.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { loginsBeside, timesOf } from "../steps/beside-search.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { growingReads, openCrowdedStage } from "../steps/many-people.ts";
import { afterTests } from "../support/after-tests.ts";
import { openCluster } from "../support/postgres.ts";

const PEOPLE = 2000 * Number(process.env["NEARSIDE_EFFORT"] ?? "1");
const atEnd = afterTests();
const anyListSchema = listAnswerSchema(v.unknown());

async function openOn(kind: "sqlite" | "postgres") {
  if (kind === "sqlite") return openCrowdedStage(atEnd, PEOPLE);
  const cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql("create database crowd template template0");
  return openCrowdedStage(atEnd, PEOPLE, { DATABASE_URL: cluster.url("crowd") });
}

const WARM_UP = 60;
const ROUNDS = 12;
const LOGINS = 12;

/** The machine may be busy with others: a quarter of the rounds must be as quick as they should. */
const QUARTER = Math.floor(ROUNDS / 4);

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

describe.each(["sqlite", "postgres"] as const)("on %s", (kind) => {
  it("answers every list, page after page, with each row once", async () => {
    const { page } = await openOn(kind);
    for (const read of growingReads(Date.now())) {
      const first = (await page.get(read)).as(anyListSchema);
      const { next } = first;
      if (next === null) continue;
      const second = (await page.get(`${read}&after=${encodeURIComponent(next)}`)).as(anyListSchema);
      const rows = [...first.rows, ...second.rows].map((row) => JSON.stringify(row));
      expect(new Set(rows).size, read).toBe(rows.length);
      expect(second.rows.length, read).toBeGreaterThan(0);
    }
  });

  it("holds no login up while somebody searches without pause", async () => {
    const { stage, page } = await openOn(kind);
    const search = `${machinesApi.list.path}?q=alice`;
    await page.get(search);
    await timesOf(WARM_UP, () => redeemedLogin(stage));
    const { alone, beside } = await loginsBeside(stage, page, search, { rounds: ROUNDS, logins: LOGINS });
    const ratios = Array.from({ length: ROUNDS }, (_, round) => {
      const of = (times: readonly number[]) => median(times.slice(round * LOGINS, (round + 1) * LOGINS));
      return of(beside) / of(alone);
    }).toSorted((a, b) => a - b);
    const raised = ratios[QUARTER] ?? 0;
    expect(raised, "login p50 beside a search ÷ alone").toBeLessThanOrEqual(1.2);
  });
});
