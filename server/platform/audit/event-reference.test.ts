import { join } from "node:path";
import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, it } from "vitest";
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
const REFERENCE = join(import.meta.dirname, "../../../docs/events.json");

const isKind = (value: unknown): value is EventKind<unknown> =>
  typeof value === "function" && "kind" in value && "schema" in value;

/** docs/events.json says what entries of the security log hold, for those who read them elsewhere. */
it("is kept in docs/events.json: each kind of event with its topic, its title and the JSON schema of its data", async () => {
  const kinds = MODULES.flatMap((module) => Object.values<unknown>(module).filter(isKind));
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(Object.keys(LOG_KINDS).sort());
  const types = kinds
    .toSorted((one, other) => (one.kind < other.kind ? -1 : 1))
    .map(({ kind, version, schema }) => {
      const { $schema: _, ...data } = toJsonSchema(schema, { errorMode: "ignore" });
      return [`nearside.${kind}`, { ...LOG_KINDS[kind], dataversion: version, data }];
    });
  const text = JSON.stringify(
    { $schema: "https://json-schema.org/draft/2020-12/schema", types: Object.fromEntries(types) },
    null,
    2,
  );
  await expect(`${text}\n`).toMatchFileSnapshot(REFERENCE);
});
