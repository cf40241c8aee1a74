import type { Command } from "commander";
import type { StepUpDemand } from "../../apis/step-up-demand.ts";
import { endRefusedToken } from "../../credentials/change-credential.ts";
import type { Credential } from "../../credentials/credential.ts";
import { narrowToken } from "../../credentials/narrow-token.ts";
import type { Life } from "../../credentials/renew-credential.ts";
import { ensureVisit } from "../../login/ensure-visit.ts";
import { Problem } from "../../problems/problem.ts";
import { type Connection, connect } from "../../server/connection.ts";
import { readIssuer } from "../../server/issuer.ts";
import { joinScopes, scopeWords } from "../../server/scope-words.ts";
import { clientOf, type LoginDefaults } from "../../settings/choice.ts";
import { type ChoiceOptions, choose } from "../../settings/choose.ts";
import { optionTexts } from "../../texts/commands/options.ts";
import { obtainCredential, type Session, type TokenDemands } from "../../tools/obtain-credential.ts";
import type { World } from "../../world/world.ts";
import { withChoice } from "../options/choice.ts";
import { resourceOption } from "../options/resource-option.ts";
import { readStepUp, type StepUpOptions, withStepUpOptions } from "../options/step-up-options.ts";
import { openPage } from "./open-page.ts";
import { sayServerAway } from "./say-server-away.ts";

// The common part of the commands that hand a token to another tool.

export interface ToolOptions extends ChoiceOptions, StepUpOptions {
  readonly resource?: string;
  readonly scope?: string;
  readonly clientId?: string;
  /** If it is left out, the command's own custom decides. */
  readonly login?: boolean;
  readonly narrow?: true;
}

/** The option of commands that give the token out of their hands. */
export const withNarrow = (command: Command): Command => command.option("--narrow", optionTexts.tool.narrow);

/** The options that say which token is meant, and whether a login may be begun for it. */
export const withToolOptions = (command: Command): Command =>
  withStepUpOptions(
    withChoice(command)
      .addOption(resourceOption(optionTexts.tool.resource))
      .option("--scope <scopes>", optionTexts.tool.scope),
  )
    .option("--client-id <id>", optionTexts.tool.clientId)
    .option("--login", optionTexts.tool.login)
    .option("--no-login", optionTexts.tool.noLogin);

export interface Obtained extends Session {
  readonly credential: Credential;
  /** The token again, renewed if need be. By now no login is begun for it. */
  again(life?: Life): Promise<Credential>;
  /** The API called that access token invalid. @returns true if the next token will be another one */
  renew(refused: string): Promise<boolean>;
  /**
   * A token that meets an API's demand: a stored one, or that of a new login if one may be begun.
   *
   * @param refused the access token that the API found lacking
   * @param login says whether this demand may begin a login, if the command may at all
   * @throws Problem `not_signed_in` with the command to type, `demand_not_met`, `denied`, …
   */
  demanded(demand: StepUpDemand, refused: string, login: boolean): Promise<Credential>;
}

/**
 * Runs `use` with a token that lasts.
 *
 * @param custom says whether a login is begun if neither --login nor --no-login was given
 * @throws Problem `usage`, `not_signed_in`, …
 */
