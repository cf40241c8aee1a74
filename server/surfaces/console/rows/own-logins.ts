import { type OwnLogin, ownLoginsApi } from "@nearside/shared/api/console/own-logins.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { listForeignLogins } from "../../../protocol/login/view/foreign-logins.ts";
import { eachOwnLogin, listOwnLogins } from "../../../protocol/login/view/own-logins.ts";
import { viewOwnLogin } from "../../../protocol/login/view/view-login.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";
import { demandId } from "../demand-id.ts";

const HEADER = ["id", "program", "state", "alarm", "machine", "command", "directory", "address", "scope", "resource"];

const cells = (login: OwnLogin): readonly Cell[] => [
  ...[login.id, login.client.name, login.state, login.alarm, login.machine.hostname, login.command, login.cwd],
  ...[login.address, login.scope, login.resource.join(" ")],
  ...[momentCell(login.created_at), momentCell(login.decided_at)],
];

/** These rows serve the logins of the session's person. */
export const ownLoginRows = (
  services: WithClock & WithMetadata & WithReads & WithActiveTokens,
  { serveSession, serveSessionFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(ownLoginsApi.list, ({ who: { user } }, query) =>
    listOwnLogins(services.reads, user.id, query, services.clock()),
  ),
  serveSessionFile(ownLoginsApi.exportList, ({ who: { user } }, query) => ({
    name: "my-logins",
    header: [...HEADER, "created_at", "decided_at"],
    pages: cellsOf(eachOwnLogin(services.reads, user.id, query, services.clock()), cells),
  })),
  serveSession(ownLoginsApi.view, ({ id, who: { user } }) =>
    viewOwnLogin({ ...services, db: services.reads }, user.id, demandId(requestIdSchema, id)),
  ),
  serveSession(ownLoginsApi.foreign, ({ who: { user } }, query) => listForeignLogins(services.reads, user.id, query)),
];
