// Protocol §12: an agent under a lease. One approval, tokens that nobody sees, and an end that counts at once.
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { type LeaseStage, openLeaseStage, script, sdkProgram } from "./leasing.ts";
import { approveTyped } from "./real-command-line.ts";

const WITHIN_MS = 30_000;
const atEnd = afterTests();
let stage: LeaseStage;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
});

const listSchema = v.object({
  leases: v.array(v.object({ id: v.string(), pid: v.number(), calls_left: v.nullable(v.number()) })),
});

async function leases(): Promise<v.InferOutput<typeof listSchema>["leases"]> {
  const cli = await stage.home.nearside(["lease", "list", "--json"]);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  return v.parse(listSchema, JSON.parse(cli.stdout())).leases;
}

const untilNone = () =>
  until(
    async () => ((await leases()).length === 0 ? true : undefined),
    WITHIN_MS,
    () => "the lease did not end",
  );

describe("a program under a lease", () => {
  it("uses the API by one approval, and the lease ends with it", async () => {
    const { cli, id } = await stage.lease(
      ["--api", stage.api, "--scope", "orders:read", "--calls", "2", "--name", "Claude Code", "--why", "weekly report"],
      script(`nearside lease fetch ${stage.api}/orders && nearside lease fetch ${stage.api}/orders
        nearside lease fetch ${stage.api}/orders; exit 7`),
    );
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 7, signal: null });
    expect(cli.stdout().match(/one coffee/g)).toHaveLength(2);
    expect(cli.stderr()).toContain("Claude Code may, for 2 hours, 2 calls:");
    expect(cli.stderr()).toContain("All calls of this lease are used up");
    await untilNone();
    const events = storedEventsSince(stage, 0).map(({ kind }) => kind);
    expect(events.filter((kind) => kind === "lease_token")).toHaveLength(2);
    expect(id).toMatch(/^rq_/);
  });
});
void approveTyped;
void sdkProgram;
