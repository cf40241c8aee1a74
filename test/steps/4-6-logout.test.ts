// `nearside logout` ends a login here and at the server.
import { onTestFinished as atEnd, expect, it } from "vitest";
import { approveTyped, enrolCommandLine, newHome, startLogin } from "./real-command-line.ts";
import { openStage } from "./stage.ts";

/** `cli/exit-codes.ts` */
const NOT_SIGNED_IN = 4;
const NOT_REVOKED = 112;

it("is done here all the same where the server can't be told, and says so", async () => {
  const stage = await openStage(atEnd);
  const nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  const login = await startLogin(nearside);
  await approveTyped(stage, login);
  await login.cli.ended();
  await stage.server.stop();
  const logout = await nearside(["logout", "--json"]);
  expect((await logout.ended()).code).toBe(NOT_REVOKED);
  const [said = "", failed = ""] = logout.stdout().trim().split("\n");
  expect(JSON.parse(said).signed_out).toMatchObject({ logins: 1, revoked: false });
  expect(JSON.parse(failed).error).toMatchObject({ code: "not_revoked", exit_code: NOT_REVOKED });
  expect((await (await nearside(["whoami"])).ended()).code).toBe(NOT_SIGNED_IN);
});
