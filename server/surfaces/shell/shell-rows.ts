import type { JsonEntry } from "@nearside/shared/api/entry.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { resetPolicy } from "../../administration/authenticators/publish-policy.ts";
import { sendTestMail } from "../../administration/notices/send-test-mail.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { postEntry } from "../../platform/http/route.ts";
import { publishNextKey } from "../../platform/keys/rotate-keys.ts";
import { findAllKeys } from "../../platform/keys/signing-key-store.ts";
import { publishedKey, type WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { describedClient } from "../../protocol/clients/described-client.ts";
import { registerAs } from "../../protocol/clients/register-client.ts";
import { replaceKeys } from "../../protocol/revocation/replace-signing-keys.ts";
import { revokeBrowser } from "../../protocol/revocation/revoke-browser.ts";
import { revokePasskey } from "../../protocol/revocation/revoke-passkey.ts";
import { listRegistered } from "../../register/clients/client-store.ts";
import { unregisteredClients } from "../../register/clients/find-client.ts";
import { createTicket } from "../../register/enrolments/tickets.ts";
import { findOrCreateUser } from "../../register/people/users.ts";
import type { EntryRoute, ReadInput, ReplyOf } from "../console/console-route.ts";
import type { Services } from "../services.ts";
import { type ListedClient, type RotateKeysAnswer, shellApi } from "./shell-api.ts";

const row = <E extends JsonEntry>(entry: E, answer: (body: ReadInput<E>) => Promise<ReplyOf<E>>): EntryRoute => ({
  ...postEntry<E["input"]>(entry, "none", async (c, body) => c.json((await answer(body)) as object)),
  entry,
});

const REVOKE = { browser: revokeBrowser, passkey: revokePasskey } as const;

/** These rows serve what the console has no entry for, to the server's own shell alone. */
export const shellRows = (services: Services): readonly EntryRoute[] => [
  row(shellApi.clock, async () => ({ now: services.clock() })),
  row(shellApi.createTicket, (asked) => makeTicket(services, asked)),
  row(shellApi.revokeKey, async ({ what, id, note }) => {
    const revocation = await REVOKE[what](services, id, { note, by: SERVER_SHELL });
    if (revocation.state === "unknown") throw new ConsoleError("unknown");
    if (revocation.state === "already") throw new ConsoleError("conflict");
    const { logins, enrolments, families } = revocation.ended;
    return { ended: { logins: logins.length, enrolments: enrolments.length, credentials: families.length } };
  }),
  row(shellApi.clients, () => listClients(services)),
  row(shellApi.addClient, ({ metadata }) => registerAs(services, metadata, SERVER_SHELL)),
  row(shellApi.resetAuthenticators, async ({ note }) => ({ version: await resetPolicy(services, note, SERVER_SHELL) })),
  row(shellApi.keys, async () => ({
    now: services.clock(),
    keys: (await findAllKeys(services.db)).map((key) => ({
      kid: key.kid,
      state: key.state,
      created_at: key.createdAt,
      active_from: key.activeFrom,
      retired_at: key.retiredAt,
      removed_at: key.removedAt,
      compromised: key.compromised,
      jwk: { ...publishedKey(key) },
    })),
  })),
  row(shellApi.rotateKeys, (asked) =>
    asked.how === "replace" ? giveUpKeys(services) : publishKey(services, asked.after),
  ),
  row(shellApi.testMail, ({ address }) => sendTestMail(services, address)),
];

const makeTicket = (
  services: WithClock & WithConfig & WithDb & WithRandom,
  { user: name, display_name, seconds, uses, demands }: ReadInput<typeof shellApi.createTicket>,
) =>
  services.db.transaction().execute(async (trx) => {
    const asked = { name, displayName: display_name ?? name, role: "user" } as const;
    const user = await findOrCreateUser(trx, asked, services);
    if (user.state !== "active") refuse("user_inactive", "user");
    const { ticket, expiresAt } = await createTicket(trx, { user, by: SERVER_SHELL, seconds, uses, demands }, services);
    return {
      user: { name: user.name, display_name: user.display_name, role: user.role },
      ticket,
      expires_at: expiresAt,
      issuer: services.config.issuer,
    };
  });

async function listClients(services: WithConfig & WithDb) {
  const written = await unregisteredClients(services);
  const registered = await listRegistered(services.db);
  return {
    clients: [
      ...written.map((client) => ({ ...shown(client), state: "active" as const, registered_at: null, by: null })),
      ...registered.map(({ client, state, createdAt, by }) => ({
        ...shown(client),
        state,
        registered_at: createdAt,
        by,
      })),
    ],
  };
}

const shown = (client: Client): Omit<ListedClient, "state" | "registered_at" | "by"> => ({
  id: client.id,
  kind: client.kind,
  name: client.name,
  verified: client.kind === "command_line" && client.verified,
  source: client.source,
  ...describedClient(client),
});

async function publishKey(
  services: WithClock & WithDb & WithKeys & WithLog,
  afterSeconds: number,
): Promise<RotateKeysAnswer> {
  const rotation = await publishNextKey(services, afterSeconds * 1000);
  if (rotation.state === "too_many") return rotation;
  const { kid, activeFrom } = rotation.next;
  services.log.info({ kid, active_from: activeFrom }, "a signing key is published");
  return { state: rotation.state, kid, active_from: activeFrom, now: services.clock() };
}

async function giveUpKeys(services: Services): Promise<RotateKeysAnswer> {
  const { kids, logins, enrolments } = await replaceKeys(services);
  const removed = [...kids];
  const kid = services.keys.signer.thumbprint;
  const ended = { logins: logins.length, enrolments: enrolments.length };
  services.log.warn({ kid, removed, ...ended }, "the signing keys were given up as compromised");
  return { state: "replaced", kid, removed, ended };
}
