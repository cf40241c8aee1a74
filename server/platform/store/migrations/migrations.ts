import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";
import * as firstTables from "./0001-first-tables.ts";
import * as loginTroubles from "./0002-login-troubles.ts";
import * as clients from "./0003-clients.ts";
import * as signingKeyRotation from "./0003-signing-key-rotation.ts";
import * as tokenLineage from "./0004-token-lineage.ts";
import * as openLogins from "./0005-open-logins.ts";
import * as console from "./0006-console.ts";
import * as tickets from "./0008-tickets.ts";
import * as authenticators from "./0009-authenticators.ts";
import * as notices from "./0010-notices.ts";
import * as leaving from "./0011-leaving.ts";
import * as unaskedIndexes from "./0012-unasked-indexes.ts";
import * as log from "./0013-log.ts";
import * as account from "./0014-account.ts";
import * as recovery from "./0015-recovery.ts";
import * as clientsByConsole from "./0016-clients-by-console.ts";
import * as rules from "./0017-rules.ts";
import * as emergencyDoors from "./0018-emergency-doors.ts";
import * as standingApprovals from "./0019-standing-approvals.ts";
import * as clientAllowances from "./0020-client-allowances.ts";
import * as withdrawnLogins from "./0021-withdrawn-logins.ts";
import * as browserSessions from "./0022-browser-sessions.ts";
import * as serverSecrets from "./0023-server-secrets.ts";
import * as flatLogins from "./0024-flat-logins.ts";
import * as loginProofs from "./0025-login-proofs.ts";
import * as verdicts from "./0026-verdicts.ts";
import * as searched from "./0027-searched.ts";
import * as archives from "./0028-archives.ts";
import * as archivedEvents from "./0029-archived-events.ts";
import * as fewerIndexes from "./0030-fewer-indexes.ts";
import * as dropNonces from "./0031-drop-nonces.ts";
import * as searchedApart from "./0032-searched-apart.ts";
import * as dropSearched from "./0033-drop-searched.ts";
import * as timesOfTheLog from "./0034-times-of-the-log.ts";
import * as passkeyCounts from "./0035-passkey-counts.ts";
import * as postures from "./0036-postures.ts";
import * as duePostures from "./0037-due-postures.ts";
import * as hosts from "./0038-hosts.ts";
import * as redirects from "./0039-redirects.ts";
import * as saidOfFacts from "./0040-said-of-facts.ts";
import * as leases from "./0041-leases.ts";
import * as secondApprovers from "./0042-second-approvers.ts";
import * as extensionKeys from "./0043-extension-keys.ts";
import * as eventConsumers from "./0044-event-consumers.ts";
import * as listedLogins from "./0045-listed-logins.ts";
import * as figures from "./0046-figures.ts";
import * as keysOfPostures from "./0047-keys-of-postures.ts";
import * as lastingSecrets from "./0048-lasting-secrets.ts";

/** Describes one step forwards. There is no step backwards: an older server never reads a newer one's data. */
interface Step {
  up(db: Kysely<unknown>, ddl: Ddl): Promise<void>;
}

/** The package of this one makes a pattern of 6,311 characters as soon as it is loaded, which few starts need. */
const people: Step = { up: async (db, ddl) => (await import("./0007-people.ts")).up(db, ddl) };

/** Lists the steps in their order, by name. A step that was released is never changed: the next one fixes it. */
export const MIGRATIONS: Readonly<Record<string, Step>> = {
  "0001-first-tables": firstTables,
  "0002-login-troubles": loginTroubles,
  "0003-clients": clients,
  "0003-signing-key-rotation": signingKeyRotation,
  "0004-token-lineage": tokenLineage,
  "0005-open-logins": openLogins,
  "0006-console": console,
  "0007-people": people,
  "0008-tickets": tickets,
  "0009-authenticators": authenticators,
  "0010-notices": notices,
  "0011-leaving": leaving,
  "0012-unasked-indexes": unaskedIndexes,
  "0013-log": log,
  "0014-account": account,
  "0015-recovery": recovery,
  "0016-clients-by-console": clientsByConsole,
  "0017-rules": rules,
  "0018-emergency-doors": emergencyDoors,
  "0019-standing-approvals": standingApprovals,
  "0020-client-allowances": clientAllowances,
  "0021-withdrawn-logins": withdrawnLogins,
  "0022-browser-sessions": browserSessions,
  "0023-server-secrets": serverSecrets,
  "0024-flat-logins": flatLogins,
  "0025-login-proofs": loginProofs,
  "0026-verdicts": verdicts,
  "0027-searched": searched,
  "0028-archives": archives,
  "0029-archived-events": archivedEvents,
  "0030-fewer-indexes": fewerIndexes,
  "0031-drop-nonces": dropNonces,
  "0032-searched-apart": searchedApart,
  "0033-drop-searched": dropSearched,
  "0034-times-of-the-log": timesOfTheLog,
  "0035-passkey-counts": passkeyCounts,
  "0036-postures": postures,
  "0037-due-postures": duePostures,
  "0038-hosts": hosts,
  "0039-redirects": redirects,
  "0040-said-of-facts": saidOfFacts,
  "0041-leases": leases,
  "0042-second-approvers": secondApprovers,
  "0043-extension-keys": extensionKeys,
  "0044-event-consumers": eventConsumers,
  "0045-listed-logins": listedLogins,
  "0046-figures": figures,
  "0047-keys-of-postures": keysOfPostures,
  "0048-lasting-secrets": lastingSecrets,
};
