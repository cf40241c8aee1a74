import { append } from "../../platform/audit/event-log.ts";
import { clientRefused } from "../../platform/audit/events/clients.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { logTexts } from "../../texts/log.ts";
import { oauthTexts } from "../../texts/oauth.ts";

/** The reasons for which a resource server was not authenticated. The set is closed, and only the log has it. */
const CLIENT_REFUSALS = [
  "assertion_missing",
  "other_method",
  "assertion_malformed",
  "client_unknown",
  "client_revoked",
  "not_confidential",
  "wrong_type",
  "wrong_algorithm",
  "key_unknown",
  "bad_signature",
  "wrong_subject",
  "wrong_audience",
  "expired",
  "too_long_lived",
  "not_yet",
  "id_missing",
  "replayed",
] as const;
export type ClientRefusal = (typeof CLIENT_REFUSALS)[number];

/** Ends an authentication. */
export class ClientRefused extends Error {
  override readonly name = "ClientRefused";
  readonly code: ClientRefusal;
  /** The id of a client that exists or existed; undefined if no client has the claimed id. */
  readonly clientId: string | undefined;

  constructor(code: ClientRefusal, clientId?: string, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.clientId = clientId;
  }
}

/**
 * Every reason has one answer to the client: a stranger learns neither which clients exist nor how near the attempt
 * came. The log tells the reasons apart, and the security log has them under the client's id.
 */
export async function tellRefused(services: WithClock & WithDb & WithLog, refused: ClientRefused): Promise<OauthError> {
  const { code, clientId } = refused;
  services.log.info({ refusal: code, client: clientId }, logTexts.clients.notAuthenticated);
  if (clientId !== undefined) {
    const event = clientRefused(services.clock(), clientId, { code });
    await services.db.transaction().execute((trx) => append(trx, event));
  }
  return new OauthError("invalid_client", oauthTexts.client.notAuthenticated, { cause: refused });
}
