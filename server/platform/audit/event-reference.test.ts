import { join } from "node:path";
import { LOG_KINDS, LOG_TOPICS, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { choiceText } from "@nearside/shared/text/amounts.ts";
import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, it } from "vitest";
import { topicTexts } from "../../texts/topics.ts";
import type { EventKind } from "./define-event.ts";
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
const dataOf = ({ schema }: EventKind<unknown>) => {
  const { $schema: _, ...data } = toJsonSchema(schema, { errorMode: "ignore" });
  return data;
};

/** docs/events.json says what entries of the security log hold, for those who read them elsewhere. */
it("is kept in docs/events.json: each kind of event with its topic, its title and the JSON schema of its data", async () => {
  expect(KINDS.map(({ kind }) => kind).sort()).toEqual(Object.keys(LOG_KINDS).sort());
  const types = KINDS.map((one) => [
    `nearside.${one.kind}`,
    { ...LOG_KINDS[one.kind], dataversion: one.version, data: dataOf(one) },
  ]);
  const text = JSON.stringify(
    { $schema: "https://json-schema.org/draft/2020-12/schema", types: Object.fromEntries(types) },
    null,
    2,
  );
  await expect(`${text}\n`).toMatchFileSnapshot(join(DOCS, "events.json"));
});

type Schema = ReturnType<typeof dataOf>;

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

const section = (topic: LogTopic): string => {
  const rows = KINDS.filter(({ kind }) => LOG_KINDS[kind]?.topic === topic).map(
    (one) => `| \`${one.kind}\` | ${LOG_KINDS[one.kind]?.title} | ${membersOf(dataOf(one))} |`,
  );
  return [
    `## ${topicTexts[topic].title}`,
    topicTexts[topic].when,
    ["| kind | title | members of its data |", "| --- | --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
};

it("is told in docs/reference/events.md: each kind of event with its title, its topic and its members", async () => {
  const text = `# Events

Every kind of entry of the security log. A test writes this page from the code:
\`npx vitest run -u --project=unit server/platform/audit/event-reference.test.ts\`. [events.json](../events.json) has the same as JSON
schemas, and [how to send events elsewhere](../how-to/operate-events.md) says how a consumer gets them. A consumer sees each kind with the
prefix \`nearside.\`.

${LOG_TOPICS.map(section).join("\n\n")}
`;
  await expect(text).toMatchFileSnapshot(join(DOCS, "reference/events.md"));
});
