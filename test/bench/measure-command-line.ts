import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import { approve, decisionOn } from "../steps/logging-in.ts";
import { enrolCommandLine, meetOverLoopback, type Nearside, newHome } from "../steps/real-command-line.ts";
import type { Stage } from "../steps/stage.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Figure, milliseconds } from "./figure.ts";

// The command line as it ships, started each time, with this process as its browser.

const LOGINS = 12;
const TOKENS = 25;

/** @param node the Node that runs the command line, and what to call it */
export async function measureCommandLine(
  openStage: () => Promise<Stage>,
  atEnd: AtEnd,
  { node, called }: { readonly node: string; readonly called: string },
): Promise<Figure[]> {
  const stage = await openStage();
  const nearside = await newHome(atEnd, node);
  await enrolCommandLine(stage, nearside);
  const measured: Measured = { start: [], first: [], again: [] };
  for (let login = 0; login < LOGINS; login += 1) await logIn(stage, nearside, measured);
  const tokens: number[] = [];
  for (let turn = 0; turn < TOKENS; turn += 1) {
    const start = performance.now();
    const cli = await nearside(["token"]);
    await cli.printed(/^eyJ\S+\n/m);
    tokens.push(performance.now() - start);
    await cli.ended();
  }
  return [
    milliseconds(`command line start → address to approve at, ${called}`, measured.start, 200),
    milliseconds(`handshake, first time, ${called}`, measured.first, 45),
    milliseconds(`handshake, peer remembered, ${called}`, measured.again, 15),
    milliseconds(`nearside token from what is kept, ${called}`, tokens, 120),
  ];
}

interface Measured {
  readonly start: number[];
  readonly first: number[];
  readonly again: number[];
}

async function logIn(stage: Stage, nearside: Nearside, measured: Measured): Promise<void> {
  const started = performance.now();
  const cli = await nearside(["login", "--no-browser"]);
  const [, id = ""] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
  measured.start.push(performance.now() - started);
  measured.first.push(await meet(stage, id));
  // A second tab, or a reload: the same browser meets it again.
  measured.again.push(await meet(stage, id));
  const { status } = await approve(stage, { id }, await decisionOn(stage, { id }));
  const { code } = await cli.ended();
  if (status !== 200 || code !== 0) throw new Error(`answered by ${status}, ended with ${code}: ${cli.stderr()}`);
}

/** @returns how long the hello and its presence proof took, with their signatures. Milliseconds. */
async function meet(stage: Stage, id: string): Promise<number> {
  const page = openLoginIn(await stage.postJson(`/api/requests/${id}/nonce`, {}));
  const loopback = await loopbackIn(page.request);
  const started = performance.now();
  const meeting = await meetOverLoopback(stage, page, loopback);
  const took = performance.now() - started;
  const { status } = await stage.postJson(`/api/requests/${id}/locality`, meeting);
  if (status !== 200) throw new Error(`the meeting was answered by ${status}`);
  return took;
}
