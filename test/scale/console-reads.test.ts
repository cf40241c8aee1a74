// The console of an organisation of some size. `NEARSIDE_EFFORT=100` makes it a hundred times larger.
import { readFileSync } from "node:fs";
import { listAnswerSchema } from "@nearside/shared/api/console/list.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { overviewApi } from "@nearside/shared/api/console/overview.ts";
import { MOST_OF_EACH_KIND, searchApi } from "@nearside/shared/api/console/search.ts";
import pg from "pg";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin } from "../steps/logging-in.ts";
import { growingAnswers, growingLists, openCrowdedStage } from "../steps/many-people.ts";
import { afterTests } from "../support/after-tests.ts";
import { FIRST_OF_MANY } from "../support/many-people.ts";
import { openCluster } from "../support/postgres.ts";

type Crowd = Awaited<ReturnType<typeof openCrowdedStage>> & {
  /** Holds up every search of machines that comes later. @returns what lets them go on */
  readonly holdUp: () => Promise<() => Promise<void>>;
};

const PEOPLE = 2000 * Number(process.env["NEARSIDE_EFFORT"] ?? "1");
const CONNECTIONS = 4;
/** If searches took the connections of logins, they would take all of them. */
const SEARCHES = 2 * CONNECTIONS;
/** They take a fraction of a second, and PostgreSQL's limit for a lock is three. */
const LOGINS = 3;

const DAY_MS = 86_400_000;

const atEnd = afterTests();
const anyListSchema = listAnswerSchema(v.unknown());

const searched = async (page: Crowd["page"], q: string) =>
  (await page.get(`${searchApi.find.path}?${new URLSearchParams({ q })}`)).as(searchApi.find.output);

async function openOnSqlite(): Promise<Crowd> {
  const crowd = await openCrowdedStage(atEnd, PEOPLE);
  const { pid } = crowd.stage.server.process;
  const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  return {
    ...crowd,
    holdUp: async () => {
      const stopped = children().map(Number);
      for (const child of stopped) process.kill(child, "SIGSTOP");
      return async () => {
        for (const child of stopped) process.kill(child, "SIGCONT");
      };
    },
  };
}

async function openOnPostgres(): Promise<Crowd> {
  const cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql("create database crowd template template0");
  const settings = { DATABASE_URL: cluster.url("crowd"), NEARSIDE_DATABASE_CONNECTIONS: String(CONNECTIONS) };
  return {
    ...(await openCrowdedStage(atEnd, PEOPLE, settings)),
    holdUp: async () => {
      const other = new pg.Client(cluster.url("crowd"));
      await other.connect();
      await other.query("begin; lock table searched_machines");
      return () => other.end();
    },
  };
}

describe.each([
  ["sqlite", openOnSqlite],
  ["postgres", openOnPostgres],
])("on %s", (_database, open) => {
  let crowd: Crowd;
  beforeAll(async () => {
    crowd = await open();
  });

  it("answers every list, page after page, with each row once", async () => {
    const { page } = crowd;
    for (const read of growingLists(Date.now())) {
      const first = (await page.get(read)).as(anyListSchema);
      const { next } = first;
      if (next === null) continue;
      const second = (await page.get(`${read}&after=${encodeURIComponent(next)}`)).as(anyListSchema);
      const rows = [...first.rows, ...second.rows].map((row) => JSON.stringify(row));
      expect(new Set(rows).size, read).toBe(rows.length);
      expect(second.rows.length, read).toBeGreaterThan(0);
    }
  });

  it("answers the overview, its pictures and the search", async () => {
    const { page } = crowd;
    for (const read of growingAnswers(Date.now())) expect((await page.get(read)).outcome, read).toBe("200");
    const midnights = [Date.now() - DAY_MS, Date.now()].join(",");
    const { logins } = (await page.get(`${overviewApi.figures.path}?midnights=${midnights}`)).as(
      overviewApi.figures.output,
    );
    expect(logins[0]?.waiting).toBeGreaterThan(0);
    const { people, machines, logins: found } = await searched(page, "alice");
    expect([people.length, machines.length, found.length]).toEqual([MOST_OF_EACH_KIND, MOST_OF_EACH_KIND, 0]);
    expect((await searched(page, FIRST_OF_MANY.login)).logins).toMatchObject([{ id: FIRST_OF_MANY.login }]);
  });

  it("holds no login up while searches wait for what they read", async () => {
    const { stage, page, holdUp } = crowd;
    const search = `${machinesApi.list.path}?q=alice`;
    await page.get(search);
    await redeemedLogin(stage);
    const order: string[] = [];
    const letGo = await holdUp();
    const searches = Array.from({ length: SEARCHES }, async () => {
      const { outcome } = await page.get(search);
      order.push(`search ${outcome}`);
    });
    try {
      for (let login = 0; login < LOGINS; login += 1) {
        await redeemedLogin(stage);
        order.push("login");
      }
    } finally {
      await letGo();
      await Promise.all(searches);
    }
    expect(order).toEqual([...Array(LOGINS).fill("login"), ...Array(SEARCHES).fill("search 200")]);
  });
});
