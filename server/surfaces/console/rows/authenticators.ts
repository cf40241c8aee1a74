import {
  type AuthenticatorRow,
  type AuthenticatorsQuery,
  authenticatorsApi,
} from "@nearside/shared/api/console/authenticators.ts";
import { dryRun, findUnfit } from "../../../administration/authenticators/dry-run.ts";
import { authenticatorsLeft, listAuthenticators } from "../../../administration/authenticators/list-authenticators.ts";
import { currentPolicy, listPolicies } from "../../../administration/authenticators/policy-history.ts";
import { fitsAnOwner, publishPolicy } from "../../../administration/authenticators/publish-policy.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithStopping } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { describeAuthenticator } from "../../../protocol/passkeys/describe-authenticator.ts";
import { criteriaOf } from "../../../protocol/passkeys/judge-passkey.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { BLOB_PROBLEMS } from "../../../protocol/passkeys/metadata/blob-refused.ts";
import type { WithMetadataRoots } from "../../../protocol/passkeys/metadata/metadata-roots.ts";
import { metadataState } from "../../../protocol/passkeys/metadata/metadata-state.ts";
import { refreshMetadata } from "../../../protocol/passkeys/metadata/refresh-metadata.ts";
import { setMetadataSource } from "../../../protocol/passkeys/metadata/set-source.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf } from "../csv-answer.ts";

/** The answer shows at most this many of the passkeys that a policy would lock out. */
const SHOWN = 50;

const HEADER = ["aaguid", "name", "passkeys", "attested", "not_taken_today", "certification", "compromise"];

const cells = (row: AuthenticatorRow): readonly Cell[] => [
  ...[row.aaguid, row.name, row.passkeys, row.attested, row.unfit, row.certification, row.compromise],
];

/** Gives all models in one page: they are few, however many passkeys there are. */
async function* allAtOnce(services: WithClock & WithConfig & WithDb & WithMetadata, query: AuthenticatorsQuery) {
  yield await authenticatorsLeft(services, query);
}

export const authenticatorRows = (
  services: WithChanges &
    WithClock &
    WithConfig &
    WithDb &
    WithLog &
    WithMetadata &
    WithMetadataRoots &
    WithReads &
    WithStopping,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(authenticatorsApi.list, (_call, query) => listAuthenticators({ ...services, db: services.reads }, query)),
  serveFile(authenticatorsApi.exportList, (_call, query) => ({
    name: "authenticators",
    header: HEADER,
    pages: cellsOf(allAtOnce({ ...services, db: services.reads }, query), cells),
  })),
  serve(authenticatorsApi.state, async () => ({
    now: services.clock(),
    metadata: await metadataState(services),
    policy: await currentPolicy(services.db),
    accepts_synced: services.config.policy.acceptSyncedPasskeys,
  })),
  serve(authenticatorsApi.policies, (_call, query) => listPolicies(services.reads, query)),
  serve(authenticatorsApi.refreshMetadata, async () => {
    const refresh = await refreshMetadata(services);
    services.changes.announce("authenticators");
    return { state: refresh.state, problem: refresh.state === "failed" ? BLOB_PROBLEMS[refresh.problem] : null };
  }),
  serve(authenticatorsApi.setMetadataSource, async ({ by }, { address }) => {
    const set = await setMetadataSource(services, address === "" ? null : address, by);
    if (set === "configured") throw wrongField("address", consoleTexts.authenticators.configured);
    await services.metadata.follow();
    services.changes.announce("authenticators");
    return {};
  }),
  serve(authenticatorsApi.previewPolicy, async (_call, { policy, after }) => {
    const judge = criteriaOf(services, policy);
    const found = await findUnfit(services.reads, judge, SHOWN + 1, { after: after ?? undefined });
    const rows = found.slice(0, SHOWN).map(({ credential_id, reason, aaguid, attestation_verdict, user, machine }) => {
      const model = describeAuthenticator(services, { aaguid, attestation_verdict });
      return { credential_id, reason, aaguid, model: model.name, verdict: model.verdict, user, machine };
    });
    return {
      ...(await dryRun(services.reads, judge)),
      rows,
      more: found.length > SHOWN,
      fits_an_owner: await fitsAnOwner(services.reads, judge),
    };
  }),
  serve(authenticatorsApi.publishPolicy, async ({ by }, { policy, note, ends_unfit, after }) => {
    const published = await publishPolicy(services, { policy, note, endsUnfit: ends_unfit, after }, by);
    if (published.state === "changed") throw new ConsoleError("conflict");
    if (published.state === "locks_out") throw wrongField("ends_unfit", consoleTexts.authenticators.endsOwners);
    services.changes.announce("authenticators");
    return { version: published.version };
  }),
];
