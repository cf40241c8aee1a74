import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { approveAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll } from "./logging-in.ts";

it("pending, met, approved, redeemed: each once, and a second attempt loses and says so", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  const states = [stateOf(stage.dataFolder, login.id)];
  await meetForLogin(stage, login);
  states.push(stateOf(stage.dataFolder, login.id));
  const stale = await decisionOn(stage, login);

  // A newer meeting takes the older one's place and voids its decision (§4.4).
  await meetForLogin(stage, login);
  states.push(stateOf(stage.dataFolder, login.id));
  const refused = await approve(stage, login, stale);
  expect(() => refused.as(approveAnswerSchema)).toThrow(/decision_stale/);

  const decision = await decisionOn(stage, login);
  expect((await approve(stage, login, decision)).status).toBe(200);
  states.push(stateOf(stage.dataFolder, login.id));
  const second = await approve(stage, login, decision);
  expect(() => second.as(approveAnswerSchema)).toThrow(/request_settled/);

  expect((await poll(stage, login)).status).toBe(200);
  states.push(stateOf(stage.dataFolder, login.id));
  expect(states).toEqual(["pending", "met", "met", "approved", "redeemed"]);
});

/** The state as it is stored; the running server's database is open to readers. */
function stateOf(dataFolder: string, id: string): unknown {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
  try {
    return database.prepare("SELECT state FROM logins WHERE id = ?").get(id)?.["state"];
  } finally {
    database.close();
  }
}
