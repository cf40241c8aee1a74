import { beforeEach, expect, it } from "vitest";
import { type OpenLogin, startedLogin } from "../../../test/kit/login-steps.ts";
import { postJson } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";

const server = serverForEach();
let login: OpenLogin;
beforeEach(async () => {
  login = await startedLogin(server, await enrolledMachine(server, "alice"));
});

const NO_STATEMENT = "x".repeat(16);
/** Sends denials as a stranger who has the link and no key. */
async function floodWithDenials(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const answer = await postJson(server, `/api/requests/${login.id}/deny`, { denial: NO_STATEMENT, alert: false });
    expect(answer.outcome).toBe("400 malformed");
  }
}
const refusals = async () =>
  (await eventsSince(server, 0)).filter(({ kind, subject }) => kind === "login_step_refused" && subject === login.id);

it("keeps so many of one refusal: a stranger with the link cannot fill the log that is never emptied", async () => {
  await floodWithDenials(40);
  expect(await refusals()).toHaveLength(8);
});

it("still keeps another refusal of that login after a flood of one", async () => {
  await floodWithDenials(20);
  await postJson(server, `/api/requests/${login.id}/report`, { nonce: NO_STATEMENT, report: NO_STATEMENT });
  expect((await refusals()).at(-1)?.data).toEqual({ step: "report", code: "malformed", field: "jws" });
});
