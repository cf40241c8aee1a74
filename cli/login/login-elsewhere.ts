import {
  type RemoteCall,
  remoteHelloAnswerSchema,
  remoteLoginAnswerSchema,
  remoteTakenAnswerSchema,
} from "@nearside/shared/api/through-keeper.ts";
import { checkHelloListed } from "@nearside/shared/chain/hello/check-hello-listed.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { type AnyDeviceStatement, placeOf, readAnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import { type KeeperChannel, KeeperRefused } from "../channel/ask-keeper.ts";
import { problemOfKeeper } from "../channel/keeper-refusal.ts";
import type { Credential } from "../credentials/credential.ts";
import { proverOf, withdrawAtKeeper } from "../credentials/session-key.ts";
import { verifyHello } from "../listener/verify-hello.ts";
import { type Connection, type ConnectionWorld, connect } from "../server/connection.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import { type AskedLogin, awaitApproval, hasEndedThere, verifiedCredential } from "./finish-login.ts";
import type { LoginDisplay } from "./login-display.ts";
import { verifyRequest } from "./verify-request.ts";

/** A command line that is enrolled nowhere, and whose person sits at another machine. */
interface ElsewhereOrigin {
  readonly channel: KeeperChannel;
  readonly context: () => Promise<Context>;
  /** The server that is wanted; null leaves it to the person's machine. */
  readonly issuer: string | null;
}

/** Such a login gave this, and with that server. */
interface GivenElsewhere {
  readonly credential: Credential;
  /** The device id of the machine that vouches. */
  readonly machine: string;
}

/**
 * One login through the keeper of the person's own machine (protocol §10): the token comes here; the session key that it is bound to, and
 * what vouches for it, stay with the keeper.
 *
 * @param keep puts the credential where it is used from
 * @throws Problem, Refused, NoKeeper
 */
export async function loginElsewhere(
  world: ConnectionWorld,
  parameters: AuthorizationParameters,
  { channel, context: collect, issuer }: ElsewhereOrigin,
  display: LoginDisplay,
  keep: (given: GivenElsewhere) => Promise<void>,
): Promise<GivenElsewhere> {
  const { terminal_session: _ofThisHost, ...context } = await collect();
  const call = loginCall(parameters, context, issuer);
  const begun = await channel.ask(call, remoteLoginAnswerSchema).catch((error: unknown) => {
    throw error instanceof KeeperRefused ? problemOfKeeper(error) : error;
  });
  if (issuer !== null && begun.issuer !== issuer) refuse("wrong_issuer", "issuer");
  const connection = connect(begun.issuer, world);
  connection.keys.warm();
  let asked: AskedLogin | undefined;
  const ending = new AbortController();
  try {
    const statement = await readAnyDeviceStatement(begun.device_statement);
    checkOwnStatement(statement, { issuer: begun.issuer, context });
    const answer = begun.authorization;
    const request = await verifyRequest(connection, answer, statement, parameters);
    const sessionKey = { at_keeper: statement.claims.cnf.jkt };
    const prove = await proverOf(sessionKey, world);
    asked = { sessionKey, prove, context, statement, request, answer };
    void answerHellos(connection, channel, asked, display, ending.signal).catch(() => undefined);
    const tokens = await awaitApproval(connection, parameters, asked, display, tokenAnswerSchema);
    const credential = await verifiedCredential(connection, begun.user, parameters, asked, tokens);
    const given = { credential, machine: statement.claims.iss };
    await keep(given);
    return given;
  } catch (error) {
    if (asked !== undefined && !hasEndedThere(error)) await withdrawAtKeeper(asked.statement.claims.cnf.jkt, world);
    throw error;
  } finally {
    ending.abort();
    connection.http.close();
  }
}

function loginCall(
  { clientId, scope, resource, authorizationDetails, acrValues, maxAge }: AuthorizationParameters,
  context: Context,
  issuer: string | null,
): Extract<RemoteCall, { remote: "login" }> {
  return {
    remote: "login",
    issuer,
    form: {
      client_id: clientId,
      scope,
      resource: [...resource],
      ...(authorizationDetails !== undefined && { authorization_details: authorizationDetails }),
      ...(acrValues !== undefined && { acr_values: acrValues.join(" ") }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
    },
    context,
  };
}

/** The keeper vouches for this very command line, and for nothing else. @throws Refused */
function checkOwnStatement(
  statement: AnyDeviceStatement,
  own: { readonly issuer: string; readonly context: Context },
): void {
  const { aud, context } = statement.claims;
  if (placeOf(statement) === undefined) refuse("place_mismatch", "device.place");
  if (aud !== own.issuer) refuse("wrong_audience", "device.aud");
  // one schema read both values, so equal values have equal JSON
  if (JSON.stringify(context) !== JSON.stringify(own.context)) refuse("facts_mismatch", "device.context");
}

/** Answers the hellos that the keeper hands on, one after the other, until the login ends. */
async function answerHellos(
  connection: Connection,
  channel: KeeperChannel,
  { request }: AskedLogin,
  display: LoginDisplay,
  ending: AbortSignal,
): Promise<void> {
  while (!ending.aborted) {
    const { hello: next } = await channel.ask({ remote: "await_hello", request: request.jws }, remoteHelloAnswerSchema);
    if (next === null) continue;
    const { id, body } = next;
    const verified = (): Promise<unknown> =>
      verifyHello(body, request, connection, (unverified) => checkHelloListed({ request, hello: unverified }));
    const is_mine =
      body.request === request.jws &&
      (await verified().then(
        () => true,
        () => false,
      ));
    await channel.ask({ remote: "presence", request: request.jws, id, is_mine }, remoteTakenAnswerSchema);
    if (is_mine) display.met?.();
  }
}
