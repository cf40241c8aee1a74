import type { Command } from "commander";
import type { Credential } from "../credentials/credential.ts";
import { obtainCredential, type Session, type Wanted } from "../credentials/obtain-credential.ts";
import type { Life } from "../credentials/renew-credential.ts";
import { DEFAULT_CLIENT } from "../default-client.ts";
import { Problem } from "../problem.ts";
import { connect } from "../server/connection.ts";
import type { World } from "../world.ts";
import { type ChoiceOptions, choose, withChoice } from "./choice.ts";
import { openPage } from "./open-page.ts";

// What the commands have in common that hand a token to another tool.

export interface ToolOptions extends ChoiceOptions {
  readonly audience?: string;
  readonly scope?: string;
  readonly clientId?: string;
  /** undefined: the command's own custom. */
  readonly login?: boolean;
}

/** The options that say which token is meant, and whether a login may be begun for it. */
export const withToolOptions = (command: Command): Command =>
  withChoice(command)
    .option("--audience <url>", "which API the token is for: the resource of its login")
    .option("--scope <scopes>", "what the token must be good for, separated by spaces")
    .option("--client-id <id>", "the program whose login is meant")
    .option("--login", "sign in if need be, where somebody is at the terminal")
    .option("--no-login", "never sign in: end with exit code 4 instead");

export interface Obtained extends Session {
  readonly credential: Credential;
  /** The token again, renewed if need be; by now without any login. */
  again(life?: Life): Promise<Credential>;
}

/**
 * Runs `use` with a token that lasts.
 *
 * @param custom whether a login is begun where neither --login nor --no-login was said
 * @throws Problem `usage`, `not_signed_in`, …
 */
export async function withToolToken(
  world: World,
  options: ToolOptions,
  custom: Life & Pick<Wanted, "login">,
  use: (obtained: Obtained) => Promise<void>,
): Promise<void> {
  const { scope } = options;
  const audience = options.audience === undefined ? undefined : readAudience(options.audience);
  if (scope !== undefined && audience === undefined)
    throw new Problem("usage", "--scope is of the login for one API: name it with --audience.");
  const place = await world.place();
  const { machine, defaults, asFolderSays } = await choose(world, place, options);
  // A download may have chosen for whom and for what: whoever sits there is told.
  if (asFolderSays !== undefined && world.terminal.interactive) world.terminal.say(asFolderSays, "dim");
  const connection = connect(machine.issuer, world);
  const clientId = options.clientId ?? defaults.clientId;
  const resource = audience === undefined ? defaults.resource : [audience];
  const wanted: Wanted = {
    audience,
    scope,
    clientId,
    otherwise: { clientId, resource },
    asked: {
      clientId: clientId ?? DEFAULT_CLIENT,
      scope: scope ?? defaults.scope ?? "",
      resource: resource ?? [],
      authorizationDetails: defaults.authorizationDetails,
    },
    chosenBy: (["profile", "issuer", "user"] as const).flatMap((name) => {
      const said = options[name];
      return said === undefined ? [] : [`--${name}`, said];
    }),
    login: options.login === undefined ? custom.login : options.login ? "if_interactive" : "never",
    openPage: (url) => openPage(world, url, defaults.browser),
    enoughLeft: custom.enoughLeft,
  };
  const session: Session = { place, machine, connection };
  try {
    const credential = await obtainCredential(world, session, wanted);
    const again = ({ enoughLeft }: Life = {}): Promise<Credential> =>
      obtainCredential(world, session, { ...wanted, login: "never", enoughLeft });
    await use({ ...session, credential, again });
  } finally {
    connection.http.close();
  }
}

/** @throws Problem `usage` */
function readAudience(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (!fits || text.includes("#"))
    throw new Problem("usage", "--audience takes the address of an API, such as https://api.example.com.");
  return text;
}
