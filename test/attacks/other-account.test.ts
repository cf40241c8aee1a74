// M1: another OS account connects to the listener, or listens on its port first. The hello needs a listed extension key, the
// presence proof the session key; the check of the peer's account is there besides, should either have leaked.
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Home, openHome } from "../steps/home.ts";
import { knock } from "../steps/knock.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { type HelloBody, helloBy } from "../steps/say-hello.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { type Account, newAccount } from "./support-account.ts";
import { attestTo, curlArguments, openPageOfLogin } from "./support-listener.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: Stage;
let home: Home;
let other: Account;
beforeAll(async () => {
  other = await newAccount(atEnd);
  stage = await openStage(atEnd);
  home = await openHome(atEnd);
  await enrolCommandLine(stage, home.nearside);
});

describe("another account of this computer", () => {
  it("is refused at the listener, even with the key of the victim's own extension", async () => {
    const login = await startLogin(home.nearside);
    const openPage = await openPageOfLogin(stage, login);
    const own = await startProcess(curl(openPage.loopback));
    expect(await sent(own, await helloBy(stage.parties.extension, openPage))).toMatch(
      /^\{"presence_proof":".+"\}\n200$/,
    );

    const asOther = async (by: Stage["parties"]["extension"]) => {
      const theirs = await other.run("curl", curlArguments(openPage.loopback));
      return sent(theirs, await helloBy(by, openPage));
    };
    // With a key that is not listed he counts for nothing, and no person is asked.
    await expectUnmoved(stage, async () => expect(await asOther(stage.parties.stranger)).toBe("\n403"));
    await expectUnmoved(stage, async () => expect(await asOther(stage.parties.extension)).toBe("\n403"), [
      { kind: "peer_refused", subject: login.id, data: { code: "peer_other_account" } },
    ]);
    await login.cli.printed(new RegExp(sentenceOf("peer_other_account").replaceAll(".", "\\.")));

    await approveTyped(stage, login);
    expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
  });

  it("can't share the port, and its answers there afterwards are not taken for the command line's", async () => {
    const login = await startLogin(home.nearside);
    const openPage = await openPageOfLogin(stage, login);
    const { port } = openPage.loopback;
    for (const host of ["127.0.0.1", "0.0.0.0", "::"]) {
      const late = await squat(host, port);
      expect(await late.ended()).toEqual({ code: 1, signal: null });
      expect(late.stdout()).toContain("EADDRINUSE");
    }
    // The command line dies, and the other account is there first.
    login.cli.signal("SIGKILL");
    await login.cli.ended();
    const first = await squat("127.0.0.1", port);
    await first.printed(new RegExp(`listening as ${other.uid}\n`));

    const { extension } = stage.parties;
    const outcome = await helloBy(extension, openPage);
    const { status, body } = await knock(port, outcome);
    expect(status).toBe(200);
    const { presence_proof: proof } = v.parse(helloAnswerSchema, JSON.parse(body));
    // The real extension stops here (squatted-port); the server does not rely on that.
    const met = await attestTo(extension, outcome, proof, openPage);
    await expectRefused(stage, () => stage.postJson(`/api/requests/${login.id}/locality`, met), {
      outcome: "400 key_mismatch",
      event: stepRefused(login.id, "locality", "key_mismatch"),
    });
    await first.stop();

    const again = await startLogin(home.nearside);
    await approveTyped(stage, again);
    expect(await again.cli.ended()).toEqual({ code: 0, signal: null });
  });
});

const curl = (loopback: Parameters<typeof curlArguments>[0]) => ({
  command: "curl",
  args: curlArguments(loopback),
  env: { PATH: process.env["PATH"] ?? "" },
});

async function sent(program: Awaited<ReturnType<typeof startProcess>>, body: HelloBody): Promise<string> {
  program.type(JSON.stringify(body));
  program.endInput();
  expect(await program.ended(), program.stderr()).toEqual({ code: 0, signal: null });
  return program.stdout();
}

/** The other account takes that port. It reads its program before it is that account, which may not see this folder. */
async function squat(host: string, port: number) {
  const { uid, gid } = other;
  const program = await startProcess({
    command: process.execPath,
    args: [`${repository}/test/attacks/support-squatter.ts`, host, String(port), String(uid), String(gid)],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  onTestFinished(async () => void (await program.stop()));
  return program;
}
