import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { cureOf, factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import { NOT_OPENED, openInBrowser } from "../browser/open.ts";
import { openKeeperChannel } from "../channel/ask-keeper.ts";
import { noKeeper } from "../channel/no-keeper.ts";
import { collectContext } from "../context/collect-context.ts";
import { keepCredential } from "../credentials/change-credential.ts";
import { type Credential, demandRoomForCredential, slotOf } from "../credentials/credential.ts";
import { currentCredential, isEndedLogin } from "../credentials/renew-credential.ts";
import { wordsOfWanted } from "../login/browser-words.ts";
import { login } from "../login/login.ts";
import type { LoginDisplay } from "../login/login-display.ts";
import { loginElsewhere } from "../login/login-elsewhere.ts";
import { Problem } from "../problems/problem.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import { texts } from "../texts/sdk.ts";
import type { NearsideEvent } from "./events.ts";
import { lacking, type Needed, widened } from "./needed.ts";
import type { Operation } from "./operation.ts";
import { parametersOf } from "./read-options.ts";
import { publicRules } from "./rule.ts";
import { createSecondTeller } from "./second-teller.ts";

export const secondsNow = ({ world }: Operation): number => Math.floor(world.now() / 1000);

/** The kept login of that program and those resources, renewed if it is about to end. @throws Problem `not_signed_in`, … */
export const storedLogin = (operation: Operation, { clientId, resource }: Needed): Promise<Credential> => {
  const { connection, machine, place, tell } = operation;
  const renewing = (): void => tell({ type: "renewing", message: texts.login.renewing({ issuer: machine.issuer }) });
  return currentCredential(connection, machine, place, { clientId, resource }, { renewing });
};

interface Obtaining {
  readonly interactive: boolean;
  /** An access token that an API refused: it is not good enough, whatever it looks like from here. */
  readonly refused?: string;
  /** Called if a new login begins. */
  readonly before?: () => void;
}

/**
 * The kept login if it meets the demands; else a new one, if the person may be asked.
 *
 * @throws Problem, Refused, KeyFileError, KeyringError
 */
export async function obtainLogin(
  operation: Operation,
  needed: Needed,
  { interactive, refused, before }: Obtaining,
): Promise<Credential> {
  const stored = await storedLogin(operation, needed).catch((error: unknown) => {
    if (interactive && isEndedLogin(error)) return undefined;
    throw error;
  });
  if (stored !== undefined && stored.access_token !== refused) {
    if ((await lacking(stored, needed, secondsNow(operation))) === undefined) return stored;
  }
  if (!interactive) throw new Problem("not_signed_in", texts.login.notEnough);
  before?.();
  return logIn(operation, needed, stored?.scope ?? "");
}

/** @param storedScope the scope of the login that this one replaces */
async function logIn(operation: Operation, needed: Needed, storedScope: string): Promise<Credential> {
  const wider = widened(needed, storedScope);
  try {
    return await logInFor(operation, wider);
  } catch (error) {
    // A scope that was granted once may no longer be granted. It is refused before the person is asked.
    const refused = error instanceof Problem && error.code === "scope_refused";
    if (!refused || wider.scopes.length === needed.scopes.length) throw error;
    return logInFor(operation, needed);
  }
}

async function logInFor(operation: Operation, needed: Needed): Promise<Credential> {
  const { world, place, connection, machine, tell } = operation;
  const parameters = parametersOf(needed);
  await demandRoomForCredential(place, slotOf(machine, parameters));
  const from = { context: () => collectContext(world.surroundings), peerOf: world.peerOf, doorway: world.doorway() };
  const display: LoginDisplay = {
    approvalNeeded: (url, expiresIn) => {
      const left = countdownText(expiresIn);
      const why = machine.isVisit ? texts.login.approveThere({ left }) : texts.login.approve({ left });
      tell({ type: "approval_needed", url, expiresIn, message: `${why} ${url}` });
      showPage(operation, url);
    },
    peerRefused: (code) => tell({ type: "peer_refused", code, message: sentenceOf(code) }),
    protection: (facts, os) =>
      tell({
        type: "protection",
        facts: facts.map(([name, { value, age, source }]) => ({ name, value, age, source, cure: cureOf(name, os) })),
        message: facts
          .map(([name, fact]) =>
            texts.login.posture({ title: POSTURE_TITLES[name], fact: factInWords(fact), cure: cureOf(name, os) }),
          )
          .concat(texts.login.rulesLook({ reported: REPORTED_BY_MACHINE }))
          .join(" "),
      }),
    wanted: (wanted) => {
      if (wanted === undefined) return;
      const { message } = wordsOfWanted(wanted);
      tell({ type: "wanted", what: wanted.what, rules: publicRules(wanted.rules), message: neutralise(message) });
    },
    second: createSecondTeller(operation),
  };
  // The login is good as it is, so it is kept, whatever it lacks for this.
  const keep = async (given: Credential): Promise<void> => {
    world.stop.throwIfAborted();
    await keepCredential(place, given, machine.keptIn, world);
  };
  const credential = machine.isVisit
    ? await logInElsewhere(operation, parameters, display, keep)
    : await login(connection, machine, parameters, from, display, keep);
  const { claims } = await readAnyRequest(credential.request);
  const missing = await lacking(credential, needed, secondsNow(operation), claims.iat);
  if (missing !== undefined) throw new Problem("demand_not_met", `(${missing})`);
  const { issuer, user } = machine;
  tell({
    type: "signed_in",
    issuer,
    user: user.name,
    scope: credential.scope,
    expiresIn: Math.max(0, credential.expires_at - secondsNow(operation)),
    login: claims.jti,
    message: texts.login.signedIn({ issuer, user: user.name }),
  });
  return credential;
}

/** On a host that the person reached by SSH: the keeper of her own machine vouches, and opens the page there (protocol §10). */
async function logInElsewhere(
  { world, machine: { issuer } }: Operation,
  parameters: AuthorizationParameters,
  display: LoginDisplay,
  keep: (given: Credential) => Promise<void>,
): Promise<Credential> {
  const channel = await openKeeperChannel(world.forwardedAgent ?? "").catch(noKeeper);
  try {
    const from = { channel, issuer, context: () => collectContext(world.surroundings) };
    const given = await loginElsewhere(world, parameters, from, display, ({ credential }) => keep(credential));
    return given.credential;
  } catch (error) {
    return noKeeper(error);
  } finally {
    channel.close();
  }
}

type Because = Extract<NearsideEvent, { type: "browser_not_opened" }>["because"];

const WHY_NOT: Readonly<Record<Because, string>> = { ...NOT_OPENED, opener_failed: NOT_OPENED.no_opener };

/** Opens the approval page in the way that the program wants. A failure ends nothing: the address can be typed. */
function showPage({ openBrowser = true, browser, machine, world, tell }: Operation, url: string): void {
  if (openBrowser === false || machine.isVisit) return; // it opens where the person sits
  const failed = (because: Because): void => tell({ type: "browser_not_opened", because, message: WHY_NOT[because] });
  const show = async (): Promise<void> => {
    if (typeof openBrowser === "function") return openBrowser(url);
    const { platform, env } = world.surroundings;
    const opened = await openInBrowser(url, { platform, env, browser });
    if (!opened.opened) return failed(opened.because);
    const { by } = opened;
    tell({ type: "browser_opened", by, message: texts.login.opened });
  };
  show().catch(() => failed("opener_failed"));
}
