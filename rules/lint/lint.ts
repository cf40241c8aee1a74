import type { Lint } from "@nearside/shared/api/console/rules.ts";
import { bothOf } from "@nearside/shared/rules/demands.ts";
import { type Given, RULE_ACTIONS } from "@nearside/shared/rules/given.ts";
import type { Verdict } from "@nearside/shared/rules/verdict.ts";
import { listText } from "@nearside/shared/text/amounts.ts";
import type { RuleEngine } from "../engine.ts";
import { verdictFrom } from "../judging/combine.ts";
import { type Judgement, judge } from "../judging/judge.ts";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { Places } from "../reading/places.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";
import { both, type Case, casesOf, implies } from "./cases.ts";
import { lockedOutOf } from "./lockout.ts";

// Finds oddities in a set that is valid and names only existing things (`unknown-names.ts`). Lint stops nothing, for there are good reasons
// for each oddity: a freeze locks out administrators too, and the console asks no rules.

export interface LintFacts {
  /** Recent logins, refreshes and exchanges; may be empty. */
  readonly samples: readonly Given[];
  /** A login of each owner and administrator, from each of their machines. */
  readonly administrators: readonly Given[];
  /** Null if it is not known who there is. */
  readonly people: {
    /** The ids of the people who can approve, out of all whom a demand for a second person names (`group:leads`). */
    readonly named: ReadonlyMap<string, ReadonlySet<string>>;
    /** Owners and administrators who get mail. */
    readonly alarmRecipients: number;
  } | null;
}

/** With fewer samples nothing follows about a rule that applied to none of them. */
const ENOUGH_SAMPLES = 200;
/** A rule is called overruled always after it was overruled this often. */
const ENOUGH_OVERRULED = 20;

interface Read {
  readonly rule: Rule;
  /** Null if the rule has too many cases to follow. */
  readonly cases: readonly Case[] | null;
}
interface Tried {
  readonly given: Given;
  readonly judgement: Judgement;
  readonly verdict: Verdict;
}
interface Found {
  readonly code: Lint["code"];
  readonly rule: Rule | null;
  /** Tells it apart from other findings with that code. */
  readonly also?: string;
  readonly message: string;
}

/** The findings in the order of the text; those about no rule come last. A pure function of the set and the facts. */
export function lint(engine: RuleEngine, set: CompiledRules, { samples, administrators, people }: LintFacts): Lint[] {
  const places = new Places(set.text);
  const read = set.rules.map((rule) => ({ rule, cases: casesOf(rule.policy) }));
  const tried = samples.map((given) => tryOn(engine, set, given));
  const never = neverApplying(read, tried);
  const living = read.filter(({ cases }) => cases?.length !== 0);
  const found = [
    ...never,
    ...overruled(living, tried),
    ...unmeetable(living, tried),
    ...tooFew(living, people),
    ...unheard(living, people),
    ...unspoken(engine, set, living, tried),
    ...lockedOut(engine, set, administrators),
  ];
  const findings = found.map(({ code, rule, also, message }): Lint => {
    const { line, column } = rule === null ? { line: null, column: undefined } : places.at(rule.offset);
    return {
      code,
      rule: rule?.id ?? null,
      line,
      ...(column === undefined ? {} : { column }),
      message,
      key: [code, rule?.id, also].filter((part) => part !== undefined).join(":"),
    };
  });
  const last = Number.MAX_SAFE_INTEGER;
  return findings.sort((one, other) => (one.line ?? last) - (other.line ?? last));
}

function tryOn(engine: RuleEngine, set: CompiledRules, given: Given): Tried {
  const judgement = judge(engine, set, given);
  return { given, judgement, verdict: verdictFrom(engine, set, judgement, given) };
}

function neverApplying(read: readonly Read[], tried: readonly Tried[]): Found[] {
  const seen = new Set(tried.flatMap(({ judgement }) => judgement.applies));
  return read.flatMap(({ rule, cases }): Found[] => {
    if (cases?.length === 0)
      return [
        {
          code: "never_applies",
          rule,
          message: `${rule.id} can never apply: its conditions exclude each other, or require something that does not exist.`,
        },
      ];
    if (tried.length < ENOUGH_SAMPLES || seen.has(rule)) return [];
    return [
      {
        code: "never_applies",
        rule,
        also: "of_late",
        message: `${rule.id} applied to none of the last ${tried.length} logins. Try it on a login that it is meant for.`,
      },
    ];
  });
}

