// S4: one host uses what belongs to the login of another one, over its own session with the same person: its request, its hellos, its
// refresh.
import { beforeAll, expect, it } from "vitest";
import { approveFromHost } from "../steps/approve-from-host.ts";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Process } from "../support/process.ts";
import { rowsOf } from "../support/server-rows.ts";
import { heardBy, keeperAnswer, keeperMessage, talkLine } from "./support-ssh-agent.ts";

const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;
let session: Process;
let id: string;
let request: string;
let jkt: string;
/** The socket by which a session is shared (ControlMaster). */
const mux = (): string => `${lab.home}/mux`;

beforeAll(async () => {
  stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  lab = await openSshLab(atEnd);
  await enrolCommandLine(stage, lab.nearside);
  await lab.newHost("build-7");
  await lab.newHost("evil");
  await (await lab.nearside(["ssh", "setup"])).ended();
  await lab.startKeeper();
  session = await lab.ssh("-M", "-S", mux(), "build-7", "nearside login && cat");
  [, id = ""] = await session.printed(/\/approve\/(rq_[\w-]{22})/);
  const [row] = rowsOf(stage, "SELECT request FROM logins WHERE id = ?", id);
  request = String(row?.["request"]);
  jkt = JSON.parse(Buffer.from(request.split(".")[1] ?? "", "base64url").toString()).sub_jkt;
});

const heard = async (...calls: readonly object[]): Promise<readonly unknown[]> => {
  const answers = await heardBy(await lab.ssh("evil", talkLine("$SSH_AUTH_SOCK", ...calls.map(keeperMessage))));
  return answers.map(keeperAnswer);
};

it("gets no hello of that host, and answers none", async () => {
  expect(
    await heard({ remote: "await_hello", request }, { remote: "presence", request, id: 1, is_mine: true }),
  ).toEqual([{ refused: "request_unknown" }, { refused: "request_unknown" }]);
});

it("gets no statement for its refresh, before it is approved and after", async () => {
  const refresh = { remote: "refresh", issuer: stage.issuer, session_jkt: jkt };
  expect(await heard(refresh)).toEqual([{ refused: "request_unknown" }]);
  await approveFromHost(stage, id);
  await session.printed(/You are signed in/);
  expect(await heard(refresh)).toEqual([{ refused: "request_unknown" }]);
});

it("gives the host one over the session that the login began over, and over no other", async () => {
  const call = talkLine("$SSH_AUTH_SOCK", keeperMessage({ remote: "refresh", issuer: stage.issuer, session_jkt: jkt }));
  const over = async (...how: readonly string[]) =>
    keeperAnswer((await heardBy(await lab.ssh(...how, "build-7", call)))[0]);
  expect(await over("-S", mux())).toMatchObject({ device_statement: expect.any(String) });
  expect(await over()).toEqual({ refused: "request_unknown" });
});
