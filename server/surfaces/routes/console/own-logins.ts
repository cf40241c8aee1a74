import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  ForeignLogin,
  foreignLoginsQuerySchema,
  OwnLogin,
  OwnLoginDetail,
  OwnLoginsQuery,
} from "@nearside/shared/api/console/own-logins.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { listForeignLogins } from "../../../protocol/login/foreign-logins.ts";
import { eachOwnLogin, listOwnLogins } from "../../../protocol/login/own-logins.ts";
import { viewOwnLogin } from "../../../protocol/login/view-own-login.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { demandId } from "../../console/demand-id.ts";

/** GET /api/console/account/logins. */
export const ownLoginsRoute =
  ({ db, clock }: WithClock & WithDb) =>
  async ({ c, who: { user } }: ConsoleCall, query: OwnLoginsQuery) =>
    c.json((await listOwnLogins(db, user.id, query, clock())) satisfies ListAnswer<OwnLogin>);

const HEADER = ["id", "program", "state", "alarm", "machine", "command", "directory", "address", "scope", "resource"];

/** GET /api/console/account/logins/export: the same view as a file. */
export const exportOwnLoginsRoute =
  ({ db, clock }: WithClock & WithDb) =>
  ({ who: { user } }: ConsoleCall, query: OwnLoginsQuery) =>
    csvAnswer(
      "my-logins",
      [...HEADER, "created_at", "decided_at"],
      cellsOf(eachOwnLogin(db, user.id, query, clock()), (login) => [
        login.id,
        login.client.name,
        login.state,
        login.alarm,
        login.machine.hostname,
        login.command,
        login.cwd,
        login.address,
        login.scope,
        login.resource.join(" "),
        momentCell(login.created_at),
        momentCell(login.decided_at),
      ]),
    );

/** GET /api/console/account/logins/:id. */
export const ownLoginRoute =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c, id, who: { user } }: ConsoleCall) =>
    c.json((await viewOwnLogin(services, user.id, demandId(requestIdSchema, id))) satisfies OwnLoginDetail);

/** GET /api/console/account/foreign-logins. */
export const foreignLoginsRoute =
  ({ db }: WithDb) =>
  async ({ c, who: { user } }: ConsoleCall, query: v.InferOutput<typeof foreignLoginsQuerySchema>) =>
    c.json((await listForeignLogins(db, user.id, query)) satisfies ListAnswer<ForeignLogin>);