/** Permits and demands without any effect, since an enforced forbid applies wherever they do. */
function overruled(read: readonly Read[], tried: readonly Tried[]): Found[] {
  const forbids = read.filter(({ rule }) => rule.kind === "forbid" && rule.mode === "enforced");
  return read.flatMap(({ rule, cases }): Found[] => {
    if (rule.kind === "forbid") return [];
    const by = forbids.find((forbid) => covers(forbid.cases, cases));
    if (by !== undefined)
      return [
        {
          code: "always_overruled",
          rule,
          also: by.rule.id,
          message: `${rule.id} never has an effect: wherever it applies, ${by.rule.id} refuses.`,
        },
      ];
    const met = tried.filter(({ judgement }) => judgement.applies.includes(rule));
    if (met.length < ENOUGH_OVERRULED || !met.every(({ verdict }) => verdict.because === "forbidden")) return [];
    return [
      {
        code: "always_overruled",
        rule,
        also: "of_late",
        message: `${rule.id} applied to ${met.length} of the last ${tried.length} logins, and another rule refused each of them.`,
      },
    ];
  });
}

const covers = (wide: readonly Case[] | null, narrow: readonly Case[] | null): boolean =>
  wide !== null && narrow?.every((one) => wide.some((other) => implies(one, other))) === true;

/** Demands that exclude each other wherever one of them is made. */
function unmeetable(read: readonly Read[], tried: readonly Tried[]): Found[] {
  const asking = read.filter(
    ({ rule }) => rule.kind !== "forbid" && (rule.demands.ticket !== null || rule.demands.scopes !== null),
  );
  const always = asking.flatMap(({ rule, cases }): Found[] => {
    const other = asking.find((one) => one.rule !== rule && covers(one.cases, cases) && excludes(rule, one.rule));
    if (other === undefined) return [];
    return [
      {
        code: "nobody_can_meet",
        rule,
        also: other.rule.id,
        message: `Nobody can meet ${rule.id}: wherever it applies, ${other.rule.id} requires something that excludes it.`,
      },
    ];
  });
  const reported = new Set(always.map(({ rule }) => rule?.id));
  const byRules = new Map<string, { readonly rule: Rule; readonly tried: Tried[] }>();
  for (const one of tried) {
    if (one.verdict.because !== "impossible") continue;
    const [first, ...others] = one.verdict.rules.map(({ id }) => id);
    const rule = read.find((of) => of.rule.id === first)?.rule;
    if (rule === undefined || [rule.id, ...others].some((id) => reported.has(id))) continue;
    const key = others.join("+");
    const alike = byRules.get(`${rule.id}:${key}`);
    if (alike === undefined) byRules.set(`${rule.id}:${key}`, { rule, tried: [one] });
    else alike.tried.push(one);
  }
  const oflate = [...byRules.values()].map(({ rule, tried: met }): Found => {
    const ids = met[0]?.verdict.rules.map(({ id }) => id) ?? [];
    const [names, logins, example] = [inWords(ids), count(met.length, tried.length), called(met[0]?.given)];
    return {
      code: "nobody_can_meet",
      rule,
      also: ids.slice(1).join("+"),
      message:
        ids.length === 1
          ? `${names} requires something that nobody can meet in ${logins}, such as ${example}.`
          : `${names} together require something that nobody can meet in ${logins}, such as ${example}.`,
    };
  });
  return [...always, ...oflate];
}

/** Demands for more second people than there are. The person who logs in never counts, and may be one of those named. */
function tooFew(read: readonly Read[], people: LintFacts["people"]): Found[] {
  if (people === null) return [];
  return read.flatMap(({ rule }): Found[] =>
    (rule.demands.second?.approvers ?? []).flatMap(({ among, quorum }): Found[] => {
      const able = new Set(among.flatMap((named) => [...(people.named.get(named) ?? [])])).size;
      if (able > quorum) return [];
      return [
        {
          code: "nobody_can_meet",
          rule,
          also: able < quorum ? "second" : "second_itself",
          message:
            able < quorum
              ? tooFewApprovers(rule.id, quorum, inWords(among), able)
              : noneToSpare(rule.id, inWords(among), able),
        },
      ];
    }),
  );
}

function tooFewApprovers(id: string, quorum: number, among: string, able: number): string {
  const required = `Nobody can meet ${id}: it requires ${quorum} of ${among}`;
  if (able === 0) return `${required}, and none of them can approve on their own computer.`;
  return able === 1
    ? `${required}, and one of them can approve on their own computer.`
    : `${required}, and ${able} of them can approve on their own computer.`;
}

