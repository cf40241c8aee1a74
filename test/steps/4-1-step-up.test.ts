// An API demands something of a login (RFC 9470); command line and server are as they ship. In their order: each continues where
// the one before it ended.
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { beforeAll, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { approveTyped, enrolCommandLine, type Nearside, newHome, startLogin } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

/** `cli/problems/exit-codes.ts` */
const NOT_SIGNED_IN = 4;
const PROOF_TOO_WEAK = 110;

const atEnd = afterTests();
let stage: Stage;
let nearside: Nearside;
beforeAll(async () => {
  stage = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
});

async function endOf(args: readonly string[]) {
  const cli = await nearside(args);
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

it("a class that this machine can't reach is refused before anybody is asked, in the server's words", async () => {
  const { code, stdout, stderr } = await endOf(["login", "--no-browser", "--json", "--acr", "hardware"]);
  expect(code, stderr).toBe(PROOF_TOO_WEAK);
  expect(stderr).not.toContain("/approve/");
  expect(stderr).toMatch(
    /^The program asked for a stronger login \(\S+:hardware\) than this machine can give\. To reach it: [^\n]+\n$/,
  );
  const { error } = JSON.parse(stdout);
  expect(error).toEqual({ code: "proof_too_weak", message: stderr.trim(), exit_code: PROOF_TOO_WEAK });
});

it("one that it reaches, of an approval right now, is granted and told", async () => {
  const login = await startLogin(nearside, ["--json", "--acr", "hardware same-machine", "--max-age", "60"]);
  await approveTyped(stage, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  expect(login.cli.stdout()).toContain(`"acr":"${ACR_VALUES[0]}"`);
});

it("gives out that login's token for what it allows, and else says what to type", async () => {
  expect(await endOf(["token", "--acr", "same-machine", "--max-age", "600"])).toMatchObject({ code: 0 });
  const { code, stderr } = await endOf(["token", "--acr", "device-bound"]);
  expect([code, stderr]).toEqual([
    NOT_SIGNED_IN,
    "You are signed in, but this needs a stronger login. Run: nearside login --acr device-bound\n",
  ]);
  expect(await endOf(["exec", "--max-age", "0", "--", "true"])).toMatchObject({ code: NOT_SIGNED_IN });
});
