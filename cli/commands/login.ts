import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { Command } from "commander";
import { demandBrowserCommand } from "../browser/browser-command.ts";
import type { Credential } from "../credentials/credential.ts";
import { type EnrolledMachine, isEnrolledIn } from "../keys/enrolled-machine.ts";
import { loginOnTerminal, visitOnTerminal } from "../login/login-on-terminal.ts";
import { Problem } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import { readIssuer } from "../server/issuer.ts";
import { type AuthorizationParameters, DEFAULT_CLIENT } from "../server/request-authorization.ts";
import { scopeWords } from "../server/scope-words.ts";
import { readDetails } from "../settings/change-profile.ts";
import { clientOf, type LoginDefaults } from "../settings/choice.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import { rememberBrowser } from "../settings/remember-browser.ts";
import { texts } from "../texts/commands/login.ts";
import { optionTexts } from "../texts/commands/options.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";
import { addTo, resourceOption } from "./options/resource-option.ts";
import { readStepUp, STEP_UP_HELP, type StepUpOptions, withStepUpOptions } from "./options/step-up-options.ts";
import { loginObject } from "./steps/describe-login.ts";
import { openPage } from "./steps/open-page.ts";
import { sayServerAway } from "./steps/say-server-away.ts";
import { sayWhere } from "./steps/say-where.ts";

interface LoginOptions extends ChoiceOptions, StepUpOptions {
  readonly scope?: string;
  readonly resource?: readonly string[];
  readonly authorizationDetails?: string;
  readonly clientId?: string;
  readonly browser: boolean;
  readonly port: boolean;
  readonly openWith?: string;
}

export const loginCommand = (start: Start): Command =>
  withStepUpOptions(withWhatFor(withChoice(new Command("login"))))
    .description(texts.description)
    .option("--client-id <id>", texts.clientId({ name: DEFAULT_CLIENT }))
    .option("--open-with <command>", texts.openWith)
    .option("--no-browser", optionTexts.printAddress)
    .option("--no-port", texts.noPort)
    .option("--json", optionTexts.json.lines)
    .addHelpText("after", AFTER_HELP)
    .action((options: LoginOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

const withWhatFor = (command: Command): Command =>
  command
    .option("--scope <scopes>", texts.scope)
    .addOption(resourceOption(texts.resource).argParser(addTo))
    .option("--authorization-details <json>", texts.details);

const AFTER_HELP = texts.help({ stepUp: STEP_UP_HELP });

async function run(world: World, options: LoginOptions): Promise<void> {
  const { terminal } = world;
  const fromOptions = readOptions(options);
  const openWith = await readOpenWith(world, options.openWith);
  const place = await world.loginPlace();
  if (place.folder !== (await world.place()).folder) return visit(world, place, options, fromOptions);
  const { forwardedAgent, surroundings } = world;
  if (forwardedAgent === undefined && (surroundings.env["SSH_CONNECTION"] ?? "") !== "" && !(await isEnrolledIn(place)))
    throw new Problem("keeper_unreached", NOTHING_FORWARDED);
  const chosen = await chooseAloud(world, place, options);
  const { machine, defaults } = chosen;
  const browser = openWith ?? defaults.browser;
  await sayWhere(world);
  const connection = connect(machine.issuer, { ...world, ...sayServerAway(terminal) });
  try {
    const credential = await loginOnTerminal(world, {
      place,
      machine,
      connection,
      parameters: parametersFor(fromOptions, defaults),
      withoutPort: !options.port,
      openPage: options.browser ? (url) => openPage(world, url, browser) : undefined,
      approvalNeeded: (url, expires_in, why) => terminal.object({ user_action_required: { url, expires_in, why } }),
    });
    await saySignedIn(world, machine, credential);
    if (openWith !== undefined && options.browser && (await rememberBrowser(place, world, chosen, openWith)))
      terminal.say(texts.remembered({ user: machine.user.name, browser: openWith }), "dim");
  } finally {
    connection.http.close();
  }
}

const NOTHING_FORWARDED = texts.nothingForwarded;

/** This account is enrolled nowhere, and its person came by SSH or is in a container: her own machine vouches, and opens the page (protocol §10). */
async function visit(
  world: World,
  place: Parameters<typeof visitOnTerminal>[1]["place"],
  { issuer }: LoginOptions,
  fromOptions: Partial<AuthorizationParameters>,
): Promise<void> {
  const { terminal } = world;
  const credential = await visitOnTerminal(world, {
    place,
    issuer: issuer === undefined ? null : readIssuer(issuer),
    parameters: parametersFor(fromOptions, {}),
    approvalNeeded: (url, expires_in, why) => terminal.object({ user_action_required: { url, expires_in, why } }),
  });
  await saySignedIn(world, credential, credential);
  const isContainer = (world.surroundings.env["NEARSIDE_KEEPER"] ?? "") !== "";
  terminal.say(isContainer ? texts.endsWithContainer : texts.endsWithSession, "dim");
}

/** The options, and what the profile or the folder's file says if they are silent. */
const parametersFor = (
  options: Partial<AuthorizationParameters>,
  defaults: LoginDefaults,
): AuthorizationParameters => ({
  ...options,
  clientId: clientOf(options.clientId, defaults),
  scope: options.scope ?? defaults.scope ?? "",
  resource: options.resource ?? defaults.resource ?? [],
  authorizationDetails: options.authorizationDetails ?? defaults.authorizationDetails,
});

async function saySignedIn(
  { terminal, now }: World,
  { user, issuer }: Pick<EnrolledMachine, "user" | "issuer">,
  credential: Credential,
): Promise<void> {
  const { jti: login } = (await readAnyRequest(credential.request)).claims;
  const { acr } = (await accessToken.read(credential.access_token)).claims;
  const described = loginObject(credential, Math.floor(now() / 1000));
  terminal.object({ signed_in: { issuer, user, ...described, acr, login } });
  terminal.say(texts.signedIn({ issuer, user: user.name }), "good");
  terminal.say(texts.thisLogin({ login }), "dim");
}

/** The parameters that the options name. @throws Problem `usage` */
function readOptions(options: LoginOptions): Partial<AuthorizationParameters> {
  const { clientId, scope, resource, authorizationDetails } = options;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(scope !== undefined && { scope: scopeWords(scope).join(" ") }),
    ...(resource !== undefined && { resource }),
    ...(authorizationDetails !== undefined && {
      authorizationDetails: JSON.stringify(readDetails(authorizationDetails)),
    }),
    ...readStepUp(options),
  };
}

/** @throws Problem `usage`, `managed` */
async function readOpenWith({ surroundings, managed }: World, typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined) return undefined;
  const { browser } = await managed();
  if (browser !== undefined) throw new Problem("managed", texts.browserManaged({ browser }));
  return demandBrowserCommand(typed, surroundings.platform);
}
