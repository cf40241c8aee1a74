import { PassThrough } from "node:stream";
import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { expect, it, vi } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { Problem } from "../problems/problem.ts";
import { Terminal } from "../terminal/terminal.ts";
import { secondOnTerminal } from "./second-on-terminal.ts";

const WAIT: SecondWait = {
  ...{ version: 1, asked: ["Bea", "Carl"], asked_total: 2, quorum: 2, have: 0 },
  ...{ since: 0, until: 900, questions: [] },
};

/** A login that waits, shown on the streams of a pipe. */
function waiting(json: boolean) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const terminal = new Terminal({ stdin, stdout, stderr, env: {}, json, signal, onInterrupt: () => undefined });
  const waitFor = vi.fn();
  const shown = (stream: PassThrough): string => String(stream.read() ?? "");
  const second = secondOnTerminal({ terminal, now: () => 1000 }, waitFor);
  return { second, waitFor, out: () => shown(stdout), err: () => shown(stderr) };
}

async function asking(from: string, question: string): Promise<SecondWait["questions"][number]> {
  const claims = { co_decision: "A".repeat(43), question };
  const co_question = await coQuestion.sign(await newSigner(), claims);
  return { from: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: from }, co_question };
}

it("says once whom a login waits for, and again when somebody has approved", () => {
  const { second, waitFor, err } = waiting(false);
  second.show(WAIT, 900, undefined);
  second.show({ ...WAIT, version: 2 }, 899, undefined);
  expect(err()).toBe("A rule requires further people to approve it too. Asked: 2 of Bea and Carl.\n");
  second.show({ ...WAIT, version: 3, have: 1 }, 700, undefined);
  expect(err()).toContain("1 of 2 has approved so far.");
  expect(waitFor).toHaveBeenLastCalledWith("Waiting for a second person", 701_000);
});

it("shows each question once, and says where it can be answered if that is not here", async () => {
  const { second, err } = waiting(false);
  const question = await asking("Bea", "Is it backed up?");
  const answer = vi.fn();
  second.show({ ...WAIT, questions: [question] }, 900, answer);
  second.show({ ...WAIT, version: 2, questions: [question] }, 899, answer);
  await vi.waitFor(() => expect(err()).toMatch(/Bea asks: Is it backed up\?\nYou can answer it only in a terminal/));
  second.show({ ...WAIT, version: 3, questions: [await asking("Carl", "Why now?")] }, 898, undefined);
  await vi.waitFor(() => expect(err()).toMatch(/^Carl asks: Why now\?\nYou can answer it on your own machine only/));
  expect(answer).not.toHaveBeenCalled();
});

it("gives programs an object for the wait and for each question", async () => {
  const { second, out } = waiting(true);
  second.show({ ...WAIT, questions: [await asking("Bea", "Is it backed up?")] }, 900, undefined);
  const printed: string[] = [];
  await vi.waitFor(() => {
    printed.push(out());
    expect(printed.join("")).toContain('{"question":{"from":"Bea","question":"Is it backed up?"}}\n');
  });
  expect(JSON.parse(printed.join("").split("\n")[0] ?? "")).toMatchObject({
    second_person: { asked: ["Bea", "Carl"], quorum: 2, have: 0 },
  });
});

it("asks once more where an answer did not reach the server, and not where the server refused it", async () => {
  const question = await asking("Bea", "Is it backed up?");
  const said: string[] = [];
  const typed = ["yes", "Yes, an hour ago", "never asked for"];
  const terminal = { ...{ interactive: true, object: vi.fn() }, say: (line: string) => said.push(line) };
  const asked = { ...terminal, question: async () => typed.shift() ?? "" } as unknown as Terminal;
  const waitFor = vi.fn();
  const second = secondOnTerminal({ terminal: asked, now: () => 1000 }, waitFor);
  const answer = vi.fn().mockRejectedValueOnce(new Problem("server_busy")).mockResolvedValueOnce(undefined);
  second.show({ ...WAIT, questions: [question] }, 900, answer);
  await vi.waitFor(() => expect(waitFor).toHaveBeenCalledOnce());
  expect(answer.mock.calls.map(([, text]) => text)).toEqual(["yes", "Yes, an hour ago"]);
  expect(said.at(-2)).toMatch(/in a minute\. Your answer was not sent. Type it once more\.$/);
  expect(said.at(-1)).toBe("Your answer was signed and sent to Bea.");

  answer.mockRejectedValueOnce(new Problem("request_settled"));
  second.show({ ...WAIT, questions: [await asking("Bea", "And tested?")] }, 900, answer);
  await vi.waitFor(() => expect(said.at(-1)).toBe(sentenceOf("request_settled")));
  expect(answer).toHaveBeenCalledTimes(3);
});
