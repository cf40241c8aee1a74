// `npm run fuzz -- --count 100000`: spoilt messages to every parser that a stranger reaches. Prints a table, ends with 1 on
// any finding. `--seed` makes the same inputs again, `--only` sends them to one target.
import { parseArgs } from "node:util";
import { endings } from "../support/at-end.ts";
import { fuzz, type Result, TARGETS } from "./run-fuzz.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { count: { type: "string", default: "5000" }, seed: { type: "string" }, only: { type: "string" } },
});
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 30) : Number(values.seed);
const { only } = values;
const names = TARGETS.map(({ name }) => name);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed) || (only !== undefined && !names.includes(only))) {
  process.stderr.write(`--count and --seed are whole numbers; --only is one of: ${names.join(", ")}\n`);
  process.exit(2);
}

const rowOf = ({ target, inputs, findings, seconds }: Result): readonly string[] => [
  target,
  String(inputs),
  String(findings.length),
  (inputs / seconds).toFixed(0),
];

const { atEnd, endAll } = endings();
try {
  process.stderr.write(`seed ${seed}\n`);
  const results = await fuzz({ count, seed, only }, atEnd, (line) => process.stderr.write(`${line}\n`));
  for (const { target, findings } of results)
    for (const { number, what, input } of findings)
      process.stdout.write(`${target}, input ${number} of seed ${seed}: ${what}\n    ${input}\n`);
  const table = [["target", "inputs", "findings", "inputs/s"], ["---", "---", "---", "---"], ...results.map(rowOf)];
  process.stdout.write(`${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`);
  process.exitCode = results.every(({ findings }) => findings.length === 0) ? 0 : 1;
} finally {
  await endAll();
}
