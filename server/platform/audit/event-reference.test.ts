import { join } from "node:path";
import { LOG_KINDS, LOG_TOPICS, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { choiceText } from "@nearside/shared/text/amounts.ts";
import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, it } from "vitest";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
import { topicTexts } from "../../texts/topics.ts";
import { LIMITS } from "../limits/limits.ts";
import type { AuditEvent, EventKind } from "./define-event.ts";
import { append } from "./event-log.ts";
import * as breakGlass from "./events/break-glass.ts";
import * as clients from "./events/clients.ts";
import * as consoleSessions from "./events/console-sessions.ts";
import * as enrolments from "./events/enrolments.ts";
import * as extensionKeys from "./events/extension-keys.ts";
import * as groups from "./events/groups.ts";
import * as hosts from "./events/hosts.ts";
import * as leases from "./events/leases.ts";
import * as logins from "./events/logins.ts";
import * as machines from "./events/machines.ts";
import * as passkeys from "./events/passkeys.ts";
import * as people from "./events/people.ts";
import * as recovery from "./events/recovery.ts";
import * as redirects from "./events/redirects.ts";
import * as rules from "./events/rules.ts";
import * as secondApprovers from "./events/second-approvers.ts";
import * as server from "./events/server.ts";
import * as signingKeys from "./events/signing-keys.ts";
import * as tickets from "./events/tickets.ts";
import * as tokens from "./events/tokens.ts";

const MODULES = [
  breakGlass,
  clients,
  consoleSessions,
  enrolments,
  extensionKeys,
  groups,
  hosts,
  leases,
  logins,
  machines,
  passkeys,
  people,
  recovery,
  redirects,
  rules,
  secondApprovers,
  server,
  signingKeys,
  tickets,
  tokens,
];
const DOCS = join(import.meta.dirname, "../../../docs");

const isKind = (value: unknown): value is EventKind<unknown> =>
  typeof value === "function" && "kind" in value && "schema" in value;

const KINDS = MODULES.flatMap((module) => Object.values<unknown>(module).filter(isKind)).toSorted((one, other) =>
  one.kind < other.kind ? -1 : 1,
);

/** The members by which entries of that kind are alike; null if each is stored. */
const alikeOf = ({ bound }: EventKind<unknown>): readonly string[] | null =>
  typeof bound === "object" && "alike" in bound ? bound.alike : null;

const dataOf = ({ schema }: EventKind<unknown>) => {
  const { $schema: _, ...data } = toJsonSchema(schema, { errorMode: "ignore" });
  return data;
};
type Schema = ReturnType<typeof dataOf>;

it("names what bounds each kind: a limit that exists, or members of its data", () => {
  for (const one of KINDS) {
    const { bound, kind } = one;
    if (typeof bound === "string") continue;
    if ("limit" in bound) expect(LIMITS, kind).toHaveProperty(bound.limit);
    else expect(dataOf(one).properties, kind).toMatchObject(Object.fromEntries(bound.alike.map((name) => [name, {}])));
  }
});

/** These come once to what they are about, or the server notes them about itself. Each other refusal changed nothing, and can be had without end. */
const ENDS = [
  "enrolment_refused",
  "login_refused",
  "login_ruled_out",
  "metadata_refused",
  "rate_limited",
  "redirect_refused",
];

it("puts every refusal together with those that are alike, unless it is the end of something", () => {
  const refusals = KINDS.filter(({ kind }) => LOG_KINDS[kind]?.topic === "refusal" || kind.endsWith("_refused"));
  const each = refusals.filter((one) => alikeOf(one) === null);
  expect(each.map(({ kind }) => kind)).toEqual(["login_co_refused", ...ENDS].sort());
  for (const { kind, bound } of each) expect(["once", "server"], kind).toContain(bound);
});

/** Some data of that kind. Only members by which entries are not alike differ by `no`. */
function sample(one: EventKind<unknown>, no: number): unknown {
  const valueFor = (name: string, schema: unknown): unknown => {
    const { type, enum: words, anyOf } = schema as Schema;
    if (anyOf !== undefined) return valueFor(name, anyOf[0]);
    if (words !== undefined) return words[0];
    const differs = alikeOf(one)?.includes(name) ? 0 : no;
    return type === "string" ? `text_${differs}` : type === "boolean" ? false : differs;
  };
  return Object.fromEntries(
    Object.entries(dataOf(one).properties ?? {}).map(([name, its]) => [name, valueFor(name, its)]),
  );
}