export async function withToolToken(
  world: World,
  options: ToolOptions,
  custom: Life & Pick<TokenDemands, "login">,
  use: (obtained: Obtained) => Promise<void>,
): Promise<void> {
  const stepUp = readStepUp(options);
  const audience = readAudience(options);
  const place = await world.loginPlace();
  if (options.login !== false)
    await ensureVisit(world, place, options.issuer === undefined ? null : readIssuer(options.issuer));
  const { machine, defaults, asFolderSays } = await choose(world, place, options);
  // A download may have chosen for whom and for what: so a person at the terminal hears it.
  if (asFolderSays !== undefined && world.terminal.interactive) world.terminal.say(asFolderSays, "dim");
  // A login that was begun for a request, and that still waits, ends with the command.
  const over = new AbortController();
  const connection = connect(machine.issuer, {
    ...world,
    ...sayServerAway(world.terminal),
    stop: AbortSignal.any([world.stop, over.signal]),
  });
  const demands: TokenDemands = {
    ...demandsOf(options, audience, defaults),
    stepUp,
    login: options.login === undefined ? custom.login : options.login ? "if_interactive" : "never",
    openPage: (url) => openPage(world, url, defaults.browser),
    enoughLeft: custom.enoughLeft,
  };
  const session: Session = { place, machine, connection };
  try {
    const narrowed = narrowing(connection, options, audience);
    const credential = await obtainCredential(world, session, { ...demands, narrowed });
    await use({ ...session, credential, ...furtherTokens(world, session, demands) });
  } finally {
    over.abort();
    connection.http.close();
  }
}

/** The part of the demands that options and profile make. */
function demandsOf(
  options: ToolOptions,
  audience: string | undefined,
  defaults: LoginDefaults,
): Pick<TokenDemands, "audience" | "scope" | "resource" | "parameters" | "chosenBy"> {
  const { scope } = options;
  const resource = audience === undefined ? defaults.resource : [audience];
  return {
    audience,
    scope,
    resource,
    parameters: {
      clientId: clientOf(options.clientId, defaults),
      scope: scope ?? defaults.scope ?? "",
      resource: resource ?? [],
      authorizationDetails: defaults.authorizationDetails,
    },
    chosenBy: (["profile", "issuer", "user"] as const).flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [`--${name}`, value];
    }),
  };
}

function narrowing(
  connection: Connection,
  { narrow, scope }: ToolOptions,
  audience: string | undefined,
): TokenDemands["narrowed"] {
  if (!narrow || audience === undefined) return undefined;
  return (credential) => narrowToken(connection, credential, { audience, scope });
}

/** The command's ways to its further tokens. */
function furtherTokens(
  world: World,
  session: Session,
  demands: TokenDemands,
): Pick<Obtained, "again" | "renew" | "demanded"> {
  // The approval must be recent only at the beginning: a person who continues was asked once.
  const later: TokenDemands = { ...demands, stepUp: { acrValues: demands.stepUp.acrValues }, login: "never" };
  const again = ({ enoughLeft }: Life = {}): Promise<Credential> =>
    obtainCredential(world, session, { ...later, enoughLeft });
  const { place, machine } = session;
  return {
    again,
    renew: async (refused) => endRefusedToken(place, await again(), refused, machine.keptIn, world),
    demanded: (demand, refused, login) =>
      obtainCredential(world, session, {
        ...withDemand(demands, demand),
        refused,
        ...(login ? {} : { login: "never" }),
      }),
  };
}

/** Adds an API's demand. */
const withDemand = (demands: TokenDemands, { scope = "", acrValues, maxAge }: StepUpDemand): TokenDemands => ({
  ...demands,
  scope: joinScopes(demands.scope ?? "", scope),
  stepUp: { acrValues: acrValues ?? demands.stepUp.acrValues, maxAge },
  parameters: { ...demands.parameters, scope: joinScopes(demands.parameters.scope, scope) },
});

/** The API that --resource names. --scope and --narrow only go with it. @throws Problem `usage` */
function readAudience({ resource, scope, narrow }: ToolOptions): string | undefined {
  const audience = resource === undefined ? undefined : readAddress(resource);
  if (scope !== undefined && audience === undefined) throw new Problem("usage", optionTexts.tool.scopeNeedsResource);
  if (narrow && (audience === undefined || (scope !== undefined && scopeWords(scope).length === 0)))
    throw new Problem("usage", optionTexts.tool.narrowNeedsResource);
  return audience;
}

/** @throws Problem `usage` */
function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (!fits || text.includes("#")) throw new Problem("usage", optionTexts.tool.resourceForm);
  return text;
}
