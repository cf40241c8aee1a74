// The console of an organisation of some size. `NEARSIDE_EFFORT=100` makes it a hundred times larger.
import { listAnswerSchema } from "@nearside/shared/api/console/list.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { percentile } from "../bench/percentile.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { growingReads, openCrowdedStage } from "../steps/many-people.ts";
import { afterTests } from "../support/after-tests.ts";
import { openCluster } from "../support/postgres.ts";

const PEOPLE = 2000 * Number(process.env["NEARSIDE_EFFORT"] ?? "1");
const atEnd = afterTests();
const anyListSchema = listAnswerSchema(v.unknown());

/** One machine logs in and one page asks far more often than people do. */
const UNLIMITED = { NEARSIDE_LIMIT_PER_ADDRESS: "1000000", NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "1000000" };

async function openOn(kind: "sqlite" | "postgres") {
  if (kind === "sqlite") return openCrowdedStage(atEnd, PEOPLE, UNLIMITED);
  const cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql("create database crowd template template0");
  return openCrowdedStage(atEnd, PEOPLE, { ...UNLIMITED, DATABASE_URL: cluster.url("crowd") });
}

const WARM_UP = 60;
/** Each has logins alone, and as many beside somebody who searches. */
const ROUNDS = 10;
const LOGINS = 12;

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

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
    const alone: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(...(await timesOf(LOGINS, () => redeemedLogin(stage))));
      let isOver = false;
      const searching = (async () => {
        while (!isOver) await page.get(search);
      })();
      beside.push(...(await timesOf(LOGINS, () => redeemedLogin(stage))));
      isOver = true;
      await searching;
    }
    const raised = percentile(beside, 50) / percentile(alone, 50);
    expect(raised, "login p50 beside a search ÷ alone").toBeLessThanOrEqual(1.2);
  });
});
