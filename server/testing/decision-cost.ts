import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { verdictOf } from "@nearside/rules/judging/combine.ts";
import { ordinaryBut } from "@nearside/rules/kept-tests/ordinary-given.ts";
import { compileRules } from "@nearside/rules/reading/compile.ts";
import { engine } from "@nearside/rules/testing/engine.ts";
import type { Given } from "@nearside/shared/rules/given.ts";

// This is a program of its own for the bench (test/bench/measure-decisions.ts). It measures how long rules take to judge one
// login, under a given number of rules, beside the time that verifying a signature takes here. It prints JSON. Its arguments are the
// numbers of rules, one size after another.

const sizes = process.argv.slice(2).map(Number);
const WARM_UP = 1500;
const SAMPLES = 3000;
const PEOPLE = 200;
const GROUPS = 50;
const PROGRAMS = 20;

/** Makes rules of which one in ten is about everybody, and which read all over the vocabulary. */
function someRules(count: number): string {
  const rules = Array.from({ length: count - 1 }, (_, no) => {
    const who = no % 10 === 0 ? "principal" : `principal in Group::"group-${no % GROUPS}"`;
    const where = no % 3 === 0 ? `resource == Client::"program-${no % PROGRAMS}"` : "resource";
    const asks = ["", "@require_attested_passkey", '@require_fresh_touch("60s")', '@access_token_life("5m")'][no % 4];
    return `@id("r${no}") ${asks} forbid (${who}, action, ${where})
when { context.machine.age_hours < ${no % 700} && context.resources.contains(ResourceServer::"https://api-${no}.example") }
unless { ["saturday", "sunday"].contains(context.time.weekday) || context.network.cli.isInRange(ip("10.0.0.0/8")) };`;
  });
  return ['@id("base") permit (principal, action, resource);', ...rules].join("\n");
}

const givens: readonly Given[] = Array.from({ length: PEOPLE }, (_, no) =>
  ordinaryBut({
    person: { name: `person-${no}`, groups: [`group-${no % GROUPS}`, `group-${(no * 7) % GROUPS}`] },
    client: { id: `program-${no % PROGRAMS}` },
    scopes: ["read", "deploy"],
    resources: ["https://api-1.example"],
  }),
);

/** Measures the milliseconds of each call, and the CPU microseconds of one. */
function measured(work: (no: number) => void): { readonly times: number[]; readonly cpu: number } {
  for (let no = 0; no < WARM_UP; no += 1) work(no);
  const before = process.cpuUsage();
  const times = Array.from({ length: SAMPLES }, (_, no) => {
    const start = performance.now();
    work(no);
    return performance.now() - start;
  });
  const { user, system } = process.cpuUsage(before);
  return { times, cpu: (user + system) / SAMPLES };
}

function decisions(rules: number) {
  const set = compileRules(engine, someRules(rules), "bench");
  const given = (no: number): Given => givens[no % PEOPLE] ?? ordinaryBut({});
  return { rules, ...measured((no) => void verdictOf(engine, set, given(no))) };
}

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const statement = createHash("sha256").update("a statement").digest();
const signature = sign("sha256", statement, privateKey);

process.stdout.write(
  JSON.stringify({
    check: measured(() => verify("sha256", statement, publicKey, signature)).cpu,
    decisions: sizes.map(decisions),
  }),
);
