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
import { BLOB_PROBLEMS } from "../../attestation/blob-refused.ts";
import { metadataState } from "../../attestation/metadata-state.ts";
import { refreshMetadata } from "../../attestation/refresh-metadata.ts";
import { setMetadataSource } from "../../attestation/set-source.ts";
import { describeAuthenticator } from "../../authenticators/describe-authenticator.ts";
import { dryRun, findUnfit } from "../../authenticators/dry-run.ts";
import { judgeOf } from "../../authenticators/judge-of.ts";
import { authenticatorsLeft, listAuthenticators } from "../../authenticators/list-authenticators.ts";
import { currentPolicy, listPolicies } from "../../authenticators/policy-history.ts";
import { fitsAnOwner, publishPolicy } from "../../authenticators/publish-policy.ts";
import { ConsoleError, wrongField } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { Cell } from "../../console/csv.ts";
import { cellsOf, csvAnswer } from "../../console/csv-answer.ts";
import type { Ground } from "../../ground.ts";

/** Of the passkeys that a policy would shut out, so many at a time. */
const SHOWN = 50;

/** GET /api/console/authenticators: the models in use. */
export const authenticatorsList =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: AuthenticatorsQuery) =>
    c.json(await listAuthenticators(ground, query));

const HEADER = ["aaguid", "name", "passkeys", "attested", "not_taken_today", "certification", "compromise"];

/** GET /api/console/authenticators/export: the same view as a file. */
export const authenticatorsExport = (ground: Ground) => async (_call: ConsoleCall, query: AuthenticatorsQuery) =>
  csvAnswer("authenticators", HEADER, cellsOf(allAtOnce(ground, query), cells));

/** Models are few, however many passkeys there are. */
async function* allAtOnce(ground: Ground, query: AuthenticatorsQuery) {
  yield await authenticatorsLeft(ground, query);
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
  (ground: Ground) =>
  async ({ c }: ConsoleCall) =>
    c.json({
      now: ground.clock(),
      metadata: await metadataState(ground),
      policy: await currentPolicy(ground.db),
      accepts_synced: ground.config.policy.acceptSyncedPasskeys,
    } satisfies AuthenticatorsState);

/** GET /api/console/authenticators/policies: the history. */
export const authenticatorPolicies =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: PoliciesQuery) =>
    c.json(await listPolicies(ground.db, query));

/** POST /api/console/authenticators/metadata/refresh: asks the source now; which one that is has been decided elsewhere. */
export const metadataRefresh =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) => {
    const refresh = await refreshMetadata(ground);
    const problem = refresh.state === "failed" ? BLOB_PROBLEMS[refresh.problem] : null;
    return c.json({ state: refresh.state, problem } satisfies RefreshAnswer);
  };

/** POST /api/console/authenticators/metadata: names the source. */
export const metadataSource =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { address }: { readonly address: string }) => {
    const set = await setMetadataSource(ground, address === "" ? null : address, by);
    if (set === "configured")
      throw wrongField("address", "The server's configuration names the source (metadata.source). Change it there.");
    await ground.metadata.follow();
    return c.json({});
  };

/** POST /api/console/authenticators/policy/preview: whom that policy would shut out; nothing is changed. */
export const policyPreview =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, { policy, after }: v.InferOutput<typeof previewBodySchema>) => {
    const judge = judgeOf(ground, policy);
    const found = await findUnfit(ground.db, judge, SHOWN + 1, { after: after ?? undefined });
    const rows = found.slice(0, SHOWN).map(({ credential_id, reason, aaguid, attestation_verdict, user, machine }) => {
      const model = describeAuthenticator(ground, { aaguid, attestation_verdict });
      return { credential_id, reason, aaguid, model: model.name, verdict: model.verdict, user, machine };
    });
    return c.json({
      ...(await dryRun(ground.db, judge)),
      rows,
      more: found.length > SHOWN,
      fits_an_owner: await fitsAnOwner(ground.db, judge),
    } satisfies PreviewAnswer);
  };

/** POST /api/console/authenticators/policy: puts a policy into force. */
export const policyPublish =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { policy, note, ends_unfit, after }: PublishPolicy) => {
    const published = await publishPolicy(ground, { policy, note, endsUnfit: ends_unfit, after }, by);
    if (published.state === "changed") throw new ConsoleError("conflict");
    if (published.state === "locks_out")
      throw wrongField(
        "ends_unfit",
        "This would end the passkeys of every owner, and nobody could mend it here. Have an owner enrol one that fits first, or leave what is enrolled as it is.",
      );
    return c.json({ version: published.version });
  };
