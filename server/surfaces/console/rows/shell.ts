import type { ShellEntry } from "@nearside/shared/api/console/entry.ts";
import { type RotateKeysAnswer, shellApi } from "@nearside/shared/api/console/shell.ts";
import { resetPolicy } from "../../../administration/authenticators/publish-policy.ts";
import { sendTestMail } from "../../../administration/notices/send-test-mail.ts";
import { outletStates, testOutlet } from "../../../administration/outlets/outlet-state.ts";
import { skipEntry } from "../../../administration/outlets/skip-entry.ts";
import { erasePerson } from "../../../administration/people/erase-person.ts";
import { beginArchive } from "../../../administration/retention/begin-archive.ts";
import { newestBatch } from "../../../administration/retention/listed-batches.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithExtensionKeys } from "../../../platform/keys/extension-keys.ts";
import { publishNextKey } from "../../../platform/keys/rotate-keys.ts";
import type { WithSecrets } from "../../../platform/keys/server-secrets.ts";
import { findAllKeys } from "../../../platform/keys/signing-key-store.ts";
import { publishedKey, type WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { urgent } from "../../../platform/store/urgent.ts";
import type { WithClock, WithRandom, WithStopping } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { replaceKeys } from "../../../protocol/revocation/replace-signing-keys.ts";
import { revokeBrowser } from "../../../protocol/revocation/revoke-browser.ts";
import { revokePasskey } from "../../../protocol/revocation/revoke-passkey.ts";
import type { WithRules } from "../../../protocol/rules/active-rules.ts";
import { logTexts } from "../../../texts/log.ts";
import { type EntryRoute, shellRow } from "../console-rows.ts";

export type ShellServices = WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithExtensionKeys &
  WithKeys &
  WithSecrets &
  WithLog &
  WithMetadata &
  WithRandom &
  WithRules &
  WithStopping;

const REVOKE = { browser: revokeBrowser, passkey: revokePasskey } as const;

/** These rows serve what a page must not have, to the server's own shell alone. */
export const shellRows = (services: ShellServices): readonly EntryRoute<ShellEntry>[] => {
  const urgently = { ...services, db: urgent(services.db) }; // what revokes is done even when the disk is full
  return [
    shellRow(shellApi.erasePerson, ({ id }) => erasePerson(services, id, SERVER_SHELL)),
    shellRow(shellApi.beginArchive, () => beginArchive(services, SERVER_SHELL)),
    shellRow(shellApi.lastBatch, async () => ({ batch: (await newestBatch(services.db))?.batch ?? null })),
    shellRow(shellApi.clock, async () => ({ now: services.clock() })),
    shellRow(shellApi.revokeKey, async ({ what, id, note }) => {
      const revocation = await REVOKE[what](urgently, id, { note, by: SERVER_SHELL });
      if (revocation.state === "unknown") throw new ConsoleError("unknown");
      if (revocation.state === "already") throw new ConsoleError("conflict");
      const { logins, enrolments, families } = revocation.ended;
      return { ended: { logins: logins.length, enrolments: enrolments.length, credentials: families.length } };
    }),
    shellRow(shellApi.resetAuthenticators, async ({ note }) => ({
      version: await resetPolicy(services, note, SERVER_SHELL),
    })),
    shellRow(shellApi.signingKeys, async () => ({
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
    shellRow(shellApi.rotateSigningKeys, (body) =>
      body.how === "replace" ? giveUpKeys(urgently) : publishKey(services, body.after),
    ),
    shellRow(shellApi.extensionKeys, async () => ({
      now: services.clock(),
      keys: (await services.extensionKeys.all()).map(({ id, state, createdAt }) => ({
        id,
        state,
        created_at: createdAt,
      })),
    })),
    shellRow(shellApi.rotateExtensionKey, async ({ ends_old: endsOld }) => {
      const { id, before } = await services.extensionKeys.rotate({ endsOld });
      return { id, before: before ?? null };
    }),
    shellRow(shellApi.endExtensionKey, async ({ id }) => {
      const ended = await services.extensionKeys.end(id);
      if (ended === "unknown") throw new ConsoleError("unknown");
      if (ended === "active") throw new ConsoleError("conflict");
      return {};
    }),
    shellRow(shellApi.eventsStatus, async () => ({ consumers: await outletStates(services) })),
    shellRow(shellApi.testEvents, ({ consumer }) => testOutlet(services, consumer)),
    shellRow(shellApi.skipEntry, async ({ entry }) => {
      await skipEntry(services, entry, SERVER_SHELL);
      return {};
    }),
    shellRow(shellApi.testMail, ({ address }) => sendTestMail(services, address)),
  ];
};

async function publishKey(
  services: WithChanges & WithClock & WithDb & WithKeys & WithLog,
  afterSeconds: number,
): Promise<RotateKeysAnswer> {
  const rotation = await publishNextKey(services, afterSeconds * 1000);
  services.changes.announce("signing_keys");
  if (rotation.state === "too_many") return rotation;
  const { kid, activeFrom } = rotation.next;
  services.log.info({ kid, active_from: activeFrom }, logTexts.keys.published);
  return { state: rotation.state, kid, active_from: activeFrom, now: services.clock() };
}

async function giveUpKeys(
  services: WithChanges & WithClock & WithDb & WithKeys & WithLog & WithSecrets,
): Promise<RotateKeysAnswer> {
  const { kids, logins, enrolments } = await replaceKeys(services);
  const removed = [...kids];
  const kid = services.keys.signer.thumbprint;
  const ended = { logins: logins.length, enrolments: enrolments.length };
  services.log.warn({ kid, removed, ...ended }, logTexts.keys.compromised);
  return { state: "replaced", kid, removed, ended };
}
