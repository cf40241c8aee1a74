import { expect, it } from "vitest";
import { engine } from "../testing/engine.ts";
import { compileRules } from "./compile.ts";
import { rulesAskingFor } from "./hosts-asked.ts";

const askingFor = (condition: string, host: string): boolean => {
  const text = `@id("one") permit (principal, action, resource) when { ${condition} };`;
  return rulesAskingFor(compileRules(engine, text, "draft"), host).length > 0;
};
const HAS = "context has place && context.place has host && ";

it.each([
  ['context.place.host == "build-7"', ["build-7"], ["build-8", ""]],
  ['"build-7" != context.place.host', ["build-7"], ["build-8"]],
  ['["build-7", "build-8"].contains(context.place.host)', ["build-7", "build-8"], ["build-9"]],
  ['context.place.host like "prod-*.example.com"', ["prod-.example.com", "prod-a.example.com"], ["prod-aXexample.com"]],
  ['context.place.host like "a\\*b"', ["a*b"], ["axb"]],
  // used in another way: for every host
  ["context.place has claimed && context.place.host == context.place.claimed", ["anything"], []],
  ['[context.place.host].containsAny(["a"])', ["a", "b"], []],
  // not asked for at all
  ['context.place.kind == "host"', [], ["host", "build-7"]],
  ['context.place has claimed && context.place.claimed == "build-7"', [], ["build-7"]],
] as const)("a rule with %s asks for those hosts, and for no others", (condition, asked, others) => {
  for (const host of asked) expect([host, askingFor(HAS + condition, host)]).toEqual([host, true]);
  for (const host of others) expect([host, askingFor(HAS + condition, host)]).toEqual([host, false]);
});
