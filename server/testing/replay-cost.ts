import { monitorEventLoopDelay } from "node:perf_hooks";
import { verdictOf } from "@nearside/rules/judging/combine.ts";
import { compileRules } from "@nearside/rules/reading/compile.ts";
import { engine } from "@nearside/rules/testing/engine.ts";
import { givenNo, keepDecisions } from "./keep-decisions.ts";
import { ruleBy } from "./rule-by.ts";
import { openTestServer } from "./test-server.ts";

// This is a program of its own for the bench (test/bench/measure-replay.ts). It replays that many logins under that many rules,
// and prints the cost as JSON. Its arguments are the numbers of logins and of rules.

const [logins = 0, rules = 0] = process.argv.slice(2).map(Number);
/** One rule in this number of rules of the draft is not active yet. Both sets are judged at once, so only these rules add to the cost. */
const NEW_ONE_IN = 20;
const WARM_UP = 500;
const SAMPLES = 3000;
const LOOK_MS = 250;

/** Makes rules as a security team has them: for a group, a program, a person, or everybody; some in report-only. */
function someRules(): readonly string[] {
  return Array.from({ length: rules }, (_, no) => {
    if (no === 0) return '@id("base") permit (principal, action, resource);';
    const mode = no % 7 === 0 ? ' @mode("report-only")' : "";
    const named = `@id("r${no}")${mode} @title("Rule ${no}") @says("Because of ${no}.")`;
    switch (no % 4) {
      case 0:
        return `${named} forbid (principal in Group::"group-${no}", action, resource)
when { context.time.hour < ${no % 5} || context.time.hour > 20 };`;
      case 1:
        return `${named} @require_attested_passkey
forbid (principal, action == Action::"approve", resource == Client::"${no % NEW_ONE_IN === 1 ? "deploy" : `client-${no}`}")
when { !context.passkey.attested && context.scopes.contains("deploy") };`;
      case 2:
        return `${named} @require_justification forbid (principal, action, resource)
when { context.machine.age_hours < ${no} && context.session.remote };`;
      default:
        return `${named} @access_token_life("${no}m") forbid (principal == User::"person-${no}", action, resource)
unless { context.network.cli.isInRange(ip("192.0.2.0/25")) };`;
    }
  });
}

/** Returns the CPU time of this process so far, of all its threads, in microseconds. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function verdictMicroseconds(text: string): number {
  const set = compileRules(engine, text, "bench");
  const givens = Array.from({ length: SAMPLES }, (_, no) => givenNo(no * 31, 0));
  for (const given of givens.slice(0, WARM_UP)) verdictOf(engine, set, given);
  const before = cpu();
  for (const given of givens) verdictOf(engine, set, given);
  return (cpu() - before) / SAMPLES;
}

const server = await openTestServer();
const { db, clock, replays } = server.services;
const texts = someRules();
const draft = texts.join("\n");
const activeText = texts.filter((_, no) => no % NEW_ONE_IN !== 1).join("\n");
await keepDecisions(db, logins, clock());
await ruleBy(server, activeText);

const verdict = verdictMicroseconds(draft);
const resident = process.memoryUsage.rss();
const [cpuBefore, start] = [cpu(), performance.now()];
const id = await replays.begin(server.services, "bench", { text: draft, days: 730, report_only_active: true });
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
let most = 0;
let answer = replays.answerOf(id, "bench");
while (answer?.state === "running") {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  most = Math.max(most, process.memoryUsage.rss());
  answer = replays.answerOf(id, "bench");
}
loop.disable();
const milliseconds = performance.now() - start;
const perLogin = (cpu() - cpuBefore) / logins;
await server.close();
if (answer?.state !== "done" || answer.done !== logins || answer.unchanged === logins)
  throw new Error(`the replay ended as ${answer?.state}, with ${answer?.done} logins`);
process.stdout.write(
  JSON.stringify({
    milliseconds,
    /** The CPU time of each login in microseconds. */
    perLogin,
    verdict,
    /** The times for which the event loop was held, in milliseconds on top of the resolution. */
    held: { p99: loop.percentile(99) / 1e6, most: loop.max / 1e6 },
    /** The memory in bytes. */
    memory: most - resident,
  }),
);
