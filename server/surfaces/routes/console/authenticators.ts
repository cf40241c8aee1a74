import type {
  AuthenticatorRow,
  AuthenticatorsQuery,
  AuthenticatorsState,
  PoliciesQuery,
  PreviewAnswer,
  PublishPolicy,
  previewBodySchema,
  RefreshAnswer,
} from "@nearside/shared/api/console/authenticators.ts";
import type * as v from "valibot";
import { dryRun, findUnfit } from "../../../administration/authenticators/dry-run.ts";
import { authenticatorsLeft, listAuthenticators } from "../../../administration/authenticators/list-authenticators.ts";
import { currentPolicy, listPolicies } from "../../../administration/authenticators/policy-history.ts";
import { fitsAnOwner, publishPolicy } from "../../../administration/authenticators/publish-policy.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { describeAuthenticator } from "../../../protocol/passkeys/describe-authenticator.ts";
import { judgeOf } from "../../../protocol/passkeys/judge-of.ts";
import { BLOB_PROBLEMS } from "../../../protocol/passkeys/metadata/blob-refused.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import { metadataState } from "../../../protocol/passkeys/metadata/metadata-state.ts";
import { refreshMetadata } from "../../../protocol/passkeys/metadata/refresh-metadata.ts";
import { setMetadataSource } from "../../../protocol/passkeys/metadata/set-source.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer } from "../../console/csv-answer.ts";
import type { Services } from "../../services.ts";

/** Of the passkeys that a policy would shut out, so many at a time. */
const SHOWN = 50;

/** GET /api/console/authenticators: the models in use. */
export const authenticatorsList =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c }: ConsoleCall, query: AuthenticatorsQuery) =>
    c.json(await listAuthenticators(services, query));

const HEADER = ["aaguid", "name", "passkeys", "attested", "not_taken_today", "certification", "compromise"];

/** GET /api/console/authenticators/export: the same view as a file. */
export const authenticatorsExport =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async (_call: ConsoleCall, query: AuthenticatorsQuery) =>
    csvAnswer("authenticators", HEADER, cellsOf(allAtOnce(services, query), cells));

/** Models are few, however many passkeys there are. */
async function* allAtOnce(services: WithClock & WithConfig & WithDb & WithMetadata, query: AuthenticatorsQuery) {
  yield await authenticatorsLeft(services, query);
}

const cells = (row: AuthenticatorRow): readonly Cell[] => [
  row.aaguid,
  row.name,
  row.passkeys,
  row.attested,
  row.unfit,
  row.certification,
  row.compromise,
];

/** GET /api/console/authenticators/state: the metadata, and the policy in force. */
export const authenticatorsState =
  (services: Services) =>
  async ({ c }: ConsoleCall) =>
    c.json({
      now: services.clock(),
      metadata: await metadataState(services),
      policy: await currentPolicy(services.db),
      accepts_synced: services.config.policy.acceptSyncedPasskeys,
    } satisfies AuthenticatorsState);

/** GET /api/console/authenticators/policies: the history. */
export const authenticatorPolicies =
  (services: WithDb) =>
  async ({ c }: ConsoleCall, query: PoliciesQuery) =>
    c.json(await listPolicies(services.db, query));

/** POST /api/console/authenticators/metadata/refresh: asks the source now; which one that is has been decided elsewhere. */
export const metadataRefresh =
  (services: Services) =>
  async ({ c }: ConsoleCall) => {
    const refresh = await refreshMetadata(services);
    const problem = refresh.state === "failed" ? BLOB_PROBLEMS[refresh.problem] : null;
    return c.json({ state: refresh.state, problem } satisfies RefreshAnswer);
  };

/** POST /api/console/authenticators/metadata: names the source. */
export const metadataSource =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c, by }: ChangingCall, { address }: { readonly address: string }) => {
    const set = await setMetadataSource(services, address === "" ? null : address, by);
    if (set === "configured")
      throw wrongField("address", "The server's configuration names the source (metadata.source). Change it there.");
    await services.metadata.follow();
    return c.json({});
  };

/** POST /api/console/authenticators/policy/preview: whom that policy would shut out; nothing is changed. */
export const policyPreview =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c }: ConsoleCall, { policy, after }: v.InferOutput<typeof previewBodySchema>) => {
    const judge = judgeOf(services, policy);
    const found = await findUnfit(services.db, judge, SHOWN + 1, { after: after ?? undefined });
    const rows = found.slice(0, SHOWN).map(({ credential_id, reason, aaguid, attestation_verdict, user, machine }) => {
      const model = describeAuthenticator(services, { aaguid, attestation_verdict });
      return { credential_id, reason, aaguid, model: model.name, verdict: model.verdict, user, machine };
    });
    return c.json({
      ...(await dryRun(services.db, judge)),
      rows,
      more: found.length > SHOWN,
      fits_an_owner: await fitsAnOwner(services.db, judge),
    } satisfies PreviewAnswer);
  };

/** POST /api/console/authenticators/policy: puts a policy into force. */
export const policyPublish =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c, by }: ChangingCall, { policy, note, ends_unfit, after }: PublishPolicy) => {
    const published = await publishPolicy(services, { policy, note, endsUnfit: ends_unfit, after }, by);
    if (published.state === "changed") throw new ConsoleError("conflict");
    if (published.state === "locks_out")
      throw wrongField(
        "ends_unfit",
        "This would end the passkeys of every owner, and nobody could mend it here. Have an owner enrol one that fits first, or leave what is enrolled as it is.",
      );
    return c.json({ version: published.version });
  };
