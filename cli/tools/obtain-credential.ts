import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Credential } from "../credentials/credential.ts";
import { findForAudience, otherClientsFor } from "../credentials/for-audience.ts";
import { lackingByRules, NotEnough } from "../credentials/not-enough.ts";
import { currentCredential, isEndedLogin, type Life } from "../credentials/renew-credential.ts";
import { stepUpWords, unmetBy } from "../credentials/step-up.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import { type AuthorizationParameters, DEFAULT_CLIENT, type StepUp } from "../server/request-authorization.ts";
import { joinScopes } from "../server/scope-words.ts";
import { texts } from "../texts/tools.ts";
import type { World } from "../world/world.ts";

/** The demands on a tool's token. */
export interface TokenDemands extends Life {
  /** The resource that takes the token (RFC 8707). If it is left out, `resource` says which login is meant. */
  readonly audience: string | undefined;
  /** The resources of the login that is meant; undefined fits any. */
  readonly resource: readonly string[] | undefined;
  readonly scope: string | undefined;
  readonly stepUp: StepUp;
  /** An access token that the API refused: it is not good enough, whatever it looks like from here. */
  readonly refused?: string | undefined;
  /** The request of a login, if there has to be one. Its program is the one whose kept login is used. */
  readonly parameters: AuthorizationParameters;
  /** The options that chose the enrolment, for the command to type. */
  readonly chosenBy: readonly string[];
  /** Says whether a login may be begun, if a person is there to approve it. */
  readonly login: "never" | "if_interactive";
  readonly openPage: ((url: string) => void) | undefined;
  /**
   * Asks the server for the credential that is given out, in the place of the login's own. If it is left out, the login's
   * own is given out.
   */
  readonly narrowed?: ((credential: Credential) => Promise<Credential>) | undefined;
}

export interface Session {
  readonly place: KeyPlace & LockPlace;
  readonly machine: EnrolledMachine;
  readonly connection: Connection;
}

/**
 * A credential whose token lasts: the kept one, a renewed one, or that of a new login. The server is asked only if the kept
 * one does not do, or if it is to be narrowed. Rules judge the narrowing too, and may ask for a new touch as they do at a
 * renewal.
 *
 * @throws Problem `not_signed_in` with the command to type, `credential_revoked`, …
 */
export async function obtainCredential(world: World, session: Session, demands: TokenDemands): Promise<Credential> {
  const { narrowed = async (credential: Credential) => credential } = demands;
  try {
    const stored = await storedCredential(session, demands);
    await demandEnough(stored, demands, Math.floor(world.now() / 1000));
    return await narrowed(stored).catch((refused: unknown) => {
      throw lackingByRules(refused) ?? refused;
    });
  } catch (ended) {
    if (!isEndedLogin(ended)) throw ended;
    const error = await namingOthers(session, demands, ended);
    const parameters = await whatToAsk(session, demands);
    if (demands.login === "never" || !world.terminal.interactive)
      throw withCommand(error, parameters, demands.chosenBy);
    if (error instanceof NotEnough) world.terminal.say(error.reason);
    else world.terminal.say(error.code === "not_signed_in" ? notSignedIn(demands) : error.message);
    // The listener and the collected context are loaded only now: most commands find their token kept.
    const { loginOnTerminal } = await import("../login/login-on-terminal.ts");
    return narrowed(await loginOnTerminal(world, { ...session, parameters, openPage: demands.openPage }));
  }
}

async function storedCredential({ connection, machine, place }: Session, demands: TokenDemands): Promise<Credential> {
  const { audience, scope, resource, enoughLeft } = demands;
  const { clientId } = demands.parameters;
  if (audience === undefined)
    return currentCredential(connection, machine, place, { clientId, resource }, { enoughLeft });
  const found = await findForAudience(place, machine, clientId, { audience, scope });
  if (found === undefined)
    throw demands.refused === undefined ? new Problem("not_signed_in") : new NotEnough("refused");
  return currentCredential(connection, machine, place, { clientId, resource: found.resource }, { enoughLeft });
}

/** Where there is no such login, but one of another program would do, its person hears how to choose it. */
async function namingOthers({ place, machine }: Session, demands: TokenDemands, ended: Problem): Promise<Problem> {
  if (ended instanceof NotEnough || ended.code !== "not_signed_in") return ended;
  const { audience, scope } = demands;
  const wish = audience === undefined ? undefined : { audience, scope };
  const others = await otherClientsFor(place, machine, demands.parameters.clientId, wish);
  return others.length === 0 ? ended : new NotEnough("login", [], undefined, others);
}

/** @param now epoch seconds. @throws NotEnough */
async function demandEnough(stored: Credential, { stepUp, refused }: TokenDemands, now: number): Promise<void> {
  const { claims } = await accessToken.read(stored.access_token);
  const lacking = stored.access_token === refused ? "refused" : unmetBy(claims, stepUp, now + stored.clock_offset);
  if (lacking !== undefined) throw new NotEnough(lacking);
}

/** Adds the scope of the login for that audience, whose place the new one takes. */
async function whatToAsk({ place, machine }: Session, demands: TokenDemands): Promise<AuthorizationParameters> {
  const { audience } = demands;
  const parameters = { ...demands.parameters, ...demands.stepUp };
  const before =
    audience === undefined ? undefined : await findForAudience(place, machine, parameters.clientId, { audience });
  return before === undefined ? parameters : { ...parameters, scope: joinScopes(before.scope, parameters.scope) };
}

const notSignedIn = ({ audience }: TokenDemands): string =>
  audience === undefined ? texts.notSignedIn : texts.notSignedInFor({ api: audience });

function withCommand(error: Problem, parameters: AuthorizationParameters, chosenBy: readonly string[]): Problem {
  const { clientId, scope, resource } = parameters;
  const command = [
    "nearside login",
    ...chosenBy.map(shellWord),
    ...resource.map((each) => `--resource ${shellWord(each)}`),
    ...(scope === "" ? [] : [`--scope ${shellWord(scope)}`]),
    ...(clientId === DEFAULT_CLIENT ? [] : [`--client-id ${shellWord(clientId)}`]),
    ...stepUpWords(parameters).map(shellWord),
  ].join(" ");
  if (command === "nearside login") return error;
  if (error instanceof NotEnough) return new NotEnough(error.lacking, error.rules, command, error.others);
  if (error.code === "not_signed_in") return new NotEnough("login", [], command);
  return new Problem(error.code, texts.run({ command }), { cause: error });
}

/** The text as a word of a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w:/.,@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