const noneToSpare = (id: string, among: string, able: number): string =>
  able === 1
    ? `${among} is one person who can approve, and nobody can approve their own login: that person's own logins can't meet ${id}.`
    : `${among} are ${able} people who can approve, and nobody can approve their own login: the own logins of each of them can't meet ${id}.`;

/** Alarms that nobody gets. */
const unheard = (read: readonly Read[], people: LintFacts["people"]): Found[] =>
  people === null || people.alarmRecipients > 0
    ? []
    : read
        .filter(({ rule }) => rule.demands.alarm)
        .map(({ rule }) => ({
          code: "nobody_hears",
          rule,
          message: `Nobody gets the alarm of ${rule.id}: no owner or administrator has an e-mail address, or the server sends no mail.`,
        }));

/** True if both together leave no ticket, or no scope. */
function excludes(one: Rule, other: Rule): boolean {
  const { ticket, scopes } = bothOf(one.demands, other.demands);
  return ticket?.length === 0 || scopes?.length === 0;
}

/** Logins that no rule permits or forbids. They are denied by default, which the author may not know. */
function unspoken(engine: RuleEngine, set: CompiledRules, read: readonly Read[], tried: readonly Tried[]): Found[] {
  const permits = read.filter(({ rule }) => rule.kind === "permit" && rule.mode === "enforced");
  const silent = RULE_ACTIONS.filter((action) => !permits.some(({ cases }) => reaches(cases, action)));
  const found = silent.map(
    (action): Found => ({
      code: "no_rule_speaks",
      rule: null,
      also: action,
      message: NO_RULE_ALLOWS[action],
    }),
  );
  for (const action of RULE_ACTIONS) {
    if (silent.includes(action)) continue;
    const of = tried.filter(({ given }) => given.action === action);
    const unheard = of.filter(({ verdict }) => verdict.because === "not_permitted");
    if (unheard.length > 0)
      found.push({
        code: "no_rule_speaks",
        rule: null,
        also: `${action}:of_late`,
        message: `No rule allows ${count(unheard.length, of.length, action)}, such as ${called(unheard[0]?.given)}. Without a rule that allows it, a login is refused.`,
      });
  }
  if (tried.length === 0 && !silent.includes("approve")) {
    const given = ordinaryBut({});
    if (tryOn(engine, set, given).verdict.because === "not_permitted")
      found.push({
        code: "no_rule_speaks",
        rule: null,
        also: "ordinary",
        message:
          "No rule allows an ordinary login, such as one of a person without groups on a Wednesday at noon. Without a rule that allows it, a login is refused.",
      });
  }
  return found;
}

function reaches(cases: readonly Case[] | null, action: string): boolean {
  if (cases === null) return true;
  const ofAction: Case = {
    spans: new Map(),
    only: new Map([["action", new Set([`Action::"${action}"`])]]),
    never: new Map(),
    facts: new Map(),
  };
  return cases.some((one) => both(one, ofAction) !== undefined);
}

/** Owners and administrators who can't log in at any hour of the week, however much they improve their login. */
function lockedOut(engine: RuleEngine, set: CompiledRules, administrators: readonly Given[]): Found[] {
  const { out, all } = lockedOutOf(engine, set, administrators);
  if (out.length === 0) return [];
  const isAll = out.length === all;
  return [
    {
      code: "locks_out_administrators",
      rule: null,
      also: isAll ? "all" : out.join("+"),
      message: isAll
        ? "No owner and no administrator can log in any more, at any time and from any place. They can still open the console, and break-glass codes still work."
        : out.length === 1
          ? `${inWords(out)}, an owner or administrator, can't log in any more, at any time and from any place.`
          : `${inWords(out)}, owners or administrators, can't log in any more, at any time and from any place.`,
    },
  ];
}

const NO_RULE_ALLOWS = {
  approve: "No rule allows a login, so every one is refused.",
  refresh: "No rule allows a refresh, so every one is refused.",
  exchange: "No rule allows an exchange, so every one is refused.",
} as const;
const PLURALS = { approve: "logins", refresh: "refreshes", exchange: "exchanges" } as const;

const count = (some: number, all: number, action: Given["action"] = "approve"): string =>
  some === all ? `any of the last ${all} ${PLURALS[action]}` : `${some} of the last ${all} ${PLURALS[action]}`;

/** A machine says its name itself, and pages show text between backticks as a command. */
const called = (given: Given | undefined): string =>
  given === undefined
    ? ""
    : `${given.person.name} with ${given.client.id} on ${given.machine.hostname.replaceAll("`", "'")}`;

const inWords = (names: readonly string[]): string => listText(names);
