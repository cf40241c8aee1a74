import { expect, it } from "vitest";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { warmUpRules } from "./current-rules.ts";

const server = serverForEach();

it("reads the published set", async () => {
  const { rules, log, db } = server.services;
  const published = await ruleBy(server, ANYBODY);
  const current = rules.current.bind(rules);
  const read: string[] = [];
  rules.current = async () => {
    const set = await current(db);
    read.push(set.version);
    return set;
  };
  await warmUpRules({ rules, log, db });
  expect(read).toEqual([published]);
});

it("starts over a set that can't be read, and says so in the log", async () => {
  await ruleBy(server, "permit (");
  await warmUpRules(server.services);
  expect(server.logged.join("")).toContain("the published rules can't be read");
});

it("starts over a set whose reading goes wrong in a way that nobody foresaw", async () => {
  const { rules, log, db } = server.services;
  const current = rules.current.bind(rules);
  rules.current = async () => {
    await current(db);
    throw new Error("the effect of x was not found");
  };
  await warmUpRules({ rules, log, db });
  expect(server.logged.join("")).toContain("the effect of x was not found");
});