const ALIKE = KINDS.filter((one) => alikeOf(one) !== null).map((one) => [one.kind, one] as const);

it.for(ALIKE)("keeps eight of any number of %s that are alike", async ([, one]) => {
  const store = await openTemporaryStore("sqlite");
  const make = one as (at: number, subject: string, data: unknown) => AuditEvent;
  const flood = async (subject: string, from: number) => {
    for (let no = from; no < from + 20; no += 1)
      await store.db.transaction().execute((trx) => append(trx, make(no, subject, sample(one, no))));
    return (await store.db.selectFrom("events").select("seq").where("subject", "=", subject).execute()).length;
  };
  expect(await flood("one", 1)).toBe(8);
  expect(await flood("one", 100)).toBe(8);
  expect(await flood("another", 1)).toBe(8);
  expect(await flood("one", 86_400_200)).toBe(16); // the next day
  await store.close();
});

/** docs/events.json says what entries of the security log hold, for those who read them elsewhere. */
it("is kept in docs/events.json: each kind of event with its topic, its title and the JSON schema of its data", async () => {
  expect(KINDS.map(({ kind }) => kind).sort()).toEqual(Object.keys(LOG_KINDS).sort());
  const types = KINDS.map((one) => [
    `nearside.${one.kind}`,
    { ...LOG_KINDS[one.kind], alike: alikeOf(one) ?? undefined, dataversion: one.version, data: dataOf(one) },
  ]);
  const text = JSON.stringify(
    { $schema: "https://json-schema.org/draft/2020-12/schema", types: Object.fromEntries(types) },
    null,
    2,
  );
  await expect(`${text}\n`).toMatchFileSnapshot(join(DOCS, "events.json"));
});

/** "text", "number or null", "`login`, `enrolment` or `session`". */
function typeInWords(schema: unknown): string {
  if (typeof schema !== "object" || schema === null) return "anything";
  const { type, enum: words, const: one, anyOf, oneOf, items } = schema as Schema;
  if (one !== undefined) return `\`${String(one)}\``;
  if (words !== undefined) return choiceText(words.map((word) => `\`${String(word)}\``));
  const several = anyOf ?? oneOf;
  if (several !== undefined) return choiceText([...new Set(several.map(typeInWords))]);
  if (type === "array") return `list of ${typeInWords(items)}`;
  return type === "string" ? "text" : (type?.toString() ?? "anything");
}

function membersOf(data: Schema): string {
  const variants = data.anyOf ?? data.oneOf ?? [data];
  const members = new Map<string, Set<string>>();
  for (const variant of variants) {
    if (typeof variant !== "object" || variant === null) continue;
    for (const [name, schema] of Object.entries(variant.properties ?? {}))
      members.set(name, (members.get(name) ?? new Set()).add(typeInWords(schema)));
  }
  if (members.size === 0) return "none";
  return [...members].map(([name, types]) => `\`${name}\`: ${[...types].join(" or ")}`).join("<br>");
}

const storedOf = (one: EventKind<unknown>): string => {
  const alike = alikeOf(one);
  return alike === null ? "each" : `8 a day alike in ${alike.map((name) => `\`${name}\``).join(", ")}`;
};

const section = (topic: LogTopic): string => {
  const rows = KINDS.filter(({ kind }) => LOG_KINDS[kind]?.topic === topic).map(
    (one) => `| \`${one.kind}\` | ${LOG_KINDS[one.kind]?.title} | ${membersOf(dataOf(one))} | ${storedOf(one)} |`,
  );
  return [
    `## ${topicTexts[topic].title}`,
    topicTexts[topic].when,
    ["| kind | title | members of its data | stored |", "| --- | --- | --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
};

it("is told in docs/reference/events.md: each kind of event with its title, its topic and its members", async () => {
  const text = `# Events

Every kind of entry of the security log. A test writes this page from the code:
\`npx vitest run -u --project=unit server/platform/audit/event-reference.test.ts\`. [events.json](../events.json) has the same as JSON
schemas, and [how to send events elsewhere](../how-to/operate-events.md) says how a consumer gets them. A consumer sees each kind with the
prefix \`nearside.\`.

Each entry of most kinds is stored. A refusal that changed nothing can be had without end: of those of one subject that are alike in the
members named, eight are stored within a day.

${LOG_TOPICS.map(section).join("\n\n")}
`;
  await expect(text).toMatchFileSnapshot(join(DOCS, "reference/events.md"));
});
