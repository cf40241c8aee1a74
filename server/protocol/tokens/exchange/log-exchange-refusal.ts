import { Refused } from "@nearside/shared/refused.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { exchangeRefused } from "../../../platform/audit/events/tokens.ts";
import { logErrorOf } from "../../../platform/audit/log-refusal-of.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";

/** The claims of the subject token, and the family that it belongs to. */
interface ShownToken {
  readonly claims: { readonly jti: string };
  readonly family: { readonly id: string };
}

/** Logs a refusal of which the client learns less than the log. */
export async function logExchangeRefusal(
  services: WithClock & WithDb,
  shown: ShownToken,
  client: Client,
  code: string,
): Promise<void> {
  const event = eventOf(services, shown, client, code);
  await services.db.transaction().execute((trx) => append(trx, event));
}

/** Runs a step of an exchange. A refusal goes to the security log before it reaches the caller. @throws the error of the step */
export const logRefusedExchange = <T>(
  services: WithClock & WithDb,
  shown: ShownToken,
  client: Client,
  run: () => Promise<T>,
): Promise<T> =>
  logErrorOf(
    services,
    (error) =>
      error instanceof OauthError || error instanceof Refused
        ? eventOf(services, shown, client, error.code)
        : undefined,
    run,
  );

const eventOf = ({ clock }: WithClock, { claims, family }: ShownToken, client: Client, code: string) =>
  exchangeRefused(clock(), family.id, { code, client_id: client.id, subject_token_jti: claims.jti });
